//! `knipsel analyze`.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use clap::Args;

use super::screen::Form;
use super::{Context, Outcome, screen};
use crate::archive::as_utf8;
use crate::dutch::Analyzer;
use crate::dutch::explain::explain;
use crate::error::Error;
use crate::wire::{PieceObject, TokenObject};

#[derive(Debug, Args)]
pub(super) struct AnalyzeArgs {
    /// The text
    #[arg(value_name = "TEXT", required_unless_present = "lines")]
    text: Vec<String>,
    /// Analyse each line of a file by itself; `-` is stdin
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    lines: Option<PathBuf>,
    /// Write one JSON object a word
    #[arg(long)]
    json: bool,
}

pub(super) fn analyze(context: &Context, args: &AnalyzeArgs) -> anyhow::Result<Outcome> {
    let mut analyzer = Analyzer::new(context.config.analysis.clone());
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    let mut words = 0;
    match &args.lines {
        None => {
            words += write_words(context, &mut analyzer, &args.text.join(" "), None, args.json, &mut out)?;
        }
        Some(path) => {
            let input: Box<dyn Read> = if path.as_os_str() == "-" {
                Box::new(std::io::stdin().lock())
            } else {
                Box::new(std::fs::File::open(path).map_err(|error| {
                    Error::io("read", path, error).hint("name a file of text, or `-` for stdin")
                })?)
            };
            let mut input = BufReader::new(as_utf8(input));
            let mut bytes = Vec::new();
            for number in 1.. {
                bytes.clear();
                let read =
                    input.read_until(b'\n', &mut bytes).map_err(|error| Error::io("read", path, error))?;
                if read == 0 {
                    break;
                }
                let line = String::from_utf8_lossy(&bytes);
                if matches!(line, Cow::Owned(_)) {
                    let place = context.err.safe(&path.display().to_string()).into_owned();
                    let what = "the line is not all text; what is not is passed over";
                    writeln!(std::io::stderr().lock(), "warning: {place}:{number}: {what}")?;
                }
                let line = line.trim_end_matches(['\n', '\r']);
                words += write_words(context, &mut analyzer, line, Some(number), args.json, &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(if words > 0 { Outcome::Found } else { Outcome::NothingFound })
}

/// Writes the words of a text, and tells how many there were.
fn write_words(
    context: &Context,
    analyzer: &mut Analyzer,
    text: &str,
    line: Option<u64>,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<u64> {
    let mut words = 0;
    let mut counted_up_to = (0, 0);
    let mut result = Ok(());
    explain(analyzer, text, |word, explanation| {
        words += 1;
        if result.is_err() {
            return;
        }
        let object = TokenObject::new(word, explanation, text, line, &mut counted_up_to);
        result = if json {
            screen::write_line(out, &object)
        } else {
            print_word(context, &object, out).map_err(anyhow::Error::from)
        };
    });
    result.map(|()| words)
}

fn print_word(context: &Context, word: &TokenObject, out: &mut impl Write) -> std::io::Result<()> {
    let line = word.line.map_or_else(String::new, |line| format!("{line}: "));
    let place = format!("{line}{}-{}", word.start, word.end);
    let text = context.out.safe(&word.text);
    write!(out, "{:<10} {:>4}  {}", place, word.position, context.out.bold(&text))?;
    if word.pieces.is_empty() {
        writeln!(out)?;
    } else {
        let shown = |piece: &PieceObject| {
            let letters = [piece.written.as_str(), piece.link.as_str()];
            letters.into_iter().filter(|letters| !letters.is_empty()).collect::<Vec<_>>().join(" + ")
        };
        let pieces = word.pieces.iter().map(shown);
        let pieces = pieces.collect::<Vec<_>>().join(" + ");
        writeln!(out, " = {}", context.out.safe(&pieces))?;
    }
    for term in &word.terms {
        let by = format!("{}: {}", term.rule, term.explanation);
        let by = context.out.safe(&by);
        writeln!(
            out,
            "{:>18} {:<6} {}  {}",
            "",
            term.layer,
            context.out.safe(&term.term),
            context.out.dim(&by)
        )?;
    }
    Ok(())
}
