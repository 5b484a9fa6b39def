//! How much of it: facts, lines and rows agree on one number and one word.

use super::*;

fn quantity(page: &OrderPage) -> &str {
    page.facts
        .iter()
        .find(|fact| ["Quantity", "Delivered"].contains(&fact.label.as_str()) && fact.when.is_none())
        .map_or("", |fact| fact.value.as_str())
}

fn one(lines: &[(&str, &str)]) -> (World, ObjectId) {
    let mut world = World::ordered();
    let ship = world.shipment(lines);
    world.package(ship);
    step(&mut world, ship, "PICKED_UP", "2026-05-12T10:00:00-05:00", "RENO");
    (world, ship)
}

const ALL: &[(&str, &str)] = &[("10", "4"), ("20", "2")];
const DAY: &str = "2026-05-13T10:00:00-05:00";

#[test]
fn what_is_on_its_way_back_is_returning_everywhere() {
    let (mut world, ship) = one(ALL);
    step(&mut world, ship, "RETURNING", DAY, "MEMPHIS");
    let page = page(&world, Detail::Milestones, "America/Chicago");
    assert_eq!(quantity(&page), "6 units returning");
    assert!(page.lines.iter().all(|line| line.status.text == "Returning"));
    assert!(page.lines_note.starts_with("0 of 6 units delivered, 6 returning"), "{}", page.lines_note);
}

#[test]
fn a_part_of_which_nobody_tells_how_much_is_not_nothing() {
    let (mut world, ship) = one(ALL);
    let part = json!({"type": "milestone", "milestone": "DELIVERED", "extent": "partial"});
    world.say("ups", ship, DAY, part);
    let page = page(&world, Detail::Milestones, "America/Chicago");
    assert!(!quantity(&page).contains("0 of"), "{:?}", page.facts);
    assert!(page.lines_note.starts_with("Some of 6 units delivered"), "{}", page.lines_note);
}

#[test]
fn missing_and_surplus_units_are_not_all_units() {
    let (mut short, ship) = one(ALL);
    step(&mut short, ship, "DELIVERED", DAY, "MEMPHIS");
    assert_eq!(quantity(&page(&short, Detail::Milestones, "America/Chicago")), "All 6 units");
    short.exception(ship, "SHORT_SHIPPED", "SHORT", "2026-05-13T10:05:00-05:00");
    let short = page(&short, Detail::Milestones, "America/Chicago");
    assert_eq!(quantity(&short), "6 units shipped, some reported missing");
    assert!(short.lines_note.starts_with("6 units shipped, some reported missing"), "{}", short.lines_note);
    let (mut over, ship) = one(&[("10", "5"), ("20", "2")]);
    step(&mut over, ship, "DELIVERED", DAY, "MEMPHIS");
    let over = page(&over, Detail::Milestones, "America/Chicago");
    assert_eq!(quantity(&over), "7 units, 6 ordered");
    assert!(over.lines_note.starts_with("7 units delivered, 6 ordered"), "{}", over.lines_note);
}

#[test]
fn what_was_destroyed_has_one_word_on_the_page() {
    for (reason, word) in [("DAMAGE", "Destroyed"), ("PROHIBITED", "Seized or destroyed as not allowed")] {
        let (mut world, ship) = one(ALL);
        world.exception(ship, "LOST", reason, DAY);
        let page = page(&world, Detail::Milestones, "America/Chicago");
        let rows = page.shipments[0].stages.iter().flat_map(|stage| &stage.rows);
        assert!(rows.clone().any(|row| row.name == word) && rows.clone().all(|row| row.name != "Lost"), "{reason}");
        assert_eq!((page.shipments[0].status.text.as_str(), page.packages[0].status.text.as_str()), (word, word));
        assert!(page.lines.iter().all(|line| line.status.text == word), "{reason}");
    }
}

#[test]
fn a_cancellation_is_no_part_of_a_return() {
    let (mut world, ship) = one(ALL);
    step(&mut world, ship, "CANCELLED", "2026-05-12T09:00:00-05:00", "RENO");
    let page = page(&world, Detail::Milestones, "America/Chicago");
    let stages: Vec<&str> = page.shipments[0].stages.iter().map(|stage| stage.name.as_str()).collect();
    assert!(!stages.contains(&"Return"), "{stages:?}");
    assert!(page.shipments[0].stages.iter().flat_map(|stage| &stage.rows).any(|row| row.name == "Shipment cancelled"));
}

#[test]
fn a_line_of_nothing_is_cancelled_and_a_negative_one_or_a_repeated_one_is_to_be_checked() {
    let status = |lines: serde_json::Value| {
        let mut world = World::ordered();
        world.say("s4", ORDER, "2026-05-10T09:00:00Z", json!({"type": "order", "lines": lines}));
        let page = page(&world, Detail::Milestones, "America/Chicago");
        page.lines.into_iter().map(|line| line.status.text).collect::<Vec<_>>()
    };
    let line = |number: &str, quantity: &str| json!({"line": number, "quantity": quantity, "unit": "EA"});
    let odd = [line("10", "0"), line("20", "-2"), line("30", "1")];
    assert_eq!(status(json!(odd)), ["Cancelled", "Check the quantity", "Not shipped yet"]);
    assert_eq!(status(json!([line("10", "2"), line("000010", "3")])), ["Line number sent twice"; 2]);
}
