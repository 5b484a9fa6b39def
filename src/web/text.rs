//! What people type, as it is kept: bounded, without blanks around it and without control characters; lines stay.

/// The text as it is kept; it may be empty.
///
/// # Errors
/// How many characters there are, when more than `longest`.
pub(super) fn clean(text: &str, longest: usize) -> Result<String, usize> {
    let lines = text.replace("\r\n", "\n");
    let clean: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = clean.trim();
    match clean.chars().count() {
        count if count > longest => Err(count),
        _ => Ok(clean.to_owned()),
    }
}
