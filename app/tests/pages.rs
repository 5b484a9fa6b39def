//! The pages as a browser without scripting gets them. With `WAYPOST_PAGES` naming a folder they are
//! written there as well, to be looked at.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use axum::http::StatusCode;
use support::{Answer, get};

const MARTA: Option<&str> = Some("Marta Reyes");

fn keep(name: &str, answer: &Answer) {
    if let Ok(folder) = std::env::var("WAYPOST_PAGES") {
        let page = answer.body.replace("/pkg/waypost.css", "waypost.css");
        std::fs::write(format!("{folder}/{name}.html"), page).expect("the page is written");
        std::fs::write(format!("{folder}/waypost.css"), app::STYLESHEET).expect("the sheet is written");
    }
}

/// The text of the page between `from` and `to`.
fn between<'a>(body: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = body.split_once(from).expect("the beginning is there");
    rest.split_once(to).expect("the end is there").0
}

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_sign_in_and_back() {
    for path in ["/", "/search?q=4711", "/orders/1?scans=all", "/nowhere"] {
        let answer = get(path, None).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/signin"), "{path} leads to {}", answer.location());
        assert!(!answer.body.contains("4711"), "{path} shows something to nobody");
    }
    assert_eq!(get("/orders/1?scans=all", None).await.location(), "/signin?return_to=%2Forders%2F1%3Fscans%3Dall");
}

#[tokio::test]
async fn the_sign_in_leads_back_to_pages_of_ours_only() {
    let answer = get("/signin?return_to=%2Forders%2F1&why=expired", None).await;
    keep("signin", &answer);
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("href=\"/auth/start?return_to=%2Forders%2F1\""));
    assert!(answer.body.contains("Your session ended"));
    assert!(answer.body.contains("value=\"marta\""));
    let foreign = get("/signin?return_to=https%3A%2F%2Fevil.example", None).await;
    assert!(!foreign.body.contains("evil.example"));
    assert_eq!(get("/signin?return_to=%2Forders%2F1", MARTA).await.location(), "/orders/1");
}

#[tokio::test]
async fn search_finds_opens_and_explains() {
    let start = get("/", MARTA).await;
    keep("start", &start);
    assert!(start.body.contains("action=\"/search\"") && start.body.contains("name=\"q\""));
    assert!(start.body.contains("Brightwater Clinic"), "what was looked at last is there");

    let found = get("/search?q=4711", MARTA).await;
    keep("search", &found);
    assert!(found.body.contains("<h2 class=\"hits-kind\">Exactly this number</h2>"));
    assert!(found.body.contains("<mark>4711</mark> 220934"));
    assert!(found.body.contains("value=\"4711\""), "the box keeps what was typed");

    let only = get("/search?q=1Z999AA10123456784", MARTA).await;
    assert_eq!((only.status, only.location()), (StatusCode::SEE_OTHER, "/orders/1"));

    let parked = get("/search?q=MSKU2094711", MARTA).await;
    keep("parked", &parked);
    assert!(parked.body.contains("container MSKU 209 4711 is not linked to an order yet"));

    let nothing = get("/search?q=%3Cb%3E", MARTA).await;
    keep("nothing", &nothing);
    assert!(nothing.body.contains("No results for &lt;b&gt;"));
}

#[tokio::test]
async fn the_order_page_says_everything_as_plain_html() {
    let answer = get("/orders/1", MARTA).await;
    keep("order", &answer);
    assert_eq!(answer.status, StatusCode::OK);
    let body = &answer.body;
    assert!(body.contains("<title>Order 4711 · Late, held by weather · Waypost</title>"), "the title says it");
    assert!(body.contains("data-order=\"1\"") && body.contains("data-version=\"7\""));
    let milestones = between(body, "data-live=\"milestones\"", "data-live=\"proof\"");
    for said in [
        "not connected",
        "said it",
        "+18 min",
        "Two systems disagree",
        "<dt>Because</dt>",
        "href=\"/ownership#status-transport\"",
        "AT7-02 AO",
        "UNMAPPED",
        "scanEvent.code ZZ",
        "rowspan=\"3\"",
        "now-mark",
    ] {
        assert!(milestones.contains(said), "{said}");
    }
    assert!(milestones.contains("id=\"s2\" open"), "what is under way is unfolded");
    assert!(!milestones.contains("id=\"s1\" open"), "what is done is folded");
    let track =
        "href=\"https://www.fedex.com/fedextrack/?trknbr=771234567890\" target=\"_blank\" rel=\"noopener noreferrer\"";
    assert!(milestones.contains(track) && milestones.contains("Track on FedEx website"), "{milestones}");
    let proof = between(body, "data-live=\"proof\"", "data-live=\"references\"");
    let outbound = between(body, "data-live=\"outbound\"", "data-live=\"talk\"");
    for said in ["not connected", "1 would be sent", "Picked up, shipment SH1", "Held back:", "Goods issue: no proof"] {
        assert!(outbound.contains(said), "{said}: {outbound}");
    }
    assert!(!outbound.contains("TMS"), "there is nothing to tell it");
    assert!(proof.contains("Asked UPS at 08:38") && proof.contains("/documents/1?t=x"));
}

#[tokio::test]
async fn nothing_needs_an_inline_style_and_every_id_is_unique() {
    for path in ["/", "/search?q=4711", "/orders/1", "/orders/1?scans=all", "/ownership", "/signin"] {
        let answer = get(path, (path != "/signin").then_some("Marta Reyes")).await;
        assert!(!answer.body.contains(" style=\""), "{path} has a style that the policy refuses");
        let mut ids = answer.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{path} names something twice");
    }
}

#[tokio::test]
async fn replays_are_steered_by_plain_forms_and_by_operators_alone() {
    assert_eq!(get("/operations/replays", MARTA).await.status, StatusCode::NOT_FOUND);
    let answer = get("/operations/replays", Some("Tom Okafor")).await;
    keep("replays", &answer);
    let (running, tried) = answer.body.split_once("Dry run 1").expect("both are there");
    assert!(running.contains("action=\"/operations/replays\"") && running.contains("name=\"connector\""));
    assert!(running.contains("/operations/replays/2/pause") && running.contains("/operations/replays/2/stop"));
    assert!(tried.contains("3 would be changed") && tried.contains("becomes DELIVERED"));
    assert!(tried.contains("Replay for real") && tried.contains("name=\"connector\" value=\"ups\""));
    assert!(!tried.contains("/operations/replays/1/pause"), "what is over cannot be paused");
}

#[tokio::test]
async fn the_three_lists_link_to_each_other() {
    let all = get("/orders/1?scans=all", MARTA).await;
    keep("scans", &all);
    assert!(all.body.contains("href=\"/orders/1?scans=withdrawn#miles-h\""));
    assert!(all.body.contains("scanEvent.code DY"));
    assert!(!all.body.contains("Said by</th><th role=\"columnheader\" scope=\"col\">ERP"));
    let withdrawn = get("/orders/1?scans=withdrawn", MARTA).await;
    assert!(withdrawn.body.contains("<h2 id=\"miles-h\">Withdrawn</h2>"));
}

#[tokio::test]
async fn empty_and_failed_pages_are_pages() {
    let bare = get("/orders/2", MARTA).await;
    keep("bare", &bare);
    assert_eq!(bare.status, StatusCode::OK);
    assert!(bare.body.contains("Nothing has moved yet"));
    let missing = get("/orders/77", MARTA).await;
    keep("missing", &missing);
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.body.contains("No such order in your organisations"));
    let broken = get("/orders/9", MARTA).await;
    assert_eq!(broken.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(broken.body.contains("If you report this: 01HXT4"));
    let nowhere = get("/nowhere", MARTA).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let done = get("/orders/3", MARTA).await;
    keep("delivered", &done);
    assert!(done.body.contains("Signed for by J. Okafor"));
}

#[tokio::test]
async fn suggestions_are_rows_for_those_who_are_signed_in() {
    let refused = get("/fn/suggest?q=4711", None).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(!refused.body.contains("Acme"));
    let rows = get("/fn/suggest?q=4711", MARTA).await;
    assert_eq!(rows.status, StatusCode::OK);
    assert!(rows.body.contains("role=\\\"option\\\"") && rows.body.contains("4 matches, 1 of them exact"));
}

#[tokio::test]
async fn a_code_of_quarantine_has_an_anchor_with_cause_and_remedy() {
    assert_eq!(get("/codes", None).await.status, StatusCode::SEE_OTHER);
    let page = get("/codes", MARTA).await;
    let row = between(&page.body, "id=\"KEY_REUSED\"", "</dl>");
    assert!(row.contains("Two bodies.") && row.contains("Another key."), "{row}");
}

#[tokio::test]
async fn the_ownership_table_says_who_wins_and_why_to_those_who_are_signed_in() {
    assert_eq!(get("/ownership", None).await.status, StatusCode::SEE_OTHER);
    let page = get("/ownership", MARTA).await;
    keep("ownership", &page);
    let row = between(&page.body, "id=\"status-transport\"", "</div>");
    assert!(row.contains("The carrier and the TMS, then the ERP."), "{row}");
    assert!(row.contains("the carrier wins. Whoever moves the goods sees them move."), "{row}");
    assert!(page.body.contains("fedex, ups") && page.body.contains("Version 2"));
}

const PRIYA: Option<&str> = Some("Priya Nair");

#[tokio::test]
async fn a_worklist_is_links_and_one_form() {
    let page = get("/worklist?cause=late", PRIYA).await;
    keep("worklist", &page);
    assert_eq!(page.status, StatusCode::OK);
    let body = &page.body;
    for said in [
        "<title>At risk or late, 14 · Worklists · Waypost</title>",
        "href=\"/worklist\" aria-current=\"page\"",
        "1 due",
        "shared by Ana Silva",
        "action=\"/worklist/views/5/forget\"",
        "3 items assigned",
        "action=\"/worklist/act\"",
        "name=\"pick\" value=\"7.3\"",
        "href=\"/orders/7\"",
        "href=\"/worklist/7\"",
        "Ruiz &amp; &lt;Hijos&gt;",
        "href=\"/worklist.csv?cause=late\"",
        "name=\"do\" value=\"resolve\"",
        "data-key=\"a\"",
        "Next page",
    ] {
        assert!(body.contains(said), "{said}");
    }
    assert!(
        !body.contains("/views/0/forget") && !body.contains("Storm</button>"),
        "another's view is not ours to forget"
    );
    let nothing = get("/worklist?carrier=none+%26+nothing", PRIYA).await;
    keep("worklist-empty", &nothing);
    assert!(nothing.body.contains("Nothing to do here") && !nothing.body.contains("name=\"pick\""));
}

#[tokio::test]
async fn an_item_shows_what_people_wrote_as_text() {
    let page = get("/worklist/7", PRIYA).await;
    keep("work-item", &page);
    assert!(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.body.contains("<script>alert"));
    assert!(page.body.contains("Open the order") && page.body.contains("by Ana Silva"));
    assert_eq!(get("/worklist/8", PRIYA).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_leads_nobody_has_no_worklists() {
    for path in ["/worklist", "/worklist/7"] {
        let page = get(path, MARTA).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.body.contains("4588") && !page.body.contains("href=\"/worklist\""), "{path}");
    }
    assert_eq!(get("/notice", PRIYA).await.status, StatusCode::NOT_FOUND, "a notice answers a form and is no page");
}

#[tokio::test]
async fn every_figure_has_its_table_and_what_is_not_measured_says_so() {
    let page = get("/insights", PRIYA).await;
    keep("insights", &page);
    let body = &page.body;
    for said in [
        "role=\"img\" aria-label=\"It rises.\"",
        "<caption class=\"sr\">Delivered on time, by day",
        "not measured",
        "97.4",
    ] {
        assert!(body.contains(said), "{said}");
    }
    assert_eq!(get("/insights", MARTA).await.status, StatusCode::NOT_FOUND);
}
