//! The places of a word in an article, in a row that is looked at four by four.
//!
//! In the common words of a language the processor cannot foresee how many places there are in an article, nor which of
//! two words comes next. To look at all places of a short row, filled up to a multiple of four, has nothing to guess and
//! is done for several at once.

/// What a row is filled up with: no article is as long. Numbers below it can be compared as signed ones, which is faster.
const NOWHERE: u32 = i32::MAX as u32;

/// So many fours are looked at all together; in longer rows a place is looked for by halves.
const SHORT: usize = 8;

/// The places of a word, in order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<'a> {
    fours: &'a [[u32; 4]],
    count: usize,
}

/// Room for a row.
#[derive(Debug, Default)]
pub(super) struct RowRoom {
    fours: Vec<[u32; 4]>,
    count: usize,
}

impl RowRoom {
    /// Makes a row of the distances between places, of which there are `count`; `distances` may go on behind them to the
    /// next multiple of four.
    #[inline]
    pub(super) fn fill_from_distances(&mut self, distances: &[u32], count: u32) {
        self.count = count as usize;
        let (mut position, mut number) = (0_u32, 0);
        self.fours.clear();
        self.fours.extend(distances.as_chunks::<4>().0.iter().map(|four| {
            four.map(|distance| {
                position = position.wrapping_add(distance);
                number += 1;
                if number <= count { position } else { NOWHERE }
            })
        }));
    }

    /// Makes a row of places that are in order.
    pub(super) fn fill(&mut self, places: impl ExactSizeIterator<Item = u32>) {
        self.count = places.len();
        self.fours.clear();
        self.fours.resize(self.count.div_ceil(4), [NOWHERE; 4]);
        self.fours.as_flattened_mut().iter_mut().zip(places).for_each(|(to, place)| *to = place);
    }

    #[inline]
    pub(super) fn row(&self) -> Row<'_> {
        Row { fours: &self.fours, count: self.count }
    }
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn len(self) -> usize {
        self.count
    }

    #[inline]
    pub(super) fn places(self) -> &'a [u32] {
        &self.fours.as_flattened()[..self.count]
    }

    /// Whether a place is among them.
    #[inline]
    pub(super) fn has(self, place: u32) -> bool {
        if self.fours.len() <= SHORT {
            self.count_all(|here| here == place) > 0
        } else {
            self.places().binary_search(&place).is_ok()
        }
    }

    /// How many lie before a place.
    #[inline]
    pub(super) fn below(self, end: u32) -> usize {
        if self.fours.len() <= SHORT {
            let end = end.min(NOWHERE).cast_signed();
            self.count_all(|here| here.cast_signed() < end)
        } else {
            self.places().partition_point(|here| *here < end)
        }
    }

    /// How many lie from one place on and before another.
    #[inline]
    pub(super) fn between(self, first: u32, end: u32) -> usize {
        let width = end.min(NOWHERE).saturating_sub(first);
        if self.fours.len() <= SHORT {
            self.count_all(|here| here.wrapping_sub(first) < width)
        } else {
            self.below(end) - self.below(first)
        }
    }

    #[inline]
    fn count_all(self, is_counted: impl Fn(u32) -> bool) -> usize {
        let mut counts = [0_u32; 4];
        for four in self.fours {
            for (count, here) in counts.iter_mut().zip(four) {
                *count += u32::from(is_counted(*here));
            }
        }
        counts.iter().sum::<u32>() as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_is_what_its_places_are(
            distances in proptest::collection::vec(1_u32..40, 0..80),
            behind in proptest::collection::vec(0_u32..40, 3),
            first in 0_u32..2_000,
            width in 0_u32..200,
        ) {
            let sums = distances.iter().scan(0, |sum, distance| { *sum += distance; Some(*sum) });
            let places: Vec<u32> = sums.collect();
            let mut longer = distances.clone();
            longer.extend(behind);
            longer.truncate(distances.len().next_multiple_of(4));
            let (mut room, mut other) = (RowRoom::default(), RowRoom::default());
            room.fill_from_distances(&longer, distances.len() as u32);
            other.fill(places.iter().copied());
            for row in [room.row(), other.row()] {
                prop_assert_eq!(row.places(), &places);
                prop_assert_eq!(row.len(), places.len());
                prop_assert_eq!(row.has(first), places.contains(&first));
                let below = |end: u32| places.iter().filter(|place| **place < end).count();
                prop_assert_eq!(row.below(first), below(first));
                prop_assert_eq!(row.between(first, first + width), below(first + width) - below(first));
                prop_assert_eq!(row.between(first, u32::MAX), places.len() - below(first));
            }
        }
    }
}
