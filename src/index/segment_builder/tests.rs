//! Segments as they are made here against those that tantivy makes of the same terms by its own writer.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{DocSet, Document, IndexWriter, SegmentReader, TERMINATED};

use super::*;
use crate::article::{Article, ArticleId, RecordPlace, Title};
use crate::dutch::AnalysisOptions;
use crate::index::pairs::each_pair;
use crate::index::schema::Fields;
use crate::index::terms::each_key;

/// The analysis as tantivy's writer wants it: every term of every word, one by one.
#[derive(Clone)]
struct PlainTokenizer(Analyzer);

impl Tokenizer for PlainTokenizer {
    type TokenStream<'a> = PlainTokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlainTokens {
        let mut tokens = Vec::new();
        each_key(&mut self.0, text, |key, position, length| {
            let position_length = length as usize;
            let (text, position) = (key.to_owned(), position as usize);
            tokens.push(Token { text, position, position_length, ..Token::default() });
        });
        PlainTokens { tokens, next: 0 }
    }
}

/// The pairs of common words in a text.
#[derive(Clone)]
struct PlainPairs(Analyzer);

impl Tokenizer for PlainPairs {
    type TokenStream<'a> = PlainTokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlainTokens {
        let mut tokens = Vec::new();
        each_pair(&mut self.0, text, |key| {
            tokens.push(Token { text: key.to_owned(), position: 0, ..Token::default() });
        });
        PlainTokens { tokens, next: 0 }
    }
}

struct PlainTokens {
    tokens: Vec<Token>,
    next: usize,
}

impl TokenStream for PlainTokens {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

/// The documents of articles with these titles and texts.
fn documents(articles: &[(String, String)]) -> Vec<TantivyDocument> {
    let (_, fields) = Fields::schema();
    let document = |(number, (title, text)): (usize, &(String, String))| {
        let article = Article {
            // Some ids stand twice.
            id: ArticleId::derived("", "a.jsonl", number as u64 / 2),
            title: Title { text: title.clone(), derived: number % 3 == 0 },
            text: text.clone(),
            date: None,
            source: (number % 4 > 0).then(|| format!("De Courant {}", number % 2)),
            author: None,
            section: None,
            url: (number % 5 == 0).then(|| "https://krant.nl/a".to_owned()),
            page: None,
            language: None,
            record: RecordPlace { ordinal: number as u64, line: 1 },
        };
        fields.document(article, 7, number as u64 / 3, "krant", "a.jsonl")
    };
    articles.iter().enumerate().map(document).collect()
}

/// All there is to read in the only segment of an index.
fn contents(index: &Index) -> Vec<String> {
    let searcher = index.reader().unwrap().searcher();
    let [segment] = searcher.segment_readers() else {
        panic!("{} segments", searcher.segment_readers().len())
    };
    let mut lines = vec![format!("{} documents", segment.max_doc())];
    for (field, entry) in index.schema().fields() {
        if entry.is_indexed() {
            lines.extend(terms_of(segment, field, entry.name()));
        }
    }
    for document in 0..segment.max_doc() {
        let stored: TantivyDocument = searcher.doc(tantivy::DocAddress::new(0, document)).unwrap();
        lines.push(stored.to_json(&index.schema()));
        let columns = segment.fast_fields();
        for name in ["id_hash", "words", "file"] {
            lines.push(format!("{name} {:?}", columns.u64(name).unwrap().first(document)));
        }
        let source =
            columns.str("source").unwrap().map(|column| column.term_ords(document).collect::<Vec<_>>());
        lines.push(format!("source {source:?}"));
    }
    lines
}

fn terms_of(segment: &SegmentReader, field: Field, name: &str) -> Vec<String> {
    let inverted = segment.inverted_index(field).unwrap();
    let mut lines = vec![format!("{name}: {} terms", inverted.total_num_tokens())];
    // Pairs have no norms.
    if let Some(norms) = segment.fieldnorms_readers().get_field(field).unwrap() {
        let norms = (0..segment.max_doc()).map(|doc| norms.fieldnorm(doc));
        lines.push(format!("{:?}", norms.collect::<Vec<_>>()));
    }
    let mut terms = inverted.terms().stream().unwrap();
    let mut positions = Vec::new();
    while let Some((term, info)) = terms.next() {
        let mut line = format!("{name} {:?} in {}:", String::from_utf8_lossy(term), info.doc_freq);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = inverted.read_postings_from_terminfo(info, option).unwrap();
        while postings.doc() != TERMINATED {
            postings.positions(&mut positions);
            let _ = write!(line, " {}×{} {positions:?}", postings.doc(), postings.term_freq());
            postings.advance();
        }
        lines.push(line);
    }
    lines
}

/// Holds the segment of `articles` against tantivy's.
fn check(articles: &[(String, String)]) {
    let documents = documents(articles);
    let analyzer = Analyzer::new(AnalysisOptions::default());
    let plain = Index::create_in_ram(Fields::schema().0);
    plain.tokenizers().register(TOKENIZER_NAME, PlainTokenizer(analyzer.clone()));
    plain.tokenizers().register(PAIRS_TOKENIZER_NAME, PlainPairs(analyzer.clone()));
    let (_, fields) = Fields::schema();
    let mut writer: IndexWriter = plain.writer_with_num_threads(1, 15_000_000).unwrap();
    for document in &documents {
        let mut document = document.clone();
        let text = document.get_first(fields.text).and_then(|text| text.as_str()).unwrap().to_owned();
        document.add_text(fields.pairs, text);
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();

    let index = Index::create_in_ram(Fields::schema().0);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    let mut segment = SegmentBuilder::new(&index).unwrap();
    let mut analyzer = analyzer.clone();
    for document in &documents {
        segment.add(document, &mut analyzer).unwrap();
    }
    writer.add_segment(segment.finish().unwrap()).unwrap();
    writer.commit().unwrap();

    let (ours, theirs) = (contents(&index), contents(&plain));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours.len(), theirs.len());
}

/// The texts of the sample archive that are plain files.
fn sample() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/knipsels");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut texts: Vec<_> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    texts.sort();
    texts.into_iter().map(|text| (text.lines().next().unwrap_or_default().to_owned(), text)).collect()
}

#[test]
fn the_sample_archive() {
    check(&sample());
}

/// More different words than an analyzer remembers in a test: it forgets them all in the middle of the segment.
#[test]
fn words_that_were_forgotten_come_back() {
    let text = |from: usize| {
        (from..from + 900)
            .map(|number| format!("woord{number} vredesakkoord Karabach"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let articles: Vec<(String, String)> = (0..9).map(|part| ("Kop".to_owned(), text(part * 800))).collect();
    check(&articles);
}

#[test]
fn words_too_long_to_be_remembered() {
    let long = "lang".repeat(30);
    check(&[(long.clone(), format!("{long} en {long}. Nog {}", "a".repeat(70_000)))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn arbitrary_articles(articles in prop::collection::vec((".{0,20}", "([a-d]{1,3}[ .-]|(in|de|van|en|het|minister|Jaar) |zit-in |va-n |d-e |i-n-de |va-\\nn |Brengt de avond door\\. |Nagorno-Karabach, |é|\\n\\n){0,60}"), 1..12)) {
        check(&articles);
    }
}
