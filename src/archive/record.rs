//! Makes articles of what the formats find, in one way for all of them.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use super::encoding::TextEncoding;
use super::fields::{Ranked, Role};
use super::paragraphs::{append_tidy, one_line};
use super::problem::{Problem, ProblemKind};
use super::{Options, Reading, SourceFile};
use crate::article::{Article, ArticleDate, ArticleId, DateFrom, RecordPlace, Title};
use crate::date::{self, NewsDate};
use crate::dutch::sentences;
use crate::error::Result;

/// A title that is made from the text is cut off after so many characters.
const MAX_DERIVED_TITLE_CHARS: usize = 120;

/// The fields of a record as its format found them, before they are tidied and checked.
pub(super) struct Draft<'t> {
    /// The line on which the record begins.
    line: u64,
    values: [Option<(u16, Cow<'t, str>)>; Role::ALL.len()],
    /// The role of a field that stands twice, with two values.
    doubled: Option<Role>,
}

impl<'t> Draft<'t> {
    pub(super) fn new(line: u64) -> Self {
        Self { line, values: [const { None }; Role::ALL.len()], doubled: None }
    }

    /// Keeps a value, unless it is empty or a field that is preferred for its role was seen before. Of two values of
    /// one field the first is kept.
    pub(super) fn offer(&mut self, (role, rank): Ranked, value: Cow<'t, str>) {
        if value.trim().is_empty() {
            return;
        }
        match &mut self.values[role as usize] {
            Some((other_rank, other)) if rank == *other_rank && value.trim() != other.trim() => {
                self.doubled = self.doubled.or(Some(role));
            }
            Some((other_rank, _)) if rank >= *other_rank => {}
            place => {
                *place = Some((rank, value));
                self.doubled = self.doubled.filter(|doubled| *doubled != role);
            }
        }
    }

    fn get(&self, role: Role) -> Option<&str> {
        self.values[role as usize].as_ref().map(|(_, value)| value.trim())
    }

    fn one_line(&self, role: Role) -> Option<String> {
        self.get(role).map(one_line)
    }
}

/// Where formats put what they find in a file.
pub(super) struct Sink<'a> {
    pub(super) options: &'a Options,
    relative: &'a str,
    archive_name: &'a str,
    encoding: Rc<Cell<TextEncoding>>,
    /// The date that the names of the file and its folders tell; looked up when first needed.
    path_date: OnceCell<Option<NewsDate>>,
    /// The ordinal of the next record. Bad records count too, so that mending one leaves the others' ids.
    ordinal: u64,
    text_bytes: u64,
    /// Whether a field that stands twice was told of: once a file is enough.
    told_of_double: bool,
    each: &'a mut dyn FnMut(Reading) -> Result<()>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(
        file: &'a SourceFile,
        encoding: Rc<Cell<TextEncoding>>,
        options: &'a Options,
        each: &'a mut dyn FnMut(Reading) -> Result<()>,
    ) -> Self {
        Self {
            options,
            relative: &file.relative,
            archive_name: &file.archive_name,
            encoding,
            path_date: OnceCell::new(),
            ordinal: 0,
            text_bytes: 0,
            told_of_double: false,
            each,
        }
    }

    /// The file's path inside the archive.
    pub(super) fn relative(&self) -> &str {
        self.relative
    }

    /// How many bytes of text the articles held.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// How many records there were, good and bad.
    pub(super) fn records(&self) -> u64 {
        self.ordinal
    }

    /// A problem in this file, for [`Sink::skip`].
    pub(super) fn problem(
        &self,
        kind: ProblemKind,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Problem {
        Problem::new(kind, self.relative, reason, hint)
    }

    /// Yields a record that is lost.
    pub(super) fn skip(&mut self, problem: Problem) -> Result<()> {
        self.ordinal += 1;
        (self.each)(Reading::Skipped(problem))
    }

    /// Yields something to know about the article before.
    fn warn(&mut self, problem: Problem) -> Result<()> {
        (self.each)(Reading::Warned(problem))
    }

    /// A record that is not text in the encoding of the file, and begins on line `line`.
    pub(super) fn undecodable(&self, record: &[u8], line: u64) -> Problem {
        let valid = record.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let line = line + valid.matches('\n').count() as u64;
        let byte = valid.len() - valid.rfind('\n').map_or(0, |at| at + 1) + 1;
        let encoding = self.encoding.get().as_str();
        let problem = match self.encoding.get() {
            TextEncoding::Utf8 => self.problem(
                ProblemKind::Encoding,
                format!("byte {byte} of the line is not valid UTF-8, which the rest of the file is"),
                "mend the line, or turn the whole file into UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE",
            ),
            _ => self.problem(
                ProblemKind::Encoding,
                format!("the line is not valid {encoding}, which the rest of the file is"),
                format!(
                    "mend the line, or turn the whole file into UTF-8: iconv -c -f {encoding} -t UTF-8 FILE"
                ),
            ),
        };
        problem.on_line(line)
    }

    /// A record over the limit.
    pub(super) fn too_long(&self, what: &str, line: u64, bytes: u64) -> Problem {
        let limit = self.options.max_line_bytes;
        self.problem(
            ProblemKind::TooLong,
            format!("the {what} is {bytes} bytes long, more than the limit of {limit}"),
            "give every article a record of its own; a real article is never this long",
        )
        .on_line(line)
    }

    /// Yields the article that a draft holds, or says why it holds none.
    pub(super) fn accept(&mut self, draft: &Draft<'_>) -> Result<()> {
        let mut text = String::new();
        let body = draft.get(Role::Text).unwrap_or_default();
        if let Some(lead) = draft.get(Role::Lead)
            && !body.starts_with(lead)
        {
            append_tidy(&mut text, lead);
        }
        append_tidy(&mut text, body);
        if text.is_empty() {
            let problem = self.problem(
                ProblemKind::NoText,
                "the record has no text",
                "fill in the field `text`, or name the field that holds it in knipsel.toml, under [fields]",
            );
            return self.skip(problem.on_line(draft.line));
        }
        let mut warnings = Vec::new();
        let date = match draft.get(Role::Date) {
            None => self.path_date().map(|date| ArticleDate { date, from: DateFrom::Path }),
            Some(value) => match NewsDate::read(value) {
                Ok(read) => {
                    warnings = read.warnings;
                    Some(ArticleDate { date: read.date, from: DateFrom::Record })
                }
                Err(error) => {
                    let hint = error.hint().unwrap_or("mend the date, or leave it out");
                    let problem = self.problem(ProblemKind::Date, error.to_string(), hint);
                    return self.skip(problem.on_line(draft.line));
                }
            },
        };
        let title = match draft.one_line(Role::Title) {
            Some(title) => Title { text: title, derived: false },
            None => Title { text: sentences::first_sentence(&text, MAX_DERIVED_TITLE_CHARS), derived: true },
        };
        let id = draft
            .get(Role::Id)
            .and_then(ArticleId::own)
            .unwrap_or_else(|| ArticleId::derived(self.archive_name, self.relative, self.ordinal));
        self.text_bytes += text.len() as u64;
        if !title.derived {
            self.text_bytes += title.text.len() as u64;
        }
        let article = Article {
            id,
            title,
            text,
            date,
            source: draft.one_line(Role::Source),
            author: draft.one_line(Role::Author),
            section: draft.one_line(Role::Section),
            url: draft.one_line(Role::Url),
            page: draft.one_line(Role::Page),
            language: draft.get(Role::Language).map(language_tag),
            record: RecordPlace { ordinal: self.ordinal, line: draft.line },
        };
        self.ordinal += 1;
        (self.each)(Reading::Article(Box::new(article)))?;
        for warning in warnings {
            let problem = self
                .problem(
                    ProblemKind::DateDoubt,
                    warning.to_string(),
                    "see which of the two is right and mend it",
                )
                .on_line(draft.line);
            self.warn(problem)?;
        }
        if let Some(role) = draft.doubled.filter(|_| !self.told_of_double) {
            self.told_of_double = true;
            let reason = format!(
                "the field for the {} stands twice in the record, with two values; the first of them counts here and \
                 in the rest of the file",
                role.as_str()
            );
            let hint = "leave one of the two out, or give one another name";
            self.warn(self.problem(ProblemKind::DoubleField, reason, hint).on_line(draft.line))?;
        }
        Ok(())
    }

    fn path_date(&self) -> Option<NewsDate> {
        self.path_date.get_or_init(|| date::from_path(self.relative)).clone()
    }
}

/// A language as a BCP 47 tag, where it is one that Dutch archives hold; another is left as it is written.
fn language_tag(language: &str) -> String {
    let language = one_line(language).to_lowercase().replace('_', "-");
    let tag = match language.as_str() {
        "nederlands" | "dutch" | "vlaams" | "nld" | "dut" => "nl",
        "frans" | "french" | "français" | "fra" | "fre" => "fr",
        "duits" | "german" | "deutsch" | "deu" | "ger" => "de",
        "engels" | "english" | "eng" => "en",
        "fries" | "frisian" | "frysk" | "fry" => "fy",
        _ => return language,
    };
    tag.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_tags() {
        for (language, tag) in [
            ("nl", "nl"),
            ("NL", "nl"),
            ("nl_BE", "nl-be"),
            ("Dutch", "nl"),
            (" dut ", "nl"),
            ("Latijn", "latijn"),
        ] {
            assert_eq!(language_tag(language), tag, "of {language}");
        }
    }
}
