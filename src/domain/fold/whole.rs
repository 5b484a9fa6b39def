//! One word for several parts: the packages of a shipment, the shipments of an order (rule 7).

use crate::domain::view::State;

/// How parts stand together, never the best or the worst alone:
/// - cancelled parts are left out, unless all are;
/// - all delivered: delivered; some delivered: partly delivered while more is to come, partly returned when the rest turned back;
/// - parts that turned back are left out while others are on the way; beside parts that have not left, or of which nothing is
///   known, the whole is partly returned; when all turned back, the least advanced of them names it;
/// - some on the way and some not yet: moving; all on the way: the least advanced of them;
/// - none on the way: the least advanced of those of which anything is known.
pub(super) fn whole(parts: &[State]) -> State {
    let live: Vec<State> = parts.iter().copied().filter(|part| *part != State::Cancelled).collect();
    if live.is_empty() {
        return if parts.is_empty() { State::Unknown } else { State::Cancelled };
    }
    if live.iter().all(|part| *part == State::Delivered) {
        return State::Delivered;
    }
    if live.iter().any(|part| matches!(part, State::Delivered | State::PartlyDelivered | State::PartlyReturned)) {
        let is_over = live.iter().all(|part| *part >= State::Delivered);
        return if is_over { State::PartlyReturned } else { State::PartlyDelivered };
    }
    let (back, going): (Vec<State>, Vec<State>) =
        live.into_iter().partition(|part| matches!(part, State::Returning | State::Returned));
    let moving: Vec<State> = going.iter().copied().filter(|part| is_on_the_way(*part)).collect();
    if going.is_empty() {
        back.into_iter().min().unwrap_or(State::Unknown)
    } else if moving.is_empty() && !back.is_empty() {
        State::PartlyReturned
    } else if moving.is_empty() {
        going.into_iter().filter(|part| *part != State::Unknown).min().unwrap_or(State::Unknown)
    } else if moving.len() < going.len() {
        State::Moving
    } else {
        moving.into_iter().min().unwrap_or(State::Moving)
    }
}

/// Between pick-up and the door.
pub(super) fn is_on_the_way(state: State) -> bool {
    matches!(state, State::Moving | State::OutForDelivery | State::ReadyForCollection | State::Attempted)
}

#[cfg(test)]
mod tests {
    use State::{
        Attempted, Cancelled, Delivered, Moving, Ordered, OutForDelivery, PartlyDelivered, PartlyReturned, Preparing,
        Returned, Returning, Unknown,
    };

    use super::*;

    #[test]
    fn never_the_best_or_the_worst_alone() {
        for (parts, word) in [
            (vec![], Unknown),
            (vec![Delivered, Delivered], Delivered),
            (vec![Delivered, Cancelled], Delivered),
            (vec![Cancelled, Cancelled], Cancelled),
            (vec![Delivered, OutForDelivery], PartlyDelivered),
            (vec![Delivered, Returned], PartlyReturned),
            (vec![Delivered, Returning, Cancelled], PartlyReturned),
            (vec![Delivered, Returned, Moving], PartlyDelivered),
            (vec![PartlyReturned, Moving], PartlyDelivered),
            (vec![PartlyReturned, Delivered], PartlyReturned),
            (vec![PartlyDelivered, Moving], PartlyDelivered),
            (vec![Ordered, OutForDelivery], Moving),
            (vec![Unknown, Moving], Moving),
            (vec![Moving, OutForDelivery], Moving),
            (vec![OutForDelivery, Attempted], OutForDelivery),
            (vec![Returning, Moving], Moving),
            (vec![Returning, Returned], Returning),
            (vec![Returned, Returned], Returned),
            (vec![Returning, Unknown], PartlyReturned),
            (vec![Returned, Unknown], PartlyReturned),
            (vec![Returned, Unknown, Cancelled], PartlyReturned),
            (vec![Returned, Ordered, Preparing], PartlyReturned),
            (vec![Returned, Ordered, Moving], Moving),
            (vec![Delivered, Unknown], PartlyDelivered),
            (vec![Cancelled, Unknown], Unknown),
            (vec![Returning, OutForDelivery], OutForDelivery),
            (vec![Unknown, Unknown], Unknown),
            (vec![Ordered, Preparing], Ordered),
            (vec![Unknown, Preparing], Preparing),
        ] {
            assert_eq!(whole(&parts), word, "{parts:?}");
            let backwards: Vec<State> = parts.iter().rev().copied().collect();
            assert_eq!(whole(&backwards), word, "{backwards:?}");
        }
    }
}
