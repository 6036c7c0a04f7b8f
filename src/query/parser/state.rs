//! What goes along with the pieces of a query while they are read: how deep it is nested, and what there is to say.

use std::ops::Range;

use crate::date::Day;
use crate::query::diagnostics::{Diagnostic, Level};
use crate::query::foreign::Foreign;

/// So many remarks are made on a query, and how many more there are is told.
const MOST_REMARKS: usize = 20;

#[derive(Debug)]
pub(super) struct State<'q> {
    pub(super) query: &'q str,
    pub(super) today: Day,
    /// How many brackets, fields and operators stand around the next piece.
    pub(super) depth: usize,
    /// Whether the rest of the query was left unread, so that what it lacks is not its fault.
    pub(super) gave_up: bool,
    diagnostics: Vec<Diagnostic>,
    /// How many remarks were not taken in.
    unsaid: usize,
}

impl<'q> State<'q> {
    pub(super) fn new(query: &'q str, today: Day) -> Self {
        Self { query, today, depth: 0, gave_up: false, diagnostics: Vec::new(), unsaid: 0 }
    }

    pub(super) fn say(&mut self, remark: Diagnostic) {
        if self.gave_up {
            return;
        }
        // The first error is taken in however many remarks there are: it decides whether the query is answered.
        let is_full = self.diagnostics.len() >= MOST_REMARKS;
        if is_full && (remark.level != Level::Error || self.has_error()) {
            self.unsaid += 1;
        } else {
            self.diagnostics.push(remark);
        }
    }

    /// Says that an operator lacks a side.
    pub(super) fn say_dangling(&mut self, operator: Range<usize>) {
        let told = format!("`{}` has nothing to join", &self.query[operator.clone()]);
        self.say(
            error(told, operator).hint("put it in quotes to seek the word, or write what belongs beside it"),
        );
    }

    pub(super) fn say_foreign(&mut self, foreign: Foreign, span: Range<usize>) {
        self.say(Diagnostic::new(foreign.level, foreign.told, span).hint(foreign.hint));
    }

    pub(super) fn has_error(&self) -> bool {
        self.diagnostics.iter().any(|it| it.level == Level::Error)
    }

    /// The remarks in the order of the query, and behind them how many more there were.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        let end = self.query.len();
        match self.unsaid {
            0 => {}
            1 => diagnostics.push(note("1 more remark is left out", end..end)),
            unsaid => diagnostics.push(note(format!("{unsaid} more remarks are left out"), end..end)),
        }
        diagnostics
    }
}

pub(super) fn error(told: impl Into<String>, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Level::Error, told, span)
}

pub(super) fn warning(told: impl Into<String>, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Level::Warning, told, span)
}

pub(super) fn note(told: impl Into<String>, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Level::Note, told, span)
}
