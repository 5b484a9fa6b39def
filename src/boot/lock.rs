//! One process a data folder: whoever writes it as a whole (`serve`, `rebuild`, `restore`, `migrate`) holds a lock on a file in
//! it, as long as the process lives. Commands that look, or write a single thing beside a server, need none.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

use super::{BootError, private};

const LOCK_FILE: &str = "waypost.lock";

/// The lock; it ends with this, and with the process however that ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "what is open is locked")] File);

/// Takes the data folder, which is made when it is not there.
///
/// # Errors
/// Another process has it; or it cannot be written.
pub(super) fn take(dir: &Path) -> Result<Lock, BootError> {
    private::folder(dir)?;
    let path = dir.join(LOCK_FILE);
    let failed = |source| BootError::File { path: path.clone(), source };
    let mut file =
        OpenOptions::new().create(true).read(true).write(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut process = String::new();
            file.read_to_string(&mut process).map_err(failed)?;
            return Err(BootError::InUse { dir: dir.to_owned(), process: process.trim().to_owned() });
        }
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            tracing::warn!(dir = %dir.display(), "this file system has no locks: see to it that one process uses the folder");
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    // Who holds it, for whoever finds it taken. On a full disk it is held all the same.
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
    if let Err(error) = written {
        tracing::warn!(%error, "the process cannot be named in the lock file");
    }
    Ok(Lock(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_once_and_free_again_after_that() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let lock = take(&dir).unwrap();
        let refused = take(&dir).unwrap_err().to_string();
        let process = std::process::id().to_string();
        assert!(refused.contains(&dir.display().to_string()) && refused.contains(&process), "{refused}");
        drop(lock);
        take(&dir).unwrap();
    }
}
