//! What stands in an address, as far as it may be seen ([`Scope::holds`]). What may not be seen does not exist.

use super::{Web, problem::Problem};
use crate::{
    domain::id::ObjectId,
    store::{OrderRow, Scope},
};

/// The order with this number in an address.
///
/// # Errors
/// 404 when there is none, or none for this scope.
pub(super) async fn order(web: &Web, scope: &Scope, id: &str) -> Result<OrderRow, Problem> {
    let id = number(id).ok_or_else(Problem::not_found)?;
    let row = web.state.stores.graph.order(id).await?;
    row.filter(|row| scope.holds(row.view.sales_org.as_deref())).ok_or_else(Problem::not_found)
}

/// Our number of an object, as written in addresses.
pub(super) fn number(text: &str) -> Option<ObjectId> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok().map(ObjectId) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits() {
        assert_eq!(number("42"), Some(ObjectId(42)));
        for wrong in ["", "-1", "+1", "4 2", "99999999999999999999", "order"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
