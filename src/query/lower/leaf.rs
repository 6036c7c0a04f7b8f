//! A word or a phrase of a query as a query of tantivy.
//!
//! All that a word stands for (its forms, compounds with it, in title and text) is one thing that is counted and
//! weighed together, by BM25F: occurrences are weighed by reason and field and added up before they saturate,
//! and rarity is that of the word with all it stands for. tantivy's own union of term queries would add up
//! separate scores, so that a rare inflection outweighs the word itself.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, Term};

use super::bits::{Bits, Found};
use super::cursor::{SequenceCursor, SlotCursor, WeightedPostings};
use super::fields_of;
use super::filter::{Filter, Lists, Norms};
use super::part::Opening;
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

/// Finds the articles of a segment that hold one of the sequences of a leaf in one of its fields.
pub(super) struct LeafPart {
    fields: Vec<LeafField>,
    rarity: f32,
}

struct LeafField {
    norms: Norms,
    /// What is one word.
    words: Lists,
    phrases: Vec<Phrase>,
}

/// Words side by side: which articles hold them all, and where they stand in these.
struct Phrase {
    filter: Filter,
    cursor: SequenceCursor,
}

impl LeafPart {
    /// `None` where the segment has nothing of it.
    pub(super) fn open(leaf: &Leaf, opening: &Opening<'_>) -> tantivy::Result<Option<Self>> {
        let reader = opening.reader;
        let record =
            if opening.ranking.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut fields = Vec::new();
        for at in fields_of(leaf.fields, opening.fields) {
            let (mut words, mut phrases) = (Lists::default(), Vec::new());
            for sequence in &leaf.sequences {
                if let [slot] = sequence.as_slice() {
                    words.open(slot, at.field, reader, record)?;
                } else if let Some(slots) = open(sequence, at.field, reader)? {
                    let filter = Filter::sequence(sequence, at.field, reader)?;
                    phrases.push(Phrase { filter, cursor: SequenceCursor::new(slots) });
                }
            }
            if !words.is_empty() || !phrases.is_empty() {
                fields.push(LeafField { norms: norms(at, opening)?, words, phrases });
            }
        }
        let rarity = opening.ranking.and_then(|ranking| ranking.rarity.get(leaf.id).copied());
        Ok((!fields.is_empty()).then_some(Self { fields, rarity: rarity.unwrap_or_default() }))
    }

    /// Whether words must be looked up in each article.
    pub(super) fn has_phrases(&self) -> bool {
        self.fields.iter().any(|field| !field.phrases.is_empty())
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        let sizes = self.fields.iter().flat_map(|field| {
            let phrases = field.phrases.iter().map(|phrase| phrase.filter.size());
            phrases.chain([field.words.size()])
        });
        sizes.fold(0, u32::saturating_add)
    }

    /// Marks and scores the articles of a stretch, or those `among` some of them.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Found) {
        for LeafField { norms, words, phrases } in &mut self.fields {
            words.weigh(stretch, among, norms, found);
            for phrase in phrases {
                let mut with_all = Bits::none();
                phrase.filter.mark(stretch, among, &mut with_all);
                for place in with_all.iter() {
                    let document = stretch.start + place as DocId;
                    let frequency = phrase.cursor.frequency_in(document);
                    if frequency > 0.0 {
                        found.bits.set(place);
                        if let Some(score) = found.scores.get_mut(place) {
                            *score += frequency * norms.weight(document);
                        }
                    }
                }
            }
        }
        if let Some(among) = among {
            found.restrict(among);
        }
        saturate(found, self.rarity);
    }
}

/// Makes scores of the weights of what was found: the more of it, the less one more adds.
pub(super) fn saturate(found: &mut Found, rarity: f32) {
    let Found { bits, scores } = found;
    if scores.is_empty() {
        return;
    }
    for place in bits.iter() {
        let weight = scores[place];
        scores[place] = rarity * (K1 + 1.0) * weight / (K1 + weight);
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

/// What an occurrence weighs in the articles of a segment.
#[allow(clippy::cast_precision_loss)]
pub(super) fn norms(at: FieldBoost, opening: &Opening<'_>) -> tantivy::Result<Norms> {
    let number = at.field.field_id() as usize;
    let average = opening.ranking.and_then(|ranking| ranking.average_lengths.get(number).copied());
    let norms = match opening.reader.fieldnorms_readers().get_field(at.field)? {
        Some(norms) if average.is_some() => norms,
        _ => FieldNormReader::constant(opening.reader.max_doc(), 1),
    };
    let mut weights = Box::new([at.boost; 256]);
    for (class, weight) in (0..=u8::MAX).zip(weights.iter_mut()) {
        let length = FieldNormReader::id_to_fieldnorm(class) as f32;
        *weight /= 1.0 - B + B * length / average.unwrap_or(1.0);
    }
    Ok(Norms::new(norms, weights))
}

/// The cursors of a sequence's slots in one segment; `None` where some slot has no term there.
pub(super) fn open(
    sequence: &Sequence,
    field: Field,
    reader: &SegmentReader,
) -> tantivy::Result<Option<Vec<SlotCursor>>> {
    let inverted = reader.inverted_index(field)?;
    let record = IndexRecordOption::WithFreqsAndPositions;
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
