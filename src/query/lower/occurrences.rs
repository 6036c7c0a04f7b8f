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

use super::near::{Cursors, sought_fields};
use super::positions::FieldPositions;
use super::sought::MeaningQuery;
use crate::index::schema::Fields;
use crate::query::DateMatch;
use crate::query::meaning::{Leaf, Meaning};
use crate::query::places::{Finder, Occurrence, Trace};

/// Counts the occurrences in the articles of one segment.
pub(crate) struct OccurrenceCounter {
    root: Part,
    stretches: Stretches,
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
    cursors: Cursors,
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
        Ok(Self { root: opening.part(meaning)?, stretches: Stretches::default() })
    }

    /// How often the meaning occurs in an article. Articles must be asked for in the order of the segment.
    pub(crate) fn count(&mut self, document: DocId) -> u64 {
        self.stretches.title.clear();
        self.stretches.text.clear();
        self.root.add_stretches(document, &mut self.stretches);
        separate(&mut self.stretches.title) + separate(&mut self.stretches.text)
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
                    let cursors = Cursors::open(meaning, at.field, self.fields, &positions)?;
                    let counts = match at.field {
                        field if field == self.fields.title => Counts::Title,
                        field if field == self.fields.text => Counts::Text,
                        _ => Counts::Nowhere,
                    };
                    fields.push(InField { cursors, counts });
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
    /// Adds the stretches of an article; tells whether the part holds in it. One that does not adds none.
    fn add_stretches(&mut self, document: DocId, found: &mut Stretches) -> bool {
        let before = (found.title.len(), found.text.len());
        let holds = match self {
            Part::InField(meaning, finder, fields) => {
                let mut holds = false;
                for InField { cursors, counts } in fields {
                    cursors.visit(document);
                    let Some(here) = finder.places(meaning, cursors, usize::MAX) else { continue };
                    holds = true;
                    let spans = here.iter().map(|place| (place.start, place.end));
                    match counts {
                        Counts::Title => found.title.extend(spans),
                        Counts::Text => found.text.extend(spans),
                        Counts::Nowhere => {}
                    }
                }
                holds
            }
            Part::All(parts) => parts.iter_mut().all(|part| part.add_stretches(document, found)),
            Part::Any(parts) => {
                let mut holds = false;
                // Every side that holds has its stretches, so none is passed over.
                for part in parts {
                    holds |= part.add_stretches(document, found);
                }
                holds
            }
            Part::Not(part) => {
                let holds = !part.add_stretches(document, found);
                found.truncate(before);
                holds
            }
            Part::Placeless(scorer) => {
                let at = scorer.doc();
                at == document || (at != TERMINATED && at < document && scorer.seek(document) == document)
            }
        };
        if !holds {
            found.truncate(before);
        }
        holds
    }
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

/// Nothing but where a place is.
#[derive(Clone)]
struct Untraced;

impl Trace for Untraced {
    fn word(_: &Leaf, _: &Occurrence) -> Self {
        Self
    }

    fn with(self, _: &Self) -> Self {
        self
    }

    fn or(self, _: &Self) -> Self {
        self
    }
}
