//! Stored texts against the terms of the index: what an article says must be what finds it.
//!
//! Of a sample, each term of a stored text is looked up and must stand there at the same positions. For all articles that
//! would take a look-up a word. So there both sides are added up instead: every occurrence, as a hash of field, term,
//! article and position, once from the texts and once along the whole index. The sums are equal where the occurrences
//! are, whatever their order, and one that is missing, added or moved changes them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::TextsToCompare;
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::error::{Error, Result};
use crate::index::inverter::LONGEST_TERM_BYTES;
use crate::index::pairs::each_pair;
use crate::index::schema::Fields;
use crate::index::terms::each_key;
use crate::index::writer::write_error;

/// About so many articles make a sample.
const SAMPLE: u32 = 200;

/// Compares texts and terms; gives the number of articles compared, and tells `fault` what does not agree.
pub(super) fn compare(
    searcher: &Searcher,
    fields: &Fields,
    analysis: &AnalysisOptions,
    texts: TextsToCompare,
    fault: &mut dyn FnMut(String),
) -> Result<u64> {
    let mut texts_of = Texts { fields, analyzer: Analyzer::new(analysis.clone()) };
    let mut compared = 0;
    let step = match texts {
        TextsToCompare::All => 1,
        TextsToCompare::Sample => (searcher.num_docs() / u64::from(SAMPLE)).max(1),
    };
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(1).map_err(|error| write_error(error.into()))?;
        let mut from_texts = 0_u64;
        for (number, document) in (0_u64..).zip(segment.doc_ids_alive()) {
            if number % step != 0 {
                continue;
            }
            compared += 1;
            let stored: TantivyDocument = store.get(document).map_err(write_error)?;
            if texts == TextsToCompare::All {
                texts_of.each_term(&stored, &mut |field, term, position| {
                    from_texts = from_texts.wrapping_add(mark(field, hash_of(term), document, position));
                });
            } else if let Some(term) = missing_term(&mut texts_of, segment, document, &stored)? {
                let id = stored.get_first(fields.id).and_then(|id| id.as_str().map(str::to_owned));
                let id = id.unwrap_or_default();
                fault(format!("the article `{id}` is not found at the places of `{term}` in its text"));
            }
        }
        if texts == TextsToCompare::All && from_texts != sum_of_index(segment, fields)? {
            let id = segment.segment_id().short_uuid_string();
            fault(format!("the terms of segment {id} are not those of the texts stored in it"));
        }
    }
    Ok(compared)
}

/// The texts of articles, analysed as when they were indexed.
struct Texts<'f> {
    fields: &'f Fields,
    analyzer: Analyzer,
}

/// The fields that are analysed and stored.
fn analysed(fields: &Fields) -> [Field; 6] {
    [fields.title, fields.text, fields.source, fields.author, fields.section, fields.language]
}

impl Texts<'_> {
    fn each_term(&mut self, document: &TantivyDocument, see: &mut dyn FnMut(Field, &[u8], u32)) {
        for field in analysed(self.fields) {
            for text in document.get_all(field).filter_map(|value| value.as_str()) {
                each_key(&mut self.analyzer, text, |key, position, _| {
                    if key.len() <= LONGEST_TERM_BYTES {
                        see(field, key.as_bytes(), position);
                    }
                });
                if field == self.fields.text {
                    // Nothing says where they stand.
                    each_pair(&mut self.analyzer, text, |key| see(self.fields.pairs, key.as_bytes(), 0));
                }
            }
        }
    }
}

/// Where the term of a field stands in the article at hand; pairs stand at 0, as often as they stand there.
fn places(field: Field, postings: &mut SegmentPostings, fields: &Fields, out: &mut Vec<u32>) {
    if field == fields.pairs {
        out.clear();
        out.resize(postings.term_freq() as usize, 0);
    } else {
        postings.positions(out);
    }
}

/// A term of a stored text that the index does not have where it stands, if there is one.
fn missing_term(
    texts: &mut Texts<'_>,
    segment: &SegmentReader,
    document: DocId,
    stored: &TantivyDocument,
) -> Result<Option<String>> {
    let mut expected: BTreeMap<(u32, Vec<u8>), Vec<u32>> = BTreeMap::new();
    texts.each_term(stored, &mut |field, term, position| {
        expected.entry((field.field_id(), term.to_owned())).or_default().push(position);
    });
    for ((field, term), mut positions) in expected {
        let field = Field::from_field_id(field);
        let text = String::from_utf8_lossy(&term).into_owned();
        let inverted = segment.inverted_index(field).map_err(write_error)?;
        let postings = inverted
            .read_postings(&Term::from_field_text(field, &text), IndexRecordOption::WithFreqsAndPositions);
        let found = postings.map_err(io_error)?.map(|mut postings| {
            let mut found = Vec::new();
            if postings.seek(document) == document {
                places(field, &mut postings, texts.fields, &mut found);
            }
            found
        });
        positions.sort_unstable();
        if found.as_deref() != Some(&positions) {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// The sum over every occurrence in the index of an article that is not deleted.
fn sum_of_index(segment: &SegmentReader, fields: &Fields) -> Result<u64> {
    let mut sum = 0_u64;
    let mut positions = Vec::new();
    for field in analysed(fields).into_iter().chain([fields.pairs]) {
        let inverted = segment.inverted_index(field).map_err(write_error)?;
        let mut terms = inverted.terms().stream().map_err(io_error)?;
        while terms.advance() {
            let hash = hash_of(terms.key());
            let mut postings = inverted
                .read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqsAndPositions)
                .map_err(io_error)?;
            while postings.doc() != TERMINATED {
                let document = postings.doc();
                if !segment.is_deleted(document) {
                    places(field, &mut postings, fields, &mut positions);
                    for &position in &positions {
                        sum = sum.wrapping_add(mark(field, hash, document, position));
                    }
                }
                postings.advance();
            }
        }
    }
    Ok(sum)
}

fn io_error(error: std::io::Error) -> Error {
    write_error(error.into())
}

fn hash_of(term: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    term.hash(&mut hasher);
    hasher.finish()
}

/// One occurrence as a number that looks like chance.
fn mark(field: Field, term: u64, document: DocId, position: u32) -> u64 {
    let place = (u64::from(document) << 32 | u64::from(position)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut mixed = term.rotate_left(field.field_id()) ^ place;
    // The last steps of splitmix64.
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
