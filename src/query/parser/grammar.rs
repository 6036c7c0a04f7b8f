//! How operators, brackets and operands make a tree.

use winnow::combinator::{alt, eof, opt, peek, preceded, repeat_till};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::rest;

use super::operands::{dates, field, unknown_field};
use super::pieces::{next_kind, piece, sign};
use super::state::{error, note};
use super::texts::{phrase, word};
use super::{Input, Read, ReadAt};
use crate::query::ast::{Node, NodeKind, Unit};
use crate::query::lexer::Kind;

/// Brackets nested deeper than this are refused: nobody types them, and each level costs stack.
const DEEPEST: usize = 100;

/// `query := ( any | ")" )*`
pub(super) fn query(input: &mut Input<'_, '_>) -> Read {
    let parts = repeat_till(0.., alt((closes_nothing, any)), eof);
    parts.map(|(parts, _): (Vec<_>, _)| joined(parts.into_iter().flatten(), NodeKind::And)).parse_next(input)
}

fn closes_nothing(input: &mut Input<'_, '_>) -> Read {
    let span = sign(Kind::Close).parse_next(input)?;
    input.state.say(error("this bracket closes nothing", span).hint("remove it, or open one before it"));
    Ok(None)
}

/// `any := all ( OF all )*`
fn any(input: &mut Input<'_, '_>) -> Read {
    let mut nodes = Vec::from_iter(all(input)?);
    while let Some(operator) = opt(sign(Kind::Or)).parse_next(input)? {
        let right = all(input)?;
        if nodes.is_empty() || right.is_none() {
            input.state.say_dangling(operator);
        }
        nodes.extend(right);
    }
    Ok(joined(nodes, NodeKind::Or))
}

/// `all := ( EN? one )*`
fn all(input: &mut Input<'_, '_>) -> Read {
    let mut nodes = Vec::new();
    loop {
        let operator = opt(sign(Kind::And)).parse_next(input)?;
        let is_end = matches!(next_kind(input), None | Some(Kind::Or | Kind::Close));
        if let Some(operator) = operator
            && (is_end || nodes.is_empty())
        {
            input.state.say_dangling(operator);
        }
        if is_end {
            return Ok(joined(nodes, NodeKind::And));
        }
        nodes.extend(alt((one, joins_nothing)).parse_next(input)?);
    }
}

fn joins_nothing(input: &mut Input<'_, '_>) -> Read {
    let (_, operator) = piece(Some).parse_next(input)?;
    input.state.say_dangling(operator);
    Ok(None)
}

/// `one := NIET one | within`
fn one(input: &mut Input<'_, '_>) -> Read {
    alt((excluded, within)).parse_next(input)
}

fn excluded(input: &mut Input<'_, '_>) -> Read {
    let operator = sign(Kind::Not).parse_next(input)?;
    let Some(node) = operand(one).parse_next(input)? else {
        input.state.say_dangling(operator);
        return Ok(None);
    };
    let whole = operator.start..node.span.end;
    Ok(Some(Node::new(NodeKind::Not(Box::new(node)), whole)))
}

/// `within := near ( (IN-ZIN | IN-ALINEA) near )*`
fn within(input: &mut Input<'_, '_>) -> Read {
    chain(input, near, unit, NodeKind::Within)
}

/// `near := atom ( NABIJ/n atom )*`
fn near(input: &mut Input<'_, '_>) -> Read {
    chain(input, atom, distance, NodeKind::Near)
}

/// Operands with operators of one kind between them, of which the first holds its neighbours closest.
fn chain<'t, 'q, T>(
    input: &mut Input<'t, 'q>,
    side: fn(&mut Input<'t, 'q>) -> Read,
    operator: fn(&mut Input<'t, 'q>) -> ReadAt<T>,
    kind: fn(T, Box<Node>, Box<Node>) -> NodeKind,
) -> Read {
    let Some(mut left) = side(input)? else { return Ok(None) };
    let mut operators = 0;
    while let Some((how, span)) = opt(operator).parse_next(input)? {
        // Each operator makes the tree deeper by one.
        operators += 1;
        if operators > DEEPEST {
            return too_deep(input);
        }
        let Some(right) = operand(side).parse_next(input)? else {
            input.state.say_dangling(span);
            break;
        };
        let whole = left.span.start..right.span.end;
        input.state.check_sides(&left, &right, &whole);
        left = Node::new(kind(how, Box::new(left), Box::new(right)), whole);
    }
    Ok(Some(left))
}

/// `IN-ZIN` and `IN-ALINEA`.
fn unit(input: &mut Input<'_, '_>) -> ReadAt<Unit> {
    piece(|kind| if let Kind::Within(unit) = kind { Some(unit) } else { None }).parse_next(input)
}

/// `NABIJ/5`.
fn distance(input: &mut Input<'_, '_>) -> ReadAt<u32> {
    let written = |kind| if let Kind::Near(written) = kind { Some(written) } else { None };
    let (written, span) = piece(written).parse_next(input)?;
    Ok((input.state.distance(written, &span), span))
}

/// `atom := FIELD atom | ( any ) | "phrase" | word`
pub(super) fn atom(input: &mut Input<'_, '_>) -> Read {
    alt((word, phrase, dates, field, unknown_field, group)).parse_next(input)
}

/// What stands behind a field, which may be excluded: `titel:-vrede`.
pub(super) fn excluded_or_atom(input: &mut Input<'_, '_>) -> Read {
    alt((excluded, atom)).parse_next(input)
}

fn group(input: &mut Input<'_, '_>) -> Read {
    let open = sign(Kind::Open).parse_next(input)?;
    let node = nested(any).parse_next(input)?;
    if opt(sign(Kind::Close)).parse_next(input)?.is_none() {
        input.state.say(error("this bracket is not closed", open.clone()).hint("close it with `)`"));
    }
    if node.is_none() {
        input.state.say(note("there is nothing between these brackets", open));
    }
    Ok(node)
}

/// What an operator or a field is about, if it is there.
pub(super) fn operand<'t, 'q>(
    read: fn(&mut Input<'t, 'q>) -> Read,
) -> impl Parser<Input<'t, 'q>, Option<Node>, EmptyError> {
    let begins = |kind| {
        let ends = matches!(kind, Kind::And | Kind::Or | Kind::Close | Kind::Near(_) | Kind::Within(_));
        (!ends).then_some(())
    };
    opt(preceded(peek(piece(begins)), nested(read))).map(Option::flatten)
}

/// What stands one level deeper than what is around it.
fn nested<'t, 'q>(
    read: fn(&mut Input<'t, 'q>) -> Read,
) -> impl Parser<Input<'t, 'q>, Option<Node>, EmptyError> {
    move |input: &mut Input<'t, 'q>| {
        input.state.depth += 1;
        let node = if input.state.depth > DEEPEST { too_deep(input) } else { read(input) };
        input.state.depth -= 1;
        node
    }
}

/// Gives up on the rest of the query, once.
fn too_deep(input: &mut Input<'_, '_>) -> Read {
    let start = input.previous_tokens().next().map_or(0, |token| token.span.start);
    rest.void().parse_next(input)?;
    let told = format!("the query is nested more than {DEEPEST} deep");
    input.state.say(error(told, start..start + 1).hint("write it with fewer brackets"));
    input.state.gave_up = true;
    Ok(None)
}

/// One node for several.
fn joined(nodes: impl IntoIterator<Item = Node>, kind: fn(Vec<Node>) -> NodeKind) -> Option<Node> {
    let mut nodes = Vec::from_iter(nodes);
    let (first, last) = (nodes.first()?, nodes.last()?);
    let span = first.span.start..last.span.end;
    if nodes.len() == 1 { nodes.pop() } else { Some(Node::new(kind(nodes), span)) }
}
