//! Why a text is not a news date.

use thiserror::Error;

/// A text that cannot be read as a date: the text itself, the rule it breaks, and often a hint.
///
/// ```
/// use knipsel::date::NewsDate;
///
/// let error = NewsDate::parse("2021-02-30").unwrap_err();
/// assert_eq!(error.to_string(), "cannot read `2021-02-30` as a date: February 2021 has 28 days");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("cannot read `{value}` as a date: {rule}")]
pub struct DateError {
    value: String,
    rule: DateRule,
}

impl DateError {
    /// A date field that holds a whole article is shown by its beginning.
    const MAX_VALUE_CHARS: usize = 60;

    pub(super) fn new(value: &str, rule: DateRule) -> Self {
        let mut shown: String = value.chars().take(Self::MAX_VALUE_CHARS).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { value: shown, rule }
    }

    /// The text that was given, cut off after 60 characters.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The rule it breaks.
    pub fn rule(&self) -> &DateRule {
        &self.rule
    }

    /// What to write instead, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        let year_first = self.value.trim_start().bytes().take_while(u8::is_ascii_digit).count() == 4;
        match self.rule {
            DateRule::NoSuchMonth(_) if year_first => Some("write a month from 01 to 12, as in `2021-11`"),
            _ => self.rule.hint(),
        }
    }
}

/// The rules a date must keep.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DateRule {
    /// Nothing was given.
    #[error("there is nothing in it")]
    Empty,
    /// The year, as written, is not one of 1500 to 2200.
    #[error("{0} lies outside the years 1500 to 2200")]
    OutsideYears(String),
    /// There are twelve months, and the EDTF seasons 21 to 41.
    #[error("there is no month {0}")]
    NoSuchMonth(String),
    /// The day is 0.
    #[error("there is no day 0")]
    NoDayZero,
    /// The month has fewer days.
    #[error("{month} {year} has {days} days")]
    NoSuchDay {
        /// The English name of the month.
        month: &'static str,
        /// The year.
        year: i32,
        /// How many days the month has in that year.
        days: u8,
    },
    /// Digits that are left open (`X`) fit no day.
    #[error("no day of the calendar fits `{0}`")]
    NoDayFits(String),
    /// A season, quarter or half year has no numbered days.
    #[error("a season has no days of its own")]
    DayOfSeason,
    /// The time of the day does not exist.
    #[error("there is no time of the day `{0}`")]
    NoSuchTime(String),
    /// `[…]` or `{…}`.
    #[error("sets of dates are not read")]
    Set,
    /// Neither end of an interval or a span is given.
    #[error("an interval needs at least one end")]
    NoEnds,
    /// The second date comes before the first.
    #[error("it ends ({last}) before it begins ({first})")]
    EndsBeforeItBegins {
        /// The first date, as written.
        first: String,
        /// The second date, as written.
        last: String,
    },
    /// The year is missing.
    #[error("the year is missing")]
    NoYear,
    /// The year has two digits, so that the century is a guess.
    #[error("`{0}` leaves the century open")]
    TwoDigitYear(String),
    /// A decade such as *de jaren tien*, which two centuries have.
    #[error("`{0}` leaves the century open")]
    DecadeWithoutCentury(String),
    /// A word that is not part of a date.
    #[error("`{0}` is not a word of a date")]
    UnknownWord(String),
    /// What stands behind `±` is no length of time.
    #[error("`{0}` is no length of time")]
    Width(String),
    /// A filter such as `2020-`, which may mean the year or all that came since.
    #[error("a hyphen stands at its end")]
    HyphenAtEnd,
    /// Anything else: the text does not have the form of a date.
    #[error("it does not have the form of a date")]
    Form,
}

impl DateRule {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoSuchMonth(_) => {
                Some("write the day before the month, as in `16-11-2021`, or `2021-11-16`")
            }
            Self::NoDayZero => Some("leave out a day that is not known, as in `2021-11`"),
            Self::Width(_) => Some("write a number and a unit, as in `2021-11-16±3d`, with d, w, m or j"),
            Self::HyphenAtEnd => Some("write `2020..` for what came from then on, or `2020` for that year"),
            Self::Set => Some("write an interval, as in `2021-11/2021-12`"),
            Self::NoEnds => Some("write `2021/..` or `../2021`"),
            Self::EndsBeforeItBegins { .. } => Some("write the earlier date first"),
            Self::NoYear => Some("write the year in four digits, as in `16 november 2021`"),
            Self::TwoDigitYear(_) => Some("write the year in four digits, as in `16-11-2021`"),
            Self::DecadeWithoutCentury(_) => Some("name the century, as in `jaren tien van de 21e eeuw`"),
            Self::Empty | Self::UnknownWord(_) | Self::Form => {
                Some("write `2021-11-16`, `2021-11`, `2021`, `1894~` or `16 november 2021`")
            }
            _ => None,
        }
    }
}
