//! What a driver photographs: a parcel on the mat before a door. A few variants of wall, door, parcel and light.

use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder};

use super::canvas::{BLACK, Canvas, Colour};
use crate::simulate::chance::Chance;

/// How many photos there are.
pub const VARIANTS: usize = 6;

const WIDTH: i64 = 480;
const HEIGHT: i64 = 360;
/// Where the wall meets the floor.
const FLOOR: i64 = 262;
const WALLS: &[Colour] = &[[176, 98, 78], [206, 196, 178], [148, 158, 164], [188, 176, 150]];
const DOORS: &[Colour] = &[[46, 74, 98], [86, 52, 40], [58, 88, 66], [112, 38, 44], [74, 76, 82]];
const CARDBOARD: &[Colour] = &[[186, 142, 92], [196, 154, 106], [172, 128, 82]];

/// The photo of that number, as JPEG.
pub fn at_the_door(number: u64) -> Vec<u8> {
    let mut chance = Chance::new(number.wrapping_mul(977).wrapping_add(5));
    let mut canvas = Canvas::new(480, 360, *chance.pick(WALLS));
    wall(&mut canvas);
    canvas.fill((0, FLOOR), (WIDTH, HEIGHT - FLOOR), [134, 130, 124]);
    for y in (FLOOR..HEIGHT).step_by(26) {
        canvas.shade((0, y), (WIDTH, 2), -24);
    }
    let door = chance.between(120, 190);
    draw_door(&mut canvas, door, *chance.pick(DOORS));
    canvas.fill((door - 14, FLOOR + 24), (178, 46), [70, 62, 54]);
    canvas.shade((door - 6, FLOOR + 30), (162, 34), 14);
    let left = door + chance.between(-20, 60);
    parcel(&mut canvas, left, chance.between(78, 118), *chance.pick(CARDBOARD));
    light(&mut canvas, &mut chance);
    let mut bytes = Vec::new();
    let (width, height) = canvas.sheet.dimensions();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 78);
    let written = encoder.write_image(canvas.sheet.as_raw(), width, height, ExtendedColorType::Rgb8);
    debug_assert!(written.is_ok(), "memory takes every picture");
    bytes
}

/// Courses of bricks.
fn wall(canvas: &mut Canvas) {
    for (course, y) in (0_i64..).zip((0..FLOOR).step_by(16)) {
        canvas.shade((0, y), (WIDTH, 2), -22);
        for x in (course % 2 * 20..WIDTH).step_by(40) {
            canvas.shade((x, y), (2, 16.min(FLOOR - y)), -22);
        }
    }
}

fn draw_door(canvas: &mut Canvas, x: i64, colour: Colour) {
    canvas.fill((x - 8, 22), (166, FLOOR - 22), [226, 224, 218]);
    canvas.fill((x, 30), (150, FLOOR - 30), colour);
    for (across, down, height) in [(16, 46, 84), (84, 46, 84), (16, 148, 96), (84, 148, 96)] {
        canvas.shade((x + across, down), (50, height), -18);
        canvas.shade((x + across + 3, down + 3), (44, height - 6), 26);
    }
    canvas.dab((136.0 + super::canvas::real(x), 158.0), 6.0, [206, 178, 96]);
}

fn parcel(canvas: &mut Canvas, x: i64, height: i64, colour: Colour) {
    let (width, depth) = (height * 3 / 2, height / 3);
    let top = FLOOR + 58 - height;
    canvas.shade((x + 10, FLOOR + 50), (width + 20, 16), -46);
    canvas.fill((x, top), (width, height), colour);
    // The lid, seen from above: a band that leans.
    for row in 0..depth {
        let lean = (depth - row) / 2;
        canvas.fill((x + lean, top - depth + row), (width, 1), colour);
        canvas.shade((x + lean, top - depth + row), (width, 1), 20);
        canvas.shade((x + width / 2 - 9 + lean, top - depth + row), (18, 1), -30);
    }
    canvas.shade((x + width - 6, top), (6, height), -26);
    canvas.shade((x + width / 2 - 9, top), (18, height / 3), -30);
    let label = (x + 12, top + height / 3);
    canvas.fill(label, (58, height / 2), [244, 244, 240]);
    for (i, bar) in (0_i64..).zip([2, 1, 3, 1, 1, 2, 3, 1, 2, 1, 3, 2]) {
        canvas.fill((label.0 + 6 + i * 4, label.1 + 5), (bar, height / 6), BLACK);
    }
    for line in 0..3 {
        canvas.fill((label.0 + 6, label.1 + height / 6 + 10 + line * 5), (44 - line * 9, 2), [90, 90, 94]);
    }
}

/// Shade from one corner and the grain of a small lens.
fn light(canvas: &mut Canvas, chance: &mut Chance) {
    for band in 0..12 {
        canvas.shade((band * 40, 0), (40, HEIGHT), i16::try_from(14 - band * 3).unwrap_or(0));
    }
    for _ in 0..9_000 {
        let (at, by) = ((chance.between(0, WIDTH - 1), chance.between(0, HEIGHT - 1)), chance.between(-12, 12));
        canvas.shade(at, (1, 1), i16::try_from(by).unwrap_or(0));
    }
}
