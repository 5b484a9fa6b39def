//! An item as a row of a file. Times are the reader's, as a spreadsheet reads them, those of the delivery the destination's; the head
//! says whose.

use super::{names, row};
use crate::{
    domain::time::Moment,
    store::{WorkItem, WorkState},
    web::site::present::clock::Clock,
};

const SHAPE: &str = "%Y-%m-%d %H:%M";

/// The names of the columns.
pub fn file_head(clock: &Clock) -> Vec<String> {
    let times = format!("times in {}", clock.zone_words());
    let due = format!("Due ({times})");
    let names = [
        &due,
        "Overdue",
        "List",
        "Order",
        "System",
        "Customer",
        "Tier",
        "What is wrong",
        "Carrier",
        "From",
        "To",
        "Site",
        "Region",
        "Sales organisation",
        "Value",
        "Currency",
        "Promised (destination's time)",
        "Expected (destination's time)",
        "Since",
        "Opened",
        "State",
        "With",
        "Until",
        "Reason",
        "Words",
    ];
    names.map(str::to_owned).into()
}

/// The cells of a row.
pub fn file_row(item: &WorkItem, clock: &Clock) -> Vec<String> {
    let card = &item.facts.card;
    let time = |micros: i64| clock.at_micros(micros).strftime(SHAPE).to_string();
    let maybe = |micros: Option<i64>| micros.map(time).unwrap_or_default();
    let there = |there: Option<Moment>, micros| {
        there.map_or_else(|| maybe(micros), |at| at.local().strftime(SHAPE).to_string())
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let is_late = item.state == WorkState::Todo && item.facts.due <= clock.now().as_microsecond();
    let (reason, words) = item.reason.clone().unwrap_or_default();
    vec![
        time(item.facts.due),
        if is_late { "yes" } else { "no" }.to_owned(),
        names::cause_name(item.cause).to_owned(),
        card.number.clone(),
        card.scope.clone(),
        text(&card.customer),
        text(&card.tier),
        row::why(item).text,
        text(&card.carrier),
        text(&card.from),
        text(&card.to),
        text(&card.site),
        text(&card.region),
        text(&item.facts.sales_org),
        card.value.as_ref().map(|value| value.amount.to_string()).unwrap_or_default(),
        card.value.as_ref().map(|value| value.currency.clone()).unwrap_or_default(),
        there(card.there.promised, card.promised),
        there(card.there.expected, card.expected),
        time(card.since),
        time(item.opened),
        item.state.as_str().to_owned(),
        item.assignee.as_ref().map(|who| who.name.clone()).unwrap_or_default(),
        maybe(item.until),
        if reason.is_empty() { reason } else { row::reason_text(&reason) },
        words,
    ]
}
