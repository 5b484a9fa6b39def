//! API tokens and recently seen orders.

use super::Engine;
use crate::{
    domain::id::ObjectId,
    store::{ApiToken, Recent},
};

fn token(hash: u8, name: &str) -> ApiToken {
    ApiToken {
        hash: [hash; 32],
        name: name.into(),
        scopes: vec!["orders:read".into(), "events:write".into()],
        organisations: Some(vec!["1010".into()]),
        created: 1,
        expires: Some(100),
    }
}

pub async fn a_token_is_found_by_its_hash_until_it_ends(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let everywhere = ApiToken { organisations: None, expires: None, ..token(2, "all") };
    let nowhere = ApiToken { organisations: Some(vec![]), scopes: vec![], ..token(3, "none") };
    for token in [token(1, "shop"), everywhere.clone(), nowhere.clone()] {
        stores.tokens.put(token).await.unwrap();
    }
    let stores = engine.open().await;
    assert_eq!(stores.tokens.find(&[1; 32], 99).await.unwrap(), Some(token(1, "shop")));
    assert_eq!(stores.tokens.find(&[1; 32], 100).await.unwrap(), None, "ended");
    assert_eq!(stores.tokens.find(&[2; 32], i64::MAX).await.unwrap(), Some(everywhere));
    assert_eq!(stores.tokens.find(&[3; 32], 0).await.unwrap(), Some(nowhere), "no organisation is not all of them");
    assert_eq!(stores.tokens.find(&[9; 32], 0).await.unwrap(), None);
}

pub async fn a_token_put_again_is_replaced(engine: &mut impl Engine) {
    let stores = engine.open().await;
    stores.tokens.put(token(1, "shop")).await.unwrap();
    let narrower = ApiToken { scopes: vec!["orders:read".into()], expires: Some(50), ..token(1, "shop 2") };
    stores.tokens.put(narrower.clone()).await.unwrap();
    assert_eq!(stores.tokens.find(&[1; 32], 0).await.unwrap(), Some(narrower));
}

pub async fn a_revoked_token_is_gone(engine: &mut impl Engine) {
    let stores = engine.open().await;
    stores.tokens.put(token(1, "shop")).await.unwrap();
    stores.tokens.put(token(2, "other")).await.unwrap();
    assert!(stores.tokens.revoke("shop").await.unwrap());
    assert!(!stores.tokens.revoke("shop").await.unwrap());
    assert_eq!(stores.tokens.find(&[1; 32], 0).await.unwrap(), None);
    assert!(stores.tokens.find(&[2; 32], 0).await.unwrap().is_some());
}

pub async fn the_last_ten_looked_at_are_kept(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for n in 1..=12 {
        stores.tokens.looked_at("ada", Recent { order: ObjectId(n), at: n }).await.unwrap();
    }
    stores.tokens.looked_at("ada", Recent { order: ObjectId(5), at: 13 }).await.unwrap();
    stores.tokens.looked_at("bob", Recent { order: ObjectId(1), at: 1 }).await.unwrap();
    let before = stores.tokens.recent("ada").await.unwrap();
    let stores = engine.open().await;
    let recent = stores.tokens.recent("ada").await.unwrap();
    assert_eq!(recent, before);
    let orders: Vec<_> = recent.iter().map(|seen| seen.order.0).collect();
    assert_eq!(orders, [5, 12, 11, 10, 9, 8, 7, 6, 4, 3]);
    assert_eq!(recent[0].at, 13);
    stores.tokens.looked_at("ada", Recent { order: ObjectId(3), at: 14 }).await.unwrap();
    let recent = stores.tokens.recent("ada").await.unwrap();
    assert_eq!((recent[0].order.0, recent.len()), (3, 10), "old ones and new ones together");
    assert_eq!(stores.tokens.recent("bob").await.unwrap().len(), 1);
    assert_eq!(stores.tokens.recent("eve").await.unwrap(), []);
}
