//! The best hits and the exact number of all, in one pass.
//!
//! Where copies are folded, a group counts as one hit: its earliest article that matches, with the others under it. Its
//! place among the hits is that of the earliest, whatever page is asked for, so that pages neither overlap nor leave
//! anything out.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use crate::index::copies::{CopyTable, Member};
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
        let fast = reader.fast_fields();
        let copies = match &self.copies {
            Some(table) => {
                let (files, ordinals) = (fast.u64("file")?, fast.u64("ordinal")?);
                Some(SegmentCopies { table: table.clone(), files, ordinals, near: 0, found: Vec::new() })
            }
            None => None,
        };
        Ok(SegmentHits {
            segment,
            sort: self.sort,
            keep: self.keep.unwrap_or(usize::MAX),
            after: self.after,
            days: Days::of(reader)?,
            id_hashes: fast.u64("id_hash")?,
            total: 0,
            best: BinaryHeap::new(),
            copies,
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
        let (mut hits, mut members) = (Vec::new(), Vec::new());
        for segment in segments {
            hits.extend(segment.best.into_iter().map(|ranked| Found { ranked, copies: Vec::new() }));
            members.extend(segment.members);
        }
        members.sort_unstable_by_key(|(member, _)| *member);
        let mut unfolded = total;
        for group in members.chunk_by(|(a, _), (b, _)| a.group == b.group) {
            let Some(((_, earliest), copies)) = group.split_first() else { continue };
            unfolded -= copies.len() as u64;
            if self.after.is_none_or(|after| *earliest < after) {
                let copies = copies.iter().map(|(_, copy)| copy.address).collect();
                hits.push(Found { ranked: *earliest, copies });
            }
        }
        hits.sort_unstable_by_key(|found| Reverse(found.ranked));
        hits.truncate(self.keep.unwrap_or(usize::MAX));
        Ok(Collected { total, unfolded, hits })
    }
}

/// What a segment has of a result.
pub(super) struct SegmentFruit {
    total: u64,
    /// The best of the articles without copies.
    best: Vec<Ranked>,
    /// All that have copies.
    members: Vec<(Member, Ranked)>,
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
    copies: Option<SegmentCopies>,
}

/// The articles of a segment that have copies.
struct SegmentCopies {
    table: CopyTable,
    files: Column<u64>,
    ordinals: Column<u64>,
    /// Where the last one was looked for.
    near: usize,
    found: Vec<(Member, Ranked)>,
}

impl SegmentCopies {
    fn member(&mut self, document: DocId) -> Option<Member> {
        let place = (self.files.first(document)?, self.ordinals.first(document)?);
        self.table.find(place, &mut self.near)
    }
}

impl SegmentHits {
    fn ranked(&self, document: DocId, score: Score) -> Ranked {
        let days = match (self.sort, self.days.get(document)) {
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
        if let Some(member) = self.copies.as_mut().and_then(|copies| copies.member(document)) {
            // Which of its group comes first is known only when all are.
            let ranked = self.ranked(document, score);
            self.copies.iter_mut().for_each(|copies| copies.found.push((member, ranked)));
            return;
        }
        let full = self.best.len() >= self.keep;
        // Most hits score below the worst that is kept: nothing else of them need be looked up.
        if full && self.sort == Sort::Relevance && self.best.peek().is_none_or(|worst| score < worst.0.score)
        {
            return;
        }
        let ranked = self.ranked(document, score);
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
            total: self.total,
            best: self.best.into_iter().map(|Reverse(hit)| hit).collect(),
            members: self.copies.map_or_else(Vec::new, |copies| copies.found),
        }
    }
}
