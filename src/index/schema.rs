//! The fields of the index, and the way between an [`Article`] and a document of tantivy.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{TantivyDocument, Term};

use super::copies::words;
use super::scope::place_in;
use super::terms::{PAIRS_TOKENIZER_NAME, TOKENIZER_NAME};
use crate::article::{Article, DateFrom};
use crate::date::NewsDate;

/// The fields of the index by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The article's id, as one term.
    pub(crate) id: Field,
    /// A hash of the id, by which equal scores and equal days are put in an order that a rebuild keeps.
    pub(crate) id_hash: Field,
    pub(crate) title: Field,
    /// Stands where the title is derived, so that it is shown but not indexed a second time.
    pub(crate) derived_title: Field,
    pub(crate) text: Field,
    /// The pairs of common words in the text (`index::pairs`).
    pub(crate) pairs: Field,
    /// The date in EDTF, as precise as the source.
    pub(crate) date: Field,
    /// Stands where the path told the date.
    pub(crate) date_from_path: Field,
    /// First and last possible day, as day numbers.
    pub(crate) first_day: Field,
    pub(crate) last_day: Field,
    /// The days among which the date lies for certain, where its doubt makes them others than the possible ones.
    pub(crate) certain_first_day: Field,
    pub(crate) certain_last_day: Field,
    /// How many words title and text have together, for counts relative to them.
    pub(crate) words: Field,
    pub(crate) source: Field,
    pub(crate) author: Field,
    pub(crate) section: Field,
    pub(crate) language: Field,
    pub(crate) url: Field,
    pub(crate) page: Field,
    /// The number of the source file in the ledger: what deletes an article.
    pub(crate) file: Field,
    /// The archive folder and the path in it.
    pub(crate) archive: Field,
    pub(crate) path: Field,
    pub(crate) line: Field,
    pub(crate) ordinal: Field,
}

impl Fields {
    /// The schema, and its fields.
    pub(crate) fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let analysed = TextOptions::default()
            .set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(TOKENIZER_NAME)
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            )
            .set_stored();
        let pairs = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(PAIRS_TOKENIZER_NAME)
                .set_index_option(IndexRecordOption::WithFreqs)
                .set_fieldnorms(false),
        );
        // Nothing is scored by how long they are.
        let key = TextOptions::default()
            .set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(IndexRecordOption::Basic)
                    .set_fieldnorms(false),
            )
            .set_stored();
        let facet = analysed.clone().set_fast("raw");
        let fields = Fields {
            id: builder.add_text_field("id", key.clone()),
            id_hash: builder.add_u64_field("id_hash", FAST),
            title: builder.add_text_field("title", analysed.clone()),
            derived_title: builder.add_text_field("derived_title", STORED),
            text: builder.add_text_field("text", analysed),
            pairs: builder.add_text_field("pairs", pairs),
            date: builder.add_text_field("date", STORED),
            date_from_path: builder.add_bool_field("date_from_path", STORED),
            first_day: builder.add_i64_field("first_day", FAST),
            last_day: builder.add_i64_field("last_day", FAST),
            certain_first_day: builder.add_i64_field("certain_first_day", FAST),
            certain_last_day: builder.add_i64_field("certain_last_day", FAST),
            words: builder.add_u64_field("words", FAST),
            source: builder.add_text_field("source", facet.clone()),
            author: builder.add_text_field("author", facet.clone()),
            section: builder.add_text_field("section", facet.clone()),
            language: builder.add_text_field("language", facet),
            url: builder.add_text_field("url", key),
            page: builder.add_text_field("page", STORED),
            file: builder.add_u64_field("file", INDEXED | FAST),
            archive: builder.add_text_field("archive", STORED),
            path: builder.add_text_field("path", STORED),
            line: builder.add_u64_field("line", STORED),
            ordinal: builder.add_u64_field("ordinal", STORED | FAST),
        };
        (builder.build(), fields)
    }

    /// The term that all articles of one source file share.
    pub(crate) fn file_term(&self, number: u64) -> Term {
        Term::from_field_u64(self.file, number)
    }

    /// The document to write for an article whose text has so many words, of source file `file`, which lies at `path` in
    /// `archive`.
    pub(crate) fn document(
        &self,
        article: Article,
        words_of_text: u64,
        file: u64,
        archive: &str,
        path: &str,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_u64(self.id_hash, id_hash(article.id.as_str()));
        document.add_text(self.id, article.id.as_str());
        let title = if article.title.derived { "" } else { &article.title.text };
        document.add_u64(self.words, words(title) + words_of_text);
        if article.title.derived {
            document.add_text(self.derived_title, article.title.text);
        } else {
            document.add_text(self.title, article.title.text);
        }
        document.add_text(self.text, article.text);
        if let Some(dated) = article.date {
            let (span, certain) = (dated.date.span(), dated.date.certain_span());
            document.add_text(self.date, dated.date.to_string());
            document.add_i64(self.first_day, span.first.number());
            document.add_i64(self.last_day, span.last.number());
            if certain != span {
                document.add_i64(self.certain_first_day, certain.first.number());
                document.add_i64(self.certain_last_day, certain.last.number());
            }
            if dated.from == DateFrom::Path {
                document.add_bool(self.date_from_path, true);
            }
        }
        let optional = [
            (self.source, article.source),
            (self.author, article.author),
            (self.section, article.section),
            (self.language, article.language),
            (self.url, article.url),
            (self.page, article.page),
        ];
        for (field, value) in optional {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        document.add_u64(self.file, file);
        document.add_text(self.archive, archive);
        document.add_text(self.path, path);
        document.add_u64(self.line, article.record.line);
        document.add_u64(self.ordinal, article.record.ordinal);
        document
    }
}

/// The order of articles whose sort keys are equal.
pub(crate) fn id_hash(id: &str) -> u64 {
    short_hash(id)
}

/// The first eight bytes of a text's BLAKE3.
pub(crate) fn short_hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// An article as the index holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredArticle {
    /// The article's id.
    pub id: String,
    /// The headline, or the first sentence in its place.
    pub title: String,
    /// Whether the title is the first sentence.
    pub title_derived: bool,
    /// The body; paragraphs are separated by an empty line.
    pub text: String,
    /// The news date in EDTF.
    pub date: Option<String>,
    /// Whether the path told the date.
    pub date_from_path: bool,
    /// The newspaper.
    pub source: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The section.
    pub section: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// The printed page.
    pub page: Option<String>,
    /// The archive folder.
    pub archive: String,
    /// The path of the source file in the archive folder.
    pub path: String,
    /// The line on which the record begins, from 1.
    pub line: u64,
    /// The ordinal of the record in its file, from 0.
    pub ordinal: u64,
}

impl StoredArticle {
    /// Reads a stored document. Fields that are missing are empty: `verify` is where damage is looked for.
    pub(crate) fn from_document(fields: &Fields, document: &TantivyDocument) -> Self {
        let text =
            |field: Field| document.get_first(field).and_then(|value| value.as_str().map(str::to_owned));
        let number =
            |field: Field| document.get_first(field).and_then(|value| value.as_u64()).unwrap_or_default();
        let derived = text(fields.derived_title);
        Self {
            id: text(fields.id).unwrap_or_default(),
            title_derived: derived.is_some(),
            title: derived.or_else(|| text(fields.title)).unwrap_or_default(),
            text: text(fields.text).unwrap_or_default(),
            date: text(fields.date),
            date_from_path: document.get_first(fields.date_from_path).is_some(),
            source: text(fields.source),
            author: text(fields.author),
            section: text(fields.section),
            language: text(fields.language),
            url: text(fields.url),
            page: text(fields.page),
            archive: text(fields.archive).unwrap_or_default(),
            path: text(fields.path).unwrap_or_default(),
            line: number(fields.line),
            ordinal: number(fields.ordinal),
        }
    }

    /// The source file, openable as long as the archive is where it was when it was indexed.
    pub fn file(&self) -> std::path::PathBuf {
        place_in(&self.archive, &self.path)
    }

    /// The title as it is searched: one that is the first sentence is not, since the text holds it.
    pub(crate) fn sought_title(&self) -> &str {
        if self.title_derived { "" } else { &self.title }
    }

    /// The news date, parsed again.
    pub fn news_date(&self) -> Option<NewsDate> {
        self.date.as_deref().and_then(|date| NewsDate::parse(date).ok())
    }
}
