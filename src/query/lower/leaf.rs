//! A word or a phrase of a query as a query of tantivy.
//!
//! All that a word stands for (its forms, compounds with it, in title and text) is one thing that is counted and
//! weighed together, by BM25F: occurrences are weighed by reason and field and added up before they saturate,
//! and rarity is that of the word with all it stands for. tantivy's own union of term queries would add up
//! separate scores, so that a rare inflection outweighs the word itself.

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, TERMINATED, Term};

use super::cursor::{Cursor, SequenceCursor, SlotCursor, WeightedPostings};
use super::rarity::rarity;
use crate::index::terms::term_key;
use crate::query::meaning::{Alternative, Leaf, Sequence};

/// Where BM25 stops counting repetitions, and how much it discounts length; the values that everyone uses.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A field to look in, and how much a match there counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldBoost {
    pub(super) field: Field,
    pub(super) boost: f32,
}

/// Finds the articles that hold one of the sequences in one of the fields.
#[derive(Clone)]
pub(super) struct LeafQuery {
    fields: Vec<FieldBoost>,
    sequences: Arc<[Sequence]>,
    stands_for: Arc<[Vec<Sequence>]>,
}

impl LeafQuery {
    pub(super) fn new(fields: Vec<FieldBoost>, leaf: &Leaf) -> Self {
        let (sequences, stands_for) = (leaf.sequences.as_slice().into(), leaf.stands_for.as_slice().into());
        Self { fields, sequences, stands_for }
    }
}

impl fmt::Debug for LeafQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of {:?} in {:?}", self.sequences, self.fields)
    }
}

impl Query for LeafQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut weight =
            LeafWeight { query: self.clone(), rarity: 0.0, average_lengths: vec![1.0; self.fields.len()] };
        if let EnableScoring::Enabled { searcher, .. } = scoring {
            weight.rarity = self.rarity(searcher)?;
            weight.average_lengths = self
                .fields
                .iter()
                .map(|at| average_length(searcher, at.field))
                .collect::<tantivy::Result<_>>()?;
        }
        Ok(Box::new(weight))
    }
}

impl LeafQuery {
    /// How rare it is. Synonyms of a phrase are at most as rare as its words together.
    fn rarity(&self, searcher: &Searcher) -> tantivy::Result<f32> {
        let found = rarity(&self.fields, &self.sequences, searcher)?;
        if self.stands_for.is_empty() {
            return Ok(found);
        }
        let typed = self.stands_for.iter().map(|word| rarity(&self.fields, word, searcher));
        Ok(found.min(typed.sum::<tantivy::Result<f32>>()?))
    }
}

/// The term of the index for an alternative of a slot.
pub(crate) fn index_term(field: Field, alternative: &Alternative) -> Term {
    Term::from_field_text(field, &term_key(alternative.layer, alternative.length, &alternative.text))
}

/// The mean number of terms of a field.
#[allow(clippy::cast_precision_loss)]
pub(super) fn average_length(searcher: &Searcher, field: Field) -> tantivy::Result<f32> {
    let (mut terms, mut articles) = (0, 0);
    for segment in searcher.segment_readers() {
        terms += segment.inverted_index(field)?.total_num_tokens();
        articles += u64::from(segment.max_doc());
    }
    Ok((terms as f32 / articles.max(1) as f32).max(1.0))
}

struct LeafWeight {
    query: LeafQuery,
    rarity: f32,
    average_lengths: Vec<f32>,
}

impl LeafWeight {
    fn leaf_scorer(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<LeafScorer<SequenceCursor>>> {
        let mut cursors = Vec::new();
        for (at, average_length) in self.query.fields.iter().zip(&self.average_lengths) {
            let here = FieldNorms::of(reader, *at, *average_length)?;
            for sequence in self.query.sequences.iter() {
                if let Some(slots) = open(sequence, at.field, reader, sequence.len() > 1)? {
                    cursors.push(here.cursor(SequenceCursor::new(slots)));
                }
            }
        }
        Ok(LeafScorer::new(cursors, boost * self.rarity))
    }
}

/// How long the articles of a segment are in one field, and how much a match there counts.
pub(super) struct FieldNorms {
    boost: f32,
    norms: FieldNormReader,
    discounts: Arc<[f32; 256]>,
}

impl FieldNorms {
    pub(super) fn of(reader: &SegmentReader, at: FieldBoost, average_length: f32) -> tantivy::Result<Self> {
        let norms = match reader.fieldnorms_readers().get_field(at.field)? {
            Some(norms) => norms,
            None => FieldNormReader::constant(reader.max_doc(), 1),
        };
        Ok(Self { boost: at.boost, norms, discounts: Arc::new(discounts(average_length)) })
    }

    /// A cursor over articles of this field.
    pub(super) fn cursor<C: Cursor>(&self, cursor: C) -> FieldCursor<C> {
        let (norms, discounts) = (self.norms.clone(), Arc::clone(&self.discounts));
        FieldCursor { cursor, boost: self.boost, norms, discounts }
    }
}

/// The cursors of a sequence's slots in one segment; `None` where some slot has no term there.
pub(super) fn open(
    sequence: &Sequence,
    field: Field,
    reader: &SegmentReader,
    with_positions: bool,
) -> tantivy::Result<Option<Vec<SlotCursor>>> {
    let inverted = reader.inverted_index(field)?;
    let record =
        if with_positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
    let mut slots = Vec::with_capacity(sequence.len());
    for slot in sequence {
        let mut alternatives = Vec::new();
        for alternative in slot.iter() {
            let term = index_term(field, alternative);
            if let Some(postings) = inverted.read_postings(&term, record)? {
                let (why, length) = (alternative.why, alternative.length);
                alternatives.push(WeightedPostings { postings, why, length });
            }
        }
        if alternatives.is_empty() {
            return Ok(None);
        }
        slots.push(SlotCursor::new(alternatives));
    }
    Ok(Some(slots))
}

/// What a frequency is divided by, for each of tantivy's 256 classes of length.
#[allow(clippy::cast_precision_loss)]
fn discounts(average_length: f32) -> [f32; 256] {
    let mut discounts = [1.0; 256];
    for (class, discount) in (0..=u8::MAX).zip(discounts.iter_mut()) {
        let length = FieldNormReader::id_to_fieldnorm(class) as f32;
        *discount = 1.0 - B + B * length / average_length;
    }
    discounts
}

impl Weight for LeafWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.leaf_scorer(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let scorer = self.leaf_scorer(reader, 1.0)?;
        let score = scorer.map_or(
            0.0,
            |mut scorer| {
                if scorer.seek(document) == document { scorer.score() } else { 0.0 }
            },
        );
        Ok(Explanation::new_with_string(format!("{:?}", self.query), score))
    }
}

/// What is sought, in one field.
pub(super) struct FieldCursor<C> {
    cursor: C,
    boost: f32,
    norms: FieldNormReader,
    discounts: Arc<[f32; 256]>,
}

/// Adds up the fields of an article.
pub(super) struct LeafScorer<C> {
    cursors: Vec<FieldCursor<C>>,
    document: DocId,
    factor: f32,
}

impl<C: Cursor> LeafScorer<C> {
    /// `None` where there is nothing to go through.
    pub(super) fn new(cursors: Vec<FieldCursor<C>>, rarity: f32) -> Option<Self> {
        let mut scorer = Self { cursors, document: TERMINATED, factor: rarity * (K1 + 1.0) };
        scorer.settle();
        (!scorer.cursors.is_empty()).then_some(scorer)
    }

    fn settle(&mut self) -> DocId {
        self.document = self.cursors.iter().map(|at| at.cursor.doc()).min().unwrap_or(TERMINATED);
        self.document
    }
}

impl<C: Cursor> DocSet for LeafScorer<C> {
    fn advance(&mut self) -> DocId {
        if self.document == TERMINATED {
            return TERMINATED;
        }
        for at in &mut self.cursors {
            if at.cursor.doc() == self.document {
                at.cursor.advance();
            }
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target {
            return self.document;
        }
        for at in &mut self.cursors {
            at.cursor.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.cursors.iter().map(|at| at.cursor.size()).fold(0, u32::saturating_add)
    }
}

impl<C: Cursor> Scorer for LeafScorer<C> {
    fn score(&mut self) -> Score {
        let mut frequency = 0.0;
        for at in self.cursors.iter().filter(|at| at.cursor.doc() == self.document) {
            let class = at.norms.fieldnorm_id(self.document);
            frequency += at.boost * at.cursor.frequency() / at.discounts[usize::from(class)];
        }
        self.factor * frequency / (K1 + frequency)
    }
}
