//! Searching an index: hits in order, their exact number, and the passages that show why they were found.

mod chart;
mod collect;
mod concordance;
mod explain;
mod export;
mod facets;
mod folding;
mod highlight;
mod kin;
mod paging;
mod selection;
mod similar;
mod snippets;
mod stored;
mod timeline;
mod unseen;

use tantivy::{DocAddress, TantivyDocument};

pub use self::chart::Measure;
pub use self::collect::Sort;
use self::collect::{Collected, HitCollector};
pub use self::concordance::{
    Concordance, ConcordanceLine, ConcordanceRequest, ConcordanceSort, ContextSize, Sample,
};
pub use self::explain::{ExplainedTerm, ExplainedWord, Explanation, Suggestion};
pub use self::export::content_hash;
pub use self::facets::{FacetField, FacetValue, Facets};
use self::folding::Folding;
use self::highlight::Highlighter;
pub use self::kin::{Kin, MOST_VERSIONS};
pub use self::paging::Cursor;
pub use self::selection::Selection;
use self::selection::within;
pub use self::similar::{MOST_WORDS, Relation, Similar, SimilarHit, SimilarRequest, TellingWord};
pub use self::snippets::{Highlight, Passage, PassageField, SnippetOptions};
use self::stored::StoredCopies;
pub use self::timeline::{PeriodCount, Series, Tally, Timeline, TimelineRequest};
pub use self::unseen::article_key;
use crate::date::DaySpan;
use crate::dutch::Analyzer;
use crate::error::Result;
use crate::index::{OpenIndex, StoredArticle, index_error};
use crate::query::lower::{IndexWords, MeaningQuery, index_terms};
use crate::query::meaning::{Alternative, Meaning, Sought, meaning_of};
use crate::query::{DateMatch, MatchLevel, NamedSynonyms, Node, Synonyms};

/// What to search, and how to show it.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The query.
    pub query: Node,
    /// How far words of the text may be from those of the query.
    pub level: MatchLevel,
    /// Only articles of these days.
    pub days: Option<DaySpan>,
    /// What it takes for a partial date to lie in a span of days.
    pub dates: DateMatch,
    /// The order of the hits.
    pub sort: Sort,
    /// At most so many hits; `None` gives all.
    pub limit: Option<usize>,
    /// So many hits are passed over first.
    pub offset: usize,
    /// Only the hits after this place, which an earlier result named as `next`.
    pub after: Option<Cursor>,
    /// Whether copies of one report are one hit, the earliest that matches, with the others under it.
    pub fold_copies: bool,
    /// So many copies of a hit are given whole; beyond them there is only their number.
    pub most_copies: usize,
    /// How much to show of each hit; `None` shows no passages.
    pub snippets: Option<SnippetOptions>,
}

impl SearchRequest {
    /// The ten best hits of a query, each article by itself.
    pub fn new(query: Node) -> Self {
        Self {
            query,
            level: MatchLevel::default(),
            days: None,
            dates: DateMatch::default(),
            sort: Sort::default(),
            limit: Some(10),
            offset: 0,
            after: None,
            fold_copies: false,
            most_copies: MOST_COPIES_SHOWN,
            snippets: Some(SnippetOptions::default()),
        }
    }
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct SearchResult {
    /// How many articles match, exactly.
    pub total: u64,
    /// How many of them are not folded under another: all, where copies are not folded.
    pub unfolded: u64,
    /// Those that were asked for, in order.
    pub hits: Vec<Hit>,
    /// Where the next page begins, where there are more hits.
    pub next: Option<Cursor>,
    /// The generation that was searched.
    pub generation: u64,
}

/// An article that matches.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its place among all hits, from 1.
    pub rank: u64,
    /// How well it matches; 0 where the order is not by relevance.
    pub score: f32,
    /// The article.
    pub article: StoredArticle,
    /// What matched in it.
    pub passages: Vec<Passage>,
    /// How many later copies of it match too and are folded under it.
    pub folded: u64,
    /// The first [`SearchRequest::most_copies`] of them, the earliest first.
    pub copies: Vec<StoredArticle>,
}

/// So many copies of an article are given whole, if nothing else is asked for.
pub const MOST_COPIES_SHOWN: usize = 20;

/// Searches one generation of an index.
pub struct Search<'i> {
    index: &'i OpenIndex,
    analyzer: Analyzer,
    synonyms: &'i Synonyms,
}

impl<'i> Search<'i> {
    /// Prepares to search an index.
    pub fn new(index: &'i OpenIndex) -> Self {
        static NONE: Synonyms = Synonyms::none();
        Self { index, analyzer: index.analyzer(), synonyms: &NONE }
    }

    /// Lets the words of queries stand for their synonyms too.
    #[must_use]
    pub fn with_synonyms(self, synonyms: &'i Synonyms) -> Self {
        Self { synonyms, ..self }
    }

    /// Finds what a request asks for.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read, where the request goes on from a place that is gone, and where the query
    /// asks for more than can be sought; the cause is then a [`Diagnostic`](crate::query::Diagnostic) with the place.
    pub fn run(&mut self, request: &SearchRequest) -> Result<SearchResult> {
        let (collected, meaning, query) = self.collect(request)?;
        // Only passages ask how rare a word is; a batch without them need not look it up.
        let rarity = if request.snippets.is_some() { self.rarity(&meaning, &query)? } else { Vec::new() };
        let highlighter = Highlighter::new(meaning, request.dates);
        let mut hits = Vec::new();
        let mut stored = StoredCopies::of(self.index);
        let passed = request.after.map_or(0, |cursor| cursor.rank);
        for (rank, found) in (passed + 1..).zip(&collected.hits).skip(request.offset) {
            let article = self.article(found.ranked.address)?;
            let passages = request.snippets.as_ref().map_or_else(Vec::new, |options| {
                let marks = highlighter.marks(&article, &mut self.analyzer);
                snippets::passages(&article, &marks, &rarity, options)
            });
            let shown = found.copies.iter().take(request.most_copies);
            let copies = shown.map(|&copy| stored.article(copy)).collect::<Result<Vec<_>>>()?;
            let (score, folded) = (found.ranked.score, found.copies.len() as u64);
            hits.push(Hit { rank, score, article, passages, folded, copies });
        }
        let last = collected.hits.last().map(|last| last.ranked).zip(hits.last().map(|hit| hit.rank));
        let next = last.filter(|(_, rank)| *rank < collected.unfolded);
        let next = next.map(|(last, rank)| Cursor::behind(last, rank, request, self.index, self.synonyms));
        let Collected { total, unfolded, .. } = collected;
        Ok(SearchResult { total, unfolded, hits, next, generation: self.index.generation() })
    }

    /// The ids of the hits with their scores, in order, without analysing the articles' texts.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn ids(&mut self, request: &SearchRequest) -> Result<Vec<(String, f32)>> {
        let result = self.run(&SearchRequest { snippets: None, ..request.clone() })?;
        Ok(result.hits.into_iter().map(|hit| (hit.article.id, hit.score)).collect())
    }

    /// What of a query stands in an article's title and in its text; nothing where the article does not match it.
    ///
    /// # Errors
    ///
    /// Fails where the query asks for more than can be sought, and where the index cannot be read.
    pub fn highlights(
        &mut self,
        article: &StoredArticle,
        query: &Node,
        level: MatchLevel,
    ) -> Result<(Vec<Highlight>, Vec<Highlight>)> {
        let meaning = self.meaning(query, level)?;
        let marks = Highlighter::new(meaning, DateMatch::default()).marks(article, &mut self.analyzer);
        let whole =
            |text: &str, marks: &[highlight::Mark]| snippets::in_code_points(text, 0..text.len(), marks);
        Ok((whole(&article.title, &marks.title), whole(&article.text, &marks.text)))
    }

    fn meaning(&mut self, query: &Node, level: MatchLevel) -> Result<Meaning> {
        let words = self.words();
        meaning_of(query, level, &mut self.analyzer, self.synonyms, &words)
    }

    /// The synonyms by which the words of a query are sought too, to be named where it is restated.
    pub fn synonyms_in(&mut self, query: &Node, level: MatchLevel) -> NamedSynonyms {
        self.synonyms.named_in(query, level, &mut self.analyzer)
    }

    /// The words of the index.
    fn words(&self) -> IndexWords<'i> {
        IndexWords { index: self.index }
    }

    /// The articles of an id.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn by_id(&self, id: &str) -> Result<Vec<StoredArticle>> {
        let found = self.with_term(self.index.fields().id, id)?.into_iter();
        let mut articles = found.map(|address| self.article(address)).collect::<Result<Vec<_>>>()?;
        articles.sort();
        Ok(articles)
    }

    fn article(&self, address: DocAddress) -> Result<StoredArticle> {
        let document: TantivyDocument = self.index.searcher().doc(address).map_err(index_error)?;
        Ok(StoredArticle::from_document(self.index.fields(), &document))
    }

    /// The places of the hits of a request in their order, and what its query means without the filter of days.
    fn collect(&mut self, request: &SearchRequest) -> Result<(Collected, Meaning, MeaningQuery)> {
        if let Some(cursor) = &request.after {
            cursor.check(request, self.index, self.synonyms)?;
        }
        let meaning = self.meaning(&request.query, request.level)?;
        let filtered = within(meaning.clone(), request.days);
        let searcher = self.index.searcher();
        let fields = self.index.fields();
        let query = MeaningQuery::new(filtered, fields, request.dates);
        let keep = request.limit.map(|limit| limit.saturating_add(request.offset));
        let after = request.after.map(|cursor| cursor.last);
        let folding = request.fold_copies.then(|| Folding::of(self.index.copies()));
        let collector = HitCollector { sort: request.sort, keep, after, folding };
        let collected = searcher.search(&query, &collector).map_err(index_error)?;
        Ok((collected, meaning, query))
    }

    /// How rare each word and phrase of a query is, by its number.
    fn rarity(&self, meaning: &Meaning, query: &MeaningQuery) -> Result<Vec<f32>> {
        let of_leaves = query.rarity(self.index.searcher()).map_err(index_error)?;
        let mut rarity: Vec<f32> = Vec::new();
        meaning.each_leaf(&mut |leaf| {
            if rarity.len() <= leaf.word {
                rarity.resize(leaf.word + 1, 0.0);
            }
            let of_leaf = of_leaves.get(leaf.id).copied().unwrap_or_default();
            rarity[leaf.word] = rarity[leaf.word].max(of_leaf);
        });
        Ok(rarity)
    }

    /// In how many articles a term stands, about: those that were deleted count until they are merged away, and those
    /// that have it in several of the fields count for each.
    fn articles_of(&self, sought: Sought, alternative: &Alternative) -> Result<u64> {
        let terms = index_terms(sought, alternative, self.index.fields());
        let articles = terms.iter().map(|term| self.index.searcher().doc_freq(term).map_err(index_error));
        articles.sum()
    }
}
