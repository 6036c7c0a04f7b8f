//! EDTF: what is parsed, what is refused, and what holds for all of it.

use proptest::prelude::*;

use super::shown;
use crate::date::{Day, DaySpan, NewsDate};

#[test]
fn edtf_is_parsed() {
    let check = |text: &str, span: &str| assert_eq!(shown(NewsDate::parse(text)), format!("{text} {span}"));
    // Level 0.
    check("2021", "2021-01-01..2021-12-31");
    check("2021-11", "2021-11-01..2021-11-30");
    check("2021-11-16", "2021-11-16");
    check("1500-01-01", "1500-01-01");
    check("2200-12-31", "2200-12-31");
    check("2000-02-29", "2000-02-29");
    check("1600-02-29", "1600-02-29");
    check("2021-11-16T08:30:00", "2021-11-16");
    check("2021-11-16T08:30", "2021-11-16");
    check("2021-11-16T23:59:60Z", "2021-11-16");
    check("2021-11-16T24:00:00", "2021-11-16");
    check("2021-11-16T00:15:00Z", "2021-11-16");
    check("2021-11-16T23:45:00-05", "2021-11-16");
    check("2021-11-16T23:45:00.250-05:30", "2021-11-16");
    check("2021-11-16T08:30:00+01:00", "2021-11-16");
    check("1964/2008", "1964-01-01..2008-12-31");
    check("2018-09/2018-11", "2018-09-01..2018-11-30");
    check("2004-02-01/2005-02-08", "2004-02-01..2005-02-08");
    check("2004-02-01/2005-02", "2004-02-01..2005-02-28");
    check("2004-02-01/2005", "2004-02-01..2005-12-31");
    check("2005/2006-02", "2005-01-01..2006-02-28");
    check("2021-11/2021-11-03", "2021-11-01..2021-11-03");
    // Level 1.
    check("1894?", "1894-01-01..1894-12-31");
    check("1894~", "1894-01-01..1894-12-31");
    check("1894%", "1894-01-01..1894-12-31");
    check("2004-06~", "2004-06-01..2004-06-30");
    check("2004-06-11%", "2004-06-11");
    check("189X", "1890-01-01..1899-12-31");
    check("20XX", "2000-01-01..2099-12-31");
    check("22XX", "2200-01-01..2200-12-31");
    check("2004-XX", "2004-01-01..2004-12-31");
    check("1985-04-XX", "1985-04-01..1985-04-30");
    check("1985-XX-XX", "1985-01-01..1985-12-31");
    check("189X~", "1890-01-01..1899-12-31");
    check("2021-21", "2021-03-01..2021-05-31");
    check("2021-22", "2021-06-01..2021-08-31");
    check("2021-23", "2021-09-01..2021-11-30");
    check("2021-24", "2021-12-01..2022-02-28");
    check("2019-24?", "2019-12-01..2020-02-29");
    check("2200-24", "2200-12-01..2200-12-31");
    check("1985-04-12/..", "1985-04-12..2200-12-31");
    check("1985-04/..", "1985-04-01..2200-12-31");
    check("../1985", "1500-01-01..1985-12-31");
    check("1985/", "1985-01-01..2200-12-31");
    check("/1985-04-12", "1500-01-01..1985-04-12");
    check("1984?/2004%", "1984-01-01..2004-12-31");
    check("1984-06-02?/..", "1984-06-02..2200-12-31");
    check("1894~/1895-03", "1894-01-01..1895-03-31");
    // Level 2.
    check("2004-06~-11", "2004-06-11");
    check("2004?-06-11", "2004-06-11");
    check("?2004-06-~11", "2004-06-11");
    check("2004-%06-11", "2004-06-11");
    check("156X-12-25", "1560-12-25..1569-12-25");
    check("15XX-12-25", "1500-12-25..1599-12-25");
    check("XXXX-12-XX", "1500-12-01..2200-12-31");
    check("1XXX-XX", "1500-01-01..1999-12-31");
    check("1984-1X", "1984-10-01..1984-12-31");
    check("18X4", "1804-01-01..1894-12-31");
    check("189X-02-29", "1892-02-29..1896-02-29");
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let check =
        |text: &str, rule: &str| assert_eq!(shown(NewsDate::parse(text)), format!("! {rule}"), "{text}");
    let form = "it does not have the form of a date";
    check("", "there is nothing in it");
    check("2021-02-30", "February 2021 has 28 days");
    check("2020-02-30", "February 2020 has 29 days");
    check("1900-02-29", "February 1900 has 28 days");
    check("2021-04-31", "April 2021 has 30 days");
    check("2021-11-00", "there is no day 0");
    check("2021-12-32", "December 2021 has 31 days");
    check("2021-13-01", "there is no month 13");
    check("2021-13", "there is no month 13");
    check("2021-00", "there is no month 00");
    check("2021-20", "there is no month 20");
    check("2021-42", "there is no month 42");
    check("2021-2X", "there is no month 2X");
    check("2021-21-01", "a season has no days of its own");
    check("2021-21-XX", "a season has no days of its own");
    check("1984-02-3X", "no day of the calendar fits `1984-02-3X`");
    check("189X-02-30", "no day of the calendar fits `189X-02-30`");
    check("1492", "1492 lies outside the years 1500 to 2200");
    check("1492-10-12", "1492 lies outside the years 1500 to 2200");
    check("2201-01-01", "2201 lies outside the years 1500 to 2200");
    check("0000-00-00", "0000 lies outside the years 1500 to 2200");
    check("14XX", "14XX lies outside the years 1500 to 2200");
    check("23XX-01-01", "23XX lies outside the years 1500 to 2200");
    check("-0044", "-0044 lies outside the years 1500 to 2200");
    check("-1985-04-12", "-1985 lies outside the years 1500 to 2200");
    check("Y170000002", "Y170000002 lies outside the years 1500 to 2200");
    check("Y-17E7", "Y-17E7 lies outside the years 1500 to 2200");
    check("Y3388E2S3", "Y3388E2S3 lies outside the years 1500 to 2200");
    check("[1894, 1895]", "sets of dates are not read");
    check("{1894,1895-12}", "sets of dates are not read");
    check("[..1894]", "sets of dates are not read");
    check("..", form);
    check("/", "an interval needs at least one end");
    check("../..", "an interval needs at least one end");
    check("/..", "an interval needs at least one end");
    check("2021/2020", "it ends (2020) before it begins (2021)");
    check("2021-11-16/2021-11-15", "it ends (2021-11-15) before it begins (2021-11-16)");
    check("2021/2022/2023", form);
    check("2021-02-30/2021-03", "February 2021 has 28 days");
    check("2021-11-16T25:00:00", "there is no time of the day `25:00:00`");
    check("2021-11-16T08:60", "there is no time of the day `08:60`");
    check("2021-11-16T24:00:01", "there is no time of the day `24:00:01`");
    check("2021-11-16T08", "there is no time of the day `08`");
    check("2021-11-16T08:30:00+24:00", "there is no time of the day `08:30:00+24:00`");
    check("2021-11T08:30:00", form);
    check("2021-11-16~T08:30:00", form);
    check("2021-11-XXT08:30:00", form);
    for text in [
        "21",
        "202",
        "20211",
        "20211116",
        "2021-1",
        "2021-1-1",
        "2021-11-1",
        "2021-11-",
        "2021-",
        "-",
        "X",
        "T",
        "Y",
        "Y2021",
        "Y-",
        "YX",
        " 2021",
        "2021 ",
        "2021??",
        "~~2021",
        "2021-11-16 08:30",
        "16-11-2021",
        "november 2021",
        "2021-11-16\n",
        "１８９４",
        "189x",
        "1950S5",
        "1950S0",
        "1950S2-11",
        "19X0S2",
        "2021~/?",
        "1894-05-12Z",
        "2021-W46-2",
        "2021-320",
    ] {
        check(text, form);
    }
}

#[test]
fn equal_dates_are_printed_alike() {
    let check = |text: &str, expect: &str| assert_eq!(NewsDate::parse(text).unwrap().to_string(), expect);
    check("?2004-06-11", "2004?-06-11");
    check("?2004-?06-?11", "2004-06-11?");
    check("2004-?06-11~", "~2004-%06-~11");
    check("~1894", "1894~");
    check("2004-06~-11~", "2004-06-11~");
    check("2021-11-16T08:30:00,5-00:00", "2021-11-16T08:30:00.5Z");
    check("2021-11-16T08:30:00.1234567891", "2021-11-16T08:30:00.123456789");
}

#[test]
fn marks_are_told() {
    for (text, uncertain, approximate) in [
        ("1894", false, false),
        ("1894?", true, false),
        ("1894~", false, true),
        ("1894%", true, true),
        ("1894-~05-12", false, true),
        ("1894?/1895~", true, true),
        ("../1895~", false, true),
    ] {
        let date = NewsDate::parse(text).unwrap();
        assert_eq!((date.is_uncertain(), date.is_approximate()), (uncertain, approximate), "{text}");
        assert_eq!(date.is_interval(), text.contains('/'));
    }
}

#[test]
fn what_is_marked_lies_for_certain_where_the_parts_before_it_do() {
    for (text, expect) in [
        ("1894", "1894-01-01..1894-12-31"),
        ("1894~", "1500-01-01..2200-12-31"),
        ("1894-05-12?", "1500-01-01..2200-12-31"),
        ("1894-05~-12", "1500-01-01..2200-12-31"),
        ("1894-~05", "1894-01-01..1894-12-31"),
        ("1894-~05-12", "1894-01-01..1894-12-31"),
        ("1894-05-%12", "1894-05-01..1894-05-31"),
        ("189X-?05", "1890-01-01..1899-12-31"),
        ("1894-?24", "1894-01-01..1895-02-28"),
        ("1894-05-?12/1894-06", "1894-05-01..1894-06-30"),
        ("1894~/1895", "1500-01-01..1895-12-31"),
        ("../1895?", "1500-01-01..2200-12-31"),
        ("1894/..", "1894-01-01..2200-12-31"),
    ] {
        let date = NewsDate::parse(text).unwrap();
        assert_eq!(date.certain_span().to_string(), expect, "{text}");
        assert!(date.certain_span().contains_span(date.span()), "{text}");
    }
}

/// One date as EDTF may write it; not all of them exist.
fn point() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(1[5-9]|20|21)[0-9X]{2}[?~%]?",
        4 => "[?~%]?(1[5-9]|20)[0-9X]{2}[?~%]?-[?~%]?(0[1-9X]|1[0-2X]|X[0-9]|XX)[?~%]?",
        4 => "[?~%]?(1[5-9]|20)[0-9X]{2}[?~%]?-[?~%]?(0[1-9]|1[0-2]|XX)[?~%]?-[?~%]?([0-2X][0-9X]|3[01])[?~%]?",
        1 => "19[0-9]{2}-(2[1-9]|3[0-9]|4[01])[?~%]?",
        1 => "1[89][0-9]{2}S[1-4][?~%]?",
        2 => "20[0-9]{2}-(0[1-9]|1[0-2])-[012][0-9]T[01][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-][01][0-9](:[0-5][0-9])?)?",
    ]
}

fn edtf() -> impl Strategy<Value = String> {
    let end = || prop_oneof![3 => point(), 1 => Just("..".to_owned()), 1 => Just(String::new())];
    prop_oneof![3 => point(), 1 => (end(), end()).prop_map(|(start, end)| format!("{start}/{end}"))]
}

proptest! {
    #[test]
    fn printing_and_parsing_again_is_the_identity(text in edtf()) {
        if let Ok(date) = NewsDate::parse(&text) {
            let printed = date.to_string();
            prop_assert_eq!(NewsDate::parse(&printed), Ok(date.clone()));
            prop_assert_eq!(&NewsDate::read(&printed).unwrap().date, &date);
            prop_assert!(date.span().first <= date.span().last);
            prop_assert!(DaySpan::ALL.contains_span(date.span()));
        }
    }

    #[test]
    fn every_day_is_its_own_date(number in Day::FIRST.number()..=Day::LAST.number()) {
        let day = Day::from_number(number).unwrap();
        let date = NewsDate::parse(&day.to_string()).unwrap();
        prop_assert_eq!(date.span(), DaySpan::of_day(day));
        prop_assert_eq!(NewsDate::from(day), date);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9X?~%/.TYSZE:+\\[{ -]{0,30}|\\PC{0,30}") {
        let _ = NewsDate::parse(&text);
    }
}
