//! Where the terms of a slot stand in the articles of a batch.
//!
//! The terms are gone through one after another, so that nothing has to be put in order, however many a wildcard has. Most
//! of the many terms of a wildcard have nothing in a batch, and little where they have something: they are read for all
//! the articles of a stretch, and what they have is dealt out to the batches.

use std::collections::BTreeSet;

use tantivy::DocId;

use super::batch::{Articles, BATCH, Batch};
use super::bits::STRETCH;
use super::place_bits::{Bits, PlaceBits};
use super::positions::{PlacesOut, TermPositions};
use crate::query::Why;
use crate::query::places::Occurrence;

/// The articles of one alternative of a slot.
pub(super) struct SlotTerm {
    pub(super) positions: TermPositions,
    /// Why an occurrence matches.
    pub(super) why: Why,
    /// How many positions an occurrence covers.
    pub(super) length: u32,
}

/// More terms than this are read for a whole stretch.
const MOST_BY_BATCHES: usize = 16;

/// The occurrences of the terms of a slot.
pub(super) struct SlotPlaces {
    terms: Vec<TermPositions>,
    /// For each term a number that no article is below which it has and that was not read, and its reason. They stand
    /// together, since most terms of a wildcard have nothing in a batch.
    next: Vec<DocId>,
    reasons_of: Vec<u8>,
    /// The closest first.
    reasons: Vec<Reason>,
    /// What many terms have in a stretch.
    dealt: Option<Dealt>,
    /// The articles in which it stands, and those in which it does so for one reason alone.
    present: u64,
    for_one_reason: u64,
}

/// What matches for one reason and covers so many positions.
struct Reason {
    why: Why,
    length: u32,
    places: PlaceBits,
}

impl SlotPlaces {
    pub(super) fn new(terms: Vec<SlotTerm>) -> Self {
        let reasons: BTreeSet<_> = terms.iter().map(|term| (term.why, term.length)).collect();
        let number_of =
            |term: &SlotTerm| reasons.iter().take_while(|it| **it != (term.why, term.length)).count();
        let reasons_of = terms.iter().map(|term| number_of(term) as u8).collect();
        let reason = |&(why, length)| Reason { why, length, places: PlaceBits::new() };
        let reasons = reasons.iter().map(reason).collect();
        let next = terms.iter().map(|term| term.positions.doc()).collect();
        let terms: Vec<_> = terms.into_iter().map(|term| term.positions).collect();
        let dealt = (terms.len() > MOST_BY_BATCHES).then(Dealt::new);
        Self { terms, next, reasons_of, reasons, dealt, present: 0, for_one_reason: 0 }
    }

    /// In at most so many articles.
    pub(super) fn size(&self) -> u64 {
        self.terms.iter().map(|term| u64::from(term.doc_freq())).sum()
    }

    /// Prepares to read batches of some articles. All must come in their order, from call to call too.
    pub(super) fn prepare(&mut self, articles: &Articles) {
        let Self { terms, next, reasons_of, dealt: Some(dealt), .. } = self else { return };
        dealt.batches.iter_mut().for_each(Vec::clear);
        let Some((_, last)) = articles.ends() else { return };
        for (number, next) in next.iter_mut().enumerate() {
            if *next <= last {
                dealt.reason = reasons_of[number];
                *next = terms[number].read(articles, |_| true, dealt);
            }
        }
    }

    /// Reads where it stands in those articles of a batch that are `among` some of them; it may read of others too.
    pub(super) fn read(&mut self, batch: &Batch, among: u64) {
        let Self { terms, next, reasons_of, reasons, dealt, .. } = self;
        for reason in &mut *reasons {
            reason.places.clear();
        }
        if among == 0 {
            // It stands in none of them, then.
        } else if let Some(dealt) = dealt {
            for Occurs { number, reason, place } in dealt.batches[batch.begin / BATCH].drain(..) {
                reasons[usize::from(reason)].places.set(usize::from(number), place);
            }
        } else if let Some((_, last)) = batch.articles.ends() {
            for (number, next) in next.iter_mut().enumerate() {
                if *next <= last {
                    let places = &mut reasons[usize::from(reasons_of[number])].places;
                    *next = terms[number].read(&batch.articles, |number| among >> number & 1 == 1, places);
                }
            }
        }
        self.settle();
    }

    /// Notes in which articles it stands, of what was read.
    fn settle(&mut self) {
        let (mut present, mut several) = (0, 0);
        for reason in &self.reasons {
            several |= present & reason.places.present();
            present |= reason.places.present();
        }
        (self.present, self.for_one_reason) = (present, present & !several);
    }

    /// The articles in which it stands.
    pub(super) fn present(&self) -> u64 {
        self.present
    }

    /// Those in which it stands for one reason alone.
    pub(super) fn for_one_reason(&self) -> u64 {
        self.for_one_reason
    }

    /// Those in which all its occurrences are one word long.
    pub(super) fn one_word_long(&self) -> u64 {
        let long = self.reasons.iter().filter(|reason| reason.length != 1);
        self.present & !long.fold(0, |all, reason| all | reason.places.present())
    }

    /// Those in which it has places behind the first.
    pub(super) fn behind_first(&self) -> u64 {
        self.reasons.iter().fold(0, |all, reason| all | reason.places.behind_first())
    }

    /// Those in which it has places without a bit.
    pub(super) fn without_bit(&self) -> u64 {
        self.reasons.iter().fold(0, |all, reason| all | reason.places.without_bit())
    }

    /// What it has in an article, for each of its reasons, the closest first.
    #[inline]
    pub(super) fn reasons(&self, number: usize) -> impl Iterator<Item = ForReason<'_>> {
        let here = self.reasons.iter().filter(move |reason| reason.places.present() >> number & 1 == 1);
        here.map(move |Reason { why, length, places }| ForReason {
            bits: places.of(number),
            weight: why.weight(),
            length: *length,
        })
    }

    /// Writes the occurrences in an article to `out`, which is emptied first: in order, each span once and for the
    /// closest of its reasons.
    pub(super) fn occurrences(&self, number: usize, out: &mut Vec<Occurrence>) {
        out.clear();
        for Reason { why, length, places } in &self.reasons {
            let (why, length) = (*why, *length);
            places.each(number, &mut |start| out.push(Occurrence { start, end: start + length, why }));
        }
        // Those of one reason are in order already.
        if self.for_one_reason >> number & 1 == 0 {
            // Stable, so that the closest reason stays first; what is in order in parts is fast to sort so.
            out.sort_by_key(|it| (it.start, it.end));
            out.dedup_by_key(|it| (it.start, it.end));
        }
    }

    /// Gives the places in an article, in order, of what matches for one reason.
    pub(super) fn each_place(&self, number: usize, give: &mut impl FnMut(u32)) {
        self.reasons.iter().for_each(|reason| reason.places.each(number, give));
    }
}

/// What is read of a stretch, dealt out to its batches.
struct Dealt {
    batches: Vec<Vec<Occurs>>,
    /// The reason of the term that is read.
    reason: u8,
}

/// A place in an article of a batch, and the reason for which it matches.
struct Occurs {
    number: u8,
    reason: u8,
    place: u32,
}

impl Dealt {
    fn new() -> Self {
        Self { batches: (0..STRETCH as usize / BATCH).map(|_| Vec::new()).collect(), reason: 0 }
    }
}

impl PlacesOut for Dealt {
    #[inline]
    fn add(&mut self, number: usize, places: impl Iterator<Item = u32>) {
        let (reason, of_batch) = (self.reason, (number % BATCH) as u8);
        self.batches[number / BATCH].extend(places.map(|place| Occurs { number: of_batch, reason, place }));
    }
}

/// The places in an article of what matches there for one of the reasons.
#[derive(Clone, Copy)]
pub(super) struct ForReason<'a> {
    pub(super) bits: &'a Bits,
    pub(super) weight: f32,
    /// How many positions each of them covers.
    pub(super) length: u32,
}

#[cfg(test)]
mod tests;
