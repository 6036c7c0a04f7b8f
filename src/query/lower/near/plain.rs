//! How single words stand in an article in which each of them matches for one reason.
//!
//! This gives what [`Finder`](crate::query::places::Finder) gives of the same words, as far as a search asks: how often
//! they stand as they should, up to about [`ENOUGH`], and what that weighs. Nothing need be known of each place, and each
//! is one position long. Where two words have one place, as a word and its own wildcard do, it is left to the finder.
//!
//! `de NABIJ/2 het`, with `de` at 3 and 9 and `het` at 5 and 20: the places are 3 to 5, so 1.

use smallvec::SmallVec;

use super::super::row::Row;
use super::ENOUGH;
use crate::query::ast::Unit;
use crate::query::meaning::Meaning;

/// How words are to stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    /// With at most so many other words between them.
    Near(u32),
    Within(Unit),
}

/// A word in an article: its places, and what one of them weighs.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainWord<'a> {
    pub(super) row: Row<'a>,
    pub(super) weight: f32,
}

impl Standing {
    /// How single words are to stand for a meaning; `None` where it asks for something else.
    pub(super) fn of(meaning: &Meaning) -> Option<Self> {
        let is_word = |part: &Meaning| match part {
            Meaning::Leaf(leaf) => matches!(leaf.sequences.as_slice(), [only] if only.len() == 1),
            _ => false,
        };
        match meaning {
            Meaning::Near(parts, distance) if parts.iter().all(is_word) => Some(Self::Near(*distance)),
            Meaning::Within(unit, parts) if parts.iter().all(is_word) => Some(Self::Within(*unit)),
            _ => None,
        }
    }

    /// How often words stand so, by their weight; `None` where two of them may have one place. `units` are where sentences
    /// or paragraphs begin, but for the first.
    #[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
    pub(super) fn frequency(self, words: &[PlainWord<'_>], units: Row<'_>) -> Option<f32> {
        match self {
            Self::Near(distance) => {
                let count = match words {
                    [one, other] => two_near(one.row, other.row, distance)?,
                    _ => several_near(words, distance)?,
                };
                // A place counts for as much as the least of its words.
                let least = words.iter().map(|word| word.weight).min_by(f32::total_cmp);
                Some(count as f32 * least.unwrap_or_default())
            }
            Self::Within(_) => within(words, units),
        }
    }
}

/// How many places of two words are near each other, either way round.
fn two_near(one: Row<'_>, other: Row<'_>, distance: u32) -> Option<usize> {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let reach = distance.saturating_add(1);
    let mut count = 0;
    for &place in few.places() {
        if many.has(place) {
            return None;
        }
        count += many.between(place.saturating_sub(reach), place.saturating_add(reach).saturating_add(1));
        if count >= ENOUGH {
            return Some(ENOUGH);
        }
    }
    Some(count)
}

/// How many places of the first of several words have all others near behind them.
fn several_near(words: &[PlainWord<'_>], distance: u32) -> Option<usize> {
    let reach = distance.saturating_add(words.len() as u32);
    let last = words.iter().filter_map(|word| word.row.places().last()).max()?;
    if reach <= u64::BITS {
        match last / u64::BITS {
            0..4 => return several_near_in_bits::<4>(words, reach),
            4..8 => return several_near_in_bits::<8>(words, reach),
            8..16 => return several_near_in_bits::<16>(words, reach),
            _ => {}
        }
    }
    let mut rest: SmallVec<[&[u32]; 4]> = words.iter().map(|word| word.row.places()).collect();
    let mut count = 0;
    while count < ENOUGH {
        // The next place of each: the least of them is the first, and no choice with it ends before the greatest.
        let (mut first, mut last, mut number) = (u32::MAX, 0, 0);
        for (at, places) in rest.iter().enumerate() {
            // Without one more place of each word no other choice is whole.
            let Some(&place) = places.first() else { return Some(count) };
            last = last.max(place);
            if place < first {
                (first, number) = (place, at);
            }
        }
        if last - first < reach {
            if (1..rest.len()).any(|at| rest[..at].iter().any(|places| places[0] == rest[at][0])) {
                return None;
            }
            count += 1;
        }
        rest[number] = &rest[number][1..];
    }
    Some(count)
}

/// The same where all places have a bit, 64 in each word: which of several words comes next no processor can foresee.
fn several_near_in_bits<const WORDS: usize>(words: &[PlainWord<'_>], reach: u32) -> Option<usize> {
    let (mut any, mut all, mut common) = ([0_u64; WORDS], [u64::MAX; WORDS], 0);
    for word in words {
        let mut near = [0_u64; WORDS];
        for &place in word.row.places() {
            near[(place / u64::BITS) as usize] |= 1 << (place % u64::BITS);
        }
        for (any, near) in any.iter_mut().zip(&near) {
            common |= *any & near;
            *any |= near;
        }
        // Then set where the word stands there or behind, as far as the others may be.
        let mut done = 1;
        while done < reach {
            let more = done.min(reach - done);
            let behind = u64::BITS - more;
            for at in 0..WORDS - 1 {
                near[at] |= near[at] >> more | near[at + 1] << behind;
            }
            near[WORDS - 1] |= near[WORDS - 1] >> more;
            done += more;
        }
        all.iter_mut().zip(&near).for_each(|(all, near)| *all &= near);
    }
    let firsts = any.iter().zip(all).map(|(any, all)| (any & all).count_ones() as usize);
    (common == 0).then(|| firsts.sum::<usize>().min(ENOUGH))
}

/// What the places of words weigh in the sentences or paragraphs in which all of them stand.
#[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
fn within(words: &[PlainWord<'_>], units: Row<'_>) -> Option<f32> {
    let rarest = words.iter().min_by_key(|word| word.row.len())?;
    let mut here = SmallVec::<[&[u32]; 4]>::new();
    let (mut end, mut count, mut weight) = (0, 0, 0.0);
    'places: for &place in rarest.row.places() {
        // The words of this sentence were counted.
        if place < end {
            continue;
        }
        let before = units.below(place + 1);
        let first = if before == 0 { 0 } else { units.places()[before - 1] };
        end = units.places().get(before).copied().unwrap_or(u32::MAX);
        here.clear();
        for word in words {
            let inside = word.row.below(first)..word.row.below(end);
            if inside.is_empty() {
                continue 'places;
            }
            here.push(&word.row.places()[inside]);
        }
        for (at, (places, word)) in here.iter().zip(words).enumerate() {
            if here[..at].iter().any(|others| others.iter().any(|place| places.contains(place))) {
                return None;
            }
            count += places.len();
            weight += places.len() as f32 * word.weight;
        }
        if count >= ENOUGH {
            break;
        }
    }
    Some(weight)
}

#[cfg(test)]
mod tests;
