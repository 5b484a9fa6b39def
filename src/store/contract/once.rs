//! What is good once only.

use super::Engine;

pub async fn a_thing_is_used_once_while_it_is_remembered(engine: &mut impl Engine) {
    let stores = engine.open().await;
    assert!(stores.once.use_up([1; 32], 10, 100).await.unwrap());
    assert!(stores.once.use_up([2; 32], 10, 20).await.unwrap(), "another one");
    assert!(!stores.once.use_up([1; 32], 11, 500).await.unwrap());
    let stores = engine.open().await;
    assert!(!stores.once.use_up([1; 32], 99, 100).await.unwrap(), "a restart forgets nothing");
    assert!(stores.once.use_up([1; 32], 100, 200).await.unwrap(), "a use that failed prolongs nothing");
}

pub async fn of_many_at_once_one_wins(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let tries = (0..8).map(|_| stores.once.use_up([7; 32], 1, 100));
    let won = futures::future::join_all(tries).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 1);
}
