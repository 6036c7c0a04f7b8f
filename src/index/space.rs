//! Room on the disk: how large the index was when, how fast it grows, and whether what comes will fit.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// So many sizes are remembered, the last of each day.
const MOST_SIZES: usize = 100;

/// Rates go by the sizes of so many days.
const RATE_DAYS: i64 = 90;

const SECONDS_A_DAY: i64 = 86_400;

/// How large an index was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeOnDay {
    /// The day, in days since 1970 (UTC).
    pub day: i64,
    /// How many articles there were.
    pub articles: u64,
    /// How many bytes the files had.
    pub bytes: u64,
}

/// How an index grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Growth {
    /// Over how many days that was measured; 0 where the index is not known for two days yet.
    pub over_days: u64,
    /// How many articles come in 30 days.
    pub articles_in_30_days: u64,
    /// How many bytes come in 30 days.
    pub bytes_in_30_days: u64,
}

/// Room on the disk of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// How many bytes are free.
    pub free_bytes: u64,
    /// How many the index will want: to be rebuilt beside itself, and what comes in 30 days.
    pub wanted_bytes: u64,
}

impl Room {
    /// Whether a rebuild, or the growth of a month, may not fit.
    pub fn is_short(self) -> bool {
        self.free_bytes < self.wanted_bytes
    }
}

/// Enters the size of a day. Days after it come from a clock that went ahead, and are forgotten.
pub(crate) fn remember(sizes: &mut Vec<SizeOnDay>, now: Timestamp, articles: u64, bytes: u64) {
    let day = now.as_second().div_euclid(SECONDS_A_DAY);
    sizes.retain(|size| size.day < day);
    sizes.push(SizeOnDay { day, articles, bytes });
    let surplus = sizes.len().saturating_sub(MOST_SIZES);
    sizes.drain(..surplus);
}

/// How fast an index grew lately. One that shrank does not grow.
pub(crate) fn growth(sizes: &[SizeOnDay]) -> Growth {
    let Some(last) = sizes.last() else { return Growth::default() };
    let first = sizes.iter().find(|size| size.day >= last.day - RATE_DAYS).unwrap_or(last);
    let days = u64::try_from(last.day - first.day).unwrap_or_default();
    let in_30_days =
        |before: u64, after: u64| (after.saturating_sub(before) * 30).checked_div(days).unwrap_or(0);
    Growth {
        over_days: days,
        articles_in_30_days: in_30_days(first.articles, last.articles),
        bytes_in_30_days: in_30_days(first.bytes, last.bytes),
    }
}

/// The room that an index of so many bytes has, where the system tells.
pub(crate) fn room(folder: &Path, index_bytes: u64, growth: Growth) -> Option<Room> {
    let free_bytes = free_bytes(folder)?;
    Some(Room { free_bytes, wanted_bytes: index_bytes + growth.bytes_in_30_days })
}

/// How many bytes are free on the disk of a folder, where the system tells.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: i64) -> Timestamp {
        Timestamp::from_second(day * SECONDS_A_DAY + 7).expect("it is a time")
    }

    #[test]
    fn the_last_size_of_a_day_counts() {
        let mut sizes = Vec::new();
        for (day, articles) in [(10, 1), (10, 2), (12, 3)] {
            remember(&mut sizes, on(day), articles, articles * 1_000);
        }
        assert_eq!(sizes.iter().map(|size| size.articles).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(
            growth(&sizes),
            Growth { over_days: 2, articles_in_30_days: 15, bytes_in_30_days: 15_000 }
        );
    }

    #[test]
    fn a_clock_that_goes_back_leaves_no_day_to_come() {
        let mut sizes = Vec::new();
        remember(&mut sizes, on(500), 5, 5);
        remember(&mut sizes, on(20), 6, 6);
        assert_eq!(sizes, [SizeOnDay { day: 20, articles: 6, bytes: 6 }]);
        assert_eq!(growth(&sizes), Growth::default());
    }

    #[test]
    fn an_index_that_shrinks_does_not_grow() {
        let sizes = [(1, 9), (5, 4)].map(|(day, size)| SizeOnDay { day, articles: size, bytes: size });
        assert_eq!(growth(&sizes), Growth { over_days: 4, articles_in_30_days: 0, bytes_in_30_days: 0 });
    }

    #[test]
    fn only_a_hundred_sizes_are_kept() {
        let mut sizes = Vec::new();
        for day in 0..250 {
            remember(&mut sizes, on(day), 1, 1);
        }
        assert_eq!((sizes.len(), sizes[0].day), (MOST_SIZES, 150));
    }
}
