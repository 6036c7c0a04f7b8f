//! What records hold: other ISO forms, headers, Dutch print.

use proptest::prelude::*;

use crate::date::NewsDate;

/// The date, and warnings behind a `;`, or the rule that is broken behind a `!`.
fn check(text: &str, expect: &str) {
    let found = match NewsDate::read(text) {
        Ok(read) => {
            let mut found = read.date.to_string();
            for warning in read.warnings {
                found.push_str("; ");
                found.push_str(&warning.to_string());
            }
            found
        }
        Err(error) => format!("! {}", error.rule()),
    };
    assert_eq!(found, expect, "{text}");
}

#[test]
fn edtf_and_other_iso_forms() {
    check("2021-11-16", "2021-11-16");
    check(" 2021-11 \n", "2021-11");
    check("1894~", "1894~");
    check("2018-09/2018-11", "2018-09/2018-11");
    check("20211116", "2021-11-16");
    check("2021/11/16", "2021-11-16");
    check("2021.11.16", "2021-11-16");
    check("2021-1-5", "2021-01-05");
    check("2021/11", "2021-11");
    check("2021-11-16 08:30:00", "2021-11-16T08:30:00");
    check("2021-11-16 08:30", "2021-11-16T08:30");
    check("2021/11/16 08:30", "2021-11-16T08:30");
    check("2021-11-16T8:30", "2021-11-16T08:30");
    check("2021-11-16t08:30:00z", "2021-11-16T08:30:00Z");
    check("2021-11-16T08:30:00+0100", "2021-11-16T08:30:00+01:00");
    check("2021-11-16 08:30:00.000 +01:00", "2021-11-16T08:30:00.000+01:00");
    check("2021-11-16 08:30:00 -0500", "2021-11-16T08:30:00-05:00");
    check("2021-11-16 08:30:00+01", "2021-11-16T08:30:00+01:00");
    check("2021-11-16 23:30:00 UTC", "2021-11-16T23:30:00Z");
    check("2021-11-16 08:30 CET", "2021-11-16T08:30+01:00");
    check("2021-07-16 08:30 CEST", "2021-07-16T08:30+02:00");
    check("2021-11-16T08:30:00+01:00[Europe/Amsterdam]", "2021-11-16T08:30:00+01:00");
    check("20211116T083000Z", "2021-11-16T08:30:00Z");
    check("20211116T0830", "2021-11-16T08:30");
    check("20211116T083000+0100", "2021-11-16T08:30:00+01:00");
    check("20211116083000", "2021-11-16T08:30:00");
    check("202111160830", "2021-11-16T08:30");
    check("189?", "189X");
    check("18??", "18XX");
    check("189x", "189X");
    check("18--", "18XX");
}

#[test]
fn headers_of_mail_and_web() {
    check("Tue, 16 Nov 2021 08:30:00 +0100", "2021-11-16T08:30:00+01:00");
    check("16 Nov 2021 08:30 GMT", "2021-11-16T08:30Z");
    check("Tue Nov 16 08:30:00 2021", "2021-11-16T08:30:00");
    check("Tue Nov 16 08:30:00 +0000 2021", "2021-11-16T08:30:00+00:00");
    check("Tue Nov 16 2021 08:30:00 GMT+0100 (Central European Standard Time)", "2021-11-16T08:30:00+01:00");
    check("November 16, 2021 Tuesday", "2021-11-16");
    check("November 16, 2021, Tuesday 10:32 PM", "2021-11-16T22:32");
    check("16 november 2021 dinsdag 12:05 AM", "2021-11-16T00:05");
    check("Nov. 16th, 2021", "2021-11-16");
    check(
        "Mon, 16 Nov 2021 08:30:00 +0100",
        "2021-11-16T08:30:00+01:00; `Mon` does not fit 2021-11-16, which was a Tuesday (dinsdag)",
    );
}

#[test]
fn seconds_since_1970() {
    check("1637049600", "2021-11-16T09:00:00+01:00");
    check("1637049600000", "2021-11-16T09:00:00+01:00");
    check("1637049600250", "2021-11-16T09:00:00.250+01:00");
    check("1637049600.25", "2021-11-16T09:00:00+01:00");
    // Summer time, and a day that is over in Amsterdam before it is in Greenwich.
    check("1626472800", "2021-07-17T00:00:00+02:00");
    check("1000000000", "2001-09-09T03:46:40+02:00");
    check("9999999999", "! 2286 lies outside the years 1500 to 2200");
    check("0123456789", "! it does not have the form of a date");
    check("163704960", "! it does not have the form of a date");
}

#[test]
fn days_in_dutch_print() {
    check("dinsdag 16 november 2021", "2021-11-16");
    check("Dinsdag 16 November 2021.", "2021-11-16");
    check("DINSDAG 16 NOVEMBER 2021", "2021-11-16");
    check("di. 16 nov. 2021", "2021-11-16");
    check("16 nov. 2021", "2021-11-16");
    check("16 nov 2021", "2021-11-16");
    check("16nov2021", "2021-11-16");
    check("16-nov-2021", "2021-11-16");
    check("16/nov/2021", "2021-11-16");
    check("2021 november 16", "2021-11-16");
    check("1894-mei-12", "1894-05-12");
    check("12 Mei 1894", "1894-05-12");
    check("16-11-2021", "2021-11-16");
    check("16/11/2021", "2021-11-16");
    check("16.11.2021", "2021-11-16");
    check("16. 11. 2021", "2021-11-16");
    check("16 - 11 - 2021", "2021-11-16");
    check("1-2-2021", "2021-02-01");
    check("dinsdag 16-11-2021", "2021-11-16");
    check("16-11-2021 08:30", "2021-11-16T08:30");
    check("16-11-2021 08:30:15", "2021-11-16T08:30:15");
    check("16-11-2021T08:30", "2021-11-16T08:30");
    // A letter above the line is a letter, of which folding leaves nothing.
    check("16-11-2021\u{366}T08:30", "2021-11-16T08:30");
    check("16 november 2021 om 08.30 uur", "2021-11-16T08:30");
    check("dinsdag 16 november 2021, 8:05 uur", "2021-11-16T08:05");
    check("16 november 2021 dinsdag", "2021-11-16");
    check("den 12den Mei 1894", "1894-05-12");
    check("den 12den Mei, 1894", "1894-05-12");
    check("12e mei 1894", "1894-05-12");
    check("de 1ste mei 1894", "1894-05-01");
    check("12 Januarij 1811", "1811-01-12");
    check("12 JanuarĲ 1811", "1811-01-12");
    check("Dingsdag 3 Februarij 1824", "1824-02-03");
    check("3 Junij 1824", "1824-06-03");
    check("3 Augustus 1824", "1824-08-03");
    check("3 Sept. 1824", "1824-09-03");
    check("3 Octr. 1824", "1824-10-03");
    check("3 7ber 1724", "1724-09-03");
    check("3 8bre 1724", "1724-10-03");
    check("3 Xber 1724", "1724-12-03");
    check("12 Louwmaand 1811", "1811-01-12");
    check("12 Sprokkelmaand 1811", "1811-02-12");
    check("12 Lentemaand 1811", "1811-03-12");
    check("12 Grasmaand 1811", "1811-04-12");
    check("12 Bloeimaand 1811", "1811-05-12");
    check("12 Zomermaand 1811", "1811-06-12");
    check("12 Hooimaand 1811", "1811-07-12");
    check("12 Oogstmaand 1811", "1811-08-12");
    check("12 Herfstmaand 1811", "1811-09-12");
    check("12 Wijnmaand 1811", "1811-10-12");
    check("12 Slagtmaand 1811", "1811-11-12");
    check("12 Wintermaand 1811", "1811-12-12");
    check("Amsterdam, 12 mei 1894", "1894-05-12");
    check("AMSTERDAM, den 12den Mei 1894", "1894-05-12");
    check("'s-Gravenhage, 12 mei 1894", "1894-05-12");
    check("’s-Gravenhage, zaterdag 12 mei 1894", "1894-05-12");
    check("Bergen op Zoom, 12 mei 1894", "1894-05-12");
    check("Den Haag, 12 mei 1894", "1894-05-12");
    check("d.d. 12 mei 1894", "1894-05-12");
    check("op 12 mei 1894", "1894-05-12");
    check("Uitgave van zaterdag 12 mei 1894", "1894-05-12");
    check("zaterdag 29 februari 1896", "1896-02-29");
    check("zaterdag 12 mei 1894, avondblad", "1894-05-12");
    check("wo 17 november 2021", "2021-11-17");
    check("zo. 14-11-2021", "2021-11-14");
    check("vrijdag 19 november 2021", "2021-11-19");
    check("vr. 19 november 2021", "2021-11-19");
}

#[test]
fn a_weekday_that_does_not_fit_is_told() {
    check(
        "maandag 16 november 2021",
        "2021-11-16; `maandag` does not fit 2021-11-16, which was a Tuesday (dinsdag)",
    );
    check("Zo. 12 Mei 1894", "1894-05-12; `Zo` does not fit 1894-05-12, which was a Saturday (zaterdag)");
    check(
        "zaterdag 13 en maandag 14 november 2021",
        "2021-11-13/2021-11-14; `maandag` does not fit 2021-11-14, which was a Sunday (zondag)",
    );
}

#[test]
fn months_years_and_more() {
    check("november 2021", "2021-11");
    check("nov 2021", "2021-11");
    check("nov. 2021", "2021-11");
    check("nov-2021", "2021-11");
    check("11-2021", "2021-11");
    check("11/2021", "2021-11");
    check("Mei 1894", "1894-05");
    check("Bloeimaand 1811", "1811-05");
    check("begin mei 1894", "1894-05");
    check("eind 1953", "1953");
    check("anno 1894", "1894");
    check("in het jaar 1894", "1894");
    check("Amsterdam, 1894", "1894");
    check("voorjaar 1953", "1953-21");
    check("Lente 1953", "1953-21");
    check("de zomer van 1953", "1953-22");
    check("najaar 1953", "1953-23");
    check("herfst 1953", "1953-23");
    check("winter 1953", "1953-24");
    check("winter 1962-1963", "1962-24");
    check("winter 1962/63", "1962-24");
    check("eerste kwartaal 2021", "2021-33");
    check("4e kwartaal 2021", "2021-36");
    check("Q2 2021", "2021-34");
    check("2021Q3", "2021-35");
    check("tweede helft 1953", "1953-41");
    check("eerste halfjaar 1953", "1953-40");
    check("jaren zestig", "196X");
    check("de jaren zestig", "196X");
    check("eind jaren zestig", "196X");
    check("jaren 60", "196X");
    check("jaren '60", "196X");
    check("jaren 1960", "196X");
    check("zestiger jaren", "196X");
    check("jaren tachtig van de 19e eeuw", "188X");
    check("jaren tachtig van de negentiende eeuw", "188X");
    check("jaren tien van de 21e eeuw", "201X");
    check("jaren tien van de eenentwintigste eeuw", "201X");
    check("19e eeuw", "18XX");
    check("de 19de eeuw", "18XX");
    check("negentiende eeuw", "18XX");
    check("zeventiende eeuw", "16XX");
}

#[test]
fn several_days_and_open_ends() {
    check("maart-april 1953", "1953-03/1953-04");
    check("maart/april 1953", "1953-03/1953-04");
    check("maart – april 1953", "1953-03/1953-04");
    check("dec. 1952-jan. 1953", "1952-12/1953-01");
    check("12-14 mei 1953", "1953-05-12/1953-05-14");
    check("13/14 november 2021", "2021-11-13/2021-11-14");
    check("zaterdag 13 en zondag 14 november 2021", "2021-11-13/2021-11-14");
    check("zaterdag 13/zondag 14 november 2021", "2021-11-13/2021-11-14");
    check("13 & 14 november 2021", "2021-11-13/2021-11-14");
    check("28 april - 3 mei 1894", "1894-04-28/1894-05-03");
    check("28-4-1894 - 3-5-1894", "1894-04-28/1894-05-03");
    check("31 december 1893-1 januari 1894", "1893-12-31/1894-01-01");
    check("van 1 t/m 5 mei 1894", "1894-05-01/1894-05-05");
    check("van 1 tot en met 5 mei 1894", "1894-05-01/1894-05-05");
    check("van 1 tot 5 mei 1894", "1894-05-01/1894-05-05");
    check("tussen 1894 en 1896", "1894/1896");
    check("1953-1954", "1953/1954");
    check("1953 - 1954", "1953/1954");
    check("lente-zomer 1953", "1953-21/1953-22");
    check("sinds 2020", "2020/..");
    check("vanaf mei 2020", "2020-05/..");
    check("t/m mei 2020", "../2020-05");
    check("tot en met 2020", "../2020");
    check("tot 16-11-2021", "../2021-11-16");
    check("voor 1894", "../1893");
    check("vóór mei 1894", "../1894-04");
    check("voor 1 mei 1894", "../1894-04-30");
    check("na 1894", "1895/..");
    check("na 31 december 1894", "1895-01-01/..");
    check("na voorjaar 1953", "1953-06-01/..");
}

#[test]
fn in_doubt() {
    check("ca. 1894", "1894~");
    check("ca 1894", "1894~");
    check("circa 1894", "1894~");
    check("c. 1894", "1894~");
    check("± 1894", "1894~");
    check("omstreeks 1894", "1894~");
    check("Omstreeks mei 1894", "1894-05~");
    check("rond 12 mei 1894", "1894-05-12~");
    check("1894 ?", "1894?");
    check("1894 (?)", "1894?");
    check("12 mei 1894?", "1894-05-12?");
    check("vermoedelijk 1894", "1894?");
    check("waarschijnlijk ca. 1894", "1894%");
    check("ca. 1894-1896", "1894~/1896~");
    check("ca. jaren zestig", "196X~");
}

#[test]
fn what_breaks_a_rule_is_refused() {
    check("", "! there is nothing in it");
    check("  ", "! there is nothing in it");
    check("2021-02-30", "! February 2021 has 28 days");
    check("2021-02-30 08:30", "! February 2021 has 28 days");
    check("30-02-2021", "! February 2021 has 28 days");
    check("20210230", "! February 2021 has 28 days");
    check("2021-13-01", "! there is no month 13");
    check("11-16-2021", "! there is no month 16");
    check("20211316", "! there is no month 13");
    check("31 april 2021", "! April 2021 has 30 days");
    check("31 april", "! the year is missing");
    check("29 februari 1900", "! February 1900 has 28 days");
    check("donderdag 29 februari 1900", "! February 1900 has 28 days");
    check("32 mei 1894", "! May 1894 has 31 days");
    check("0 mei 1894", "! there is no day 0");
    check("12 mei 1492", "! 1492 lies outside the years 1500 to 2200");
    check("12 mei 2201", "! 2201 lies outside the years 1500 to 2200");
    check("voor 1500", "! 1499 lies outside the years 1500 to 2200");
    check("1 januari", "! the year is missing");
    check("dinsdag 16 november", "! the year is missing");
    check("november", "! the year is missing");
    check("16-11", "! the year is missing");
    check("voorjaar", "! the year is missing");
    check("16-11-21", "! `21` leaves the century open");
    check("16/11/21", "! `21` leaves the century open");
    check("16 nov. '21", "! `21` leaves the century open");
    check("16 nov 21", "! `21` leaves the century open");
    check("nov. '21", "! `'21` leaves the century open");
    check("1953/54", "! `54` leaves the century open");
    check("jaren tien", "! `jaren tien` leaves the century open");
    check("jaren nul", "! `jaren nul` leaves the century open");
    check("jaren 10", "! `jaren 10` leaves the century open");
    check("[1894, 1895]", "! sets of dates are not read");
    check("[1894]", "! sets of dates are not read");
    check("5 mei - 1 mei 1894", "! it ends (1894-05-01) before it begins (1894-05-05)");
    check("1954-1953", "! it ends (1953) before it begins (1954)");
    check("16 november 2021 25:00", "! there is no time of the day `25:00`");
    check("2021-11-16T08:61:00", "! there is no time of the day `08:61:00`");
    check("onbekend", "! `onbekend` is not a word of a date");
    check("z.d.", "! `z` is not a word of a date");
    check("vorige maand", "! `vorige` is not a word of a date");
    check("12 Mai 1894", "! `Mai` is not a word of a date");
    check("op 12 mei 1894 schreef hij", "! `schreef` is not a word of a date");
    check("No. 1894", "! `No` is not a word of a date");
    check("nummer 1894", "! `nummer` is not a word of a date");
    check("De minister zei gisteren dat op 12 mei 1894", "! `minister` is not a word of a date");
    for text in [
        "202111",
        "16",
        "12345678901234567890",
        "16112021 x",
        "-",
        "...",
        "?",
        "dinsdag",
        "mei mei 1894",
        "12 12 1894",
        "12 mei 1894 13 mei",
        "1894 1895",
        "@",
        "12 mei 1894 | 13",
        "november 2021 08:30",
        "jaren",
        "eeuw",
        "t/m",
        "sinds",
        "sinds voor 1894",
        "sinds 1894-1895",
        "5e kwartaal 2021",
        "1e kwartaal",
        "mei 12 13 1894",
        "08:30",
        "100e eeuw",
        "jaren 65",
    ] {
        let error = NewsDate::read(text).expect_err(text);
        assert!(!error.to_string().is_empty(), "{text}");
    }
}

#[test]
fn a_long_value_is_shown_by_its_beginning() {
    let error = NewsDate::read(&"lang ".repeat(100)).unwrap_err();
    assert_eq!(error.value().chars().count(), 61);
    assert!(error.value().ends_with('…'));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = NewsDate::read(&text);
    }

    #[test]
    fn nothing_like_a_date_makes_it_panic(
        parts in prop::collection::vec(
            prop_oneof![
                "[0-9]{1,14}",
                "[-/.: +±~?%,'()&T\u{2013}\u{301}]{1,2}",
                Just(" ".to_owned()),
                prop::sample::select(vec![
                    "mei", "Mei", "dinsdag", "jaren", "zestig", "eeuw", "kwartaal", "Q", "helft", "winter", "t/m",
                    "tot", "en", "sinds", "voor", "na", "ca.", "den", "7ber", "uur", "PM", "CET", "ĳ", "e", "Zo",
                ]).prop_map(str::to_owned),
            ],
            0..10,
        )
    ) {
        let text = parts.concat();
        if let Ok(read) = NewsDate::read(&text) {
            prop_assert!(read.date.span().first <= read.date.span().last);
            prop_assert_eq!(NewsDate::parse(&read.date.to_string()), Ok(read.date), "{}", text);
        }
    }

    #[test]
    fn every_day_is_read_in_each_form(number in crate::date::Day::FIRST.number()..=crate::date::Day::LAST.number()) {
        const MONTHS: [&str; 12] = [
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
            "november", "december",
        ];
        let day = crate::date::Day::from_number(number).unwrap();
        let (year, month, of_month) = day.year_month_day();
        let name = MONTHS[usize::from(month) - 1];
        for text in [
            format!("{} {of_month} {name} {year}", day.weekday().dutch_name()),
            format!("{}, {of_month:02} {} {year}", day.weekday(), &name[..3].to_uppercase()),
            format!("{of_month}-{month}-{year}"),
            format!("{of_month:02}/{month:02}/{year}"),
            format!("{year}{month:02}{of_month:02}"),
            format!("{year}/{month}/{of_month}"),
        ] {
            if text.contains("MAA") {
                continue;
            }
            let read = NewsDate::read(&text);
            prop_assert!(read.is_ok(), "{text}: {read:?}");
            let read = read.unwrap();
            prop_assert_eq!(read.date, NewsDate::from(day), "{}", text);
            prop_assert!(read.warnings.is_empty(), "{}", text);
        }
    }
}

#[test]
fn every_message_names_the_value_and_the_rule_and_most_have_a_hint() {
    let check = |text: &str, message: &str, hint: Option<&str>| {
        let error = NewsDate::read(text).expect_err(text);
        assert_eq!(error.to_string(), format!("cannot read `{text}` as a date: {message}"));
        assert_eq!(error.hint(), hint, "{text}");
    };
    let any_form = Some("write `2021-11-16`, `2021-11`, `2021`, `1894~` or `16 november 2021`");
    let day_first = Some("write the day before the month, as in `16-11-2021`, or `2021-11-16`");
    let full_year = Some("write the year in four digits, as in `16-11-2021`");
    check("", "there is nothing in it", any_form);
    check("1492", "1492 lies outside the years 1500 to 2200", None);
    check("11-16-2021", "there is no month 16", day_first);
    check("29 februari 1900", "February 1900 has 28 days", None);
    check("189X-02-30", "no day of the calendar fits `189X-02-30`", None);
    check("2021-21-01", "a season has no days of its own", None);
    check("2021-11-16 24:30", "there is no time of the day `24:30`", None);
    check("[1894, 1895]", "sets of dates are not read", Some("write an interval, as in `2021-11/2021-12`"));
    check("../..", "an interval needs at least one end", Some("write `2021/..` or `../2021`"));
    check("2022/2021", "it ends (2021) before it begins (2022)", Some("write the earlier date first"));
    check(
        "16 november",
        "the year is missing",
        Some("write the year in four digits, as in `16 november 2021`"),
    );
    check("16-11-21", "`21` leaves the century open", full_year);
    check(
        "jaren tien",
        "`jaren tien` leaves the century open",
        Some("name the century, as in `jaren tien van de 21e eeuw`"),
    );
    check("onbekend", "`onbekend` is not a word of a date", any_form);
    check("12 12 1894", "it does not have the form of a date", any_form);
}
