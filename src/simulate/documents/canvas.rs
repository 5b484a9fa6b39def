//! A grey or coloured sheet to draw on, where everything outside it is simply not drawn.

use image::{Pixel, Rgb, RgbImage};

use super::font;

/// A sheet.
pub struct Canvas {
    pub sheet: RgbImage,
}

pub type Colour = [u8; 3];
pub const INK: Colour = [28, 34, 74];
pub const BLACK: Colour = [30, 30, 32];

impl Canvas {
    /// A sheet of one colour.
    pub fn new(width: u32, height: u32, colour: Colour) -> Self {
        Self { sheet: RgbImage::from_pixel(width, height, Rgb(colour)) }
    }

    /// One dot.
    pub fn dot(&mut self, x: i64, y: i64, colour: Colour) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if let Some(pixel) = self.sheet.get_pixel_mut_checked(x, y) {
            *pixel = Rgb(colour);
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), colour: Colour) {
        for down in y..y + height {
            for across in x..x + width {
                self.dot(across, down, colour);
            }
        }
    }

    /// Makes everything in a rectangle darker or lighter by so much.
    pub fn shade(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), by: i16) {
        for down in y..y + height {
            for across in x..x + width {
                let (Ok(x), Ok(y)) = (u32::try_from(across), u32::try_from(down)) else { continue };
                if let Some(pixel) = self.sheet.get_pixel_mut_checked(x, y) {
                    pixel.apply(|channel| u8::try_from((i16::from(channel) + by).clamp(0, 255)).unwrap_or(channel));
                }
            }
        }
    }

    /// A round dab of a pen.
    pub fn dab(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour) {
        let reach = whole(radius) + 1;
        for down in -reach..=reach {
            for across in -reach..=reach {
                let (at_x, at_y) = (whole(x) + across, whole(y) + down);
                let (dx, dy) = (real(at_x) - x, real(at_y) - y);
                if dx * dx + dy * dy <= radius * radius {
                    self.dot(at_x, at_y, colour);
                }
            }
        }
    }

    /// A line of text in the small font, each of its dots `scale` wide.
    pub fn text(&mut self, (x, y): (i64, i64), scale: i64, colour: Colour, text: &str) {
        for (i, letter) in (0_i64..).zip(text.chars()) {
            for (down, row) in (0_i64..).zip(font::letter(letter)) {
                for across in 0..5_i64 {
                    if row >> (4 - across) & 1 == 1 {
                        let at = (x + (i * 6 + across) * scale, y + down * scale);
                        self.fill(at, (scale, scale), colour);
                    }
                }
            }
        }
    }
}

/// A small number without its fraction.
#[expect(clippy::cast_possible_truncation, reason = "sheets are a few hundred dots wide")]
pub fn whole(number: f64) -> i64 {
    number.round() as i64
}

/// A small number as a fraction's base.
#[expect(clippy::cast_precision_loss, reason = "sheets are a few hundred dots wide")]
pub fn real(number: i64) -> f64 {
    number as f64
}
