//! Cron expressions, and the same moments in systemd's words.
//!
//! The fields are read here and not by a crate. Most find the next moment and do not give the fields, which systemd needs;
//! `croner` gives them, but reads seconds, years, `L`, `W` and `#` as well, which the user's cron does not, does not say which
//! field is wrong, and brings in five other crates for two hundred lines.

mod next;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use crate::error::{Error, ErrorKind, Result};

/// A cron expression: minute, hour, day of the month, month, day of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    text: String,
    minutes: Field,
    hours: Field,
    days: Field,
    months: Field,
    /// From 0 for Sunday to 6 for Saturday.
    weekdays: Field,
}

/// The values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    /// Whether it begins with `*`, which decides how the two fields of days go together.
    star: bool,
    values: BTreeSet<u8>,
}

/// What a field is called, and what it may be.
struct Kind {
    name: &'static str,
    values: RangeInclusive<u8>,
    /// Names in place of numbers, the first for the first value.
    names: &'static [&'static str],
}

const MINUTE: Kind = Kind { name: "minute", values: 0..=59, names: &[] };
const HOUR: Kind = Kind { name: "hour", values: 0..=23, names: &[] };
const DAY: Kind = Kind { name: "day of the month", values: 1..=31, names: &[] };
const MONTH: Kind = Kind {
    name: "month",
    values: 1..=12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
const WEEKDAY: Kind = Kind {
    name: "day of the week",
    values: 0..=7,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

/// Short names of common expressions, as cron has them.
const SHORT: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

const MONTH_DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Cron {
    /// Reads an expression of five fields, or a short name such as `@daily`.
    ///
    /// # Errors
    ///
    /// Fails where a field is missing or has a value that it may not have, and where no day fits; the message names
    /// the field and what it may be.
    pub fn parse(text: &str) -> Result<Self> {
        let short = SHORT.iter().find(|(name, _)| *name == text.trim());
        let written = short.map_or(text, |(_, meaning)| meaning);
        let fields: Vec<&str> = written.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields[..] else {
            let count = match fields.len() {
                1 => "1 field".to_owned(),
                count => format!("{count} fields"),
            };
            let what = format!("the cron expression `{text}` has {count} and not five");
            let hint =
                "write minute, hour, day of the month, month and day of the week: --cron \"0 6 * * *\"";
            return Err(Error::new(ErrorKind::Usage, what).hint(hint));
        };
        let mut weekdays = WEEKDAY.parse(weekday, text)?;
        if weekdays.values.remove(&7) {
            weekdays.values.insert(0);
        }
        let cron = Self {
            text: fields.join(" "),
            minutes: MINUTE.parse(minute, text)?,
            hours: HOUR.parse(hour, text)?,
            days: DAY.parse(day, text)?,
            months: MONTH.parse(month, text)?,
            weekdays,
        };
        let days_of = |month: &u8| MONTH_DAYS[usize::from(*month) - 1];
        let longest = cron.months.values.iter().map(days_of).max().unwrap_or(0);
        if cron.weekdays.star && cron.days.values.first().is_some_and(|first| *first > longest) {
            let what = format!(
                "the cron expression `{text}` never comes: no month of it has a day {}",
                cron.days.values.first().unwrap_or(&0)
            );
            return Err(
                Error::new(ErrorKind::Usage, what).hint(format!("name a day of the month up to {longest}"))
            );
        }
        Ok(cron)
    }

    /// The same moments as values of systemd's `OnCalendar=`, in local time.
    ///
    /// There are two where both a day of the month and a day of the week are named: cron means one or the other
    /// then, and systemd both together.
    pub fn calendar(&self) -> Vec<String> {
        let months = numbers(&self.months, &MONTH);
        let time = format!("{}:{}:00", numbers(&self.hours, &HOUR), numbers(&self.minutes, &MINUTE));
        let days = numbers(&self.days, &DAY);
        let weekdays = self.weekday_names();
        let line = |weekdays: &str, days: &str| format!("{weekdays}*-{months}-{days} {time}");
        if self.days.star || self.weekdays.star {
            vec![line(&weekdays, &days)]
        } else {
            vec![line("", &days), line(&weekdays, "*")]
        }
    }

    /// The days of the week with a space behind them, or nothing where every day is meant. systemd counts from Monday.
    fn weekday_names(&self) -> String {
        if self.weekdays.values.len() == 7 {
            return String::new();
        }
        let from_monday: BTreeSet<u8> = self.weekdays.values.iter().map(|day| (day + 6) % 7).collect();
        let name = |day: u8| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][usize::from(day)].to_owned();
        format!("{} ", listed(&from_monday, name))
    }
}

/// The five fields, as they were written.
impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Kind {
    fn parse(&self, written: &str, text: &str) -> Result<Field> {
        let mut values = BTreeSet::new();
        for item in written.split(',') {
            let (range, step) = match item.split_once('/') {
                Some((range, step)) => (range, Some(step)),
                None => (item, None),
            };
            let (first, last) = if range == "*" {
                (*self.values.start(), *self.values.end())
            } else if let Some((first, last)) = range.split_once('-') {
                (self.value(first, item, text)?, self.value(last, item, text)?)
            } else if step.is_none() {
                let value = self.value(range, item, text)?;
                (value, value)
            } else {
                // Some crons read `5/15` as `5-59/15`, others refuse it.
                let last = self.values.end();
                let hint = format!(
                    "write {range}-{last}/{} for every such step from {range} on",
                    step.unwrap_or("")
                );
                return Err(self.wrong(item, text, "is a step without a span").hint(hint));
            };
            if first > last {
                return Err(self.wrong(item, text, "ends before it begins").hint(format!(
                    "write {first}-{},{}-{last}",
                    self.values.end(),
                    self.values.start()
                )));
            }
            let step = match step.map(str::parse::<u8>) {
                None => 1,
                Some(Ok(step)) if step > 0 => step,
                Some(_) => {
                    return Err(self
                        .wrong(item, text, "has a step that is not a number from 1 on")
                        .hint(self.may_be()));
                }
            };
            values.extend((first..=last).step_by(usize::from(step)));
        }
        Ok(Field { star: written.starts_with('*'), values })
    }

    fn value(&self, written: &str, item: &str, text: &str) -> Result<u8> {
        let number = written.parse::<u8>().ok().filter(|_| written.bytes().all(|b| b.is_ascii_digit()));
        let name = self.names.iter().position(|name| name.eq_ignore_ascii_case(written));
        let value =
            number.or_else(|| name.and_then(|at| u8::try_from(at).ok()).map(|at| at + self.first_named()));
        value.filter(|value| self.values.contains(value)).ok_or_else(|| {
            let may_be = self.may_be();
            self.wrong(item, text, "cannot be").hint(may_be)
        })
    }

    fn first_named(&self) -> u8 {
        *self.values.start()
    }

    fn wrong(&self, item: &str, text: &str, why: &str) -> Error {
        Error::new(
            ErrorKind::Usage,
            format!("the {} `{item}` of the cron expression `{text}` {why}", self.name),
        )
    }

    fn may_be(&self) -> String {
        let names = match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!(" or {first} to {last}"),
            _ => String::new(),
        };
        format!(
            "the {} is {} to {}{names}, a span such as 1-5, a list such as 1,3, a step such as */2, or *",
            self.name,
            self.values.start(),
            self.values.end()
        )
    }
}

/// The values of a field as systemd writes them.
fn numbers(field: &Field, kind: &Kind) -> String {
    if kind.values.clone().all(|value| field.values.contains(&value)) {
        return "*".to_owned();
    }
    listed(&field.values, |value| format!("{value:02}"))
}

/// A list in which three or more in a row are a span.
fn listed(values: &BTreeSet<u8>, name: impl Fn(u8) -> String) -> String {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for &value in values {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == value => *last = value,
            _ => runs.push((value, value)),
        }
    }
    let run = |(first, last): &(u8, u8)| match last - first {
        0 => name(*first),
        1 => format!("{},{}", name(*first), name(*last)),
        _ => format!("{}..{}", name(*first), name(*last)),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(Cron::parse(text).map(|cron| cron.calendar()).unwrap(), expect, "{text}");
    }

    #[test]
    fn the_same_moments_for_systemd() {
        check("* * * * *", &["*-*-* *:*:00"]);
        check("*/15 * * * *", &["*-*-* *:00,15,30,45:00"]);
        check("0 6 * * *", &["*-*-* 06:00:00"]);
        check(" 5  0,12-14 1,2 JAN,mar *", &["*-01,03-01,02 00,12..14:05:00"]);
        check("0 6 * * 1-5", &["Mon..Fri *-*-* 06:00:00"]);
        check("0 6 * * 5-7", &["Fri..Sun *-*-* 06:00:00"]);
        check("0 6 * * 0", &["Sun *-*-* 06:00:00"]);
        check("0 6 * * 7", &["Sun *-*-* 06:00:00"]);
        check("0 6 * * sat,Sun", &["Sat,Sun *-*-* 06:00:00"]);
        check("0 6 * * 0-6", &["*-*-* 06:00:00"]);
        check("10-50/20 8 */10 * *", &["*-*-01,11,21,31 08:10,30,50:00"]);
        check("@daily", &["*-*-* 00:00:00"]);
        check("0 0 29 2 *", &["*-02-29 00:00:00"]);
    }

    #[test]
    fn a_day_of_the_month_or_one_of_the_week() {
        check("0 6 13 * 5", &["*-*-13 06:00:00", "Fri *-*-* 06:00:00"]);
        // A step over all is still all, as cron has it.
        check("0 6 */2 * 1", &["Mon *-*-01,03,05,07,09,11,13,15,17,19,21,23,25,27,29,31 06:00:00"]);
        check("0 6 30 2 5", &["*-02-30 06:00:00", "Fri *-02-* 06:00:00"]);
    }

    #[test]
    fn expressions_that_are_not_right() {
        #[track_caller]
        fn check(text: &str, what: &str) {
            let error = Cron::parse(text).unwrap_err();
            assert!(error.to_string().contains(what), "{text}: {error}");
            assert!(error.hint_text().is_some(), "{text}");
        }
        check("", "has 0 fields and not five");
        check("0 6 * *", "has 4 fields and not five");
        check("0 0 6 * * *", "has 6 fields and not five");
        check("@nooit", "has 1 field and not five");
        check("60 6 * * *", "the minute `60`");
        check("0 24 * * *", "the hour `24`");
        check("0 6 0 * *", "the day of the month `0`");
        check("0 6 * 13 *", "the month `13`");
        check("0 6 * mei *", "the month `mei`");
        check("0 6 * * 8", "the day of the week `8`");
        check("0 6 * * ma", "the day of the week `ma`");
        check("+5 6 * * *", "the minute `+5`");
        check("-5 6 * * *", "the minute `-5`");
        check("0,,5 6 * * *", "the minute ``");
        check("999 6 * * *", "the minute `999`");
        check("0 22-6 * * *", "ends before it begins");
        check("*/0 6 * * *", "has a step");
        check("*/x 6 * * *", "has a step");
        check("5/15 6 * * *", "is a step without a span");
        check("0 6 30 feb *", "never comes");
        check("0 6 31 4,6,9,11 *", "never comes");
    }
}
