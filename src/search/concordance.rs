//! Every place where a query occurs, with the words around it: keywords in context.
//!
//! Places are the highlighter's: a phrase is one from its first word to its last, and those that overlap are one.
//!
//! ```
//! use knipsel::search::{ConcordanceRequest, ConcordanceSort, ContextSize, Search, Selection};
//! # use knipsel::date::Day;
//! # use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! # use knipsel::query::parse;
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! # let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! # std::fs::write(archive.join("a.txt"), "date 2021-11-16 Er kwam vrede. Op straat werd de vrede gevierd.").unwrap();
//! # let folder = IndexFolder::at(work.path().join("index"));
//! # let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! # build(&folder, &options, &mut |_event| {})?;
//! # let index = OpenIndex::open(&folder, &options.analysis)?;
//! # let today = Day::from_ymd(2026, 1, 1).unwrap();
//! let concordance = Search::new(&index).concordance(&ConcordanceRequest {
//!     selection: Selection::new(parse("vrede", today).root),
//!     context: ContextSize::Words(1),
//!     sort: ConcordanceSort::Left,
//!     sample: None,
//!     limit: Some(10),
//! })?;
//! let shown: Vec<(&str, &str)> =
//!     concordance.lines.iter().map(|line| (line.left.as_str(), line.right.as_str())).collect();
//! assert_eq!(shown, [("de ", " gevierd."), ("kwam ", ". Op")]);
//! # Ok(())
//! # }
//! ```

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use tantivy::DocAddress;

use super::Search;
use super::highlight::Highlighter;
use super::selection::{Selection, for_each_match};
use super::snippets::PassageField;
use crate::dutch::normalize::fold;
use crate::dutch::sentences;
use crate::error::Result;
use crate::index::{StoredArticle, index_error};

/// What to list.
#[derive(Debug, Clone)]
pub struct ConcordanceRequest {
    /// The query, and the articles that it is put to.
    pub selection: Selection,
    /// How much to show on either side.
    pub context: ContextSize,
    /// The order of the lines.
    pub sort: ConcordanceSort,
    /// Only a random sample of the lines.
    pub sample: Option<Sample>,
    /// At most so many lines; `None` gives all, which are then held in memory.
    pub limit: Option<usize>,
}

/// How much of the text stands on either side of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextSize {
    /// So many words.
    Words(usize),
    /// The rest of its sentence, and with more than one so many more sentences less one.
    Sentences(usize),
}

/// The order of the lines. Equals are in the order of the dates, the ids, and the places in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcordanceSort {
    /// By the words to the left, the nearest first; signs, case and accents aside.
    Left,
    /// By the words to the right.
    Right,
    /// The earliest first, undated articles last.
    Date,
    /// By the newspaper, articles without one last.
    Source,
}

/// A random choice of lines that depends on nothing but the seed, the articles' ids, and the places in them: the
/// same lines come out of an index that was built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// At most so many lines.
    pub lines: usize,
    /// Another seed gives other lines.
    pub seed: u64,
}

/// The lines that were asked for, and how many there are in all.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// The lines, in order.
    pub lines: Vec<ConcordanceLine>,
    /// How many articles match, exactly.
    pub articles: u64,
    /// How many places there are in them, exactly.
    pub occurrences: u64,
    /// The generation that was searched.
    pub generation: u64,
}

/// A place with the words around it; line breaks in it are spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcordanceLine {
    /// The article's id.
    pub id: String,
    /// Its news date in EDTF.
    pub date: Option<String>,
    /// Its newspaper.
    pub source: Option<String>,
    /// Its title.
    pub title: String,
    /// Where the place is.
    pub field: PassageField,
    /// The first code point of the keyword in that field.
    pub start: usize,
    /// The code point after its last.
    pub end: usize,
    /// What stands before the keyword.
    pub left: String,
    /// What matched.
    pub keyword: String,
    /// What stands after it.
    pub right: String,
}

/// What lines are put in order by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// A random number where a sample is drawn, which is sorted afterwards.
    chance: u64,
    is_missing: bool,
    text: String,
    days: (bool, i64, i64),
    id: String,
    is_text: bool,
    start: usize,
    /// Two articles may have the same id.
    address: DocAddress,
}

struct Kept {
    key: Key,
    line: ConcordanceLine,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Kept {}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl Search<'_> {
    /// Lists the places where a query occurs. The text of every article that matches is analysed, so this takes
    /// longer than counting.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read, and where the query asks for more than can be sought.
    pub fn concordance(&mut self, request: &ConcordanceRequest) -> Result<Concordance> {
        let prepared = self.prepare(&request.selection)?;
        let highlighter = Highlighter::new(prepared.meaning, request.selection.dates);
        let keep = match request.sample {
            Some(sample) => sample.lines,
            None => request.limit.unwrap_or(usize::MAX),
        };
        let mut kept: BinaryHeap<Kept> = BinaryHeap::new();
        let (mut articles, mut occurrences) = (0, 0);
        for (segment, reader) in (0..).zip(self.index.searcher().segment_readers()) {
            let mut documents = Vec::new();
            for_each_match(&*prepared.weight, reader, &mut |block| documents.extend_from_slice(block))
                .map_err(index_error)?;
            articles += documents.len() as u64;
            for document in documents {
                let address = DocAddress::new(segment, document);
                let article = self.article(address)?;
                let (title, text) = highlighter.places(&article, &mut self.analyzer);
                occurrences += (title.len() + text.len()) as u64;
                for (field, places) in [(PassageField::Title, title), (PassageField::Text, text)] {
                    let around = Around::new(&article, field, request.context, !places.is_empty());
                    for place in places {
                        let key = around.key(request, address, &place);
                        if kept.len() < keep {
                            kept.push(Kept { key, line: around.line(&place) });
                        } else if let Some(mut last) = kept.peek_mut()
                            && key < last.key
                        {
                            *last = Kept { key, line: around.line(&place) };
                        }
                    }
                }
            }
        }
        let mut kept = kept.into_vec();
        for kept in &mut kept {
            kept.key.chance = 0;
        }
        kept.sort_unstable();
        kept.truncate(request.limit.unwrap_or(usize::MAX));
        let lines = kept.into_iter().map(|kept| kept.line).collect();
        Ok(Concordance { lines, articles, occurrences, generation: self.index.generation() })
    }
}

/// A field of an article whose places are looked at.
struct Around<'a> {
    article: &'a StoredArticle,
    field: PassageField,
    text: &'a str,
    context: ContextSize,
    sentences: Vec<Range<usize>>,
}

impl<'a> Around<'a> {
    fn new(article: &'a StoredArticle, field: PassageField, context: ContextSize, has_places: bool) -> Self {
        let text = match field {
            PassageField::Title => article.sought_title(),
            PassageField::Text => &article.text,
        };
        let needs_sentences = has_places && matches!(context, ContextSize::Sentences(_));
        let sentences = if needs_sentences { sentences::sentences(text).collect() } else { Vec::new() };
        Self { article, field, text, context, sentences }
    }

    /// What is shown before and after a place, in bytes.
    fn sides(&self, place: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let (start, end) = match self.context {
            ContextSize::Words(words) => (
                words_before(self.text, place.start, words),
                place.end + words_after(&self.text[place.end..], words),
            ),
            ContextSize::Sentences(count) => {
                let more = count.saturating_sub(1);
                let holds = |at: usize| self.sentences.partition_point(|sentence| sentence.end <= at);
                let first = holds(place.start).saturating_sub(more);
                let last =
                    (holds(place.end.saturating_sub(1)) + more).min(self.sentences.len().saturating_sub(1));
                let start = self.sentences.get(first).map_or(place.start, |sentence| sentence.start);
                let end = self.sentences.get(last).map_or(place.end, |sentence| sentence.end);
                (start.min(place.start), end.max(place.end))
            }
        };
        (start..place.start, place.end..end)
    }

    fn key(&self, request: &ConcordanceRequest, address: DocAddress, place: &Range<usize>) -> Key {
        let (left, right) = self.sides(place);
        let (is_missing, text) = match request.sort {
            ConcordanceSort::Left => {
                let mut words = sort_words(&self.text[left]);
                words.reverse();
                (false, words.join(" "))
            }
            ConcordanceSort::Right => (false, sort_words(&self.text[right]).join(" ")),
            ConcordanceSort::Date => (false, String::new()),
            ConcordanceSort::Source => {
                (self.article.source.is_none(), self.article.source.clone().unwrap_or_default())
            }
        };
        let span = self.article.news_date().map(|date| date.span());
        let days = span.map_or((true, 0, 0), |span| (false, span.first.number(), span.last.number()));
        let is_text = self.field == PassageField::Text;
        Key {
            chance: request
                .sample
                .map_or(0, |sample| chance(sample.seed, &self.article.id, is_text, place.start)),
            is_missing,
            text,
            days,
            id: self.article.id.clone(),
            is_text,
            start: place.start,
            address,
        }
    }

    fn line(&self, place: &Range<usize>) -> ConcordanceLine {
        let (left, right) = self.sides(place);
        let shown = |range: Range<usize>| -> String {
            self.text[range].chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
        };
        let start = self.text[..place.start].chars().count();
        ConcordanceLine {
            id: self.article.id.clone(),
            date: self.article.date.clone(),
            source: self.article.source.clone(),
            title: self.article.title.clone(),
            field: self.field,
            start,
            end: start + self.text[place.clone()].chars().count(),
            left: shown(left),
            keyword: shown(place.clone()),
            right: shown(right),
        }
    }
}

/// The words of a text as lines are sorted by them: without signs, case and accents, so that *één* stands by *een*.
fn sort_words(text: &str) -> Vec<String> {
    let trimmed = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let folded = |word: &str| {
        let mut folded = String::new();
        fold(word, &mut folded);
        folded
    };
    trimmed.filter(|word| !word.is_empty()).map(folded).collect()
}

/// Where the words begin that are the last of those before `end`.
fn words_before(text: &str, end: usize, words: usize) -> usize {
    let mut start = end;
    for _ in 0..words {
        let before = text[..start].trim_end();
        if before.is_empty() {
            break;
        }
        start = before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    }
    start
}

/// Where the first words of a text end. What is glued to the keyword belongs to it and counts as none.
fn words_after(text: &str, words: usize) -> usize {
    let mut end = text.find(char::is_whitespace).unwrap_or(text.len());
    for _ in 0..words {
        let rest = &text[end..];
        let word = rest.trim_start();
        if word.is_empty() {
            break;
        }
        end += rest.len() - word.len() + word.find(char::is_whitespace).unwrap_or(word.len());
    }
    end
}

/// The random number of a place.
fn chance(seed: u64, id: &str, is_text: bool, start: usize) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(&[u8::from(is_text)]);
    hasher.update(&(start as u64).to_le_bytes());
    hasher.update(id.as_bytes());
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_place() {
        fn check(text: &str, words: usize, expect: (&str, &str)) {
            let start = text.find("SOLDAAT").unwrap();
            let (left, right) = (words_before(text, start, words), &text[start + 7..]);
            assert_eq!((&text[left..start], &right[..words_after(right, words)]), expect, "{text:?}");
        }
        check("een twee drie SOLDAAT vier vijf zes", 2, ("twee drie ", " vier vijf"));
        check("een SOLDAAT vier", 5, ("een ", " vier"));
        check("SOLDAAT", 5, ("", ""));
        check("zij zei: „SOLDAAT”, en\nging.", 1, ("„", "”, en"));
        check("een\u{3000}twee\u{3000}SOLDAAT\u{3000}drie", 1, ("twee\u{3000}", "\u{3000}drie"));
        check("een twee SOLDAAT drie", 0, ("", ""));
    }

    #[test]
    fn words_are_sorted_without_signs_case_and_accents() {
        assert_eq!(sort_words(" „Één, (zo'n) – ÉÉN!"), ["een", "zo'n", "een"]);
        assert!(sort_words("één zaak") < sort_words("eer"));
    }

    #[test]
    fn a_seed_decides() {
        assert_eq!(chance(1, "a", true, 3), chance(1, "a", true, 3));
        let others = [
            chance(2, "a", true, 3),
            chance(1, "b", true, 3),
            chance(1, "a", false, 3),
            chance(1, "a", true, 4),
        ];
        assert!(!others.contains(&chance(1, "a", true, 3)));
    }
}
