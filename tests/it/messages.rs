//! Every message that a user can see, as a transcript that is compared with a stored one.
//!
//! What differs between machines and runs (folders, times, sizes, the analyzer's version) stands in brackets.
//! After a change on purpose, `INSTA_UPDATE=always cargo test --test it messages` writes them anew.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use insta::assert_snapshot;
use knipsel::dutch::{AnalysisOptions, Analyzer};
use knipsel::index::IndexFolder;
use knipsel::schedule::Job;
use serde_json::json;

use crate::support::{Desk, Run};

/// Runs commands at a desk and writes down what is seen.
#[track_caller]
pub(crate) fn transcript(desk: &Desk, commands: &[&[&str]]) -> String {
    let mut shown = String::new();
    for args in commands {
        write_run(&mut shown, desk, args, &desk.run(args));
    }
    shown
}

pub(crate) fn write_run(shown: &mut String, desk: &Desk, args: &[&str], run: &Run) {
    let quoted = args.iter().map(|arg| {
        let plain = !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=".contains(c));
        if plain { (*arg).to_owned() } else { format!("'{arg}'") }
    });
    let _ = writeln!(shown, "$ knipsel {}", quoted.collect::<Vec<_>>().join(" "));
    for (mark, text) in [("", &run.stdout), ("! ", &run.stderr)] {
        for line in stable(desk, text).lines() {
            let _ = writeln!(shown, "{}", format!("{mark}{line}").trim_end());
        }
    }
    let _ = writeln!(shown, "[ends with {}]\n", run.code);
}

/// A text without what differs between machines and runs.
fn stable(desk: &Desk, text: &str) -> String {
    let real = fs::canonicalize(desk.path()).expect("the desk is there");
    let text = text
        .replace(&*real.to_string_lossy(), "[DESK]")
        .replace(&*desk.path().to_string_lossy(), "[DESK]")
        .replace(&Analyzer::new(AnalysisOptions::default()).fingerprint(), "[ANALYZER]")
        .replace(env!("CARGO_BIN_EXE_knipsel"), "[PROGRAM]")
        .replace(&Job::name_for(&real.join("index")), "knipsel-[NAME]")
        .replace(&format!("process {}", std::process::id()), "process [NUMBER]")
        .replace(&format!("knipsel {}\n", env!("CARGO_PKG_VERSION")), "knipsel [VERSION]\n");
    let text = without_segments(&text);
    let mut stable = String::new();
    for line in text.lines() {
        let line = if let Some((before, _)) = line.split_once(", committed ") {
            format!("{before}, committed [TIME]")
        } else if line.starts_with("on disk ") {
            "on disk       [SIZE], [COUNT] segments".to_owned()
        } else if line.starts_with("read ") {
            "read [COUNT] files, [SIZE]".to_owned()
        } else if let Some((before, _)) = line.split_once(": ").filter(|_| line.starts_with("backed up ")) {
            format!("{before}: [COUNT] files, [SIZE], of which [SIZE] had to be written")
        } else if line.contains(" instead of ") && line.ends_with(" dropped") {
            "[COUNT] segments instead of [COUNT], [SIZE] instead of [SIZE], [COUNT] deleted articles dropped"
                .to_owned()
        } else if line.starts_with("free  ") {
            "free          [SIZE], [SIZE] wanted".to_owned()
        } else if let Some((before, after)) = line.rsplit_once(" in ")
            && after.ends_with(" s")
        {
            format!("{before} in [SECONDS] s")
        } else {
            line.to_owned()
        };
        stable.push_str(&line);
        stable.push('\n');
    }
    stable
}

/// A text in which the names of segments, which are random, and places in their files are left out.
fn without_segments(text: &str) -> String {
    let mut stable = String::new();
    for part in text.split_inclusive(|character: char| !character.is_ascii_hexdigit()) {
        let name = part.trim_end_matches(|character: char| !character.is_ascii_hexdigit());
        stable.push_str(if name.len() == 32 { "[SEGMENT]" } else { name });
        stable.push_str(&part[name.len()..]);
    }
    match stable.split_once("checksum of its bytes ") {
        Some((before, after)) => {
            let after = after.trim_start_matches(|character: char| {
                character.is_ascii_digit() || " to".contains(character)
            });
            format!("{before}checksum of its bytes [NUMBER] to [NUMBER] {after}")
        }
        None => stable,
    }
}

/// Three articles and nothing wrong.
const GOOD: &str = concat!(
    "{\"id\":\"a1\",\"title\":\"Vrede in zicht\",\"date\":\"2020-11-10\",\"source\":\"De Bode\",",
    "\"text\":\"De partijen tekenden een bestand. Het vuren hield op.\"}\n",
    "{\"id\":\"a2\",\"title\":\"Markt op het plein\",\"date\":\"2021-11\",\"source\":\"De Bode\",",
    "\"text\":\"Er was markt. Het regende de hele dag.\"}\n",
    "{\"id\":\"a3\",\"title\":\"Zonder datum\",\"text\":\"Niemand weet wanneer het vuren begon.\"}\n",
);

fn desk_with_index() -> Desk {
    Desk::with_index(&[("bode.jsonl", GOOD)])
}

#[test]
fn help() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["--help"],
            &["index", "--help"],
            &["index", "build", "--help"],
            &["index", "watch", "--help"],
            &["index", "rebuild", "--help"],
            &["index", "status", "--help"],
            &["index", "verify", "--help"],
            &["index", "compact", "--help"],
            &["index", "backup", "--help"],
            &["index", "restore", "--help"],
            &["index", "rollback", "--help"],
            &["config", "--help"],
            &["completions", "--help"],
            &["man", "--help"],
            &["schedule", "--help"],
            &["schedule", "install", "--help"],
            &["search", "--help"],
            &["timeline", "--help"],
            &["facets", "--help"],
            &["kwic", "--help"],
            &["export", "--help"],
            &["similar", "--help"],
            &["show", "--help"],
            &["analyze", "--help"],
            &["--version"],
        ]
    ));
}

#[test]
fn slips_of_the_pen() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &[],
            &["zoek"],
            &["serach", "vrede"],
            &["--onbekend", "search", "vrede"],
            &["search", "vrede", "--fron", "2021"],
            &["search", "vrede", "--sort", "latest"],
            &["search", "vrede", "--match", "fuzzy"],
            &["search", "vrede", "--dates", "maybe"],
            &["search", "vrede", "--limit", "veel"],
            &["search", "vrede", "--limit", "-1"],
            &["search", "vrede", "--on", "2021", "--from", "2020"],
            &["search", "--batch", "topics.tsv"],
            &["search", "--batch", "topics.tsv", "--format", "csv"],
            &["search", "vrede", "--batch", "topics.tsv", "--format", "trec"],
            &["search", "--format", "trec"],
            &["search", "vrede", "--color", "blauw"],
            &["index"],
            &["index", "remove"],
            &["index", "build", "--onbekend"],
            &["similar"],
            &["show"],
            &["analyze"],
            &["analyze", "tekst", "--lines", "-"],
        ]
    ));
}

#[test]
fn alerts() {
    let desk = Desk::new();
    assert_snapshot!(
        "help_of_alerts",
        transcript(
            &desk,
            &[
                &["alert", "--help"],
                &["alert", "add", "--help"],
                &["alert", "list", "--help"],
                &["alert", "remove", "--help"],
                &["alert", "run", "--help"],
            ]
        )
    );
    let desk = desk_with_index();
    let mut shown = transcript(
        &desk,
        &[
            &["alert", "list"],
            &["alert", "run"],
            &["alert", "remove", "vuur"],
            &["alert", "add", "vuur"],
            &["alert", "add", "het vuur", "vuur"],
            &["alert", "add", "vuur", "vuur EN"],
            &["alert", "add", "vuur", "vuur", "--on", "gisterochtend"],
            &["alert", "add", "vuur", "vuur", "--index", "elders"],
            &["alert", "add", "vuur", "vuur", "--match", "inflected", "--from", "2020"],
            &["alert", "add", "vuur", "vuur"],
            &["alert", "add", "alles", "", "--backfill", "--lang", "en"],
            &["alert", "list"],
            &["alert", "list", "--json"],
            &["alert", "run", "vur"],
            &["alert", "run", "vuur"],
            &["alert", "run", "--format", "pdf"],
            &["alert", "run", "--output", "nergens/krant.md"],
            &["alert", "list"],
            &["alert", "run", "--output", "krant.md"],
            &["alert", "remove", "alles"],
        ],
    );
    desk.write("index/alerts/vuur/seen", "anders");
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    desk.write("index/alerts/vuur/alert.json", "{}");
    shown.push_str(&transcript(&desk, &[&["alert", "run"], &["alert", "remove", "vuur"]]));
    assert_snapshot!(shown);
}

#[test]
fn deliveries_that_cannot_be() {
    let desk = desk_with_index();
    let mut shown = String::new();
    for table in [
        "",
        "mail = \"a@krant.nl\"",
        "mail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"",
        "mail = []\nfrom = \"k@krant.nl\"\nsendmail = \"sendmail\"",
        "mail = \"krant\"\nfrom = \"k@krant.nl\"\nsendmail = \"sendmail\"",
        "mail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsmtp = \"localhost:poort\"",
        "webhook = \"krant.nl\"",
        "webhook = \"https://krant.nl\"\nfolder = \"kranten\"",
        "folder = \"kranten\"\nformat = \"htlm\"",
        "folder = \"kranten\"\nalerts = [\"a/b\"]",
        "webhok = \"https://krant.nl\"",
    ] {
        let settings = format!("[[alert_delivery]]\n{table}\n");
        desk.write("knipsel.toml", &settings);
        shown.push_str(&settings);
        shown.push_str(&transcript(&desk, &[&["config", "check"]]));
        shown.push('\n');
    }
    desk.run(&["alert", "add", "vuur", "vuur", "--backfill", "--config", "/dev/null"]).ended_with(0);
    desk.write("knipsel.toml", "[[alert_delivery]]\nfolder = \"nergens\"\n");
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    desk.write(
        "knipsel.toml",
        "[[alert_delivery]]\nmail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsendmail = \"./nergens\"\n",
    );
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    assert_snapshot!(shown);
}

#[test]
fn no_index() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "vrede"],
            &["search", "vrede", "--index", "elders"],
            &["similar", "a1"],
            &["show", "a1"],
            &["index", "status"],
            &["index", "build"],
        ]
    ));
    assert!(!desk.at("index").exists() && !desk.at("elders").exists(), "asking makes no index");
    assert_snapshot!("nothing_to_rebuild", transcript(&desk, &[&["index", "rebuild"]]));
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
            &["show", "a1", "--query", "(vuren"],
        ]
    ));
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
fn folded_copies() {
    let text = "De loods van de haven brandde vannacht helemaal uit. Niemand raakte gewond, maar de schade loopt \
                volgens de eigenaar in de miljoenen. Over de oorzaak tast de politie nog in het duister.";
    let line = |id: &str, about: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"Brand in de haven\",{about}\"text\":\"{text}\"}}\n")
    };
    let again =
        "{\"id\":\"a1\",\"date\":\"2020-11-11\",\"source\":\"De Bode\",\"text\":\"Toch geen bestand.\"}\n";
    let mut lines = again.to_owned();
    lines += &line("w1", "\"date\":\"2021-11-16\",\"source\":\"De Waag\",");
    lines += &line("b1", "\"date\":\"2021-11-17\",\"source\":\"De Bode\",\"section\":\"Stad\",");
    lines += &line("k1", "");
    let many: Vec<String> =
        (0..22).map(|number| line(&format!("m{number}"), "\"date\":\"2021-12\",")).collect();
    let desk = Desk::with_index(&[("bode.jsonl", &format!("{GOOD}{lines}"))]);
    desk.write("veel/krant.jsonl", many.concat());
    desk.run(&["index", "build", "veel", "--index", "veel-index"]).ended_with(0);
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "haven OF markt", "--sort", "oldest"],
            &["search", "haven OF markt", "--sort", "oldest", "--limit", "1"],
            &["search", "haven OF markt", "--sort", "oldest", "--group", "none", "--limit", "2"],
            &["search", "haven", "--group", "papers"],
            &["search", "--batch", "topics.tsv", "--format", "trec", "--group", "none"],
            &["search", "haven", "--index", "veel-index"],
            &["show", "b1"],
            &["show", "m3", "--index", "veel-index", "--query", "schade", "--color", "always"],
            &["show", "a1"],
            &["similar", "a1"],
            &["similar", "a2"],
            &["similar", "b1", "--limit", "1"],
            &["similar", "zebra"],
            &["similar", "m3", "--index", "veel-index"],
        ]
    ));
    desk.write("index/build-000001/copies-1.bin", "kort");
    fs::write(desk.at("veel-index/build-000001/signatures.bin"), [0; 5000]).expect("it is written");
    desk.write("veel/nieuw.jsonl", line("n1", ""));
    assert_snapshot!(
        "damaged_copies",
        transcript(&desk, &[&["search", "haven"], &["index", "build", "veel", "--index", "veel-index"]])
    );
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
            &["search", "\"hield pop\"", "--lang", "en"],
            &["search", "\"de heele dag\"", "--lang", "en"],
        ]
    ));
}

#[test]
fn timelines() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["timeline", "vuren", "--by", "month"],
            &["timeline", "vuren", "--by", "day", "--from", "2021-11-14", "--to", "2021-11-18", "--relative"],
            &["timeline", "vuren", "--vs", "markt", "--vs", "", "--by", "year"],
            &["timeline", "vuren", "--by", "week", "--csv"],
            &["timeline", "zebra"],
            &["timeline", "zebra", "--on", "2021-11", "--by", "week"],
            &["timeline", "zebra", "--svg", "zebra.svg"],
            &["timeline", "vuren", "--svg", "nergens/vuren.svg"],
            &["timeline", "vuren", "--vs", "(markt"],
            &["timeline", "vuren", "--by", "uur"],
            &["timeline", "vuren", "--csv", "--json"],
        ]
    ));
    assert!(!desk.at("zebra.svg").exists() && !desk.at("nergens").exists());
}

#[test]
fn cursors() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "vuren", "--after", "volgende"],
            &["search", "vuren", "--after", "k2-0-0-1-1-0-0-0-0-0-0"],
            &["search", "vuren", "--after", "k1-0-0-1-1-0-0-0-0-0-0"],
            &["search", "vuren", "--after", "k1-0", "--offset", "3"],
        ]
    ));
}

#[test]
fn exports() {
    let desk = desk_with_index();
    let formula = "{\"id\":\"f\",\"title\":\"=1+1\",\"date\":\"1894~\",\"text\":\"Som.\"}\n";
    desk.write("archive/formule.jsonl", formula);
    desk.run(&["index", "build"]).ended_with(0);
    desk.write("geen.jsonl", "{\"type\":\"hit\"}\n");
    let half = "{\"type\":\"member\",\"id\":\"a\",\"hash\":\"0\"}\n";
    desk.write("half.jsonl", half);
    let mut shown = transcript(
        &desk,
        &[
            &["export", "vuren OF som", "--format", "ris"],
            &["export", "vuren OF som", "--format", "bibtex", "-o", "uit.bib"],
            &["export", "som", "--format", "csv", "-o", "uit.csv"],
            &["export", "som", "--format", "csv", "-o", "ruw.csv", "--raw-cells"],
            &["export", "vuren", "--format", "trec", "--topic", "mijn vraag"],
            &["export", "zebra", "--format", "jsonl"],
            &["export", "vuren", "--format", "jsonl", "-o", "nergens/uit.jsonl"],
            &["export", "vuren", "--format", "jsonl", "-o", ".."],
            &["export", "vuren"],
            &["export", "vuren", "--format", "docx"],
            &["export", "(vuren", "--format", "ris"],
            &["search", "--replay", "uit.bib.manifest.jsonl"],
        ],
    );
    desk.write("archive/formule.jsonl", formula.replace("Som", "Niets"));
    desk.run(&["index", "build"]).ended_with(0);
    shown.push_str(&transcript(
        &desk,
        &[
            &["search", "--replay", "uit.bib.manifest.jsonl"],
            &["search", "--replay", "uit.csv.manifest.jsonl"],
            &["search", "--replay", "nergens.jsonl"],
            &["search", "--replay", "geen.jsonl"],
            &["search", "--replay", "half.jsonl"],
            &["search", "vuren", "--replay", "uit.csv.manifest.jsonl"],
        ],
    ));
    let manifest = fs::read_to_string(desk.at("uit.csv.manifest.jsonl")).expect("there is one");
    desk.write("vraag.jsonl", manifest.replace("\"som\"", "\"(som\""));
    desk.write("niveau.jsonl", manifest.replace("\"broad\"", "\"ruim\""));
    desk.write("analyse.jsonl", manifest.replace("\"analyzer\":\"", "\"analyzer\":\"ander "));
    shown.push_str(&transcript(
        &desk,
        &[
            &["search", "--replay", "vraag.jsonl"],
            &["search", "--replay", "niveau.jsonl"],
            &["search", "--replay", "analyse.jsonl"],
        ],
    ));
    assert_snapshot!(shown);
}

#[test]
fn facets() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["facets", "", "--by", "source,year"],
            &["facets", "", "--by", "year", "--limit", "1"],
            &["facets", "vuren", "--by", "author"],
            &["facets", "vuren", "--by", "source,year", "--csv"],
            &["facets", "zebra", "--by", "language"],
            &["facets", "vuren"],
            &["facets", "vuren", "--by", "kleur"],
            &["facets", "(vuren", "--by", "year"],
        ]
    ));
}

#[test]
fn concordances() {
    let desk = desk_with_index();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["kwic", "vuren OF regende OF markt"],
            &["kwic", "vuren OF regende OF markt", "--context", "2w", "--sort", "right", "--limit", "2"],
            &[
                "kwic",
                "\"op het plein\" OF vuren",
                "--context",
                "1s",
                "--sort",
                "source",
                "--color",
                "always"
            ],
            &["kwic", "vuren OF markt", "--sample", "2", "--seed", "5"],
            &["kwic", "markt", "--csv", "--limit", "1"],
            &["kwic", ""],
            &["kwic", "zebra"],
            &["kwic", "markt", "--context", "8"],
            &["kwic", "markt", "--context", "0s"],
            &["kwic", "markt", "--seed", "5"],
            &["kwic", "markt", "--sort", "random"],
            &["kwic", "(markt"],
        ]
    ));
}

#[test]
fn batches() {
    let desk = desk_with_index();
    desk.write("topics.tsv", "1\tvuren\n\n2 markt\n3\t(markt\n4\tmarkt\n");
    desk.write("none.tsv", "1\tzebra\n");
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "--batch", "topics.tsv", "--format", "trec", "--sort", "newest"],
            &["search", "--batch", "none.tsv", "--format", "trec"],
            &["search", "--batch", "nergens.tsv", "--format", "trec"],
        ]
    ));
}

#[test]
fn texts_to_analyze() {
    let desk = Desk::new();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["analyze", "Soldaten: duivenmelkers, koppen. Privé wokismen"],
            &["analyze", "Die Gorbachev; G8-top, 1.000 N.V. nederlandsche"],
            &["analyze", "Zij brengt de avond door.", "--json"],
            &["analyze", "…"],
            &["analyze", "--lines", "nergens.txt"],
            &["analyze", "--lines", "."],
        ]
    ));
}

#[test]
fn configuration() {
    let desk = Desk::new();
    desk.write("key.toml", "index = \"a\"\narchief = \"b\"\n");
    desk.write("type.toml", "index = 7\n");
    desk.write("list.toml", "archive = [1, 2]\n");
    desk.write("role.toml", "[fields]\ntext = \"artikel\"\nkleur = \"rood\"\n");
    desk.write("broken.toml", "index = \"a\n");
    desk.write("latin.toml", b"index = \"caf\xe9\"\n");
    let mut shown = String::new();
    for name in ["key", "type", "list", "role", "broken", "latin", "nergens"] {
        let args = ["search", "vrede", "--config", &format!("{name}.toml")];
        write_run(&mut shown, &desk, &args, &desk.run(&args));
    }
    desk.write("knipsel.toml", "[index]\npath = \"a\"\n");
    shown.push_str(&transcript(&desk, &[&["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn checked_settings() {
    let desk = Desk::new();
    let mut shown = transcript(&desk, &[&["config", "check"]]);
    desk.write("knipsel.toml", "archive = [\"krant\", \"weg\"]\n[analysis]\nold_spelling = false\n");
    fs::create_dir(desk.at("krant")).expect("the folder can be made");
    shown.push_str(&transcript(&desk, &[&["config", "check"], &["config", "check", "--index", "elders"]]));
    desk.write(
        "knipsel.toml",
        "indx = \"a\"\n[analysis]\nold_speling = true\nkeep_whole = [\"a b\", \"c d\"]\n",
    );
    shown.push_str(&transcript(
        &desk,
        &[
            &["config", "check"],
            &["config", "check", "--config", "nergens.toml"],
            &["config"],
            &["config", "chek"],
        ],
    ));
    assert_snapshot!(shown);
}

/// The example is what a user copies; completions and the manual are for shells and `man`, so a few lines tell.
#[test]
fn settings_completions_and_manual_are_written() {
    let desk = Desk::new();
    let example = desk.run(&["config", "example"]);
    desk.write("knipsel.toml", example.stdout.as_bytes());
    assert_eq!(desk.run(&["config", "check"]).code, 0);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.run(&["completions", shell]).stdout;
        assert!(script.contains("knipsel") && script.contains("timeline"), "{shell}");
    }
    assert!(desk.run(&["man"]).stdout.contains(".TH knipsel 1"));
    assert_eq!(desk.run(&["man", "--output", "man/pages"]).code, 0);
    let page = fs::read_to_string(desk.at("man/pages/knipsel-index-build.1")).expect("the page is there");
    assert!(page.contains("checksum"), "{page}");
}

/// Settings about words in which something is wrong.
const WRONG_WORDS: &[&str] = &[
    "[analysis]\nold_speling = true\n",
    "[analysis]\nold_spelling = \"nee\"\n",
    "[analysis]\nold_spelling = [\n    true,\n] # of niet?\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\"]\nindex = \"elders\"\n",
    "keep_whole = [\"graanbeurs\"]\n",
    "[analysis]\nkeep_whole = 7\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\", 7]\n",
    "[analysis]\nkeep_whole = [\n    \"graanbeurs\",\n    \"\",\n]\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\", \"groot bedrijf\"]\n",
    "[analysis]\nkeep_whole = \"G8-top\"\n",
    "[analysis]\nheadwords = [\"app\"]\n",
    "[analysis.headwords]\napp = true\n",
    "[analysis.headwords]\napp = [\"apps\", \"…\"]\n",
    "[analysis.headwords]\n\"C++\" = []\n",
    "[analysis.headwords]\n2030 = []\n",
    "[analysis.headwords]\nN.V. = []\n",
    "[analysis.headwords]\nprivé = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\nApp = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\napps = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\napplicatie = [\"applicaties\", \"Apps\"]\n",
    "[synonyms]\nwords = [\"EU\", \"Europese Unie\"]\n",
    "synonyms = [[\"EU\", \"Europese Unie\"]]\n",
    "[[synonyms]]\n",
    "[[synonyms]]\nwords = \"EU\"\n",
    "[[synonyms]]\nfrom = \"premier\"\n",
    "[[synonyms]]\nfrom = \"premier\"\ntoo = \"minister-president\"\n",
    "[[synonyms]]\nfrom = \"premier\"\nto = []\n",
    "[[synonyms]]\nwords = [\"EU\", \"Europese Unie\"]\nfrom = \"Unie\"\n",
    "[[synonyms]]\nwords = [\"EU\", \"Unie\", \"eu\"]\n",
    "[[synonyms]]\nwords = [\"EU\", \"\"]\n",
    "[[synonyms]]\nwords = [\"EU\", \"een twee drie vier vijf zes zeven acht negen tien elf\"]\n",
    "\u{feff}indexx = \"a\"\r\n",
    "index = \"a\"\nindex = \"b\"\n",
];

#[test]
fn words_of_ones_own_that_are_not_right() {
    let desk = Desk::new();
    let mut shown = String::new();
    for settings in WRONG_WORDS {
        desk.write("knipsel.toml", settings);
        shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    }
    let many: Vec<String> = (0..200).map(|number| format!("\"woord{number}\"")).collect();
    desk.write("knipsel.toml", format!("[[synonyms]]\nwords = [{}]\n", many.join(", ")));
    shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    desk.write("knipsel.toml", b"\xff\xfei\0n\0");
    shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    assert_snapshot!(shown);
}

#[test]
fn an_index_with_other_words() {
    let desk = desk_with_index();
    desk.write("knipsel.toml", "[analysis]\nkeep_whole = [\"graanbeurs\"]\n");
    let all: &[&[&str]] = &[&["search", "markt"], &["show", "a1"], &["index", "status"], &["index", "build"]];
    let mut shown = transcript(&desk, all);
    shown.push_str(&transcript(&desk, &[&["index", "rebuild"], &["search", "markt"]]));
    fs::remove_file(desk.at("knipsel.toml")).expect("it is removed");
    shown.push_str(&transcript(&desk, &[&["search", "markt"]]));
    assert_snapshot!(shown);
}

#[test]
fn archives() {
    let desk = Desk::new();
    desk.write("archief/2021/bode.jsonl", GOOD);
    let mut shown = transcript(
        &desk,
        &[
            &["index", "build", "nergens"],
            &["index", "build", "archief/2021"],
            &["index", "build", "archief/2021/bode.jsonl"],
            &["index", "build", "archief"],
            &["index", "build", "archief/2021", "nergens"],
        ],
    );
    fs::rename(desk.at("archief"), desk.at("elders")).expect("a folder is renamed");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["search", "markt"]]));
    assert_snapshot!(shown);
}

#[test]
fn builds() {
    let desk = Desk::new();
    desk.write("data/bode.jsonl", GOOD);
    desk.write("data/foto.jpg", b"\xff\xd8\xff");
    desk.write("data/krant.pdf", "%PDF");
    desk.write("data/lees mij", "?");
    let mut shown = transcript(&desk, &[&["index", "build"], &["index", "build"]]);
    desk.write("data/bericht.txt", "date 2021 Een bericht.\n");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    desk.write("data/bericht.txt", "date 2022 Een ander, langer bericht.\n");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    fs::remove_file(desk.at("data/bericht.txt")).expect("a file is removed");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn builds_with_problems() {
    let desk = Desk::new();
    let line =
        |id: &str, date: &str| format!("{{\"id\":\"{id}\",\"date\":\"{date}\",\"text\":\"Tekst.\"}}\n");
    desk.write("archive/a.jsonl", format!("{}kapot\n{}", line("1", "2021"), line("2", "2021-02-30")));
    desk.write("archive/b.jsonl", line("1", "2021") + &line("3", "maandag 16 november 2021"));
    desk.write("archive/leeg.txt", "");
    let mut shown = transcript(&desk, &[&["index", "build", "archive"], &["index", "build"]]);
    desk.write("archive/veel.jsonl", "kapot\n".repeat(120));
    let run = desk.run(&["index", "build"]);
    let (problems, summary) = run.stderr.split_at(run.stderr.find('…').expect("not all problems are listed"));
    assert_eq!(problems.matches("skipped: ").count(), 100);
    let summary = Run { stderr: summary.to_owned(), ..run };
    write_run(&mut shown, &desk, &["index", "build"], &summary);
    shown.push_str(&transcript(&desk, &[&["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn status_of_many_sources() {
    let mut lines = String::new();
    for number in 1..=25 {
        let _ = writeln!(
            lines,
            "{{\"source\":\"Krant {number:02}\",\"date\":\"19{number:02}\",\"text\":\"Tekst.\"}}"
        );
    }
    let desk = Desk::with_index(&[("a.jsonl", &lines)]);
    assert_snapshot!(transcript(&desk, &[&["index", "status"]]));
}

#[test]
fn a_locked_index() {
    let desk = desk_with_index();
    let lock = File::options().write(true).open(desk.at("index/LOCK")).expect("there is a lock");
    lock.set_len(0).expect("it can be emptied");
    lock.lock().expect("nobody else holds it");
    let mut shown = transcript(&desk, &[&["index", "build"], &["index", "rebuild"], &["search", "markt"]]);
    // To close it is not enough: a program that another test starts at this moment holds a copy.
    lock.unlock().expect("it can be given back");
    drop(lock);
    let lock = IndexFolder::at(desk.at("index")).lock().expect("it was given back");
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    drop(lock);
    shown.push_str(&transcript(&desk, &[&["index", "build"]]));
    assert_snapshot!(shown);
}

#[test]
fn an_index_of_another_version() {
    let desk = desk_with_index();
    desk.change_payload(|payload| payload["analyzer"] = json!("knipsel-0 stemmer=geen"));
    let all: &[&[&str]] = &[&["search", "markt"], &["show", "a1"], &["index", "status"], &["index", "build"]];
    let mut shown = transcript(&desk, all);
    desk.change_payload(|payload| payload["layout"] = json!(4711));
    shown.push_str(&transcript(&desk, all));
    shown.push_str(&transcript(&desk, &[&["index", "rebuild", "archive"], &["search", "markt"]]));
    assert_snapshot!(shown);
}

/// What happened to an index, and how it is done.
type Damage = (&'static str, fn(&Desk));

#[test]
fn keeping_an_index() {
    let desk = desk_with_index();
    let mut shown = transcript(
        &desk,
        &[
            &["index", "verify"],
            &["index", "verify", "--all"],
            &["index", "rollback"],
            &["index", "backup", "kopie"],
            &["index", "backup", "kopie"],
            &["index", "backup", "kopie.tar.zst"],
            &["index", "backup", "archive"],
            &["index", "backup", "index/kopie"],
            &["index", "restore", "niets"],
            &["index", "restore", "archive"],
            &["index", "restore", "archive/bode.jsonl"],
            &["index", "restore", "kopie"],
            &["index", "rollback"],
            &["index", "compact"],
            &["index", "compact", "--at-once", "0"],
        ],
    );
    fs::write(desk.at("kapot.tar.zst"), "niets").expect("it is written");
    shown.push_str(&transcript(&desk, &[&["index", "restore", "kapot.tar.zst"]]));
    fs::write(desk.at("archive/bode.jsonl"), "").expect("it is written");
    shown.push_str(&transcript(&desk, &[&["index", "build"], &["index", "rebuild"]]));
    assert_snapshot!(shown);
}

/// The ways in which an index may be damaged.
const DAMAGES: &[Damage] = &[
    ("a byte of the ledger changed", |desk| {
        let text = fs::read_to_string(desk.at(LEDGER)).expect("there is a ledger");
        desk.write(LEDGER, text.replace("bode", "code"));
    }),
    ("the ledger was cut off", |desk| {
        let ledger = File::options().write(true).open(desk.at(LEDGER)).expect("there is a ledger");
        ledger.set_len(20).expect("it is cut off");
    }),
    ("the ledger is gone", |desk| fs::remove_file(desk.at(LEDGER)).expect("it is removed")),
    ("meta.json is no JSON", |desk| drop(desk.write(META, "kapot"))),
    ("meta.json is gone", |desk| fs::remove_file(desk.at(META)).expect("it is removed")),
    ("the commit does not say what it holds", |desk| {
        desk.change_payload(|payload| *payload = json!({"layout": payload["layout"]}));
    }),
    ("the index has another layout", |desk| {
        desk.change_payload(|payload| payload["layout"] = json!(4711));
    }),
    ("nothing was committed", Desk::undo_commits),
    ("CURRENT names no build", |desk| drop(desk.write("index/CURRENT", "../elders\n"))),
    ("CURRENT names a build that is gone", |desk| drop(desk.write("index/CURRENT", "build-000099\n"))),
];

const LEDGER: &str = "index/build-000001/ledger.jsonl";
const META: &str = "index/build-000001/meta.json";

#[test]
fn a_damaged_index() {
    let mut shown = String::new();
    for (what, damage) in DAMAGES {
        let desk = desk_with_index();
        damage(&desk);
        let _ = writeln!(shown, "# {what}\n");
        shown.push_str(&transcript(
            &desk,
            &[&["search", "markt"], &["index", "status"], &["index", "verify"], &["index", "build"]],
        ));
    }
    assert_snapshot!(shown);
}

#[test]
fn a_search_over_a_damaged_file() {
    let mut shown = String::new();
    for kind in ["term", "idx", "store", "fast"] {
        let desk = desk_with_index();
        let files = fs::read_dir(desk.at("index/build-000001")).expect("a folder").flatten();
        let file = files.map(|file| file.path()).find(|path| path.extension().is_some_and(|it| it == kind));
        let file = file.expect("a segment has one");
        let mut bytes = fs::read(&file).expect("it is read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        fs::write(&file, bytes).expect("it is written");
        let _ = writeln!(shown, "# a byte of the file .{kind} changed\n");
        shown.push_str(&transcript(&desk, &[&["search", "markt"], &["timeline", "markt"]]));
    }
    assert_snapshot!(shown);
}

#[test]
fn the_hint_mends_a_damaged_index() {
    for (what, damage) in DAMAGES {
        for command in ["status", "verify", "build"] {
            let desk = desk_with_index();
            damage(&desk);
            let run = desk.run(&["index", command]);
            let said = format!("{}{}", run.stdout, run.stderr).replace("  hint:", "hint:");
            let Some((_, hint)) = said.split_once("\nhint: knipsel ") else {
                panic!("{what}: there is a hint in {run:?}");
            };
            let hint = hint.lines().next().unwrap_or_default().trim().replace("PATH", "archive");
            let mended = desk.run(&hint.split(' ').collect::<Vec<_>>());
            assert_eq!(mended.code, 0, "{what}, hint of `index {command}`: {mended:?}");
            desk.run(&["index", "status"]).ended_with(0);
            assert_eq!(desk.titles(&["markt"]), ["Markt op het plein"], "{what}");
        }
    }
}

#[test]
fn schedules() {
    let desk = Desk::with_index(&[("bode.jsonl", GOOD)]);
    let fake = "#!/bin/sh\ncase $1 in -l) cat crontab.txt;; *) cat > crontab.txt;; esac\n";
    let program = desk.write("bin/crontab", fake);
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).expect("a script can be run");
    desk.write("crontab.txt", "MAILTO=redactie\n");
    let path = format!("{}:/usr/bin:/bin", desk.at("bin").display());
    let mut shown = String::new();
    for args in [
        &["schedule", "status"][..],
        &["schedule", "install"],
        &["schedule", "install", "--every", "15m", "--cron", "0 6 * * *"],
        &["schedule", "install", "--every", "7m"],
        &["schedule", "install", "--every", "vaak"],
        &["schedule", "install", "--cron", "0 24 * * *"],
        &["schedule", "install", "--cron", "0 6 * *"],
        &["schedule", "install", "--cron", "5/15 * * * *"],
        &["schedule", "install", "--cron", "0 22-6 * * *"],
        &["schedule", "install", "--cron", "*/0 6 * * *"],
        &["schedule", "install", "--cron", "0 6 31 feb *"],
        &["schedule", "install", "--every", "1h", "--memory", "veel"],
        &["schedule", "install", "--every", "1h", "--memory", "1M"],
        &["schedule", "install", "--every", "1h", "--user", "--crontab"],
        &["schedule", "install", "--every", "1h", "--user"],
        &["schedule", "install", "--every", "1h", "--index", "nergens"],
        &["schedule", "run", "--index", "nergens"],
        &["schedule", "install", "--every", "15m", "--crontab", "--dry-run"],
        &["schedule", "install", "--every", "15m", "--units", "units", "--dry-run"],
        &["schedule", "install", "--every", "15m", "--crontab"],
        &["schedule", "install", "--cron", "0 6 * * mon-fri", "--crontab"],
        &["schedule", "status"],
        &["schedule", "status", "--json"],
        &["schedule", "install", "--every", "15m", "--units", "units"],
        &["schedule", "remove"],
        &["schedule", "remove"],
        &["schedule", "install", "--cron", "0 6 1 * mon", "--units", "units"],
        &["schedule", "status", "--units", "units"],
        &["schedule", "remove", "--units", "units"],
        &["schedule", "install", "--watch", "--crontab"],
        &["schedule", "install", "--watch", "--every", "vaak", "--units", "units"],
        &["schedule", "install", "--watch", "--cron", "0 24 * * *", "--units", "units"],
        &["schedule", "install", "--watch", "--every", "7m", "--units", "units", "--dry-run"],
        &["schedule", "install", "--watch", "--units", "units"],
        &["schedule", "install", "--every", "15m", "--units", "units"],
        &["schedule", "status", "--units", "units"],
        &["schedule", "status", "--units", "units", "--json"],
        &["schedule", "remove", "--units", "units"],
        &["index", "watch", "--every", "vaak"],
        &["index", "watch", "--every", "500ms"],
        &["index", "watch", "--debounce", "15"],
        &["index", "watch", "--cron", "0 24 * * *"],
        &["index", "watch", "--every", "1h", "--cron", "0 6 * * *"],
        &["index", "watch", "--index", "nergens"],
        &["schedule", "run"],
    ] {
        let output = desk.command(args).env("PATH", &path).output().expect("the program starts");
        write_run(&mut shown, &desk, args, &Run::of(&output));
    }
    let crontab = fs::read_to_string(desk.at("crontab.txt")).expect("there is a crontab");
    assert_eq!(crontab, "MAILTO=redactie\n", "what others wrote stays, and nothing else");
    assert_eq!(fs::read_dir(desk.at("units")).expect("there is a folder").count(), 0);
    assert_snapshot!(shown);
}

#[test]
fn a_watch_without_systemd() {
    if Path::new("/run/systemd/system").is_dir() {
        eprintln!("left out: systemd runs here, and would be told to start a watch");
        return;
    }
    assert_snapshot!(transcript(&desk_with_index(), &[&["schedule", "install", "--watch"]]));
}
