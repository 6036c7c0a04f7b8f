//! Where in an article a query matches, and why.
//!
//! The article's text is analysed again and the query is tried on it as it stands: a phrase marks all of its
//! words or none, an excluded word marks nothing, and one side of an `OF` that does not hold marks nothing
//! either. Only the few articles that are shown pay for this.

use std::collections::HashMap;
use std::ops::Range;

use crate::dutch::{Analyzer, Layer};
use crate::index::StoredArticle;
use crate::query::meaning::{Leaf, Meaning, Sought};
use crate::query::{FieldName, Why};

/// A place that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where it stands in the field, in bytes.
    pub(crate) range: Range<usize>,
    /// Why it matched.
    pub(crate) why: Why,
    /// The number of the word or phrase of the query that it belongs to.
    pub(crate) leaf: usize,
}

/// What matched in an article.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// In the title, in order, without overlaps.
    pub(crate) title: Vec<Mark>,
    /// In the text, in order, without overlaps.
    pub(crate) text: Vec<Mark>,
}

/// Finds what of a query stands in an article.
pub(crate) struct Highlighter {
    meaning: Meaning,
    /// For each term of the query by its layer, length and text: the slots it may stand in.
    slots_of: HashMap<TermId, Vec<(SlotId, Why)>>,
}

/// A term of the query: its layer, how many positions it covers, and its text.
type TermId = (Layer, u32, Box<str>);

/// A slot of the query: leaf, sequence and place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SlotId {
    leaf: usize,
    sequence: usize,
    slot: usize,
}

/// A word of the text that fits a slot.
#[derive(Debug, Clone)]
struct Fit {
    start: u32,
    end: u32,
    bytes: Range<usize>,
    why: Why,
}

type Fits = HashMap<SlotId, Vec<Fit>>;

impl Highlighter {
    /// Prepares a query.
    pub(crate) fn new(meaning: Meaning) -> Self {
        let mut highlighter = Self { meaning: Meaning::All, slots_of: HashMap::new() };
        let mut leaves = 0;
        highlighter.enter(&meaning, &mut leaves);
        highlighter.meaning = meaning;
        highlighter
    }

    fn enter(&mut self, meaning: &Meaning, leaves: &mut usize) {
        match meaning {
            Meaning::All | Meaning::Dates(_) => {}
            Meaning::And(parts) | Meaning::Or(parts) => {
                for part in parts {
                    self.enter(part, leaves);
                }
            }
            Meaning::Not(part) => self.enter(part, leaves),
            Meaning::Leaf(leaf) => {
                for (sequence, slots) in leaf.sequences.iter().enumerate() {
                    for (slot, alternatives) in slots.iter().enumerate() {
                        for alternative in alternatives.iter() {
                            let key = (alternative.layer, alternative.length, alternative.text.clone());
                            let id = SlotId { leaf: *leaves, sequence, slot };
                            self.slots_of.entry(key).or_default().push((id, alternative.why));
                        }
                    }
                }
                *leaves += 1;
            }
        }
    }

    /// What of the query stands in an article that it found.
    pub(crate) fn marks(&self, article: &StoredArticle, analyzer: &mut Analyzer) -> Marks {
        if self.slots_of.is_empty() {
            return Marks::default();
        }
        // A derived title is the first sentence of the text, and is not sought.
        let title = if article.title_derived { "" } else { &article.title };
        let mut looked_at = Looked {
            title: self.fits(title, analyzer),
            text: self.fits(&article.text, analyzer),
            others: HashMap::new(),
        };
        let others = [
            (FieldName::Source, &article.source),
            (FieldName::Author, &article.author),
            (FieldName::Section, &article.section),
            (FieldName::Language, &article.language),
        ];
        for (name, value) in others {
            if let Some(value) = value {
                looked_at.others.insert(name, self.fits(value, analyzer));
            }
        }
        let mut marks = Marks::default();
        let mut leaves = 0;
        if let Some(found) = evaluate(&self.meaning, &looked_at, &mut leaves) {
            marks = found;
        }
        merge(&mut marks.title, title);
        merge(&mut marks.text, &article.text);
        marks
    }

    /// The words of a text that fit a slot of the query.
    fn fits(&self, text: &str, analyzer: &mut Analyzer) -> Fits {
        let mut fits = Fits::new();
        let mut key = (Layer::Exact, 0, Box::from(""));
        analyzer.analyze(text, |word| {
            for term in word.terms {
                key.0 = term.layer;
                key.1 = word.length;
                key.2 = term.text.into();
                for (id, why) in self.slots_of.get(&key).into_iter().flatten() {
                    let here = fits.entry(*id).or_default();
                    let span = (word.position, word.position + word.length);
                    match here.last_mut() {
                        Some(last) if (last.start, last.end) == span => last.why = last.why.min(*why),
                        _ => here.push(Fit {
                            start: span.0,
                            end: span.1,
                            bytes: word.start..word.end,
                            why: *why,
                        }),
                    }
                }
            }
        });
        fits
    }
}

/// The fits of an article, field by field.
struct Looked {
    title: Fits,
    text: Fits,
    others: HashMap<FieldName, Fits>,
}

/// The marks of a part of the query, or `None` where the article does not match it.
fn evaluate(meaning: &Meaning, looked: &Looked, leaves: &mut usize) -> Option<Marks> {
    match meaning {
        // The index has judged the dates.
        Meaning::All | Meaning::Dates(_) => Some(Marks::default()),
        Meaning::Leaf(leaf) => {
            let number = *leaves;
            *leaves += 1;
            leaf_marks(leaf, number, looked)
        }
        Meaning::Not(part) => match evaluate(part, looked, leaves) {
            // An excluded word that stands under an `OF` may be there all the same; it is never marked.
            Some(_) => None,
            None => Some(Marks::default()),
        },
        Meaning::And(parts) => {
            let mut all = Some(Marks::default());
            // Every part is looked at even when one failed, so that leaves are numbered alike in all articles.
            for part in parts {
                let marks = evaluate(part, looked, leaves);
                all = all.zip(marks).map(|(all, marks)| all.with(marks));
            }
            all
        }
        Meaning::Or(parts) => {
            let found: Vec<Marks> = parts.iter().filter_map(|part| evaluate(part, looked, leaves)).collect();
            found.into_iter().reduce(Marks::with)
        }
    }
}

impl Marks {
    fn with(mut self, other: Marks) -> Marks {
        self.title.extend(other.title);
        self.text.extend(other.text);
        self
    }
}

fn leaf_marks(leaf: &Leaf, number: usize, looked: &Looked) -> Option<Marks> {
    let in_field = |fits: &Fits| {
        let sequences = leaf.sequences.iter().enumerate();
        sequences
            .flat_map(|(sequence, slots)| chains(fits, number, sequence, slots.len()))
            .collect::<Vec<Mark>>()
    };
    let mut marks = Marks::default();
    match leaf.fields {
        Sought::Everywhere => {
            marks.title = in_field(&looked.title);
            marks.text = in_field(&looked.text);
        }
        Sought::In(FieldName::Title) => marks.title = in_field(&looked.title),
        Sought::In(FieldName::Text | FieldName::Date) => marks.text = in_field(&looked.text),
        Sought::In(name) => {
            let fits = looked.others.get(&name)?;
            return (!in_field(fits).is_empty()).then(Marks::default);
        }
    }
    (!marks.title.is_empty() || !marks.text.is_empty()).then_some(marks)
}

/// The places where the slots of a sequence stand side by side, as one mark for each word.
fn chains(fits: &Fits, leaf: usize, sequence: usize, length: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    let Some(first) = fits.get(&SlotId { leaf, sequence, slot: 0 }) else { return marks };
    let mut chain = Vec::with_capacity(length);
    for fit in first {
        chain.clear();
        chain.push(fit);
        if extend(fits, leaf, sequence, length, &mut chain) {
            marks.extend(chain.iter().map(|fit| Mark { range: fit.bytes.clone(), why: fit.why, leaf }));
        }
    }
    marks
}

/// Completes a chain of fits; tells whether that could be done.
fn extend<'f>(fits: &'f Fits, leaf: usize, sequence: usize, length: usize, chain: &mut Vec<&'f Fit>) -> bool {
    if chain.len() == length {
        return true;
    }
    let Some(end) = chain.last().map(|fit| fit.end) else { return false };
    let Some(next) = fits.get(&SlotId { leaf, sequence, slot: chain.len() }) else { return false };
    // Fits stand in the order of their starts.
    let from = next.partition_point(|fit| fit.start < end);
    for fit in next[from..].iter().take_while(|fit| fit.start == end) {
        chain.push(fit);
        if extend(fits, leaf, sequence, length, chain) {
            return true;
        }
        chain.pop();
    }
    false
}

/// Sorts marks and joins those that overlap, for the closest of their reasons; also the pieces of one word that
/// is written with hyphens.
fn merge(marks: &mut Vec<Mark>, text: &str) {
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end), mark.why));
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks.drain(..) {
        match merged.last_mut() {
            Some(last) if mark.range.start < last.range.end || is_hyphen(text, last, &mark) => {
                last.range.end = last.range.end.max(mark.range.end);
                last.why = last.why.min(mark.why);
            }
            _ => merged.push(mark),
        }
    }
    *marks = merged;
}

/// Whether all that stands between two marks of one word or phrase is a hyphen.
fn is_hyphen(text: &str, left: &Mark, right: &Mark) -> bool {
    left.leaf == right.leaf
        && text
            .get(left.range.end..right.range.start)
            .is_some_and(|gap| matches!(gap, "-" | "\u{2010}" | "\u{2011}"))
}
