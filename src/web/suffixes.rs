//! Numbers found by how they end: customers read out the last digits.

use super::{Web, query::is_number};
use crate::store::{Match, Scope, StoreResult};

/// Numbers that end with that one, at most `limit`, beside what was `found` by its beginning. What something bears is meant whole:
/// then none, for looking for endings visits every run of objects, which costs more the more are stored. Nor for a name, nor where
/// what begins so leaves no room.
///
/// # Errors
/// What the store says.
pub(super) async fn beside(
    web: &Web,
    scope: &Scope,
    norm: &str,
    found: &[Match],
    limit: usize,
) -> StoreResult<Vec<Match>> {
    if limit == 0 || !is_number(norm) || found.iter().any(|one| one.exact) {
        return Ok(Vec::new());
    }
    web.state.stores.lookup.find_ending(norm, scope, limit).await
}
