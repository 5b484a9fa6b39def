//! One tab: says which order it shows, hears what changed, brings its page up to date.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Link;
use super::channel::{Channel, Message, when_leading};
use super::lead::Lead;
use super::page::{self, Shown};

/// The wait before the page is fetched again when it came older than announced.
const AGAIN: Duration = Duration::from_millis(500);
/// How often that is tried.
const TRIES: u8 = 5;

struct Tab {
    order: String,
    version: Cell<u64>,
    wanted: Cell<u64>,
    busy: Cell<bool>,
    link: RwSignal<Link>,
    at: RwSignal<String>,
    channel: RefCell<Option<Channel>>,
    lead: RefCell<Option<Rc<Lead>>>,
}

/// Joins the other tabs, for as long as the page stands.
pub fn start(link: RwSignal<Link>, at: RwSignal<String>) {
    let Some(Shown { order, version, .. }) = page::shown(&document()) else { return };
    let tab = Rc::new(Tab {
        order,
        version: Cell::new(version),
        wanted: Cell::new(version),
        busy: Cell::new(false),
        link,
        at,
        channel: RefCell::default(),
        lead: RefCell::default(),
    });
    let hears = Rc::clone(&tab);
    *tab.channel.borrow_mut() = Channel::open(move |message| hears.hear(&message));
    tab.hello();
    let leads = Rc::clone(&tab);
    when_leading(move || leads.take_lead());
    let leaves = send_wrapper::SendWrapper::new(tab);
    window_event_listener(ev::pagehide, move |_| {
        leaves.say(&Message::Bye(leaves.order.clone()));
    });
}

impl Tab {
    fn say(&self, message: &Message) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(message);
        }
    }

    fn hello(&self) {
        self.say(&Message::Hello(self.order.clone(), self.version.get()));
    }

    fn take_lead(self: Rc<Self>) {
        let tab = Rc::clone(&self);
        let lead = Lead::take(self.order.clone(), self.version.get(), move |message| {
            tab.say(&message);
            tab.told(&message);
        });
        *self.lead.borrow_mut() = Some(lead);
    }

    /// Hears another tab.
    fn hear(self: &Rc<Self>, message: &Message) {
        let lead = self.lead.borrow().clone();
        match lead {
            Some(lead) => lead.hear(message),
            None => self.told(message),
        }
    }

    /// Hears the one with the stream.
    fn told(self: &Rc<Self>, message: &Message) {
        match message {
            Message::Who => self.hello(),
            Message::Up => self.link.set(Link::Up),
            Message::Down => self.link.set(Link::Down),
            Message::Changed(order, version) if *order == self.order => self.follow(*version),
            Message::Changed(..) | Message::Hello(..) | Message::Bye(_) => {}
        }
    }

    /// Brings the page to `version` or newer.
    fn follow(self: &Rc<Self>, version: u64) {
        self.wanted.set(self.wanted.get().max(version));
        if self.wanted.get() > self.version.get() && !self.busy.replace(true) {
            spawn_local(Rc::clone(self).catch_up(TRIES));
        }
    }

    async fn catch_up(self: Rc<Self>, tries: u8) {
        if let Some(now) = page::refresh().await {
            self.version.set(now.version);
            self.at.set(now.as_of);
        }
        self.busy.set(false);
        if self.wanted.get() <= self.version.get() {
            return;
        }
        if tries == 0 {
            self.link.set(Link::Down);
            return;
        }
        self.busy.set(true);
        set_timeout(move || spawn_local(self.catch_up(tries - 1)), AGAIN);
    }
}
