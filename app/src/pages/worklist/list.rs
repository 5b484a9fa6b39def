//! A list: its filters, its rows, and what to do with those that are picked.

use leptos::prelude::*;

use super::tools::bulk;
use crate::components::icons::Glyph;
use crate::components::pieces::{Dash, Moment};
use crate::components::state::StateBlock;
use crate::model::{FilterForm, Icon, Pickable, TimeLeft, Tone, WorkRow, WorklistPage};
use crate::paths;
use crate::words::worklist as words;

/// The list with its head.
pub fn list(page: WorklistPage) -> impl IntoView {
    let count = page.count.clone().map(|count| view! { " "<span class="mut">{count}</span> });
    let said =
        page.said.clone().map(|said| view! { <p class="said-so" role="status"><Glyph icon=Icon::Check/>{said}</p> });
    view! {
        <div class="head">
            <h1>{page.title.clone()}{count}</h1>
            <span class="mut">{words::AS_OF}" "<Moment when=page.as_of.clone()/></span>
        </div>
        <p class="lead">{page.lead.clone()}</p>
        {said}
        {filters(page.filter.clone(), page.csv.clone(), page.here.clone())}
        {rows(page)}
    }
}

fn filters(form: FilterForm, csv: String, here: String) -> impl IntoView {
    let cause = form.cause.map(|cause| view! { <input type="hidden" name="cause" value=cause.clone()/> });
    let everything = form.narrowed.then(|| view! { <a class="btn bare" href=paths::WORKLIST>{words::EVERYTHING}</a> });
    let organisations =
        (form.organisations.len() > 2).then(|| select("organisation", words::ORGANISATION, form.organisations));
    view! {
        <div class="filters">
            <form method="get" action=paths::WORKLIST aria-label=words::FILTERS>
                {cause}
                {select("carrier", words::CARRIER, form.carriers)}
                {select("tier", words::TIER, form.tiers)}
                {organisations}
                {select("who", words::WHO, form.who)}
                {select("show", words::SHOW, form.show)}
                <button class="btn" type="submit"><Glyph icon=Icon::Filter/>{words::FILTER}</button>
                {everything}
            </form>
            {save(form.pairs, here)}
            <a class="btn bare" href=csv><Glyph icon=Icon::Down/>{words::CSV}</a>
        </div>
    }
}

/// A choice with its name for those who do not see it: the first option says it to the others.
pub fn select(name: &'static str, label: &'static str, choices: Vec<Pickable>) -> impl IntoView {
    view! {
        <select class="field" name=name aria-label=label>{options(choices)}</select>
    }
}

pub fn options(choices: Vec<Pickable>) -> impl IntoView {
    let one = |choice: Pickable| view! { <option value=choice.value selected=choice.chosen>{choice.text}</option> };
    choices.into_iter().map(one).collect_view()
}

fn save(pairs: Vec<(String, String)>, here: String) -> impl IntoView {
    let pairs = pairs.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <details class="pop sep">
            <summary class="btn bare">{words::SAVE}</summary>
            <form method="post" action=paths::WORK_VIEWS class="panel">
                {pairs.collect_view()}
                <input type="hidden" name="back" value=here/>
                <label>{words::SAVE_NAME}<input class="field" name="name" required maxlength="60" autocomplete="off"/></label>
                <label class="tick"><input type="checkbox" name="shared" value="1"/>{words::SAVE_SHARED}</label>
                <button class="btn" type="submit">{words::SAVE_BUTTON}</button>
            </form>
        </details>
    }
}

/// The rows with what can be done with them, or that there is nothing to do.
pub fn rows(page: WorklistPage) -> AnyView {
    if page.rows.is_empty() {
        return view! {
            <StateBlock icon=Icon::Done tone=Tone::Good title=words::NOTHING><p>{words::NOTHING_TEXT}</p></StateBlock>
        }
        .into_any();
    }
    let caption = words::list_caption(&page.title);
    let rows = page.rows.into_iter().map(row).collect_view();
    let start = page.start.map(|start| view! { <a class="btn" href=start>{words::FIRST_PAGE}</a> });
    let more = page
        .more
        .map(|more| view! { <a class="btn" rel="next" href=more>{words::NEXT_PAGE}<Glyph icon=Icon::Right/></a> });
    let paged = start.is_some() || more.is_some();
    let paging = paged.then(|| view! { <nav class="paging" aria-label=words::PAGES>{start}{more}</nav> });
    let head = |name: &'static str| view! { <th role="columnheader" scope="col">{name}</th> };
    view! {
        <form method="post" action=paths::WORK_ACT class="picks">
            <input type="hidden" name="back" value=page.here/>
            <table role="table" class="list fold">
                <caption class="sr">{caption}</caption>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">
                        <input class="needs-script" type="checkbox" data-pick-all="" aria-label=words::PICK_ALL/>
                    </th>
                    <th role="columnheader" scope="col" aria-sort="ascending">{words::TIME_LEFT}</th>
                    {head(words::ORDER)}
                    {head(words::CUSTOMER)}
                    {head(words::WHY)}
                    <th role="columnheader" scope="col" class="opt">{words::LANE}</th>
                    {head(words::PROMISED)}
                    {head(words::EXPECTED)}
                    <th role="columnheader" scope="col" class="num opt">{words::AGE}</th>
                    {head(words::WHO)}
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {paging}
            {bulk(page.tools)}
        </form>
    }
    .into_any()
}

fn row(row: WorkRow) -> impl IntoView {
    let tier = row.tier.map(|tier| view! { " "<span class="tier">{tier}</span> });
    let aside = row.aside.map(|aside| view! { " "<small>{aside}</small> });
    let with = match row.with {
        Some(name) => view! { <span>{name}</span> }.into_any(),
        None => view! { <span class="mut">{words::NOBODY}</span> }.into_any(),
    };
    let day = |when: Option<crate::model::When>| match when {
        Some(when) => view! { <Moment when/> }.into_any(),
        None => view! { <Dash/> }.into_any(),
    };
    let late = if row.late { "warn b5" } else { "" };
    let tone = row.why.tone.class();
    view! {
        <tr role="row" data-row="">
            <td role="cell" class="pick"><input type="checkbox" name="pick" value=row.pick aria-label=words::pick(&row.number)/></td>
            <td role="cell">{time_left(row.left)}</td>
            <th role="rowheader" scope="row"><a href=paths::order(&row.order) data-open="">{row.number}</a></th>
            <td role="cell" class="cust">{row.customer}{tier}</td>
            <td role="cell" class="why">
                <span class=tone><Glyph icon=row.why.icon/></span>" "<a class="plain" href=paths::work_item(row.id)>{row.why.text}</a>{aside}
            </td>
            <td role="cell" class="opt lane-of">{row.lane}</td>
            <td role="cell" data-l=words::PROMISED>{day(row.promised)}</td>
            <td role="cell" data-l=words::EXPECTED class=late>{day(row.expected)}</td>
            <td role="cell" class="num opt" data-l=words::AGE><Moment when=row.age/></td>
            <td role="cell">{with}</td>
        </tr>
    }
}

/// A ring that empties, and the time in words.
pub fn time_left(left: TimeLeft) -> impl IntoView {
    let class = format!("sla {}", left.tone.class());
    view! {
        <span class=class>
            <svg viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="6"></circle>
                <circle cx="8" cy="8" r="6" stroke-dasharray=left.ring></circle>
            </svg>
            <time datetime=left.due.iso title=left.due.text>{left.text}</time>
        </span>
    }
}
