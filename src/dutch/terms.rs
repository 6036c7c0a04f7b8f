//! The terms of a word: what it is found under, and by which rule.
//!
//! ```
//! use knipsel::dutch::{AnalysisOptions, Analyzer, Layer, Rule};
//!
//! Analyzer::new(AnalysisOptions::default()).analyze("soldaten", |word| {
//!     let lemma = word.terms.iter().find(|term| term.layer == Layer::Lemma).expect("a word has a headword");
//!     assert_eq!((lemma.text, lemma.rule), ("soldaat", Rule::Dictionary));
//! });
//! ```
//!
//! Nearly all terms that an index build sees come from a memory of words met before. There they lie as one text,
//! end to end, so that the terms of a word are read from one place and nothing is allocated for them.

use super::spelling::RULES;

/// The kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// The form itself: lower case, accents folded.
    Exact,
    /// A headword of the form, or of the verb that it is the particle of.
    Lemma,
    /// The headword of a part of a compound.
    Part,
    /// A key under which the spellings of one name meet.
    Name,
    /// The headword in today's spelling of a word in an old spelling.
    Old,
}

impl Layer {
    /// The letter that stands for the layer before a term of it.
    pub(crate) fn letter(self) -> u8 {
        match self {
            Self::Exact => b'e',
            Self::Lemma => b'l',
            Self::Part => b'p',
            Self::Name => b'n',
            Self::Old => b'o',
        }
    }

    /// The layer that a letter stands for.
    pub(crate) fn from_letter(letter: u8) -> Option<Self> {
        Some(match letter {
            b'e' => Self::Exact,
            b'l' => Self::Lemma,
            b'p' => Self::Part,
            b'n' => Self::Name,
            b'o' => Self::Old,
            _ => return None,
        })
    }

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
    /// The user says so.
    OwnWord,
    /// The word is the particle of a verb that stands elsewhere in its clause.
    SeparableVerb,
    /// A rule of old spelling, by its name.
    OldSpelling(&'static str),
}

/// The rules that have no name of their own, by their codes.
const PLAIN_RULES: [Rule; 14] = [
    Rule::Folded,
    Rule::Joined,
    Rule::Undotted,
    Rule::Ungrouped,
    Rule::Cut,
    Rule::Unchanged,
    Rule::Dictionary,
    Rule::CompoundHead,
    Rule::Stemmer,
    Rule::Compound,
    Rule::Piece,
    Rule::NameKey,
    Rule::OwnWord,
    Rule::SeparableVerb,
];

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
            Self::OwnWord => "own-word",
            Self::SeparableVerb => "separable-verb",
            Self::OldSpelling(rule) => rule,
        }
    }

    fn code(self) -> u8 {
        let code = match self {
            Self::OldSpelling(name) => {
                PLAIN_RULES.len() + RULES.iter().position(|rule| rule.name == name).unwrap_or(RULES.len())
            }
            plain => PLAIN_RULES.iter().position(|rule| *rule == plain).unwrap_or_default(),
        };
        code as u8
    }

    fn from_code(code: u8) -> Self {
        let code = usize::from(code);
        PLAIN_RULES.get(code).copied().unwrap_or_else(|| {
            Self::OldSpelling(RULES.get(code - PLAIN_RULES.len()).map_or("old", |rule| rule.name))
        })
    }
}

/// A term under which a word is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term<'a> {
    /// Its layer.
    pub layer: Layer,
    /// The term, without any mark of the layer.
    pub text: &'a str,
    /// The rule that made it.
    pub rule: Rule,
}

/// The terms of one word, in the order of [`Layer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Terms<'a>(&'a str);

/// What stands before each term: its rule, its length in two digits to the base 128, and the letter of its layer, each
/// as one ASCII character. The letter comes last, so that it and the term lie in memory as they stand in the index.
const HEADER_BYTES: usize = 4;

/// Marks in the upper digit of the length a headword that equals the form.
const REPEATS_FORM: u8 = 0x40;

/// The longest text of a term. No word yields one so long (`normalize::LONGEST_FORM_BYTES`).
const LONGEST_TEXT_BYTES: usize = (1 << 13) - 1;

impl<'a> Terms<'a> {
    /// The terms, one by one.
    pub fn iter(self) -> TermIter<'a> {
        TermIter(self.0)
    }

    /// The first: the exact one.
    pub fn first(self) -> Option<Term<'a>> {
        self.iter().next()
    }

    /// Each term behind the letter of its layer, but for headwords that equal the form.
    #[inline]
    pub(crate) fn keys(self) -> impl Iterator<Item = &'a str> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            loop {
                let ([_, high, _, _], term) = split_first(&mut rest)?;
                if high & REPEATS_FORM == 0 {
                    return term.get(HEADER_BYTES - 1..);
                }
            }
        })
    }

    /// How they lie in memory.
    pub(super) fn as_record(self) -> &'a str {
        self.0
    }

    /// Terms from what [`Terms::as_record`] gave.
    pub(super) fn from_record(record: &'a str) -> Self {
        Self(record)
    }
}

impl<'a> IntoIterator for Terms<'a> {
    type Item = Term<'a>;
    type IntoIter = TermIter<'a>;

    fn into_iter(self) -> TermIter<'a> {
        self.iter()
    }
}

/// The terms of a word, one by one; made by [`Terms::iter`].
#[derive(Debug, Clone)]
pub struct TermIter<'a>(&'a str);

impl<'a> Iterator for TermIter<'a> {
    type Item = Term<'a>;

    #[inline]
    fn next(&mut self) -> Option<Term<'a>> {
        let ([rule, _, _, letter], term) = split_first(&mut self.0)?;
        Some(Term {
            layer: Layer::from_letter(letter)?,
            text: term.get(HEADER_BYTES..)?,
            rule: Rule::from_code(rule),
        })
    }
}

/// Takes the first term off terms as they lie in memory; gives its header, and the term with it.
#[inline]
fn split_first<'a>(terms: &mut &'a str) -> Option<([u8; HEADER_BYTES], &'a str)> {
    let &header = terms.as_bytes().first_chunk::<HEADER_BYTES>()?;
    let [_, high, low, _] = header;
    let end = HEADER_BYTES + (usize::from(high & !REPEATS_FORM) << 7 | usize::from(low));
    let (term, rest) = terms.split_at_checked(end)?;
    *terms = rest;
    Some((header, term))
}

/// The terms of one word while they are found.
#[derive(Debug, Default)]
pub(super) struct TermList(String);

impl TermList {
    /// Adds a term, unless it is there.
    pub(super) fn add(&mut self, layer: Layer, text: &str, rule: Rule) {
        if !self.terms().iter().any(|term| term.layer == layer && term.text == text) {
            let text = &text[..text.floor_char_boundary(LONGEST_TEXT_BYTES)];
            let repeats = layer == Layer::Lemma && self.terms().first().is_some_and(|form| form.text == text);
            let high = (text.len() >> 7) as u8 | if repeats { REPEATS_FORM } else { 0 };
            let header = [rule.code(), high, (text.len() & 0x7f) as u8, layer.letter()];
            self.0.extend(header.map(char::from));
            self.0.push_str(text);
        }
    }

    /// What was added so far.
    pub(super) fn terms(&self) -> Terms<'_> {
        Terms(&self.0)
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_as_they_were_added() {
        let long = "é".repeat(300);
        let added = [
            (Layer::Exact, "vredesakkoord", Rule::Folded),
            (Layer::Lemma, "", Rule::Stemmer),
            (Layer::Part, long.as_str(), Rule::Compound),
            (Layer::Name, "日本", Rule::NameKey),
            (Layer::Old, "mens", Rule::OldSpelling("sche")),
        ];
        let mut list = TermList::default();
        for (layer, text, rule) in added {
            list.add(layer, text, rule);
            list.add(layer, text, Rule::Cut);
        }
        let found: Vec<_> = list.terms().iter().map(|term| (term.layer, term.text, term.rule)).collect();
        assert_eq!(found, added);
    }

    #[test]
    fn every_rule_has_a_code() {
        let old = RULES.iter().map(|rule| Rule::OldSpelling(rule.name));
        for rule in PLAIN_RULES.into_iter().chain(old) {
            assert_eq!(Rule::from_code(rule.code()), rule);
            assert!(rule.code() < 128, "a code is one ASCII character");
        }
    }

    #[test]
    fn layers_have_their_letters() {
        for layer in [Layer::Exact, Layer::Lemma, Layer::Part, Layer::Name, Layer::Old] {
            assert_eq!(Layer::from_letter(layer.letter()), Some(layer));
        }
    }

    #[test]
    fn keys_leave_out_headwords_that_equal_the_form() {
        let mut list = TermList::default();
        for (layer, text) in [
            (Layer::Exact, "akkoord"),
            (Layer::Lemma, "akkoord"),
            (Layer::Lemma, "akkoorden"),
            (Layer::Part, "akkoord"),
            (Layer::Name, "akrd"),
        ] {
            list.add(layer, text, Rule::Dictionary);
        }
        assert_eq!(list.terms().keys().collect::<Vec<_>>(), ["eakkoord", "lakkoorden", "pakkoord", "nakrd"]);
        assert_eq!(list.terms().iter().count(), 5);
    }
}
