//! What a page shows, and what of it is older than what there is.

use std::collections::BTreeMap;

use crate::{domain::id::ObjectId, store::OrderVersion};

/// Most orders in one stream.
const MOST: usize = 50;

/// Orders with the newest version that the page has been told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Watch(BTreeMap<ObjectId, i64>);

impl Watch {
    /// Reads `ID@VERSION,…`; nothing, too many or anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let orders: Option<BTreeMap<_, _>> = text.split(',').take(MOST + 1).map(one).collect();
        orders.filter(|orders| (1..=MOST).contains(&orders.len()) && text.split(',').count() <= MOST).map(Self)
    }

    /// Which orders.
    pub fn orders(&self) -> Vec<ObjectId> {
        self.0.keys().copied().collect()
    }

    /// Keeps only these orders.
    pub fn keep(&mut self, orders: &[ObjectId]) {
        self.0.retain(|order, _| orders.contains(order));
    }

    /// Those of `versions` that the page does not have yet; they count as told from now on.
    pub fn newer(&mut self, versions: &[OrderVersion]) -> Vec<OrderVersion> {
        let mut newer = Vec::new();
        for version in versions {
            if let Some(known) = self.0.get_mut(&version.order)
                && *known < version.version
            {
                *known = version.version;
                newer.push(*version);
            }
        }
        newer
    }
}

fn one(text: &str) -> Option<(ObjectId, i64)> {
    let (order, version) = text.split_once('@')?;
    Some((crate::web::visible::number(order)?, crate::web::visible::number(version)?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(order: i64, version: i64) -> OrderVersion {
        OrderVersion { order: ObjectId(order), version }
    }

    #[test]
    fn only_what_is_watched_and_newer_is_told_and_once() {
        let mut watch = Watch::parse("7@3,9@1").unwrap();
        assert_eq!(watch.newer(&[at(7, 3), at(8, 9), at(9, 2)]), [at(9, 2)]);
        assert_eq!(watch.newer(&[at(9, 2), at(7, 2)]), []);
        watch.keep(&[ObjectId(9)]);
        assert_eq!(watch.newer(&[at(7, 4), at(9, 3)]), [at(9, 3)]);
    }

    #[test]
    fn anything_else_is_not_a_list_of_orders() {
        for wrong in ["", "7", "7@", "@1", "7@1,", "7@-1", "a@1", "7@1;9@1"] {
            assert_eq!(Watch::parse(wrong), None, "{wrong}");
        }
        let many: Vec<_> = (0..=MOST).map(|order| format!("{order}@1")).collect();
        assert!(Watch::parse(&many.join(",")).is_none());
        assert!(Watch::parse(&many[1..].join(",")).is_some());
        assert!(Watch::parse(&vec!["7@1"; MOST + 1].join(",")).is_none());
    }
}
