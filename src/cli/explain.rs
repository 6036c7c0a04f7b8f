//! What a query became, as it is shown.

use std::io::Write;

use super::print::{Style, counted, number};
use crate::query::Language;
use crate::search::{ExplainedWord, Explanation};

/// So many terms of a word are shown; `--json` has all.
const MOST_TERMS: usize = 30;

/// What was sought, and what its words became.
pub(super) struct Proof {
    /// What was sought, in a sentence.
    pub(super) restated: String,
    /// Where it was asked for, or where nothing was found.
    pub(super) explanation: Option<Explanation>,
}

impl Proof {
    /// Prints all of it.
    pub(super) fn print(&self, out: &mut impl Write, style: Style) -> std::io::Result<()> {
        writeln!(out, "{}", style.safe(&self.restated))?;
        for word in self.explanation.iter().flat_map(|explanation| &explanation.words) {
            print_word(out, style, word)?;
        }
        writeln!(out)
    }

    /// Prints what to do where nothing was found.
    pub(super) fn print_advice(
        &self,
        out: &mut impl Write,
        style: Style,
        language: Language,
    ) -> std::io::Result<()> {
        let Some(explanation) = &self.explanation else { return Ok(()) };
        let dutch = language == Language::Dutch;
        if !explanation.missing.is_empty() {
            let told = if dutch { "in geen enkel artikel:" } else { "in no article:" };
            writeln!(out, "{told} {}", style.safe(&explanation.missing.join(", ")))?;
        }
        if let Some(suggestion) = &explanation.suggestion {
            let (told, total) = (style.safe(&suggestion.instead).into_owned(), suggestion.total);
            if dutch {
                let articles = if total == 1 { "artikel" } else { "artikelen" };
                writeln!(out, "bedoelde u ‘{told}’? Daarmee: {} {articles}", number(total))?;
            } else {
                writeln!(out, "did you mean ‘{told}’? That finds {}", counted(total, "article"))?;
            }
        }
        Ok(())
    }
}

fn print_word(out: &mut impl Write, style: Style, word: &ExplainedWord) -> std::io::Result<()> {
    let written = style.safe(&word.written);
    writeln!(out, "  {}: {}", style.bold(&written), counted(word.articles, "article"))?;
    for term in word.terms.iter().take(MOST_TERMS) {
        let layer = term.layer.as_str();
        writeln!(out, "    {layer:<6} {} ({})", style.safe(&term.term), number(term.articles))?;
    }
    if let Some(more) = word.terms.len().checked_sub(MOST_TERMS).filter(|more| *more > 0) {
        writeln!(out, "    … and {} (--json has all)", counted(more as u64, "more term"))?;
    }
    Ok(())
}
