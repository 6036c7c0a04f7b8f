//! Text from the archive as text in a page, and as nothing else.

use std::fmt::Write as _;

use crate::dutch::normalize::turns_direction;

/// What may stand in no page: control characters, of which XML forbids most, and those that turn the direction of
/// writing.
fn is_unsafe(c: char) -> bool {
    c.is_control() || turns_direction(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// White space becomes a space, and what is unsafe a sign that something was there.
fn plain(c: char) -> char {
    match c {
        _ if c.is_whitespace() && c.is_control() => ' ',
        _ if is_unsafe(c) => '\u{fffd}',
        _ => c,
    }
}

/// Text in HTML and XML, between tags and in attributes.
pub(super) fn in_xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match plain(c) {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Text in `CommonMark`, on one line: every sign that may begin markup there has a `\` before it. Those that do so only
/// at the start of a line have it there alone, since a text full of `\` is hard to read.
pub(super) fn in_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.chars().map(plain).enumerate() {
        let begins_line = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '>');
        // `1.` and `1)` begin a list.
        let ends_number =
            matches!(c, '.' | ')') && !safe.is_empty() && safe.bytes().all(|byte| byte.is_ascii_digit());
        if begins_line
            || ends_number
            || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '!')
        {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// An address to which a page may link: of the web, and without what would end it. Others, such as `javascript:`, are
/// not linked to.
pub(super) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0.to_ascii_lowercase();
    let fits = |c: char| !c.is_whitespace() && !is_unsafe(c) && !matches!(c, '<' | '>' | '"' | '\\' | '`');
    (matches!(scheme.as_str(), "http" | "https") && url.chars().all(fits)).then(|| url.to_owned())
}

/// A part of a URN: what may not stand there as it is is written in percents.
pub(super) fn percent(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(in_xml("a<b>\"&'\u{7}\u{202e}\nc"), "a&lt;b&gt;&quot;&amp;&#39;\u{fffd}\u{fffd} c");
        for (text, expect) in [
            ("# kop", "\\# kop"),
            ("1. een", "1\\. een"),
            ("prijs 1.50", "prijs 1.50"),
            ("*a* [b](c) <i>", "\\*a\\* \\[b\\](c) \\<i\\>"),
            ("a\n\n- b", "a  - b"),
            ("- b", "\\- b"),
            ("\u{1b}[31m", "\u{fffd}\\[31m"),
        ] {
            assert_eq!(in_markdown(text), expect);
        }
    }

    #[test]
    fn addresses() {
        for (url, linked) in [
            ("https://krant.nl/a?b=c&d", true),
            (" HTTP://krant.nl ", true),
            ("javascript:alert(1)", false),
            ("javascript://krant.nl/%0aalert(1)", false),
            ("https://krant.nl/\"onclick=", false),
            ("https://krant.nl/a b", false),
            ("krant.nl", false),
        ] {
            assert_eq!(web_address(url).is_some(), linked, "{url}");
        }
        assert_eq!(percent("a b/é"), "a%20b%2F%C3%A9");
    }
}
