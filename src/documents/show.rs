//! Pictures that browsers do not show, or not as they stand, as pictures that they do.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::{DocumentError, Media};

/// Largest side of a picture, in pixels: a fax of a page at 600 dpi has 5,100 by 6,600.
const MAX_SIDE: u32 = 8_000;
/// Most memory that decoding one picture may take.
const MAX_MEMORY: u64 = 256 << 20;

/// A TIFF (its first page) or a GIF (its first picture, on white) as PNG. Bounded in size and memory, because a small file can
/// unfold into a large picture.
pub(super) fn png(bytes: &[u8], media: Media) -> Result<Vec<u8>, DocumentError> {
    let failed = |error: image::ImageError| DocumentError::NotShowable(error.to_string());
    let format = match media {
        Media::Gif => ImageFormat::Gif,
        _ => ImageFormat::Tiff,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let picture = on_white(reader.decode().map_err(failed)?);
    // PNG has no 32-bit samples; what a scanner or fax sends fits in eight.
    let picture =
        if picture.color().has_color() { picture.to_rgb8().into() } else { DynamicImage::from(picture.to_luma8()) };
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}

/// What can be seen through is seen on paper: a signature is dark ink on nothing.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut pixels = picture.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [.., alpha] = pixel.0.map(u16::from);
        pixel.0 = pixel.0.map(|part| {
            let mixed = (u16::from(part) * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        });
    }
    pixels.into()
}
