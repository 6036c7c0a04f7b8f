//! Single pieces of a query, as rules take them.

use std::ops::Range;

use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::stream::Stream;
use winnow::token;

use super::Input;
use crate::query::lexer::{Kind, Token};

/// A piece of which something is wanted: that, and the piece's place.
pub(super) fn piece<'t, 'q: 't, T>(
    wanted: impl Fn(Kind<'q>) -> Option<T>,
) -> impl Parser<Input<'t, 'q>, (T, Range<usize>), EmptyError> {
    let taken = move |token: &Token<'q>| Some((wanted(token.kind)?, token.span.clone()));
    token::any.verify_map(taken)
}

/// A piece of which only the place is wanted.
pub(super) fn sign<'t, 'q: 't>(
    wanted: Kind<'static>,
) -> impl Parser<Input<'t, 'q>, Range<usize>, EmptyError> {
    piece(move |kind| (kind == wanted).then_some(())).map(|((), span)| span)
}

/// What comes next.
pub(super) fn next_kind<'q>(input: &Input<'_, 'q>) -> Option<Kind<'q>> {
    input.peek_token().map(|token| token.kind)
}
