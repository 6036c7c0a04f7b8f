//! The pieces of a query, each with its place.
//!
//! `titel:vrede -"tweede stad"~3` is a field, a word, `NIET` and what stands in quotes with its distance. Every text
//! can be cut: what is nothing else is a word.

use std::ops::Range;

use winnow::combinator::{alt, dispatch, opt, peek, preceded, repeat, terminated};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{any, one_of, take_till, take_while};

use super::ast::{FieldName, Unit};

/// A piece of a query and its place, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'q> {
    pub(super) kind: Kind<'q>,
    pub(super) span: Range<usize>,
}

/// What a piece of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'q> {
    /// A run of characters without white space, brackets or quotes.
    Word(&'q str),
    /// What stands between quotes; `closed` tells whether the closing one is there. What follows a `~` behind it is
    /// its `distance`, which need not be a number.
    Phrase {
        text: &'q str,
        closed: bool,
        distance: Option<&'q str>,
    },
    /// `titel:` and the like.
    Field(FieldName),
    /// `name:` with a name that is no field.
    UnknownField(&'q str),
    /// `EN`, `AND`.
    And,
    /// `OF`, `OR`.
    Or,
    /// `NIET`, `NOT`, and `-` before a word.
    Not,
    /// `NABIJ/5`, `NEAR/5`: what stands behind the slash, if there is one.
    Near(Option<&'q str>),
    /// `IN-ZIN`, `IN-ALINEA`, `IN-SENTENCE`, `IN-PARAGRAPH`.
    Within(Unit),
    Open,
    Close,
}

type Text<'q> = LocatingSlice<&'q str>;

/// A piece, or that another kind of piece stands here.
type Read<'q> = Result<Kind<'q>, EmptyError>;

/// Cuts a query into pieces. Every character that is not white space ends up in one of them.
pub(super) fn lex(query: &str) -> Vec<Token<'_>> {
    let kind = dispatch! { peek(any);
        '(' => any.value(Kind::Open),
        ')' => any.value(Kind::Close),
        '-' => alt((minus, word)),
        c if is_quote(c) => phrase,
        _ => alt((field, word)),
    };
    let token = kind.with_span().map(|(kind, span)| Token { kind, span });
    // Behind white space stands a word if nothing else, so that this ends where the query ends.
    preceded(blank, repeat(0.., terminated(token, blank)))
        .parse_next(&mut Text::new(query))
        .unwrap_or_default()
}

fn blank(text: &mut Text<'_>) -> Result<(), EmptyError> {
    take_while(0.., |c: char| c.is_whitespace() || c == '\u{0}').void().parse_next(text)
}

fn phrase<'q>(text: &mut Text<'q>) -> Read<'q> {
    let opened = preceded(one_of(is_quote), take_till(0.., is_quote));
    let distance = preceded(one_of('~'), take_till(0.., ends_word));
    (opened, opt(preceded(one_of(is_quote), opt(distance))))
        .map(|(text, closing)| Kind::Phrase { text, closed: closing.is_some(), distance: closing.flatten() })
        .parse_next(text)
}

/// A minus excludes what follows it directly; one that stands alone is a dash.
fn minus<'q>(text: &mut Text<'q>) -> Read<'q> {
    let excluded = one_of(|c: char| {
        c.is_alphanumeric()
            || c == '('
            || is_quote(c)
            || matches!(c, '\'' | '’' | '*' | '?' | '€' | '$' | '£' | '¥')
    });
    (one_of('-'), peek(excluded)).value(Kind::Not).parse_next(text)
}

/// `titel:`, and with it `kleur:` where something follows it: that was meant as a field, while `10:30` and `https://…`
/// are words. It is cut off before what follows is looked at, since `titel:titel:titel:…` would be read again and again.
fn field<'q>(text: &mut Text<'q>) -> Read<'q> {
    let name = terminated(take_till(1.., |c| c == ':' || ends_word(c)), one_of(':'));
    let value = one_of(|c: char| c.is_alphanumeric() || c == '(' || is_quote(c));
    (name, opt(peek(value)))
        .verify_map(|(name, value): (&str, _)| match FieldName::parse(name) {
            Some(field) => Some(Kind::Field(field)),
            None => {
                (value.is_some() && name.chars().all(char::is_alphabetic)).then_some(Kind::UnknownField(name))
            }
        })
        .parse_next(text)
}

fn word<'q>(text: &mut Text<'q>) -> Read<'q> {
    take_till(1.., ends_word).map(operator_or_word).parse_next(text)
}

fn operator_or_word(word: &str) -> Kind<'_> {
    match word {
        "EN" | "AND" => Kind::And,
        "OF" | "OR" => Kind::Or,
        "NIET" | "NOT" => Kind::Not,
        "NABIJ" | "NEAR" => Kind::Near(None),
        "IN-ZIN" | "IN-SENTENCE" => Kind::Within(Unit::Sentence),
        "IN-ALINEA" | "IN-PARAGRAPH" => Kind::Within(Unit::Paragraph),
        _ => match word.strip_prefix("NABIJ/").or_else(|| word.strip_prefix("NEAR/")) {
            Some(distance) => Kind::Near(Some(distance)),
            None => Kind::Word(word),
        },
    }
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c)
}

/// Quotes of every kind open and close a phrase: people paste „Dutch”, “English” and «French» ones.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}
