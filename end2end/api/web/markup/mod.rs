//! Text that looks like markup, in every field that a partner, a person or an address can fill in: on every page, in the
//! widget, in files and in the API's answers it is text and nothing else.

mod events;
mod html;

use std::collections::{BTreeSet, VecDeque};

use axum::{body::Body, http::Method};
use serde_json::{Value, json};

use self::{
    events::{all, mark, name},
    html::Page,
};
use crate::world::{Answer, Visitor, World};

/// Most pages that are looked at.
const PAGES: usize = 400;
/// What addresses of our pages carry.
const PARAMETERS: [&str; 14] = [
    "q",
    "why",
    "trouble",
    "return_to",
    "did",
    "cause",
    "customer",
    "carrier",
    "site",
    "owner",
    "who",
    "show",
    "after",
    "detail",
];

/// A world in which all of that was said and applied, and somebody who sees it all.
async fn world() -> (World, Visitor) {
    let world = World::with(|config| config.limits.pages_per_second = 0).await;
    world.token(&mark("token"), &["events:write", "orders:read", "embed:issue", "outbox:read"], None).await;
    let (bearer, media) = (format!("Bearer {}", mark("token")), "application/json");
    let body = Body::from(Value::from(all()).to_string());
    let headers = [("authorization", bearer.as_str()), ("content-type", media), ("idempotency-key", "1")];
    let answer = world.visitor().send(Method::POST, "/api/v1/events", &headers, body).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    world.work().await;
    let person = world.person(&mark("person"), &["supervisor", "operator", "admin"]).await;
    (world, person)
}

/// Reads a page and says what of it is markup that was text.
fn read(path: &str, html: &str) -> Page {
    let page = Page::read(html);
    assert!(page.faults.is_empty(), "{path}: {:?}", page.faults);
    let odd = page.names.iter().find(|name| name.contains("xb") || name.contains(['"', '\'', '&', '<']));
    assert_eq!(odd, None, "{path}: a value became markup");
    page
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The address of the order of all those events.
async fn order(person: &Visitor) -> String {
    let found = person.get(&format!("/search?q={}", escaped(&mark("order")))).await;
    let to = found.header("location").to_owned();
    assert!(to.starts_with("/orders/"), "{} {to} {}", found.status, found.text());
    to
}

/// What people write: notes, what was said, tasks, remarks on items of work, kept views, reasons.
async fn write(person: &Visitor, order: &str) {
    for (path, field, more) in [
        (format!("{order}/notes"), "text", ""),
        (format!("{order}/contacts"), "summary", "&channel=phone&direction=in"),
        (format!("{order}/tasks"), "title", "&kind=recommended"),
        ("/worklist/views".to_owned(), "name", "&shared=1"),
        ("/operations/replays".to_owned(), "code", "&dry_run=1"),
    ] {
        let answer = person.form(&path, &format!("{field}={}{more}", escaped(&mark(field)))).await;
        assert!(answer.status.is_redirection() || answer.status.is_client_error(), "{path}: {}", answer.status);
        if answer.header("content-type").starts_with("text/html") {
            read(&path, &answer.text());
        }
    }
}

/// Every page that links lead to from there, and each also with a mark in whatever its address can carry.
async fn crawl(person: &Visitor, from: &[&str]) -> Vec<(String, Page)> {
    let mut queue: VecDeque<String> = from.iter().map(|&path| path.to_owned()).collect();
    let mut seen: BTreeSet<String> = queue.iter().cloned().collect();
    let mut pages = Vec::new();
    while let Some(path) = queue.pop_front() {
        let answer = person.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let page = read(&path, &answer.text());
        for link in &page.links {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            let ours = link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/pkg/");
            if ours && seen.len() < PAGES && seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
        pages.push((path, page));
    }
    pages
}

fn holds(page: &Page, text: &str) -> bool {
    page.texts.iter().any(|have| have.contains(text))
}

#[tokio::test]
async fn what_looks_like_markup_is_text_on_every_page() {
    let (world, person) = world().await;
    let order = order(&person).await;
    write(&person, &order).await;
    world.work().await;
    let asked: Vec<String> = PARAMETERS.iter().map(|name| format!("{name}={}", escaped(&mark(name)))).collect();
    let asked = asked.join("&");
    let search = format!("/search?q={}", escaped("<xb>&\"' nothing is called so"));
    let mut paths: Vec<String> = [
        "/",
        "/tasks",
        "/tasks?who=all",
        "/worklist",
        "/insights",
        "/codes",
        "/ownership",
        "/styleguide",
        "/signin",
        "/signed-out",
        "/notice",
        "/operations/replays",
        "/operations/health",
        "/operations/identity",
        "/operations/messages",
        "/operations/messages/1?body=show",
        "/operations/codes",
        "/operations/objects/1",
        "/operations/objects/1/merge",
        "/operations/identity/%3Cxb%3E",
        "/%3Cxb%3E%22'",
        "/orders/%3Cxb%3E%22'",
        "/worklist/%3Cxb%3E",
        "/documents/%3Cxb%3E/1",
        "/api/v1/%3Cxb%3E",
        "/embed/order/%3Cxb%3E%22'",
        "/embed/case/%3Cxb%3E%22'",
    ]
    .map(str::to_owned)
    .into();
    paths.extend([order.clone(), format!("{order}?detail=all"), search]);
    let with: Vec<String> = paths.iter().map(|path| format!("{}?{asked}", path.split('?').next().unwrap())).collect();
    paths.extend(with);
    let from: Vec<&str> = paths.iter().map(String::as_str).collect();
    let pages = crawl(&person, &from).await;
    let found = |path: &str| &pages.iter().find(|(have, _)| have == path).unwrap_or_else(|| panic!("{path}")).1;
    assert!(pages.len() > 40, "{}", pages.len());
    for field in
        ["order", "purchase_order", "tracking", "name", "city", "signed_by", "summary", "text", "subject", "person"]
    {
        assert!(holds(found(&order), &mark(field)), "{field} is on the page of its order");
    }
    for (start, field) in
        [("/", "name"), ("/worklist", "name"), ("/worklist", "person"), ("/operations/objects/", "scope")]
    {
        let any = pages.iter().any(|(path, page)| path.starts_with(start) && holds(page, &mark(field)));
        assert!(any, "{field} below {start}");
    }
    // The title of a search is what was searched for.
    let title = "<xb>&\"' nothing is called so · Find";
    assert!(pages.iter().any(|(path, page)| path.starts_with("/search?q=%3C") && holds(page, title)));
}

#[tokio::test]
async fn what_looks_like_markup_is_text_for_programs_in_files_and_in_the_widget() {
    let (world, person) = world().await;
    let order = order(&person).await;
    let bearer = format!("Bearer {}", mark("token"));
    let get = async |path: &str| world.visitor().get_with(path, &[("authorization", &bearer)]).await;

    let ahead = person.get(&format!("/fn/suggest?q={}", escaped(&mark("order")))).await.json();
    let rows = read("suggest", ahead["html"].as_str().unwrap());
    assert!(holds(&rows, mark("order").get(1..).unwrap()), "{ahead}");

    for path in [
        format!("/api/v1{order}"),
        format!("/api/v1/search?q={}", escaped(&mark("name"))),
        format!("/api/v1/orders?ref=order:{}", escaped(&format!("{}:{}", mark("scope"), mark("order")))),
        "/api/v1/outbox?destination=tms".to_owned(),
        format!("/api/v1/outbox?destination={}", escaped(&mark("destination"))),
    ] {
        let answer = get(&path).await;
        let media = answer.header("content-type");
        assert!(media == "application/json" || media == "application/problem+json", "{path}: {media}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let text = answer.json().to_string();
        assert!(answer.status != 200 || path.contains("outbox") || text.contains("<xb>&"), "{path}: {text}");
    }

    let file = person.get("/worklist.csv").await;
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file.body.as_ref());
    let cells: Vec<String> =
        rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.contains(&format!("'{}", mark("name"))), "{cells:?}");
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{cells:?}");

    let about = json!({"user": {"id": mark("user"), "name": mark("person")}, "sales_organisations": [mark("sales_org")],
        "order": {"number": mark("order"), "system": mark("scope")}});
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = Body::from(about.to_string());
    let token = world.visitor().send(Method::POST, "/api/v1/embed-tokens", &headers, body).await.json();
    let token = escaped(token["token"].as_str().unwrap());
    let widget = format!("/embed/order/{}", escaped(&mark("order")));
    for fields in
        [format!("token={token}"), format!("token={}&theme=%3Cxb%3E&tries=%22%3Cxb%3E", escaped(&mark("token")))]
    {
        let shown: Answer = world.visitor().form_with(&widget, &fields, &[("sec-fetch-site", "cross-site")]).await;
        let page = read(&widget, &shown.text());
        assert!(shown.status != 200 || holds(&page, &mark("name")), "{page:?}");
        assert!(shown.status == 200 || shown.status == 401, "{} {page:?}", shown.status);
    }
    assert_eq!(name("order")["value"], mark("order"));
}
