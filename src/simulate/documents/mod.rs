//! The papers that prove a delivery, drawn here so that the demo world needs no files and no two machines differ in a byte: a receipt as
//! PDF, a signature as PNG, a photo at the door as JPEG, a scanned receipt as TIFF.

mod canvas;
mod font;
mod pdf;
mod photo;
mod scan;
mod signature;

use std::sync::{Arc, OnceLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// In which form a proof comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    Pdf,
    Png,
    Jpeg,
    Tiff,
}

/// What a receipt says.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    pub carrier: String,
    /// Number of the receipt.
    pub number: u32,
    /// Names and values in the head: shipment, tracking, order.
    pub references: Vec<(&'static str, String)>,
    pub from: Vec<String>,
    pub to: Vec<String>,
    /// Text, pieces, weight.
    pub rows: Vec<[String; 3]>,
    pub signer: String,
    /// When it was signed, on the clocks of the place.
    pub signed: String,
}

/// The papers drawn so far. Photos repeat: there are a few of them, each drawn once.
#[derive(Debug, Default)]
pub struct Album {
    photos: [OnceLock<Arc<str>>; photo::VARIANTS],
}

impl Paper {
    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
        }
    }

    /// What it is: what is signed is the proof itself; a photo is a photo.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Pdf | Self::Tiff | Self::Png => "pod",
            Self::Jpeg => "photo",
        }
    }
}

impl Album {
    /// The bytes of a paper, in base64. At most 200 kB.
    pub fn paper(&self, paper: Paper, receipt: &Receipt) -> Arc<str> {
        match paper {
            Paper::Pdf => STANDARD.encode(pdf::receipt(receipt)).into(),
            Paper::Png => STANDARD.encode(signature::drawn(receipt)).into(),
            Paper::Tiff => STANDARD.encode(scan::receipt(receipt)).into(),
            Paper::Jpeg => self.photo(receipt.number),
        }
    }

    /// A photo at the door, in base64.
    pub fn photo(&self, number: u32) -> Arc<str> {
        let variant = usize::try_from(number).unwrap_or(0) % photo::VARIANTS;
        let draw = || STANDARD.encode(photo::at_the_door(u64::from(number) % photo::VARIANTS as u64)).into();
        self.photos.get(variant).map_or_else(draw, |kept| Arc::clone(kept.get_or_init(draw)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Receipt {
        Receipt {
            carrier: "DSV Road".into(),
            number: 4_711,
            references: vec![("Shipment", "SHP-20001".into()), ("PRO", "11422093471".into()), ("Order", "4711".into())],
            from: vec!["Venlo DC".into(), "Columbusweg 12".into(), "5928 LX Venlo NL".into()],
            to: vec!["Nordlys Interiør (2)".into(), "Storgata 7".into(), "0154 Oslo NO".into()],
            rows: vec![["Display stand, oak".into(), "2".into(), "48.6 kg".into()]],
            signer: "L. de Vries".into(),
            signed: "2026-05-13 10:21".into(),
        }
    }

    fn bytes(paper: Paper) -> Vec<u8> {
        STANDARD.decode(&*Album::default().paper(paper, &example())).unwrap()
    }

    #[test]
    fn the_receipt_is_a_pdf_whose_table_points_at_its_objects() {
        let bytes = bytes(Paper::Pdf);
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.starts_with("%PDF-1.4") && text.trim_end().ends_with("%%EOF"));
        let start: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        let from = |offset: usize| text.get(offset..).unwrap();
        assert!(from(start).starts_with("xref\n0 7\n"));
        for (i, entry) in from(start).lines().skip(3).take(6).enumerate() {
            let offset: usize = entry.get(..10).unwrap().parse().unwrap();
            assert!(from(offset).starts_with(&format!("{} 0 obj", i + 1)), "{entry}");
        }
        let stream = text.find("stream\n").unwrap() + 7;
        let length: usize = text.split("/Length ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(from(stream + length).starts_with("\nendstream"));
        assert!(text.contains("/Root 1 0 R") && text.contains("Display stand, oak"));
        assert!(text.contains("Nordlys Interi\\370r \\(2\\)"), "Latin-1 and brackets are escaped");
        assert!(text.contains(" c\n"), "the signature is drawn");
    }

    #[test]
    fn pictures_are_what_they_say_and_can_be_read() {
        for (paper, format) in [
            (Paper::Png, image::ImageFormat::Png),
            (Paper::Jpeg, image::ImageFormat::Jpeg),
            (Paper::Tiff, image::ImageFormat::Tiff),
        ] {
            let bytes = bytes(paper);
            assert!(bytes.len() < 150_000, "{paper:?}: {}", bytes.len());
            assert_eq!(image::guess_format(&bytes).unwrap(), format);
            let picture = image::load_from_memory(&bytes).unwrap().to_luma8();
            let dark = picture.pixels().filter(|pixel| pixel.0[0] < 90).count();
            assert!(dark > 300, "{paper:?} shows something");
        }
    }

    #[test]
    fn the_same_paper_has_the_same_bytes() {
        for paper in [Paper::Pdf, Paper::Png, Paper::Jpeg, Paper::Tiff] {
            assert_eq!(bytes(paper), bytes(paper));
        }
        assert_ne!(Album::default().photo(1), Album::default().photo(2));
    }
}
