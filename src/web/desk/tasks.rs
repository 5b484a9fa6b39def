//! Tasks: the recommended action, a carrier to be asked, another day of delivery. What a form asks for is looked up in what the order
//! offers now, so that nobody acts on a page of an hour ago.

use app::{
    model::{Ask, NotReceived, Todo, Viewer},
    paths,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Fields, LONGEST, Said, Trouble, Visit, contact, text};
use crate::{
    domain::worklist::ServiceLevels,
    store::{Hand, Kept, NewTask, Task, TaskKind},
    web::{
        Web,
        desk_facts::{self, NOT_RECEIVED},
        problem::Problem,
        site,
    },
};

/// How long a task may take, but for those of an agreed day.
const WORKING_MINUTES: i64 = 240;
/// How many of an order's tasks are looked at: those that a page shows.
const LOOKED_AT: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The word of a [`TaskKind`].
    kind: String,
    /// What is to be done, as the form offered it.
    title: String,
    shipment: String,
    day: String,
    remark: String,
    /// How the customer said that nothing was received.
    channel: String,
}

/// The word of the form by which an investigation is started. Its task is one for the carrier.
const CLAIM: &str = "not_received";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneForm {
    /// The list of tasks that it was done from.
    back: String,
}

pub(super) async fn open(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path(id): Path<String>,
    Fields(form): Fields<TaskForm>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let Some(form) = form else { return Ok(visit.trouble(Trouble::TooLong)) };
    let clock = site::clock(&visit.web, &visit.viewer);
    let desk = visit.web.state.stores.desk.of_order(visit.row.view.order, LOOKED_AT).await?;
    let offered = site::todo(&visit.row.view, &desk, &clock);
    if is_open(&form, &desk.tasks, &offered, &clock) {
        return Ok(visit.back("do-h"));
    }
    let (kind, title, detail) = match wanted(&form, &offered, &clock) {
        Ok(wanted) => wanted,
        Err(trouble) => return Ok(visit.trouble(trouble)),
    };
    let said = is_claim(&form).then(|| claimed(&form));
    let task = NewTask {
        order: visit.row.view.order,
        kind,
        title,
        detail,
        person: visit.viewer.id.clone(),
        name: visit.viewer.name.clone(),
        at: visit.web.state.now(),
        due: due(&visit, &form, &clock),
    };
    let kept = visit.web.state.stores.desk.open(task).await?;
    if let (Some(summary), Kept::New(id, _)) = (said, kept) {
        let deed = format!("task {id}");
        let said = Said { channel: &form.channel, direction: "in", summary: &summary, deed: &deed };
        if let Err(trouble) = contact::note(&visit, said).await? {
            return Ok(visit.trouble(trouble));
        }
    }
    visit.written(kept, "task.open", |id| format!("task:{id} kind:{kind}"), "do-h").await
}

/// Whether what the form asks for is being done already: it was sent twice, or a colleague was faster. A remark that is not kept
/// there is not lost in silence.
fn is_open(form: &TaskForm, tasks: &[Task], offered: &Todo, clock: &site::Clock) -> bool {
    let claim = offered.not_received.iter().find(|claim| is_claim(form) && claim.shipment == form.shipment);
    let (kind, title) = match (claim, form.day.parse::<Date>()) {
        (Some(claim), _) => (TaskKind::AskCarrier.as_str(), claim.task.clone()),
        (None, Ok(day)) if form.kind == TaskKind::Redelivery.as_str() => (&*form.kind, deliver_on(day, clock)),
        (None, _) => (&*form.kind, form.title.clone()),
    };
    let remark = match text::tidy(&form.remark) {
        Ok(remark) => remark,
        Err(Trouble::Empty) => String::new(),
        Err(_) => return false,
    };
    let mut open = tasks.iter().filter(|task| task.done.is_none());
    open.any(|task| task.kind.as_str() == kind && task.title == title && task.detail.ends_with(&remark))
}

fn deliver_on(day: Date, clock: &site::Clock) -> String {
    format!("Deliver on {}", clock.day(day))
}

/// By when: a delivery on the day that was agreed; all else within four working hours where the goods go to.
fn due(visit: &Visit, form: &TaskForm, clock: &site::Clock) -> i64 {
    let (view, now) = (&visit.row.view, visit.web.state.now());
    let agreed = form.day.parse::<Date>().ok().filter(|_| form.kind == TaskKind::Redelivery.as_str());
    let agreed = agreed.and_then(|day| desk_facts::due(day, view, clock.now()));
    let calendars = &visit.web.state.policy.calendars;
    agreed.unwrap_or_else(|| ServiceLevels::due(calendars, now, WORKING_MINUTES, view.ship_to.as_ref()))
}

/// What the form asks for: kind, title and detail of the task.
fn wanted(form: &TaskForm, offered: &Todo, clock: &site::Clock) -> Result<(TaskKind, String, String), Trouble> {
    let remark = match text::tidy(&form.remark) {
        Err(Trouble::Empty) => None,
        other => Some(other?),
    };
    if is_claim(form) {
        let claim = offered.not_received.iter().find(|claim| claim.shipment == form.shipment && !claim.open);
        let claim = claim.ok_or(Trouble::Changed)?;
        return Ok((TaskKind::AskCarrier, claim.task.clone(), evidence(claim, remark)));
    }
    let kind = TaskKind::parse(&form.kind).ok_or(Trouble::Changed)?;
    match kind {
        TaskKind::FollowUp => {
            let lead = offered.lead.as_ref().filter(|lead| lead.text == form.title).ok_or(Trouble::Changed)?;
            Ok((kind, lead.text.clone(), lead.why.clone().unwrap_or_default()))
        }
        TaskKind::AskCarrier => {
            let asked =
                |ask: &&Ask| ask.shipment == form.shipment && (form.title.is_empty() || ask.title == form.title);
            let ask = offered.ask.iter().find(asked).ok_or(Trouble::Changed)?;
            let numbers: Vec<_> = ask.quote.iter().map(|(kind, number)| format!("{kind} {number}")).collect();
            let numbers = (!numbers.is_empty()).then(|| numbers.join(", "));
            Ok((kind, ask.title.clone(), [numbers, remark].into_iter().flatten().collect::<Vec<_>>().join(". ")))
        }
        TaskKind::Redelivery => {
            let offer = offered.redeliver.as_ref().filter(|offer| offer.shipment == form.shipment);
            let offer = offer.ok_or(Trouble::Changed)?;
            let day: Date = form.day.parse().map_err(|_| Trouble::BadDay)?;
            let text = day.to_string();
            if text < offer.bounds.0 || text > offer.bounds.1 {
                return Err(Trouble::BadDay);
            }
            Ok((kind, deliver_on(day, clock), remark.unwrap_or_default()))
        }
    }
}

fn is_claim(form: &TaskForm) -> bool {
    form.kind == CLAIM
}

/// What is kept with the task: what is known of the delivery, and what the customer says.
fn evidence(claim: &NotReceived, remark: Option<String>) -> String {
    let rows = claim.evidence.iter().map(|row| format!("{}: {}", row.label, row.value));
    rows.chain(remark).collect::<Vec<_>>().join(". ")
}

/// The contact that is logged.
fn claimed(form: &TaskForm) -> String {
    let remark: String = text::tidy(&form.remark).unwrap_or_default().chars().take(LONGEST - 100).collect();
    if remark.is_empty() { format!("{NOT_RECEIVED}.") } else { format!("{NOT_RECEIVED}. {remark}") }
}

pub(super) async fn done(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path((id, task)): Path<(String, String)>,
    Fields(form): Fields<DoneForm>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let task: i64 = task.parse().map_err(|_| Problem::not_found())?;
    let by = Hand { person: visit.viewer.id.clone(), name: visit.viewer.name.clone(), at: visit.web.state.now() };
    let kept = visit.web.state.stores.desk.done(visit.row.view.order, task, by).await?;
    let done = visit.written(kept, "task.done", |id| format!("task:{id}"), "do-h").await?;
    // Done from the list of tasks, and not refused: back to the list.
    let back = form.map(|form| form.back).filter(|back| is_list(back) && matches!(kept, Kept::New(..) | Kept::Again));
    Ok(back.map_or(done, |back| Redirect::to(&back).into_response()))
}

fn is_list(back: &str) -> bool {
    paths::local(back) == back && (back == paths::TASKS || back.starts_with("/tasks?"))
}
