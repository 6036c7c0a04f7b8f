//! The words of a segment while it is made, and their way into its term dictionary.
//!
//! tantivy's own writer looks up every *term* of every word in a table. Here only the words are kept: the analyzer
//! numbers those that it remembers, so that a word of the text costs no second look-up, and what is noted of it is where
//! it stands. Its terms are looked at once, when the segment is written: the places of a term are those of all words that
//! have it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hint::black_box;
use std::io::{self, Write};
use std::ops::Range;

use smallvec::SmallVec;
use tantivy::DocId;

use super::field_writer::FieldWriter;
use super::terms::{is_indexed, push_key, unit_key};
use crate::dutch::sentences::unit_starts;
use crate::dutch::{Analyzer, Met, Remembered};

/// tantivy leaves out longer terms.
pub(crate) const LONGEST_TERM_BYTES: usize = u16::MAX as usize - 5;

/// A word of a segment by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// One that the analyzer remembers, as it numbers it.
    Remembered(u32),
    /// Any other, among [`Words::others`].
    Other(u32),
}

/// For how many more a row of so many makes room. A row that has become long may become very long: what is reserved and
/// not used is only address space, but each time that it moves the system clears new memory for it.
fn room(count: usize) -> usize {
    if count < 1 << 10 { 1 << 10 } else { (1 << 17).max(count) }
}

/// How long a term is on average.
const BYTES_OF_TERM: usize = 14;

/// So many words of a text are added together.
const MOST_WAITING: usize = 32;

/// So many lists are fetched from memory together when terms are written.
const LISTS_AHEAD: usize = 32;

/// The words of a segment, each with its terms.
#[derive(Default)]
pub(super) struct Words {
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
    fn number(&mut self, word: &Met<'_>) -> Number {
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
        push_key(&mut key, crate::dutch::Layer::Exact, word.length, "");
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
    fn number_of_mark(&mut self, mark: &'static str) -> Number {
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
    fn count(&mut self, number: Number, word: &Met<'_>) -> u32 {
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
    pub(super) fn sorted(&self) -> SortedTerms<'_> {
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
    pub(super) fn memory(&self) -> usize {
        self.text.len()
            + size_of::<(Number, Range<u32>)>() * self.terms.len()
            + 4 * self.counts.capacity()
            + 100 * self.others.len()
    }
}

/// The terms of a segment in the order of the term dictionary.
pub(super) struct SortedTerms<'w> {
    terms: Vec<SortedTerm>,
    /// The text of [`Words`].
    text: &'w str,
}

/// A term of a word, small enough to be moved about quickly.
struct SortedTerm {
    /// What [`first_bytes`] gives: mostly it decides, as one number.
    first: u128,
    /// Where the term begins in the text.
    start: u32,
    length: u32,
    word: Number,
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
    fn term<'w>(&self, text: &'w str) -> &'w str {
        &text[self.start as usize..][..self.length as usize]
    }

    #[inline]
    fn order(&self, other: &Self, text: &str) -> Ordering {
        self.first.cmp(&other.first).then_with(|| {
            if self.length.max(other.length) as usize <= MOST_FIRST_BYTES {
                self.length.cmp(&other.length)
            } else {
                self.term(text).cmp(other.term(text))
            }
        })
    }
}

/// Where the words of one field stand.
#[derive(Default)]
pub(super) struct FieldPlaces {
    /// For each word that the analyzer remembers its list, counted from 1; 0 where the field does not hold the word.
    lists_of: Vec<u32>,
    /// The same for the others.
    lists_of_others: Vec<u32>,
    lists: Vec<List>,
    /// Lists by their numbers, with the positions that are to be added to them.
    waiting: Vec<(u32, u32)>,
    /// How many terms there are, each at each of its places.
    terms: u64,
    bytes: usize,
}

impl FieldPlaces {
    /// Takes in the text of a document; gives the number of its terms.
    pub(super) fn add_text(
        &mut self,
        document: DocId,
        text: &str,
        analyzer: &mut Analyzer,
        words: &mut Words,
    ) -> u32 {
        let before = self.terms;
        let mut starts = unit_starts(text);
        analyzer.meet(text, |word| {
            for unit in starts(word.start) {
                let mark = words.number_of_mark(unit_key(unit));
                self.wait(document, word.position, mark, || 1);
            }
            let number = words.number(&word);
            self.wait(document, word.position, number, || words.count(number, &word));
        });
        self.add_waiting(document);
        u32::try_from(self.terms - before).unwrap_or(u32::MAX)
    }

    /// Adds a place of a word, with others; `terms` tells how many terms it has where the field did not hold it yet.
    #[inline]
    fn wait(&mut self, document: DocId, position: u32, word: Number, terms: impl FnOnce() -> u32) {
        let (lists_of, word) = match word {
            Number::Remembered(word) => (&mut self.lists_of, word as usize),
            Number::Other(word) => (&mut self.lists_of_others, word as usize),
        };
        if word >= lists_of.len() {
            lists_of.resize(word + 1, 0);
        }
        if lists_of[word] == 0 {
            if self.lists.len() == self.lists.capacity() {
                self.lists.reserve(room(self.lists.len()));
            }
            self.lists.push(List { terms: terms(), ..List::default() });
            lists_of[word] = self.lists.len() as u32;
        }
        self.waiting.push((lists_of[word] - 1, position));
        if self.waiting.len() >= MOST_WAITING {
            self.add_waiting(document);
        }
    }

    /// Adds the places that wait.
    fn add_waiting(&mut self, document: DocId) {
        // This only reads of each list, so that the processor fetches many from memory at once.
        let terms = self.waiting.iter().map(|&(list, _)| u64::from(self.lists[list as usize].terms));
        self.terms += terms.sum::<u64>();
        for (list, position) in self.waiting.drain(..) {
            self.bytes += self.lists[list as usize].add(document, position);
        }
    }

    /// How many terms there are, each at each of its places.
    pub(super) fn terms(&self) -> u64 {
        self.terms
    }

    /// About how much memory they take, in bytes.
    pub(super) fn memory(&self) -> usize {
        // A list grows by doubling.
        let numbers = self.lists_of.capacity() + self.lists_of_others.capacity();
        self.bytes * 3 / 2 + 4 * numbers + size_of::<List>() * self.lists.len()
    }

    /// The list of a word, counted from 1; 0 where the field does not hold it.
    #[inline]
    fn number_of_list(&self, word: Number) -> u32 {
        let number = match word {
            Number::Remembered(word) => self.lists_of.get(word as usize),
            Number::Other(word) => self.lists_of_others.get(word as usize),
        };
        number.copied().unwrap_or(0)
    }

    /// Writes the terms, which [`Words::sorted`] gave.
    pub(super) fn write<'w>(
        &self,
        sorted: &'w SortedTerms<'w>,
        out: &mut FieldWriter<'w, impl Write>,
    ) -> io::Result<()> {
        let mut places = Vec::new();
        let mut positions = Vec::new();
        let SortedTerms { terms, text } = sorted;
        // For each term the list of its word, counted from 1.
        let numbers: Vec<u32> = terms.iter().map(|term| self.number_of_list(term.word)).collect();
        let list = |number: u32| Some(&self.lists[number.checked_sub(1)? as usize]);
        let (mut next, mut fetched) = (0, 0);
        for same in terms.chunk_by(|one, other| one.order(other, text).is_eq()) {
            if next >= fetched {
                // This only reads of each list, so that the processor fetches many from memory at once.
                let ahead = numbers[next..].iter().take(LISTS_AHEAD);
                black_box(ahead.filter_map(|&number| list(number)).map(|list| list.terms).sum::<u32>());
                fetched = next + LISTS_AHEAD;
            }
            let term = same[0].term(text);
            let mut lists = numbers[next..next + same.len()].iter().filter_map(|&number| list(number));
            next += same.len();
            let Some(first) = lists.next().filter(|_| term.len() <= LONGEST_TERM_BYTES) else { continue };
            out.begin(term.as_bytes());
            match lists.next() {
                None => write_list(first, &mut positions, out),
                Some(second) => {
                    places.clear();
                    for list in [first, second].into_iter().chain(lists) {
                        list.each_place(|document, position| {
                            places.push(u64::from(document) << 32 | u64::from(position));
                        });
                    }
                    // They are runs that are each in order: a stable sort finds and merges them.
                    #[allow(clippy::stable_sort_primitive)]
                    places.sort();
                    write_places(&places, &mut positions, out);
                }
            }
            out.end()?;
        }
        Ok(())
    }
}

/// Writes the places of a word, document by document, as they lie in its list.
fn write_list(list: &List, positions: &mut Vec<u32>, out: &mut FieldWriter<'_, impl Write>) {
    let mut document = None;
    positions.clear();
    list.each(|distance, position| {
        if distance > 0 || document.is_none() {
            if let Some(ended) = document {
                out.add(ended, positions);
                positions.clear();
            }
            document = Some(document.unwrap_or(0) + distance);
        }
        // Positions too are told by how far they are from the one before.
        positions.push(position);
    });
    if let Some(ended) = document {
        out.add(ended, positions);
    }
}

/// Writes places, each a document in the upper half of a number and a position in the lower, document by document.
fn write_places(places: &[u64], positions: &mut Vec<u32>, out: &mut FieldWriter<'_, impl Write>) {
    for same in places.chunk_by(|one, other| one >> 32 == other >> 32) {
        positions.clear();
        let mut before = 0;
        for &place in same {
            let position = place as u32;
            positions.push(position - before);
            before = position;
        }
        out.add((same[0] >> 32) as DocId, positions);
    }
}

/// Where one word stands in one field: documents and positions in their order, each told by how far it is from the one
/// before, in as many bytes as that takes.
///
/// It is as long as what the processor reads from memory at once: most words stand in a text only a few times, and then
/// all there is of them is here.
#[derive(Default)]
#[repr(align(64))]
struct List {
    bytes: SmallVec<[u8; 40]>,
    document: DocId,
    position: u32,
    documents: u32,
    /// How many terms the word has.
    terms: u32,
}

impl List {
    /// Adds a place, which comes behind all others; gives the bytes that it takes.
    #[inline]
    fn add(&mut self, document: DocId, position: u32) -> usize {
        let before = self.bytes.len();
        // Twice a distance, and 1 more where it is that to another document, whose first position follows.
        if self.documents == 0 || document != self.document {
            self.push(u64::from(document - self.document) << 1 | 1);
            self.push(u64::from(position));
            self.documents += 1;
            self.document = document;
        } else {
            self.push(u64::from(position - self.position) << 1);
        }
        self.position = position;
        self.bytes.len() - before
    }

    #[inline]
    fn push(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Gives each place to `each`: how far its document is from the one before, or 0 where it is the same or the first,
    /// and its position, or how far it is from the one before in the same document.
    #[inline]
    fn each(&self, mut each: impl FnMut(u32, u32)) {
        let mut bytes = self.bytes.iter();
        let mut next = move || {
            let first = *bytes.next()?;
            // Nearly all are near.
            let (mut number, mut shift, mut byte) = (u64::from(first & 0x7f), 7, first);
            while byte >= 0x80 {
                byte = *bytes.next()?;
                number |= u64::from(byte & 0x7f) << shift;
                shift += 7;
            }
            Some(number)
        };
        while let Some(number) = next() {
            let distance = (number >> 1) as u32;
            if number & 1 == 0 {
                each(0, distance);
            } else if let Some(position) = next() {
                each(distance, position as u32);
            }
        }
    }

    /// The same with documents and positions as they are.
    #[inline]
    fn each_place(&self, mut each: impl FnMut(DocId, u32)) {
        let (mut document, mut position) = (0, 0);
        self.each(|distance, further| {
            position = if distance > 0 { further } else { position + further };
            document += distance;
            each(document, position);
        });
    }
}
