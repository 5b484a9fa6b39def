//! What truly happened to one shipment and its packages, as far as somebody who can know it has said so.

use jiff::{SignedDuration, Timestamp};

use super::{
    words::Word,
    {Mark, Span},
};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        partners::{Partner, booked_by},
        truth::{Deed, Scan, Shipment, Step, Story, Teller},
    },
};

/// What claims to happen later than this after it is heard is not believed (the rule of clocks that run ahead).
const TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// Something that happened to a shipment, or to one package of it.
#[derive(Debug, Clone, Copy)]
pub struct Happening {
    pub milestone: Milestone,
    pub at: Timestamp,
    pub package: Option<usize>,
    /// Of a delivery: not all of it.
    pub partial: bool,
    /// The city of the scan.
    pub city: Option<&'static str>,
    /// At the customer's, who lives in another town than the sender: what had turned back is not on its way back any more.
    pub at_the_door: bool,
    /// Delivered to the sender.
    pub at_home: bool,
    pub tellers: Tellers,
}

/// Which of those who carry out transport told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tellers {
    tms: bool,
    ups: bool,
}

impl Tellers {
    /// Who they are.
    pub fn all(self) -> impl Iterator<Item = Partner> {
        let each = [(self.tms, Partner::Tms), (self.ups, Partner::Ups)];
        each.into_iter().filter_map(|(tells, partner)| tells.then_some(partner))
    }

    /// Whether that partner is one of them.
    pub fn has(self, partner: Partner) -> bool {
        self.all().any(|one| one == partner)
    }
}

/// One shipment that is known to belong to its orders.
#[derive(Debug)]
pub struct Lane<'a> {
    pub story: &'a Story,
    pub shipment: &'a Shipment,
    pub position: usize,
    /// Until when the story has been told.
    pub until: Timestamp,
    /// In the order of time.
    pub happenings: Vec<Happening>,
}

impl<'a> Lane<'a> {
    /// Every shipment of which the TMS has said whose goods it carries.
    pub fn all(story: &'a Story, until: Timestamp) -> Vec<Self> {
        let booked = story.told(until).filter_map(|step| match step.deed {
            Deed::Booked { shipment } => Some(shipment),
            _ => None,
        });
        let mut lanes: Vec<Self> = booked.filter_map(|position| Self::of(story, position, until)).collect();
        lanes.sort_by_key(|lane| lane.position);
        lanes
    }

    fn of(story: &'a Story, position: usize, until: Timestamp) -> Option<Self> {
        let shipment = story.shipments.get(position)?;
        let mut lane = Self { story, shipment, position, until, happenings: Vec::new() };
        let happening = |(step, tellers): (&Step, Tellers)| {
            let (milestone, package, partial, city) = match &step.deed {
                Deed::Booked { .. } => (Milestone::Booked, None, false, None),
                Deed::Scanned(scan) => {
                    (arrives(shipment, scan), scan.package, scan.partial, Some(scan.place.city.name))
                }
                _ => return None,
            };
            let (from, to) = (shipment.from.city.name, shipment.to.city.name);
            let goes_out = (Milestone::OutForDelivery..=Milestone::DeliveryAttempted).contains(&milestone);
            let at_the_door = goes_out && from != to && city == Some(to);
            let at_home = milestone == Milestone::Returned
                && matches!(&step.deed, Deed::Scanned(scan) if scan.milestone == Milestone::Delivered);
            Some(Happening { milestone, at: step.at, package, partial, city, at_the_door, at_home, tellers })
        };
        lane.happenings = lane.told().filter_map(happening).collect();
        lane.happenings.sort_by_key(|happening| (happening.at, happening.milestone.progress()));
        Some(lane)
    }

    /// The steps of this shipment that somebody has told, that were not taken back, and that do not claim to come from the future.
    pub fn heard(&self) -> impl Iterator<Item = &'a Step> {
        self.told().map(|(step, _)| step)
    }

    /// The same, with who told them.
    fn told(&self) -> impl Iterator<Item = (&'a Step, Tellers)> {
        let (story, until, number) = (self.story, self.until, self.position);
        let is_ups = self.is_ups();
        let taken: Vec<usize> = story.told(until).filter_map(|step| withdrawn(step, number)).collect();
        story.steps.iter().enumerate().filter_map(move |(position, step)| {
            let mine = step.said <= until && step.deed.shipment() == Some(number);
            let tms = booked_by(story, position) && tms_tells(is_ups, &step.deed);
            let tellers = Tellers { tms, ups: is_ups && ups_tells(&step.deed) };
            let stands = !taken.contains(&step.id) && step.at <= until + TOLERANCE;
            (mine && stands && tellers.all().next().is_some()).then_some((step, tellers))
        })
    }

    /// Whether UPS carries it: then UPS speaks for itself.
    pub fn is_ups(&self) -> bool {
        self.shipment.carrier.scac == "UPSN"
    }

    /// Positions of the packages that are scanned one by one; freight is one piece.
    pub fn pieces(&self) -> Vec<usize> {
        let tracked = self.shipment.packages.iter().enumerate().filter(|(_, package)| package.tracking.is_some());
        let pieces: Vec<usize> = tracked.map(|(position, _)| position).collect();
        if pieces.is_empty() { vec![0] } else { pieces }
    }

    /// What happened to that piece.
    pub fn of_piece(&self, piece: usize) -> impl DoubleEndedIterator<Item = &Happening> + Clone {
        self.happenings.iter().filter(move |happening| happening.package.is_none_or(|package| package == piece))
    }

    fn piece(&self, piece: usize) -> Word {
        let came = self.of_piece(piece).any(is_delivery);
        let counts = |happening: &&Happening| !came || is_delivery(happening) || is_way_back(happening);
        let follow = |word: Word, next: &Happening| {
            if word.is_back() && next.at_the_door { next.word() } else { word.followed_by(next.word()) }
        };
        self.of_piece(piece).filter(counts).filter(|next| !self.is_idle(piece, next)).fold(Word::Unknown, follow)
    }

    /// A scan of one package after it had come, which is neither its delivery nor its way back.
    fn is_ghost(&self, happening: &Happening) -> bool {
        let came = |piece| self.of_piece(piece).any(|one| is_delivery(one) && one.at < happening.at);
        happening.package.is_some_and(came) && !is_delivery(happening) && !is_way_back(happening)
    }

    /// What is scanned after the delivery to the sender: an empty carton.
    fn is_idle(&self, piece: usize, happening: &Happening) -> bool {
        let home = self.of_piece(piece).rfind(|one| one.at_home).map(|home| home.at);
        home.is_some_and(|home| home < happening.at) && !is_way_back(happening) && !is_delivery(happening)
    }

    /// What became of every package, the untracked ones too, which go where the first goes. `lost`: which of them are, `None` all of
    /// them.
    pub fn outcomes(&self, lost: &[Option<usize>]) -> Vec<&'static str> {
        let tracked = self.shipment.packages.iter().any(|package| package.tracking.is_some());
        let all = 0..self.shipment.packages.len().max(1);
        let outcome = |package: usize| match self.piece(if tracked { package } else { 0 }) {
            Word::Delivered => "delivered",
            Word::Returned => "returned",
            Word::Cancelled => "cancelled",
            _ if lost.iter().any(|of| of.is_none_or(|of| of == package)) => "lost",
            Word::Returning | Word::PartlyReturned => "returning",
            _ => "to_come",
        };
        all.map(outcome).collect()
    }

    /// Whether its label or booking was voided.
    pub fn is_voided(&self) -> bool {
        self.words() == Span::exactly(Word::Cancelled)
    }

    /// The pieces that have come, also those that went back afterwards.
    pub fn came(&self) -> Vec<usize> {
        self.pieces().into_iter().filter(|piece| self.of_piece(*piece).any(is_delivery)).collect()
    }

    /// The pieces that are with the customer now.
    pub fn there(&self) -> Vec<usize> {
        self.pieces().into_iter().filter(|piece| self.piece(*piece) == Word::Delivered).collect()
    }

    /// When all of it had come; kept when it goes back.
    pub fn delivered(&self) -> Option<Timestamp> {
        let last = |piece| self.arrivals(piece).last().map(|last| last.at);
        self.pieces().into_iter().map(last).collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// The deliveries of a piece that count: the first, and the first again after it turned back or went out anew. Of one piece of
    /// several, what is said of this very piece comes before what is said of all.
    pub fn arrivals(&self, piece: usize) -> Vec<&Happening> {
        let several = self.pieces().len() > 1;
        let (mut arrivals, mut is_here): (Vec<&Happening>, bool) = (Vec::new(), false);
        for next in self.of_piece(piece) {
            match arrivals.last_mut().filter(|_| is_here) {
                _ if sets_out_again(next) => is_here = false,
                _ if !is_delivery(next) => {}
                Some(known) if several && known.package.is_none() && next.package.is_some() => *known = next,
                Some(_) => {}
                None => {
                    arrivals.push(next);
                    is_here = true;
                }
            }
        }
        arrivals
    }

    /// A delivery of what has come already.
    fn is_repeated(&self, happening: &Happening) -> bool {
        let concerned = |piece: &usize| happening.package.is_none_or(|package| package == *piece);
        let counts = |piece| self.arrivals(piece).into_iter().any(|arrival| std::ptr::eq(arrival, happening));
        is_delivery(happening) && !self.pieces().into_iter().filter(concerned).any(counts)
    }

    /// Where it stands, by what its carrier says.
    pub fn words(&self) -> Span {
        super::whole::of(self.pieces().into_iter().map(|piece| Span::exactly(self.piece(piece))))
    }

    /// What happened last that counts.
    pub fn mark(&self) -> Option<Mark> {
        let all = self.delivered().is_some();
        // Of several packages, turning back is said of the whole when all of them do.
        let pieces = self.pieces();
        let back = pieces.len() == 1 || pieces.iter().all(|piece| self.piece(*piece).is_back());
        let counts = |happening: &&Happening| {
            let is_back = is_way_back(happening);
            (!all || is_delivery(happening) || is_back)
                && (back || !is_back)
                && !self.is_ghost(happening)
                && !self.is_repeated(happening)
        };
        let concerned = |next: &Happening, piece: usize| next.package.is_none_or(|package| package == piece);
        let idle = |next: &Happening| {
            pieces.iter().filter(|piece| concerned(next, **piece)).all(|piece| self.is_idle(*piece, next))
        };
        self.happenings
            .iter()
            .rfind(|next| counts(next) && !idle(next))
            .map(|last| Mark { milestone: last.milestone, at: last.at })
    }

    /// When what is at the door came to be there, where it is known what is: of several pieces the first.
    pub fn out(&self) -> Option<Timestamp> {
        let at_the_door = [Word::OutForDelivery, Word::PartlyDelivered].map(Span::exactly).contains(&self.words());
        let waits = self.pieces().into_iter().filter(|piece| self.piece(*piece) == Word::OutForDelivery);
        let times = waits.filter_map(|piece| self.of_piece(piece).next_back()).map(|last| last.at);
        if at_the_door { times.min() } else { None }
    }

    /// When the goods first moved.
    pub fn first_movement(&self) -> Option<Timestamp> {
        self.happenings.iter().find(|happening| happening.milestone.is_movement()).map(|first| first.at)
    }
}

impl Happening {
    fn word(&self) -> Word {
        match self.partial {
            // That a part is back says nothing of the rest.
            true if is_way_back(self) => Word::Unknown,
            true => Word::PartlyDelivered,
            false => Word::after(self.milestone),
        }
    }
}

/// A delivery to the sender's own site ends a return.
fn arrives(shipment: &Shipment, scan: &Scan) -> Milestone {
    let home = scan.place.site.is_some() && scan.place.site == shipment.from.site;
    match scan.milestone {
        Milestone::Delivered if home && scan.partial => Milestone::Returning,
        Milestone::Delivered if home => Milestone::Returned,
        milestone => milestone,
    }
}

/// All of it has come.
pub fn is_delivery(happening: &Happening) -> bool {
    happening.milestone == Milestone::Delivered && !happening.partial
}

/// It goes back, or is back.
pub fn is_way_back(happening: &Happening) -> bool {
    matches!(happening.milestone, Milestone::Returning | Milestone::Returned)
}

/// What has come is not there any more: it goes back, or to the door once more.
fn sets_out_again(happening: &Happening) -> bool {
    let goes_out = (Milestone::OutForDelivery..=Milestone::DeliveryAttempted).contains(&happening.milestone);
    goes_out || (is_way_back(happening) && !happening.partial)
}

fn withdrawn(step: &Step, shipment: usize) -> Option<usize> {
    match step.deed {
        Deed::Withdrawn { shipment: of, step, .. } if of == shipment => Some(step),
        _ => None,
    }
}

/// Of UPS parcels, which speak for themselves, the TMS repeats only the two ends, customs and what goes wrong.
fn tms_tells(is_ups: bool, deed: &Deed) -> bool {
    match deed {
        Deed::Scanned(Scan { teller: Teller::Tms, .. }) => true,
        Deed::Scanned(Scan { teller: Teller::Carrier, .. }) | Deed::Expected { teller: Teller::Carrier, .. } => false,
        Deed::Scanned(Scan { milestone, .. }) if is_ups => {
            matches!(milestone, Milestone::PickedUp | Milestone::Delivered | Milestone::CustomsCleared)
        }
        _ => true,
    }
}

/// UPS says nothing of mistakes of others, and has no word for what happens at the docks of freight.
fn ups_tells(deed: &Deed) -> bool {
    match deed {
        Deed::Scanned(scan) => {
            scan.teller != Teller::Tms
                && !matches!(
                    scan.milestone,
                    Milestone::ArrivedPickup | Milestone::Loaded | Milestone::ArrivedDelivery | Milestone::Unloaded
                )
        }
        Deed::Expected { teller, .. } => *teller != Teller::Tms,
        Deed::Booked { .. } | Deed::Troubled(_) => true,
        _ => false,
    }
}
