//! From a text to its words, each with the terms under which it is found.
//!
//! ```
//! use knipsel::dutch::{AnalysisOptions, Analyzer};
//!
//! let mut analyzer = Analyzer::new(AnalysisOptions::default());
//! let text = "Onderhandelingen bij N.V. Vrede";
//! let mut lines = Vec::new();
//! analyzer.analyze(text, |word| {
//!     let terms = word.terms.iter().map(|term| format!("{}:{}", term.layer.as_str(), term.text));
//!     lines.push(format!("{} {}", &text[word.start..word.end], terms.collect::<Vec<_>>().join(" ")));
//! });
//! assert_eq!(lines[0], "Onderhandelingen exact:onderhandelingen lemma:onderhandeling");
//! assert_eq!(lines[2], "N.V. exact:nv lemma:nv");
//! ```
//!
//! Every word has one exact term, which comes first. Every word but numbers and signs has at least one lemma
//! term, even where it equals the form, so that a search for a headword need not know of forms.

use std::sync::Arc;

use super::cache::{Cache, LONGEST_WORD_BYTES};
use super::compound::{Part, parts};
use super::lemma::{Lemma, LemmaRule, lemmas, lemmas_and_parts};
use super::lexicon::{HASH as LEXICON_HASH, Lexicon, Listed};
use super::names::name_keys;
use super::normalize::{self, LONGEST_FORM_BYTES};
use super::shared::Shared;
use super::spelling::{RuleSet, modernise};
use super::tokenize::{Token, TokenKind, tokens};

/// The version of the analysis, stamped into an index.
pub const ANALYZER_VERSION: &str = "1";

/// What can be chosen about the analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnalysisOptions {
    /// Whether spellings from before 1947 are read as today's.
    pub old_spelling: bool,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self { old_spelling: true }
    }
}

/// The kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// The form itself: lower case, accents folded.
    Exact,
    /// A headword of the form.
    Lemma,
    /// The headword of a part of a compound.
    Part,
    /// A key under which the spellings of one name meet.
    Name,
    /// The headword in today's spelling of a word in an old spelling.
    Old,
}

impl Layer {
    /// The layer's name, as it is shown and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Lemma => "lemma",
            Self::Part => "part",
            Self::Name => "name",
            Self::Old => "old",
        }
    }
}

/// The rule that made a term, for explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The form as written, in lower case and without accents.
    Folded,
    /// A word written in pieces, with hyphens or over the end of a line, here written as one.
    Joined,
    /// An abbreviation without its dots.
    Undotted,
    /// A number without the dots between its thousands.
    Ungrouped,
    /// A word cut because it was too long.
    Cut,
    /// The form itself serves as its headword.
    Unchanged,
    /// The dictionary says so.
    Dictionary,
    /// No dictionary knows the word, but it does know the head of the compound.
    CompoundHead,
    /// The stemmer's stem.
    Stemmer,
    /// A part of a compound.
    Compound,
    /// A piece of a word written with hyphens.
    Piece,
    /// The sounds of a name, under which its spellings meet.
    NameKey,
    /// A rule of old spelling, by its name.
    OldSpelling(&'static str),
}

impl Rule {
    /// The rule's name, as it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Folded => "folded",
            Self::Joined => "joined",
            Self::Undotted => "undotted",
            Self::Ungrouped => "ungrouped",
            Self::Cut => "cut",
            Self::Unchanged => "unchanged",
            Self::Dictionary => "dictionary",
            Self::CompoundHead => "compound-head",
            Self::Stemmer => "stemmer",
            Self::Compound => "compound",
            Self::Piece => "piece",
            Self::NameKey => "name-key",
            Self::OldSpelling(rule) => rule,
        }
    }
}

/// A term under which a word is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Its layer.
    pub layer: Layer,
    /// The term, without any mark of the layer.
    pub text: Box<str>,
    /// The rule that made it.
    pub rule: Rule,
}

/// A word of the text that is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it begins: a byte offset on the border of a char.
    pub start: usize,
    /// Where it ends: a byte offset on the border of a char.
    pub end: usize,
    /// Its number among the words of the text, from 0.
    pub position: u32,
    /// How many positions it covers: 1, or more for a word written with hyphens.
    pub length: u32,
    /// Its terms, the exact one first.
    pub terms: &'a [Term],
}

/// Reads Dutch.
///
/// It remembers the words it has met, and so is asked through `&mut self`: give each thread a clone. Clones share
/// what they find out about new words.
#[derive(Debug)]
pub struct Analyzer {
    options: AnalysisOptions,
    cache: Cache,
    /// What clones share.
    shared: Arc<Shared>,
    /// The terms of a word that is not worth remembering.
    passing: Vec<Term>,
}

impl Analyzer {
    /// An analyzer with these options.
    pub fn new(options: AnalysisOptions) -> Self {
        Self { options, cache: Cache::default(), shared: Arc::default(), passing: Vec::new() }
    }

    /// The options it was made with.
    pub fn options(&self) -> &AnalysisOptions {
        &self.options
    }

    /// What an index built by this analyzer is stamped with: the version of the analysis, the dictionary's hash, and
    /// every option.
    ///
    /// Two analyzers with equal fingerprints give equal terms for every text.
    pub fn fingerprint(&self) -> String {
        // Taken apart by name, so that a new option cannot be left out.
        let AnalysisOptions { old_spelling } = self.options;
        format!("{ANALYZER_VERSION} lexicon={LEXICON_HASH} old_spelling={old_spelling}")
    }

    /// Gives each word of `text` to `each`, in order: starts and positions never go down.
    pub fn analyze(&mut self, text: &str, mut each: impl FnMut(Word<'_>)) {
        let mut whole_end = 0;
        for token in tokens(text) {
            let is_piece = token.kind != TokenKind::Whole && token.end <= whole_end;
            if token.kind == TokenKind::Whole {
                whole_end = token.end;
            }
            let terms = self.terms(&token, is_piece);
            each(Word {
                start: token.start,
                end: token.end,
                position: token.position,
                length: token.length,
                terms,
            });
        }
    }

    fn terms(&mut self, token: &Token<'_>, is_piece: bool) -> &[Term] {
        let Self { options, cache, shared, passing } = self;
        if token.text.len() > LONGEST_WORD_BYTES {
            passing.clear();
            add_terms(token, is_piece, options, passing);
            return passing;
        }
        let tag = tag(token, is_piece);
        cache.terms(token.text, tag, |terms| {
            shared.add_terms(token.text, tag, terms, |terms| add_terms(token, is_piece, options, terms));
        })
    }
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Self {
            options: self.options.clone(),
            cache: Cache::default(),
            shared: Arc::clone(&self.shared),
            passing: Vec::new(),
        }
    }
}

/// What the terms of a word depend on besides its text.
fn tag(token: &Token<'_>, is_piece: bool) -> u8 {
    let kind = match token.kind {
        TokenKind::Word => 0,
        TokenKind::Abbreviation => 1,
        TokenKind::Number => 2,
        TokenKind::Symbol => 3,
        TokenKind::Whole => 4,
    };
    kind | u8::from(token.capital_inside) << 3 | u8::from(is_piece) << 4
}

/// Adds the terms of a word, layer by layer in the order of [`Layer`].
fn add_terms(token: &Token<'_>, is_piece: bool, options: &AnalysisOptions, all: &mut Vec<Term>) {
    // `all` holds the terms of other words too, which must not count as terms of this one.
    let terms = &mut Vec::new();
    let mut form = String::new();
    normalize::exact_form(token.text, token.kind, &mut form);
    terms.push(Term { layer: Layer::Exact, text: form.as_str().into(), rule: exact_rule(token, &form) });
    match token.kind {
        TokenKind::Number | TokenKind::Symbol => {}
        TokenKind::Abbreviation => add(terms, Layer::Lemma, &form, Rule::Unchanged),
        // A piece of a word with hyphens is to that word what a part is to a compound, and is found like one.
        TokenKind::Word if is_piece => {
            let (lemmas, parts) = lemmas_and_parts(&form);
            for lemma in lemmas {
                add(terms, Layer::Part, &lemma.text, Rule::Piece);
            }
            add_parts(&parts, terms);
            add_other_spellings(token, &form, options, terms);
        }
        TokenKind::Whole => {
            add_lemmas(&lemmas(&form), terms);
            let mut with_hyphens = String::new();
            normalize::fold(token.text, &mut with_hyphens);
            add_parts(&parts(&with_hyphens), terms);
        }
        TokenKind::Word => {
            add_lemmas_and_parts(&form, terms);
            add_other_spellings(token, &form, options, terms);
        }
    }
    all.append(terms);
}

/// Adds a term, unless it is there.
fn add(terms: &mut Vec<Term>, layer: Layer, text: &str, rule: Rule) {
    if !terms.iter().any(|term| term.layer == layer && &*term.text == text) {
        terms.push(Term { layer, text: text.into(), rule });
    }
}

fn add_lemmas_and_parts(form: &str, terms: &mut Vec<Term>) {
    let (lemmas, parts) = lemmas_and_parts(form);
    add_lemmas(&lemmas, terms);
    add_parts(&parts, terms);
}

fn add_lemmas(lemmas: &[Lemma], terms: &mut Vec<Term>) {
    for lemma in lemmas {
        let rule = match lemma.rule {
            LemmaRule::Dictionary => Rule::Dictionary,
            LemmaRule::Head => Rule::CompoundHead,
            LemmaRule::Stemmer => Rule::Stemmer,
        };
        add(terms, Layer::Lemma, &lemma.text, rule);
    }
}

fn add_parts(parts: &[Part], terms: &mut Vec<Term>) {
    for part in parts {
        add(terms, Layer::Part, &part.text, Rule::Compound);
    }
}

/// Adds the keys of a name and today's spelling of an old one, for a word that is no common word of today.
fn add_other_spellings(token: &Token<'_>, form: &str, options: &AnalysisOptions, terms: &mut Vec<Term>) {
    let lexicon = Lexicon::embedded();
    let listed = lexicon.listed(form);
    let known = lexicon.is_known(form);
    if listed.as_word {
        return;
    }
    // Dictionaries know the commonest of the old spellings too (*menschen*); the official word list does not.
    if options.old_spelling && (!known || !listed.as_name) {
        let rules = if token.capital_inside { RuleSet::for_capitals() } else { RuleSet::all() };
        for modern in modernise(form, &|word| is_of_today(lexicon.listed(word)), &rules) {
            let rule = modern.rules.first().map_or(Rule::Unchanged, |rule| Rule::OldSpelling(rule));
            for lemma in lemmas(&modern.form) {
                add(terms, Layer::Old, &lemma.text, rule);
            }
        }
    }
    // A compound, or a word of an older time, is no name.
    let is_word = |term: &Term| term.layer == Layer::Old || term.rule == Rule::Compound;
    if (!known || listed.as_name) && !terms.iter().any(is_word) {
        for key in name_keys(form) {
            add(terms, Layer::Name, &key, Rule::NameKey);
        }
    }
}

/// Whether the official word list has a form. Adjectives of countries stand in it with a capital.
fn is_of_today(listed: Listed) -> bool {
    listed.as_word || listed.as_name
}

fn exact_rule(token: &Token<'_>, form: &str) -> Rule {
    match token.kind {
        _ if token.text.len() > LONGEST_FORM_BYTES && form.len() < token.text.len() / 2 => Rule::Cut,
        TokenKind::Whole => Rule::Joined,
        TokenKind::Abbreviation => Rule::Undotted,
        TokenKind::Number if form.len() != token.text.len() => Rule::Ungrouped,
        TokenKind::Word if token.text.contains('\n') => Rule::Joined,
        _ => Rule::Folded,
    }
}

#[cfg(test)]
mod tests;
