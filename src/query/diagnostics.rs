//! What there is to say about a query, and where in it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Severity, Renderer, Snippet};
use serde::Serialize;

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

    /// The remark with the query and a caret under the place, over several lines.
    pub fn render(&self, query: &str, colour: bool) -> String {
        let severity = match self.level {
            Level::Note => Severity::NOTE,
            Level::Warning => Severity::WARNING,
            Level::Error => Severity::ERROR,
        };
        // A query of several lines is shown as one, so that the caret stands under its place.
        let line: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Replacing a control character may change lengths in bytes only for those outside ASCII.
        let place = if line.len() == query.len() { self.span.clone() } else { 0..0 };
        let mut report = vec![
            severity
                .primary_title(self.message.as_str())
                .element(Snippet::source(line.as_str()).annotation(AnnotationKind::Primary.span(place))),
        ];
        if let Some(hint) = &self.hint {
            report.push(Group::with_title(Severity::HELP.with_name("hint").secondary_title(hint.as_str())));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}
