//! What somebody types or pastes into the search, through the API, type-ahead and the page.

use serde_json::{Value, json};

use crate::world::World;

/// The numbers of the orders that a text finds: by the API, and by type-ahead.
async fn found(world: &World, text: &str) -> (Vec<String>, Vec<String>) {
    let text: String = form_urlencoded(text);
    let visitor = world.visitor();
    let api = visitor.get_with(&format!("/api/v1/search?q={text}"), &[("authorization", "Bearer reader")]).await;
    let marta = world.signed_in("marta").await;
    let typed = marta.get(&format!("/fn/suggest?q={text}")).await;
    let ids = |value: &Value, list: &str| -> Vec<String> {
        let all = value[list].as_array().into_iter().flatten();
        all.filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
    };
    (ids(&api.json(), "matches"), vec![typed.text()])
}

fn form_urlencoded(text: &str) -> String {
    text.bytes().fold(String::new(), |done, byte| format!("{done}%{byte:02X}"))
}

#[tokio::test]
async fn a_number_inside_a_sentence_is_found_by_api_and_type_ahead_alike() {
    let world = World::new().await;
    world.token("reader", &["orders:read"], None).await;
    let first = world.order("4711", "1010", json!({})).await;
    let second = world.order("4500015040", "1010", json!({})).await;
    world.order("815", "2020", json!({})).await;
    for (text, expected) in [
        ("hi, my order 4711 from last week hasn't come", vec![first]),
        (
            "Hello, could you please tell me where is my order 4500015040? It was promised for Friday, thank you",
            vec![second],
        ),
        ("Order no. 4711 and 4500015040 have both not come yet, what is going on there?", vec![first, second]),
        ("my parcel has not come although it was promised for last Friday, is anybody there?", vec![]),
        ("we ordered 4711 boxes of nails in the year before last year, and none has come", vec![]),
    ] {
        let (api, typed) = found(&world, text).await;
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        let mut sorted = api.clone();
        sorted.sort();
        let mut wanted = expected.clone();
        wanted.sort();
        assert_eq!(sorted, wanted, "{text}");
        for order in [first, second] {
            let link = format!("/orders/{order}");
            assert_eq!(typed[0].contains(&link), expected.contains(&order.to_string()), "{text}: {}", typed[0]);
        }
    }
}
