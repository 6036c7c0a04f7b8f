//! JSON Lines: which fields are taken, and in which forms.

use super::*;
use crate::article::ArticleId;

#[track_caller]
fn one(line: &str) -> Article {
    let readings = read_file("a.jsonl", line);
    assert_eq!(readings.skipped, [], "of {line}");
    let [article] = &readings.articles[..] else { panic!("{readings:#?}") };
    article.clone()
}

/// The one value that an object besides its text gives for a role.
#[track_caller]
fn check(fields: &str, of: fn(&Article) -> Option<String>, expected: &str) {
    let article = one(&format!("{{\"text\": \"Tekst.\", {fields}}}"));
    assert_eq!(of(&article).as_deref(), Some(expected), "of {fields}");
}

fn title(article: &Article) -> Option<String> {
    (!article.title.derived).then(|| article.title.text.clone())
}

fn date(article: &Article) -> Option<String> {
    article.date.as_ref().map(|date| date.date.to_string())
}

fn author(article: &Article) -> Option<String> {
    article.author.clone()
}

fn source(article: &Article) -> Option<String> {
    article.source.clone()
}

fn id(article: &Article) -> Option<String> {
    let is_own = article.id != ArticleId::derived("", "a.jsonl", 0);
    is_own.then(|| article.id.to_string())
}

#[test]
fn names_of_common_exports_are_known() {
    for name in ["title", "headline", "titel", "article_title", "kop", "Title", "TITEL", "Article-Title"] {
        check(&format!("\"{name}\": \"Brug\""), title, "Brug");
    }
    for name in ["date", "published", "datum", "pubdate", "PubDate", "publication date", "publishedAt"] {
        check(&format!("\"{name}\": \"2021-11\""), date, "2021-11");
    }
    for name in ["source", "bron", "newspaper_title", "krant"] {
        check(&format!("\"{name}\": \"Bode\""), source, "Bode");
    }
    for name in ["author", "auteur", "byline"] {
        check(&format!("\"{name}\": \"Vos\""), author, "Vos");
    }
    for name in ["section", "category", "rubriek"] {
        check(&format!("\"{name}\": \"Sport\""), |article| article.section.clone(), "Sport");
    }
    for name in ["id", "identifier", "_id"] {
        check(&format!("\"{name}\": \"b-1\""), id, "b-1");
    }
    check("\"url\": \"https://bode.example\"", |article| article.url.clone(), "https://bode.example");
    check("\"pagina\": 3", |article| article.page.clone(), "3");
    check("\"taal\": \"nl\"", |article| article.language.clone(), "nl");
    for name in ["text", "body", "content", "tekst"] {
        assert_eq!(one(&format!("{{\"{name}\": \"Tekst.\"}}")).text, "Tekst.");
    }
}

#[test]
fn values_of_every_form_are_taken() {
    check("\"id\": 12345678901234567", id, "12345678901234567");
    check("\"id\": -5", id, "-5");
    check("\"id\": 1.5", id, "1.5");
    check("\"date\": 2021", date, "2021");
    check("\"author\": [\"A. Vos\", null, \"B. Das\"]", author, "A. Vos, B. Das");
    check(
        "\"author\": [{\"name\": \"A. Vos\", \"url\": \"x\"}, {\"naam\": \"B. Das\"}]",
        author,
        "A. Vos, B. Das",
    );
    check("\"source\": {\"id\": \"bode\", \"name\": \"De Bode\"}", source, "De Bode");
    check("\"date\": {\"$date\": \"2021-11-16T08:30:00Z\"}", date, "2021-11-16T08:30:00Z");
    for none in ["null", "\"\"", "false", "{}", "[]", "{\"$date\": null}"] {
        let article = one(&format!("{{\"text\": \"Tekst.\", \"date\": {none}}}"));
        assert_eq!(date(&article), None, "of {none}");
    }
    check("\"_id\": {\"$oid\": \"61934\"}", id, "61934");
    check("\"title\": \"Brug\\n open\"", title, "Brug open");
    check("\"titel\": \"Caf\\u00e9 \\\"De Bode\\\"\"", title, "Café \"De Bode\"");
    check("\"source\": true, \"bron\": \"Bode\"", source, "Bode");
    assert_eq!(one("{\"text\": [\"Een.\", \"Twee.\", \"\"]}").text, "Een.\n\nTwee.");
    assert_eq!(one("{\"text\": [{\"text\": \"Een.\"}, {\"text\": \"Twee.\"}]}").text, "Een.\n\nTwee.");
    assert_eq!(one("{\"text\": \"Een.\\r\\n\\r\\n Twee.\\nDrie. \"}").text, "Een.\n\nTwee.\nDrie.");
    assert_eq!(one("{\"lead\": \"Kort.\", \"body\": \"Lang.\"}").text, "Kort.\n\nLang.");
    assert_eq!(one("{\"lead\": \"Kort.\", \"body\": \"Kort. Lang.\"}").text, "Kort. Lang.");
    assert_eq!(one("{\"lead\": \"Kort.\"}").text, "Kort.");
}

#[test]
fn the_surer_name_wins_and_empty_values_give_way() {
    check("\"kop\": \"B\", \"title\": \"A\"", title, "A");
    check("\"title\": \"A\", \"kop\": \"B\"", title, "A");
    check("\"title\": \" \", \"kop\": \"B\"", title, "B");
    check("\"title\": null, \"kop\": \"B\"", title, "B");
    check("\"date\": \"\", \"year\": 1999", date, "1999");
    check("\"metadata\": {\"title\": \"Binnen\"}, \"kop\": \"Buiten\"", title, "Buiten");
    assert_eq!(one("{\"summary\": \"Kort.\", \"text\": \"Lang.\"}").text, "Lang.");
}

#[test]
fn fields_of_inner_objects_are_found() {
    check("\"metadata\": {\"date\": \"2021-11\"}", date, "2021-11");
    check("\"Meta\": {\"Datum\": \"2021-11\", \"x\": [1, {}]}", date, "2021-11");
    check("\"publication\": {\"date\": \"2021-11\"}", date, "2021-11");
    check("\"publication\": \"De Bode\"", source, "De Bode");
    check("\"publication\": [\"De Bode\"]", source, "De Bode");
    assert_eq!(one("{\"_id\": \"7\", \"_source\": {\"text\": \"Een.\"}}").text, "Een.");
    let article = one("{\"text\": \"Een.\", \"image\": {\"title\": \"Foto\", \"url\": \"x\", \"id\": 3}}");
    assert!(article.title.derived && article.url.is_none() && article.id.as_str().len() == 16);
    assert_eq!(
        one("{\"text\": \"Een.\", \"data\": null, \"meta\": 3, \"doc\": [[]], \"item\": false}").text,
        "Een."
    );
}

#[test]
fn added_names_come_first() {
    let mut options = Options::default();
    options.fields.add(Role::Title, "Boven Kop").unwrap();
    options.fields.add(Role::Date, "uitgave.dag").unwrap();
    options.fields.add(Role::Source, "titel").unwrap();
    let line = "{\"text\": \"T.\", \"title\": \"A\", \"boven_kop\": \"B\", \"titel\": \"Bode\", \
                \"uitgave\": {\"dag\": \"2021\"}}";
    let readings = read_with("a.jsonl", line, &options);
    let [article] = &readings.articles[..] else { panic!("{readings:#?}") };
    assert_eq!(title(article).as_deref(), Some("B"));
    assert_eq!(date(article).as_deref(), Some("2021"));
    assert_eq!(source(article).as_deref(), Some("Bode"));
    let error = options.fields.add(Role::Title, " ").unwrap_err();
    assert_eq!(error.to_string(), "a field that is to be the title has an empty name");
}

#[test]
fn lines_are_counted_and_empty_ones_passed_over() {
    let readings = read_file(
        "a.jsonl",
        "\u{feff}{\"text\": \"een\"}\r\n\r\n  {\"text\": \"twee\"}  \n\n{\"text\": \"drie\"}",
    );
    let places: Vec<_> = readings.articles.iter().map(|article| article.record.line).collect();
    assert_eq!(places, [1, 3, 5]);
    assert_eq!(readings.skipped, []);
}

#[test]
fn a_file_without_a_telling_name_is_looked_into() {
    assert_eq!(read_file("export", "{\"text\": \"een\"}\n").texts(), ["een"]);
    assert_eq!(read_file("export.txt", "{\"text\": \"een\"}\n").texts(), ["een"]);
    assert_eq!(read_file("export.data", "\n { \"text\": \"een\"}\n").texts(), ["een"]);
    assert_eq!(read_file("export", "{een} twee").texts(), ["{een} twee"]);
    assert_eq!(read_file("map.jsonl/export", "een").texts(), ["een"]);
}

#[test]
fn two_records_of_one_id_are_both_yielded() {
    let readings = read_file("a.jsonl", json_line("1", "een") + &json_line("1", "twee"));
    assert_eq!(readings.texts(), ["een", "twee"]);
    assert_eq!(readings.articles[0].id, readings.articles[1].id);
}
