//! The customer's cases around the order.

use jiff::tz::TimeZone;

use super::{Context, statements::section};
use crate::domain::{
    event::{Body, CaseStatement},
    fold_input::ReceivedEvent,
    id::ObjectId,
    ownership::Section,
    reference::ObjectKind,
    view::{CaseView, EventStatus},
};

/// What the owner of cases states of one.
pub(super) fn stated<'a>(context: &Context<'a>, case: ObjectId) -> Option<&'a CaseStatement> {
    section(context, case, Section::Case, |body| if let Body::Case(stated) = body { Some(stated) } else { None })
}

/// The latest that was said of a case.
pub(super) fn last_told<'a>(context: &Context<'a>, case: ObjectId) -> Option<&'a ReceivedEvent> {
    let facts = context.evidence.about(case).iter().rev();
    facts
        .filter(|fact| fact.status != EventStatus::Withdrawn)
        .map(|fact| fact.received)
        .max_by_key(|received| received.at.micros)
}

/// Whether a case still waits for somebody: nothing says that it is closed.
pub(super) fn is_open(stated: &CaseStatement) -> bool {
    let done = ["closed", "resolved", "solved", "done", "completed", "cancelled"];
    let status = stated.status.as_deref().map(|status| status.trim().to_lowercase());
    stated.closed_at.is_none() && !status.is_some_and(|status| done.contains(&status.as_str()))
}

/// All cases, by opening.
pub(super) fn views(context: &Context) -> Vec<CaseView> {
    let view = |object: ObjectId| {
        let stated = stated(context, object)?;
        let over = (!is_open(stated)).then(|| {
            let said = stated.closed_at.map(|at| at.resolve(None::<&TimeZone>));
            said.or_else(|| last_told(context, object).map(|received| received.at))
        });
        Some(CaseView {
            object,
            refs: context.graph.names(object),
            status: stated.status.clone(),
            subject: stated.subject.clone(),
            opened: stated.opened_at.map(|at| at.resolve(None::<&TimeZone>)),
            is_open: is_open(stated),
            closed: over.flatten(),
            owner: stated.owner.clone(),
        })
    };
    let mut views: Vec<CaseView> = context.graph.objects(ObjectKind::Case).filter_map(view).collect();
    views.sort_by_key(|case| (case.opened.map(|at| at.micros), case.object));
    views
}
