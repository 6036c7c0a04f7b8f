//! Articles on the same matter are found by the words that the answer names, and by nothing else.

use serde_json::Value;

use crate::support::Desk;

const ARCHIVE: &str = concat!(
    "{\"id\":\"haring\",\"date\":\"2021-06-14\",\"source\":\"De Bode\",\"url\":\"https://bode.example/haring\",",
    "\"title\":\"Haringvloot vaart uit\",\"text\":\"De haringvloot is maandag uitgevaren. De schippers verwachten ",
    "een goede vangst, al is de haring dit jaar klein. Op de afslag van Oosterwaarde worden de eerste vaatjes ",
    "donderdag geveild, tot vreugde van de liefhebbers.\"}\n",
    "{\"id\":\"kopie\",\"date\":\"2021-06-15\",\"source\":\"De Waag\",\"title\":\"Vissers vertrokken\",\"text\":\"De ",
    "haringvloot is maandag uitgevaren. De schippers verwachten een goede vangst, al is de haring dit jaar klein. ",
    "Op de afslag van Oosterwaarde worden de eerste vaatjes donderdag geveild.\"}\n",
    "{\"id\":\"versie\",\"date\":\"2021-06-16\",\"source\":\"De Bode\",\"url\":\"https://bode.example/haring\",",
    "\"title\":\"Correctie\",\"text\":\"In ons bericht over de haringvloot stond een verkeerde dag.\"}\n",
    "{\"id\":\"veiling\",\"date\":\"2021-06-17\",\"title\":\"Eerste vaatje geveild\",\"text\":\"Op de afslag bracht ",
    "het vaatje haringen een recordbedrag op. De schipper was trots.\"}\n",
    "{\"id\":\"tram\",\"date\":\"2021-06-17\",\"title\":\"Weer een tram\",\"text\":\"In de stad rijdt sinds gisteren ",
    "weer een tram. De wethouder reed mee.\"}\n",
    "{\"id\":\"los\",\"text\":\"Xylofoon.\"}\n",
);

fn similar(desk: &Desk, args: &[&str]) -> (Vec<Value>, Value) {
    let mut objects = desk.run(&[&["similar", "--json"], args].concat()).objects();
    let summary = objects.pop().expect("a summary");
    assert_eq!(summary["type"], "similar");
    (objects, summary)
}

#[test]
fn related_articles_come_first_and_copies_are_marked() {
    let desk = Desk::with_index(&[("a.jsonl", ARCHIVE)]);
    let (hits, summary) = similar(&desk, &["haring"]);
    let found: Vec<(&str, Option<&str>)> =
        hits.iter().map(|hit| (hit["id"].as_str().expect("an id"), hit["relation"].as_str())).collect();
    assert_eq!(found, [("kopie", Some("copy")), ("veiling", None), ("versie", Some("version"))]);
    assert_eq!((&summary["total"], &summary["returned"]), (&3.into(), &3.into()));
    let (first, limited) = similar(&desk, &["haring", "--limit", "1"]);
    assert_eq!((&first[..], &limited["total"]), (&hits[..1], &summary["total"]));
}

/// What the answer says it did is what a search by hand does.
#[test]
fn the_words_are_named_and_counted() {
    let desk = Desk::with_index(&[("a.jsonl", ARCHIVE)]);
    let (_, summary) = similar(&desk, &["haring"]);
    let words = summary["words"].as_array().expect("a list");
    let written: Vec<&str> = words.iter().map(|word| word["written"].as_str().expect("a word")).collect();
    assert!(written.contains(&"Haringvloot") && written.contains(&"vaatjes"), "{written:?}");
    for word in words {
        let search = ["--match", "inflected", word["written"].as_str().expect("a word")];
        assert_eq!(desk.search(&search).1["total"], word["articles"], "{word}");
        assert!(word["articles"].as_u64() > Some(1), "{word} finds nothing else");
    }
    let any = written.join(" OF ");
    let by_hand = desk.search(&["--match", "inflected", &any]).1["total"].as_u64();
    assert_eq!(by_hand, summary["total"].as_u64().map(|total| total + 1));
}

#[test]
fn an_article_like_no_other() {
    let desk = Desk::with_index(&[("a.jsonl", ARCHIVE)]);
    let run = desk.run(&["similar", "los", "--json"]).ended_with(1);
    assert_eq!(
        (&run.objects()[0]["words"], &run.objects()[0]["total"]),
        (&Value::Array(Vec::new()), &0.into())
    );
}
