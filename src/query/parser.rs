//! From pieces to a tree, by recursive descent, with a remark wherever something is not right.
//!
//! ```text
//! any    := all ( OF all )*
//! all    := one ( EN? one )*
//! one    := NIET one | within
//! within := near ( (IN-ZIN | IN-ALINEA) near )*
//! near   := atom ( NABIJ/n atom )*
//! atom   := FIELD atom | ( any ) | "phrase" | word
//! ```

mod checks;

use std::ops::Range;

use super::ast::{FieldName, Node, NodeKind, Phrase, PhraseItem};
use super::diagnostics::{Diagnostic, Level};
use super::foreign::{self, Foreign};
use super::lexer::{Spanned, Token, lex};
use super::pattern::has_wildcards;
use super::phrase::{holds_word, items, parts_words};
use super::places::LONGEST_DISTANCE;
use crate::date::{self, Day};

/// Brackets nested deeper than this are refused: nobody types them, and each level costs stack.
const DEEPEST: usize = 100;

/// So many remarks are made on a query, and how many more there are is told.
const MOST_REMARKS: usize = 20;

/// The distance of a `NABIJ` that has none.
const USUAL_DISTANCE: u32 = 10;

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
        unsaid: 0,
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
        0 => {
            parser.check_empty();
            Node::new(NodeKind::All, 0..query.len())
        }
        _ => joined(parts, NodeKind::And),
    };
    parser.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    if parser.unsaid > 0 {
        let told = match parser.unsaid {
            1 => "1 more remark is left out".to_owned(),
            unsaid => format!("{unsaid} more remarks are left out"),
        };
        parser.diagnostics.push(Diagnostic::new(Level::Note, told, query.len()..query.len()));
    }
    Parsed { root, diagnostics: parser.diagnostics }
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<Spanned>,
    next: usize,
    depth: usize,
    /// Whether the rest of the query was left unread, so that what it lacks is not its fault.
    gave_up: bool,
    /// How many remarks were not taken in.
    unsaid: usize,
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
        if let Some((_, span)) = self.take_if(|token| *token == Token::Not) {
            let Some(node) = self.operand(Self::one) else {
                self.dangling(span);
                return None;
            };
            let whole = span.start..node.span.end;
            return Some(Node::new(NodeKind::Not(Box::new(node)), whole));
        }
        self.within()
    }

    fn within(&mut self) -> Option<Node> {
        self.chain(Self::near, |token| matches!(token, Token::Within(_)))
    }

    fn near(&mut self) -> Option<Node> {
        self.chain(Self::atom, |token| matches!(token, Token::Near(_)))
    }

    /// Operands with operators of one kind between them, of which the first holds its neighbours closest.
    fn chain(
        &mut self,
        operand: fn(&mut Self) -> Option<Node>,
        is_operator: fn(&Token) -> bool,
    ) -> Option<Node> {
        let mut left = operand(self)?;
        let mut operators = 0;
        while let Some((token, span)) = self.take_if(is_operator) {
            let distance = match &token {
                Token::Near(distance) => self.distance(distance.as_deref(), span.clone()),
                _ => 0,
            };
            // Each operator makes the tree deeper by one.
            operators += 1;
            if operators > DEEPEST {
                return self.too_deep();
            }
            let Some(right) = self.operand(operand) else {
                self.dangling(span);
                break;
            };
            self.check_operand(&left);
            self.check_operand(&right);
            let whole = left.span.start..right.span.end;
            self.check_places(&left, &right, &whole);
            let (left_box, right_box) = (Box::new(left), Box::new(right));
            let kind = match token {
                Token::Within(unit) => NodeKind::Within(unit, left_box, right_box),
                _ => NodeKind::Near(distance, left_box, right_box),
            };
            left = Node::new(kind, whole);
        }
        Some(left)
    }

    /// The number of a `NABIJ/5` or of a `~15`, in which the whole operator stands at `span`.
    fn distance(&mut self, written: Option<&str>, span: Range<usize>) -> u32 {
        let Some(written) = written else {
            self.say(Level::Note, format!("no distance is given; {USUAL_DISTANCE} words are taken"), span)
                .hint_last(format!("write it as in `NABIJ/{USUAL_DISTANCE}`"));
            return USUAL_DISTANCE;
        };
        if written.is_empty() {
            self.error(format!("a distance is missing: a number of words up to {LONGEST_DISTANCE}"), span)
                .hint_last("write it as in `vrede NABIJ/5 akkoord` or `\"vrede akkoord\"~5`");
            return USUAL_DISTANCE;
        }
        match written.parse::<u32>() {
            Ok(distance) if distance <= LONGEST_DISTANCE => distance,
            _ => {
                self.error(
                    format!("`{written}` is no distance: it is a number of words up to {LONGEST_DISTANCE}"),
                    span,
                )
                .hint_last("write it as in `vrede NABIJ/5 akkoord` or `\"vrede akkoord\"~5`");
                USUAL_DISTANCE
            }
        }
    }

    fn atom(&mut self) -> Option<Node> {
        if self.peek() == Some(&Token::Not) {
            return None;
        }
        let (token, span) = self.take()?;
        match token {
            Token::Word(word) => self.word(&word, span),
            Token::Phrase { text, closed, distance } => {
                if !closed {
                    let quote = self.query[span.clone()].chars().next().map_or(1, char::len_utf8);
                    self.error("this quote is not closed", span.start..span.start + quote)
                        .hint_last("close the quote, or leave it out");
                }
                self.phrase(&text, distance.as_deref(), span)
            }
            Token::Field(FieldName::Date) => self.dates(span),
            Token::Field(field) => {
                let Some(node) = self.operand(Self::field_operand) else {
                    self.error(format!("nothing is sought in the field `{}`", field.as_str()), span)
                        .hint_last(format!("write a word after it, as in `{}:vrede`", field.as_str()));
                    return None;
                };
                self.check_field(field, &node);
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
            // `any`, `all` and `near` take these before they come here.
            Token::And | Token::Or | Token::Not | Token::Close | Token::Near(_) | Token::Within(_) => {
                self.dangling(span);
                None
            }
        }
    }

    fn field_operand(&mut self) -> Option<Node> {
        if self.peek() == Some(&Token::Not) { self.one() } else { self.atom() }
    }

    /// What an operator or a field is about.
    fn operand(&mut self, read: fn(&mut Self) -> Option<Node>) -> Option<Node> {
        match self.peek() {
            None | Some(Token::And | Token::Or | Token::Close | Token::Near(_) | Token::Within(_)) => None,
            Some(_) => {
                self.depth += 1;
                let node = if self.depth > DEEPEST { self.too_deep() } else { read(self) };
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

    fn word(&mut self, word: &str, span: Range<usize>) -> Option<Node> {
        let glued = self.tokens.get(self.next).is_some_and(|(_, next)| next.start == span.end);
        let foreign = foreign::of_word(word, glued);
        if !holds_word(word) {
            match foreign {
                Some(foreign) => self.say_foreign(foreign, span),
                None => {
                    self.say(Level::Note, format!("`{word}` holds no word and is left out"), span);
                }
            }
            return None;
        }
        if let Some(foreign) = foreign {
            self.say_foreign(foreign, span.clone());
        }
        self.note_small_operator(word, &span);
        let bare = word.trim_end_matches(['!', '.', ',', ';', ':']);
        if let Some((form, distance)) = bare.split_once('~') {
            return self.fuzzy(form, distance, span);
        }
        let mut word = word.to_owned();
        if has_wildcards(bare) {
            self.without_question_mark(bare, &span).clone_into(&mut word);
            self.check_wildcards(&word, &span);
        }
        Some(Node::new(NodeKind::Word(word), span))
    }

    fn fuzzy(&mut self, form: &str, written: &str, span: Range<usize>) -> Option<Node> {
        let at = span.start + form.len();
        let distance = match written {
            "" | "1" => 1,
            "2" => 2,
            _ => {
                self.error(format!("`~{written}` is not a number of letters that may differ"), at..span.end)
                    .hint_last(format!("write `{form}~1` or `{form}~2`"));
                return None;
            }
        };
        if form.contains(['*', '?']) {
            self.error("a word has either wildcards or a `~`", span)
                .hint_last("leave the `~` out: a star stands for any letters");
            return None;
        }
        if form.is_empty() {
            self.error(format!("`~{written}` stands behind no word"), span)
                .hint_last("write it behind a word, without a space, as in `pasjinian~2`");
            return None;
        }
        let letters = form.chars().filter(|c| c.is_alphanumeric()).count();
        let least = usize::from(distance) + 2;
        if letters < least {
            let told =
                format!("`~{distance}` needs a word of at least {least} letters, `{form}` has {letters}");
            self.error(told, span).hint_last(if distance == 2 && letters == 3 {
                format!("write `{form}~1`, or `{form}*` for what begins with it")
            } else {
                format!("write `{form}*` for what begins with it")
            });
            return None;
        }
        Some(Node::new(NodeKind::Fuzzy(form.to_owned(), distance), span))
    }

    /// A question mark that ends a query of several words ends a question.
    fn without_question_mark<'w>(&mut self, word: &'w str, span: &Range<usize>) -> &'w str {
        let ends_query = self.next == self.tokens.len() && span.start > 0;
        let Some(bare) = word.strip_suffix('?').filter(|_| ends_query) else { return word };
        let bare = bare.trim_end_matches('?');
        let place = span.start + bare.len()..span.end;
        self.say(Level::Note, "the question mark at the end is not sought", place)
            .hint_last(format!("write `({word})` if it stands for a letter"));
        bare
    }

    fn phrase(&mut self, text: &str, distance: Option<&str>, span: Range<usize>) -> Option<Node> {
        if !holds_word(text) {
            self.say(Level::Note, "there is nothing between these quotes", span);
            return None;
        }
        self.check_wildcards(text, &span);
        let inside = span.start + self.query[span.clone()].chars().next().map_or(0, char::len_utf8);
        for (foreign, place) in foreign::of_phrase(text) {
            self.say_foreign(foreign, inside + place.start..inside + place.end);
        }
        let text = text.trim_end_matches(is_last_sign);
        let text = match text.strip_suffix('?') {
            Some(bare) if text.contains(char::is_whitespace) => {
                self.say(Level::Note, "the question mark at the end is not sought", span.clone()).hint_last(
                    "put the last word in brackets if it stands for a letter: `\"in (amsterda?)\"`",
                );
                bare
            }
            _ => text,
        };
        let Some(mut items) = items(text) else {
            self.error("groups in quotes are nested too deep", span)
                .hint_last("write them with fewer brackets");
            return None;
        };
        if let Some(PhraseItem::Words(last)) = items.last_mut() {
            last.truncate(without_last_signs(last).len());
        }
        let mut distance = distance.map(|written| self.distance(Some(written), span.clone()));
        if distance.is_some() && is_one_word(&items) {
            self.say(Level::Note, "a distance behind one word means nothing", span.clone())
                .hint_last("leave the quotes out for words spelled roughly so, as in `pasjinian~2`");
            distance = None;
        }
        Some(Node::new(NodeKind::Phrase(Phrase { items, distance }), span))
    }

    fn dates(&mut self, field: Range<usize>) -> Option<Node> {
        let value = self.take_if(|token| matches!(token, Token::Word(_) | Token::Phrase { .. }));
        let Some((Token::Word(text) | Token::Phrase { text, .. }, span)) = value else {
            let hint = if self.peek() == Some(&Token::Open) {
                "write it before each date, as in `(datum:2020 OF datum:2022)`"
            } else {
                "write one after it, as in `datum:2021-11` or `datum:2020..2021-06`"
            };
            self.error("no date follows `datum:`", field).hint_last(hint);
            return None;
        };
        let whole = field.start..span.end;
        match date::parse_filter(&text, self.today) {
            Ok(days) => Some(Node::new(NodeKind::Dates(days), whole)),
            Err(error) => {
                let hint = if text.starts_with(['<', '>']) {
                    "write `2020..` for what came from then on, `..2020` for what came up to then"
                } else {
                    error.hint().unwrap_or("write a date such as 2021, 2021-11 or 2020..2021-06")
                };
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

    fn say_foreign(&mut self, foreign: Foreign, span: Range<usize>) {
        self.say(foreign.level, foreign.told, span).hint_last(foreign.hint);
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
        // The first error is taken in however many remarks there are: it decides whether the query is answered.
        let is_full = self.diagnostics.len() >= MOST_REMARKS;
        if is_full && (level != Level::Error || self.has_error()) {
            self.unsaid += 1;
            self.last_is_said = false;
            return self;
        }
        self.diagnostics.push(Diagnostic::new(level, message, span));
        self
    }

    fn has_error(&self) -> bool {
        self.diagnostics.iter().any(|it| it.level == Level::Error)
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

/// Whether a character at the end of what stands in quotes belongs to a sentence and not to what is sought.
fn is_last_sign(c: char) -> bool {
    c.is_whitespace() || matches!(c, '!' | '.' | ',' | ';')
}

/// Whether what stands in quotes is a single word, or a single group.
fn is_one_word(items: &[PhraseItem]) -> bool {
    match items {
        [PhraseItem::Words(words)] => words.chars().all(|c| c.is_alphanumeric() || "*?'’-".contains(c)),
        [PhraseItem::OneOf(_)] => true,
        _ => false,
    }
}

/// Words without the signs behind them, which may have stood in brackets. They hold a word.
fn without_last_signs(words: &str) -> &str {
    let mut words = words.trim_end_matches(is_last_sign);
    while let Some((before, _)) = words.rsplit_once(parts_words).filter(|(_, last)| !holds_word(last)) {
        words = before.trim_end_matches(is_last_sign);
    }
    words
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
