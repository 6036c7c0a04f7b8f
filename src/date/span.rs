//! A span of days: what a news date may mean, and what a filter asks for.

use std::fmt;

use super::day::Day;

/// The days from `first` to `last`, both of them included.
///
/// ```
/// use knipsel::date::{Day, DaySpan, NewsDate};
///
/// let november = NewsDate::parse("2021-11").unwrap().span();
/// let autumn = DaySpan::new(Day::from_ymd(2021, 9, 21).unwrap(), Day::from_ymd(2021, 11, 15).unwrap()).unwrap();
/// assert!(november.overlaps(autumn));
/// assert!(!autumn.contains_span(november));
/// assert_eq!(november.to_string(), "2021-11-01..2021-11-30");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DaySpan {
    /// The first day; never after `last` in a span that [`DaySpan::new`] or a news date made.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl DaySpan {
    /// Every day a news date can name.
    pub const ALL: Self = Self { first: Day::FIRST, last: Day::LAST };

    /// The span of those days; `None` where `first` comes after `last`.
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// One day.
    pub fn of_day(day: Day) -> Self {
        Self { first: day, last: day }
    }

    /// Whether some day lies in both: the other is *possibly* within this span.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether every day of the other lies in this one: the other is *certainly* within this span.
    pub fn contains_span(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The days from the first of both to the last of both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// Whether the day lies in this span.
    pub fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// How many days it holds, at least 1.
    pub fn days(self) -> i64 {
        self.last.number() - self.first.number() + 1
    }
}

impl From<Day> for DaySpan {
    fn from(day: Day) -> Self {
        Self::of_day(day)
    }
}

impl fmt::Display for DaySpan {
    /// `2021-11-01..2021-11-30`, or `2021-11-16` for one day: as a date filter reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: i64, last: i64) -> DaySpan {
        DaySpan::new(Day::from_number(first).unwrap(), Day::from_number(last).unwrap()).unwrap()
    }

    #[test]
    fn possible_and_certain() {
        let filter = span(10, 20);
        for (other, possible, certain) in [
            (span(0, 9), false, false),
            (span(0, 10), true, false),
            (span(10, 20), true, true),
            (span(12, 12), true, true),
            (span(20, 21), true, false),
            (span(21, 30), false, false),
            (span(0, 30), true, false),
        ] {
            assert_eq!(filter.overlaps(other), possible, "{other}");
            assert_eq!(filter.contains_span(other), certain, "{other}");
        }
        assert_eq!(DaySpan::new(Day::LAST, Day::FIRST), None);
        assert_eq!(filter.days(), 11);
    }
}
