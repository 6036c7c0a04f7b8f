//! Digests as something to read: the *knipselkrant*.
//!
//! What comes from the archive is never taken for markup, and characters that would move a cursor, turn the direction
//! of writing, or may not stand in XML become `�`. The feed is written by hand: it has the same texts and the same
//! escapes as the page, so a library for feeds would add a dependency and take nothing away.

mod text;

use std::fmt::Write as _;

use self::text::{in_markdown, in_xml, percent, web_address};
use crate::query::Language;
use crate::wire::{DigestObject, HighlightObject, HitObject, SnippetObject};

/// How digests are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFormat {
    /// `CommonMark`.
    Markdown,
    /// A page of its own.
    Html,
    /// One [`DigestObject`] a line.
    Json,
    /// A feed with an entry for each article (RFC 4287).
    Atom,
}

/// Writes digests as one document: the head, each digest, the tail.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    format: PageFormat,
    dutch: bool,
}

impl PageFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Html, Self::Json, Self::Atom];

    /// The name, as it stands in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
            Self::Atom => "atom",
        }
    }

    /// What a file of this format ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Atom => "xml",
        }
    }
}

impl Page {
    /// A document whose last digest is `last`.
    pub fn new(format: PageFormat, last: &DigestObject) -> Self {
        Self { format, dutch: last.language == Language::Dutch.code() }
    }

    /// What comes before the first digest.
    pub fn head(self, last: &DigestObject) -> String {
        let title = self.word("Knipselkrant", "Press digest");
        let language = self.word("nl", "en");
        match self.format {
            PageFormat::Markdown | PageFormat::Json => String::new(),
            PageFormat::Html => format!(
                "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n\
                 body {{ font: 1rem/1.5 serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}\n\
                 .about {{ color: #555; font-size: .9rem }}\n</style>\n</head>\n<body>\n"
            ),
            PageFormat::Atom => format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
                 xml:lang=\"{language}\">\n<id>urn:knipsel:alerts</id>\n<title>{title}</title>\n\
                 <updated>{}</updated>\n<author><name>knipsel</name></author>\n",
                in_xml(&last.created)
            ),
        }
    }

    /// The subject of a mail with a digest.
    pub(super) fn subject(self, digest: &DigestObject) -> String {
        format!("{} {}: {}", self.word("Knipselkrant", "Press digest"), digest.alert, self.count(digest))
    }

    /// A digest.
    pub fn digest(self, digest: &DigestObject) -> String {
        match self.format {
            PageFormat::Markdown => self.markdown(digest),
            PageFormat::Html => self.html(digest),
            // An object of texts and numbers can always be written.
            PageFormat::Json => serde_json::to_string(digest).unwrap_or_default() + "\n",
            PageFormat::Atom => digest.articles.iter().map(|hit| self.entry(digest, hit)).collect(),
        }
    }

    /// What comes behind the last digest.
    pub fn tail(self) -> &'static str {
        match self.format {
            PageFormat::Markdown | PageFormat::Json => "",
            PageFormat::Html => "</body>\n</html>\n",
            PageFormat::Atom => "</feed>\n",
        }
    }

    fn word(self, dutch: &'static str, english: &'static str) -> &'static str {
        if self.dutch { dutch } else { english }
    }

    fn markdown(self, digest: &DigestObject) -> String {
        let mut page = format!(
            "# {}: {}\n\n{}\n\n{}\n\n",
            self.word("Knipselkrant", "Press digest"),
            in_markdown(&digest.alert),
            in_markdown(&digest.restated),
            self.count(digest)
        );
        for hit in &digest.articles {
            let title = match passages(hit, "title").next() {
                Some(passage) => marked(passage, in_markdown, "**", "**"),
                None => in_markdown(&hit.about.title),
            };
            let title = match hit.about.url.as_deref().and_then(web_address) {
                Some(address) => format!("[{title}](<{address}>)"),
                None => title,
            };
            let _ = write!(page, "## {title}\n\n{}\n\n", in_markdown(&self.about(hit)));
            for passage in passages(hit, "text") {
                let _ = write!(page, "> {}\n\n", marked(passage, in_markdown, "**", "**"));
            }
        }
        page
    }

    fn html(self, digest: &DigestObject) -> String {
        let mut page = format!(
            "<h1>{}</h1>\n<p>{}</p>\n<p>{}</p>\n",
            in_xml(&digest.alert),
            in_xml(&digest.restated),
            self.count(digest)
        );
        for hit in &digest.articles {
            let title = html_title(hit);
            let title = match hit.about.url.as_deref().and_then(web_address) {
                Some(address) => format!("<a href=\"{}\" rel=\"noopener\">{title}</a>", in_xml(&address)),
                None => title,
            };
            let _ = write!(page, "<article>\n<h2>{title}</h2>\n{}</article>\n", self.html_body(hit));
        }
        page
    }

    fn entry(self, digest: &DigestObject, hit: &HitObject) -> String {
        let link = match hit.about.url.as_deref().and_then(web_address) {
            Some(address) => format!("<link href=\"{}\"/>\n", in_xml(&address)),
            None => String::new(),
        };
        format!(
            "<entry>\n<id>urn:knipsel:{}:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n{link}<category \
             term=\"{}\"/>\n<content type=\"html\">{}</content>\n</entry>\n",
            percent(&digest.alert),
            percent(&hit.about.id),
            in_xml(&hit.about.title),
            in_xml(&digest.created),
            in_xml(&digest.alert),
            in_xml(&self.html_body(hit)),
        )
    }

    fn html_body(self, hit: &HitObject) -> String {
        let mut body = format!("<p class=\"about\">{}</p>\n", in_xml(&self.about(hit)));
        for passage in passages(hit, "text") {
            let _ = writeln!(body, "<p>{}</p>", marked(passage, in_xml, "<mark>", "</mark>"));
        }
        body
    }

    fn count(self, digest: &DigestObject) -> String {
        match (digest.articles.len(), self.dutch) {
            (1, true) => "1 nieuw artikel".to_owned(),
            (1, false) => "1 new article".to_owned(),
            (many, true) => format!("{many} nieuwe artikelen"),
            (many, false) => format!("{many} new articles"),
        }
    }

    /// Date, newspaper, section and id.
    fn about(self, hit: &HitObject) -> String {
        let about = &hit.about;
        let date = about.date.as_deref().unwrap_or(self.word("zonder datum", "undated"));
        let parts = [Some(date), about.source.as_deref(), about.section.as_deref(), Some(&about.id)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

fn passages<'h>(hit: &'h HitObject, field: &'static str) -> impl Iterator<Item = &'h SnippetObject> {
    hit.snippets.iter().filter(move |passage| passage.field == field)
}

fn html_title(hit: &HitObject) -> String {
    match passages(hit, "title").next() {
        Some(passage) => marked(passage, in_xml, "<mark>", "</mark>"),
        None => in_xml(&hit.about.title),
    }
}

/// A passage in which what matched stands between two marks; `safe` makes the text so.
fn marked(passage: &SnippetObject, safe: fn(&str) -> String, open: &str, close: &str) -> String {
    let mut chars = passage.text.trim_end().chars();
    let mut shown = String::new();
    let mut at = 0;
    for HighlightObject { start, end, .. } in &passage.highlights {
        let before: String = chars.by_ref().take(start.saturating_sub(at)).collect();
        let inside: String = chars.by_ref().take(end - start).collect();
        // A passage may begin with white space, which is no text.
        shown.push_str(&safe(if at == 0 { before.trim_start() } else { &before }));
        let _ = write!(shown, "{open}{}{close}", safe(&inside));
        at = *end;
    }
    let rest: String = chars.collect();
    shown.push_str(&safe(if at == 0 { rest.trim_start() } else { &rest }));
    shown
}
