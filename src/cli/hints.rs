//! Hints that can be run as they stand: with what the command line named, and with the file that they are about.

use std::path::Path;

use crate::command::path_for_shell;
use crate::config::Overrides;
use crate::error::Error;

/// The same error with a hint that can be run by whoever named these.
pub(super) fn complete(error: anyhow::Error, overrides: &Overrides) -> anyhow::Error {
    match error.downcast::<Error>() {
        Ok(ours) => match ours.hint_text().map(|hint| overrides.complete(hint)) {
            Some(hint) => ours.hint(hint).into(),
            None => ours.into(),
        },
        Err(other) => other,
    }
}

/// A hint about a file, which the library calls `FILE` at its end, as it can be run by whoever named these.
pub(super) fn with_file(hint: &str, file: &Path, overrides: &Overrides) -> String {
    let hint = overrides.complete(hint);
    match hint.strip_suffix("FILE") {
        Some(before) => format!("{before}{}", path_for_shell(file)),
        None => hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_stands_in_the_hint() {
        let hint = |hint| with_file(hint, Path::new("a b.jsonl"), &Overrides::default());
        assert_eq!(hint("mend the line: jq . FILE"), "mend the line: jq . 'a b.jsonl'");
        assert_eq!(hint("compare them with `knipsel show FILE`"), "compare them with `knipsel show FILE`");
    }
}
