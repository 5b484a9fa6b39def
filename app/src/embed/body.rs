//! What the widget shows, from top to bottom: the answer, what to say, what to do, the timeline, the proof.

use leptos::prelude::*;

use super::lane;
use crate::components::icons::symbol;
use crate::model::{
    Advice, Framing, Freshness, Icon, Lane, Lanes, Latest, Proof, ProofState, Status, Told, Tone, When, Widget,
};
use crate::{paths, words};

/// All of it. Parts carry `data-live`: an open widget replaces what changed.
pub fn body(widget: Widget, framing: &Framing) -> AnyView {
    let stress = widget.sentence.stress.map(|end| view! { " "<em>{end}</em> });
    let label = widget.name.clone();
    view! {
        <main class="wp">
            <header>
                <h1>{widget.name}</h1>
                <span class="mut" role="status" data-on=words::widget::LIVE data-off=words::widget::OFF>{when(widget.as_of)}<span></span></span>
                <a href=widget.page target="_blank" rel="noopener" data-open=label>{words::widget::FULL_PAGE}{glyph(Icon::Out)}</a>
            </header>
            <section aria-labelledby="where" data-live="answer">
                <h2 id="where" class="sr">{words::WHERE}</h2>
                {status(widget.badge)}
                <p class="answer">{widget.sentence.text}{stress}</p>
                {widget.customer.map(|customer| view! { <p class="mut">{customer}</p> })}
                {freshness(widget.freshness)}
            </section>
            {widget.say.map(|text| say(&widget.order, text, (widget.told, widget.said), framing))}
            {widget.advice.map(next)}
            {timeline(widget.lanes, widget.latest)}
            {proofs(widget.proofs, widget.proofs_note, framing)}
        </main>
    }
    .into_any()
}

/// A status: icon and word.
pub fn status(status: Status) -> AnyView {
    view! { <span class=format!("st {}", status.tone.class())>{glyph(status.icon)}{status.text}</span> }.into_any()
}

fn glyph(icon: Icon) -> AnyView {
    view! { <svg class="i" aria-hidden="true"><use href=symbol(icon)></use></svg> }.into_any()
}

fn when(when: When) -> AnyView {
    view! { <time datetime=when.iso title=when.local>{when.text}</time> }.into_any()
}

fn freshness(fresh: Freshness) -> AnyView {
    let verdict = fresh.verdict.map(|verdict| view! { <p class="fresh">{status(verdict)}</p> });
    let told = fresh.sources.into_iter().map(|source| {
        view! { <li>{source.name}" "<time datetime=source.at.iso title=source.at.text>{source.age}</time></li> }
    });
    let told = told.collect_view();
    view! {
        {verdict}
        <p class="mut">{words::widget::HEARD}</p>
        <ul class="mut heard">{told}</ul>
    }
    .into_any()
}

/// What to say, and the form that notes that it was said: what it asks with is the token, as for the proof.
fn say(order: &str, text: String, (told, said): (Option<Told>, String), framing: &Framing) -> AnyView {
    let console = framing.canvas.clone().map(|(instance, origin)| {
        view! { <input type="hidden" name="instance" value=instance/><input type="hidden" name="origin" value=origin/> }
    });
    let trouble = framing.trouble.map(|words| view! { <p class="told warn" role="alert">{words}</p> });
    let channels = words::CHANNELS.map(|(value, word)| view! { <option value=value>{word}</option> });
    let channels = channels.into_iter().collect_view();
    let told = told.map(|told| {
        view! { <p class="mut told">{words::TOLD}" "{when(told.at)}", "<q>{told.summary}</q></p> }
    });
    view! {
        <section aria-labelledby="say" data-live="say">
            <h2 id="say">{words::SAY}</h2>
            <blockquote>{text.clone()}</blockquote>
            <form class="row" method="post" action=paths::embed_said(order)>
                <input type="hidden" name="token" value=framing.token.clone()/>
                <input type="hidden" name="choice" value=framing.choice.clone()/>
                <input type="hidden" name="theme" value=framing.theme.unwrap_or_default()/>
                <input type="hidden" name="summary" value=text.clone()/>
                <input type="hidden" name="deed" value=said/>
                {console}
                <button class="main js" type="button" data-copy=text data-done=words::widget::COPIED>
                    {glyph(Icon::Copy)}<span>{words::COPY}</span>
                </button>
                <button>{words::NOTE_AS_SAID}</button>
                <select name="channel" aria-label=words::SAID_BY_WAY>{channels}</select>
            </form>
            {trouble}
            {told}
        </section>
    }
    .into_any()
}

fn next(advice: Advice) -> AnyView {
    view! {
        <section aria-labelledby="next" data-live="next">
            <h2 id="next">{words::widget::NEXT}</h2>
            <p class="do"><b>{advice.text}</b>{advice.why.map(|why| view! { <br/>{why} })}</p>
        </section>
    }
    .into_any()
}

fn timeline(lanes: Option<Lanes>, latest: Vec<Latest>) -> AnyView {
    if lanes.is_none() && latest.is_empty() {
        return ().into_any();
    }
    let drawn = lanes.map(|lanes| {
        let rows = lanes.lanes.iter().map(|one| row(one, &lanes)).collect_view();
        view! { <svg class="ax" aria-hidden="true" inner_html=lane::axis(&lanes)></svg><ul>{rows}</ul> }
    });
    let rows = latest.into_iter().map(|one| {
        view! { <li>{when(one.at)}<span class=one.tone.class()>{one.text}</span></li> }
    });
    let list = rows.collect_view();
    view! {
        <section aria-labelledby="time" data-live="time">
            <h2 id="time">{words::TIMELINE}</h2>
            {drawn}
            <h3 class="sr">{words::widget::LATEST}</h3>
            <ol class="ms">{list}</ol>
        </section>
    }
    .into_any()
}

fn row(one: &Lane, lanes: &Lanes) -> AnyView {
    let outcome = Status { text: one.brief.clone().unwrap_or_else(|| one.outcome.text.clone()), ..one.outcome.clone() };
    view! {
        <li class="ln">
            <p><b>{one.name.clone()}</b>{status(outcome)}</p>
            <svg class="t" role="img" aria-label=one.sentence.clone() inner_html=lane::track(one, lanes)></svg>
        </li>
    }
    .into_any()
}

fn proofs(proofs: Vec<Proof>, note: String, framing: &Framing) -> AnyView {
    if proofs.is_empty() {
        return ().into_any();
    }
    let rows = proofs.into_iter().map(|one| proof(one, framing)).collect_view();
    let note = (!note.is_empty()).then(|| view! { <span class="mut">" "{note}</span> });
    view! {
        <section aria-labelledby="pod" data-live="pod">
            <h2 id="pod">{words::PROOF}{note}</h2>
            <ul class="pod">{rows}</ul>
        </section>
    }
    .into_any()
}

/// A proof at hand is opened by a form: what opens it is the token, and that stands in no address.
fn proof(one: Proof, framing: &Framing) -> AnyView {
    let signed = one.signed_by.map(|name| format!(", {} {name}", words::SIGNED_BY));
    let (what, name) = (one.what.clone(), one.what);
    let rest = match one.state {
        ProofState::Available(picture) => view! {
            <form method="post" action=picture.href target="_blank">
                <input type="hidden" name="token" value=framing.token.clone()/>
                <input type="hidden" name="choice" value=framing.choice.clone()/>
                <button class="link">
                    {words::OPEN_PROOF}" "{picture.size}<span class="sr">": "{name}</span>{glyph(Icon::Out)}
                </button>
            </form>
        }
        .into_any(),
        ProofState::Pending(_) => status(Status::new(Tone::Warn, Icon::Hour, words::PROOF_PENDING)),
        ProofState::Unavailable(_) => status(Status::new(Tone::Bad, Icon::Fail, words::PROOF_UNAVAILABLE)),
        ProofState::AfterDelivery => status(Status::new(Tone::Idle, Icon::Wait, words::PROOF_AFTER)),
    };
    view! { <li><span>{what}{signed}</span>{rest}</li> }.into_any()
}
