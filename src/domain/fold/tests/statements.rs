//! Statements of several systems, by example.

use serde_json::{Value, json};

use crate::domain::{
    event::Relation,
    fold::testing::{ORDER, World, micros, name},
    id::ObjectId,
    ownership::Section,
    reason::{Exception, Party, Reason},
    reference::ObjectKind,
    view::{ClaimedValue, Conflict, EntryKind, Matter, Why},
};

fn fields(conflicts: &[Conflict]) -> Vec<String> {
    let field = |conflict: &Conflict| match &conflict.matter {
        Matter::Field(field) => field.clone(),
        Matter::Milestone(milestone) => milestone.to_string(),
    };
    conflicts.iter().map(field).collect()
}

fn disagreeing(object: &mut dyn FnMut(&mut World) -> ObjectId, said: [(&str, Value); 2]) -> Vec<Conflict> {
    let mut world = World::new();
    let object = object(&mut world);
    for (source, says) in said {
        world.say(source, object, "2026-05-11T10:00:00Z", says);
    }
    world.view().conflicts
}

#[test]
fn a_shipment_shows_who_carries_it_and_what_is_planned() {
    let (mut world, ships) = World::shipped(1);
    let transport = json!({"mode": "ltl", "carrier": {"scac": "ODFL"}, "service": "Standard"});
    let plan = json!({"delivery": {"to": "2026-05-12T10:00:00Z"}});
    let says = json!({"type": "shipment", "transport": transport, "plan": plan});
    world.say("tms", ships[0], "2026-05-11T10:00:00Z", says);
    let view = serde_json::to_value(world.shipment_view(ships[0])).unwrap();
    assert_eq!([&view["mode"], &view["carrier"]["scac"], &view["service"]], ["ltl", "ODFL", "Standard"]);
    assert_eq!(view["plan"]["delivery"]["to"], plan["delivery"]["to"]);
}

#[test]
fn every_section_is_compared() {
    let shipment = |part: Value| json!({"type": "shipment", "transport": part});
    let plan =
        |day: &str| json!({"type": "shipment", "plan": {"delivery": {"to": format!("2026-05-{day}T10:00:00Z")}}});
    let packages = |count: usize| {
        let one = json!({"refs": [{"kind": "sscc", "scope": "X", "value": "1"}]});
        json!({"type": "shipment", "packages": vec![one; count]})
    };
    let delivery = |day: &str| json!({"type": "delivery", "planned": {"goods_issue": day}});
    let order = |section: &str, value: Value| json!({"type": "order", section: value});
    for (kind, one, other, section, field) in [
        (
            "shipment",
            shipment(json!({"mode": "ltl"})),
            shipment(json!({"mode": "parcel"})),
            Section::ShipmentTransport,
            "mode",
        ),
        ("shipment", plan("12"), plan("13"), Section::ShipmentPlan, "delivery.to"),
        ("shipment", packages(1), packages(2), Section::ShipmentPackages, ""),
        ("delivery", delivery("2026-05-12"), delivery("2026-05-13"), Section::DeliveryPlanned, "goods_issue"),
        (
            "order",
            order("header", json!({"region": "us"})),
            order("header", json!({"region": "eu"})),
            Section::OrderHeader,
            "region",
        ),
        (
            "order",
            order("ship_from", json!({"city": "A"})),
            order("ship_from", json!({"city": "B"})),
            Section::OrderShipFrom,
            "city",
        ),
        (
            "order",
            order("lines", json!([{"line": "1", "quantity": "1"}])),
            order("lines", json!([])),
            Section::OrderLines,
            "",
        ),
    ] {
        let found = disagreeing(
            &mut |world| match kind {
                "shipment" => world.shipment(&[]),
                "delivery" => world.delivery(&[]),
                _ => ORDER,
            },
            [("s4", one), ("crm", other)],
        );
        assert_eq!(fields(&found), [field], "{kind}");
        assert_eq!(found[0].row, section.into(), "{kind}");
    }
}

#[test]
fn each_field_lists_those_who_state_it_otherwise() {
    let header = |region: &str, org: &str| json!({"type": "order", "header": {"region": region, "sales_org": org}});
    let mut world = World::new();
    for (source, says) in [("s4", header("us", "1")), ("crm", header("eu", "2")), ("storefront", header("apac", "1"))] {
        world.say(source, ORDER, "2026-05-11T10:00:00Z", says);
    }
    let mut conflicts = world.view().conflicts;
    conflicts.sort_by_key(|conflict| conflict.others.len());
    let others =
        |conflict: &Conflict| -> Vec<ClaimedValue> { conflict.others.iter().map(|one| one.says.clone()).collect() };
    let said = |values: &[&str]| -> Vec<ClaimedValue> {
        values.iter().map(|value| ClaimedValue::Value((*value).into())).collect()
    };
    assert_eq!(fields(&conflicts), ["sales_org", "region"]);
    assert_eq!(others(&conflicts[0]), said(&["2"]));
    assert_eq!(others(&conflicts[1]), said(&["eu", "apac"]));
}

#[test]
fn each_source_is_heard_with_its_latest_statement() {
    let region = |region: &str| json!({"type": "order", "header": {"region": region}});
    let mut world = World::new();
    world.say("s4", ORDER, "2026-05-11T10:00:00Z", region("eu"));
    world.say("s4", ORDER, "2026-05-11T12:00:00Z", region("us"));
    world.say("crm", ORDER, "2026-05-11T13:00:00Z", region("apac"));
    world.say("crm", ORDER, "2026-05-11T14:00:00Z", region("US"));
    assert_eq!(world.view().conflicts, []);
    world.say("storefront", ORDER, "2026-05-11T09:00:00Z", region("eu"));
    let conflicts = world.view().conflicts;
    assert_eq!(conflicts[0].others.len(), 1);
    assert_eq!((conflicts[0].why, conflicts[0].others[0].source.0.as_str()), (Why::Owner, "storefront"));
    assert_eq!(conflicts[0].shown.at.unwrap().micros, micros("2026-05-11T12:00:00Z"));
    world.say("tms", ORDER, "2026-05-11T09:00:00Z", region("eu"));
    let conflicts = world.view().conflicts;
    assert_eq!((conflicts.len(), conflicts[0].others.len()), (1, 2), "two who say the same stand together");
}

#[test]
fn between_two_who_do_not_own_it_the_better_ranked_is_shown() {
    let region = |region: &str| json!({"type": "order", "header": {"region": region}});
    let conflicts = disagreeing(&mut |_| ORDER, [("crm", region("eu")), ("tms", region("us"))]);
    assert_eq!((conflicts[0].why, conflicts[0].shown.source.0.as_str()), (Why::Rank, "crm"));
    let owners = crate::domain::ownership::Ownership::default();
    assert_eq!(conflicts[0].owners, owners.ranks(Section::OrderHeader)[0]);
}

#[test]
fn what_is_no_text_is_compared_and_told_as_it_is_written() {
    let lines = |constraints: Value| json!({"type": "order", "lines": [{"line": "1", "quantity": "1", "hazmat": {"un": constraints}}]});
    let found = disagreeing(&mut |_| ORDER, [("s4", lines(json!("UN1"))), ("crm", lines(json!("UN2")))]);
    assert_eq!(found[0].others[0].says, ClaimedValue::Value("UN2".into()));
}

#[test]
fn a_withdrawn_statement_states_nothing() {
    let mut world = World::new();
    let delivery = world.delivery(&[]);
    let stated = json!({"type": "delivery", "status": "open", "key": "d"});
    world.say("wms", delivery, "2026-05-11T10:00:00Z", stated);
    assert_eq!(world.view().deliveries[0].state, crate::domain::view::State::Ordered);
    world.say("wms", delivery, "2026-05-11T11:00:00Z", json!({"type": "retraction", "retracts": ["d"]}));
    let view = world.view();
    assert_eq!((view.deliveries[0].state, &view.deliveries[0].status), (crate::domain::view::State::Unknown, &None));
}

#[test]
fn what_goes_wrong_stands_on_the_timeline_with_who_answers_for_it() {
    let (mut world, ships) = World::shipped(1);
    world.exception(ships[0], "DELAYED", "WEATHER", "2026-05-12T09:00:00Z");
    let received = json!({"type": "exception", "exception": "ON_HOLD", "reason": "DOCUMENTS", "party": "shipper"});
    world.say("ups", ships[0], "2026-05-12T10:00:00Z", received);
    world.say("ups", ships[0], "2026-05-12T11:00:00Z", json!({"type": "exception", "exception": "DAMAGED"}));
    let rows = world.shipment_view(ships[0]).entries;
    let wrong: Vec<_> = rows
        .iter()
        .filter_map(|entry| match entry.what {
            EntryKind::Exception { exception, reason, party, .. } => Some((exception, reason, party)),
            EntryKind::Milestone { .. } => None,
        })
        .collect();
    let expected = [
        (Exception::Delayed, Some(Reason::Weather), Some(Party::External)),
        (Exception::OnHold, Some(Reason::Documents), Some(Party::Shipper)),
        (Exception::Damaged, None, None),
    ];
    assert_eq!(wrong, expected);
}

#[test]
fn a_case_waits_until_it_is_closed_and_cases_are_listed_by_opening() {
    let mut world = World::ordered();
    let mut case = |number: &str, says: Value| {
        let case = world.object(ObjectKind::Case, vec![name("case", "SF", number)]);
        world.link(case, Relation::About, ORDER, &[]);
        world.say("crm", case, "2026-05-12T09:00:00Z", says);
        case
    };
    let open = case("1", json!({"type": "case", "opened_at": "2026-05-12T09:00:00Z"}));
    let closed =
        case("2", json!({"type": "case", "opened_at": "2026-05-11T09:00:00Z", "closed_at": "2026-05-11T10:00:00Z"}));
    let solved = case("3", json!({"type": "case", "opened_at": "2026-05-10T09:00:00Z", "status": " Solved "}));
    let working = case("4", json!({"type": "case", "opened_at": "2026-05-13T09:00:00Z", "status": "working"}));
    let cases: Vec<_> =
        world.view().cases.iter().map(|case| (case.object, case.is_open, case.closed.map(|at| at.micros))).collect();
    let [said, last_told] = ["2026-05-11T10:00:00Z", "2026-05-12T09:00:00Z"].map(|at| Some(micros(at)));
    assert_eq!(cases, [(solved, false, last_told), (closed, false, said), (open, true, None), (working, true, None)]);
}
