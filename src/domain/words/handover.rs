//! Who took the goods, and where they were left.

use crate::domain::{
    event::DocumentKind,
    view::{DocumentView, View},
};

/// What is known of the handover of what was delivered last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handover {
    /// Who signed.
    pub signed_by: Option<String>,
    /// Who took the goods without a signature.
    pub received_by: Option<String>,
    /// Where they were left or handed over: `front door`.
    pub left_at: Option<String>,
}

impl Handover {
    /// Of an order.
    pub fn of(view: &View) -> Self {
        Self::told(view.shipments.iter().flat_map(|shipment| &shipment.documents).chain(&view.documents))
    }

    /// As these documents tell it.
    pub fn told<'a>(documents: impl Iterator<Item = &'a DocumentView> + Clone) -> Self {
        let latest = |name: fn(&DocumentView) -> Option<&str>| {
            let named = documents.clone().filter_map(|document| {
                let name = name(document).map(str::trim).filter(|name| !name.is_empty())?;
                Some((document.at.micros, document.event, name.to_owned()))
            });
            named.max().map(|(_, _, name)| name)
        };
        Self {
            signed_by: latest(|one| one.signed_by.as_deref().filter(|_| bears_signature(one))),
            received_by: latest(|one| one.received_by.as_deref()),
            left_at: latest(|one| one.left_at.as_deref()).map(|place| plain(&place)),
        }
    }

    /// `Signed for by D. Ortiz`, `Received by GARCIA (neighbor)`, `Left at: front door`.
    pub fn short(&self) -> Option<String> {
        match (&self.signed_by, &self.received_by, &self.left_at) {
            (Some(by), ..) => Some(format!("Signed for by {by}")),
            (None, Some(by), Some(place)) => Some(format!("Received by {by} ({place})")),
            (None, Some(by), None) => Some(format!("Received by {by}")),
            (None, None, Some(place)) => Some(format!("Left at: {place}")),
            (None, None, None) => None,
        }
    }

    /// The same in a note beside other facts: `Signed by D. Ortiz`.
    pub fn noted(&self) -> Option<String> {
        let signed = self.signed_by.as_ref().map(|by| format!("Signed by {by}"));
        signed.or_else(|| self.short())
    }

    /// The same for the customer: `D. Ortiz signed for it.`
    pub fn spoken(&self) -> Option<String> {
        match (&self.signed_by, &self.received_by, &self.left_at) {
            (Some(by), ..) => Some(format!("{by} signed for it.")),
            (None, Some(by), Some(place)) => Some(format!("It was received by {by} ({place}).")),
            (None, Some(by), None) => Some(format!("It was received by {by}.")),
            (None, None, Some(place)) => Some(format!("It was left at: {place}.")),
            (None, None, None) => None,
        }
    }
}

fn bears_signature(document: &DocumentView) -> bool {
    matches!(document.document, DocumentKind::Pod | DocumentKind::Signature)
}

/// Senders write such places like titles or shout them: `Front Door`, `DOCK`. Up to three capitals may be an abbreviation and stay.
fn plain(place: &str) -> String {
    let word = |word: &str| {
        let shouts = word.chars().all(|c| !c.is_lowercase());
        if shouts && word.chars().count() <= 3 { word.to_owned() } else { word.to_lowercase() }
    };
    place.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_says_most_and_nobody_is_said_to_have_signed_who_only_took_it() {
        let some = |text: &str| Some(text.to_owned());
        let taken = Handover { signed_by: None, received_by: some("GARCIA"), left_at: some("neighbor") };
        assert_eq!(taken.short(), some("Received by GARCIA (neighbor)"));
        assert_eq!(taken.spoken(), some("It was received by GARCIA (neighbor)."));
        let left = Handover { left_at: some("front door"), ..Handover::default() };
        assert_eq!(left.short(), some("Left at: front door"));
        let signed = Handover { signed_by: some("D. Ortiz"), ..left };
        assert_eq!(signed.short(), some("Signed for by D. Ortiz"));
        assert_eq!(signed.noted(), some("Signed by D. Ortiz"));
        assert_eq!(Handover::default().short(), None);
    }

    #[test]
    fn places_are_said_in_plain_letters() {
        assert_eq!(plain("Front Door"), "front door");
        assert_eq!(plain("DOCK"), "dock");
        assert_eq!(plain("UPS  Access Point"), "UPS access point");
    }
}
