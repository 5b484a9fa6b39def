//! The loop that takes connections. It does what `axum::serve` does and bounds what that leaves open: how many
//! connections there are, in all and of one address, how long a head may take (a sender that trickles bytes would hold its
//! connection for good), and how much strangers may send before it is proven who they are.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::Service as _;

use super::{
    Drain,
    peers::{Peers, Place},
    unproven::Room,
};
use crate::config::{self, Config};

/// How long to wait when the system gives no more connections (no file descriptors left, say).
const BREATH: Duration = Duration::from_millis(50);

/// What is read ahead of a connection: a head must fit, and a body comes in pieces of at most that size.
const READ_AHEAD: usize = 64 * 1024;

/// Bounds of all connections.
#[derive(Debug, Clone)]
pub struct Connections {
    /// Most open at once; more wait to be taken.
    pub most: u32,
    /// Most open of one address; more are closed at once. 0: no limit.
    pub of_address: u32,
    /// Where proxies connect from, which are not counted by address.
    pub server: config::Server,
    /// Most bytes held of bodies before it is proven who sends them.
    pub unproven_bytes: u32,
    /// For a whole head, and for the next one on a connection that is kept.
    pub patience: Duration,
}

impl Connections {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        let limits = &config.limits;
        Self {
            most: limits.connections,
            of_address: limits.connections_per_address,
            server: config.server.clone(),
            unproven_bytes: limits.unproven_bytes,
            patience: Duration::from_secs(limits.head_seconds),
        }
    }
}

/// Serves until the drain starts and every connection has ended.
pub async fn serve(listener: TcpListener, router: Router, bounds: Connections, mut drain: Drain) {
    let most = bounds.most.max(1);
    let places = Arc::new(Semaphore::new(most as usize));
    let (peers, room) = (Peers::of(bounds.of_address), Room::of(bounds.unproven_bytes));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.patience).max_buf_size(READ_AHEAD);
    while let Some((place, stream, peer)) = next(&listener, &places, &mut drain).await {
        let counted = if bounds.server.is_proxy(peer.ip()) { None } else { Some(peers.enter(peer.ip())) };
        if matches!(counted, Some(None)) {
            tracing::debug!("an address has too many connections; another one is closed");
            continue;
        }
        let places = (place, counted.flatten());
        let asked = Asked { router: router.clone(), room: room.clone(), peer };
        tokio::spawn(connection(http.clone(), stream, asked, drain.clone(), places));
    }
    drop(listener);
    // Every place is free again when every connection has ended.
    let _ = places.acquire_many(most).await;
}

/// The next connection, once there is a place for it; `None` when the drain starts.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    drain: &mut Drain,
) -> Option<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let taken = async {
        let place = Arc::clone(places).acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((place, stream, peer)),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = drain.wait() => None,
        taken = taken => taken,
    }
}

async fn connection(
    http: http1::Builder,
    stream: TcpStream,
    asked: Asked,
    mut drain: Drain,
    places: (OwnedSemaphorePermit, Option<Place>),
) {
    // Without it the end of a streamed page waits for the reader's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| asked.clone().answer(request));
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::trace!(%error, "a connection broke");
                }
                break;
            }
            () = drain.wait(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
    drop(places);
}

/// Who answers on a connection.
#[derive(Clone)]
struct Asked {
    router: Router,
    room: Room,
    peer: SocketAddr,
}

impl Asked {
    async fn answer(mut self, request: Request<Incoming>) -> Result<Response, Infallible> {
        let claim = self.room.claim();
        let mut request = request.map(|body| claim.of_body(body));
        request.extensions_mut().insert(ConnectInfo(self.peer));
        request.extensions_mut().insert(claim.clone());
        // A router is always ready.
        let response = self.router.call(request).await;
        claim.release();
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::web::{DrainSignal, drain};

    fn bounds(most: u32, of_address: u32, patience: Duration) -> Connections {
        let mut config = Config::defaults().unwrap();
        config.limits.connections = most;
        config.limits.connections_per_address = of_address;
        Connections { patience, ..Connections::of(&config) }
    }

    async fn started(most: u32, patience: Duration) -> (SocketAddr, DrainSignal, tokio::task::JoinHandle<()>) {
        let who = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let router = Router::new().route("/", get(who));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (signal, drain) = drain();
        (address, signal, tokio::spawn(serve(listener, router, bounds(most, 0, patience), drain)))
    }

    async fn ask(stream: &mut TcpStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut bytes = vec![0; 1_000];
        let read = stream.read(&mut bytes).await.unwrap();
        String::from_utf8_lossy(&bytes[..read]).into_owned()
    }

    #[tokio::test]
    async fn requests_know_who_asks_and_a_head_that_never_ends_is_cut_off() {
        let (address, _signal, _) = started(2, Duration::from_millis(300)).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let answer = ask(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");

        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "the connection is closed from this side");
    }

    #[tokio::test]
    async fn more_connections_than_places_wait_for_one() {
        let (address, _signal, _) = started(1, Duration::from_mins(1)).await;
        let mut first = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut first).await.contains("200"));
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut byte = [0; 1];
        let early = tokio::time::timeout(Duration::from_millis(200), second.read(&mut byte)).await;
        assert!(early.is_err(), "nobody answers while the place is taken");
        drop(first);
        assert_eq!(second.read(&mut byte).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn an_address_with_too_many_connections_gets_no_more() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (_signal, drain) = drain();
        let router = Router::new().route("/", get(|| async { "here" }));
        tokio::spawn(serve(listener, router, bounds(9, 2, Duration::from_mins(1)), drain));
        let (mut one, mut two) =
            (TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap());
        assert!(ask(&mut one).await.contains("here") && ask(&mut two).await.contains("here"));
        let mut three = TcpStream::connect(address).await.unwrap();
        let closed = three.read(&mut [0; 1]).await;
        assert!(closed.as_ref().map_or(true, |read| *read == 0), "{closed:?}");
        drop(one);
        // The place is free when the server has seen the end of the first one.
        loop {
            let mut again = TcpStream::connect(address).await.unwrap();
            let sent = again.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
            if sent.is_ok() && again.read(&mut [0; 1]).await.is_ok_and(|read| read == 1) {
                return;
            }
        }
    }

    #[tokio::test]
    async fn it_ends_when_told_and_when_open_connections_have_ended() {
        let (address, signal, server) = started(2, Duration::from_mins(1)).await;
        let mut kept = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut kept).await.contains("200"));
        signal.start();
        tokio::time::timeout(Duration::from_secs(20), server)
            .await
            .expect("an idle connection does not hold it")
            .unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
