//! What filters ask for.

use proptest::prelude::*;

use crate::date::{Day, DaySpan, parse_filter};

/// A Tuesday.
fn today() -> Day {
    Day::from_ymd(2021, 11, 16).unwrap()
}

fn check(text: &str, expect: &str) {
    let found = match parse_filter(text, today()) {
        Ok(span) => span.to_string(),
        Err(error) => format!("! {error}"),
    };
    assert_eq!(found, expect, "{text}");
}

#[test]
fn dates() {
    check("2021", "2021-01-01..2021-12-31");
    check("2021-11", "2021-11-01..2021-11-30");
    check("2021-11-09", "2021-11-09");
    check("1894~", "1894-01-01..1894-12-31");
    check("189X", "1890-01-01..1899-12-31");
    check("2018-09/2018-11", "2018-09-01..2018-11-30");
    check("2021-11/..", "2021-11-01..2200-12-31");
    check("../2021-11", "1500-01-01..2021-11-30");
    check("16 nov. 2021", "2021-11-16");
    check("12 Mei 1894", "1894-05-12");
    check("16-11-2021", "2021-11-16");
    check("voorjaar 1953", "1953-03-01..1953-05-31");
    check("jaren zestig", "1960-01-01..1969-12-31");
    check("jaren 60", "1960-01-01..1969-12-31");
    check("19e eeuw", "1800-01-01..1899-12-31");
    check("sinds 2020", "2020-01-01..2200-12-31");
}

#[test]
fn spans() {
    check("2020..2021-06", "2020-01-01..2021-06-30");
    check("2020 .. 2021-06", "2020-01-01..2021-06-30");
    check("2020..", "2020-01-01..2200-12-31");
    check("..2021-06", "1500-01-01..2021-06-30");
    check("2021-11-16..2021-11-16", "2021-11-16");
    check("12 mei 1894..16-11-2021", "1894-05-12..2021-11-16");
    check("vorig jaar..gisteren", "2020-01-01..2021-11-15");
    check("2020…2021", "2020-01-01..2021-12-31");
    check("2020...2021", "2020-01-01..2021-12-31");
    check("2021-11-16±3d", "2021-11-13..2021-11-19");
    check("2021-11-16 ± 3 dagen", "2021-11-13..2021-11-19");
    check("2021-11-16+-3d", "2021-11-13..2021-11-19");
    check("2021-11-16+/-1w", "2021-11-09..2021-11-23");
    check("2021-11±1m", "2021-10-01..2021-12-31");
    check("1894±2j", "1892-01-01..1896-12-31");
    check("12 mei 1894±2 jaar", "1892-05-12..1896-05-12");
    check("gisteren±1d", "2021-11-14..2021-11-16");
    check("2021-11-16±4294967295j", "1500-01-01..2200-12-31");
    check("± 1894", "1894-01-01..1894-12-31");
}

#[test]
fn words_that_count_from_today() {
    check("vandaag", "2021-11-16");
    check("Vandaag", "2021-11-16");
    check("gisteren", "2021-11-15");
    check("eergisteren", "2021-11-14");
    check("deze week", "2021-11-15..2021-11-21");
    check("deze maand", "2021-11-01..2021-11-30");
    check("dit kwartaal", "2021-10-01..2021-12-31");
    check("dit jaar", "2021-01-01..2021-12-31");
    check("vorige week", "2021-11-08..2021-11-14");
    check("vorige maand", "2021-10-01..2021-10-31");
    check("vorig kwartaal", "2021-07-01..2021-09-30");
    check("vorig jaar", "2020-01-01..2020-12-31");
    check("afgelopen week", "2021-11-10..2021-11-16");
    check("de afgelopen maand", "2021-10-17..2021-11-16");
    check("afgelopen jaar", "2020-11-17..2021-11-16");
    check("afgelopen 30 dagen", "2021-10-18..2021-11-16");
    check("de laatste 30 dagen", "2021-10-18..2021-11-16");
    check("afgelopen drie maanden", "2021-08-17..2021-11-16");
    check("afgelopen vijf jaar", "2016-11-17..2021-11-16");
    check("afgelopen één dag", "2021-11-16");
    check("afgelopen zondag", "2021-11-14");
    check("afgelopen dinsdag", "2021-11-09");
    check("afgelopen vrijdag", "2021-11-12");
    check("3 dagen geleden", "2021-11-13");
    check("een week geleden", "2021-11-08..2021-11-14");
    check("twee jaar geleden", "2019-01-01..2019-12-31");
    check("sinds gisteren", "2021-11-15..2200-12-31");
    check("vanaf vorige maand", "2021-10-01..2200-12-31");
    check("tot en met vorig jaar", "1500-01-01..2020-12-31");
    check("t/m gisteren", "1500-01-01..2021-11-15");
    check("last month", "2021-10-01..2021-10-31");
    check("past 30 days", "2021-10-18..2021-11-16");
    check("yesterday", "2021-11-15");
}

#[test]
fn months_of_unlike_length() {
    let check = |today: (i32, u8, u8), text: &str, expect: &str| {
        let today = Day::from_ymd(today.0, today.1, today.2).unwrap();
        assert_eq!(parse_filter(text, today).unwrap().to_string(), expect, "{today}: {text}");
    };
    check((2021, 3, 31), "vorige maand", "2021-02-01..2021-02-28");
    check((2021, 3, 31), "afgelopen maand", "2021-03-01..2021-03-31");
    check((2021, 1, 1), "vorige maand", "2020-12-01..2020-12-31");
    check((2021, 1, 1), "vorig kwartaal", "2020-10-01..2020-12-31");
    check((2021, 1, 3), "deze week", "2020-12-28..2021-01-03");
    check((2024, 2, 29), "vorig jaar", "2023-01-01..2023-12-31");
    check((2024, 2, 29), "afgelopen jaar", "2023-03-01..2024-02-29");
    check((1500, 1, 1), "gisteren", "1500-01-01");
}

#[test]
fn what_is_refused() {
    check("", "! cannot read `` as a date: there is nothing in it");
    check("..", "! cannot read `..` as a date: an interval needs at least one end");
    check("2021..2020", "! cannot read `2021..2020` as a date: it ends (2020) before it begins (2021)");
    check(
        "vandaag..vorige maand",
        "! cannot read `vandaag..vorige maand` as a date: it ends (vorige maand) before it begins (vandaag)",
    );
    check("2021-02-30..2022", "! cannot read `2021-02-30` as a date: February 2021 has 28 days");
    check(
        "morgenochtend",
        "! cannot read `morgenochtend` as a date: `morgenochtend` is not a word of a date",
    );
    check("1..2..3", "! cannot read `1` as a date: the year is missing");
    check("2020..21..22", "! cannot read `21..22` as a date: it does not have the form of a date");
    check("16-11-21", "! cannot read `16-11-21` as a date: `21` leaves the century open");
    check("2021-11-16±3x", "! cannot read `2021-11-16±3x` as a date: `3x` is no length of time");
    check("2021-11-16±", "! cannot read `2021-11-16±` as a date: `` is no length of time");
    check("2021+-3", "! cannot read `2021+-3` as a date: `3` is no length of time");
    check("2020-", "! cannot read `2020-` as a date: a hyphen stands at its end");
    check("..2020–", "! cannot read `2020–` as a date: a hyphen stands at its end");
    check(
        "afgelopen 0 dagen",
        "! cannot read `afgelopen 0 dagen` as a date: `dagen` is not a word of a date",
    );
    check("2021-21-01", "! cannot read `2021-21-01` as a date: a season has no days of its own");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}|[0-9.±dwmj/+ -]{0,20}") {
        if let Ok(span) = parse_filter(&text, today()) {
            prop_assert!(span.first <= span.last);
        }
    }

    #[test]
    fn a_span_is_read_as_it_is_shown(a in 0..256_000_i64, b in 0..256_000_i64) {
        let day = |after: i64| Day::FIRST.plus_days(after);
        let span = DaySpan::new(day(a.min(b)), day(a.max(b))).unwrap();
        prop_assert_eq!(parse_filter(&span.to_string(), today()), Ok(span));
    }
}
