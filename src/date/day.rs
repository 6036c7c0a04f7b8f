//! One day of the calendar, as a number.

use std::fmt;

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01, in the years 1500 to 2200.
///
/// Dates before the change of calendar (1583 in Holland, 1700 or 1701 in the other provinces) are taken as the
/// newspaper printed them; nothing is converted from the Julian calendar.
///
/// ```
/// use knipsel::date::{Day, Weekday};
///
/// let day = Day::from_ymd(2021, 11, 16).unwrap();
/// assert_eq!(day.to_string(), "2021-11-16");
/// assert_eq!(day.weekday(), Weekday::Tuesday);
/// assert_eq!(day.number(), 18_947);
/// assert_eq!(Day::from_ymd(2021, 2, 29), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 1500-01-01, the first day a news date can name.
    pub const FIRST: Self = Self(number_of(1500, 1, 1));
    /// 2200-12-31, the last day a news date can name.
    pub const LAST: Self = Self(number_of(2200, 12, 31));

    /// The day of that year, month (1 to 12) and day of the month; `None` where there is no such day or it lies
    /// outside the years 1500 to 2200.
    pub fn from_ymd(year: i32, month: u8, day_of_month: u8) -> Option<Self> {
        let possible = (FIRST_YEAR..=LAST_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day_of_month);
        possible.then(|| Self(number_of(year, month, day_of_month)))
    }

    /// The day with that number; `None` outside [`Day::FIRST`] to [`Day::LAST`].
    pub fn from_number(number: i64) -> Option<Self> {
        let day = Self(i32::try_from(number).ok()?);
        (Self::FIRST..=Self::LAST).contains(&day).then_some(day)
    }

    /// Days since 1970-01-01; negative before it.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year_month_day().0
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.year_month_day().1
    }

    /// The day of the month, from 1.
    pub fn day_of_month(self) -> u8 {
        self.year_month_day().2
    }

    /// Year, month and day of the month together, for less work than one after another.
    pub fn year_month_day(self) -> (i32, u8, u8) {
        // The year is taken to begin in March, so that a leap day is the last day of its year and the months
        // before it follow one rule; 400 such years are one era of 146,097 days.
        let since_era = self.0 + 719_468;
        let era = since_era.div_euclid(146_097);
        let day_of_era = since_era.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, small(month), small(day))
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, three days after a Monday.
        Weekday::ALL[usize::from(small((self.0 + 3).rem_euclid(7)))]
    }

    /// The day so many days later (earlier where negative), no further than [`Day::FIRST`] and [`Day::LAST`].
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let number = self.number().saturating_add(days);
        let kept = number.clamp(Self::FIRST.number(), Self::LAST.number());
        Self(i32::try_from(kept).unwrap_or(self.0))
    }

    /// The same day of the month so many months later (earlier where negative), or that month's last day where
    /// it is shorter; no further than [`Day::FIRST`] and [`Day::LAST`].
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let (year, month, day) = self.year_month_day();
        let months_since_zero = (i64::from(year) * 12 + i64::from(month) - 1).saturating_add(months);
        if months_since_zero < i64::from(FIRST_YEAR) * 12 {
            return Self::FIRST;
        }
        if months_since_zero >= i64::from(LAST_YEAR + 1) * 12 {
            return Self::LAST;
        }
        let year = i32::try_from(months_since_zero / 12).unwrap_or(year);
        let month = u8::try_from(months_since_zero % 12 + 1).unwrap_or(month);
        Self(number_of(year, month, day.min(days_in_month(year, month))))
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        self.plus_days(1 - i64::from(self.day_of_month()))
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn month_end(self) -> Self {
        let (year, month, _) = self.year_month_day();
        Self(number_of(year, month, days_in_month(year, month)))
    }
}

impl fmt::Display for Day {
    /// As in ISO 8601: `2021-11-16`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A day of the week; the week begins on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weekday {
    /// *maandag*
    Monday,
    /// *dinsdag*
    Tuesday,
    /// *woensdag*
    Wednesday,
    /// *donderdag*
    Thursday,
    /// *vrijdag*
    Friday,
    /// *zaterdag*
    Saturday,
    /// *zondag*
    Sunday,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The Dutch name, in lower case.
    pub fn dutch_name(self) -> &'static str {
        ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"][self as usize]
    }
}

impl fmt::Display for Weekday {
    /// The English name: `Tuesday`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The first year a news date can name.
pub(super) const FIRST_YEAR: i32 = 1500;
/// The last year a news date can name.
pub(super) const LAST_YEAR: i32 = 2200;

/// How many days the month has, which is 1 to 12.
pub(super) const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days since 1970-01-01 of a date that exists.
const fn number_of(year: i32, month: u8, day: u8) -> i32 {
    let year_from_march = year - (month <= 2) as i32;
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A number that is known to be small, such as a month.
fn small(number: i32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_agrees_with_jiff() {
        let mut date = jiff::civil::date(1500, 1, 1);
        let mut number = Day::FIRST.number();
        loop {
            let day = Day::from_number(number).unwrap();
            let jiffs = (i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs());
            assert_eq!(day.year_month_day(), jiffs);
            assert_eq!(Day::from_ymd(day.year(), day.month(), day.day_of_month()), Some(day));
            assert_eq!(day.weekday() as i8, date.weekday().to_monday_zero_offset());
            if day == Day::LAST {
                break;
            }
            date = date.tomorrow().unwrap();
            number += 1;
        }
        assert_eq!(date, jiff::civil::date(2200, 12, 31));
    }

    #[test]
    fn days_outside_the_calendar_are_none() {
        for (year, month, day) in [
            (1499, 12, 31),
            (2201, 1, 1),
            (2021, 0, 1),
            (2021, 13, 1),
            (2021, 4, 31),
            (2021, 4, 0),
            (1900, 2, 29),
        ] {
            assert_eq!(Day::from_ymd(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Day::from_ymd(2000, 2, 29).is_some());
        assert_eq!(Day::from_number(Day::FIRST.number() - 1), None);
        assert_eq!(Day::from_number(i64::MAX), None);
    }

    #[test]
    fn months_are_added_within_the_calendar() {
        for (from, months, expect) in [
            ((2021, 1, 31), 1, "2021-02-28"),
            ((2021, 1, 31), -2, "2020-11-30"),
            ((2020, 12, 1), 1, "2021-01-01"),
            ((2020, 1, 1), -1, "2019-12-01"),
            ((2200, 12, 1), 1, "2200-12-31"),
            ((1500, 1, 31), -1, "1500-01-01"),
            ((2021, 1, 1), i64::MAX, "2200-12-31"),
            ((2021, 1, 1), i64::MIN, "1500-01-01"),
        ] {
            let day = Day::from_ymd(from.0, from.1, from.2).unwrap();
            assert_eq!(day.plus_months(months).to_string(), expect);
        }
        assert_eq!(Day::LAST.plus_days(i64::MAX), Day::LAST);
        assert_eq!(Day::LAST.plus_days(i64::MIN), Day::FIRST);
    }
}
