//! Articles that a query finds and that somebody has not seen yet.

use std::collections::HashSet;

use super::highlight::Highlighter;
use super::{Hit, Search, SearchRequest, snippets};
use crate::error::Result;
use crate::index::schema::id_hash;

impl Search<'_> {
    /// The key of each article that a request finds: a hash of its id in 64 bits, which a rebuild keeps. The request
    /// is to have no limit and not to fold copies.
    ///
    /// # Errors
    ///
    /// As [`Search::run`].
    pub fn keys(&mut self, request: &SearchRequest) -> Result<Vec<u64>> {
        let (collected, ..) = self.collect(request)?;
        Ok(collected.hits.iter().map(|found| found.ranked.id_hash.0).collect())
    }

    /// The first `most` of the articles that a request finds and whose keys are not in `seen`, each id once, with
    /// their passages; ranks are counted among these. Only they are read and analysed. The request is to have no
    /// limit and not to fold copies.
    ///
    /// # Errors
    ///
    /// As [`Search::run`].
    pub fn unseen(&mut self, request: &SearchRequest, seen: &HashSet<u64>, most: usize) -> Result<Vec<Hit>> {
        let (collected, meaning, query) = self.collect(request)?;
        let mut given = HashSet::new();
        let new =
            collected.hits.iter().map(|found| found.ranked).filter(|hit| !seen.contains(&hit.id_hash.0));
        let new: Vec<_> = new.filter(|hit| given.insert(hit.id_hash.0)).take(most).collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let rarity = self.rarity(&meaning, &query)?;
        let highlighter = Highlighter::new(meaning, request.dates);
        let options = request.snippets.unwrap_or_default();
        let mut hits = Vec::with_capacity(new.len());
        for (rank, ranked) in (1..).zip(new) {
            let article = self.article(ranked.address)?;
            let marks = highlighter.marks(&article, &mut self.analyzer);
            let passages = snippets::passages(&article, &marks, &rarity, &options);
            hits.push(Hit { rank, score: ranked.score, article, passages, folded: 0, copies: Vec::new() });
        }
        Ok(hits)
    }
}

/// The key of an article: see [`Search::keys`].
pub fn article_key(id: &str) -> u64 {
    id_hash(id)
}
