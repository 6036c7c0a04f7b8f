//! The best hits and the exact number of all, in one pass.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

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

/// The first hits in order, and how many there are in all.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) total: u64,
    pub(super) hits: Vec<Ranked>,
}

/// Keeps the best `keep` hits of those that come after `after`; `None` keeps all.
pub(super) struct HitCollector {
    pub(super) sort: Sort,
    pub(super) keep: Option<usize>,
    pub(super) after: Option<Ranked>,
}

impl Collector for HitCollector {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        Ok(SegmentHits {
            segment,
            sort: self.sort,
            keep: self.keep.unwrap_or(usize::MAX),
            after: self.after,
            days: Days::of(reader)?,
            id_hashes: reader.fast_fields().u64("id_hash")?,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let total = segments.iter().map(|segment| segment.total).sum();
        let mut hits: Vec<Ranked> = segments.into_iter().flat_map(|segment| segment.hits).collect();
        hits.sort_unstable_by(|a, b| b.cmp(a));
        hits.truncate(self.keep.unwrap_or(usize::MAX));
        Ok(Collected { total, hits })
    }
}

pub(super) struct SegmentHits {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    after: Option<Ranked>,
    days: Days,
    id_hashes: Column<u64>,
    total: u64,
    /// The worst of the kept hits is on top.
    best: BinaryHeap<Reverse<Ranked>>,
}

impl SegmentCollector for SegmentHits {
    type Fruit = Collected;

    fn collect(&mut self, document: DocId, score: Score) {
        self.total += 1;
        let full = self.best.len() >= self.keep;
        // Most hits score below the worst that is kept: nothing else of them need be looked up.
        if full && self.sort == Sort::Relevance && self.best.peek().is_none_or(|worst| score < worst.0.score)
        {
            return;
        }
        let days = match (self.sort, self.days.get(document)) {
            (Sort::Relevance, _) => (true, 0, 0),
            (_, None) => (false, 0, 0),
            (Sort::Newest, Some((first, last))) => (true, first, last),
            (Sort::Oldest, Some((first, last))) => (true, -first, -last),
        };
        let ranked = Ranked {
            days,
            score,
            id_hash: Reverse(self.id_hashes.first(document).unwrap_or_default()),
            address: DocAddress::new(self.segment, document),
        };
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

    fn harvest(self) -> Collected {
        Collected { total: self.total, hits: self.best.into_iter().map(|Reverse(hit)| hit).collect() }
    }
}
