//! What a widget is opened for: an order by our number or by its own, or a case; and which orders that means.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        id::ObjectId,
        reference::{RefKind, Reference, normalise},
        summary::Summary,
    },
    store::{LookupKind, Scope, StoreResult},
    web::{Web, query},
};

/// Most orders that are offered to choose from.
const MOST: usize = 20;

/// What a token is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum About {
    /// Our number of an order.
    Order(i64),
    /// The order's own number (order, shop order or purchase order), of one system or of any.
    Number { number: String, system: Option<String> },
    /// A case's number.
    Case { number: String, system: Option<String> },
}

/// The two addresses under which widgets stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Place {
    /// `/embed/order/{number}`
    Order,
    /// `/embed/case/{number}`
    Case,
}

impl Place {
    /// Where the widget of this number stands.
    pub fn address(self, number: &str) -> String {
        match self {
            Self::Order => app::paths::embed_order(number),
            Self::Case => app::paths::embed_case(number),
        }
    }
}

impl About {
    /// Whether an address asks for what this is about: the number in it, however it is separated.
    pub fn fits(&self, place: Place, name: &str) -> bool {
        match (self, place) {
            (Self::Order(id), Place::Order) => id.to_string() == name,
            (Self::Number { number, .. }, Place::Order) | (Self::Case { number, .. }, Place::Case) => {
                normalise(RefKind::Order, number) == normalise(RefKind::Order, name)
            }
            _ => false,
        }
    }

    /// Where its widget stands.
    pub fn address(&self) -> String {
        match self {
            Self::Order(id) => Place::Order.address(&id.to_string()),
            Self::Number { number, .. } => Place::Order.address(number),
            Self::Case { number, .. } => Place::Case.address(number),
        }
    }

    /// For the audit.
    pub fn subject(&self) -> String {
        match self {
            Self::Order(id) => format!("order:{id}"),
            Self::Number { number, .. } => format!("order number:{number}"),
            Self::Case { number, .. } => format!("case:{number}"),
        }
    }

    /// The orders it means, as far as they may be seen.
    pub async fn orders(&self, web: &Web, scope: &Scope) -> StoreResult<Vec<Summary>> {
        let lookup = &web.state.stores.lookup;
        match self {
            Self::Order(id) => lookup.summaries(&[ObjectId(*id)], scope).await,
            Self::Case { number, system } => named(web, scope, &[RefKind::Case], number, system.as_deref()).await,
            Self::Number { number, system } => {
                let own = named(web, scope, &[RefKind::Order], number, system.as_deref()).await?;
                if own.is_empty() {
                    let others = [RefKind::StorefrontOrder, RefKind::PurchaseOrder];
                    named(web, scope, &others, number, system.as_deref()).await
                } else {
                    Ok(own)
                }
            }
        }
    }
}

/// The orders that a number of one of these kinds leads to: the whole number, as it is or as what it means, each order once.
async fn named(
    web: &Web,
    scope: &Scope,
    kinds: &[RefKind],
    number: &str,
    system: Option<&str>,
) -> StoreResult<Vec<Summary>> {
    let candidates = query::candidates(number);
    let texts = std::iter::once(number).chain(candidates.iter().map(|candidate| candidate.text.as_str()));
    for text in texts {
        let found = exactly(web, scope, kinds, text, system).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

async fn exactly(
    web: &Web,
    scope: &Scope,
    kinds: &[RefKind],
    number: &str,
    system: Option<&str>,
) -> StoreResult<Vec<Summary>> {
    let mut found: Vec<Summary> = Vec::new();
    for kind in kinds {
        let reference = Reference::new(*kind, system.unwrap_or_default(), number);
        let of = reference.norm_scope();
        for one in web.state.stores.lookup.find(&reference.norm(), scope, MOST).await? {
            let written = Reference::new(*kind, one.row.scope.as_str(), number);
            let fits =
                one.exact && one.row.kind == LookupKind::Ref(*kind) && (of.is_empty() || written.norm_scope() == of);
            let Some(summary) = one.summary.filter(|_| fits) else { continue };
            if found.iter().all(|known| known.order != summary.order) {
                found.push(summary);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_what_the_token_is_about_and_nothing_else() {
        let number = About::Number { number: "PO-88-1".into(), system: None };
        assert!(number.fits(Place::Order, "po 88 1"));
        assert!(!number.fits(Place::Order, "PO-88-2") && !number.fits(Place::Case, "PO-88-1"));
        let order = About::Order(12);
        assert!(order.fits(Place::Order, "12"));
        assert!(!order.fits(Place::Order, "012") && !order.fits(Place::Case, "12"));
        let case = About::Case { number: "00048213".into(), system: None };
        assert!(case.fits(Place::Case, "00048213") && !case.fits(Place::Order, "00048213"));
        assert_eq!(case.address(), "/embed/case/00048213");
        assert_eq!(number.address(), "/embed/order/PO-88-1");
    }
}
