//! Tidies the text of a record into paragraphs.

use memchr::memchr2;

/// Appends `text` to `tidy`, as a new paragraph where something stands there already.
///
/// One empty line then stands between paragraphs, one line feed between the lines of one, and no white space
/// around any line. Line ends of all three kinds are known.
pub(super) fn append_tidy(tidy: &mut String, text: &str) {
    tidy.reserve(text.len() + 2);
    let mut after_empty_line = true;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        let line = line.trim();
        if line.is_empty() {
            after_empty_line = true;
            continue;
        }
        if !tidy.is_empty() {
            tidy.push_str(if after_empty_line { "\n\n" } else { "\n" });
        }
        tidy.push_str(line);
        after_empty_line = false;
    }
}

/// `text` on one line, each run of white space one space.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The first line, and what comes after its end.
fn split_line(text: &str) -> (&str, &str) {
    let Some(at) = memchr2(b'\n', b'\r', text.as_bytes()) else { return (text, "") };
    let after = if text[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
    (&text[..at], &text[after..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let mut tidy = String::new();
        append_tidy(&mut tidy, text);
        assert_eq!(tidy, expected, "of {text:?}");
    }

    #[test]
    fn paragraphs_and_lines_are_kept() {
        check("", "");
        check(" \n\t\n ", "");
        check("een", "een");
        check("een\ntwee", "een\ntwee");
        check("een\n\ntwee", "een\n\ntwee");
        check("\n\n  een  \n \n\n\n twee \n", "een\n\ntwee");
        check("een\r\ntwee\r\n\r\ndrie", "een\ntwee\n\ndrie");
        check("een\rtwee\r\rdrie", "een\ntwee\n\ndrie");
        check("een\u{a0}\n\u{a0}\ntwee", "een\n\ntwee");
    }

    #[test]
    fn a_second_text_is_a_new_paragraph() {
        let mut tidy = "een".to_owned();
        append_tidy(&mut tidy, "twee\n");
        append_tidy(&mut tidy, "");
        append_tidy(&mut tidy, "\ndrie");
        assert_eq!(tidy, "een\n\ntwee\n\ndrie");
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(one_line(" Brand\n in \t Ede "), "Brand in Ede");
        assert_eq!(one_line(" \n"), "");
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(text in "[a\u{e9} \t\n\r\u{a0}]{0,40}") {
            let mut once = String::new();
            append_tidy(&mut once, &text);
            check(&once, &once);
            prop_assert!(!once.contains("\n\n\n") && once.trim() == once);
        }
    }
}
