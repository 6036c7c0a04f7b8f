//! Reading Dutch: from text to the terms under which its words are found.
//!
//! A text is cut into words ([`tokenize`]), each word is brought to one form ([`normalize`]), and each form
//! yields its terms, one or more for every layer ([`analyzer`]). [`sentences`] finds where paragraphs and
//! sentences begin and end, for snippets and for titles. Nothing here reads a file or knows about the index.
//!
//! ```
//! use knipsel::dutch::{Analyzer, AnalysisOptions, Layer};
//!
//! let mut analyzer = Analyzer::new(AnalysisOptions::default());
//! let mut exact = Vec::new();
//! analyzer.analyze("Vrede in Nagorno-Karabach?", |word| {
//!     let term = word.terms.iter().find(|term| term.layer == Layer::Exact);
//!     exact.push((word.position, term.map(|term| term.text.to_owned()).unwrap_or_default()));
//! });
//! let expect = [(0, "vrede"), (1, "in"), (2, "nagornokarabach"), (2, "nagorno"), (3, "karabach")];
//! assert_eq!(exact, expect.map(|(position, text)| (position, text.to_owned())));
//! ```

pub mod analyzer;
pub mod compound;
pub mod explain;
pub mod lemma;
pub mod lexicon;
pub mod names;
pub mod normalize;
pub mod own_words;
pub mod ready;
pub mod sentences;
pub mod separable;
pub mod spelling;
pub mod stem;
pub mod terms;
pub mod tokenize;

mod cache;
mod shared;

pub(crate) use analyzer::Met;
pub use analyzer::{ANALYZER_VERSION, AnalysisOptions, Analyzer, Word};
pub use cache::Remembered;
pub use terms::{Layer, Rule, Term, Terms};

/// A word written with hyphens has a joined form only where it has at most so many pieces; index and query agree
/// on it here.
pub const MOST_JOINED_PIECES: u32 = 6;
