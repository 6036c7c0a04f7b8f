//! The terms of words that were met before. In a newspaper nearly every word was, so the analysis of a text is for
//! the most part a look-up here.
//!
//! A table of its own rather than a `HashMap`, because it is several times as fast. What decides is how much memory a
//! look-up touches: a slot is four bytes, so that all of them fit in the processor's own memory, and a word lies beside
//! its terms in one record; the commonest words, met first, lie side by side. When the table is full it is emptied:
//! what is common is soon back.

use super::terms::Terms;
use crate::mix::mix;

/// A table begins with so many slots and doubles when half are taken: a small one stays near the processor.
const FEWEST_SLOTS: usize = 1 << 12;

/// Records begin at places that this divides, so that a slot can name one in few bits.
const RECORD_UNIT: usize = 8;

/// How many bits of a slot say where a record begins; the others are of the word's hash.
const PLACE_BITS: u32 = 21;

/// So much memory records may take, lest a slot could not name one.
const MOST_RECORD_BYTES: usize = RECORD_UNIT << PLACE_BITS;

/// A search for a slot gives up after so many steps, so that words made to collide cannot make it slow.
const MOST_STEPS: usize = 32;

/// Longer words are hardly met twice.
pub(super) const LONGEST_WORD_BYTES: usize = 64;

/// What stands before a word in its record: its length, its tag, the length of its terms and its number, each in three
/// digits to the base 128, each as one ASCII character.
const HEADER_BYTES: usize = 8;

/// How many bytes a record has on average, and some more.
const BYTES_OF_RECORD: usize = 112;

/// A table that would take less does not have it reserved, but begins with [`FIRST_BYTES`] and grows.
const LEAST_RESERVED_BYTES: usize = 4 << 20;
const FIRST_BYTES: usize = 64 << 10;

/// Terms beyond so many bytes are left out; those of no word are a hundredth as long.
const LONGEST_TERMS_BYTES: usize = 1 << 20;

/// No record takes more.
const LONGEST_RECORD_BYTES: usize = HEADER_BYTES + LONGEST_WORD_BYTES + LONGEST_TERMS_BYTES + RECORD_UNIT;

/// Terms by word, and by a tag for what else they depend on.
#[derive(Debug)]
pub(super) struct Cache {
    most_words: usize,
    /// For each word some of its hash, and in the lower bits where its record begins, in units counted from 1; 0 where a
    /// slot is free.
    slots: Vec<u32>,
    count: usize,
    /// Words with their terms.
    records: String,
    /// How often the table was emptied.
    times_emptied: u32,
}

/// A word that an analyzer remembers: two of equal numbers, out of one memory, have equal terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// How often the analyzer had forgotten all before it met this word.
    pub memory: u32,
    /// The word's number among those of this memory, from 0.
    pub number: u32,
}

/// Where the terms of a word lie, until the table is emptied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    start: u32,
    times_emptied: u32,
}

/// What a place of the table holds, as long as nothing is added to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    slot: u32,
    /// How long the word of its record is, once [`Cache::look_into`] has looked.
    length: u8,
}

/// A word with its tag, a number below 128, and the hash of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    word: &'a str,
    tag: u8,
    /// What [`ends`] gives.
    ends: (u64, u64),
    pub(super) hash: u64,
}

impl<'a> Key<'a> {
    /// The word is no longer than [`LONGEST_WORD_BYTES`].
    #[inline]
    pub(super) fn new(word: &'a str, tag: u8) -> Self {
        let ends = ends(word.as_bytes());
        Self { word, tag, ends, hash: hash_of(ends, word.as_bytes(), tag) }
    }
}

impl Cache {
    /// An empty table, to be emptied again when it has so many words; a thousand of them take some 80 kB.
    pub(super) fn new(most_words: usize) -> Self {
        Self { most_words, slots: Vec::new(), count: 0, records: String::new(), times_emptied: 0 }
    }

    /// Where the terms of a word lie, for [`Cache::terms`].
    #[inline]
    pub(super) fn find(&self, key: Key<'_>) -> Option<Record> {
        let mut first = self.first_slot(key);
        self.look_into(&mut first);
        self.find_from(first, key)
    }

    /// The slot that is looked at first for a word. Whoever seeks many words asks for all of these, then looks into all of
    /// them, and then goes on from each with [`Cache::find_from`]: the processor waits for many places in memory at once.
    #[inline]
    pub(super) fn first_slot(&self, key: Key<'_>) -> Slot {
        let mask = self.slots.len().wrapping_sub(1);
        Slot { slot: self.slots.get(key.hash as usize & mask).copied().unwrap_or(0), length: 0 }
    }

    /// Reads how long the word of a slot is.
    #[inline]
    pub(super) fn look_into(&self, slot: &mut Slot) {
        let header = self.records.as_bytes().get(record_of(slot.slot.max(1)));
        slot.length = header.copied().unwrap_or(0);
    }

    /// Where the terms of a word lie whose slot was looked into.
    #[inline]
    pub(super) fn find_from(&self, first: Slot, key: Key<'_>) -> Option<Record> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = key.hash as usize & mask;
        let Slot { mut slot, mut length } = first;
        for _ in 0..MOST_STEPS {
            if slot == 0 {
                return None;
            }
            let start = record_of(slot);
            let is_like = (slot ^ slot_hash(key.hash)) >> PLACE_BITS == 0;
            if is_like && usize::from(length) == key.word.len() && self.is_of(start, key) {
                return Some(Record { start: start as u32, times_emptied: self.times_emptied });
            }
            place = (place + 1) & mask;
            let mut next = Slot { slot: *self.slots.get(place)?, length: 0 };
            self.look_into(&mut next);
            Slot { slot, length } = next;
        }
        None
    }

    /// Whether a record is still there.
    #[inline]
    pub(super) fn has(&self, record: Record) -> bool {
        record.times_emptied == self.times_emptied
    }

    /// The number of the word of a record among all words that are remembered now, from 0.
    #[inline]
    pub(super) fn number(&self, record: Record) -> Remembered {
        let header = self.records.as_bytes().get(record.start as usize + 5..).and_then(<[u8]>::first_chunk);
        let &[high, middle, low] = header.unwrap_or(&[0; 3]);
        let number = u32::from(high) << 14 | u32::from(middle) << 7 | u32::from(low);
        Remembered { memory: record.times_emptied, number }
    }

    /// The terms in a record that [`Cache::find`] or [`Cache::insert`] named.
    #[inline]
    pub(super) fn terms(&self, record: Record) -> Terms<'_> {
        let record = self.records.get(record.start as usize..).unwrap_or("");
        let Some(&[word_length, _, high, middle, low, ..]) = record.as_bytes().first_chunk::<HEADER_BYTES>()
        else {
            return Terms::default();
        };
        let start = HEADER_BYTES + usize::from(word_length);
        let length = usize::from(high) << 14 | usize::from(middle) << 7 | usize::from(low);
        Terms::from_record(record.get(start..start + length).unwrap_or(""))
    }

    /// Whether a record is that of a word as long as the one in it.
    #[inline]
    fn is_of(&self, start: usize, key: Key<'_>) -> bool {
        let record = &self.records.as_bytes()[start..];
        let word = &record[HEADER_BYTES..];
        record[1] == key.tag
            && if key.word.len() <= LONGEST_BY_ENDS {
                // Two numbers are compared in less time than it takes to call what compares bytes.
                ends(&word[..key.word.len()]) == key.ends
            } else {
                word.starts_with(key.word.as_bytes())
            }
    }

    /// Remembers a word that [`Cache::find`] did not find; gives its record.
    #[cold]
    pub(super) fn insert(&mut self, key: Key<'_>, terms: Terms<'_>) -> Record {
        let terms = terms.as_record();
        let terms = &terms[..terms.floor_char_boundary(LONGEST_TERMS_BYTES)];
        if self.count == self.most_words || self.records.len() + LONGEST_RECORD_BYTES > MOST_RECORD_BYTES {
            *self = Self { times_emptied: self.times_emptied + 1, ..Self::new(self.most_words) };
        }
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        if self.records.capacity() == 0 {
            // Address space, not memory: what is not written to is never there. To grow by doubling instead would have
            // the system clear twice as much memory as is used, which in a short build costs as much as the look-ups.
            // Where there are many small tables it is the other way about: each would have some memory cleared for it.
            let bytes = (self.most_words * BYTES_OF_RECORD).min(MOST_RECORD_BYTES);
            self.records.reserve_exact(if bytes < LEAST_RESERVED_BYTES { FIRST_BYTES } else { bytes });
        }
        let start = self.records.len();
        let digits = |number: usize| [14, 7, 0].map(|shift| (number >> shift & 0x7f) as u8);
        self.records.extend([key.word.len() as u8, key.tag].map(char::from));
        self.records
            .extend([terms.len(), self.count].map(digits).as_flattened().iter().copied().map(char::from));
        self.records.push_str(key.word);
        self.records.push_str(terms);
        let end = self.records.len().next_multiple_of(RECORD_UNIT);
        self.records.extend(std::iter::repeat_n('\0', end - self.records.len()));
        let place = self.free_place(key.hash);
        // Where the search gave up, an older word makes way.
        self.slots[place] = slot_hash(key.hash) | ((start / RECORD_UNIT) as u32 + 1);
        self.count += 1;
        Record { start: start as u32, times_emptied: self.times_emptied }
    }

    fn grow(&mut self) {
        let larger = vec![0; (self.slots.len() * 2).max(FEWEST_SLOTS)];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot != 0 {
                // The slot has only some of the hash, the record the whole word.
                let record = &self.records[record_of(slot)..];
                let (length, tag) = (usize::from(record.as_bytes()[0]), record.as_bytes()[1]);
                let word = &record.as_bytes()[HEADER_BYTES..][..length];
                let place = self.free_place(hash(word, tag));
                self.slots[place] = slot;
            }
        }
    }

    /// Where a word goes that is not in the table.
    fn free_place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let start = hash as usize & mask;
        let mut places = (0..MOST_STEPS).map(|step| (start + step) & mask);
        places.find(|&place| self.slots[place] == 0).unwrap_or(start)
    }
}

/// Where the record of a slot that is not free begins.
#[inline]
fn record_of(slot: u32) -> usize {
    ((slot & ((1 << PLACE_BITS) - 1)) as usize - 1) * RECORD_UNIT
}

/// What a slot holds of a hash. Where a word is sought goes by the hash's lower half.
#[inline]
fn slot_hash(hash: u64) -> u32 {
    (hash >> 32) as u32 >> PLACE_BITS << PLACE_BITS
}

/// A hash of a word and its tag: the same in every build of the program.
#[inline]
pub(super) fn hash(word: &[u8], tag: u8) -> u64 {
    hash_of(ends(word), word, tag)
}

#[inline]
fn hash_of((first, last): (u64, u64), word: &[u8], tag: u8) -> u64 {
    let length_and_tag = (word.len() as u64) << 8 | u64::from(tag);
    let first = if word.len() <= LONGEST_BY_ENDS { first } else { long_hash(word) };
    mix(mix(first, length_and_tag), last)
}

/// Words of so many bytes are told apart by their [`ends`] and their length.
const LONGEST_BY_ENDS: usize = 16;

/// The letters at both ends of a word, which overlap in the middle, as two numbers; nothing for a longer word.
#[inline]
fn ends(word: &[u8]) -> (u64, u64) {
    match word.len() {
        8..=LONGEST_BY_ENDS => (eight(word, 0), eight(word, word.len() - 8)),
        4..=7 => (u64::from(four(word, 0)) << 32 | u64::from(four(word, word.len() - 4)), 0),
        length @ 1..=3 => {
            let letter = |at: usize| u64::from(word[at]);
            (letter(0) << 16 | letter(length / 2) << 8 | letter(length - 1), 0)
        }
        _ => (0, 0),
    }
}

#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

#[inline]
fn four(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

fn long_hash(bytes: &[u8]) -> u64 {
    let places = (0..bytes.len() - 8).step_by(8).chain([bytes.len() - 8]);
    places.fold(0, |state, at| mix(state, eight(bytes, at)))
}

#[cfg(test)]
mod tests {
    use super::super::terms::{Layer, Rule, TermList};
    use super::*;

    fn remember(cache: &mut Cache, word: &str, tag: u8) {
        let mut list = TermList::default();
        list.add(Layer::Exact, &format!("{word}/{tag}"), Rule::Folded);
        cache.insert(Key::new(word, tag), list.terms());
    }

    fn remembered<'c>(cache: &'c Cache, word: &str, tag: u8) -> Option<&'c str> {
        let record = cache.find(Key::new(word, tag))?;
        cache.terms(record).first().map(|term| term.text)
    }

    /// Words of every length, many of which have the same ends, under two tags.
    #[test]
    fn words_are_told_apart() {
        let mut cache = Cache::new(10_000);
        let words = (0..2_000_u32).map(|number| format!("{:a<1$}{number:b}", "", number as usize % 40));
        let words: std::collections::BTreeSet<String> = words.collect();
        for word in &words {
            for tag in [0, 1] {
                assert_eq!(remembered(&cache, word, tag), None, "{word}");
                remember(&mut cache, word, tag);
            }
        }
        for word in &words {
            for tag in [0, 1] {
                assert_eq!(remembered(&cache, word, tag), Some(format!("{word}/{tag}").as_str()));
            }
        }
    }

    #[test]
    fn the_table_is_emptied_when_it_is_full() {
        let mut cache = Cache::new(5_000);
        for number in 0..=5_000 {
            remember(&mut cache, &number.to_string(), 0);
        }
        assert_eq!(cache.count, 1);
        assert_eq!(remembered(&cache, "5000", 0), Some("5000/0"));
        assert_eq!(remembered(&cache, "0", 0), None);
    }
}
