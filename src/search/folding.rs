//! Copies of one report as one hit: the earliest that matches, with the others under it.
//!
//! Of a query that finds a million articles all may be copies, so that little is kept of each, and what an article is
//! sorted by is looked up for the earliest of a group alone.

use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use crate::index::copies::{CopyTable, Member};

/// An article that matches and has copies.
#[derive(Debug, Clone, Copy)]
pub(super) struct MatchingCopy {
    member: Member,
    pub(super) document: DocId,
    pub(super) score: Score,
}

/// The articles of a segment that match and have copies.
pub(super) struct SegmentCopies {
    table: CopyTable,
    files: Column<u64>,
    ordinals: Column<u64>,
    /// Where the last one was looked for.
    near: usize,
    found: Vec<MatchingCopy>,
}

impl SegmentCopies {
    pub(super) fn open(table: &CopyTable, reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let (files, ordinals) = (fast.u64("file")?, fast.u64("ordinal")?);
        Ok(Self { table: table.clone(), files, ordinals, near: 0, found: Vec::new() })
    }

    /// Keeps an article that matches, if it has copies; `false` where it has none.
    pub(super) fn add(&mut self, document: DocId, score: Score) -> bool {
        let place = self.files.first(document).zip(self.ordinals.first(document));
        let member = place.and_then(|place| self.table.find(place, &mut self.near));
        self.found.extend(member.map(|member| MatchingCopy { member, document, score }));
        member.is_some()
    }

    pub(super) fn into_found(self) -> Vec<MatchingCopy> {
        self.found
    }
}

/// The groups of the articles that match.
pub(super) struct Groups<'f> {
    found: &'f [(SegmentOrdinal, Vec<MatchingCopy>)],
    /// For each group of the index the number of what matches of it, from 1; 0 where nothing does.
    numbers: Vec<u32>,
    /// The earliest of each that matches.
    earliest: Vec<(SegmentOrdinal, MatchingCopy)>,
}

impl<'f> Groups<'f> {
    /// Sorts the articles of all segments into groups.
    pub(super) fn of(found: &'f [(SegmentOrdinal, Vec<MatchingCopy>)]) -> Self {
        let each = || found.iter().flat_map(|(segment, copies)| copies.iter().map(|copy| (*segment, *copy)));
        let room = each().map(|(_, copy)| copy.member.group as usize + 1).max().unwrap_or(0);
        let mut groups = Self { found, numbers: vec![0; room], earliest: Vec::new() };
        for (segment, copy) in each() {
            let number = &mut groups.numbers[copy.member.group as usize];
            if *number == 0 {
                groups.earliest.push((segment, copy));
                *number = groups.earliest.len() as u32;
            } else {
                let earliest = &mut groups.earliest[*number as usize - 1];
                if copy.member < earliest.1.member {
                    *earliest = (segment, copy);
                }
            }
        }
        groups
    }

    /// The earliest article of each group that matches, by the number of the group.
    pub(super) fn earliest(&self) -> &[(SegmentOrdinal, MatchingCopy)] {
        &self.earliest
    }

    /// The other articles of some groups, those of each in order.
    pub(super) fn later(&self, groups: impl Iterator<Item = usize>) -> Vec<Vec<DocAddress>> {
        let mut order = vec![usize::MAX; self.earliest.len()];
        let mut later = Vec::new();
        for group in groups {
            order[group] = later.len();
            later.push(Vec::new());
        }
        for (segment, copies) in self.found {
            for copy in copies {
                let number = self.numbers[copy.member.group as usize] as usize - 1;
                if let Some(later) = later.get_mut(order[number])
                    && copy.member != self.earliest[number].1.member
                {
                    later.push((copy.member, DocAddress::new(*segment, copy.document)));
                }
            }
        }
        let in_order = |mut copies: Vec<(Member, DocAddress)>| {
            copies.sort_unstable_by_key(|(member, _)| *member);
            copies.into_iter().map(|(_, address)| address).collect()
        };
        later.into_iter().map(in_order).collect()
    }
}
