//! Words of the user's own: what they find, and when they ask for a rebuild.

use serde_json::Value;

use crate::support::Desk;

/// Articles, each with a title that is not about its words.
const ARTICLES: &str = concat!(
    "{\"title\":\"1\",\"text\":\"De bezorgflitsers staakten.\"}\n",
    "{\"title\":\"2\",\"text\":\"Een bezorgflits was het niet.\"}\n",
    "{\"title\":\"3\",\"text\":\"De graanbeurs sloot vroeg.\"}\n",
    "{\"title\":\"4\",\"text\":\"De beurs sloot hoger.\"}\n",
    "{\"title\":\"5\",\"text\":\"Op de top van de EU sprak niemand.\"}\n",
    "{\"title\":\"6\",\"text\":\"De Europese Unie zweeg gisteren nog.\"}\n",
    "{\"title\":\"7\",\"text\":\"Een unie van bonden, Europese en andere.\"}\n",
    "{\"title\":\"8\",\"text\":\"De premier trad terug.\"}\n",
    "{\"title\":\"9\",\"text\":\"De minister-president trad terug.\"}\n",
    "{\"title\":\"10\",\"text\":\"De eerste minister trad op.\"}\n",
    "{\"title\":\"11\",\"text\":\"De EU-top begon laat.\"}\n",
);

const WORDS: &str =
    "[analysis]\nkeep_whole = [\"graanbeurs\"]\n[analysis.headwords]\nflits = [\"flitsers\"]\n";

const SYNONYMS: &str = "[[synonyms]]\nwords = [\"EU\", \"Europese Unie\"]\n\
    [[synonyms]]\nfrom = \"premier\"\nto = [\"minister-president\", \"eerste minister\"]\n";

fn desk(settings: &str) -> Desk {
    let desk = Desk::new();
    desk.write("archive/a.jsonl", ARTICLES);
    desk.write("knipsel.toml", settings);
    desk.run(&["index", "build", "archive"]).ended_with(0);
    desk
}

/// The titles of the hits, sorted.
#[track_caller]
fn found(desk: &Desk, args: &[&str]) -> Vec<String> {
    let mut titles = desk.titles(args);
    titles.sort_by_key(|title| title.parse::<u32>().ok());
    titles
}

/// What is marked in the hits, as `text why`.
#[track_caller]
fn marked(desk: &Desk, args: &[&str]) -> Vec<String> {
    let (hits, _) = desk.search(args);
    let mut marked = Vec::new();
    for hit in hits {
        for snippet in hit["snippets"].as_array().expect("a hit has snippets") {
            let text: Vec<char> = snippet["text"].as_str().expect("a snippet has text").chars().collect();
            for mark in snippet["highlights"].as_array().expect("a snippet has highlights") {
                let at =
                    |key: &str| mark[key].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place");
                let word: String = text[at("start")..at("end")].iter().collect();
                marked.push(format!("{word} {}", mark["why"].as_str().expect("a mark says why")));
            }
        }
    }
    marked
}

#[test]
fn own_headwords_and_words_kept_whole() {
    let (without, with) = (desk(""), desk(WORDS));
    assert_eq!(found(&without, &["bezorgflits"]), ["2"]);
    assert_eq!(found(&with, &["bezorgflits"]), ["1", "2"]);
    assert_eq!(found(&with, &["flitsers"]), ["1", "2"]);
    assert_eq!(marked(&with, &["flits", "--sort", "oldest"]).len(), 2);
    assert!(marked(&with, &["bezorgflits"]).contains(&"bezorgflitsers inflection".to_owned()));

    assert_eq!(found(&without, &["beurs"]), ["3", "4"]);
    assert_eq!(found(&with, &["beurs"]), ["4"]);
    assert_eq!(found(&with, &["graanbeurzen"]), ["3"]);

    let run = with.run(&["analyze", "--json", "flitsers"]).ended_with(0);
    let own =
        |term: &Value| term["rule"] == "own-word" && term["layer"] == "lemma" && term["term"] == "flits";
    assert!(run.objects()[0]["terms"].as_array().expect("a word has terms").iter().any(own), "{run:?}");
}

#[test]
fn only_words_that_the_index_depends_on_ask_for_a_rebuild() {
    let desk = desk(WORDS);
    let works = |settings: &str| {
        desk.write("knipsel.toml", settings);
        let run = desk.run(&["search", "graanbeurs"]);
        assert!(run.code == 0 || run.stderr.contains("knipsel index rebuild"), "{run:?}");
        run.code == 0
    };
    assert!(works(&format!("{WORDS}{SYNONYMS}")), "synonyms act on the query");
    let other_order =
        "[analysis]\nheadwords = { flits = \"flitsers\" }\nkeep_whole = [\"Graanbeurs\", \"graanbeurs\"]\n";
    assert!(works(other_order), "the same words in another order");
    assert!(!works(""), "no words");
    assert!(!works("[analysis]\nkeep_whole = [\"graanbeurs\"]\n"), "fewer words");
    assert!(!works(&WORDS.replace("flitsers", "flitste")), "other forms");
    assert!(!works(&WORDS.replace("graanbeurs", "beurs")), "another word is kept whole");
    desk.run(&["index", "rebuild"]).ended_with(0);
    assert!(works(&WORDS.replace("graanbeurs", "beurs")), "the index has been built anew");
}

#[test]
fn synonyms() {
    let desk = desk("");
    assert_eq!(found(&desk, &["EU"]), ["5", "11"]);
    desk.write("knipsel.toml", SYNONYMS);

    // Both ways, and a phrase side by side. Two bare words may stand anywhere, as ever.
    assert_eq!(found(&desk, &["EU"]), ["5", "6", "11"]);
    assert_eq!(found(&desk, &["Europese", "Unie"]), ["5", "6", "7", "11"]);
    assert_eq!(found(&desk, &["titel:(Europese Unie)"]), Vec::<String>::new());
    // One way.
    assert_eq!(found(&desk, &["premiers"]), ["8", "9", "10"]);
    assert_eq!(found(&desk, &["eerste minister"]), ["10"]);
    assert_eq!(found(&desk, &["minister-president"]), ["9"]);
    assert_eq!(found(&desk, &["trad NIET premier"]), Vec::<String>::new());
    // Not where a word is meant as it stands; compounds with a synonym where compounds are wanted.
    assert_eq!(found(&desk, &["\"EU\""]), ["5", "11"]);
    assert_eq!(found(&desk, &["\"Europese Unie\""]), ["6"]);
    assert_eq!(found(&desk, &["EU", "--match", "exact"]), ["5", "11"]);
    assert_eq!(found(&desk, &["premier", "--match", "inflected"]), ["8", "9", "10"]);

    // The word itself comes first, and what is marked says why.
    assert_eq!(desk.titles(&["premier"])[0], "8");
    assert!(desk.titles(&["Europese Unie"])[..2].iter().all(|title| title == "6" || title == "7"));
    assert_eq!(marked(&desk, &["EU top"]), ["EU-top exact", "top exact", "EU exact"]);
    let marked = marked(&desk, &["premier"]);
    for mark in ["premier exact", "minister-president synonym", "eerste synonym", "minister synonym"] {
        assert!(marked.contains(&mark.to_owned()), "{mark} in {marked:?}");
    }
    let id = desk.search(&["eerste minister"]).0[0]["id"].as_str().expect("a hit has an id").to_owned();
    let article = desk.run(&["show", &id, "--query", "premier", "--json"]).ended_with(0).objects().remove(0);
    assert_eq!(article["highlights"][0]["why"], "synonym");
    desk.write("topics.tsv", "1\tpremier\n");
    let run = desk.run(&["search", "--batch", "topics.tsv", "--format", "trec"]).ended_with(0);
    assert_eq!(run.stdout.lines().count(), 3, "{run:?}");
}

/// Counts, concordances and exports find by synonyms what a search finds.
#[test]
fn synonyms_outside_of_search() {
    let desk = desk(SYNONYMS);
    let summary = |args: &[&str]| desk.run(args).ended_with(0).objects().pop().expect("there is a summary");
    let timeline = summary(&["timeline", "premier", "--json"]);
    assert_eq!((&timeline["total"], &timeline["occurrences"]), (&Value::from(3), &Value::from(3)));
    let facets = summary(&["facets", "premier", "--by", "source", "--json"]);
    assert_eq!(facets["total"], 3);

    let listed = desk.run(&["kwic", "premier", "--json"]).ended_with(0).objects();
    let keywords: Vec<&str> = listed.iter().filter_map(|line| line["keyword"].as_str()).collect();
    assert_eq!(keywords.len(), 3);
    for keyword in ["premier", "minister-president", "eerste minister"] {
        assert!(keywords.contains(&keyword), "{keyword} in {keywords:?}");
    }

    desk.run(&["export", "premier", "--format", "jsonl", "--output", "uit.jsonl"]).ended_with(0);
    let replay = || summary(&["search", "--replay", "uit.jsonl.manifest.jsonl", "--json"]);
    let same = replay();
    desk.run(&["alert", "add", "premier", "premier", "--backfill"]).ended_with(0);
    let told = [
        &timeline,
        &facets,
        &listed[listed.len() - 1],
        &summary(&["search", "premier", "--json"]),
        &same,
        &summary(&["alert", "run", "--format", "json"]),
    ];
    for object in told {
        let restated = object["restated"].as_str().expect("a sentence");
        let named = "of een van de synoniemen ‘minister-president’ en ‘eerste minister’";
        assert!(restated.contains(named), "{object}");
    }
    let manifest = std::fs::read_to_string(desk.at("uit.jsonl.manifest.jsonl")).expect("there is a manifest");
    assert!(manifest.contains("‘eerste minister’"), "{manifest}");

    assert_eq!((&same["same"], &same["same_synonyms"]), (&Value::from(3), &Value::from(true)));
    let first = desk.search(&["premier", "--limit", "1"]).1;
    let next = first["next"].as_str().expect("there is another page");
    desk.search(&["premier", "--limit", "1", "--after", next]);

    desk.write("knipsel.toml", "");
    let other = replay();
    assert_eq!((&other["gone"], &other["same_synonyms"]), (&Value::from(2), &Value::from(false)));
    let run = desk.run(&["search", "premier", "--limit", "1", "--after", next]).ended_with(2);
    assert!(run.stderr.contains("the cursor is of another query"), "{run:?}");
}

/// A synonym that is in no article must not make the word it stands beside weigh more than other words do.
#[test]
fn a_synonym_that_is_nowhere_changes_no_order() {
    let desk = desk("");
    let query = ["de OF minister OF bonden"];
    let scores = |desk: &Desk| -> Vec<(Value, Value)> {
        let (hits, _) = desk.search(&query);
        hits.iter().map(|hit| (hit["title"].clone(), hit["score"].clone())).collect()
    };
    let before = scores(&desk);
    assert!(!before.is_empty());
    desk.write("knipsel.toml", "[[synonyms]]\nwords = [\"de\", \"zeldzaamheid\"]\n");
    assert_eq!(scores(&desk), before);
}

/// A rare synonym of common words comes behind the words themselves.
#[test]
fn a_rare_synonym_does_not_outweigh_common_words() {
    let desk = desk("[[synonyms]]\nfrom = \"de sloot\"\nto = \"Europese Unie zweeg gisteren\"\n");
    let titles = desk.titles(&["de sloot"]);
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert_eq!(titles[2], "6");
}

#[test]
fn ten_thousand_words() {
    let mut settings = String::from("[analysis]\nkeep_whole = [\n");
    let lines = |line: fn(usize) -> String| (0..10_000).map(line).collect::<String>();
    settings += &lines(|number| format!("\"heelwoord{number}\",\n"));
    settings += "]\n[analysis.headwords]\n";
    settings += &lines(|number| format!("eigenwoord{number} = [\"eigenwoorden{number}\"]\n"));
    settings +=
        &lines(|number| format!("[[synonyms]]\nwords = [\"eigenwoord{number}\", \"woord {number}\"]\n"));
    let desk = desk(&settings);
    assert_eq!(found(&desk, &["beurs"]), ["3", "4"]);
}
