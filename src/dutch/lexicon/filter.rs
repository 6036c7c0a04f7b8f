//! Says at the price of one look into memory that a table of the dictionary lacks a word, which is what most questions
//! end in: the analysis of an unknown word tries many stretches of it. A walk through the table itself touches
//! memory for every letter.

use crate::dutch::cache::hash;

/// One bit for each value of a hash: set where a word of the table has it. With eight bits or more for each word, nine
/// in ten words that are not there are told at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter(pub(super) &'static [u8]);

impl Filter {
    /// False where the table certainly lacks the word.
    #[inline]
    pub(super) fn may_have(self, word: &str) -> bool {
        let (byte, bit) = place(word.as_bytes(), self.0.len());
        // Without a filter every word is looked for.
        self.0.get(byte).is_none_or(|bits| bits & bit != 0)
    }
}

/// Makes the bits for these words, of which there are `count`.
pub fn bits<'a>(words: impl IntoIterator<Item = &'a [u8]>, count: usize) -> Vec<u8> {
    let mut bits = vec![0; count.next_power_of_two()];
    let length = bits.len();
    for word in words {
        let (byte, bit) = place(word, length);
        bits[byte] |= bit;
    }
    bits
}

/// The byte and the bit of a word in a filter of `length` bytes, a power of two.
#[inline]
fn place(word: &[u8], length: usize) -> (usize, u8) {
    let hash = hash(word, 0);
    (hash as usize & length.wrapping_sub(1), 1 << (hash >> 61))
}
