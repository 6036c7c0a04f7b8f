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
    words: Vec<CommonWord>,
    numbers: HashMap<&'static str, u16>,
}

struct CommonWord {
    form: &'static str,
    /// How many words are at least as common.
    rank: u32,
}

impl CommonWords {
    fn new() -> Self {
        let ranked = ready::commonest().take(COMMON_WORDS).zip(1..);
        let mut words: Vec<_> = ranked.map(|(form, rank)| CommonWord { form, rank }).collect();
        words.sort_unstable_by_key(|word| word.form);
        let numbers = words.iter().map(|word| word.form).zip(1..).collect();
        Self { words, numbers }
    }

    /// The word of a number.
    fn word(&self, number: u16) -> &CommonWord {
        &self.words[usize::from(number) - 1]
    }

    fn has_list(&self, first: u16, second: u16) -> bool {
        self.word(first).rank * self.word(second).rank <= MOST_PRODUCT
    }
}

/// The number of a form among the common words; 0 where it is none.
pub(super) fn number_of(form: &str) -> u16 {
    COMMON.numbers.get(form).copied().unwrap_or(0)
}

/// The term of two forms side by side; `None` where there are no lists of such pairs.
pub(crate) fn pair_key(first: &str, second: &str) -> Option<String> {
    let (one, other) = (number_of(first), number_of(second));
    let has_list = one != 0 && other != 0 && COMMON.has_list(one, other);
    // No form has a space, which stands before all that one has: so pairs are in the order of their words' numbers.
    has_list.then(|| format!("{first} {second}"))
}

/// The pairs in the texts of a segment.
#[derive(Default)]
pub(super) struct Pairs {
    /// For each place of a pair the numbers of its words, 16 bits each, and the document.
    places: Vec<u64>,
    /// The last common words: where each ends, and its number.
    before: SmallVec<[(u32, u16); 4]>,
    /// The document that they are of.
    document: DocId,
}

impl Pairs {
    /// Takes in a common word and how many positions it covers. Words must come in their order.
    #[inline]
    pub(super) fn add(&mut self, document: DocId, position: u32, length: u8, number: u16) {
        if self.document != document {
            self.document = document;
            self.before.clear();
        }
        // Those that end farther on are written with hyphens; this word is a piece of them.
        self.before.retain(|(end, _)| *end >= position);
        for &(end, before) in &self.before {
            if end == position && COMMON.has_list(before, number) {
                if self.places.len() == self.places.capacity() {
                    self.places.reserve(room(self.places.len()));
                }
                self.places.push(u64::from(before) << 48 | u64::from(number) << 32 | u64::from(document));
            }
        }
        let ends = (position + u32::from(length), number);
        if !self.before.contains(&ends) {
            self.before.push(ends);
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
        let form = |number: u64| COMMON.word(number as u16).form;
        of_pair.map(|same| format!("{} {}", form(same[0] >> 48), form(same[0] >> 32 & 0xffff))).collect()
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
