//! Pictures that browsers do not show, as pictures that they do.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use super::DocumentError;

/// Largest side of a picture, in pixels: a fax of a page at 600 dpi has 5,100 by 6,600.
const MAX_SIDE: u32 = 8_000;
/// Most memory that decoding one picture may take.
const MAX_MEMORY: u64 = 256 << 20;

/// A TIFF (its first page) as PNG. Bounded in size and memory, because a small file can unfold into a large picture.
pub(super) fn png_of_tiff(tiff: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let failed = |error: image::ImageError| DocumentError::NotShowable(error.to_string());
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(tiff), ImageFormat::Tiff);
    reader.limits(limits);
    let picture = reader.decode().map_err(failed)?;
    // PNG has no 32-bit samples; what a scanner or fax sends fits in eight.
    let picture = if picture.color().has_color() {
        picture.to_rgb8().into()
    } else {
        image::DynamicImage::from(picture.to_luma8())
    };
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}
