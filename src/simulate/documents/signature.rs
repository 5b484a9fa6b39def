//! A signature: strokes that a name decides, the same on every paper that the same person signs.

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

use super::{
    Receipt,
    canvas::{BLACK, Canvas, INK},
};
use crate::simulate::chance::Chance;

/// One movement of the pen; positions are shares of the field, the second counts upwards.
pub struct Stroke {
    pub from: (f64, f64),
    /// Two control points and an end each.
    pub curves: Vec<[(f64, f64); 3]>,
}

/// The strokes of that person.
pub fn strokes(name: &str) -> Vec<Stroke> {
    let seed = name.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(131).wrapping_add(u64::from(byte)));
    let mut chance = Chance::new(seed);
    let mut share = |from: i32, to: i32| {
        f64::from(i32::try_from(chance.between(i64::from(from), i64::from(to))).unwrap_or(0)) / 100.0
    };
    let mut strokes = Vec::new();
    let mut x = 0.02;
    for (letters, width) in [(1, 0.16), (5, 0.11)] {
        let from = (x, share(20, 60));
        let mut curves = Vec::new();
        for letter in 0..letters {
            let high = if letter == 0 { share(80, 100) } else { share(30, 75) };
            let low = share(0, 22);
            curves.push([(x + width * 0.1, high), (x + width * 0.7, high), (x + width * 0.55, share(25, 45))]);
            curves.push([(x + width * 0.4, low), (x + width * 0.8, low), (x + width, share(18, 40))]);
            x += width;
        }
        strokes.push(Stroke { from, curves });
        x += 0.03;
    }
    let under = share(2, 12);
    strokes.push(Stroke {
        from: (0.12, under),
        curves: vec![[(0.4, under + 0.1), (0.6, under - 0.08), (0.95, under + 0.12)]],
    });
    strokes
}

/// Draws the strokes into a field of a sheet; `y` is its lower edge.
pub fn draw(canvas: &mut Canvas, (x, y): (f64, f64), (width, height): (f64, f64), name: &str) {
    let place = |(across, up): (f64, f64)| (x + across * width, y - up * height);
    for stroke in strokes(name) {
        let mut from = stroke.from;
        for [a, b, to] in stroke.curves {
            for i in 0..=120 {
                let t = f64::from(i) / 120.0;
                let mix = |p: f64, q: f64, r: f64, s: f64| {
                    let u = 1.0 - t;
                    u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
                };
                let point = (mix(from.0, a.0, b.0, to.0), mix(from.1, a.1, b.1, to.1));
                canvas.dab(place(point), 1.6, INK);
            }
            from = to;
        }
    }
}

/// What a driver's handheld keeps: the signature over a line, with name and time, as PNG.
pub fn drawn(receipt: &Receipt) -> Vec<u8> {
    let mut canvas = Canvas::new(420, 170, [252, 252, 250]);
    draw(&mut canvas, (36.0, 112.0), (300.0, 88.0), &receipt.signer);
    canvas.fill((24, 122), (372, 2), [150, 150, 155]);
    canvas.text((24, 132), 2, BLACK, &receipt.signer);
    canvas.text((24, 152), 1, BLACK, &format!("{}  {}", receipt.carrier, receipt.signed));
    let mut bytes = Vec::new();
    let (width, height) = canvas.sheet.dimensions();
    let written =
        PngEncoder::new(&mut bytes).write_image(canvas.sheet.as_raw(), width, height, ExtendedColorType::Rgb8);
    debug_assert!(written.is_ok(), "memory takes every picture");
    bytes
}
