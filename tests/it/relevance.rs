//! How well Dutch is read, in figures: what a change moves shows here, one figure a line.
//!
//! The tables in `tests/relevance` and those of the modules' own tests are analysed and searched, and what comes of it
//! is compared with `tests/relevance/figures.tsv`, to the last digit. Where a change is meant,
//!
//! ```text
//! KNIPSEL_STORE_FIGURES=1 cargo test --locked --test it relevance
//! ```
//!
//! writes the file anew; the commit then says which figure went down, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use knipsel::date::Day;
use knipsel::dutch::names::name_keys;
use knipsel::dutch::{AnalysisOptions, Analyzer, Layer, Rule};
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
use knipsel::query::parse;
use knipsel::search::{Search, SearchRequest};

use super::support::all_hits;

#[path = "../../src/dutch/names/different.rs"]
#[allow(dead_code, reason = "only the names that must stay apart are counted")]
mod different;
#[path = "../../src/dutch/names/groups.rs"]
mod groups;
#[path = "../../src/dutch/spelling/table.rs"]
#[allow(dead_code, reason = "only the pairs are counted")]
mod table;

/// How many hits count for how well the best stand first.
const FIRST_HITS: usize = 10;

/// Figures by name, in the order in which they are stored.
#[derive(Default)]
struct Figures(Vec<(String, String)>);

impl Figures {
    fn add(&mut self, name: impl Into<String>, value: f64) {
        self.0.push((name.into(), format!("{value:.4}")));
    }

    /// Adds the share of `some` in `all`.
    fn share(&mut self, name: impl Into<String>, some: usize, all: usize) {
        assert!(all > 0, "nothing was counted");
        self.add(name, ratio(some, all));
    }
}

#[allow(clippy::cast_precision_loss, reason = "tables have no millions of lines")]
fn ratio(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance")
}

/// The lines of a table, each in two columns.
fn table_of(name: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join(name)).expect("a table can be read");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let columns = lines.map(|line| line.split_once('\t').unwrap_or((line, "")));
    columns.map(|(first, second)| (first.to_owned(), second.to_owned())).collect()
}

/// The terms of a text, each with its layer and rule.
fn terms(text: &str) -> Vec<(Layer, String, Rule)> {
    let mut found = Vec::new();
    Analyzer::new(AnalysisOptions::default()).analyze(text, |word| {
        found.extend(word.terms.iter().map(|term| (term.layer, term.text.to_owned(), term.rule)));
    });
    found
}

fn of_layer(text: &str, layer: Layer) -> BTreeSet<String> {
    terms(text).into_iter().filter(|term| term.0 == layer).map(|term| term.1).collect()
}

fn headwords(figures: &mut Figures) {
    let (mut has_one, mut found, mut right) = (0, 0, 0);
    let table = table_of("headwords.tsv");
    for (form, expect) in &table {
        let got = of_layer(form, Layer::Lemma);
        let matching = got.iter().filter(|headword| expect.split(' ').any(|it| it == *headword)).count();
        has_one += usize::from(matching > 0);
        found += got.len();
        right += matching;
    }
    figures.share("headwords.found", has_one, table.len());
    figures.share("headwords.precision", right, found);
}

fn compounds(figures: &mut Figures) {
    let (mut opened, mut heads, mut all_parts) = (0, 0, 0);
    let (mut closed, mut split) = (0, 0);
    for (word, expect) in table_of("compounds.tsv") {
        let parts = of_layer(&word, Layer::Part);
        match expect.rsplit(' ').next() {
            Some(head) if !head.is_empty() => {
                opened += 1;
                heads += usize::from(parts.contains(head));
                all_parts += usize::from(expect.split(' ').all(|part| parts.contains(part)));
            }
            _ => {
                closed += 1;
                split += usize::from(!parts.is_empty());
            }
        }
    }
    figures.share("compounds.head", heads, opened);
    figures.share("compounds.all_parts", all_parts, opened);
    figures.share("compounds.false_splits", split, closed);
}

fn names(figures: &mut Figures) {
    let are_one = |one: &str, other: &str| {
        let keys = name_keys(one);
        name_keys(other).iter().any(|key| keys.contains(key))
    };
    let (mut pairs, mut met) = (0, 0);
    for group in groups::GROUPS.iter().chain(groups::APART.iter().map(|(group, _)| group)) {
        let words: Vec<&str> = group.split(' ').collect();
        for (at, one) in words.iter().enumerate() {
            pairs += words.len() - at - 1;
            met += words[at + 1..].iter().filter(|other| are_one(one, other)).count();
        }
    }
    figures.share("names.met", met, pairs);
    let apart = different::DIFFERENT.iter().filter_map(|line| line.split_once(' '));
    let falsely =
        different::MEET_FALSELY.iter().map(|(line, _)| line).filter_map(|line| line.split_once(' '));
    let apart: Vec<_> = apart.chain(falsely).collect();
    figures.share(
        "names.met_falsely",
        apart.iter().filter(|(one, other)| are_one(one, other)).count(),
        apart.len(),
    );
}

fn old_spellings(figures: &mut Figures) {
    let pairs = table::PAIRS.iter().filter(|(old, modern)| old != modern);
    let (mut all, mut found) = (0, 0);
    for (old, modern) in pairs {
        // They meet where a headword of today's form is one of the old form too, by whatever layer.
        let meant = of_layer(modern, Layer::Lemma);
        let read = terms(old).into_iter().filter(|term| matches!(term.0, Layer::Old | Layer::Lemma));
        all += 1;
        found += usize::from(read.into_iter().any(|term| meant.contains(&term.1)));
    }
    figures.share("old_spelling.found", found, all);
}

fn verbs(figures: &mut Figures) {
    let (mut all, mut found, mut right) = (0, 0, 0);
    for (sentence, expect) in table_of("verbs.tsv") {
        let got = terms(&sentence).into_iter().filter(|term| term.2 == Rule::SeparableVerb);
        let got: Vec<String> = got.map(|term| term.1).collect();
        all += usize::from(!expect.is_empty());
        found += got.len();
        right += got.iter().filter(|verb| **verb == expect).count();
    }
    figures.share("verbs.found", right, all);
    figures.share("verbs.precision", right, found);
}

/// The grades of the articles that answer a query.
fn grades(answers: &str) -> BTreeMap<&str, u32> {
    let answers = answers.split(' ').map(|answer| answer.rsplit_once('=').expect("an id and its grade"));
    answers.map(|(id, grade)| (id, grade.parse().expect("a grade is a number"))).collect()
}

/// An index of the sample archive. Its files are open, and may go.
fn sample_index() -> OpenIndex {
    let work = tempfile::tempdir().expect("a folder can be made");
    let folder = IndexFolder::at(work.path().join("index"));
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
    build(&folder, &options, &mut |_| {}).expect("the sample archive can be indexed");
    OpenIndex::open(&folder, &options.analysis).expect("the index can be opened")
}

/// Discounted cumulative gain, after Järvelin and Kekäläinen.
fn gain(grades: &[u32]) -> f64 {
    let places = (2_u32..).zip(grades).take(FIRST_HITS);
    let gains = places.map(|(place, grade)| f64::from(2_u32.pow(*grade) - 1) / f64::from(place).log2());
    gains.fold(0.0, |sum, gain| sum + gain)
}

fn searches(figures: &mut Figures) {
    let index = sample_index();
    let mut search = Search::new(&index);
    let today = Day::from_ymd(2025, 11, 1).expect("it is a day");

    let queries = table_of("queries.tsv");
    let (mut gains, mut precisions, mut recalls) = (0.0, 0.0, 0.0);
    let mut by_query = Vec::new();
    for (query, answers) in &queries {
        let grades = grades(answers);
        let request =
            SearchRequest { limit: None, snippets: None, ..SearchRequest::new(parse(query, today).root) };
        let hits = search.run(&request).expect("the index can be searched").hits;
        let found: Vec<u32> =
            hits.iter().map(|hit| grades.get(hit.article.id.as_str()).copied().unwrap_or(0)).collect();
        let mut ideal: Vec<u32> = grades.values().copied().collect();
        ideal.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
        let right = found.iter().filter(|grade| **grade > 0).count();
        let gained = gain(&found) / gain(&ideal);
        gains += gained;
        precisions += ratio(right, hits.len());
        recalls += ratio(right, grades.len());
        by_query.push((format!("ndcg of: {query}"), gained));
    }
    let mean = |sum: f64| sum * ratio(1, queries.len());
    figures.add("search.ndcg", mean(gains));
    figures.add("search.precision", mean(precisions));
    figures.add("search.recall", mean(recalls));
    for (name, value) in by_query {
        figures.add(name, value);
    }
}

#[test]
fn figures_are_the_stored_ones() {
    let mut figures = Figures::default();
    headwords(&mut figures);
    compounds(&mut figures);
    names(&mut figures);
    old_spellings(&mut figures);
    verbs(&mut figures);
    searches(&mut figures);

    let path = folder().join("figures.tsv");
    if std::env::var_os("KNIPSEL_STORE_FIGURES").is_some() {
        let mut text = String::from(
            "# Figures that `tests/it/relevance.rs` computes and compares; it says how this file is written anew.\n",
        );
        for (name, value) in &figures.0 {
            let _ = writeln!(text, "{name}\t{value}");
        }
        fs::write(&path, text).expect("the figures can be stored");
        return;
    }
    let stored: BTreeMap<String, String> = table_of("figures.tsv").into_iter().collect();
    let mut moved: Vec<String> = Vec::new();
    for (name, value) in &figures.0 {
        match stored.get(name) {
            Some(before) if before == value => {}
            Some(before) => moved.push(format!("{name} moved from {before} to {value}")),
            None => moved.push(format!("{name} is new: {value}")),
        }
    }
    let names: BTreeSet<&String> = figures.0.iter().map(|(name, _)| name).collect();
    let gone = stored.keys().filter(|name| !names.contains(name));
    moved.extend(gone.map(|name| format!("{name} is gone")));
    assert!(
        moved.is_empty(),
        "{}\nwhere that is meant, run `KNIPSEL_STORE_FIGURES=1 cargo test --locked --test it relevance`",
        moved.join("\n")
    );
}

/// Every answer is an article of the archive, so that a graded one that went shows.
#[test]
fn grades_are_of_articles() {
    let index = sample_index();
    let ids: BTreeSet<String> = all_hits(&index, "").into_iter().map(|article| article.id).collect();
    let queries = table_of("queries.tsv");
    assert!(queries.len() >= 40, "only {} queries", queries.len());
    for (query, answers) in &queries {
        for (id, grade) in grades(answers) {
            assert!(ids.contains(id), "`{id}`, an answer to `{query}`, is no article");
            assert!((1..=2).contains(&grade), "the grade {grade} of `{id}` for `{query}`");
        }
    }
}
