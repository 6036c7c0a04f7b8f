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

use super::bits::{Bits, Found, STRETCH, stretches};
use super::fields_of;
use super::filter::{Filter, Lists, Norms};
use super::kept::{Kept, KeptPhrase};
use super::pair::split;
use super::part::Opening;
use super::sequence::SequenceCursor;
use super::terms::{SequenceTerms, find_terms};
use crate::index::terms::term_key;
use crate::query::meaning::{Alternative, Leaf};

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
    with_all: WithAll,
    cursor: SequenceCursor,
}

/// Which articles hold all words of a phrase.
enum WithAll {
    Sought(Filter),
    /// For each stretch; `None` where none does.
    Kept(Vec<Option<Bits>>),
}

impl LeafPart {
    /// `None` where the segment has nothing of it. What was `kept` of it is not read again.
    pub(super) fn open(leaf: &Leaf, opening: &Opening<'_>, mut kept: Kept) -> tantivy::Result<Option<Self>> {
        let mut fields = Vec::new();
        if kept.is_empty() {
            for FoundField { at, norms, words, phrases } in find_fields(leaf, opening)? {
                let open = |phrase: FoundPhrase| {
                    let articles = phrase.filter.likely_size(opening.reader.max_doc());
                    let cursor = phrase.terms.cursor(opening.reader, at.field, articles)?;
                    Ok(Phrase { with_all: WithAll::Sought(phrase.filter), cursor })
                };
                let phrases = phrases.into_iter().map(open).collect::<tantivy::Result<_>>()?;
                fields.push(LeafField { norms, words, phrases });
            }
            if fields.is_empty() {
                return Ok(None);
            }
        }
        for KeptPhrase { at, terms, with_all } in std::mem::take(&mut kept.phrases) {
            let articles = with_all.iter().flatten().map(Bits::count).sum();
            let cursor = terms.cursor(opening.reader, at.field, articles)?;
            let phrase = Phrase { with_all: WithAll::Kept(with_all), cursor };
            fields.push(LeafField {
                norms: norms(at, opening)?,
                words: Lists::default(),
                phrases: vec![phrase],
            });
        }
        let rarity = opening.ranking.and_then(|ranking| ranking.rarity.get(leaf.id).copied());
        Ok(Some(Self { fields, rarity: rarity.unwrap_or_default(), kept }))
    }

    /// How many articles of the segment that were not deleted hold, in one of the fields, every word of one of the
    /// sequences, wherever it stands; and what was read for that.
    pub(super) fn count(leaf: &Leaf, opening: &Opening<'_>) -> tantivy::Result<Counted> {
        let mut fields = find_fields(leaf, opening)?;
        let reader = opening.reader;
        let mut counted = Counted { articles: 0, kept: Kept::default() };
        if let [FoundField { words, phrases, .. }] = fields.as_slice()
            && phrases.is_empty()
            && let (Some(size), None) = (words.exact_size(), reader.alive_bitset())
        {
            counted.articles = size.into();
            return Ok(counted);
        }
        let mut phrases = Vec::new();
        for field in &mut fields {
            for FoundPhrase { filter, terms } in field.phrases.drain(..) {
                phrases.push((filter, KeptPhrase::new(field.at, terms)));
            }
        }
        let (mut found, mut with_all) = (Found::nothing(true), Bits::none());
        for stretch in stretches(reader.max_doc()) {
            found.clear();
            for FoundField { norms, words, .. } in &mut fields {
                words.weigh(&stretch, None, norms, &mut found);
            }
            counted.kept.add_words(&found);
            for (filter, kept) in &mut phrases {
                with_all.clear();
                filter.mark(&stretch, None, &mut with_all);
                kept.add(&with_all);
                found.bits.add(&with_all);
            }
            counted.articles += u64::from(found.bits.count_alive(&stretch, reader));
        }
        counted.kept.phrases = phrases.into_iter().map(|(_, kept)| kept).collect();
        Ok(counted)
    }

    /// Whether words must be looked up in each article.
    pub(super) fn has_phrases(&self) -> bool {
        self.fields.iter().any(|field| !field.phrases.is_empty())
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        let sizes = self.fields.iter().flat_map(|field| {
            let phrases = field.phrases.iter().map(|phrase| phrase.with_all.size());
            phrases.chain([field.words.size()])
        });
        sizes.fold(self.kept.size(), u32::saturating_add)
    }

    /// Marks and scores the articles of a stretch, or those `among` some of them.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Found) {
        let Self { fields, kept, .. } = self;
        kept.find_words(stretch, found);
        for LeafField { norms, words, phrases } in fields {
            words.weigh(stretch, among, norms, found);
            for Phrase { with_all, cursor } in phrases {
                let documents = with_all.documents(stretch, among);
                cursor.each(&documents, &mut |document, frequency| {
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

impl WithAll {
    /// At most so many.
    fn size(&self) -> u32 {
        match self {
            WithAll::Sought(filter) => filter.size(),
            WithAll::Kept(kept) => kept.iter().flatten().map(Bits::count).sum(),
        }
    }

    /// Those of a stretch, or those `among` some of them.
    fn documents(&mut self, stretch: &Range<DocId>, among: Option<&Bits>) -> Vec<DocId> {
        let mut all = match self {
            WithAll::Sought(filter) => {
                let mut all = Bits::none();
                filter.mark(stretch, among, &mut all);
                all
            }
            WithAll::Kept(kept) => {
                match kept.get_mut((stretch.start / STRETCH) as usize).and_then(Option::take) {
                    Some(all) => all,
                    None => return Vec::new(),
                }
            }
        };
        if let Some(among) = among {
            all.keep(among);
        }
        all.documents(stretch)
    }
}

/// What was counted of a leaf in a segment.
pub(super) struct Counted {
    pub(super) articles: u64,
    pub(super) kept: Kept,
}

/// What a segment has of a leaf in one field.
struct FoundField {
    at: FieldBoost,
    norms: Norms,
    words: Lists,
    phrases: Vec<FoundPhrase>,
}

/// The terms of a phrase, and which articles hold them all.
struct FoundPhrase {
    filter: Filter,
    terms: SequenceTerms,
}

/// The fields in which a segment has anything of a leaf.
fn find_fields(leaf: &Leaf, opening: &Opening<'_>) -> tantivy::Result<Vec<FoundField>> {
    let reader = opening.reader;
    let record =
        if opening.ranking.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
    let mut fields = Vec::new();
    for at in fields_of(leaf.fields, opening.fields) {
        let inverted = reader.inverted_index(at.field)?;
        let (mut words, mut phrases) = (Lists::default(), Vec::new());
        for sequence in &leaf.sequences {
            if let [slot] = sequence.as_slice() {
                words.open(&find_terms(slot, at.field, &inverted)?, &inverted, reader, record)?;
                continue;
            }
            let (pairs, rest) = split(sequence, at.field, opening.fields);
            words.open_pairs(&pairs, reader, record)?;
            if let Some(sequence) = rest
                && let Some(terms) = SequenceTerms::find(&sequence, at.field, &inverted)?
            {
                let filter = Filter::terms(&sequence, &terms, (at.field, opening.fields), reader)?;
                if filter.size() > 0 {
                    phrases.push(FoundPhrase { filter, terms });
                }
            }
        }
        if !words.is_empty() || !phrases.is_empty() {
            fields.push(FoundField { at, norms: norms(at, opening)?, words, phrases });
        }
    }
    Ok(fields)
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
