//! Reads a page as a browser's tokenizer does (HTML, 13.2.5), as far as pages need it: which elements and attributes
//! there are, and what is text. So a test sees whether a value became markup, wherever in the page it stands.

#![expect(clippy::string_slice, reason = "cut where something was just found")]

/// What a page consists of.
#[derive(Debug, Default)]
pub struct Page {
    /// Names of elements and attributes, lower case.
    pub names: Vec<String>,
    /// Texts and values of attributes, without their escapes.
    pub texts: Vec<String>,
    /// The addresses in `href`.
    pub links: Vec<String>,
    /// What no page of ours has: a value that does not stand in quotes, markup inside a title.
    pub faults: Vec<String>,
}

impl Page {
    pub fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            page.text(&rest[..at]);
            rest = &rest[at..];
            rest = match rest {
                comment if comment.starts_with("<!--") => after(comment, "-->"),
                other if other.starts_with("<!") => after(other, ">"),
                tag => page.tag(tag),
            };
        }
        page.text(rest);
        page
    }

    fn text(&mut self, escaped: &str) {
        if !escaped.trim().is_empty() {
            self.texts.push(plain(escaped));
        }
    }

    /// Reads a tag, and what stands in it where that is no markup; gives the rest.
    fn tag<'h>(&mut self, tag: &'h str) -> &'h str {
        let inner = tag[1..].trim_start_matches('/');
        let end = inner.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(inner.len());
        let name = inner[..end].to_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.faults.push(format!("a bare <: {}", tag.chars().take(60).collect::<String>()));
            return &tag[1..];
        }
        let rest = self.attributes(&inner[end..]);
        self.names.push(name.clone());
        let opens = !tag.starts_with("</");
        if opens && ["script", "style", "title", "textarea"].contains(&name.as_str()) {
            let close = format!("</{name}");
            let at = rest.find(&close).unwrap_or(rest.len());
            if rest[..at].contains('<') && name != "script" {
                self.faults.push(format!("markup in a {name}: {}", &rest[..at]));
            }
            self.text(&rest[..at]);
            return &rest[at..];
        }
        rest
    }

    fn attributes<'h>(&mut self, mut rest: &'h str) -> &'h str {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return rest;
            }
            if let Some(rest) = rest.strip_prefix('>') {
                return rest;
            }
            let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
            let name = rest[..end].to_lowercase();
            rest = &rest[end..];
            if let Some(value) = rest.strip_prefix('=') {
                let Some(quoted) = value.strip_prefix('"') else {
                    self.faults.push(format!("{name} has a value without quotes"));
                    return value;
                };
                let end = quoted.find('"').unwrap_or(quoted.len());
                let value = plain(&quoted[..end]);
                if name == "href" {
                    self.links.push(value.clone());
                }
                self.texts.push(value);
                rest = quoted[end..].strip_prefix('"').unwrap_or_default();
                if !rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/') {
                    self.faults.push(format!("something follows the value of {name} at once"));
                }
            }
            self.names.push(name);
        }
    }
}

fn after<'h>(text: &'h str, end: &str) -> &'h str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// Text without its escapes.
fn plain(escaped: &str) -> String {
    let mut text = escaped.to_owned();
    for (escape, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&nbsp;", "\u{a0}")]
    {
        text = text.replace(escape, letter);
    }
    text.replace("&amp;", "&")
}

#[test]
fn a_value_that_became_markup_is_seen() {
    let good = Page::read(r#"<!DOCTYPE html><title>a&lt;xb&gt;</title><p class="x" hidden>b &amp; c</p><br/>"#);
    assert_eq!(good.names, ["title", "title", "class", "hidden", "p", "p", "br"]);
    assert_eq!(good.texts, ["a<xb>", "x", "b & c"]);
    assert!(good.faults.is_empty(), "{good:?}");
    for bad in ["<title>a<xb></title>", "<a href=x>", r#"<a href="x"y">"#, "<p>1 < 2</p>"] {
        assert!(!Page::read(bad).faults.is_empty(), "{bad}");
    }
    assert!(Page::read("<p>a<xb></p>").names.contains(&"xb".to_owned()));
}
