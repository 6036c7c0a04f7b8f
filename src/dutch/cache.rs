//! The terms of words that were met before. In a newspaper nearly every word was, so the analysis of a text is for
//! the most part a look-up here.
//!
//! A table of its own rather than a `HashMap`, because it is several times as fast: a word of up to 16 bytes lies in
//! its slot as two numbers, so that a look-up touches one place in memory and compares numbers, and nothing is
//! allocated for a word that is known. When the table is full it is emptied: what is common is soon back.

use super::analyzer::Term;

/// How many words are remembered. With their terms they take some 30 MB. Tests fill the table often.
const MOST_WORDS: usize = if cfg!(test) { 5_000 } else { 150_000 };

/// A table begins with so many slots and doubles when half are taken: a small one stays near the processor.
const FEWEST_SLOTS: usize = 1 << 12;

/// A search for a slot gives up after so many steps, so that words made to collide cannot make it slow.
const MOST_STEPS: usize = 32;

/// Longer words are hardly met twice.
pub(super) const LONGEST_WORD_BYTES: usize = 64;

/// Words up to here lie in their slot.
const LONGEST_IN_SLOT_BYTES: usize = 16;

/// Terms by word, and by a tag for what else they depend on.
#[derive(Debug, Default)]
pub(super) struct Cache {
    slots: Vec<Slot>,
    count: usize,
    /// The words that are too long for a slot, end to end.
    long_words: String,
    terms: Vec<Term>,
}

/// A word, and where its terms begin. A slot without terms is free.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    /// Where a long word begins among the long words.
    long_word: u32,
    first_term: u32,
    term_count: u32,
}

/// A word as numbers: all of it, or of a long one its hash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    /// Its length in bytes, and behind that the tag.
    length_and_tag: u32,
}

impl Cache {
    /// The terms of `word`, which `make` adds to a list where they are not known yet.
    #[inline]
    pub(super) fn terms(&mut self, word: &str, tag: u8, make: impl FnOnce(&mut Vec<Term>)) -> &[Term] {
        let key = Key::new(word, tag);
        match self.find(key, word) {
            Ok(slot) => self.terms_of(slot),
            Err(place) => {
                let slot = self.add(place, key, word, make);
                self.terms_of(slot)
            }
        }
    }

    /// The slot of a word, or the place for it.
    #[inline]
    fn find(&self, key: Key, word: &str) -> Result<Slot, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = key.hash() as usize & mask;
        for _ in 0..MOST_STEPS {
            match self.slots.get(place) {
                Some(slot) if slot.key == key && slot.term_count > 0 && self.is_long_word(*slot, word) => {
                    return Ok(*slot);
                }
                Some(slot) if slot.term_count > 0 => place = (place + 1) & mask,
                _ => break,
            }
        }
        Err(place)
    }

    /// Whether a slot whose key fits is that of `word`; of a short word the key tells.
    #[inline]
    fn is_long_word(&self, slot: Slot, word: &str) -> bool {
        word.len() <= LONGEST_IN_SLOT_BYTES
            || self.long_words.as_bytes()[slot.long_word as usize..].starts_with(word.as_bytes())
    }

    #[inline]
    fn terms_of(&self, slot: Slot) -> &[Term] {
        &self.terms[slot.first_term as usize..][..slot.term_count as usize]
    }

    #[cold]
    fn add(&mut self, mut place: usize, key: Key, word: &str, make: impl FnOnce(&mut Vec<Term>)) -> Slot {
        if self.count == MOST_WORDS {
            *self = Self::default();
        }
        if self.count * 2 >= self.slots.len() {
            self.grow();
            place = self.free_place(key);
        }
        let first_term = self.terms.len();
        make(&mut self.terms);
        let slot = Slot {
            key,
            long_word: self.long_words.len() as u32,
            first_term: first_term as u32,
            term_count: (self.terms.len() - first_term) as u32,
        };
        if word.len() > LONGEST_IN_SLOT_BYTES {
            self.long_words.push_str(word);
        }
        // Where the search gave up, an older word makes way.
        self.slots[place] = slot;
        self.count += 1;
        slot
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); (self.slots.len() * 2).max(FEWEST_SLOTS)];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot.term_count > 0 {
                let place = self.free_place(slot.key);
                self.slots[place] = slot;
            }
        }
    }

    /// Where a word goes that is not in the table.
    fn free_place(&self, key: Key) -> usize {
        let mask = self.slots.len() - 1;
        let start = key.hash() as usize & mask;
        let places = (0..MOST_STEPS).map(|step| (start + step) & mask);
        places
            .take_while(|&place| self.slots[place].term_count > 0)
            .last()
            .map_or(start, |taken| (taken + 1) & mask)
    }
}

impl Key {
    #[inline]
    fn new(word: &str, tag: u8) -> Self {
        let bytes = word.as_bytes();
        let length_and_tag = (bytes.len() as u32) << 8 | u32::from(tag);
        // Pieces from both ends overlap in the middle; together with the length they still tell every word apart.
        let (first, last) = match bytes.len() {
            17.. => (long_hash(bytes), 0),
            8..=16 => (eight(bytes, 0), eight(bytes, bytes.len() - 8)),
            4..=7 => (u64::from(four(bytes, 0)) << 32 | u64::from(four(bytes, bytes.len() - 4)), 0),
            0 => (0, 0),
            length => {
                let letter = |at: usize| u64::from(bytes[at]);
                (letter(0) << 16 | letter(length / 2) << 8 | letter(length - 1), 0)
            }
        };
        Self { first, last, length_and_tag }
    }

    #[inline]
    fn hash(self) -> u64 {
        mix(mix(self.first, u64::from(self.length_and_tag)), self.last)
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

/// Mixes a number into another by one multiplication, of which both halves are kept.
#[inline]
fn mix(state: u64, part: u64) -> u64 {
    let product = u128::from(state ^ 0x2d35_8dcc_aa6c_78a5) * u128::from(part ^ 0x9e37_79b9_7f4a_7c15);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::analyzer::{Layer, Rule};
    use super::*;

    fn term(text: String) -> Term {
        Term { layer: Layer::Exact, text: text.into(), rule: Rule::Folded }
    }

    /// Words of every length, many of which have the same ends, under two tags.
    #[test]
    fn words_are_told_apart() {
        let mut cache = Cache::default();
        let mut made = HashMap::new();
        for round in 0..2 {
            for number in 0..2_000_u32 {
                let word = format!("{:a<1$}{number:b}", "", number as usize % 40);
                for tag in [0, 1] {
                    let expect = term(format!("{word}/{tag}"));
                    let found = cache.terms(&word, tag, |terms| {
                        *made.entry((word.clone(), tag)).or_insert(0) += 1;
                        terms.push(expect.clone());
                    });
                    assert_eq!(found, [expect], "round {round}");
                }
            }
        }
        assert!(made.values().all(|&times| times == 1), "a word was made again");
    }

    #[test]
    fn the_table_is_emptied_when_it_is_full() {
        let mut cache = Cache::default();
        for number in 0..=MOST_WORDS {
            cache.terms(&number.to_string(), 0, |terms| terms.push(term(number.to_string())));
        }
        assert_eq!(cache.count, 1);
        assert_eq!(cache.terms.len(), 1);
    }
}
