//! Where the paragraphs and the sentences of a text begin and end.
//!
//! ```
//! use knipsel::dutch::sentences::{first_sentence, sentences};
//!
//! let text = "Dr. J.P. de Vries kwam om 10.30 uur. ‘Eindelijk!’ riep men. Toen niets meer …";
//! let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
//! assert_eq!(found, ["Dr. J.P. de Vries kwam om 10.30 uur.", "‘Eindelijk!’ riep men.", "Toen niets meer …"]);
//! assert_eq!(first_sentence(text, 20), "Dr. J.P. de Vries…");
//! ```
//!
//! Ranges are in bytes and on the borders of chars. They come in order, do not overlap, and leave out nothing but
//! white space; no sentence goes beyond its paragraph. A paragraph ends at an empty line; a single line break is
//! white space, unless a bullet follows it.
//!
//! A stop ends a sentence where a capital, a digit or a quote follows it, after white space or (as in many
//! exports) without any, unless the word before it is an abbreviation that does not end sentences (*dr.*, *nr.*,
//! *bijv.*), an initial, or the number of a list item. A small letter behind a stop means that the sentence goes on.

mod abbreviations;

use std::iter;
use std::ops::Range;

pub(super) use abbreviations::is_before_name;

/// A part of a text in which words may stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A paragraph.
    Paragraph,
}

/// Tells of each word of `text` which units begin with it, but for the first of each. It is asked with the places
/// of the words, in order.
///
/// ```
/// use knipsel::dutch::sentences::{Unit, unit_starts};
///
/// let text = "Een zin. Nog een.\n\nDe tweede alinea.";
/// let mut starts = unit_starts(text);
/// assert_eq!(starts(0).collect::<Vec<_>>(), []);
/// assert_eq!(starts(9).collect::<Vec<_>>(), [Unit::Sentence]);
/// assert_eq!(starts(13).collect::<Vec<_>>(), []);
/// assert_eq!(starts(19).collect::<Vec<_>>(), [Unit::Sentence, Unit::Paragraph]);
/// ```
pub fn unit_starts(text: &str) -> impl FnMut(usize) -> UnitStarts + '_ {
    let mut sentences = sentences(text).map(|range| range.start).skip(1);
    let mut paragraphs = paragraphs(text).map(|range| range.start).skip(1);
    let mut next = (sentences.next(), paragraphs.next());
    move |word| {
        let (mut sentence, mut paragraph) = (None, None);
        while next.0.is_some_and(|start| start <= word) {
            next.0 = sentences.next();
            sentence = Some(Unit::Sentence);
        }
        while next.1.is_some_and(|start| start <= word) {
            next.1 = paragraphs.next();
            paragraph = Some(Unit::Paragraph);
        }
        sentence.into_iter().chain(paragraph)
    }
}

/// The units that begin with a word.
pub type UnitStarts = iter::Chain<std::option::IntoIter<Unit>, std::option::IntoIter<Unit>>;

/// The byte ranges of the paragraphs of `text`, without the white space around them.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    iter::from_fn(move || {
        let start = at + white_space(&text[at..]);
        if start == text.len() {
            return None;
        }
        let (end, next) = paragraph_end(text, start);
        at = next;
        Some(start..end)
    })
}

/// The byte ranges of the sentences of `text`, without the white space around them.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    paragraphs(text).flat_map(|paragraph| sentences_of(text, paragraph))
}

/// The first sentence of `text` on one line, with `…` behind the last whole word where it has more than
/// `max_chars` characters; empty for a text without words.
pub fn first_sentence(text: &str, max_chars: usize) -> String {
    let Some(range) = sentences(text).find(|range| text[range.clone()].contains(char::is_alphanumeric))
    else {
        return String::new();
    };
    let mut line = String::new();
    let mut chars_left = max_chars;
    for word in text[range].split_whitespace() {
        let between = usize::from(!line.is_empty());
        // One character is kept for the sign that more follows; the last word of all may take its place.
        let length = word.chars().count() + between;
        if length > chars_left {
            return cut(line, word, max_chars);
        }
        chars_left -= length;
        line.extend(iter::repeat_n(' ', between));
        line.push_str(word);
    }
    line
}

/// So much text before a stop is looked at: more than any abbreviation has, or list number.
const LONGEST_LOOK_BACK_BYTES: usize = 40;

/// How much white space a text begins with, in bytes.
fn white_space(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Where the paragraph ends that begins at `start`, and where what follows it may begin.
fn paragraph_end(text: &str, start: usize) -> (usize, usize) {
    let mut at = start;
    while let Some(place) = memchr::memchr(b'\n', &text.as_bytes()[at..]) {
        let line_end = at + place;
        let next = line_end + white_space(&text[line_end..]);
        if next == text.len() || memchr::memchr(b'\n', &text.as_bytes()[line_end + 1..next]).is_some() {
            return (start + text[start..line_end].trim_end().len(), next);
        }
        at = next;
    }
    (start + text[start..].trim_end().len(), text.len())
}

fn sentences_of(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = paragraph.start;
    iter::from_fn(move || {
        let start = at + white_space(&text[at..paragraph.end]);
        if start >= paragraph.end {
            return None;
        }
        let end = sentence_end(&text[..paragraph.end], start);
        at = end;
        Some(start..start + text[start..end].trim_end().len())
    })
}

/// The bytes at which a sentence may end, or with which a character begins at which it may.
static MAY_END_SENTENCE: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = [b'\n', b'.', b'!', b'?', 0xe2, 0xe3, 0xef];
    let mut number = 0;
    while number < bytes.len() {
        table[bytes[number] as usize] = true;
        number += 1;
    }
    table
};

/// Where the sentence ends that begins at `start` of a text that ends with its paragraph.
fn sentence_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(further) = bytes[at..].iter().position(|&byte| MAY_END_SENTENCE[usize::from(byte)]) {
        at += further;
        match bytes[at] {
            b'\n' if begins_with_bullet(text[at..].trim_start()) => return at,
            b'.' | b'!' | b'?' => {}
            // The first byte of the ellipsis and of the stops of Chinese and Japanese.
            0xe2 | 0xe3 | 0xef => match text[at..].chars().next() {
                Some('…') => {}
                Some(c @ ('。' | '！' | '？')) => return at + c.len_utf8(),
                _ => {
                    at += 3;
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        }
        let (stop_end, end) = stop_ends(text, at);
        if end == text.len() || ends_here(text, start, at, stop_end, end) {
            return end;
        }
        at = end;
    }
    text.len()
}

/// Where the stops end that begin at `at`, and where the quotes and brackets end that close behind them.
fn stop_ends(text: &str, at: usize) -> (usize, usize) {
    let rest = &text[at..];
    let stops = rest.trim_start_matches(['.', '!', '?', '…']);
    let closed = stops.trim_start_matches(['"', '”', '“', '’', '\'', '»', ')', ']']);
    (text.len() - stops.len(), text.len() - closed.len())
}

/// Whether the stop at `stop..stop_end`, closed at `end`, ends the sentence that began at `start`.
fn ends_here(text: &str, start: usize, stop: usize, stop_end: usize, end: usize) -> bool {
    let rest = &text[end..];
    let after_gap = rest.trim_start();
    let has_gap = after_gap.len() < rest.len();
    if !(if has_gap { begins_sentence(after_gap) } else { begins_glued_sentence(rest) }) {
        return false;
    }
    let is_period = &text[stop..stop_end] == ".";
    let is_quoted = text[stop_end..end].contains(|c| !matches!(c, ')' | ']'));
    if !is_period || is_quoted {
        return true;
    }
    let before =
        &text[text.floor_char_boundary(stop.saturating_sub(LONGEST_LOOK_BACK_BYTES)).max(start)..stop];
    let word = word_before(before);
    let is_alone =
        before.trim_start_matches(is_opening_mark) == word && stop - start <= LONGEST_LOOK_BACK_BYTES;
    let next = after_gap.trim_start_matches(is_opening_mark).trim_start();
    if has_gap { period_ends(word, is_alone, next) } else { glued_period_ends(word, is_alone, next) }
}

/// Whether a full stop ends a sentence, between the word before it and what comes next.
fn period_ends(word: &str, is_alone: bool, next: &str) -> bool {
    let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let before_digit = next.starts_with(|c: char| c.is_ascii_digit());
    let opens = abbreviations::is_opener(next_word);
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    // 1. Kunnen; a. Kan; II. Inleiding
    if is_alone && !word.is_empty() && (is_number || word.chars().count() == 1 || is_roman(word)) {
        return false;
    }
    if is_number {
        return word.len() > 2 || !abbreviations::is_month(next_word);
    }
    if abbreviations::is_initials(word) {
        return opens;
    }
    if word.contains('.') {
        let letters = word.replace('.', "");
        return opens || !(before_digit || abbreviations::is_leading_dotted(&letters));
    }
    if abbreviations::is_leading(word) {
        // Surnames begin with the short ones: dr. In 't Veld.
        return opens && (next_word.len() > 3 || !abbreviations::is_before_name(word));
    }
    !(before_digit && abbreviations::is_before_number(word))
}

/// The same where no white space follows: *georganiseerd.Het*, *in 2019.Het*, *de NMBS.2. Kunnen*, but not *J.Smit*.
fn glued_period_ends(word: &str, is_alone: bool, next: &str) -> bool {
    let can_end = word.is_empty() || (word.chars().count() > 1 && !word.contains('.'));
    can_end && (begins_list_item(next) || period_ends(word, is_alone, next))
}

/// Whether what follows a stop and white space can be the beginning of a sentence.
fn begins_sentence(rest: &str) -> bool {
    if begins_with_bullet(rest) {
        return true;
    }
    let next = rest.trim_start_matches(is_opening_mark).trim_start();
    let Some(first) = next.chars().next() else { return false };
    if matches!(first, 's' | 't' | 'n' | 'k') && rest[..rest.len() - next.len()].ends_with(['\'', '’', '‘'])
    {
        // 's Avonds; 't Is
        return next[1..].strip_prefix(['-', ' ']).is_some_and(|name| name.starts_with(char::is_uppercase));
    }
    // The last is for scripts without capitals.
    first.is_uppercase()
        || first.is_ascii_digit()
        || (first.is_alphabetic() && !first.is_lowercase())
        || begins_list_item(next)
}

/// Whether what follows a stop directly is the beginning of a sentence: a capital with a small letter behind it, or
/// a list item.
fn begins_glued_sentence(rest: &str) -> bool {
    let next = rest.trim_start_matches(is_opening_mark);
    let mut chars = next.chars();
    if chars.next().is_some_and(char::is_uppercase) {
        return chars.next().is_some_and(|c| c.is_lowercase() || c == ' ');
    }
    begins_list_item(next)
}

/// Whether a list item begins: a number or a small letter with its sign, and then a capital: *2. Kunnen*, *b) Hoe*.
fn begins_list_item(next: &str) -> bool {
    let label = match next.bytes().take_while(u8::is_ascii_digit).count() {
        0 => usize::from(next.starts_with(|c: char| c.is_ascii_lowercase())),
        digits => digits,
    };
    let Some(item) = next[label..].strip_prefix(['.', ')', '°']) else { return false };
    (1..=2).contains(&label)
        && item.trim_start().trim_start_matches(is_opening_mark).starts_with(char::is_uppercase)
}

fn begins_with_bullet(rest: &str) -> bool {
    rest.starts_with(['•', '●', '▪', '◦'])
        || rest.strip_prefix(['-', '–', '—', '*']).is_some_and(|rest| rest.starts_with(' '))
}

/// What may stand before the first letter of a sentence.
fn is_opening_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '„'
            | '”'
            | '‘'
            | '’'
            | '‚'
            | '\''
            | '«'
            | '('
            | '['
            | '-'
            | '–'
            | '—'
            | '¿'
            | '¡'
    )
}

/// The word that a text ends with, dots inside it included.
fn word_before(text: &str) -> &str {
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '°');
    text[text.trim_end_matches(is_inner).len()..].trim_start_matches('.')
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L'))
}

/// A line that is too long with one more word: cut behind its last word, or inside that word where it is the first.
fn cut(mut line: String, word: &str, max_chars: usize) -> String {
    if max_chars == 0 {
        return String::new();
    }
    if line.is_empty() {
        line.extend(word.chars().take(max_chars - 1));
    }
    while line.chars().count() >= max_chars {
        match line.rfind(' ') {
            Some(place) => line.truncate(place),
            None => {
                line.pop();
            }
        }
    }
    line.truncate(line.trim_end_matches([',', ';', ':', '-', '–', ' ']).len());
    line.push('…');
    line
}

#[cfg(test)]
mod tests;
