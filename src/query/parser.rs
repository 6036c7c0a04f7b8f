//! From pieces to a tree, with a remark wherever something is not right.
//!
//! ```text
//! query  := ( any | ")" )*
//! any    := all ( OF all )*
//! all    := ( EN? one )*
//! one    := NIET one | within
//! within := near ( (IN-ZIN | IN-ALINEA) near )*
//! near   := atom ( NABIJ/n atom )*
//! atom   := FIELD atom | ( any ) | "phrase" | word
//! ```
//!
//! Each rule is a function in [`grammar`], [`operands`] or [`texts`]. What it needs beside the pieces, and where it
//! leaves its remarks, is the [`State`] that goes along with them.
//!
//! A rule has one of three answers: that nothing of its kind begins here, upon which nothing was taken and nothing
//! said, so that another rule may have it; that it took pieces of which nothing can be sought, and said why; or a node.

mod checks;
mod grammar;
mod operands;
mod pieces;
mod state;
mod texts;

use std::ops::Range;

use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::stream::{Stateful, TokenSlice};

use super::ast::{Node, NodeKind};
use super::diagnostics::{Diagnostic, Level};
use super::lexer::{Token, lex};
use crate::date::Day;
use state::State;

/// A query and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The query as far as it was understood.
    pub root: Node,
    /// What is to be said, in the order of the query.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// The first remark of level error.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.level == Level::Error)
    }
}

/// The pieces that are left, and the state.
type Input<'t, 'q> = Stateful<TokenSlice<'t, Token<'q>>, State<'q>>;

/// What a rule read; an error says that nothing of its kind begins here.
type Read<T = Option<Node>> = Result<T, EmptyError>;

/// A part of a rule, with its place.
type ReadAt<T> = Read<(T, Range<usize>)>;

/// Reads a query. `today` gives a meaning to `datum:gisteren`.
pub fn parse(query: &str, today: Day) -> Parsed {
    let tokens = lex(query);
    let mut input = Input { input: TokenSlice::new(&tokens), state: State::new(query, today) };
    // The rule of a whole query takes whatever stands there.
    let root = grammar::query.parse_next(&mut input).ok().flatten();
    let mut state = input.state;
    let root = root.unwrap_or_else(|| {
        state.check_empty(&tokens);
        Node::new(NodeKind::All, 0..query.len())
    });
    Parsed { root, diagnostics: state.into_diagnostics() }
}
