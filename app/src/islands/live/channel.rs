//! What tabs say to each other: a word and its values, separated by spaces.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::islands::browser::field;

/// Name of the channel and of the lock.
pub const NAME: &str = "waypost-live";

/// A message between tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// I show this order at this version.
    Hello(String, u64),
    /// I show this order no longer.
    Bye(String),
    /// The one with the stream asks who is there.
    Who,
    /// This order is now at this version.
    Changed(String, u64),
    /// The stream stands.
    Up,
    /// The stream is lost.
    Down,
}

impl Message {
    fn write(&self) -> String {
        match self {
            Self::Hello(order, version) => ["hello", order, &version.to_string()].join(" "),
            Self::Bye(order) => ["bye", order].join(" "),
            Self::Who => "who".to_owned(),
            Self::Changed(order, version) => ["changed", order, &version.to_string()].join(" "),
            Self::Up => "up".to_owned(),
            Self::Down => "down".to_owned(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let word = words.next()?;
        let order = words.next().map(str::to_owned);
        let version = words.next().and_then(|version| version.parse().ok());
        match (word, order, version) {
            ("hello", Some(order), Some(version)) => Some(Self::Hello(order, version)),
            ("bye", Some(order), _) => Some(Self::Bye(order)),
            ("who", ..) => Some(Self::Who),
            ("changed", Some(order), Some(version)) => Some(Self::Changed(order, version)),
            ("up", ..) => Some(Self::Up),
            ("down", ..) => Some(Self::Down),
            _ => None,
        }
    }
}

/// The channel of this browser's tabs.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Opens it; `heard` gets what other tabs say. It stays open as long as the page.
    pub fn open(heard: impl Fn(Message) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string().and_then(|text| Message::read(&text)) {
                heard(message);
            }
        });
        channel.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        Some(Self(channel))
    }

    /// Tells the other tabs.
    pub fn say(&self, message: &Message) {
        let _ = self.0.post_message(&message.write().into());
    }
}

#[wasm_bindgen]
extern "C" {
    type Locks;
    /// Asks for the lock; it is kept while the promise that `held` returns is open.
    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, held: &Closure<dyn FnMut() -> js_sys::Promise>) -> js_sys::Promise;
}

/// Calls `lead` once this tab is the one that opens the stream: at once where browsers have no
/// locks (then every tab has its own stream).
pub fn when_leading(lead: impl FnOnce() + 'static) {
    let navigator = leptos::prelude::window().navigator();
    let locks = field(&navigator, "locks");
    if locks.is_undefined() {
        lead();
        return;
    }
    let mut lead = Some(lead);
    let held = Closure::<dyn FnMut() -> js_sys::Promise>::new(move || {
        if let Some(lead) = lead.take() {
            lead();
        }
        // Never settled: the lock goes with the tab.
        js_sys::Promise::new(&mut |_, _| {})
    });
    let _ = locks.unchecked_into::<Locks>().request(NAME, &held);
    held.forget();
}
