//! The archive in `data` is indexed whole, and its articles are found by what they say and when.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde_json::Value;

use crate::support::{Desk, copy_folder};

/// An index of a copy of the archive. These tests only read it, so those that run at the same time share one;
/// it goes with the last of them, which what a static holds would not.
fn desk() -> Arc<Desk> {
    static SHARED: Mutex<Weak<Desk>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(desk) = shared.upgrade() {
        return desk;
    }
    let desk = Desk::new();
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), &desk.at("data"));
    let run = desk.run(&["index", "build"]).ended_with(0);
    assert!(run.stderr.contains("indexed 81 articles from 37 files"), "{run:?}");
    let desk = Arc::new(desk);
    *shared = Arc::downgrade(&desk);
    desk
}

const ARTSACH: &str = "berichten/artsach.txt";
const BESTAND: &str = "berichten/bestand.txt";
const GRENS: &str = "berichten/grensgevechten.txt";
const GORIS: &str = "2023/09/27/op-weg-naar-goris.txt";
const OORLOG: &str = "Oorlog in de Kaukasus laait op";
const GESCHONDEN: &str = "Bestand in Karabach na enkele uren geschonden";
const SJOESJA: &str = "Hoe schrijven wij Sjoesja?";
const WEG: &str = "Weg naar Karabach al tien dagen dicht";
const AANVAL: &str = "Azerbeidzjan begint aanval op Karabach";
const EXPLOSIES: &str = "Explosies in Stepanakert na aanval Azerbeidzjan";
const OPGEHEVEN: &str = "Artsach heft zichzelf op";
const VERLIES: &str = "Karabakh: Armenië legt zich neer bij verlies";
const FRANS: &str = "Haut-Karabagh : la fin des combats";
const WOLKEN: &str = "“Wij zijn gewoon doorgelopen”";

/// Checks which articles a search finds, in any order. One is named by its title; where that is derived, by its
/// path, with the date where several stand in one file.
#[track_caller]
fn check(desk: &Desk, args: &[&str], expect: &[&str]) {
    let mut all = args.to_vec();
    all.extend(["--limit", "0", "--group", "none"]);
    let (hits, summary) = desk.search(&all);
    let found: BTreeSet<String> = hits.iter().map(name_of).collect();
    let expect: BTreeSet<String> = expect.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(found, expect, "search {args:?}");
    assert_eq!(summary["total"], hits.len(), "search {args:?}");
}

/// Checks what a search finds where only the words as they are written count.
#[track_caller]
fn check_exact(desk: &Desk, args: &[&str], expect: &[&str]) {
    let mut all = args.to_vec();
    all.extend(["--match", "exact"]);
    check(desk, &all, expect);
}

fn name_of(hit: &Value) -> String {
    if hit["title_derived"] != true {
        return hit["title"].as_str().expect("a title").to_owned();
    }
    let path = hit["path"].as_str().expect("a path");
    let (_, path) = path.split_once("/data/").expect("it lies in data");
    if path == "berichten/vijf-berichten.txt" || path.starts_with("jsonl/") {
        format!("{path} {}", hit["date"].as_str().expect("a date"))
    } else {
        path.to_owned()
    }
}

#[test]
fn a_name_with_a_hyphen() {
    let desk = desk();
    let all = [ARTSACH, BESTAND, GRENS, GORIS, GESCHONDEN, SJOESJA, WEG, AANVAL, EXPLOSIES, OPGEHEVEN];
    let later = [GRENS, GORIS, SJOESJA, WEG, AANVAL, EXPLOSIES, OPGEHEVEN];
    for query in
        ["Nagorno-Karabach", "karabach", "nagornokarabach", "nagorno karabach", "\"Nagorno-Karabach\""]
    {
        check_exact(&desk, &[query], &all);
        check_exact(&desk, &[query, "--from", "2021"], &later);
        check_exact(&desk, &[query, "--to", "2020-12-31"], &[ARTSACH, BESTAND, GESCHONDEN]);
    }
}

#[test]
fn spellings_are_told_apart_when_exact() {
    let desk = desk();
    check_exact(&desk, &["karabakh"], &[OORLOG, VERLIES, SJOESJA]);
    check_exact(&desk, &["wapenstilstand"], &["Wapenstilstand!", GESCHONDEN, GRENS]);
    check_exact(&desk, &["wapenstilstand", "--to", "1918"], &["Wapenstilstand!"]);
    check_exact(&desk, &["heerscht"], &["De haringvangst", "knipsels/spoorwegstaking.txt"]);
    let farming = "Eene tentoonstelling van landbouwwerktuigen";
    check_exact(&desk, &["nederlandsche"], &["De haringvangst", farming, "Zoo of zo?"]);
}

#[test]
fn accents_do_not_matter() {
    let desk = desk();
    for query in ["armenie", "Armenië", "ARMENIË", "arme\u{301}nie\u{308}"] {
        check_exact(&desk, &[query], &[BESTAND, GRENS, OORLOG, GESCHONDEN, VERLIES, FRANS]);
        check_exact(&desk, &[query, "--on", "2020-11-10"], &[BESTAND, VERLIES, FRANS]);
    }
}

#[test]
fn words() {
    let desk = desk();
    check_exact(
        &desk,
        &["akkoord"],
        &[
            "berichten/vijf-berichten.txt 2007-06",
            "berichten/vijf-berichten.txt 2010",
            GRENS,
            WEG,
            "Raad Oosterwaarde akkoord met nieuwe schouwburg",
            "Rectificatie: stemming over schouwburg Oosterwaarde",
            "los/20250624_navo-top.txt",
        ],
    );
    check_exact(&desk, &["vredesakkoord"], &[BESTAND, OPGEHEVEN]);
    check_exact(&desk, &["grensprovincie"], &["berichten/vijf-berichten.txt 2010", GRENS]);
    check_exact(
        &desk,
        &["schip"],
        &[
            "Een vreemd oorlogsschip op de reede",
            "Schipper stuurde zijn schuit in de dijk",
            "Het laatste schip van de vloot",
        ],
    );
    check_exact(&desk, &["haringvangst"], &["De haringvangst", "Het laatste schip van de vloot"]);
    let haring = "Eerste haring brengt 1.000 euro per visje op";
    check_exact(&desk, &["haring"], &["De haringvangst", "De Zuiderzee is niet meer", haring]);
    check_exact(&desk, &["watersnood"], &["De watersnood aan de Zuiderzee"]);
    check_exact(
        &desk,
        &["watersnoodramp"],
        &["De zee kwam in de nacht", "jsonl/algemeen-maasblad.jsonl 1986-10-04"],
    );
    check_exact(&desk, &["stikstofbeleid"], &["Trekkers tot op het strand"]);
    let ferry = "Veerdienst vaart niet tot nader order";
    check_exact(&desk, &["stikstof"], &["Den Haag vol met boeren", ferry, "Stikstof verdeelt het dorp"]);
}

#[test]
fn inflections() {
    let desk = desk();
    let exact = ["De mobilisatie in onze stad", "Wapenstilstand!", ARTSACH, GESCHONDEN, GRENS, GORIS];
    check_exact(&desk, &["soldaat"], &exact);
    let inflected = [
        "knipsels/spoorwegstaking.txt",
        "Vrij!",
        WOLKEN,
        BESTAND,
        AANVAL,
        EXPLOSIES,
        "los/20250624_navo-top.txt",
    ];
    check(&desk, &["soldaat", "--match", "inflected"], &[exact.as_slice(), &inflected].concat());
    check(
        &desk,
        &["soldaat", "--match", "inflected", "--to", "1945"],
        &["knipsels/spoorwegstaking.txt", "De mobilisatie in onze stad", "Wapenstilstand!", "Vrij!"],
    );
    check(
        &desk,
        &["schip", "--match", "inflected"],
        &[
            "Een vreemd oorlogsschip op de reede",
            "Schipper stuurde zijn schuit in de dijk",
            "Het laatste schip van de vloot",
            "De haringvangst",
            "De Zuiderzee is niet meer",
            "De zee kwam in de nacht",
            "Twee jaar cel voor valse schilderijen",
            "Eerste haring brengt 1.000 euro per visje op",
            "Containerschip vlot, schepen in de file",
            "Storm Eunice breekt bomen en daken",
        ],
    );
    check(&desk, &["sleutel", "--match", "inflected"], &["los/zonder-datum.txt", GORIS]);
}

/// Wire copy is folded under the paper that had it first; the same event in other words is not.
#[test]
fn wire_copy() {
    let desk = desk();
    let (hits, summary) = desk.search(&["", "--sort", "oldest", "--limit", "0"]);
    assert_eq!((&summary["total"], &summary["groups"], hits.len()), (&81.into(), &78.into(), 78));
    let folded: Vec<(String, Vec<String>)> = hits
        .iter()
        .filter_map(|hit| Some((name_of(hit), hit["copies"].as_array()?.iter().map(name_of).collect())))
        .collect();
    let pair = |first: &str, copy: &str| (first.to_owned(), vec![copy.to_owned()]);
    assert_eq!(
        folded,
        [
            pair("Duizenden op de vlucht voor het water", "Ergste overstroming sinds mensenheugenis"),
            pair("Nergens een trein", "Treinverkeer ligt een dag stil"),
            pair(AANVAL, EXPLOSIES),
        ]
    );
}

/// A correction with the address of the article that it corrects is shown with it.
#[test]
fn corrections() {
    let desk = desk();
    let (hits, _) = desk.search(&["titel:zonnepanelen", "--sort", "oldest"]);
    let titles = |articles: &[Value]| -> Vec<String> { articles.iter().map(name_of).collect() };
    let first = hits[0]["id"].as_str().expect("an id");
    let article = desk.run(&["show", first, "--json"]).ended_with(0).objects().remove(0);
    assert_eq!(
        titles(article["versions"].as_array().expect("it was corrected")),
        ["Correctie: zonnepanelen Veldingen goedkoper dan gemeld"]
    );
}

/// Of *brengt de avond door* the verb and its particle are marked, and nothing between them.
#[test]
fn separated_verbs() {
    let desk = desk();
    check(&desk, &["doorbrengen", "--match", "exact"], &[]);
    let marked = |query: &str| {
        let (hits, _) = desk.search(&[query, "--match", "inflected", "--limit", "0"]);
        let mut marked: Vec<_> = hits.iter().flat_map(marked_in_passages).collect();
        marked.sort();
        marked
    };
    let apart = ["bracht … door", "bracht … door", "brachten … door", "brengt … door", "brengt … door"];
    assert_eq!(marked("doorbrengen"), [&apart[..], &["doorgebracht"; 3]].concat());
    assert_eq!(marked("titel:opheffen"), ["heft … op"]);
}

/// What is marked in each passage of a hit where something is.
fn marked_in_passages(hit: &Value) -> Vec<String> {
    let list = |value: &Value, name: &str| value[name].as_array().cloned().expect("a list");
    let marked_in = |passage: &Value| {
        let text: Vec<char> = passage["text"].as_str().expect("a text").chars().collect();
        let place = |mark: &Value, name: &str| mark[name].as_u64().expect("an offset") as usize;
        let marks = list(passage, "highlights");
        let marks = marks.iter().map(|mark| text[place(mark, "start")..place(mark, "end")].iter().collect());
        marks.collect::<Vec<String>>().join(" … ")
    };
    list(hit, "snippets").iter().map(marked_in).filter(|marked| !marked.is_empty()).collect()
}

#[test]
fn compounds_are_found_by_their_parts() {
    let desk = desk();
    check(
        &desk,
        &["akkoord"],
        &[
            "berichten/vijf-berichten.txt 2007-06",
            "berichten/vijf-berichten.txt 2010",
            GRENS,
            WEG,
            "Raad Oosterwaarde akkoord met nieuwe schouwburg",
            "Rectificatie: stemming over schouwburg Oosterwaarde",
            "los/20250624_navo-top.txt",
            "Hoge Raad houdt Staat aan klimaatdoel",
            BESTAND,
            OPGEHEVEN,
            "Aardverschuiving op het Binnenhof",
        ],
    );
    // Compounds come after the word itself.
    let titles = desk.titles(&["akkoord"]);
    let last = ["Hoge Raad houdt Staat aan klimaatdoel", OPGEHEVEN, "Aardverschuiving op het Binnenhof"];
    assert!(last.iter().all(|title| titles[7..].iter().any(|one| one == title)), "{titles:?}");

    let herring = "Het laatste schip van de vloot";
    let first = "Eerste haring brengt 1.000 euro per visje op";
    check(&desk, &["haring"], &["De haringvangst", "De Zuiderzee is niet meer", first, herring]);
    let farmers = ["Trekkers tot op het strand", "Den Haag vol met boeren"];
    let ferry = ["Veerdienst vaart niet tot nader order", "Stikstof verdeelt het dorp"];
    check(&desk, &["stikstof"], &[farmers, ferry].concat());
    check(&desk, &["troep"], &[EXPLOSIES, WEG, AANVAL, BESTAND]);
}

#[test]
fn names_are_found_however_they_are_spelled() {
    let desk = desk();
    let everywhere = [
        OORLOG,
        GESCHONDEN,
        ARTSACH,
        BESTAND,
        VERLIES,
        FRANS,
        GRENS,
        "los/20211116_grens.txt",
        SJOESJA,
        WEG,
        AANVAL,
        EXPLOSIES,
        GORIS,
        OPGEHEVEN,
    ];
    check(&desk, &["karabach"], &everywhere);
    check(&desk, &["karabakh"], &everywhere);
    for query in ["poetin", "Putin", "poutine"] {
        check(&desk, &[query], &[SJOESJA, OORLOG, BESTAND, WEG, FRANS, VERLIES]);
    }
    for query in ["sjojgoe", "Shoigu"] {
        check(&desk, &[query], &[SJOESJA, GRENS, "los/20211116_grens.txt"]);
    }
}

#[test]
fn old_spelling_is_found_by_the_new() {
    let desk = desk();
    let strike = "knipsels/spoorwegstaking.txt";
    check(&desk, &["heerst"], &["De haringvangst", strike]);
    check(&desk, &["heersen"], &["De haringvangst", strike]);
    let old = ["De haringvangst", "Eene tentoonstelling van landbouwwerktuigen", "Zoo of zo?"];
    let found = desk.titles(&["nederlands", "--to", "1940"]);
    assert!(old.iter().all(|title| found.iter().any(|one| one == title)), "{found:?}");
}

#[test]
fn fields_and_operators() {
    let desk = desk();
    let paper = "De woningnood te Bredeloo";
    let house = "‘Een huis is geen beleggingsfonds’";
    check_exact(
        &desk,
        &["woningnood"],
        &[paper, "Gekraakt, ontruimd en weer gekraakt", house, "2021/11/16/woningnood.txt"],
    );
    check_exact(&desk, &["woningnood bron:\"Noorder Courant\""], &[paper, house]);
    check_exact(&desk, &["woningnood", "bron:\"Noorder Courant\""], &[paper, house]);
    check_exact(&desk, &["elfstedentocht"], &["De Elfstedentocht op schaatsen", "Paping wint hel van '63"]);
    check_exact(&desk, &["elfstedentocht NIET Paping"], &["De Elfstedentocht op schaatsen"]);
    check_exact(&desk, &["elfstedentocht -Paping"], &["De Elfstedentocht op schaatsen"]);
}

#[test]
fn words_side_by_side() {
    let desk = desk();
    check_exact(&desk, &["\"Rode Kruis\""], &[GESCHONDEN, WEG]);
    check_exact(&desk, &["\"Hoge Raad\""], &["Hoge Raad houdt Staat aan klimaatdoel"]);
    check_exact(&desk, &["\"Tweede Kamer\""], &["Kalme stembusdag te Nedervecht"]);
    check_exact(&desk, &["\"Kruis Rode\""], &[]);
}

#[test]
fn hard_tokens() {
    let desk = desk();
    check_exact(&desk, &["'s-Gravenhage"], &["Eene tentoonstelling van landbouwwerktuigen"]);
    check_exact(&desk, &["G8-top"], &["berichten/vijf-berichten.txt 2007-06"]);
    check_exact(
        &desk,
        &["ijs"],
        &[
            "De Elfstedentocht op schaatsen",
            "Paping wint hel van '63",
            "Voor het eerst boven de veertig",
            "tabellen/kustpost.tsv",
        ],
    );
    check_exact(
        &desk,
        &["1.000"],
        &[
            "Eén kwartje, twee euro, en een file bij de bank",
            "Het laatste schip van de vloot",
            "Eerste haring brengt 1.000 euro per visje op",
            "Containerschip vlot, schepen in de file",
        ],
    );
    let milk = "Melkprijs zakt onder kostprijs";
    check_exact(&desk, &["€ 3,50"], &[milk, OPGEHEVEN]);
    check_exact(&desk, &["3,50"], &[milk, OPGEHEVEN, "De woningnood te Bredeloo"]);
    // A soft hyphen stands inside the word, in a file of UTF-16.
    check_exact(&desk, &["grenssoldaat"], &[WOLKEN]);
}

#[test]
fn dates() {
    let desk = desk();
    check_exact(&desk, &["sleutel"], &["los/zonder-datum.txt"]);
    check_exact(&desk, &["sleutel", "--from", "1500"], &[]);
    check_exact(&desk, &["sleutel", "--to", "2200"], &[]);
    check_exact(&desk, &["sleutel datum:1500..2200"], &[]);
    let house = "De woningnood te Bredeloo";
    let twenties = ["woningnood", "--from", "1920", "--to", "1929"];
    check_exact(&desk, &[twenties.as_slice(), &["--dates", "certain"]].concat(), &[house]);
    check_exact(&desk, &["woningnood", "--on", "1925-06-01"], &[house]);
    check_exact(&desk, &["woningnood", "--on", "1925-06-01", "--dates", "certain"], &[]);
    check_exact(&desk, &["woningnood datum:1925-06-01"], &[house]);
    check_exact(&desk, &["veerdienst", "--from", "2024"], &["Veerdienst vaart niet tot nader order"]);
    check_exact(&desk, &["veerdienst", "--from", "2024", "--dates", "certain"], &[]);
    // It is dated `1894~`: about then, and so in no year for certain.
    let ship = "Een vreemd oorlogsschip op de reede";
    check_exact(&desk, &["schroefas", "--on", "1894"], &[ship]);
    check_exact(&desk, &["schroefas", "--from", "1800", "--dates", "certain"], &[]);
    check_exact(&desk, &["schroefas", "--from", "1500", "--to", "2200", "--dates", "certain"], &[ship]);
    check_exact(&desk, &["schroefas datum:1800..1999", "--dates", "certain"], &[]);
    // Nothing is marked by the side of an `OF` whose date does not hold.
    for (dates, marked) in [("possible", true), ("certain", false)] {
        let (hits, _) = desk.search(&["schroefas OF (oorlogsschip datum:1894)", "--dates", dates]);
        let in_title = |snippet: &Value| snippet["field"] == "title";
        assert_eq!(hits[0]["snippets"].as_array().expect("a list").iter().any(in_title), marked, "{hits:?}");
    }
}

#[test]
fn a_date_that_is_about_right_is_in_no_count_of_a_period() {
    let desk = desk();
    for by in ["day", "month", "year", "decade"] {
        let lines = desk.run(&["timeline", "schroefas", "--by", by, "--json"]).ended_with(0).objects();
        let (periods, series): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["type"] == "period");
        assert!(!periods.is_empty() && periods.iter().all(|it| it["articles"] == 0), "{by}: {periods:?}");
        assert!(periods.iter().all(|it| it["possible_articles"] == 1), "{by}: {periods:?}");
        assert_eq!((&series[0]["total"], &series[0]["partial_articles"]), (&1.into(), &1.into()), "{by}");
    }
    let lines = desk.run(&["facets", "schroefas", "--by", "year", "--json"]).ended_with(0).objects();
    let (year, all) = (&lines[0], &lines[1]);
    assert_eq!((&year["articles"], &year["possible_articles"]), (&0.into(), &1.into()), "{year}");
    assert_eq!(all["partial_articles"], 1, "{all}");
}

#[test]
fn sorted_by_date_undated_articles_come_last() {
    let desk = desk();
    let days = |args: &[&str], key: &str| -> Vec<Option<String>> {
        let (hits, summary) = desk.search(&[args, &["--limit", "0", "--group", "none"]].concat());
        assert_eq!((summary["total"].as_u64(), hits.len()), (Some(81), 81));
        hits.iter().map(|hit| hit[key].as_str().map(str::to_owned)).collect()
    };
    for args in [["--sort", "newest"].as_slice(), &[]] {
        let newest = days(args, "first_day");
        assert_eq!(newest.last(), Some(&None), "the undated article is the last");
        assert!(newest[..80].is_sorted_by(|a, b| a.is_some() && a >= b), "{newest:?}");
    }
    let oldest = days(&["--sort", "oldest"], "first_day");
    assert_eq!(oldest.last(), Some(&None), "the undated article is the last");
    assert!(oldest[..80].is_sorted_by(|a, b| b.is_some() && a <= b), "{oldest:?}");
}

#[test]
fn pages_hold_every_hit_once() {
    let desk = desk();
    let ids = |args: &[&str]| -> Vec<String> {
        let (hits, summary) = desk.search(args);
        let returned = u64::try_from(hits.len()).expect("it is a number of hits");
        assert_eq!(summary["returned"], returned, "{args:?}");
        hits.iter().map(|hit| format!("{} {}", hit["rank"], hit["id"])).collect()
    };
    for (query, sort) in [("", "newest"), ("", "oldest"), ("de", "relevance"), ("van OF het", "newest")] {
        let all = ids(&[query, "--sort", sort, "--limit", "0"]);
        for size in [1, 7, 100] {
            if size == 1 && query.is_empty() {
                continue;
            }
            let mut paged = Vec::new();
            for offset in (0..all.len()).step_by(size) {
                let (size, offset) = (size.to_string(), offset.to_string());
                paged.extend(ids(&[query, "--sort", sort, "--limit", &size, "--offset", &offset]));
            }
            assert_eq!(paged, all, "pages of {size} of `{query}` by {sort}");
        }
    }
}

#[test]
fn ids_are_the_same_elsewhere() {
    let desk = desk();
    let elsewhere = Desk::new();
    let folder = elsewhere.at("een/ander/pad");
    copy_folder(&desk.at("data"), &folder);
    elsewhere.run(&["index", "build", "een/ander/pad", "--index", "elders"]).ended_with(0);
    let places = |desk: &Desk, archive: &Path, args: &[&str]| -> BTreeSet<(String, String, u64)> {
        let archive = fs::canonicalize(archive).expect("the archive is there");
        let (hits, _) = desk.search(&[&["--limit", "0", "--group", "none"], args].concat());
        let place = |hit: &Value| {
            let path = Path::new(hit["path"].as_str().expect("a path"));
            let path = path.strip_prefix(&archive).expect("it lies in the archive").display().to_string();
            (hit["id"].as_str().expect("an id").to_owned(), path, hit["line"].as_u64().expect("a line"))
        };
        hits.iter().map(place).collect()
    };
    let here = places(&desk, &desk.at("data"), &[]);
    assert_eq!(here.len(), 81, "no id stands for two articles");
    assert_eq!(places(&elsewhere, &folder, &["--index", "elders"]), here);
}
