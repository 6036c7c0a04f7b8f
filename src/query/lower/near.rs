//! Words that stand near each other, or in one sentence or paragraph, as a query of tantivy.
//!
//! Articles that hold all the words come first ([`Tree`]); whether the words stand there as they should is then
//! decided from their positions, by the same code that marks them in a text (`query::places`).

use std::fmt;
use std::sync::Arc;

use tantivy::index::SegmentReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

use super::cursor::{Cursor, SlotCursor, WeightedPostings, align};
use super::leaf::{FieldBoost, FieldNorms, LeafScorer, average_length, open};
use super::rarity::rarity;
use super::{fields_of, is_sought_in};
use crate::index::schema::Fields;
use crate::index::terms::unit_key;
use crate::query::Why;
use crate::query::ast::Unit;
use crate::query::meaning::{Leaf, Meaning};
use crate::query::places::{Occurrence, Text, Trace, places};

/// Finds the articles in which a [`Meaning::Near`] or a [`Meaning::Within`] holds in one of its fields.
#[derive(Clone)]
pub(super) struct NearQuery {
    meaning: Arc<Meaning>,
    index: Fields,
    fields: Vec<FieldBoost>,
}

impl NearQuery {
    pub(super) fn new(meaning: Meaning, index: &Fields) -> Self {
        let fields = sought_fields(&meaning, index);
        Self { meaning: Arc::new(meaning), index: *index, fields }
    }
}

/// The fields of the index in which any leaf of a meaning is sought.
pub(super) fn sought_fields(meaning: &Meaning, index: &Fields) -> Vec<FieldBoost> {
    let mut fields: Vec<FieldBoost> = Vec::new();
    meaning.each_leaf(&mut |leaf| {
        for at in fields_of(leaf.fields, index) {
            if !fields.iter().any(|known| known.field == at.field) {
                fields.push(at);
            }
        }
    });
    fields
}

impl fmt::Debug for NearQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {:?}", self.meaning, self.fields)
    }
}

impl Query for NearQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut weight =
            NearWeight { query: self.clone(), rarity: 0.0, average_lengths: vec![1.0; self.fields.len()] };
        if let EnableScoring::Enabled { searcher, .. } = scoring {
            let mut sequences = Vec::new();
            self.meaning.each_leaf(&mut |leaf| sequences.push(leaf.sequences.clone()));
            for sequences in &sequences {
                weight.rarity += rarity(&self.fields, sequences, searcher)?;
            }
            weight.average_lengths = self
                .fields
                .iter()
                .map(|at| average_length(searcher, at.field))
                .collect::<tantivy::Result<_>>()?;
        }
        Ok(Box::new(weight))
    }
}

struct NearWeight {
    query: NearQuery,
    rarity: f32,
    average_lengths: Vec<f32>,
}

impl NearWeight {
    fn near_scorer(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<LeafScorer<NearCursor>>> {
        let NearQuery { meaning, index, fields } = &self.query;
        let mut cursors = Vec::new();
        for (at, average_length) in fields.iter().zip(&self.average_lengths) {
            let cursor = NearCursor::new(meaning, at.field, index, reader)?;
            cursors.push(FieldNorms::of(reader, *at, *average_length)?.cursor(cursor));
        }
        Ok(LeafScorer::new(cursors, boost * self.rarity))
    }
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.near_scorer(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut score = 0.0;
        if let Some(mut scorer) = self.near_scorer(reader, 1.0)?
            && scorer.seek(document) == document
        {
            score = scorer.score();
        }
        Ok(Explanation::new_with_string(format!("{:?}", self.query), score))
    }
}

/// The articles of one field in which a meaning holds.
struct NearCursor {
    meaning: Arc<Meaning>,
    tree: Tree,
    cursors: Cursors,
    document: DocId,
    frequency: f32,
}

/// The cursors of the leaves, by the numbers of the leaves, and of the marks of sentences and paragraphs.
pub(super) struct Cursors {
    /// The number of the first leaf.
    first: usize,
    leaves: Vec<Vec<Vec<SlotCursor>>>,
    sentences: SlotCursor,
    paragraphs: SlotCursor,
    document: DocId,
}

/// What an article must hold at least: a part of the meaning without its positions and without what it excludes.
enum Tree {
    /// Nothing.
    Nothing,
    /// One of the sequences of the leaf of this number.
    Leaf(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl NearCursor {
    fn new(
        meaning: &Arc<Meaning>,
        field: Field,
        index: &Fields,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let cursors = Cursors::open(meaning, field, index, reader)?;
        let (meaning, tree) = (Arc::clone(meaning), Tree::of(meaning));
        let mut cursor = Self { meaning, tree, cursors, document: TERMINATED, frequency: 0.0 };
        cursor.find(0);
        Ok(cursor)
    }

    /// Goes to the first article from `target` on in which the meaning holds.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            target = self.tree.seek(target, &mut self.cursors);
            self.document = target;
            if target == TERMINATED {
                return target;
            }
            self.cursors.visit(target);
            if let Some(found) = places::<Weighed>(&self.meaning, &mut self.cursors, ENOUGH) {
                self.frequency = found.iter().map(|place| place.trace.0).sum();
                return target;
            }
            target += 1;
        }
    }
}

impl Cursor for NearCursor {
    fn doc(&self) -> DocId {
        self.document
    }

    fn size(&self) -> u32 {
        self.tree.size(&self.cursors)
    }

    fn advance(&mut self) -> DocId {
        if self.document == TERMINATED { TERMINATED } else { self.find(self.document + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target { self.document } else { self.find(target) }
    }

    fn frequency(&self) -> f32 {
        self.frequency
    }
}

impl Tree {
    fn of(meaning: &Meaning) -> Self {
        let all = |parts: &[Meaning]| Tree::All(parts.iter().map(Tree::of).collect());
        match meaning {
            Meaning::All | Meaning::Dates(_) | Meaning::Not(_) => Tree::Nothing,
            Meaning::Leaf(leaf) => Tree::Leaf(leaf.id),
            Meaning::And(parts) | Meaning::Near(parts, _) | Meaning::Within(_, parts) => all(parts),
            Meaning::Or(parts) => Tree::Any(parts.iter().map(Tree::of).collect()),
        }
    }

    /// The first article from `target` on.
    fn seek(&self, mut target: DocId, cursors: &mut Cursors) -> DocId {
        match self {
            Tree::Nothing => target,
            Tree::Leaf(number) => {
                let sequences = &mut cursors.leaves[number - cursors.first];
                let held = sequences.iter_mut().filter(|slots| !slots.is_empty());
                held.map(|slots| align(slots, target)).min().unwrap_or(TERMINATED)
            }
            Tree::Any(parts) => {
                parts.iter().map(|part| part.seek(target, cursors)).min().unwrap_or(TERMINATED)
            }
            Tree::All(parts) => loop {
                let start = target;
                for part in parts {
                    target = part.seek(target, cursors);
                    if target == TERMINATED {
                        return TERMINATED;
                    }
                }
                if target == start {
                    return target;
                }
            },
        }
    }

    /// At most so many articles.
    fn size(&self, cursors: &Cursors) -> u32 {
        match self {
            Tree::Nothing => u32::MAX,
            Tree::Leaf(number) => {
                let sequences = cursors.leaves[number - cursors.first].iter();
                let sizes = sequences.map(|slots| slots.iter().map(SlotCursor::size).min().unwrap_or(0));
                sizes.fold(0, u32::saturating_add)
            }
            Tree::Any(parts) => parts.iter().map(|part| part.size(cursors)).fold(0, u32::saturating_add),
            Tree::All(parts) => parts.iter().map(|part| part.size(cursors)).min().unwrap_or(u32::MAX),
        }
    }
}

impl Cursors {
    /// The cursors of a meaning in one field of a segment.
    pub(super) fn open(
        meaning: &Meaning,
        field: Field,
        index: &Fields,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let mut leaves = Vec::new();
        meaning.each_leaf(&mut |leaf| leaves.push(leaf.clone()));
        let mut opened = Vec::new();
        for leaf in &leaves {
            let mut sequences = Vec::new();
            for sequence in &leaf.sequences {
                let is_sought = is_sought_in(leaf.fields, field, index);
                let slots = if is_sought { open(sequence, field, reader, true)? } else { None };
                sequences.push(slots.unwrap_or_default());
            }
            opened.push(sequences);
        }
        let marks = |unit: Unit| -> tantivy::Result<SlotCursor> {
            let term = Term::from_field_text(field, unit_key(unit));
            let record = IndexRecordOption::WithFreqsAndPositions;
            let postings = reader.inverted_index(field)?.read_postings(&term, record)?;
            let marks = postings.map(|postings| WeightedPostings { postings, why: Why::Exact, length: 1 });
            Ok(SlotCursor::new(marks.into_iter().collect()))
        };
        Ok(Self {
            first: leaves.first().map_or(0, |leaf| leaf.id),
            leaves: opened,
            sentences: marks(Unit::Sentence)?,
            paragraphs: marks(Unit::Paragraph)?,
            document: TERMINATED,
        })
    }

    /// Goes to an article, whose words are then those that the cursors give. Articles are visited in their order.
    pub(super) fn visit(&mut self, document: DocId) {
        self.document = document;
    }
}

impl Text for Cursors {
    fn occurrences(&mut self, leaf: &Leaf, sequence: usize, slot: usize, out: &mut Vec<Occurrence>) {
        out.clear();
        let slots = &mut self.leaves[leaf.id - self.first][sequence];
        if let Some(cursor) = slots.get_mut(slot)
            && cursor.seek(self.document) == self.document
        {
            cursor.occurrences(out);
        }
    }

    fn starts(&mut self, unit: Unit) -> Vec<u32> {
        let cursor = match unit {
            Unit::Sentence => &mut self.sentences,
            Unit::Paragraph => &mut self.paragraphs,
        };
        let mut marks = Vec::new();
        if cursor.seek(self.document) == self.document {
            cursor.occurrences(&mut marks);
        }
        marks.iter().map(|mark| mark.start).collect()
    }
}

/// After so many places a field counts as full of them: more would hardly change its score.
const ENOUGH: usize = 4;

/// What a place counts for: as much as the least of its words.
#[derive(Debug, Clone, Copy)]
struct Weighed(f32);

impl Trace for Weighed {
    fn word(_: &Leaf, occurrence: &Occurrence) -> Self {
        Self(occurrence.why.weight())
    }

    fn with(self, other: &Self) -> Self {
        Self(self.0.min(other.0))
    }

    fn or(self, other: &Self) -> Self {
        Self(self.0.max(other.0))
    }
}
