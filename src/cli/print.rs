//! How things look: colours, safe text, errors, numbers.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::IsTerminal;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use clap::ValueEnum;

use crate::dutch::normalize::turns_direction;
use crate::error::{Error, Excerpt, Place};
use crate::search::Highlight;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to write to a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Whether to use colour and bold.
    pub(super) colour: bool,
    /// Whether a person sees it on a terminal, so that text from the archive must be made safe.
    pub(super) terminal: bool,
}

impl Style {
    pub(super) fn of_stdout(choice: ColorChoice) -> Self {
        Self::new(choice, std::io::stdout().is_terminal())
    }

    pub(super) fn of_stderr(choice: ColorChoice) -> Self {
        Self::new(choice, std::io::stderr().is_terminal())
    }

    fn new(choice: ColorChoice, terminal: bool) -> Self {
        let asked_for_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match choice {
            ColorChoice::Auto => terminal && !asked_for_none,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { colour, terminal }
    }

    /// How many columns there are where a person reads; nothing where none does.
    pub(super) fn columns(self) -> Option<usize> {
        let (width, _) = self.terminal.then(terminal_size::terminal_size)??;
        Some(usize::from(width.0))
    }

    pub(super) fn bold(self, text: &str) -> Cow<'_, str> {
        self.wrap(text, "1")
    }

    pub(super) fn dim(self, text: &str) -> Cow<'_, str> {
        self.wrap(text, "2")
    }

    /// A word that matched. Bold and yellow: bold alone is hardly seen in many terminals' fonts.
    pub(super) fn marked(self, text: &str) -> Cow<'_, str> {
        self.wrap(text, "1;33")
    }

    fn wrap<'t>(self, text: &'t str, code: &str) -> Cow<'t, str> {
        if self.colour && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m").into()
        } else {
            text.into()
        }
    }

    /// Text from the archive, as it may be shown: on a terminal, control characters and those that turn the
    /// direction of writing are replaced, so that no article can move the cursor or hide a word.
    pub(super) fn safe(self, text: &str) -> Cow<'_, str> {
        if self.terminal && text.chars().any(is_unsafe) {
            text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect::<String>().into()
        } else {
            text.into()
        }
    }

    /// A passage with its highlights in bold.
    pub(super) fn highlighted(self, text: &str, highlights: &[Highlight]) -> String {
        let safe = self.safe(text);
        if !self.colour || highlights.is_empty() {
            return safe.into_owned();
        }
        let mut shown = String::with_capacity(safe.len() + 16 * highlights.len());
        let mut chars = safe.chars();
        let mut at = 0;
        for highlight in highlights {
            shown.extend(chars.by_ref().take(highlight.start - at));
            let marked: String = chars.by_ref().take(highlight.end - highlight.start).collect();
            shown.push_str(&self.marked(&marked));
            at = highlight.end;
        }
        shown.extend(chars);
        shown
    }
}

pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || turns_direction(c)
}

/// An error as it is shown: what and where, the causes below it, and after an empty line the hint.
pub(super) fn error(error: &anyhow::Error, style: Style) -> String {
    if let Some(ours) = error.downcast_ref::<Error>()
        && let Some((place, excerpt)) = ours.place().zip(ours.excerpt())
    {
        return error_in_text(ours, place, excerpt, style);
    }
    let label = if style.colour { "\x1b[1;31merror\x1b[0m" } else { "error" };
    let mut shown = format!("{label}: {error}");
    if let Some(place) = error.downcast_ref::<Error>().and_then(Error::place) {
        let _ = write!(shown, "\n  at {place}");
    }
    for cause in error.chain().skip(1) {
        let _ = write!(shown, "\n  because: {cause}");
    }
    if let Some(hint) = error.downcast_ref::<Error>().and_then(Error::hint_text) {
        let _ = write!(shown, "\n\n{}", hint_line(hint, style));
    }
    shown
}

/// An error in a text, with its line and a caret under the place, as remarks on a query have.
fn error_in_text(error: &Error, place: &Place, excerpt: &Excerpt, style: Style) -> String {
    let shown = |text: &str| style.safe(text).replace(char::is_control, " ");
    let (before, marked) = (shown(&excerpt.before), shown(&excerpt.marked));
    let span = before.len()..before.len() + marked.len();
    let line = format!("{before}{marked}{}", shown(&excerpt.behind));
    let (title, path) = (style.safe(&error.to_string()).into_owned(), place.path.display().to_string());
    let snippet = Snippet::source(line)
        .path(path)
        .line_start(place.line.and_then(|line| usize::try_from(line).ok()).unwrap_or(1))
        .annotation(AnnotationKind::Primary.span(span));
    let mut report = vec![Level::ERROR.primary_title(title).element(snippet)];
    if let Some(hint) = error.hint_text() {
        report.push(Group::with_title(Level::HELP.with_name("hint").secondary_title(style.safe(hint))));
    }
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// `hint: …`.
pub(super) fn hint_line(hint: &str, style: Style) -> String {
    let label = if style.colour { "\x1b[1;36mhint\x1b[0m" } else { "hint" };
    format!("{label}: {hint}")
}

/// A count with its noun: `1 article`, `12,345 articles`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    counted_as(count, noun, &format!("{noun}s"))
}

/// As [`counted`], for a noun with a plural of its own.
pub(super) fn counted_as(count: u64, one: &str, more: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { more })
}

/// How many records or files were skipped and how many warnings there are beyond those that were shown; at least one
/// of the two is not 0.
pub(super) fn skipped_and_warnings(skipped: u64, warnings: u64) -> String {
    let skipped = (skipped > 0).then(|| format!("{} more skipped", number(skipped)));
    let warnings = (warnings > 0).then(|| counted(warnings, "more warning"));
    skipped.into_iter().chain(warnings).collect::<Vec<_>>().join(" and ")
}

/// A number with commas between the thousands.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A size in the unit that suits it.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return counted(bytes, "byte");
    }
    #[allow(clippy::cast_precision_loss)]
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (count, expect) in [(0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(count), expect);
        }
        assert_eq!(counted(1, "article"), "1 article");
        assert_eq!(counted(0, "article"), "0 articles");
    }

    #[test]
    fn sizes() {
        for (size, expect) in
            [(1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (8_412_987, "8.4 MB")]
        {
            assert_eq!(bytes(size), expect);
        }
    }

    #[test]
    fn only_a_terminal_needs_safe_text() {
        let evil = "a\x1b[31mb\u{202e}c\u{7}\nd";
        let terminal = Style { colour: false, terminal: true };
        assert_eq!(terminal.safe(evil), "a\u{fffd}[31mb\u{fffd}c\u{fffd}\nd");
        let pipe = Style { colour: false, terminal: false };
        assert_eq!(pipe.safe(evil), evil);
    }

    #[test]
    fn highlights_are_bold() {
        let style = Style { colour: true, terminal: true };
        let highlights = [Highlight { start: 3, end: 5, why: crate::query::Why::Exact }];
        assert_eq!(style.highlighted("één ÿs", &highlights), "één\x1b[1;33m ÿ\x1b[0ms");
    }
}
