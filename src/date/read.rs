//! Reading a date as a record holds it: EDTF, other ISO forms, mail headers, Dutch print.

use std::fmt;

use super::day::{Day, Weekday};
use super::edtf::NewsDate;
use super::error::{DateError, DateRule};
use super::{compact, dutch};

/// A date, and what is odd about the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDate {
    /// The date.
    pub date: NewsDate,
    /// What does not fit, though the date could be read. Hardly ever more than one.
    pub warnings: Vec<DateWarning>,
}

/// Something odd about a date that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateWarning {
    /// The day of the week is not the one that the date had. The date is taken, for it says more.
    OtherWeekday {
        /// The day of the week as written.
        written: String,
        /// The date beside it.
        day: Day,
        /// The day of the week it really was.
        weekday: Weekday,
    },
}

impl fmt::Display for DateWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherWeekday { written, day, weekday } => {
                write!(f, "`{written}` does not fit {day}, which was a {weekday} ({})", weekday.dutch_name())
            }
        }
    }
}

impl NewsDate {
    /// Reads a date as a record of an archive holds it.
    ///
    /// | form | examples |
    /// |---|---|
    /// | EDTF | all that [`NewsDate::parse`] reads |
    /// | other ISO forms | `20211116`, `2021/11/16`, `2021-11-16 08:30:00`, `20211116T083000Z` |
    /// | mail and web headers | `Tue, 16 Nov 2021 08:30:00 +0100` |
    /// | seconds or milliseconds since 1970 | `1637049600`, `1637049600000`: the time in Europe/Amsterdam |
    /// | digits, day first | `16-11-2021`, `16/11/2021`, `16.11.2021`, `11-2021` |
    /// | Dutch print | `dinsdag 16 november 2021`, `16 nov. 2021`, `Amsterdam, den 12den Mei 1894`, `Bloeimaand 1811` |
    /// | several days or months | `maart-april 1953`, `13/14 november 2021`, `van 1 t/m 5 mei 1894` |
    /// | seasons, quarters | `voorjaar 1953`, `winter 1962/63`, `eerste kwartaal 2021` |
    /// | decades, centuries | `jaren zestig` (of the twentieth century), `jaren '60`, `19e eeuw` (as `18XX`), `189?` |
    /// | in doubt | `ca. 1894`, `omstreeks mei 1894`, `12 mei 1894 (?)` |
    /// | open | `sinds 2020`, `vanaf mei 2020`, `tot en met 2020`, `voor 1894`, `na 1894` |
    ///
    /// Case, accents and full stops of abbreviations do not matter. English names are read too, and `Nov 16,
    /// 2021`; digits alone are never month first.
    ///
    /// # Errors
    ///
    /// A date without a year, a year in two digits, a day that does not exist, and all else.
    ///
    /// ```
    /// use knipsel::date::NewsDate;
    ///
    /// let read = NewsDate::read("maandag 16 november 2021")?;
    /// assert_eq!(read.date.to_string(), "2021-11-16");
    /// assert_eq!(
    ///     read.warnings[0].to_string(),
    ///     "`maandag` does not fit 2021-11-16, which was a Tuesday (dinsdag)"
    /// );
    ///
    /// let error = NewsDate::read("16-11-21").unwrap_err();
    /// assert_eq!(error.to_string(), "cannot read `16-11-21` as a date: `21` leaves the century open");
    /// assert_eq!(error.hint(), Some("write the year in four digits, as in `16-11-2021`"));
    /// # Ok::<(), knipsel::date::DateError>(())
    /// ```
    pub fn read(text: &str) -> Result<ReadDate, DateError> {
        let text = text.trim();
        let error = match Self::parse(text) {
            Ok(date) => return Ok(ReadDate { date, warnings: Vec::new() }),
            Err(error) => error,
        };
        // Other rules say that it is EDTF, but breaks one; print would only be more forgiving.
        if !matches!(error.rule(), DateRule::Form | DateRule::NoSuchTime(_)) {
            return Err(error);
        }
        if text.len() > MAX_BYTES {
            return Err(error);
        }
        let text = without_zone_name(text);
        if let Some(result) = compact::read(text) {
            return match result {
                Ok(date) => Ok(ReadDate { date, warnings: Vec::new() }),
                Err(rule) => Err(DateError::new(text, rule)),
            };
        }
        if let Some(date) = open_year(text) {
            return Ok(ReadDate { date, warnings: Vec::new() });
        }
        dutch::read(text).map_err(|rule| DateError::new(text, rule))
    }
}

/// A date is short; what is longer is something else in the date's place.
const MAX_BYTES: usize = 160;

/// Cuts off the name of a zone that some programs add: `2021-11-16T08:30+01:00[Europe/Amsterdam]`.
fn without_zone_name(text: &str) -> &str {
    match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        Some((time, name)) if !time.is_empty() && name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            time.trim_end()
        }
        _ => text,
    }
}

/// A year whose last digits nobody knew, as catalogues write it: `189?`, `18??`, `189x`, `18--`.
fn open_year(text: &str) -> Option<NewsDate> {
    let bytes: &[u8; 4] = text.as_bytes().try_into().ok()?;
    let known = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let open = bytes.get(known)?;
    let same = bytes[known..].iter().all(|byte| byte == open);
    if !(2..4).contains(&known) || !same || !matches!(open, b'?' | b'x' | b'-') {
        return None;
    }
    let mut edtf = text[..known].to_owned();
    edtf.extend(std::iter::repeat_n('X', 4 - known));
    NewsDate::parse(&edtf).ok()
}
