//! The calendar cut into periods of one length, for counting over time.
//!
//! ```
//! use knipsel::date::{Day, Period, PeriodLength};
//!
//! let day = Day::from_ymd(2021, 1, 3).unwrap();
//! let label = |length| Period::of(length, day).to_string();
//! assert_eq!(label(PeriodLength::Month), "2021-01");
//! assert_eq!(label(PeriodLength::Decade), "202X");
//! // Weeks are those of ISO 8601: they begin on Monday, and the first one of a year holds its 4 January.
//! assert_eq!(label(PeriodLength::Week), "2020-W53");
//! ```

use std::fmt;

use super::day::{Day, Weekday};
use super::span::DaySpan;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodLength {
    /// One day.
    Day,
    /// A week of ISO 8601, from Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// Ten calendar years, from one that ends in 0.
    Decade,
}

impl PeriodLength {
    /// All lengths, the shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Year, Self::Decade];

    /// The name as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Decade => "decade",
        }
    }
}

/// One day, week, month, year or decade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    length: PeriodLength,
    /// Periods of one length are numbered in the order of time, without gaps.
    number: i64,
}

impl Period {
    /// The period that a day lies in.
    pub fn of(length: PeriodLength, day: Day) -> Self {
        let number = match length {
            PeriodLength::Day => day.number(),
            // 1970-01-01 was a Thursday, three days after a Monday.
            PeriodLength::Week => (day.number() + 3).div_euclid(7),
            PeriodLength::Month => {
                let (year, month, _) = day.year_month_day();
                i64::from(year) * 12 + i64::from(month) - 1
            }
            PeriodLength::Year => i64::from(day.year()),
            PeriodLength::Decade => i64::from(day.year().div_euclid(10)),
        };
        Self { length, number }
    }

    /// The period of a number and a length.
    pub(crate) fn numbered(length: PeriodLength, number: i64) -> Self {
        Self { length, number }
    }

    /// Its number among those of its length.
    pub(crate) fn number(self) -> i64 {
        self.number
    }

    /// Its days; those outside the calendar of news dates are left out.
    pub fn span(self) -> DaySpan {
        let next = Self { number: self.number + 1, ..self }.first_day();
        let last = next.map_or(Day::LAST, |next| next.plus_days(-1));
        DaySpan { first: self.first_day().unwrap_or(Day::LAST), last }
    }

    /// The first day, `None` outside the calendar.
    fn first_day(self) -> Option<Day> {
        let year = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        match self.length {
            PeriodLength::Day => Day::from_number(self.number),
            // The first week of the calendar begins on its first day, so none is cut off.
            PeriodLength::Week => Day::from_number(self.number * 7 - 3),
            PeriodLength::Month => {
                let month = u8::try_from(self.number.rem_euclid(12) + 1).unwrap_or(1);
                Day::from_ymd(year(self.number.div_euclid(12)), month, 1)
            }
            PeriodLength::Year => Day::from_ymd(year(self.number), 1, 1),
            PeriodLength::Decade => Day::from_ymd(year(self.number * 10), 1, 1),
        }
    }
}

impl fmt::Display for Period {
    /// As in EDTF: `2021-11-16`, `2021-11`, `2021`, `202X`; a week as in ISO 8601: `2021-W46`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            PeriodLength::Day => write!(f, "{}", self.span().first),
            PeriodLength::Week => {
                // A week belongs to the year that its Thursday lies in.
                let monday = self.number * 7 - 3;
                let thursday = Day::FIRST.plus_days(monday + Weekday::Thursday as i64 - Day::FIRST.number());
                let new_year = Day::from_ymd(thursday.year(), 1, 1).unwrap_or(Day::FIRST);
                let week = (thursday.number() - new_year.number()) / 7 + 1;
                write!(f, "{:04}-W{week:02}", thursday.year())
            }
            PeriodLength::Month => {
                write!(f, "{:04}-{:02}", self.number.div_euclid(12), self.number.rem_euclid(12) + 1)
            }
            PeriodLength::Year => write!(f, "{:04}", self.number),
            PeriodLength::Decade => write!(f, "{:03}X", self.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_follow_each_other_without_gaps() {
        for length in PeriodLength::ALL {
            let mut day = Day::FIRST;
            let mut number = Period::of(length, day).number();
            loop {
                let period = Period::numbered(length, number);
                let span = period.span();
                assert_eq!(span.first, day, "{length:?} {period}");
                for inside in [span.first, span.last] {
                    assert_eq!(Period::of(length, inside), period, "{inside}");
                }
                if span.last == Day::LAST {
                    break;
                }
                (day, number) = (span.last.plus_days(1), number + 1);
            }
            assert_eq!(Period::of(length, Day::LAST).number(), number, "{length:?}");
        }
    }

    #[test]
    fn weeks_agree_with_jiff() {
        let mut day = Day::from_ymd(1899, 12, 1).unwrap();
        while day.year() < 2030 {
            let (year, month, of_month) = day.year_month_day();
            let date = jiff::civil::date(
                i16::try_from(year).unwrap(),
                month.try_into().unwrap(),
                of_month.try_into().unwrap(),
            );
            let week = date.iso_week_date();
            let expect = format!("{:04}-W{:02}", week.year(), week.week());
            assert_eq!(Period::of(PeriodLength::Week, day).to_string(), expect, "{day}");
            day = day.plus_days(1);
        }
    }

    #[test]
    fn labels_are_dates_that_a_filter_reads() {
        let today = Day::from_ymd(2021, 12, 24).unwrap();
        for (year, month, of_month) in [(1618, 5, 23), (1894, 12, 31), (2020, 2, 29), (2021, 1, 3)] {
            let day = Day::from_ymd(year, month, of_month).unwrap();
            for length in [PeriodLength::Day, PeriodLength::Month, PeriodLength::Year, PeriodLength::Decade] {
                let period = Period::of(length, day);
                let read = crate::date::parse_filter(&period.to_string(), today).unwrap();
                assert_eq!(read, period.span(), "{period}");
            }
        }
    }
}
