//! The widget as consoles and their browsers meet it: tokens, Canvas, frames, documents, the stream.

use axum::{body::Body, http::Method};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use sha2::Sha256;
use waypost::{config::SecretText, domain::id::ObjectId};

use crate::world::{Answer, NOON, PDF, Visitor, World};

const CONSUMER_SECRET: &str = "3MVG9.consumer.secret";
const USER: &str = "0055e000001AbCdEAF";

async fn world() -> World {
    world_with(|_| {}).await
}

async fn world_with(change: impl FnOnce(&mut waypost::config::Config)) -> World {
    let world = World::with(|config| {
        config.embed.hosts =
            vec!["https://*.lightning.force.com".parse().unwrap(), "https://crm.example".parse().unwrap()];
        config.embed.canvas_secrets = vec![SecretText::from(CONSUMER_SECRET.to_owned())];
        config.embed.canvas_organisations.insert("0055e000001AbCd".into(), vec!["1010".into()]);
        change(config);
    })
    .await;
    world.token("console", &["embed:issue"], Some(&["1010"])).await;
    world.token("everywhere", &["embed:issue"], None).await;
    world.token("reader", &["orders:read"], None).await;
    world
}

async fn issue(world: &World, credential: &str, wanted: &Value) -> Answer {
    let credential = format!("Bearer {credential}");
    let headers = [("authorization", credential.as_str()), ("content-type", "application/json")];
    world.visitor().send(Method::POST, "/api/v1/embed-tokens", &headers, Body::from(wanted.to_string())).await
}

fn wanted(about: &Value) -> Value {
    let mut wanted = json!({"user": {"id": USER, "name": "Marta Reyes", "zone": "America/Chicago"}, "sales_organisations": ["1010"]});
    wanted.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
    wanted
}

async fn token(world: &World, about: Value) -> String {
    let answer = issue(world, "console", &wanted(&about)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// A form that a page of another site posts into its frame.
async fn post(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    visitor.form_with(path, &form, &[("sec-fetch-site", "cross-site"), ("origin", "https://crm.example")]).await
}

async fn open(world: &World, path: &str, token: &str) -> Answer {
    post(&world.visitor(), path, &[("token", token)]).await
}

fn signed_request(context: &Value) -> String {
    signed_by(CONSUMER_SECRET, context, NOON)
}

/// As Salesforce's documents describe it, written from those and not from our reader.
fn signed_by(secret: &str, context: &Value, issued_at: i64) -> String {
    let client = json!({"oauthToken": "00D5e!SESSION.SECRET", "refreshToken": "5Aep.SECRET", "instanceId": "_:waypost:1", "targetOrigin": "https://acme.lightning.force.com"});
    let envelope =
        json!({"algorithm": "HMACSHA256", "issuedAt": issued_at, "userId": USER, "client": client, "context": context});
    let envelope = STANDARD.encode(envelope.to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(envelope.as_bytes());
    format!("{}.{envelope}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn context(user: &str, environment: Value) -> Value {
    json!({
        "user": {"userId": user, "fullName": "Marta Reyes", "timeZone": "America/Chicago"},
        "organization": {"organizationId": "00D5e000000HZSaEAO"},
        "environment": environment,
    })
}

async fn canvas(world: &World, request: &str) -> Answer {
    post(&world.visitor(), "/embed/canvas", &[("signed_request", request)]).await
}

/// The text of the hidden field `name`.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page.get(at..).unwrap().split('"').nth(3).unwrap().to_owned()
}

async fn actions(world: &World) -> Vec<String> {
    let rows = world.stores.audit.newest(None, 50).await.unwrap();
    rows.into_iter().map(|row| format!("{} {} {}", row.entry.actor, row.entry.action, row.entry.subject)).collect()
}

#[tokio::test]
async fn a_token_opens_the_order_that_it_was_made_for_without_a_cookie() {
    let world = world().await;
    let id = world.order("4711", "1010", json!({})).await;
    for about in [
        json!({"order": {"id": id.to_string()}}),
        json!({"order": {"number": "4711"}}),
        json!({"order": {"number": "4711", "system": "S4"}}),
    ] {
        let answer = issue(&world, "console", &wanted(&about)).await.json();
        assert_eq!(answer["expires_in"], 300);
        let address = answer["address"].as_str().unwrap();
        assert_eq!(answer["url"], format!("http://127.0.0.1:3000{address}"), "for a console that knows no address");
        let shown = open(&world, answer["address"].as_str().unwrap(), answer["token"].as_str().unwrap()).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(shown.text().contains("<h1>Order 4711</h1>"), "{}", shown.text());
        assert!(shown.text().contains(&format!("http://127.0.0.1:3000/orders/{id}")), "the whole page");
        assert!(shown.headers.get("set-cookie").is_none() && shown.headers.get("x-frame-options").is_none());
    }
    let issued = format!("token:token of console embed.issue order:{id}");
    assert!(actions(&world).await.contains(&issued), "{:?}", actions(&world).await);
}

#[tokio::test]
async fn only_configured_hosts_may_frame_the_widget_and_nobody_anything_else() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    let waiting = world.visitor().get("/embed/order/4711").await;
    let policy = waiting.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors https://*.lightning.force.com https://crm.example"), "{policy}");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert!(waiting.header("cache-control").contains("no-store"));
    let visitor = world.signed_in("marta").await;
    for path in ["/", "/signin", "/orders/1", "/search?q=1", "/codes", "/nowhere", "/api/v1/openapi.json"] {
        let policy = visitor.get(path).await.header("content-security-policy").to_owned();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    let closed = World::new().await;
    let policy = closed.visitor().get("/embed/order/4711").await.header("content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors 'none'"), "nobody, unless they are named: {policy}");
}

#[tokio::test]
async fn a_session_opens_no_widget() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    let answer = post(&world.signed_in("marta").await, "/embed/order/4711", &[]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.text().contains("Waiting for the console") && answer.text().contains("data-needs"));
}

#[tokio::test]
async fn what_is_asked_for_is_checked_and_said_precisely() {
    let world = world().await;
    let order = json!({"order": {"number": "4711"}});
    let refusal = async |credential: &str, wanted: Value| issue(&world, credential, &wanted).await.refusal();
    assert_eq!(refusal("reader", wanted(&order)).await, (403, "TOKEN_LACKS_SCOPE".into()));
    assert_eq!(refusal("nobody", wanted(&order)).await, (401, "BAD_TOKEN".into()));
    let mut wide = wanted(&order);
    wide["sales_organisations"] = json!(["1010", "2000"]);
    assert_eq!(refusal("console", wide.clone()).await, (403, "ORGANISATION_TOO_WIDE".into()));
    assert_eq!(issue(&world, "everywhere", &wide).await.status, 201);
    let mut admin = wanted(&order);
    admin["user"]["roles"] = json!(["agent", "admin"]);
    assert_eq!(refusal("everywhere", admin).await, (403, "ROLE_TOO_WIDE".into()));
    let position = async |wanted: Value| {
        let answer = issue(&world, "console", &wanted).await;
        assert_eq!(answer.refusal(), (400, "EMBED_INVALID".into()));
        answer.json()["errors"][0]["position"].as_str().unwrap().to_owned()
    };
    assert_eq!(position(wanted(&json!({}))).await, "");
    assert_eq!(position(wanted(&json!({"order": {"number": "1"}, "case": {"number": "2"}}))).await, "");
    assert_eq!(position(wanted(&json!({"order": {"id": "1", "number": "2"}}))).await, "");
    assert_eq!(position(wanted(&json!({"order": {"id": "x"}}))).await, "/order/id");
    assert_eq!(position(wanted(&json!({"order": {"number": " "}}))).await, "/order/number");
    assert_eq!(position(wanted(&json!({"case": {"number": "1".repeat(121)}}))).await, "/case/number");
    let mut nowhere = wanted(&order);
    nowhere["user"]["zone"] = json!("Nowhere/At_all");
    assert_eq!(position(nowhere).await, "/user/zone");
    let mut none = wanted(&order);
    none["sales_organisations"] = json!([]);
    assert_eq!(position(none).await, "/sales_organisations");
    let person = world.signed_in("ana").await;
    let headers = [("sec-fetch-site", "same-origin")];
    let answer =
        person.send(Method::POST, "/api/v1/embed-tokens", &headers, Body::from(wanted(&order).to_string())).await;
    assert_eq!(answer.refusal(), (401, "NO_TOKEN".into()));
}

#[tokio::test]
async fn a_token_for_something_else_opens_nothing_and_that_is_written_down() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    world.order("4712", "1010", json!({})).await;
    let own = token(&world, json!({"order": {"number": "4711"}})).await;
    for path in ["/embed/order/4712", "/embed/case/4711"] {
        let answer = open(&world, path, &own).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("for another order") && !answer.text().contains("data-needs"));
    }
    let refused = format!("user:embed:token of console/{USER} embed.refused order number:4711");
    assert_eq!(actions(&world).await.iter().filter(|row| **row == refused).count(), 2, "{:?}", actions(&world).await);
}

#[tokio::test]
async fn an_order_of_another_organisation_does_not_exist() {
    let world = world().await;
    let european = world.order("4713", "2000", json!({})).await;
    for about in [
        json!({"order": {"number": "4713"}}),
        json!({"order": {"id": european.to_string()}}),
        json!({"order": {"number": "999"}}),
    ] {
        let issued = issue(&world, "console", &wanted(&about)).await.json();
        let answer = open(&world, issued["address"].as_str().unwrap(), issued["token"].as_str().unwrap()).await;
        assert_eq!(answer.status, 404);
        assert!(answer.text().contains("No such order in your organisations"));
    }
    // An order that changes hands is gone at the next look.
    let id = world.order("4714", "1010", json!({})).await;
    let token = token(&world, json!({"order": {"number": "4714"}})).await;
    assert_eq!(open(&world, "/embed/order/4714", &token).await.status, 200);
    world.change(id, "2000").await;
    assert_eq!(open(&world, "/embed/order/4714", &token).await.status, 404);
}

#[tokio::test]
async fn a_token_ends_and_a_changed_one_is_none() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    let token = token(&world, json!({"order": {"number": "4711"}})).await;
    let mut changed = token.clone();
    changed.replace_range(8..9, if token.get(8..9) == Some("A") { "B" } else { "A" });
    for forged in [changed.as_str(), "wpe1.x.y", &token.replace('.', ""), &"x".repeat(9_000)] {
        let answer = open(&world, "/embed/order/4711", forged).await;
        assert_eq!(answer.status, 401);
        assert!(
            answer.text().contains("cannot be opened") && !answer.text().contains("Order 4711"),
            "{}",
            answer.text()
        );
    }
    world.pass(4);
    assert_eq!(open(&world, "/embed/order/4711", &token).await.status, 200);
    world.pass(1);
    let ended = open(&world, "/embed/order/4711", &token).await;
    assert_eq!(ended.status, 401);
    assert!(ended.text().contains("This view has ended") && ended.text().contains("data-needs"));
    assert_eq!(post(&world.visitor(), "/embed/ticket", &[("token", &token)]).await.status, 204);
    assert_eq!(post(&world.visitor(), "/embed/renew", &[("token", &token)]).await.status, 204, "its console renews it");
}

#[tokio::test]
async fn whoever_guesses_tokens_is_slowed_down() {
    let world = world_with(|config| config.limits.attempts_per_minute = 3).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(open(&world, "/embed/order/4711", "wpe1.x.y").await.status.as_u16());
    }
    assert!(statuses.starts_with(&[401, 401, 401]) && statuses.ends_with(&[429]), "{statuses:?}");
}

#[tokio::test]
async fn a_number_of_two_orders_is_a_choice() {
    let world = world().await;
    let one = world.order("4711", "1010", json!({})).await;
    let reference = json!([{"kind": "order", "scope": "WEB", "value": "4711"}]);
    let two = world.order_named("WEB", "4711", "1010", json!({"refs": reference})).await;
    let token = token(&world, json!({"order": {"number": "4711"}})).await;
    let asked = open(&world, "/embed/order/4711", &token).await;
    assert!(asked.text().contains("Which order?"), "{}", asked.text());
    for id in [one, two] {
        let chosen =
            post(&world.visitor(), "/embed/order/4711", &[("token", &token), ("choice", &id.to_string())]).await;
        assert!(chosen.text().contains(&format!("/orders/{id}\"")), "{}", chosen.text());
        assert_eq!(field(&chosen.text(), "choice"), id.to_string(), "it stays chosen");
    }
    let european = world.order("4799", "2000", json!({})).await.to_string();
    let other = post(&world.visitor(), "/embed/order/4711", &[("token", &token), ("choice", &european)]).await;
    assert!(other.text().contains("Which order?"), "what is not among them is not chosen");
}

#[tokio::test]
async fn a_case_opens_its_order_or_says_that_none_is_known() {
    let world = world().await;
    let refs = json!([{"kind": "order", "scope": "S4", "value": "4711"}, {"kind": "case", "scope": "CRM", "value": "00048213"}]);
    world.order("4711", "1010", json!({"refs": refs})).await;
    for about in [json!({"case": {"number": "00048213"}}), json!({"case": {"number": "00048213", "system": "crm"}})] {
        let shown = open(&world, "/embed/case/00048213", &token(&world, about).await).await;
        assert!(shown.text().contains("<h1>Order 4711</h1>"), "{}", shown.text());
    }
    for number in ["00048214", "4711"] {
        let token = token(&world, json!({"case": {"number": number}})).await;
        let answer = open(&world, &format!("/embed/case/{number}"), &token).await;
        assert_eq!(answer.status, 404);
        assert!(answer.text().contains("No order is known for this case"));
    }
}

#[tokio::test]
async fn the_first_look_at_an_order_with_an_open_case_begins_its_inquiry() {
    let world = world().await;
    let case = json!({"object": 900, "refs": [], "status": "open", "is_open": true});
    let id = world.order("4711", "1010", json!({"cases": [case]})).await;
    let token = token(&world, json!({"order": {"number": "4711"}})).await;
    assert_eq!(open(&world, "/embed/order/4711", &token).await.status, 200);
    let running = async || world.stores.inquiries.running(&[id]).await.unwrap();
    for _ in 0..100 {
        if !running().await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let inquiries = running().await;
    assert_eq!(inquiries.len(), 1, "{inquiries:?}");
    assert_eq!(inquiries[0].person, format!("embed:token of console/{USER}"));
    assert_eq!((inquiries[0].case, inquiries[0].opened), (ObjectId(900), NOON * 1_000_000));
}

#[tokio::test]
async fn canvas_opens_the_order_of_its_record_once() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    let request =
        signed_request(&context(USER, json!({"parameters": {"orderNumber": "4711"}, "record": {"CaseNumber": "1"}})));
    let shown = canvas(&world, &request).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let page = shown.text();
    assert!(
        page.contains("<h1>Order 4711</h1>")
            && page.contains("data-renews")
            && page.contains("data-instance=\"_:waypost:1\"")
    );
    assert!(!page.contains("SECRET"), "no token of Salesforce goes anywhere");
    let again = canvas(&world, &request).await;
    assert_eq!(again.status, 403);
    assert!(again.text().contains("was used before") && again.text().contains("open it again"));
    let rows = actions(&world).await;
    let user = format!("user:canvas:{USER}");
    assert!(rows.contains(&format!("{user} embed.open order number:4711")), "{rows:?}");
    assert!(rows.contains(&format!("{user} embed.refused canvas")), "{rows:?}");
    let all = world.stores.audit.newest(None, 50).await.unwrap();
    assert!(all.iter().all(|row| !row.entry.detail.contains("SECRET")));

    // It renews itself for an hour, and no longer.
    let mut token = field(&page, "token");
    for _ in 0..14 {
        world.pass(4);
        let renewed = post(&world.visitor(), "/embed/renew", &[("token", &token)]).await;
        assert_eq!(renewed.status, 200);
        token = renewed.text();
        assert_eq!(open(&world, "/embed/order/4711", &token).await.status, 200);
    }
    world.pass(5);
    assert_eq!(post(&world.visitor(), "/embed/renew", &[("token", &token)]).await.status, 204);
}

#[tokio::test]
async fn canvas_is_believed_only_with_our_secret_and_shows_only_what_is_configured() {
    let world = world().await;
    world.order("4711", "1010", json!({})).await;
    let environment = json!({"record": {"Order_Number__c": "4711"}});
    let good = context(USER, environment.clone());
    let mut tampered = signed_request(&good);
    let end = tampered.len() - 2;
    tampered.replace_range(end.., "AA");
    for request in
        [signed_by("another secret", &good, NOON), tampered, signed_request(&good).replace('.', ""), String::new()]
    {
        let answer = canvas(&world, &request).await;
        assert_eq!(answer.status, 401);
        assert!(answer.text().contains("do not know each other"), "{}", answer.text());
    }
    let stranger = canvas(&world, &signed_request(&context("0055e000009StRange", environment))).await;
    assert_eq!(stranger.status, 403);
    assert!(stranger.text().contains("You see no orders here yet"));
    let nothing = canvas(&world, &signed_request(&context(USER, json!({"record": {}})))).await;
    assert_eq!(nothing.status, 404);
    assert!(nothing.text().contains("This record names no order"));
    assert_eq!(canvas(&world, &signed_request(&good)).await.status, 200);
    let without = World::new().await;
    assert_eq!(canvas(&without, &signed_request(&good)).await.status, 401, "no secret, no Canvas");
}

#[tokio::test]
async fn canvas_is_dated_only_where_that_is_configured() {
    let world = world_with(|config| config.embed.canvas_fresh_seconds = 60).await;
    world.order("4711", "1010", json!({})).await;
    let good = context(USER, json!({"parameters": {"orderNumber": "4711"}}));
    let old = canvas(&world, &signed_by(CONSUMER_SECRET, &good, NOON - 61)).await;
    assert_eq!(old.status, 401);
    assert!(old.text().contains("too old"));
    assert_eq!(canvas(&world, &signed_by(CONSUMER_SECRET, &good, NOON - 59)).await.status, 200);
}

#[tokio::test]
async fn canvas_fetched_instead_of_posted_says_what_to_do() {
    let world = world().await;
    let approval = world.visitor().get("/embed/canvas?_sfdc_canvas_authvalue=user_approval_required").await;
    assert_eq!(approval.status, 403);
    assert!(approval.text().contains("pre-authorized"));
    let by_hand = world.visitor().get("/embed/canvas").await;
    assert_eq!(by_hand.status, 401);
    assert!(by_hand.text().contains("opens inside Salesforce"));
}

#[tokio::test]
async fn a_proof_is_opened_with_the_token_of_its_order_and_that_is_written_down() {
    let world = world().await;
    let id = world.order_with_proof("1010").await;
    world.order("4712", "1010", json!({})).await;
    let own = token(&world, json!({"order": {"number": "4711"}})).await;
    let page = open(&world, "/embed/order/4711", &own).await.text();
    let path = format!("/embed/document/{id}/3-1-0");
    assert!(page.contains(&format!("action=\"{path}\"")), "{page}");
    let answer = open(&world, &path, &own).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_ref()), (200, PDF));
    assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    let view = format!("user:embed:token of console/{USER} document.view order:{id}");
    assert_eq!(actions(&world).await.iter().filter(|row| **row == view).count(), 1);

    let other = token(&world, json!({"order": {"number": "4712"}})).await;
    assert_eq!(open(&world, &path, &other).await.status, 404);
    assert_eq!(open(&world, &path, "wpe1.x.y").await.status, 401);
    assert_eq!(world.visitor().get(&path).await.status, 405, "no address alone opens it");
    world.pass(6);
    assert_eq!(open(&world, &path, &own).await.status, 401);
    assert_eq!(actions(&world).await.iter().filter(|row| **row == view).count(), 1, "nobody else saw it");
}

#[tokio::test]
async fn a_ticket_opens_one_stream_that_tells_of_its_order_only() {
    let world = world().await;
    let id = world.order("4711", "1010", json!({})).await;
    let other = world.order("4712", "1010", json!({})).await;
    let own = token(&world, json!({"order": {"number": "4711"}})).await;
    let ticket = post(&world.visitor(), "/embed/ticket", &[("token", &own)]).await;
    assert_eq!(ticket.status, 200);
    let address = format!("/embed/live?v=1&ticket={}", ticket.text());
    let visitor = world.visitor();
    let stream = visitor.open(Method::GET, &address, &[], Body::empty()).await;
    assert_eq!(stream.status(), 200);
    assert_eq!(world.visitor().get(&address).await.status, 204, "once");
    let mut body = stream.into_body();
    assert!(frame(&mut body).await.contains("retry"));
    world.change(other, "1010").await;
    let version = world.change(id, "1010").await;
    assert_eq!(
        frame(&mut body).await,
        format!("event: order\ndata: {{\"order\":{id},\"version\":{}}}\n\n", version.version)
    );
    assert_eq!(world.visitor().get("/embed/live?v=1&ticket=made-up").await.status, 204);
    assert_eq!(post(&world.visitor(), "/embed/ticket", &[("token", "wpe1.x.y")]).await.status, 401);
}

async fn frame(body: &mut Body) -> String {
    let frame = tokio::time::timeout(std::time::Duration::from_secs(10), body.frame()).await;
    let data = frame.expect("something is told").unwrap().unwrap().into_data().unwrap();
    String::from_utf8(data.to_vec()).unwrap()
}

#[tokio::test]
async fn a_stream_ends_before_its_token_does() {
    let world = world_with(|config| config.limits.live_check_seconds = 1).await;
    let id: ObjectId = world.order("4711", "1010", json!({})).await;
    let own = token(&world, json!({"order": {"id": id.to_string()}})).await;
    let ticket = post(&world.visitor(), "/embed/ticket", &[("token", &own)]).await.text();
    let visitor = world.visitor();
    let stream = visitor.open(Method::GET, &format!("/embed/live?v=1&ticket={ticket}"), &[], Body::empty()).await;
    let mut body = stream.into_body();
    assert!(frame(&mut body).await.contains("retry"));
    world.pass(5);
    assert_eq!(frame(&mut body).await, "event: end\ndata: {}\n\n");
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn the_files_of_a_widget_may_be_loaded_from_anywhere_and_its_own_are_kept() {
    let world = world().await;
    let element = world.visitor().get("/embed/waypost-order.js").await;
    assert_eq!(element.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(element.header("content-type"), "text/javascript; charset=utf-8");
    assert!(element.text().contains("customElements.define('waypost-order'"));
    let page = world.visitor().get("/embed/order/4711").await.text();
    for name in ["widget.css", "widget.js"] {
        let end = page.find(name).unwrap() + name.len();
        let start = page.get(..end).unwrap().rfind("/embed/files/").unwrap();
        let file = world.visitor().get(page.get(start..end).unwrap()).await;
        assert_eq!(file.status, 200);
        assert!(file.header("cache-control").contains("immutable"));
    }
    assert_eq!(world.visitor().get("/embed/files/000000000000/widget.js").await.status, 404);
}

#[tokio::test]
async fn what_was_said_is_noted_from_the_widget_as_from_the_page() {
    let world = world().await;
    let id = world.order("4711", "1010", json!({})).await;
    let other = world.order("4712", "1010", json!({})).await;
    let own = token(&world, json!({"order": {"number": "4711"}})).await;
    let said = async |order: ObjectId, token: &str, more: &[(&str, &str)]| {
        let fields = [&[("token", token), ("theme", "dark")], more].concat();
        post(&world.visitor(), &format!("/embed/said/{order}"), &fields).await
    };
    let words = [("channel", "email"), ("summary", "It comes on <Friday>.")];
    let console = [("instance", "i-1"), ("origin", "https://crm.example")];
    let answer = said(id, &own, &[&words[..], &console].concat()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    assert!(text.contains("<h1>Order 4711</h1>") && text.contains("data-theme=\"dark\""), "the widget again: {text}");
    assert!(text.contains("data-instance=\"i-1\""), "and its Canvas frame still: {text}");
    assert!(answer.headers.get("set-cookie").is_none());
    let claimed = world.stores.inbox.claim(5).await.unwrap();
    let event: Value = serde_json::from_slice(&claimed[0].message.body).unwrap();
    assert_eq!(event["refs"], json!([{"kind": "order", "scope": "S4", "value": "4711"}]));
    let told = (&event["type"], &event["channel"], &event["direction"], &event["summary"], &event["by"]);
    let by = json!("Marta Reyes");
    assert_eq!(told, (&json!("contact"), &json!("email"), &json!("out"), &json!("It comes on <Friday>."), &by));
    let noted = format!("user:embed:token of console/{USER} contact.out order:{id}");
    assert_eq!(actions(&world).await.iter().filter(|row| **row == noted).count(), 1, "{:?}", actions(&world).await);
    said(id, &own, &words).await;
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 1, "the form pressed twice is one");
    assert_eq!(actions(&world).await.iter().filter(|row| **row == noted).count(), 1, "and once in the audit");
    let deed = [&words[..], &[("deed", "1-7")]].concat();
    said(id, &own, &deed).await;
    world.pass(2);
    said(id, &own, &deed).await;
    assert_eq!(world.stores.inbox.stats().await.unwrap().total, 2, "sent again later by the same showing");

    let kept = async || (world.stores.inbox.stats().await.unwrap().total, actions(&world).await.len());
    let before = kept().await;
    assert_eq!(said(other, &own, &words).await.status, 404, "the token is for one order");
    assert_eq!(said(id, "wpe1.x.y", &words).await.status, 401);
    let session = post(&world.signed_in("marta").await, &format!("/embed/said/{id}"), &words).await;
    assert_eq!(session.status, 401, "a session is no token");
    let empty = said(id, &own, &[("summary", " ")]).await;
    assert!(
        empty.status == 200 && empty.text().contains("role=\"alert\"") && empty.text().contains("Nothing was written")
    );
    let long = said(id, &own, &[("summary", &"x".repeat(4_001))]).await;
    assert!(long.text().contains("at most 4,000 characters"), "{}", long.text());
    let megabyte = said(id, &own, &[("summary", &"x".repeat(1 << 20))]).await;
    assert!(megabyte.status == 413 && megabyte.text().contains("This is too long"), "{}", megabyte.text());
    world.pass(5);
    assert_eq!(said(id, &own, &words).await.status, 401, "it has ended");
    let after = kept().await;
    assert_eq!(after.0, before.0, "nothing was kept");
}
