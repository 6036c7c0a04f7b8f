//! Dates of digits alone: `20211116`, `20211116T083000Z`, and the seconds since 1970 that programs write.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::day::Day;
use super::edtf::NewsDate;
use super::error::DateRule;
use super::point::Point;
use super::time::{Fraction, TimeOfDay, Zone};

/// The zone of a source that states none.
///
/// A machine without a time zone database gets the rule of the European Union, which is right for every second
/// that is written in ten digits.
static AMSTERDAM: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Europe/Amsterdam").or_else(|_| TimeZone::posix(RULE_OF_THE_UNION)).unwrap_or(TimeZone::UTC)
});

/// Summer time from the last Sunday of March to the last of October, as since 1996.
const RULE_OF_THE_UNION: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// Reads a date that begins with at least eight digits; `None` where the text is none of these forms. A number
/// that begins with 0 is none either: it is an id.
pub(super) fn read(text: &str) -> Option<Result<NewsDate, DateRule>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if number.starts_with('0') {
        return None;
    }
    match digits {
        8 if rest.is_empty() => Some(day_of_digits(number).and_then(NewsDate::from_point)),
        8 => {
            let rest = rest.strip_prefix(['T', 't', ' '])?;
            let time = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (time, zone) = rest.split_at(time);
            matches!(time.len(), 4 | 6).then(|| day_and_time(number, time, zone))
        }
        12 | 14 => Some(day_and_time(&number[..8], &number[8..], rest)),
        10 if rest.is_empty() || is_fraction(rest) => Some(instant(number.parse().ok()?, 0)),
        13 if rest.is_empty() => {
            let milliseconds: i64 = number.parse().ok()?;
            Some(instant(milliseconds / 1000, milliseconds % 1000))
        }
        _ => None,
    }
}

impl Day {
    /// The day in Europe/Amsterdam at an instant, given in seconds since 1970-01-01T00:00:00Z; `None` outside
    /// the years 1500 to 2200.
    ///
    /// ```
    /// use knipsel::date::Day;
    ///
    /// // A quarter to one at night in Amsterdam, still the day before in Greenwich.
    /// assert_eq!(Day::in_amsterdam(1_637_019_900).unwrap().to_string(), "2021-11-16");
    /// assert_eq!(Day::in_amsterdam(i64::MAX), None);
    /// ```
    pub fn in_amsterdam(seconds_since_1970: i64) -> Option<Self> {
        let instant = Timestamp::from_second(seconds_since_1970).ok()?;
        let date = AMSTERDAM.to_datetime(instant).date();
        Self::from_ymd(
            i32::from(date.year()),
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        )
    }
}

fn is_fraction(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Eight digits: year, month, day.
fn day_of_digits(digits: &str) -> Result<Point, DateRule> {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u8>().ok());
    let (Ok(year), Some(month), Some(day)) = (digits[..4].parse(), part(4..6), part(6..8)) else {
        return Err(DateRule::Form);
    };
    Ok(Point::of_year(year).with_month(month).with_day(day))
}

/// Eight digits of a day, four or six of a time, and perhaps a zone.
fn day_and_time(day: &str, time: &str, zone: &str) -> Result<NewsDate, DateRule> {
    let mut point = day_of_digits(day)?;
    let colons: Vec<&str> = (0..time.len()).step_by(2).map(|at| &time[at..at + 2]).collect();
    let mut written = colons.join(":");
    match zone.as_bytes() {
        // `+0100`
        [b'+' | b'-', digits @ ..] if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit) => {
            written.push_str(&zone[..3]);
            written.push(':');
            written.push_str(&zone[3..]);
        }
        _ => written.push_str(&zone.to_uppercase()),
    }
    point.time = Some(TimeOfDay::parse(written.as_bytes())?);
    NewsDate::from_point(point)
}

/// An instant, written as the time that clocks in the Netherlands showed.
fn instant(seconds: i64, milliseconds: i64) -> Result<NewsDate, DateRule> {
    let instant = Timestamp::from_second(seconds).map_err(|_| DateRule::Form)?;
    let clock = AMSTERDAM.to_offset(instant);
    let local = clock.to_datetime(instant);
    let small = |part: i8| u8::try_from(part).map_err(|_| DateRule::Form);
    let mut point = Point::of_year(i32::from(local.year()))
        .with_month(small(local.month())?)
        .with_day(small(local.day())?);
    let zone = Zone::from_minutes(i16::try_from(clock.seconds() / 60).map_err(|_| DateRule::Form)?, false);
    let fraction =
        if milliseconds == 0 { None } else { Fraction::parse(format!("{milliseconds:03}").as_bytes()) };
    let (hour, minute, second) = (small(local.hour())?, small(local.minute())?, small(local.second())?);
    point.time = TimeOfDay::new(hour, minute, Some(second), fraction, Some(zone));
    NewsDate::from_point(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_agrees_with_the_database() {
        let Ok(database) = TimeZone::get("Europe/Amsterdam") else {
            eprintln!("left out: this machine has no time zone database");
            return;
        };
        let rule = TimeZone::posix(RULE_OF_THE_UNION).unwrap();
        // From the first second of ten digits, every three hours for twenty years.
        for seconds in (1_000_000_000..1_630_000_000).step_by(3 * 3600) {
            let instant = Timestamp::from_second(seconds).unwrap();
            assert_eq!(rule.to_offset(instant), database.to_offset(instant), "{instant}");
        }
    }
}
