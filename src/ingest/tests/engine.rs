//! The same rounds over the embedded engine: what the store gives as the subgraph is enough, in whatever order messages come.

use proptest::prelude::*;
use serde_json::Value;

use super::{
    memory::{Memory, NOW, graph_of, reading, story},
    permutations::{chain, parcels, shuffled, straight, told},
};
use crate::{
    domain::id::MessageId,
    ingest::{plan, resolve::to_look_up},
    store::{
        NameKey, Stores,
        sqlite::{self, Options},
    },
};

pub(super) async fn apply(stores: &Stores, message: i64, source: &str, event: &Value) {
    let now = NOW.parse().unwrap();
    let reads = vec![reading(MessageId(message), source, std::slice::from_ref(event), now)];
    let wanted = plan::wanted(&reads);
    let first = stores.graph.reserve(wanted.objects).await.unwrap().0;
    let mut known = stores.graph.load_subgraph(&wanted.names, &[], &wanted.keys).await.unwrap();
    known.master.extend(stores.graph.master(&wanted.master).await.unwrap());
    let rules = plan::Rules { ownership: Default::default(), policy: Default::default() };
    let changes = plan::plan(reads, known, first..first + i64::from(wanted.objects), &rules, now);
    stores.graph.apply(changes).await.unwrap();
}

/// Tells these messages in this order to a store of its own; gives its stories and its graph.
async fn in_engine(messages: &[(&str, Value)], order: &[usize]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (stores, handle) = sqlite::open(&folder.path().join("store.db"), Options::default()).await.unwrap();
    for (number, index) in (1..).zip(order) {
        let (source, event) = &messages[*index];
        apply(&stores, number, source, event).await;
    }
    let names: Vec<NameKey> = messages
        .iter()
        .flat_map(|(_, event)| to_look_up(&crate::domain::event::Event::from_value(event.clone()).unwrap()))
        .collect();
    let near = stores.graph.load_subgraph(&names, &[], &[]).await.unwrap();
    let mut stories = Vec::new();
    for version in &near.versions {
        stories.push(story(&stores.graph.order(version.order).await.unwrap().unwrap().view));
    }
    stories.sort();
    let graph = graph_of(&near).into_iter().collect();
    handle.close().await;
    (stories, graph)
}

fn expected(memory: &Memory) -> (Vec<String>, Vec<String>) {
    (memory.stories().into_iter().collect(), memory.graph().into_iter().collect())
}

fn holds(messages: &[(&str, Value)], order: &[usize]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(in_engine(messages, order));
    prop_assert_eq!(&found, &expected(&straight(messages)));
    prop_assert_eq!(found, expected(&told(messages, order)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_engine_tells_the_same_stories_in_any_order((order, again) in shuffled(9)) {
        holds(&parcels(), &[order, again].concat())?;
    }

    #[test]
    fn the_engine_makes_the_same_graph_in_any_order((order, again) in shuffled(11)) {
        holds(&chain(), &[order, again].concat())?;
    }
}
