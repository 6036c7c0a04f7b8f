//! Copies of one report as one hit: the earliest that matches, with the others under it.
//!
//! Of a query that finds a million articles all may be copies. So they are looked up some hundred at a time, of each only
//! the number of its group is kept, and what an article is sorted by is looked up for the earliest of a group alone.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use crate::index::copies::{CopyFinder, CopyTable, Member};

/// So many articles are looked up together.
const AT_ONCE: usize = 512;

/// How the copies of a search are folded.
pub(super) struct Folding {
    table: CopyTable,
    groups: Arc<Mutex<Groups>>,
}

/// The groups of which articles match.
#[derive(Default)]
pub(super) struct Groups {
    /// For each group of the index its number among these, from 1; 0 where nothing of it matches.
    numbers: Vec<u32>,
    earliest: Vec<Earliest>,
    articles: u64,
}

/// The earliest article of a group that matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earliest {
    /// Its place in the group.
    place: u32,
    pub(super) segment: SegmentOrdinal,
    pub(super) document: DocId,
    pub(super) score: Score,
}

impl Folding {
    pub(super) fn of(table: &CopyTable) -> Self {
        let numbers = vec![0; table.groups() as usize];
        let groups = Groups { numbers, ..Groups::default() };
        Self { table: table.clone(), groups: Arc::new(Mutex::new(groups)) }
    }

    /// Prepares for the articles of a segment that match.
    pub(super) fn of_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCopies> {
        let fast = reader.fast_fields();
        Ok(SegmentCopies {
            segment,
            finder: self.table.finder(),
            groups: Arc::clone(&self.groups),
            files: fast.u64("file")?,
            ordinals: fast.u64("ordinal")?,
            waiting: Vec::new(),
            matching: vec![0; reader.max_doc().div_ceil(64) as usize],
            groups_of_matching: Vec::new(),
        })
    }

    /// The groups of all articles that were added.
    ///
    /// # Errors
    ///
    /// Fails where the table is not as it was written.
    pub(super) fn take(&self) -> tantivy::Result<Groups> {
        self.table.check()?;
        Ok(std::mem::take(&mut *self.groups.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Groups {
    fn add(&mut self, member: Member, article: Earliest) {
        self.articles += 1;
        let number = &mut self.numbers[member.group as usize];
        if *number == 0 {
            self.earliest.push(article);
            *number = self.earliest.len() as u32;
        } else {
            let earliest = &mut self.earliest[*number as usize - 1];
            if article.place < earliest.place {
                *earliest = article;
            }
        }
    }

    /// The earliest article of each group that matches.
    pub(super) fn earliest(&self) -> &[Earliest] {
        &self.earliest
    }

    /// How many articles are folded under another.
    pub(super) fn folded(&self) -> u64 {
        self.articles - self.earliest.len() as u64
    }

    /// The other articles of some groups, by the numbers of their earliest, those of each in order.
    pub(super) fn later(
        &self,
        groups: impl Iterator<Item = usize>,
        segments: &mut [SegmentCopies],
    ) -> Vec<Vec<DocAddress>> {
        // For each group that matches its place among those that are asked for, from 1.
        let mut asked = vec![0_u32; self.earliest.len() + 1];
        let mut later = Vec::new();
        for group in groups {
            later.push(Vec::new());
            asked[group + 1] = later.len() as u32;
        }
        for copies in segments {
            let matching = std::mem::take(&mut copies.matching);
            let groups = std::mem::take(&mut copies.groups_of_matching);
            for (document, group) in bits(&matching).zip(groups) {
                let number = self.numbers[group as usize] as usize;
                let Some(place) = asked[number].checked_sub(1) else { continue };
                let Some(member) = copies.member(document) else { continue };
                if member.place != self.earliest[number - 1].place {
                    later[place as usize].push((member, DocAddress::new(copies.segment, document)));
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

/// The articles of a segment that match and have copies.
pub(super) struct SegmentCopies {
    segment: SegmentOrdinal,
    finder: CopyFinder,
    groups: Arc<Mutex<Groups>>,
    files: Column<u64>,
    ordinals: Column<u64>,
    /// Articles that match and were not looked up yet, in order.
    waiting: Vec<(DocId, Score)>,
    /// A bit for each article of the segment that matches and has copies.
    matching: Vec<u64>,
    /// The groups of these, in their order.
    groups_of_matching: Vec<u32>,
}

impl SegmentCopies {
    /// Takes in the next article that matches; `true` where those that wait are to be sorted.
    pub(super) fn add(&mut self, document: DocId, score: Score) -> bool {
        self.waiting.push((document, score));
        self.waiting.len() >= AT_ONCE
    }

    /// Sorts the articles that wait into their groups, and gives those that have no copies.
    pub(super) fn sort(&mut self, alone: &mut dyn FnMut(DocId, Score)) {
        let waiting = std::mem::take(&mut self.waiting);
        let documents: Vec<DocId> = waiting.iter().map(|(document, _)| *document).collect();
        let (mut files, mut ordinals) = (vec![None; documents.len()], vec![None; documents.len()]);
        self.files.first_vals(&documents, &mut files);
        self.ordinals.first_vals(&documents, &mut ordinals);
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        for ((document, score), place) in waiting.iter().zip(files.into_iter().zip(ordinals)) {
            let member = place.0.zip(place.1).and_then(|place| self.finder.find(place));
            let Some(member) = member else {
                alone(*document, *score);
                continue;
            };
            let (segment, document, score) = (self.segment, *document, *score);
            groups.add(member, Earliest { place: member.place, segment, document, score });
            self.matching[document as usize / 64] |= 1 << (document % 64);
            self.groups_of_matching.push(member.group);
        }
        self.waiting = waiting;
        self.waiting.clear();
    }

    fn member(&mut self, document: DocId) -> Option<Member> {
        let place = self.files.first(document).zip(self.ordinals.first(document));
        place.and_then(|place| self.finder.find(place))
    }
}

/// The numbers of the bits that are set.
fn bits(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    (0..).zip(words).flat_map(|(number, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            rest &= rest.checked_sub(1)?;
            Some(number * 64 + bit)
        })
    })
}
