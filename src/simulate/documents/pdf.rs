//! A delivery receipt as PDF 1.4: one page, the two Helveticas that every reader has, lines, and a signature as vector strokes.

use std::fmt::Write as _;

use super::{Receipt, signature};

const LEFT: f64 = 56.0;
const RIGHT: f64 = 539.0;

/// The receipt.
pub fn receipt(receipt: &Receipt) -> Vec<u8> {
    document(&page(receipt), &format!("Delivery receipt {:06}", receipt.number))
}

/// A document of one A4 page with that content. Everything in it is ASCII, so that lengths are byte offsets.
fn document(content: &str, title: &str) -> Vec<u8> {
    let font = |name| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        font("Helvetica"),
        font("Helvetica-Bold"),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R /Info << /Title ({}) >> >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1,
        escaped(title)
    );
    out.into_bytes()
}

fn page(receipt: &Receipt) -> String {
    let mut page = Page::default();
    page.text(LEFT, 780.0, "F2", 20.0, "Delivery receipt");
    page.text(LEFT, 760.0, "F1", 11.0, &receipt.carrier);
    page.text(430.0, 780.0, "F2", 12.0, &format!("No. {:06}", receipt.number));
    page.line(LEFT, 748.0, RIGHT, 748.0, 1.2);
    let mut y = 726.0;
    for (name, value) in &receipt.references {
        page.text(LEFT, y, "F1", 9.0, name);
        page.text(150.0, y, "F2", 10.0, value);
        y -= 15.0;
    }
    y -= 10.0;
    page.block(LEFT, y, "From", &receipt.from);
    page.block(310.0, y, "To", &receipt.to);
    y -= 92.0;
    y = page.table(y, &receipt.rows);
    y -= 34.0;
    page.text(LEFT, y, "F1", 10.0, "Received complete and in good condition, unless noted above.");
    page.sign(y - 92.0, receipt);
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    fn text(&mut self, x: f64, y: f64, font: &str, size: f64, text: &str) {
        let _ = writeln!(self.out, "BT /{font} {size} Tf {x:.1} {y:.1} Td ({}) Tj ET", escaped(text));
    }

    fn line(&mut self, x: f64, y: f64, to_x: f64, to_y: f64, width: f64) {
        let _ = writeln!(self.out, "{width} w {x:.1} {y:.1} m {to_x:.1} {to_y:.1} l S");
    }

    fn block(&mut self, x: f64, top: f64, title: &str, lines: &[String]) {
        self.text(x, top, "F1", 9.0, title);
        let mut y = top - 15.0;
        for line in lines {
            self.text(x, y, "F2", 11.0, line);
            y -= 15.0;
        }
    }

    /// Head, rows and rules; returns where it ends.
    fn table(&mut self, top: f64, rows: &[[String; 3]]) -> f64 {
        let columns = [LEFT, 380.0, 460.0];
        let _ = writeln!(self.out, "0.93 g {LEFT:.1} {:.1} {:.1} 20 re f 0 g", top - 6.0, RIGHT - LEFT);
        for (x, head) in columns.into_iter().zip(["Goods", "Pieces", "Weight"]) {
            self.text(x + 4.0, top, "F2", 9.5, head);
        }
        let mut y = top - 22.0;
        for row in rows {
            for (x, cell) in columns.into_iter().zip(row) {
                self.text(x + 4.0, y, "F1", 10.0, cell);
            }
            self.line(LEFT, y - 7.0, RIGHT, y - 7.0, 0.4);
            y -= 22.0;
        }
        y
    }

    fn sign(&mut self, y: f64, receipt: &Receipt) {
        self.out.push_str("q 0.10 0.16 0.42 RG 1.5 w 1 J 1 j\n");
        let place = |(x, up): (f64, f64)| format!("{:.1} {:.1}", LEFT + 12.0 + x * 180.0, y + 6.0 + up * 52.0);
        for stroke in signature::strokes(&receipt.signer) {
            let _ = writeln!(self.out, "{} m", place(stroke.from));
            for [a, b, to] in stroke.curves {
                let _ = writeln!(self.out, "{} {} {} c", place(a), place(b), place(to));
            }
            self.out.push_str("S\n");
        }
        self.out.push_str("Q\n");
        self.line(LEFT, y, 300.0, y, 0.8);
        self.text(LEFT, y - 14.0, "F1", 9.0, &format!("Signed by {}", receipt.signer));
        self.text(330.0, y - 14.0, "F1", 9.0, &format!("Signed at {}", receipt.signed));
    }
}

/// A text as a string of PDF in the encoding of Windows: brackets escaped, Latin-1 as octal, all else as a question mark.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            '\u{a0}'..='\u{ff}' => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
            _ => out.push('?'),
        }
    }
    out
}
