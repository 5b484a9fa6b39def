//! Whose address a request comes from, and whether it comes from this machine itself.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, uri::Authority},
};

use super::state::WebState;
use crate::config;

/// Headers by which a proxy shows itself, besides all that begin with `x-forwarded`.
const FORWARDING: [&str; 9] = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "true-client-ip",
    "cf-connecting-ip",
    "fastly-client-ip",
];

/// Whose requests are counted together: an address (of IPv6 its network of 64 bits, which one customer has whole), or all
/// of those whose proxy did not say a readable one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// A client's address.
    Address(IpAddr),
    /// Behind a proxy, and nobody knows where.
    Unknown,
}

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(v6) if !v6.is_loopback() => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            other => other,
        })
    }
}

/// Who asks. Behind trusted proxies that is the last entry of `X-Forwarded-For` which none of them is: what stands before
/// it was written by whoever asks. The address of a proxy never stands for its clients.
pub fn of_peer(state: &WebState, extensions: &Extensions, headers: &HeaderMap) -> Client {
    of(&state.config.server, direct(extensions), headers)
}

fn of(server: &config::Server, direct: Option<IpAddr>, headers: &HeaderMap) -> Client {
    let Some(direct) = direct else { return Client::Unknown };
    if !server.is_proxy(direct) {
        return direct.into();
    }
    let lines = headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or("not text"));
    let entries: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    let is_proxy = |address: IpAddr| server.trusted_proxies.iter().any(|network| network.holds(address));
    // A client may be in the network of the proxies: then nobody before it is known.
    let mut first = None;
    for entry in entries.iter().rev() {
        match forwarded(entry) {
            Some(address) if is_proxy(address) => first = Some(address),
            Some(address) => return address.into(),
            None => return Client::Unknown,
        }
    }
    // Nothing is said: whoever is the only hop may ask for itself.
    let alone = server.trusted_proxies.is_empty().then_some(direct);
    // What asks from the proxy's own machine could be anybody behind it.
    first.or(alone).filter(|address| !address.to_canonical().is_loopback()).map_or(Client::Unknown, Client::from)
}

/// The address in an entry: alone, in brackets, in quotes, with or without a port.
fn forwarded(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let entry = entry.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(entry);
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    entry.parse::<IpAddr>().ok().or_else(with_port).or_else(bracketed).map(|address| address.to_canonical())
}

/// The other end of the connection.
fn direct(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// Whether somebody on this machine asks, for this machine and through no proxy. Where proxies are configured nobody does:
/// one of them may say nothing.
pub fn is_local(state: &WebState, extensions: &Extensions, headers: &HeaderMap) -> bool {
    let here = direct(extensions).is_some_and(|address| address.to_canonical().is_loopback());
    here && !state.config.server.expects_proxy() && !came_through_proxy(headers) && names_loopback(headers)
}

/// Whether any header says that a proxy was in between.
fn came_through_proxy(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| name.as_str().starts_with("x-forwarded") || FORWARDING.contains(&name.as_str()))
}

/// Whether the request names this machine itself: `localhost` or a loopback address. A page of another site that lets
/// its name lead to 127.0.0.1 is told by its own name here.
fn names_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get("host").and_then(|host| host.to_str().ok()) else { return false };
    let Ok(host) = host.parse::<Authority>() else { return false };
    // The parser takes more behind an address in brackets than a port.
    let port = host.as_str().strip_prefix(host.host()).map(|rest| rest.strip_prefix(':').unwrap_or(rest));
    if port.is_none_or(|port| !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    let address = match host.host().strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').and_then(|v6| v6.parse::<Ipv6Addr>().ok()).map(IpAddr::V6),
        None => host.host().parse().ok(),
    };
    host.host().eq_ignore_ascii_case("localhost") || address.is_some_and(|own| own.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn server(trust_forwarded: bool, proxies: &[&str]) -> config::Server {
        let mut server = Config::defaults().unwrap().server;
        server.trust_forwarded = trust_forwarded;
        server.trusted_proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
        server
    }

    fn asked(server: &config::Server, direct: &str, lines: &[&'static str]) -> Client {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        of(server, Some(direct.parse().unwrap()), &headers)
    }

    fn address(text: &str) -> Client {
        Client::Address(text.parse().unwrap())
    }

    #[test]
    fn a_forwarded_address_is_believed_only_when_told_so_and_only_the_proxys_own() {
        let lines = ["6.6.6.6, 203.0.113.9"];
        assert_eq!(asked(&server(false, &[]), "10.0.0.1", &lines), address("10.0.0.1"));
        assert_eq!(asked(&server(true, &[]), "10.0.0.1", &lines), address("203.0.113.9"));
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_clients() {
        let server = server(false, &["10.0.0.0/8", "127.0.0.1", "2001:db8:1::/48"]);
        for (direct, lines, client) in [
            ("10.0.0.1", &["6.6.6.6, 203.0.113.9, 10.1.2.3"][..], "203.0.113.9"),
            ("127.0.0.1", &["6.6.6.6", "203.0.113.9:5123"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["203.0.113.9, [2001:db8:1::5]:443"], "203.0.113.9"),
            ("10.0.0.1", &["[2001:db8:2::7]"], "2001:db8:2::"),
            ("10.0.0.1", &["\"[2001:db8:2::7]:80\""], "2001:db8:2::"),
            ("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            ("203.0.113.7", &["6.6.6.6"], "203.0.113.7"),
            ("10.0.0.1", &["10.9.9.9, 10.1.1.1"], "10.9.9.9"),
        ] {
            assert_eq!(asked(&server, direct, lines), address(client), "{direct} {lines:?}");
        }
    }

    /// The proxy runs on this machine: what it says badly, or not at all, is nobody's address and never this machine's.
    #[test]
    fn what_cannot_be_read_is_nobodys_and_never_this_machines() {
        for server in [server(true, &[]), server(false, &["127.0.0.1", "::1"]), server(true, &["127.0.0.0/8", "::1"])] {
            for direct in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
                for lines in [
                    &[][..],
                    &[""],
                    &[" , "],
                    &["unknown"],
                    &["_hidden"],
                    &["203.0.113.9, nobody"],
                    &["203.0.113.9, "],
                    &["127.0.0.1:99999"],
                    &["[::1"],
                    &["::1]"],
                    &["[127.0.0.1]"],
                    &["fe80::1%eth0"],
                    &["203.0.113.9;"],
                    &["1.2.3"],
                ] {
                    assert_eq!(asked(&server, direct, lines), Client::Unknown, "{direct} {lines:?}");
                }
            }
        }
    }

    #[test]
    fn every_forwarding_header_gives_a_proxy_away() {
        for name in FORWARDING.into_iter().chain(["x-forwarded-for", "x-forwarded-host", "x-forwarded"]) {
            for value in ["x", "", "127.0.0.1", "::1"] {
                assert!(came_through_proxy(&headers(&[(name, value)])), "{name}");
            }
        }
        assert!(!came_through_proxy(&headers(&[("host", "127.0.0.1")])));
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, is) in [
            ("127.0.0.1:3000", true),
            ("localhost:3000", true),
            ("LocalHost", true),
            ("[::1]:3000", true),
            ("[::ffff:127.0.0.1]:3000", true),
            ("evil.example:3000", false),
            ("127.0.0.1.evil.example", false),
            ("[::1]evil.example", false),
            ("[::1", false),
            ("localhost@evil.example", false),
            ("10.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(names_loopback(&headers(&[("host", host)])), is, "{host}");
        }
        assert!(!names_loopback(&HeaderMap::new()));
    }
}
