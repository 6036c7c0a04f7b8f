//! Items that are one date or two, read from left to right: *12-14 mei 1894* shares its month and its year.

use super::full_year;
use super::phrase::Item;
use crate::date::day::Weekday;
use crate::date::error::DateRule;
use crate::date::lex::Number;
use crate::date::point::Point;
use crate::date::read::DateWarning;

/// What is known of one date.
#[derive(Debug, Clone, Copy, Default)]
struct Known<'a> {
    weekday: Option<(Weekday, &'a str)>,
    day: Option<Number>,
    month: Option<u8>,
    year: Option<Number>,
}

/// Items that are read from left to right.
pub(super) struct Items<'a> {
    items: &'a [Item<'a>],
    at: usize,
}

impl<'a> Items<'a> {
    /// These, from the first on.
    pub(super) fn of(items: &'a [Item<'a>]) -> Self {
        Self { items, at: 0 }
    }

    /// One date, or two with a sign or word between them.
    pub(super) fn dates(
        mut self,
        warnings: &mut Vec<DateWarning>,
    ) -> Result<(Point, Option<Point>), DateRule> {
        let mut first = self.date()?;
        if self.at == self.items.len() {
            return Ok((first.point(warnings)?, None));
        }
        if !matches!(self.peek(0), Some(Item::To | Item::Sign('-' | '/'))) {
            return Err(DateRule::Form);
        }
        self.at += 1;
        let mut last = self.date()?;
        if self.at < self.items.len() {
            return Err(DateRule::Form);
        }
        // `12-14 mei 1894`: what one of them leaves out, it shares with the other.
        if first.month.is_none() && first.day.is_some() {
            first.month = last.month;
        }
        first.year = first.year.or(last.year);
        last.year = last.year.or(first.year);
        if first.month.is_none() && first.day.is_none() && last.month.is_some() {
            // `1953-mei`, a year and a month of nothing.
            return Err(DateRule::Form);
        }
        Ok((first.point(warnings)?, Some(last.point(warnings)?)))
    }

    fn peek(&self, ahead: usize) -> Option<Item<'a>> {
        self.items.get(self.at + ahead).copied()
    }

    /// Takes as many items as one date can have.
    fn date(&mut self) -> Result<Known<'a>, DateRule> {
        let mut known = Known::default();
        if let Some(Item::Weekday(weekday, written)) = self.peek(0) {
            known.weekday = Some((weekday, written));
            self.at += 1;
        }
        if !self.digits_alone(&mut known)? {
            while self.part(&mut known) {}
        }
        if let (Some(Item::Weekday(weekday, written)), None) = (self.peek(0), known.weekday) {
            known.weekday = Some((weekday, written));
            self.at += 1;
        }
        Ok(known)
    }

    /// Reads `16-11-2021`, `2021/11/16`, `11-2021`: whether there was one.
    fn digits_alone(&mut self, known: &mut Known<'a>) -> Result<bool, DateRule> {
        let (Some(Item::Number(a)), Some(Item::Sign(sign)), Some(Item::Number(b))) =
            (self.peek(0), self.peek(1), self.peek(2))
        else {
            return Ok(false);
        };
        if let (Some(Item::Sign(again)), Some(Item::Number(c))) = (self.peek(3), self.peek(4))
            && again == sign
            && b.digits <= 2
        {
            let (day, year) = match (a.digits, c.digits) {
                (4, 1 | 2) => (c, a),
                (1 | 2, 4) => (a, c),
                // `12-14-16`, or `16-11-21` without its century.
                (1 | 2, 2) => return Err(DateRule::TwoDigitYear(format!("{:02}", c.value))),
                _ => return Ok(false),
            };
            *known = Known { day: Some(day), month: Some(b.value as u8), year: Some(year), ..*known };
            self.at += 5;
            return Ok(true);
        }
        let (month, year) = match (a.digits, b.digits) {
            (4, 1 | 2) => (b, a),
            (1 | 2, 4) => (a, b),
            _ => return Ok(false),
        };
        if a.digits == 4 && month.value > 12 {
            // `1953/54`, a year and the next.
            return Err(DateRule::TwoDigitYear(format!("{:02}", month.value)));
        }
        // `1894-12 mei` is nothing, but `1-5-1894` was taken above and `1/2021 ` is a month.
        *known = Known { month: Some(month.value as u8), year: Some(year), ..*known };
        self.at += 3;
        Ok(true)
    }

    /// Takes one part of a date, and the sign before it, if it is one that is not known yet.
    fn part(&mut self, known: &mut Known<'a>) -> bool {
        let begun = known.day.is_some() || known.month.is_some() || known.year.is_some();
        let sign = usize::from(begun && matches!(self.peek(0), Some(Item::Sign(_))));
        let taken = match self.peek(sign) {
            // After a sign, a month belongs to the day or year before it: `16-nov-2021`, `1894-mei-12`.
            Some(Item::Month(month)) if known.month.is_none() => {
                known.month = Some(month);
                true
            }
            Some(Item::Number(number)) if number.digits == 4 && known.year.is_none() => {
                let belongs = sign == 0 || known.month.is_some();
                known.year = belongs.then_some(number);
                belongs
            }
            Some(Item::Number(number)) if number.digits <= 2 && known.day.is_none() => {
                let belongs = sign == 0 || (known.month.is_some() && known.year.is_some());
                known.day = belongs.then_some(number);
                belongs
            }
            // `16 nov. '21`: kept as the year, which is then refused.
            Some(Item::Number(number)) if number.digits == 2 && known.year.is_none() => {
                let belongs = known.month.is_some();
                known.year = belongs.then_some(number);
                belongs
            }
            _ => false,
        };
        if taken {
            self.at += sign + 1;
        }
        taken
    }
}

impl Known<'_> {
    fn point(self, warnings: &mut Vec<DateWarning>) -> Result<Point, DateRule> {
        let Some(year) = self.year else {
            // `nov. '21`
            return match self.day.filter(|day| day.shortened) {
                Some(day) => Err(DateRule::TwoDigitYear(format!("'{:02}", day.value))),
                None if self.day.is_some() || self.month.is_some() => Err(DateRule::NoYear),
                None => Err(DateRule::Form),
            };
        };
        let point = full_year(year)?;
        match (self.month, self.day) {
            (None, None) => Ok(point),
            (None, Some(_)) => Err(DateRule::Form),
            (Some(month), None) => Ok(point.with_month(month)),
            (Some(month), Some(day)) => {
                let point = point.with_month(month).with_day(day.value as u8);
                self.warn_of_weekday(point, warnings);
                Ok(point)
            }
        }
    }

    fn warn_of_weekday(&self, point: Point, warnings: &mut Vec<DateWarning>) {
        if let (Some((said, written)), Ok(days)) = (self.weekday, point.possible_days())
            && days.first.weekday() != said
        {
            warnings.push(DateWarning::OtherWeekday {
                written: written.to_owned(),
                day: days.first,
                weekday: days.first.weekday(),
            });
        }
    }
}
