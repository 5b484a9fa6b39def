//! A receipt as an office scans it: grey, a little dirty, TIFF.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

use super::{
    Receipt,
    canvas::{BLACK, Canvas},
    signature,
};
use crate::simulate::chance::Chance;

/// The receipt. Uncompressed, hence small.
pub fn receipt(receipt: &Receipt) -> Vec<u8> {
    let mut canvas = Canvas::new(300, 390, [244, 243, 240]);
    let mut chance = Chance::new(u64::from(receipt.number));
    for _ in 0..900 {
        canvas.dot(chance.between(0, 299), chance.between(0, 389), [214, 212, 208]);
    }
    canvas.text((20, 18), 2, BLACK, "DELIVERY RECEIPT");
    canvas.text((20, 40), 1, BLACK, &format!("{}  NO. {:06}", receipt.carrier, receipt.number));
    canvas.fill((20, 54), (260, 1), BLACK);
    let mut y = 64;
    for (name, value) in &receipt.references {
        canvas.text((20, y), 1, BLACK, &format!("{name:<10} {value}"));
        y += 12;
    }
    y += 8;
    for line in &receipt.to {
        canvas.text((20, y), 1, BLACK, line);
        y += 12;
    }
    y += 10;
    for [text, pieces, weight] in &receipt.rows {
        canvas.text((20, y), 1, BLACK, text);
        canvas.text((196, y), 1, BLACK, pieces);
        canvas.text((226, y), 1, BLACK, weight);
        canvas.fill((20, y + 11), (260, 1), [120, 120, 120]);
        y += 18;
    }
    signature::draw(&mut canvas, (30.0, 340.0), (200.0, 58.0), &receipt.signer);
    canvas.fill((20, 346), (220, 1), BLACK);
    canvas.text((20, 354), 1, BLACK, &format!("SIGNED BY {}", receipt.signer));
    canvas.text((20, 368), 1, BLACK, &receipt.signed);
    let mut bytes = Cursor::new(Vec::new());
    let grey = DynamicImage::ImageRgb8(canvas.sheet).into_luma8();
    let written = grey.write_to(&mut bytes, ImageFormat::Tiff);
    debug_assert!(written.is_ok(), "memory takes every picture");
    bytes.into_inner()
}
