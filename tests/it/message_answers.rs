//! What is answered: hits, counts, lists of places, exports and words; see `messages.rs`.

use std::fs;

use insta::assert_snapshot;

use crate::messages::{GOOD, desk_with_index, transcript};
use crate::support::Desk;

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
            &["timeline", "vuren", "--svg", "-"],
            &["timeline", "vuren", "--vs", "(markt"],
            &["timeline", "vuren", "--by", "uur"],
            &["timeline", "vuren", "--csv", "--json"],
        ]
    ));
    assert!(!desk.at("zebra.svg").exists() && !desk.at("nergens").exists());
}

#[test]
fn dates_that_lie_in_no_period_for_certain() {
    let desk = Desk::new();
    // Of the second only the month is in doubt, so it is of 1894, whose other days are those of no article.
    let line =
        |date: &str| format!("{{\"id\":\"{date}\",\"date\":\"{date}\",\"text\":\"De reede lag vol.\"}}\n");
    desk.write("data/oud.jsonl", line("1893~") + &line("1894-?05-12"));
    desk.run(&["index", "build"]).ended_with(0);
    assert_snapshot!(transcript(
        &desk,
        &[
            &["timeline", "reede", "--by", "year"],
            &["facets", "reede", "--by", "year"],
            &["search", "reede", "--from", "1893", "--to", "1894"],
            &["search", "reede", "--from", "1893", "--to", "1894", "--dates", "certain"],
        ]
    ));
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
            &["export", "vuren", "--format", "jsonl", "-o", "index"],
            &["export", "vuren", "--format", "trec", "-o", "-"],
            &["export", "vuren", "--format", "csv", "-o", "een.csv", "--manifest", "./een.csv"],
            &["export", "vuren", "--format", "csv", "--manifest", "-"],
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
