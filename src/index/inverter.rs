//! The words of a segment while it is made, and their way into its term dictionary.
//!
//! tantivy's own writer looks up every *term* of every word in a table. Here only the words are kept: the analyzer
//! numbers those that it remembers, so that a word of the text costs no second look-up, and what is noted of it is where
//! it stands. Its terms are looked at once, when the segment is written: the places of a term are those of all words that
//! have it.

mod list;
mod words;

use std::hint::black_box;
use std::io::{self, Write};

use tantivy::DocId;

use self::list::{List, Noted};
pub(super) use self::words::Words;
use self::words::{Number, SortedTerms};
use super::field_writer::FieldWriter;
use super::pairs::{Pairs, number_of};
use super::terms::unit_key;
use crate::dutch::sentences::unit_starts;
use crate::dutch::{Analyzer, MOST_JOINED_PIECES};

/// tantivy leaves out longer terms.
pub(crate) const LONGEST_TERM_BYTES: usize = u16::MAX as usize - 5;

/// For how many more a row of so many makes room. A row that has become long may become very long: what is reserved and
/// not used is only address space, but each time that it moves the system clears new memory for it.
pub(super) fn room(count: usize) -> usize {
    if count < 1 << 10 { 1 << 10 } else { (1 << 17).max(count) }
}

/// So many words of a text are added together.
const MOST_WAITING: usize = 32;

/// So many lists are fetched from memory together when terms are written.
const LISTS_AHEAD: usize = 32;

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
    /// The pairs of common words; nothing where none are noted.
    pairs: Option<Pairs>,
    /// How many terms there are, each at each of its places.
    terms: u64,
    bytes: usize,
}

impl FieldPlaces {
    /// Those of a field of which the pairs of common words are noted.
    pub(super) fn with_pairs() -> Self {
        Self { pairs: Some(Pairs::new()), ..Self::default() }
    }

    /// Takes in the text of a document; gives the number of its terms.
    pub(super) fn add_text(
        &mut self,
        document: DocId,
        text: &str,
        analyzer: &mut Analyzer,
        words: &mut Words,
    ) -> u32 {
        let before = self.terms;
        let has_pairs = self.pairs.is_some();
        let mut starts = unit_starts(text);
        analyzer.meet(text, |word| {
            for unit in starts(word.start) {
                let mark = words.number_of_mark(unit_key(unit));
                self.wait(document, word.position, mark, || Noted { terms: 1, ..Noted::default() });
            }
            let number = words.number(&word);
            self.wait(document, word.position, number, || {
                let length = u8::try_from(word.length).unwrap_or(u8::MAX);
                let form = word.terms().first().filter(|_| has_pairs && word.length <= MOST_JOINED_PIECES);
                let common = form.map_or(0, |form| number_of(form.text));
                Noted { terms: words.count(number, &word), common, length }
            });
        });
        self.add_waiting(document);
        u32::try_from(self.terms - before).unwrap_or(u32::MAX)
    }

    /// Adds a place of a word, with others; `note` tells what is noted of it where the field did not hold it yet.
    #[inline]
    fn wait(&mut self, document: DocId, position: u32, word: Number, note: impl FnOnce() -> Noted) {
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
            self.lists.push(List::of_word(note()));
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
        let terms = self.waiting.iter().map(|&(list, _)| u64::from(self.lists[list as usize].noted.terms));
        self.terms += terms.sum::<u64>();
        for (list, position) in self.waiting.drain(..) {
            let list = &mut self.lists[list as usize];
            self.bytes += list.add(document, position);
            let Noted { common, length, .. } = list.noted;
            if common != 0
                && let Some(pairs) = &mut self.pairs
            {
                pairs.add(document, position, length, common);
            }
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
        let pairs = self.pairs.as_ref().map_or(0, Pairs::memory);
        self.bytes * 3 / 2 + 4 * numbers + size_of::<List>() * self.lists.len() + pairs
    }

    /// The pairs of common words, to be written, where they are noted.
    pub(super) fn take_pairs(&mut self) -> Option<Pairs> {
        self.pairs.take()
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
                black_box(ahead.filter_map(|&number| list(number)).map(|list| list.noted.terms).sum::<u32>());
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
