//! Proof of delivery and other files, kept by their content: the name of a document is the SHA-256 of its bytes, so the
//! same document sent twice is kept once, and what is stored cannot be changed unseen.
//!
//! What a document *is* is told from its first bytes and never from what the sender calls it; anything but PDF, JPEG,
//! PNG, TIFF and GIF is refused. TIFF, which browsers do not show, and GIF, which may move and be seen through, are converted to PNG
//! for showing.

mod media;
mod show;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use object_store::{ObjectStore, local::LocalFileSystem, path::Path as Key};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

pub use media::Media;

/// Largest document, in bytes.
pub const MAX_BYTES: usize = 20 << 20;

/// Why a document cannot be kept or shown.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The text is not base64.
    #[error("the document is not base64")]
    NotBase64,
    /// More than [`MAX_BYTES`].
    #[error("the document has {0} bytes, and {MAX_BYTES} is the most")]
    TooLarge(usize),
    /// None of the kinds that are kept.
    #[error("the document is none of PDF, JPEG, PNG, TIFF and GIF by its first bytes")]
    UnknownKind,
    /// The picture cannot be converted.
    #[error("the picture cannot be shown: {0}")]
    NotShowable(String),
    /// There is no such document.
    #[error("there is no such document")]
    Missing,
    /// The folder or bucket.
    #[error("documents cannot be reached: {0}")]
    Store(String),
}

/// A document that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Its media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
}

/// A document, ready to be served.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The media type of `bytes`.
    pub media: Media,
    /// What is served.
    pub bytes: Bytes,
}

/// Pictures that are converted at one time: each may take as much memory as [`show`] allows.
const CONVERTING: usize = 2;

/// Where documents are kept.
pub struct Documents {
    store: Arc<dyn ObjectStore>,
    /// Where the files are, to be forced to disk; a bucket answers for itself.
    folder: Option<PathBuf>,
    converting: Semaphore,
}

impl Documents {
    /// Documents in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, DocumentError> {
        std::fs::create_dir_all(folder).map_err(|error| DocumentError::Store(error.to_string()))?;
        let files =
            LocalFileSystem::new_with_prefix(folder).map_err(|error| DocumentError::Store(error.to_string()))?;
        Ok(Self { store: Arc::new(files), folder: Some(folder.to_owned()), converting: Semaphore::new(CONVERTING) })
    }

    /// Keeps a document that stands in a message as base64.
    ///
    /// # Errors
    /// As [`Documents::put`]; `NotBase64`.
    pub async fn put_base64(&self, text: &str) -> Result<Stored, DocumentError> {
        self.put(decoded(text)?).await
    }

    /// What [`Documents::put_base64`] would give, without keeping anything.
    ///
    /// # Errors
    /// `NotBase64`, `TooLarge`, `UnknownKind`.
    pub fn describe_base64(&self, text: &str) -> Result<Stored, DocumentError> {
        described(&decoded(text)?)
    }

    /// Keeps a document.
    ///
    /// # Errors
    /// `TooLarge`, `UnknownKind`, `Store`.
    pub async fn put(&self, bytes: Bytes) -> Result<Stored, DocumentError> {
        let stored = described(&bytes)?;
        let key = key(&stored.sha256)?;
        // One of another length was cut off by a power cut.
        let is_kept = self.store.head(&key).await.is_ok_and(|kept| kept.size == stored.size);
        if !is_kept {
            self.store.put(&key, bytes.into()).await.map_err(of_store)?;
        }
        // Also one that was there: an attempt before this one may have failed between the two.
        self.force(&key).await?;
        Ok(stored)
    }

    /// The bytes as they were sent.
    ///
    /// # Errors
    /// `Missing`, `Store`.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, DocumentError> {
        let found = self.store.get(&key(sha256)?).await.map_err(of_store)?;
        found.bytes().await.map_err(of_store)
    }

    /// What a browser can show: the bytes themselves, or a TIFF or GIF as PNG (converted once and kept beside it).
    ///
    /// # Errors
    /// `Missing`, `NotShowable`, `Store`, `UnknownKind`.
    pub async fn show(&self, sha256: &str) -> Result<Shown, DocumentError> {
        let bytes = self.get(sha256).await?;
        match Media::of(&bytes).ok_or(DocumentError::UnknownKind)? {
            media @ (Media::Tiff | Media::Gif) => self.converted(sha256, bytes, media).await,
            media => Ok(Shown { media, bytes }),
        }
    }

    /// Forces a new file and the folders that name it to disk: the event that names the document is durable too, and must
    /// not point at nothing after a power cut.
    async fn force(&self, key: &Key) -> Result<(), DocumentError> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let file = folder.join(key.as_ref());
        let work = move || {
            let above = file.ancestors().skip(1).take_while(|path| path.starts_with(&folder));
            std::iter::once(file.as_path()).chain(above).try_for_each(|path| std::fs::File::open(path)?.sync_all())
        };
        let forced = tokio::task::spawn_blocking(work).await;
        forced
            .map_err(|error| DocumentError::Store(error.to_string()))?
            .map_err(|error: std::io::Error| DocumentError::Store(error.to_string()))
    }

    async fn converted(&self, sha256: &str, bytes: Bytes, media: Media) -> Result<Shown, DocumentError> {
        let shown = Key::from(format!("shown/{sha256}.png"));
        if let Ok(kept) = self.store.get(&shown).await {
            return Ok(Shown { media: Media::Png, bytes: kept.bytes().await.map_err(of_store)? });
        }
        let _turn = self.converting.acquire().await;
        let work = tokio::task::spawn_blocking(move || show::png(&bytes, media));
        let png: Bytes = work.await.map_err(|error| DocumentError::NotShowable(error.to_string()))??.into();
        // It is shown all the same, and converted again the next time.
        if let Err(error) = self.store.put(&shown, png.clone().into()).await {
            tracing::warn!(%error, "a converted picture cannot be kept");
        }
        Ok(Shown { media: Media::Png, bytes: png })
    }
}

fn decoded(text: &str) -> Result<Bytes, DocumentError> {
    if text.len() > MAX_BYTES.div_ceil(3) * 4 + text.len() / 60 + 4 {
        return Err(DocumentError::TooLarge(text.len() / 4 * 3));
    }
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).map(Bytes::from).map_err(|_| DocumentError::NotBase64)
}

fn described(bytes: &Bytes) -> Result<Stored, DocumentError> {
    if bytes.len() > MAX_BYTES {
        return Err(DocumentError::TooLarge(bytes.len()));
    }
    let media = Media::of(bytes).ok_or(DocumentError::UnknownKind)?.as_str().to_owned();
    Ok(Stored { sha256: hex::encode(Sha256::digest(bytes)), media, size: bytes.len() as u64 })
}

/// Two levels of folders, so that none grows without end.
fn key(sha256: &str) -> Result<Key, DocumentError> {
    let well_formed = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !well_formed {
        return Err(DocumentError::Missing);
    }
    let part = |range| sha256.get(range).unwrap_or_default();
    Ok(Key::from(format!("{}/{}/{sha256}", part(0..2), part(2..4))))
}

fn of_store(error: object_store::Error) -> DocumentError {
    match error {
        object_store::Error::NotFound { .. } => DocumentError::Missing,
        other => DocumentError::Store(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> (tempfile::TempDir, Documents) {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(&folder.path().join("documents")).unwrap();
        (folder, documents)
    }

    #[tokio::test]
    async fn a_document_is_kept_once_and_given_back_as_sent() {
        let (_folder, documents) = documents();
        let pdf = Bytes::from_static(b"%PDF-1.4\n%%EOF");
        let stored = documents.put(pdf.clone()).await.unwrap();
        assert_eq!((stored.media.as_str(), stored.size), ("application/pdf", 14));
        assert_eq!(documents.put_base64("JVBERi0xLjQK\n JSVFT0Y=").await.unwrap(), stored);
        assert_eq!(documents.describe_base64("JVBERi0xLjQK\n JSVFT0Y=").unwrap(), stored);
        assert_eq!(documents.get(&stored.sha256).await.unwrap(), pdf);
        assert_eq!(documents.show(&stored.sha256).await.unwrap().bytes, pdf);
    }

    #[tokio::test]
    async fn what_is_no_document_is_refused() {
        let (_folder, documents) = documents();
        assert!(matches!(documents.put_base64("*").await, Err(DocumentError::NotBase64)));
        assert!(matches!(documents.put(Bytes::from_static(b"<html>")).await, Err(DocumentError::UnknownKind)));
        assert!(matches!(documents.put(vec![b'x'; MAX_BYTES + 1].into()).await, Err(DocumentError::TooLarge(_))));
        assert!(matches!(documents.get("../../etc/passwd").await, Err(DocumentError::Missing)));
        assert!(matches!(documents.get(&"0".repeat(64)).await, Err(DocumentError::Missing)));
    }

    #[tokio::test]
    async fn a_tiff_is_shown_as_png_and_a_broken_one_is_not() {
        let (_folder, documents) = documents();
        let mut tiff = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(3, 2).write_to(&mut tiff, image::ImageFormat::Tiff).unwrap();
        let stored = documents.put(tiff.into_inner().into()).await.unwrap();
        for _ in 0..2 {
            let shown = documents.show(&stored.sha256).await.unwrap();
            assert_eq!(shown.media, Media::Png);
            assert_eq!(Media::of(&shown.bytes), Some(Media::Png));
        }
        let broken = documents.put(Bytes::from_static(b"II*\0broken")).await.unwrap();
        assert!(matches!(documents.show(&broken.sha256).await, Err(DocumentError::NotShowable(_))));
    }

    /// Two pixels, the first black and the second seen through, on a screen of `width` by one.
    fn gif(width: u16) -> Bytes {
        let [low, high] = width.to_le_bytes();
        let screen = [low, high, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0, 0];
        let seen_through = [0x21, 0xf9, 4, 1, 0, 0, 1, 0];
        let picture = [0x2c, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0a, 0, 0x3b];
        [b"GIF89a".as_slice(), &screen, &seen_through, &picture].concat().into()
    }

    #[tokio::test]
    async fn a_gif_is_kept_as_sent_and_shown_as_png_on_white() {
        let (_folder, documents) = documents();
        let sent = gif(2);
        let stored = documents.put(sent.clone()).await.unwrap();
        assert_eq!((stored.media.as_str(), documents.get(&stored.sha256).await.unwrap()), ("image/gif", sent));
        let shown = documents.show(&stored.sha256).await.unwrap();
        assert_eq!(shown.media, Media::Png);
        let picture = image::load_from_memory_with_format(&shown.bytes, image::ImageFormat::Png).unwrap().to_rgb8();
        let pixels: Vec<_> = picture.pixels().map(|pixel| pixel.0).collect();
        assert_eq!(pixels, [[0, 0, 0], [255, 255, 255]]);
        for unfit in [gif(u16::MAX), Bytes::from_static(b"GIF87a\x02")] {
            let stored = documents.put(unfit).await.unwrap();
            assert!(matches!(documents.show(&stored.sha256).await, Err(DocumentError::NotShowable(_))));
        }
    }
}
