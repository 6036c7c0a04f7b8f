//! The time of the day that stands beside a date.

use std::fmt;

use super::error::DateRule;

/// A time as written, with its zone where one is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TimeOfDay {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: Option<u8>,
    pub(super) fraction: Option<Fraction>,
    pub(super) zone: Option<Zone>,
}

/// A fraction of a second: `.250` is 250 in three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fraction {
    value: u32,
    digits: u8,
}

/// The zone of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Zone {
    /// `Z`
    Utc,
    /// Whole hours from UTC, as in `+01`.
    Hours(i8),
    /// Minutes from UTC, as in `+01:00`.
    Minutes(i16),
}

impl TimeOfDay {
    /// Reads `08:30`, `08:30:00`, `08:30:00.25`, each also with `Z`, `+01` or `+01:00`.
    ///
    /// `24:00:00` and the leap second `23:59:60` are times of the day; digits of a fraction after the ninth are
    /// left out. `-00:00`, which stands for a zone nobody knows, is `Z`.
    pub(super) fn parse(text: &[u8]) -> Result<Self, DateRule> {
        Self::parse_or_none(text)
            .ok_or_else(|| DateRule::NoSuchTime(String::from_utf8_lossy(text).into_owned()))
    }

    fn parse_or_none(text: &[u8]) -> Option<Self> {
        let hour = two_digits(text.get(..2)?)?;
        let (minute, mut rest) = colon_and_two_digits(&text[2..])?;
        let mut second = None;
        let mut fraction = None;
        if let Some((value, after)) = colon_and_two_digits(rest) {
            (second, rest) = (Some(value), after);
            if let [b'.' | b',', after @ ..] = rest {
                let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
                fraction = Some(Fraction::parse(&after[..digits])?);
                rest = &after[digits..];
            }
        }
        let zone = if rest.is_empty() { None } else { Some(Zone::parse(rest)?) };
        Self::new(hour, minute, second, fraction, zone)
    }

    /// A time of those parts; `None` where the day has no such time.
    pub(super) fn new(
        hour: u8,
        minute: u8,
        second: Option<u8>,
        fraction: Option<Fraction>,
        zone: Option<Zone>,
    ) -> Option<Self> {
        let end_of_day = hour == 24 && minute == 0 && second.unwrap_or(0) == 0 && fraction.is_none();
        let within = hour < 24 && minute < 60 && second.is_none_or(|second| second <= 60);
        (end_of_day || within).then_some(Self { hour, minute, second, fraction, zone })
    }
}

impl Fraction {
    pub(super) fn parse(digits: &[u8]) -> Option<Self> {
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let kept = &digits[..digits.len().min(9)];
        let value = kept.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        Some(Self { value, digits: u8::try_from(kept.len()).unwrap_or(9) })
    }
}

impl Zone {
    fn parse(text: &[u8]) -> Option<Self> {
        let (sign, digits) = match text {
            b"Z" => return Some(Self::Utc),
            [b'+', digits @ ..] => (1, digits),
            [b'-', digits @ ..] => (-1, digits),
            _ => return None,
        };
        let hours = two_digits(digits.get(..2)?).filter(|hours| *hours < 24)?;
        if digits.len() == 2 {
            return Some(Self::from_hours(sign * i8::try_from(hours).ok()?));
        }
        let (minutes, rest) = colon_and_two_digits(&digits[2..])?;
        if minutes > 59 || !rest.is_empty() {
            return None;
        }
        Some(Self::from_minutes(i16::from(sign) * (i16::from(hours) * 60 + i16::from(minutes)), sign < 0))
    }

    fn from_hours(hours: i8) -> Self {
        Self::Hours(hours)
    }

    /// `negative` tells `-00:00` from `+00:00`.
    pub(super) fn from_minutes(minutes: i16, negative: bool) -> Self {
        if minutes == 0 && negative { Self::Utc } else { Self::Minutes(minutes) }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        if let Some(Fraction { value, digits }) = self.fraction {
            write!(f, ".{value:0width$}", width = usize::from(digits))?;
        }
        match self.zone {
            None => Ok(()),
            Some(Zone::Utc) => f.write_str("Z"),
            Some(Zone::Hours(hours)) => {
                write!(f, "{}{:02}", if hours < 0 { '-' } else { '+' }, hours.unsigned_abs())
            }
            Some(Zone::Minutes(minutes)) => {
                let size = minutes.unsigned_abs();
                write!(f, "{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, size / 60, size % 60)
            }
        }
    }
}

fn two_digits(text: &[u8]) -> Option<u8> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

fn colon_and_two_digits(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b':', digits @ ..] => Some((two_digits(digits.get(..2)?)?, &digits[2..])),
        _ => None,
    }
}
