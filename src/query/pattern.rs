//! Wildcards: `*` stands for any letters or none, `?` for one letter.

/// A pattern longer than this many bytes is refused; no word comes near it.
const LONGEST_PATTERN_BYTES: usize = 120;

/// Whether a word of a query has wildcards. In an address the same signs are no wildcards.
pub(super) fn has_wildcards(word: &str) -> bool {
    word.contains(['*', '?']) && !word.contains("://")
}

/// A pattern as an automaton over the bytes of a word in UTF-8.
///
/// Its state is a set of places in the pattern, one bit each, so that no pattern is costly, however its stars
/// stand: a deterministic automaton for `*a?????????` would have a thousand states.
///
/// Bit *n* of a state says that the word read so far fits the first *n* signs of the pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// For each byte, the places whose next sign it fits.
    fits: Box<[u128; 256]>,
    /// The places that a star lets stay where they are.
    stars: u128,
    /// The places behind a `?`, where the rest of a character of several bytes still belongs to it.
    behind_one: u128,
    start: u128,
    end: u128,
    /// The longest run of letters without a wildcard.
    letters: Box<[u8]>,
    /// Whether the first letter may be any.
    is_open: bool,
}

impl Pattern {
    /// The pattern of a word with `*` and `?`; `None` where it is too long.
    pub(crate) fn new(text: &str) -> Option<Self> {
        if text.len() > LONGEST_PATTERN_BYTES {
            return None;
        }
        let letters = text.split(['*', '?']).max_by_key(|run| run.len()).unwrap_or_default();
        let mut pattern = Self {
            fits: Box::new([0; 256]),
            stars: 0,
            behind_one: 0,
            start: 1,
            end: 0,
            letters: letters.as_bytes().into(),
            is_open: text.starts_with(['*', '?']),
        };
        let mut place = 0;
        for byte in text.bytes() {
            let here = 1_u128 << place;
            match byte {
                b'*' => {
                    pattern.stars |= here;
                    continue;
                }
                b'?' => {
                    let first = |byte: &usize| !is_continuation(*byte as u8);
                    (0..256).filter(first).for_each(|byte| pattern.fits[byte] |= here);
                    pattern.behind_one |= here << 1;
                }
                _ => pattern.fits[usize::from(byte)] |= here,
            }
            place += 1;
        }
        pattern.end = 1 << place;
        Some(pattern)
    }

    /// The longest run of letters that a word must hold to fit.
    pub(crate) fn letters(&self) -> &[u8] {
        &self.letters
    }

    /// Whether words that fit may begin with any letter.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether a word fits.
    pub(crate) fn fits(&self, word: &[u8]) -> bool {
        self.is_match(word.iter().fold(self.start, |state, byte| self.step(state, *byte)))
    }

    /// The state before the first byte.
    pub(crate) fn start(&self) -> u128 {
        self.start
    }

    /// The state after one more byte; 0 where no word that begins so fits.
    pub(crate) fn step(&self, state: u128, byte: u8) -> u128 {
        let mut next = (state & self.fits[usize::from(byte)]) << 1 | (state & self.stars);
        if is_continuation(byte) {
            next |= state & self.behind_one;
        }
        next
    }

    /// Whether the word read so far fits the whole pattern.
    pub(crate) fn is_match(&self, state: u128) -> bool {
        state & self.end != 0
    }
}

/// Whether a byte is not the first of its character.
fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(pattern: &str, word: &str) -> bool {
        let pattern = Pattern::new(pattern).unwrap();
        let fits = pattern.fits(word.as_bytes());
        let letters = std::str::from_utf8(pattern.letters()).unwrap();
        assert!(!fits || word.contains(letters), "{word} lacks {letters}");
        fits
    }

    /// The same, letter by letter.
    fn plainly_fits(pattern: &[char], word: &[char]) -> bool {
        match (pattern, word) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=word.len()).any(|skipped| plainly_fits(rest, &word[skipped..])),
            (['?', rest @ ..], [_, word @ ..]) => plainly_fits(rest, word),
            ([first, rest @ ..], [letter, word @ ..]) => first == letter && plainly_fits(rest, word),
            _ => false,
        }
    }

    #[test]
    fn patterns() {
        for (pattern, word, expect) in [
            ("vrede*", "vrede", true),
            ("vrede*", "vredesakkoord", true),
            ("vrede*", "vred", false),
            ("*akkoord", "vredesakkoord", true),
            ("*akkoord", "akkoorden", false),
            ("amster?am", "amsterdam", true),
            ("amster?am", "amsteram", false),
            ("sjo*goe", "sjojgoe", true),
            ("??", "éé", true),
            ("?", "猫", true),
            ("?", "猫猫", false),
            ("*", "", true),
            ("a*b*c", "axxbyybc", true),
        ] {
            assert_eq!(fits(pattern, word), expect, "{pattern} {word}");
        }
        assert!(Pattern::new(&"a".repeat(LONGEST_PATTERN_BYTES)).is_some());
        assert!(Pattern::new(&"a".repeat(LONGEST_PATTERN_BYTES + 1)).is_none());
    }

    proptest! {
        #[test]
        fn as_letter_by_letter(pattern in "[ab*?é]{0,8}", word in "[abé猫]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            prop_assert_eq!(fits(&pattern, &word), plainly_fits(&chars(&pattern), &chars(&word)));
        }
    }
}
