//! Where a term stands in the articles of one field of a segment.
//!
//! tantivy's own cursor finds the positions of an article by adding up, from the beginning of its block, how often the
//! term stands in each article before it. Where most blocks of a list are looked into anyway, as they are of common
//! words, it costs half as much to add up each block once and to go through the list block by block.

use std::cell::OnceCell;
use std::sync::Arc;

use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::{InvertedIndexReader, SegmentComponent, SegmentReader};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::row::{Row, RowRoom};

/// The positions of a field.
pub(super) struct FieldPositions<'r> {
    reader: &'r SegmentReader,
    field: Field,
    inverted: Arc<InvertedIndexReader>,
    /// In how many articles, about, the positions of each term will be asked for.
    articles: u32,
    /// The file of the positions, opened when it is needed: tantivy reads its list of contents each time.
    file: OnceCell<FileSlice>,
}

/// For fewer articles it does not pay to open the file.
const FEW_ARTICLES: u32 = 2_000;

/// Where at least every so manieth block of a list has an article that is asked for, all are read.
const BLOCKS_AN_ARTICLE: u32 = 4;

/// tantivy's number of articles in a block.
const BLOCK: usize = 128;

impl<'r> FieldPositions<'r> {
    /// The positions of a field, which are to be asked for in about so many articles.
    pub(super) fn open(reader: &'r SegmentReader, field: Field, articles: u32) -> tantivy::Result<Self> {
        let inverted = reader.inverted_index(field)?;
        Ok(Self { reader, field, inverted, articles, file: OnceCell::new() })
    }

    /// The positions of a term; `None` where no article has it.
    pub(super) fn of(&self, term: &Term) -> tantivy::Result<Option<TermPositions>> {
        let Some(info) = self.inverted.get_term_info(term)? else { return Ok(None) };
        let blocks = info.doc_freq / BLOCK as u32;
        if self.articles < FEW_ARTICLES || self.articles < blocks / BLOCKS_AN_ARTICLE {
            let record = IndexRecordOption::WithFreqsAndPositions;
            let postings = self.inverted.read_postings_from_terminfo(&info, record)?;
            let few = FewPositions { postings, unpacked: Vec::new(), row: RowRoom::default() };
            return Ok(Some(TermPositions::Few(Box::new(few))));
        }
        let block = self.inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
        let positions = self.file()?.slice(info.positions_range.clone()).read_bytes()?;
        Ok(Some(TermPositions::Many(Box::new(BlockPositions {
            document: block.docs().first().copied().unwrap_or(TERMINATED),
            block,
            at: 0,
            before: 0,
            ends: [0; BLOCK],
            has_ends: false,
            asked: 0,
            asked_before: 0,
            is_whole: false,
            unpacked: Vec::new(),
            row: RowRoom::default(),
            has_row: false,
            positions: PositionReader::open(positions)?,
        }))))
    }

    fn file(&self) -> tantivy::Result<&FileSlice> {
        if self.file.get().is_none() {
            let whole = self.reader.open_read(SegmentComponent::Positions)?;
            let file = CompositeFile::open(&whole)?.open_read(self.field).unwrap_or_else(FileSlice::empty);
            let _ = self.file.set(file);
        }
        // It was set above.
        Ok(self.file.get_or_init(FileSlice::empty))
    }
}

/// The articles that hold a term, in their order, and where it stands in the current one.
pub(super) enum TermPositions {
    /// Few of its articles are asked for.
    Few(Box<FewPositions>),
    /// Most of its blocks are read.
    Many(Box<BlockPositions>),
}

impl TermPositions {
    /// The number of articles.
    pub(super) fn doc_freq(&self) -> u32 {
        match self {
            TermPositions::Few(few) => few.postings.doc_freq(),
            TermPositions::Many(many) => many.block.doc_freq(),
        }
    }

    /// The current article.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        match self {
            TermPositions::Few(few) => few.postings.doc(),
            TermPositions::Many(many) => many.document,
        }
    }

    /// Goes to the first article from one on.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            TermPositions::Few(few) if few.postings.doc() < target => few.postings.seek(target),
            TermPositions::Few(few) => few.postings.doc(),
            TermPositions::Many(many) => many.seek(target),
        }
    }

    /// Where the term stands in the current article.
    #[inline]
    pub(super) fn row(&mut self) -> Row<'_> {
        match self {
            TermPositions::Few(few) => few.row(),
            TermPositions::Many(many) => many.row(),
        }
    }
}

/// The postings of a term, read by tantivy's own cursor.
pub(super) struct FewPositions {
    postings: SegmentPostings,
    unpacked: Vec<u32>,
    row: RowRoom,
}

impl FewPositions {
    fn row(&mut self) -> Row<'_> {
        self.postings.positions(&mut self.unpacked);
        self.row.fill(self.unpacked.iter().copied());
        self.row.row()
    }
}

/// The postings of a term, read block by block.
pub(super) struct BlockPositions {
    block: BlockSegmentPostings,
    /// The place of the current article in the block.
    at: usize,
    document: DocId,
    /// How many positions stand before those of the block.
    before: u64,
    /// Where in the positions of the block those of each article end, where that was added up.
    ends: [u32; BLOCK],
    has_ends: bool,
    /// Of how many articles of the block the positions were asked for, and of how many of the block before.
    asked: usize,
    asked_before: usize,
    /// The distances between the positions of the whole block, or those of the current article alone, with some zeros.
    unpacked: Vec<u32>,
    is_whole: bool,
    /// The positions of the current article, once they were asked for.
    row: RowRoom,
    has_row: bool,
    positions: PositionReader,
}

/// So many articles are looked at one by one before they are halved.
const NEXT_ONES: usize = 8;

/// Where the positions of so many articles of a block were asked for, those of the whole next block are unpacked at once.
const MANY_OF_A_BLOCK: usize = 8;

impl BlockPositions {
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target {
            return self.document;
        }
        self.has_row = false;
        // In the lists of common words it is mostly the next one.
        if let Some(next) = self.block.docs().get(self.at + 1)
            && *next >= target
        {
            self.at += 1;
            self.document = *next;
            return *next;
        }
        self.seek_farther(target)
    }

    fn seek_farther(&mut self, target: DocId) -> DocId {
        loop {
            let documents = self.block.docs();
            let Some(last) = documents.last() else {
                self.document = TERMINATED;
                return TERMINATED;
            };
            if *last >= target {
                break;
            }
            self.before += match self.ends.last() {
                Some(all) if self.has_ends => u64::from(*all),
                _ => self.block.freqs().iter().map(|frequency| u64::from(*frequency)).sum(),
            };
            self.block.advance();
            self.at = 0;
            self.has_ends = false;
            self.is_whole = false;
            self.asked_before = std::mem::take(&mut self.asked);
        }
        let later = &self.block.docs()[self.at..];
        self.at += match later.iter().take(NEXT_ONES).position(|document| *document >= target) {
            Some(next) => next,
            None => later.partition_point(|document| *document < target),
        };
        self.document = self.block.doc(self.at);
        self.document
    }

    #[inline]
    fn row(&mut self) -> Row<'_> {
        if !self.has_row {
            self.has_row = true;
            self.unpack();
        }
        self.row.row()
    }

    /// Unpacks the positions of the current article, and those of the whole block with them where many are asked for.
    fn unpack(&mut self) {
        if !self.has_ends {
            self.has_ends = true;
            let mut end = 0;
            for (at, frequency) in self.ends.iter_mut().zip(self.block.freqs()) {
                end += frequency;
                *at = end;
            }
            // The last block may have fewer articles.
            self.ends[self.block.freqs().len()..].fill(end);
        }
        self.asked += 1;
        let start = if self.at == 0 { 0 } else { self.ends[self.at - 1] };
        let count = self.ends[self.at] - start;
        let mut first = start as usize;
        if self.asked_before < MANY_OF_A_BLOCK {
            first = 0;
            self.unpacked.resize(count as usize + BEHIND_A_ROW, 0);
            self.positions.read(self.before + u64::from(start), &mut self.unpacked[..count as usize]);
        } else if !self.is_whole {
            self.is_whole = true;
            let all = self.ends[BLOCK - 1] as usize;
            self.unpacked.resize(all + BEHIND_A_ROW, 0);
            self.positions.read(self.before, &mut self.unpacked[..all]);
        }
        // The index has the distances between them.
        let distances = &self.unpacked[first..][..count.next_multiple_of(4) as usize];
        self.row.fill_from_distances(distances, count);
    }
}

/// So much is behind the distances of a row at most.
const BEHIND_A_ROW: usize = 3;

#[cfg(test)]
mod tests;
