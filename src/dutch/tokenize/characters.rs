//! What each character is to the tokenizer.

use unicode_normalization::char::is_combining_mark;

use crate::dutch::normalize::is_apostrophe;

/// What a byte may mean where a word could begin or end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// An ASCII letter.
    Letter,
    /// An ASCII digit.
    Digit,
    /// Ends a word whatever comes next.
    Gap,
    /// May be part of a word, depending on what comes next.
    Joint,
    /// A sign that is a word of its own.
    Symbol,
    /// Part of a longer character, which tells.
    NotAscii,
}

pub(super) static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'-' | b'=' | b'\'' | b'`' | b'.' | b'&' | b'_' | b'@' | b':' | b'+' => Class::Joint,
            b'$' | b'%' => Class::Symbol,
            128.. => Class::NotAscii,
            _ => Class::Gap,
        };
        byte += 1;
    }
    classes
}

/// Letters and digits of every script that puts several into a word.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() && (c < '\u{180}' || !(is_lone(c) || is_apostrophe(c) || is_mark(c) || is_symbol(c)))
}

/// What belongs to the letter before it. The two at the end are half-width signs of Japanese, letters by name.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

/// Characters that are a word each: those of Chinese and Japanese.
pub(super) fn is_lone(c: char) -> bool {
    let is_in_block = matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}');
    is_in_block && c.is_alphanumeric() && !is_mark(c)
}

/// Signs of currency (of which `ƒ`, the guilder's, counts as a letter elsewhere) and of per cent and per mille.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '$' | '%' | '¢'..='¥' | 'ƒ' | '‰' | '\u{20a0}'..='\u{20cf}')
}
