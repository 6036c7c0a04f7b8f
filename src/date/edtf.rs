//! EDTF, the Extended Date/Time Format of ISO 8601-2: reading and printing.

use std::fmt;
use std::str::FromStr;

use super::day::Day;
use super::error::{DateError, DateRule};
use super::point::{Marks, Point};
use super::span::DaySpan;
use super::time::TimeOfDay;

/// A date as precise as its source: a day, a month, a year, a decade, an interval.
///
/// Two news dates are equal when they say the same, not when they may mean the same days: `2021-11` is not
/// `2021-11-01/2021-11-30`. Printing and parsing again gives an equal date.
///
/// ```
/// use knipsel::date::NewsDate;
///
/// let date = NewsDate::parse("189X~")?;
/// assert_eq!(date.span().to_string(), "1890-01-01..1899-12-31");
/// assert_eq!(date.to_string(), "189X~");
/// assert!(date.is_approximate());
/// # Ok::<(), knipsel::date::DateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewsDate {
    form: Form,
    span: DaySpan,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Point(Point),
    Interval(End, End),
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    Point(Point),
    /// `..`: it has no end.
    Open,
    /// Nothing written: it has an end that nobody knows.
    Unknown,
}

impl NewsDate {
    /// Reads EDTF: level 0 and 1, and of level 2 what newspapers need.
    ///
    /// | form | examples |
    /// |---|---|
    /// | day, month, year | `2021-11-16`, `2021-11`, `2021` |
    /// | with a time | `2021-11-16T08:30:00`, `2021-11-16T08:30:00Z`, `2021-11-16T08:30:00.5+01:00` |
    /// | interval | `2018-09/2018-11`, `2021-11/..`, `../2021`, `2021/` (end unknown), `1894~/1895?` |
    /// | season, quarter, half | `2021-21` (spring) to `2021-24` (winter), `2021-33` to `2021-36`, `2021-40` |
    /// | uncertain, approximate, both | `1894?`, `1894-05~`, `1894-05-12%`, on a part: `1894-05~-12`, `1894-?05-12` |
    /// | open digits | `189X`, `18XX`, `1894-XX`, `1894-05-XX`, `1894-XX-XX`, `18X4`, `1894-XX-12` |
    /// | significant digits | `1950S2` |
    ///
    /// Days are those of Europe/Amsterdam. Where a zone is stated, the day is the one written, which is the day
    /// of that zone; nothing is converted.
    ///
    /// # Errors
    ///
    /// Anything else, days that do not exist, years outside 1500 to 2200 (so also years below zero and those
    /// written with `Y`), sets (`[1894, 1895]`), and intervals that end before they begin.
    ///
    /// ```
    /// use knipsel::date::NewsDate;
    ///
    /// let date = NewsDate::parse("2018-09/2018-11")?;
    /// assert_eq!(date.span().to_string(), "2018-09-01..2018-11-30");
    ///
    /// let error = NewsDate::parse("1900-02-29").unwrap_err();
    /// assert_eq!(error.to_string(), "cannot read `1900-02-29` as a date: February 1900 has 28 days");
    /// # Ok::<(), knipsel::date::DateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        parse(text.as_bytes()).map_err(|rule| DateError::new(text, rule))
    }

    /// The first and the last day it may mean.
    ///
    /// Marks of doubt do not widen it, for nobody can say by how much. An end that is open or unknown reaches to
    /// [`Day::FIRST`] or [`Day::LAST`].
    pub fn span(&self) -> DaySpan {
        self.span
    }

    /// The days among which it lies for certain: those that it may mean, unless a part is marked as doubtful or about
    /// right. Then all that the parts before that one mean, and where it is the year every day there is.
    ///
    /// ```
    /// use knipsel::date::{DaySpan, NewsDate};
    ///
    /// let certain = |text: &str| NewsDate::parse(text).map(|date| date.certain_span().to_string());
    /// assert_eq!(certain("1894-05")?, "1894-05-01..1894-05-31");
    /// assert_eq!(certain("1894-~05")?, "1894-01-01..1894-12-31");
    /// assert_eq!(NewsDate::parse("1894~")?.certain_span(), DaySpan::ALL);
    /// # Ok::<(), knipsel::date::DateError>(())
    /// ```
    pub fn certain_span(&self) -> DaySpan {
        match self.form {
            Form::Point(point) => point.certain_days(),
            Form::Interval(start, end) => DaySpan {
                first: start.certain_days().map_or(Day::FIRST, |days| days.first),
                last: end.certain_days().map_or(Day::LAST, |days| days.last),
            },
        }
    }

    /// Whether it, or a part of it, is marked as about right (`~` or `%`).
    pub fn is_approximate(&self) -> bool {
        self.any_mark(|marks| marks.approximate)
    }

    /// Whether it, or a part of it, is marked as doubtful (`?` or `%`).
    pub fn is_uncertain(&self) -> bool {
        self.any_mark(|marks| marks.uncertain)
    }

    /// Whether it has two ends, be they open.
    pub fn is_interval(&self) -> bool {
        matches!(self.form, Form::Interval(..))
    }

    /// A single date; an error where it does not exist.
    pub(super) fn from_point(point: Point) -> Result<Self, DateRule> {
        Ok(Self { span: point.possible_days()?, form: Form::Point(point) })
    }

    /// An interval; an error where an end does not exist or it ends before it begins.
    pub(super) fn from_ends(start: End, end: End) -> Result<Self, DateRule> {
        let first = start.possible_days()?.map(|days| days.first);
        let last = end.possible_days()?.map(|days| days.last);
        if first.is_none() && last.is_none() {
            return Err(DateRule::NoEnds);
        }
        let span = DaySpan::new(first.unwrap_or(Day::FIRST), last.unwrap_or(Day::LAST));
        let span = span.ok_or_else(|| DateRule::EndsBeforeItBegins {
            first: start.to_string(),
            last: end.to_string(),
        })?;
        Ok(Self { form: Form::Interval(start, end), span })
    }

    fn any_mark(&self, asked: impl Fn(&Marks) -> bool) -> bool {
        let ends = match self.form {
            Form::Point(point) => [End::Point(point), End::Unknown],
            Form::Interval(start, end) => [start, end],
        };
        ends.iter().any(|end| matches!(end, End::Point(point) if point.marks.iter().any(&asked)))
    }
}

impl From<Day> for NewsDate {
    fn from(day: Day) -> Self {
        let (year, month, day_of_month) = day.year_month_day();
        let point = Point::of_year(year).with_month(month).with_day(day_of_month);
        Self { form: Form::Point(point), span: DaySpan::of_day(day) }
    }
}

impl FromStr for NewsDate {
    type Err = DateError;

    /// As [`NewsDate::parse`].
    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl fmt::Display for NewsDate {
    /// As EDTF writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Point(point) => point.fmt(f),
            Form::Interval(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl End {
    fn parse(text: &[u8]) -> Result<Self, DateRule> {
        match text {
            b"" => Ok(Self::Unknown),
            b".." => Ok(Self::Open),
            _ => Ok(Self::Point(parse_point(text)?)),
        }
    }

    fn possible_days(&self) -> Result<Option<DaySpan>, DateRule> {
        match self {
            Self::Point(point) => point.possible_days().map(Some),
            Self::Open | Self::Unknown => Ok(None),
        }
    }

    fn certain_days(&self) -> Option<DaySpan> {
        match self {
            Self::Point(point) => Some(point.certain_days()),
            Self::Open | Self::Unknown => None,
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point(point) => point.fmt(f),
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
        }
    }
}

fn parse(text: &[u8]) -> Result<NewsDate, DateRule> {
    match text {
        [] => return Err(DateRule::Empty),
        [b'[' | b'{', ..] => return Err(DateRule::Set),
        _ => {}
    }
    match text.iter().position(|byte| *byte == b'/') {
        None => NewsDate::from_point(parse_point(text)?),
        Some(slash) => {
            let (start, end) = (&text[..slash], &text[slash + 1..]);
            NewsDate::from_ends(End::parse(start)?, End::parse(end)?)
        }
    }
}

/// Reads one date that is not an interval. Whether it exists is for [`Point::possible_days`] to tell.
fn parse_point(text: &[u8]) -> Result<Point, DateRule> {
    let mut rest = Rest(text);
    refuse_long_years(text)?;

    let before = rest.marks();
    let year = *rest.part::<4>()?;
    let significant_digits = match rest.0 {
        [b'S', digit @ b'1'..=b'4', after @ ..] if year.iter().all(u8::is_ascii_digit) => {
            rest.0 = after;
            digit - b'0'
        }
        _ => 0,
    };
    let behind = rest.marks();
    let mut point =
        Point { year, significant_digits, month: None, day: None, marks: [Marks::default(); 3], time: None };
    point.marks[0] = before.and(behind);
    if significant_digits > 0 && !rest.0.is_empty() {
        return Err(DateRule::Form);
    }
    if rest.skip(b'-') {
        let before = rest.marks();
        point.month = Some(*rest.part::<2>()?);
        point.marks[1] = before;
        point = point.marked(rest.marks());
        if rest.skip(b'-') {
            let before = rest.marks();
            point.day = Some(*rest.part::<2>()?);
            point.marks[2] = before;
            point = point.marked(rest.marks());
            if let [b'T', time @ ..] = rest.0 {
                let whole_day = text.iter().take(10).all(|byte| byte.is_ascii_digit() || *byte == b'-');
                if !whole_day || rest.0.len() + 10 != text.len() {
                    return Err(DateRule::Form);
                }
                point.time = Some(TimeOfDay::parse(time)?);
                return Ok(point);
            }
        }
    }
    if rest.0.is_empty() { Ok(point) } else { Err(DateRule::Form) }
}

/// Years below zero, and years of more than four digits with the `Y` that EDTF asks for: none of them is one of
/// a newspaper.
fn refuse_long_years(text: &[u8]) -> Result<(), DateRule> {
    let ([b'Y', b'-', digits @ ..] | [b'Y' | b'-', digits @ ..]) = text else { return Ok(()) };
    let end = if text[0] == b'Y' { digits.len() } else { digits.len().min(4) };
    let number = &digits[..end];
    let is_number = !number.is_empty()
        && number.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'E' | b'S' | b'X'));
    // A year of four digits has no `Y`.
    let is_year = text[0] != b'Y' || end > 4 || number.contains(&b'E');
    if is_number && is_year && digits[0].is_ascii_digit() {
        let shown = &text[..text.len() - (digits.len() - end)];
        return Err(DateRule::OutsideYears(String::from_utf8_lossy(shown).into_owned()));
    }
    Err(DateRule::Form)
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn skip(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, after)) if *first == byte => {
                self.0 = after;
                true
            }
            _ => false,
        }
    }

    fn marks(&mut self) -> Marks {
        let Some(marks) = self.0.first().and_then(|byte| Marks::from_byte(*byte)) else {
            return Marks::default();
        };
        self.0 = &self.0[1..];
        marks
    }

    /// The next `N` digits or `X`s.
    fn part<const N: usize>(&mut self) -> Result<&'a [u8; N], DateRule> {
        let (part, after) = self.0.split_first_chunk::<N>().ok_or(DateRule::Form)?;
        if !part.iter().all(|byte| byte.is_ascii_digit() || *byte == b'X') {
            return Err(DateRule::Form);
        }
        self.0 = after;
        Ok(part)
    }
}
