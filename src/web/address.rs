//! Whose address a request comes from, and whether it came through a proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};

/// Headers by which a proxy shows itself.
const FORWARDING: [&str; 9] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-server",
    "x-forwarded-prefix",
    "x-real-ip",
];

/// The address of whoever asks. Behind a trusted proxy it is the last entry of `X-Forwarded-For`: the one that the proxy
/// itself wrote.
pub fn of_peer(extensions: &Extensions, headers: &HeaderMap, trust_forwarded: bool) -> IpAddr {
    let forwarded = || {
        let all = headers.get_all("x-forwarded-for");
        let last = all.iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let direct = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let told = if trust_forwarded { forwarded() } else { None };
    told.or_else(direct).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// Whether any header says that a proxy was in between.
pub fn came_through_proxy(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(*name))
}

/// Whether the request names this machine itself: `localhost` or a loopback address. A page of another site that lets
/// its name lead to 127.0.0.1 is told by its own name here.
pub fn names_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get("host").and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_forwarded_address_is_believed_only_when_told_so_and_only_the_proxys_own() {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo::<SocketAddr>("10.0.0.1:5".parse().unwrap()));
        let headers = headers(&[("x-forwarded-for", "6.6.6.6, 203.0.113.9")]);
        assert_eq!(of_peer(&extensions, &headers, false).to_string(), "10.0.0.1");
        assert_eq!(of_peer(&extensions, &headers, true).to_string(), "203.0.113.9");
    }

    #[test]
    fn every_forwarding_header_gives_a_proxy_away() {
        for name in FORWARDING {
            assert!(came_through_proxy(&headers(&[(name, "x")])), "{name}");
        }
        assert!(!came_through_proxy(&headers(&[("host", "127.0.0.1")])));
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, is) in [
            ("127.0.0.1:3000", true),
            ("localhost:3000", true),
            ("[::1]:3000", true),
            ("evil.example:3000", false),
            ("127.0.0.1.evil.example", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(names_loopback(&headers(&[("host", host)])), is, "{host}");
        }
        assert!(!names_loopback(&HeaderMap::new()));
    }
}
