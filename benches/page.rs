//! The order page with its database, beside the same bytes rendered by maud from memory, each on one core (the load on another),
//! in the same minute. The second is what a page costs that looks nothing up and knows nobody.

use std::{env, fs, process::Command, thread, time::Duration};

use crate::load::{Measured, load};
use crate::support::{ERP_SECRETS, TMS_SECRETS, deliver, orders, person, server::Server, tms_milestone};
use axum::{Router, response::Html, routing::get};
use maud::{PreEscaped, html};

const CONNECTIONS: usize = 8;
const SECONDS: u64 = 5;
const ROUNDS: usize = 3;

pub fn run() {
    // The other side runs in a process of its own, so that it gets a core of its own too.
    if let Some(page) = env::var_os("WAYPOST_BENCH_PAGE") {
        return from_memory(&fs::read_to_string(page).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = on_first_core(env!("CARGO_BIN_EXE_waypost"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    let server = Server::from(command, &[TMS_SECRETS, ERP_SECRETS, ("WAYPOST_LIMITS__PAGES_PER_SECOND", "0")]);
    let session = person::sign_in(&mut server.client(), &server.host, "ana");
    let path = order(&server, &session);
    let page = server.client().get_as(&path, std::slice::from_ref(&session)).unwrap();
    assert_eq!(page.status, 200, "{}", page.text());
    let kept = folder.path().join("page.html");
    fs::write(&kept, &page.body).unwrap();
    let mut command = on_first_core(env::current_exe().unwrap().to_str().unwrap());
    command.arg("page").env("WAYPOST_BENCH_PAGE", &kept);
    let memory = Server::from(command, &[]);

    println!(
        "order page of {} bytes, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, alternating, one core",
        page.body.len()
    );
    for _ in 0..ROUNDS {
        let Measured { rate: ours, p50, p99 } =
            load(&server.host, &|_| path.clone(), Some(&session), CONNECTIONS, SECONDS);
        let Measured { rate: theirs, p99: their_p99, .. } =
            load(&memory.host, &|_| "/".to_owned(), None, CONNECTIONS, SECONDS);
        println!(
            "{ours:>7.0}/s p50 {p50:.2} ms p99 {p99:.2} ms   from memory {theirs:>7.0}/s p99 {their_p99:.2} ms   {:.2} of it (aim 0.20, 4000/s, 5 ms)",
            ours / theirs
        );
    }
}

fn on_first_core(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", program]);
    command
}

/// An order with a shipment and a few milestones; its page's path.
fn order(server: &Server, session: &(&'static str, String)) -> String {
    let mut client = server.client();
    orders::send(&mut client, 1);
    for n in 0..8 {
        let body = tms_milestone(&orders::shipment(0), n * 300);
        assert_eq!(deliver(&mut client, "tms_generic", &format!("page-{n}"), &body).unwrap().status, 202);
    }
    for _ in 0..600 {
        if let Some(id) = person::order_id(&mut client, session, &orders::number(0)) {
            thread::sleep(Duration::from_secs(2));
            return format!("/orders/{id}");
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("the order is not known");
}

/// Serves the page as a template of its pieces, tag by tag.
fn from_memory(page: &str) {
    let pieces: &'static [String] = page.split_inclusive('>').map(str::to_owned).collect::<Vec<_>>().leak();
    let render = move || async move { Html(html! { @for piece in pieces { (PreEscaped(piece)) } }.into_string()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("listening on http://{}", listener.local_addr().unwrap());
        axum::serve(listener, Router::new().route("/", get(render))).await.unwrap();
    });
}
