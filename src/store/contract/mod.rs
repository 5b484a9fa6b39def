//! What every engine must do, as tests: `store_contract!(open)` makes one test of each case for the engine that `open`
//! gives. A case uses nothing but the traits and [`Engine`], so that all engines are held to the same words.

pub mod access;
pub mod audit;
pub mod found;
pub mod graph;
pub mod inbox;
pub mod make;
pub mod parked;
pub mod turns;

use async_trait::async_trait;

use super::Stores;

/// An engine over data of its own that outlive closing it.
#[async_trait]
pub trait Engine: Send {
    /// Opens it with that bound of the backlog; what was open before is closed.
    async fn open_with(&mut self, max_backlog: u64) -> Stores;

    /// Closes what is open.
    async fn close(&mut self);

    /// Changes the detail of an audit row behind the engine's back, as somebody with the file in hand would.
    async fn tamper_with_audit(&mut self, sequence: i64);

    /// Opens it, or opens it again.
    async fn open(&mut self) -> Stores {
        self.open_with(10_000).await
    }
}

/// One test of each case, for the engine that `$open().await` gives.
#[macro_export]
macro_rules! store_contract {
    ($open:path) => {
        $crate::store_contract! { @each $open;
            inbox:
                what_was_accepted_is_there_after_a_restart,
                a_repetition_gets_the_number_of_the_first,
                repetitions_that_wait_together_are_one_message,
                another_body_under_a_key_is_kept_in_quarantine,
                the_same_key_of_another_source_is_another_message,
                a_backlog_past_its_bound_is_refused_and_opens_again,
                the_backlog_is_counted_anew_after_a_restart,
                a_settled_message_says_how_it_ended,
                the_newest_are_listed_by_state,
                a_closed_store_accepts_nothing;
            turns:
                the_oldest_come_first_and_once,
                what_is_given_back_comes_again,
                a_settled_message_is_not_given_back,
                after_a_crash_suspects_come_alone,
                a_message_that_ends_the_process_is_counted,
                giving_a_suspect_back_is_no_death;
        }
    };
    (@each $open:path; $($file:ident: $($case:ident),+;)+) => {
        $(mod $file {
            $(#[tokio::test]
            async fn $case() {
                let mut engine = $open().await;
                $crate::store::contract::$file::$case(&mut engine).await;
            })+
        })+
    };
}
