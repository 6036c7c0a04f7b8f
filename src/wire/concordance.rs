//! Keywords in context.

use serde::Serialize;

use super::DiagnosticObject;
use crate::search::{Concordance, ConcordanceLine};

/// A place with the words around it: `{"type":"line",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "line")]
pub struct LineObject {
    /// The article's id.
    pub id: String,
    /// Its news date in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its newspaper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its title.
    pub title: String,
    /// `title` or `text`.
    pub field: &'static str,
    /// The first code point of the keyword in that field of the article.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// What stands before the keyword.
    pub left: String,
    /// What matched.
    pub keyword: String,
    /// What stands after it.
    pub right: String,
}

/// What a concordance holds in all: `{"type":"concordance",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "concordance")]
pub struct ConcordanceObject {
    /// How many articles match, exactly.
    pub total: u64,
    /// How many places there are in them, exactly.
    pub occurrences: u64,
    /// How many of them stand above.
    pub returned: u64,
    /// The seed of the sample, where one was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The generation that was searched.
    pub generation: u64,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// What was sought, in a sentence.
    pub restated: String,
    /// What there is to say about the query.
    pub diagnostics: Vec<DiagnosticObject>,
}

impl LineObject {
    /// The object for a line.
    pub fn new(line: ConcordanceLine) -> Self {
        let ConcordanceLine { id, date, source, title, field, start, end, left, keyword, right } = line;
        Self { id, date, source, title, field: field.as_str(), start, end, left, keyword, right }
    }

    /// The names of [`LineObject::cells`].
    pub const COLUMNS: [&'static str; 10] =
        ["id", "date", "source", "title", "field", "start", "end", "left", "keyword", "right"];

    /// The values as the cells of a row.
    pub fn cells(&self) -> [String; 10] {
        [
            self.id.clone(),
            self.date.clone().unwrap_or_default(),
            self.source.clone().unwrap_or_default(),
            self.title.clone(),
            self.field.to_owned(),
            self.start.to_string(),
            self.end.to_string(),
            self.left.clone(),
            self.keyword.clone(),
            self.right.clone(),
        ]
    }
}

impl ConcordanceObject {
    /// The object for a concordance.
    pub fn new(
        concordance: &Concordance,
        seed: Option<u64>,
        took_ms: f64,
        restated: String,
        diagnostics: Vec<DiagnosticObject>,
    ) -> Self {
        Self {
            total: concordance.articles,
            occurrences: concordance.occurrences,
            returned: concordance.lines.len() as u64,
            seed,
            generation: concordance.generation,
            took_ms,
            restated,
            diagnostics,
        }
    }
}
