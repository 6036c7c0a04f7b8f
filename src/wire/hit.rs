//! Articles: as hits, with what matched in them, and whole.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::index::StoredArticle;
use crate::query::Why;
use crate::search::{Highlight, Hit, Kin, Passage, SimilarHit};

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
