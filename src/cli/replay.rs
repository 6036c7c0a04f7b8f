//! `knipsel search --replay`: the query of an export once more, beside what it found then.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use super::query::answered;
use super::screen::Form;
use super::{Context, Outcome, print, screen};
use crate::date::NewsDate;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::index::{IndexFolder, OpenIndex};
use crate::query::{DateMatch, Language, MatchLevel, parse, restate};
use crate::search::{Search, SearchRequest, Sort, content_hash};
use crate::wire::{DifferenceObject, ManifestLine, ManifestObject, ReplayObject};

/// The hashes of the articles of an id, of which there may be several.
type Members = BTreeMap<String, Vec<String>>;

pub(super) fn replay(
    context: &Context,
    path: &Path,
    json: bool,
    language: Language,
) -> anyhow::Result<Outcome> {
    let (manifest, then) = read(path)?;
    let unusable = |what: &str| {
        Error::new(ErrorKind::Usage, format!("the manifest says `{what}`, which this program cannot repeat"))
            .at(Place::of(path))
            .hint("make a new one: knipsel export QUERY --format jsonl --output FILE")
    };
    let day = |text: &str| NewsDate::parse(text).map(|date| date.span().first).map_err(|_| unusable(text));
    let parsed = parse(&manifest.query, day(&manifest.today)?);
    if parsed.first_error().is_some() {
        return Err(unusable(&manifest.query).into());
    }
    let bounds = &manifest.bounds;
    let named = MatchLevel::parse(&bounds.level).zip(DateMatch::parse(&bounds.dates));
    let (level, dates) = named.ok_or_else(|| unusable(&bounds.level))?;
    let days = bounds.days().map_err(|what| unusable(&what))?;
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let request = SearchRequest {
        level,
        days,
        dates,
        sort: Sort::Oldest,
        limit: None,
        ..SearchRequest::new(parsed.root)
    };
    let mut now = Members::new();
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let synonyms = search.synonyms_in(&request.query, level);
    let restated = restate(&request.query, level, days, dates, &synonyms, language);
    let articles = search.export(&request, &mut |hit| {
        now.entry(hit.article.id.clone()).or_default().push(content_hash(&hit.article));
        Ok(())
    });
    let Some(articles) = answered(context, &manifest.query, articles, json)? else {
        return Ok(Outcome::Faulty);
    };
    let mut object = ReplayObject {
        query: manifest.query,
        restated,
        then: manifest.articles,
        now: articles,
        same: 0,
        added: 0,
        gone: 0,
        changed: 0,
        generation_then: manifest.generation,
        generation: index.generation(),
        same_analyzer: manifest.analyzer == index.analyzer().fingerprint(),
        same_synonyms: manifest.synonyms == context.config.synonyms.fingerprint(),
    };
    let mut out = screen::stdout(context.out, Form::of(json, false));
    for id in then.keys().chain(now.keys().filter(|id| !then.contains_key(*id))) {
        let [before, after] = [&then, &now].map(|members| members.get(id).map_or(&[][..], Vec::as_slice));
        let fate = Fate::of(before, after);
        object.same += fate.same;
        for (change, count, sum) in [
            ("changed", fate.changed, &mut object.changed),
            ("gone", fate.gone, &mut object.gone),
            ("added", fate.added, &mut object.added),
        ] {
            *sum += count;
            for _ in 0..count {
                if json {
                    screen::write_line(&mut out, &DifferenceObject { change, id: id.clone() })?;
                } else {
                    writeln!(out, "{change:<7} {}", context.out.safe(id))?;
                }
            }
        }
    }
    if json {
        screen::write_line(&mut out, &object)?;
    } else {
        print(&mut out, context, &object)?;
    }
    out.flush()?;
    Ok(if articles > 0 { Outcome::Found } else { Outcome::NothingFound })
}

/// What became of the articles of one id, each of which is counted once.
#[derive(Debug, PartialEq, Eq)]
struct Fate {
    same: u64,
    changed: u64,
    gone: u64,
    added: u64,
}

impl Fate {
    /// Of several articles with one id those with the same hash are the same; which of the others became which nobody can
    /// tell, so as many changed as there are on both sides.
    fn of(before: &[String], after: &[String]) -> Self {
        let mut left: BTreeMap<&String, u64> = BTreeMap::new();
        for hash in after {
            *left.entry(hash).or_default() += 1;
        }
        let mut same = 0;
        for hash in before {
            if let Some(left) = left.get_mut(hash).filter(|left| **left > 0) {
                *left -= 1;
                same += 1;
            }
        }
        let (before, after) = (before.len() as u64 - same, after.len() as u64 - same);
        let changed = before.min(after);
        Self { same, changed, gone: before - changed, added: after - changed }
    }
}

fn print(out: &mut impl Write, context: &Context, object: &ReplayObject) -> std::io::Result<()> {
    let ReplayObject { then, now, same, added, gone, changed, .. } = object;
    let (then, now) = (print::counted(*then, "article"), print::number(*now));
    let shown = [same, added, gone, changed].map(|count| print::number(*count));
    let [same, added, gone, changed] = &shown;
    writeln!(out, "{}: {then} then, {now} now", context.out.safe(&object.query))?;
    writeln!(out, "{same} the same, {added} added, {gone} gone, {changed} changed")?;
    if !object.same_analyzer {
        writeln!(out, "the analysis is not the one of then: words may be read in another way")?;
    }
    if !object.same_synonyms {
        writeln!(out, "the synonyms are not those of then: words may stand for others")?;
    }
    Ok(())
}

/// Reads a manifest with its members.
fn read(path: &Path) -> Result<(ManifestObject, Members)> {
    let no_manifest = |line: u64, cause: Option<serde_json::Error>| {
        let what = "this is not a manifest of `knipsel export`";
        let error = Error::new(ErrorKind::Usage, what).at(Place::line(path, line));
        let error = cause.into_iter().fold(error, Error::caused_by);
        error.hint("name the file that ends in .manifest.jsonl")
    };
    let cannot_read =
        |error| Error::io("read", path, error).hint("name the file that ends in .manifest.jsonl");
    let file = File::open(path).map_err(cannot_read)?;
    let mut members = Members::new();
    let mut last = 1;
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let line = line.map_err(cannot_read)?;
        match serde_json::from_str(&line).map_err(|error| no_manifest(number, Some(error)))? {
            ManifestLine::Member(member) => members.entry(member.id).or_default().push(member.hash),
            ManifestLine::Manifest(manifest) => return Ok((*manifest, members)),
        }
        last = number;
    }
    // The end is missing: the file was cut off.
    Err(no_manifest(last, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_article_of_an_id_is_counted_once() {
        #[track_caller]
        fn check(before: &str, after: &str, [same, changed, gone, added]: [u64; 4]) {
            let hashes = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
            let expect = Fate { same, changed, gone, added };
            assert_eq!(Fate::of(&hashes(before), &hashes(after)), expect, "{before} {after}");
        }
        check("a", "a", [1, 0, 0, 0]);
        check("a", "b", [0, 1, 0, 0]);
        check("a", "", [0, 0, 1, 0]);
        check("", "ab", [0, 0, 0, 2]);
        check("abb", "ab", [2, 0, 1, 0]);
        check("abb", "cb", [1, 1, 1, 0]);
        check("ab", "bcd", [1, 1, 0, 1]);
    }
}
