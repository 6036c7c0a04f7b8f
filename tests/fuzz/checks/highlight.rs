//! What must hold of what is marked in any article for any query.

use std::sync::OnceLock;

use knipsel::date::Day;
use knipsel::dutch::tokenize::{Token, tokens};
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, StoredArticle, build};
use knipsel::query::{MatchLevel, parse};
use knipsel::search::{Highlight, Search};

/// Marks the query on the first line in the text on those below it, and some of the text's own words, and panics
/// where something does not hold.
pub(crate) fn check(query_and_text: &str) {
    let (query, text) = query_and_text.split_once('\n').unwrap_or((query_and_text, ""));
    let article = article(text);
    let mut search = Search::new(index());
    for level in [MatchLevel::Exact, MatchLevel::Inflected, MatchLevel::Broad] {
        marks(&mut search, &article, query, level);
    }
    // Signs mean something in a query.
    let is_plain = |token: &Token<'_>| token.text.chars().all(char::is_alphanumeric);
    let own: Vec<Token<'_>> = tokens(text).filter(is_plain).take(6).collect();
    for token in &own {
        let quoted = format!("\"{}\"", token.text);
        let start = text[..token.start].chars().count();
        let marks = marks(&mut search, &article, &quoted, MatchLevel::Exact);
        let is_marked = marks.iter().any(|mark| mark.start <= start && start < mark.end);
        assert!(is_marked, "{quoted} does not mark itself: {marks:?}");
    }
    let any = own.iter().map(|token| token.text).collect::<Vec<_>>().join(" OF ");
    marks(&mut search, &article, &any, MatchLevel::Broad);
}

/// What a query marks in an article's text: nothing twice, and nothing outside.
fn marks(search: &mut Search<'_>, article: &StoredArticle, query: &str, level: MatchLevel) -> Vec<Highlight> {
    let today = Day::from_ymd(2021, 11, 17).expect("it is a day");
    // A query may ask for more than can be sought.
    let found = search.highlights(article, &parse(query, today).root, level);
    let (in_title, in_text) = found.unwrap_or_default();
    for (marks, text) in [(&in_title, &article.title), (&in_text, &article.text)] {
        let mut end_before = 0;
        for mark in marks {
            assert!(mark.start < mark.end, "{mark:?} is empty");
            assert!(mark.start >= end_before, "{mark:?} overlaps the one before it");
            end_before = mark.end;
        }
        assert!(end_before <= text.chars().count(), "{marks:?} go beyond the text");
    }
    in_text
}

fn article(text: &str) -> StoredArticle {
    StoredArticle {
        id: "1".to_owned(),
        title: "Bericht".to_owned(),
        title_derived: false,
        text: text.to_owned(),
        date: None,
        date_from_path: false,
        source: Some("Bode".to_owned()),
        author: None,
        section: None,
        language: None,
        url: None,
        page: None,
        archive: String::new(),
        path: String::new(),
        line: 1,
        ordinal: 0,
    }
}

/// An index, without which there is no search; what it holds does not matter here.
fn index() -> &'static OpenIndex {
    static INDEX: OnceLock<OpenIndex> = OnceLock::new();
    INDEX.get_or_init(|| {
        let work = tempfile::tempdir().expect("a folder can be made");
        let archive = work.path().join("bericht.txt");
        std::fs::write(&archive, "Een bericht.").expect("a file can be written");
        let folder = IndexFolder::at(work.path().join("index"));
        let options = BuildOptions { paths: vec![archive], threads: 1, ..BuildOptions::default() };
        build(&folder, &options, &mut |_| {}).expect("an index can be built");
        // Its files are open, and may go.
        OpenIndex::open(&folder, &options.analysis).expect("the index can be opened")
    })
}
