//! From a form to its headwords.
//!
//! ```
//! use knipsel::dutch::lemma::{LemmaRule, lemmas};
//!
//! let found = |form| lemmas(form).into_iter().map(|lemma| lemma.text).collect::<Vec<_>>();
//! assert_eq!(found("gelopen"), ["lopen"]);
//! assert_eq!(found("vragen"), ["vragen", "vraag"]);
//! assert_eq!(found("prive"), ["privé"]);
//! assert_eq!(found("handelsspanningen"), ["handelsspanning"]);
//! assert_eq!(lemmas("handelsspanningen")[0].rule, LemmaRule::Head);
//! ```
//!
//! The dictionary is asked first, and then whether the form is a regular one of a word that it knows. A compound that
//! nobody has written down takes the headword of its head. What is then still unknown, mostly names and foreign
//! words, goes to the stemmer.

use std::borrow::Borrow;

use super::compound::{self, Part, UnknownWord};
use super::lexicon::{Beginnings, Headword, Kind, Lexicon};
use super::stem::stem;

/// A headword, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lemma {
    /// The headword, spelled as the dictionary does: with its accents.
    pub text: String,
    /// How it was found.
    pub rule: LemmaRule,
}

/// How a headword was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LemmaRule {
    /// The form is in the dictionary, or is a regular form of a word that is.
    Dictionary,
    /// A compound that is not in the dictionary but whose head is.
    Head,
    /// Nothing is known of the form: the stemmer's guess.
    Stemmer,
}

/// How a form leads to a headword: what [`lemmas`] went by, told in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By this form, which the dictionary has or, where it has no other, is a name.
    Entry(String),
    /// By the head of a compound, which begins at `start` of the form and has this headword.
    Head {
        /// Where the head begins, in bytes.
        start: usize,
        /// Its headword.
        headword: String,
    },
    /// By the stemmer.
    Stem,
}

/// How [`lemmas`] finds one of the headwords of a folded form. It looks for it anew, so that nothing need be
/// remembered while texts are analysed.
pub fn way(form: &str, headword: &str) -> Way {
    if form.len() > LONGEST_BYTES {
        return Way::Stem;
    }
    let lexicon = Lexicon::embedded();
    let is_it = |found: &Headword| lexicon.spelled(&found.text) == headword;
    if lexicon.headwords(form).any(|found| is_it(&found)) {
        return Way::Entry(form.to_owned());
    }
    let mut entry = None;
    regular(&lexicon.beginnings(form), form, |base, found| {
        if entry.is_none() && is_it(&found) {
            entry = Some(base.to_owned());
        }
    });
    if let Some(entry) = entry {
        return Way::Entry(entry);
    }
    let opened = UnknownWord::read(form);
    let wholes = opened.headwords(form);
    match opened.head_start().zip(wholes.iter().find(|whole| is_it(whole))) {
        Some((start, whole)) => Way::Head { start, headword: whole.text[start..].to_owned() },
        None => Way::Stem,
    }
}

/// Longer forms are not looked up; they are their own headword.
const LONGEST_BYTES: usize = 96;

/// The headwords of a folded form, the likeliest first; always at least one.
pub fn lemmas(form: &str) -> Vec<Lemma> {
    if form.len() > LONGEST_BYTES {
        return vec![Lemma { text: form.to_owned(), rule: LemmaRule::Stemmer }];
    }
    let beginnings = Lexicon::embedded().beginnings(form);
    let found: Vec<Headword> = beginnings.headwords(form.len()).collect();
    if found.is_empty() {
        of_unknown(&beginnings, form, || UnknownWord::read(form))
    } else {
        spelled(&found, LemmaRule::Dictionary)
    }
}

/// What is found out about a form at once.
pub(super) struct Reading {
    /// Its headwords.
    pub(super) lemmas: Vec<Lemma>,
    /// Its parts.
    pub(super) parts: Vec<Part>,
    /// What these cost for each byte of it: the more, the likelier it is that the form has other letters by chance.
    pub(super) cost_a_byte: u32,
    /// Whether the dictionary has it.
    pub(super) is_known: bool,
}

/// The headwords of a form together with its parts, for hardly more than the price of one of them: an unknown word
/// is opened once for both.
pub(super) fn read(form: &str) -> Reading {
    if form.len() > LONGEST_BYTES {
        return Reading { lemmas: lemmas(form), parts: Vec::new(), cost_a_byte: 0, is_known: false };
    }
    let beginnings = Lexicon::embedded().beginnings(form);
    let found: Vec<Headword> = beginnings.headwords(form.len()).collect();
    if found.is_empty() {
        let opened = UnknownWord::read(form);
        let lemmas = of_unknown(&beginnings, form, || &opened);
        let (parts, cost_a_byte) = (opened.parts(form), opened.cost_a_byte(form));
        Reading { lemmas, parts, cost_a_byte, is_known: false }
    } else {
        let (parts, cost_a_byte) = compound::opened_known(form, &found);
        Reading { lemmas: spelled(&found, LemmaRule::Dictionary), parts, cost_a_byte, is_known: true }
    }
}

/// The headwords of a form that the dictionary does not have; `open` takes it apart where that is needed.
fn of_unknown<U: Borrow<UnknownWord>>(
    beginnings: &Beginnings<'_>,
    form: &str,
    open: impl FnOnce() -> U,
) -> Vec<Lemma> {
    let mut found = Vec::new();
    regular(beginnings, form, |_, headword| found.push(headword));
    if !found.is_empty() {
        return spelled(&found, LemmaRule::Dictionary);
    }
    let found = open().borrow().headwords(form);
    if !found.is_empty() {
        return spelled(&found, LemmaRule::Head);
    }
    vec![Lemma { text: stem(form).into_owned(), rule: LemmaRule::Stemmer }]
}

fn spelled(headwords: &[Headword], rule: LemmaRule) -> Vec<Lemma> {
    let lexicon = Lexicon::embedded();
    let texts = headwords.iter().map(|headword| lexicon.spelled(&headword.text).to_owned());
    texts.map(|text| Lemma { text, rule }).collect()
}

/// Gives the headwords of a form that the dictionary lacks, where it knows the word that the form is regularly made
/// from, each with that word.
fn regular(beginnings: &Beginnings<'_>, form: &str, mut each: impl FnMut(&str, Headword)) {
    let lexicon = Lexicon::embedded();
    if let Some(base) = form.strip_suffix("'s").or_else(|| form.strip_suffix('\''))
        && base.len() > 1
    {
        let mut found = beginnings.headwords(base.len()).peekable();
        if found.peek().is_none() {
            each(base, Headword { text: base.to_owned(), kind: Kind::Other });
        }
        found.for_each(|headword| each(base, headword));
        return;
    }
    for ending in ENDINGS {
        let Some(base) = form.strip_suffix(ending.letters).filter(|base| base.len() > 3) else { continue };
        let mut is_found = false;
        for base in bases(base, ending.may_respell) {
            let found = beginnings.headwords(base.len());
            for headword in found.filter(|headword| (ending.fits)(headword, base.len())) {
                is_found = true;
                each(base, headword);
            }
        }
        if is_found {
            return;
        }
    }
    if let Some(base) = form.strip_suffix('s')
        && lexicon.listed(base).as_name
        && base.len() > 3
    {
        each(base, Headword { text: base.to_owned(), kind: Kind::Other });
    }
}

/// An ending of a regular form.
struct Ending {
    letters: &'static str,
    /// Whether the base changes its spelling before it: *kop*, *koppen*.
    may_respell: bool,
    /// Whether a base with this headword and of so many letters takes the ending.
    fits: fn(&Headword, usize) -> bool,
}

const ENDINGS: [Ending; 8] = [
    Ending { letters: "e", may_respell: false, fits: is_inflected_or_adjective },
    Ending { letters: "en", may_respell: false, fits: is_inflected_or_adjective },
    Ending { letters: "en", may_respell: true, fits: is_noun },
    Ending { letters: "tjes", may_respell: false, fits: is_noun },
    Ending { letters: "tje", may_respell: false, fits: is_noun },
    Ending { letters: "jes", may_respell: false, fits: is_noun },
    Ending { letters: "je", may_respell: false, fits: is_noun },
    Ending { letters: "s", may_respell: false, fits: is_noun },
];

/// A participle (*gereageerd*) or an adjective: it takes an -e.
fn is_inflected_or_adjective(headword: &Headword, base_length: usize) -> bool {
    match headword.kind {
        Kind::Adjective => true,
        Kind::Verb => headword.text.len() != base_length,
        _ => false,
    }
}

fn is_noun(headword: &Headword, base_length: usize) -> bool {
    headword.kind == Kind::Noun && headword.text.len() == base_length
}

/// What a word without its ending may be spelled as when it stands alone: *kopp* is *kop*.
fn bases(base: &str, may_respell: bool) -> impl Iterator<Item = &str> {
    let mut letters = base.chars();
    let last = letters.next_back();
    let single = letters.as_str();
    let is_doubled = last.is_some() && letters.next_back() == last;
    (may_respell && is_doubled).then_some(single).into_iter().chain(std::iter::once(base))
}

#[cfg(test)]
mod tests;
