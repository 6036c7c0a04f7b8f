//! From pieces to a tree, by recursive descent, with a remark wherever something is not right.
//!
//! ```text
//! any    := all ( OF all )*
//! all    := one ( EN? one )*
//! one    := NIET one | FIELD one | ( any ) | "phrase" | word
//! ```

use std::ops::Range;

use super::ast::{FieldName, Node, NodeKind};
use super::diagnostics::{Diagnostic, Level};
use super::lexer::{Spanned, Token, lex};
use crate::date::{self, Day};

/// Brackets nested deeper than this are refused: nobody types them, and each level costs stack.
const DEEPEST: usize = 100;

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

/// Reads a query. `today` gives a meaning to `datum:gisteren`.
pub fn parse(query: &str, today: Day) -> Parsed {
    let mut parser = Parser {
        query,
        tokens: lex(query),
        next: 0,
        depth: 0,
        gave_up: false,
        last_is_said: true,
        today,
        diagnostics: Vec::new(),
    };
    let mut parts = Vec::new();
    while parser.peek().is_some() {
        if let Some(node) = parser.any() {
            parts.push(node);
        }
        // What ends `any` before the end of the query is a bracket that nothing opened.
        if let Some((_, span)) = parser.take_if(|token| *token == Token::Close) {
            parser.error("this bracket closes nothing", span).hint_last("remove it, or open one before it");
        }
    }
    let root = match parts.len() {
        0 => Node::new(NodeKind::All, 0..query.len()),
        _ => joined(parts, NodeKind::And),
    };
    parser.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    Parsed { root, diagnostics: parser.diagnostics }
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<Spanned>,
    next: usize,
    depth: usize,
    /// Whether the rest of the query was left unread, so that what it lacks is not its fault.
    gave_up: bool,
    /// Whether the last remark was taken in, so that a hint belongs to it.
    last_is_said: bool,
    today: Day,
    diagnostics: Vec<Diagnostic>,
}

impl Parser<'_> {
    fn any(&mut self) -> Option<Node> {
        let mut nodes: Vec<Node> = self.all().into_iter().collect();
        while let Some((_, span)) = self.take_if(|token| *token == Token::Or) {
            let missing = nodes.is_empty();
            match self.all() {
                Some(node) if !missing => nodes.push(node),
                other => {
                    self.dangling(span);
                    nodes.extend(other);
                }
            }
        }
        (!nodes.is_empty()).then(|| joined(nodes, NodeKind::Or))
    }

    fn all(&mut self) -> Option<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            let operator = self.take_if(|token| *token == Token::And);
            match self.peek() {
                Some(Token::Or | Token::Close) | None => {
                    if let Some((_, span)) = operator {
                        self.dangling(span);
                    }
                    break;
                }
                Some(_) => {
                    if let Some((_, span)) = operator
                        && nodes.is_empty()
                    {
                        self.dangling(span);
                    }
                    nodes.extend(self.one());
                }
            }
        }
        (!nodes.is_empty()).then(|| joined(nodes, NodeKind::And))
    }

    fn one(&mut self) -> Option<Node> {
        let (token, span) = self.take()?;
        match token {
            Token::Word(word) => self.word(word, span),
            Token::Phrase { text, closed } => {
                if !closed {
                    let quote = self.query[span.clone()].chars().next().map_or(1, char::len_utf8);
                    self.error("this quote is not closed", span.start..span.start + quote)
                        .hint_last("close the quote, or leave it out");
                }
                if text.trim().is_empty() {
                    self.say(Level::Note, "there is nothing between these quotes", span);
                    return None;
                }
                Some(Node::new(NodeKind::Phrase(text), span))
            }
            Token::Not => {
                let Some(node) = self.operand() else {
                    self.dangling(span);
                    return None;
                };
                let whole = span.start..node.span.end;
                Some(Node::new(NodeKind::Not(Box::new(node)), whole))
            }
            Token::Field(FieldName::Date) => self.dates(span),
            Token::Field(field) => {
                let Some(node) = self.operand() else {
                    self.error(format!("nothing is sought in the field `{}`", field.as_str()), span)
                        .hint_last(format!("write a word after it, as in `{}:vrede`", field.as_str()));
                    return None;
                };
                let whole = span.start..node.span.end;
                Some(Node::new(NodeKind::Field(field, Box::new(node)), whole))
            }
            Token::UnknownField(name) => {
                self.say(
                    Level::Warning,
                    format!("there is no field `{name}`; it is sought as a word"),
                    span.start..span.end - 1,
                )
                .hint_last("the fields are titel, tekst, bron, auteur, rubriek, taal and datum");
                Some(Node::new(NodeKind::Word(name), span.start..span.end - 1))
            }
            Token::Open => self.group(span),
            // `any` and `all` take these before they come here.
            Token::And | Token::Or | Token::Close => {
                self.dangling(span);
                None
            }
        }
    }

    /// What a `NIET` or a field is about.
    fn operand(&mut self) -> Option<Node> {
        match self.peek() {
            None | Some(Token::And | Token::Or | Token::Close) => None,
            Some(_) => {
                self.depth += 1;
                let node = if self.depth > DEEPEST { self.too_deep() } else { self.one() };
                self.depth -= 1;
                node
            }
        }
    }

    fn group(&mut self, open: Range<usize>) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            return self.too_deep();
        }
        let node = self.any();
        self.depth -= 1;
        if self.take_if(|token| *token == Token::Close).is_none() {
            self.error("this bracket is not closed", open.clone()).hint_last("close it with `)`");
        }
        if node.is_none() {
            self.say(Level::Note, "there is nothing between these brackets", open);
        }
        node
    }

    /// Gives up on the rest of the query, once.
    fn too_deep(&mut self) -> Option<Node> {
        let start = self.tokens.get(self.next.saturating_sub(1)).map_or(0, |(_, span)| span.start);
        self.next = self.tokens.len();
        self.error(format!("the query is nested more than {DEEPEST} deep"), start..start + 1)
            .hint_last("write it with fewer brackets");
        self.gave_up = true;
        None
    }

    fn word(&mut self, word: String, span: Range<usize>) -> Option<Node> {
        // A star or a tilde asks for more than this version can do. Leaving it out would change what is meant.
        let inner = word.trim_end_matches(['?', '!', '.', ',', ';', ':']);
        if let Some(at) = inner.find(['*', '?', '~']) {
            let name = if inner[at..].starts_with('~') { "approximate spelling" } else { "wildcards" };
            let place = span.start + at..span.start + at + 1;
            self.error(format!("{name} cannot be sought yet"), place)
                .hint_last("write the word out, or put it in quotes to seek it as it stands");
        }
        if !word.chars().any(char::is_alphanumeric) && !word.chars().any(|c| "€$£¥%".contains(c)) {
            self.say(Level::Note, format!("`{word}` holds no word and is left out"), span);
            return None;
        }
        Some(Node::new(NodeKind::Word(word), span))
    }

    fn dates(&mut self, field: Range<usize>) -> Option<Node> {
        let value = self.take_if(|token| matches!(token, Token::Word(_) | Token::Phrase { .. }));
        let Some((Token::Word(text) | Token::Phrase { text, .. }, span)) = value else {
            self.error("no date follows `datum:`", field)
                .hint_last("write one after it, as in `datum:2021-11` or `datum:2020..2021-06`");
            return None;
        };
        let whole = field.start..span.end;
        match date::parse_filter(&text, self.today) {
            Ok(days) => Some(Node::new(NodeKind::Dates(days), whole)),
            Err(error) => {
                let hint = error.hint().unwrap_or("write a date such as 2021, 2021-11 or 2020..2021-06");
                self.error(error.to_string(), span).hint_last(hint);
                None
            }
        }
    }

    fn dangling(&mut self, span: Range<usize>) {
        let operator = self.query[span.clone()].to_owned();
        self.error(format!("`{operator}` has nothing to join"), span)
            .hint_last("put it in quotes to seek the word, or write what belongs beside it");
    }

    fn error(&mut self, message: impl Into<String>, span: Range<usize>) -> &mut Self {
        self.say(Level::Error, message, span)
    }

    fn say(&mut self, level: Level, message: impl Into<String>, span: Range<usize>) -> &mut Self {
        // What was left unread is not to blame for what it seems to lack.
        self.last_is_said = !self.gave_up;
        if self.gave_up {
            return self;
        }
        self.diagnostics.push(Diagnostic::new(level, message, span));
        self
    }

    fn hint_last(&mut self, hint: impl Into<String>) {
        if self.last_is_said
            && let Some(last) = self.diagnostics.pop()
        {
            self.diagnostics.push(last.hint(hint));
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn take(&mut self) -> Option<Spanned> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }

    fn take_if(&mut self, wanted: impl Fn(&Token) -> bool) -> Option<Spanned> {
        if self.peek().is_some_and(wanted) { self.take() } else { None }
    }
}

/// One node for several.
fn joined(mut nodes: Vec<Node>, kind: fn(Vec<Node>) -> NodeKind) -> Node {
    if nodes.len() == 1
        && let Some(node) = nodes.pop()
    {
        return node;
    }
    let span = nodes.first().map_or(0, |node| node.span.start)..nodes.last().map_or(0, |node| node.span.end);
    Node::new(kind(nodes), span)
}
