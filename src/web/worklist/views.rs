//! Keeping a list under a name.

use app::{model::FormNotice, paths};
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{Leader, form};
use crate::{
    domain::worklist::Filter,
    store::{MOST_VIEWS, StoreResult, WorkView},
    web::{Web, audit},
};

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// `POST /worklist/views`.
pub(super) async fn keep(State(web): State<Web>, leader: Leader, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let back = form::back(field("back"));
    let name: String = field("name").chars().filter(|c| !c.is_control()).collect();
    let filter = Filter::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let refuse =
        |line: String| FormNotice { status: 400, title: "The view was not saved".to_owned(), lines: vec![line], back };
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let line = format!("Give it a name of 1 to {LONGEST_NAME} characters.");
        return leader.told(refuse(line)).await;
    }
    let shared = field("shared") == "1";
    let owner = leader.actor();
    let view = WorkView { id: 0, owner, name: name.clone(), filter: filter.clone(), shared, created: web.state.now() };
    match kept(&web, &leader, view).await {
        Ok(true) => {
            let pairs = filter.pairs();
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
            Redirect::to(&paths::with_pairs(paths::WORKLIST, pairs)).into_response()
        }
        Ok(false) => {
            let line = format!("You keep {MOST_VIEWS} views already. Forget one first.");
            leader.told(refuse(line)).await
        }
        Err(error) => crate::web::problem::Problem::from(error).into_response(),
    }
}

async fn kept(web: &Web, leader: &Leader, view: WorkView) -> StoreResult<bool> {
    let detail = if view.shared { "shared" } else { "own" };
    let kept = web.state.stores.worklist.keep_view(view).await?;
    if kept {
        record(web, leader, "work.view_kept", detail).await?;
    }
    Ok(kept)
}

/// `POST /worklist/views/{id}/forget`. Forgetting what is forgotten already is as good.
pub(super) async fn forget(
    State(web): State<Web>,
    leader: Leader,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let back = pairs.iter().find(|(key, _)| key == "back").map_or("", |(_, value)| value.as_str());
    let dropped = async {
        let dropped = web.state.stores.worklist.drop_view(&leader.viewer.id, id).await?;
        if dropped {
            record(&web, &leader, "work.view_forgotten", "").await?;
        }
        StoreResult::Ok(())
    };
    match dropped.await {
        Ok(()) => Redirect::to(&form::back(back)).into_response(),
        Err(error) => crate::web::problem::Problem::from(error).into_response(),
    }
}

pub(super) async fn record(web: &Web, leader: &Leader, action: &str, detail: &str) -> StoreResult<()> {
    audit::note(web, audit::person(&leader.viewer), action, "worklist", detail).await
}
