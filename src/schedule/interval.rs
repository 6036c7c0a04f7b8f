//! Intervals: `15m`, `2h`, `1d`, as cron expressions.
//!
//! Only those that divide an hour, a day or a week can be one. The others would drift, so that no missed run could be
//! told from a late one.

use super::cron::Cron;
use crate::error::{Error, ErrorKind, Result};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;
const WEEK: u32 = 7 * DAY;

/// What `--every` may be.
const FORM: &str = "write minutes, hours, a day or a week: --every 15m, --every 2h, --every 1d, --every 1w";

/// The cron expression for an interval.
///
/// # Errors
///
/// Fails where the text is no number with `m`, `h`, `d` or `w`, and where the interval divides neither an hour nor a
/// day nor a week; the hint then names those that are nearest.
pub fn every(text: &str) -> Result<Cron> {
    let wrong = |what: String| Error::new(ErrorKind::Usage, what);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "m" | "min" => 1,
        "h" => HOUR,
        "d" => DAY,
        "w" => WEEK,
        _ => return Err(wrong(format!("`{text}` is no interval")).hint(FORM)),
    };
    let minutes = number.parse::<u32>().ok().and_then(|number| number.checked_mul(unit));
    let Some(minutes) = minutes else {
        return Err(wrong(format!("`{text}` is no interval")).hint(FORM));
    };
    if !is_even(minutes) {
        let lower = (1..minutes.min(WEEK)).rev().find(|&near| is_even(near));
        let higher = (minutes + 1..=WEEK).find(|&near| is_even(near));
        let near: Vec<String> =
            [lower, higher].into_iter().flatten().map(|near| format!("--every {}", shown(near))).collect();
        return Err(wrong(format!(
            "the interval `{text}` divides neither an hour nor a day nor a week evenly"
        ))
        .hint(format!("{}, or name the moments with `--cron`", near.join(" or "))));
    }
    Cron::parse(&match minutes {
        1 => "* * * * *".to_owned(),
        2..HOUR => format!("*/{minutes} * * * *"),
        HOUR => "0 * * * *".to_owned(),
        DAY => "0 0 * * *".to_owned(),
        WEEK => "0 0 * * 1".to_owned(),
        _ => format!("0 */{} * * *", minutes / HOUR),
    })
}

fn is_even(minutes: u32) -> bool {
    minutes > 0
        && (HOUR.is_multiple_of(minutes)
            || minutes.is_multiple_of(HOUR) && DAY.is_multiple_of(minutes)
            || minutes == WEEK)
}

fn shown(minutes: u32) -> String {
    match minutes {
        WEEK => "1w".to_owned(),
        DAY => "1d".to_owned(),
        _ if minutes.is_multiple_of(HOUR) => format!("{}h", minutes / HOUR),
        _ => format!("{minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        #[track_caller]
        fn check(text: &str, expect: Result<&str, &str>) {
            match (every(text), expect) {
                (Ok(cron), Ok(expect)) => assert_eq!(cron.to_string(), expect, "{text}"),
                (Err(error), Err(hint)) => {
                    assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
                    assert!(error.hint_text().is_some_and(|text| text.starts_with(hint)), "{error:?}");
                }
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
        check("1m", Ok("* * * * *"));
        check("15m", Ok("*/15 * * * *"));
        check("30min", Ok("*/30 * * * *"));
        check("60m", Ok("0 * * * *"));
        check("1h", Ok("0 * * * *"));
        check("6h", Ok("0 */6 * * *"));
        check("360m", Ok("0 */6 * * *"));
        check("24h", Ok("0 0 * * *"));
        check("1d", Ok("0 0 * * *"));
        check("7d", Ok("0 0 * * 1"));
        check("1w", Ok("0 0 * * 1"));
        check("7m", Err("--every 6m or --every 10m"));
        check("90m", Err("--every 1h or --every 2h"));
        check("5h", Err("--every 4h or --every 6h"));
        check("2d", Err("--every 1d or --every 1w"));
        check("3w", Err("--every 1d"));
        check("0m", Err("--every 1m"));
        for text in ["", "m", "15", "30s", "-5m", "1.5h", "15 m", "vaak", "99999999999m", "9999999w"] {
            check(text, Err("write minutes"));
        }
    }
}
