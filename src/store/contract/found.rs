//! Finding orders.

use super::{
    Engine,
    make::{self, Round, accept, lookup},
};
use crate::{
    domain::{
        id::ObjectId,
        reference::{ObjectKind, RefKind},
    },
    store::{LookupKind, LookupRow, Scope, Stores},
};

async fn find(stores: &Stores, norm: &str, scope: &Scope) -> Vec<(ObjectId, String, bool)> {
    let found = stores.lookup.find(norm, scope, 50).await.unwrap();
    found.into_iter().map(|hit| (hit.object, hit.row.norm, hit.exact)).collect()
}

fn sees(organisations: &[&str]) -> Scope {
    Scope::Organisations(organisations.iter().map(ToString::to_string).collect())
}

fn hit(order: ObjectId, norm: &str, exact: bool) -> (ObjectId, String, bool) {
    (order, norm.to_owned(), exact)
}

pub async fn exact_matches_come_before_longer_ones(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let longer = make::order(&stores, "1", None, vec![lookup(RefKind::Order, "47110")]).await;
    let exact =
        make::order(&stores, "2", None, vec![lookup(RefKind::Tracking, "4711"), lookup(RefKind::Order, "4712")]).await;
    let found = stores.lookup.find("4711", &Scope::All, 50).await.unwrap();
    assert_eq!(found.iter().map(|m| (m.object, m.exact)).collect::<Vec<_>>(), [(exact, true), (longer, false)]);
    assert_eq!(found[0].row, lookup(RefKind::Tracking, "4711"));
    assert_eq!(found[0].summary.as_ref().unwrap().order, exact);
    assert_eq!(find(&stores, "47", &Scope::All).await.len(), 3);
    assert_eq!(find(&stores, "48", &Scope::All).await, []);
    assert_eq!(find(&stores, "", &Scope::All).await, []);
}

pub async fn kinds_come_in_their_order_and_newest_first(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let named = |norm: &str| LookupRow { kind: LookupKind::Name, ..lookup(RefKind::Order, norm) };
    let old = make::order(&stores, "1", None, vec![lookup(RefKind::Tracking, "7"), named("7")]).await;
    let new =
        make::order(&stores, "2", None, vec![lookup(RefKind::Tracking, "7"), lookup(RefKind::PurchaseOrder, "7")])
            .await;
    let found = stores.lookup.find("7", &Scope::All, 50).await.unwrap();
    let kinds: Vec<_> = found.iter().map(|hit| (hit.row.kind.as_str(), hit.object)).collect();
    assert_eq!(kinds, [("purchase_order", new), ("tracking", new), ("tracking", old), ("name", old)]);
}

pub async fn only_orders_of_the_scope_are_found(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let ours = make::order(&stores, "1", Some("1010"), vec![lookup(RefKind::Order, "471")]).await;
    let theirs = make::order(&stores, "2", Some("2020"), vec![lookup(RefKind::Order, "471")]).await;
    let unclaimed = make::order(&stores, "3", None, vec![lookup(RefKind::Order, "471")]).await;
    assert_eq!(find(&stores, "47", &sees(&["1010"])).await, [hit(ours, "471", false)]);
    assert_eq!(
        find(&stores, "471", &sees(&["2020", "1010"])).await,
        [hit(theirs, "471", true), hit(ours, "471", true)]
    );
    assert_eq!(find(&stores, "471", &sees(&["", "101", "10100"])).await, []);
    assert_eq!(find(&stores, "471", &sees(&[])).await, []);
    assert_eq!(find(&stores, "471", &Scope::All).await.len(), 3);
    let asked = [ours, theirs, unclaimed];
    let seen = stores.lookup.summaries(&asked, &sees(&["1010"])).await.unwrap();
    assert_eq!(seen.iter().map(|summary| summary.order).collect::<Vec<_>>(), [ours]);
}

pub async fn what_belongs_to_no_order_is_seen_by_all_scope_only(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut round = Round::new(accept(&stores, "m").await);
    let object = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "P1").await;
    round.changes.parked_lookups.push((object, vec![lookup(RefKind::Tracking, "P1")]));
    round.write(&stores).await;
    let found = stores.lookup.find("P1", &Scope::All, 50).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].object, found[0].exact, &found[0].summary), (object, true, &None));
    assert_eq!(find(&stores, "P1", &sees(&["1010", ""])).await, []);
}

pub async fn what_an_order_is_found_by_is_replaced(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![lookup(RefKind::Order, "A1"), lookup(RefKind::Order, "B1")]).await;
    let rounds = [vec!["B1", "C1"], vec!["C1", "B1"], vec![]];
    for (version, norms) in (1..).zip(rounds) {
        let mut round = Round::new(accept(&stores, &format!("m{version}")).await);
        round.view(order, version, None, norms.iter().map(|norm| lookup(RefKind::Order, norm)).collect());
        round.write(&stores).await;
        for norm in ["A1", "B1", "C1"] {
            let expected = if norms.contains(&norm) { vec![hit(order, norm, true)] } else { vec![] };
            assert_eq!(find(&stores, norm, &Scope::All).await, expected, "{norm} of {norms:?}");
        }
    }
}

pub async fn an_order_that_changes_hands_is_found_by_the_new_only(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let lookups = vec![lookup(RefKind::Order, "A1")];
    let order = make::order(&stores, "1", None, lookups.clone()).await;
    let mut holders = Vec::new();
    for (version, holder) in [(1, Some("1010")), (2, Some("2020")), (3, None)] {
        let mut round = Round::new(accept(&stores, &format!("m{version}")).await);
        round.view(order, version, holder, lookups.clone());
        round.write(&stores).await;
        for organisation in ["1010", "2020"] {
            let seen = find(&stores, "A", &sees(&[organisation])).await.len();
            holders.push((holder == Some(organisation), seen));
        }
    }
    assert!(holders.iter().all(|(holds, seen)| usize::from(*holds) == *seen), "{holders:?}");
}

pub async fn nothing_is_a_wildcard(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let order =
        make::order(&stores, "1", None, vec![lookup(RefKind::Order, "A1"), lookup(RefKind::Order, "A%_Ü*")]).await;
    for norm in ["%", "A_", "_1", "*", "A1%", "a1", "A1'"] {
        assert_eq!(find(&stores, norm, &Scope::All).await, [], "{norm}");
    }
    assert_eq!(find(&stores, "A%_Ü", &Scope::All).await, [hit(order, "A%_Ü*", false)]);
}

pub async fn no_more_than_asked_are_found(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut lookups: Vec<_> = (0..250).map(|n| lookup(RefKind::Order, &format!("X{n:03}"))).collect();
    lookups.push(lookup(RefKind::Order, "X"));
    make::order(&stores, "1", None, lookups).await;
    let found = stores.lookup.find("X", &Scope::All, 3).await.unwrap();
    assert_eq!(found.len(), 3);
    assert!(found[0].exact, "however many there are");
    assert_eq!(stores.lookup.find("X", &Scope::All, 0).await.unwrap(), []);
    assert_eq!(stores.lookup.find("X", &Scope::All, 240).await.unwrap().len(), 240);
}

async fn ends(stores: &Stores, norm: &str, scope: &Scope) -> Vec<(ObjectId, String)> {
    let found = stores.lookup.find_ending(norm, scope, 50).await.unwrap();
    assert!(found.iter().all(|hit| !hit.exact), "{norm}");
    found.into_iter().map(|hit| (hit.object, hit.row.norm)).collect()
}

pub async fn a_number_is_found_by_its_last_characters(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let of = |kind, norm: &str| LookupRow { kind, ..lookup(RefKind::Order, norm) };
    let lookups = vec![
        lookup(RefKind::Tracking, "1Z999AA10123456784"),
        lookup(RefKind::Order, "6784"),
        lookup(RefKind::Delivery, "80006784"),
        of(LookupKind::Phone, "19015556784"),
        of(LookupKind::Name, "STORE6784"),
        of(LookupKind::Postcode, "TN386784"),
        lookup(RefKind::Item, "WID6784"),
    ];
    let order = make::order(&stores, "1", Some("1010"), lookups).await;
    for scope in [Scope::All, sees(&["1010"]), sees(&["", "2020", "1010"])] {
        let found = ends(&stores, "6784", &scope).await;
        let expected = ["80006784", "1Z999AA10123456784"].map(|norm| (order, norm.to_owned()));
        assert_eq!(found, expected, "not what is the whole, nor people and items");
        let long = "AA10123456784";
        assert_eq!(
            ends(&stores, long, &scope).await,
            [(order, "1Z999AA10123456784".to_owned())],
            "longer than is kept"
        );
        assert_eq!(ends(&stores, "BA10123456784", &scope).await, [], "and all of it counts");
    }
    for nothing in ["784", "", "6785", "678_", "%784", "6784'", "1Z99"] {
        assert_eq!(ends(&stores, nothing, &Scope::All).await, [], "{nothing}");
    }
    for stranger in [sees(&["2020"]), sees(&[]), sees(&[""])] {
        assert_eq!(ends(&stores, "6784", &stranger).await, []);
    }
    let found = stores.lookup.find_ending("6784", &Scope::All, 50).await.unwrap();
    assert_eq!(found[0].summary.as_ref().map(|summary| summary.order), Some(order));
}

pub async fn what_an_order_ends_with_is_replaced_and_stays_its_own(engine: &mut impl Engine) {
    let stores = engine.open().await;
    // One of these is told twice, as a shipment's number and a package's.
    let of_package = LookupRow { of: ObjectKind::Package, ..lookup(RefKind::Tracking, "T1112222") };
    let lookups = vec![lookup(RefKind::Tracking, "T1112222"), of_package, lookup(RefKind::Order, "O3334444")];
    let order = make::order(&stores, "1", Some("1010"), lookups).await;
    assert_eq!(ends(&stores, "2222", &sees(&["1010"])).await.len(), 2);
    let rounds = [(Some("2020"), vec!["O3334444", "N5556666"]), (None, vec!["N5556666"]), (Some("1010"), vec![])];
    for (version, (holder, norms)) in (1..).zip(rounds) {
        let mut round = Round::new(accept(&stores, &format!("m{version}")).await);
        round.view(order, version, holder, norms.iter().map(|norm| lookup(RefKind::Order, norm)).collect());
        round.write(&stores).await;
        for (ending, norm) in [("2222", "T1112222"), ("4444", "O3334444"), ("6666", "N5556666")] {
            let expected = if norms.contains(&norm) { vec![(order, norm.to_owned())] } else { vec![] };
            assert_eq!(ends(&stores, ending, &Scope::All).await, expected, "{ending} of {norms:?}");
            for organisation in ["1010", "2020"] {
                let expected = if holder == Some(organisation) { expected.clone() } else { vec![] };
                assert_eq!(ends(&stores, ending, &sees(&[organisation])).await, expected, "{ending} of {norms:?}");
            }
        }
    }
}

pub async fn of_many_with_an_ending_no_more_are_read_than_asked(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let mut newest = ObjectId(0);
    for number in 0..30 {
        newest = make::order(
            &stores,
            &number.to_string(),
            Some("1010"),
            vec![lookup(RefKind::Order, &format!("X{number:02}7777"))],
        )
        .await;
    }
    let found = stores.lookup.find_ending("7777", &sees(&["1010"]), 50).await.unwrap();
    assert_eq!((found.len(), found[0].object), (30, newest), "newest first");
    assert_eq!(stores.lookup.find_ending("7777", &sees(&["1010"]), 7).await.unwrap().len(), 7);
    assert_eq!(stores.lookup.find_ending("7777", &Scope::All, 0).await.unwrap(), []);
}

pub async fn summaries_come_in_the_order_asked(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let one = make::order(&stores, "1", Some("1010"), vec![]).await;
    let two = make::order(&stores, "2", Some("1010"), vec![]).await;
    for asked in [[two, one], [one, two]] {
        let got = stores.lookup.summaries(&[asked[0], ObjectId(9_999_999), asked[1]], &Scope::All).await.unwrap();
        assert_eq!(got.iter().map(|summary| summary.order).collect::<Vec<_>>(), asked);
    }
    let got = stores.lookup.summaries(&[one], &Scope::All).await.unwrap();
    assert_eq!(got, [crate::domain::summary::Summary::of(&make::view(one, Some("1010")))]);
}
