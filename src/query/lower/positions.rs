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
            return Ok(Some(TermPositions::Few(Box::new(postings))));
        }
        let block = self.inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
        let positions = self.file()?.slice(info.positions_range.clone()).read_bytes()?;
        Ok(Some(TermPositions::Many(Box::new(BlockPositions {
            document: block.docs().first().copied().unwrap_or(TERMINATED),
            block,
            at: 0,
            before: 0,
            offsets: [0; BLOCK],
            has_offsets: false,
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
    Few(Box<SegmentPostings>),
    /// Most of its blocks are read.
    Many(Box<BlockPositions>),
}

impl TermPositions {
    /// The number of articles.
    pub(super) fn doc_freq(&self) -> u32 {
        match self {
            TermPositions::Few(postings) => postings.doc_freq(),
            TermPositions::Many(postings) => postings.block.doc_freq(),
        }
    }

    /// The current article.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        match self {
            TermPositions::Few(postings) => postings.doc(),
            TermPositions::Many(postings) => postings.document,
        }
    }

    /// Goes to the first article from one on.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            TermPositions::Few(postings) if postings.doc() < target => postings.seek(target),
            TermPositions::Few(postings) => postings.doc(),
            TermPositions::Many(postings) => postings.seek(target),
        }
    }

    /// Writes the positions in the current article to `out`, which is emptied first.
    #[inline]
    pub(super) fn positions(&mut self, out: &mut Vec<u32>) {
        match self {
            TermPositions::Few(postings) => postings.positions(out),
            TermPositions::Many(postings) => postings.positions(out),
        }
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
    /// How many positions of the block stand before those of each of its articles, where that was added up.
    offsets: [u32; BLOCK],
    has_offsets: bool,
    positions: PositionReader,
}

/// So many articles are looked at one by one before they are halved.
const NEXT_ONES: usize = 8;

impl BlockPositions {
    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target {
            return self.document;
        }
        loop {
            let documents = self.block.docs();
            let Some(last) = documents.last() else {
                self.document = TERMINATED;
                return TERMINATED;
            };
            if *last >= target {
                break;
            }
            self.before += self.block.freqs().iter().map(|frequency| u64::from(*frequency)).sum::<u64>();
            self.block.advance();
            self.at = 0;
            self.has_offsets = false;
        }
        let later = &self.block.docs()[self.at..];
        self.at += match later.iter().take(NEXT_ONES).position(|document| *document >= target) {
            Some(next) => next,
            None => later.partition_point(|document| *document < target),
        };
        self.document = self.block.doc(self.at);
        self.document
    }

    fn positions(&mut self, out: &mut Vec<u32>) {
        if !self.has_offsets {
            self.has_offsets = true;
            let mut before = 0;
            for (offset, frequency) in self.offsets.iter_mut().zip(self.block.freqs()) {
                *offset = before;
                before += frequency;
            }
        }
        out.clear();
        out.resize(self.block.freq(self.at) as usize, 0);
        self.positions.read(self.before + u64::from(self.offsets[self.at]), out);
        // The index has the distances between them.
        let mut position = 0;
        for distance in out {
            position += *distance;
            *distance = position;
        }
    }
}

#[cfg(test)]
mod tests;
