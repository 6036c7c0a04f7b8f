//! Where in one field of an article the words of a query stand together: side by side, near, in one sentence.
//!
//! The index and the highlighter both decide by this; they differ only in where the words' positions come from
//! ([`Text`]) and in what is to be known of a place in the end ([`Trace`]).

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

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

    /// The positions at which sentences or paragraphs begin, but for the first.
    fn starts(&mut self, unit: Unit) -> Vec<u32>;
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
    let mut finder = Finder { text, leaves: HashMap::new() };
    finder.find(meaning, 0, u32::MAX)
}

struct Finder<'t, X, T> {
    text: &'t mut X,
    /// The places of each leaf in the whole text.
    leaves: HashMap<usize, Rc<[Place<T>]>>,
}

impl<X: Text, T: Trace> Finder<'_, X, T> {
    /// The places that lie between two positions.
    fn find(&mut self, meaning: &Meaning, start: u32, end: u32) -> Option<Vec<Place<T>>> {
        match meaning {
            Meaning::All | Meaning::Dates(_) => Some(Vec::new()),
            Meaning::Leaf(leaf) => {
                let all = self.leaf(leaf);
                let first = all.partition_point(|place| place.start < start);
                let inside = all[first..].iter().take_while(|place| place.start < end);
                let found: Vec<_> = inside.filter(|place| place.end <= end).cloned().collect();
                (!found.is_empty()).then_some(found)
            }
            Meaning::Not(part) => match self.find(part, start, end) {
                Some(_) => None,
                None => Some(Vec::new()),
            },
            Meaning::And(parts) => {
                let found: Option<Vec<_>> = parts.iter().map(|part| self.find(part, start, end)).collect();
                Some(merged(found?.into_iter().flatten().collect()))
            }
            Meaning::Or(parts) => {
                let found: Vec<_> = parts.iter().filter_map(|part| self.find(part, start, end)).collect();
                (!found.is_empty()).then(|| merged(found.into_iter().flatten().collect()))
            }
            Meaning::Near(parts, distance) => {
                let found: Option<Vec<_>> = parts.iter().map(|part| self.find(part, start, end)).collect();
                let found = near(&found?, *distance);
                (!found.is_empty()).then_some(found)
            }
            Meaning::Within(unit, parts) => self.within(*unit, parts, start, end),
        }
    }

    fn within(&mut self, unit: Unit, parts: &[Meaning], start: u32, end: u32) -> Option<Vec<Place<T>>> {
        let starts = self.text.starts(unit);
        // Only where the first part may hold need the others be sought.
        let mut anchors = Vec::new();
        self.anchors(parts.first()?, &mut anchors);
        anchors.sort_unstable();
        anchors.dedup();
        let mut found = Vec::new();
        let mut tried = None;
        for place in anchors.into_iter().filter(|place| (start..end).contains(place)) {
            let number = starts.partition_point(|first| *first <= place);
            if tried == Some(number) {
                continue;
            }
            tried = Some(number);
            let unit_start = if number == 0 { 0 } else { starts[number - 1] };
            let unit_end = starts.get(number).copied().unwrap_or(u32::MAX);
            let (from, to) = (unit_start.max(start), unit_end.min(end));
            let here: Option<Vec<_>> = parts.iter().map(|part| self.find(part, from, to)).collect();
            found.extend(here.into_iter().flatten().flatten());
        }
        (!found.is_empty()).then(|| merged(found))
    }

    /// Adds a position of every place at which a part may hold.
    fn anchors(&mut self, part: &Meaning, out: &mut Vec<u32>) {
        match part {
            Meaning::All | Meaning::Dates(_) | Meaning::Not(_) => {}
            Meaning::Leaf(leaf) => out.extend(self.leaf(leaf).iter().map(|place| place.start)),
            Meaning::Or(parts) => parts.iter().for_each(|part| self.anchors(part, out)),
            Meaning::And(parts) | Meaning::Near(parts, _) | Meaning::Within(_, parts) => {
                let kept = parts.iter().find(|part| !matches!(part, Meaning::Not(_)));
                if let Some(part) = kept {
                    self.anchors(part, out);
                }
            }
        }
    }

    /// The places where one of the sequences of a leaf stands, its slots side by side.
    fn leaf(&mut self, leaf: &Leaf) -> Rc<[Place<T>]> {
        if let Some(known) = self.leaves.get(&leaf.id) {
            return Rc::clone(known);
        }
        let mut all = Vec::new();
        let mut occurrences = Vec::new();
        for (number, sequence) in leaf.sequences.iter().enumerate() {
            let mut chains: Vec<Place<T>> = Vec::new();
            for slot in 0..sequence.len() {
                self.text.occurrences(leaf, number, slot, &mut occurrences);
                let words = occurrences.iter().map(|word| Place {
                    start: word.start,
                    end: word.end,
                    trace: T::word(leaf, word),
                });
                chains = if slot == 0 { words.collect() } else { lengthened(&chains, words) };
                if chains.is_empty() {
                    break;
                }
            }
            all.append(&mut chains);
        }
        let all: Rc<[Place<T>]> = merged(all).into();
        self.leaves.insert(leaf.id, Rc::clone(&all));
        all
    }
}

/// The chains, each with every word that begins where it ends.
fn lengthened<T: Trace>(chains: &[Place<T>], words: impl Iterator<Item = Place<T>>) -> Vec<Place<T>> {
    let mut by_end: HashMap<u32, Vec<&Place<T>>> = HashMap::new();
    for chain in chains {
        by_end.entry(chain.end).or_default().push(chain);
    }
    let mut longer = Vec::new();
    for word in words {
        for chain in by_end.get(&word.start).into_iter().flatten() {
            longer.push(Place {
                start: chain.start,
                end: word.end,
                trace: chain.trace.clone().with(&word.trace),
            });
        }
    }
    merged(longer)
}

/// The places in the order of their starts, each span once.
fn merged<T: Trace>(mut places: Vec<Place<T>>) -> Vec<Place<T>> {
    places.sort_by_key(|place| (place.start, place.end));
    let mut merged: Vec<Place<T>> = Vec::with_capacity(places.len());
    for place in places {
        match merged.last_mut() {
            Some(last) if (last.start, last.end) == (place.start, place.end) => {
                last.trace = last.trace.clone().or(&place.trace);
            }
            _ => merged.push(place),
        }
    }
    merged
}

/// How far a choice of places has come: which parts it has (one bit each), where it ends, and how many words
/// that are none of its own lie among them.
type Reached = (u16, u32, u32);

/// The spans that hold one place of every part, in any order and no two of them overlapping, with at most
/// `distance` other words among them.
fn near<T: Trace>(parts: &[Vec<Place<T>>], distance: u32) -> Vec<Place<T>> {
    let mut all: Vec<(usize, &Place<T>)> = Vec::new();
    for (part, places) in parts.iter().enumerate() {
        all.extend(places.iter().map(|place| (part, place)));
    }
    all.sort_by_key(|(_, place)| (place.start, place.end));
    let longest = all.iter().map(|(_, place)| place.end - place.start).max().unwrap_or(0);
    let reach = distance.saturating_add(longest.saturating_mul(parts.len() as u32));
    let whole = (1_u16 << parts.len()) - 1;
    let mut found = Vec::new();
    for (number, (part, first)) in all.iter().enumerate() {
        let last_start = first.start.saturating_add(reach);
        let has_near = |places: &Vec<Place<T>>| {
            let next = places.partition_point(|place| place.start < first.start);
            places.get(next).is_some_and(|place| place.start <= last_start)
        };
        if !parts.iter().all(has_near) {
            continue;
        }
        let mut reached: BTreeMap<Reached, T> = BTreeMap::new();
        reached.insert((1 << part, first.end, 0), first.trace.clone());
        for (part, place) in all[number + 1..].iter().take_while(|(_, place)| place.start <= last_start) {
            let bit = 1_u16 << part;
            let mut next: Vec<(Reached, T)> = Vec::new();
            for ((has, end, between), trace) in &reached {
                if has & bit != 0 || place.start < *end {
                    continue;
                }
                let between = between + (place.start - end);
                if between > distance {
                    continue;
                }
                let trace = trace.clone().with(&place.trace);
                if has | bit == whole {
                    found.push(Place { start: first.start, end: place.end, trace });
                } else {
                    next.push(((has | bit, place.end, between), trace));
                }
            }
            for (key, trace) in next {
                match reached.get_mut(&key) {
                    Some(known) => *known = known.clone().or(&trace),
                    None => drop(reached.insert(key, trace)),
                }
            }
        }
    }
    merged(found)
}
