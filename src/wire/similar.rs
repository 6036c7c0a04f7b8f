//! The objects of `similar`.

use std::time::Duration;

use serde::Serialize;

use crate::search::{Similar, TellingWord};

/// By what similar articles were found: `{"type":"similar",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "similar")]
pub struct SimilarObject {
    /// The id of the article that was named.
    pub id: String,
    /// The words that were sought, the most telling first.
    pub words: Vec<TellingWordObject>,
    /// How many other articles have at least one of them.
    pub total: u64,
    /// How many of them stand above.
    pub returned: u64,
    /// The generation that was searched.
    pub generation: u64,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
}

/// A word that tells what an article is about.
#[derive(Debug, Serialize)]
pub struct TellingWordObject {
    /// As the article has it first.
    pub written: String,
    /// How often it stands there, in any inflection.
    pub occurrences: u64,
    /// How many articles have it in any inflection, this one included.
    pub articles: u64,
}

impl SimilarObject {
    /// The object for a search that began so long ago for what is similar to the article with this id.
    pub fn new(id: &str, similar: &Similar, took: Duration) -> Self {
        let word = |word: &TellingWord| TellingWordObject {
            written: word.written.clone(),
            occurrences: word.occurrences,
            articles: word.articles,
        };
        Self {
            id: id.to_owned(),
            words: similar.words.iter().map(word).collect(),
            total: similar.total,
            returned: similar.hits.len() as u64,
            generation: similar.generation,
            took_ms: (took.as_secs_f64() * 1e5).round() / 1e2,
        }
    }
}
