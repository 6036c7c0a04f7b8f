//! The parts of a printed date: numbers, words, and the signs between them.

use super::words;

/// A part of a printed date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A run of digits.
    Number(Number),
    /// A run of letters.
    Word(Word<'a>),
    /// A sign: `-` (for every dash), `/`, `.` between digits, `:`, `+`, `?`, `~`, `%`.
    Sign(Sign),
}

/// A run of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    /// How many digits it was written in.
    pub(super) digits: u8,
    /// Whether letters such as `e` or `den` made it an ordinal.
    pub(super) ordinal: bool,
    /// Whether an apostrophe stands before it, as in `'21`.
    pub(super) shortened: bool,
    /// Whether white space stands before it.
    pub(super) apart: bool,
}

/// A run of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) written: &'a str,
    /// As [`words::fold`] leaves it.
    pub(super) folded: String,
}

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) sign: char,
    /// Whether white space stands before it.
    pub(super) apart: bool,
}

impl Token<'_> {
    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Token::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        matches!(self, Token::Sign(found) if found.sign == sign)
    }

    /// The folded word, or nothing.
    pub(super) fn folded(&self) -> &str {
        match self {
            Token::Word(word) => &word.folded,
            _ => "",
        }
    }
}

/// The tokens of a text; `None` where it holds a sign that no date has, or a number of more than nine digits.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut lexer = Lexer { text, at: 0, apart: false, shortened: false, tokens: Vec::with_capacity(8) };
    while lexer.step()? {}
    Some(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Whether white space was passed since the last token.
    apart: bool,
    /// Whether an apostrophe was passed since the last token.
    shortened: bool,
    tokens: Vec<Token<'a>>,
}

impl Lexer<'_> {
    /// Reads one token or passes over one sign; `Some(false)` at the end.
    fn step(&mut self) -> Option<bool> {
        let rest = &self.text[self.at..];
        let Some(next) = rest.chars().next() else { return Some(false) };
        let after_number = matches!(self.tokens.last(), Some(Token::Number(_)));
        match next {
            '0'..='9' => self.number()?,
            _ if next.is_alphabetic() => self.word(),
            '\'' | '’' | '‘' | '`' => {
                self.at += next.len_utf8();
                let rest = &self.text[self.at..];
                self.shortened = rest.starts_with(|after: char| after.is_ascii_digit());
                // `'s-Gravenhage`, `'t`: the apostrophe is part of the word.
                if rest.starts_with(char::is_alphabetic) {
                    self.word_from(self.at - next.len_utf8());
                }
            }
            // A mail header's or script's comment on the zone: `(CET)`.
            '(' if self.tokens.iter().any(|token| token.is_sign(':')) => {
                self.at += rest.find(')').map_or(rest.len(), |end| end + 1);
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => self.sign('-', next),
            '.' if after_number && rest[1..].trim_start().starts_with(|c: char| c.is_ascii_digit()) => {
                self.sign('.', next);
            }
            '/' | ':' | '+' | '?' | '~' | '%' => self.sign(next, next),
            '±' => self.sign('~', next),
            '&' => self.sign('&', next),
            '.' | ',' | ';' | '(' | ')' | '"' | '„' | '“' | '”' | '°' | 'º' => {
                self.at += next.len_utf8();
            }
            _ if next.is_whitespace() => {
                self.at += next.len_utf8();
                self.apart = true;
            }
            _ => return None,
        }
        Some(true)
    }

    fn sign(&mut self, sign: char, written: char) {
        self.at += written.len_utf8();
        let apart = std::mem::take(&mut self.apart);
        self.tokens.push(Token::Sign(Sign { sign, apart }));
    }

    fn word(&mut self) {
        self.word_from(self.at);
    }

    fn word_from(&mut self, start: usize) {
        let letters = &self.text[self.at..];
        let is_letter = |c: char| c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c);
        self.at += letters.find(|c| !is_letter(c)).unwrap_or(letters.len());
        let written = &self.text[start..self.at];
        (self.apart, self.shortened) = (false, false);
        self.tokens.push(Token::Word(Word { written, folded: words::fold(written) }));
    }

    /// Reads digits and the letters behind them: an ordinal's (`12den`), those of `7ber`, or the `T` before a
    /// time. Other letters are left to be a word, so that `12mei1894` is read.
    fn number(&mut self) -> Option<()> {
        let rest = &self.text[self.at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 9 {
            return None;
        }
        let value = rest[..digits].parse().ok()?;
        let after = &rest[digits..];
        let letters = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
        let (apart, shortened) = (std::mem::take(&mut self.apart), std::mem::take(&mut self.shortened));
        self.at += digits;

        let suffix = words::fold(letters);
        if let Some(month) = words::roman_month(value, &suffix) {
            self.at += letters.len();
            let folded =
                words::fold(["september", "october", "november", "december"][usize::from(month) - 9]);
            self.tokens.push(Token::Word(Word { written: &rest[..digits + letters.len()], folded }));
            return Some(());
        }
        let ordinal = words::is_ordinal_suffix(&suffix);
        // A sign that folding drops may stand beside the letter.
        let before_time = suffix == "t" && after[letters.len()..].starts_with(|c: char| c.is_ascii_digit());
        if ordinal || before_time {
            self.at += letters.len();
        }
        let digits = u8::try_from(digits).ok()?;
        self.tokens.push(Token::Number(Number { value, digits, ordinal, shortened, apart }));
        Some(())
    }
}
