//! What every engine must do, as tests: `store_contract!(open)` makes one test of each case for the engine that `open`
//! gives. A case uses nothing but the traits and [`Engine`], so that all engines are held to the same words.

pub mod access;
pub mod audit;
pub mod bearers;
pub mod desk;
pub mod disputes;
pub mod found;
pub mod graph;
pub mod inbox;
pub mod inquiries;
pub mod insights;
pub mod make;
pub mod messages;
pub mod objects;
pub mod once;
pub mod outbox;
pub mod parked;
pub mod proof_links;
pub mod replay;
pub mod sources;
pub mod turns;
pub mod worklist;

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

    /// Takes away the audit's rows after that one in the same way.
    async fn cut_audit_after(&mut self, sequence: i64);

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
                a_suspect_that_went_wrong_waits_for_the_others,
                giving_a_suspect_back_is_no_death,
                those_whose_reading_failed_come_alone_and_the_attempt_alone_is_counted;
            graph:
                numbers_are_reserved_once,
                unknown_names_have_no_neighbours,
                a_package_leads_up_to_its_order_and_down_again,
                a_load_leads_to_all_its_orders_only_when_asked_for,
                a_consolidated_shipment_leads_to_both_orders,
                what_belongs_to_no_order_comes_with_what_is_below_it,
                an_order_is_found_by_its_number_alone,
                everything_comes_back_as_it_was_written,
                a_known_event_is_not_written_again,
                a_stale_version_changes_nothing,
                a_name_that_is_taken_changes_nothing,
                a_link_said_again_replaces_its_lines,
                an_absorbed_object_leaves_everything_to_the_other,
                a_view_is_read_back_with_its_version,
                the_details_are_the_order_with_what_was_done_with_it,
                orders_are_due_in_order,
                changes_are_followed_in_order;
            bearers:
                a_shared_number_names_several,
                a_number_used_again_has_as_many_bearers_as_are_known,
                a_conflict_is_found_from_each_of_its_sides,
                a_conflict_goes_when_its_sides_become_one,
                what_is_taken_back_is_gone,
                master_data_is_found_by_its_number_and_replaced,
                an_order_that_is_postponed_is_not_due,
                who_bears_a_number_now_comes_before_who_bore_it,
                what_does_not_all_fit_is_said_to_be_cut_off,
                an_event_leads_to_what_it_is_told_of;
            parked:
                a_parked_message_is_applied_when_all_it_waits_for_belong,
                a_repetition_of_parked_events_is_applied_with_them,
                waiting_moves_with_what_is_absorbed,
                a_message_settled_again_waits_no_more;
            found:
                exact_matches_come_before_longer_ones,
                kinds_come_in_their_order_and_newest_first,
                only_orders_of_the_scope_are_found,
                what_belongs_to_no_order_is_seen_by_all_scope_only,
                what_an_order_is_found_by_is_replaced,
                an_order_that_changes_hands_is_found_by_the_new_only,
                nothing_is_a_wildcard,
                no_more_than_asked_are_found,
                a_number_is_found_by_its_last_characters,
                what_an_order_ends_with_is_replaced_and_stays_its_own,
                of_many_with_an_ending_no_more_are_read_than_asked,
                summaries_come_in_the_order_asked;
            outbox:
                an_effect_is_written_with_its_view_and_read_back,
                a_key_is_written_once_whoever_derives_it,
                what_is_not_true_any_more_is_reversed_once,
                nothing_is_derived_from_a_round_that_is_not_written,
                effects_are_counted_and_paged_newest_first;
            replay:
                every_part_of_a_selection_must_fit,
                a_taken_key_is_replayed_only_when_asked_for,
                a_message_comes_as_it_was_sent,
                progress_outlives_the_process,
                who_pauses_a_replay_wins_and_an_end_is_an_end,
                what_messages_told_is_found_by_them;
            audit:
                rows_are_numbered_without_gaps,
                the_newest_rows_about_a_subject_come_first,
                a_changed_row_shows,
                rows_cut_off_at_the_end_show_by_a_hash_that_was_kept;
            access:
                a_token_is_found_by_its_hash_until_it_ends,
                a_token_put_again_is_replaced,
                a_revoked_token_is_gone,
                the_last_ten_looked_at_are_kept;
            desk:
                a_note_is_kept_once_and_raises_the_version,
                the_same_task_is_open_once_and_done_once,
                tasks_are_listed_over_all_orders_due_first,
                notes_and_tasks_of_an_order_are_bounded,
                what_is_written_moves_with_an_order_that_becomes_another,
                what_was_written_can_be_erased,
                one_note_is_erased_and_who_wrote_it_stays,
                texts_expire_by_their_age_a_few_at_a_time,
                a_round_written_from_before_a_note_is_refused;
            inquiries:
                who_looked_first_counts_until_the_case_ends,
                those_that_run_are_walked_in_order,
                inquiries_move_with_what_is_absorbed;
            worklist:
                an_item_opens_and_closes_with_the_view_and_opens_again_with_its_history,
                nothing_opens_with_a_round_that_is_not_written,
                what_reads_differently_keeps_what_people_decided,
                pages_follow_one_another_by_what_is_due,
                a_list_and_its_numbers_hold_to_the_scope,
                every_part_of_a_filter_must_fit,
                numbers_follow_every_step,
                of_two_who_decide_at_once_one_wins_and_the_other_is_told,
                each_item_of_a_deed_stands_for_itself,
                words_stand_in_nobodys_way,
                what_was_put_off_comes_back_when_its_time_is_over,
                views_are_their_owners_and_shared_ones_everybodys,
                people_are_known_once_they_came_in;
            insights:
                delivered_orders_are_summed_by_day_and_by_what_they_are_parted_by,
                an_order_counts_once_however_often_it_is_written_and_not_when_it_is_not_delivered_after_all,
                an_order_past_its_promise_is_late_until_it_comes_and_after,
                waiting_times_are_counted_once_each,
                what_became_of_items_is_summed_by_day_and_cause;
            messages:
                a_list_goes_on_page_by_page_in_a_state_and_of_a_source,
                messages_are_found_by_the_number_they_told_of_and_by_their_key,
                a_parked_message_names_what_it_waits_for,
                codes_that_no_table_knows_stand_while_an_order_has_them;
            disputes:
                a_dispute_is_told_with_its_sides_until_it_is_settled_and_may_be_left;
            objects:
                whatever_bears_a_number_is_found_by_it,
                an_object_is_told_with_its_names_and_links_and_who_said_so;
            sources:
                words_are_counted_by_source_from_where_it_was_left_off,
                how_sources_stand_outlives_the_process;
            proof_links:
                a_link_is_live_until_it_ends_or_is_revoked,
                links_move_with_what_is_absorbed;
            once:
                a_thing_is_used_once_while_it_is_remembered,
                of_many_at_once_one_wins;
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
