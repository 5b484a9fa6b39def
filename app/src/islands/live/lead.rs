//! The tab that holds the stream.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

use super::channel::Message;
use crate::islands::browser::field;
use crate::paths;

/// How long tabs have to answer before the stream opens.
const GATHER: Duration = Duration::from_millis(150);
/// The first wait after a loss; it doubles up to the longest.
const FIRST_WAIT: u32 = 1_000;
const LONGEST_WAIT: u32 = 30_000;
/// More orders than this are not followed in one stream.
const MOST_ORDERS: usize = 100;

/// The stream and what it is about.
pub struct Lead {
    /// Orders that tabs show, with the newest version known.
    orders: RefCell<BTreeMap<String, u64>>,
    /// Orders that the open stream covers.
    covered: RefCell<Vec<String>>,
    source: RefCell<Option<EventSource>>,
    up: Cell<bool>,
    wait: Cell<u32>,
    /// Counts openings: a timer of an earlier one does nothing.
    turn: Cell<u32>,
    /// Tells this tab and the others.
    tell: Box<dyn Fn(Message)>,
}

impl Lead {
    /// Takes the lead: asks who is there, then opens the stream. `tell` reaches all tabs, this one too.
    pub fn take(order: String, version: u64, tell: impl Fn(Message) + 'static) -> Rc<Self> {
        let lead = Rc::new(Self {
            orders: RefCell::new(BTreeMap::from([(order, version)])),
            covered: RefCell::default(),
            source: RefCell::default(),
            up: Cell::new(false),
            wait: Cell::new(FIRST_WAIT),
            turn: Cell::new(0),
            tell: Box::new(tell),
        });
        (lead.tell)(Message::Who);
        lead.open_after(GATHER);
        lead
    }

    /// Hears a tab.
    pub fn hear(self: &Rc<Self>, message: &Message) {
        match message {
            Message::Hello(order, version) => self.welcome(order, *version),
            Message::Bye(order) => {
                self.orders.borrow_mut().remove(order);
                // Another tab may show the same order: it says so.
                (self.tell)(Message::Who);
            }
            _ => {}
        }
    }

    fn welcome(self: &Rc<Self>, order: &str, version: u64) {
        let known = self.orders.borrow().get(order).copied().unwrap_or(0);
        if known > version {
            (self.tell)(Message::Changed(order.to_owned(), known));
        }
        self.orders.borrow_mut().insert(order.to_owned(), known.max(version));
        if self.up.get() {
            (self.tell)(Message::Up);
        }
        let covered = self.covered.borrow().iter().any(|covered| covered == order);
        if self.source.borrow().is_some() && !covered {
            self.open_after(GATHER);
        }
    }

    fn open_after(self: &Rc<Self>, wait: Duration) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let lead = Rc::clone(self);
        set_timeout(
            move || {
                if lead.turn.get() == turn {
                    lead.open();
                }
            },
            wait,
        );
    }

    fn close(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
    }

    fn open(self: &Rc<Self>) {
        self.close();
        let mut address = [paths::LIVE, "?o="].concat();
        let mut covered = Vec::new();
        for (order, version) in self.orders.borrow().iter().take(MOST_ORDERS) {
            if !covered.is_empty() {
                address.push(',');
            }
            address.push_str(order);
            address.push('@');
            address.push_str(&version.to_string());
            covered.push(order.clone());
        }
        if covered.is_empty() {
            return;
        }
        *self.covered.borrow_mut() = covered;
        let Ok(source) = EventSource::new(&address) else {
            self.lost();
            return;
        };
        self.listen(&source, "open", |lead, _| lead.connected());
        self.listen(&source, "error", |lead, _| lead.lost());
        self.listen(&source, "end", |lead, _| lead.lost());
        self.listen(&source, "order", |lead, event| lead.changed(event));
        *self.source.borrow_mut() = Some(source);
    }

    fn listen(self: &Rc<Self>, source: &EventSource, name: &str, act: impl Fn(&Rc<Self>, &MessageEvent) + 'static) {
        let lead = Rc::clone(self);
        let mine = source.clone();
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // An event of a stream that was replaced since says nothing any more.
            if lead.source.borrow().as_ref() == Some(&mine) {
                act(&lead, &event);
            }
        });
        let _ = source.add_event_listener_with_callback(name, listen.as_ref().unchecked_ref());
        // A stream is opened rarely; its few listeners stay until the page goes.
        listen.forget();
    }

    fn connected(&self) {
        self.wait.set(FIRST_WAIT);
        self.up.set(true);
        (self.tell)(Message::Up);
    }

    fn lost(self: &Rc<Self>) {
        self.close();
        self.up.set(false);
        (self.tell)(Message::Down);
        let wait = self.wait.get();
        self.wait.set((wait * 2).min(LONGEST_WAIT));
        // Spread: after a restart not every browser comes back in the same moment.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half a minute at most")]
        let spread = (js_sys::Math::random() * f64::from(wait) / 2.0) as u32;
        self.open_after(Duration::from_millis(u64::from(wait - wait / 4 + spread)));
    }

    fn changed(&self, event: &MessageEvent) {
        let Some((order, version)) = event.data().as_string().and_then(|text| parse(&text)) else {
            return;
        };
        if let Some(known) = self.orders.borrow_mut().get_mut(&order) {
            *known = version.max(*known);
        }
        (self.tell)(Message::Changed(order, version));
    }
}

/// Reads `{"order":ID,"version":N}`; both are numbers.
fn parse(text: &str) -> Option<(String, u64)> {
    let data = js_sys::JSON::parse(text).ok()?;
    Some((number(&field(&data, "order"))?.to_string(), number(&field(&data, "version"))?))
}

/// A number, however it was written.
fn number(value: &JsValue) -> Option<u64> {
    if let Some(text) = value.as_string() {
        return text.parse().ok();
    }
    // Numbers of orders and versions count from zero: far below 2^53, and whole.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are small and not negative")]
    value.as_f64().map(|number| number as u64)
}
