//! Which articles have two common words side by side, and how often.
//!
//! Most articles hold *van* and most hold *de*: to find those that hold `"van de"` from where either word stands takes a
//! look at the places of both in nearly every article. So the index has a list for each pair of common words, in a field
//! of its own. It tells how often the pair stands in an article's text, and not where. A phrase of two such words is
//! found by its list alone; a longer one is looked up only in the articles that hold its pairs. A word counts however it is
//! written, in one or with hyphens (`va-\nn de`), since phrases find it so too.
//!
//! A list takes room, so only pairs have one whose words are so common that many articles hold both: the product of their
//! ranks among the commonest words of the language decides. Pairs up to a product of 1,000 take 4.0 in 100 of the room of an
//! index of 8 MB of text, up to 2,000 they would take 5.4. They cost a build 1 in 100 of its time.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::sync::LazyLock;

use smallvec::SmallVec;
use tantivy::DocId;

use super::field_writer::FieldWriter;
use super::inverter::room;
use super::terms::{each_key, read_key};
use crate::dutch::{Analyzer, Layer, ready};

/// So many words are common.
const COMMON_WORDS: usize = 1_000;

/// A pair has a list where the product of its words' ranks, counted from 1, is at most this.
const MOST_PRODUCT: u32 = 1_000;

/// The common words in alphabetical order, and what their numbers are: their places in it, counted from 1.
static COMMON: LazyLock<CommonWords> = LazyLock::new(CommonWords::new);

struct CommonWords {
    forms: Vec<&'static str>,
    /// For each number how many words are at least as common; the first is of no word.
    ranks: Vec<u16>,
    numbers: HashMap<&'static str, u16>,
}

impl CommonWords {
    fn new() -> Self {
        let mut ranked: Vec<_> = ready::commonest().take(COMMON_WORDS).zip(1..).collect();
        ranked.sort_unstable();
        let (forms, ranks): (Vec<_>, Vec<u16>) = ranked.into_iter().unzip();
        let numbers = forms.iter().copied().zip(1..).collect();
        Self { forms, ranks: [0].into_iter().chain(ranks).collect(), numbers }
    }
}

/// Whether there is a list of two words side by side, by their numbers.
#[inline]
fn has_list(ranks: &[u16], first: u16, second: u16) -> bool {
    u32::from(ranks[usize::from(first)]) * u32::from(ranks[usize::from(second)]) <= MOST_PRODUCT
}

/// The number of a form among the common words; 0 where it is none.
pub(super) fn number_of(form: &str) -> u16 {
    COMMON.numbers.get(form).copied().unwrap_or(0)
}

/// The term of two forms side by side; `None` where there are no lists of such pairs.
pub(crate) fn pair_key(first: &str, second: &str) -> Option<String> {
    let (one, other) = (number_of(first), number_of(second));
    let has_list = one != 0 && other != 0 && has_list(&COMMON.ranks, one, other);
    has_list.then(|| key_of(first, second))
}

/// No form has a space, which stands before all that one has: so the keys are in the order of the words' numbers.
fn key_of(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// The pairs in the texts of a segment.
pub(super) struct Pairs {
    ranks: &'static [u16],
    /// For each place of a pair the numbers of its words, 16 bits each, and the document.
    places: Vec<u64>,
    /// Where the last common word in one piece ends, and its number.
    before: (Place, u16),
    /// The same of those in several pieces that end there or farther on.
    joined: SmallVec<[(Place, u16); 2]>,
}

/// A document in the upper half of a number, and a position in the lower.
type Place = u64;

impl Pairs {
    pub(super) fn new() -> Self {
        // Nothing begins where this ends.
        let before = (Place::MAX, 0);
        Self { ranks: &COMMON.ranks, places: Vec::new(), before, joined: SmallVec::new() }
    }

    /// Takes in a common word and how many positions it covers. Words must come in their order.
    #[inline]
    pub(super) fn add(&mut self, document: DocId, position: u32, length: u8, number: u16) {
        let start = u64::from(document) << 32 | u64::from(position);
        if self.before.0 == start {
            self.add_pair(self.before.1, number, document);
        }
        if !self.joined.is_empty() {
            self.add_behind_joined(start, number);
        }
        let end = (start + u64::from(length), number);
        if length == 1 {
            self.before = end;
        } else {
            self.joined.push(end);
        }
    }

    /// Adds the pairs of which the first word is written in several pieces.
    #[cold]
    fn add_behind_joined(&mut self, start: Place, number: u16) {
        // Those that end farther on have this word as a piece.
        self.joined.retain(|(end, _)| *end >= start);
        for (end, before) in self.joined.clone() {
            // A form of several pieces is no form of its last one, so that none is added twice.
            if end == start {
                self.add_pair(before, number, (start >> 32) as DocId);
            }
        }
    }

    #[inline]
    fn add_pair(&mut self, first: u16, second: u16, document: DocId) {
        if has_list(self.ranks, first, second) {
            if self.places.len() == self.places.capacity() {
                self.places.reserve(room(self.places.len()));
            }
            self.places.push(u64::from(first) << 48 | u64::from(second) << 32 | u64::from(document));
        }
    }

    /// How many places there are.
    pub(super) fn count(&self) -> u64 {
        self.places.len() as u64
    }

    /// About how much memory they take, in bytes.
    pub(super) fn memory(&self) -> usize {
        size_of::<u64>() * self.places.capacity()
    }

    /// Brings them in the order in which they are written; gives the terms.
    pub(super) fn sort(&mut self) -> Vec<String> {
        self.places.sort_unstable();
        let of_pair = self.places.chunk_by(|one, other| one >> 32 == other >> 32);
        let form = |number: u64| COMMON.forms[number as usize - 1];
        of_pair.map(|same| key_of(form(same[0] >> 48), form(same[0] >> 32 & 0xffff))).collect()
    }

    /// Writes them, with the terms that [`Self::sort`] gave.
    pub(super) fn write<'k>(
        &self,
        keys: &'k [String],
        out: &mut FieldWriter<'k, impl Write>,
    ) -> io::Result<()> {
        for (key, of_pair) in keys.iter().zip(self.places.chunk_by(|one, other| one >> 32 == other >> 32)) {
            out.begin(key.as_bytes());
            for same in of_pair.chunk_by(PartialEq::eq) {
                out.count(same[0] as DocId, same.len() as u32);
            }
            out.end()?;
        }
        Ok(())
    }
}

/// Gives the term of every pair in a text to `each`, in the plainest way: what [`Pairs`] does must come to the same.
pub(super) fn each_pair(analyzer: &mut Analyzer, text: &str, mut each: impl FnMut(&str)) {
    let mut words = Vec::new();
    each_key(analyzer, text, |key, position, _| {
        if let Some((Layer::Exact, length, form)) = read_key(key) {
            words.push((position, position + length, form.to_owned()));
        }
    });
    let mut ends: HashMap<u32, BTreeSet<&str>> = HashMap::new();
    for (_, end, form) in &words {
        ends.entry(*end).or_default().insert(form);
    }
    for (start, _, second) in &words {
        for first in ends.get(start).into_iter().flatten() {
            if let Some(key) = pair_key(first, second) {
                each(&key);
            }
        }
    }
}
