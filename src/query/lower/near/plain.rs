//! How single words stand in articles: near each other, where each matches for one reason, or in one sentence.
//!
//! This gives what [`Finder`](crate::query::places::Finder) gives of the same words, as far as a search asks: how often
//! they stand as they should, up to about [`ENOUGH`], and what that weighs. Nothing need be known of each place, and each
//! is one position long, so it is told from bits ([`PlaceBits`](super::super::place_bits::PlaceBits)), for 64 places at
//! once. The first places of an article are looked at first: where the words stand so often enough there, as common words
//! do, the others need not be. Where two words have one place, as a word and its own wildcard do, it is left to the finder.
//!
//! `de NABIJ/2 het`, with `de` at 3 and 9 and `het` at 5 and 20: the places are 3 to 5, so 1.

use super::super::batch::{BATCH, numbers};
use super::super::place_bits::{ALL_WORDS, Bits, FIRST_WORDS, shifted_down, shifted_up};
use super::super::slot::{ForReason, SlotPlaces};
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

/// What the places that were looked at tell of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    /// How often the words stand as they should, by their weight.
    Frequency(f32),
    /// That they stand so in too few of these places to leave out the others.
    TooLittle,
    /// That two words may have one place.
    Shared,
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

    /// Writes how often words stand so, by their weight, for the articles of a batch; gives those that it leaves to the
    /// finder. `units` are where sentences or paragraphs begin, but for the first.
    pub(super) fn frequencies(
        self,
        words: &[&SlotPlaces],
        units: Option<&SlotPlaces>,
        among: u64,
        frequencies: &mut [f32; BATCH],
    ) -> u64 {
        let with_all = words.iter().fold(among, |all, word| all & word.present());
        let short = words.iter().fold(with_all, |all, word| all & word.one_word_long());
        let plain = words.iter().fold(short, |all, word| all & word.for_one_reason());
        let behind_first = words.iter().fold(0, |all, word| all | word.behind_first());
        let without_bit = words.iter().fold(0, |all, word| all | word.without_bit());
        let mut undecided = with_all & !short;
        let (mut longer, mut here) = (0, Vec::with_capacity(words.len()));
        for number in numbers(plain) {
            let is_whole = behind_first >> number & 1 == 0;
            match self.tell::<FIRST_WORDS>(words, units, number, is_whole, &mut here) {
                Told::Frequency(frequency) => frequencies[number] = frequency,
                Told::TooLittle => longer |= 1 << number,
                Told::Shared => undecided |= 1 << number,
            }
        }
        for number in numbers(longer) {
            let is_whole = without_bit >> number & 1 == 0;
            match self.tell::<ALL_WORDS>(words, units, number, is_whole, &mut here) {
                Told::Frequency(frequency) => frequencies[number] = frequency,
                Told::TooLittle | Told::Shared => undecided |= 1 << number,
            }
        }
        let for_several_reasons = short & !plain;
        if matches!(self, Self::Near(_)) {
            return undecided | for_several_reasons;
        }
        for number in numbers(for_several_reasons) {
            let is_whole = without_bit >> number & 1 == 0;
            match within_for_several_reasons(words, starts(units, number), number, is_whole) {
                Told::Frequency(frequency) => frequencies[number] = frequency,
                Told::TooLittle | Told::Shared => undecided |= 1 << number,
            }
        }
        undecided
    }

    /// What the first `WORDS` times 64 places of an article tell, and whether these are all; `here` is kept for its room.
    #[inline]
    fn tell<'a, const WORDS: usize>(
        self,
        words: &[&'a SlotPlaces],
        units: Option<&SlotPlaces>,
        number: usize,
        is_whole: bool,
        here: &mut Vec<ForReason<'a>>,
    ) -> Told {
        here.clear();
        for word in words {
            if let Some(word) = word.reasons(number).next() {
                here.push(word);
            }
        }
        match self {
            Self::Near(distance) => near::<WORDS>(here, distance, is_whole),
            Self::Within(_) => {
                let words = here.iter().map(|word| word.bits);
                let parts = here.iter().map(|word| (word.bits, word.weight));
                within::<WORDS>(words, &parts, starts(units, number), is_whole)
            }
        }
    }
}

/// Where the sentences or paragraphs of an article begin, but for the first: one that has no other has no mark.
#[inline]
fn starts(units: Option<&SlotPlaces>, number: usize) -> Option<&Bits> {
    units.and_then(|units| units.reasons(number).next()).map(|starts| starts.bits)
}

/// How often words are near each other.
#[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
#[inline]
fn near<const WORDS: usize>(words: &[ForReason<'_>], distance: u32, is_whole: bool) -> Told {
    let count = match words {
        [one, other] => two_near::<WORDS>(one.bits, other.bits, distance),
        _ => several_near::<WORDS>(words, distance),
    };
    match count {
        None => Told::Shared,
        Some(count) if count < ENOUGH && !is_whole => Told::TooLittle,
        Some(count) => {
            // A place counts for as much as the least of its words.
            let least = words.iter().map(|word| word.weight).min_by(f32::total_cmp);
            Told::Frequency(count.min(ENOUGH) as f32 * least.unwrap_or_default())
        }
    }
}

/// How many places of two words are near each other, either way round, up to about [`ENOUGH`]; `None` where they share
/// one.
#[inline]
fn two_near<const WORDS: usize>(one: &Bits, other: &Bits, distance: u32) -> Option<usize> {
    let reach = distance.saturating_add(1);
    let (one, other): (&[u64; WORDS], &[u64; WORDS]) = (one.first_chunk()?, other.first_chunk()?);
    if (0..WORDS).fold(0, |shared, at| shared | one[at] & other[at]) != 0 {
        return None;
    }
    let (before, behind) = (spread_down(*other, reach), spread_up(*other, reach));
    let near: [u64; WORDS] = std::array::from_fn(|at| one[at] & (before[at] | behind[at]));
    // Each has at least one of the other near it.
    let firsts: u32 = near.iter().map(|word| word.count_ones()).sum();
    if firsts as usize >= ENOUGH {
        return Some(ENOUGH);
    }
    let mut count = 0;
    for (at, word) in (0..).zip(near) {
        for bit in numbers(word) {
            let place = at * u64::BITS + bit as u32;
            let (first, last) = (place.saturating_sub(reach), place.saturating_add(reach));
            count += count_between(other, first, last) as usize;
        }
    }
    Some(count)
}

/// How many places of any of several words have all others near behind them; `None` where two words share a place.
#[inline]
fn several_near<const WORDS: usize>(words: &[ForReason<'_>], distance: u32) -> Option<usize> {
    let reach = distance.saturating_add(words.len() as u32) - 1;
    let (mut any, mut all, mut shared) = ([0_u64; WORDS], [u64::MAX; WORDS], 0);
    for word in words {
        let here: &[u64; WORDS] = word.bits.first_chunk()?;
        shared |= (0..WORDS).fold(0, |shared, at| shared | any[at] & here[at]);
        any = std::array::from_fn(|at| any[at] | here[at]);
        let near = spread_down(*here, reach);
        all = std::array::from_fn(|at| all[at] & near[at]);
    }
    let firsts = any.iter().zip(all).map(|(any, all)| (any & all).count_ones() as usize);
    (shared == 0).then(|| firsts.sum())
}

/// Sets the `reach` places before each that is set.
#[inline]
fn spread_down<const WORDS: usize>(mut bits: [u64; WORDS], reach: u32) -> [u64; WORDS] {
    let mut done = 1;
    while done <= reach {
        let more = done.min(reach + 1 - done).min(u64::BITS - 1);
        let moved = shifted_down(bits, more);
        bits = std::array::from_fn(|at| bits[at] | moved[at]);
        done += more;
    }
    bits
}

/// Sets the `reach` places behind each that is set.
#[inline]
fn spread_up<const WORDS: usize>(mut bits: [u64; WORDS], reach: u32) -> [u64; WORDS] {
    let mut done = 1;
    while done <= reach {
        let more = done.min(reach + 1 - done).min(u64::BITS - 1);
        let moved = shifted_up(bits, more);
        bits = std::array::from_fn(|at| bits[at] | moved[at]);
        done += more;
    }
    bits
}

/// How many places are set from one to another, the last one too.
#[inline]
fn count_between<const WORDS: usize>(bits: &[u64; WORDS], first: u32, last: u32) -> u32 {
    let words = (0..).zip(bits).take((last / u64::BITS) as usize + 1).skip((first / u64::BITS) as usize);
    words.map(|(at, word)| (word & between_in(at, first, last)).count_ones()).sum()
}

/// The places from one to another that have their bits in a word.
#[inline]
fn between_in(word: u32, first: u32, last: u32) -> u64 {
    let begin = word * u64::BITS;
    let from = u64::MAX << first.saturating_sub(begin);
    let up_to = u64::MAX >> (begin + u64::BITS - 1).saturating_sub(last);
    from & up_to
}

/// The same as [`within`] of words that match for several reasons: each place counts for the closest of them.
fn within_for_several_reasons(
    words: &[&SlotPlaces],
    starts: Option<&Bits>,
    number: usize,
    is_whole: bool,
) -> Told {
    let (mut all, mut parts) = (Vec::new(), Vec::new());
    for word in words {
        let mut of_word: Bits = [0; ALL_WORDS];
        for ForReason { bits, weight, .. } in word.reasons(number) {
            let more: Bits = std::array::from_fn(|at| bits[at] & !of_word[at]);
            of_word = std::array::from_fn(|at| bits[at] | of_word[at]);
            parts.push((more, weight));
        }
        all.push(of_word);
    }
    let parts = parts.iter().map(|(bits, weight)| (bits, *weight));
    within::<ALL_WORDS>(all.iter(), &parts, starts, is_whole)
}

/// What the places of words weigh in the sentences or paragraphs in which all of them stand. `parts` are the places of the
/// words once more, with what each counts for.
#[allow(clippy::cast_precision_loss, reason = "an article has less than 2^24 words")]
#[inline]
fn within<'a, const WORDS: usize>(
    words: impl Iterator<Item = &'a Bits>,
    parts: &(impl Iterator<Item = (&'a Bits, f32)> + Clone),
    starts: Option<&Bits>,
    is_whole: bool,
) -> Told {
    // The last place of each sentence. What goes on behind the places that are looked at has none.
    let end_of_all = u64::from(is_whole) << (u64::BITS - 1);
    let ends: [u64; WORDS] = match starts {
        Some(starts) => std::array::from_fn(|at| {
            let next = starts.get(at + 1).map_or(0, |next| next << (u64::BITS - 1));
            let end_of_all = if at + 1 == WORDS { end_of_all } else { 0 };
            starts[at] >> 1 | next | end_of_all
        }),
        None => std::array::from_fn(|at| if at + 1 == WORDS { end_of_all } else { 0 }),
    };
    // Set at the ends of those sentences in which all words stand. Where a word stands before the end of one, adding 1 to
    // all the places before it gives a carry to the end, and no farther.
    let mut with_all = ends;
    for word in words {
        let mut carry = false;
        with_all = std::array::from_fn(|at| {
            let before = !ends[at];
            let (sum, first) = (word[at] & before).overflowing_add(before);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            carry = first | second;
            with_all[at] & (sum | word[at])
        });
    }
    let (mut count, mut weight) = (0, 0.0);
    for (at, word) in (0..).zip(with_all) {
        for bit in numbers(word) {
            let last = at * u64::BITS + bit as u32;
            let first = begin_of(&ends, last);
            let mut shared = 0;
            for at in first / u64::BITS..=last / u64::BITS {
                let (inside, mut any) = (between_in(at, first, last), 0);
                for (bits, part) in parts.clone() {
                    let here = bits[at as usize] & inside;
                    shared |= any & here;
                    any |= here;
                    count += here.count_ones() as usize;
                    weight += here.count_ones() as f32 * part;
                }
            }
            if shared != 0 {
                return Told::Shared;
            }
            if count >= ENOUGH {
                return Told::Frequency(weight);
            }
        }
    }
    if is_whole { Told::Frequency(weight) } else { Told::TooLittle }
}

/// Where the sentence begins that ends at a place.
#[inline]
fn begin_of<const WORDS: usize>(ends: &[u64; WORDS], last: u32) -> u32 {
    let mut at = (last / u64::BITS) as usize;
    let mut before = ends[at] & !(u64::MAX << (last % u64::BITS));
    while before == 0 {
        let Some(next) = at.checked_sub(1) else { return 0 };
        at = next;
        before = ends[at];
    }
    (at as u32 + 1) * u64::BITS - before.leading_zeros()
}

#[cfg(test)]
mod tests;
