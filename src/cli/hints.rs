//! Hints that can be run as they stand: with the index that the command line named, and with the file that they are about.

use std::path::Path;

use crate::command::for_shell;
use crate::error::Error;

/// The same error with a hint that goes to the index that the command line named: without it the command of the hint
/// would be about another.
pub(super) fn with_index(error: anyhow::Error, index: Option<&Path>) -> anyhow::Error {
    let Some(index) = index.filter(|index| !index.as_os_str().is_empty()) else { return error };
    match error.downcast::<Error>() {
        Ok(ours) => match ours.hint_text().and_then(|hint| hint_for(hint, index)) {
            Some(hint) => ours.hint(hint).into(),
            None => ours.into(),
        },
        Err(other) => other,
    }
}

/// A command that is about an index, and whatever is said behind it; nothing where the hint is none or names its index.
fn hint_for(hint: &str, index: &Path) -> Option<String> {
    if !hint.starts_with("knipsel index ") || hint.contains("--index") {
        return None;
    }
    let (command, behind) = hint.split_at(hint.find(", ").unwrap_or(hint.len()));
    Some(format!("{command} --index {}{behind}", for_shell(&index.display().to_string())))
}

/// A hint about a file, which the library calls `FILE`.
pub(super) fn with_file(hint: &str, file: &Path) -> String {
    hint.replace("FILE", &for_shell(&file.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_command_stays_behind_it() {
        let hint = |hint, index| hint_for(hint, Path::new(index));
        assert_eq!(
            hint("knipsel index build PATH", "a").as_deref(),
            Some("knipsel index build PATH --index a")
        );
        assert_eq!(
            hint("knipsel index watch --no-events, or raise a limit", "oud archief").as_deref(),
            Some("knipsel index watch --no-events --index 'oud archief', or raise a limit")
        );
        assert_eq!(hint("knipsel index build a --index a/index", "b"), None);
        assert_eq!(hint("make room on the disk", "b"), None);
    }

    #[test]
    fn the_file_stands_in_the_hint() {
        assert_eq!(
            with_file("mend the line: jq . FILE", Path::new("a b.jsonl")),
            "mend the line: jq . 'a b.jsonl'"
        );
    }
}
