//! What must hold of any query.

use knipsel::date::Day;
use knipsel::query::{DateMatch, Language, MatchLevel, NamedSynonyms, parse, restate};

/// Parses a query, and panics where something does not hold.
pub(crate) fn check(query: &str) {
    let today = Day::from_ymd(2021, 11, 17).expect("it is a day");
    let parsed = parse(query, today);
    let mut start_before = 0;
    for diagnostic in &parsed.diagnostics {
        let span = diagnostic.span.clone();
        assert!(query.get(span.clone()).is_some(), "{diagnostic:?} is not in the query");
        assert!(span.start >= start_before, "{diagnostic:?} is out of order");
        start_before = span.start;
        let shown = diagnostic.render(query, false);
        assert!(!diagnostic.message.is_empty() && !shown.is_empty());
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?} could move a cursor");
    }
    let none = NamedSynonyms::default();
    for language in [Language::Dutch, Language::English] {
        let told = restate(&parsed.root, MatchLevel::Broad, None, DateMatch::Possible, &none, language);
        assert!(told.ends_with('.'), "{told}");
    }
    assert!(query.get(parsed.root.span.clone()).is_some(), "{:?} is not in the query", parsed.root);

    // What was understood without any remark is understood in the same way when it is printed.
    if parsed.diagnostics.is_empty() {
        let printed = parsed.root.to_string();
        let again = parse(&printed, today);
        assert_eq!(again.root.to_string(), printed, "{:?}", again.diagnostics);
    }
}
