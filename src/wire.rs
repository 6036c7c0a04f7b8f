//! The objects that leave the program: one JSON object a line, the same for every way out.
//!
//! Offsets are in Unicode code points of the `text` they stand beside. Fields that have no value are left out.

mod concordance;
mod counts;
mod delimited;
mod digest;
mod export;
mod keeping;
mod manifest;
mod run;
mod schedule;
mod similar;
mod verify;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::concordance::{ConcordanceObject, LineObject};
pub use self::counts::{FacetObject, FacetsObject, PeriodObject, RelativeObject, TimelineObject};
pub use self::delimited::Delimited;
pub use self::digest::{AlertObject, DigestObject};
pub use self::export::{ExportFormat, Exporter, without_spaces};
pub use self::keeping::{BackupObject, CompactObject, RestoreObject};
pub use self::manifest::{
    BoundsObject, DifferenceObject, ManifestLine, ManifestObject, MemberObject, ReplayObject,
};
pub use self::run::{RunObject, RunOutcome};
pub use self::schedule::ScheduleObject;
pub use self::similar::{SimilarObject, TellingWordObject};
pub use self::verify::{FaultObject, VerifyObject};

use crate::dutch::explain::{Explanation as WordExplanation, Origin, Piece};
use crate::dutch::{Term, Word};
use crate::index::{BuildReport, LedgerProblem, Status, StoredArticle, place_in};
use crate::query::{Diagnostic, Level, Why};
use crate::search::{
    ExplainedTerm, ExplainedWord, Explanation, Highlight, Hit, Kin, Passage, SimilarHit, Suggestion,
};

/// A hit: `{"type":"hit",…}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "hit")]
pub struct HitObject {
    /// Its place among all hits, from 1.
    pub rank: u64,
    /// How well it matches.
    pub score: f32,
    /// The article.
    #[serde(flatten)]
    pub about: ArticleAbout,
    /// The passages that show what matched.
    pub snippets: Vec<SnippetObject>,
    /// What else it is to the article that similar ones were sought for: `copy` or `version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Cow<'static, str>>,
    /// How many later copies of it match too and are folded under it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub folded: u64,
    /// The first twenty of them, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<ArticleAbout>,
}

/// What there is to say of an article beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleAbout {
    /// The article's id.
    pub id: String,
    /// The headline, or the first sentence in its place.
    pub title: String,
    /// Whether the title is the first sentence.
    #[serde(default, skip_serializing_if = "is_false")]
    pub title_derived: bool,
    /// The news date in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The first possible day, in ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The last possible day, in ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// Whether the path told the date, and not the record.
    #[serde(default, skip_serializing_if = "is_false")]
    pub date_from_path: bool,
    /// The newspaper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The language, as a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where it stands on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The printed page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The source file.
    pub path: String,
    /// The line on which the record begins, from 1.
    pub line: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A passage of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetObject {
    /// `title` or `text`.
    pub field: Cow<'static, str>,
    /// The passage.
    pub text: String,
    /// What matched in it.
    pub highlights: Vec<HighlightObject>,
}

/// A place that matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HighlightObject {
    /// The first code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// Why it matched: `exact`, `inflection`, `old-spelling`, `synonym`, `compound` or `name`.
    pub why: Why,
}

/// What a search found in all: `{"type":"summary",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "summary")]
pub struct SummaryObject {
    /// How many articles match, exactly.
    pub total: u64,
    /// How many of them are not folded under another as its copies. Only there where copies are folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<u64>,
    /// How many hits stand above.
    pub returned: u64,
    /// The generation that was searched.
    pub generation: u64,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// Where the next page begins: what `--after` takes. Not there on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What was sought, in a sentence.
    pub restated: String,
    /// What there is to say about the query.
    pub diagnostics: Vec<DiagnosticObject>,
    /// Where nothing was found: the words that stand in no article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Where nothing was found: a word that was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<SuggestionObject>,
}

/// A word that finds more in the place of one of the query.
#[derive(Debug, Serialize)]
pub struct SuggestionObject {
    /// The word of the query.
    pub written: String,
    /// The word of the index.
    pub instead: String,
    /// The query with it, as it is read.
    pub query: String,
    /// How many articles that finds.
    pub total: u64,
}

/// What a query became: `{"type":"explanation",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "explanation")]
pub struct ExplanationObject {
    /// What was sought, in a sentence.
    pub restated: String,
    /// Its words and phrases, in order.
    pub words: Vec<ExplainedWordObject>,
    /// The words that stand in no article.
    pub missing: Vec<String>,
    /// A word that was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<SuggestionObject>,
}

/// A word or phrase of a query, and what it stands for.
#[derive(Debug, Serialize)]
pub struct ExplainedWordObject {
    /// As it was read.
    pub written: String,
    /// How many articles hold it.
    pub articles: u64,
    /// The terms that it stands for and that stand in an article, the closest first.
    pub terms: Vec<ExplainedTermObject>,
}

/// A term that a word of a query stands for.
#[derive(Debug, Serialize)]
pub struct ExplainedTermObject {
    /// Why it is sought.
    pub why: Why,
    /// Its layer.
    pub layer: &'static str,
    /// The term.
    pub term: String,
    /// How many articles hold it.
    pub articles: u64,
}

/// A remark on a query.
#[derive(Debug, Serialize)]
pub struct DiagnosticObject {
    /// `note`, `warning` or `error`.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The first code point of the place in the query.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A whole article: `{"type":"article",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "article")]
pub struct ArticleObject {
    /// What there is to say of it.
    #[serde(flatten)]
    pub about: ArticleAbout,
    /// The body; paragraphs are separated by an empty line.
    pub text: String,
    /// What matched in it, where a query was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub highlights: Vec<HighlightObject>,
    /// What matched in the title; offsets are those of `title`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub title_highlights: Vec<HighlightObject>,
    /// The other versions of it, of the same paper with the same url or id, the earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<ArticleAbout>,
    /// How many copies of it there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub copies_total: u64,
    /// The first twenty of them, the earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<ArticleAbout>,
}

/// A word as the analysis reads it: `{"type":"token",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "token")]
pub struct TokenObject {
    /// The line it stands on, from 1, where lines are analysed one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The word as it stands in the text.
    pub text: String,
    /// The first code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// The number of the word in the text, from 0.
    pub position: u32,
    /// How many positions it covers, where it is not one.
    #[serde(skip_serializing_if = "is_one")]
    pub length: u32,
    /// The smallest pieces of a compound, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceObject>,
    /// The terms under which it is found.
    pub terms: Vec<TermObject>,
}

/// A piece of a compound, as it stands in the word.
#[derive(Debug, Serialize)]
pub struct PieceObject {
    /// Its letters without those that link it to what follows.
    pub written: String,
    /// The letters that link it to what follows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// The headword as which it is read.
    pub headword: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(value: &u32) -> bool {
    *value == 1
}

/// A term of a word.
#[derive(Debug, Serialize)]
pub struct TermObject {
    /// The layer.
    pub layer: &'static str,
    /// The term.
    pub term: String,
    /// The rule that made it.
    pub rule: &'static str,
    /// What it came from, in a sentence without its full stop.
    pub explanation: String,
    /// What it came from, for programs.
    #[serde(flatten)]
    pub origin: OriginObject,
}

/// What a term came from; which of the fields there are depends on the rule.
#[derive(Debug, Default, Serialize)]
pub struct OriginObject {
    /// The entry of the dictionary, folded; of a compound that no dictionary has, that of its head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The headword of that head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The ending that was taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// The piece of the compound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piece: Option<PieceObject>,
    /// The spelling whose sounds a key of a name is, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
    /// How letters of that spelling are heard that languages read differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<&'static str>,
    /// The word in today's spelling, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modern: Option<String>,
    /// The rules of old spelling that led to it, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spelling_rules: Vec<SpellingRuleObject>,
    /// The form of the user's own word, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_word: Option<String>,
    /// The verb of which the word is the particle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
}

/// A rule of old spelling.
#[derive(Debug, Serialize)]
pub struct SpellingRuleObject {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// What a build did: `{"type":"build",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "build")]
pub struct BuildObject {
    /// The generation that is live now.
    pub generation: u64,
    /// The articles in the index now.
    pub articles: u64,
    /// Articles written.
    pub articles_indexed: u64,
    /// Source files that were new.
    pub files_added: u64,
    /// Source files that had changed.
    pub files_changed: u64,
    /// Source files that were gone.
    pub files_removed: u64,
    /// Source files that were as before.
    pub files_unchanged: u64,
    /// Records and files skipped in this build.
    pub skipped: u64,
    /// Warnings given in this build.
    pub warnings: u64,
    /// Bytes of text read, after decompression.
    pub text_bytes: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The most memory the process ever held, in bytes, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
}

/// What an index holds: `{"type":"status",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "status")]
pub struct StatusObject {
    /// The folder of the index.
    pub index: String,
    /// The number of the generation.
    pub generation: u64,
    /// When it was committed, in RFC 3339.
    pub last_build: String,
    /// The fingerprint of the analysis.
    pub analyzer: String,
    /// How many articles there are.
    pub articles: u64,
    /// How many of them have no date.
    pub undated: u64,
    /// The first possible day of any article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The last possible day of any article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// The archives.
    pub archives: Vec<String>,
    /// How many source files there are.
    pub files: u64,
    /// Their size in bytes.
    pub archive_bytes: u64,
    /// The size of the index on disk in bytes.
    pub index_bytes: u64,
    /// The number of segments.
    pub segments: u64,
    /// How many earlier builds are kept.
    pub kept_builds: u64,
    /// Over how many days its growth was measured; where that is 0, nothing is known of it.
    pub growth_over_days: u64,
    /// How many articles come in 30 days.
    pub growth_articles_in_30_days: u64,
    /// How many bytes come in 30 days.
    pub growth_bytes_in_30_days: u64,
    /// How many bytes are free on its disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// How many bytes a rebuild beside it and the growth of 30 days take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted_bytes: Option<u64>,
    /// How many articles each source has, most first.
    pub sources: Vec<SourceObject>,
    /// How many records were skipped.
    pub skipped: u64,
    /// The records that were skipped and the warnings about others.
    pub problems: Vec<ProblemObject>,
    /// The last ten scheduled runs, the latest last.
    pub runs: Vec<RunObject>,
}

/// A source and how many articles it has.
#[derive(Debug, Serialize)]
pub struct SourceObject {
    /// Its name.
    pub source: String,
    /// How many articles it has.
    pub articles: u64,
}

/// A record that was skipped, or a warning about one that was not.
#[derive(Debug, Serialize)]
pub struct ProblemObject {
    /// The source file.
    pub path: String,
    /// The problem.
    #[serde(flatten)]
    pub problem: LedgerProblem,
}

impl HitObject {
    /// The object for a hit.
    pub fn new(hit: Hit) -> Self {
        Self {
            rank: hit.rank,
            score: hit.score,
            snippets: hit.passages.into_iter().map(SnippetObject::new).collect(),
            relation: None,
            folded: hit.folded,
            copies: hit.copies.into_iter().map(|copy| ArticleAbout::new(copy).0).collect(),
            about: ArticleAbout::new(hit.article).0,
        }
    }

    /// The object for an article that is similar to another.
    pub fn similar(similar: SimilarHit) -> Self {
        Self {
            relation: similar.relation.map(|relation| Cow::Borrowed(relation.as_str())),
            ..Self::new(similar.hit)
        }
    }
}

impl ArticleAbout {
    /// What there is to say of an article, and its text.
    fn new(article: StoredArticle) -> (Self, String) {
        let span = article.news_date().map(|date| date.span());
        let about = Self {
            path: article.file().display().to_string(),
            id: article.id,
            title: article.title,
            title_derived: article.title_derived,
            first_day: span.map(|span| span.first.to_string()),
            last_day: span.map(|span| span.last.to_string()),
            date: article.date,
            date_from_path: article.date_from_path,
            source: article.source,
            author: article.author,
            section: article.section,
            language: article.language,
            url: article.url,
            page: article.page,
            line: article.line,
        };
        (about, article.text)
    }
}

impl SnippetObject {
    fn new(passage: Passage) -> Self {
        let highlights = passage.highlights.iter().map(HighlightObject::new).collect();
        Self { field: passage.field.as_str().into(), highlights, text: passage.text }
    }
}

impl DiagnosticObject {
    /// The object for a remark on `query`.
    pub fn new(diagnostic: &Diagnostic, query: &str) -> Self {
        let chars = |bytes: usize| query.get(..bytes).map_or(0, |before| before.chars().count());
        Self {
            level: diagnostic.level,
            message: diagnostic.message.clone(),
            start: chars(diagnostic.span.start),
            end: chars(diagnostic.span.end),
            hint: diagnostic.hint.clone(),
        }
    }
}

impl ExplanationObject {
    /// The object for an explanation, with the sentence that restates the query.
    pub fn new(explanation: &Explanation, restated: String) -> Self {
        let term = |term: &ExplainedTerm| ExplainedTermObject {
            why: term.why,
            layer: term.layer.as_str(),
            term: term.term.clone(),
            articles: term.articles,
        };
        let word = |word: &ExplainedWord| ExplainedWordObject {
            written: word.written.clone(),
            articles: word.articles,
            terms: word.terms.iter().map(term).collect(),
        };
        Self {
            restated,
            words: explanation.words.iter().map(word).collect(),
            missing: explanation.missing.clone(),
            suggestion: explanation.suggestion.as_ref().map(SuggestionObject::new),
        }
    }
}

impl SuggestionObject {
    /// The object for a suggestion.
    pub fn new(suggestion: &Suggestion) -> Self {
        Self {
            written: suggestion.written.clone(),
            instead: suggestion.instead.clone(),
            query: suggestion.query.to_string(),
            total: suggestion.total,
        }
    }
}

impl ArticleObject {
    /// The object for an article, what matched in its title and in its text, and what belongs to it.
    pub fn new(article: StoredArticle, in_title: &[Highlight], in_text: &[Highlight], kin: Kin) -> Self {
        let (about, text) = ArticleAbout::new(article);
        let objects = |highlights: &[Highlight]| highlights.iter().map(HighlightObject::new).collect();
        let abouts =
            |articles: Vec<StoredArticle>| articles.into_iter().map(|it| ArticleAbout::new(it).0).collect();
        Self {
            about,
            text,
            highlights: objects(in_text),
            title_highlights: objects(in_title),
            versions: abouts(kin.versions),
            copies_total: kin.copies_total,
            copies: abouts(kin.copies),
        }
    }
}

impl HighlightObject {
    fn new(highlight: &Highlight) -> Self {
        Self { start: highlight.start, end: highlight.end, why: highlight.why }
    }
}

impl TokenObject {
    /// The object for a word of `text`; `line` where lines are analysed one by one. `before` is the byte and
    /// the code point up to which the text was counted, and is moved on.
    pub fn new(
        word: &Word<'_>,
        explanation: &WordExplanation,
        text: &str,
        line: Option<u64>,
        before: &mut (usize, usize),
    ) -> Self {
        // Starts never go down, so each stretch of the text is counted once.
        before.1 += text[before.0..word.start].chars().count();
        before.0 = word.start;
        let shown = &text[word.start..word.end];
        let terms = word.terms.iter().zip(&explanation.origins);
        Self {
            line,
            text: shown.to_owned(),
            start: before.1,
            end: before.1 + shown.chars().count(),
            position: word.position,
            length: word.length,
            pieces: explanation.pieces.iter().map(PieceObject::new).collect(),
            terms: terms.map(|(term, origin)| TermObject::new(&term, origin)).collect(),
        }
    }
}

impl TermObject {
    fn new(term: &Term<'_>, origin: &Origin) -> Self {
        Self {
            layer: term.layer.as_str(),
            term: term.text.to_owned(),
            rule: term.rule.as_str(),
            explanation: origin.in_words(term),
            origin: OriginObject::new(origin),
        }
    }
}

impl OriginObject {
    fn new(origin: &Origin) -> Self {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let none = Self::default();
        match origin {
            Origin::Entry { entry, ending } => Self { entry: some(entry), ending: some(ending), ..none },
            Origin::Head { head, headword } => Self { entry: some(head), head: some(headword), ..none },
            Origin::Stem { ending, .. } => Self { ending: some(ending), ..none },
            Origin::Piece(piece) => Self { piece: Some(PieceObject::new(piece)), ..none },
            Origin::Name { spelling, heard } => {
                Self { spelling: some(spelling), heard: heard.clone(), ..none }
            }
            Origin::Modern { modern, rules } => {
                let rules =
                    rules.iter().map(|rule| SpellingRuleObject { name: rule.name, about: rule.about });
                Self { modern: some(modern), spelling_rules: rules.collect(), ..none }
            }
            Origin::Own { form } => Self { own_word: some(form), ..none },
            Origin::Verb { verb } => Self { verb: some(verb), ..none },
            Origin::Word => none,
        }
    }
}

impl PieceObject {
    fn new(piece: &Piece) -> Self {
        let Piece { written, link, headword } = piece.clone();
        Self { written, link, headword }
    }
}

impl BuildObject {
    /// The object for a build.
    pub fn new(report: &BuildReport, seconds: f64, peak_memory_bytes: Option<u64>) -> Self {
        Self {
            generation: report.generation,
            articles: report.articles,
            articles_indexed: report.articles_indexed,
            files_added: report.files_added,
            files_changed: report.files_changed,
            files_removed: report.files_removed,
            files_unchanged: report.files_unchanged,
            skipped: report.skipped,
            warnings: report.warnings,
            text_bytes: report.text_bytes,
            seconds,
            peak_memory_bytes,
        }
    }
}

impl ProblemObject {
    /// All that is known of what was skipped, and then all warnings.
    pub fn all_of(status: &Status) -> Vec<Self> {
        let (mut skipped, mut warnings) = (Vec::new(), Vec::new());
        for (archive, trouble) in &status.troubles {
            let path = place_in(archive, &trouble.path).display().to_string();
            skipped.push(Self { path, problem: trouble.problem.clone() });
        }
        for file in &status.problem_files {
            let path = place_in(&file.archive, &file.path).display().to_string();
            let more_warnings = file.problems_not_kept.saturating_sub(file.skipped_not_kept);
            let not_kept = [(file.skipped_not_kept, true), (more_warnings, false)];
            let not_kept = not_kept.into_iter().filter(|(count, _)| *count > 0);
            let not_kept = not_kept.map(|(count, skipped)| not_kept_problem(count, skipped));
            for problem in file.problems.iter().cloned().chain(not_kept) {
                let sort = if problem.skipped { &mut skipped } else { &mut warnings };
                sort.push(Self { path: path.clone(), problem });
            }
        }
        skipped.append(&mut warnings);
        skipped
    }

    /// How many problems it stands for.
    pub fn count(&self) -> u64 {
        self.problem.count.unwrap_or(1)
    }
}

/// What stands for problems of one file that were only counted.
fn not_kept_problem(count: u64, skipped: bool) -> LedgerProblem {
    let reason = match (count, skipped) {
        (1, true) => "1 more record of this file was skipped".to_owned(),
        (1, false) => "1 more warning about this file".to_owned(),
        (_, true) => format!("{count} more records of this file were skipped"),
        (_, false) => format!("{count} more warnings about this file"),
    };
    LedgerProblem {
        kind: "not-kept".to_owned(),
        line: None,
        reason,
        hint: "mend those that are named and build again".to_owned(),
        id: None,
        skipped,
        count: Some(count),
    }
}

impl StatusObject {
    /// The object for the index in the folder `index`.
    pub fn new(index: String, status: Status) -> Self {
        let problems = ProblemObject::all_of(&status);
        let sources = status.sources.into_iter().map(|(source, articles)| SourceObject { source, articles });
        Self {
            index,
            generation: status.generation,
            last_build: status.committed,
            analyzer: status.analyzer,
            articles: status.articles,
            undated: status.undated,
            first_day: status.days.map(|days| days.first.to_string()),
            last_day: status.days.map(|days| days.last.to_string()),
            archives: status.archives,
            files: status.files,
            archive_bytes: status.archive_bytes,
            index_bytes: status.index_bytes,
            segments: status.segments,
            kept_builds: status.kept_builds,
            growth_over_days: status.growth.over_days,
            growth_articles_in_30_days: status.growth.articles_in_30_days,
            growth_bytes_in_30_days: status.growth.bytes_in_30_days,
            free_bytes: status.room.map(|room| room.free_bytes),
            wanted_bytes: status.room.map(|room| room.wanted_bytes),
            sources: sources.collect(),
            skipped: status.skipped,
            problems,
            runs: Vec::new(),
        }
    }
}
