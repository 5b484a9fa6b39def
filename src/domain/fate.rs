//! What became of each package of an order, or of each shipment whose packages nobody told: pages, texts and the API say it alike.

use serde::{Deserialize, Serialize};

use rust_decimal::Decimal;

use super::{
    decimal::Dec,
    event::LineQuantity,
    reason::Exception,
    reference::same_line,
    unit,
    view::{ActiveException, LineView, PackageView, ShipmentView, State, View},
    words::texts,
};

/// What became of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// With the customer.
    Delivered,
    /// Still to come: not shipped yet, or on its way.
    ToCome,
    /// On its way back to the sender.
    Returning,
    /// Back at the sender.
    Returned,
    /// Lost on the way.
    Lost,
    /// Destroyed or taken away; it will not be found.
    Destroyed,
    /// Will not be sent: the label or booking was voided.
    Cancelled,
}

/// One package, or a shipment without packages.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'v> {
    /// Its shipment.
    pub shipment: &'v ShipmentView,
    /// The package; `None` where the shipment has none.
    pub package: Option<&'v PackageView>,
    /// What became of it.
    pub fate: Fate,
    /// Where it stands.
    pub state: State,
}

/// Every piece of every shipment, voided ones too.
pub fn pieces(view: &View) -> Vec<Piece<'_>> {
    view.shipments.iter().flat_map(of_shipment).collect()
}

/// Whether a piece of a shipment is still to come to the customer.
pub fn is_to_come(view: &View) -> bool {
    pieces(view).iter().any(|piece| piece.fate == Fate::ToCome)
}

/// How much of a line of the order is in shipments or packages that are lost or destroyed, in the line's unit, as far as it is told
/// what is in them.
pub fn lost(view: &View, line: &LineView) -> Dec {
    let of = |lines: &[LineQuantity]| {
        let own = lines.iter().filter(|one| same_line(&one.line, &line.line));
        let counted = own.filter_map(|one| unit::convert(one.quantity, one.unit.as_deref(), line.unit.as_deref()));
        counted.fold(Decimal::ZERO, |sum, quantity| sum.saturating_add(quantity.0))
    };
    let of_shipment = |shipment: &ShipmentView| {
        let pieces: Vec<Piece> =
            of_shipment(shipment).into_iter().filter(|piece| piece.fate != Fate::Cancelled).collect();
        let (lost, others): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|piece| piece.fate.is_loss());
        match (lost.as_slice(), others.as_slice()) {
            ([], _) => Decimal::ZERO,
            (_, []) => of(&shipment.lines),
            (lost, _) => lost.iter().filter_map(|piece| piece.package).map(|package| of(&package.lines)).sum(),
        }
    };
    Dec(view.shipments.iter().map(of_shipment).sum::<Decimal>().normalize())
}

/// The pieces of a shipment. A single package goes where its shipment goes.
pub fn of_shipment(shipment: &ShipmentView) -> Vec<Piece<'_>> {
    match shipment.packages.as_slice() {
        [] => vec![piece(shipment, None, shipment.state)],
        [only] => vec![piece(shipment, Some(only), shipment.state)],
        several => several.iter().map(|package| piece(shipment, Some(package), package.state)).collect(),
    }
}

fn piece<'v>(shipment: &'v ShipmentView, package: Option<&'v PackageView>, state: State) -> Piece<'v> {
    let fate = if shipment.is_superseded { Fate::Cancelled } else { fate(state, loss(shipment, package)) };
    Piece { shipment, package, fate, state }
}

fn fate(state: State, loss: Option<&ActiveException>) -> Fate {
    match (state, loss) {
        (State::Delivered, _) => Fate::Delivered,
        (State::Returned, _) => Fate::Returned,
        (State::Cancelled, _) => Fate::Cancelled,
        (_, Some(loss)) if texts::is_destroyed(loss) => Fate::Destroyed,
        (_, Some(_)) => Fate::Lost,
        (State::Returning | State::PartlyReturned, None) => Fate::Returning,
        (_, None) => Fate::ToCome,
    }
}

/// That a package is lost: as is said of it, or of its shipment.
fn loss<'v>(shipment: &'v ShipmentView, package: Option<&PackageView>) -> Option<&'v ActiveException> {
    let is_of_another = |active: &ActiveException| {
        let others = shipment.packages.iter().filter(|other| package.is_none_or(|own| own.object != other.object));
        others.into_iter().any(|other| other.object == active.object)
    };
    let losses = shipment.exceptions.iter().filter(|active| active.exception == Exception::Lost);
    losses.into_iter().find(|active| !is_of_another(active))
}

impl Fate {
    /// Whether nothing more of it comes to the customer.
    pub fn is_over(self) -> bool {
        self != Self::ToCome
    }

    /// Whether it went back, or goes.
    pub fn is_return(self) -> bool {
        matches!(self, Self::Returning | Self::Returned)
    }

    /// Whether it is lost or destroyed.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Lost | Self::Destroyed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::testing::World;

    #[test]
    fn what_is_lost_is_counted_by_line() {
        let lost = |world: &World| {
            let view = world.view();
            view.lines.iter().map(|line| self::lost(&view, line).to_string()).collect::<Vec<_>>()
        };
        let mut world = World::ordered();
        let ship = world.shipment(&[("10", "4"), ("20", "2")]);
        let packages = world.packages_holding(ship, &[&[("10", "4")], &[("20", "2")]]);
        world.milestone("ups", ship, "PICKED_UP", "2026-05-12T10:00:00Z");
        assert_eq!(lost(&world), ["0", "0"]);
        world.exception(packages[1], "LOST", "OTHER", "2026-05-13T10:00:00Z");
        assert_eq!(lost(&world), ["0", "2"], "what is in the package");
        world.exception(packages[0], "LOST", "OTHER", "2026-05-13T10:00:00Z");
        assert_eq!(lost(&world), ["4", "2"], "all that the shipment carries");
        world.milestone("ups", packages[0], "HUB_ARRIVED", "2026-05-14T10:00:00Z");
        assert_eq!(lost(&world), ["0", "2"], "found");
    }
}
