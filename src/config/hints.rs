//! Hints that can be run as they stand: with the index and the settings that the command line named.
//!
//! The library does not know how it was called, so its hints name neither:
//!
//! ```text
//! knipsel index watch --no-events, or raise a limit
//! knipsel index watch --index oud --config oud.toml --no-events, or raise a limit
//! ```

use std::fmt::Write as _;

use super::Overrides;
use crate::command::path_for_shell;

/// How every command of a hint begins.
const PROGRAM: &str = "knipsel ";

/// The commands that stand before another.
const GROUPS: [&str; 4] = ["alert", "config", "index", "schedule"];

impl Overrides {
    /// A hint whose commands are about the same index and go by the same settings.
    ///
    /// ```
    /// use knipsel::config::Overrides;
    ///
    /// let overrides = Overrides { index: Some("oud".into()), config: None };
    /// assert_eq!(overrides.complete("make room, or: knipsel index compact"),
    ///     "make room, or: knipsel index compact --index oud");
    /// assert_eq!(overrides.complete("make room on the disk"), "make room on the disk");
    /// ```
    pub fn complete(&self, hint: &str) -> String {
        let mut complete = String::with_capacity(hint.len());
        let mut rest = hint;
        while let Some(at) = rest.find(PROGRAM) {
            let (before, from_here) = rest.split_at(at);
            complete.push_str(before);
            let begins = complete.is_empty() || complete.ends_with(": ") || complete.ends_with('`');
            let length = Some(from_here).filter(|_| begins).and_then(command_length);
            // What is no command is passed over.
            let (command, behind) = from_here.split_at(length.unwrap_or(PROGRAM.len()));
            complete.push_str(command);
            if length.is_some() {
                self.add_options(&mut complete, behind);
            }
            rest = behind;
        }
        complete + rest
    }

    /// Adds the options that a command goes without, of which `behind` is the rest.
    fn add_options(&self, command: &mut String, behind: &str) {
        for (option, path) in [("--index", &self.index), ("--config", &self.config)] {
            if let Some(path) = path
                && !behind.contains(&format!("{option} "))
            {
                // Writing to a string cannot fail.
                let _ = write!(command, " {option} {}", path_for_shell(path));
            }
        }
    }
}

/// The length of the program's name and its command at the beginning of a text, such as `knipsel index build`; nothing
/// where there is no command.
fn command_length(text: &str) -> Option<usize> {
    let word_length = |from: usize| {
        let rest = text.get(from..)?;
        let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let ends = rest[length..].chars().next().is_none_or(|c| " `,;".contains(c));
        (length > 0 && ends).then_some(length)
    };
    let first = word_length(PROGRAM.len())?;
    let end = PROGRAM.len() + first;
    if GROUPS.contains(&&text[PROGRAM.len()..end]) {
        Some(end + 1 + word_length(end + 1)?)
    } else {
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(index: Option<&str>, config: Option<&str>, hint: &str, expect: &str) {
        let overrides = Overrides { index: index.map(Into::into), config: config.map(Into::into) };
        assert_eq!(overrides.complete(hint), expect);
    }

    #[test]
    fn commands_get_the_options() {
        for (hint, expect) in [
            ("knipsel index build PATH", "knipsel index build --index a PATH"),
            ("knipsel search", "knipsel search --index a"),
            (
                "knipsel alert remove x, then add it anew",
                "knipsel alert remove --index a x, then add it anew",
            ),
            ("if it is: knipsel index build --allow", "if it is: knipsel index build --index a --allow"),
            (
                "with `knipsel show 7` or `knipsel man`",
                "with `knipsel show --index a 7` or `knipsel man --index a`",
            ),
            ("knipsel index build b --index b/index", "knipsel index build b --index b/index"),
            ("make room on the disk", "make room on the disk"),
            ("knipsel index/x is a file", "knipsel index/x is a file"),
            ("rm '/a/knipsel search x'", "rm '/a/knipsel search x'"),
            ("knipsel ", "knipsel "),
            ("knipsel index ", "knipsel index "),
            ("", ""),
        ] {
            check(Some("a"), None, hint, expect);
            check(None, None, hint, hint);
        }
    }

    #[test]
    fn both_options_are_words_for_a_shell() {
        let rebuild = "knipsel index rebuild --index 'oud archief' --config 'x'\\''s.toml'";
        check(Some("oud archief"), Some("x's.toml"), "knipsel index rebuild", rebuild);
        let hint = "name the settings with `--config FILE`, or: knipsel index rebuild";
        let expect = "name the settings with `--config FILE`, or: knipsel index rebuild --config b.toml";
        check(None, Some("b.toml"), hint, expect);
    }
}
