//! Words over a lane.

use app::model::{Anchor, Label};

/// Width of one character of a label, in percent of a track of ordinary width.
const CHARACTER: f64 = 0.75;
/// The same of the track of a telephone: near an edge a word turns inwards, so that it is not cut off there.
const ON_A_PHONE: f64 = 1.9;
/// Room between two labels.
const GAP: f64 = 1.0;

/// Words that do not stand on each other; who comes first stays.
#[derive(Default)]
pub struct Labels(Vec<Label>);

impl Labels {
    /// Those that found a place.
    pub fn placed(self) -> Vec<Label> {
        self.0
    }

    /// Puts a word at `x`, centred or to one side, if there is room for it.
    pub fn put(&mut self, x: f64, text: String, class: &'static str) {
        #[expect(clippy::cast_precision_loss, reason = "labels are short")]
        let half = text.chars().count() as f64 * ON_A_PHONE / 2.0;
        let anchor = if x < half {
            Anchor::Start
        } else if x > 100.0 - half {
            Anchor::End
        } else {
            Anchor::Middle
        };
        let others = if x < 50.0 { [Anchor::Start, Anchor::End] } else { [Anchor::End, Anchor::Start] };
        for anchor in [anchor].into_iter().chain(others) {
            let label = Label { x, anchor, text: text.clone(), class };
            let (from, to) = extent(&label);
            let fits = from >= -GAP && to <= 100.0 + GAP;
            if fits && self.0.iter().map(extent).all(|(start, end)| to + GAP < start || from > end + GAP) {
                self.0.push(label);
                return;
            }
        }
    }
}

fn extent(label: &Label) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "labels are short")]
    let width = label.text.chars().count() as f64 * CHARACTER;
    match label.anchor {
        Anchor::Start => (label.x, label.x + width),
        Anchor::Middle => (label.x - width / 2.0, label.x + width / 2.0),
        Anchor::End => (label.x - width, label.x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_stand_on_each_other() {
        let mut labels = Labels::default();
        labels.put(50.0, "Delivered".into(), "t-good");
        labels.put(49.0, "Memphis".into(), "soft");
        labels.put(50.0, "Dallas".into(), "soft");
        labels.put(0.0, "Picked up".into(), "");
        labels.put(100.0, "Thu 16:00".into(), "");
        let kept: Vec<_> = labels.0.iter().map(|label| (label.text.as_str(), label.anchor)).collect();
        assert_eq!(kept, [("Delivered", Anchor::Middle), ("Picked up", Anchor::Start), ("Thu 16:00", Anchor::End)]);
    }
}
