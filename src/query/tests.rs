use proptest::prelude::*;

use super::*;
use crate::date::Day;
use crate::dutch::{AnalysisOptions, Analyzer};

fn today() -> Day {
    Day::from_ymd(2021, 11, 17).unwrap()
}

/// Checks the tree, and the level and place of each remark.
#[track_caller]
fn check(query: &str, tree: &str, remarks: &[(Level, &str)]) {
    let parsed = parse(query, today());
    assert_eq!(parsed.root.to_string(), tree, "{query}");
    let got: Vec<(Level, &str)> =
        parsed.diagnostics.iter().map(|it| (it.level, &query[it.span.clone()])).collect();
    assert_eq!(got, remarks, "{query}: {:?}", parsed.diagnostics);
}

#[test]
fn trees() {
    for (query, tree) in [
        ("", "alles"),
        ("vrede", "vrede"),
        ("vrede akkoord", "(vrede EN akkoord)"),
        ("a EN b AND c", "(a EN b EN c)"),
        ("a OF b OR c", "(a OF b OF c)"),
        ("a OF b c", "(a OF (b EN c))"),
        ("(a OF b) c", "((a OF b) EN c)"),
        ("a NIET b", "(a EN NIET b)"),
        ("a -b", "(a EN NIET b)"),
        ("a - b", "(a EN b)"),
        ("Nagorno-Karabach", "Nagorno-Karabach"),
        ("en of niet and or not", "(en EN of EN niet EN and EN or EN not)"),
        ("\"tweede stad\"", "\"tweede stad\""),
        ("„tweede stad”", "\"tweede stad\""),
        ("titel:vrede", "titel:vrede"),
        ("TITLE:vrede tekst", "(titel:vrede EN tekst)"),
        ("bron:\"Noorder Courant\"", "bron:\"Noorder Courant\""),
        ("titel:(a OF b)", "titel:(a OF b)"),
        ("-titel:a", "NIET titel:a"),
        ("datum:2021-11", "datum:2021-11-01..2021-11-30"),
        ("datum:gisteren", "datum:2021-11-16..2021-11-16"),
        ("10:30 https://www.nrc.nl/a", "(10:30 EN https://www.nrc.nl/a)"),
        ("Wie is Poetin?", "(Wie EN is EN Poetin?)"),
        ("NIET NIET a", "NIET NIET a"),
    ] {
        let notes: &[(Level, &str)] = if query.contains(" - ") { &[(Level::Note, "-")] } else { &[] };
        check(query, tree, notes);
    }
}

#[test]
fn remarks() {
    use Level::{Error, Note, Warning};
    check("\"tweede stad", "\"tweede stad\"", &[(Error, "\"")]);
    check("a (b OF c", "(a EN (b OF c))", &[(Error, "(")]);
    check("a b) c", "((a EN b) EN c)", &[(Error, ")")]);
    check("EN a", "a", &[(Error, "EN")]);
    check("a OF", "a", &[(Error, "OF")]);
    check("a EN OF b", "(a OF b)", &[(Error, "EN")]);
    check("NIET", "alles", &[(Error, "NIET")]);
    check("()", "alles", &[(Note, "(")]);
    check("\"\" a", "a", &[(Note, "\"\"")]);
    check("a !!!", "a", &[(Note, "!!!")]);
    check("datum:2021-02-30", "alles", &[(Error, "2021-02-30")]);
    check("datum:", "alles", &[(Error, "datum:")]);
    check("titel:", "alles", &[(Error, "titel:")]);
    check("kleur:rood", "(kleur EN rood)", &[(Warning, "kleur")]);
    check("kon*", "kon*", &[(Error, "*")]);
    check("pasjinian~2", "pasjinian~2", &[(Error, "~")]);
    check("amster?am", "amster?am", &[(Error, "?")]);
}

#[test]
fn what_is_nested_too_deep_is_refused_once() {
    let query = format!("{}a{}", "(".repeat(2_000), ")".repeat(2_000));
    let parsed = parse(&query, today());
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    assert!(parsed.diagnostics[0].message.contains("100 deep"));
    let query = "NIET ".repeat(2_000) + "a";
    assert!(parse(&query, today()).first_error().is_some());
}

#[test]
fn a_caret_stands_under_the_place() {
    let parsed = parse("één \"stad", today());
    let shown = parsed.diagnostics[0].render("één \"stad", false);
    let lines: Vec<&str> = shown.lines().collect();
    let (text, caret) =
        (lines.iter().find(|it| it.contains("stad")), lines.iter().find(|it| it.contains('^')));
    let column = |line: &str, c: char| line.chars().position(|it| it == c);
    assert_eq!(text.and_then(|it| column(it, '"')), caret.and_then(|it| column(it, '^')), "{shown}");
}

/// The sequences of a word, each slot as the terms of one reason.
fn slots(query: &str, level: MatchLevel, why: Why) -> Vec<Vec<Vec<String>>> {
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let meaning::Meaning::Leaf(leaf) =
        meaning::meaning_of(&parse(query, today()).root, level, &mut analyzer, &Synonyms::none())
    else {
        panic!("{query} is no word");
    };
    let of_slot = |slot: &meaning::Slot| {
        let wanted = slot.iter().filter(|it| it.why == why && it.length == 1);
        wanted.map(|it| format!("{}:{}", it.layer.as_str(), it.text)).collect()
    };
    leaf.sequences.iter().map(|sequence| sequence.iter().map(of_slot).collect()).collect()
}

#[test]
fn what_words_stand_for() {
    let broad = MatchLevel::Broad;
    assert_eq!(slots("soldaten", broad, Why::Exact), [[["exact:soldaten"]]]);
    assert_eq!(slots("soldaten", broad, Why::Inflection), [[["lemma:soldaat", "exact:soldaat"]]]);
    assert_eq!(slots("soldaten", broad, Why::Compound), [[["part:soldaat"]]]);
    assert_eq!(slots("soldaten", MatchLevel::Inflected, Why::Compound), [[Vec::<String>::new()]]);
    assert_eq!(slots("soldaten", MatchLevel::Exact, Why::Inflection), [[Vec::<String>::new()]]);
    assert_eq!(slots("\"soldaten\"", broad, Why::Inflection), [[Vec::<String>::new()]]);
    let nagorno = slots("Nagorno-Karabach", MatchLevel::Exact, Why::Exact);
    let joined = vec![vec!["exact:nagornokarabach".to_owned()]];
    let apart = vec![vec!["exact:nagorno".to_owned()], vec!["exact:karabach".to_owned()]];
    assert_eq!(nagorno, [joined, apart]);
}

proptest! {
    #[test]
    fn any_text_is_a_query(query in "\\PC*") {
        let parsed = parse(&query, today());
        for diagnostic in &parsed.diagnostics {
            prop_assert!(query.get(diagnostic.span.clone()).is_some(), "{:?}", diagnostic);
            let _ = diagnostic.render(&query, false);
        }
    }

    #[test]
    fn any_signs_are_a_query(query in "([a-c(): \"*~?-]|EN|OF|NIET|titel:|datum:){0,40}") {
        let parsed = parse(&query, today());
        for diagnostic in &parsed.diagnostics {
            prop_assert!(query.get(diagnostic.span.clone()).is_some(), "{:?}", diagnostic);
        }
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let _ = meaning::meaning_of(&parsed.root, MatchLevel::Broad, &mut analyzer, &Synonyms::none());
    }
}
