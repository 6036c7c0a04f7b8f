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

use std::ops::Range;
use std::sync::Arc;

use super::cache::{Cache, Key, LONGEST_WORD_BYTES, Record, Remembered, Slot};
use super::compound::{NAME_COST_A_BYTE, Part, parts};
use super::lemma::{self, Lemma, LemmaRule, lemmas};
use super::lexicon::{HASH as LEXICON_HASH, Lexicon, Listed};
use super::names::name_keys;
use super::normalize::{self, LONGEST_FORM_BYTES};
use super::own_words::OwnWords;
use super::ready;
use super::separable::{SeparableVerbs, is_particle};
use super::shared::Shared;
use super::spelling::{Modern, RuleSet, modernise};
use super::terms::{Layer, Rule, Term, TermList, Terms};
use super::tokenize::{Token, TokenKind, tokens};

/// The version of the analysis, stamped into an index.
pub const ANALYZER_VERSION: &str = "7";

/// What can be chosen about the analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnalysisOptions {
    /// Whether spellings from before 1947 are read as today's.
    pub old_spelling: bool,
    /// The user's own headwords, and the compounds that the user wants kept whole.
    pub own_words: OwnWords,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self { old_spelling: true, own_words: OwnWords::default() }
    }
}

/// A word of the text that is analysed.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub terms: Terms<'a>,
    /// Where the verb stands, in bytes, of which this word is the particle and has the headword by
    /// [`Rule::SeparableVerb`].
    pub verb: Option<Range<usize>>,
    /// Which of the words that this analyzer remembers it is; nothing where its terms depend on the words around it, or
    /// where it is too long to be remembered.
    pub remembered: Option<Remembered>,
}

/// A word of the text that is analysed, whose terms are looked at only where they are asked for: whoever met it before
/// knows them, and they may lie where the processor would have to wait for them.
pub(crate) struct Met<'a> {
    /// As in [`Word`].
    pub(crate) start: usize,
    end: usize,
    /// As in [`Word`].
    pub(crate) position: u32,
    /// As in [`Word`].
    pub(crate) length: u32,
    verb: Option<Range<usize>>,
    /// As in [`Word`].
    pub(crate) remembered: Option<Remembered>,
    terms: TermsOf<'a>,
}

/// Where the terms of a word are.
#[derive(Clone, Copy)]
enum TermsOf<'a> {
    Remembered(&'a Cache, Record),
    Made(&'a TermList),
}

impl<'a> TermsOf<'a> {
    #[inline]
    fn get(self) -> Terms<'a> {
        match self {
            Self::Remembered(cache, record) => cache.terms(record),
            Self::Made(list) => list.terms(),
        }
    }
}

impl<'a> Met<'a> {
    /// Its terms, the exact one first.
    #[inline]
    pub(crate) fn terms(&self) -> Terms<'a> {
        self.terms.get()
    }
}

/// Reads Dutch.
///
/// It remembers the words it has met, and so is asked through `&mut self`: give each thread a clone. Clones share
/// what they find out about new words.
#[derive(Debug)]
pub struct Analyzer {
    options: AnalysisOptions,
    cache: Cache,
    separable: SeparableVerbs,
    /// What clones share.
    shared: Arc<Shared>,
    /// The terms of the word that was last taken apart.
    made: TermList,
}

/// So many words of a text are read before their terms are given.
const BATCH: usize = 32;

/// How many words an analyzer remembers, in some 12 MB. Tests fill its memory often.
const MOST_WORDS: usize = if cfg!(test) { 5_000 } else { 150_000 };

impl Analyzer {
    /// An analyzer with these options.
    pub fn new(options: AnalysisOptions) -> Self {
        Self {
            options,
            cache: Cache::new(MOST_WORDS),
            separable: SeparableVerbs::default(),
            shared: Arc::default(),
            made: TermList::default(),
        }
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
        let AnalysisOptions { old_spelling, own_words } = &self.options;
        let own_words = own_words.fingerprint();
        format!("{ANALYZER_VERSION} lexicon={LEXICON_HASH} old_spelling={old_spelling}{own_words}")
    }

    /// Gives each word of `text` to `each`, in order: starts and positions never go down.
    pub fn analyze(&mut self, text: &str, mut each: impl FnMut(Word<'_>)) {
        self.meet(text, |met| {
            let terms = met.terms();
            let Met { start, end, position, length, verb, remembered, .. } = met;
            each(Word { start, end, position, length, terms, verb, remembered });
        });
    }

    /// The same for whoever need not see the terms of every word.
    pub(crate) fn meet(&mut self, text: &str, mut each: impl FnMut(Met<'_>)) {
        let mut whole_end = 0;
        let mut with_verb = TermList::default();
        let mut tokens = tokens(text);
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            // What was met before is looked up for many words at once, step by step: the processor then waits for several
            // places in memory at the same time.
            batch.extend(tokens.by_ref().take(BATCH).map(|token| {
                let is_piece = token.kind != TokenKind::Whole && token.end <= whole_end;
                if token.kind == TokenKind::Whole {
                    whole_end = token.end;
                }
                (token, is_piece, key(&token, is_piece))
            }));
            if batch.is_empty() {
                return;
            }
            let mut found = [None; BATCH];
            let mut slots = [Slot::default(); BATCH];
            for ((_, _, key), slot) in batch.iter().zip(&mut slots) {
                *slot = key.map_or_else(Slot::default, |key| self.cache.first_slot(key));
            }
            for slot in slots.iter_mut().take(batch.len()) {
                self.cache.look_into(slot);
            }
            for ((_, _, key), (slot, found)) in batch.iter().zip(slots.iter().zip(&mut found)) {
                *found = key.and_then(|key| self.cache.find_from(*slot, key));
            }
            for (&(ref token, is_piece, key), found) in batch.iter().zip(found) {
                let &Token { start, end, position, length, .. } = token;
                let may_be_particle = token.kind == TokenKind::Word && !is_piece && is_particle(token.text);
                let whole = if may_be_particle { self.separable.whole_of(text, start..end) } else { None };
                let record = self.record(token, is_piece, key, found);
                let mut remembered = record.map(|record| self.cache.number(record));
                let mut terms = match record {
                    Some(record) => TermsOf::Remembered(&self.cache, record),
                    None => TermsOf::Made(&self.made),
                };
                let mut verb = None;
                if let Some(whole) = whole {
                    add_verb(terms.get(), &whole.headwords, &mut with_verb);
                    (terms, verb, remembered) = (TermsOf::Made(&with_verb), Some(whole.verb), None);
                }
                each(Met { start, end, position, length, verb, remembered, terms });
            }
            batch.clear();
        }
    }

    /// Where the terms of a word lie that was found under its key or not. Those of a word too long to be remembered are
    /// in `made`.
    #[inline]
    fn record(
        &mut self,
        token: &Token<'_>,
        is_piece: bool,
        key: Option<Key<'_>>,
        found: Option<Record>,
    ) -> Option<Record> {
        found.filter(|record| self.cache.has(*record)).or_else(|| self.record_of_new(token, is_piece, key))
    }

    fn record_of_new(&mut self, token: &Token<'_>, is_piece: bool, key: Option<Key<'_>>) -> Option<Record> {
        let Self { options, cache, shared, made, .. } = self;
        // The same word may stand a few words before.
        if let Some(record) = key.and_then(|key| cache.find(key)) {
            return Some(record);
        }
        made.clear();
        let rest = add_ready_terms(token, is_piece, options, made);
        match (key, rest) {
            (None, rest) => {
                if let Some(form) = rest {
                    add_other_terms(token, &form, is_piece, options, made);
                }
                None
            }
            // What is ready is made again sooner than it is asked for among what others have found out.
            (Some(key), None) => Some(cache.insert(key, made.terms())),
            (Some(key), Some(form)) => {
                let find = |made: &mut TermList| add_other_terms(token, &form, is_piece, options, made);
                Some(shared.terms(key, made, find, |terms| cache.insert(key, terms)))
            }
        }
    }
}

/// Under what a word is remembered; nothing where it is too long.
#[inline]
fn key<'t>(token: &Token<'t>, is_piece: bool) -> Option<Key<'t>> {
    (token.text.len() <= LONGEST_WORD_BYTES).then(|| Key::new(token.text, tag(token, is_piece)))
}

/// The terms of a particle with those of the verb that it belongs to.
fn add_verb(terms: Terms<'_>, headwords: &[String], into: &mut TermList) {
    into.clear();
    let of_verb = headwords.iter();
    let of_verb = of_verb.map(|text| Term { layer: Layer::Lemma, text, rule: Rule::SeparableVerb });
    let (first, last): (Vec<_>, Vec<_>) = terms.iter().partition(|term| term.layer <= Layer::Lemma);
    for term in first.into_iter().chain(of_verb).chain(last) {
        into.add(term.layer, term.text, term.rule);
    }
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), ..Self::new(self.options.clone()) }
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

/// Adds the terms of a word, layer by layer in the order of [`Layer`], as far as they come from tables. Gives its form where
/// [`add_other_terms`] is to add the others.
fn add_ready_terms(
    token: &Token<'_>,
    is_piece: bool,
    options: &AnalysisOptions,
    terms: &mut TermList,
) -> Option<String> {
    let mut form = String::new();
    normalize::exact_form(token.text, token.kind, &mut form);
    terms.add(Layer::Exact, &form, exact_rule(token, &form));
    match token.kind {
        TokenKind::Number | TokenKind::Symbol => {}
        TokenKind::Abbreviation => terms.add(Layer::Lemma, &form, Rule::Unchanged),
        TokenKind::Whole => return Some(form),
        TokenKind::Word => {
            let is_ready = ready::find(&form, |is_part, text| {
                let by_dictionary = as_piece(is_piece).unwrap_or((Layer::Lemma, Rule::Dictionary));
                let (layer, rule) = if is_part { (Layer::Part, Rule::Compound) } else { by_dictionary };
                terms.add(layer, text, rule);
            });
            if !is_ready {
                return Some(form);
            }
        }
    }
    options.own_words.amend(token, &form, is_piece, terms);
    None
}

/// Adds the terms for which the dictionary is searched.
fn add_other_terms(
    token: &Token<'_>,
    form: &str,
    is_piece: bool,
    options: &AnalysisOptions,
    terms: &mut TermList,
) {
    if token.kind == TokenKind::Whole {
        for lemma in lemmas(form) {
            terms.add(Layer::Lemma, &lemma.text, lemma_rule(&lemma));
        }
        let mut with_hyphens = String::new();
        normalize::fold(&normalize::without_breaks(token.text), &mut with_hyphens);
        add_parts(&parts(&with_hyphens), terms);
    } else {
        let reading = lemma::read(form);
        for lemma in &reading.lemmas {
            let (layer, rule) = as_piece(is_piece).unwrap_or((Layer::Lemma, lemma_rule(lemma)));
            terms.add(layer, &lemma.text, rule);
        }
        let listed = Lexicon::embedded().listed(form);
        let doubt = Doubt::of(token, &reading, listed);
        if doubt < Doubt::IsName {
            add_parts(&reading.parts, terms);
        }
        if !listed.as_word {
            add_other_spellings(token, form, (reading.is_known, listed, doubt), options, terms);
        }
    }
    options.own_words.amend(token, form, is_piece, terms);
}

/// A piece of a word with hyphens is to that word what a part is to a compound, and is found like one.
fn as_piece(is_piece: bool) -> Option<(Layer, Rule)> {
    is_piece.then_some((Layer::Part, Rule::Piece))
}

fn lemma_rule(lemma: &Lemma) -> Rule {
    match lemma.rule {
        LemmaRule::Dictionary => Rule::Dictionary,
        LemmaRule::Head => Rule::CompoundHead,
        LemmaRule::Stemmer => Rule::Stemmer,
    }
}

fn add_parts(parts: &[Part], terms: &mut TermList) {
    for part in parts {
        terms.add(Layer::Part, &part.text, Rule::Compound);
    }
}

/// Whether a word that seems a compound is rather a name whose letters can be cut into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    /// It is a compound, or does not seem one.
    None,
    /// It may be a name, and is found as either.
    MayBeName,
    /// It is a name, and has no parts.
    IsName,
}

impl Doubt {
    fn of(token: &Token<'_>, reading: &lemma::Reading, listed: Listed) -> Self {
        let cost = reading.cost_a_byte;
        let is_name = match (reading.is_known, token.capital_inside) {
            (true, _) => listed.as_name && !listed.as_word && cost > NAME_COST_A_BYTE.listed,
            (false, has_capital) => has_capital && cost > NAME_COST_A_BYTE.with_capital,
        };
        if is_name {
            Self::IsName
        } else if !reading.is_known && cost > NAME_COST_A_BYTE.any {
            Self::MayBeName
        } else {
            Self::None
        }
    }
}

/// Adds the keys of a name and today's spelling of an old one, for a word that is no common word of today.
fn add_other_spellings(
    token: &Token<'_>,
    form: &str,
    (known, listed, doubt): (bool, Listed, Doubt),
    options: &AnalysisOptions,
    terms: &mut TermList,
) {
    let is_small = token.text.starts_with(char::is_lowercase);
    // Dictionaries know the commonest of the old spellings too (*menschen*); the official word list does not, unless as
    // a name (*Mensch*), which has a capital.
    let may_be_old = options.old_spelling && (!known || !listed.as_name || is_small);
    let modern = if may_be_old { modern_spellings(token, form) } else { Vec::new() };
    // A compound, or a word of an older time, is no name, unless its capital tells otherwise (*Dmitrij*).
    let is_old = !modern.is_empty() && (known || !token.capital_inside);
    let is_compound = doubt == Doubt::None && terms.terms().iter().any(|term| term.rule == Rule::Compound);
    if (!known || listed.as_name) && !is_old && !is_compound {
        for key in name_keys(form) {
            terms.add(Layer::Name, &key, Rule::NameKey);
        }
    }
    for modern in modern {
        let rule = modern.rules.first().map_or(Rule::Unchanged, |rule| Rule::OldSpelling(rule));
        for lemma in lemmas(&modern.form) {
            terms.add(Layer::Old, &lemma.text, rule);
        }
    }
}

/// Today's spellings of a word that may be in an old one.
pub(super) fn modern_spellings(token: &Token<'_>, form: &str) -> Vec<Modern> {
    let lexicon = Lexicon::embedded();
    let rules = if token.capital_inside { RuleSet::for_capitals() } else { RuleSet::all() };
    // What the list has as a name alone (*Mensch*, *Bosch*) is none where it is written small.
    let is_small = token.text.starts_with(char::is_lowercase);
    let is_known = |word: &str| {
        let listed = lexicon.listed(word);
        is_of_today(listed) && (listed.as_word || !is_small || word != form)
    };
    modernise(form, &is_known, &rules)
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
