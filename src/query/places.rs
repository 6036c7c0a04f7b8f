//! Where in one field of an article the words of a query stand together: side by side, near, in one sentence.
//!
//! The index and the highlighter both decide by this; they differ only in where the words' positions come from
//! ([`Text`]) and in what is to be known of a place in the end ([`Trace`]).

use std::collections::HashMap;
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
///
/// After about `enough` places the search may stop: who only wants to know whether there is one need not wait for all.
pub(crate) fn places<T: Trace>(
    meaning: &Meaning,
    text: &mut impl Text,
    enough: usize,
) -> Option<Vec<Place<T>>> {
    let mut finder = Finder { text, leaves: HashMap::new() };
    match meaning {
        Meaning::Near(parts, distance) => finder.near(parts, *distance, (0, u32::MAX), enough),
        Meaning::Within(unit, parts) => finder.within(*unit, parts, (0, u32::MAX), enough),
        _ => finder.find(meaning, 0, u32::MAX),
    }
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
            Meaning::Near(parts, distance) => self.near(parts, *distance, (start, end), usize::MAX),
            Meaning::Within(unit, parts) => self.within(*unit, parts, (start, end), usize::MAX),
        }
    }

    fn near(
        &mut self,
        parts: &[Meaning],
        distance: u32,
        (start, end): (u32, u32),
        enough: usize,
    ) -> Option<Vec<Place<T>>> {
        let found: Option<Vec<_>> = parts.iter().map(|part| self.find(part, start, end)).collect();
        let found = near(&found?, distance, enough);
        (!found.is_empty()).then_some(found)
    }

    fn within(
        &mut self,
        unit: Unit,
        parts: &[Meaning],
        (start, end): (u32, u32),
        enough: usize,
    ) -> Option<Vec<Place<T>>> {
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
            if found.len() >= enough {
                break;
            }
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
    // Those of a single word are so already.
    if places.windows(2).all(|pair| (pair[0].start, pair[0].end) < (pair[1].start, pair[1].end)) {
        return places;
    }
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

/// The spans that hold one place of every part, in any order and no two of them overlapping, with at most
/// `distance` other words among them.
fn near<T: Trace>(parts: &[Vec<Place<T>>], distance: u32, enough: usize) -> Vec<Place<T>> {
    match parts {
        [left, right] => {
            let mut found = Vec::new();
            followed(left, right, distance, enough, &mut found);
            followed(right, left, distance, enough, &mut found);
            merged(found)
        }
        _ => several_near(parts, distance, enough),
    }
}

/// The places of one part that have one of the other behind them, each with each that is near enough.
fn followed<T: Trace>(
    left: &[Place<T>],
    right: &[Place<T>],
    distance: u32,
    enough: usize,
    found: &mut Vec<Place<T>>,
) {
    for first in left {
        if found.len() >= enough {
            return;
        }
        let next = right.partition_point(|place| place.start < first.end);
        let near_enough = |place: &&Place<T>| place.start - first.end <= distance;
        for second in right[next..].iter().take_while(near_enough) {
            let trace = first.trace.clone().with(&second.trace);
            found.push(Place { start: first.start, end: second.end, trace });
        }
    }
}

/// How far a choice of places has come: where it ends, and how many words that are none of its own lie among them,
/// less that end. Of two that have the same parts the one with less of both is better, however they go on.
struct Begun<T> {
    end: u32,
    between_less_end: i64,
    trace: T,
}

/// Of more than two parts: for each place that may come first, the choice that ends first. To give all choices, as for
/// two, would take a time that doubles with every part.
fn several_near<T: Trace>(parts: &[Vec<Place<T>>], distance: u32, enough: usize) -> Vec<Place<T>> {
    let mut all: Vec<(usize, &Place<T>)> = Vec::new();
    for (part, places) in parts.iter().enumerate() {
        all.extend(places.iter().map(|place| (part, place)));
    }
    all.sort_by_key(|(part, place)| (place.start, place.end, *part));
    let longest = all.iter().map(|(_, place)| place.end - place.start).max().unwrap_or(0);
    let reach = distance.saturating_add(longest.saturating_mul(parts.len() as u32));
    let whole = (1_usize << parts.len()) - 1;
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
        // By the parts that a choice has, one bit each.
        let mut begun: Vec<Vec<Begun<T>>> = (0..=whole).map(|_| Vec::new()).collect();
        let between_less_end = -i64::from(first.end);
        begun[1 << part].push(Begun { end: first.end, between_less_end, trace: first.trace.clone() });
        for (part, place) in all[number + 1..].iter().take_while(|(_, place)| place.start <= last_start) {
            if begun[whole].first().is_some_and(|done| done.end <= place.start) {
                break;
            }
            let bit = 1 << part;
            for has in (0..whole).filter(|has| has & bit == 0) {
                let longer: Vec<Begun<T>> = begun[has]
                    .iter()
                    .filter(|choice| choice.end <= place.start)
                    .filter(|choice| choice.between_less_end + i64::from(place.start) <= i64::from(distance))
                    .map(|choice| Begun {
                        end: place.end,
                        between_less_end: choice.between_less_end + i64::from(place.start)
                            - i64::from(place.end),
                        trace: choice.trace.clone().with(&place.trace),
                    })
                    .collect();
                for choice in longer {
                    keep_better(&mut begun[has | bit], choice);
                }
            }
        }
        if let Some(done) = begun.swap_remove(whole).into_iter().min_by_key(|done| done.end) {
            found.push(Place { start: first.start, end: done.end, trace: done.trace });
            if found.len() >= enough {
                break;
            }
        }
    }
    merged(found)
}

/// Adds a choice, unless one that is there is as good; those that it betters go.
fn keep_better<T: Trace>(choices: &mut Vec<Begun<T>>, choice: Begun<T>) {
    let is_met =
        |known: &mut Begun<T>| known.end <= choice.end && known.between_less_end <= choice.between_less_end;
    if let Some(known) = choices.iter_mut().find_map(|known| is_met(known).then_some(known)) {
        if (known.end, known.between_less_end) == (choice.end, choice.between_less_end) {
            known.trace = known.trace.clone().or(&choice.trace);
        }
        return;
    }
    choices.retain(|known| known.end < choice.end || known.between_less_end < choice.between_less_end);
    choices.push(choice);
}
