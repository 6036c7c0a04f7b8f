//! Tables of dates that are read and of texts that are refused, and what holds for all of them.

mod edtf;
mod filter;
mod path;
mod read;

use super::{DateError, NewsDate};

/// The date as printed again and its span, or the rule that is broken.
fn shown(date: Result<NewsDate, DateError>) -> String {
    match date {
        Ok(date) => format!("{date} {}", date.span()),
        Err(error) => format!("! {}", error.rule()),
    }
}
