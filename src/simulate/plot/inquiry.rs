//! Customers who ask: some orders of the demo world have a case. Which ones follows from the story alone and takes nothing from
//! chance, so that everything else happens as it would without them.

use jiff::{SignedDuration, Timestamp};

use super::{
    Kind, Script,
    kinds::{any_proof, travel},
    mins,
    script::workday,
    setting::Setting,
};
use crate::simulate::{
    numbers::KNOWN_ORDER,
    truth::{Case, Deed, Step, Story},
};

/// People who take the calls.
const OWNERS: [&str; 3] = ["Marta Reyes", "Jonas Lind", "Priya Nair"];

/// Delivered. Days before, the customer's case was set to two statuses within one second, of which the earlier one was told last:
/// closed and not at work any more, or taken up again.
pub fn overtaken(script: &mut Script, setting: &Setting) -> Option<()> {
    let days = setting.due(workday(script.today(setting.to.city), -2));
    let shipment = setting.prepare(script, days)?;
    let number = script.numbers.serial();
    script.story.cases.push(Case {
        number: format!("{:08}", 60_000_000 + number),
        order: 0,
        subject: "When will it be here",
        owner: OWNERS.get(usize::try_from(number % 3).unwrap_or(0)).copied().unwrap_or("Marta Reyes"),
    });
    let opened = script.between(setting.site.city, days.pickup, 8, 10);
    script.push(Deed::CaseOpened { case: 0 }, opened);
    let changed = opened + mins(50);
    let (first, second) = if script.chance.percent(50) {
        (Deed::CaseChanged { case: 0, status: "Working" }, Deed::CaseClosed { case: 0 })
    } else {
        (Deed::CaseClosed { case: 0 }, Deed::CaseChanged { case: 0, status: "Escalated" })
    };
    let millis = SignedDuration::from_millis;
    script.push_said(first, changed + millis(150), changed + mins(3));
    script.push_said(second, changed + millis(640), changed + mins(1));
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

/// Adds the cases of a story as it stands at `now`.
pub fn ask(story: &mut Story, now: Timestamp) {
    let Some(subject) = subject(story.kind) else { return };
    let number: u64 = story.orders.first().and_then(|order| order.number.parse().ok()).unwrap_or(0);
    let known = number == KNOWN_ORDER;
    // A third of the troubled ones ask; of those that went well, one in nine.
    let asks = if story.kind == Kind::DeliveredPdf { number.is_multiple_of(9) } else { number.is_multiple_of(3) };
    if !known && !asks {
        return;
    }
    let Some(last) = story.told(now).map(|step| step.at).max() else { return };
    let case = story.cases.len();
    story.cases.push(Case {
        number: if known { "00048213".into() } else { format!("{:08}", 48_213 + number) },
        order: 0,
        subject,
        owner: OWNERS.get(usize::try_from(number % 3).unwrap_or(0)).copied().unwrap_or("Marta Reyes"),
    });
    // Half of them asked before the latest news, and do not know it yet.
    let before = number.is_multiple_of(2) && !known;
    let opened = if before { last - mins(35) } else { last.max(now - mins(9)).min(now - mins(2)) };
    add(story, Deed::CaseOpened { case }, opened);
    if story.kind == Kind::DeliveredPdf {
        add(story, Deed::CaseClosed { case }, (opened + mins(24)).min(now - mins(1)));
    }
    story.steps.sort_by_key(|step| (step.said, step.at, step.id));
}

fn add(story: &mut Story, deed: Deed, at: Timestamp) {
    let id = story.steps.len();
    story.steps.push(Step { id, at, said: at, deed, twice: false });
}

fn subject(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Known | Kind::Storm | Kind::Delayed | Kind::Split => "Where is my order",
        Kind::Missed | Kind::AtRisk => "It was promised for this week",
        Kind::AttemptedHeld => "Nobody rang the bell",
        Kind::Damaged => "The box is damaged",
        Kind::Lost => "No news for days",
        Kind::OneOfTwo | Kind::ShortShipped => "A part of it is missing",
        Kind::PodPending => "We need the signed receipt",
        Kind::DeliveredPdf => "When will it be here",
        _ => return None,
    })
}
