//! The query language: from what was typed to what is meant.
//!
//! Parsing never fails. It returns a query and a list of [`Diagnostic`]s with their places; a caller that wants
//! to be strict treats any of level [`Level::Error`] as failure. What a query means for an index, and how it is
//! put to tantivy, is in `query::lower`. The whole language stands in [`mod@reference`].
//!
//! ```
//! use knipsel::date::Day;
//! use knipsel::query::{Level, parse};
//!
//! let today = Day::from_ymd(2021, 11, 17).unwrap();
//! let parsed = parse("vrede EN (akkoord OF verdrag) NIET oorlog", today);
//! assert!(parsed.diagnostics.is_empty());
//! assert_eq!(parsed.root.to_string(), "(vrede EN (akkoord OF verdrag) EN NIET oorlog)");
//!
//! let parsed = parse("\"tweede stad", today);
//! assert_eq!(parsed.diagnostics[0].level, Level::Error);
//! assert_eq!(parsed.diagnostics[0].span, 0..1);
//! ```

mod ast;
mod dates;
mod diagnostics;
mod foreign;
mod lexer;
pub(crate) mod lower;
pub(crate) mod meaning;
mod parser;
mod pattern;
mod phrase;
pub(crate) mod places;
#[doc = include_str!("reference.md")]
pub mod reference {}
mod restate;
mod synonyms;
#[cfg(test)]
mod tests;

pub use ast::{FieldName, Node, NodeKind, Phrase, PhraseItem, Unit};
pub use dates::DateMatch;
pub use diagnostics::{Diagnostic, Level};
pub use meaning::{MatchLevel, Why};
pub use parser::{Parsed, parse};
pub use restate::{Language, restate};
pub use synonyms::{NamedSynonyms, Synonyms, Wording};
