//! What there is to prove a delivery.

use super::lane::Lane;
use crate::{
    domain::milestone::Milestone,
    simulate::truth::{Deed, Proof as Shown},
};

/// How it stands with the proof, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Nobody has spoken of one.
    None,
    Unavailable,
    Pending,
    Available,
}

impl Proof {
    /// As answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unavailable => "unavailable",
            Self::Pending => "pending",
            Self::Available => "available",
        }
    }
}

/// The best that is known of all shipments.
pub fn of<'a>(lanes: impl Iterator<Item = &'a Lane<'a>>) -> Proof {
    lanes.map(of_lane).max().unwrap_or(Proof::None)
}

/// Of one shipment what was said last counts, but bytes that are here stay here.
fn of_lane(lane: &Lane) -> Proof {
    let mut proof = Proof::None;
    let is_freight = lane.shipment.packages.iter().all(|package| package.tracking.is_none());
    for step in lane.heard() {
        proof = match &step.deed {
            Deed::Proved { proof: Shown::Paper(_), .. } => Proof::Available,
            Deed::Proved { proof: Shown::Pending, .. } if proof != Proof::Available => Proof::Pending,
            Deed::Proved { proof: Shown::Unavailable, .. } if proof != Proof::Available => Proof::Unavailable,
            // Whoever signed for freight signed something that is to come.
            Deed::Scanned(scan)
                if is_freight
                    && scan.milestone == Milestone::Delivered
                    && scan.signer.is_some()
                    && proof == Proof::None =>
            {
                Proof::Pending
            }
            _ => proof,
        };
    }
    proof
}
