//! What a round of applying does with items, in the round's own transaction. Most rounds do nothing here.

use sqlx::SqliteConnection;

use crate::{
    domain::{id::ObjectId, worklist::Cause},
    store::{
        Changes, StoreResult, WorkFacts, WorkStep,
        sqlite::error::{failed, unreadable},
    },
};

/// $1 what opens, $2 what changes, $3 what closes, $4 now. What opens anew keeps its number, its history and whoever had it.
const WRITE: &str = "
    insert into work_event (item, at, actor, name, verb, detail)
    select item.id, $4, '', '', 'closed', '' from json_each($3) as gone cross join work_item as item
        on item.order_id = gone.value ->> 0 and item.cause = gone.value ->> 1
    where item.state <> 'closed';
    update work_item set state = 'closed', until = null, reason = null, words = null, version = version + 1,
        last_by = '', last_name = '', last_at = $4, last_verb = 'closed'
    where (order_id, cause) in (select value ->> 0, value ->> 1 from json_each($3)) and state <> 'closed';

    insert into work_item (order_id, cause, state, sales_org, tier, carrier, due, minutes, print, card, opened,
                           last_at, last_verb)
    select value ->> 0, value ->> 1, 'todo', value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value -> 8, $4, $4, 'opened'
    from json_each($1) where true
    on conflict (order_id, cause) do update set
        state = 'todo', sales_org = excluded.sales_org, tier = excluded.tier, carrier = excluded.carrier,
        due = excluded.due, minutes = excluded.minutes, print = excluded.print, card = excluded.card, opened = excluded.opened,
        times = times + 1, until = null, reason = null, words = null, touched = 0, version = version + 1,
        last_by = '', last_name = '', last_at = $4, last_verb = 'reopened';
    insert into work_event (item, at, actor, name, verb, detail)
    select item.id, $4, '', '', item.last_verb, '' from json_each($1) as opened cross join work_item as item
        on item.order_id = opened.value ->> 0 and item.cause = opened.value ->> 1;

    insert into work_event (item, at, actor, name, verb, detail)
    select item.id, $4, '', '', 'returned', '' from json_each($2) as other cross join work_item as item
        on item.order_id = other.value ->> 0 and item.cause = other.value ->> 1
    where other.value ->> 9 and item.state in ('snoozed', 'resolved');
    update work_item set sales_org = other.value ->> 2, tier = other.value ->> 3, carrier = other.value ->> 4,
        due = other.value ->> 5, minutes = other.value ->> 6, print = other.value ->> 7, card = other.value -> 8
    from json_each($2) as other
    where work_item.order_id = other.value ->> 0 and work_item.cause = other.value ->> 1;
    update work_item set state = 'todo', until = null, reason = null, words = null, version = version + 1,
        last_by = '', last_name = '', last_at = $4, last_verb = 'returned'
    where (order_id, cause) in (select value ->> 0, value ->> 1 from json_each($2) where value ->> 9)
      and state in ('snoozed', 'resolved')";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![WRITE.to_owned()]
}

/// `[order, cause, sales_org, tier, carrier, due, minutes, print, card, stirs]`.
type Row<'a> = (ObjectId, Cause, &'a str, &'a str, &'a str, i64, i64, &'a str, &'a crate::domain::worklist::Card, bool);

/// What a round writes here.
pub(in crate::store::sqlite) struct Work {
    opens: String,
    changes: String,
    closes: String,
    now: i64,
}

impl Work {
    /// `None` where there is nothing to write.
    pub fn of(changes: &Changes) -> StoreResult<Option<Self>> {
        if changes.work.is_empty() {
            return Ok(None);
        }
        let (mut opens, mut others, mut closes) = (Vec::new(), Vec::new(), Vec::new());
        for write in &changes.work {
            match &write.step {
                WorkStep::Opens(facts) => opens.push(row(write.order, write.cause, facts, false)),
                WorkStep::Changes { facts, stirs } => others.push(row(write.order, write.cause, facts, *stirs)),
                WorkStep::Closes => closes.push((write.order, write.cause)),
            }
        }
        let text = |json: serde_json::Result<String>| json.map_err(|error| unreadable("an item of a worklist", error));
        Ok(Some(Self {
            opens: text(serde_json::to_string(&opens))?,
            changes: text(serde_json::to_string(&others))?,
            closes: text(serde_json::to_string(&closes))?,
            now: changes.now,
        }))
    }

    /// Writes into the open transaction.
    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        let query = sqlx::query(WRITE).bind(&self.opens).bind(&self.changes).bind(&self.closes).bind(self.now);
        query.execute(connection).await.map_err(failed).map(|_| ())
    }
}

fn row(order: ObjectId, cause: Cause, facts: &WorkFacts, stirs: bool) -> Row<'_> {
    let card = &facts.card;
    (
        order,
        cause,
        facts.sales_org.as_deref().unwrap_or_default(),
        card.tier.as_deref().unwrap_or_default(),
        card.carrier.as_deref().unwrap_or_default(),
        facts.due,
        facts.minutes,
        &facts.print,
        card,
        stirs,
    )
}
