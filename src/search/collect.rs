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

use super::folding::{Groups, MatchingCopy, SegmentCopies};
use crate::index::copies::CopyTable;
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
    /// Which articles are copies of each other, where they are folded.
    pub(super) copies: Option<CopyTable>,
}

impl Collector for HitCollector {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let (days, id_hashes) = (Days::of(reader)?, reader.fast_fields().u64("id_hash")?);
        let copies = self.copies.as_ref().map(|table| SegmentCopies::open(table, reader));
        Ok(SegmentHits {
            order: SegmentOrder { segment, sort: self.sort, days, id_hashes },
            keep: self.keep.unwrap_or(usize::MAX),
            after: self.after,
            total: 0,
            best: BinaryHeap::new(),
            copies: copies.transpose()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Collected> {
        if let Some(table) = &self.copies {
            table.check()?;
        }
        let total = segments.iter().map(|segment| segment.total).sum();
        let (mut hits, mut orders, mut copies) = (Vec::new(), HashMap::new(), Vec::new());
        for SegmentFruit { order, best, copies: of_segment, .. } in segments {
            hits.extend(best.into_iter().map(|ranked| (ranked, None)));
            copies.push((order.segment, of_segment));
            orders.insert(order.segment, order);
        }
        let groups = Groups::of(&copies);
        for (number, (segment, earliest)) in groups.earliest().iter().enumerate() {
            let ranked = orders[segment].ranked(earliest.document, earliest.score);
            if self.after.is_none_or(|after| ranked < after) {
                hits.push((ranked, Some(number)));
            }
        }
        hits.sort_unstable_by_key(|(ranked, _)| Reverse(*ranked));
        hits.truncate(self.keep.unwrap_or(usize::MAX));
        let mut later = groups.later(hits.iter().filter_map(|(_, group)| *group)).into_iter();
        let hits = hits.into_iter().map(|(ranked, group)| {
            let copies = group.and_then(|_| later.next()).unwrap_or_default();
            Found { ranked, copies }
        });
        let with_copies: usize = copies.iter().map(|(_, copies)| copies.len()).sum();
        let folded = with_copies - groups.earliest().len();
        Ok(Collected { total, unfolded: total - folded as u64, hits: hits.collect() })
    }
}

/// What a segment has of a result.
pub(super) struct SegmentFruit {
    order: SegmentOrder,
    total: u64,
    /// The best of the articles without copies.
    best: Vec<Ranked>,
    /// All that have copies.
    copies: Vec<MatchingCopy>,
}

pub(super) struct SegmentHits {
    order: SegmentOrder,
    keep: usize,
    after: Option<Ranked>,
    total: u64,
    /// The worst of the kept hits is on top.
    best: BinaryHeap<Reverse<Ranked>>,
    copies: Option<SegmentCopies>,
}

/// What the articles of a segment are sorted by.
struct SegmentOrder {
    segment: SegmentOrdinal,
    sort: Sort,
    days: Days,
    id_hashes: Column<u64>,
}

impl SegmentOrder {
    fn ranked(&self, document: DocId, score: Score) -> Ranked {
        let days = match self.sort {
            Sort::Relevance => None,
            Sort::Newest | Sort::Oldest => self.days.get(document),
        };
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

impl SegmentCollector for SegmentHits {
    type Fruit = SegmentFruit;

    fn collect(&mut self, document: DocId, score: Score) {
        self.total += 1;
        if let Some(copies) = &mut self.copies
            && copies.add(document, score)
        {
            // Which of its group comes first is known only when all are.
            return;
        }
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

    fn harvest(self) -> SegmentFruit {
        SegmentFruit {
            order: self.order,
            total: self.total,
            best: self.best.into_iter().map(|Reverse(hit)| hit).collect(),
            copies: self.copies.map_or_else(Vec::new, SegmentCopies::into_found),
        }
    }
}
