//! Sign-in: through the organisation's identity provider; in the demo world as one of its people.

use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::frame::{lead_to, query};
use crate::backend::Shared;
use crate::components::icons::{Brand, Glyph};
use crate::components::lane;
use crate::components::title::Title;
use crate::model::{DemoPerson, Icon, Lanes, Provider, SignInOptions, SignedOut, Why};
use crate::{paths, words};

/// The sign-in page. Whoever is signed in already goes on to where they were going.
#[component]
pub fn SignInPage() -> impl IntoView {
    let backend = expect_context::<Shared>();
    let parts = expect_context::<Parts>();
    let asked = query(&parts, "return_to").unwrap_or_default();
    let return_to = paths::local(&asked).to_owned();
    if backend.viewer(&parts).is_some() {
        if let Some(response) = use_context::<ResponseOptions>() {
            lead_to(&response, &return_to);
        }
        return None;
    }
    let why = Why::from_query(query(&parts, "why").as_deref());
    Some(door(words::SIGN_IN, ways_in(backend.sign_in_options(&parts), return_to, why)))
}

/// The answer to signing out, where the identity provider can be signed out of too. Asked for by itself it leads to the sign-in.
#[component]
pub fn SignedOutPage() -> impl IntoView {
    let Some(found) = use_context::<SignedOut>() else {
        if let Some(response) = use_context::<ResponseOptions>() {
            lead_to(&response, paths::SIGN_IN);
        }
        return None;
    };
    let way = words::sign_out_of(&found.provider);
    let ways = view! {
        <p role="status">{words::still_signed_in_at(&found.provider)}</p>
        <div class="ways">
            <a class="btn main" href=found.href>{way}</a>
            <a class="btn" href=paths::SIGN_IN>{words::SIGN_IN_AGAIN}</a>
        </div>
    };
    Some(door(words::SIGNED_OUT_TITLE, ways.into_any()))
}

/// The page of somebody who is not signed in: what can be done, and beside it what the house does.
fn door(title: &'static str, ways: AnyView) -> AnyView {
    view! {
        <Title text=words::title(title)/>
        <div class="door">
            <main id="main">
                <span class="brand"><Brand/></span>
                <h1>{title}</h1>
                {ways}
                <footer>{words::SIGN_IN_FOOT}</footer>
            </main>
            <aside class="door-side" aria-label=words::WHAT_IT_DOES>
                <p class="answer">{words::SIGN_IN_QUESTION}</p>
                {picture()}
            </aside>
        </div>
    }
    .into_any()
}

fn ways_in(options: SignInOptions, return_to: String, why: Option<Why>) -> AnyView {
    let nothing = options.provider.is_none() && options.demo.is_empty();
    let both = options.provider.is_some() && !options.demo.is_empty();
    view! {
        {words::come_back(&return_to).map(|text| view! { <p>{text}</p> })}
        {why.map(notice)}
        {nothing.then(|| view! { <p class="notice"><Glyph icon=Icon::Lock/><span>{words::SIGN_IN_NONE}</span></p> })}
        <div class="ways">
            {options.provider.map(|provider| through(provider, &return_to))}
            {both.then(|| view! { <span class="or">{words::SIGN_IN_OR}</span> })}
            {(!options.demo.is_empty()).then(|| as_demo(options.demo, return_to))}
        </div>
    }
    .into_any()
}

fn notice(why: Why) -> impl IntoView {
    let text = match why {
        Why::Expired => words::WHY_EXPIRED,
        Why::SignedOut => words::WHY_SIGNED_OUT,
        Why::SignedOutThere => words::WHY_SIGNED_OUT_THERE,
        Why::Refused => words::WHY_REFUSED,
        Why::Unavailable => words::WHY_UNAVAILABLE,
    };
    view! { <p class="notice" role="status"><Glyph icon=Icon::Lock/><span>{text}</span></p> }
}

fn through(provider: Provider, return_to: &str) -> impl IntoView + use<> {
    let href = paths::start_sign_in(return_to);
    view! { <a class="btn main" href=href>{words::continue_with(&provider.name)}</a> }
}

fn as_demo(people: Vec<DemoPerson>, return_to: String) -> AnyView {
    let rows = people
        .into_iter()
        .map(|person| {
            view! {
                <li><button class="btn person" type="submit" name="person" value=person.id>
                    <span>{person.name}<small>{person.about}</small></span>
                    <Glyph icon=Icon::Right/>
                </button></li>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=paths::SIGN_IN_DEMO>
            <h2>{words::DEMO_TITLE}</h2>
            <p class="mut">{words::DEMO_NOTE}</p>
            <input type="hidden" name="return_to" value=return_to/>
            <ul>{rows}</ul>
        </form>
    }
    .into_any()
}

/// The house's own subject, drawn by the same hand as the real thing; decoration.
fn picture() -> AnyView {
    let lanes = example();
    let tracks = lanes
        .lanes
        .iter()
        .map(|one| view! { <div class="lane"><svg class="track" inner_html=lane::track(one, &lanes)></svg></div> })
        .collect_view();
    view! {
        <figure class="lanes" aria-hidden="true">
            <div class="lane axis"><svg class="track" inner_html=lane::axis(&lanes)></svg></div>
            {tracks}
        </figure>
    }
    .into_any()
}

fn example() -> Lanes {
    use crate::model::{Anchor, Bar, BarKind, Day, Dot, Flag, Label, Lane, Span};
    let day = |x, short: &str| Day { x, short: short.into(), more: String::new() };
    let bar = |kind, x, width| Bar { kind, span: Span { x, width } };
    let label = |x, text: &str, class| Label { x, anchor: Anchor::Middle, text: text.into(), class };
    let delivered = |start: f64, end: f64, hub: f64| Lane {
        bars: vec![bar(BarKind::Warehouse, start - 6.0, 6.0), bar(BarKind::Moving, start, end - start)],
        plan: Some(Span { x: start, width: end - start + 3.0 }),
        dots: vec![Dot { x: start }, Dot { x: hub }],
        done: Some(end),
        ..Lane::default()
    };
    Lanes {
        days: vec![day(0.0, "Mon"), day(25.0, "Tue"), day(50.0, "Wed"), day(75.0, "Thu"), day(100.0, "")],
        promise: Some(Flag { x: 67.7, short: "Promised".into(), ..Flag::default() }),
        now: Some(84.0),
        lanes: vec![
            delivered(17.2, 39.7, 31.6),
            delivered(11.1, 60.8, 45.5),
            Lane {
                bars: vec![
                    bar(BarKind::Warehouse, 38.2, 5.3),
                    bar(BarKind::Moving, 43.5, 9.8),
                    bar(BarKind::Held, 53.3, 30.7),
                ],
                plan: Some(Span { x: 43.2, width: 22.4 }),
                estimate: Some(Span { x: 91.7, width: 4.2 }),
                estimate_from: Some(84.0),
                dots: vec![Dot { x: 43.5 }, Dot { x: 50.9 }],
                labels: vec![label(75.9, "Held by weather", "t-warn wide")],
                ..Lane::default()
            },
        ],
    }
}
