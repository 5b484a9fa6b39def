//! A backend with made-up orders, and pages as a browser would get them.

pub mod order;
pub mod worklist;

use std::sync::Arc;

use app::backend::{Backend, Failure, Shared};
use app::model::{
    Asked, CodePage, DemoPerson, Detail, DisputePage, Example, HealthPage, Hit, HitGroup, Icon, IdentityPage,
    InsightsPage, MergePage, MessagePage, MessagesPage, ObjectPage, OrderPage, OwnershipGroup, OwnershipPage,
    OwnershipRow, Parked, Provider, Recent, ReplayRow, ReplaysPage, Role, SearchResult, SignInOptions, Status,
    TasksPage, Tone, UnmappedPage, Viewer, When, WhoIsWho, WorkItemPage, WorklistPage,
};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, request::Parts};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower::ServiceExt;

/// Orders 1 (late), 2 (known by number only) and 3 (delivered) exist; 9 breaks. The header `x-person` signs in.
pub struct Fixture;

#[async_trait]
impl Backend for Fixture {
    fn viewer(&self, request: &Parts) -> Option<Viewer> {
        let name = request.headers.get("x-person")?.to_str().ok()?;
        Some(Viewer {
            id: name.to_lowercase(),
            name: name.to_owned(),
            roles: vec![if name == "Priya Nair" { Role::Supervisor } else { Role::Agent }],
            organisations: vec!["1010".into()],
            zone: "America/Chicago".into(),
        })
    }

    fn sign_in_options(&self, request: &Parts) -> SignInOptions {
        let person =
            |id: &str, name: &str, about: &str| DemoPerson { id: id.into(), name: name.into(), about: about.into() };
        let demo = !request.headers.contains_key("x-forwarded-for");
        SignInOptions {
            provider: Some(Provider { name: "Northwind Identity".into() }),
            demo: if demo {
                vec![
                    person("marta", "Marta Reyes", "Agent, US retail (1010)"),
                    person("jonas", "Jonas Lind", "Supervisor, Europe (2010)"),
                ]
            } else {
                Vec::new()
            },
        }
    }

    async fn search(&self, _: &Viewer, asked: &Asked) -> Result<SearchResult, Failure> {
        Ok(found(&asked.query))
    }

    async fn examples(&self, _: &Viewer) -> Result<Vec<Example>, Failure> {
        Ok(vec![Example { kind: "Order".into(), value: "4711".into() }])
    }

    async fn suggest(&self, _: &Viewer, text: &str) -> Result<SearchResult, Failure> {
        Ok(found(text))
    }

    async fn order(&self, _: &Viewer, id: &str, detail: Detail, _: bool) -> Result<OrderPage, Failure> {
        match id {
            "1" => Ok(order::late(detail)),
            "2" => Ok(order::by_number_only()),
            "3" => Ok(order::delivered()),
            "9" => Err(Failure::Unavailable { reference: "01HXT4".into() }),
            _ => Err(Failure::NotFound),
        }
    }

    fn codes(&self) -> Vec<CodePage> {
        vec![CodePage { code: "KEY_REUSED", title: "Reused", cause: "Two bodies.", remedy: "Another key." }]
    }

    async fn replays(&self, viewer: &Viewer) -> Result<ReplaysPage, Failure> {
        if viewer.name != "Tom Okafor" {
            return Err(Failure::NotFound);
        }
        let row = |id: i64, name: &str, runs: bool| ReplayRow {
            id,
            name: name.into(),
            status: status(Tone::Idle, Icon::Hour, if runs { "Running" } else { "Done" }),
            which: "ups, code ZZ".into(),
            by: "tom".into(),
            asked: when("08:02", "2026-05-14T08:02-05:00"),
            progress: "12 messages read again, at message 40 of 90".into(),
            runs,
            paused: false,
            may_follow: !runs,
            fields: vec![("connector".into(), "ups".into())],
            report: vec!["Events: 0 would be added, 0 would be removed, 3 would be changed, 9 say the same".into()],
            samples: vec!["message 7 /0: UNMAPPED (`ZZ`) becomes DELIVERED".into()],
        };
        Ok(ReplaysPage {
            connectors: vec!["ups".into()],
            replays: vec![row(2, "Replay 2", true), row(1, "Dry run 1", false)],
        })
    }

    fn ownership(&self, viewer: &Viewer) -> OwnershipPage {
        OwnershipPage {
            version: "2".into(),
            groups: vec![OwnershipGroup {
                title: "What happened".into(),
                rows: vec![OwnershipRow {
                    anchor: "status-transport".into(),
                    name: "Transport".into(),
                    about: "Booked, collected, in transit.".into(),
                    ranks: vec!["The carrier and the TMS".into(), "the ERP".into()],
                    explained: "If the ERP and the carrier disagree about transport, the carrier wins.".into(),
                    why: "Whoever moves the goods sees them move.".into(),
                }],
            }],
            who: vec![WhoIsWho { system: "The carrier".into(), sources: "fedex, ups".into() }],
            zone: viewer.zone.clone(),
        }
    }

    async fn worklist(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<WorklistPage, Failure> {
        if !viewer.leads() {
            return Err(Failure::NotFound);
        }
        if pairs.iter().any(|(name, value)| (name.as_str(), value.as_str()) == ("carrier", "none & nothing")) {
            return Ok(WorklistPage { rows: Vec::new(), ..worklist::list() });
        }
        Ok(worklist::list())
    }

    async fn work_item(&self, viewer: &Viewer, id: &str, _: &[(String, String)]) -> Result<WorkItemPage, Failure> {
        if viewer.leads() && id == "7" { Ok(worklist::item()) } else { Err(Failure::NotFound) }
    }

    async fn insights(&self, viewer: &Viewer, _: &[(String, String)]) -> Result<InsightsPage, Failure> {
        if viewer.leads() { Ok(worklist::insights()) } else { Err(Failure::NotFound) }
    }

    async fn messages(&self, _: &Viewer, _: &[(String, String)]) -> Result<MessagesPage, Failure> {
        Ok(MessagesPage::default())
    }

    async fn message(&self, _: &Viewer, _: &str, _: bool) -> Result<MessagePage, Failure> {
        Err(Failure::NotFound)
    }

    async fn unmapped(&self, _: &Viewer) -> Result<UnmappedPage, Failure> {
        Ok(UnmappedPage::default())
    }

    async fn health(&self, _: &Viewer) -> Result<HealthPage, Failure> {
        Ok(HealthPage::default())
    }

    async fn disputes(&self, _: &Viewer, _: Option<&str>, _: &str) -> Result<IdentityPage, Failure> {
        Ok(IdentityPage::default())
    }

    async fn object(&self, _: &Viewer, _: &str, _: Option<&str>) -> Result<ObjectPage, Failure> {
        Err(Failure::NotFound)
    }

    async fn merging(&self, _: &Viewer, _: &str, _: &str, _: Option<&str>) -> Result<MergePage, Failure> {
        Err(Failure::NotFound)
    }

    async fn dispute(&self, _: &Viewer, _: &str) -> Result<DisputePage, Failure> {
        Err(Failure::NotFound)
    }

    async fn tasks(&self, _: &Viewer, _: &[(String, String)]) -> Result<TasksPage, Failure> {
        Ok(TasksPage::default())
    }

    async fn recent(&self, _: &Viewer) -> Result<Vec<Recent>, Failure> {
        let seen = |number: &str, who: &str, at: &str, status: Status| Recent {
            order: "1".into(),
            number: number.into(),
            who: who.into(),
            at: when(at, "2026-05-14T08:40-05:00"),
            status,
        };
        Ok(vec![
            seen("4711", "Acme, Store 7", "3 min ago", status(Tone::Warn, Icon::Late, "Late, held by weather")),
            seen("4698", "Brightwater Clinic", "12 min ago", status(Tone::Good, Icon::Done, "Delivered Tue 12 May")),
            seen("4640", "Helvetia Optik AG", "08:02", status(Tone::Odd, Icon::Odd, "Two systems disagree")),
        ])
    }
}

fn found(query: &str) -> SearchResult {
    let hit = |kind: &str, after: &str, scope: &str, who: &str, detail: &str, status: Status| Hit {
        order: "1".into(),
        kind: kind.into(),
        before: String::new(),
        matched: query.into(),
        after: after.into(),
        scope: scope.into(),
        who: who.into(),
        detail: detail.into(),
        status,
        ..Hit::default()
    };
    let mut result = SearchResult { query: query.into(), ..SearchResult::default() };
    match query {
        "1Z999AA10123456784" => result.only = Some("1".into()),
        "4711" => {
            result.exact = 1;
            result.groups = vec![
                HitGroup {
                    title: "Exactly this number".into(),
                    hits: vec![hit(
                        "Order",
                        "",
                        "S4",
                        "Acme, Store 7",
                        "Memphis TN, promised Wed 13 May",
                        status(Tone::Warn, Icon::Late, "Late, Thu 14 May"),
                    )],
                },
                HitGroup {
                    title: "Begins with 4711".into(),
                    hits: vec![
                        hit(
                            "PRO",
                            " 220934",
                            "Saia",
                            "Northfield Supply",
                            "Tulsa OK",
                            status(Tone::Idle, Icon::Truck, "Out for delivery"),
                        ),
                        hit(
                            "Tracking",
                            " 8820 0193",
                            "DPD",
                            "Helvetia Optik AG",
                            "Basel",
                            status(Tone::Odd, Icon::Odd, "Conflict"),
                        ),
                        hit(
                            "Postcode",
                            "0",
                            "Central IN",
                            "Harrison Feed",
                            "Order 4502",
                            status(Tone::Idle, Icon::Truck, "On its way"),
                        ),
                    ],
                },
            ];
        }
        "MSKU2094711" => {
            result.parked = vec![Parked {
                name: "container MSKU 209 4711".into(),
                heard: "Maersk told us twice about it.".into(),
                events: vec![
                    "Loaded, Bremerhaven, Mon 11 · 18:40".into(),
                    "Departed, Bremerhaven, Tue 12 · 04:15".into(),
                ],
            }];
        }
        _ => {}
    }
    result
}

pub fn when(text: &str, iso: &str) -> When {
    When { text: text.into(), iso: iso.into(), local: None }
}

pub fn status(tone: Tone, icon: Icon, text: &str) -> Status {
    Status::new(tone, icon, text)
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

fn router() -> Router {
    let options = LeptosOptions::builder().output_name("waypost").site_pkg_dir("pkg").build();
    let shared: Shared = Arc::new(Fixture);
    let provide = move || provide_context(shared.clone());
    let render = options.clone();
    let document = move || app::shell(render.clone(), true);
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(app::App), provide.clone(), document.clone())
        .fallback(render_app_async_with_context(provide, document))
        .with_state(options)
}

/// Asks for `path`, signed in as `person` where one is named.
pub async fn get(path: &str, person: Option<&str>) -> Answer {
    let mut request = Request::get(path);
    if let Some(person) = person {
        request = request.header("x-person", person);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = router().oneshot(request).await.expect("an answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = to_bytes(answer.into_body(), 4 << 20).await.expect("a body");
    Answer { status, headers, body: String::from_utf8(body.to_vec()).expect("text") }
}
