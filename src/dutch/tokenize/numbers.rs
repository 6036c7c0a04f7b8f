//! Numbers with points and commas in them.

use super::TokenKind;
use super::chunk_end;

/// Digits in more groups than one and this many are no number, and are not looked at again and again.
const MOST_GROUPS: usize = 8;

/// Where a number ends that has points and commas among its digits, and whether it has an ending such as *ste*.
pub(super) fn number_end(text: &str, start: usize) -> Option<(usize, TokenKind)> {
    let bytes = text.as_bytes();
    let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first_end = start + digits(start);
    if first_end == start {
        return None;
    }
    let mut end = first_end;
    for _ in 0..MOST_GROUPS {
        let more = if matches!(bytes.get(end), Some(b'.' | b',')) { digits(end + 1) } else { 0 };
        if more == 0 {
            break;
        }
        end += 1 + more;
    }
    if end > first_end && is_number(&text[start..end]) {
        let ending = chunk_end(text, end, end);
        let has_ending = matches!(&text[end..ending], "e" | "de" | "ste");
        return Some(if has_ending { (ending, TokenKind::Word) } else { (end, TokenKind::Number) });
    }
    // Of 3.5.2021 the first number is given alone; of 25e and 3D the digits begin a word.
    (chunk_end(text, start, start) == first_end).then_some((first_end, TokenKind::Number))
}

/// Whether digits with points and commas are one number rather than a date or a list.
fn is_number(text: &str) -> bool {
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    match (points, commas) {
        (0, 1) => true,
        // 10.30, 3.5 and 1.000, but not 2019.1, where a sentence ends and a list begins.
        (1, 0) => text.split_once('.').is_some_and(|(whole, rest)| whole.len() <= 3 && rest.len() <= 3),
        _ => (points > 0 && is_grouped(text, '.', ',')) || is_grouped(text, ',', '.'),
    }
}

/// Whether groups of three digits stand between separators, and at most one decimal sign behind them.
fn is_grouped(text: &str, separator: char, decimal: char) -> bool {
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
    let mut groups = whole.split(separator);
    groups.next().is_some_and(|first| first.len() <= 3)
        && whole.contains(separator)
        && groups.all(|group| group.len() == 3)
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}
