//! How things hang together, by example.

use std::collections::BTreeSet;

use crate::domain::{
    decimal::Dec,
    event::{LineQuantity, Relation},
    fold::{
        graph::Graph,
        testing::{ORDER, World, name},
    },
    fold_input::InputLink,
    id::ObjectId,
    ownership::Ownership,
    reference::ObjectKind,
};

/// A delivery in two shipments; the first holds two packages and goes on a trip, the second holds one. Another shipment and
/// another package have nothing to do with them.
struct Things {
    world: World,
    delivery: ObjectId,
    ships: [ObjectId; 2],
    packages: [ObjectId; 3],
    load: ObjectId,
    apart: ObjectId,
    loose: ObjectId,
}

fn things() -> Things {
    let mut world = World::ordered();
    let delivery = world.delivery(&[]);
    let ships = ["SH91", "SH92"].map(|number| {
        let ship = world.object(ObjectKind::Shipment, vec![name("shipment", "TMS", number)]);
        world.link(ship, Relation::Carries, delivery, &[]);
        ship
    });
    let packages = [world.package(ships[0]), world.package(ships[0]), world.package(ships[1])];
    let load = world.object(ObjectKind::Load, vec![name("load", "TMS", "L1")]);
    world.link(load, Relation::Contains, ships[0], &[]);
    let apart = world.shipment(&[]);
    let loose = world.object(ObjectKind::Package, vec![name("tracking", "UPSN", "1ZLOOSE")]);
    Things { world, delivery, ships, packages, load, apart, loose }
}

#[test]
fn each_kind_of_thing_shares_its_way_with_others() {
    let Things { world, delivery, ships, packages, load, apart, loose } = things();
    let ownership = Ownership::default();
    let graph = Graph::of(&world.input, &ownership);
    let around = |object: ObjectId| graph.around(object).into_iter().collect::<BTreeSet<_>>();
    let first = [ships[0], packages[0], packages[1], load, delivery];
    assert_eq!(around(ships[0]), BTreeSet::from(first));
    assert_eq!(around(ships[1]), BTreeSet::from([ships[1], packages[2], delivery]));
    assert_eq!(around(delivery), first.into_iter().chain([ships[1], packages[2]]).collect());
    assert_eq!(around(packages[0]), BTreeSet::from([packages[0], ships[0], load]));
    assert_eq!(around(load), BTreeSet::from(first));
    assert_eq!(around(loose), BTreeSet::from([loose]));
    assert_eq!(around(ORDER).len(), world.input.objects.len());
    assert_eq!(graph.lanes(), [ships[0], ships[1], apart, loose]);
    assert_eq!(graph.packages(loose), [loose]);
}

#[test]
fn a_package_is_one_thing_with_its_shipment_only_while_both_are_alone() {
    let Things { mut world, ships, packages, load, apart, .. } = things();
    let ownership = Ownership::default();
    let same = |world: &World, object| Graph::of(&world.input, &ownership).same_thing(object);
    assert_eq!((same(&world, packages[2]), same(&world, packages[0])), (ships[1], packages[0]));
    world.link(load, Relation::Contains, packages[2], &[]);
    assert_eq!(same(&world, packages[2]), ships[1], "a trip is no shipment");
    world.link(apart, Relation::Contains, packages[2], &[]);
    assert_eq!(same(&world, packages[2]), packages[2], "it is said to be in two");
}

fn told(world: &mut World, source: &str, lines: &[(&str, &str)]) {
    let link = world.input.links[0].clone();
    world.link(link.from, link.relation, link.to, lines);
    if let Some(link) = world.input.links.last_mut() {
        link.source = source.into();
    }
}

/// How much of line 10 the link that is followed carries.
fn followed(links: &[InputLink]) -> Option<Dec> {
    line_followed(links).map(|line| line.quantity)
}

fn unit(links: &[InputLink]) -> Option<String> {
    line_followed(links)?.unit
}

fn line_followed(links: &[InputLink]) -> Option<LineQuantity> {
    let mut world = World::ordered();
    let ship = world.shipment(&[]);
    world.input.links = links.to_vec();
    let ownership = Ownership::default();
    let graph = Graph::of(&world.input, &ownership);
    graph.link(ship, Relation::Carries, ORDER)?.lines.first().cloned()
}

#[test]
fn of_several_links_one_that_counts_is_followed_then_the_best_source_then_the_smallest_word() {
    let mut world = World::ordered();
    world.shipment(&[]);
    told(&mut world, "s4", &[("10", "3")]);
    told(&mut world, "wms", &[("10", "2")]);
    told(&mut world, "tms", &[("10", "5")]);
    told(&mut world, "tms", &[("10", "4")]);
    let links = world.input.links;
    let backwards = |links: &[InputLink]| links.iter().rev().cloned().collect::<Vec<_>>();
    let dec = |text: &str| Some(text.parse::<Dec>().unwrap());
    for (links, quantity) in [
        (&links[..1], None),
        (&links[..2], dec("3")),
        (&links[..3], dec("2")),
        (&links[..4], dec("5")),
        (&links[..], dec("4")),
    ] {
        assert_eq!(followed(links), quantity);
        assert_eq!(followed(&backwards(links)), quantity);
    }
    let mut alike = links[1..2].to_vec();
    alike.push(InputLink { source: "erp".into(), lines: links[2].lines.clone(), ..links[1].clone() });
    assert_eq!((followed(&alike), followed(&backwards(&alike))), (dec("2"), dec("2")), "erp before s4");
    let mut in_cases = links[1].clone();
    in_cases.lines[0].unit = Some("CS".into());
    let units = [links[1].clone(), in_cases];
    assert_eq!(unit(&units), unit(&backwards(&units)), "also where only the unit differs");
}

#[test]
fn who_counts_otherwise_contradicts_line_by_line_and_each_is_heard_once() {
    let mut world = World::ordered();
    world.shipment(&[("10", "4"), ("20", "2")]);
    told(&mut world, "crm", &[("10", "3"), ("20", "2"), ("30", "1")]);
    told(&mut world, "wms", &[("10", "1")]);
    told(&mut world, "wms", &[("10", "1")]);
    told(&mut world, "tms", &[("10", "9")]);
    let conflicts = world.view().conflicts;
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    let others: Vec<&str> = conflicts[0].others.iter().map(|other| other.source.0.as_str()).collect();
    assert_eq!((conflicts[0].shown.source.0.as_str(), others), ("tms", vec!["crm", "wms"]));
    assert_eq!(conflicts[0].matter, crate::domain::view::Matter::Field("carries 4711 line 10".into()));
}
