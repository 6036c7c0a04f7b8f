//! Takes the time of the day out of a printed date: *16 november 2021, 08.30 uur*, `08:30:00 +0100`, *10:32 AM*.

use super::error::DateRule;
use super::lex::{Number, Token};
pub(super) use super::time::TimeOfDay;
use super::time::{Fraction, Zone};
use super::words;

/// Removes the first time of the day from the tokens, with its zone, and gives it.
pub(super) fn take(tokens: &mut Vec<Token<'_>>) -> Result<Option<TimeOfDay>, DateRule> {
    let Some((from, found)) = (0..tokens.len()).find_map(|from| Some((from, Found::at(&tokens[from..])?)))
    else {
        return Ok(None);
    };
    tokens.drain(from..from + found.length);
    let time = TimeOfDay::new(found.hour, found.minute, found.second, found.fraction, found.zone);
    time.map(Some).ok_or_else(|| {
        let second = found.second.map_or(String::new(), |second| format!(":{second:02}"));
        DateRule::NoSuchTime(format!("{:02}:{:02}{second}", found.hour, found.minute))
    })
}

/// A time that was found, and how many tokens it takes.
struct Found {
    hour: u8,
    minute: u8,
    second: Option<u8>,
    fraction: Option<Fraction>,
    zone: Option<Zone>,
    length: usize,
}

impl Found {
    fn at(tokens: &[Token<'_>]) -> Option<Self> {
        let [Token::Number(hour), sign, Token::Number(minute), ..] = tokens else { return None };
        if hour.digits > 2 || minute.digits != 2 {
            return None;
        }
        // A full stop is also what stands between a day and a month, so it needs the word *uur*.
        let is_colon = sign.is_sign(':');
        let is_hour =
            |token: Option<&Token<'_>>| matches!(token.map_or("", Token::folded), "uur" | "u" | "h");
        if !(is_colon || sign.is_sign('.') && is_hour(tokens.get(3))) {
            return None;
        }
        let mut found = Self {
            hour: hour.value as u8,
            minute: minute.value as u8,
            second: None,
            fraction: None,
            zone: None,
            length: 3,
        };
        if let Some([colon, Token::Number(second)]) = tokens.get(3..5)
            && colon.is_sign(':')
            && second.digits == 2
        {
            found.second = Some(second.value as u8);
            found.length = 5;
            if let Some([point, Token::Number(fraction)]) = tokens.get(5..7)
                && point.is_sign('.')
                && !fraction.apart
            {
                let digits = format!("{:0width$}", fraction.value, width = usize::from(fraction.digits));
                found.fraction = Fraction::parse(digits.as_bytes());
                found.length = 7;
            }
        }
        found.half_of_day(tokens);
        if is_hour(tokens.get(found.length)) {
            found.length += 1;
        }
        found.zone(&tokens[found.length..]);
        Some(found)
    }

    /// `10:32 PM`
    fn half_of_day(&mut self, tokens: &[Token<'_>]) {
        let half = tokens.get(self.length).map_or("", Token::folded);
        if (1..=12).contains(&self.hour) && matches!(half, "am" | "pm") {
            self.hour = self.hour % 12 + if half == "pm" { 12 } else { 0 };
            self.length += 1;
        }
    }

    /// `Z`, `CET`, `+0100`, `+01:00`, `+01`, `GMT+0100`
    fn zone(&mut self, tokens: &[Token<'_>]) {
        let named = tokens.first().and_then(|token| words::zone_minutes(token.folded()));
        let after_name = &tokens[usize::from(named.is_some())..];
        if let Some((zone, length)) = offset(after_name) {
            self.zone = Some(zone);
            self.length += usize::from(named.is_some()) + length;
        } else if let Some(minutes) = named {
            self.zone = Some(if minutes == 0 { Zone::Utc } else { Zone::from_minutes(minutes, false) });
            self.length += 1;
        }
    }
}

/// Hours and minutes from UTC, and how many tokens they take.
fn offset(tokens: &[Token<'_>]) -> Option<(Zone, usize)> {
    let (Token::Sign(sign), number) = (tokens.first()?, tokens.get(1)?.number()?) else { return None };
    let negative = match sign.sign {
        '+' => false,
        '-' => true,
        _ => return None,
    };
    let with_colon = match tokens.get(2..4) {
        Some([colon, Token::Number(minutes)]) if colon.is_sign(':') && minutes.digits == 2 => Some(*minutes),
        _ => None,
    };
    let (hours, minutes, length) = match (number, with_colon) {
        // Apart from its sign it is the next date: `08:30 - 2022`.
        (Number { apart: true, .. }, _) => return None,
        (Number { digits: 2, value, .. }, Some(minutes)) => (value, minutes.value, 4),
        (Number { digits: 4, value, .. }, _) => (value / 100, value % 100, 2),
        (Number { digits: 2, value, .. }, None) if !negative || !sign.apart => (value, 0, 2),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let size = (hours * 60 + minutes) as i16;
    Some((Zone::from_minutes(if negative { -size } else { size }, negative), length))
}
