//! A year, month, season or day as written, some of its digits perhaps open, and the days it may mean.

use std::fmt;

use super::day::{Day, FIRST_YEAR, LAST_YEAR, days_in_month};
use super::error::DateRule;
use super::span::DaySpan;
use super::time::TimeOfDay;

/// One date that is not an interval. Digits are kept as written, `X` for an open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Point {
    pub(super) year: [u8; 4],
    /// How many digits of the year count (`1950S2`); 0 where that is not said.
    pub(super) significant_digits: u8,
    /// A month, `01` to `12`, or a season, `21` to `41`.
    pub(super) month: Option<[u8; 2]>,
    /// Only where there is a month.
    pub(super) day: Option<[u8; 2]>,
    /// Of the year, the month and the day; only those that are there have any.
    pub(super) marks: [Marks; 3],
    /// Only where there is a day.
    pub(super) time: Option<TimeOfDay>,
}

/// Whether a part of a date is uncertain (`?`), approximate (`~`) or both (`%`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Marks {
    pub(super) uncertain: bool,
    pub(super) approximate: bool,
}

impl Marks {
    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            b'?' => Some(Self { uncertain: true, approximate: false }),
            b'~' => Some(Self { uncertain: false, approximate: true }),
            b'%' => Some(Self { uncertain: true, approximate: true }),
            _ => None,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            uncertain: self.uncertain || other.uncertain,
            approximate: self.approximate || other.approximate,
        }
    }

    fn is_none(self) -> bool {
        self == Self::default()
    }

    fn as_str(self) -> &'static str {
        match (self.uncertain, self.approximate) {
            (false, false) => "",
            (true, false) => "?",
            (false, true) => "~",
            (true, true) => "%",
        }
    }
}

/// The first and the last of EDTF's seasons, quarters, thirds and halves of a year.
pub(super) const SEASONS: std::ops::RangeInclusive<u8> = 21..=41;
pub(super) const SPRING: u8 = 21;
pub(super) const SUMMER: u8 = 22;
pub(super) const AUTUMN: u8 = 23;
pub(super) const WINTER: u8 = 24;
pub(super) const FIRST_QUARTER: u8 = 33;
pub(super) const FIRST_HALF: u8 = 40;

impl Point {
    /// A year of at most four digits; others are printed as `0000`, which is refused like them.
    pub(super) fn of_year(year: i32) -> Self {
        let year = u16::try_from(year).ok().filter(|year| *year <= 9999).unwrap_or(0);
        let [high, low] = [digits((year / 100) as u8), digits((year % 100) as u8)];
        Self {
            year: [high[0], high[1], low[0], low[1]],
            significant_digits: 0,
            month: None,
            day: None,
            marks: [Marks::default(); 3],
            time: None,
        }
    }

    /// The same year with a month or season.
    pub(super) fn with_month(mut self, month: u8) -> Self {
        self.month = Some(digits(month));
        self
    }

    /// The same month with a day.
    pub(super) fn with_day(mut self, day: u8) -> Self {
        self.day = Some(digits(day));
        self
    }

    /// The same date, each part of it marked.
    pub(super) fn marked(mut self, marks: Marks) -> Self {
        for place in 0..self.parts() {
            self.marks[place] = self.marks[place].and(marks);
        }
        self
    }

    /// The first and the last day it may mean, or the rule it breaks.
    pub(super) fn possible_days(&self) -> Result<DaySpan, DateRule> {
        let (first_year, last_year) = self.possible_years()?;
        let Some(month) = self.month else {
            return whole_months(first_year, 1, last_year, 12);
        };
        let Some(day) = self.day else {
            if let Some(season) = number(month).filter(|number| SEASONS.contains(number)) {
                let (first, count) = months_of_season(season);
                let last = first + count - 1;
                let (last_year, last) =
                    if last > 12 { (last_year + 1, last - 12) } else { (last_year, last) };
                return whole_months(first_year, first, last_year, last);
            }
            let first = (1..=12).find(|candidate| fits(month, *candidate));
            let last = (1..=12).rev().find(|candidate| fits(month, *candidate));
            let (first, last) = first.zip(last).ok_or_else(|| DateRule::NoSuchMonth(text(&month)))?;
            return whole_months(first_year, first, last_year, last);
        };
        if let (Some(year), Some(month), Some(day)) = (number_of_year(self.year), number(month), number(day))
        {
            return one_day(year, month, day);
        }
        self.search_days(first_year, last_year, month, day)
    }

    /// The days among which it lies for certain, of a date that exists. Where a part is in doubt it is any day that
    /// the parts before it leave, and where the year is any at all: nobody can say how far off it may be.
    pub(super) fn certain_days(&self) -> DaySpan {
        let sure = self.marks[..self.parts()].iter().take_while(|marks| marks.is_none()).count();
        if sure == 0 {
            return DaySpan::ALL;
        }
        let known = Self {
            month: self.month.filter(|_| sure > 1),
            day: self.day.filter(|_| sure > 2),
            time: self.time.filter(|_| sure > 2),
            ..*self
        };
        // A winter goes on into the next year.
        let days = [known.possible_days(), self.possible_days()].into_iter().flatten();
        days.reduce(DaySpan::hull).unwrap_or(DaySpan::ALL)
    }

    /// Looks through the calendar from both ends, for a date with open digits.
    fn search_days(
        &self,
        first_year: i32,
        last_year: i32,
        month: [u8; 2],
        day: [u8; 2],
    ) -> Result<DaySpan, DateRule> {
        if number(month).is_some_and(|month| SEASONS.contains(&month)) {
            return Err(DateRule::DayOfSeason);
        }
        if !(1..=12).any(|candidate| fits(month, candidate)) {
            return Err(DateRule::NoSuchMonth(text(&month)));
        }
        let years = || (first_year..=last_year).filter(|year| self.year_fits(*year));
        let months = || (1..=12).filter(|candidate| fits(month, *candidate));
        let days = || (1..=31).filter(|candidate| fits(day, *candidate));
        let first = years().find_map(|year| {
            months().find_map(|month| days().find_map(|day| Day::from_ymd(year, month, day)))
        });
        let last = years().rev().find_map(|year| {
            months().rev().find_map(|month| days().rev().find_map(|day| Day::from_ymd(year, month, day)))
        });
        let (first, last) = first.zip(last).ok_or_else(|| DateRule::NoDayFits(self.to_string()))?;
        Ok(DaySpan { first, last })
    }

    /// The first and the last year of the calendar that it may mean.
    fn possible_years(&self) -> Result<(i32, i32), DateRule> {
        let outside = || DateRule::OutsideYears(text(&self.year));
        if let Some(year) = number_of_year(self.year) {
            let open = match self.significant_digits {
                1 => 1000,
                2 => 100,
                3 => 10,
                _ => 1,
            };
            let (first, last) = (year - year % open, year - year % open + open - 1);
            if last < FIRST_YEAR || first > LAST_YEAR {
                return Err(outside());
            }
            return Ok((first.max(FIRST_YEAR), last.min(LAST_YEAR)));
        }
        let mut years = (FIRST_YEAR..=LAST_YEAR).filter(|year| self.year_fits(*year));
        let first = years.next().ok_or_else(outside)?;
        Ok((first, years.next_back().unwrap_or(first)))
    }

    fn year_fits(&self, year: i32) -> bool {
        let mut rest = year;
        self.year.iter().rev().all(|digit| {
            let ones = rest % 10;
            rest /= 10;
            *digit == b'X' || i32::from(digit - b'0') == ones
        })
    }

    /// 1 for a year, 2 for a month or season, 3 for a day.
    fn parts(&self) -> usize {
        1 + usize::from(self.month.is_some()) + usize::from(self.day.is_some())
    }
}

impl fmt::Display for Point {
    /// As EDTF writes it. Marks on all parts, or on all from the year to some part, stand once behind them;
    /// other marks stand each before its own part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let marks = &self.marks[..self.parts()];
        let marked = marks.iter().take_while(|mark| **mark == marks[0] && !mark.is_none()).count();
        let grouped = marks[marked..].iter().all(|mark| mark.is_none());
        let before = |place: usize| if grouped { "" } else { marks[place].as_str() };
        let behind = |place: usize| if grouped && place + 1 == marked { marks[place].as_str() } else { "" };

        write!(f, "{}{}", before(0), Digits(&self.year))?;
        if self.significant_digits > 0 {
            write!(f, "S{}", self.significant_digits)?;
        }
        f.write_str(behind(0))?;
        for (place, part) in [(1, self.month), (2, self.day)] {
            if let Some(part) = part {
                write!(f, "-{}{}{}", before(place), Digits(&part), behind(place))?;
            }
        }
        match self.time {
            Some(time) => write!(f, "T{time}"),
            None => Ok(()),
        }
    }
}

/// ASCII digits and `X`s, to be printed.
struct Digits<'a>(&'a [u8]);

impl fmt::Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(self.0).unwrap_or_default())
    }
}

fn text(digits: &[u8]) -> String {
    Digits(digits).to_string()
}

fn digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// The number, where no digit is open.
fn number(digits: [u8; 2]) -> Option<u8> {
    digits.iter().all(u8::is_ascii_digit).then(|| (digits[0] - b'0') * 10 + (digits[1] - b'0'))
}

fn number_of_year(year: [u8; 4]) -> Option<i32> {
    let [high, low] = [number([year[0], year[1]])?, number([year[2], year[3]])?];
    Some(i32::from(high) * 100 + i32::from(low))
}

fn fits(digits: [u8; 2], candidate: u8) -> bool {
    let open_or = |digit: u8, value: u8| digit == b'X' || digit - b'0' == value;
    open_or(digits[0], candidate / 10) && open_or(digits[1], candidate % 10)
}

fn one_day(year: i32, month: u8, day: u8) -> Result<DaySpan, DateRule> {
    if let Some(day) = Day::from_ymd(year, month, day) {
        return Ok(DaySpan::of_day(day));
    }
    if SEASONS.contains(&month) {
        return Err(DateRule::DayOfSeason);
    }
    match month_name(month) {
        Some(_) if day == 0 => Err(DateRule::NoDayZero),
        Some(name) => Err(DateRule::NoSuchDay { month: name, year, days: days_in_month(year, month) }),
        None => Err(DateRule::NoSuchMonth(format!("{month:02}"))),
    }
}

/// From the first day of one month to the last day of another, as far as the calendar goes.
fn whole_months(first_year: i32, first: u8, last_year: i32, last: u8) -> Result<DaySpan, DateRule> {
    let first = Day::from_ymd(first_year, first, 1);
    let last = Day::from_ymd(last_year, last, 1).map_or(Day::LAST, Day::month_end);
    let first = first.ok_or_else(|| DateRule::OutsideYears(first_year.to_string()))?;
    Ok(DaySpan { first, last })
}

/// The first month of a season, and how many it has, perhaps into the next year.
///
/// Seasons are those of the weather: spring is March to May, and the winter of 1962 is December 1962 to
/// February 1963. 25 to 28 are those of the northern half of the globe, 29 to 32 those of the southern.
fn months_of_season(season: u8) -> (u8, u8) {
    match season {
        21 | 25 | 31 => (3, 3),
        22 | 26 | 32 => (6, 3),
        23 | 27 | 29 => (9, 3),
        24 | 28 | 30 => (12, 3),
        33..=36 => ((season - 33) * 3 + 1, 3),
        37..=39 => ((season - 37) * 4 + 1, 4),
        40 => (1, 6),
        _ => (7, 6),
    }
}

fn month_name(month: u8) -> Option<&'static str> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month.checked_sub(1)?)).copied()
}
