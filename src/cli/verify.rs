//! `knipsel index verify`.

use std::io::Write;

use clap::Args;

use super::screen::Form;
use super::{Context, Outcome, print, screen};
use crate::alerts::AlertFolder;
use crate::index::{IndexFolder, TextsToCompare, VerifyFault, VerifyReport, verify as verify_index};
use crate::wire::VerifyObject;

/// So many faults are listed for people; `--json` gives all.
const MOST_LISTED: usize = 20;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Compare the text of every article with its terms, not only of some two hundred
    #[arg(long)]
    all: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn verify(context: &Context, args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let texts = if args.all { TextsToCompare::All } else { TextsToCompare::Sample };
    let folder = IndexFolder::at(&context.config.index);
    let mut report = verify_index(&folder, &context.config.analysis, texts)?;
    report.faults.extend(AlertFolder::of(&folder).verify()?.iter().map(VerifyFault::of));
    for fault in &mut report.faults {
        fault.hint = context.complete(&fault.hint);
    }
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    if args.json {
        let object = VerifyObject::new(context.config.index.display().to_string(), &report);
        screen::write_line(&mut out, &object)?;
    } else {
        print_report(&mut out, context, &report)?;
    }
    out.flush()?;
    Ok(if report.faults.is_empty() { Outcome::Found } else { Outcome::Faulty })
}

fn print_report(out: &mut impl Write, context: &Context, report: &VerifyReport) -> std::io::Result<()> {
    let style = context.out;
    for fault in report.faults.iter().take(MOST_LISTED) {
        let place = fault.path.as_ref().map_or_else(String::new, |path| format!("{}: ", path.display()));
        writeln!(out, "fault: {}", style.safe(&format!("{place}{}", fault.what)))?;
        writeln!(out, "  {}", print::hint_line(&style.safe(&fault.hint), style))?;
    }
    if report.faults.len() > MOST_LISTED {
        let more = print::counted((report.faults.len() - MOST_LISTED) as u64, "more fault");
        writeln!(out, "… and {more}: see --json")?;
    }
    let files = print::counted(report.files, "file");
    writeln!(out, "read {files}, {}", print::bytes(report.bytes))?;
    if report.articles > 0 || report.faults.is_empty() {
        writeln!(
            out,
            "compared {} with the ledger, and the texts of {} with the terms",
            print::counted(report.articles, "article"),
            print::number(report.texts),
        )?;
    }
    match report.faults.len() as u64 {
        0 => writeln!(out, "generation {} is as it was written", report.generation),
        faults => writeln!(out, "the index is damaged: {}", print::counted(faults, "fault")),
    }
}
