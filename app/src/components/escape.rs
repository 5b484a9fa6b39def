//! Text as it may stand in a document, wherever we write markup as text ourselves. Views escape by themselves, but not
//! the title of a page, nor what stands in a `textarea`: use [`Escaped`] there.

use std::fmt::{self, Write as _};

/// Text that can stand between tags and in attributes, in quotes of either kind.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_can_end_what_it_stands_in() {
        assert_eq!(Escaped("a<b>&\"'é").to_string(), "a&lt;b&gt;&amp;&quot;&#39;é");
    }
}
