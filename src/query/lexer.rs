//! The pieces of a query, each with its place.

use std::ops::Range;

use super::ast::{FieldName, Unit};

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A run of characters without white space, brackets or quotes.
    Word(String),
    /// What stands between quotes; `closed` tells whether the closing one is there. What follows a `~` behind it is
    /// its `distance`, which need not be a number.
    Phrase {
        text: String,
        closed: bool,
        distance: Option<String>,
    },
    /// `titel:` and the like.
    Field(FieldName),
    /// `name:` with a name that is no field.
    UnknownField(String),
    /// `EN`, `AND`.
    And,
    /// `OF`, `OR`.
    Or,
    /// `NIET`, `NOT`, and `-` before a word.
    Not,
    /// `NABIJ/5`, `NEAR/5`: what stands behind the slash, if there is one.
    Near(Option<String>),
    /// `IN-ZIN`, `IN-ALINEA`, `IN-SENTENCE`, `IN-PARAGRAPH`.
    Within(Unit),
    Open,
    Close,
}

/// A piece and its place, in bytes.
pub(super) type Spanned = (Token, Range<usize>);

/// Quotes of every kind open and close a phrase: people paste „Dutch”, “English” and «French» ones.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Cuts a query into pieces. Every character that is not white space ends up in one of them.
pub(super) fn lex(query: &str) -> Vec<Spanned> {
    let mut tokens = Vec::new();
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        let start = query.len() - rest.len();
        let (token, bytes) = if c.is_whitespace() || c == '\u{0}' {
            rest = &rest[c.len_utf8()..];
            continue;
        } else if c == '(' {
            (Token::Open, 1)
        } else if c == ')' {
            (Token::Close, 1)
        } else if is_quote(c) {
            phrase(rest, c)
        } else if c == '-' && starts_negation(rest) {
            (Token::Not, 1)
        } else {
            word(rest)
        };
        rest = &rest[bytes..];
        tokens.push((token, start..start + bytes));
    }
    tokens
}

/// A minus excludes what follows it directly; one that stands alone is a dash.
fn starts_negation(rest: &str) -> bool {
    rest[1..].chars().next().is_some_and(|next| {
        next.is_alphanumeric()
            || next == '('
            || is_quote(next)
            || matches!(next, '\'' | '’' | '*' | '?' | '€' | '$' | '£' | '¥')
    })
}

fn phrase(rest: &str, quote: char) -> (Token, usize) {
    let inside = &rest[quote.len_utf8()..];
    let Some((end, closing)) = inside.char_indices().find(|(_, c)| is_quote(*c)) else {
        return (Token::Phrase { text: inside.to_owned(), closed: false, distance: None }, rest.len());
    };
    let text = inside[..end].to_owned();
    let bytes = quote.len_utf8() + end + closing.len_utf8();
    let Some(behind) = rest[bytes..].strip_prefix('~') else {
        return (Token::Phrase { text, closed: true, distance: None }, bytes);
    };
    let distance = &behind[..behind.find(ends_word).unwrap_or(behind.len())];
    let token = Token::Phrase { text, closed: true, distance: Some(distance.to_owned()) };
    (token, bytes + 1 + distance.len())
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c)
}

fn word(rest: &str) -> (Token, usize) {
    // A field is cut off before the rest is looked at: `titel:titel:titel:…` would be read again and again.
    let stop = rest.find(|c| c == ':' || ends_word(c)).unwrap_or(rest.len());
    if rest[stop..].starts_with(':') {
        let colon = stop;
        let name = &rest[..colon];
        if let Some(field) = FieldName::parse(name) {
            return (Token::Field(field), colon + 1);
        }
        // `10:30` and `https://…` are words; a word before a colon that something follows was meant as a field.
        let value = &rest[colon + 1..];
        let followed = value.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '(' || is_quote(c));
        if followed && !name.is_empty() && name.chars().all(char::is_alphabetic) {
            return (Token::UnknownField(name.to_owned()), colon + 1);
        }
    }
    let end = rest.find(ends_word).unwrap_or(rest.len());
    let word = &rest[..end];
    let token = match word {
        "EN" | "AND" => Token::And,
        "OF" | "OR" => Token::Or,
        "NIET" | "NOT" => Token::Not,
        "NABIJ" | "NEAR" => Token::Near(None),
        "IN-ZIN" | "IN-SENTENCE" => Token::Within(Unit::Sentence),
        "IN-ALINEA" | "IN-PARAGRAPH" => Token::Within(Unit::Paragraph),
        _ => match word.strip_prefix("NABIJ/").or_else(|| word.strip_prefix("NEAR/")) {
            Some(distance) => Token::Near(Some(distance.to_owned())),
            None => Token::Word(word.to_owned()),
        },
    };
    (token, end)
}
