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
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::batch::Articles;
use super::terms::SequenceTerms;
use crate::query::meaning::Slot;

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

    /// The terms of a sequence that the field has; `None` where some slot has none.
    pub(super) fn find(&self, sequence: &[Slot]) -> tantivy::Result<Option<SequenceTerms>> {
        SequenceTerms::find(sequence, self.field, &self.inverted)
    }

    /// The positions of a term; `None` where no article has it.
    pub(super) fn of_term(&self, term: &Term) -> tantivy::Result<Option<TermPositions>> {
        self.inverted.get_term_info(term)?.map(|info| self.of(&info)).transpose()
    }

    /// The positions of a term of which the dictionary says this.
    pub(super) fn of(&self, info: &TermInfo) -> tantivy::Result<TermPositions> {
        let blocks = info.doc_freq / BLOCK as u32;
        if self.articles < FEW_ARTICLES || self.articles < blocks / BLOCKS_AN_ARTICLE {
            let record = IndexRecordOption::WithFreqsAndPositions;
            let postings = self.inverted.read_postings_from_terminfo(info, record)?;
            let few = FewPositions { postings, unpacked: Vec::new() };
            return Ok(TermPositions::Few(Box::new(few)));
        }
        let block = self.inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let positions = self.file()?.slice(info.positions_range.clone()).read_bytes()?;
        Ok(TermPositions::Many(Box::new(BlockPositions {
            document: block.docs().first().copied().unwrap_or(TERMINATED),
            block,
            at: 0,
            before: 0,
            ends: [0; BLOCK],
            has_ends: false,
            is_whole: false,
            unpacked: Vec::new(),
            positions: PositionReader::open(positions)?,
        })))
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

    /// Reads where the term stands in some articles, of which those count that are `wanted` by their number, and goes on
    /// behind them; gives a number that no article is below which was not passed.
    pub(super) fn read(
        &mut self,
        articles: &Articles,
        wanted: impl Fn(usize) -> bool,
        out: &mut impl PlacesOut,
    ) -> DocId {
        match self {
            TermPositions::Few(few) => few.read(articles, wanted, out),
            TermPositions::Many(many) => many.read(articles, wanted, out),
        }
    }
}

/// What takes the places that are read.
pub(super) trait PlacesOut {
    /// Takes the places of a term in an article, of which there is at least one, in their order.
    fn add(&mut self, number: usize, places: impl Iterator<Item = u32>);
}

/// The postings of a term, read by tantivy's own cursor.
pub(super) struct FewPositions {
    postings: SegmentPostings,
    unpacked: Vec<u32>,
}

impl FewPositions {
    fn read(
        &mut self,
        articles: &Articles,
        wanted: impl Fn(usize) -> bool,
        out: &mut impl PlacesOut,
    ) -> DocId {
        for (number, &document) in articles.documents().iter().enumerate() {
            if wanted(number) && self.postings.doc() <= document {
                if self.postings.doc() < document {
                    self.postings.seek(document);
                }
                if self.postings.doc() == document {
                    self.postings.positions(&mut self.unpacked);
                    out.add(number, self.unpacked.iter().copied());
                }
            }
        }
        self.postings.doc()
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
    /// The distances between the positions of the whole block, or those of one article.
    unpacked: Vec<u32>,
    is_whole: bool,
    positions: PositionReader,
}

/// Where the positions of so many articles of a block are asked for, those of the whole block are unpacked at once.
const MANY_OF_A_BLOCK: usize = 8;

/// Where a list has so many articles for each that is asked for, these are looked up and not met one after another.
const SPARSE: usize = 8;

/// Some articles of a block: their numbers, and their places in the block. There is room for one that is not meant.
type Hits = [(u16, u8); BLOCK + 1];

impl BlockPositions {
    fn read(
        &mut self,
        articles: &Articles,
        wanted: impl Fn(usize) -> bool,
        out: &mut impl PlacesOut,
    ) -> DocId {
        let Some((first, last)) = articles.ends() else { return self.document };
        let mut hits = [(0, 0); BLOCK + 1];
        loop {
            let documents = self.block.docs();
            let Some(&last_of_block) = documents.last() else {
                self.document = TERMINATED;
                return TERMINATED;
            };
            if last_of_block < first {
                self.advance();
                continue;
            }
            if documents[self.at] < first {
                self.at += documents[self.at..].partition_point(|document| *document < first);
            }
            let is_sparse =
                documents.get(self.at + SPARSE * articles.documents().len()).is_some_and(|it| *it <= last);
            let (count, behind) = if is_sparse {
                look_up(documents, self.at, articles, &wanted, &mut hits)
            } else {
                meet(documents, self.at, (articles, last), &wanted, &mut hits)
            };
            if count > 0 {
                self.unpack(&hits[..count], out);
            }
            self.at = behind;
            match self.block.docs().get(behind) {
                Some(document) => {
                    self.document = *document;
                    return *document;
                }
                None => self.advance(),
            }
        }
    }

    /// Goes to the next block.
    fn advance(&mut self) {
        self.before += match self.ends.last() {
            Some(all) if self.has_ends => u64::from(*all),
            _ => self.block.freqs().iter().map(|frequency| u64::from(*frequency)).sum(),
        };
        self.block.advance();
        self.at = 0;
        self.has_ends = false;
        self.is_whole = false;
    }

    /// Gives the positions of articles of the block.
    fn unpack(&mut self, hits: &[(u16, u8)], out: &mut impl PlacesOut) {
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
        if !self.is_whole && hits.len() >= MANY_OF_A_BLOCK {
            self.is_whole = true;
            self.unpacked.resize(self.ends[BLOCK - 1] as usize, 0);
            self.positions.read(self.before, &mut self.unpacked);
        }
        for &(number, at) in hits {
            let at = usize::from(at);
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            let end = self.ends[at];
            let distances = if self.is_whole {
                &self.unpacked[start as usize..end as usize]
            } else {
                self.unpacked.resize((end - start) as usize, 0);
                self.positions.read(self.before + u64::from(start), &mut self.unpacked);
                &self.unpacked
            };
            // The index has the distances between them.
            let mut place = 0_u32;
            let places = distances.iter().map(|distance| {
                place = place.wrapping_add(*distance);
                place
            });
            out.add(usize::from(number), places);
        }
    }
}

/// Goes through a block from a place on and finds those articles that are sought; gives their number, and the place behind
/// the last that may be one.
fn meet(
    documents: &[DocId],
    at: usize,
    (articles, last): (&Articles, DocId),
    wanted: &impl Fn(usize) -> bool,
    hits: &mut Hits,
) -> (usize, usize) {
    let mut count = 0;
    for (at, &document) in documents.iter().enumerate().skip(at) {
        if document > last {
            return (count, at);
        }
        // There is nothing to guess in this.
        let (number, is_one) = articles.number_of(document);
        hits[count] = (number as u16, at as u8);
        count += usize::from(is_one & wanted(number));
    }
    (count, documents.len())
}

/// Looks the articles that are sought up in a block; gives the same.
fn look_up(
    documents: &[DocId],
    at: usize,
    articles: &Articles,
    wanted: &impl Fn(usize) -> bool,
    hits: &mut Hits,
) -> (usize, usize) {
    let (mut count, mut at) = (0, at);
    for (number, &document) in articles.documents().iter().enumerate() {
        if !wanted(number) {
            continue;
        }
        at += documents[at..].partition_point(|other| *other < document);
        match documents.get(at) {
            Some(found) if *found == document => {
                hits[count] = (number as u16, at as u8);
                count += 1;
            }
            Some(_) => {}
            None => break,
        }
    }
    let last = articles.documents().last().copied().unwrap_or_default();
    (count, at + documents[at..].partition_point(|document| *document <= last))
}

#[cfg(test)]
mod tests;
