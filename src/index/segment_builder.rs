//! A segment while it is made: documents in memory, then tantivy's files.
//!
//! It writes what tantivy's own segment writer would, term for term and place for place, but for the best score of each
//! block of documents, which no search here asks for. It leaves all but the way there to tantivy: the files and their
//! formats, columns, stored documents, merges, deletes and commits are its. Why the way is another say
//! [`super::inverter`] and [`super::automaton`].

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Index, Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::{Field, FieldType, IndexRecordOption, Schema, TextFieldIndexing, Value};
use tantivy::store::StoreWriter;
use tantivy::{DocId, TantivyDocument, Term};

use super::field_writer::TermFiles;
use super::inverter::{FieldPlaces, LONGEST_TERM_BYTES, Words};
use super::schema::Fields;
use super::terms::{PAIRS_TOKENIZER_NAME, TOKENIZER_NAME};
use crate::dutch::Analyzer;

/// A segment that documents are added to.
pub(super) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    /// Where the pairs of common words in texts are written.
    pairs: Field,
    documents: DocId,
    words: Words,
    /// By the number of the field; nothing for fields that are not indexed.
    fields: Vec<Indexed>,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    columns_out: tantivy::directory::WritePtr,
    store: StoreWriter,
}

/// What is noted of one field.
enum Indexed {
    Not,
    /// Analysed text.
    Text(FieldPlaces),
    /// Whole values, as the bytes of their terms.
    Values(Vec<(Vec<u8>, DocId)>),
}

impl SegmentBuilder {
    pub(super) fn new(index: &Index) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let (schema, settings) = (index.schema(), index.settings());
        let (_, Fields { text, pairs, .. }) = Fields::schema();
        let indexed = |field: Field, field_type: &FieldType| match field_type {
            FieldType::Str(options) => match options.get_indexing_options().map(TextFieldIndexing::tokenizer)
            {
                Some(TOKENIZER_NAME) if field == text => Indexed::Text(FieldPlaces::with_pairs()),
                Some(TOKENIZER_NAME) => Indexed::Text(FieldPlaces::default()),
                // They are noted with the text.
                Some(PAIRS_TOKENIZER_NAME) | None => Indexed::Not,
                Some(_) => Indexed::Values(Vec::new()),
            },
            other if other.is_indexed() => Indexed::Values(Vec::new()),
            _ => Indexed::Not,
        };
        let fields = schema.fields().map(|(field, entry)| indexed(field, entry.field_type())).collect();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(
            &schema,
            index.fast_field_tokenizer().clone(),
        )?;
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        Ok(Self {
            documents: 0,
            words: Words::default(),
            fields,
            norms: FieldNormsWriter::for_schema(&schema),
            columns,
            columns_out: segment.open_write(SegmentComponent::FastFields)?,
            store,
            schema,
            pairs,
            segment,
        })
    }

    /// Adds a document.
    pub(super) fn add(&mut self, document: &TantivyDocument, analyzer: &mut Analyzer) -> tantivy::Result<()> {
        let number = self.documents;
        // Its norm is told once for a field, of which no document here has two values.
        for (field, value) in document.field_values() {
            let terms = match &mut self.fields[field.field_id() as usize] {
                Indexed::Not => continue,
                Indexed::Text(places) => {
                    let text = value.as_str().unwrap_or_default();
                    places.add_text(number, text, analyzer, &mut self.words)
                }
                Indexed::Values(values) => {
                    let term = match (value.as_str(), value.as_u64()) {
                        (Some(text), _) => text.as_bytes().to_vec(),
                        (None, Some(number)) => {
                            Term::from_field_u64(field, number).serialized_value_bytes().to_vec()
                        }
                        (None, None) => continue,
                    };
                    let fits = term.len() <= LONGEST_TERM_BYTES;
                    if fits {
                        values.push((term, number));
                    }
                    u32::from(fits)
                }
            };
            if self.schema.get_field_entry(field).has_fieldnorms() {
                self.norms.record(number, field, terms);
            }
        }
        self.columns.add_document(document)?;
        self.store.store(document, &self.schema)?;
        self.documents += 1;
        Ok(())
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        let fields = self.fields.iter().map(|field| match field {
            Indexed::Not => 0,
            Indexed::Text(places) => places.memory(),
            Indexed::Values(values) => 64 * values.capacity(),
        });
        fields.sum::<usize>()
            + self.words.memory()
            + self.norms.mem_usage()
            + self.columns.mem_usage()
            + self.store.mem_usage()
    }

    /// Writes the segment.
    pub(super) fn finish(mut self) -> tantivy::Result<SegmentMeta> {
        let norms_out = self.segment.open_write(SegmentComponent::FieldNorms)?;
        self.norms.fill_up_to_max_doc(self.documents);
        self.norms.serialize(FieldNormsSerializer::from_write(norms_out)?, None)?;
        self.write_terms()?;
        self.columns.serialize(&mut self.columns_out, None)?;
        self.columns_out.terminate()?;
        self.store.close()?;
        Ok(self.segment.with_max_doc(self.documents).meta().clone())
    }

    fn write_terms(&mut self) -> tantivy::Result<()> {
        use IndexRecordOption::{Basic, WithFreqs, WithFreqsAndPositions};
        let mut files = TermFiles::create(&self.segment)?;
        let sorted = self.words.sorted();
        for (number, indexed) in (0..).zip(&mut self.fields) {
            let field = Field::from_field_id(number);
            match indexed {
                Indexed::Text(places) if places.terms() > 0 => {
                    let mut out = files.field(field, WithFreqsAndPositions, places.terms())?;
                    places.write(&sorted, &mut out)?;
                    out.finish()?;
                    if let Some(mut pairs) = places.take_pairs().filter(|pairs| pairs.count() > 0) {
                        let keys = pairs.sort();
                        let mut out = files.field(self.pairs, WithFreqs, pairs.count())?;
                        pairs.write(&keys, &mut out)?;
                        out.finish()?;
                    }
                }
                Indexed::Values(values) if !values.is_empty() => {
                    values.sort_unstable();
                    let mut out = files.field(field, Basic, values.len() as u64)?;
                    for same in values.chunk_by(|(one, _), (other, _)| one == other) {
                        out.begin(&same[0].0);
                        for &(_, document) in same {
                            out.add(document, &[]);
                        }
                        out.end()?;
                    }
                    out.finish()?;
                }
                _ => {}
            }
        }
        Ok(files.close()?)
    }
}

#[cfg(test)]
mod tests;
