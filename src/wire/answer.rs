//! What a search says of itself: how many it found, how it was understood, and what is wrong with the query.

use serde::Serialize;

use crate::query::{Diagnostic, Level, Why};
use crate::search::{ExplainedTerm, ExplainedWord, Explanation, Suggestion};

/// What a search found in all: `{"type":"summary",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "summary")]
pub struct SummaryObject {
    /// How many articles match, exactly.
    pub total: u64,
    /// How many of them are not folded under another as its copies. Only there where copies are folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<u64>,
    /// How many hits stand above.
    pub returned: u64,
    /// The generation that was searched.
    pub generation: u64,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// Where the next page begins: what `--after` takes. Not there on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What was sought, in a sentence.
    pub restated: String,
    /// What there is to say about the query.
    pub diagnostics: Vec<DiagnosticObject>,
    /// Where nothing was found: the words that stand in no article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Where nothing was found: a word that was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<SuggestionObject>,
}

/// A word that finds more in the place of one of the query, or several that do together.
#[derive(Debug, Serialize)]
pub struct SuggestionObject {
    /// The word of the query; several with spaces between.
    pub written: String,
    /// The word of the index; as many.
    pub instead: String,
    /// The query with it, as it is read.
    pub query: String,
    /// How many articles that finds.
    pub total: u64,
}

/// What a query became: `{"type":"explanation",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "explanation")]
pub struct ExplanationObject {
    /// What was sought, in a sentence.
    pub restated: String,
    /// Its words and phrases, in order.
    pub words: Vec<ExplainedWordObject>,
    /// The words that stand in no article.
    pub missing: Vec<String>,
    /// A word that was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<SuggestionObject>,
}

/// A word or phrase of a query, and what it stands for.
#[derive(Debug, Serialize)]
pub struct ExplainedWordObject {
    /// As it was read.
    pub written: String,
    /// How many articles hold it.
    pub articles: u64,
    /// The terms that it stands for and that stand in an article, the closest first.
    pub terms: Vec<ExplainedTermObject>,
}

/// A term that a word of a query stands for.
#[derive(Debug, Serialize)]
pub struct ExplainedTermObject {
    /// Why it is sought.
    pub why: Why,
    /// Its layer.
    pub layer: &'static str,
    /// The term.
    pub term: String,
    /// How many articles hold it.
    pub articles: u64,
}

/// A remark on a query.
#[derive(Debug, Serialize)]
pub struct DiagnosticObject {
    /// `note`, `warning` or `error`.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The first code point of the place in the query.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What is said in the place of an answer to a query that is not right, or that asks for more than can be sought:
/// `{"type":"refused",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "refused")]
pub struct RefusedObject {
    /// The query as it was typed.
    pub query: String,
    /// Why; at least one is an error.
    pub diagnostics: Vec<DiagnosticObject>,
}

impl RefusedObject {
    /// The object for a query that is refused.
    pub fn new(query: &str, diagnostics: &[Diagnostic]) -> Self {
        Self { query: query.to_owned(), diagnostics: DiagnosticObject::of_all(diagnostics, query) }
    }
}

impl DiagnosticObject {
    /// The objects for all remarks on `query`.
    pub fn of_all(diagnostics: &[Diagnostic], query: &str) -> Vec<Self> {
        diagnostics.iter().map(|diagnostic| Self::new(diagnostic, query)).collect()
    }

    /// The object for a remark on `query`.
    pub fn new(diagnostic: &Diagnostic, query: &str) -> Self {
        let chars = |bytes: usize| query.get(..bytes).map_or(0, |before| before.chars().count());
        Self {
            level: diagnostic.level,
            message: diagnostic.message.clone(),
            start: chars(diagnostic.span.start),
            end: chars(diagnostic.span.end),
            hint: diagnostic.hint.clone(),
        }
    }
}

impl ExplanationObject {
    /// The object for an explanation, with the sentence that restates the query.
    pub fn new(explanation: &Explanation, restated: String) -> Self {
        let term = |term: &ExplainedTerm| ExplainedTermObject {
            why: term.why,
            layer: term.layer.as_str(),
            term: term.term.clone(),
            articles: term.articles,
        };
        let word = |word: &ExplainedWord| ExplainedWordObject {
            written: word.written.clone(),
            articles: word.articles,
            terms: word.terms.iter().map(term).collect(),
        };
        Self {
            restated,
            words: explanation.words.iter().map(word).collect(),
            missing: explanation.missing.clone(),
            suggestion: explanation.suggestion.as_ref().map(SuggestionObject::new),
        }
    }
}

impl SuggestionObject {
    /// The object for a suggestion.
    pub fn new(suggestion: &Suggestion) -> Self {
        Self {
            written: suggestion.written.clone(),
            instead: suggestion.instead.clone(),
            query: suggestion.query.to_string(),
            total: suggestion.total,
        }
    }
}
