//! One form for every way of writing a word, so that *Armenië*, *ARMENIE* and *armenie* meet.
//!
//! [`fold`] works on single characters and is what wildcards and lists of words are passed through;
//! [`exact_form`] works on a whole word of a text and yields its term in the exact layer.
//!
//! ```
//! use knipsel::dutch::normalize::{exact_form, fold};
//! use knipsel::dutch::tokenize::TokenKind;
//!
//! let mut form = String::new();
//! fold("Armenië", &mut form);
//! assert_eq!(form, "armenie");
//! exact_form("N.V.", TokenKind::Abbreviation, &mut form);
//! assert_eq!(form, "nv");
//! ```
//!
//! What is folded: upper to lower case (Turkish `İ` and `ı` become `i`), accents on Latin and Greek letters,
//! letters that are a Latin letter with a stroke or two letters in one (`ø`, `ł`, `æ`, `ß`, `ĳ`, `ﬁ`), long `ſ`,
//! `ə` (to `a`, as in *Əliyev* = *Aliyev*), superscript and full-width digits and letters, Russian `ё`,
//! typographic quotes and hyphens (to `'`, `"` and `-`). Soft hyphens, zero-width characters and marks of
//! direction vanish. `ÿ` becomes `y`: in print before 1900 it stands for *ij*, and *y* for *ij* is then a matter
//! of old spelling. Other scripts keep their accents.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::tokenize::TokenKind;

/// A form longer than this many bytes is cut to its first [`CUT_CHARS`] characters.
///
/// No Dutch word comes near it; what does is noise, and a term of kilobytes would only swell the index. The cut
/// is the same for texts and for queries, so that even noise can be found.
pub const LONGEST_FORM_BYTES: usize = 255;

/// How many characters stay of a form that is too long.
pub const CUT_CHARS: usize = 200;

/// What may follow an apostrophe as the ending of a Dutch word: *foto's*, *zo'n*, *sms't*, *A4'tje*, *VVD'er*.
const APOSTROPHE_ENDINGS: [&str; 15] =
    ["s", "n", "t", "tje", "tjes", "er", "ers", "je", "jes", "en", "r", "m", "k", "d", "de"];

/// Writes the folded form of `text` to `out`, which is emptied first. Folding what is folded changes nothing.
pub fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.extend(text.chars().map(|c| if c == '`' { '\'' } else { c.to_ascii_lowercase() }));
        return;
    }
    // Compatibility decomposition would write ½ as 1⁄2, and 2½ as 21⁄2, so fractions are taken out.
    for part in text.split_inclusive(is_fraction) {
        match part.char_indices().next_back() {
            Some((place, fraction)) if is_fraction(fraction) => {
                fold_part(&part[..place], out);
                out.push(fraction);
            }
            _ => fold_part(part, out),
        }
    }
}

/// Writes the exact-layer form of a word of a text to `out`, which is emptied first.
///
/// Beyond folding, a word loses its hyphens and line breaks, an abbreviation its dots (*N.V.* = *NV*), a number
/// the dots between its thousands (*1.000,50* = *1000,50*). An apostrophe stays only before the ending of a
/// Dutch word, since *zo'n* is not *zon*; elsewhere it goes (*'s*, *O'Neill*, *Qur'an*).
///
/// A superscript digit behind four letters or more refers to a note and goes too: *woord¹*, but not *km²*.
pub fn exact_form(word: &str, kind: TokenKind, out: &mut String) {
    fold(without_note(word), out);
    match kind {
        TokenKind::Number if has_thousands(out) => out.retain(|c| c != '.'),
        TokenKind::Number | TokenKind::Symbol => {}
        TokenKind::Abbreviation => out.retain(|c| c != '.'),
        TokenKind::Whole => out.retain(|c| !is_left_out(c) && c != '\'' && c != '.'),
        TokenKind::Word => {
            if out.contains(|c| c == '\'' || is_left_out(c)) {
                let kept = kept_apostrophe(out);
                let mut place = 0;
                out.retain(|c| {
                    let here = place;
                    place += c.len_utf8();
                    !is_left_out(c) && (c != '\'' || Some(here) == kept)
                });
            } else if out.contains('.') {
                // A number with an ending, *10.000ste*.
                out.retain(|c| c != '.');
            }
        }
    }
    if out.len() > LONGEST_FORM_BYTES
        && let Some((end, _)) = out.char_indices().nth(CUT_CHARS)
    {
        out.truncate(end);
    }
}

/// Whether this is an ending that Dutch writes behind an apostrophe.
pub(super) fn is_apostrophe_ending(folded: &str) -> bool {
    APOSTROPHE_ENDINGS.contains(&folded)
}

/// Whether a character turns the direction of writing, or marks it: shown as it is, one can make a text look like
/// another.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no room and means nothing inside a word: soft hyphen, zero-width, direction marks.
pub(super) fn is_invisible(c: char) -> bool {
    turns_direction(c)
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{34f}')
}

/// Whether a character is written for an apostrophe, be it rightly or not.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʼ' | 'ʻ' | 'ʹ' | '\u{374}' | 'ʿ' | 'ʾ' | '＇')
}

/// The hyphen of black letter.
pub(super) const DOUBLE_HYPHEN: char = '⸗';

/// Whether a character is written for a hyphen between two words. A dash as wide as an *m* is not.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | DOUBLE_HYPHEN | '\u{fe63}' | '\u{ff0d}')
}

/// A word without the sign of a note behind it.
fn without_note(word: &str) -> &str {
    if word.is_ascii() {
        return word;
    }
    let plain = word.trim_end_matches(|c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹'));
    if plain.chars().rev().take(4).filter(|c| c.is_alphabetic()).count() == 4 { plain } else { word }
}

fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '⅐'..='⅟' | '↉')
}

/// Hyphens, and what a word that was broken at the end of a line holds.
fn is_left_out(c: char) -> bool {
    matches!(c, '-' | '_' | '=' | '¬') || c.is_whitespace()
}

/// A word with hyphens as it would stand in one line: a sign that only breaks it is gone, one that may be more is a hyphen.
pub(super) fn without_breaks(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c == '¬' || c.is_whitespace()) {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if !is_hyphen(c) && !matches!(c, '=' | '¬') {
            whole.push(c);
            continue;
        }
        let behind = &text[at + c.len_utf8()..];
        let below = behind.trim_start();
        let gap = &behind[..behind.len() - below.len()];
        let is_break = match gap {
            "" => c == '¬',
            // *Noord-* at the end of a line and *Holland* on the next.
            _ => gap.contains(['\r', '\n']) && !below.starts_with(char::is_uppercase),
        };
        if !is_break {
            whole.push('-');
        }
    }
    Cow::Owned(whole)
}

/// The place of the apostrophe that stays: one behind a letter and before an ending.
fn kept_apostrophe(folded: &str) -> Option<usize> {
    let (stem, ending) = folded.rsplit_once('\'')?;
    (!stem.is_empty() && is_apostrophe_ending(ending)).then_some(stem.len())
}

/// Whether a number has dots between groups of three digits: *1.000*, *12.345.678,90*.
fn has_thousands(number: &str) -> bool {
    let whole = number.split(',').next().unwrap_or_default();
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && whole.contains('.') && groups.all(|group| group.len() == 3)
}

/// Folds a part that holds no fraction.
fn fold_part(part: &str, out: &mut String) {
    // The acute accent that stands for an apostrophe would decompose to a space with an accent.
    let letters = part.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).nfkd();
    let mut loses_accents = true;
    let mut kept_accent = false;
    let start = out.len();
    for letter in letters.filter(|&c| !is_invisible(c)).flat_map(char::to_lowercase) {
        if is_combining_mark(letter) {
            if !loses_accents {
                kept_accent = true;
                out.push(letter);
            }
            continue;
        }
        loses_accents = is_latin_or_greek(letter);
        match plain_letters(letter) {
            Some(plain) => out.push_str(plain),
            None => out.push(letter),
        }
    }
    // Syllables of Hangul were taken apart without an accent in sight.
    if kept_accent || out[start..].contains(|c| matches!(c, '\u{1100}'..='\u{11ff}')) {
        let composed: String = out[start..].nfc().collect();
        out.truncate(start);
        out.push_str(&composed);
    }
}

fn is_latin_or_greek(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '\u{c0}'..='\u{2af}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}'
            // Of Cyrillic only ё loses its dots, as it does in print; и with its breve is another letter.
            | 'е')
}

/// What stands for a letter that decomposition leaves whole.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        '\'' | '`' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʿ' | 'ʾ' | '’' | '‘' | '‚' | '‛' | '′' => "'",
        '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
        c if is_hyphen(c) => "-",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "ng",
        'ĸ' => "k",
        'ə' => "a",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::from("left over");
        fold(text, &mut out);
        out
    }

    #[test]
    fn a_word_with_hyphens_stands_in_one_line() {
        for (text, expect) in [
            ("Nagorno-Karabach", "Nagorno-Karabach"),
            ("vredes- akkoord", "vredes-akkoord"),
            ("vredes¬ akkoord", "vredes-akkoord"),
            ("vredes⸗ akkoord", "vredes-akkoord"),
            ("vredes=\nakkoord-tekst", "vredesakkoord-tekst"),
            ("vredes¬\r\nakkoord-tekst", "vredesakkoord-tekst"),
            ("Noord-\n  Holland", "Noord-Holland"),
            ("oud-vre¬des", "oud-vredes"),
        ] {
            assert_eq!(without_breaks(text), expect);
        }
    }

    #[test]
    fn folding() {
        let table = [
            ("", ""),
            ("Vrede", "vrede"),
            ("VREDE", "vrede"),
            ("Armenië", "armenie"),
            ("Armenie\u{308}", "armenie"),
            ("café", "cafe"),
            ("coördinatie", "coordinatie"),
            ("ÉÉN", "een"),
            ("ĳsberg", "ijsberg"),
            ("ĲSBERG", "ijsberg"),
            ("bi\u{301}j\u{301}na", "bijna"),
            ("zÿn", "zyn"),
            ("ſtaat", "staat"),
            ("ﬁets", "fiets"),
            ("kaﬂer", "kafler"),
            ("Øresund", "oresund"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("Ægypten", "aegypten"),
            ("Œuvre", "oeuvre"),
            ("İstanbul", "istanbul"),
            ("Iğdır", "igdir"),
            ("Þingvellir", "thingvellir"),
            ("Đinđić", "dindic"),
            ("Əliyev", "aliyev"),
            ("m²", "m2"),
            ("CO₂", "co2"),
            ("2½", "2½"),
            ("ＡＢＣ１", "abc1"),
            ("foto’s", "foto's"),
            ("foto´s", "foto's"),
            ("foto`s", "foto's"),
            ("„Ja”", "\"ja\""),
            ("Nagorno\u{2011}Karabach", "nagorno-karabach"),
            ("ak\u{ad}koord", "akkoord"),
            ("ak\u{200b}ko\u{feff}ord", "akkoord"),
            ("ΑΘΉΝΑΣ", "αθηνασ"),
            ("Αθήνας", "αθηνασ"),
            ("Горбачёв", "горбачев"),
            ("Сергей", "сергей"),
            ("한국", "한국"),
            ("がく", "がく"),
            ("한국 2½ É", "한국 2½ e"),
        ];
        for (text, expect) in table {
            assert_eq!(folded(text), expect, "{text}");
        }
    }

    #[test]
    fn exact_forms() {
        use TokenKind::{Abbreviation, Number, Symbol, Whole, Word};
        let table = [
            ("Vrede", Word, "vrede"),
            ("foto’s", Word, "foto's"),
            ("zo'n", Word, "zo'n"),
            ("VVD'ers", Word, "vvd'ers"),
            ("A4’tje", Word, "a4'tje"),
            ("'s", Word, "s"),
            ("’t", Word, "t"),
            ("Qur'an", Word, "quran"),
            ("rock'n'roll", Word, "rocknroll"),
            ("akkoor-\n  den", Word, "akkoorden"),
            ("akkoor¬\r\nden", Word, "akkoorden"),
            ("akkoor⸗\nden", Word, "akkoorden"),
            ("akkoor=\nden", Word, "akkoorden"),
            ("akkoor¬ den", Whole, "akkoorden"),
            ("woord¹²", Word, "woord"),
            ("km²", Word, "km2"),
            ("275³", Word, "2753"),
            ("10.000ste", Word, "10000ste"),
            ("N.V.", Abbreviation, "nv"),
            ("d.w.z.", Abbreviation, "dwz"),
            ("Nagorno-Karabach", Whole, "nagornokarabach"),
            ("’s-Gravenhage", Whole, "sgravenhage"),
            ("O’Neill", Whole, "oneill"),
            ("V&D", Whole, "v&d"),
            ("N.V.-vorm", Whole, "nvvorm"),
            ("10.000-tal", Whole, "10000tal"),
            ("1.000", Number, "1000"),
            ("1.000,50", Number, "1000,50"),
            ("12.345.678", Number, "12345678"),
            ("10.30", Number, "10.30"),
            ("3,50", Number, "3,50"),
            ("€", Symbol, "€"),
        ];
        let mut out = String::new();
        for (word, kind, expect) in table {
            exact_form(word, kind, &mut out);
            assert_eq!(out, expect, "{word}");
        }
    }

    #[test]
    fn a_form_that_is_too_long_is_cut() {
        let mut out = String::new();
        exact_form(&"a".repeat(10_000), TokenKind::Word, &mut out);
        assert_eq!(out, "a".repeat(CUT_CHARS));
        exact_form(&"я".repeat(10_000), TokenKind::Word, &mut out);
        assert_eq!(out, "я".repeat(CUT_CHARS));
        exact_form(&"a".repeat(LONGEST_FORM_BYTES), TokenKind::Word, &mut out);
        assert_eq!(out.len(), LONGEST_FORM_BYTES);
    }

    #[test]
    fn every_single_character_folds_for_good() {
        // Behind these planes lie only ideographs, signs for private use, and places not taken.
        let bad: Vec<char> = ('\0'..='\u{1ffff}')
            .filter(|c| {
                let once = folded(c.encode_utf8(&mut [0; 4]));
                folded(&once) != once
            })
            .collect();
        assert_eq!(bad, [] as [char; 0]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
