//! Which spelling of a number is shown.

use serde_json::{Value, json};

use crate::domain::{
    fold::testing::{ORDER, World, name},
    id::ObjectId,
    reference::ObjectKind,
};

fn numbered(mut event: Value, kind: &str, scope: &str, number: &str) -> Value {
    event["refs"] = json!([name(kind, scope, number)]);
    event
}

/// An order that the ERP writes as `4711`, of which the warehouse spoke first, with SAP's zeros.
fn heard_with_zeros_first() -> World {
    let mut world = World::new();
    world.input.objects[0].names = vec![name("order", "S4", "0000004711")];
    let packed = json!({"type": "milestone", "milestone": "PACKED"});
    world.say("wms", ORDER, "2026-05-10T09:00:00Z", numbered(packed, "order", "S4", "0000004711"));
    world
}

fn by_the_erp(world: &mut World, number: &str) {
    let header = json!({"type": "order", "header": {"status": "released"}});
    world.say("s4", ORDER, "2026-05-10T08:00:00Z", numbered(header, "order", "S4", number));
}

#[test]
fn the_owners_spelling_is_shown_whoever_spoke_first() {
    let mut world = heard_with_zeros_first();
    assert_eq!(world.view().refs, [name("order", "S4", "0000004711")], "nobody else has written it");
    by_the_erp(&mut world, "4711");
    assert_eq!(world.view().refs, [name("order", "S4", "4711")]);

    let mut zeros = World::new();
    by_the_erp(&mut zeros, "0000004711");
    assert_eq!(zeros.view().refs, [name("order", "S4", "0000004711")], "the ERP writes the zeros");
}

#[test]
fn of_one_systems_spellings_that_of_its_own_statement_is_shown() {
    let mut world = heard_with_zeros_first();
    let delivery = world.delivery(&[]);
    let mut linked = json!({"type": "delivery", "status": "open"});
    linked["links"] = json!([{"relation": "carries", "of": "order", "ref": name("order", "S4", "04711")}]);
    world.say("s4", delivery, "2026-05-10T08:30:00Z", linked);
    assert_eq!(world.view().refs, [name("order", "S4", "04711")], "the ERP's link is better than the warehouse's scan");
    by_the_erp(&mut world, "004711");
    assert_eq!(world.view().refs, [name("order", "S4", "004711")]);
}

#[test]
fn a_tracking_number_is_shown_as_the_carrier_writes_it() {
    let mut world = World::ordered();
    let shipment: ObjectId = world.shipment(&[]);
    let package = world.object(ObjectKind::Package, vec![name("tracking", "UPSN", "1Z 999 AA1 01 2345 6784")]);
    world.link(shipment, crate::domain::event::Relation::Contains, package, &[]);
    let scan = json!({"type": "milestone", "milestone": "IN_TRANSIT"});
    world.say("ups", package, "2026-05-12T10:00:00Z", numbered(scan, "tracking", "UPS", "1Z999AA10123456784"));
    let packages = world.shipment_view(shipment).packages;
    let shown: Vec<_> = packages.iter().flat_map(|package| &package.refs).map(|name| name.value.as_str()).collect();
    assert_eq!(shown, ["1Z999AA10123456784"]);
}
