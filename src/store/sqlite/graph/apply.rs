//! A round of applying: one transaction of three scripts. What is prepared outside costs the other writers nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::{absorb::Absorbed, master::MasterData, packed, rows};
use crate::{
    domain::id::ObjectId,
    store::{
        Changes, Gone, LookupRow, OrderVersion, OrderWrite, Outcome, StoreError, StoreResult,
        sqlite::{
            error::{failed, unreadable},
            inbox::{Backlog, OPEN},
            insights::Facts,
            messages::Unmapped,
            outbox::Derived,
            worklist::Work,
            writer::Writer,
        },
    },
};

/// Most views of one statement.
const VIEWS: usize = 16;

/// $1 new objects, $2 orders, $3 names, $4 how many views. Rows: 1 an order's version and the digest of what it is found by;
/// 2 a name that exists (its object, its place in $3); 3 the number of the last change before this round.
const BEGIN: &str = "
    begin immediate;
    insert into object (id, kind) select value ->> 0, value ->> 1 from json_each($1);
    select 1, id, version, lookups from order_view where id in (select value from json_each($2));
    select 2, name.object, asked.key, null from json_each($3) as asked cross join name
        on name.norm = asked.value ->> 0 and name.kind = asked.value ->> 1
       and name.scope = asked.value ->> 2 and name.of = asked.value ->> 3;
    update tally set changes = changes + $4 returning 3, changes - $4, 0, null";

/// What goes: $1 names, $2 links, $3 events, $4 conflicts; $5 events that move, $6 objects of which nothing is left.
const GONE: &str = "
    delete from name where (norm, kind, scope, of, object) in (
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each($1));
    delete from link where (from_id, relation, to_id, source) in (
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($2));
    delete from event where (message, ordinal, generation) in (
        select value ->> 0, value ->> 1, value ->> 2 from json_each($3));
    delete from conflict where (claimant, holder, kind, norm, ref_kind, scope, of, source) in (
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
        from json_each($4));
    update event set object = (
        select value ->> 3 from json_each($5)
        where value ->> 0 = event.message and value ->> 1 = event.ordinal and value ->> 2 = event.generation)
    where (message, ordinal, generation) in (select value ->> 0, value ->> 1, value ->> 2 from json_each($5));
    delete from lookup where object in (select value from json_each($6));
    delete from order_view where id in (select value from json_each($6));
    delete from order_fact where order_id in (select value from json_each($6));
    delete from unmapped where order_id in (select value from json_each($6));
    delete from master where object in (select value from json_each($6));
    delete from object where id in (select value from json_each($6))";

/// $1 conflicts.
const CONFLICTS: &str = "
    insert into conflict (claimant, holder, kind, norm, ref_kind, scope, of, source, sent, sent_scope, subject,
                          at, at_offset, zone_known, received, message, ordinal, generation)
    select value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]',
           value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[1][3]', value ->> '$[2]',
           value ->> '$[3][0]', value ->> '$[3][1]', value ->> '$[4]',
           value ->> '$[5][0]', value ->> '$[5][1]', value ->> '$[5][2]', value ->> '$[6]',
           value ->> '$[7][0]', value ->> '$[7][1]', value ->> '$[7][2]'
    from json_each($1) where true on conflict do nothing";

/// $1 names, $2 links, $3 events, $4 whose lookups go, $5 lookups, $6 unparked objects, $7 settled messages, $8 what they wait
/// for, $9 now. Gives the backlog's half.
static END: LazyLock<String> = LazyLock::new(|| {
    format!(
        "
    insert into name (norm, kind, scope, of, object, sent, sent_scope, source, since)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8
    from json_each($1) where true on conflict (norm, kind, scope, of, object) do nothing;

    insert into link (from_id, relation, to_id, source, child, parent, lines, message, ordinal, generation)
    select value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]',
           value ->> '$[1][0]', value ->> '$[1][1]', value -> '$[2]',
           value ->> '$[3][0]', value ->> '$[3][1]', value ->> '$[3][2]'
    from json_each($2) where true
    on conflict (from_id, relation, to_id, source) do update set
        child = excluded.child, parent = excluded.parent, lines = excluded.lines,
        message = excluded.message, ordinal = excluded.ordinal, generation = excluded.generation;

    insert into event (key, object, message, ordinal, generation, source, at, at_offset, zone_known, received, body)
    select value ->> '$[0]', value ->> '$[1]', value ->> '$[2][0]', value ->> '$[2][1]', value ->> '$[2][2]',
           value ->> '$[3]', value ->> '$[4][0]', value ->> '$[4][1]', value ->> '$[4][2]',
           value ->> '$[5]', value -> '$[6]'
    from json_each($3) where true on conflict (key) do nothing;

    delete from lookup where object in (select value from json_each($4));
    insert into lookup (object, norm, kind, scope, sent, of, sales_org, since)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
    from json_each($5) where true on conflict do nothing;

    update message_state set state = 'applied', settled = $9
    where state = 'parked'
      and id in (select message from message_wait where object in (select value from json_each($6)))
      and not exists (
          select 1 from message_wait
          where message = message_state.id and object not in (select value from json_each($6)));
    delete from message_wait where object in (select value from json_each($6));

    delete from message_wait where message in (select value ->> 0 from json_each($7));
    insert into message_state (id, state, settled, refusals)
    select value ->> 0, value ->> 1, $9, value ->> 2 from json_each($7) where true
    on conflict (id) do update set
        state = excluded.state, work = 0, settled = excluded.settled, refusals = excluded.refusals;
    insert or ignore into message_wait (message, object) select value ->> 0, value ->> 1 from json_each($8);
    {OPEN};
    commit"
    )
});

fn views_sql(count: usize) -> StoreResult<&'static str> {
    static SQL: LazyLock<Vec<String>> = LazyLock::new(|| {
        let sql = |count| {
            format!(
                "insert into order_view \
                 (id, version, change, updated, next_change_at, sales_org, lookups, summary, view) values {} \
                 on conflict (id) do update set version = excluded.version, change = excluded.change, \
                 updated = excluded.updated, next_change_at = excluded.next_change_at, sales_org = excluded.sales_org, \
                 lookups = excluded.lookups, summary = excluded.summary, view = excluded.view",
                vec!["(?,?,?,?,?,?,?,?,?)"; count].join(",")
            )
        };
        (1..=VIEWS).map(sql).collect()
    });
    let found = count.checked_sub(1).and_then(|at| SQL.get(at));
    found.map(String::as_str).ok_or_else(|| StoreError::Failed(format!("no statement for {count} views")))
}

/// A round, ready to be written.
struct Round {
    changes: Changes,
    absorbed: Absorbed,
    derived: Derived,
    work: Option<Work>,
    facts: Option<Facts>,
    unmapped: Option<Unmapped>,
    master: Option<MasterData>,
    views: Vec<ViewRow>,
    objects: String,
    orders: String,
    names: String,
    links: String,
    events: String,
    settled: String,
    waits: String,
}

struct ViewRow {
    order: ObjectId,
    summary: String,
    /// As [`packed`] has it.
    view: Vec<u8>,
    /// Over everything it is found by: where that did not change, nothing is written for it.
    digest: [u8; 32],
}

pub(super) async fn apply(writer: &Arc<Writer>, backlog: &Arc<Backlog>, changes: Changes) -> StoreResult<Outcome> {
    let round = Round::prepare(changes)?;
    let backlog = Arc::clone(backlog);
    writer.write(move |connection| Box::pin(async move { round.write(connection, &backlog).await })).await
}

impl Round {
    fn prepare(mut changes: Changes) -> StoreResult<Self> {
        let absorbed = Absorbed::new(&changes.absorbed);
        absorbed.rename(&mut changes);
        Ok(Self {
            absorbed,
            derived: Derived::of(&changes)?,
            work: Work::of(&changes)?,
            facts: Facts::of(&changes)?,
            unmapped: Unmapped::of(&changes)?,
            master: MasterData::of(&changes)?,
            views: changes.orders.iter().map(ViewRow::new).collect::<StoreResult<_>>()?,
            objects: rows::objects(&changes)?,
            orders: rows::ids(changes.orders.iter().map(|write| write.expected.order)),
            names: rows::names(&changes)?,
            links: rows::links(&changes)?,
            events: rows::events(&changes)?,
            settled: rows::settled(&changes)?,
            waits: rows::waits(&changes)?,
            changes,
        })
    }

    async fn write(self, connection: &mut SqliteConnection, backlog: &Backlog) -> StoreResult<Outcome> {
        let before = self.begin(connection).await?;
        self.absorbed.write(connection).await?;
        self.take_back(connection).await?;
        self.write_views(connection, before.change).await?;
        self.derived.write(connection).await?;
        if let Some(work) = &self.work {
            work.write(connection).await?;
        }
        if let Some(facts) = &self.facts {
            facts.write(connection).await?;
        }
        if let Some(unmapped) = &self.unmapped {
            unmapped.write(connection).await?;
        }
        if let Some(master) = &self.master {
            master.write(connection).await?;
        }
        let (cleared, lookups) = self.lookups(&before)?;
        if !self.changes.conflicts.is_empty() {
            let conflicts = rows::conflicts(&self.changes.conflicts)?;
            sqlx::query(CONFLICTS).bind(conflicts).execute(&mut *connection).await.map_err(failed)?;
        }
        let open: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(END.as_str()))
            .bind(self.names)
            .bind(self.links)
            .bind(self.events)
            .bind(cleared)
            .bind(lookups)
            .bind(rows::ids(self.changes.unparked.iter().copied()))
            .bind(self.settled)
            .bind(self.waits)
            .bind(self.changes.now)
            .fetch_all(connection)
            .await
            .map_err(failed)?;
        if let Some(open) = open.first() {
            backlog.settled(*open);
        }
        let written = self.changes.orders.iter().map(|write| write.expected);
        Ok(Outcome { orders: written.map(|was| OrderVersion { version: was.version + 1, ..was }).collect() })
    }

    /// Most rounds take nothing back.
    async fn take_back(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        let gone = &self.changes.gone;
        if *gone == Gone::default() {
            return Ok(());
        }
        let [names, links, events, conflicts, moved, objects] = rows::gone(gone)?;
        let query = sqlx::query(GONE).bind(names).bind(links).bind(events).bind(conflicts).bind(moved).bind(objects);
        query.execute(connection).await.map_err(failed).map(|_| ())
    }

    /// Opens the transaction and looks for what somebody else did meanwhile.
    async fn begin(&self, connection: &mut SqliteConnection) -> StoreResult<Before> {
        let found = sqlx::query_as::<_, (i64, i64, i64, Option<Vec<u8>>)>(BEGIN)
            .bind(&self.objects)
            .bind(&self.orders)
            .bind(&self.names)
            .bind(i64::try_from(self.views.len()).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await
            .map_err(failed)?;
        let mut before = Before::default();
        let mut bearers: BTreeMap<usize, BTreeSet<ObjectId>> = BTreeMap::new();
        for (sort, a, b, digest) in found {
            match sort {
                1 => drop(before.orders.insert(ObjectId(a), (b, digest.unwrap_or_default()))),
                2 => drop(
                    bearers
                        .entry(usize::try_from(b).unwrap_or(usize::MAX))
                        .or_default()
                        .insert(self.absorbed.now(ObjectId(a))),
                ),
                _ => before.change = a,
            }
        }
        if bearers.iter().any(|(name, bearers)| self.is_taken(*name, bearers)) {
            return Err(StoreError::Conflict);
        }
        let changed = |write: &&OrderWrite| {
            let version = before.orders.get(&write.expected.order).map_or(0, |(version, _)| *version);
            version != write.expected.version
        };
        if self.changes.orders.iter().find(changed).is_some() { Err(StoreError::Conflict) } else { Ok(before) }
    }

    /// Whether more objects bear the name than the planner knew of.
    fn is_taken(&self, name: usize, bearers: &BTreeSet<ObjectId>) -> bool {
        self.changes.names.get(name).is_none_or(|name| {
            let own = self.absorbed.now(name.object);
            let others = bearers.iter().filter(|bearer| **bearer != own).count();
            !name.key.kind.is_shared() && others > usize::try_from(name.others).unwrap_or(usize::MAX)
        })
    }

    async fn write_views(&self, connection: &mut SqliteConnection, mut change: i64) -> StoreResult<()> {
        let pairs: Vec<_> = self.changes.orders.iter().zip(&self.views).collect();
        for chunk in pairs.chunks(VIEWS) {
            let mut query = sqlx::query(views_sql(chunk.len())?);
            for (write, row) in chunk {
                change += 1;
                query = query
                    .bind(row.order.0)
                    .bind(write.expected.version + 1)
                    .bind(change)
                    .bind(self.changes.now)
                    .bind(write.next_change_at)
                    .bind(write.view.sales_org.as_deref())
                    .bind(&row.digest[..])
                    .bind(&row.summary)
                    .bind(&row.view[..]);
            }
            query.execute(&mut *connection).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Whose lookups go, and those that come: for orders only where they changed.
    fn lookups(&self, before: &Before) -> StoreResult<(String, String)> {
        let mut cleared: BTreeSet<ObjectId> = self.changes.unparked.iter().copied().collect();
        let mut new = Vec::new();
        for (write, row) in self.changes.orders.iter().zip(&self.views) {
            let known = before.orders.get(&row.order).is_some_and(|(_, digest)| digest[..] == row.digest);
            if !known {
                cleared.insert(row.order);
                new.extend(write.lookups.iter().map(|lookup| (row.order, lookup, write.view.sales_org.as_deref())));
            }
        }
        for (object, lookups) in &self.changes.parked_lookups {
            cleared.insert(*object);
            new.extend(lookups.iter().map(|lookup| (*object, lookup, None)));
        }
        Ok((rows::ids(cleared.into_iter()), rows::lookups(new.into_iter())?))
    }
}

/// What was there when the round began.
#[derive(Default)]
struct Before {
    /// Version, and digest of what it is found by.
    orders: BTreeMap<ObjectId, (i64, Vec<u8>)>,
    /// The number of the last change.
    change: i64,
}

impl ViewRow {
    fn new(write: &OrderWrite) -> StoreResult<Self> {
        let text = |error: serde_json::Error| unreadable("a view", error);
        Ok(Self {
            order: write.expected.order,
            summary: serde_json::to_string(&write.summary).map_err(text)?,
            view: packed::pack(&write.view)?,
            digest: digest(&write.lookups, write.view.sales_org.as_deref()),
        })
    }
}

fn digest(lookups: &[LookupRow], sales_org: Option<&str>) -> [u8; 32] {
    let mut sorted: Vec<_> = lookups.iter().collect();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    let mut part = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    part(sales_org.map_or("none", |_| "some"));
    part(sales_org.unwrap_or_default());
    for row in sorted {
        for text in [&row.norm, row.kind.as_str(), &row.scope, &row.raw, row.of.as_str()] {
            part(text);
        }
        part(&row.since.to_string());
    }
    digest.finalize().into()
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![
        BEGIN.to_owned(),
        GONE.to_owned(),
        CONFLICTS.to_owned(),
        END.clone(),
        views_sql(1).unwrap().to_owned(),
        views_sql(VIEWS).unwrap().to_owned(),
    ]
}
