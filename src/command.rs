//! Other programs, run to their end: with something to read, and with what they say where they fail.
//!
//! ```text
//! crontab -              reads the lines of a crontab
//! sendmail -i -f … …     reads a mail
//! sh -c ON_FAILURE       reads the line of a run
//! ```
//!
//! And words as a shell reads them, for lines that are run later.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs a program with `input` on its standard input, and waits until it ends. What it writes is part of the answer where
/// `command` takes it through pipes.
///
/// # Errors
///
/// Fails where it cannot be started, and where it ended well without having read all. That it failed is no error: the
/// answer says so, see [`failure`].
pub(crate) fn run(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    let mut child = command.spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let output = child.wait_with_output()?;
    // Of one that failed, how it ended says why it did not read to the end.
    if output.status.success() {
        written?;
    }
    Ok(output)
}

/// What a program said that failed, or how it ended where it said nothing; nothing where it did not fail.
pub(crate) fn failure(output: &Output) -> Option<String> {
    if output.status.success() {
        return None;
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    Some(if said.is_empty() { format!("it ended with {}", output.status) } else { said.to_owned() })
}

/// A word of a command as a shell reads it: in quotes, unless it needs none.
pub(crate) fn for_shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A path as a shell reads it.
pub(crate) fn path_for_shell(path: &Path) -> String {
    for_shell(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8]) -> io::Result<Output> {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdout(Stdio::piped()).stderr(Stdio::piped());
        run(&mut command, input)
    }

    #[test]
    fn a_program_reads_all_or_says_why_not() {
        let long = vec![b'x'; 1 << 20];
        assert_eq!(shell("wc -c", &long).unwrap().stdout.trim_ascii(), b"1048576");
        assert_eq!(shell("cat", b"").unwrap().stdout, b"");
        assert_eq!(shell("exec 0<&-", &long).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(
            failure(&shell("exec 0<&-; echo nee >&2; exit 3", &long).unwrap()).as_deref(),
            Some("nee")
        );
    }

    #[test]
    fn how_a_program_failed() {
        assert_eq!(failure(&shell("echo ja >&2", b"").unwrap()), None);
        let ended = failure(&shell("exit 3", b"x").unwrap());
        assert_eq!(ended.as_deref(), Some("it ended with exit status: 3"));
        let started = run(&mut Command::new("/does/not/exist"), b"");
        assert_eq!(started.unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn words_for_a_shell() {
        assert_eq!(for_shell("/a/b-c_1.idx"), "/a/b-c_1.idx");
        assert_eq!(for_shell(""), "''");
        assert_eq!(for_shell("'t archief"), r"''\''t archief'");
    }
}
