//! Cutting a text into words, with the exact place of each.
//!
//! ```
//! use knipsel::dutch::tokenize::tokens;
//!
//! let words: Vec<_> = tokens("De N.V. bood € 3,50 per foto.").map(|token| token.text).collect();
//! assert_eq!(words, ["De", "N.V.", "bood", "€", "3,50", "per", "foto"]);
//! ```
//!
//! | in the text | words |
//! |---|---|
//! | `Nagorno-Karabach` | the whole (covering two positions), then *Nagorno* and *Karabach* at successive positions |
//! | `O'Neill`, `V&D`, `jan_jansen` | the same |
//! | `nacht- en ploegenarbeid` | *nacht*, *en*, *ploegenarbeid* |
//! | `akkoor-`, `akkoor⸗` or `akkoor=` at the end of a line, `den` on the next | one word, unless a capital or a conjunction follows |
//! | `a-b-c-d-e-f-g` | more pieces than [`MOST_JOINED_PIECES`]: the pieces only, since it is a list or noise |
//! | `akkoor- den` | as with a hyphen alone: the whole, *akkoor*, *den* |
//! | `N.V.`, `d.w.z.`, `J.P.` | one word; letters of which none follows a dot keep none: `dr.` is *dr* |
//! | `foto's`, `zo'n`, `'s`, `'t` | one word |
//! | `1.000,50`, `10.30` | one word |
//! | `16-11-2021`, `16.11.2021`, `2-0` | *16*, *11*, *2021*; *2*, *0* |
//! | `€ 3,50`, `50%` | *€*, *3,50*; *50*, *%* |
//! | `https://nrc.nl/a-b`, `jan@nrc.nl` | *https*, *nrc*, *nl*, *a*, *b*; *jan*, *nrc*, *nl* |
//! | `#stikstof`, `@nrc` | the words without their sign |
//! | Chinese and Japanese characters | each a word |

mod characters;
mod numbers;

use std::ops::Range;

use characters::{CLASSES, Class, is_lone, is_mark, is_symbol, is_word_char};
use numbers::number_end;

use super::MOST_JOINED_PIECES;
use super::normalize::{DOUBLE_HYPHEN, fold, is_apostrophe, is_apostrophe_ending, is_hyphen, is_invisible};
use super::sentences::is_before_name;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// The word as it stands in the text.
    pub text: &'t str,
    /// Where it begins: a byte offset on the border of a char.
    pub start: usize,
    /// Where it ends: a byte offset on the border of a char.
    pub end: usize,
    /// Its number among the words, from 0. A [`TokenKind::Whole`] shares that of its first piece.
    pub position: u32,
    /// How many positions it covers: 1, or the number of its pieces for a [`TokenKind::Whole`].
    pub length: u32,
    /// What kind of word it is.
    pub kind: TokenKind,
    /// Whether it begins with a capital that no beginning of a sentence accounts for, as a name does.
    pub capital_inside: bool,
}

/// What kind of word a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits among them.
    Word,
    /// Single letters with dots between them, and the last dot if there is one.
    Abbreviation,
    /// Digits, with points and commas among them.
    Number,
    /// A sign of currency, or a percent sign.
    Symbol,
    /// A word whose pieces, written together with hyphens and the like, follow as words of their own.
    Whole,
}

/// An abbreviation ends after so many letters, so that noise makes no endless one.
const MOST_ABBREVIATED: usize = 12;

/// The words of `text`, in order.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        at: 0,
        position: 0,
        word_before: 0..0,
        capital_inside: false,
        address_end: 0,
        no_mail_before: 0,
        pieces: Vec::new(),
        next_piece: 0,
    }
}

/// The iterator behind [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    /// Where to go on reading.
    at: usize,
    position: u32,
    /// The place of the word last given.
    word_before: Range<usize>,
    /// Whether that word had a capital inside a sentence.
    capital_inside: bool,
    /// Up to here the text is a web or mail address.
    address_end: usize,
    /// Up to here no mail address begins; it keeps the search for one from being repeated at every piece.
    no_mail_before: usize,
    /// The pieces of a whole that has been given.
    pieces: Vec<Piece>,
    next_piece: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    start: usize,
    end: usize,
    kind: TokenKind,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(&piece) = self.pieces.get(self.next_piece) {
            self.next_piece += 1;
            return Some(self.give(piece));
        }
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            match CLASSES[usize::from(*bytes.get(start)?)] {
                Class::Gap => self.at += 1,
                Class::Letter => return Some(self.word(start)),
                Class::Digit => return Some(self.chain(start, start)),
                Class::Symbol => {
                    self.at += 1;
                    return Some(self.give(Piece { start, end: start + 1, kind: TokenKind::Symbol }));
                }
                Class::Joint | Class::NotAscii => {
                    if let Some(token) = self.other(start) {
                        return Some(token);
                    }
                }
            }
        }
    }
}

impl<'t> Tokens<'t> {
    /// A word that begins with an ASCII letter: nearly always it is just letters, and then a gap.
    fn word(&mut self, start: usize) -> Token<'t> {
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        let next = bytes.get(end).copied().unwrap_or(b' ');
        let ends = match CLASSES[usize::from(next)] {
            Class::Gap | Class::Symbol => true,
            // A full stop or a colon before a space ends a word like any gap. A hyphen may break a line.
            Class::Joint => !matches!(next, b'-' | b'=') && matches!(bytes.get(end + 1), None | Some(b' ')),
            _ => false,
        };
        if ends {
            self.at = end;
            return self.give(Piece { start, end, kind: TokenKind::Word });
        }
        self.chain(start, start)
    }

    /// What begins with neither an ASCII letter nor a digit; moves on where it is no word.
    fn other(&mut self, start: usize) -> Option<Token<'t>> {
        let c = char_at(self.text, start)?;
        let end = start + c.len_utf8();
        if is_symbol(c) {
            self.at = end;
            return Some(self.give(Piece { start, end, kind: TokenKind::Symbol }));
        }
        if is_lone(c) {
            let rest = &self.text[end..];
            self.at = end + rest.len() - rest.trim_start_matches(is_mark).len();
            let end = self.at;
            return Some(self.give(Piece { start, end, kind: TokenKind::Word }));
        }
        if is_word_char(c) {
            return Some(self.chain(start, start));
        }
        if is_apostrophe(c) && is_clipped_word(&self.text[end..]) {
            return Some(self.chain(start, end));
        }
        self.at = end;
        None
    }

    /// A word that may have several pieces. `letters` is where its first letter or digit stands.
    fn chain(&mut self, start: usize, letters: usize) -> Token<'t> {
        self.find_address(letters);
        if letters < self.address_end {
            let end = address_chunk_end(self.text, letters, self.address_end);
            self.at = end;
            return self.give(Piece { start: letters, end, kind: kind_of(&self.text[letters..end]) });
        }
        self.pieces.clear();
        let (mut piece_start, mut piece_letters) = (start, letters);
        loop {
            let (end, kind) = self.piece_end(piece_letters);
            self.pieces.push(Piece { start: piece_start, end, kind });
            self.at = end;
            match joint(self.text, end) {
                Some(next) => (piece_start, piece_letters) = (next, next),
                None => break,
            }
        }
        let count = self.pieces.len() as u32;
        if (2..=MOST_JOINED_PIECES).contains(&count)
            && self.pieces.iter().any(|piece| piece.kind != TokenKind::Number)
        {
            self.next_piece = 0;
            return self.give_with(Piece { start, end: self.at, kind: TokenKind::Whole }, count);
        }
        self.next_piece = 1;
        self.give(self.pieces[0])
    }

    /// Where the piece ends whose first letter or digit stands at `start`, and what it is.
    fn piece_end(&self, start: usize) -> (usize, TokenKind) {
        if let Some(end) = abbreviation_end(self.text, start) {
            return (end, TokenKind::Abbreviation);
        }
        if let Some((end, kind)) = number_end(self.text, start) {
            return (end, kind);
        }
        let mut end = chunk_end(self.text, start, start);
        // An ending behind an apostrophe, and there may be two: rock'n'roll.
        while let Some(c) = char_at(self.text, end).filter(|&c| is_apostrophe(c)) {
            let next = end + c.len_utf8();
            let ending = chunk_end(self.text, next, next);
            let is_letter = char_at(self.text, next).is_some_and(|c| c.is_alphabetic() && is_word_char(c));
            if !is_letter || is_elision(&self.text[start..end], &self.text[next..ending]) {
                break;
            }
            end = ending;
        }
        (end, kind_of(&self.text[start..end]))
    }

    /// Looks for a web or mail address that begins at `start`, unless one is being read.
    fn find_address(&mut self, start: usize) {
        if start < self.address_end {
            return;
        }
        let rest = &self.text[start..];
        let first = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_web = rest[first..].starts_with("://")
            || (first == 3
                && rest.as_bytes()[..3].eq_ignore_ascii_case(b"www")
                && rest[3..].starts_with('.'));
        if is_web {
            let ends =
                |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '„' | '«' | '»');
            self.address_end = start + rest.find(ends).unwrap_or(rest.len());
            return;
        }
        if start < self.no_mail_before {
            return;
        }
        let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'%');
        let local = rest.bytes().take_while(is_local).count();
        let domain = rest.as_bytes()[local..].strip_prefix(b"@").unwrap_or_default();
        let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let domain = domain.iter().take_while(is_domain).count();
        if domain > 0 {
            self.address_end = start + local + 1 + domain;
        } else {
            self.no_mail_before = start + local;
        }
    }

    fn give(&mut self, piece: Piece) -> Token<'t> {
        let token = self.give_with(piece, 1);
        self.position = self.position.saturating_add(1);
        token
    }

    fn give_with(&mut self, Piece { start, end, kind }: Piece, length: u32) -> Token<'t> {
        // The first piece of a whole has the whole's capital.
        if start != self.word_before.start || self.word_before.is_empty() {
            self.capital_inside = self.is_capital_inside(start);
        }
        self.word_before = start..end;
        let capital_inside = self.capital_inside;
        Token {
            text: &self.text[start..end],
            start,
            end,
            position: self.position,
            length,
            kind,
            capital_inside,
        }
    }

    /// Whether a capital at `start` stands where a sentence is not beginning.
    fn is_capital_inside(&self, start: usize) -> bool {
        let is_capital = match self.text.as_bytes()[start] {
            byte if byte.is_ascii() => byte.is_ascii_uppercase(),
            _ => char_at(self.text, start).is_some_and(char::is_uppercase),
        };
        if !is_capital || self.position == 0 {
            return false;
        }
        let gap = self.text.get(self.word_before.end..start).unwrap_or_default();
        let mut stops = gap.bytes().filter(|byte| matches!(byte, b'.' | b'!' | b'?' | b':' | b'\n'));
        match (stops.next(), stops.next()) {
            _ if gap == " " => true,
            (None, _) => !gap.contains(['"', '“', '„', '‘', '…', '•']),
            (Some(b'.'), None) => is_before_name(&self.text[self.word_before.clone()]),
            _ => false,
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// What a word without joints is: only digits make a number.
fn kind_of(word: &str) -> TokenKind {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { TokenKind::Number } else { TokenKind::Word }
}

/// Where the run of letters and digits ends that goes on at `at`; what is invisible at its end is not part of it.
fn chunk_end(text: &str, start: usize, at: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut end) = (at, start);
    while let Some(&byte) = bytes.get(at) {
        match CLASSES[usize::from(byte)] {
            Class::Letter | Class::Digit => at += 1,
            Class::NotAscii => {
                let Some(c) = char_at(text, at) else { break };
                let next = at + c.len_utf8();
                if matches!(c, '\u{ad}' | '¬')
                    && let Some(next) = next_line(text, next, char::is_lowercase)
                {
                    at = next;
                    continue;
                }
                if breaks_lines(c) {
                    match word_below(text, end, next).filter(|_| end > start && end == at) {
                        Some(below) => at = below,
                        None => break,
                    }
                    continue;
                }
                if is_invisible(c) {
                    at = next;
                    continue;
                }
                if !is_word_char(c) && !is_mark(c) {
                    break;
                }
                at = next;
            }
            Class::Joint if matches!(byte, b'-' | b'=') && end > start && end == at => {
                match word_below(text, end, at + 1) {
                    Some(below) => at = below,
                    None => break,
                }
                continue;
            }
            _ => break,
        }
        end = at;
    }
    end
}

/// Whether a character is a hyphen at the end of a line, beside `-` and the `=` that a reader of print takes for one.
fn breaks_lines(c: char) -> bool {
    matches!(c, '\u{2010}' | '\u{2011}' | DOUBLE_HYPHEN)
}

/// Where the word goes on whose hyphen stands between `end` and `next`, if that breaks it at the end of its line.
fn word_below(text: &str, end: usize, next: usize) -> Option<usize> {
    let below = next_line(text, next, char::is_lowercase)?;
    let is_word = text[..end].ends_with(|c: char| c.is_alphabetic() || is_mark(c));
    (is_word && !is_conjunction(&text[below..])).then_some(below)
}

/// Where a word goes on that was broken at the end of its line: at a letter on the next that `fits`.
fn next_line(text: &str, at: usize, fits: impl Fn(char) -> bool) -> Option<usize> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r');
    let below = text[at..].trim_start_matches(blank).strip_prefix('\n')?.trim_start_matches(blank);
    below.chars().next().filter(|&c| is_word_char(c) && fits(c))?;
    Some(text.len() - below.len())
}

/// Longer ones need not be told from other words.
const LONGEST_CONJUNCTION_BYTES: usize = 16;

/// Whether a word follows that joins two words of which one is left out in part: *nacht- en ploegenarbeid*.
fn is_conjunction(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(word, "en" | "of" | "noch" | "tot" | "als" | "dan" | "maar" | "met" | "naar" | "respectievelijk")
}

/// Whether what follows an apostrophe is one of *'s 't 'n 'k 'm 'r*, alone or before a hyphen.
fn is_clipped_word(rest: &str) -> bool {
    let mut chars = rest.chars();
    let clipped =
        chars.next().is_some_and(|c| matches!(c.to_ascii_lowercase(), 's' | 't' | 'n' | 'k' | 'm' | 'r'));
    let next = chars.next().unwrap_or(' ');
    clipped && (next.is_whitespace() || is_hyphen(next))
}

/// Whether an apostrophe stands for a vowel left out before a name, which is then to be found by itself too:
/// *d'Estaing*, *O'Neill*, *qu'il*.
fn is_elision(before: &str, after: &str) -> bool {
    let is_short = before.chars().nth(1).is_none() || before.eq_ignore_ascii_case("qu");
    if !is_short || after.chars().nth(1).is_none() {
        return false;
    }
    let mut ending = String::new();
    fold(after, &mut ending);
    !is_apostrophe_ending(&ending)
}

/// Where the next piece begins, where a joint follows the piece that ends at `end`.
fn joint(text: &str, end: usize) -> Option<usize> {
    let c = char_at(text, end)?;
    let next = end + c.len_utf8();
    if char_at(text, next)?.is_whitespace() {
        // Noord- at the end of a line and Holland on the next.
        let below = next_line(text, next, char::is_uppercase).filter(|_| is_hyphen(c));
        return below.or_else(|| is_broken_word(text, end).then_some(next + 1));
    }
    if !is_hyphen(c) && !matches!(c, '&' | '_') && !is_apostrophe(c) {
        return None;
    }
    char_at(text, next).is_some_and(is_word_char).then_some(next)
}

/// Whether the hyphen and the space at `at` break a word, as where the lines of a print were run together: *akkoor-
/// den*. Since it may also be a careless dash, such a word is given in pieces too.
fn is_broken_word(text: &str, at: usize) -> bool {
    let hyphen = |c: char| matches!(c, '-' | '¬') || breaks_lines(c);
    let Some(rest) = text[at..].strip_prefix(hyphen).and_then(|rest| rest.strip_prefix(' ')) else {
        return false;
    };
    let before = &text[text.floor_char_boundary(at.saturating_sub(LONGEST_CONJUNCTION_BYTES))..at];
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    before.ends_with(char::is_lowercase)
        && rest.starts_with(|c: char| is_word_char(c) && c.is_lowercase())
        && !is_conjunction(rest)
        && !is_conjunction(last)
}

/// Where letters end that each have a dot behind them, the last perhaps not: *N.V.*, *d.w.z*, *Ph.D.*
fn abbreviation_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Nearly every word fails here.
    if bytes.get(start)?.is_ascii() && !bytes[start + 1..].iter().take(2).any(|&byte| byte == b'.') {
        return None;
    }
    let mut end = start;
    let mut at = start;
    let mut count = 0;
    loop {
        let chunk = chunk_end(text, at, at);
        let is_member = match &text[at..chunk] {
            "Ph" | "Sc" | "LL" => true,
            member => {
                let mut chars = member.chars();
                chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
            }
        };
        if !is_member || count == MOST_ABBREVIATED {
            break;
        }
        count += 1;
        let dotted = bytes.get(chunk) == Some(&b'.');
        end = if dotted { chunk + 1 } else { chunk };
        if !dotted || !char_at(text, end).is_some_and(is_word_char) {
            break;
        }
        at = end;
    }
    // A member without a dot that goes on into something else is not a member: o.a.b-c.
    (count >= 2).then_some(end)
}

/// Where a word of an address ends, whose words are all runs of letters and digits.
fn address_chunk_end(text: &str, start: usize, address_end: usize) -> usize {
    let rest = &text[start..address_end];
    start + rest.find(|c: char| !is_word_char(c) && !is_mark(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests;
