//! Which segments are merged, and when: by logarithmic levels, but never more at a time than fits.
//!
//! A merge maps its segments into memory whole. Without a bound, the memory of a build would grow with the archive.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::index::SegmentMeta;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// A merge reads about so many bytes at most.
const MOST_MERGED_BYTES: u64 = 350_000_000;

/// So many segments of a level become one.
const SEGMENTS_MERGED: usize = 5;

/// Segments of fewer articles are all on one level.
const SMALLEST_LEVEL: u32 = 16;

/// A segment more of which is deleted is written anew.
const MOST_DELETED: f32 = 0.3;

/// How large an article is in the index, on average, as far as is known.
#[derive(Debug, Default)]
pub(crate) struct ArticleSize {
    bytes: AtomicU64,
    articles: AtomicU64,
}

impl ArticleSize {
    /// Takes in what is known of some articles.
    pub(crate) fn learn(&self, articles: u64, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.articles.fetch_add(articles, Ordering::Relaxed);
    }

    /// The mean in bytes, at least 1.
    fn mean(&self) -> u64 {
        let (bytes, articles) = (self.bytes.load(Ordering::Relaxed), self.articles.load(Ordering::Relaxed));
        (bytes / articles.max(1)).max(1)
    }
}

/// tantivy's logarithmic policy, for many small builds and within a bound.
#[derive(Debug)]
pub(crate) struct BoundedMerges {
    pub(crate) size: Arc<ArticleSize>,
}

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let most_articles = MOST_MERGED_BYTES / self.size.mean();
        let mut levels = LogMergePolicy::default();
        // tantivy's own figures take all segments below 10,000 articles for one level, so that every eighth small build
        // writes all of those anew. Levels of four times each other, of which five segments make one of the next, write
        // an article about once a level, and leave at most four segments on each.
        levels.set_min_num_segments(SEGMENTS_MERGED);
        levels.set_level_log_size(2.0);
        levels.set_min_layer_size(SMALLEST_LEVEL);
        levels.set_del_docs_ratio_before_merge(MOST_DELETED);
        // A segment of more than half the bound has nothing to be merged with.
        levels.set_max_docs_before_merge(usize::try_from(most_articles / 2).unwrap_or(usize::MAX).max(1));
        let articles_of = |id| {
            let segment = segments.iter().find(|segment| segment.id() == id);
            segment.map_or(0, |segment| u64::from(segment.max_doc()))
        };
        let mut bounded = Vec::new();
        for MergeCandidate(ids) in levels.compute_merge_candidates(segments) {
            let (mut merge, mut articles) = (Vec::new(), 0);
            for id in ids {
                if articles + articles_of(id) > most_articles && !merge.is_empty() {
                    bounded.push(MergeCandidate(std::mem::take(&mut merge)));
                    articles = 0;
                }
                articles += articles_of(id);
                merge.push(id);
            }
            bounded.push(MergeCandidate(merge));
        }
        // One segment by itself is worth rewriting only for the deleted articles in it.
        let deleted_in = |id| segments.iter().any(|segment| segment.id() == id && segment.has_deletes());
        bounded.retain(|MergeCandidate(ids)| ids.len() > 1 || ids.iter().any(|id| deleted_in(*id)));
        bounded
    }
}
