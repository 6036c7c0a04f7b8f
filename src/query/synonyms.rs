//! Words and phrases that stand for each other: what the user says under `[[synonyms]]` in `knipsel.toml`.
//!
//! ```
//! use knipsel::query::{Wording, Synonyms};
//!
//! let mut synonyms = Synonyms::none();
//! let (eu, union) = (Wording::parse("EU")?, Wording::parse("Europese Unie")?);
//! synonyms.add(&eu, &union)?;
//! assert!(!synonyms.is_empty());
//! assert!(synonyms.add(&eu, &Wording::parse("eu")?).is_err());
//! # Ok::<(), knipsel::error::Error>(())
//! ```

mod named;

use std::collections::BTreeMap;

pub use self::named::NamedSynonyms;

use self::named::forms_of;
use super::ast::Node;
use super::meaning::{
    Alternative, How, Leaf, MatchLevel, Meaning, Piece, Reader, Sequence, Slot, Sought, Why, pieces,
};
use crate::dutch::Layer;
use crate::dutch::normalize::fold;
use crate::dutch::own_words::words_of;
use crate::error::{Error, ErrorKind, Result};

/// A phrase has at most so many words.
const MOST_WORDS: usize = 10;

/// A word or phrase has at most so many synonyms: each costs a look into the index whenever the word is sought.
const MOST_SYNONYMS: usize = 100;

/// A word or phrase that may have synonyms or be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    text: Box<str>,
    /// Its words by their forms in the exact layer.
    forms: Vec<Box<str>>,
}

impl Wording {
    /// Reads a word or a phrase.
    ///
    /// # Errors
    ///
    /// Fails where it holds no word, or too many.
    pub fn parse(text: &str) -> Result<Self> {
        let forms: Vec<Box<str>> = words_of(text)?.into_iter().map(|(form, _)| form).collect();
        if forms.len() > MOST_WORDS {
            return Err(Error::new(
                ErrorKind::Config,
                format!("a synonym has at most {MOST_WORDS} words, and this one has {}", forms.len()),
            )
            .hint("write the words that it is known by"));
        }
        Ok(Self { text: text.trim().into(), forms })
    }
}

/// Which words and phrases stand for which others.
///
/// They act on the query alone, so that the index does not depend on them. A word has the synonyms of its form and
/// of its headwords (`premiers` those of *premier*); words side by side have those of the longest phrase that they
/// form. A synonym is sought as if it had been written in place of the word, in any inflection, and a phrase side by
/// side. It is not widened in its turn. What stands in quotes has no synonyms, nor has anything at the level `exact`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    root: Branch,
}

/// What follows after some words: further words of a phrase, and the synonyms of the phrase that ends here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Branch {
    next: BTreeMap<Box<str>, Branch>,
    synonyms: Vec<Wording>,
}

/// The forms under which a word of the query is looked up: its own, and those of its headwords.
type Forms = Vec<Box<str>>;

impl Synonyms {
    /// No synonyms.
    pub const fn none() -> Self {
        Self { root: Branch { next: BTreeMap::new(), synonyms: Vec::new() } }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.root.next.is_empty()
    }

    /// A hash by which it is seen whether they changed: 16 hexadecimal digits, or nothing where there are none.
    pub fn fingerprint(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        blake3::hash(format!("{:?}", self.root).as_bytes()).to_hex()[..16].to_owned()
    }

    /// Lets a search for `from` find `to` as well, and not the other way round.
    ///
    /// # Errors
    ///
    /// Fails where the two are the same, or where `from` has too many synonyms.
    pub fn add(&mut self, from: &Wording, to: &Wording) -> Result<()> {
        if from.forms == to.forms {
            return Err(Error::new(
                ErrorKind::Config,
                format!("`{}` is a synonym of itself: case and accents make no difference", to.text),
            )
            .hint("remove one of the two"));
        }
        let mut branch = &mut self.root;
        for form in &from.forms {
            branch = branch.next.entry(form.clone()).or_default();
        }
        if branch.synonyms.iter().any(|known| known.forms == to.forms) {
            return Ok(());
        }
        if branch.synonyms.len() == MOST_SYNONYMS {
            return Err(Error::new(
                ErrorKind::Config,
                format!("`{}` has more than {MOST_SYNONYMS} synonyms", from.text),
            )
            .hint("leave out those that are the least used"));
        }
        branch.synonyms.push(to.clone());
        Ok(())
    }

    /// The synonyms of the longest phrase with which `words` begin, and its number of words.
    fn of_longest<'s>(&'s self, words: &[Forms]) -> Option<(usize, Vec<&'s Wording>)> {
        let mut longest = None;
        // Every way into the tree: each word may stand there by its form or by one of its headwords.
        let mut branches = vec![&self.root];
        for (number, forms) in (1..).zip(words) {
            let next =
                branches.iter().flat_map(|branch| forms.iter().filter_map(|form| branch.next.get(form)));
            branches = next.collect();
            let synonyms: Vec<&Wording> = branches.iter().flat_map(|branch| &branch.synonyms).collect();
            if !synonyms.is_empty() {
                longest = Some((number, synonyms));
            }
            if branches.is_empty() {
                break;
            }
        }
        longest
    }

    /// The phrases with synonyms among some words, each the longest there: where it begins, how many words it has, and its
    /// synonyms. A single word is widened where its own terms are.
    fn phrases(&self, words: &[Option<Forms>]) -> Vec<(usize, usize, Vec<&Wording>)> {
        let mut phrases = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let side_by_side: Vec<Forms> =
                words[at..].iter().take(MOST_WORDS).map_while(Clone::clone).collect();
            at += match self.of_longest(&side_by_side) {
                Some((length @ 2.., synonyms)) => {
                    phrases.push((at, length, synonyms));
                    length
                }
                _ => 1,
            };
        }
        phrases
    }
}

impl Reader<'_> {
    /// What all hold together. Words side by side that form a phrase with synonyms may be replaced by one of those:
    /// `Europese Unie` means `(europese EN unie) OF EU`.
    pub(super) fn all(&mut self, nodes: &[Node], fields: Sought) -> Result<Vec<Meaning>> {
        if self.synonyms.is_empty() || self.level == MatchLevel::Exact {
            return self.nodes(nodes, fields);
        }
        let words: Vec<Option<Forms>> = nodes.iter().map(|node| forms_of(node, self.analyzer)).collect();
        let mut meanings = Vec::new();
        let mut at = 0;
        for (begin, length, synonyms) in self.synonyms.phrases(&words) {
            meanings.extend(self.nodes(&nodes[at..begin], fields)?);
            at = begin + length;
            let typed = self.nodes(&nodes[begin..at], fields)?;
            let stands_for = typed.iter().filter_map(Meaning::as_leaf);
            let stands_for = stands_for.map(|leaf| leaf.sequences.clone()).collect();
            let how = How { level: self.level, fuzzy: None, fields, node: &nodes[begin] };
            let sequences = self.sought_for(&synonyms, &how)?;
            let widened = Leaf { stands_for, ..self.leaf_of(sequences, &how) };
            meanings.push(Meaning::Or(vec![Meaning::And(typed), Meaning::Leaf(widened)]));
        }
        meanings.extend(self.nodes(&nodes[at..], fields)?);
        Ok(meanings)
    }

    /// The sequences for the synonyms of a word of the query.
    pub(super) fn synonyms_of(&mut self, text: &str, how: &How<'_>) -> Result<Vec<Sequence>> {
        if self.synonyms.is_empty() {
            return Ok(Vec::new());
        }
        let found = forms(&pieces(self.analyzer, text)).and_then(|forms| self.synonyms.of_longest(&[forms]));
        found.map_or_else(|| Ok(Vec::new()), |(_, synonyms)| self.sought_for(&synonyms, how))
    }

    /// The sequences that synonyms are sought by.
    fn sought_for(&mut self, synonyms: &[&Wording], how: &How<'_>) -> Result<Vec<Sequence>> {
        let mut sought = Vec::new();
        for synonym in synonyms {
            // A compound with a word of a phrase is seldom about what the phrase is about.
            let level = if synonym.forms.len() == 1 { self.level } else { MatchLevel::Inflected };
            let sequences = self.side_by_side(&synonym.text, &How { level, ..how.clone() })?;
            sought.extend(sequences.iter().map(|sequence| sequence.iter().map(as_synonym).collect()));
        }
        Ok(sought)
    }
}

/// The forms of a word of the query, where the pieces are those of a single one.
fn forms(pieces: &[Piece]) -> Option<Forms> {
    let end = pieces.iter().map(|piece| piece.position + piece.length).max()?;
    let whole = pieces.first().filter(|piece| piece.length == end)?;
    let looked_up = whole.terms.iter().filter(|(layer, _)| matches!(layer, Layer::Exact | Layer::Lemma));
    let mut forms: Forms = Vec::new();
    for (_, text) in looked_up {
        let mut form = String::new();
        fold(text, &mut form);
        if !forms.iter().any(|known| **known == *form) {
            forms.push(form.into());
        }
    }
    Some(forms)
}

fn as_synonym(slot: &Slot) -> Slot {
    slot.iter().cloned().map(|alternative| Alternative { why: Why::Synonym, ..alternative }).collect()
}

#[cfg(test)]
mod tests;
