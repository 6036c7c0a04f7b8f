//! Words, and what stands in quotes.

use std::ops::Range;

use winnow::prelude::*;
use winnow::stream::Stream;

use super::pieces::piece;
use super::state::{State, error, note};
use super::{Input, Read};
use crate::query::ast::{Node, NodeKind, Phrase, PhraseItem};
use crate::query::foreign;
use crate::query::lexer::Kind;
use crate::query::pattern::has_wildcards;
use crate::query::phrase::{holds_word, items, parts_words};

/// `vrede`, `vrede*`, `vrede~2`
pub(super) fn word(input: &mut Input<'_, '_>) -> Read {
    let word = |kind| if let Kind::Word(word) = kind { Some(word) } else { None };
    let (word, span) = piece(word).parse_next(input)?;
    let is_first = input.previous_tokens().nth(1).is_none();
    let next = input.peek_token();
    let is_last = next.is_none();
    let glued = next.is_some_and(|next| next.span.start == span.end);
    let state = &mut input.state;
    let foreign = foreign::of_word(word, glued);
    if !holds_word(word) {
        match foreign {
            Some(foreign) => state.say_foreign(foreign, span),
            None => state.say(note(format!("`{word}` holds no word and is left out"), span)),
        }
        return Ok(None);
    }
    if let Some(foreign) = foreign {
        state.say_foreign(foreign, span.clone());
    }
    if !is_first && !is_last {
        state.note_small_operator(word, &span);
    }
    let bare = word.trim_end_matches(['!', '.', ',', ';', ':']);
    if let Some((form, distance)) = bare.split_once('~') {
        return Ok(state.fuzzy(form, distance, span));
    }
    if !has_wildcards(bare) {
        return Ok(Some(Node::new(NodeKind::Word(word.to_owned()), span)));
    }
    let ends_query = is_last && span.start > 0;
    let bare = if ends_query { state.without_question_mark(bare, &span) } else { bare };
    state.check_wildcards(bare, &span);
    Ok(Some(Node::new(NodeKind::Word(bare.to_owned()), span)))
}

/// `"tweede stad"`, `"tweede stad"~5`
pub(super) fn phrase(input: &mut Input<'_, '_>) -> Read {
    let written = |kind| match kind {
        Kind::Phrase { text, closed, distance } => Some((text, closed, distance)),
        _ => None,
    };
    let ((text, closed, distance), span) = piece(written).parse_next(input)?;
    let state = &mut input.state;
    let inside = span.start + state.query[span.clone()].chars().next().map_or(0, char::len_utf8);
    if !closed {
        state.say(
            error("this quote is not closed", span.start..inside).hint("close the quote, or leave it out"),
        );
    }
    Ok(state.phrase(text, inside, distance, span))
}

impl State<'_> {
    fn fuzzy(&mut self, form: &str, written: &str, span: Range<usize>) -> Option<Node> {
        let at = span.start + form.len();
        let letters = form.chars().filter(|c| c.is_alphanumeric()).count();
        let distance = if written == "2" { 2 } else { 1 };
        let least = usize::from(distance) + 2;
        let remark = if !matches!(written, "" | "1" | "2") {
            error(format!("`~{written}` is not a number of letters that may differ"), at..span.end)
                .hint(format!("write `{form}~1` or `{form}~2`"))
        } else if form.contains(['*', '?']) {
            error("a word has either wildcards or a `~`", span)
                .hint("leave the `~` out: a star stands for any letters")
        } else if form.is_empty() {
            error(format!("`~{written}` stands behind no word"), span)
                .hint("write it behind a word, without a space, as in `pasjinian~2`")
        } else if letters < least {
            let told =
                format!("`~{distance}` needs a word of at least {least} letters, `{form}` has {letters}");
            error(told, span).hint(if distance == 2 && letters == 3 {
                format!("write `{form}~1`, or `{form}*` for what begins with it")
            } else {
                format!("write `{form}*` for what begins with it")
            })
        } else {
            return Some(Node::new(NodeKind::Fuzzy(form.to_owned(), distance), span));
        };
        self.say(remark);
        None
    }

    /// A question mark that ends a query of several words ends a question.
    fn without_question_mark<'w>(&mut self, word: &'w str, span: &Range<usize>) -> &'w str {
        let Some(bare) = word.strip_suffix('?') else { return word };
        let bare = bare.trim_end_matches('?');
        let place = span.start + bare.len()..span.end;
        self.say(
            note("the question mark at the end is not sought", place)
                .hint(format!("write `({word})` if it stands for a letter")),
        );
        bare
    }

    /// What stands in quotes, of which the first letter stands at `inside`.
    fn phrase(
        &mut self,
        text: &str,
        inside: usize,
        distance: Option<&str>,
        span: Range<usize>,
    ) -> Option<Node> {
        if !holds_word(text) {
            self.say(note("there is nothing between these quotes", span));
            return None;
        }
        self.check_wildcards(text, &span);
        for (foreign, place) in foreign::of_phrase(text) {
            self.say_foreign(foreign, inside + place.start..inside + place.end);
        }
        let text = text.trim_end_matches(is_last_sign);
        let text = match text.strip_suffix('?') {
            Some(bare) if text.contains(char::is_whitespace) => {
                let hint = "put the last word in brackets if it stands for a letter: `\"in (amsterda?)\"`";
                self.say(note("the question mark at the end is not sought", span.clone()).hint(hint));
                bare
            }
            _ => text,
        };
        let Some(mut items) = items(text) else {
            let told = "groups in quotes are nested too deep";
            self.say(error(told, span).hint("write them with fewer brackets"));
            return None;
        };
        if let Some(PhraseItem::Words(last)) = items.last_mut() {
            last.truncate(without_last_signs(last).len());
        }
        let mut distance = distance.map(|written| self.distance(Some(written), &span));
        if distance.is_some() && is_one_word(&items) {
            let hint = "leave the quotes out for words spelled roughly so, as in `pasjinian~2`";
            self.say(note("a distance behind one word means nothing", span.clone()).hint(hint));
            distance = None;
        }
        Some(Node::new(NodeKind::Phrase(Phrase { items, distance }), span))
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
