//! A word or a phrase of a query as a query of tantivy.
//!
//! All that a word stands for (its forms, compounds with it, in title and text) is one thing that is counted and
//! weighed together, by BM25F: occurrences are weighed by reason and field and added up before they saturate,
//! and rarity is that of the word with all it stands for. tantivy's own union of term queries would add up
//! separate scores, so that a rare inflection outweighs the word itself.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, Term};

use super::bits::{Bits, Found, stretches};
use super::fields_of;
use super::filter::{Filter, Lists, Norms, Pair};
use super::kept::Kept;
use super::part::Opening;
use super::positions::FieldPositions;
use super::sequence::SequenceCursor;
use super::slot::SlotTerm;
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
    kept: Kept,
}

struct LeafField {
    norms: Norms,
    /// What is one word, or two that the index has a list of.
    words: Lists,
    phrases: Vec<Phrase>,
}

/// Words side by side: which articles hold them all, and where they stand in these.
struct Phrase {
    filter: Filter,
    /// Nothing where only the filter is asked for.
    cursor: Option<SequenceCursor>,
}

impl LeafPart {
    /// `None` where the segment has nothing of it. What was `kept` of it is not read again.
    pub(super) fn open(leaf: &Leaf, opening: &Opening<'_>, kept: Kept) -> tantivy::Result<Option<Self>> {
        let is_known = !kept.is_empty() && leaf.sequences.iter().all(|sequence| sequence.len() == 1);
        let fields = if is_known { Vec::new() } else { fields(leaf, opening, Some(&kept))? };
        if fields.is_empty() && !is_known {
            return Ok(None);
        }
        let rarity = opening.ranking.and_then(|ranking| ranking.rarity.get(leaf.id).copied());
        Ok(Some(Self { fields, rarity: rarity.unwrap_or_default(), kept }))
    }

    /// How many articles of the segment that were not deleted hold, in one of the fields, every word of one of the
    /// sequences, wherever it stands; and what was read for that.
    pub(super) fn count(leaf: &Leaf, opening: &Opening<'_>) -> tantivy::Result<Counted> {
        let mut fields = fields(leaf, opening, None)?;
        let reader = opening.reader;
        let mut counted = Counted { articles: 0, kept: Kept::default() };
        if let [LeafField { words, phrases, .. }] = fields.as_slice()
            && phrases.is_empty()
            && let (Some(size), None) = (words.exact_size(), reader.alive_bitset())
        {
            counted.articles = size.into();
            return Ok(counted);
        }
        let (mut found, mut with_all) = (Found::nothing(true), Bits::none());
        for stretch in stretches(reader.max_doc()) {
            found.clear();
            for LeafField { norms, words, .. } in &mut fields {
                words.weigh(&stretch, None, norms, &mut found);
            }
            counted.kept.add_words(&found);
            for (number, phrase) in fields.iter_mut().flat_map(|field| &mut field.phrases).enumerate() {
                with_all.clear();
                phrase.filter.mark(&stretch, None, &mut with_all);
                counted.kept.add_phrase(number, &with_all);
                found.bits.add(&with_all);
            }
            counted.articles += u64::from(found.bits.count_alive(&stretch, reader));
        }
        Ok(counted)
    }

    /// Whether words must be looked up in each article.
    pub(super) fn has_phrases(&self) -> bool {
        self.fields.iter().any(|field| !field.phrases.is_empty())
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        if self.fields.is_empty() { self.kept.size() } else { size(&self.fields) }
    }

    /// Marks and scores the articles of a stretch, or those `among` some of them.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Found) {
        let Self { fields, kept, .. } = self;
        kept.find_words(stretch, found);
        let mut number = 0;
        for LeafField { norms, words, phrases } in fields {
            if kept.is_empty() {
                words.weigh(stretch, among, norms, found);
            }
            for Phrase { filter, cursor } in phrases {
                let mut with_all = kept.with_all(number, stretch).unwrap_or_else(|| {
                    let mut with_all = Bits::none();
                    filter.mark(stretch, among, &mut with_all);
                    with_all
                });
                number += 1;
                if let Some(among) = among {
                    with_all.keep(among);
                }
                let Some(cursor) = cursor else { continue };
                cursor.each(&with_all.documents(stretch), &mut |document, frequency| {
                    let place = (document - stretch.start) as usize;
                    found.bits.set(place);
                    if let Some(score) = found.scores.get_mut(place) {
                        *score += frequency * norms.weight(document);
                    }
                });
            }
        }
        if let Some(among) = among {
            found.restrict(among);
        }
        saturate(found, self.rarity);
    }
}

/// What was counted of a leaf in a segment.
pub(super) struct Counted {
    pub(super) articles: u64,
    pub(super) kept: Kept,
}

/// The fields in which a segment has anything of a leaf; with positions where it is told what was `kept` of it.
fn fields(leaf: &Leaf, opening: &Opening<'_>, kept: Option<&Kept>) -> tantivy::Result<Vec<LeafField>> {
    let reader = opening.reader;
    let record =
        if opening.ranking.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
    let mut fields = Vec::new();
    let mut number = 0;
    for at in fields_of(leaf.fields, opening.fields) {
        let (mut words, mut phrases) = (Lists::default(), Vec::new());
        for sequence in &leaf.sequences {
            if let [slot] = sequence.as_slice() {
                words.open(slot, at.field, reader, record)?;
                continue;
            }
            if let [first, second] = sequence.as_slice()
                && let Some(pair) = Pair::of([first, second], at.field, opening.fields)
            {
                words.open_pair(&pair, reader, record)?;
                continue;
            }
            let filter = Filter::sequence(sequence, at.field, opening.fields, reader)?;
            if filter.size() == 0 {
                continue;
            }
            let mut cursor = None;
            if let Some(kept) = kept {
                let articles = kept.size_of_phrase(number).unwrap_or(filter.size());
                let positions = FieldPositions::open(reader, at.field, articles)?;
                cursor = open(sequence, at.field, &positions)?.map(SequenceCursor::new);
            }
            phrases.push(Phrase { filter, cursor });
            number += 1;
        }
        if !words.is_empty() || !phrases.is_empty() {
            fields.push(LeafField { norms: norms(at, opening)?, words, phrases });
        }
    }
    Ok(fields)
}

/// At most so many articles.
fn size(fields: &[LeafField]) -> u32 {
    let sizes = fields.iter().flat_map(|field| {
        let phrases = field.phrases.iter().map(|phrase| phrase.filter.size());
        phrases.chain([field.words.size()])
    });
    sizes.fold(0, u32::saturating_add)
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

/// The terms of a sequence's slots in a field; `None` where some slot has no term there.
pub(super) fn open(
    sequence: &Sequence,
    field: Field,
    positions: &FieldPositions<'_>,
) -> tantivy::Result<Option<Vec<Vec<SlotTerm>>>> {
    let mut slots = Vec::with_capacity(sequence.len());
    for slot in sequence {
        let mut alternatives = Vec::new();
        for alternative in slot.iter() {
            if let Some(positions) = positions.of(&index_term(field, alternative))? {
                let (why, length) = (alternative.why, alternative.length);
                alternatives.push(SlotTerm { positions, why, length });
            }
        }
        if alternatives.is_empty() {
            return Ok(None);
        }
        slots.push(alternatives);
    }
    Ok(Some(slots))
}
