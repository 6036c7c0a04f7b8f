//! How rare what is sought is. A word that few articles hold says more of those that do: it counts for more in the
//! ranking, and a passage with it is the better one to show.
//!
//! What counts is the number of articles that hold a word with all it stands for, and each of them once. The sum of
//! what its terms count would come out too high, and all the more so for a word with many inflections and compounds,
//! which stand in the same articles.

use tantivy::Searcher;
use tantivy::index::SegmentReader;
use tantivy::schema::{Field, IndexRecordOption};

use super::fields_of;
use super::leaf::{FieldBoost, index_term};
use crate::index::schema::Fields;
use crate::query::meaning::{Leaf, Sequence, Slot};

/// The rarity of a word or a phrase of the query.
pub(crate) fn rarity_of(leaf: &Leaf, fields: &Fields, searcher: &Searcher) -> tantivy::Result<f32> {
    rarity(&fields_of(leaf.fields, fields), &leaf.sequences, searcher)
}

/// The rarity of what is sought, by the formula of BM25; never negative.
#[allow(clippy::cast_precision_loss)]
pub(super) fn rarity(
    fields: &[FieldBoost],
    sequences: &[Sequence],
    searcher: &Searcher,
) -> tantivy::Result<f32> {
    let mut articles = 0;
    for reader in searcher.segment_readers() {
        articles += articles_with(fields, sequences, reader)?;
    }
    let others = searcher.num_docs().saturating_sub(articles) as f32;
    Ok((1.0 + (others + 0.5) / (articles as f32 + 0.5)).ln())
}

/// How many articles of a segment hold, in one of the fields, every word of one of the sequences.
///
/// Whether the words stand side by side is not looked at: that would cost as much as the search itself.
fn articles_with(
    fields: &[FieldBoost],
    sequences: &[Sequence],
    reader: &SegmentReader,
) -> tantivy::Result<u64> {
    let mut found = Articles::default();
    for at in fields {
        for sequence in sequences {
            let mut slots = sequence.iter().map(|slot| Articles::with(slot, at.field, reader));
            let Some(first) = slots.next() else { continue };
            let mut with_all = first?;
            for with_slot in slots {
                with_all.keep(&with_slot?);
            }
            found.add(with_all);
        }
    }
    Ok(found.0.iter().map(|bits| u64::from(bits.count_ones())).sum())
}

/// Some of the articles of a segment, a bit for each: a million take 125 kB, and none take nothing.
#[derive(Default)]
struct Articles(Vec<u64>);

impl Articles {
    /// Those that hold a slot in a field; deleted ones are left out.
    fn with(slot: &Slot, field: Field, reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut found = Vec::new();
        let inverted = reader.inverted_index(field)?;
        let alive = reader.alive_bitset();
        for alternative in slot.iter() {
            let term = index_term(field, alternative);
            let Some(mut block) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            found.resize((reader.max_doc() as usize).div_ceil(64), 0);
            while !block.docs().is_empty() {
                for &document in block.docs() {
                    if let Some(bits) = found.get_mut(document as usize / 64) {
                        let is_alive = alive.is_none_or(|alive| alive.is_alive(document));
                        *bits |= u64::from(is_alive) << (document % 64);
                    }
                }
                block.advance();
            }
        }
        Ok(Self(found))
    }

    fn keep(&mut self, others: &Self) {
        self.0.truncate(others.0.len());
        self.0.iter_mut().zip(&others.0).for_each(|(bits, others)| *bits &= others);
    }

    fn add(&mut self, others: Self) {
        if self.0.is_empty() {
            *self = others;
        } else {
            self.0.iter_mut().zip(&others.0).for_each(|(bits, others)| *bits |= others);
        }
    }
}

#[cfg(test)]
mod tests;
