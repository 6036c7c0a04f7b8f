//! How rare what is sought is. A word that few articles hold says more of those that do: it counts for more in the
//! ranking, and a passage with it is the better one to show.
//!
//! What counts is the number of articles that hold a word with all it stands for, and each of them once. The sum of
//! what its terms count would come out too high, and all the more so for a word with many inflections and compounds,
//! which stand in the same articles.

use tantivy::Searcher;
use tantivy::index::SegmentReader;

use super::fields_of;
use super::filter::Filter;
use crate::index::schema::Fields;
use crate::query::meaning::{Leaf, Sequence, Sought};

/// The rarity of a word or a phrase of the query.
pub(crate) fn rarity_of(leaf: &Leaf, fields: &Fields, searcher: &Searcher) -> tantivy::Result<f32> {
    rarity(leaf.fields, &leaf.sequences, fields, searcher)
}

/// What a leaf's rarity counts for in the ranking. Synonyms of a phrase are at most as rare as its words together.
pub(super) fn ranked_rarity(
    leaf: &Leaf,
    rarity_of_leaf: f32,
    fields: &Fields,
    searcher: &Searcher,
) -> tantivy::Result<f32> {
    if leaf.stands_for.is_empty() {
        return Ok(rarity_of_leaf);
    }
    let typed = leaf.stands_for.iter().map(|word| rarity(leaf.fields, word, fields, searcher));
    Ok(rarity_of_leaf.min(typed.sum::<tantivy::Result<f32>>()?))
}

/// The rarity of what is sought, by the formula of BM25; never negative.
fn rarity(
    sought: Sought,
    sequences: &[Sequence],
    fields: &Fields,
    searcher: &Searcher,
) -> tantivy::Result<f32> {
    let mut articles = 0;
    for reader in searcher.segment_readers() {
        articles += with_words(sought, sequences, fields, reader)?.count(reader);
    }
    Ok(rarity_of_articles(articles, searcher))
}

/// The rarity of what stands in so many articles.
#[allow(clippy::cast_precision_loss)]
pub(super) fn rarity_of_articles(articles: u64, searcher: &Searcher) -> f32 {
    let others = searcher.num_docs().saturating_sub(articles) as f32;
    (1.0 + (others + 0.5) / (articles as f32 + 0.5)).ln()
}

/// The articles of a segment that hold, in one of the fields, every word of one of the sequences.
///
/// Whether the words stand side by side is only looked at where the index has a list of them: else that would cost as much
/// as the search itself.
fn with_words(
    sought: Sought,
    sequences: &[Sequence],
    fields: &Fields,
    reader: &SegmentReader,
) -> tantivy::Result<Filter> {
    let mut any = Vec::new();
    for at in fields_of(sought, fields) {
        for sequence in sequences {
            let words = Filter::sequence(sequence, at.field, fields, reader)?;
            if words.size() > 0 {
                any.push(words);
            }
        }
    }
    Ok(Filter::Any(any))
}

#[cfg(test)]
mod tests;
