//! Copies of one report are found whatever way the index came about, and folded without a hit getting lost.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
use knipsel::query::parse;
use knipsel::search::{Hit, Search, SearchRequest, Sort};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::support::Desk;

/// A text of fifteen sentences. Two texts have the more in common the nearer their numbers are: neighbours are copies of
/// each other, and those with numbers that are three apart are not.
fn text(number: usize) -> String {
    let words = |sentence: usize| (0..8).map(move |word| format!("woord{}", letters(10 * sentence + word)));
    let sentences = (number * 4..number * 4 + 15).map(|it| words(it).collect::<Vec<_>>().join(" "));
    sentences.collect::<Vec<_>>().join(". ")
}

/// A number in letters, since numbers count for more than words.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn json_line(id: &str, number: usize, date: &str, source: &str) -> String {
    let text = text(number);
    format!(
        "{{\"id\":\"{id}\",\"title\":\"Bericht {id}\",\"date\":\"{date}\",\"source\":\"{source}\",\"text\":\"{text}.\"}}\n"
    )
}

/// The ids of hits, each with those of its copies.
fn ids(hits: &[Value]) -> Vec<Vec<&str>> {
    hits.iter().map(ids_of).collect()
}

fn ids_of(hit: &Value) -> Vec<&str> {
    let copies = hit["copies"].as_array().map_or(&[][..], Vec::as_slice);
    std::iter::once(hit).chain(copies).map(|it| it["id"].as_str().expect("an id")).collect()
}

fn desk_with_copies() -> Desk {
    let lines = [
        json_line("laat", 1, "2021-11-18", "De Bode"),
        json_line("vroeg", 1, "2021-11-16", "De Waag"),
        json_line("ander", 40, "2021-11-17", "De Bode"),
        json_line("later", 2, "2021-11-20", "De Klok"),
        json_line("zonder datum", 1, "", "De Klok"),
    ];
    Desk::with_index(&[("a.jsonl", &lines.concat())])
}

#[test]
fn the_earliest_stands_above_the_others() {
    let desk = desk_with_copies();
    let (hits, summary) = desk.search(&["bericht", "--sort", "oldest"]);
    assert_eq!(ids(&hits), [vec!["vroeg", "laat", "later", "zonder datum"], vec!["ander"]]);
    assert_eq!(
        (&summary["total"], &summary["groups"], &summary["returned"]),
        (&5.into(), &2.into(), &2.into())
    );
    assert_eq!((&hits[0]["folded"], hits[1].get("folded")), (&3.into(), None));
    let (hits, summary) = desk.search(&["bericht", "--group", "none", "--sort", "oldest"]);
    assert_eq!(ids(&hits), [vec!["vroeg"], vec!["ander"], vec!["laat"], vec!["later"], vec!["zonder datum"]]);
    assert_eq!((&summary["total"], summary.get("groups")), (&5.into(), None));
}

/// What does not match is not folded, nor does it stand above what matches.
#[test]
fn only_what_matches_is_folded() {
    let desk = desk_with_copies();
    let (hits, summary) = desk.search(&["bron:bode"]);
    let found: BTreeSet<Vec<&str>> = ids(&hits).into_iter().collect();
    assert_eq!(found, [vec!["ander"], vec!["laat"]].into());
    assert_eq!((&summary["total"], &summary["groups"]), (&2.into(), &2.into()));
    let (hits, _) = desk.search(&["bericht", "--from", "2021-11-18", "--to", "2021-12"]);
    assert_eq!(ids(&hits), [vec!["laat", "later"]]);
}

#[test]
fn pages_of_folded_hits_are_those_of_the_whole() {
    let mut lines = String::new();
    for number in 0..60_usize {
        // Twenty stories, of which one has one article, the next two, and so on up to five.
        let (story, copy) = (number % 20, number / 20);
        if copy <= story % 5 {
            let date = format!("2021-{:02}-{:02}", 1 + (number * 7) % 12, 1 + copy);
            let _ = write!(lines, "{}", json_line(&format!("{story}/{copy}"), story * 10, &date, "De Bode"));
        }
    }
    let desk = Desk::with_index(&[("a.jsonl", &lines)]);
    for sort in ["relevance", "newest", "oldest"] {
        let whole = ["bericht OF woorda*", "--sort", sort, "--limit", "0"];
        let (all, summary) = desk.search(&whole);
        assert_eq!(all.len(), 20);
        assert_eq!(summary["groups"], 20);
        assert_eq!(summary["total"], ids(&all).iter().map(Vec::len).sum::<usize>());
        let (mut paged, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut args = vec!["bericht OF woorda*", "--sort", sort, "--limit", "3"];
            if let Some(after) = &after {
                args.extend(["--after", after]);
            }
            let (hits, summary) = desk.search(&args);
            assert_eq!((&summary["groups"], summary["total"].as_u64() > Some(20)), (&20.into(), true));
            let offset = paged.len().to_string();
            let (by_offset, _) =
                desk.search(&["bericht OF woorda*", "--sort", sort, "--limit", "3", "--offset", &offset]);
            assert_eq!(by_offset, hits);
            paged.extend(hits);
            match summary["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => break,
            }
        }
        assert_eq!(paged, all, "{sort}");
    }
}

/// A cursor of folded hits is none of unfolded ones.
#[test]
fn a_cursor_knows_how_hits_are_folded() {
    let desk = desk_with_copies();
    let (_, summary) = desk.search(&["bericht", "--limit", "1"]);
    let next = summary["next"].as_str().expect("there is more");
    let run = desk.run(&["search", "bericht", "--after", next, "--group", "none"]).ended_with(2);
    assert!(run.stderr.contains("the cursor is of another query"), "{run:?}");
}

/// The ids of the versions that `show` names.
#[track_caller]
fn versions(desk: &Desk, id: &str) -> Vec<Vec<String>> {
    let articles = desk.run(&["show", id, "--json"]).ended_with(0).objects();
    let ids = |article: &Value| {
        let versions = article["versions"].as_array().map_or(&[][..], Vec::as_slice);
        versions.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
    };
    articles.iter().map(ids).collect()
}

#[test]
fn versions_have_one_url_or_one_id_and_say_something_else() {
    let line = |id: &str, date: &str, url: &str, source: &str, text: &str| {
        format!(
            "{{\"id\":\"{id}\",\"date\":\"{date}\",\"url\":\"https://{url}\",\"source\":\"{source}\",\"text\":\"{text}\"}}\n"
        )
    };
    let mut lines = [
        line("a", "2021-11-16", "bode.example/1", "De Bode", "Er is vrede in het land."),
        line("b", "2021-11-18", "bode.example/1", "De Bode", "Er is geen vrede in het land."),
        line("c", "2021-11-17", "bode.example/1", "De Bode", "Er is bijna vrede in het land."),
        // Of another paper, or with the same words: no version.
        line("d", "2021-11-17", "bode.example/1", "De Waag", "Er is vrede, zegt De Bode."),
        line("e", "2021-11-19", "bode.example/1", "De Bode", "Er is vrede in het land."),
        line("f", "2021-11-16", "bode.example/2", "De Bode", "Het regent."),
        line("f", "2021-11-17", "bode.example/3", "De Bode", "Het regent niet meer."),
    ]
    .concat();
    // The address of a page on which all articles stand.
    for number in 0..25 {
        lines +=
            &line(&format!("p{number}"), "2021", "klok.example", "De Klok", &format!("Bericht {number}."));
    }
    let desk = Desk::with_index(&[("a.jsonl", &lines)]);
    assert_eq!(versions(&desk, "a"), [["c", "b"]]);
    assert_eq!(versions(&desk, "b"), [["a", "c", "e"]]);
    assert_eq!(versions(&desk, "d"), [[""; 0]]);
    assert_eq!(versions(&desk, "f"), [["f"], ["f"]]);
    assert_eq!(versions(&desk, "p7"), [[""; 0]]);
}

#[test]
fn an_article_is_shown_with_its_copies() {
    let desk = desk_with_copies();
    let shown = |id: &str| -> Vec<String> {
        let article = desk.run(&["show", id, "--json"]).ended_with(0).objects().remove(0);
        let copies = article["copies"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(
            article.get("copies_total").map_or(0, |it| it.as_u64().expect("a count")),
            copies.len() as u64
        );
        copies.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(shown("vroeg"), ["laat", "later", "zonder datum"]);
    assert_eq!(shown("zonder datum"), ["vroeg", "laat", "later"]);
    assert_eq!(shown("ander"), [""; 0]);
}

/// The file of the signatures does not grow without end, and is what it should be after each build.
#[test]
fn what_is_gone_leaves_the_files_too() {
    let desk = desk_with_copies();
    let bytes = || -> u64 {
        let files = fs::read_dir(desk.at("index/build-000001")).expect("a folder").flatten();
        let ours = files.filter(|file| file.file_name().to_string_lossy().starts_with("signatures"));
        ours.map(|file| file.metadata().expect("a file").len()).sum()
    };
    let before = bytes();
    assert!(before > 0);
    for round in 0..6 {
        desk.write("archive/a.jsonl", json_line("een", round, "2021", "De Bode").repeat(1 + round % 2));
        desk.run(&["index", "build", "--allow-shrink"]).ended_with(0);
        assert!(bytes() <= before * 2, "{} bytes after {before}", bytes());
    }
    let (hits, _) = desk.search(&["bericht"]);
    assert_eq!(ids(&hits), [["een", "een"]]);
}

#[test]
fn damaged_files_are_named() {
    let desk = desk_with_copies();
    let folder = desk.at("index/build-000001");
    fs::write(folder.join("copies-1.bin"), "kort").expect("it is written");
    let run = desk.run(&["search", "bericht"]).ended_with(2);
    assert!(run.stderr.contains("the record of the copies is not as it was written"), "{run:?}");
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert_eq!(desk.search(&["bericht"]).1["groups"], 2);
    let signatures = desk.at("index/build-000002/signatures.bin");
    let mut bytes = fs::read(&signatures).expect("signatures");
    bytes[40] ^= 1;
    fs::write(&signatures, bytes).expect("it is written");
    desk.write("archive/b.jsonl", json_line("nieuw", 1, "2021", "De Bode"));
    let run = desk.run(&["index", "build"]).ended_with(2);
    assert!(run.stderr.contains("the record of the copies is not as it was written"), "{run:?}");
}

/// What happens to one of the files: it gets these articles, each a number of a text and a day, or goes.
type Change = (usize, Option<Vec<(usize, u32)>>);

fn change() -> impl Strategy<Value = Change> {
    let articles = prop::collection::vec((0..8_usize, 1..28_u32), 0..4);
    (0..5_usize, prop::option::weighted(0.8, articles))
}

/// Every group of an index, in order.
fn groups(folder: &IndexFolder) -> Vec<Vec<String>> {
    let index = OpenIndex::open(folder, &AnalysisOptions::default()).expect("the index can be opened");
    let request = SearchRequest {
        limit: None,
        snippets: None,
        fold_copies: true,
        sort: Sort::Oldest,
        ..SearchRequest::new(parse("", Day::LAST).root)
    };
    let result = Search::new(&index).run(&request).expect("the index can be searched");
    let articles: u64 = result.hits.iter().map(|hit| 1 + hit.folded).sum();
    assert_eq!((articles, result.hits.len() as u64), (result.total, result.unfolded));
    let named = |hit: Hit| {
        let articles = std::iter::once(hit.article).chain(hit.copies);
        articles.map(|it| format!("{} of {}", it.id, it.path)).collect()
    };
    result.hits.into_iter().map(named).collect()
}

#[test]
fn groups_brought_up_to_date_equal_those_built_anew() {
    let rounds = prop::collection::vec(prop::collection::vec(change(), 1..4), 1..5);
    let config = ProptestConfig {
        cases: 16,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (folded, split) = (Cell::new(0), Cell::new(0));
    let result = TestRunner::new_with_rng(config, random).run(&rounds, |rounds| {
        let desk = Desk::new();
        desk.write("archive/altijd.jsonl", json_line("altijd", 3, "2021-05-05", "De Bode"));
        let options = BuildOptions { paths: vec![desk.at("archive")], threads: 2, ..BuildOptions::default() };
        let kept = IndexFolder::at(desk.at("index"));
        let mut before = 1;
        for (round, changes) in rounds.into_iter().enumerate() {
            for (file, articles) in changes {
                let path = desk.at(&format!("archive/{file}.jsonl"));
                let Some(articles) = articles else {
                    // It may not be there, which is no change then.
                    let _ = fs::remove_file(path);
                    continue;
                };
                let lines = articles.iter().map(|(number, day)| {
                    // Some ids are double, and some days are those of others.
                    json_line(
                        &format!("id{}", (number + file) % 6),
                        *number,
                        &format!("2021-05-{day:02}"),
                        "De Bode",
                    )
                });
                fs::write(path, lines.collect::<String>()).expect("it is written");
            }
            build(&kept, &options, &mut |_| {}).expect("it is built");
            let anew = IndexFolder::at(desk.at(&format!("anew-{round}")));
            build(&anew, &options, &mut |_| {}).expect("it is built");
            let (ours, theirs) = (groups(&kept), groups(&anew));
            folded.set(folded.get() + ours.iter().filter(|group| group.len() > 1).count());
            split.set(split.get() + usize::from(ours.len() > before));
            before = ours.len();
            prop_assert_eq!(ours, theirs);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(
        folded.get() > 20 && split.get() > 5,
        "{} groups, {} times more of them",
        folded.get(),
        split.get()
    );
}
