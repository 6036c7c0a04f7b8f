//! What an alert seeks.

use crate::date::{Day, DaySpan};
use crate::error::{Error, ErrorKind, Result};
use crate::query::{DateMatch, Language, MatchLevel, Node, parse, restate};
use crate::search::{Search, SearchRequest, Sort};

/// The longest name: it stands in the names of files.
const MOST_NAME_CHARS: usize = 64;

/// A query with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The name: letters, digits, `-` and `_`.
    pub name: String,
    /// The query, as it was typed. It is read anew each time, so that `datum:"vorige maand"` moves along.
    pub query: String,
    /// How far words of the text may be from those of the query.
    pub level: MatchLevel,
    /// Only articles of these days.
    pub days: Option<DaySpan>,
    /// What it takes for a partial date to lie in a span of days.
    pub dates: DateMatch,
    /// The language of its digests.
    pub language: Language,
}

impl Alert {
    /// An alert on all that a query finds.
    pub fn new(name: impl Into<String>, query: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            query: query.into(),
            level: MatchLevel::default(),
            days: None,
            dates: DateMatch::default(),
            language: Language::default(),
        }
    }

    /// Whether `name` can be the name of an alert.
    ///
    /// # Errors
    ///
    /// Fails where it is empty, too long, or holds what cannot stand in the name of a file everywhere.
    pub fn check_name(name: &str) -> Result<()> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let wrong = |what: String| {
            Err(Error::new(ErrorKind::Usage, what)
                .hint("name it with letters, digits, `-` and `_`: stikstof-2026"))
        };
        if name.is_empty() || name.starts_with('-') || !name.chars().all(fits) {
            return wrong(format!(
                "`{name}` cannot be the name of an alert, since it is the name of a file too"
            ));
        }
        if name.len() > MOST_NAME_CHARS {
            let length = name.len();
            return wrong(format!(
                "the name of an alert has at most {MOST_NAME_CHARS} letters, this has {length}"
            ));
        }
        Ok(())
    }

    /// Its query as it is read on a day.
    ///
    /// # Errors
    ///
    /// Fails where the query is not right; the cause is then a [`Diagnostic`](crate::query::Diagnostic).
    pub(super) fn read(&self, today: Day) -> Result<Node> {
        let parsed = parse(&self.query, today);
        match parsed.first_error() {
            None => Ok(parsed.root),
            Some(diagnostic) => {
                let what = format!("the query of the alert `{}` is not right", self.name);
                Err(Error::new(ErrorKind::Query, what).caused_by(diagnostic.clone()))
            }
        }
    }

    /// What is put to the index: all that matches, the newest first.
    pub(super) fn request(&self, query: Node) -> SearchRequest {
        SearchRequest {
            level: self.level,
            days: self.days,
            dates: self.dates,
            sort: Sort::Newest,
            limit: None,
            ..SearchRequest::new(query)
        }
    }

    /// What it seeks, in a sentence.
    pub(super) fn restated(&self, query: &Node, search: &mut Search<'_>) -> String {
        let synonyms = search.synonyms_in(query, self.level);
        restate(query, self.level, self.days, self.dates, &synonyms, self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expect) in [
            ("vrede", true),
            ("Stikstof_2026-b", true),
            ("", false),
            ("-v", false),
            ("a/b", false),
            ("..", false),
            ("één", false),
            ("LOCK ", false),
        ] {
            assert_eq!(Alert::check_name(name).is_ok(), expect, "{name}");
        }
        assert!(Alert::check_name(&"a".repeat(64)).is_ok());
        assert!(Alert::check_name(&"a".repeat(65)).is_err());
    }
}
