//! The loop that takes connections. It does what `axum::serve` does and bounds what that leaves open: how many
//! connections there are, and how long a head may take (a sender that trickles bytes would hold its connection for good).

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
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

use super::Drain;

/// How long to wait when the system gives no more connections (no file descriptors left, say).
const BREATH: Duration = Duration::from_millis(50);

/// Bounds of all connections.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// Most open at once; more wait to be taken.
    pub most: u32,
    /// For a whole head, and for the next one on a connection that is kept.
    pub patience: Duration,
}

/// Serves until the drain starts and every connection has ended.
pub async fn serve(listener: TcpListener, router: Router, bounds: Connections, mut drain: Drain) {
    let most = bounds.most.max(1);
    let places = Arc::new(Semaphore::new(most as usize));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.patience);
    while let Some((place, stream, peer)) = next(&listener, &places, &mut drain).await {
        tokio::spawn(connection(http.clone(), stream, peer, router.clone(), drain.clone(), place));
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
    peer: SocketAddr,
    router: Router,
    mut drain: Drain,
    place: OwnedSemaphorePermit,
) {
    // Without it the end of a streamed page waits for the reader's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(router.clone(), peer, request));
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
    drop(place);
}

async fn answer(mut router: Router, peer: SocketAddr, request: Request<Incoming>) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    // A router is always ready.
    router.call(request).await
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::web::{DrainSignal, drain};

    async fn started(most: u32, patience: Duration) -> (SocketAddr, DrainSignal, tokio::task::JoinHandle<()>) {
        let who = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let router = Router::new().route("/", get(who));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (signal, drain) = drain();
        (address, signal, tokio::spawn(serve(listener, router, Connections { most, patience }, drain)))
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
