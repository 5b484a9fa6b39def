//! Integration health: whether each source reports on schedule, and where the messages stand.

use app::model::{AuditEnd, HealthPage, Icon, SourceHealthRow, Status, Tone, Totals};
use jiff::{SignedDuration, Timestamp};

use super::{clock::Clock, messages, milestones::utc, names};
use crate::{
    domain::{
        source_health::{ExpectedInterval, HealthStatus, SourceHealth},
        tzdb,
    },
    store::{AuditRecord, InboxStats, MessageState},
};

/// What the page is made of.
pub struct Counted<'a> {
    /// How the sources stand, each with its expected interval.
    pub sources: &'a [(SourceHealth, Option<ExpectedInterval>)],
    /// Where the messages stand.
    pub inbox: InboxStats,
    /// How many names are in dispute.
    pub disputes: u64,
    /// The last row of the audit.
    pub audit: Option<AuditRecord>,
}

/// The page.
pub fn health(counted: &Counted<'_>, clock: &Clock) -> HealthPage {
    let mut sources: Vec<_> = counted.sources.iter().collect();
    sources.sort_by_key(|(source_health, _)| (!source_health.status.is_trouble(), source_health.source.clone()));
    let stats = counted.inbox;
    let total = |state: MessageState, count: u64, about: &str| Totals {
        name: messages::state_words(state).into(),
        count: count.to_string(),
        about: about.into(),
        href: messages::in_state(state),
    };
    HealthPage {
        sources: sources
            .into_iter()
            .map(|(source_health, interval)| source(source_health, interval.as_ref(), clock))
            .collect(),
        inbox: vec![
            total(MessageState::Received, stats.received, "accepted, not read yet"),
            total(MessageState::Applied, stats.applied, "all they tell is in views"),
            total(MessageState::Parked, stats.parked, "they name what belongs to no order yet"),
            total(
                MessageState::Quarantined,
                stats.quarantined,
                "could not be read in whole or in part; kept for a replay",
            ),
            total(MessageState::Ignored, stats.ignored, "nothing in them was for us"),
        ],
        disputes: usize::try_from(counted.disputes).unwrap_or(usize::MAX),
        zones: tzdb::release().to_owned(),
        audit: counted.audit.as_ref().map(|last| AuditEnd {
            rows: last.sequence.to_string(),
            hash: last.hash.clone(),
            at: clock.long(utc(last.entry.at), None),
        }),
        as_of: clock.time(clock.now()),
    }
}

fn source(source_health: &SourceHealth, interval: Option<&ExpectedInterval>, clock: &Clock) -> SourceHealthRow {
    let heard = source_health.heard.map(utc);
    SourceHealthRow {
        name: names::source(&source_health.source),
        source: source_health.source.0.clone(),
        status: status(source_health, interval, clock),
        heard: heard.map(|at| clock.long(at, None)),
        age: heard.map(|at| clock.ago(at.timestamp())).unwrap_or_default(),
        interval: interval.map_or_else(|| "no schedule expected".to_owned(), interval_words),
    }
}

fn interval_words(interval: &ExpectedInterval) -> String {
    let working = if interval.working.is_some() { " of working time" } else { "" };
    format!("expected at least every {}{working}", span(interval.longest))
}

fn status(source_health: &SourceHealth, interval: Option<&ExpectedInterval>, clock: &Clock) -> Status {
    match source_health.status {
        HealthStatus::NeverReported => Status::new(Tone::Idle, Icon::Wait, "Never heard"),
        HealthStatus::Overdue => {
            Status::new(Tone::Warn, Icon::Hour, format!("No message for {}", silence(source_health, clock)))
        }
        HealthStatus::Recovering => {
            let since = clock.table(utc(source_health.since), None).text;
            Status::new(
                Tone::Warn,
                Icon::Hour,
                format!("Reporting again since {since}; recovers after the next on-time message"),
            )
        }
        HealthStatus::OnSchedule if interval.is_none() => Status::new(Tone::Idle, Icon::Check, "Reported"),
        HealthStatus::OnSchedule => Status::new(Tone::Good, Icon::Done, "On schedule"),
    }
}

/// How long nothing has come.
fn silence(source_health: &SourceHealth, clock: &Clock) -> String {
    let heard = source_health.heard.unwrap_or(source_health.since);
    let heard = Timestamp::from_microsecond(heard).unwrap_or(Timestamp::UNIX_EPOCH);
    span(clock.now().duration_since(heard))
}

/// `42 min`, `3 h`, `2 days`; what lies between is rounded down.
fn span(duration: SignedDuration) -> String {
    match duration.as_mins() {
        minutes @ ..120 => format!("{} min", minutes.max(0)),
        minutes @ 120..2_880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / 1_440),
    }
}

/// What an order page says of the sources that spoke of the order: which are silent, else that none is. Nothing where no source
/// was listened to.
pub fn verdict<'a>(sources_health: impl Iterator<Item = &'a SourceHealth>, clock: &Clock) -> Option<Status> {
    let known: Vec<&SourceHealth> = sources_health.collect();
    let mut said = Vec::new();
    for source_health in known.iter().filter(|source_health| source_health.status == HealthStatus::Overdue) {
        let has_not = if said.is_empty() { "has not reported for" } else { "not for" };
        said.push(format!("{} {has_not} {}", names::source(&source_health.source), silence(source_health, clock)));
    }
    for source_health in known.iter().filter(|source_health| source_health.status == HealthStatus::Recovering) {
        let since = clock.table(utc(source_health.since), None).text;
        said.push(format!("{} has been reporting again since {since}", names::source(&source_health.source)));
    }
    match (known.is_empty(), said.is_empty()) {
        (true, _) => None,
        (_, true) => Some(Status::new(Tone::Good, Icon::Done, "All sources up to date")),
        _ => Some(Status::new(Tone::Warn, Icon::Hour, said.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-05-14T13:42:00Z";

    fn source_health(source: &str, status: HealthStatus, heard: &str) -> SourceHealth {
        let at = heard.parse::<Timestamp>().unwrap().as_microsecond();
        SourceHealth { status, heard: Some(at), since: at, ..SourceHealth::new(source.into(), at) }
    }

    fn said(sources_health: &[SourceHealth]) -> Option<(Tone, String)> {
        let clock = Clock::new("UTC", NOW.parse().unwrap());
        verdict(sources_health.iter(), &clock).map(|status| (status.tone, status.text))
    }

    #[test]
    fn an_order_page_says_who_is_silent_and_for_how_long() {
        let speaks = source_health("erp", HealthStatus::OnSchedule, "2026-05-14T13:40:00Z");
        let silent = source_health("tms_generic", HealthStatus::Overdue, "2026-05-14T13:00:00Z");
        let other = source_health("fedex", HealthStatus::Overdue, "2026-05-12T13:00:00Z");
        let back = source_health("ups", HealthStatus::Recovering, "2026-05-14T13:41:00Z");
        assert_eq!(said(&[]), None);
        assert_eq!(said(std::slice::from_ref(&speaks)), Some((Tone::Good, "All sources up to date".into())));
        assert_eq!(
            said(&[speaks.clone(), silent.clone()]),
            Some((Tone::Warn, "TMS has not reported for 42 min".into()))
        );
        let both = "TMS has not reported for 42 min, FedEx not for 2 days".to_owned();
        assert_eq!(said(&[silent, other]), Some((Tone::Warn, both)));
        assert_eq!(said(&[back]), Some((Tone::Warn, "UPS has been reporting again since Thu 14 · 13:41".into())));
    }

    #[test]
    fn the_operators_page_shows_trouble_first_in_words() {
        let minutes = |longest| Some(ExpectedInterval { longest: SignedDuration::from_mins(longest), working: None });
        let sources = [
            (source_health("erp", HealthStatus::OnSchedule, "2026-05-14T13:40:00Z"), minutes(60)),
            (source_health("tms", HealthStatus::Overdue, "2026-05-14T13:00:00Z"), minutes(15)),
            (source_health("ups", HealthStatus::OnSchedule, "2026-05-14T13:00:00Z"), None),
        ];
        let entry = crate::store::AuditEntry {
            at: 1,
            actor: "system".into(),
            action: "test".into(),
            subject: "a".into(),
            detail: String::new(),
        };
        let audit = Some(AuditRecord { sequence: 12, entry, hash: "ab12".into() });
        let inbox = InboxStats { parked: 3, ..InboxStats::default() };
        let counted = Counted { sources: &sources, inbox, disputes: 2, audit };
        let page = health(&counted, &Clock::new("UTC", NOW.parse().unwrap()));
        let told: Vec<_> =
            page.sources.iter().map(|one| format!("{}: {}; {}", one.name, one.status.text, one.interval)).collect();
        assert_eq!(
            told,
            [
                "TMS: No message for 42 min; expected at least every 15 min",
                "ERP: On schedule; expected at least every 60 min",
                "UPS: Reported; no schedule expected",
            ]
        );
        assert_eq!((page.inbox[2].count.as_str(), page.disputes), ("3", 2));
        assert_eq!(page.inbox[2].href, "/operations/messages?state=parked", "the number leads to what it counts");
        assert!(page.zones.starts_with("20"), "{}", page.zones);
        assert_eq!(page.audit.map(|end| (end.rows, end.hash)), Some(("12".into(), "ab12".into())));
    }
}
