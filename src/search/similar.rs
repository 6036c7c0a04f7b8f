//! Articles on the same matter as one: those that share its most telling words.
//!
//! A word tells the more the oftener it stands in the article and the fewer articles have it. The [`MOST_WORDS`] most
//! telling are sought in every inflection, any of them will do, and the hits come in the order of the usual score; their
//! passages show which words they share. Nothing else is done, and the words are named in the answer, so that the
//! search can be repeated by hand.
//!
//! ```
//! use knipsel::search::{Search, SimilarRequest};
//! # use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! # let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! # let lines = "{\"id\":\"1\",\"text\":\"De haringvloot vaart uit.\"}\n{\"id\":\"2\",\"text\":\"Haringvloten bleven in \
//! #     de haven.\"}\n{\"id\":\"3\",\"text\":\"De tram rijdt weer.\"}\n{\"text\":\"Er is markt.\"}\n";
//! # std::fs::write(archive.join("a.jsonl"), lines).unwrap();
//! # let folder = IndexFolder::at(work.path().join("index"));
//! # let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! # build(&folder, &options, &mut |_event| {})?;
//! # let index = OpenIndex::open(&folder, &options.analysis)?;
//! let mut search = Search::new(&index);
//! let article = search.by_id("1")?.remove(0);
//! let similar = search.similar(&article, &SimilarRequest::default())?;
//! assert_eq!(similar.words[0].written, "haringvloot");
//! assert_eq!(similar.hits[0].hit.article.id, "2");
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;

use super::{Hit, Search, SearchRequest, SnippetOptions};
use crate::dutch::Layer;
use crate::error::Result;
use crate::index::StoredArticle;
use crate::query::meaning::{Alternative, Sought};
use crate::query::{FieldName, MatchLevel, Node, NodeKind, Why};

/// So many words are sought at most.
pub const MOST_WORDS: usize = 25;

/// How to look for similar articles.
#[derive(Debug, Clone)]
pub struct SimilarRequest {
    /// At most so many articles.
    pub limit: usize,
    /// How much to show of each; `None` shows no passages.
    pub snippets: Option<SnippetOptions>,
}

impl Default for SimilarRequest {
    fn default() -> Self {
        Self { limit: 10, snippets: Some(SnippetOptions::default()) }
    }
}

/// The articles that are similar to one.
#[derive(Debug, Clone)]
pub struct Similar {
    /// The words that were sought, the most telling first.
    pub words: Vec<TellingWord>,
    /// How many other articles have at least one of them.
    pub total: u64,
    /// Those that share most, the best first.
    pub hits: Vec<SimilarHit>,
    /// The generation that was searched.
    pub generation: u64,
}

/// A word that tells what an article is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingWord {
    /// As the article has it first.
    pub written: String,
    /// How often it stands there, in any inflection.
    pub occurrences: u64,
    /// How many articles have it in any inflection, this one included.
    pub articles: u64,
}

/// A similar article.
#[derive(Debug, Clone)]
pub struct SimilarHit {
    /// The article and what it shares.
    pub hit: Hit,
    /// What more it is to the article that was named.
    pub relation: Option<Relation>,
}

/// What a similar article is to the one that was named, beside similar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// A copy of it.
    Copy,
    /// Another version of it.
    Version,
}

impl Relation {
    /// The name as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Version => "version",
        }
    }
}

/// A word of an article while its words are counted.
struct Counted {
    written: String,
    alternatives: Vec<Alternative>,
    occurrences: u64,
    first: usize,
}

/// So many more words are looked at, of which some may turn out to stand in no other article.
const SOME_MORE: usize = 10;

/// Words shorter than this say too little.
const SHORTEST_WORD: usize = 3;

impl Search<'_> {
    /// Finds articles on the same matter.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn similar(&mut self, article: &StoredArticle, request: &SimilarRequest) -> Result<Similar> {
        let node = |kind| Node { kind, span: 0..0 };
        let sought = |written: &[String], limit, snippets| SearchRequest {
            level: MatchLevel::Inflected,
            limit: Some(limit),
            snippets,
            ..SearchRequest::new(node(NodeKind::Or(
                written.iter().map(|word| node(NodeKind::Word(word.clone()))).collect(),
            )))
        };
        let (mut words, mut written) = (Vec::new(), Vec::new());
        for Counted { written: word, occurrences, .. } in self.telling_words(article)? {
            let articles = self.run(&sought(std::slice::from_ref(&word), 0, None))?.total;
            // A word that no other article has finds none.
            if articles > 1 && words.len() < MOST_WORDS {
                written.push(word.clone());
                words.push(TellingWord { written: word, occurrences, articles });
            }
        }
        if words.is_empty() {
            let generation = self.index.generation();
            return Ok(Similar { words, total: 0, hits: Vec::new(), generation });
        }
        // One more, for the article itself.
        let request_for = sought(&written, request.limit.saturating_add(1), request.snippets);
        let result = self.run(&request_for)?;
        let versions = self.versions(article)?;
        let group = self.group(article)?;
        let mut hits = Vec::new();
        let others = result.hits.into_iter().filter(|hit| hit.article != *article);
        for (rank, hit) in (1..).zip(others.take(request.limit)) {
            let relation = if versions.iter().any(|(_, version)| *version == hit.article) {
                Some(Relation::Version)
            } else if group.is_some() && self.group(&hit.article)? == group {
                Some(Relation::Copy)
            } else {
                None
            };
            hits.push(SimilarHit { hit: Hit { rank, ..hit }, relation });
        }
        Ok(Similar { words, total: result.total.saturating_sub(1), hits, generation: result.generation })
    }

    /// The most telling words of an article, some more than are sought. In how many articles a word is, is only about
    /// right here: it counts twice where an article has two forms of it.
    fn telling_words(&mut self, article: &StoredArticle) -> Result<Vec<Counted>> {
        let mut by_headword: BTreeMap<String, Counted> = BTreeMap::new();
        let mut place = 0;
        for text in [article.sought_title(), &article.text] {
            let mut whole_end = 0;
            self.analyzer.analyze(text, |word| {
                place += 1;
                // A piece of a word with hyphens is counted as that word.
                let is_piece = word.end <= whole_end;
                if word.length > 1 {
                    whole_end = word.end;
                }
                let Some(headword) = word.terms.iter().find(|term| term.layer == Layer::Lemma) else {
                    return;
                };
                if is_piece || headword.text.chars().count() < SHORTEST_WORD {
                    return;
                }
                let counted = by_headword.entry(headword.text.to_owned()).or_insert_with(|| Counted {
                    written: text[word.start..word.end].to_owned(),
                    alternatives: [Layer::Exact, Layer::Lemma]
                        .map(|layer| Alternative {
                            layer,
                            length: word.length,
                            text: headword.text.into(),
                            why: Why::Inflection,
                        })
                        .into(),
                    occurrences: 0,
                    first: place,
                });
                counted.occurrences += 1;
            });
        }
        let all = self.index.searcher().num_docs();
        let mut telling = Vec::new();
        for counted in by_headword.into_values() {
            let mut articles = 0;
            for alternative in &counted.alternatives {
                articles += self.articles_of(Sought::In(FieldName::Text), alternative)?;
            }
            // What more than half of the articles have tells nothing.
            if articles < 2 || articles > all / 2 {
                continue;
            }
            #[allow(clippy::cast_precision_loss)]
            let weight = {
                let often = counted.occurrences as f64 / (counted.occurrences as f64 + 1.2);
                often * (all as f64 / articles as f64).max(1.0).ln_1p()
            };
            telling.push((counted, weight));
        }
        telling.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.first.cmp(&b.0.first)));
        Ok(telling.into_iter().take(MOST_WORDS + SOME_MORE).map(|(word, _)| word).collect())
    }
}
