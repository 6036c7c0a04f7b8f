//! What must hold of any date.

use knipsel::date::{Day, DaySpan, NewsDate, from_path, parse_filter};

/// Reads a text as a date in every way there is, and panics where something does not hold.
pub(crate) fn check(text: &str) {
    if let Ok(date) = NewsDate::parse(text) {
        check_date(&date);
        // A record may hold all that EDTF can say.
        assert_eq!(NewsDate::read(text).map(|read| read.date), Ok(date));
    }
    if let Ok(read) = NewsDate::read(text) {
        check_date(&read.date);
        for warning in &read.warnings {
            assert!(!warning.to_string().is_empty());
        }
    }
    if let Some(date) = from_path(text) {
        check_date(&date);
    }
    let today = Day::from_ymd(2021, 11, 17).expect("it is a day");
    if let Ok(span) = parse_filter(text, today) {
        check_span(span);
        assert_eq!(parse_filter(&span.to_string(), today), Ok(span), "a span is read as it is shown");
    }
}

fn check_date(date: &NewsDate) {
    let printed = date.to_string();
    assert_eq!(NewsDate::parse(&printed).as_ref(), Ok(date), "printed and parsed again");
    assert_eq!(NewsDate::read(&printed).map(|read| read.date).as_ref(), Ok(date), "printed and read again");
    check_span(date.span());
}

fn check_span(span: DaySpan) {
    assert!(span.first <= span.last && DaySpan::ALL.contains_span(span), "{span}");
}
