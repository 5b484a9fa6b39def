//! What the process writes is for its own user alone: folders 0700, files 0600.

use std::{fs, path::Path};

use super::BootError;

/// From now on everything this process makes is for its own user alone. Called first of all.
pub fn keep_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
}

/// A folder for this user alone; it is made when it is not there.
pub(super) fn folder(dir: &Path) -> Result<(), BootError> {
    fs::create_dir_all(dir).map_err(|source| BootError::File { path: dir.to_owned(), source })?;
    tighten(dir);
    Ok(())
}

/// Takes from others what they may do with a file or folder. One that belongs to another user is left as it is, with a warning.
#[cfg(unix)]
fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let tightened = fs::symlink_metadata(path).and_then(|found| {
        let mode = found.permissions().mode();
        if found.is_symlink() || mode.trailing_zeros() >= 6 {
            return Ok(());
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700))
    });
    match tightened {
        // It went away meanwhile: SQLite takes its files beside a database away when it is closed.
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "others may read this, and that cannot be changed");
        }
        _ => {}
    }
}

#[cfg(not(unix))]
fn tighten(_: &Path) {}

/// The same for a folder and everything in it; links are not followed.
pub(super) fn tighten_all(dir: &Path) {
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        tighten(&folder);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != std::io::ErrorKind::NotFound {
                    tracing::warn!(%error, path = %folder.display(), "a folder cannot be looked through");
                }
                continue;
            }
        };
        // One that cannot be read is in a folder that is closed to others all the same.
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => tighten(&entry.path()),
                _ => {}
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_loose_folder_is_closed_to_others_with_all_that_is_in_it() {
        let outside = tempfile::tempdir().unwrap();
        let dir = outside.path().join("data");
        fs::create_dir_all(dir.join("documents/ab")).unwrap();
        fs::write(outside.path().join("elsewhere"), "").unwrap();
        std::os::unix::fs::symlink(outside.path().join("elsewhere"), dir.join("link")).unwrap();
        let paths =
            ["data", "data/documents", "data/documents/ab", "data/waypost.db", "data/documents/ab/x", "elsewhere"];
        for (path, mode) in paths.iter().zip([0o755, 0o777, 0o750, 0o644, 0o666, 0o644]) {
            let path = outside.path().join(path);
            if !path.exists() {
                fs::write(&path, "").unwrap();
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        tighten_all(&dir);
        let modes = paths.map(|path| fs::metadata(outside.path().join(path)).unwrap().permissions().mode() & 0o777);
        assert_eq!(modes, [0o700, 0o700, 0o700, 0o600, 0o600, 0o644]);
    }
}
