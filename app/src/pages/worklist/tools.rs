//! What can be done: assign, put off, resolve, say something. The same fields for picked rows and for one item.

use leptos::prelude::*;

use super::list::{options, select};
use crate::model::Tools;
use crate::words::worklist as words;

/// The bar that shows while rows are picked.
pub fn bulk(tools: Tools) -> impl IntoView {
    view! {
        <div class="bulk" role="group" aria-label=words::BULK>
            <b class="picked">{words::PICKED}</b>
            {fields(tools, true)}
            <button class="btn" type="reset" data-key="escape">{words::CLEAR}" "<kbd>"Esc"</kbd></button>
        </div>
    }
}

/// The buttons with their fields. `keys`: letters press them.
pub fn fields(tools: Tools, keys: bool) -> impl IntoView {
    let key = |letter: &'static str| keys.then_some(letter);
    let hint = |letter: &'static str| keys.then(|| view! { " "<kbd>{letter}</kbd> });
    let snooze = if tools.aside {
        view! {
            <button class="btn" type="submit" name="do" value="take_up" data-key=key("s")>{words::TAKE_UP}{hint("S")}</button>
        }
        .into_any()
    } else {
        view! {
            <span class="pair">
                {select("until", words::SNOOZE_UNTIL, tools.times)}
                <button class="btn" type="submit" name="do" value="snooze" data-key=key("s")>{words::SNOOZE}{hint("S")}</button>
            </span>
        }
        .into_any()
    };
    view! {
        <span class="pair">
            {select("to", words::ASSIGN_TO, tools.people)}
            <button class="btn main" type="submit" name="do" value="assign" data-key=key("a")>{words::ASSIGN}{hint("A")}</button>
        </span>
        {snooze}
        <details class="pop up">
            <summary class="btn" data-key=key("r")>{words::RESOLVE}"…"{hint("R")}</summary>
            <div class="panel">
                <label>{words::REASON}<select class="field" name="reason">{options(tools.reasons)}</select></label>
                <label>{words::WORDS_OPTIONAL}<input class="field" name="words" maxlength="500" autocomplete="off"/></label>
                <button class="btn" type="submit" name="do" value="resolve">{words::RESOLVE}</button>
            </div>
        </details>
        <details class="pop up">
            <summary class="btn" data-key=key("n")>{words::COMMENT}"…"{hint("N")}</summary>
            <div class="panel">
                <label>{words::WORDS}<textarea class="field" name="comment" maxlength="2000"></textarea></label>
                <button class="btn" type="submit" name="do" value="comment">{words::COMMENT}</button>
            </div>
        </details>
    }
}
