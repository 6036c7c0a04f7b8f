//! What stands around a place of a text: the word behind it, and the words of its clause before it.

use std::ops::Range;

/// No more text than this is read before a place.
pub(super) const LONGEST_CLAUSE_BYTES: usize = 300;

/// What stands behind a place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum After {
    /// The end of a clause, or what may be one, and the sign that follows.
    End(Option<char>),
    /// White space, and a word in small letters from a to z.
    Word(Range<usize>),
    Other,
}

impl After {
    pub(super) fn read(text: &str, at: usize) -> Self {
        let rest = &text[at..];
        let word = rest.trim_start();
        let gap = &rest[..rest.len() - word.len()];
        let length = word.bytes().take_while(u8::is_ascii_lowercase).count();
        if length > 0 {
            let start = text.len() - word.len();
            let goes_on = word[length..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
            return match () {
                () if is_blank_line(gap) => Self::End(None),
                () if gap.is_empty() || goes_on => Self::Other,
                () => Self::Word(start..start + length),
            };
        }
        let mut chars = word.chars();
        let sign = chars.next();
        let ends = match sign {
            None => true,
            Some('.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '"' | '”' | '’' | '\'' | '»') => {
                gap.is_empty()
            }
            Some('(') => !gap.is_empty(),
            Some('-' | '–' | '—') => !gap.is_empty() && chars.next() == Some(' '),
            Some(_) => is_blank_line(gap),
        };
        if ends { Self::End(sign) } else { Self::Other }
    }

    /// The word, where it is one; else nothing.
    pub(super) fn word<'t>(&self, text: &'t str) -> &'t str {
        match self {
            Self::Word(word) => &text[word.clone()],
            Self::End(_) | Self::Other => "",
        }
    }
}

/// The words of a clause before a place in it, the last first.
#[derive(Debug, Clone)]
pub(super) struct WordsBefore<'t> {
    text: &'t str,
    /// Nothing before this is read.
    from: usize,
    at: usize,
}

/// A word before a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordBefore<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) has_comma_behind: bool,
}

impl<'t> WordsBefore<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, from: text.floor_char_boundary(at.saturating_sub(LONGEST_CLAUSE_BYTES)), at }
    }
}

impl<'t> Iterator for WordsBefore<'t> {
    type Item = WordBefore<'t>;

    fn next(&mut self) -> Option<WordBefore<'t>> {
        let before = &self.text[self.from..self.at];
        let up_to_word = before.trim_end_matches(|c| !is_in_word(c));
        let gap = &before[up_to_word.len()..];
        let start = self.from + up_to_word.trim_end_matches(is_in_word).len();
        let text = &self.text[start..self.from + up_to_word.len()];
        let is_in_number = matches!(gap, "." | ",")
            && text.ends_with(|c: char| c.is_ascii_digit())
            && self.text[self.at..].starts_with(|c: char| c.is_ascii_digit());
        let is_cut = start == self.from && start > 0;
        let is_dash = text.bytes().all(|byte| byte == b'-');
        if is_cut || is_dash || (!is_in_number && (gap.contains(is_stop) || is_blank_line(gap))) {
            // From here on there is nothing more.
            self.at = self.from;
            return None;
        }
        self.at = start;
        Some(WordBefore { text, start, has_comma_behind: gap.contains(',') && !is_in_number })
    }
}

pub(super) fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')
}

/// What a clause does not go across.
fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | ';'
            | ':'
            | '…'
            | '('
            | ')'
            | '['
            | ']'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '–'
            | '—'
    )
}

fn is_blank_line(gap: &str) -> bool {
    gap.bytes().filter(|&byte| byte == b'\n').count() > 1
}
