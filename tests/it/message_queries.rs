//! What is said of queries and options that are given otherwise than they should; see `messages.rs`.

use std::fmt::Write as _;
use std::fs;

use insta::assert_snapshot;

use crate::messages::{desk_with_index, transcript};
use crate::support::Desk;

fn desk() -> Desk {
    Desk::with_index(&[
        ("a.txt", "date 2020 Er is vrede en geen oorlog.\n"),
        ("b.txt", "date 2021 Er is vrede in zicht.\n"),
    ])
}

#[test]
fn queries_may_begin_with_a_minus() {
    let desk = desk();
    for args in [
        &["-oorlog vrede"][..],
        &["-oorlog vrede", "--limit", "3"],
        &["--limit", "3", "-oorlog vrede"],
        &["--limit", "3", "--", "-oorlog", "vrede"],
        &["vrede -oorlog"],
    ] {
        let titles = if args.contains(&"--limit") {
            desk.run(&[&["search"], args].concat()).ended_with(0).stdout
        } else {
            desk.titles(args).concat()
        };
        assert!(titles.contains("zicht") && !titles.contains("geen"), "{args:?}: {titles}");
    }
    let run = desk.run(&["facets", "-oorlog vrede", "--by", "year", "--csv"]).ended_with(0);
    assert!(run.stdout.contains("2021") && !run.stdout.contains("2020"), "{run:?}");
    let run =
        desk.run(&["timeline", "vrede", "--vs", "-oorlog vrede", "--by", "year", "--csv"]).ended_with(0);
    assert!(run.stdout.contains("-oorlog vrede"), "{run:?}");
    for command in ["kwic", "export"] {
        let mut args = vec![command, "-oorlog vrede"];
        args.extend(if command == "export" { &["--format", "jsonl"][..] } else { &[] });
        let run = desk.run(&args).ended_with(0);
        assert!(run.stdout.contains("zicht") && !run.stdout.contains("geen"), "{run:?}");
    }
    desk.run(&["alert", "add", "vrede", "-oorlog vrede", "--backfill"]).ended_with(0);
    let run = desk.run(&["alert", "run"]).ended_with(0);
    assert!(run.stdout.contains("zicht") && !run.stdout.contains("geen"), "{run:?}");
}

#[test]
fn slips_around_a_query() {
    let desk = desk();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "-oorlog"],
            &["search", "-oorlog", "vrede"],
            &["timeline", "-oorlog"],
            &["alert", "add", "vrede", "-oorlog"],
            &["search", "--limt", "3", "vrede"],
            &["search", "vrede", "--limt", "3"],
            &["search", "-oorlog vrede", "--limt", "3"],
            &["search", "vrede", "--offset", "-1"],
            &["kwic", "vrede", "--limit", "-1"],
            &["similar", "a1", "--limit", "-1"],
            &["index", "rebuild", "--keep", "-1"],
            &["search", "--format", "trec", "vrede"],
            &["search", "vrede", "--format", "trec", "--json"],
        ]
    ));
}

#[test]
fn dates_of_options() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "vuren", "--from", "2022", "--to", "2021-06"],
            &["search", "vuren", "--from", "2021-02-30"],
            &["search", "vuren", "--to", "2021-13"],
            &["search", "vuren", "--on", "31 juni 2020"],
            &["search", "vuren", "--on", "29-02-2021"],
            &["search", "vuren", "--on", "1399"],
            &["search", "vuren", "--from", "ergens in mei"],
            &["search", "vuren", "--from", ""],
            &["search", "vuren", "--on", "[2020,2021]"],
            &["search", "vuren", "--on", "2021..2020"],
        ]
    ));
}

#[test]
fn queries_that_are_not_right() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "\"het vuren"],
            &["search", "het „vuren hield op"],
            &["search", "vrede EN (vuren OF bestand"],
            &["search", "vrede) EN vuren"],
            &["search", "één (vuren"],
            &["search", "()"],
            &["search", "\"\""],
            &["search", "vuren EN"],
            &["search", "OF vuren"],
            &["search", "vuren NIET"],
            &["search", "EN"],
            &["search", "vuren EN EN bestand"],
            &["search", "kleur:rood"],
            &["search", "titel:"],
            &["search", "datum:"],
            &["search", "vuren datum:2021-02-30"],
            &["search", "datum:2021..2020"],
            &["search", "datum:\"31 juni 2020\""],
            &["search", "*"],
            &["search", "vrede NIET *-*"],
            &["search", "vrede~3"],
            &["search", "op~"],
            &["search", "pop~2"],
            &["search", "vre*~1"],
            &["search", "\"ꜧꜭꜩꜫꜯꝁꝃꝅꝇ vre*\""],
            &["search", "vuren NABIJ bestand"],
            &["search", "vuren NABIJ/ver bestand"],
            &["search", "vuren NABIJ/1001 bestand"],
            &["search", "\"het vuren\"~veel"],
            &["search", "vuren NABIJ/5"],
            &["search", "vuren NABIJ/5 NIET bestand"],
            &["search", "vuren IN-ZIN (NIET bestand)"],
            &["search", "vuren IN-ALINEA datum:2021"],
            &["search", "\"een twee drie vier vijf zes zeven acht negen\"~5"],
            &["search", "\"een twee drie\"~101"],
            &["search", &format!("\"{}a of b{}\"", "(c of ".repeat(9), ")".repeat(9))],
            &["search", &format!("\"{}\"", "(a b of c) ".repeat(9))],
            &["search", &format!("({}) NABIJ/5 vuren", "a ".repeat(65))],
            &["search", &format!("{}*", "a".repeat(120))],
            &["search", "vuren of bestand"],
            &["search", "vuren nabij/5 bestand"],
            &["search", "wie begon het vuren?"],
            &["search", "\"het vuren?\""],
            &["search", "… — !"],
            &["search", "\u{7}\u{202e}! \"vuren"],
            &["show", "a1", "--query", "(vuren"],
        ]
    ));
}

#[test]
fn queries_of_other_systems() {
    let desk = desk_with_index();
    let queries = [
        "vuren || bestand",
        "vuren && bestand",
        "het !vuren",
        "het –vuren",
        "+vuren",
        "vuren^2",
        "/vur.*/",
        "vuren NEAR5 bestand",
        "vuren Of bestand",
        "\"het vuern~ hield\"",
        "\"het vuren OF bestand\"",
        "\"(het vuren\"",
        "\"het ? vuren\"",
        "\"het * vuren\"",
        "\"vuren\"~2",
        "vuren ~2",
        "€*",
        "vuren NABIJ/ bestand",
        "titel:vuren NABIJ/5 tekst:hield",
        "titel:(vuren bron:bode)",
        "bron:(bode datum:2020)",
        "titel:zebra",
        "datum:(2020 OF 2021)",
        "datum:>2020",
        "datum:2020-",
        "datum:2021-11-16±3",
        "??",
    ];
    let commands: Vec<Vec<&str>> =
        queries.iter().map(|query| vec!["facets", query, "--by", "language", "--csv"]).collect();
    let mut commands: Vec<&[&str]> = commands.iter().map(Vec::as_slice).collect();
    commands.push(&["search", "titel:zebra"]);
    assert_snapshot!(transcript(&desk, &commands));
}

#[test]
fn wildcards_that_fit_too_much() {
    let mut words = String::new();
    for number in 0..11_000 {
        let _ = write!(words, "a{number} ");
    }
    for number in 0..9_000 {
        let _ = write!(words, "b{number} c{number} d{number} ");
    }
    let desk = Desk::with_index(&[("a.txt", &words)]);
    desk.write("topics.tsv", "1\tb1 OF a*\n");
    desk.run(&["export", "b1", "--format", "jsonl", "--output", "b1.jsonl"]).ended_with(0);
    let manifest = fs::read_to_string(desk.at("b1.jsonl.manifest.jsonl")).expect("there is a manifest");
    desk.write("grown.jsonl", manifest.replace("\"query\":\"b1\"", "\"query\":\"b1 OF a*\""));
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "b1 OF *a*"],
            &["search", "titel:a*"],
            &["search", "b* OF c* OF d* OF a1* OF b1*"],
            &["search", "--batch", "topics.tsv", "--format", "trec"],
            &["search", "--replay", "grown.jsonl"],
            &["timeline", "b1", "--vs", "c1 OF a*"],
            &["facets", "b1 OF a*", "--by", "source", "--csv"],
            &["kwic", "b1 OF a*", "--csv"],
            &["export", "b1 OF a*", "--format", "csv"],
            &["export", "b1 OF a*", "--format", "csv", "--output", "refused.csv"],
        ]
    ));
    assert!(!desk.at("refused.csv").exists() && !desk.at("refused.csv.manifest.jsonl").exists());
}

#[test]
fn a_query_that_is_nested_too_deep() {
    let desk = desk_with_index();
    for depth in [101, 1_000] {
        for (open, close) in [("(", ")"), ("NIET ", ""), ("titel:", "")] {
            let query = format!("{}vuren{}", open.repeat(depth), close.repeat(depth));
            let run = desk.run(&["search", &query]).ended_with(2);
            let told = "error: the query is nested more than 100 deep\n";
            assert_eq!(run.stderr.matches(told).count(), 1, "{open:?}");
        }
    }
}

#[test]
fn queries_that_are_right() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search"],
            &["search", ""],
            &["search", "de het een"],
            &["search", "vuren", "--sort", "newest"],
            &["search", "vuren", "--from", "2020"],
            &["search", "vuren", "--sort", "oldest", "--limit", "1"],
            &["search", "vuren", "--sort", "oldest", "--offset", "5"],
            &["search", "regende NIET markt"],
            &["search", "\"het vuren\"", "--sort", "oldest", "--color", "always"],
            &["search", "zebra"],
            &["show", "a2"],
            &["show", "a3", "--query", "vuren", "--color", "always"],
            &["show", "zebra"],
        ]
    ));
}

#[test]
fn explanations() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "vuren NIET \"er was\"", "--explain"],
            &["search", "vu* OF wannere~2", "--explain", "--lang", "en", "--from", "2020"],
            &["search", "bron:bode datum:2020", "--explain"],
            &["search", "tekende zebra", "--explain"],
            &["search", "het vurne"],
            &["search", "hte vurne hield"],
            &["search", "Vrede bestadn", "--lang", "en"],
            &["search", "titel:vrde"],
            &["search", "\"hield pop\"", "--lang", "en"],
            &["search", "\"de heele dag\"", "--lang", "en"],
        ]
    ));
}
