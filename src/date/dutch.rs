//! Dates as newspapers print them: *Amsterdam, den 12den Mei 1894*, *13/14 november 2021*, *jaren zestig*.
//!
//! The text is taken apart in four steps: [`lex`] finds numbers, words and signs; a time of the day is taken
//! out; words become [`Item`]s that say something of a date, and the others are passed over or refused; the
//! items are read from left to right.

use super::clock::{self, TimeOfDay};
use super::day::{Day, FIRST_YEAR, LAST_YEAR, Weekday};
use super::edtf::{End, NewsDate};
use super::error::DateRule;
use super::lex::{self, Number, Token};
use super::point::{FIRST_HALF, FIRST_QUARTER, Marks, Point, WINTER};
use super::read::{DateWarning, ReadDate};
use super::words;

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
        None => Items { items: &items, at: 0 }.dates(&mut warnings)?,
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

/// What a token says of a date.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Item<'a> {
    Number(Number),
    /// A month, or a season by its EDTF number.
    Month(u8),
    Weekday(Weekday, &'a str),
    /// *eerste*, *negentiende*.
    Ordinal(u32),
    /// *zestig*, *zestiger*.
    Decade(u32, &'a str),
    /// *jaren*
    Years,
    /// *eeuw*
    Century,
    /// *kwartaal*, or the *Q* of `Q1`.
    Quarter,
    /// *helft*, *halfjaar*.
    Half,
    /// `-`, `/` or `.`, which may stand inside a date or between two.
    Sign(char),
    /// *tot*, *t/m*, *en*, which can only stand between two dates.
    To,
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

/// The items of a text, and what the words around them say.
struct Phrase<'a> {
    items: Vec<Item<'a>>,
    marks: Marks,
    open: Option<Open>,
}

impl<'a> Phrase<'a> {
    /// A place name has no more words than this: *Alphen aan den Rijn*, of which *den* is no unknown word.
    const MAX_PLACE_WORDS: usize = 4;

    fn of(tokens: &'a [Token<'a>]) -> Result<Self, DateRule> {
        let mut phrase = Self { items: Vec::new(), marks: Marks::default(), open: None };
        let mut place_words = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let (item, length) = phrase.item(tokens, at)?;
            at += length;
            match (item, token) {
                (Some(item), _) => phrase.items.push(item),
                (None, Token::Word(word)) if length == 1 && !phrase.is_known(&word.folded) => {
                    if !phrase.items.is_empty() || words::counts_things(&word.folded) {
                        return Err(DateRule::UnknownWord(word.written.to_owned()));
                    }
                    place_words.push(word.written);
                }
                _ => {}
            }
        }
        // Words before the date are the name of a place, if they can be one.
        let is_capital = |word: &&str| word.starts_with(char::is_uppercase);
        if let Some(first) = place_words.first() {
            let is_place = place_words.len() <= Self::MAX_PLACE_WORDS && place_words.iter().any(is_capital);
            if !is_place || phrase.items.is_empty() {
                return Err(DateRule::UnknownWord((*first).to_owned()));
            }
        }
        Ok(phrase)
    }

    /// The item that begins at a token, if any, and how many tokens it takes.
    fn item(&mut self, tokens: &'a [Token<'a>], at: usize) -> Result<(Option<Item<'a>>, usize), DateRule> {
        let one = |item| Ok((Some(item), 1));
        let folded_at = |index: usize| tokens.get(index).map_or("", Token::folded);
        match &tokens[at] {
            Token::Number(number) => one(Item::Number(*number)),
            Token::Sign(sign) => {
                if let Some(marks) = u8::try_from(sign.sign).ok().and_then(Marks::from_byte) {
                    self.marks = self.marks.and(marks);
                    return Ok((None, 1));
                }
                match sign.sign {
                    '&' => one(Item::To),
                    '-' | '/' | '.' if self.items.is_empty() => Ok((None, 1)),
                    '-' | '/' | '.' => one(Item::Sign(sign.sign)),
                    _ => Err(DateRule::Form),
                }
            }
            Token::Word(word) => {
                let folded = word.folded.as_str();
                // Ends of intervals, and what stands between two dates.
                let through = match folded {
                    "t" if tokens.get(at + 1).is_some_and(|next| next.is_sign('/')) => {
                        (folded_at(at + 2) == "m").then_some(3)
                    }
                    "tot" if folded_at(at + 1) == "en" && folded_at(at + 2) == "met" => Some(3),
                    "tot" | "tm" => Some(1),
                    "en" if !self.items.is_empty() => Some(1),
                    _ => None,
                };
                if let Some(length) = through {
                    if self.items.is_empty() {
                        self.set_open(Open::Until)?;
                        return Ok((None, length));
                    }
                    return Ok((Some(Item::To), length));
                }
                if self.items.is_empty() {
                    let open = match folded {
                        "sinds" | "sedert" | "vanaf" => Some(Open::Since),
                        "voor" => Some(Open::Before),
                        "na" => Some(Open::After),
                        _ => None,
                    };
                    if let Some(open) = open {
                        self.set_open(open)?;
                        return Ok((None, 1));
                    }
                }
                if words::is_about(folded) {
                    self.marks.approximate = true;
                } else if words::is_doubtful(folded) {
                    self.marks.uncertain = true;
                }
                Ok((Self::word_item(folded, word.written), 1))
            }
        }
    }

    fn word_item(folded: &str, written: &'a str) -> Option<Item<'a>> {
        if let Some(month) = words::month(folded).or_else(|| words::season(folded)) {
            return Some(Item::Month(month));
        }
        if let Some(weekday) = words::weekday(folded) {
            return Some(Item::Weekday(weekday, written));
        }
        if let Some(ordinal) = words::ordinal(folded) {
            return Some(Item::Ordinal(ordinal));
        }
        if let Some(decade) = words::decade(folded) {
            return Some(Item::Decade(decade, written));
        }
        match folded {
            "jaren" => Some(Item::Years),
            "eeuw" => Some(Item::Century),
            "kwartaal" | "kw" | "q" => Some(Item::Quarter),
            "helft" | "halfjaar" => Some(Item::Half),
            _ => None,
        }
    }

    /// Whether a word that is no item is passed over.
    fn is_known(&self, folded: &str) -> bool {
        words::is_filler(folded)
            || words::is_about(folded)
            || words::is_doubtful(folded)
            || (self.items.is_empty()
                && matches!(folded, "tussen" | "sinds" | "sedert" | "vanaf" | "voor" | "na" | "tot" | "tm"))
    }

    fn set_open(&mut self, open: Open) -> Result<(), DateRule> {
        match self.open.replace(open) {
            None => Ok(()),
            Some(_) => Err(DateRule::Form),
        }
    }
}

/// A decade, a century, a quarter or half of a year, or a winter with both its years; `None` where the items are
/// something else.
fn period(items: &[Item<'_>]) -> Result<Option<Point>, DateRule> {
    let ordinal_of = |item: &Item<'_>| match item {
        Item::Ordinal(ordinal) => Some(*ordinal),
        Item::Number(number) if number.digits <= 2 => Some(number.value),
        _ => None,
    };
    Ok(Some(match items {
        [Item::Years, decade] | [decade @ Item::Decade(..), Item::Years] => decade_of(decade, None)?,
        [Item::Years, decade, nth, Item::Century]
        | [decade @ Item::Decade(..), Item::Years, nth, Item::Century] => {
            let Some(century) = ordinal_of(nth) else { return Ok(None) };
            decade_of(decade, Some(century))?
        }
        [nth, Item::Century] => {
            let Some(nth) = ordinal_of(nth) else { return Ok(None) };
            let Some(high) = nth.checked_sub(1).filter(|high| *high < 100) else { return Ok(None) };
            open_digits(high * 100, 2)
        }
        [Item::Quarter, nth, Item::Number(year)]
        | [Item::Number(year @ Number { digits: 4, .. }), Item::Quarter, nth] => {
            part_of_year(ordinal_of(nth), 4, FIRST_QUARTER, *year)?
        }
        [nth, Item::Quarter, Item::Number(year)] => part_of_year(ordinal_of(nth), 4, FIRST_QUARTER, *year)?,
        [nth, Item::Half, Item::Number(year)] => part_of_year(ordinal_of(nth), 2, FIRST_HALF, *year)?,
        [Item::Month(WINTER), Item::Number(year), Item::Sign('-' | '/') | Item::To, Item::Number(next)]
            if year.digits == 4 && follows(*year, *next) =>
        {
            full_year(*year)?.with_month(WINTER)
        }
        _ => return Ok(None),
    }))
}

/// Whether a year, perhaps in two digits, is the next one.
fn follows(year: Number, next: Number) -> bool {
    match next.digits {
        4 => next.value == year.value + 1,
        2 => next.value == (year.value + 1) % 100,
        _ => false,
    }
}

/// A decade; of the twentieth century unless said otherwise. Nobody can tell of which one *nul* and *tien* are.
fn decade_of(decade: &Item<'_>, century: Option<u32>) -> Result<Point, DateRule> {
    let (value, written) = match decade {
        Item::Decade(value, written) => (*value, (*written).to_owned()),
        Item::Number(number) if number.digits == 4 && number.value % 10 == 0 => {
            return Ok(open_digits(number.value, 1));
        }
        Item::Number(number) if number.digits == 2 && number.value % 10 == 0 => {
            (number.value, format!("{:02}", number.value))
        }
        _ => return Err(DateRule::Form),
    };
    match century.or_else(|| (value >= 20).then_some(20)) {
        Some(century @ 1..=99) => Ok(open_digits((century - 1) * 100 + value, 1)),
        Some(_) => Err(DateRule::Form),
        None => Err(DateRule::DecadeWithoutCentury(format!("jaren {written}"))),
    }
}

fn open_digits(year: u32, open: usize) -> Point {
    let mut point = Point::of_year(i32::try_from(year).unwrap_or(0));
    point.year[4 - open..].fill(b'X');
    point
}

/// One of `count` parts of a year, whose first has the EDTF season number `first`.
fn part_of_year(nth: Option<u32>, count: u32, first: u8, year: Number) -> Result<Point, DateRule> {
    let nth = nth.filter(|nth| (1..=count).contains(nth)).ok_or(DateRule::Form)?;
    Ok(full_year(year)?.with_month(first + nth as u8 - 1))
}

/// A year in four digits.
fn full_year(year: Number) -> Result<Point, DateRule> {
    match year.digits {
        4 => Ok(Point::of_year(i32::try_from(year.value).unwrap_or(0))),
        2 => Err(DateRule::TwoDigitYear(format!("{:02}", year.value))),
        _ => Err(DateRule::Form),
    }
}

/// What is known of one date.
#[derive(Debug, Clone, Copy, Default)]
struct Known<'a> {
    weekday: Option<(Weekday, &'a str)>,
    day: Option<Number>,
    month: Option<u8>,
    year: Option<Number>,
}

/// Items that are read from left to right.
struct Items<'a> {
    items: &'a [Item<'a>],
    at: usize,
}

impl<'a> Items<'a> {
    /// One date, or two with a sign or word between them.
    fn dates(mut self, warnings: &mut Vec<DateWarning>) -> Result<(Point, Option<Point>), DateRule> {
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
