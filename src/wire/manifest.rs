//! What an export says of itself, so that its result can be cited and repeated.

use serde::{Deserialize, Serialize};

use crate::date::{Day, DaySpan, NewsDate};
use crate::query::{DateMatch, MatchLevel};

/// A line of a manifest: the articles in their order, and at the end what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum ManifestLine {
    /// An article of the result.
    Member(MemberObject),
    /// The result.
    Manifest(Box<ManifestObject>),
}

/// An article of an exported result: `{"type":"member",…}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberObject {
    /// The article's id.
    pub id: String,
    /// A hash of what it says.
    pub hash: String,
}

/// An exported result: `{"type":"manifest",…}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestObject {
    /// The version of knipsel.
    pub knipsel: String,
    /// When it was made, in RFC 3339.
    pub created: String,
    /// The query as it was typed.
    pub query: String,
    /// What was sought, in a sentence.
    pub restated: String,
    /// The day from which words such as *gisteren* count.
    pub today: String,
    /// The options that it was put with.
    #[serde(flatten)]
    pub bounds: BoundsObject,
    /// The format of the file.
    pub format: String,
    /// The name of the file; not there where the result went to stdout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// Its BLAKE3 hash, in hexadecimal.
    pub blake3: String,
    /// How many articles it holds: all that matched.
    pub articles: u64,
    /// How many of its cells got a `'` in front, so that no spreadsheet takes them for a formula.
    pub disarmed_cells: u64,
    /// The generation of the index.
    pub generation: u64,
    /// The fingerprint of the analysis.
    pub analyzer: String,
    /// The fingerprint of the user's synonyms; empty where there are none.
    pub synonyms: String,
}

/// The options that a query was put with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundsObject {
    /// How far words of the text may be from those of the query.
    #[serde(rename = "match")]
    pub level: String,
    /// What it takes for a partial date to lie in the days.
    pub dates: String,
    /// The first of the days that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
}

impl BoundsObject {
    /// The object for these options.
    pub fn new(level: MatchLevel, dates: DateMatch, days: Option<DaySpan>) -> Self {
        Self {
            level: level.as_str().to_owned(),
            dates: dates.as_str().to_owned(),
            first_day: days.map(|days| days.first.to_string()),
            last_day: days.map(|days| days.last.to_string()),
        }
    }

    /// The days that are asked for; where only one end is named, the other is open.
    ///
    /// # Errors
    ///
    /// Fails with the text that is no day, or with the span that ends before it begins.
    pub fn days(&self) -> Result<Option<DaySpan>, String> {
        let day = |text: &Option<String>, open: Day| match text {
            None => Ok(open),
            Some(text) => NewsDate::parse(text).map(|date| date.span().first).map_err(|_| text.clone()),
        };
        if self.first_day.is_none() && self.last_day.is_none() {
            return Ok(None);
        }
        let (first, last) = (day(&self.first_day, Day::FIRST)?, day(&self.last_day, Day::LAST)?);
        DaySpan::new(first, last).map(Some).ok_or_else(|| format!("{first}..{last}"))
    }
}

/// An article that a repeated query finds otherwise than before: `{"type":"difference",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "difference")]
pub struct DifferenceObject {
    /// `added`, `gone` or `changed`.
    pub change: &'static str,
    /// The article's id.
    pub id: String,
}

/// A repeated query beside what it found before: `{"type":"replay",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "replay")]
pub struct ReplayObject {
    /// The query as it was typed.
    pub query: String,
    /// What is sought now, in a sentence.
    pub restated: String,
    /// How many articles it found then.
    pub then: u64,
    /// How many it finds now.
    pub now: u64,
    /// How many of them are as they were.
    pub same: u64,
    /// How many are found now and were not.
    pub added: u64,
    /// How many were found and are not now.
    pub gone: u64,
    /// How many are found as before and say something else.
    pub changed: u64,
    /// The generation of then.
    pub generation_then: u64,
    /// The generation of now.
    pub generation: u64,
    /// Whether the analysis is the one of then. Where it is not, words may have been read in another way.
    pub same_analyzer: bool,
    /// Whether the user's synonyms are those of then.
    pub same_synonyms: bool,
}
