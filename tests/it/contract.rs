//! What other programs rely on: the objects of `--json`, and runs for TREC.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contract_keys::{
    ABOUT, ARTICLE, BUILD, CONCORDANCE, DIAGNOSTIC, DIFFERENCE, EXPLAINED_TERM, EXPLAINED_WORD, EXPLANATION,
    FACET, FACETS, HIGHLIGHT, HIT, LAYERS, LINE, MANIFEST, MEMBER, PERIOD, PIECE, PROBLEM, REFUSED, RELATIVE,
    REPLAY, SIMILAR, SNIPPET, SOURCE, SPELLING_RULE, STATUS, SUGGESTION, SUMMARY, TELLING_WORD, TERM,
    TIMELINE, TOKEN, WHYS, check_keys,
};
use crate::support::Desk;

fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object[key].as_array().unwrap_or_else(|| panic!("`{key}` is a list in {object}"))
}

/// A list that is left out where it is empty.
fn some_list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object.get(key).map_or(&[], |_| list(object, key))
}

/// The part of a text between two offsets in code points.
#[track_caller]
fn slice(text: &str, object: &Value) -> String {
    let offset = |key: &str| usize::try_from(object[key].as_u64().expect("an offset")).expect("it is small");
    let (start, end) = (offset("start"), offset("end"));
    assert!(start < end && end <= text.chars().count(), "{start}..{end} lies in {text:?}");
    text.chars().skip(start).take(end - start).collect()
}

/// What is highlighted in a snippet or an article: the texts, each with why.
#[track_caller]
fn highlights(object: &Value) -> Vec<(String, String)> {
    let text = object["text"].as_str().expect("offsets stand beside a text");
    let mut marked = Vec::new();
    let mut last = 0;
    for highlight in list(object, "highlights") {
        check_keys(highlight, None, &[HIGHLIGHT]);
        let why = highlight["why"].as_str().expect("a word");
        assert!(WHYS.contains(&why), "{highlight}");
        assert!(
            highlight["start"].as_u64() >= Some(last),
            "highlights are in order and do not overlap: {object}"
        );
        last = highlight["end"].as_u64().expect("an offset");
        marked.push((slice(text, highlight), why.to_owned()));
    }
    marked
}

/// Articles with everything that makes offsets go wrong.
const HARD: &str = concat!(
    "{\"id\":\"1\",\"title\":\"„Soldaten” 😀 in de stad\",\"date\":\"2021-11\",\"source\":\"De Bode\",",
    "\"author\":\"J. Jansen\",\"section\":\"Buitenland\",\"language\":\"nl\",\"url\":\"https://bode.example/1\",",
    "\"page\":\"3\",\"text\":\"De „soldaten” 𝔸𝔹 liepen e\\u0301e\\u0301n voor e\\u0301e\\u0301n. ",
    "Een soldaat bleef in de tweede stad. De stad was de tweede.\\n\\nArmenië, 😀😀 Armenie\\u0308 en ARMENIË.\"}\n",
    "{\"id\":\"2 b\",\"text\":\"Zonder titel is dit over een soldaat en een generaal.\"}\n",
    "{\"id\":\"3\",\"title\":\"Generaal\",\"date\":\"1894~\",\"text\":\"De generaal zag geen soldaten.\"}\n",
);

pub(crate) fn hard_desk() -> Desk {
    Desk::with_index(&[("a.jsonl", HARD), ("2020/11/10/pad.txt", "Een bericht uit het pad.\n")])
}

#[test]
fn hits_and_their_summary() {
    let desk = hard_desk();
    for args in [
        ["soldaat"].as_slice(),
        &[""],
        &["soldaat", "--sort", "newest"],
        &["soldaat", "--match", "exact", "--limit", "1"],
        &["armenie kleur:rood"],
        &["zebra"],
        &["", "--limit", "2", "--offset", "1"],
    ] {
        let (hits, summary) = desk.search(args);
        check_keys(&summary, Some("summary"), &[SUMMARY]);
        assert_eq!(summary["returned"], hits.len(), "{args:?}");
        assert!(summary["took_ms"].as_f64().is_some_and(|time| time >= 0.0), "{summary}");
        let first = if args.contains(&"--offset") { 2 } else { 1 };
        for (rank, hit) in (first..).zip(&hits) {
            check_keys(hit, Some("hit"), &[ABOUT, HIT]);
            assert_eq!(hit["rank"], rank, "{args:?}");
            assert!(std::path::Path::new(hit["path"].as_str().expect("a path")).is_file(), "{hit}");
            for snippet in list(hit, "snippets") {
                check_keys(snippet, None, &[SNIPPET]);
                assert!(
                    ["title", "text"].contains(&snippet["field"].as_str().expect("a field")),
                    "{snippet}"
                );
                highlights(snippet);
            }
        }
    }
    let (hits, _) = desk.search(&["", "--sort", "oldest"]);
    let flags: Vec<(&Value, bool, bool)> = hits
        .iter()
        .map(|hit| (&hit["date"], hit["title_derived"] == true, hit["date_from_path"] == true))
        .collect();
    let text = |text: &str| Value::from(text);
    let expect = [
        (&text("1894~"), false, false),
        (&text("2020-11-10"), true, true),
        (&text("2021-11"), false, false),
        (&Value::Null, true, false),
    ];
    assert_eq!(flags, expect);
    assert_eq!((&hits[2]["first_day"], &hits[2]["last_day"]), (&text("2021-11-01"), &text("2021-11-30")));
}

#[test]
fn copies_of_a_hit() {
    let text = "De loods van de haven brandde vannacht helemaal uit. Niemand raakte gewond, maar de schade loopt \
                volgens de eigenaar in de miljoenen. Over de oorzaak tast de politie nog in het duister.";
    let lines: Vec<String> = (1..=23)
        .map(|day| format!("{{\"id\":\"k{day}\",\"date\":\"2021-11-{day:02}\",\"text\":\"{text}\"}}\n"))
        .collect();
    let desk = Desk::with_index(&[("a.jsonl", &lines.concat())]);
    let (hits, summary) = desk.search(&["haven"]);
    check_keys(&summary, Some("summary"), &[SUMMARY]);
    assert_eq!((&summary["total"], &summary["groups"], hits.len()), (&23.into(), &1.into(), 1));
    check_keys(&hits[0], Some("hit"), &[ABOUT, HIT]);
    assert_eq!((&hits[0]["id"], &hits[0]["folded"]), (&"k1".into(), &22.into()));
    // All of them would make a line that nobody can read.
    assert_eq!(list(&hits[0], "copies").len(), 20);
    for (copy, day) in list(&hits[0], "copies").iter().zip(2..) {
        check_keys(copy, None, &[ABOUT]);
        assert_eq!(copy["id"], format!("k{day}"));
    }
    let article = desk.run(&["show", "k2", "--json"]).ended_with(0).objects().remove(0);
    check_keys(&article, Some("article"), &[ABOUT, ARTICLE]);
    assert_eq!((&article["copies_total"], list(&article, "copies").len()), (&22.into(), 20));
    check_keys(&list(&article, "copies")[0], None, &[ABOUT]);
}

#[test]
fn similar_articles() {
    let objects = hard_desk().run(&["similar", "3", "--json"]).ended_with(0).objects();
    let (summary, hits) = objects.split_last().expect("a summary");
    check_keys(summary, Some("similar"), &[SIMILAR]);
    assert_eq!((&summary["returned"], &hits[0]["id"]), (&hits.len().into(), &"2 b".into()));
    assert!(!list(summary, "words").is_empty(), "{summary}");
    for word in list(summary, "words") {
        check_keys(word, None, &[TELLING_WORD]);
    }
    for hit in hits {
        check_keys(hit, Some("hit"), &[ABOUT, HIT]);
    }
}

#[test]
fn what_a_query_became() {
    let desk = hard_desk();
    let run = desk.run(&["search", "soldaat OF steedde", "--explain", "--json"]).ended_with(0);
    let objects = run.objects();
    let explanation = &objects[objects.len() - 2];
    check_keys(explanation, Some("explanation"), &[EXPLANATION]);
    assert_eq!(explanation["restated"], objects[objects.len() - 1]["restated"]);
    for word in list(explanation, "words") {
        check_keys(word, None, &[EXPLAINED_WORD]);
        for term in list(word, "terms") {
            check_keys(term, None, &[EXPLAINED_TERM]);
            assert!(WHYS.contains(&term["why"].as_str().expect("a word")), "{term}");
            assert!(LAYERS.contains(&term["layer"].as_str().expect("a word")), "{term}");
        }
    }
    assert_eq!(explanation["words"][0]["articles"], 3);
    assert_eq!(explanation["missing"], serde_json::json!(["steedde"]));
    // Where the query finds as much without it, another word is no advice.
    assert!(explanation.get("suggestion").is_none(), "{explanation}");

    let (hits, summary) = desk.search(&["soldat"]);
    assert_eq!((hits.len(), &summary["missing"]), (0, &serde_json::json!(["soldat"])));
    check_keys(&summary["suggestion"], None, &[SUGGESTION]);
    assert_eq!(
        (&summary["suggestion"]["instead"], &summary["suggestion"]["total"]),
        (&"soldaat".into(), &3.into())
    );
}

#[test]
fn what_is_highlighted() {
    let desk = hard_desk();
    let check = |query: &str, id: &str, expect: &[(&str, &str)]| {
        let (hits, _) = desk.search(&[query, "--match", "inflected"]);
        let hit = hits.iter().find(|hit| hit["id"] == id).unwrap_or_else(|| panic!("`{query}` finds {id}"));
        let marked: Vec<(String, String)> = list(hit, "snippets").iter().flat_map(highlights).collect();
        let marked: Vec<(&str, &str)> = marked.iter().map(|(text, why)| (&**text, &**why)).collect();
        assert_eq!(marked, expect, "`{query}`: {hit}");
        // The whole article marks the same, but for the title.
        let run = desk.run(&["show", id, "--query", query, "--json"]).ended_with(0);
        let article = run.objects().remove(0);
        check_keys(&article, Some("article"), &[ABOUT, ARTICLE]);
        let whole = if article.get("highlights").is_some() { highlights(&article) } else { Vec::new() };
        let snippets = list(hit, "snippets").iter().filter(|snippet| snippet["field"] == "text");
        let snippets: Vec<(String, String)> = snippets.flat_map(highlights).collect();
        assert_eq!(whole, snippets, "`{query}`: {article}");
        let in_title = list(hit, "snippets").iter().find(|snippet| snippet["field"] == "title");
        let expect = in_title.map_or(Value::Null, |snippet| snippet["highlights"].clone());
        assert_eq!(article["title_highlights"], expect, "`{query}`: {article}");
    };
    let forms = [("Soldaten", "inflection"), ("soldaten", "inflection"), ("soldaat", "exact")];
    check("soldaat", "1", &forms);
    let forms = [("Armenië", "exact"), ("Armenie\u{308}", "exact"), ("ARMENIË", "exact")];
    check("armenie", "1", &forms);
    check("één", "1", &[("e\u{301}e\u{301}n", "exact"), ("e\u{301}e\u{301}n", "exact"), ("Een", "exact")]);
    // All words of a phrase and not its loose words.
    check("\"tweede stad\"", "1", &[("tweede", "exact"), ("stad", "exact")]);
    // Nothing of an excluded word, nor of a branch that does not hold.
    check("generaal NIET zebra", "3", &[("Generaal", "exact"), ("generaal", "exact")]);
    check("(generaal soldaat) OF (stad zebra)", "2 b", &[("soldaat", "exact"), ("generaal", "exact")]);
    check("generaal OF \"geen generaal\"", "3", &[("Generaal", "exact"), ("generaal", "exact")]);
    check("bron:bode", "1", &[]);
    check("titel:generaal", "3", &[("Generaal", "exact")]);
}

#[test]
fn pages() {
    // Many articles that are alike, so that scores and days are equal.
    let line = |n: u32| format!("{{\"text\":\"Tekst van bericht {n}.\",\"date\":\"2021-0{}\"}}\n", 1 + n % 3);
    let desk = Desk::with_index(&[("a.jsonl", &(0..23).map(line).collect::<String>())]);
    for args in [["bericht"].as_slice(), &["bericht", "--sort", "oldest"], &["", "--from", "2021-02"]] {
        let (all, summary) = desk.search(&[args, &["--limit", "0"]].concat());
        assert!(summary.get("next").is_none(), "there is nothing after all: {summary}");
        let mut paged = Vec::new();
        let mut cursor: Option<String> = None;
        for limit in (1..).map(|number: usize| number.to_string()) {
            let mut page = [args, &["--limit", &limit]].concat();
            page.extend(cursor.iter().flat_map(|cursor| ["--after", cursor.as_str()]));
            let (hits, summary) = desk.search(&page);
            assert_eq!(summary["total"], all.len(), "{summary}");
            paged.extend(hits);
            cursor = summary["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(paged, all, "{args:?}");
    }
    let (_, summary) = desk.search(&["bericht", "--limit", "2"]);
    let cursor = summary["next"].as_str().expect("there are more").to_owned();
    let refused = |args: &[&str], told: &str| {
        let run = desk.run(&[&["search", "--json", "--after", &cursor], args].concat()).ended_with(2);
        assert!(run.stdout.is_empty() && run.stderr.contains(told), "{run:?}");
    };
    refused(&["tekst"], "error: the cursor is of another query, or of the same with other options\n");
    refused(&["bericht", "--sort", "newest"], "another query");
    desk.write("archive/b.jsonl", line(99));
    desk.run(&["index", "build"]).ended_with(0);
    refused(
        &["bericht"],
        "error: the cursor is gone: it is of generation 1, and the index is at generation 2\n",
    );
}

#[test]
fn exports() {
    let desk = hard_desk();
    let (hits, _) = desk.search(&["soldaat", "--limit", "0", "--sort", "oldest"]);
    let shown: Vec<Value> = hits
        .iter()
        .map(|hit| desk.run(&["show", hit["id"].as_str().expect("an id"), "--json"]).objects().remove(0))
        .collect();
    assert_eq!(shown.len(), 3);
    for format in ["jsonl", "csv", "tsv", "trec", "ris", "bibtex"] {
        let name = format!("uit.{format}");
        desk.run(&["export", "soldaat", "--format", format, "-o", &name]).ended_with(0);
        let written = std::fs::read_to_string(desk.at(&name)).expect("it was written");
        let piped = desk.run(&["export", "soldaat", "--format", format]).ended_with(0);
        assert_eq!((&piped.stdout, piped.stderr.as_str()), (&written, ""), "{format}");
        match format {
            "jsonl" => assert_eq!(piped.objects(), shown),
            "csv" | "tsv" => {
                let delimiter = if format == "csv" { b',' } else { b'\t' };
                let rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(written.as_bytes());
                let rows: Vec<BTreeMap<String, String>> =
                    rows.into_deserialize().map(|row| row.expect("a row")).collect();
                assert_eq!(rows.len(), shown.len());
                for (row, article) in rows.iter().zip(&shown) {
                    for (key, cell) in row {
                        let value = &article[key];
                        let value = value.as_str().map_or(value.to_string(), str::to_owned);
                        assert!(*cell == value || cell.is_empty() && value == "null", "{key}: {row:?}");
                    }
                }
            }
            "trec" => {
                desk.write("topics.tsv", "1\tsoldaat\n");
                let batch = ["search", "--batch", "topics.tsv", "--format", "trec", "--limit", "0"];
                assert_eq!(desk.run(&batch).stdout, written);
            }
            "ris" => assert_eq!(written.matches("ER  - \r\n").count(), 3),
            _ => assert_eq!(written.matches("@article{").count(), 3),
        }
        let lines = std::fs::read_to_string(desk.at(&format!("{name}.manifest.jsonl"))).expect("a manifest");
        let mut lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        let manifest = lines.pop().expect("its last line says what it is");
        check_keys(&manifest, Some("manifest"), &[MANIFEST]);
        assert_eq!(manifest["blake3"], blake3::hash(written.as_bytes()).to_hex().to_string(), "{format}");
        assert_eq!((&manifest["bytes"], &manifest["articles"]), (&written.len().into(), &3.into()));
        let mut ids = Vec::new();
        for member in &lines {
            check_keys(member, Some("member"), &[MEMBER]);
            ids.push(&member["id"]);
        }
        if format != "trec" {
            assert_eq!(ids, hits.iter().map(|hit| &hit["id"]).collect::<Vec<_>>(), "{format}");
        }
    }
    desk.run(&["export", "soldaat", "--format", "parquet", "-o", "uit.parquet"]).ended_with(0);
    let written = std::fs::read(desk.at("uit.parquet")).expect("it was written");
    assert!(written.starts_with(b"PAR1") && written.ends_with(b"PAR1"));
    let before = std::fs::read(desk.at("uit.csv")).expect("it is there");
    desk.run(&["index", "rebuild"]).ended_with(0);
    desk.run(&["export", "soldaat", "--format", "csv", "-o", "uit.csv"]).ended_with(0);
    assert_eq!(std::fs::read(desk.at("uit.csv")).expect("it is there"), before, "a rebuild changes nothing");
    desk.run(&["export", "zebra", "--format", "csv", "-o", "zebra.csv"]).ended_with(1);
}

#[test]
fn a_result_is_repeated() {
    let line =
        |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"date\":\"2021-11-16\"}}\n");
    let desk = Desk::with_index(&[(
        "a.jsonl",
        &(line("a", "Vrede.") + &line("b", "Vrede.") + &line("c", "Vrede.")),
    )]);
    let export = ["export", "vrede", "--format", "trec", "--on", "2021", "--manifest", "vrede.jsonl"];
    desk.run(&export).ended_with(0);
    let replay = || {
        let mut objects = desk.run(&["search", "--replay", "vrede.jsonl", "--json"]).ended_with(0).objects();
        let summary = objects.pop().expect("a summary");
        check_keys(&summary, Some("replay"), &[REPLAY]);
        let counts = ["then", "now", "same", "added", "gone", "changed"];
        let counts = counts.map(|key| summary[key].as_u64().expect("a count"));
        let differences: Vec<String> = objects
            .iter()
            .map(|object| {
                check_keys(object, Some("difference"), &[DIFFERENCE]);
                format!("{} {}", object["change"], object["id"]).replace('"', "")
            })
            .collect();
        (counts, differences)
    };
    assert_eq!(replay(), ([3, 3, 3, 0, 0, 0], Vec::new()));
    let changed = line("a", "Vrede.") + &line("b", "Vrede!") + &line("d", "Vrede.") + &line("e", "Oorlog.");
    desk.write("archive/a.jsonl", changed);
    desk.run(&["index", "build"]).ended_with(0);
    let differences = ["changed b", "gone c", "added d"].map(str::to_owned).to_vec();
    assert_eq!(replay(), ([3, 3, 1, 1, 1, 1], differences));
}

#[test]
fn timelines() {
    let desk = hard_desk();
    for (args, queries) in [
        (["soldaat", "--by", "year"].as_slice(), 1),
        (&["soldaat", "--vs", "generaal OF kleur:rood", "--by", "decade", "--relative"], 2),
        (&["zebra", "--from", "2020", "--to", "2021"], 1),
    ] {
        let run = desk.run(&[&["timeline", "--json"], args].concat());
        let objects = run.objects();
        let (periods, timelines) = objects.split_at(objects.len() - queries);
        for timeline in timelines {
            check_keys(timeline, Some("timeline"), &[TIMELINE]);
        }
        let keys = if args.contains(&"--relative") { [PERIOD, RELATIVE].as_slice() } else { &[PERIOD] };
        for period in periods {
            check_keys(period, Some("period"), keys);
        }
        let found = timelines.iter().any(|timeline| timeline["total"] != 0);
        assert_eq!(run.code, i32::from(!found), "{run:?}");
        // The rows of CSV are the same.
        let rows = desk.run(&[&["timeline", "--csv"], args].concat()).stdout;
        let rows: Vec<BTreeMap<String, String>> =
            csv::Reader::from_reader(rows.as_bytes()).deserialize().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), periods.len(), "{args:?}");
        for (row, period) in rows.iter().zip(periods) {
            assert_eq!(row.len() + 1, period.as_object().expect("an object").len(), "{row:?}");
            for (key, cell) in row {
                let value = &period[key];
                let same = match value {
                    Value::Number(number) => cell.parse() == Ok(number.as_f64().expect("a number")),
                    Value::String(text) => cell == text,
                    _ => cell.is_empty() && value.is_null(),
                };
                assert!(same, "{key} is `{cell}` in CSV: {period}");
            }
        }
    }
}

#[test]
fn facets() {
    let desk = hard_desk();
    let run = desk.run(&["facets", "soldaat", "--by", "source,year", "--json"]).ended_with(0);
    let objects = run.objects();
    for object in &objects {
        match object["type"].as_str() {
            Some("facet") => check_keys(object, Some("facet"), &[FACET]),
            _ => check_keys(object, Some("facets"), &[FACETS]),
        }
    }
    let shown: Vec<(&str, &str)> = objects
        .iter()
        .map(|object| (object["field"].as_str().expect("a field"), object["value"].as_str().unwrap_or("")))
        .collect();
    let expect = [("source", "De Bode"), ("source", ""), ("year", "1894"), ("year", "2021"), ("year", "")];
    assert_eq!(shown, expect, "{run:?}");
    desk.run(&["facets", "zebra", "--by", "author", "--json"]).ended_with(1);
}

#[test]
fn concordances() {
    let desk = hard_desk();
    for args in [
        ["soldaat"].as_slice(),
        &["armenie", "--context", "1s", "--sort", "left"],
        &["generaal", "--sort", "source", "--limit", "1"],
        &["soldaat", "--sample", "2", "--seed", "7"],
        &["zebra"],
    ] {
        let run = desk.run(&[&["kwic", "--json"], args].concat());
        let mut lines = run.objects();
        let summary = lines.pop().expect("a summary");
        check_keys(&summary, Some("concordance"), &[CONCORDANCE]);
        assert_eq!(summary["returned"], lines.len(), "{run:?}");
        assert_eq!(run.code, i32::from(summary["occurrences"] == 0), "{run:?}");
        for line in &lines {
            check_keys(line, Some("line"), &[LINE]);
            let id = line["id"].as_str().expect("an id");
            let article = desk.run(&["show", id, "--json"]).ended_with(0).objects().remove(0);
            let field = article[line["field"].as_str().expect("a field")].as_str().expect("a text");
            assert_eq!(slice(field, line), line["keyword"].as_str().expect("a text"), "{line}");
        }
        let rows = desk.run(&[&["kwic", "--csv"], args].concat()).stdout;
        let rows: Vec<csv::StringRecord> =
            csv::Reader::from_reader(rows.as_bytes()).records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), lines.len(), "{args:?}");
        for (row, line) in rows.iter().zip(&lines) {
            assert_eq!(row.get(8), line["keyword"].as_str(), "{line}");
        }
    }
}

#[test]
fn a_query_that_is_not_right_is_answered_in_json_too() {
    let desk = hard_desk();
    // One that cannot be read, and one that asks for more than can be sought.
    let long = format!("\"{}\"", "soldaat ".repeat(600));
    for query in ["😀 (soldaat", long.as_str()] {
        for args in [
            ["search", query].as_slice(),
            &["timeline", query],
            &["timeline", "soldaat", "--vs", query],
            &["facets", query, "--by", "year"],
            &["kwic", query],
            &["show", "1", "--query", query],
        ] {
            let prose = desk.run(args).ended_with(2);
            assert_eq!(prose.stdout, "", "{prose:?}");
            let run = desk.run(&[args, &["--json"]].concat()).ended_with(2);
            assert_eq!(run.stderr, prose.stderr, "what is said to people is the same");
            let objects = run.objects();
            assert_eq!(objects.len(), 1, "{run:?}");
            check_keys(&objects[0], Some("refused"), &[REFUSED]);
            assert_eq!(objects[0]["query"], query);
            let diagnostics = list(&objects[0], "diagnostics");
            for diagnostic in diagnostics {
                check_keys(diagnostic, None, &[DIAGNOSTIC]);
            }
            let error = diagnostics.iter().find(|it| it["level"] == "error").expect("there is an error");
            assert!(prose.stderr.contains(error["message"].as_str().expect("a text")), "{run:?}");
            let expect = if query == long { query } else { "(" };
            assert_eq!(slice(query, error), expect, "{run:?}");
        }
    }
}

#[test]
fn diagnostics_count_code_points() {
    let desk = hard_desk();
    let (_, summary) = desk.search(&["één 😀 kleur:rood"]);
    let warnings: Vec<&Value> =
        list(&summary, "diagnostics").iter().filter(|one| one["level"] == "warning").collect();
    assert_eq!(warnings.len(), 1, "{summary}");
    check_keys(warnings[0], None, &[DIAGNOSTIC]);
    assert_eq!(slice("één 😀 kleur:rood", warnings[0]), "kleur");
}

#[test]
fn builds_and_status() {
    let desk = Desk::new();
    let undated = "{\"text\":\"Zonder bron of datum.\"}\nkapot\n";
    desk.write("archive/a.jsonl", HARD);
    desk.write("archive/b.jsonl", undated);
    desk.write("archive/c.jsonl", "{\"text\":\"Tekst.\",\"date\":\"maandag 16 november 2021\"}\n");
    let run = desk.run(&["index", "build", "archive", "--json"]).ended_with(2);
    let [build] = &run.objects()[..] else { panic!("one object: {run:?}") };
    check_keys(build, Some("build"), &[BUILD]);
    let counts = ["articles", "articles_indexed", "files_added", "skipped", "warnings", "generation"];
    assert_eq!(counts.map(|key| build[key].as_u64()), [5, 5, 3, 1, 1, 1].map(Some), "{build}");
    let run = desk.run(&["index", "build", "--json"]).ended_with(0);
    assert_eq!(run.objects()[0]["files_unchanged"], 3, "{run:?}");
    let run = desk.run(&["index", "rebuild", "--json"]).ended_with(2);
    check_keys(&run.objects()[0], Some("build"), &[BUILD]);

    let status = desk.status();
    check_keys(&status, Some("status"), &[STATUS]);
    let counts = ["articles", "undated", "files", "skipped", "generation"];
    assert_eq!(counts.map(|key| status[key].as_u64()), [5, 2, 3, 1, 2].map(Some), "{status}");
    for source in list(&status, "sources") {
        check_keys(source, None, &[SOURCE]);
    }
    for problem in list(&status, "problems") {
        check_keys(problem, None, &[PROBLEM]);
    }
    assert_eq!(list(&status, "problems").len(), 2, "{status}");
    assert!(list(&status, "archives").iter().all(Value::is_string), "{status}");
    assert!(status["last_build"].as_str().is_some_and(|time| time.ends_with('Z')), "{status}");
    assert!(
        status["index_bytes"].as_u64() > Some(0) && status["archive_bytes"].as_u64() > Some(0),
        "{status}"
    );
}

#[test]
fn tokens() {
    let desk = Desk::new();
    let check = |tokens: &[Value], lines: &[&str]| {
        let (mut line, mut position) = (0, 0);
        for token in tokens {
            check_keys(token, Some("token"), &[TOKEN]);
            let number = token.get("line").and_then(Value::as_u64).unwrap_or(1);
            if number != line {
                (line, position) = (number, 0);
            }
            let text = lines[usize::try_from(line).expect("it is small") - 1];
            assert_eq!(slice(text, token), token["text"].as_str().expect("a text"), "{token}");
            assert!(token["position"].as_u64() >= Some(position), "positions never go down: {token}");
            position = token["position"].as_u64().expect("a position");
            let terms = list(token, "terms");
            assert_eq!(terms[0]["layer"], "exact", "{token}");
            for term in terms {
                check_keys(term, None, &[TERM]);
                assert!(LAYERS.contains(&term["layer"].as_str().expect("a word")), "{term}");
                if let Some(piece) = term.get("piece") {
                    check_keys(piece, None, &[PIECE]);
                }
                for rule in some_list(term, "spelling_rules") {
                    check_keys(rule, None, &[SPELLING_RULE]);
                }
            }
            for piece in some_list(token, "pieces") {
                check_keys(piece, None, &[PIECE]);
            }
        }
    };
    let text =
        "„Één 😀 soldaat” uit 's-Gravenhage en Nagorno-Karabach, € 3,50: duiventillen, regt, Gorbachev";
    let tokens = desk.run(&["analyze", text, "--json"]).ended_with(0).objects();
    check(&tokens, &[text]);
    assert!(tokens.iter().all(|token| token.get("line").is_none()), "a text by itself has no lines");
    let texts: Vec<&str> = tokens.iter().filter_map(|token| token["text"].as_str()).collect();
    assert!(texts.contains(&"Nagorno-Karabach") && texts.contains(&"soldaat"), "{texts:?}");

    let lines = ["Eerste régel 😀 hier", "", "derde régel", "vierde\u{fffd} regel"];
    let input = b"Eerste r\xc3\xa9gel \xf0\x9f\x98\x80 hier\r\n\nderde r\xc3\xa9gel\nvierde\xff regel";
    let tokens = desk.run_with_stdin(&["analyze", "--json", "--lines", "-"], input).ended_with(0).objects();
    check(&tokens, &lines);
    let numbers: Vec<Option<u64>> = tokens.iter().map(|token| token["line"].as_u64()).collect();
    assert!(numbers.is_sorted() && numbers.first() == Some(&Some(1)) && numbers.last() == Some(&Some(4)));
    assert!(!numbers.contains(&Some(2)), "an empty line has no words");
    desk.write("regels.txt", input);
    let from_file = desk.run(&["analyze", "--json", "--lines", "regels.txt"]).ended_with(0).objects();
    assert_eq!(from_file, tokens);
}

#[test]
fn trec_runs() {
    let desk = hard_desk();
    desk.write("topics.tsv", "t1\tsoldaat\nt 2\tgeneraal OF stad\nt3\tzebra\n");
    let run =
        desk.run(&["search", "--batch", "topics.tsv", "--format", "trec", "--limit", "0"]).ended_with(0);
    let mut last = (String::new(), 0, f64::INFINITY);
    let mut ids = Vec::new();
    for line in run.stdout.lines() {
        let [topic, "Q0", id, rank, score, "knipsel"] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("six columns: {line}");
        };
        let (rank, score): (u64, f64) = (rank.parse().expect("a number"), score.parse().expect("a number"));
        if topic != last.0 {
            last = (topic.to_owned(), 0, f64::INFINITY);
        }
        assert!(rank == last.1 + 1 && score <= last.2, "ranks go up by one and scores do not: {run:?}");
        last = (topic.to_owned(), rank, score);
        ids.push((topic, id));
    }
    ids.sort_unstable();
    assert_eq!(ids, [("t1", "1"), ("t1", "2_b"), ("t1", "3"), ("t_2", "1"), ("t_2", "2_b"), ("t_2", "3")]);
    let topics = b"q\tsoldaat\n";
    let piped = desk.run_with_stdin(&["search", "--batch", "-", "--format", "trec"], topics).ended_with(0);
    assert_eq!(piped.stdout.lines().count(), 3, "{piped:?}");
}
