//! What somebody typed or pasted, as the numbers to look for.

use crate::domain::reference::normalise_text;

/// More pasted numbers than this are not looked for.
const MOST: usize = 20;

/// The ways to read a query, the likeliest first: as one number or name whatever blanks it has; as several numbers parted
/// by commas or lines; as several parted by blanks.
pub fn readings(text: &str) -> Vec<Vec<String>> {
    let several = |parted: &dyn Fn(char) -> bool| {
        let mut norms: Vec<String> = Vec::new();
        for norm in text.split(parted).map(norm).filter(|norm| !norm.is_empty()) {
            if !norms.contains(&norm) {
                norms.push(norm);
            }
        }
        norms.truncate(MOST);
        norms
    };
    let mut readings = vec![several(&|_| false)];
    for parts in [
        several(&|c| matches!(c, ',' | ';' | '\n' | '\t' | '|')),
        several(&|c| c.is_whitespace() || matches!(c, ',' | ';' | '|')),
    ] {
        if !readings.contains(&parts) {
            readings.push(parts);
        }
    }
    readings.retain(|reading| !reading.is_empty());
    readings
}

/// The normal form; document numbers are matched without their leading zeros.
fn norm(text: &str) -> String {
    let norm = normalise_text(text);
    let trimmed = norm.trim_start_matches('0');
    if !trimmed.is_empty() && norm.len() == 10 && norm.bytes().all(|byte| byte.is_ascii_digit()) {
        trimmed.to_owned()
    } else {
        norm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_in_a_number_do_not_part_it_unless_nothing_is_called_so() {
        assert_eq!(readings(" 1z 999-aa1 "), [vec!["1Z999AA1".to_owned()], vec!["1Z".to_owned(), "999AA1".to_owned()]]);
        assert_eq!(readings("4711"), [vec!["4711".to_owned()]]);
        assert_eq!(readings("4711, 4712")[1], ["4711", "4712"]);
        assert_eq!(readings("4711, 4711")[1], ["4711"], "the same number twice is one");
        assert!(readings(" , ").len() <= 1);
    }

    #[test]
    fn ten_digits_with_leading_zeros_are_a_document_number() {
        assert_eq!(readings("0000004711"), [vec!["4711".to_owned()]]);
        assert_eq!(readings("004711"), [vec!["004711".to_owned()]]);
    }
}
