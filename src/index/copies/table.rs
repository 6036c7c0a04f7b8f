//! The table of the articles that have copies, used where it lies.
//!
//! ```text
//! members   of each such article its group and its place there: 4 bytes each
//! runs      of such articles that follow each other in a source file: its number (8 bytes), the ordinal of the
//!           first (8), and the number of its member (4)
//! counts    how many runs there are, and how many groups: 4 bytes each
//! ```
//!
//! All numbers are little-endian, and all articles in the order of source files and ordinals. A search asks for every
//! article that matches: among runs it finds the place of one without looking for it, since most come in this order
//! too. Where copies stand alone, a run is of one; entries of equal length for all would then take 24 bytes and not 28,
//! and three times as many where an archive is full of copies, all of which a search for a common word reads.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::directory::OwnedBytes;

use super::{ArticlePlace, Member, damaged, handle};
use crate::error::Result;
use crate::index::blocks::{CheckedFile, array};
use crate::index::commit_info::CommittedFile;

const MEMBER_BYTES: usize = 8;
const RUN_BYTES: usize = 20;
const COUNT_BYTES: usize = 8;

/// The articles of a generation that have copies.
#[derive(Clone)]
pub(crate) struct CopyTable {
    bytes: OwnedBytes,
    members: usize,
    runs: usize,
    groups: u32,
    /// The file that they lie in, if there is one.
    file: Option<Arc<TableFile>>,
}

/// A table is read here and there, and checked where it is read. Those who ask it for articles do so for every match, and
/// ask once at the end whether the answers hold.
struct TableFile {
    checked: CheckedFile,
    damaged: AtomicBool,
}

impl CopyTable {
    /// Opens the table of a commit.
    pub(crate) fn open(folder: &Path, state: &CommittedFile) -> Result<Self> {
        if state.bytes == 0 {
            return Ok(Self { bytes: OwnedBytes::empty(), members: 0, runs: 0, groups: 0, file: None });
        }
        let file = handle(folder, state)?;
        let opened = CheckedFile::open(Path::new(&state.file), file).and_then(|file| {
            let bytes = file.unchecked()?;
            file.check(&(bytes.len().saturating_sub(COUNT_BYTES)..bytes.len()))?;
            Ok((bytes, TableFile { checked: file, damaged: AtomicBool::new(false) }))
        });
        let (bytes, file) = opened.map_err(|error| damaged(folder, state).caused_by(error))?;
        Self::of(bytes, Some(file)).ok_or_else(|| damaged(folder, state))
    }

    /// `None` where the counts do not fit the length.
    fn of(bytes: OwnedBytes, file: Option<TableFile>) -> Option<Self> {
        let counts = bytes.len().checked_sub(COUNT_BYTES)?;
        let [runs, groups] = [0, 4].map(|at| u32::from_le_bytes(array(&bytes[counts + at..])));
        let members = counts.checked_sub(runs as usize * RUN_BYTES)?;
        let whole = members.is_multiple_of(MEMBER_BYTES);
        whole.then(|| Self {
            bytes,
            members: members / MEMBER_BYTES,
            runs: runs as usize,
            groups,
            file: file.map(Arc::new),
        })
    }

    /// The bytes of the table of some articles, which are in order; there are so many groups.
    pub(super) fn encode(articles: &[(ArticlePlace, Member)], groups: u32) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(articles.len() * MEMBER_BYTES);
        let mut runs = Vec::new();
        let mut next = None;
        for (number, ((file, ordinal), member)) in (0_u32..).zip(articles) {
            bytes.extend([member.group, member.place].map(u32::to_le_bytes).concat());
            if next != Some((*file, *ordinal)) {
                runs.extend([*file, *ordinal].map(u64::to_le_bytes).concat());
                runs.extend(number.to_le_bytes());
            }
            next = ordinal.checked_add(1).map(|next| (*file, next));
        }
        let count = (runs.len() / RUN_BYTES) as u32;
        bytes.extend(runs);
        bytes.extend([count, groups].map(u32::to_le_bytes).concat());
        bytes
    }

    /// Whether all answers so far came from what is as it was written.
    ///
    /// # Errors
    ///
    /// Fails where one did not.
    pub(crate) fn check(&self) -> io::Result<()> {
        match &self.file {
            Some(file) if file.damaged.load(Ordering::Relaxed) => {
                // Which block it was is found again.
                file.checked.check(&(0..self.bytes.len()))
            }
            _ => Ok(()),
        }
    }

    /// How many groups there are.
    pub(crate) fn groups(&self) -> u32 {
        self.groups
    }

    /// Who finds articles in it.
    pub(crate) fn finder(&self) -> CopyFinder {
        CopyFinder { table: self.clone(), stretch: Stretch::default(), whole: 0..0 }
    }

    /// The articles of a group, the earliest first.
    pub(crate) fn members(&self, group: u32) -> Vec<ArticlePlace> {
        let mut members = Vec::new();
        let mut whole = 0..0;
        for run in 0..self.runs {
            let ((file, first), numbers) = (self.start(run), self.members_of(run));
            for (ordinal, number) in (first..).zip(numbers) {
                if let Some(member) = self.member(number, &mut whole).filter(|member| member.group == group) {
                    members.push((member, (file, ordinal)));
                }
            }
        }
        members.sort_unstable();
        members.into_iter().map(|(_, place)| place).collect()
    }

    /// Some bytes; `None` where they are not as they were written. `whole` are bytes that were checked before.
    fn bytes(&self, bytes: Range<usize>, whole: &mut Range<usize>) -> Option<&[u8]> {
        if let Some(file) = &self.file
            && !(whole.start <= bytes.start && bytes.end <= whole.end)
        {
            let blocks = file.checked.blocks_of(&bytes);
            if file.checked.check(&blocks).is_err() {
                file.damaged.store(true, Ordering::Relaxed);
                return None;
            }
            *whole = blocks;
        }
        self.bytes.get(bytes)
    }

    /// What is written of the article with a number.
    fn member(&self, number: usize, whole: &mut Range<usize>) -> Option<Member> {
        let at = number * MEMBER_BYTES;
        let bytes = self.bytes(at..at + MEMBER_BYTES, whole)?;
        let member =
            Member { group: u32::from_le_bytes(array(bytes)), place: u32::from_le_bytes(array(&bytes[4..])) };
        (member.group < self.groups).then_some(member)
    }

    fn run(&self, run: usize) -> Option<&[u8]> {
        let at = self.members * MEMBER_BYTES + run * RUN_BYTES;
        self.bytes(at..at + RUN_BYTES, &mut (0..0))
    }

    /// The first article of a run; behind the last run, and in damage, what comes after all articles.
    fn start(&self, run: usize) -> ArticlePlace {
        let bytes = if run < self.runs { self.run(run) } else { None };
        bytes.map_or((u64::MAX, u64::MAX), |bytes| {
            (u64::from_le_bytes(array(bytes)), u64::from_le_bytes(array(&bytes[8..])))
        })
    }

    /// The numbers of the articles of a run.
    fn members_of(&self, run: usize) -> Range<usize> {
        let first = |run| {
            let bytes = if run < self.runs { self.run(run) } else { None };
            let number = bytes.map(|bytes| u32::from_le_bytes(array(&bytes[16..])) as usize);
            number.unwrap_or(self.members).min(self.members)
        };
        first(run)..first(run + 1)
    }
}

/// Looks articles up. Who asks for them in their order is answered at once.
pub(crate) struct CopyFinder {
    table: CopyTable,
    stretch: Stretch,
    /// The bytes that the last one was read from, which are as they were written.
    whole: Range<usize>,
}

/// A run, and the articles without copies up to the next one.
#[derive(Default)]
struct Stretch {
    from: ArticlePlace,
    /// The first article of the next run, and the number of that run.
    to: ArticlePlace,
    next: usize,
    /// The numbers of those in the run; none where no run stands before the articles.
    members: Range<usize>,
}

impl CopyFinder {
    /// The group of an article, if it has copies.
    pub(crate) fn find(&mut self, place: ArticlePlace) -> Option<Member> {
        if place < self.stretch.from || place >= self.stretch.to {
            self.turn_to(place);
        }
        let Stretch { from: (file, first), members, .. } = &self.stretch;
        let behind = usize::try_from(place.1.checked_sub(*first)?).ok()?;
        if place.0 != *file || behind >= members.len() {
            return None;
        }
        self.table.member(members.start + behind, &mut self.whole)
    }

    fn turn_to(&mut self, place: ArticlePlace) {
        let (mut low, mut high) = (0, self.stretch.next);
        if place >= self.stretch.to {
            // It is mostly in one of the next runs: others of them are of articles that another segment has.
            let mut step = 1;
            low = high;
            while high < self.table.runs && self.table.start(high) <= place {
                low = high + 1;
                high += step;
                step *= 2;
            }
            high = high.min(self.table.runs);
        }
        while low < high {
            let middle = low.midpoint(high);
            if self.table.start(middle) <= place { low = middle + 1 } else { high = middle }
        }
        match low.checked_sub(1) {
            Some(run) => self.turn_to_run(run),
            None => self.stretch = Stretch { to: self.table.start(0), ..Stretch::default() },
        }
    }

    fn turn_to_run(&mut self, run: usize) {
        let (from, to) = (self.table.start(run), self.table.start(run + 1));
        self.stretch = Stretch { next: run + 1, from, to, members: self.table.members_of(run) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_from_wherever_the_search_begins() {
        let alone = [(2, 0), (2, 5), (3, 1), (4, 0), (4, 2), (4, 4), (4, 7), (4, 9)];
        let places = [&[(0, 2), (0, 3), (0, 4), (0, 9)], alone.as_slice()].concat();
        let articles: Vec<_> =
            (0..).zip(&places).map(|(group, &place)| (place, Member { group, place: 20 - group })).collect();
        let table = CopyTable::of(OwnedBytes::new(CopyTable::encode(&articles, 12)), None).unwrap();
        assert_eq!(table.runs, 2 + alone.len());
        for (group, place) in (0..).zip(&places) {
            assert_eq!(table.members(group), [*place]);
        }
        let asked = || (0..5).flat_map(|file| (0..12).map(move |ordinal| (file, ordinal)));
        for begin in asked() {
            for place in asked() {
                let mut finder = table.finder();
                finder.find(begin);
                let expected = articles.iter().find(|article| article.0 == place).map(|article| article.1);
                assert_eq!(finder.find(place), expected, "{place:?} after {begin:?}");
            }
        }
        let mut finder = table.finder();
        assert_eq!(asked().filter_map(|place| finder.find(place)).count(), places.len());
    }

    #[test]
    fn members_come_in_the_order_of_their_group() {
        let articles = [((0, 0), 0, 2), ((0, 1), 1, 0), ((0, 2), 0, 0), ((5, 0), 0, 1), ((6, 0), 1, 1)]
            .map(|(place, group, number)| (place, Member { group, place: number }));
        let table = CopyTable::of(OwnedBytes::new(CopyTable::encode(&articles, 2)), None).unwrap();
        assert_eq!(table.groups(), 2);
        assert_eq!(table.members(0), [(0, 2), (5, 0), (0, 0)]);
        assert_eq!(table.members(1), [(0, 1), (6, 0)]);
        assert_eq!(table.members(2), []);
    }

    #[test]
    fn a_table_of_another_length_is_none() {
        let bytes = CopyTable::encode(&[((0, 0), Member { group: 0, place: 0 })], 1);
        for length in [0, 7, bytes.len() - 1] {
            assert!(CopyTable::of(OwnedBytes::new(bytes[..length].to_vec()), None).is_none(), "{length}");
        }
        let nothing = CopyTable::of(OwnedBytes::new(CopyTable::encode(&[], 0)), None).unwrap();
        assert_eq!(nothing.finder().find((0, 0)), None);
    }
}
