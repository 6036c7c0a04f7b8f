//! Dates as newspapers print them: *Amsterdam, den 12den Mei 1894*, *13/14 november 2021*, *jaren zestig*.
//!
//! The text is taken apart in four steps: [`lex`] finds numbers, words and signs; a time of the day is taken
//! out; words become items that say something of a date, and the others are passed over or refused ([`phrase`]); the
//! items are a [`mod@period`], or are read from left to right ([`items`]).

mod items;
mod period;
mod phrase;

use self::items::Items;
use self::period::period;
use self::phrase::Phrase;
use super::clock::{self, TimeOfDay};
use super::day::{Day, FIRST_YEAR, LAST_YEAR};
use super::edtf::{End, NewsDate};
use super::error::DateRule;
use super::lex::{self, Number};
use super::point::{Marks, Point};
use super::read::ReadDate;

/// Reads a printed date.
pub(super) fn read(text: &str) -> Result<ReadDate, DateRule> {
    let mut tokens = lex::tokens(text).ok_or(DateRule::Form)?;
    let time = clock::take(&mut tokens)?;
    let Phrase { items, marks, open } = Phrase::of(&tokens)?;
    if items.is_empty() {
        return Err(DateRule::Form);
    }

    let mut warnings = Vec::new();
    let (start, end) = match period(&items)? {
        Some(point) => (point, None),
        None => Items::of(&items).dates(&mut warnings)?,
    };
    let (start, end) = (start.marked(marks), end.map(|end| end.marked(marks)));
    let date = match (open, end) {
        (None, None) => NewsDate::from_point(with_time(start, time)?)?,
        (None, Some(end)) => NewsDate::from_ends(End::Point(start), End::Point(end))?,
        (Some(open), None) => open.interval(start)?,
        (Some(_), Some(_)) => return Err(DateRule::Form),
    };
    Ok(ReadDate { date, warnings })
}

fn with_time(mut point: Point, time: Option<TimeOfDay>) -> Result<Point, DateRule> {
    // EDTF has no time beside a date in doubt, and none beside a month; the date is right without it.
    let is_plain_day = point.day.is_some() && point.marks == [Marks::default(); 3];
    if is_plain_day {
        point.time = time;
    } else if time.is_some() && point.day.is_none() {
        return Err(DateRule::Form);
    }
    Ok(point)
}

/// One open end, as a word before the date asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Open {
    Since,
    Until,
    Before,
    After,
}

impl Open {
    /// The interval that this word and a date make; *voor 1894* ends with 1893.
    fn interval(self, point: Point) -> Result<NewsDate, DateRule> {
        match self {
            Self::Since => NewsDate::from_ends(End::Point(point), End::Open),
            Self::Until => NewsDate::from_ends(End::Open, End::Point(point)),
            Self::Before => NewsDate::from_ends(End::Open, End::Point(neighbour(point, -1)?)),
            Self::After => NewsDate::from_ends(End::Point(neighbour(point, 1)?), End::Open),
        }
    }
}

/// The year, month or day just before (`-1`) or after (`1`) a date, no more precise than the date.
fn neighbour(point: Point, step: i64) -> Result<Point, DateRule> {
    let days = point.possible_days()?;
    let edge = if step < 0 { days.first } else { days.last };
    if edge == Day::FIRST || edge == Day::LAST {
        let year = if step < 0 { FIRST_YEAR - 1 } else { LAST_YEAR + 1 };
        return Err(DateRule::OutsideYears(year.to_string()));
    }
    let (year, month, day) = edge.plus_days(step).year_month_day();
    let beside = Point::of_year(year);
    Ok(match (point.month, point.day) {
        (None, _) => beside,
        (Some([b'0' | b'1', _]), None) => beside.with_month(month),
        _ => beside.with_month(month).with_day(day),
    })
}

/// A year in four digits.
fn full_year(year: Number) -> Result<Point, DateRule> {
    match year.digits {
        4 => Ok(Point::of_year(i32::try_from(year.value).unwrap_or(0))),
        2 => Err(DateRule::TwoDigitYear(format!("{:02}", year.value))),
        _ => Err(DateRule::Form),
    }
}
