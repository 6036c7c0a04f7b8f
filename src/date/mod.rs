//! News dates: exactly as precise as the newspaper printed them, and the days they may mean.
//!
//! A newspaper's archive knows of one article the day, of another the month, of a third only "about 1894". To
//! turn these into one day each would make up what nobody knows, so a [`NewsDate`] keeps what is known, in EDTF
//! (ISO 8601-2), and tells the first and the last day it may mean. Filters then ask for what lies *possibly* or
//! *certainly* within a [`DaySpan`].
//!
//! ```
//! use knipsel::date::{Day, NewsDate, parse_filter};
//!
//! let month = NewsDate::parse("2021-11")?;
//! assert_eq!(month.span().to_string(), "2021-11-01..2021-11-30");
//!
//! let printed = NewsDate::read("Dinsdag 16 november 2021")?;
//! assert_eq!(printed.date.to_string(), "2021-11-16");
//! assert!(printed.warnings.is_empty());
//!
//! let today = Day::from_ymd(2021, 12, 24).unwrap();
//! assert!(parse_filter("vorige maand", today)?.contains_span(month.span()));
//! # Ok::<(), knipsel::date::DateError>(())
//! ```

mod clock;
mod compact;
mod day;
mod dutch;
mod edtf;
mod error;
mod filter;
mod lex;
mod path;
mod period;
mod point;
mod read;
mod span;
mod time;
mod words;

pub use day::{Day, Weekday};
pub use edtf::NewsDate;
pub use error::{DateError, DateRule};
pub use filter::parse_filter;
pub use path::from_path;
pub use period::{Period, PeriodLength};
pub use read::{DateWarning, ReadDate};
pub use span::DaySpan;

#[cfg(test)]
mod tests;
