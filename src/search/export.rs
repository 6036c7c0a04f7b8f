//! Every article that is found, one after the other, for writing them out.

use super::{Hit, Search, SearchRequest};
use crate::error::Result;
use crate::index::StoredArticle;

impl Search<'_> {
    /// Gives each hit of a request in its order to `visit`, without passages, and tells how many there were. One
    /// article is in memory at a time, and of the others only their places: about 50 bytes each.
    ///
    /// # Errors
    ///
    /// As [`Search::run`], and with the first error of `visit`.
    pub fn export(
        &mut self,
        request: &SearchRequest,
        visit: &mut dyn FnMut(Hit) -> Result<()>,
    ) -> Result<u64> {
        let (collected, ..) = self.collect(request)?;
        for (rank, found) in (1..).zip(&collected.hits) {
            let article = self.article(found.ranked.address)?;
            let (score, passages, copies) = (found.ranked.score, Vec::new(), Vec::new());
            visit(Hit { rank, score, article, passages, folded: 0, copies })?;
        }
        Ok(collected.total)
    }
}

/// A hash of what an article says, by which it is seen whether it changed: 16 hexadecimal digits.
pub fn content_hash(article: &StoredArticle) -> String {
    let mut hasher = blake3::Hasher::new();
    let parts = [
        Some(&article.title),
        Some(&article.text),
        article.date.as_ref(),
        article.source.as_ref(),
        article.author.as_ref(),
        article.section.as_ref(),
    ];
    for part in parts {
        let part = part.map_or("", String::as_str);
        // With the length before it, no part can be taken for another.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
