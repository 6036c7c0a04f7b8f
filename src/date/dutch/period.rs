//! Spans that have a name: *jaren zestig*, *19e eeuw*, *eerste kwartaal 2021*, *winter 1944-45*.

use super::full_year;
use super::phrase::Item;
use crate::date::error::DateRule;
use crate::date::lex::Number;
use crate::date::point::{FIRST_HALF, FIRST_QUARTER, Point, WINTER};

/// A decade, a century, a quarter or half of a year, or a winter with both its years; `None` where the items are
/// something else.
pub(super) fn period(items: &[Item<'_>]) -> Result<Option<Point>, DateRule> {
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
