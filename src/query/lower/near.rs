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
use tantivy::{DocId, Term};

use self::plain::Standing;
use super::batch::{Articles, BATCH, Batch, numbers};
use super::bits::{Bits, Found};
use super::filter::{Filter, Norms};
use super::leaf::{FieldBoost, norms, saturate};
use super::part::Opening;
use super::positions::FieldPositions;
use super::slot::{SlotPlaces, SlotTerm};
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
    words: Words,
}

impl NearPart {
    pub(super) fn open(meaning: &Meaning, opening: &Opening<'_>) -> tantivy::Result<Self> {
        let mut fields = Vec::new();
        for at in sought_fields(meaning, opening.fields) {
            let filter = filter(meaning, at.field, opening)?;
            let positions =
                FieldPositions::open(opening.reader, at.field, filter.likely_size(opening.reader.max_doc()))?;
            let words = Words::open(meaning, at.field, opening.fields, &positions)?;
            fields.push(NearField { norms: norms(at, opening)?, filter, words });
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
        // A query may have hundreds of such parts, so none keeps the room that these take.
        let (mut articles, mut batch) = (Articles::default(), Batch::default());
        for NearField { norms, filter, words } in fields {
            with_words.clear();
            filter.mark(stretch, among, with_words);
            let documents = with_words.documents(stretch);
            articles.take(&documents, usize::MAX);
            words.prepare(&articles);
            let mut begin = 0;
            while batch.take(&articles, begin) {
                begin += BATCH;
                words.read(&batch, batch.all());
                let mut frequencies = [0.0; BATCH];
                let undecided = match standing {
                    Some(standing) => words.frequencies(*standing, batch.all(), &mut frequencies),
                    None => batch.all(),
                };
                for number in numbers(undecided) {
                    words.visit(number);
                    if let Some(here) = finder.places(meaning, words, ENOUGH) {
                        frequencies[number] = here.iter().take(most).map(|place| place.trace.0).sum();
                    }
                }
                for (&document, &frequency) in batch.articles.documents().iter().zip(&frequencies) {
                    if frequency > 0.0 {
                        let place = (document - stretch.start) as usize;
                        found.bits.set(place);
                        if let Some(score) = found.scores.get_mut(place) {
                            *score += frequency * norms.weight(document);
                        }
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

/// Where the words of a meaning stand in one field of the articles of a batch, and where its sentences and paragraphs
/// begin.
pub(super) struct Words {
    /// The number of the first leaf.
    first: usize,
    /// The slots of the sequences of each leaf.
    leaves: Vec<Vec<Vec<SlotPlaces>>>,
    /// Nothing where the meaning does not ask for them, or the field has none.
    sentences: Option<SlotPlaces>,
    paragraphs: Option<SlotPlaces>,
    /// The article that is looked at.
    number: usize,
}

impl Words {
    /// The words of a meaning in one field.
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
                let terms = if is_sought { positions.find(sequence)? } else { None };
                let slots = terms.map_or(Ok(Vec::new()), |terms| terms.positions(positions))?;
                sequences.push(slots.into_iter().map(SlotPlaces::new).collect());
            }
            opened.push(sequences);
        }
        let marks = |unit: Unit| -> tantivy::Result<Option<SlotPlaces>> {
            if !asks_for(meaning, unit) {
                return Ok(None);
            }
            let term = Term::from_field_text(field, unit_key(unit));
            let marks =
                positions.of_term(&term)?.map(|positions| SlotTerm { positions, why: Why::Exact, length: 1 });
            Ok(marks.map(|marks| SlotPlaces::new(vec![marks])))
        };
        Ok(Self {
            first: leaves.first().map_or(0, |leaf| leaf.id),
            leaves: opened,
            sentences: marks(Unit::Sentence)?,
            paragraphs: marks(Unit::Paragraph)?,
            number: 0,
        })
    }

    /// Prepares to read batches of some articles. All must come in their order, from call to call too.
    pub(super) fn prepare(&mut self, articles: &Articles) {
        self.slots().for_each(|slot| slot.prepare(articles));
    }

    /// Reads some articles of a batch.
    pub(super) fn read(&mut self, batch: &Batch, among: u64) {
        self.slots().for_each(|slot| slot.read(batch, among));
    }

    fn slots(&mut self) -> impl Iterator<Item = &mut SlotPlaces> {
        let marks = [&mut self.sentences, &mut self.paragraphs].into_iter().flatten();
        self.leaves.iter_mut().flatten().flatten().chain(marks)
    }

    /// Turns to an article that was read: its words are then those that are given.
    pub(super) fn visit(&mut self, number: usize) {
        self.number = number;
    }

    /// Writes how often single words, one for each leaf, stand as they are to in some articles that were read; gives those
    /// of which it cannot be told.
    fn frequencies(&self, standing: Standing, among: u64, frequencies: &mut [f32; BATCH]) -> u64 {
        let mut words = SmallVec::<[&SlotPlaces; 4]>::new();
        for leaf in &self.leaves {
            // It has none where the field is another, or where the field has nothing of the word.
            let Some(slot) = leaf.first().and_then(|slots| slots.first()) else { return 0 };
            words.push(slot);
        }
        let units = match standing {
            Standing::Near(_) => None,
            Standing::Within(Unit::Sentence) => self.sentences.as_ref(),
            Standing::Within(Unit::Paragraph) => self.paragraphs.as_ref(),
        };
        standing.frequencies(&words, units, among, frequencies)
    }
}

/// Whether a meaning asks for what stands in one sentence, or in one paragraph.
fn asks_for(meaning: &Meaning, unit: Unit) -> bool {
    match meaning {
        Meaning::All | Meaning::Dates(_) | Meaning::Leaf(_) => false,
        Meaning::Not(part) => asks_for(part, unit),
        Meaning::And(parts) | Meaning::Or(parts) | Meaning::Near(parts, _) => {
            parts.iter().any(|part| asks_for(part, unit))
        }
        Meaning::Within(own, parts) => *own == unit || parts.iter().any(|part| asks_for(part, unit)),
    }
}

impl Text for Words {
    fn occurrences(&mut self, leaf: &Leaf, sequence: usize, slot: usize, out: &mut Vec<Occurrence>) {
        match self.leaves[leaf.id - self.first][sequence].get(slot) {
            Some(slot) => slot.occurrences(self.number, out),
            None => out.clear(),
        }
    }

    fn starts(&mut self, unit: Unit, out: &mut Vec<u32>) {
        out.clear();
        let marks = match unit {
            Unit::Sentence => &self.sentences,
            Unit::Paragraph => &self.paragraphs,
        };
        if let Some(marks) = marks {
            marks.each_place(self.number, &mut |place| out.push(place));
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
