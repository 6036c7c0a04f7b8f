//! What an article's text is recognised by when another paper prints it too.
//!
//! Wire copy comes back shortened, with another first paragraph, with a paragraph of its own, with the faults of a
//! scanner; what stays are runs of words. The likeness of two texts is the share of their *shingles* that both have
//! (Jaccard's measure); a shingle is three words in a row, of which words of up to three letters are left out, since
//! they say little and are the first to change. A shingle with a number in it counts three times: the market report
//! of next week has the same words and other numbers, and is no copy.
//!
//! A [`Signature`] holds a sample of a text's shingles, by which the likeness of two texts is estimated without
//! either: one-permutation `MinHash` with 64 slots, of each the last byte. Its standard error is at most 0.0625. Empty
//! slots of a short text take the value of another, drawn by a rule that all texts share (*optimal densification*,
//! Shrivastava 2017).
//!
//! Words are taken as they are written, case and accents aside, and not as headwords: wire copy keeps its
//! inflections. Headwords would have to be analysed a second time, outside the threads that index, and tell copies no
//! better: the test below measures both.

use std::cell::RefCell;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// How many samples a signature has.
pub(super) const SLOTS: usize = 64;

/// Texts with fewer shingles say too little to be told from each other.
const FEWEST_SHINGLES: u32 = 12;

/// Two texts are copies from this likeness on. `signature/tests.rs` has the figures of other values.
pub(super) const LIKENESS: f64 = 0.35;

/// Words of so many letters and more are counted; numbers always are.
const SHORTEST_WORD: usize = 4;

/// How often a shingle with a number counts.
const WEIGHT_OF_NUMBERS: u64 = 3;

/// How many words make a shingle.
const SHINGLE_WORDS: usize = 3;

/// A sample of a text's shingles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signature(pub(super) [u8; SLOTS]);

impl Signature {
    /// The signature of a text, `None` where it is too short to have one; and how many words it has, as [`words`] counts
    /// them, since to read all of a text twice would take time.
    pub(crate) fn with_words(text: &str) -> (Option<Self>, u64) {
        let mut sample = Sample::new();
        let words = each_word(text, |word, has_digit| sample.add(word, has_digit));
        (sample.signature(), words)
    }

    /// The likeness of two texts, estimated: 1 where they have all shingles in common, 0 where none.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        // What agrees by chance, one slot in 256, is too little to be taken off.
        #[allow(clippy::cast_precision_loss)]
        let likeness = equal as f64 / SLOTS as f64;
        likeness
    }
}

/// The smallest hash that fell into each slot.
struct Sample {
    least: [u64; SLOTS],
    shingles: u32,
    /// The words before, each with whether it has a digit.
    before: [(u64, bool); SHINGLE_WORDS - 1],
    words: usize,
}

impl Sample {
    fn new() -> Self {
        Self { least: [u64::MAX; SLOTS], shingles: 0, before: [(0, false); SHINGLE_WORDS - 1], words: 0 }
    }

    fn add(&mut self, word: u64, has_digit: bool) {
        let [first, second] = self.before;
        self.before = [second, (word, has_digit)];
        self.words += 1;
        if self.words < SHINGLE_WORDS {
            return;
        }
        self.shingles += 1;
        let shingle = mix(mix(first.0.rotate_left(1) ^ second.0).wrapping_add(word));
        self.put(shingle);
        if first.1 || second.1 || has_digit {
            for weight in 1..WEIGHT_OF_NUMBERS {
                self.put(mix(shingle.wrapping_add(weight)));
            }
        }
    }

    fn put(&mut self, hash: u64) {
        // The slot is told by the highest bits, and the order in it by all.
        let slot = &mut self.least[(hash >> 58) as usize];
        *slot = (*slot).min(hash);
    }

    fn signature(&self) -> Option<Signature> {
        if self.shingles < FEWEST_SHINGLES {
            return None;
        }
        let mut signature = [0; SLOTS];
        for (slot, value) in signature.iter_mut().enumerate() {
            let mut from = slot;
            let mut attempt = 0;
            // At least one slot is filled, and the attempts come to every slot in time.
            while self.least[from] == u64::MAX {
                attempt += 1;
                from = (mix(slot as u64 ^ (attempt << 8)) >> 58) as usize;
            }
            *value = self.least[from].to_le_bytes()[0];
        }
        Some(Signature(signature))
    }
}

/// The number of words of a text: pieces between white space that hold a letter or a digit. The analysis counts
/// `Nagorno-Karabach` as two, but it runs when the article is indexed, behind which no other field of it can be written;
/// and tantivy's own count of terms is of all layers, and rounded.
pub(crate) fn words(text: &str) -> u64 {
    each_word(text, |_, _| ())
}

/// Gives a hash of each word that counts, and whether it has a digit; and gives back what [`words`] counts.
fn each_word(text: &str, mut each: impl FnMut(u64, bool)) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut pieces = 0;
    let mut in_piece = false;
    while at < bytes.len() {
        let start = at;
        let mut classes = 0;
        while let Some(&byte) = bytes.get(at) {
            let class = CLASSES[usize::from(byte)];
            if class & (LETTER | DIGIT | NOT_ASCII) == 0 {
                break;
            }
            classes |= class;
            at += 1;
        }
        let has_digit = classes & DIGIT != 0;
        if classes & NOT_ASCII != 0 {
            for c in text[start..at].chars() {
                let begins = !in_piece && c.is_alphanumeric();
                pieces += u64::from(begins);
                in_piece = (in_piece || begins) && !c.is_whitespace();
            }
            each_folded_word(&text[start..at], &mut each);
        } else {
            let begins = !in_piece && classes != 0;
            pieces += u64::from(begins);
            in_piece |= begins;
            if has_digit || at - start >= SHORTEST_WORD {
                each(hash_of(&bytes[start..at]), has_digit);
            }
        }
        in_piece &= bytes.get(at).is_none_or(|&byte| CLASSES[usize::from(byte)] != SPACE);
        at += 1;
    }
    pieces
}

/// White space as Unicode has it.
const SPACE: u8 = 1;
/// A letter of ASCII.
const LETTER: u8 = 2;
/// A digit.
const DIGIT: u8 = 4;
/// Part of a character that is not ASCII.
const NOT_ASCII: u8 = 8;

/// What a byte is to whoever looks for words without decoding characters; 0 is a sign of ASCII that is none of these.
static CLASSES: [u8; 256] = {
    let mut classes = [NOT_ASCII; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b' ' | b'\t'..=b'\r' => SPACE,
            b'0'..=b'9' => DIGIT,
            _ if byte.is_ascii_alphabetic() => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// As [`each_word`], for a piece of text with letters that are not ASCII, or with signs that end a word.
#[cold]
fn each_folded_word(piece: &str, each: &mut impl FnMut(u64, bool)) {
    thread_local! {
        static FOLDED: RefCell<String> = const { RefCell::new(String::new()) };
    }
    FOLDED.with_borrow_mut(|folded| {
        for word in piece.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
            folded.clear();
            for c in word.chars() {
                decompose_canonical(c, |part| {
                    if !is_combining_mark(part) {
                        folded.extend(part.to_lowercase());
                    }
                });
            }
            let has_digit = folded.contains(|c: char| c.is_ascii_digit());
            if has_digit || folded.chars().count() >= SHORTEST_WORD {
                each(hash_of(folded.as_bytes()), has_digit);
            }
        }
    });
}

/// A hash of a word, capitals or not, eight bytes at a time.
fn hash_of(word: &[u8]) -> u64 {
    // This bit makes a capital small; digits have it, and what is folded already is changed as one.
    let add = |hash: u64, eight: u64| mix(hash ^ (eight | 0x2020_2020_2020_2020));
    let (eights, rest) = word.as_chunks::<8>();
    let hash = eights.iter().fold(word.len() as u64, |hash, eight| add(hash, u64::from_le_bytes(*eight)));
    if rest.is_empty() { hash } else { add(hash, up_to_seven(rest)) }
}

/// One to seven bytes as a number, the first the lowest. Two fours that overlap are read sooner than one byte after
/// another.
fn up_to_seven(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
            first | last << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)),
    }
}

/// Stirs the bits of a number so that each changes about half of them (the last steps of `SplitMix64`).
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
