//! The best hits and the exact number of all, in one pass.
//!
//! Where copies are folded ([`super::folding`]), a group counts as one hit: its earliest article that matches. Its
//! place among the hits is that of the earliest, whatever page is asked for, so that pages neither overlap nor leave
//! anything out.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::folding::{Folding, SegmentCopies};
use crate::index::days::Days;

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The latest first possible day first; undated articles last.
    Newest,
    /// The earliest first possible day first; undated articles last.
    Oldest,
}

/// A hit and what it is sorted by; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// By date: whether it is dated, then its days, turned round where the oldest comes first.
    pub(super) days: (bool, i64, i64),
    pub(super) score: Score,
    /// What is equal otherwise is put in an order that does not depend on where it lies in the index.
    pub(super) id_hash: Reverse<u64>,
    pub(super) address: DocAddress,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.days
            .cmp(&other.days)
            .then(self.score.total_cmp(&other.score))
            .then(self.id_hash.cmp(&other.id_hash))
            .then(other.address.cmp(&self.address))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A hit, and the later copies of it that match too, in order.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) ranked: Ranked,
    pub(super) copies: Vec<DocAddress>,
}

/// The first hits in order, and how many there are in all.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// How many articles match.
    pub(super) total: u64,
    /// How many of them are not folded under another.
    pub(super) unfolded: u64,
    pub(super) hits: Vec<Found>,
}

/// Keeps the best `keep` hits of those that come after `after`; `None` keeps all.
pub(super) struct HitCollector {
    pub(super) sort: Sort,
    pub(super) keep: Option<usize>,
    pub(super) after: Option<Ranked>,
    /// How copies are folded, where they are. It is for one search.
    pub(super) folding: Option<Folding>,
}

impl Collector for HitCollector {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let days = if self.sort == Sort::Relevance { None } else { Some(Days::of(reader)?) };
        let id_hashes = reader.fast_fields().u64("id_hash")?;
        let copies = self.folding.as_ref().map(|folding| folding.of_segment(segment, reader));
        Ok(SegmentHits {
            total: 0,
            best: BestHits {
                order: SegmentOrder { segment, sort: self.sort, days, id_hashes },
                keep: self.keep.unwrap_or(usize::MAX),
                after: self.after,
                best: BinaryHeap::new(),
            },
            copies: copies.transpose()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<SegmentHits>) -> tantivy::Result<Collected> {
        let groups = self.folding.as_ref().map(Folding::take).transpose()?.unwrap_or_default();
        let total = segments.iter().map(|segment| segment.total).sum();
        let (mut hits, mut orders, mut copies) = (Vec::new(), HashMap::new(), Vec::new());
        for SegmentHits { best, copies: of_segment, .. } in segments {
            hits.extend(best.best.into_iter().map(|Reverse(ranked)| (ranked, None)));
            copies.extend(of_segment);
            orders.insert(best.order.segment, best.order);
        }
        for (number, earliest) in groups.earliest().iter().enumerate() {
            let ranked = orders[&earliest.segment].ranked(earliest.document, earliest.score);
            if self.after.is_none_or(|after| ranked < after) {
                hits.push((ranked, Some(number)));
            }
        }
        hits.sort_unstable_by_key(|(ranked, _)| Reverse(*ranked));
        hits.truncate(self.keep.unwrap_or(usize::MAX));
        let shown = hits.iter().filter_map(|(_, group)| *group);
        let mut later = groups.later(shown, &mut copies).into_iter();
        let hits = hits.into_iter().map(|(ranked, group)| {
            let copies = group.and_then(|_| later.next()).unwrap_or_default();
            Found { ranked, copies }
        });
        Ok(Collected { total, unfolded: total - groups.folded(), hits: hits.collect() })
    }
}

/// What a segment has of a result.
pub(super) struct SegmentHits {
    total: u64,
    /// The best of the articles without copies.
    best: BestHits,
    copies: Option<SegmentCopies>,
}

/// The best of some articles of a segment.
struct BestHits {
    order: SegmentOrder,
    keep: usize,
    after: Option<Ranked>,
    /// The worst of the kept hits is on top.
    best: BinaryHeap<Reverse<Ranked>>,
}

/// What the articles of a segment are sorted by.
struct SegmentOrder {
    segment: SegmentOrdinal,
    sort: Sort,
    /// Nothing where they are sorted by relevance.
    days: Option<Days>,
    id_hashes: Column<u64>,
}

impl SegmentOrder {
    fn ranked(&self, document: DocId, score: Score) -> Ranked {
        let days = self.days.as_ref().and_then(|days| days.get(document));
        let days = match (self.sort, days) {
            (Sort::Relevance, _) => (true, 0, 0),
            (_, None) => (false, 0, 0),
            (Sort::Newest, Some((first, last))) => (true, first, last),
            (Sort::Oldest, Some((first, last))) => (true, -first, -last),
        };
        Ranked {
            days,
            score,
            id_hash: Reverse(self.id_hashes.first(document).unwrap_or_default()),
            address: DocAddress::new(self.segment, document),
        }
    }
}

impl BestHits {
    fn add(&mut self, document: DocId, score: Score) {
        let full = self.best.len() >= self.keep;
        // Most hits score below the worst that is kept: nothing else of them need be looked up.
        if full
            && self.order.sort == Sort::Relevance
            && self.best.peek().is_none_or(|worst| score < worst.0.score)
        {
            return;
        }
        let ranked = self.order.ranked(document, score);
        if self.after.is_some_and(|after| ranked >= after) {
            return;
        }
        if !full {
            self.best.push(Reverse(ranked));
        } else if let Some(mut worst) = self.best.peek_mut()
            && ranked > worst.0
        {
            *worst = Reverse(ranked);
        }
    }
}

impl SegmentHits {
    /// Sorts out which of the articles that wait have copies: which of its group comes first is known only when all are.
    fn sort_copies(&mut self) {
        if let Some(copies) = &mut self.copies {
            copies.sort(&mut |document, score| self.best.add(document, score));
        }
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Self;

    fn collect(&mut self, document: DocId, score: Score) {
        self.total += 1;
        match &mut self.copies {
            None => self.best.add(document, score),
            Some(copies) => {
                if copies.add(document, score) {
                    self.sort_copies();
                }
            }
        }
    }

    fn harvest(mut self) -> Self {
        self.sort_copies();
        self
    }
}
