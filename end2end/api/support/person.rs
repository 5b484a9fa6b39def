//! A person of the demo world, for programs that need pages or the live stream.

use super::http::Client;

/// Signs in and gives the header that says so.
pub fn sign_in(client: &mut Client, host: &str, person: &str) -> (&'static str, String) {
    let form = format!("person={person}&return_to=/");
    let headers =
        [("content-type", "application/x-www-form-urlencoded".to_owned()), ("origin", format!("http://{host}"))];
    let answer = client.post("/auth/demo", &headers, form.as_bytes()).unwrap();
    let cookies = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let session = cookies.filter_map(|(_, value)| value.split(';').next()).next_back();
    ("cookie", session.unwrap_or_else(|| panic!("no session: {} {}", answer.status, answer.text())).to_owned())
}

/// The id of the order of that number: where the search for it leads.
pub fn order_id(client: &mut Client, session: &(&'static str, String), number: &str) -> Option<String> {
    let answer = client.get_as(&format!("/search?q={number}"), std::slice::from_ref(session)).unwrap();
    answer.header("location").and_then(|path| path.strip_prefix("/orders/")).map(str::to_owned)
}
