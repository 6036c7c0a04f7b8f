//! How often a meaning occurs in an article, from the positions in the index.
//!
//! An occurrence is a stretch of the title or the text that a match covers: a word, a phrase from its first word to
//! its last, words that are near each other with what stands between them, or each of the words that stand in one
//! sentence. Stretches that overlap are one. What is excluded, and a side of an `OF` that does not hold, has none.
//! The highlighter counts the same from the text (`search::highlight`), at the price of analysing it; both ask
//! `query::places` where the words stand together.

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{DocId, Searcher, TERMINATED};

use super::batch::{Articles, BATCH, Batch, numbers};
use super::near::{Words, sought_fields};
use super::positions::FieldPositions;
use super::sought::MeaningQuery;
use crate::index::schema::Fields;
use crate::query::DateMatch;
use crate::query::meaning::Meaning;
use crate::query::places::{Finder, Untraced};

/// Counts the occurrences in the articles of one segment.
pub(crate) struct OccurrenceCounter {
    root: Part,
    articles: Articles,
    batch: Batch,
    /// What was found in each article of the batch.
    found: Vec<Stretches>,
}

/// From the first position to the one after the last.
type Span = (u32, u32);

/// The stretches of an article that match.
#[derive(Default)]
struct Stretches {
    title: Vec<Span>,
    text: Vec<Span>,
}

/// What a part of a meaning is looked up in.
enum Part {
    /// Words and phrases, which must stand together in one field.
    InField(Meaning, Box<Finder<Untraced>>, Vec<InField>),
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    /// Something that holds or does not, and has no place in an article.
    Placeless(Box<dyn Scorer>),
}

/// The words of one field.
struct InField {
    words: Words,
    counts: Counts,
}

/// Where the stretches of a field are counted; in other fields than title and text they are only looked for.
#[derive(Clone, Copy)]
enum Counts {
    Title,
    Text,
    Nowhere,
}

/// What is needed to open a part.
struct Opening<'a> {
    searcher: &'a Searcher,
    reader: &'a SegmentReader,
    fields: &'a Fields,
    dates: DateMatch,
}

impl OccurrenceCounter {
    /// Prepares to count a meaning in one segment.
    pub(crate) fn open(
        meaning: &Meaning,
        fields: &Fields,
        dates: DateMatch,
        searcher: &Searcher,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let opening = Opening { searcher, reader, fields, dates };
        let mut found = Vec::new();
        found.resize_with(BATCH, Stretches::default);
        let (articles, batch) = (Articles::default(), Batch::default());
        Ok(Self { root: opening.part(meaning)?, articles, batch, found })
    }

    /// Gives how often the meaning occurs in each of some articles. All must come in the order of the segment, from call to
    /// call too.
    pub(crate) fn count(&mut self, documents: &[DocId], give: &mut impl FnMut(u64)) {
        let Self { root, articles, batch, found } = self;
        let mut rest = documents;
        while !rest.is_empty() {
            rest = articles.take(rest, usize::MAX);
            root.prepare(articles);
            let mut begin = 0;
            while batch.take(articles, begin) {
                begin += BATCH;
                for found in &mut *found {
                    found.truncate((0, 0));
                }
                root.add_stretches(batch, batch.all(), found);
                for Stretches { title, text } in &mut found[..batch.articles.documents().len()] {
                    give(separate(title) + separate(text));
                }
            }
        }
    }
}

impl Opening<'_> {
    fn part(&self, meaning: &Meaning) -> tantivy::Result<Part> {
        Ok(match meaning {
            Meaning::Leaf(_) | Meaning::Near(..) | Meaning::Within(..) => {
                let mut fields = Vec::new();
                for at in sought_fields(meaning, self.fields) {
                    // All that matches is counted, which may be every article.
                    let positions = FieldPositions::open(self.reader, at.field, self.reader.max_doc())?;
                    let words = Words::open(meaning, at.field, self.fields, &positions)?;
                    let counts = match at.field {
                        field if field == self.fields.title => Counts::Title,
                        field if field == self.fields.text => Counts::Text,
                        _ => Counts::Nowhere,
                    };
                    fields.push(InField { words, counts });
                }
                Part::InField(meaning.clone(), Box::new(Finder::new(meaning)), fields)
            }
            Meaning::And(parts) => Part::All(self.parts(parts)?),
            Meaning::Or(parts) => Part::Any(self.parts(parts)?),
            Meaning::Not(part) => Part::Not(Box::new(self.part(part)?)),
            Meaning::All | Meaning::Dates(_) => {
                let query = MeaningQuery::new(meaning.clone(), self.fields, self.dates);
                let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
                Part::Placeless(weight.scorer(self.reader, 1.0)?)
            }
        })
    }

    fn parts(&self, parts: &[Meaning]) -> tantivy::Result<Vec<Part>> {
        parts.iter().map(|part| self.part(part)).collect()
    }
}

impl Part {
    /// Prepares to look at batches of some articles.
    fn prepare(&mut self, articles: &Articles) {
        match self {
            Part::InField(_, _, fields) => fields.iter_mut().for_each(|field| field.words.prepare(articles)),
            Part::All(parts) | Part::Any(parts) => parts.iter_mut().for_each(|part| part.prepare(articles)),
            Part::Not(part) => part.prepare(articles),
            Part::Placeless(_) => {}
        }
    }

    /// Adds the stretches of those articles of a batch that are `among` some of them; gives those in which the part holds.
    /// What does not hold adds none.
    fn add_stretches(&mut self, batch: &Batch, among: u64, found: &mut [Stretches]) -> u64 {
        match self {
            Part::InField(meaning, finder, fields) => {
                let mut holds = 0;
                for InField { words, counts } in fields {
                    words.read(batch, among);
                    for number in numbers(among) {
                        words.visit(number);
                        let Some(here) = finder.places(meaning, words, usize::MAX) else { continue };
                        holds |= 1 << number;
                        let spans = here.iter().map(|place| (place.start, place.end));
                        match counts {
                            Counts::Title => found[number].title.extend(spans),
                            Counts::Text => found[number].text.extend(spans),
                            Counts::Nowhere => {}
                        }
                    }
                }
                holds
            }
            Part::All(parts) => {
                let before = lengths(found);
                let mut holds = among;
                for part in parts {
                    holds &= part.add_stretches(batch, holds, found);
                }
                take_back(among & !holds, &before, found);
                holds
            }
            Part::Any(parts) => {
                // Every side that holds has its stretches, so none is passed over.
                parts.iter_mut().fold(0, |holds, part| holds | part.add_stretches(batch, among, found))
            }
            Part::Not(part) => {
                let before = lengths(found);
                let holds = part.add_stretches(batch, among, found);
                take_back(holds, &before, found);
                among & !holds
            }
            Part::Placeless(scorer) => {
                let mut holds = 0;
                for number in numbers(among) {
                    let (at, document) = (scorer.doc(), batch.articles.documents()[number]);
                    let is_here = at == document
                        || (at != TERMINATED && at < document && scorer.seek(document) == document);
                    holds |= u64::from(is_here) << number;
                }
                holds
            }
        }
    }
}

/// How many stretches each article has in title and text.
type Lengths = [(usize, usize); BATCH];

fn lengths(found: &[Stretches]) -> Lengths {
    let mut lengths = [(0, 0); BATCH];
    for (length, found) in lengths.iter_mut().zip(found) {
        *length = (found.title.len(), found.text.len());
    }
    lengths
}

/// Takes what was added to some articles from them again.
fn take_back(from: u64, before: &Lengths, found: &mut [Stretches]) {
    numbers(from).for_each(|number| found[number].truncate(before[number]));
}

impl Stretches {
    fn truncate(&mut self, (title, text): (usize, usize)) {
        self.title.truncate(title);
        self.text.truncate(text);
    }
}

/// The number of stretches when those that overlap are one.
fn separate(spans: &mut [Span]) -> u64 {
    spans.sort_unstable();
    let (mut count, mut end) = (0, 0);
    for span in spans {
        if span.0 >= end {
            count += 1;
        }
        end = end.max(span.1);
    }
    count
}
