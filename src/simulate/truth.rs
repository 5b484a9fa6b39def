//! What truly happens in the demo world, before anybody says anything about it: orders, what the warehouse ships, who carries it
//! and every step on the way with its time. The partners' messages are derived from it and from nothing else, so that what they say
//! fits together the way real systems' messages do.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    documents::Paper,
    geography::{City, Site},
    plot::Kind,
    spelling::Spelling,
    trade::{Carrier, Customer, Item},
};
use crate::domain::{milestone::Milestone, reason, tzdb};

/// One or two orders and everything that happens to them.
#[derive(Debug, Clone)]
pub struct Story {
    pub kind: Kind,
    pub orders: Vec<Order>,
    pub deliveries: Vec<Delivery>,
    pub shipments: Vec<Shipment>,
    /// What customers asked about.
    pub cases: Vec<Case>,
    /// In the order in which they are said.
    pub steps: Vec<Step>,
    /// How the TMS writes what others number and name otherwise.
    pub spelling: Spelling,
}

/// What a customer ordered.
#[derive(Debug, Clone)]
pub struct Order {
    pub number: String,
    pub purchase_order: String,
    pub storefront_order: Option<String>,
    pub customer: &'static Customer,
    pub email: String,
    pub ship_to: Spot,
    pub site: &'static Site,
    pub lines: Vec<Line>,
    pub deliver_by: Date,
    /// Local hours between which the customer takes goods in, where the promise names them. A second one before the first is of the
    /// next day.
    pub window: Option<(i8, i8)>,
    /// Whether the promise names the zone of its place.
    pub names_zone: bool,
    /// The price where it is not the sum of the items' prices, in cents.
    pub cents: Option<u64>,
}

/// So many of an item.
#[derive(Debug, Clone)]
pub struct Line {
    pub number: String,
    pub item: &'static Item,
    pub quantity: u32,
    /// What is committed for the promised day.
    pub committed: u32,
}

/// So many of an order's line.
#[derive(Debug, Clone)]
pub struct Part {
    pub line: String,
    pub quantity: u32,
}

/// What the warehouse is told to ship: of one order.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub number: String,
    /// Position of its order in the story.
    pub order: usize,
    pub parts: Vec<Part>,
    pub goods_issue: Date,
}

/// What one carrier moves: of one or more deliveries.
#[derive(Debug, Clone)]
pub struct Shipment {
    pub number: String,
    pub carrier: &'static Carrier,
    pub service: &'static str,
    pub pro: Option<String>,
    pub bill_of_lading: Option<String>,
    /// Positions of its deliveries in the story.
    pub deliveries: Vec<usize>,
    /// Where the TMS counts otherwise than the warehouse: so many more pieces (or, below zero, fewer) of the first part.
    pub miscounted: i32,
    pub packages: Vec<Package>,
    pub from: Spot,
    pub to: Spot,
    pub plan_pickup: (Timestamp, Timestamp),
    pub plan_delivery: (Timestamp, Timestamp),
}

/// A carton or a pallet.
#[derive(Debug, Clone)]
pub struct Package {
    pub tracking: Option<String>,
    pub sscc: String,
    pub grams: u32,
    pub parts: Vec<Part>,
}

/// A place with what is known of it.
#[derive(Debug, Clone)]
pub struct Spot {
    pub name: Option<String>,
    pub site: Option<&'static str>,
    pub street: Option<String>,
    pub city: &'static City,
}

/// A customer's inquiry.
#[derive(Debug, Clone)]
pub struct Case {
    pub number: String,
    /// Position of its order in the story.
    pub order: usize,
    pub subject: &'static str,
    /// Who takes care of it.
    pub owner: &'static str,
}

/// Something that happens, when, and when its owner says so.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name within the story; never reused.
    pub id: usize,
    pub at: Timestamp,
    pub said: Timestamp,
    pub deed: Deed,
    /// Whether its messages are sent twice, as senders do that saw no answer.
    pub twice: bool,
}

/// What happens. Numbers are positions in the story.
#[derive(Debug, Clone)]
pub enum Deed {
    Ordered {
        order: usize,
    },
    Released {
        order: usize,
    },
    Held {
        order: usize,
        code: &'static str,
        text: &'static str,
    },
    Cancelled {
        order: usize,
        code: &'static str,
        text: &'static str,
    },
    Allocated {
        delivery: usize,
    },
    Picking {
        delivery: usize,
    },
    Packed {
        delivery: usize,
    },
    Short {
        delivery: usize,
        line: String,
        text: String,
    },
    Issued {
        delivery: usize,
    },
    Booked {
        shipment: usize,
    },
    Scanned(Scan),
    Troubled(Trouble),
    Expected {
        shipment: usize,
        from: Timestamp,
        to: Timestamp,
        teller: Teller,
    },
    Proved {
        shipment: usize,
        proof: Proof,
        signer: &'static str,
        paper: u32,
    },
    /// A scan with a code that no table knows.
    Puzzled {
        shipment: usize,
        place: Spot,
        code: &'static str,
        text: &'static str,
    },
    /// The ERP says of goods that it does not move what only their carrier can know: shipped when they were packed, delivered when
    /// somebody closed the document. It is not what happens.
    Claimed {
        delivery: usize,
        milestone: Milestone,
    },
    /// The step of that id is taken back.
    Withdrawn {
        shipment: usize,
        step: usize,
        text: &'static str,
    },
    Charged {
        shipment: usize,
        invoice: String,
        linehaul: u32,
        fuel: u32,
    },
    /// The customer asks.
    CaseOpened {
        case: usize,
    },
    /// The customer has the answer.
    CaseClosed {
        case: usize,
    },
    /// Somebody sets the case to another status.
    CaseChanged {
        case: usize,
        status: &'static str,
    },
}

/// A movement, a delivery, a return.
#[derive(Debug, Clone)]
pub struct Scan {
    pub shipment: usize,
    /// One package of it, else all of them.
    pub package: Option<usize>,
    pub milestone: Milestone,
    pub partial: bool,
    pub teller: Teller,
    pub place: Spot,
    /// Why, for attempts and returns.
    pub reason: Option<reason::Reason>,
    pub signer: Option<&'static str>,
    /// What the carrier expects from here on.
    pub estimate: Option<(Timestamp, Timestamp)>,
}

/// Who tells of a step, of the TMS and a carrier that speaks for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Teller {
    /// Each of them, as far as it speaks of such things.
    #[default]
    All,
    /// The TMS alone, whatever it is: a mistake of its own, or a time that somebody typed in.
    Tms,
    /// The carrier alone.
    Carrier,
}

/// Something goes wrong.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub shipment: usize,
    /// One package of it, else all of them.
    pub package: Option<usize>,
    pub exception: reason::Exception,
    pub reason: reason::Reason,
    pub place: Spot,
    pub text: &'static str,
    pub estimate: Option<(Timestamp, Timestamp)>,
}

/// What proves a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Bytes of that kind.
    Paper(Paper),
    /// The carrier will have it.
    Pending,
    /// The carrier has none.
    Unavailable,
}

impl Story {
    /// The steps that have been said by `now`.
    pub fn told(&self, now: Timestamp) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.said <= now)
    }

    /// The first step that is not said yet.
    pub fn next(&self, now: Timestamp) -> Option<usize> {
        self.steps.iter().position(|step| step.said > now)
    }

    /// What the TMS says that a shipment carries of a delivery.
    pub fn counted(&self, shipment: &Shipment, delivery: usize) -> Vec<Part> {
        let mut parts = self.deliveries.get(delivery).map_or_else(Vec::new, |delivery| delivery.parts.clone());
        if shipment.deliveries.first() == Some(&delivery)
            && let Some(first) = parts.first_mut()
        {
            first.quantity = first.quantity.saturating_add_signed(shipment.miscounted);
        }
        parts
    }

    /// The order a deed is about: its own, or the first that its shipment carries.
    pub fn order_of(&self, deed: &Deed) -> Option<&Order> {
        let of_delivery = |delivery: usize| self.deliveries.get(delivery).map(|delivery| delivery.order);
        let order = match deed {
            Deed::Ordered { order }
            | Deed::Released { order }
            | Deed::Held { order, .. }
            | Deed::Cancelled { order, .. } => Some(*order),
            Deed::Allocated { delivery }
            | Deed::Picking { delivery }
            | Deed::Packed { delivery }
            | Deed::Short { delivery, .. }
            | Deed::Claimed { delivery, .. }
            | Deed::Issued { delivery } => of_delivery(*delivery),
            Deed::CaseOpened { case } | Deed::CaseClosed { case } | Deed::CaseChanged { case, .. } => {
                self.cases.get(*case).map(|case| case.order)
            }
            _ => self.shipments.get(deed.shipment()?)?.deliveries.first().copied().and_then(of_delivery),
        };
        self.orders.get(order?)
    }
}

impl Deed {
    /// The shipment it is about, where it is about one.
    pub fn shipment(&self) -> Option<usize> {
        match self {
            Self::Booked { shipment }
            | Self::Expected { shipment, .. }
            | Self::Proved { shipment, .. }
            | Self::Puzzled { shipment, .. }
            | Self::Withdrawn { shipment, .. }
            | Self::Charged { shipment, .. } => Some(*shipment),
            Self::Scanned(scan) => Some(scan.shipment),
            Self::Troubled(trouble) => Some(trouble.shipment),
            _ => None,
        }
    }

    /// Where it happens, where a carrier says so.
    pub fn place(&self) -> Option<&Spot> {
        match self {
            Self::Scanned(Scan { place, .. }) | Self::Troubled(Trouble { place, .. }) | Self::Puzzled { place, .. } => {
                Some(place)
            }
            _ => None,
        }
    }
}

impl Spot {
    /// A hub or terminal in that city.
    pub fn hub(city: &'static City) -> Self {
        Self { name: None, site: None, street: None, city }
    }

    /// A distribution centre of ours.
    pub fn site(site: &'static Site) -> Self {
        Self {
            name: Some(site.name.into()),
            site: Some(site.number),
            street: Some(site.street.into()),
            city: site.city,
        }
    }
}

impl City {
    /// Its zone. All zones of the demo world exist (a test says so).
    pub fn time_zone(&self) -> TimeZone {
        tzdb::named(self.zone).unwrap_or(TimeZone::UTC)
    }

    /// That day at that time of its clocks.
    pub fn at(&self, day: Date, hour: i8, minute: i8) -> Timestamp {
        self.time_zone()
            .to_ambiguous_timestamp(day.at(hour, minute, 0, 0))
            .compatible()
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// What its clocks show at that instant, with their offset: RFC 3339, whole seconds.
    pub fn written(&self, at: Timestamp) -> String {
        at.to_zoned(self.time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The hour its clocks show.
    pub fn hour(&self, at: Timestamp) -> i8 {
        at.to_zoned(self.time_zone()).hour()
    }

    /// The day its calendars show.
    pub fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.time_zone()).date()
    }
}
