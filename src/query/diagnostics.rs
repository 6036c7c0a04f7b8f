//! What there is to say about a query, and where in it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Severity, Renderer, Snippet};
use serde::Serialize;

use crate::dutch::normalize::turns_direction;

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// The query may not mean what was meant.
    Warning,
    /// The query is not whole; what was understood of it is not what was asked.
    Error,
}

/// A remark on a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub level: Level,
    /// What is wrong, naming the value and the rule.
    pub message: String,
    /// The place in the query, in bytes.
    pub span: Range<usize>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(level: Level, message: impl Into<String>, span: Range<usize>) -> Self {
        Self { level, message: message.into(), span, hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The remark with the query and a caret under the place, over several lines. Of a long query what stands around
    /// the place is shown; characters that could move a cursor or turn the direction of writing are replaced.
    pub fn render(&self, query: &str, colour: bool) -> String {
        let severity = match self.level {
            Level::Note => Severity::NOTE,
            Level::Warning => Severity::WARNING,
            Level::Error => Severity::ERROR,
        };
        let part = |range: Range<usize>| query.get(range).unwrap_or_default();
        let before = part(0..self.span.start);
        let before = match before.char_indices().rev().nth(MOST_CHARS_BESIDE) {
            Some((at, _)) => format!("…{}", shown(&before[at..])),
            None => shown(before),
        };
        let (marked, behind) =
            (beginning(part(self.span.clone())), beginning(part(self.span.end..query.len())));
        let place = before.len()..before.len() + marked.len();
        let line = format!("{before}{marked}{behind}");
        let mut report = vec![
            severity
                .primary_title(shown(&self.message))
                .element(Snippet::source(line).annotation(AnnotationKind::Primary.span(place))),
        ];
        if let Some(hint) = &self.hint {
            report.push(Group::with_title(Severity::HELP.with_name("hint").secondary_title(shown(hint))));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report)
    }
}

/// So much of a query is shown before a place, of it, and behind it: a query may be as long as a command line.
const MOST_CHARS_BESIDE: usize = 150;

/// The beginning of a part of a query, as it is shown.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS_BESIDE) {
        Some((at, _)) => shown(&text[..at]) + "…",
        None => shown(text),
    }
}

/// A text on one line, as a terminal may get it.
fn shown(text: &str) -> String {
    let replaced = |c: char| match c {
        c if c.is_control() => ' ',
        c if turns_direction(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(replaced).collect()
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}
