//! The query language against a search that tries everything ([`crate::plain_search`]).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, StoredArticle, build};
use knipsel::query::{Level, MatchLevel, Why, parse};
use knipsel::search::{Highlight, PassageField, Search, SearchRequest};

use crate::plain_search::{Mark, PlainSearch, ReadArticle};
use crate::support::{Desk, all_hits};

fn today() -> Day {
    Day::from_ymd(2025, 6, 1).expect("it is a day")
}

/// Numbers that look random and are the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        of[self.roll(of.len())]
    }
}

/// Makes queries of the words of articles.
struct Maker<'a> {
    dice: Dice,
    texts: Vec<&'a str>,
}

impl Maker<'_> {
    /// A word of an article, and mostly one that is near the word before.
    fn word(&mut self, near: &mut Option<(usize, usize)>) -> String {
        for _ in 0..50 {
            let (text, at) = match *near {
                Some((text, at)) if self.dice.roll(4) > 0 => {
                    (text, (at + self.dice.roll(160)).saturating_sub(80))
                }
                _ => {
                    let text = self.dice.roll(self.texts.len());
                    (text, self.dice.roll(self.texts[text].len().max(1)))
                }
            };
            let bytes = self.texts[text];
            let at = bytes.floor_char_boundary(at.min(bytes.len()));
            let word = bytes[at..].split_whitespace().nth(1).unwrap_or_default();
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_plain = |c: char| c.is_alphanumeric() || c == '-';
            if word.chars().count() > 1 && word.chars().all(is_plain) && word != word.to_uppercase() {
                *near = Some((text, at));
                return word.to_owned();
            }
        }
        "vrede".to_owned()
    }

    /// A word with a star or a question mark, or one that is misspelled.
    fn shaped(&mut self, near: &mut Option<(usize, usize)>, fuzzy: bool) -> String {
        let word: String = self.word(near).chars().filter(|c| c.is_alphabetic()).collect();
        let mut letters: Vec<char> = word.to_lowercase().chars().collect();
        let at = self.dice.roll(letters.len());
        if fuzzy && letters.len() > 4 {
            letters[at] = 'e';
            let distance = self.dice.one(&["", "1", "2"]);
            return format!("{}~{distance}", letters.iter().collect::<String>());
        }
        match self.dice.roll(4) {
            _ if letters.len() < 3 => letters.push('*'),
            0 => letters.truncate(at.max(2)),
            1 => drop(letters.drain(..at.min(letters.len() - 2))),
            2 => letters[at] = '?',
            _ => letters[at] = '*',
        }
        let mut shaped: String = letters.iter().collect();
        if !shaped.contains(['*', '?']) {
            shaped = self.dice.one(&["*X", "X*", "*X*"]).replace('X', &shaped);
        }
        // A question mark that ends the query is none.
        if shaped.ends_with('?') { shaped.replace('?', "*") } else { shaped }
    }

    /// What stands in quotes.
    fn quoted(&mut self, near: &mut Option<(usize, usize)>) -> String {
        let mut inside = String::new();
        let last = self.dice.roll(3);
        for _ in 0..=last {
            let item = match self.dice.roll(6) {
                0 => self.shaped(near, false),
                1 => format!("({} of {})", self.shaped(near, false), self.word(near)),
                // Among more than two, words of several positions may be chosen in ways that end alike.
                2 if last < 2 => format!("({} {} of {})", self.word(near), self.word(near), self.word(near)),
                _ => self.word(near),
            };
            let item = if last < 2 { item } else { item.replace('-', "") };
            let _ = write!(inside, "{item} ");
        }
        match self.dice.roll(3) {
            0 => format!("\"{}\"", inside.trim()),
            _ => format!("\"{}\"~{}", inside.trim(), self.dice.roll(20)),
        }
    }

    /// Words that stand side by side in an article, in quotes.
    fn cited(&mut self) -> String {
        let text = self.texts[self.dice.roll(self.texts.len())];
        let words: Vec<&str> = text.split_whitespace().collect();
        let count = 2 + self.dice.roll(3);
        let first = self.dice.roll(words.len().saturating_sub(count).max(1));
        let cited = words.iter().skip(first).take(count).copied().collect::<Vec<_>>().join(" ");
        // Signs that mean something in a query are left out, and hyphens, of which the plain search knows less.
        let kept = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        format!("\"{} \"", cited.chars().map(kept).collect::<String>())
    }

    fn query(&mut self, depth: usize, near: &mut Option<(usize, usize)>) -> String {
        if depth == 0 {
            return match self.dice.roll(8) {
                0 => self.shaped(near, false),
                1 => self.shaped(near, true),
                2 => self.quoted(near),
                3 => self.cited(),
                _ => self.word(near),
            };
        }
        let left = self.query(depth - 1, near);
        let right = self.query(depth - 1, near);
        match self.dice.roll(12) {
            0 => format!("({left} EN {right})"),
            1 => format!("({left} OF {right})"),
            2 => format!("({left} NIET {right})"),
            3..=5 => format!("({left} NABIJ/{} {right})", self.dice.roll(25)),
            6 | 7 => format!("({left} IN-ZIN {right})"),
            8 => format!("({left} IN-ALINEA {right})"),
            9 => format!("{}:({left} OF {right})", self.dice.one(&["titel", "text", "bron", "section"])),
            10 => format!("({left} EN datum:{}..)", 1900 + self.dice.roll(120)),
            _ => left,
        }
    }
}

/// Compares the search with the plain one for as many queries; gives how often each operator found something.
fn compare(index: &OpenIndex, count: usize, seed: u64) -> BTreeMap<&'static str, usize> {
    let articles = all_hits(index, "");
    let mut plain = PlainSearch::new();
    let read: Vec<ReadArticle> = articles.iter().map(|article| plain.read(article)).collect();
    let mut maker =
        Maker { dice: Dice(seed), texts: articles.iter().map(|article| &*article.text).collect() };
    let mut search = Search::new(index);
    let mut found_by = BTreeMap::new();
    let mut compared = 0;
    let mut wrong = Vec::new();
    while compared < count {
        let depth = maker.dice.roll(3);
        let query = maker.query(depth, &mut None);
        let parsed = parse(&query, today());
        if parsed.diagnostics.iter().any(|it| it.level == Level::Error) {
            continue;
        }
        compared += 1;
        let level = [MatchLevel::Broad, MatchLevel::Broad, MatchLevel::Inflected, MatchLevel::Exact]
            [maker.dice.roll(4)];
        let request = SearchRequest { limit: None, level, ..SearchRequest::new(parsed.root.clone()) };
        let result = search.run(&request).unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut hits: Vec<Compared> = Vec::new();
        for hit in &result.hits {
            let (_, text) = search.highlights(&hit.article, &parsed.root, level).expect("it was searched");
            let title = hit.passages.iter().find(|it| it.field == PassageField::Title);
            let title = title.map_or_else(Vec::new, |passage| triples(&passage.highlights));
            hits.push((place(&hit.article), title, triples(&text)));
        }
        let mut expect = Vec::new();
        for article in &read {
            if let Some(found) = plain.find(article, &parsed.root, level) {
                let title = in_chars(&article.article.title, &found.title);
                let text = in_chars(&article.article.text, &found.text);
                expect.push((place(&article.article), title, text));
            }
        }
        hits.sort();
        expect.sort();
        assert_eq!(result.total, hits.len() as u64, "the total of {query}");
        if hits != expect {
            let only = |these: &[Compared], others: &[Compared]| {
                these.iter().filter(|it| !others.contains(it)).cloned().collect::<Vec<_>>()
            };
            wrong.push(format!(
                "{query} ({level:?}), read as {}\n  the index alone: {:?}\n  the plain search alone: {:?}",
                parsed.root,
                only(&hits, &expect),
                only(&expect, &hits),
            ));
        }
        if !hits.is_empty() {
            for operator in
                [" EN ", " OF ", " NIET ", "NABIJ/", "IN-ZIN", "IN-ALINEA", "*", "?", "~", "\"~", ":"]
            {
                *found_by.entry(operator).or_default() += usize::from(query.contains(operator));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} queries differ:\n{}", wrong.len(), wrong.join("\n"));
    found_by
}

/// An article and the marks in its title and its text.
type Compared = (String, Vec<(usize, usize, Why)>, Vec<(usize, usize, Why)>);

fn place(article: &StoredArticle) -> String {
    format!("{} {}:{}:{}", article.id, article.path, article.line, article.ordinal)
}

fn triples(highlights: &[Highlight]) -> Vec<(usize, usize, Why)> {
    highlights.iter().map(|it| (it.start, it.end, it.why)).collect()
}

fn in_chars(text: &str, marks: &[Mark]) -> Vec<(usize, usize, Why)> {
    let chars = |bytes: usize| text[..bytes].chars().count();
    marks.iter().map(|(bytes, why)| (chars(bytes.start), chars(bytes.end), *why)).collect()
}

/// An index of an archive.
fn index_of(desk: &Desk, archive: PathBuf) -> OpenIndex {
    let folder = IndexFolder::at(desk.at("index"));
    let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
    build(&folder, &options, &mut |_| {}).expect("the archive can be indexed");
    OpenIndex::open(&folder, &AnalysisOptions::default()).expect("the index can be opened")
}

#[test]
fn random_queries_find_what_a_plain_search_finds() {
    let desk = Desk::new();
    let index = index_of(&desk, Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
    let found_by = compare(&index, 600, 20_251_029);
    for (operator, times) in &found_by {
        assert!(*times >= 10, "`{operator}` found something {times} times only: {found_by:?}");
    }
    assert_eq!(found_by.len(), 11);
}

/// The same on parliamentary questions, whose text has other traps than news: numbers, abbreviations, long sentences.
/// Of the 6,059 as many are taken as a debug build can look through; `random_queries_on_another_archive` takes all.
#[test]
fn random_queries_on_parliamentary_questions() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/kamervragen-2020.jsonl");
    let Ok(questions) = std::fs::read_to_string(&corpus) else {
        eprintln!("left out: there is no {}", corpus.display());
        return;
    };
    let desk = Desk::new();
    let some: Vec<&str> = questions.lines().step_by(30).collect();
    let index = index_of(&desk, desk.write("archive/some.jsonl", some.join("\n")));
    let found_by = compare(&index, 500, 2_020);
    assert!(found_by.values().all(|times| *times >= 5), "{found_by:?}");
}

/// The same on an archive of your own: `KNIPSEL_TEST_ARCHIVE=PATH cargo test --release random_queries_on`.
#[test]
fn random_queries_on_another_archive() {
    let Some(archive) = std::env::var_os("KNIPSEL_TEST_ARCHIVE") else {
        eprintln!("left out: KNIPSEL_TEST_ARCHIVE names no archive");
        return;
    };
    let desk = Desk::new();
    let index = index_of(&desk, archive.into());
    let found_by = compare(&index, 500, 7);
    eprintln!("500 queries of `{}`: {found_by:?}", std::env::var("KNIPSEL_TEST_ARCHIVE").unwrap_or_default());
}

/// Where the reference goes from what is refused to what is said.
const SAID: &str = "\n# What is said\n";

/// The rows of the reference's tables, as the cells of each.
fn reference() -> Vec<Vec<String>> {
    rows_of(include_str!("../../src/query/reference.md"))
}

fn rows_of(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let cells = |row: &str| row.trim_matches('|').split(" | ").map(|it| it.trim().to_owned()).collect();
    rows.map(cells).collect()
}

/// The query of a row: what stands in its first cell between backticks.
fn query_of(row: &[String]) -> &str {
    row[0].trim_matches('`')
}

#[test]
fn the_reference_finds_and_marks_what_it_says() {
    let mut articles = String::new();
    let mut expected = Vec::new();
    let rows: Vec<_> = reference().into_iter().filter(|row| row.len() == 3 && !is_day(&row[1])).collect();
    assert!(rows.len() > 35, "the tables are read");
    for row in &rows {
        for (cell, is_found) in [(&row[1], true), (&row[2], false)] {
            for text in cell.split(" / ") {
                let plain = text.replace("**", "").replace('¶', "\n\n");
                let id = expected.len().to_string();
                let article = serde_json::json!({
                    "id": id, "title": "Grens dicht", "source": "De Bode", "section": "Buitenland", "text": plain,
                });
                let _ = writeln!(articles, "{article}");
                let marked: Vec<String> = text.split("**").skip(1).step_by(2).map(str::to_owned).collect();
                assert_eq!(is_found, !marked.is_empty(), "only what is found has something in bold: {text}");
                expected.push((query_of(row), plain, marked));
            }
        }
    }
    let desk = Desk::new();
    let index = index_of(&desk, desk.write("archive/a.jsonl", articles));
    let mut search = Search::new(&index);
    let mut wrong = Vec::new();
    for (number, (query, text, marked)) in expected.iter().enumerate() {
        let parsed = parse(query, today());
        assert!(parsed.first_error().is_none(), "{query}: {:?}", parsed.diagnostics);
        let request = SearchRequest { limit: None, ..SearchRequest::new(parsed.root) };
        let hits = search.run(&request).unwrap_or_else(|error| panic!("{query}: {error}")).hits;
        let hit = hits.iter().find(|hit| hit.article.id == number.to_string());
        let highlights = hit.map_or_else(Vec::new, |hit| {
            search.highlights(&hit.article, &request.query, request.level).expect("it was searched").1
        });
        let chars: Vec<char> = text.chars().collect();
        let got: Vec<String> = highlights.iter().map(|it| chars[it.start..it.end].iter().collect()).collect();
        if got != *marked || hit.is_some() == marked.is_empty() {
            wrong.push(format!("{query} on `{text}`: marked {got:?}, not {marked:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

#[test]
fn the_reference_says_which_days_are_meant() {
    let today = Day::from_ymd(2021, 11, 17).expect("it is a day");
    let rows: Vec<_> = reference().into_iter().filter(|row| row.len() == 3 && is_day(&row[1])).collect();
    assert!(rows.len() > 15, "the table is read");
    for row in rows {
        let parsed = parse(query_of(&row), today);
        assert_eq!(parsed.diagnostics, [], "{row:?}");
        assert_eq!(parsed.root.to_string(), format!("datum:{}..{}", row[1], row[2]), "{row:?}");
    }
}

#[test]
fn the_reference_says_what_is_refused_and_what_is_said() {
    let (refused, said) =
        include_str!("../../src/query/reference.md").split_once(SAID).expect("both are there");
    let rows: Vec<_> = rows_of(refused).into_iter().filter(|row| row.len() == 2).collect();
    assert!(rows.len() > 10, "the table is read");
    for row in rows {
        let parsed = parse(query_of(&row), today());
        let error = parsed.first_error().unwrap_or_else(|| panic!("{row:?} is refused"));
        assert!(error.message.contains(&row[1]), "{row:?}: {}", error.message);
    }
    let rows = rows_of(said);
    assert!(rows.len() > 10, "the table is read");
    for row in rows {
        let parsed = parse(query_of(&row), today());
        assert!(parsed.first_error().is_none(), "{row:?} is answered");
        let is_said = parsed.diagnostics.iter().any(|it| it.message.contains(&row[1]));
        assert!(is_said, "{row:?}: {:?}", parsed.diagnostics);
    }
}
