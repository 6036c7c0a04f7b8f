//! The user's own words: headwords that the dictionary lacks or has otherwise, and compounds that stay closed.
//!
//! ```
//! use knipsel::dutch::own_words::OwnWordsBuilder;
//! use knipsel::dutch::{AnalysisOptions, Analyzer, Layer};
//!
//! let mut words = OwnWordsBuilder::default();
//! words.headword("app")?;
//! words.form("apps", "app")?;
//! words.keep_whole("graanbeurs")?;
//! let mut options = AnalysisOptions::default();
//! options.own_words = words.build();
//!
//! let mut found = Vec::new();
//! Analyzer::new(options).analyze("Coronaapps, graanbeurzen", |word| {
//!     let terms = word.terms.iter().filter(|term| term.layer != Layer::Exact);
//!     found.extend(terms.map(|term| format!("{}:{}", term.layer.as_str(), term.text)));
//! });
//! assert_eq!(found, ["lemma:coronaapp", "part:corona", "part:app", "lemma:graanbeurs"]);
//! # Ok::<(), knipsel::error::Error>(())
//! ```
//!
//! A form that the user lists has the user's headword and no other. So has a compound that no dictionary knows and
//! that ends in such a form, behind one word that may open a compound; and a word of the user's opens a compound
//! before a head that the dictionary knows. Nothing else is derived: what forms a headword has, the user says.
//!
//! A word that is kept whole has no parts, in any form of which it is the headword, nor as a part of a longer
//! compound. One written with hyphens cannot be kept whole: its pieces are words of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::compound;
use super::lexicon::Lexicon;
use super::normalize::{exact_form, fold};
use super::terms::{Layer, Rule, TermList};
use super::tokenize::{Token, TokenKind, tokens};
use crate::error::{Error, ErrorKind, Result};

/// Shorter pieces are not taken for a part of a compound with one of the user's words.
const SHORTEST_PIECE_BYTES: usize = 3;

/// What stands before the hash of own words in a fingerprint.
const FINGERPRINT_MARK: &str = " own_words=";

/// The user's own words, as the analysis uses them. Clones share them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords(Option<Arc<Table>>);

/// Collects own words, and refuses those that contradict each other.
#[derive(Debug, Clone, Default)]
pub struct OwnWordsBuilder {
    headwords: BTreeMap<Box<str>, OwnHeadword>,
    whole: BTreeSet<Box<str>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Table {
    headwords: BTreeMap<Box<str>, OwnHeadword>,
    whole: BTreeSet<Box<str>>,
    hash: String,
}

/// The headword of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OwnHeadword {
    /// Folded.
    text: Box<str>,
    /// Whether the user wrote it with a capital. Then it keeps the keys under which the spellings of a name meet.
    is_name: bool,
}

impl OwnWordsBuilder {
    /// Adds a headword, which is the first of its own forms.
    ///
    /// # Errors
    ///
    /// Fails where it is not one word, or is a headword or a form of one already.
    pub fn headword(&mut self, headword: &str) -> Result<()> {
        let form = form_of(headword)?;
        match self.headwords.get(&*form) {
            Some(known) if known.text == form => {
                Err(wrong(format!("`{headword}` is a headword already"))
                    .hint("put all of its forms in one list"))
            }
            Some(known) => Err(wrong(format!(
                "`{headword}` is a form of `{}` already, and cannot be a headword too",
                known.text
            ))
            .hint("remove it from one of the two places")),
            None => {
                let is_name = headword.chars().any(char::is_uppercase);
                self.headwords.insert(form.clone(), OwnHeadword { text: form, is_name });
                Ok(())
            }
        }
    }

    /// Adds a form of a headword that was added before.
    ///
    /// # Errors
    ///
    /// Fails where one of them is not one word, where the form has another headword, or where there is no such
    /// headword.
    pub fn form(&mut self, form: &str, headword: &str) -> Result<()> {
        let (text, of) = (form_of(form)?, form_of(headword)?);
        let Some(entry) = self.headwords.get(&*of).filter(|entry| entry.text == of).cloned() else {
            return Err(
                wrong(format!("`{headword}` is no headword")).hint("add the headword before its forms")
            );
        };
        match self.headwords.get(&*text) {
            Some(known) if known.text != of => Err(wrong(format!(
                "`{form}` is a form of `{}` already, and cannot be one of `{headword}` too",
                known.text
            ))
            .hint("keep it under one of the two headwords")),
            _ => {
                self.headwords.insert(text, entry);
                Ok(())
            }
        }
    }

    /// Adds a compound that is not to be opened; its headword stands for all of its forms.
    ///
    /// # Errors
    ///
    /// Fails where it is not one word, or is written with hyphens.
    pub fn keep_whole(&mut self, word: &str) -> Result<()> {
        let form = form_of(word)?;
        if tokens(word).any(|token| token.kind == TokenKind::Whole) {
            return Err(wrong(format!(
                "`{word}` cannot be kept whole: the pieces of a word with hyphens are words of the text"
            ))
            .hint("remove it; `--match inflected` finds no compounds"));
        }
        self.whole.insert(form);
        Ok(())
    }

    /// The words, ready for use.
    pub fn build(self) -> OwnWords {
        let Self { headwords, whole } = self;
        if headwords.is_empty() && whole.is_empty() {
            return OwnWords(None);
        }
        let mut hasher = blake3::Hasher::new();
        for (form, headword) in &headwords {
            hasher.update(format!("{form}\t{}\t{}\n", headword.text, headword.is_name).as_bytes());
        }
        for word in &whole {
            hasher.update(format!("{word}\n").as_bytes());
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        OwnWords(Some(Arc::new(Table { headwords, whole, hash })))
    }
}

impl OwnWords {
    /// What the words add to the fingerprint of an analysis. It does not depend on the order in which they were
    /// added, and is empty where there are none.
    pub(super) fn fingerprint(&self) -> String {
        self.0.as_ref().map_or_else(String::new, |table| format!("{FINGERPRINT_MARK}{}", table.hash))
    }

    /// The longest of the user's forms that stands in `form` and has this headword.
    pub(super) fn form_in<'f>(&self, form: &'f str, headword: &str) -> Option<&'f str> {
        let table = self.0.as_ref()?;
        let starts = form.char_indices().map(|(start, _)| start);
        let pieces = starts.flat_map(|start| {
            let rest = &form[start..];
            rest.char_indices().map(move |(at, letter)| &rest[..at + letter.len_utf8()])
        });
        let has_it =
            |piece: &&str| table.headwords.get(*piece).is_some_and(|own| spelled(&own.text) == headword);
        pieces.filter(has_it).max_by_key(|piece| piece.len())
    }

    /// Brings the terms of a word in line with the user's words. `form` is its form in the exact layer.
    pub(super) fn amend(&self, token: &Token<'_>, form: &str, is_piece: bool, list: &mut TermList) {
        if let Some(table) = &self.0
            && !matches!(token.kind, TokenKind::Number | TokenKind::Symbol)
        {
            let found = list.terms().iter();
            let mut terms: Vec<_> = found
                .map(|term| Term { layer: term.layer, text: term.text.into(), rule: term.rule })
                .collect();
            table.amend(token, form, is_piece, &mut terms);
            list.clear();
            for term in terms {
                list.add(term.layer, &term.text, term.rule);
            }
        }
    }
}

/// A fingerprint as what the program says of itself and what the user's words add to it.
pub(crate) fn split_fingerprint(fingerprint: &str) -> (&str, Option<&str>) {
    match fingerprint.split_once(FINGERPRINT_MARK) {
        Some((program, words)) => (program, Some(words)),
        None => (fingerprint, None),
    }
}

/// A term while it may still change.
#[derive(Debug, PartialEq, Eq)]
struct Term {
    layer: Layer,
    text: Box<str>,
    rule: Rule,
}

impl Table {
    fn amend(&self, token: &Token<'_>, form: &str, is_piece: bool, terms: &mut Vec<Term>) {
        let layer = if is_piece { Layer::Part } else { Layer::Lemma };
        let own = |headword: &str| Term { layer, text: spelled(headword).into(), rule: Rule::OwnWord };
        let is_in_dictionary = terms.iter().any(|term| term.rule == Rule::Dictionary);
        let mut parts = None;
        if let Some(headword) = self.headwords.get(form) {
            // What the user lists is known as it stands: no other headword, and no old spelling of something else.
            terms.retain(|term| match term.layer {
                Layer::Exact => true,
                Layer::Part => term.rule == Rule::Compound,
                Layer::Name => headword.is_name,
                Layer::Lemma | Layer::Old => false,
            });
            terms.push(own(&headword.text));
        } else if !is_in_dictionary
            && token.kind != TokenKind::Abbreviation
            && let Some(opened) = self.open(form)
        {
            terms.truncate(1);
            terms.extend(opened.headwords.iter().map(|headword| own(headword)));
            parts = Some(opened.parts);
        }
        if parts.is_none() && terms.iter().any(|term| term.rule == Rule::Compound) {
            let mut written = form.to_owned();
            if token.kind == TokenKind::Whole {
                fold(token.text, &mut written);
            }
            parts = Some(self.parts(&written));
        }
        if let Some(parts) = parts {
            terms.retain(|term| term.rule != Rule::Compound);
            if !self.keeps_whole(form, terms) {
                add_parts(parts, terms);
            }
        }
        terms.sort_by_key(|term| term.layer);
    }

    /// Whether a word is kept whole: its form, or a headword of it.
    fn keeps_whole(&self, form: &str, terms: &[Term]) -> bool {
        let is_headword = |term: &&Term| term.layer == Layer::Lemma || term.rule == Rule::Piece;
        self.whole.contains(form)
            || terms.iter().filter(is_headword).any(|term| self.whole.contains(&*folded(&term.text)))
    }

    /// The headwords of a compound's parts. What is kept whole is not looked into, and what overlaps with it is no
    /// part either; a part that the user lists has the user's headword.
    fn parts(&self, word: &str) -> Vec<String> {
        let found = compound::parts(word);
        let mut closed: Vec<(Range<usize>, String)> = Vec::new();
        if !self.whole.is_empty() {
            for first in &found {
                for last in found.iter().filter(|last| last.start >= first.start) {
                    let text = folded(&format!("{}{}", &word[first.start..last.start], last.text));
                    if self.whole.contains(&*text) {
                        closed.push((first.start..last.end, text));
                    }
                }
            }
        }
        let is_part = |part: &compound::Part| {
            let covers = |inner: &Range<usize>| part.start <= inner.start && inner.end <= part.end;
            let is_apart = |other: &Range<usize>| part.end <= other.start || other.end <= part.start;
            closed.iter().all(|(range, _)| covers(range) || is_apart(range))
        };
        let kept = found.iter().filter(|part| is_part(part)).map(|part| {
            let own = self.headwords.get(&word[part.start..part.end]);
            own.map_or_else(|| part.text.clone(), |own| spelled(&own.text).to_owned())
        });
        let mut parts: Vec<String> = kept.collect();
        parts.extend(closed.into_iter().map(|(_, text)| spelled(&text).to_owned()));
        parts
    }

    /// Opens a compound, which no dictionary knows, with one of the user's words as its head or before its head.
    fn open(&self, form: &str) -> Option<Opened> {
        let lexicon = Lexicon::embedded();
        if lexicon.is_known(form) {
            return None;
        }
        let places = form.char_indices().map(|(at, _)| at);
        let places =
            places.filter(|at| *at >= SHORTEST_PIECE_BYTES && form.len() - at >= SHORTEST_PIECE_BYTES);
        // The longest head is taken, and before other heads the longest first word.
        for at in places.clone() {
            let (before, head) = form.split_at(at);
            if let Some(head) = self.headwords.get(head)
                && let Some(mut parts) = self.opening(before)
            {
                parts.push(spelled(&head.text).to_owned());
                return Some(Opened { headwords: vec![format!("{before}{}", head.text)], parts });
            }
        }
        for at in places.rev() {
            let (before, head) = form.split_at(at);
            if let Some(first) = self.own_opening(before)
                && let Some(entry) = lexicon.head(head)
            {
                let heads: Vec<_> = lexicon.constituent_headwords(entry, head).collect();
                let headwords = heads.iter().map(|head| format!("{before}{}", head.text)).collect();
                let mut parts = vec![spelled(&first.text).to_owned()];
                parts.extend(heads.iter().map(|head| spelled(&head.text).to_owned()));
                parts.extend(heads.iter().flat_map(|head| self.parts(&head.text)));
                return Some(Opened { headwords, parts });
            }
        }
        None
    }

    /// The headwords of what opens a compound: one of the user's words, or one that the dictionary knows as such.
    fn opening(&self, piece: &str) -> Option<Vec<String>> {
        if let Some(own) = self.own_opening(piece) {
            return Some(vec![spelled(&own.text).to_owned()]);
        }
        let lexicon = Lexicon::embedded();
        let (_, entry) = lexicon.modifiers(piece).find(|(length, _)| *length == piece.len())?;
        let headwords: Vec<_> = lexicon.constituent_headwords(entry, piece).collect();
        let whole = headwords.iter().map(|headword| spelled(&headword.text).to_owned());
        let inside = headwords.iter().flat_map(|headword| self.parts(&headword.text));
        Some(whole.chain(inside).collect())
    }

    /// One of the user's words before another, perhaps with an *s* between them.
    fn own_opening(&self, piece: &str) -> Option<&OwnHeadword> {
        self.headwords.get(piece).or_else(|| self.headwords.get(piece.strip_suffix('s')?))
    }
}

fn add_parts(parts: Vec<String>, terms: &mut Vec<Term>) {
    for part in parts {
        if !terms.iter().any(|term| term.layer == Layer::Part && *term.text == part) {
            terms.push(Term { layer: Layer::Part, text: part.into(), rule: Rule::Compound });
        }
    }
}

/// A compound, opened.
struct Opened {
    headwords: Vec<String>,
    parts: Vec<String>,
}

/// A headword as the dictionary spells it, so that it meets the same word where the dictionary has put it.
fn spelled(headword: &str) -> &str {
    Lexicon::embedded().spelled(headword)
}

fn folded(text: &str) -> String {
    let mut form = String::new();
    fold(text, &mut form);
    form
}

/// The form in the exact layer of a word that the user wrote.
fn form_of(word: &str) -> Result<Box<str>> {
    let mut words = words_of(word)?;
    if words.len() > 1 {
        return Err(wrong(format!("`{word}` is {} words, and one is wanted", words.len()))
            .hint("write one word; a phrase can have synonyms, under `[[synonyms]]`"));
    }
    match words.pop() {
        Some((form, TokenKind::Word | TokenKind::Whole | TokenKind::Abbreviation)) => Ok(form),
        _ => Err(wrong(format!("`{word}` is a number or a sign, and a word is wanted"))
            .hint("remove it; a number has no other forms and no parts")),
    }
}

/// The words of a text that the user wrote, at least one, by their forms in the exact layer.
///
/// # Errors
///
/// Fails where there is none, or where a single one is read otherwise than it is written.
pub(crate) fn words_of(text: &str) -> Result<Vec<(Box<str>, TokenKind)>> {
    if text.trim().is_empty() {
        return Err(wrong("an empty text stands where a word is wanted")
            .hint("write a word between the quotes, or remove them"));
    }
    let mut words: Vec<(&str, (Box<str>, TokenKind))> = Vec::new();
    let mut form = String::new();
    let mut end = 0;
    for token in tokens(text) {
        // The pieces of a word with hyphens come behind the whole, and are not words of their own here.
        if token.start >= end {
            end = token.end;
            exact_form(token.text, token.kind, &mut form);
            words.push((token.text, (form.as_str().into(), token.kind)));
        }
    }
    match words.as_slice() {
        [] => Err(wrong(format!("`{text}` holds no word")).hint("write a word, or remove it")),
        [(read, _)] if *read != text.trim() => {
            Err(wrong(format!("of `{text}` only `{read}` is read"))
                .hint(format!("write `{read}`, or remove it")))
        }
        _ => Ok(words.into_iter().map(|(_, word)| word).collect()),
    }
}

fn wrong(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, what)
}

#[cfg(test)]
mod tests;
