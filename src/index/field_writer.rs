//! A field on its way into a segment's files: which documents have its terms and where, and then its term dictionary.
//!
//! tantivy's own serializer does both by turns, term by term. Here all places come first, so that what the processor has
//! near is not put out by turns by the lists of words and by the dictionary; and the automaton of the terms is made by
//! [`AutomatonBuilder`]. All else is tantivy's.

use std::io::{self, Write};

use tantivy::DocId;
use tantivy::directory::CompositeWrite;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::positions::PositionSerializer;
use tantivy::postings::TermInfo;
use tantivy::postings::serializer::PostingsSerializer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermDictionaryBuilder;

use super::automaton::AutomatonBuilder;

/// Documents of terms are written when they take so many bytes.
const BYTES_AT_ONCE: usize = 64 << 10;

/// So many documents of a term are packed together.
const DOCUMENTS_OF_BLOCK: u32 = 128;

/// The files of a segment that its terms are written to.
pub(super) struct TermFiles {
    terms: CompositeWrite,
    documents: CompositeWrite,
    positions: CompositeWrite,
}

impl TermFiles {
    pub(super) fn create(segment: &Segment) -> tantivy::Result<Self> {
        let file = |component| segment.open_write(component).map(CompositeWrite::wrap);
        Ok(Self {
            terms: file(SegmentComponent::Terms)?,
            documents: file(SegmentComponent::Postings)?,
            positions: file(SegmentComponent::Positions)?,
        })
    }

    /// Begins a field that has so many terms, each counted at each of its places.
    pub(super) fn field<'t>(
        &mut self,
        field: Field,
        record: IndexRecordOption,
        count: u64,
    ) -> io::Result<FieldWriter<'t, impl Write + use<'_, 't>>> {
        let Self { terms, documents, positions } = self;
        let documents_out = documents.for_field(field);
        documents_out.write_all(&count.to_le_bytes())?;
        // Where there are no positions, the field has an empty part of their file.
        let positions_out = positions.for_field(field);
        Ok(FieldWriter {
            terms: Vec::new(),
            terms_out: terms.for_field(field),
            infos: TermDictionaryBuilder::create(Vec::new())?,
            documents: serializer(record),
            buffer: Vec::new(),
            written: 0,
            documents_out,
            positions: record.has_positions().then(|| PositionSerializer::new(positions_out)),
            record,
            count: 0,
            start: (0, 0),
        })
    }

    /// Ends the files.
    pub(super) fn close(self) -> io::Result<()> {
        [self.terms, self.documents, self.positions].into_iter().try_for_each(CompositeWrite::close)
    }
}

/// Writes a field, term by term in their order.
pub(super) struct FieldWriter<'t, W: Write> {
    /// The terms so far.
    terms: Vec<&'t [u8]>,
    terms_out: W,
    /// For each what documents have it and where that is noted.
    infos: TermDictionaryBuilder<Vec<u8>>,
    documents: PostingsSerializer,
    /// What is noted of each.
    record: IndexRecordOption,
    /// The documents of terms, as they are to be written, behind so many bytes that were.
    buffer: Vec<u8>,
    written: usize,
    documents_out: W,
    /// Nothing where it is not noted where in a document a term stands.
    positions: Option<PositionSerializer<W>>,
    /// How many documents have the term at hand.
    count: u32,
    /// Where the term at hand begins in both files.
    start: (usize, usize),
}

impl<'t, W: Write> FieldWriter<'t, W> {
    /// Begins a term.
    pub(super) fn begin(&mut self, term: &'t [u8]) {
        if self.count >= DOCUMENTS_OF_BLOCK {
            // It would reckon the distance of the first document from the last of the term before.
            self.documents = serializer(self.record);
        }
        self.terms.push(term);
        self.documents.new_term(0, self.record.has_freq());
        self.count = 0;
        self.start = self.place();
    }

    /// Adds a document that has the term, with its positions, each but the first told by how far it is from the one before.
    pub(super) fn add(&mut self, document: DocId, positions: &[u32]) {
        self.count(document, positions.len() as u32);
        if let Some(out) = &mut self.positions {
            out.write_positions_delta(positions);
        }
    }

    /// Adds a document that has the term so many times, without its positions.
    pub(super) fn count(&mut self, document: DocId, frequency: u32) {
        self.count += 1;
        self.documents.write_doc(document, frequency);
    }

    /// Ends the term.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.documents.close_term(self.count, &mut self.buffer)?;
        self.positions.as_mut().map_or(Ok(()), PositionSerializer::close_term)?;
        let (start, end) = (self.start, self.place());
        let info = TermInfo {
            doc_freq: self.count,
            postings_range: start.0..end.0,
            positions_range: start.1..end.1,
        };
        self.infos.insert_value(&info)?;
        if self.buffer.len() >= BYTES_AT_ONCE { self.write_buffer() } else { Ok(()) }
    }

    /// How long both files are now.
    fn place(&self) -> (usize, usize) {
        let positions = self.positions.as_ref().map_or(0, PositionSerializer::written_bytes);
        (self.written + self.buffer.len(), positions as usize)
    }

    fn write_buffer(&mut self) -> io::Result<()> {
        self.documents_out.write_all(&self.buffer)?;
        self.written += self.buffer.len();
        self.buffer.clear();
        Ok(())
    }

    /// Writes what is left, and the term dictionary.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write_buffer()?;
        self.positions.map_or(Ok(()), PositionSerializer::close)?;
        let mut automaton = AutomatonBuilder::new();
        self.terms.iter().for_each(|term| automaton.add(term));
        self.terms_out.write_all(&automaton.finish())?;
        self.terms_out.write_all(after_automaton(&self.infos.finish()?))
    }
}

/// It is told no norms: with them it would note of every 128 documents how well they can score at most, for searches that
/// skip the others, and reckon a table for each term to know it. Our searches count all hits, and skip none.
fn serializer(record: IndexRecordOption) -> PostingsSerializer {
    PostingsSerializer::new(0.0, record, None)
}

/// What follows the automaton in a term dictionary: what is known of each term, how many bytes that takes, in eight bytes,
/// and the dictionary's version and kind, in four bytes each.
fn after_automaton(dictionary: &[u8]) -> &[u8] {
    const TAIL_BYTES: usize = 16;
    let tail = dictionary.len() - TAIL_BYTES;
    let length = dictionary[tail..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    &dictionary[tail - length as usize..]
}
