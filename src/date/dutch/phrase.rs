//! Words become what they say of a date: *jaren zestig* is [`Item::Years`] and [`Item::Decade`].

use super::Open;
use crate::date::day::Weekday;
use crate::date::error::DateRule;
use crate::date::lex::{Number, Token};
use crate::date::point::Marks;
use crate::date::words;

/// What a token says of a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Item<'a> {
    Number(Number),
    /// A month, or a season by its EDTF number.
    Month(u8),
    Weekday(Weekday, &'a str),
    /// *eerste*, *negentiende*.
    Ordinal(u32),
    /// *zestig*, *zestiger*.
    Decade(u32, &'a str),
    /// *jaren*
    Years,
    /// *eeuw*
    Century,
    /// *kwartaal*, or the *Q* of `Q1`.
    Quarter,
    /// *helft*, *halfjaar*.
    Half,
    /// `-`, `/` or `.`, which may stand inside a date or between two.
    Sign(char),
    /// *tot*, *t/m*, *en*, which can only stand between two dates.
    To,
}

/// The items of a text, and what the words around them say.
pub(super) struct Phrase<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) marks: Marks,
    pub(super) open: Option<Open>,
}

impl<'a> Phrase<'a> {
    /// A place name has no more words than this: *Alphen aan den Rijn*, of which *den* is no unknown word.
    const MAX_PLACE_WORDS: usize = 4;

    /// What tokens say.
    pub(super) fn of(tokens: &'a [Token<'a>]) -> Result<Self, DateRule> {
        let mut phrase = Self { items: Vec::new(), marks: Marks::default(), open: None };
        let mut place_words = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let (item, length) = phrase.item(tokens, at)?;
            at += length;
            match (item, token) {
                (Some(item), _) => phrase.items.push(item),
                (None, Token::Word(word)) if length == 1 && !phrase.is_known(&word.folded) => {
                    if !phrase.items.is_empty() || words::counts_things(&word.folded) {
                        return Err(DateRule::UnknownWord(word.written.to_owned()));
                    }
                    place_words.push(word.written);
                }
                _ => {}
            }
        }
        // Words before the date are the name of a place, if they can be one.
        let is_capital = |word: &&str| word.starts_with(char::is_uppercase);
        if let Some(first) = place_words.first() {
            let is_place = place_words.len() <= Self::MAX_PLACE_WORDS && place_words.iter().any(is_capital);
            if !is_place || phrase.items.is_empty() {
                return Err(DateRule::UnknownWord((*first).to_owned()));
            }
        }
        Ok(phrase)
    }

    /// The item that begins at a token, if any, and how many tokens it takes.
    fn item(&mut self, tokens: &'a [Token<'a>], at: usize) -> Result<(Option<Item<'a>>, usize), DateRule> {
        let one = |item| Ok((Some(item), 1));
        let folded_at = |index: usize| tokens.get(index).map_or("", Token::folded);
        match &tokens[at] {
            Token::Number(number) => one(Item::Number(*number)),
            Token::Sign(sign) => {
                if let Some(marks) = u8::try_from(sign.sign).ok().and_then(Marks::from_byte) {
                    self.marks = self.marks.and(marks);
                    return Ok((None, 1));
                }
                match sign.sign {
                    '&' => one(Item::To),
                    '-' | '/' | '.' if self.items.is_empty() => Ok((None, 1)),
                    '-' | '/' | '.' => one(Item::Sign(sign.sign)),
                    _ => Err(DateRule::Form),
                }
            }
            Token::Word(word) => {
                let folded = word.folded.as_str();
                // Ends of intervals, and what stands between two dates.
                let through = match folded {
                    "t" if tokens.get(at + 1).is_some_and(|next| next.is_sign('/')) => {
                        (folded_at(at + 2) == "m").then_some(3)
                    }
                    "tot" if folded_at(at + 1) == "en" && folded_at(at + 2) == "met" => Some(3),
                    "tot" | "tm" => Some(1),
                    "en" if !self.items.is_empty() => Some(1),
                    _ => None,
                };
                if let Some(length) = through {
                    if self.items.is_empty() {
                        self.set_open(Open::Until)?;
                        return Ok((None, length));
                    }
                    return Ok((Some(Item::To), length));
                }
                if self.items.is_empty() {
                    let open = match folded {
                        "sinds" | "sedert" | "vanaf" => Some(Open::Since),
                        "voor" => Some(Open::Before),
                        "na" => Some(Open::After),
                        _ => None,
                    };
                    if let Some(open) = open {
                        self.set_open(open)?;
                        return Ok((None, 1));
                    }
                }
                if words::is_about(folded) {
                    self.marks.approximate = true;
                } else if words::is_doubtful(folded) {
                    self.marks.uncertain = true;
                }
                Ok((Self::word_item(folded, word.written), 1))
            }
        }
    }

    fn word_item(folded: &str, written: &'a str) -> Option<Item<'a>> {
        if let Some(month) = words::month(folded).or_else(|| words::season(folded)) {
            return Some(Item::Month(month));
        }
        if let Some(weekday) = words::weekday(folded) {
            return Some(Item::Weekday(weekday, written));
        }
        if let Some(ordinal) = words::ordinal(folded) {
            return Some(Item::Ordinal(ordinal));
        }
        if let Some(decade) = words::decade(folded) {
            return Some(Item::Decade(decade, written));
        }
        match folded {
            "jaren" => Some(Item::Years),
            "eeuw" => Some(Item::Century),
            "kwartaal" | "kw" | "q" => Some(Item::Quarter),
            "helft" | "halfjaar" => Some(Item::Half),
            _ => None,
        }
    }

    /// Whether a word that is no item is passed over.
    fn is_known(&self, folded: &str) -> bool {
        words::is_filler(folded)
            || words::is_about(folded)
            || words::is_doubtful(folded)
            || (self.items.is_empty()
                && matches!(folded, "tussen" | "sinds" | "sedert" | "vanaf" | "voor" | "na" | "tot" | "tm"))
    }

    fn set_open(&mut self, open: Open) -> Result<(), DateRule> {
        match self.open.replace(open) {
            None => Ok(()),
            Some(_) => Err(DateRule::Form),
        }
    }
}
