//! Dated text: where articles begin and end, and what their headings say.

use super::*;
use crate::article::DateFrom;

/// One line for each article: its date, its title if it is no derived one, and its text.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let readings = read_file("a.txt", text);
    let summaries: Vec<String> = readings.articles.iter().map(summary).collect();
    assert_eq!(summaries, expected, "of {text:?}");
    assert_eq!(readings.skipped, [], "of {text:?}");
}

fn summary(article: &Article) -> String {
    let date = article.date.as_ref().map_or_else(|| "undated".to_owned(), |date| date.date.to_string());
    let title = if article.title.derived { "-" } else { &article.title.text };
    format!("{}: {date} | {title} | {}", article.record.line, article.text)
}

#[test]
fn a_date_before_the_text() {
    check(" date 2021-11 Een brug.\n\nTwee.\n", &["1: 2021-11 | - | Een brug.\n\nTwee."]);
    check("date 2021-11-16 Een.", &["1: 2021-11-16 | - | Een."]);
    check("DATUM 1894~ Een.", &["1: 1894~ | - | Een."]);
    check("\n\n\tDate 2018-09/2018-11 Een.\r\nMeer.\r\n", &["3: 2018-09/2018-11 | - | Een.\nMeer."]);
    check("date 2021-11: Een.", &["1: 2021-11 | - | Een."]);
    check("date 2021-11\nEen.", &["1: 2021-11 | - | Een."]);
    check("date 2021-11\n\nEen.", &["1: 2021-11 | - | Een."]);
    check("date: 2021-11 Een.", &["1: 2021-11 | - | Een."]);
    check("datum 16 november 2021 Een.", &["1: 2021-11-16 | - | Een."]);
    check("datum dinsdag 16 november 2021 Een.", &["1: 2021-11-16 | - | Een."]);
    check("datum 16-11-2021 Een.", &["1: 2021-11-16 | - | Een."]);
}

#[test]
fn a_word_that_is_no_date() {
    check("Date night in Parijs.", &["1: undated | - | Date night in Parijs."]);
    check("Datum en plaats volgen.", &["1: undated | - | Datum en plaats volgen."]);
    check("date 3 spelers", &["1: undated | - | date 3 spelers"]);
    check("datum na 1894 onzeker", &["1: undated | - | datum na 1894 onzeker"]);
    check("date", &["1: undated | - | date"]);
    check("update 2021-11 Een.", &["1: undated | - | update 2021-11 Een."]);
}

#[test]
fn several_articles_in_a_file() {
    check(
        "date 2021-11 Een.\n\nMeer.\n\ndate 2021-12 Twee.\ndate 2022 in een regel\n\n\ndatum 2022 Drie.",
        &[
            "1: 2021-11 | - | Een.\n\nMeer.",
            "5: 2021-12 | - | Twee.\ndate 2022 in een regel",
            "9: 2022 | - | Drie.",
        ],
    );
    check("Vooraf.\n\ndate 2021 Een.", &["1: undated | - | Vooraf.", "3: 2021 | - | Een."]);
    check(
        "titel: A\ndatum: 2021\n\nEen.\n\ntitel: B\ndatum: 2022\n\nTwee.",
        &["1: 2021 | A | Een.", "6: 2022 | B | Twee."],
    );
    check(
        "titel: A\n\nEen.\n\nbron: ANP\n\nauteur: X\ntitel: Y\n\nTwee.",
        &["1: undated | A | Een.\n\nbron: ANP\n\nauteur: X\ntitel: Y\n\nTwee."],
    );
    check(
        "titel: A\n\nEen.\n\ntitel: B\ndatum: 2022\nTwee.",
        &["1: undated | A | Een.\n\ntitel: B\ndatum: 2022\nTwee."],
    );
}

#[test]
fn impossible_dates_are_named_whole() {
    for (text, value) in [
        ("date 2021-02-30 Tekst", "2021-02-30"),
        ("date 2021-13 Tekst", "2021-13"),
        ("date 20211399 Tekst", "20211399"),
        ("date: 2021-02-30 Tekst", "2021-02-30"),
        ("datum: 2021-02-30\n\nTekst", "2021-02-30"),
        ("datum 30 februari 2021 Tekst", "30 februari 2021"),
        ("datum dinsdag 30 februari 2021 Tekst", "dinsdag 30 februari 2021"),
    ] {
        let readings = read_file("a.txt", text);
        assert_eq!(readings.skips(), [(Some(1), ProblemKind::Date)], "of {text}");
        assert!(readings.skipped[0].reason.contains(&format!("`{value}`")), "{}", readings.skipped[0]);
        assert_eq!(readings.texts(), Vec::<&str>::new());
    }
}

#[test]
fn a_heading_of_names_and_values() {
    let text = "Titel: Brug open\nDatum: 16 november 2021\nBron: De Heidebode\nAuteur: A. Vos\n\
                Rubriek: Binnenland\nUrl: https://bode.example/1\nid: dhb-1\nPagina: 3\nTaal: nl\n\
                Editie: ochtend\n\nEerste.\n\nTweede.\n";
    let readings = read_file("a.txt", text);
    let [article] = &readings.articles[..] else { panic!("{readings:#?}") };
    assert_eq!(article.id.as_str(), "dhb-1");
    assert_eq!((article.title.text.as_str(), article.title.derived), ("Brug open", false));
    assert_eq!(article.date.as_ref().unwrap().date.to_string(), "2021-11-16");
    assert_eq!(article.date.as_ref().unwrap().from, DateFrom::Record);
    assert_eq!(article.source.as_deref(), Some("De Heidebode"));
    assert_eq!(article.author.as_deref(), Some("A. Vos"));
    assert_eq!(article.section.as_deref(), Some("Binnenland"));
    assert_eq!(article.url.as_deref(), Some("https://bode.example/1"));
    assert_eq!(article.page.as_deref(), Some("3"));
    assert_eq!(article.language.as_deref(), Some("nl"));
    assert_eq!(article.text, "Eerste.\n\nTweede.");
}

#[test]
fn where_a_heading_ends() {
    check("titel: A\nEen.\nTwee.", &["1: undated | A | Een.\nTwee."]);
    check("titel: A\nEditie: ochtend\ndatum: 2021\n\nEen.", &["1: 2021 | A | Een."]);
    check("Premier: wij gaan door.\n\nEen.", &["1: undated | - | Premier: wij gaan door.\n\nEen."]);
    check("titel: A\n\ndate 2021 Een.", &["1: 2021 | A | Een."]);
    let long = format!("Brussel: {}", "woord ".repeat(30).trim());
    check(&format!("titel: A\n{long}"), &[&format!("1: undated | A | {long}")]);
    check("titel: A\ntekst: Een.\nTwee.", &["1: undated | A | Een.\nTwee."]);
    check("lead: Kort.\n\nLang.", &["1: undated | - | Kort.\n\nLang."]);
}

#[test]
fn a_weekday_that_does_not_fit_is_kept_and_named() {
    let readings = read_file("a.txt", "datum: maandag 16 november 2021\n\nTekst.");
    assert_eq!(readings.texts(), ["Tekst."]);
    assert_eq!(readings.warned.len(), 1);
    assert_eq!(readings.warned[0].kind, ProblemKind::DateDoubt);
    assert_eq!(
        readings.warned[0].to_string(),
        "a.txt:1: `maandag` does not fit 2021-11-16, which was a Tuesday (dinsdag)"
    );
}

#[test]
fn a_title_is_made_of_the_first_sentence() {
    let readings = read_file("a.txt", "date 2021 In Ede is een brug geopend. Het regende.\n\nMeer.");
    assert_eq!(readings.articles[0].title.text, "In Ede is een brug geopend.");
    assert!(readings.articles[0].title.derived);
    let readings = read_file("a.txt", "woord ".repeat(200));
    let title = &readings.articles[0].title.text;
    assert!(title.chars().count() <= 121 && title.ends_with('…'), "{title}");
}

#[test]
fn dates_of_paths_stand_in_for_those_of_records() {
    let path_date = |name: &str, text: &str| {
        let readings = read_file(name, text);
        readings.articles[0].date.as_ref().map(|date| (date.date.to_string(), date.from))
    };
    assert_eq!(path_date("2021/11/16/a.txt", "Tekst."), Some(("2021-11-16".to_owned(), DateFrom::Path)));
    assert_eq!(
        path_date("20211116_a.txt", "datum:\n\nTekst."),
        Some(("2021-11-16".to_owned(), DateFrom::Path))
    );
    assert_eq!(path_date("20211116_a.txt", "date 2020 Tekst."), Some(("2020".to_owned(), DateFrom::Record)));
    assert_eq!(path_date("a.txt", "Tekst."), None);
}

#[test]
fn ids_come_from_the_place() {
    let text = "date 2021 Een.\n\ndate 2021-13 Twee.\n\ndate 2022 Drie.";
    let readings = read_file("map/a.txt", text);
    let ids: Vec<_> = readings.articles.iter().map(|article| article.id.clone()).collect();
    // The broken one in the middle keeps its number, so that mending it changes no other id.
    let derived = |ordinal| crate::article::ArticleId::derived("", "map/a.txt", ordinal);
    assert_eq!(ids, [derived(0), derived(2)]);
}
