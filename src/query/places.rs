//! Where in one field of an article the words of a query stand together: side by side, near, in one sentence.
//!
//! The index and the highlighter both decide by this; they differ only in where the words' positions come from
//! ([`Text`]) and in what is to be known of a place in the end ([`Trace`]).

mod near;

use std::borrow::Cow;

use self::near::{Room, followed, several_near};
use super::Why;
use super::ast::Unit;
use super::meaning::{Leaf, Meaning};

/// The greatest distance that can be sought, in words.
pub(crate) const LONGEST_DISTANCE: u32 = 1000;

/// A word of the text that fits a slot: its first position, the one after its last, and why it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) why: Why,
}

/// One field of an article.
pub(crate) trait Text {
    /// Writes the words that fit a slot to `out`, which is emptied first: in order, each span once.
    fn occurrences(&mut self, leaf: &Leaf, sequence: usize, slot: usize, out: &mut Vec<Occurrence>);

    /// Writes the positions at which sentences or paragraphs begin, but for the first, to `out`, which is emptied first.
    fn starts(&mut self, unit: Unit, out: &mut Vec<u32>);
}

/// What is to be known of a place.
pub(crate) trait Trace: Clone {
    /// Of one word of a leaf.
    fn word(leaf: &Leaf, occurrence: &Occurrence) -> Self;

    /// Of a place that is made of two.
    fn with(self, other: &Self) -> Self;

    /// Of a place that is found in two ways.
    fn or(self, other: &Self) -> Self;
}

/// Nothing but where a place is.
#[derive(Clone)]
pub(crate) struct Untraced;

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

/// A place in the text: its first position and the one after its last.
#[derive(Debug, Clone)]
pub(crate) struct Place<T> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) trace: T,
}

/// The places where a meaning holds in a text; `None` where it does not hold. A part that is excluded holds
/// without a place.
pub(crate) fn places<T: Trace>(meaning: &Meaning, text: &mut impl Text) -> Option<Vec<Place<T>>> {
    Finder::new(meaning).places(meaning, text, usize::MAX).map(Cow::into_owned)
}

/// Looks for the places of one meaning in one text after another.
///
/// A search looks into a million texts, so what it needs room for in one is kept for the next.
pub(crate) struct Finder<T> {
    /// The number of the meaning's first leaf.
    first: usize,
    /// The places of each leaf in the whole text, in order.
    leaves: Vec<Vec<Place<T>>>,
    /// Where sentences begin, and where paragraphs do.
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    occurrences: Vec<Occurrence>,
    room: Room<T>,
}

impl<T: Trace> Finder<T> {
    /// Prepares to look for a meaning.
    pub(crate) fn new(meaning: &Meaning) -> Self {
        let mut numbers = None;
        meaning.each_leaf(&mut |leaf| {
            let (first, _) = numbers.unwrap_or((leaf.id, leaf.id));
            numbers = Some((first, leaf.id));
        });
        let (first, leaves) = numbers.map_or((0, 0), |(first, last)| (first, last + 1 - first));
        Self {
            first,
            leaves: (0..leaves).map(|_| Vec::new()).collect(),
            sentences: Vec::new(),
            paragraphs: Vec::new(),
            occurrences: Vec::new(),
            room: Room::default(),
        }
    }

    /// The places where the meaning holds in a text, as [`places`] gives them.
    ///
    /// After about `enough` places the search may stop: who only wants to know whether there is one need not wait for
    /// all.
    pub(crate) fn places(
        &mut self,
        meaning: &Meaning,
        text: &mut impl Text,
        enough: usize,
    ) -> Option<Cow<'_, [Place<T>]>> {
        self.leaves.iter_mut().for_each(Vec::clear);
        if !self.read(meaning, text) {
            return None;
        }
        let Self { first, leaves, sentences, paragraphs, room, .. } = self;
        let known = Known { first: *first, leaves, sentences, paragraphs };
        match meaning {
            Meaning::Near(parts, distance) => known.near(parts, *distance, (0, u32::MAX), enough, room),
            Meaning::Within(unit, parts) => known.within(*unit, parts, (0, u32::MAX), enough, room),
            _ => known.find(meaning, (0, u32::MAX), room),
        }
    }

    /// Reads the places of the leaves of a part, as far as it may hold; `false` where it cannot.
    fn read(&mut self, part: &Meaning, text: &mut impl Text) -> bool {
        match part {
            Meaning::All | Meaning::Dates(_) => true,
            Meaning::Leaf(leaf) => self.read_leaf(leaf, text),
            Meaning::Not(part) => {
                self.read(part, text);
                true
            }
            Meaning::And(parts) | Meaning::Near(parts, _) => parts.iter().all(|part| self.read(part, text)),
            Meaning::Or(parts) => {
                let mut may_hold = false;
                for part in parts {
                    may_hold |= self.read(part, text);
                }
                may_hold
            }
            Meaning::Within(unit, parts) => {
                let may_hold = parts.iter().all(|part| self.read(part, text));
                if may_hold {
                    match unit {
                        Unit::Sentence => text.starts(*unit, &mut self.sentences),
                        Unit::Paragraph => text.starts(*unit, &mut self.paragraphs),
                    }
                }
                may_hold
            }
        }
    }

    /// Reads the places where one of the sequences of a leaf stands, its slots side by side.
    fn read_leaf(&mut self, leaf: &Leaf, text: &mut impl Text) -> bool {
        let all = &mut self.leaves[leaf.id - self.first];
        for (number, sequence) in leaf.sequences.iter().enumerate() {
            let before = all.len();
            for slot in 0..sequence.len() {
                text.occurrences(leaf, number, slot, &mut self.occurrences);
                let words = self.occurrences.iter().map(|word| Place {
                    start: word.start,
                    end: word.end,
                    trace: T::word(leaf, word),
                });
                if slot == 0 {
                    all.extend(words);
                } else {
                    let longer = lengthened(&all[before..], words);
                    all.truncate(before);
                    all.extend(longer);
                }
                if all.len() == before {
                    break;
                }
            }
        }
        merge(all);
        !all.is_empty()
    }
}

/// What is known of a text: where its words stand that are sought, and where its sentences and paragraphs begin.
struct Known<'k, T> {
    first: usize,
    leaves: &'k [Vec<Place<T>>],
    sentences: &'k [u32],
    paragraphs: &'k [u32],
}

/// Between two positions.
type Range = (u32, u32);

impl<'k, T: Trace> Known<'k, T> {
    /// The places that lie in a range.
    fn find(&self, meaning: &Meaning, range: Range, room: &mut Room<T>) -> Option<Cow<'k, [Place<T>]>> {
        match meaning {
            Meaning::All | Meaning::Dates(_) => Some(Cow::Borrowed(&[])),
            Meaning::Leaf(leaf) => {
                let all = self.leaf(leaf);
                if range == (0, u32::MAX) {
                    return (!all.is_empty()).then_some(Cow::Borrowed(all));
                }
                let first = all.partition_point(|place| place.start < range.0);
                let count = all[first..].partition_point(|place| place.start < range.1);
                not_beyond(&all[first..first + count], range.1)
            }
            Meaning::Not(part) => match self.find(part, range, room) {
                Some(_) => None,
                None => Some(Cow::Borrowed(&[])),
            },
            Meaning::And(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend_from_slice(&self.find(part, range, room)?);
                }
                merge(&mut all);
                Some(Cow::Owned(all))
            }
            Meaning::Or(parts) => {
                let (mut all, mut holds) = (Vec::new(), false);
                for part in parts {
                    if let Some(found) = self.find(part, range, room) {
                        holds = true;
                        all.extend_from_slice(&found);
                    }
                }
                merge(&mut all);
                holds.then_some(Cow::Owned(all))
            }
            Meaning::Near(parts, distance) => self.near(parts, *distance, range, usize::MAX, room),
            Meaning::Within(unit, parts) => self.within(*unit, parts, range, usize::MAX, room),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> &'k [Place<T>] {
        &self.leaves[leaf.id - self.first]
    }

    fn near(
        &self,
        parts: &[Meaning],
        distance: u32,
        range: Range,
        enough: usize,
        room: &mut Room<T>,
    ) -> Option<Cow<'k, [Place<T>]>> {
        let mut found = Vec::new();
        if let [left, right] = parts {
            let (left, right) = (self.find(left, range, room)?, self.find(right, range, room)?);
            followed(&left, &right, distance, enough, &mut found);
            followed(&right, &left, distance, enough, &mut found);
        } else {
            let parts: Option<Vec<_>> = parts.iter().map(|part| self.find(part, range, room)).collect();
            several_near(&parts?, distance, enough, room, &mut found);
        }
        merge(&mut found);
        (!found.is_empty()).then_some(Cow::Owned(found))
    }

    fn within(
        &self,
        unit: Unit,
        parts: &[Meaning],
        range: Range,
        enough: usize,
        room: &mut Room<T>,
    ) -> Option<Cow<'k, [Place<T>]>> {
        let starts = match unit {
            Unit::Sentence => self.sentences,
            Unit::Paragraph => self.paragraphs,
        };
        // Only where the first part may hold need the others be sought.
        let anchors: Cow<'_, [u32]> = match parts.first()? {
            Meaning::Leaf(leaf) => self.leaf(leaf).iter().map(|place| place.start).collect(),
            part => {
                let mut anchors = Vec::new();
                self.add_anchors(part, &mut anchors);
                anchors.sort_unstable();
                anchors.into()
            }
        };
        let mut found = Vec::new();
        // For each part that is a leaf, its first place that may lie in the next unit.
        let mut next = vec![0; parts.len()];
        // Units are passed over up to the end of the one that was tried last.
        let (mut number, mut tried) = (0, 0);
        'places: for &place in anchors.iter().filter(|place| (range.0..range.1).contains(place)) {
            if place < tried {
                continue;
            }
            while starts.get(number).is_some_and(|first| *first <= place) {
                number += 1;
            }
            let unit_start = if number == 0 { 0 } else { starts[number - 1] };
            let unit_end = starts.get(number).copied().unwrap_or(u32::MAX);
            tried = unit_end;
            let here = (unit_start.max(range.0), unit_end.min(range.1));
            let before = found.len();
            for (part, next) in parts.iter().zip(&mut next) {
                let places = match part {
                    Meaning::Leaf(leaf) => {
                        let all = self.leaf(leaf);
                        *next += all[*next..].iter().take_while(|place| place.start < here.0).count();
                        let count = all[*next..].iter().take_while(|place| place.start < here.1).count();
                        not_beyond(&all[*next..*next + count], here.1)
                    }
                    part => self.find(part, here, room),
                };
                let Some(places) = places else {
                    found.truncate(before);
                    continue 'places;
                };
                found.extend_from_slice(&places);
            }
            if found.len() >= enough {
                break;
            }
        }
        merge(&mut found);
        (!found.is_empty()).then_some(Cow::Owned(found))
    }

    /// Adds a position of every place at which a part may hold.
    fn add_anchors(&self, part: &Meaning, out: &mut Vec<u32>) {
        match part {
            Meaning::All | Meaning::Dates(_) | Meaning::Not(_) => {}
            Meaning::Leaf(leaf) => out.extend(self.leaf(leaf).iter().map(|place| place.start)),
            Meaning::Or(parts) => parts.iter().for_each(|part| self.add_anchors(part, out)),
            Meaning::And(parts) | Meaning::Near(parts, _) | Meaning::Within(_, parts) => {
                let kept = parts.iter().find(|part| !matches!(part, Meaning::Not(_)));
                if let Some(part) = kept {
                    self.add_anchors(part, out);
                }
            }
        }
    }
}

/// Those of some places that end before a position, if there are any.
fn not_beyond<T: Trace>(places: &[Place<T>], end: u32) -> Option<Cow<'_, [Place<T>]>> {
    if places.iter().all(|place| place.end <= end) {
        return (!places.is_empty()).then_some(Cow::Borrowed(places));
    }
    let inside: Vec<Place<T>> = places.iter().filter(|place| place.end <= end).cloned().collect();
    (!inside.is_empty()).then_some(Cow::Owned(inside))
}

/// The chains, each with every word that begins where it ends.
fn lengthened<T: Trace>(chains: &[Place<T>], words: impl Iterator<Item = Place<T>>) -> Vec<Place<T>> {
    let mut by_end: Vec<&Place<T>> = chains.iter().collect();
    by_end.sort_by_key(|chain| chain.end);
    let mut longer = Vec::new();
    for word in words {
        let first = by_end.partition_point(|chain| chain.end < word.start);
        for chain in by_end[first..].iter().take_while(|chain| chain.end == word.start) {
            longer.push(Place {
                start: chain.start,
                end: word.end,
                trace: chain.trace.clone().with(&word.trace),
            });
        }
    }
    merge(&mut longer);
    longer
}

/// Puts places in the order of their starts, each span once.
fn merge<T: Trace>(places: &mut Vec<Place<T>>) {
    // Those of a single word are so already.
    if places.windows(2).all(|pair| (pair[0].start, pair[0].end) < (pair[1].start, pair[1].end)) {
        return;
    }
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup_by(|next, last| {
        let is_same = (last.start, last.end) == (next.start, next.end);
        if is_same {
            last.trace = last.trace.clone().or(&next.trace);
        }
        is_same
    });
}
