//! What a query became: the terms of its words with the numbers of their articles, the words that stand nowhere,
//! and a word that was perhaps meant.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use tantivy::collector::Count;

use super::selection::within;
use super::{Search, SearchRequest};
use crate::dutch::Layer;
use crate::error::Result;
use crate::index::index_error;
use crate::query::lower::MeaningQuery;
use crate::query::meaning::{Alternative, Dictionary, Forms, Leaf, Meaning, Shape, Sought};
use crate::query::{FieldName, Node, NodeKind, Phrase, PhraseItem, Why};

/// What a query became.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Its words and phrases, in order.
    pub words: Vec<ExplainedWord>,
    /// The words that no article has in any form that the query allows, in order; `titel:vrede` where none has it in
    /// that field.
    pub missing: Vec<String>,
    /// A word of the index that finds more in the place of a missing one.
    pub suggestion: Option<Suggestion>,
}

/// A word or phrase of a query.
#[derive(Debug, Clone)]
pub struct ExplainedWord {
    /// As it was read.
    pub written: String,
    /// How many articles hold it, exactly.
    pub articles: u64,
    /// The terms that it stands for and that stand in an article, the closest first.
    pub terms: Vec<ExplainedTerm>,
}

/// A term that a word stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExplainedTerm {
    /// Why it is sought.
    pub why: Why,
    /// Its layer.
    pub layer: Layer,
    /// The term.
    pub term: String,
    /// How many articles hold it in the fields in which the word is sought, exactly.
    pub articles: u64,
}

/// A word that was perhaps meant, or several at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The word of the query; several with spaces between.
    pub written: String,
    /// The word of the index; as many.
    pub instead: String,
    /// The query with it.
    pub query: Node,
    /// How many articles that finds.
    pub total: u64,
}

/// So many words of the index are tried in the place of one.
const MOST_TRIED: usize = 5;

/// At most so many words of a query are replaced.
const MOST_REPLACED: usize = 8;

/// Where nothing is found, a word that stands in so few articles is perhaps misspelled there, too.
const FEW_ARTICLES: u64 = 5;

impl Search<'_> {
    /// Explains a request that found `total` articles.
    ///
    /// # Errors
    ///
    /// As [`Search::run`].
    pub fn explain(&mut self, request: &SearchRequest, total: u64) -> Result<Explanation> {
        let mut nodes = Vec::new();
        words_of(&request.query, None, &mut nodes);
        let (mut words, mut missing, mut rare) = (Vec::new(), Vec::new(), Vec::new());
        for node in &nodes {
            let meaning = self.meaning(node, request.level)?;
            let articles = self.count(&meaning, request)?;
            if articles == 0 {
                missing.extend(self.missing_in(node, request)?);
            } else if total == 0 && articles <= FEW_ARTICLES {
                let field = field_of(node);
                rare.extend(written_words(bare(node)).into_iter().map(|written| Missing { field, written }));
            }
            words.push(ExplainedWord {
                written: bare(node).to_string(),
                articles,
                terms: self.terms(&meaning, request)?,
            });
        }
        let doubtful: Vec<&Missing> = missing.iter().chain(&rare).take(MOST_REPLACED).collect();
        let suggestion = self.suggestion(request, &doubtful, total)?;
        let missing = missing.iter().map(Missing::to_string).collect();
        Ok(Explanation { words, missing, suggestion })
    }

    fn count(&self, meaning: &Meaning, request: &SearchRequest) -> Result<u64> {
        let query = MeaningQuery::new(meaning.clone(), self.index.fields(), request.dates);
        let count = self.index.searcher().search(&query, &Count).map_err(index_error)?;
        Ok(count as u64)
    }

    /// The terms of a word or phrase that stand in an article, each once.
    fn terms(&self, meaning: &Meaning, request: &SearchRequest) -> Result<Vec<ExplainedTerm>> {
        let mut terms = Vec::new();
        for leaf in meaning.leaves() {
            // A term is one whether the text writes it with hyphens or without.
            let mut alike: BTreeMap<(Why, Layer, Box<str>), Vec<Alternative>> = BTreeMap::new();
            for alternative in leaf.sequences.iter().flatten().flat_map(|slot| slot.iter()) {
                let key = (alternative.why, alternative.layer, alternative.text.clone());
                alike.entry(key).or_default().push(alternative.clone());
            }
            for ((why, layer, text), alternatives) in alike {
                let alone = Leaf { sequences: vec![vec![alternatives.into()]], ..leaf.clone() };
                let articles = self.count(&Meaning::Leaf(alone), request)?;
                if articles > 0 {
                    terms.push(ExplainedTerm { why, layer, term: text.into(), articles });
                }
            }
        }
        terms.sort();
        terms.dedup();
        Ok(terms)
    }

    /// The words of a word or phrase that stand nowhere.
    fn missing_in(&mut self, node: &Node, request: &SearchRequest) -> Result<Vec<Missing>> {
        let field = field_of(node);
        let mut missing = Vec::new();
        let mut words = written_words(bare(node));
        let mut met = HashSet::new();
        words.retain(|written| met.insert(written.clone()));
        for written in words {
            let alone = replaced(node, &mut |kind| match kind {
                NodeKind::Phrase(_) => {
                    let items = vec![PhraseItem::Words(written.clone())];
                    Some(NodeKind::Phrase(Phrase { items, distance: None }))
                }
                _ => Some(NodeKind::Word(written.clone())),
            });
            let meaning = self.meaning(&alone, request.level)?;
            if self.count(&meaning, request)? == 0 {
                missing.push(Missing { field, written });
            }
        }
        Ok(missing)
    }

    /// The query with another word in the place of a doubtful one, where that finds more than `total`; where none alone
    /// does, with another one for each.
    fn suggestion(
        &mut self,
        request: &SearchRequest,
        doubtful: &[&Missing],
        total: u64,
    ) -> Result<Option<Suggestion>> {
        let mut best: Option<Suggestion> = None;
        let (mut all, mut every) = (request.query.clone(), Vec::new());
        for Missing { field, written } in doubtful {
            let like = self.like(written, field.map_or(Sought::Everywhere, Sought::In))?;
            if let Some(first) = like.first() {
                all = replaced(&all, &mut |kind| with_other_word(kind, written, first));
                every.push((written.as_str(), first.clone()));
            }
            for instead in like {
                let query = replaced(&request.query, &mut |kind| with_other_word(kind, written, &instead));
                let found = self.total_of(&query, request)?;
                if found > best.as_ref().map_or(total, |best| best.total) {
                    best = Some(Suggestion { written: written.clone(), instead, query, total: found });
                }
            }
        }
        if best.is_none() && every.len() > 1 {
            let found = self.total_of(&all, request)?;
            let (written, instead): (Vec<&str>, Vec<String>) = every.into_iter().unzip();
            best = (found > total).then(|| Suggestion {
                written: written.join(" "),
                instead: instead.join(" "),
                query: all,
                total: found,
            });
        }
        Ok(best)
    }

    /// How many articles a query finds within the bounds of a request.
    fn total_of(&mut self, query: &Node, request: &SearchRequest) -> Result<u64> {
        let meaning = self.meaning(query, request.level)?;
        self.count(&within(meaning, request.days), request)
    }

    /// The words of the index that are most like a word, the commonest of the closest first.
    fn like(&mut self, written: &str, sought: Sought) -> Result<Vec<String>> {
        let mut form = String::new();
        self.analyzer.analyze(written, |word| {
            if form.is_empty() {
                form = word.terms.first().map_or_else(String::new, |term| term.text.to_string());
            }
        });
        let furthest = match form.chars().count() {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        for distance in 1..=furthest {
            let shape = Shape::About(form.as_str().into(), distance);
            let Forms::All(forms, _) = self.words().forms(&shape, sought, 1000)? else { break };
            let mut known = Vec::new();
            for (length, text) in forms {
                let alone = Alternative { layer: Layer::Exact, length, text: text.clone(), why: Why::Exact };
                let articles = self.articles_of(sought, &alone)?;
                if articles > 0 && !text.contains(|c: char| c.is_numeric()) {
                    known.push((std::cmp::Reverse(articles), String::from(text)));
                }
            }
            known.sort();
            known.dedup_by(|a, b| a.1 == b.1);
            if !known.is_empty() {
                return Ok(known.into_iter().take(MOST_TRIED).map(|(_, text)| text).collect());
            }
        }
        Ok(Vec::new())
    }
}

/// A word that no article has, or none in the field in which it is sought.
struct Missing {
    field: Option<FieldName>,
    written: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{}:", field.as_str())?;
        }
        f.write_str(&self.written)
    }
}

/// The words and phrases of a query, each in its field.
fn words_of(node: &Node, field: Option<FieldName>, out: &mut Vec<Node>) {
    match &node.kind {
        NodeKind::All | NodeKind::Dates(_) => {}
        NodeKind::Word(_) | NodeKind::Fuzzy(..) | NodeKind::Phrase(_) => out.push(match field {
            Some(field) => Node { kind: NodeKind::Field(field, Box::new(node.clone())), ..node.clone() },
            None => node.clone(),
        }),
        NodeKind::And(nodes) | NodeKind::Or(nodes) => {
            for node in nodes {
                words_of(node, field, out);
            }
        }
        NodeKind::Not(node) => words_of(node, field, out),
        NodeKind::Near(_, left, right) | NodeKind::Within(_, left, right) => {
            words_of(left, field, out);
            words_of(right, field, out);
        }
        NodeKind::Field(field, node) => words_of(node, Some(*field), out),
    }
}

/// The field of a word, where it has one.
fn field_of(node: &Node) -> Option<FieldName> {
    match node.kind {
        NodeKind::Field(field, _) => Some(field),
        _ => None,
    }
}

/// A word without its field.
fn bare(node: &Node) -> &Node {
    match &node.kind {
        NodeKind::Field(_, node) => node,
        _ => node,
    }
}

/// The words of a word or phrase that are sought as they are written.
fn written_words(node: &Node) -> Vec<String> {
    let plain = |word: &&str| word.contains(char::is_alphanumeric) && !word.contains(['*', '?']);
    let words = |text: &str| text.split_whitespace().filter(plain).map(str::to_owned).collect::<Vec<_>>();
    match &node.kind {
        NodeKind::Word(word) => words(word),
        NodeKind::Fuzzy(word, _) => vec![word.clone()],
        NodeKind::Phrase(phrase) => phrase
            .items
            .iter()
            .flat_map(|item| match item {
                PhraseItem::Words(text) => words(text),
                // One choice of a group may well be missing.
                PhraseItem::OneOf(_) => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A word or phrase with another word in the place of one; `None` where it does not hold it.
fn with_other_word(kind: &NodeKind, written: &str, instead: &str) -> Option<NodeKind> {
    match kind {
        NodeKind::Word(word) if word == written => Some(NodeKind::Word(instead.to_owned())),
        NodeKind::Phrase(phrase) => {
            let replace = |item: &PhraseItem| match item {
                PhraseItem::Words(text) => {
                    let words = text.split_whitespace().map(|it| if it == written { instead } else { it });
                    PhraseItem::Words(words.collect::<Vec<_>>().join(" "))
                }
                PhraseItem::OneOf(_) => item.clone(),
            };
            let items = phrase.items.iter().map(replace).collect();
            Some(NodeKind::Phrase(Phrase { items, distance: phrase.distance }))
        }
        _ => None,
    }
}

/// A query with each of its words and phrases as `change` has it.
fn replaced(node: &Node, change: &mut dyn FnMut(&NodeKind) -> Option<NodeKind>) -> Node {
    let mut of = |node: &Node| Box::new(replaced(node, change));
    let kind = match &node.kind {
        NodeKind::All | NodeKind::Dates(_) => node.kind.clone(),
        NodeKind::Word(_) | NodeKind::Fuzzy(..) | NodeKind::Phrase(_) => {
            change(&node.kind).unwrap_or_else(|| node.kind.clone())
        }
        NodeKind::And(nodes) => NodeKind::And(nodes.iter().map(|it| *of(it)).collect()),
        NodeKind::Or(nodes) => NodeKind::Or(nodes.iter().map(|it| *of(it)).collect()),
        NodeKind::Not(node) => NodeKind::Not(of(node)),
        NodeKind::Near(distance, left, right) => NodeKind::Near(*distance, of(left), of(right)),
        NodeKind::Within(unit, left, right) => NodeKind::Within(*unit, of(left), of(right)),
        NodeKind::Field(field, node) => NodeKind::Field(*field, of(node)),
    };
    Node { kind, span: node.span.clone() }
}
