//! `waypost backup` and `waypost restore`: everything that cannot be had again, in a folder that says what is in it.
//!
//! In a backup are the two files of the store and the documents. Not in it: sessions (people sign in again), the connectors and
//! the configuration (they are the deployment's own).

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{BootError, STORE_FILE, chance, lock, output::say, private};
use crate::{config::Config, store::sqlite};

const MANIFEST: &str = "backup.json";
const DOCUMENTS: &str = "documents";
/// Pictures that are made again when they are asked for.
const REMADE: &str = "shown";

/// What a backup says of itself.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// The version of Waypost that made it.
    version: String,
    /// When it was begun: every message accepted before then is in it.
    begun: String,
    files: Vec<File>,
    documents: u64,
}

#[derive(Serialize, Deserialize)]
struct File {
    name: String,
    bytes: u64,
    sha256: String,
}

/// Copies what must not be lost into `into`, which must not exist; a server may go on meanwhile.
///
/// # Errors
/// When something cannot be read or written; what was copied until then is left in a folder that ends in `.partial`.
pub async fn backup(config: Config, into: PathBuf) -> Result<(), BootError> {
    let begun = (chance::clock())().to_string();
    if into.exists() {
        return Err(BootError::Other(format!("{}: exists already; name a new folder", into.display())));
    }
    let partial = with_ending(&into, ".partial");
    fs::create_dir_all(&partial).map_err(file(&partial))?;
    let copies = sqlite::backup(&config.data.dir.join(STORE_FILE), &partial).await?;
    sqlite::check(&partial.join(STORE_FILE)).await?;
    let documents = copy_documents(&config.documents_dir(), &partial.join(DOCUMENTS))?;
    let files = copies.iter().map(|copy| described(copy)).collect::<Result<Vec<_>, _>>()?;
    let manifest = Manifest { version: env!("CARGO_PKG_VERSION").into(), begun, files, documents };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| BootError::Other(error.to_string()))?;
    let path = partial.join(MANIFEST);
    fs::File::create(&path)
        .and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()))
        .map_err(file(&path))?;
    private::tighten_all(&partial);
    fs::rename(&partial, &into).map_err(file(&into))?;
    say(&format!("{}: {} files of the store, {documents} documents", into.display(), manifest.files.len()))?;
    Ok(())
}

/// Brings a backup into the data folder, which must hold no store yet. Starting the server then applies what the backup's inbox
/// holds beyond its views.
///
/// # Errors
/// When the backup is not whole, or the data folder is in use.
pub async fn restore(config: Config, from: PathBuf) -> Result<(), BootError> {
    let data = &config.data.dir;
    let _lock = lock::take(data)?;
    let store = data.join(STORE_FILE);
    for taken in [store.clone(), sqlite::inbox_of(&store)] {
        if taken.exists() {
            let why = "exists already; restore into another data folder, or move this one away first";
            return Err(BootError::Other(format!("{}: {why}", taken.display())));
        }
    }
    let path = from.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(file(&path))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| BootError::Other(format!("{}: {error}", path.display())))?;
    let expected = [&store, &sqlite::inbox_of(&store)].map(|file| name_of(file));
    if !expected.iter().all(|name| manifest.files.iter().any(|file| file.name == *name)) {
        return Err(BootError::Other(format!("{}: names other files than {}", path.display(), expected.join(" and "))));
    }
    for known in &manifest.files {
        let found = described(&from.join(&known.name))?;
        if !expected.contains(&known.name) || found.sha256 != known.sha256 {
            return Err(BootError::Other(format!("{}: is not what was backed up", known.name)));
        }
    }
    sqlite::check(&from.join(STORE_FILE)).await?;
    fs::create_dir_all(data).map_err(file(data))?;
    let documents = copy_documents(&from.join(DOCUMENTS), &config.documents_dir())?;
    // The main file last: without it there is no store, so an attempt that broke off can be made again.
    for known in manifest.files.iter().rev() {
        copy(&from.join(&known.name), &data.join(&known.name))?;
    }
    private::tighten_all(data);
    private::tighten_all(&config.documents_dir());
    say(&format!("{}: restored as of {}, {documents} documents", data.display(), manifest.begun))?;
    Ok(())
}

/// Copies documents that are not there yet; each must be what its name says, which is the digest of its bytes.
fn copy_documents(from: &Path, into: &Path) -> Result<u64, BootError> {
    let (mut count, mut open) = (0, vec![from.to_owned()]);
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(file(&folder)(error)),
        };
        for entry in entries {
            let path = entry.map_err(file(&folder))?.path();
            if path.is_dir() {
                if folder != from || !path.ends_with(REMADE) {
                    open.push(path);
                }
                continue;
            }
            let name = name_of(&path);
            // A file that is being written has another name.
            if name.len() != 64 {
                continue;
            }
            let target = into.join(path.strip_prefix(from).unwrap_or(&path));
            if described(&path)?.sha256 != name {
                return Err(BootError::Other(format!("{}: is not what its name says", path.display())));
            }
            copy(&path, &target)?;
            count += 1;
        }
    }
    Ok(count)
}

fn copy(from: &Path, into: &Path) -> Result<(), BootError> {
    if let Some(folder) = into.parent() {
        fs::create_dir_all(folder).map_err(file(folder))?;
    }
    fs::copy(from, into).and_then(|_| fs::File::open(into)?.sync_all()).map_err(file(into))
}

fn described(path: &Path) -> Result<File, BootError> {
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let mut from = fs::File::open(path).map_err(file(path))?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut buffer).map_err(file(path))?;
        if read == 0 {
            return Ok(File { name: name_of(path), bytes, sha256: hex::encode(digest.finalize()) });
        }
        digest.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> BootError {
    let path = path.to_owned();
    move |source| BootError::File { path, source }
}
