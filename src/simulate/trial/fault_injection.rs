//! What goes wrong between what happens and what is said: partners contradict each other ([`super::contradictions`]), say something false and
//! take it back, or have a clock that runs ahead. All of it becomes steps of the story.

use jiff::Timestamp;

use super::{contradictions::contradictions, terms::Terms};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        chance::Chance,
        plot::mins,
        truth::{Deed, Scan, Spot, Step, Story, Teller},
    },
};

/// Lets happen to a story what the terms say, as often as they say.
pub fn disturb(terms: &Terms, story: &mut Story, chance: &mut Chance) {
    let (claims, mistakes, skews) =
        (chance.falls(terms.contradictions), chance.falls(terms.withdrawn), chance.falls(terms.skew));
    if claims {
        contradictions(story, terms.at, chance);
    }
    if mistakes {
        mistake(story, terms.at, chance);
    }
    if skews {
        run_ahead(story, terms.at, chance);
    }
    story.steps.sort_by_key(|step| (step.said, step.at, step.id));
}

/// The TMS says of a shipment what is not so, and takes it back.
fn mistake(story: &mut Story, at: Timestamp, chance: &mut Chance) {
    let Some(found) = Booked::all(story, at).into_iter().next_back() else { return };
    let Some(shipment) = story.shipments.get(found.shipment) else { return };
    // Of UPS parcels the TMS speaks of few milestones, and a return is none of them.
    let milestone = match found.reached.map(|(_, milestone)| milestone) {
        Some(Milestone::Delivered) if shipment.carrier.scac != "UPSN" => Milestone::Returning,
        Some(reached) if reached >= Milestone::Delivered => return,
        _ => Milestone::Delivered,
    };
    let scan = Scan { teller: Teller::Tms, ..Scan::plain(found.shipment, milestone, shipment.to.clone()) };
    let wrong = at - chance.seconds(500, 900);
    let step = push(story, Deed::Scanned(scan), wrong, wrong + chance.seconds(5, 60));
    let deed = Deed::Withdrawn { shipment: found.shipment, step, text: "Entered for the wrong shipment" };
    push(story, deed, wrong + mins(2), wrong + mins(2) + chance.seconds(5, 60));
}

/// A scanner whose clock is days ahead.
fn run_ahead(story: &mut Story, at: Timestamp, chance: &mut Chance) {
    let Some(found) = Booked::all(story, at).into_iter().next() else { return };
    let Some(city) = story.shipments.get(found.shipment).map(|shipment| shipment.to.city) else { return };
    let milestone = *chance.pick(&[Milestone::HubArrived, Milestone::HubDeparted, Milestone::OutForDelivery]);
    let ahead = at + chance.minutes(60 * 48, 60 * 24 * 20);
    let said = at - chance.seconds(60, 400);
    push(story, Deed::Scanned(Scan::plain(found.shipment, milestone, Spot::hub(city))), ahead, said);
}

/// Adds a step; gives its name.
pub(super) fn push(story: &mut Story, deed: Deed, at: Timestamp, said: Timestamp) -> usize {
    let id = story.steps.iter().map(|step| step.id + 1).max().unwrap_or(0);
    story.steps.push(Step { id, at, said, deed, twice: false });
    id
}

/// A shipment that the TMS has spoken of, and how far its carrier is with it.
pub(super) struct Booked {
    pub shipment: usize,
    pub reached: Option<(Timestamp, Milestone)>,
    /// The one package that reached it; none: all of them.
    pub package: Option<usize>,
}

impl Booked {
    /// Each of a story, in the order in which they were booked.
    pub fn all(story: &Story, at: Timestamp) -> Vec<Self> {
        let booked = story.told(at).filter_map(|step| match step.deed {
            Deed::Booked { shipment } => Some(shipment),
            _ => None,
        });
        let reached = |shipment| {
            let scans = story.told(at).filter_map(|step| match &step.deed {
                Deed::Scanned(scan) if scan.shipment == shipment && step.at <= at => Some((step.at, scan)),
                _ => None,
            });
            scans.max_by_key(|(at, _)| *at)
        };
        let of = |shipment| {
            let last = reached(shipment);
            let package = last.and_then(|(_, scan)| scan.package);
            Self { shipment, reached: last.map(|(at, scan)| (at, scan.milestone)), package }
        };
        booked.map(of).collect()
    }
}
