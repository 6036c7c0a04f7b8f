//! Reads spellings from before 1947 as today's: *Nederlandsche* is *Nederlandse*, *regt* is *recht*.
//!
//! ```
//! use knipsel::dutch::spelling::{RuleSet, modernise};
//!
//! let known = |word: &str| ["mens", "lopen", "nederlandse"].contains(&word);
//! let read = |old: &str| modernise(old, &known, &RuleSet::all());
//!
//! assert_eq!(read("mensch")[0].form, "mens");
//! assert_eq!(read("loopen")[0].rules, ["oo-open"]);
//! assert_eq!(read("nederlandschen")[0].rules, ["sche"]);
//! // What is known as it stands is left alone, and what leads to no known word too.
//! assert!(read("mens").is_empty());
//! assert!(read("bosch").is_empty());
//! ```
//!
//! Three spellings stand behind the [`RULES`]: that of De Vries and Te Winkel (1863 to 1947), that of
//! Siegenbeek (1804 to 1863), and what printers did before; a few rules undo choices of 1954 that were
//! dropped in 1995. Several rules may act on one word, each once and in the order of the table. A rule costs
//! the more the oftener it misleads, and of all readings that end in a known word the cheapest are given.

mod places;
mod rewrite;
mod rules;
mod search;

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;

pub use rules::{RULES, SpellingRule};

/// Longer words are left alone: the work on one word stays bounded.
pub const MAX_LETTERS: usize = 40;

/// The most readings that one word is given.
pub const MAX_READINGS: usize = 3;

/// Which rules are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSet(u64);

/// Today's spelling of an old one, and the names of the rules that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modern {
    /// The word as it is spelled today, folded.
    pub form: String,
    /// The rules, in the order in which they acted.
    pub rules: Vec<&'static str>,
}

impl RuleSet {
    /// Every rule.
    pub fn all() -> Self {
        Self(u64::MAX >> (u64::BITS as usize - RULES.len()))
    }

    /// No rule: every word is left alone.
    pub fn none() -> Self {
        Self(0)
    }

    /// The rules that are safe for words with a capital inside a sentence, which are often names: they read
    /// *Nederlandsche*, *Europeesche*, *Regtbank* and *Januarij*, but leave *Bosch*, *Peeters* and *Kock* alone.
    pub fn for_capitals() -> Self {
        let mut set = Self::none();
        for (number, rule) in RULES.iter().enumerate() {
            if rule.safe_for_names {
                set.0 |= 1 << number;
            }
        }
        set
    }

    /// One rule alone; none where no rule has this name.
    pub fn only(name: &str) -> Option<Self> {
        number_of(name).map(|number| Self(1 << number))
    }

    /// These rules without the one of this name; none where no rule has it.
    pub fn without(self, name: &str) -> Option<Self> {
        number_of(name).map(|number| Self(self.0 & !(1 << number)))
    }

    /// Whether the rule of this name is switched on.
    pub fn contains(self, name: &str) -> bool {
        number_of(name).is_some_and(|number| self.has(number))
    }

    fn has(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }
}

/// Today's spellings of a folded word, the likeliest first and at most [`MAX_READINGS`]; often none.
///
/// `known` says whether a folded word is one of today's, inflected forms included. A word that it knows as
/// it stands is left alone, and every form given is one that it knows.
pub fn modernise(folded: &str, known: &dyn Fn(&str) -> bool, enabled: &RuleSet) -> Vec<Modern> {
    let legible = (3..=MAX_LETTERS).contains(&folded.len()) && folded.bytes().all(|b| b.is_ascii_lowercase());
    if enabled.0 == 0 || !legible || known(folded) {
        return Vec::new();
    }
    search::search(folded, known, *enabled)
}

fn number_of(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}
