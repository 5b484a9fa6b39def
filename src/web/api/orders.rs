//! Asking for orders.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{answer::Order, search::Hit};
use crate::{
    domain::reference::{RefKind, Reference},
    store::{LookupKind, OrderRow},
    web::{Web, caller::Caller, problem::Problem, visible, waiting},
};

/// Most orders that one reference may lead to in an answer.
const MOST: usize = 50;

/// How many tasks are looked at for what was agreed with the customer.
const DESK_ROWS: usize = 50;

/// One order by our number of it.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "orders", params(("id" = String, Path, description = "our number of it", pattern = "^[0-9]+$")),
    responses(
        (status = 200, body = Order),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 404, body = Problem, description = "there is none, or it is not yours to see"),
    )
)]
pub(super) async fn one(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Order>, Problem> {
    caller.may_read()?;
    let row: OrderRow = visible::order(&web, &caller.scope(), &id).await?;
    let desk = web.state.stores.desk.of_order(row.view.order, DESK_ROWS).await?;
    let waiting = waiting::of_order(&web, &row.view).await?;
    Ok(Json(Order::of(&row, &desk, (web.state.clock)()).with_waiting(&waiting)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct By {
    /// `kind:scope:value`, for example `tracking:UPSN:1Z999AA10123456784`; an empty scope fits any.
    #[param(
        pattern = r"^(order|purchase_order|storefront_order|rma|delivery|shipment|bill_of_lading|pro|booking|tracking|sscc|container|load|trailer|invoice|case|claim|item|site|party):[^:]{0,120}:[^\s\x00-\x1F\x7F-\x9F\-\u2010-\u2015\u2212].{0,119}$"
    )]
    r#ref: String,
}

/// The orders that a reference leads to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Orders {
    /// Each, as a search shows it.
    orders: Vec<Hit>,
}

/// The orders that one reference leads to: the whole number, not its beginning.
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "orders", params(By),
    responses(
        (status = 200, body = Orders),
        (status = 400, body = Problem, description = "not a reference"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
    )
)]
pub(super) async fn by_reference(
    State(web): State<Web>,
    caller: Caller,
    Query(by): Query<By>,
) -> Result<Json<Orders>, Problem> {
    caller.may_read()?;
    let reference = reference(&by.r#ref).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "NOT_A_REFERENCE",
            "write ref=kind:scope:value, for example order:S4:4711",
        )
    })?;
    let found = web.state.stores.lookup.find(&reference.norm(), &caller.scope(), MOST).await?;
    let scope = reference.norm_scope();
    let fits = |kind: LookupKind, of: &str| {
        kind == LookupKind::Ref(reference.kind) && {
            scope.is_empty() || Reference::new(reference.kind, of, reference.value.as_str()).norm_scope() == scope
        }
    };
    let orders = found.into_iter().filter(|m| m.exact && fits(m.row.kind, &m.row.scope)).filter_map(Hit::of).collect();
    Ok(Json(Orders { orders }))
}

fn reference(text: &str) -> Option<Reference> {
    let mut parts = text.splitn(3, ':');
    let (kind, scope, value) = (parts.next()?, parts.next()?, parts.next()?);
    let reference = Reference::new(RefKind::parse(kind)?, scope, value);
    reference.problem().is_none().then_some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_three_parts_and_the_last_may_hold_colons() {
        assert_eq!(reference("order:S4:47:11"), Some(Reference::new(RefKind::Order, "S4", "47:11")));
        assert_eq!(reference("tracking::1Z"), Some(Reference::new(RefKind::Tracking, "", "1Z")));
        for wrong in ["", "order", "order:S4", "order:S4:", "thing:S4:1"] {
            assert_eq!(reference(wrong), None, "{wrong}");
        }
    }
}
