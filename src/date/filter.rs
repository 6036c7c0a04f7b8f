//! What a date filter asks for: any date, a span of two dates, or words such as *vorige maand*.

use super::day::{Day, Weekday};
use super::edtf::NewsDate;
use super::error::{DateError, DateRule};
use super::span::DaySpan;
use super::words;

/// The days that a date filter asks for. The clock is passed in, so the answer can be repeated.
///
/// | write | days, where today is Tuesday 2021-11-16 |
/// |---|---|
/// | any date that [`NewsDate::read`] reads: `2021-11`, `16 nov. 2021`, `voorjaar 1953`, `jaren zestig`, `19e eeuw` | all it may mean |
/// | `2020..2021-06` | from the first day of the one to the last day of the other |
/// | `2020..`, `..2021-06` | with one end open |
/// | `2021-11-16±3d`, also `+-3d`, with `d`, `w`, `m`, `j` | 2021-11-13..2021-11-19 |
/// | `vandaag`, `gisteren`, `eergisteren` | that day |
/// | `deze week`, `deze maand`, `dit kwartaal`, `dit jaar` | the whole of it, weeks from Monday to Sunday |
/// | `vorige week`, `vorige maand`, `vorig kwartaal`, `vorig jaar` | the whole one before: 2021-10-01..2021-10-31 |
/// | `afgelopen week`, `afgelopen maand`, `afgelopen jaar` | as long as that, up to and with today: 2021-10-17..2021-11-16 |
/// | `afgelopen 30 dagen`, `laatste twee weken` | so many, today included: 2021-10-18..2021-11-16 |
/// | `afgelopen zondag` | the latest one before today |
/// | `3 dagen geleden`, `twee jaar geleden` | that day, week, month or year |
/// | `sinds gisteren`, `tot en met vorige maand` | with one end open |
///
/// *Afgelopen maand* is said both of the month before and of the weeks behind us; it is taken as the latter,
/// for who means the month before can say *vorige maand*. In a span both ends may be any of these:
/// `vorig jaar..gisteren`. The English `today`, `yesterday`, `this week`, `last month`, `past 30 days` are read too.
///
/// # Errors
///
/// Whatever [`NewsDate::read`] refuses, and a span that ends before it begins.
///
/// ```
/// use knipsel::date::{Day, parse_filter};
///
/// let today = Day::from_ymd(2021, 11, 16).unwrap();
/// assert_eq!(parse_filter("2020..2021-06", today)?.to_string(), "2020-01-01..2021-06-30");
/// assert_eq!(parse_filter("vorige maand", today)?.to_string(), "2021-10-01..2021-10-31");
///
/// let error = parse_filter("2021..2020", today).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "cannot read `2021..2020` as a date: it ends (2020) before it begins (2021)"
/// );
/// # Ok::<(), knipsel::date::DateError>(())
/// ```
pub fn parse_filter(text: &str, today: Day) -> Result<DaySpan, DateError> {
    let text = text.trim();
    // EDTF comes first, for it writes an open interval as `2021-11/..`.
    if let Ok(date) = NewsDate::parse(text) {
        return Ok(date.span());
    }
    let Some((from, to)) = text.split_once("..").or_else(|| text.split_once('…')) else {
        return one_date(text, today);
    };
    let (from, to) = (from.trim(), to.trim());
    let end = |text: &str| if text.is_empty() { Ok(None) } else { one_date(text, today).map(Some) };
    let (first, last) = match (end(from)?, end(to)?) {
        (None, None) => return Err(DateError::new(text, DateRule::NoEnds)),
        (from, to) => (from.map_or(Day::FIRST, |from| from.first), to.map_or(Day::LAST, |to| to.last)),
    };
    DaySpan::new(first, last).ok_or_else(|| {
        DateError::new(text, DateRule::EndsBeforeItBegins { first: from.to_owned(), last: to.to_owned() })
    })
}

/// A date, one with a width around it, or words that count from today.
fn one_date(text: &str, today: Day) -> Result<DaySpan, DateError> {
    if let Some((date, width)) = split_width(text) {
        let (count, unit) =
            width_of(width).ok_or_else(|| DateError::new(text, DateRule::Width(width.to_owned())))?;
        let span = one_date(date, today)?;
        let first = unit.later(span.first, -count);
        let last = unit.later(span.last, count);
        // A month's last day stays a last day: 2021-11 ± 1 month ends with the 31st of December.
        let whole_month =
            matches!(unit, Unit::Month | Unit::Quarter | Unit::Year) && span.last == span.last.month_end();
        return Ok(DaySpan { first, last: if whole_month { last.month_end() } else { last } });
    }
    if text.ends_with(['-', '–']) {
        return Err(DateError::new(text, DateRule::HyphenAtEnd));
    }
    let folded = words::fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    match relative(&words, today) {
        Some(span) => Ok(span),
        None => NewsDate::read(text).map(|read| read.date.span()),
    }
}

/// Splits `2021-11-16±3d` into the date and the width. Before a date `±` says that it is about right.
fn split_width(text: &str) -> Option<(&str, &str)> {
    let (date, width) = ["±", "+/-", "+-"].iter().find_map(|sign| text.split_once(sign))?;
    let (date, width) = (date.trim(), width.trim());
    (!date.is_empty()).then_some((date, width))
}

/// Reads `3d` as 3 and days.
fn width_of(width: &str) -> Option<(i64, Unit)> {
    let width = words::fold(width);
    let digits = width.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = width.split_at(digits);
    let count: u32 = count.parse().ok()?;
    let unit = match unit.trim() {
        "d" => Unit::Day,
        "w" => Unit::Week,
        "m" => Unit::Month,
        "j" | "y" => Unit::Year,
        name => Unit::named(name)?,
    };
    Some((i64::from(count), unit))
}

/// A length of time that filters count in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    fn named(folded: &str) -> Option<Self> {
        Some(match folded {
            "dag" | "dagen" | "day" | "days" => Self::Day,
            "week" | "weken" | "weeks" => Self::Week,
            "maand" | "maanden" | "month" | "months" => Self::Month,
            "kwartaal" | "kwartalen" | "quarter" | "quarters" => Self::Quarter,
            "jaar" | "jaren" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    /// The day so many of these later.
    fn later(self, day: Day, count: i64) -> Day {
        match self {
            Self::Day => day.plus_days(count),
            Self::Week => day.plus_days(count * 7),
            Self::Month => day.plus_months(count),
            Self::Quarter => day.plus_months(count * 3),
            Self::Year => day.plus_months(count * 12),
        }
    }

    /// The whole week, month and so on in which a day lies.
    fn around(self, day: Day) -> DaySpan {
        let months = |first: u8, count: i64| {
            let first = day.month_start().plus_months(i64::from(first) - i64::from(day.month()));
            DaySpan { first, last: first.plus_months(count - 1).month_end() }
        };
        match self {
            Self::Day => DaySpan::of_day(day),
            Self::Week => {
                let monday = -i64::from(day.weekday() as u8);
                DaySpan { first: day.plus_days(monday), last: day.plus_days(monday + 6) }
            }
            Self::Month => months(day.month(), 1),
            Self::Quarter => months((day.month() - 1) / 3 * 3 + 1, 3),
            Self::Year => months(1, 12),
        }
    }
}

/// Words that count from today; `None` where they are something else.
fn relative(words: &[&str], today: Day) -> Option<DaySpan> {
    let last = |count: i64, unit: Unit| {
        let first = unit.later(today, -count).plus_days(1);
        DaySpan::new(first, today)
    };
    match words {
        ["de" | "het" | "in" | "the", rest @ ..] => relative(rest, today),
        ["sinds" | "sedert" | "vanaf" | "since", rest @ ..] => {
            Some(DaySpan { last: Day::LAST, ..relative(rest, today)? })
        }
        ["tot", "en", "met", rest @ ..] | ["tot" | "t/m" | "until", rest @ ..] => {
            Some(DaySpan { first: Day::FIRST, ..relative(rest, today)? })
        }
        ["vandaag" | "heden" | "today"] => Some(today.into()),
        ["gisteren" | "yesterday"] => Some(today.plus_days(-1).into()),
        ["eergisteren"] => Some(today.plus_days(-2).into()),
        ["deze" | "dit" | "this", unit] => Some(Unit::named(unit)?.around(today)),
        ["vorige" | "vorig" | "last", unit] if Unit::named(unit).is_some() => {
            let unit = Unit::named(unit)?;
            Some(unit.around(unit.later(today, -1)))
        }
        ["afgelopen" | "voorbye" | "laatste" | "past", unit] if Unit::named(unit).is_some() => {
            last(1, Unit::named(unit)?)
        }
        ["afgelopen" | "voorbye" | "laatste" | "past" | "last", count, unit] => {
            last(count_of(count)?, Unit::named(unit)?)
        }
        ["afgelopen", weekday] => Some(latest(words::weekday(weekday)?, today).into()),
        [count, unit, "geleden" | "ago"] => {
            let unit = Unit::named(unit)?;
            Some(unit.around(unit.later(today, -count_of(count)?)))
        }
        _ => None,
    }
}

/// The latest such day of the week before today.
fn latest(weekday: Weekday, today: Day) -> Day {
    let back = (today.weekday() as i64 - weekday as i64).rem_euclid(7);
    today.plus_days(if back == 0 { -7 } else { -back })
}

/// A number in digits or, up to twelve, in letters; at least 1.
fn count_of(folded: &str) -> Option<i64> {
    const NUMBERS: [&str; 12] =
        ["een", "twee", "drie", "vier", "vyf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"];
    if let Some(place) = NUMBERS.iter().position(|number| *number == folded) {
        return i64::try_from(place + 1).ok();
    }
    folded.parse::<u32>().ok().filter(|count| *count > 0).map(i64::from)
}
