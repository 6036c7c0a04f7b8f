//! Which places of several parts are near each other.
//!
//! Of two parts each place is taken with each that is near enough. Of more, that would take a time that doubles with every
//! part: each place that may come first is taken with the choice of the others that ends first.
//!
//! `"a b c"~1` in `a x b a c b`: the first `a` has no choice with at most one other word, the `b` has `b a c`, and the second
//! `a` has `a c b`.

use std::borrow::Cow;

use super::{Place, Trace};

/// The places of one part that have one of the other behind them with at most `distance` other words between, each with
/// each that is near enough. No two overlap.
pub(super) fn followed<T: Trace>(
    left: &[Place<T>],
    right: &[Place<T>],
    distance: u32,
    enough: usize,
    found: &mut Vec<Place<T>>,
) {
    let mut next = 0;
    for first in left {
        if found.len() >= enough {
            return;
        }
        // Those of one start come in the order of their ends, so it may have to go back a little.
        while next > 0 && right[next - 1].start >= first.end {
            next -= 1;
        }
        while right.get(next).is_some_and(|place| place.start < first.end) {
            next += 1;
        }
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

/// Room for choices of places.
pub(super) struct Room<T> {
    /// By the parts that a choice has, one bit each.
    begun: Vec<Vec<Begun<T>>>,
    /// The places of all parts in their order, as far as they were looked at: part and number in it.
    all: Vec<(usize, usize)>,
    /// For each part the number of its first place that is not among them.
    unread: Vec<usize>,
    /// For each part the number of its first place from where the search has come.
    next: Vec<usize>,
}

impl<T> Default for Room<T> {
    fn default() -> Self {
        Self { begun: Vec::new(), all: Vec::new(), unread: Vec::new(), next: Vec::new() }
    }
}

/// The spans that hold one place of every part, in any order and no two of them overlapping, with at most `distance`
/// other words among them: for each place that may come first, the choice that ends first. To give all choices, as for
/// two parts, would take a time that doubles with every part.
pub(super) fn several_near<T: Trace>(
    parts: &[Cow<'_, [Place<T>]>],
    distance: u32,
    enough: usize,
    room: &mut Room<T>,
    found: &mut Vec<Place<T>>,
) {
    let Room { begun, all, unread, next } = room;
    let longest = parts.iter().flat_map(|places| places.iter().map(|place| place.end - place.start)).max();
    let reach = distance.saturating_add(longest.unwrap_or(0).saturating_mul(parts.len() as u32));
    let whole = (1_usize << parts.len()) - 1;
    begun.resize_with(begun.len().max(whole + 1), Vec::new);
    all.clear();
    for numbers in [&mut *unread, &mut *next] {
        numbers.clear();
        numbers.resize(parts.len(), 0);
    }
    // The places of all parts in the order of their starts and ends, read no farther than the search comes.
    let mut place = |number: usize| {
        if number == all.len() {
            let heads = (0..parts.len()).filter_map(|part| {
                let place = parts[part].get(unread[part])?;
                Some((place.start, place.end, part))
            });
            let (_, _, part) = heads.min()?;
            all.push((part, unread[part]));
            unread[part] += 1;
        }
        let (part, at) = all[number];
        Some((part, &parts[part][at]))
    };
    let mut number = 0;
    while let Some((part, first)) = place(number) {
        number += 1;
        let last_start = first.start.saturating_add(reach);
        let mut all_near = true;
        for (places, next) in parts.iter().zip(&mut *next) {
            while places.get(*next).is_some_and(|place| place.start < first.start) {
                *next += 1;
            }
            match places.get(*next) {
                Some(place) => all_near &= place.start <= last_start,
                // A part has no more places, so no other choice is whole.
                None => return,
            }
        }
        if !all_near {
            continue;
        }
        begun[..=whole].iter_mut().for_each(Vec::clear);
        let between_less_end = -i64::from(first.end);
        begun[1 << part].push(Begun { end: first.end, between_less_end, trace: first.trace.clone() });
        let mut after = number;
        while let Some((part, place)) = place(after).filter(|(_, place)| place.start <= last_start) {
            after += 1;
            if begun[whole].first().is_some_and(|done| done.end <= place.start) {
                break;
            }
            let bit = 1 << part;
            for has in (0..whole).filter(|has| has & bit == 0) {
                let choices = std::mem::take(&mut begun[has]);
                for choice in &choices {
                    let between = choice.between_less_end + i64::from(place.start);
                    if choice.end <= place.start && between <= i64::from(distance) {
                        let longer = Begun {
                            end: place.end,
                            between_less_end: between - i64::from(place.end),
                            trace: choice.trace.clone().with(&place.trace),
                        };
                        keep_better(&mut begun[has | bit], longer);
                    }
                }
                begun[has] = choices;
            }
        }
        if let Some(done) = begun[whole].drain(..).min_by_key(|done| done.end) {
            found.push(Place { start: first.start, end: done.end, trace: done.trace });
            if found.len() >= enough {
                return;
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::places::Untraced;

    #[test]
    fn each_place_that_may_come_first_has_the_choice_that_ends_first() {
        let text = ["a", "x", "b", "a", "c", "b"];
        let places = |word: &str| -> Cow<'_, [Place<Untraced>]> {
            let here = (0..).zip(text).filter(|(_, other)| *other == word);
            here.map(|(start, _)| Place { start, end: start + 1, trace: Untraced }).collect()
        };
        let parts = ["a", "b", "c"].map(places);
        for (distance, expect) in
            [(0, vec![(2, 5), (3, 6)]), (1, vec![(2, 5), (3, 6)]), (2, vec![(0, 5), (2, 5), (3, 6)])]
        {
            let mut found = Vec::new();
            several_near(&parts, distance, usize::MAX, &mut Room::default(), &mut found);
            assert_eq!(found.iter().map(|place| (place.start, place.end)).collect::<Vec<_>>(), expect);
        }
    }
}
