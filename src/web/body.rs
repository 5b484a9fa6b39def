//! Bodies of messages, bounded in size and time. What comes out of a compressed body is bounded like the body itself, so
//! that a small message cannot become a large one.

use std::{io::Read as _, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt as _;

use super::{problem::Problem, unproven::NoRoom};
use crate::config::Config;

/// How large a body may be and how long it may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes, as sent and decoded.
    pub bytes: usize,
    /// From the head to the end of the body.
    pub patience: Duration,
}

impl Limits {
    /// Those of the configuration.
    pub fn of(config: &Config) -> Self {
        Self { bytes: config.limits.body_bytes, patience: Duration::from_secs(config.limits.body_seconds) }
    }
}

/// The body as it was sent.
pub(super) async fn read(headers: &HeaderMap, body: Body, limits: Limits) -> Result<Bytes, Problem> {
    let limit = limits.bytes;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(too_large(limit));
    }
    let first = announced.unwrap_or(BLOCK);
    match tokio::time::timeout(limits.patience, collect(body, Blocks::of(first), limit)).await {
        Ok(collected) => collected,
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "SLOW_BODY", "the body took too long")),
    }
}

/// The pieces of a body in one place. They are copied: each of them holds the whole buffer that the connection read it into.
async fn collect(mut body: Body, mut all: Blocks, limit: usize) -> Result<Bytes, Problem> {
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|error| broken(&error))?.into_data() else { continue };
        if piece.len() > limit.saturating_sub(all.bytes) {
            return Err(too_large(limit));
        }
        all.push(&piece);
    }
    Ok(all.join())
}

/// Bytes of one block. Most messages fit into one.
const BLOCK: usize = 64 << 10;

/// A body as it grows, in blocks of one size: many half-received bodies cost what was received of them, where a growing
/// vector costs twice as much and leaves holes of every size behind.
struct Blocks {
    blocks: Vec<Vec<u8>>,
    bytes: usize,
}

impl Blocks {
    /// Room for a body of so many bytes, at most a block.
    fn of(bytes: usize) -> Self {
        Self { blocks: vec![Vec::with_capacity(bytes.min(BLOCK))], bytes: 0 }
    }

    fn push(&mut self, mut piece: &[u8]) {
        self.bytes += piece.len();
        while !piece.is_empty() {
            match self.blocks.last_mut().filter(|block| block.len() < BLOCK) {
                Some(block) => {
                    let (now, later) = piece.split_at(piece.len().min(BLOCK - block.len()));
                    block.extend_from_slice(now);
                    piece = later;
                }
                None => self.blocks.push(Vec::with_capacity(BLOCK)),
            }
        }
    }

    fn join(mut self) -> Bytes {
        if let [_] = self.blocks[..] {
            return self.blocks.pop().unwrap_or_default().into();
        }
        let mut all = Vec::with_capacity(self.bytes);
        for block in self.blocks {
            all.extend_from_slice(&block);
        }
        all.into()
    }
}

fn broken(error: &axum::Error) -> Problem {
    if caused_by::<NoRoom>(error) {
        let title = "too much comes from senders that have not proven who they are; come back later";
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", title).retry_after(2);
    }
    Problem::new(StatusCode::BAD_REQUEST, "BROKEN_BODY", "the body ended before its time")
}

fn caused_by<E: std::error::Error + 'static>(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn too_large(limit: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", format!("more than {limit} bytes"))
}

/// The body without its content encoding, at most `limit` bytes.
pub(super) fn decode(headers: &HeaderMap, raw: Bytes, limit: usize) -> Result<Bytes, Problem> {
    let Some(encoding) = headers.get(header::CONTENT_ENCODING) else { return Ok(raw) };
    match encoding.to_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Ok(raw),
        Ok("gzip" | "x-gzip") => gunzip(&raw, limit),
        _ => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNKNOWN_ENCODING",
            "Content-Encoding may be identity or gzip",
        )),
    }
}

fn gunzip(raw: &[u8], limit: usize) -> Result<Bytes, Problem> {
    let mut body = Vec::with_capacity(raw.len().saturating_mul(4).min(limit));
    let one_more = limit as u64 + 1;
    let read = MultiGzDecoder::new(raw).take(one_more).read_to_end(&mut body);
    if body.len() > limit {
        return Err(too_large(limit));
    }
    match read {
        Ok(_) => Ok(Bytes::from(body)),
        Err(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "BROKEN_ENCODING", "the body is not gzip")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn zipped(body: &[u8]) -> Bytes {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap().into()
    }

    fn decoded(encoding: &'static str, raw: Bytes, limit: usize) -> Result<Bytes, (u16, &'static str)> {
        let headers = [(header::CONTENT_ENCODING, encoding.parse().unwrap())].into_iter().collect();
        decode(&headers, raw, limit).map_err(|problem| (problem.status, problem.code))
    }

    #[test]
    fn pieces_of_any_size_become_one_body() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 7).map(|at| u8::try_from(at % 251).unwrap()).collect();
        for piece in [1, 1_000, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK] {
            let mut blocks = Blocks::of(10);
            bytes.chunks(piece).for_each(|piece| blocks.push(piece));
            assert!(blocks.join() == bytes, "{piece}");
        }
        assert!(Blocks::of(0).join().is_empty());
    }

    #[test]
    fn gzip_is_opened_and_identity_left_alone() {
        assert_eq!(decoded("gzip", zipped(b"hello"), 5).unwrap(), "hello");
        assert_eq!(decoded("GZip ", zipped(b""), 5).unwrap(), "");
        assert_eq!(decoded("identity", Bytes::from_static(b"hello"), 5).unwrap(), "hello");
    }

    #[test]
    fn a_bomb_is_refused_by_its_size() {
        let bomb = zipped(&vec![0; 10 << 20]);
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        assert_eq!(decoded("gzip", bomb, 1 << 20), Err((413, "TOO_LARGE")));
    }

    #[test]
    fn what_cannot_be_opened_is_refused() {
        assert_eq!(decoded("gzip", Bytes::from_static(b"no"), 99), Err((400, "BROKEN_ENCODING")));
        assert_eq!(decoded("br", Bytes::from_static(b"no"), 99), Err((415, "UNKNOWN_ENCODING")));
    }
}
