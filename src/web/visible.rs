//! The one place that decides whether an order may be seen. What may not be seen does not exist.

use super::{Web, problem::Problem};
use crate::{
    domain::id::ObjectId,
    store::{OrderRow, Scope},
};

/// Whether an order of this sales organisation lies within the scope. One whose organisation nobody has stated yet is
/// seen only by those who see everything.
pub(super) fn may_see(scope: &Scope, sales_org: Option<&str>) -> bool {
    match scope {
        Scope::All => true,
        Scope::Organisations(own) => sales_org.is_some_and(|org| own.iter().any(|other| other == org)),
    }
}

/// The order with this number in an address.
///
/// # Errors
/// 404 when there is none, or none for this scope.
pub(super) async fn order(web: &Web, scope: &Scope, id: &str) -> Result<OrderRow, Problem> {
    let id = number(id).ok_or_else(Problem::not_found)?;
    let row = web.state.stores.graph.order(id).await?;
    row.filter(|row| may_see(scope, row.view.sales_org.as_deref())).ok_or_else(Problem::not_found)
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
    fn an_order_is_seen_by_its_own_organisation_only() {
        let own = Scope::Organisations(vec!["1010".into()]);
        assert!(may_see(&own, Some("1010")));
        assert!(!may_see(&own, Some("2010")));
        assert!(!may_see(&own, None), "nobody has said whose it is");
        assert!(!may_see(&Scope::Organisations(vec![]), Some("1010")));
        assert!(may_see(&Scope::All, None));
    }

    #[test]
    fn a_number_is_digits() {
        assert_eq!(number("42"), Some(ObjectId(42)));
        for wrong in ["", "-1", "+1", "4 2", "99999999999999999999", "order"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
