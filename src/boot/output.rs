//! What commands print. A reader may leave before the end (`waypost message list | head`): that ends a command quietly.

use std::io::{self, ErrorKind, Write};

use super::BootError;

/// Prints a line of a command's result.
///
/// # Errors
/// [`BootError::ReaderLeft`] when nobody reads any more; another one when the output cannot be written.
pub(super) fn say(text: &str) -> Result<(), BootError> {
    written(writeln!(io::stdout().lock(), "{text}"))
}

/// Prints a line of what happens on the way, for whoever watches; a command does not fail because nobody does.
pub(super) fn notice(mut to: impl Write, text: &str) {
    let _ = writeln!(to, "{text}");
}

fn written(done: io::Result<()>) -> Result<(), BootError> {
    done.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => BootError::ReaderLeft,
        _ => BootError::Output(error),
    })
}

/// An output that takes everything once its reader has left: what a command finds out (its exit code) does not depend on
/// who reads along.
pub struct Unread<W>(pub W);

impl<W: Write> Write for Unread<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
            done => done,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_fault_and_a_full_disk_is() {
        assert!(matches!(written(Err(ErrorKind::BrokenPipe.into())), Err(BootError::ReaderLeft)));
        assert!(matches!(written(Err(ErrorKind::StorageFull.into())), Err(BootError::Output(_))));
        let mut left = Unread(Failing(ErrorKind::BrokenPipe));
        assert!(writeln!(left, "line").is_ok() && left.flush().is_ok());
        let mut full = Unread(Failing(ErrorKind::StorageFull));
        assert!(writeln!(full, "line").is_err() && full.flush().is_err());
        notice(Failing(ErrorKind::BrokenPipe), "nobody watches");
    }
}
