//! Fields with what is sought in them, dates, and the numbers of distances.

use std::ops::Range;

use winnow::combinator::opt;
use winnow::prelude::*;

use super::grammar::{excluded_or_atom, operand};
use super::pieces::{next_kind, piece};
use super::state::{State, error, note, warning};
use super::{Input, Read, ReadAt};
use crate::date;
use crate::query::ast::{FieldName, Node, NodeKind};
use crate::query::lexer::Kind;
use crate::query::places::LONGEST_DISTANCE;

/// The distance of a `NABIJ` that has none.
const USUAL_DISTANCE: u32 = 10;

/// `titel:vrede`
pub(super) fn field(input: &mut Input<'_, '_>) -> Read {
    let (field, span) = field_name.parse_next(input)?;
    let Some(node) = operand(excluded_or_atom).parse_next(input)? else {
        let told = format!("nothing is sought in the field `{}`", field.as_str());
        let hint = format!("write a word after it, as in `{}:vrede`", field.as_str());
        input.state.say(error(told, span).hint(hint));
        return Ok(None);
    };
    input.state.check_field(field, &node);
    let whole = span.start..node.span.end;
    Ok(Some(Node::new(NodeKind::Field(field, Box::new(node)), whole)))
}

fn field_name(input: &mut Input<'_, '_>) -> ReadAt<FieldName> {
    piece(|kind| if let Kind::Field(field) = kind { Some(field) } else { None }).parse_next(input)
}

/// `kleur:`, of which the name alone is sought.
pub(super) fn unknown_field(input: &mut Input<'_, '_>) -> Read {
    let name = |kind| if let Kind::UnknownField(name) = kind { Some(name) } else { None };
    let (name, whole) = piece(name).parse_next(input)?;
    let span = whole.start..whole.end - 1;
    let told = format!("there is no field `{name}`; it is sought as a word");
    let hint = "the fields are titel, tekst, bron, auteur, rubriek, taal and datum";
    input.state.say(warning(told, span.clone()).hint(hint));
    Ok(Some(Node::new(NodeKind::Word(name.to_owned()), span)))
}

/// `datum:2021-11`
pub(super) fn dates(input: &mut Input<'_, '_>) -> Read {
    let is_date = |(field, _): &(FieldName, _)| *field == FieldName::Date;
    let (_, field) = field_name.verify(is_date).parse_next(input)?;
    let Some((text, span)) = opt(date_text).parse_next(input)? else {
        let hint = if next_kind(input) == Some(Kind::Open) {
            "write it before each date, as in `(datum:2020 OF datum:2022)`"
        } else {
            "write one after it, as in `datum:2021-11` or `datum:2020..2021-06`"
        };
        input.state.say(error("no date follows `datum:`", field).hint(hint));
        return Ok(None);
    };
    let whole = field.start..span.end;
    match date::parse_filter(text, input.state.today) {
        Ok(days) => Ok(Some(Node::new(NodeKind::Dates(days), whole))),
        Err(fault) => {
            let hint = if text.starts_with(['<', '>']) {
                "write `2020..` for what came from then on, `..2020` for what came up to then"
            } else {
                fault.hint().unwrap_or("write a date such as 2021, 2021-11 or 2020..2021-06")
            };
            input.state.say(error(fault.to_string(), span).hint(hint));
            Ok(None)
        }
    }
}

fn date_text<'q>(input: &mut Input<'_, 'q>) -> ReadAt<&'q str> {
    let text = |kind| match kind {
        Kind::Word(text) | Kind::Phrase { text, .. } => Some(text),
        _ => None,
    };
    piece(text).parse_next(input)
}

impl State<'_> {
    /// The number of a `NABIJ/5` or of a `~15`, in which the whole operator stands at `span`.
    pub(super) fn distance(&mut self, written: Option<&str>, span: &Range<usize>) -> u32 {
        let usage = "write it as in `vrede NABIJ/5 akkoord` or `\"vrede akkoord\"~5`";
        let remark = match written {
            None => note(format!("no distance is given; {USUAL_DISTANCE} words are taken"), span.clone())
                .hint(format!("write it as in `NABIJ/{USUAL_DISTANCE}`")),
            Some("") => {
                let told = format!("a distance is missing: a number of words up to {LONGEST_DISTANCE}");
                error(told, span.clone()).hint(usage)
            }
            Some(written) => match written.parse::<u32>() {
                Ok(distance) if distance <= LONGEST_DISTANCE => return distance,
                _ => {
                    let told = format!(
                        "`{written}` is no distance: it is a number of words up to {LONGEST_DISTANCE}"
                    );
                    error(told, span.clone()).hint(usage)
                }
            },
        };
        self.say(remark);
        USUAL_DISTANCE
    }
}
