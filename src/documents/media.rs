//! What a document is, by its first bytes.

/// The kinds of documents that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// JPEG.
    Jpeg,
    /// Portable Network Graphics.
    Png,
    /// Tagged Image File Format.
    Tiff,
    /// Graphics Interchange Format.
    Gif,
}

impl Media {
    /// The kind of these bytes, by their signature; `None` for anything else.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const SIGNATURES: [(&[u8], Media); 7] = [
            (b"%PDF-", Media::Pdf),
            (b"\xff\xd8\xff", Media::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Media::Png),
            (b"II*\0", Media::Tiff),
            (b"MM\0*", Media::Tiff),
            (b"GIF87a", Media::Gif),
            (b"GIF89a", Media::Gif),
        ];
        SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, media)| *media)
    }

    /// The media type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Gif => "image/gif",
        }
    }

    /// The kind of that media type.
    pub fn parse(media: &str) -> Option<Self> {
        [Self::Pdf, Self::Jpeg, Self::Png, Self::Tiff, Self::Gif].into_iter().find(|kind| kind.as_str() == media)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_bytes_count() {
        assert_eq!(Media::of(b"%PDF-1.7"), Some(Media::Pdf));
        assert_eq!(Media::of(b"\xff\xd8\xff\xe0"), Some(Media::Jpeg));
        assert_eq!(Media::of(b"MM\0*...."), Some(Media::Tiff));
        assert_eq!(Media::of(b"GIF87a.."), Some(Media::Gif));
        assert_eq!(Media::of(b"GIF89a.."), Some(Media::Gif));
        for other in [b"<svg>" as &[u8], b" %PDF-", b"", b"GIF88a"] {
            assert_eq!(Media::of(other), None);
        }
        for media in [Media::Tiff, Media::Gif] {
            assert_eq!(Media::parse(media.as_str()), Some(media));
        }
    }
}
