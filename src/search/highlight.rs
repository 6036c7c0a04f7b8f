//! Where in an article a query matches, and why.
//!
//! The article's text is analysed again and the query is tried on it as it stands: a phrase marks all of its
//! words or none, an excluded word marks nothing, and one side of an `OF` that does not hold marks nothing
//! either. Only the few articles that are shown pay for this.

use std::collections::HashMap;
use std::ops::Range;

use crate::date::DaySpan;
use crate::dutch::sentences::{Unit, unit_starts};
use crate::dutch::{Analyzer, Layer, Rule};
use crate::index::StoredArticle;
use crate::query::meaning::{Leaf, Meaning, Sought};
use crate::query::places::{Occurrence, Text, Trace, places};
use crate::query::{DateMatch, FieldName, Why};

/// A place that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where it stands in the field, in bytes.
    pub(crate) range: Range<usize>,
    /// Why it matched.
    pub(crate) why: Why,
    /// The number of the word or phrase of the query that it belongs to.
    pub(crate) word: usize,
    /// The stretch from the first to the last word of the match that it is part of, in bytes.
    place: Range<usize>,
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
    /// What it takes for a partial date to lie in a span.
    dates: DateMatch,
    /// For each term of the query by its layer, length and text: the slots it may stand in.
    slots_of: HashMap<TermId, Vec<(SlotId, Why)>>,
}

/// A term of the query: its layer, how many positions it covers, and its text.
type TermId = (Layer, u32, Box<str>);

/// A slot of the query: leaf, the word of the query that it is for, sequence and place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SlotId {
    leaf: usize,
    word: usize,
    sequence: usize,
    slot: usize,
}

/// A field of an article.
struct Field {
    name: FieldName,
    /// The words that fit each slot.
    fits: HashMap<SlotId, Vec<Occurrence>>,
    /// Where the word at each position stands, in bytes.
    words: Vec<Range<usize>>,
    /// Where the verb stands, in bytes, whose particle is found at a position for a word of the query.
    verbs: HashMap<(usize, u32), Range<usize>>,
    /// The positions at which units begin.
    starts: Vec<(Unit, u32)>,
}

impl Highlighter {
    /// Prepares a query.
    pub(crate) fn new(meaning: Meaning, dates: DateMatch) -> Self {
        let mut slots_of: HashMap<TermId, Vec<(SlotId, Why)>> = HashMap::new();
        meaning.each_leaf(&mut |leaf| {
            for (sequence, slots) in leaf.sequences.iter().enumerate() {
                for (slot, alternatives) in slots.iter().enumerate() {
                    for alternative in alternatives.iter() {
                        let key = (alternative.layer, alternative.length, alternative.text.clone());
                        let id = SlotId { leaf: leaf.id, word: leaf.word, sequence, slot };
                        slots_of.entry(key).or_default().push((id, alternative.why));
                    }
                }
            }
        });
        Self { meaning, dates, slots_of }
    }

    /// What of the query stands in an article that it found.
    pub(crate) fn marks(&self, article: &StoredArticle, analyzer: &mut Analyzer) -> Marks {
        let mut marks = self.all_marks(article, analyzer);
        merge(&mut marks.title, &article.title);
        merge(&mut marks.text, &article.text);
        marks
    }

    /// The places where the query occurs in an article that it found, in title and text, in bytes: each from the
    /// first to the last word of a match, and those that overlap as one.
    pub(crate) fn places(
        &self,
        article: &StoredArticle,
        analyzer: &mut Analyzer,
    ) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let marks = self.all_marks(article, analyzer);
        (stretches(&marks.title), stretches(&marks.text))
    }

    /// Every mark by itself, in no order.
    fn all_marks(&self, article: &StoredArticle, analyzer: &mut Analyzer) -> Marks {
        if self.slots_of.is_empty() {
            return Marks::default();
        }
        let values = [
            (FieldName::Title, Some(article.sought_title())),
            (FieldName::Text, Some(&article.text)),
            (FieldName::Source, article.source.as_deref()),
            (FieldName::Author, article.author.as_deref()),
            (FieldName::Section, article.section.as_deref()),
            (FieldName::Language, article.language.as_deref()),
        ];
        let values = values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let mut fields: Vec<Field> = values.map(|(name, value)| self.field(name, value, analyzer)).collect();
        let date = article.news_date();
        let lies_in = |span: &DaySpan| {
            date.as_ref().is_some_and(|date| match self.dates {
                DateMatch::Possible => span.overlaps(date.span()),
                DateMatch::Certain => span.contains_span(date.certain_span()),
            })
        };
        evaluate(&self.meaning, &lies_in, &mut fields).unwrap_or_default()
    }

    /// The words of a field that fit a slot of the query.
    fn field(&self, name: FieldName, text: &str, analyzer: &mut Analyzer) -> Field {
        let mut field = Field {
            name,
            fits: HashMap::new(),
            words: Vec::new(),
            verbs: HashMap::new(),
            starts: Vec::new(),
        };
        let mut key = (Layer::Exact, 0, Box::from(""));
        let mut units = unit_starts(text);
        analyzer.analyze(text, |word| {
            field.starts.extend(units(word.start).map(|unit| (unit, word.position)));
            if word.length == 1 {
                field.words.push(word.start..word.end);
            }
            let (start, end) = (word.position, word.position + word.length);
            for term in word.terms {
                key.0 = term.layer;
                key.1 = word.length;
                key.2 = term.text.into();
                for (id, why) in self.slots_of.get(&key).into_iter().flatten() {
                    let verb = word.verb.clone().filter(|_| term.rule == Rule::SeparableVerb);
                    field.verbs.extend(verb.map(|verb| ((id.word, start), verb)));
                    let here = field.fits.entry(*id).or_default();
                    match here.last_mut() {
                        Some(last) if (last.start, last.end) == (start, end) => last.why = last.why.min(*why),
                        _ => here.push(Occurrence { start, end, why: *why }),
                    }
                }
            }
        });
        field
    }
}

impl Text for &mut Field {
    fn occurrences(&mut self, leaf: &Leaf, sequence: usize, slot: usize, out: &mut Vec<Occurrence>) {
        out.clear();
        let is_sought = match leaf.fields {
            Sought::Everywhere => matches!(self.name, FieldName::Title | FieldName::Text),
            Sought::In(name) => name == self.name,
        };
        if is_sought
            && let Some(fits) = self.fits.get(&SlotId { leaf: leaf.id, word: leaf.word, sequence, slot })
        {
            out.extend_from_slice(fits);
        }
    }

    fn starts(&mut self, unit: Unit, out: &mut Vec<u32>) {
        out.clear();
        out.extend(self.starts.iter().filter(|(kind, _)| *kind == unit).map(|(_, start)| *start));
    }
}

/// The words of a place, each with the word of the query that it is for.
#[derive(Clone)]
struct Words(Vec<(usize, Occurrence)>);

impl Trace for Words {
    fn word(leaf: &Leaf, occurrence: &Occurrence) -> Self {
        Self(vec![(leaf.word, *occurrence)])
    }

    fn with(mut self, other: &Self) -> Self {
        for word in &other.0 {
            if !self.0.contains(word) {
                self.0.push(*word);
            }
        }
        self
    }

    fn or(self, other: &Self) -> Self {
        self.with(other)
    }
}

/// The marks of a part of the query, or `None` where the article does not match it.
fn evaluate(meaning: &Meaning, lies_in: &dyn Fn(&DaySpan) -> bool, fields: &mut [Field]) -> Option<Marks> {
    match meaning {
        Meaning::All => Some(Marks::default()),
        Meaning::Dates(span) => lies_in(span).then(Marks::default),
        Meaning::Leaf(_) | Meaning::Near(..) | Meaning::Within(..) => {
            let found = fields.iter_mut().filter_map(|field| field_marks(meaning, field));
            found.reduce(Marks::with)
        }
        // An excluded word that stands under an `OF` may be there all the same; it is never marked.
        Meaning::Not(part) => match evaluate(part, lies_in, fields) {
            Some(_) => None,
            None => Some(Marks::default()),
        },
        Meaning::And(parts) => {
            let all: Option<Vec<Marks>> = parts.iter().map(|part| evaluate(part, lies_in, fields)).collect();
            Some(all?.into_iter().fold(Marks::default(), Marks::with))
        }
        Meaning::Or(parts) => {
            let found: Vec<Marks> = parts.iter().filter_map(|part| evaluate(part, lies_in, fields)).collect();
            found.into_iter().reduce(Marks::with)
        }
    }
}

/// The marks in a field where a part of the query stands in it. Those in fields that are not shown are none.
fn field_marks(meaning: &Meaning, mut field: &mut Field) -> Option<Marks> {
    let found = places::<Words>(meaning, &mut field)?;
    let mut marks = Marks::default();
    let here = match field.name {
        FieldName::Title => &mut marks.title,
        FieldName::Text => &mut marks.text,
        _ => return Some(marks),
    };
    // Words stand in bytes where they stand in positions.
    let bytes = |start: u32, end: u32| {
        let words = &field.words[start as usize..end as usize];
        Some(words.first()?.start..words.last()?.end)
    };
    for found in found {
        let Some(place) = bytes(found.start, found.end) else { continue };
        for (word, Occurrence { start, end, why }) in found.trace.0 {
            let verb = field.verbs.get(&(word, start)).cloned();
            for range in verb.into_iter().chain(bytes(start, end)) {
                here.push(Mark { range, why, word, place: place.clone() });
            }
        }
    }
    Some(marks)
}

impl Marks {
    fn with(mut self, other: Marks) -> Marks {
        self.title.extend(other.title);
        self.text.extend(other.text);
        self
    }
}

/// The places of marks, in order; those that overlap are one.
fn stretches(marks: &[Mark]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = marks.iter().map(|mark| mark.place.clone()).collect();
    places.sort_by_key(|place| (place.start, place.end));
    let mut stretches: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match stretches.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => stretches.push(place),
        }
    }
    stretches
}

/// Sorts marks and joins those that overlap; also the pieces of one word that is written with hyphens. What is marked
/// for several reasons has the closest of them, but nothing is called closer than the whole of it is.
fn merge(marks: &mut Vec<Mark>, text: &str) {
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end), mark.why));
    settle_wholes(marks, text);
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks.drain(..) {
        match merged.last_mut() {
            Some(last) if last.range == mark.range => last.why = last.why.min(mark.why),
            Some(last) if mark.range.start < last.range.end || is_hyphen(text, last, &mark) => {
                // What lies inside another mark adds nothing to it.
                if mark.range.end > last.range.end {
                    last.range.end = mark.range.end;
                    last.why = last.why.max(mark.why);
                }
            }
            _ => merged.push(mark),
        }
    }
    *marks = merged;
}

/// Settles what becomes of a word with hyphens of which pieces matched more closely than the whole. Marks are in the
/// order of [`merge`].
fn settle_wholes(marks: &mut Vec<Mark>, text: &str) {
    let reasons: Vec<Option<Why>> = (0..marks.len()).map(|place| reason_beside(marks, place, text)).collect();
    let mut reasons = reasons.into_iter();
    marks.retain_mut(|mark| match reasons.next().flatten() {
        Some(why) => {
            mark.why = why;
            true
        }
        None => false,
    });
}

/// The reason of a mark in view of those inside it: where the closer ones come to all of it, it is as close as they are.
/// `None` where it goes: of a compound (`NMBS-personeel`) that holds the very word that was sought (`NMBS`), that word
/// alone is marked.
fn reason_beside(marks: &[Mark], place: usize, text: &str) -> Option<Why> {
    let whole = &marks[place];
    let inside = marks[place + 1..].iter().take_while(|mark| mark.range.start < whole.range.end);
    let closer = inside.filter(|mark| {
        mark.why < whole.why && mark.range != whole.range && mark.range.end <= whole.range.end
    });
    let (mut covered, mut farthest, mut holds_the_word) = (whole.range.start, Why::Exact, false);
    for piece in closer {
        if piece.range.start <= covered || text.get(covered..piece.range.start).is_some_and(is_hyphen_alone) {
            covered = covered.max(piece.range.end);
        }
        farthest = farthest.max(piece.why);
        holds_the_word |= piece.word == whole.word;
    }
    if covered == whole.range.end {
        Some(farthest)
    } else if whole.why == Why::Compound && holds_the_word {
        None
    } else {
        Some(whole.why)
    }
}

/// Whether all that stands between two marks of one word or phrase is a hyphen.
fn is_hyphen(text: &str, left: &Mark, right: &Mark) -> bool {
    left.word == right.word && text.get(left.range.end..right.range.start).is_some_and(is_hyphen_alone)
}

fn is_hyphen_alone(gap: &str) -> bool {
    matches!(gap, "-" | "\u{2010}" | "\u{2011}" | "⸗")
}
