//! Tasks: the recommended action, a carrier to be asked, another day of delivery. What a form asks for is looked up in what the order
//! offers now, so that nobody acts on a page of an hour ago.

use app::model::{Todo, Viewer};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Fields, Trouble, Visit, text};
use crate::{
    store::{Hand, NewTask, TaskKind},
    web::{Web, problem::Problem, site},
};

/// How many of an order's tasks are looked at: those that a page shows.
const LOOKED_AT: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The word of a [`TaskKind`].
    kind: String,
    shipment: String,
    day: String,
    remark: String,
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
    let (kind, title, detail) = match wanted(&form, &offered, &clock) {
        Ok(wanted) => wanted,
        Err(trouble) => return Ok(visit.trouble(trouble)),
    };
    let task = NewTask {
        order: visit.row.view.order,
        kind,
        title,
        detail,
        person: visit.viewer.id.clone(),
        name: visit.viewer.name.clone(),
        at: visit.web.state.now(),
    };
    let kept = visit.web.state.stores.desk.open(task).await?;
    visit.written(kept, "task.open", |id| format!("task:{id} kind:{kind}"), "do-h").await
}

/// What the form asks for: kind, title and detail of the task.
fn wanted(form: &TaskForm, offered: &Todo, clock: &site::Clock) -> Result<(TaskKind, String, String), Trouble> {
    let kind = TaskKind::parse(&form.kind).ok_or(Trouble::Changed)?;
    let remark = match text::tidy(&form.remark) {
        Err(Trouble::Empty) => None,
        other => Some(other?),
    };
    match kind {
        TaskKind::FollowUp => {
            let lead = offered.lead.as_ref().ok_or(Trouble::Changed)?;
            Ok((kind, lead.text.clone(), lead.why.clone().unwrap_or_default()))
        }
        TaskKind::AskCarrier => {
            let ask = offered.ask.iter().find(|ask| ask.shipment == form.shipment).ok_or(Trouble::Changed)?;
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
            Ok((kind, format!("Deliver on {}", clock.day(day)), remark.unwrap_or_default()))
        }
    }
}

pub(super) async fn done(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path((id, task)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let task: i64 = task.parse().map_err(|_| Problem::not_found())?;
    let by = Hand { person: visit.viewer.id.clone(), name: visit.viewer.name.clone(), at: visit.web.state.now() };
    let kept = visit.web.state.stores.desk.done(visit.row.view.order, task, by).await?;
    visit.written(kept, "task.done", |id| format!("task:{id}"), "do-h").await
}
