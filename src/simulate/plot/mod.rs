//! The stories: what can happen to an order, each kind of it scripted once. A kind says in which state its orders stand at `now`;
//! what happens after `now` is scripted too and becomes the live stream.

mod acme;
mod apart;
mod clocks;
mod exception_scenarios;
mod fates;
mod inquiry;
mod kinds;
mod names;
mod overtaken;
mod script;
mod setting;

pub use acme::known_order;
pub use inquiry::ask;
pub use kinds::play;
pub use script::{Script, mins};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $share:literal;)+) => {
        /// What happens to the orders of a story.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $kind),+ }

        impl Kind {
            /// Every kind with the number of its stories in a world of about 320 orders.
            pub const SHARES: &'static [(Self, u32)] = &[$((Self::$kind, $share)),+];
        }
    };
}

kinds! {
    /// The one of the mock: order 4711 of Acme Store 7, in three shipments, the last held by weather.
    Known = 1;
    /// Created today, nothing else.
    Created = 9;
    /// Released; the warehouse has not begun.
    Released = 9;
    /// The warehouse picks.
    Picking = 12;
    /// Packed, waits for the carrier.
    Packed = 10;
    /// On its way, nothing wrong.
    InTransit = 40;
    /// On the vehicle that delivers.
    OutForDelivery = 15;
    /// Two or three shipments; the first is delivered.
    Split = 20;
    /// Several orders of Acme, held at one hub by a storm.
    Storm = 8;
    /// Late for another reason.
    Delayed = 12;
    /// The carrier speaks of numbers that no order knows yet.
    Parked = 5;
    /// Delivered, the signed receipt is a PDF.
    DeliveredPdf = 52;
    /// Delivered, the proof is a picture.
    DeliveredPicture = 42;
    /// Delivered, the proof was scanned as TIFF.
    DeliveredTiff = 2;
    /// Delivered, the proof is to come.
    PodPending = 7;
    /// Delivered, the carrier has no proof.
    PodUnavailable = 3;
    /// Nobody there at first, delivered on the second try.
    AttemptedDelivered = 9;
    /// Nobody there; waits at the carrier.
    AttemptedHeld = 6;
    /// Came back.
    Returned = 6;
    /// On its way back.
    Returning = 5;
    /// The customer did not take it.
    Refused = 4;
    /// Damaged on the way.
    Damaged = 4;
    /// Cannot be found.
    Lost = 3;
    /// Cancelled before it left.
    Cancelled = 6;
    /// Held in the ERP.
    OnHold = 6;
    /// The carrier sent a code that nobody knows.
    Puzzled = 3;
    /// The carrier expects it after the promise.
    AtRisk = 7;
    /// The promise has passed.
    Missed = 5;
    /// Less was packed than ordered.
    ShortShipped = 4;
    /// Waits for customs.
    Customs = 5;
    /// Two orders in one shipment.
    Consolidated = 3;
    /// Every message comes twice.
    Duplicated = 3;
    /// The scans are told hours late and in the wrong order.
    ToldLate = 3;
    /// A delivery that was taken back.
    Withdrawn = 2;
    /// Of two cartons one has come, the other one is on its way.
    OneOfTwo = 3;
    /// Delivered, and days later sent back by the customer.
    SentBackLater = 3;
    /// Delivered; a note about weather or the address comes in the same minute, in the evening or days later.
    NoteAfterDelivery = 2;
    /// Held at a hub by weather, and gone from there since.
    HoldLeft = 2;
    /// Out for delivery days ago; nothing more was heard.
    GoneQuiet = 2;
    /// Refused and back at the sender, where the carrier calls it delivered.
    ReturnedAsDelivered = 3;
    /// On its way back, then delivered to the customer after all.
    ReturnReversed = 1;
    /// Of several cartons one has come, the others go back or are back.
    OneReturned = 2;
    /// All cartons came; the customer sends one of them back.
    OneSentBack = 2;
    /// Of several cartons one has come, the others are lost.
    OneLost = 1;
    /// Lost, and found again.
    Found = 1;
    /// The label was voided, and nothing is booked in its place yet.
    Voided = 2;
    /// The label was voided and replaced.
    VoidedReplaced = 1;
    /// The TMS writes zeros before numbers, another unit and another name of the carrier than ERP and carrier do.
    OtherNames = 2;
    /// The ERP never tells of the delivery: only the TMS names it.
    OnlyTheTms = 1;
    /// In a state that keeps two times, and nobody names the zone; delivered late in the evening, or on its way.
    TwoTimes = 2;
    /// Promised and expected in hours that end after midnight.
    PastMidnight = 1;
    /// The customer's case changed twice within a second, and the earlier change is told last.
    CaseOvertaken = 1;
}
