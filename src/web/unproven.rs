//! Bodies of requests before it is proven who sends them: over all connections they hold a bounded number of bytes, so that
//! strangers cannot fill the memory. What is proven (a signature, a token, a session) is bounded by its own limits only.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Room for the bytes of all unproven requests. Cheap to clone.
#[derive(Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    /// So many bytes.
    pub fn of(bytes: u32) -> Self {
        Self(Arc::new(Semaphore::new(bytes as usize)))
    }

    /// What a request's body takes of it, to be kept as long as the request is answered.
    pub fn claim(&self) -> Claim {
        Claim { room: self.0.clone(), held: Arc::default() }
    }
}

/// What one request holds of the room; in its extensions. Cheap to clone.
#[derive(Clone)]
pub(super) struct Claim {
    room: Arc<Semaphore>,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
enum Held {
    #[default]
    Nothing,
    Bytes(OwnedSemaphorePermit),
    Proven,
}

/// There is no room for a body before it is proven whose it is.
#[derive(Debug, thiserror::Error)]
#[error("too much is being received from senders that have not proven who they are")]
pub(super) struct NoRoom;

impl Claim {
    /// It is proven who sends the request: its body takes no room any more.
    pub fn proven(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Held::Proven;
    }

    /// The request is over.
    pub fn release(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Held::Nothing;
    }

    /// The body, which takes room as it comes.
    pub fn of_body(&self, body: Incoming) -> Body {
        Body::new(Metered { inner: body, claim: self.clone() })
    }

    fn take(&self, bytes: usize) -> Result<(), NoRoom> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*held, Held::Proven) {
            return Ok(());
        }
        let bytes = u32::try_from(bytes).map_err(|_| NoRoom)?;
        let more = Arc::clone(&self.room).try_acquire_many_owned(bytes).map_err(|_| NoRoom)?;
        match &mut *held {
            Held::Bytes(permit) => permit.merge(more),
            nothing => *nothing = Held::Bytes(more),
        }
        Ok(())
    }
}

struct Metered {
    inner: Incoming,
    claim: Claim,
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(next) = Pin::new(&mut self.inner).poll_frame(context) else { return Poll::Pending };
        Poll::Ready(match next {
            None => None,
            Some(Err(error)) => Some(Err(axum::Error::new(error))),
            Some(Ok(frame)) => match self.claim.take(frame.data_ref().map_or(0, Bytes::len)) {
                Ok(()) => Some(Ok(frame)),
                Err(no_room) => Some(Err(axum::Error::new(no_room))),
            },
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unproven_bytes_share_one_room_and_proven_ones_need_none() {
        let room = Room::of(10);
        let (one, two) = (room.claim(), room.claim());
        assert!(one.take(6).is_ok() && two.take(3).is_ok());
        assert!(two.take(2).is_err() && one.take(1).is_ok() && one.take(1).is_err());
        one.proven();
        assert!(one.take(1_000).is_ok() && two.take(7).is_ok(), "what was proven gave its room back");
        two.release();
        assert!(room.claim().take(10).is_ok());
    }
}
