//! The words of a segment, numbered, and the terms that they have.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use super::super::terms::{is_indexed, push_key};
use super::room;
use crate::dutch::{Layer, Met, Remembered};

/// A word of a segment by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// One that the analyzer remembers, as it numbers it.
    Remembered(u32),
    /// Any other, among [`Words::others`].
    Other(u32),
}

/// How long a term is on average.
const BYTES_OF_TERM: usize = 14;

/// The words of a segment, each with its terms.
#[derive(Default)]
pub(in super::super) struct Words {
    /// Which memory of the analyzer its numbers are of now.
    memory: u32,
    /// What is added to them: how many words the memories before had.
    base: u32,
    /// For each word that the analyzer remembers how many terms it has; 0 where it was not met in this segment.
    counts: Vec<u32>,
    /// The numbers of words that it does not remember, by their terms.
    others: HashMap<String, u32>,
    /// How many terms each of those has.
    counts_of_others: Vec<u32>,
    /// The terms of all words as they stand in the term dictionary, end to end.
    text: String,
    /// For each term the word that it is of, and where it lies in the text.
    terms: Vec<(Number, Range<u32>)>,
    /// The terms of the word at hand.
    key: String,
}

impl Words {
    /// The number of a word.
    #[inline]
    pub(super) fn number(&mut self, word: &Met<'_>) -> Number {
        let Some(Remembered { memory, number }) = word.remembered.filter(|_| word.length == 1) else {
            return self.number_of_other(word);
        };
        if memory != self.memory {
            // The analyzer has forgotten its words and numbers others as it did those. Words that come back are told
            // again: that a term has the same word twice does no harm.
            self.base = self.counts.len() as u32;
            self.memory = memory;
        }
        Number::Remembered(self.base + number)
    }

    /// The same for one that the analyzer does not remember, or that stands for several positions.
    fn number_of_other(&mut self, word: &Met<'_>) -> Number {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        push_key(&mut key, Layer::Exact, word.length, "");
        for term in word.terms() {
            key.push(char::from(term.layer.letter()));
            key.push_str(term.text);
            key.push('\0');
        }
        let number = self.other(&key, |words, number| words.tell(word, number));
        self.key = key;
        number
    }

    /// The number of a mark that is a word of one term.
    pub(super) fn number_of_mark(&mut self, mark: &'static str) -> Number {
        self.other(mark, |words, number| {
            words.add_term(number, |text| text.push_str(mark));
            1
        })
    }

    /// The number of a word by its terms; `tell` notes them when it is met first, and gives how many there are.
    fn other(&mut self, key: &str, tell: impl FnOnce(&mut Self, Number) -> u32) -> Number {
        if let Some(&number) = self.others.get(key) {
            return Number::Other(number);
        }
        let number = self.counts_of_others.len() as u32;
        let count = tell(self, Number::Other(number));
        self.counts_of_others.push(count);
        self.others.insert(key.to_owned(), number);
        Number::Other(number)
    }

    /// How many terms a word has that [`Words::number`] numbered; they are noted when it is met first.
    pub(super) fn count(&mut self, number: Number, word: &Met<'_>) -> u32 {
        let at = match number {
            Number::Other(number) => return self.counts_of_others[number as usize],
            Number::Remembered(number) => number as usize,
        };
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        if self.counts[at] == 0 {
            self.counts[at] = self.tell(word, number);
        }
        self.counts[at]
    }

    /// Notes the terms of a word, and gives how many there are.
    fn tell(&mut self, word: &Met<'_>, number: Number) -> u32 {
        let (before, terms) = (self.terms.len(), word.terms());
        if word.length == 1 {
            for key in terms.keys() {
                self.add_term(number, |text| text.push_str(key));
            }
        } else {
            let exact = terms.first().map_or("", |term| term.text);
            for term in terms.iter().filter(|term| is_indexed(*term, word.length, exact)) {
                self.add_term(number, |text| push_key(text, term.layer, word.length, term.text));
            }
        }
        (self.terms.len() - before) as u32
    }

    fn add_term(&mut self, word: Number, push: impl FnOnce(&mut String)) {
        if self.terms.len() == self.terms.capacity() {
            self.terms.reserve(room(self.terms.len()));
            self.text.reserve(BYTES_OF_TERM * (self.terms.capacity() - self.terms.len()));
        }
        let start = self.text.len() as u32;
        push(&mut self.text);
        self.terms.push((word, start..self.text.len() as u32));
    }

    fn term(&self, place: &Range<u32>) -> &str {
        &self.text[place.start as usize..place.end as usize]
    }

    /// The terms in the order of the term dictionary, each with the word that it is of.
    pub(in super::super) fn sorted(&self) -> SortedTerms<'_> {
        let terms = self.terms.iter().map(|(word, place)| {
            let (first, length) = first_bytes(self.term(place));
            SortedTerm { first, start: place.start, length, word: *word }
        });
        let mut sorted = SortedTerms { terms: terms.collect(), text: &self.text };
        let text = sorted.text;
        sorted.terms.sort_unstable_by(|one, other| one.order(other, text));
        sorted
    }

    /// About how much memory they take, in bytes.
    pub(in super::super) fn memory(&self) -> usize {
        self.text.len()
            + size_of::<(Number, Range<u32>)>() * self.terms.len()
            + 4 * self.counts.capacity()
            + 100 * self.others.len()
    }
}

/// The terms of a segment in the order of the term dictionary.
pub(in super::super) struct SortedTerms<'w> {
    pub(super) terms: Vec<SortedTerm>,
    /// The text of [`Words`].
    pub(super) text: &'w str,
}

/// A term of a word, small enough to be moved about quickly.
pub(super) struct SortedTerm {
    /// What [`first_bytes`] gives: mostly it decides, as one number.
    first: u128,
    /// Where the term begins in the text.
    start: u32,
    length: u32,
    pub(super) word: Number,
}

/// The first letters of a term, before zeros where it has fewer, and its length.
fn first_bytes(term: &str) -> (u128, u32) {
    let mut first = [0; MOST_FIRST_BYTES];
    let length = term.len().min(first.len());
    first[..length].copy_from_slice(&term.as_bytes()[..length]);
    (u128::from_be_bytes(first), term.len() as u32)
}

const MOST_FIRST_BYTES: usize = 16;

impl SortedTerm {
    pub(super) fn term<'w>(&self, text: &'w str) -> &'w str {
        &text[self.start as usize..][..self.length as usize]
    }

    #[inline]
    pub(super) fn order(&self, other: &Self, text: &str) -> Ordering {
        self.first.cmp(&other.first).then_with(|| {
            if self.length.max(other.length) as usize <= MOST_FIRST_BYTES {
                self.length.cmp(&other.length)
            } else {
                self.term(text).cmp(other.term(text))
            }
        })
    }
}
