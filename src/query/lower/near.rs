//! Words that stand near each other, or in one sentence or paragraph, in one segment.
//!
//! Articles that hold all the words come first ([`Filter`]); whether the words stand there as they should is then
//! decided from their positions, by the same code that marks them in a text (`query::places`). In most articles each
//! word has one term alone, and nothing need be known but how often they stand so: that is told faster ([`plain`]).

mod plain;

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use tantivy::schema::Field;
use tantivy::{DocId, TERMINATED, Term};

use self::plain::{PlainWord, Standing};
use super::bits::{Bits, Found};
use super::cursor::{SlotCursor, SlotTerm};
use super::filter::{Filter, Norms};
use super::leaf::{FieldBoost, norms, open, saturate};
use super::part::Opening;
use super::positions::FieldPositions;
use super::row::Row;
use super::{fields_of, is_sought_in};
use crate::index::schema::Fields;
use crate::index::terms::unit_key;
use crate::query::Why;
use crate::query::ast::Unit;
use crate::query::meaning::{Leaf, Meaning};
use crate::query::places::{Finder, Occurrence, Text, Trace};

/// Finds the articles of a segment in which a [`Meaning::Near`] or a [`Meaning::Within`] holds in one of its fields.
pub(super) struct NearPart {
    meaning: Arc<Meaning>,
    /// How single words are to stand, where it is nothing but that.
    standing: Option<Standing>,
    fields: Vec<NearField>,
    finder: Finder<Weighed>,
    rarity: f32,
    /// The articles of a stretch that hold the words, kept for its room.
    with_words: Bits,
}

struct NearField {
    norms: Norms,
    /// What an article must hold at least: the meaning without its positions and without what it excludes.
    filter: Filter,
    cursors: Cursors,
}

impl NearPart {
    pub(super) fn open(meaning: &Meaning, opening: &Opening<'_>) -> tantivy::Result<Self> {
        let mut fields = Vec::new();
        for at in sought_fields(meaning, opening.fields) {
            let filter = filter(meaning, at.field, opening)?;
            let positions = FieldPositions::open(opening.reader, at.field, filter.size())?;
            let cursors = Cursors::open(meaning, at.field, opening.fields, &positions)?;
            fields.push(NearField { norms: norms(at, opening)?, filter, cursors });
        }
        let mut rarity = 0.0;
        if let Some(ranking) = opening.ranking {
            meaning.each_leaf(&mut |leaf| rarity += ranking.rarity.get(leaf.id).copied().unwrap_or_default());
        }
        Ok(Self {
            meaning: Arc::new(meaning.clone()),
            standing: Standing::of(meaning),
            fields,
            finder: Finder::new(meaning),
            rarity,
            with_words: Bits::none(),
        })
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        self.fields.iter().map(|field| field.filter.size()).fold(0, u32::saturating_add)
    }

    /// Marks and scores the articles of a stretch, or those `among` some of them.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Found) {
        let Self { meaning, standing, fields, finder, with_words, .. } = self;
        // Of what stands in one sentence all words count.
        let most = if matches!(**meaning, Meaning::Near(..)) { ENOUGH } else { usize::MAX };
        for NearField { norms, filter, cursors } in fields {
            with_words.clear();
            filter.mark(stretch, among, with_words);
            for place in with_words.iter() {
                let document = stretch.start + place as DocId;
                cursors.visit(document);
                let plain = standing.and_then(|standing| cursors.frequency(standing));
                let frequency = plain.or_else(|| {
                    let here = finder.places(meaning, cursors, ENOUGH)?;
                    Some(here.iter().take(most).map(|place| place.trace.0).sum())
                });
                if let Some(frequency) = frequency.filter(|frequency| *frequency > 0.0) {
                    found.bits.set(place);
                    if let Some(score) = found.scores.get_mut(place) {
                        *score += frequency * norms.weight(document);
                    }
                }
            }
        }
        saturate(found, self.rarity);
    }
}

/// What an article must hold at least for a meaning to hold in a field.
fn filter(meaning: &Meaning, field: Field, opening: &Opening<'_>) -> tantivy::Result<Filter> {
    let each = |parts: &[Meaning]| {
        parts.iter().map(|part| filter(part, field, opening)).collect::<tantivy::Result<Vec<_>>>()
    };
    Ok(match meaning {
        Meaning::All | Meaning::Dates(_) | Meaning::Not(_) => Filter::Nothing,
        Meaning::Leaf(leaf) => {
            let mut any = Vec::new();
            if is_sought_in(leaf.fields, field, opening.fields) {
                for sequence in &leaf.sequences {
                    any.push(Filter::sequence(sequence, field, opening.fields, opening.reader)?);
                }
            }
            Filter::Any(any)
        }
        Meaning::And(parts) | Meaning::Near(parts, _) | Meaning::Within(_, parts) => {
            Filter::all(each(parts)?)
        }
        Meaning::Or(parts) => Filter::Any(each(parts)?),
    })
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

/// The cursors of the leaves, by the numbers of the leaves, and of the marks of sentences and paragraphs.
pub(super) struct Cursors {
    /// The number of the first leaf.
    first: usize,
    leaves: Vec<Vec<Vec<SlotCursor>>>,
    sentences: SlotCursor,
    paragraphs: SlotCursor,
    document: DocId,
}

impl Cursors {
    /// The cursors of a meaning in one field.
    pub(super) fn open(
        meaning: &Meaning,
        field: Field,
        index: &Fields,
        positions: &FieldPositions<'_>,
    ) -> tantivy::Result<Self> {
        let leaves = meaning.leaves();
        let mut opened = Vec::new();
        for leaf in &leaves {
            let mut sequences = Vec::new();
            for sequence in &leaf.sequences {
                let is_sought = is_sought_in(leaf.fields, field, index);
                let slots = if is_sought { open(sequence, field, positions)? } else { None };
                sequences.push(slots.unwrap_or_default());
            }
            opened.push(sequences);
        }
        let marks = |unit: Unit| -> tantivy::Result<SlotCursor> {
            let term = Term::from_field_text(field, unit_key(unit));
            let positions = positions.of(&term)?;
            let marks = positions.map(|positions| SlotTerm { positions, why: Why::Exact, length: 1 });
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

    /// How often single words, one for each leaf, stand in the article as they are to; `None` where some word stands in
    /// it for several reasons, or two of them in one place.
    fn frequency(&mut self, standing: Standing) -> Option<f32> {
        let mut words = SmallVec::<[PlainWord<'_>; 4]>::new();
        for leaf in &mut self.leaves {
            // It has none where the field is another, or where the field has nothing of the word.
            let Some(slot) = leaf.first_mut().and_then(|slots| slots.first_mut()) else { return Some(0.0) };
            if slot.seek(self.document) != self.document {
                return Some(0.0);
            }
            let (row, why) = slot.only_reason()?;
            words.push(PlainWord { row, weight: why.weight() });
        }
        let units = match standing {
            Standing::Near(_) => None,
            Standing::Within(Unit::Sentence) => Some(&mut self.sentences),
            Standing::Within(Unit::Paragraph) => Some(&mut self.paragraphs),
        };
        // An article of one sentence has no mark of another.
        let units = match units {
            Some(cursor) => {
                (cursor.seek(self.document) == self.document).then(|| cursor.only_reason()).flatten()
            }
            None => None,
        };
        standing.frequency(&words, units.map_or_else(Row::default, |(row, _)| row))
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

    fn starts(&mut self, unit: Unit, out: &mut Vec<u32>) {
        out.clear();
        let cursor = match unit {
            Unit::Sentence => &mut self.sentences,
            Unit::Paragraph => &mut self.paragraphs,
        };
        if cursor.seek(self.document) == self.document
            && let Some((row, _)) = cursor.only_reason()
        {
            out.extend_from_slice(row.places());
        }
    }
}

/// After so many places a field counts as full of them: more would hardly change its score. A sentence is looked at to
/// its end.
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
