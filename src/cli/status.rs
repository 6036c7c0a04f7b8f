//! `knipsel index status`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;

use super::screen::Form;
use super::{Context, Outcome, hints, print, screen};
use crate::index::{IndexFolder, Room, Status, status as index_status};
use crate::schedule::RunLog;
use crate::wire::{ProblemObject, RunObject, StatusObject};

/// So many sources and problems are listed for people, unless they ask for all of the problems; `--json` gives all.
const MOST_LISTED: usize = 20;

/// So many scheduled runs are shown, the latest last.
const RUNS_SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// List every record that was skipped and every warning, as far as they are kept
    #[arg(long)]
    problems: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn status(context: &Context, args: &StatusArgs) -> anyhow::Result<Outcome> {
    let folder = IndexFolder::at(&context.config.index);
    let status = index_status(&folder, &context.config.analysis)?;
    let runs = RunLog::of(&folder).last(RUNS_SHOWN)?;
    let room = status.room;
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    if args.json {
        let index = context.config.index.display().to_string();
        let mut object = StatusObject { runs, ..StatusObject::new(index, status) };
        complete_hints(context, &mut object.problems);
        screen::write_line(&mut out, &object)?;
    } else {
        print_status(&mut out, context, &status, if args.problems { usize::MAX } else { MOST_LISTED })?;
        for run in &runs {
            writeln!(out, "{:<14}{}", "run", context.out.safe(&in_a_line(run)))?;
        }
    }
    out.flush()?;
    warn_of_room(context, room);
    Ok(Outcome::Found)
}

/// Makes the hints such that they can be run as they stand.
fn complete_hints(context: &Context, problems: &mut [ProblemObject]) {
    for ProblemObject { path, problem } in problems {
        problem.hint = hints::with_file(&problem.hint, Path::new(path), &context.config.overrides);
    }
}

/// Says on stderr where a rebuild, or the growth of a month, may not fit on the disk.
pub(super) fn warn_of_room(context: &Context, room: Option<Room>) {
    let Some(room) = room.filter(|room| room.is_short()) else { return };
    let (free, wanted) = (print::bytes(room.free_bytes), print::bytes(room.wanted_bytes));
    let hint = context.complete("make room on the disk of the index, or: knipsel index compact");
    let hint = print::hint_line(&hint, context.err);
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(
        std::io::stderr().lock(),
        "warning: the disk has {free} free, and a rebuild with the growth of 30 days takes {wanted}\n  {hint}"
    );
}

/// A scheduled run in a line.
pub(super) fn in_a_line(run: &RunObject) -> String {
    let mut line = format!("{} {}", run.started, run.outcome.as_str());
    if let Some(error) = &run.error {
        let _ = write!(line, ": {error}");
        return line;
    }
    let _ = write!(line, ": {} read", print::counted(run.files_read, "file"));
    for (count, what) in [(run.files_removed, "gone"), (run.skipped, "skipped")] {
        if count > 0 {
            let _ = write!(line, ", {} {what}", print::number(count));
        }
    }
    if run.digests_sent > 0 {
        let _ = write!(line, ", {} sent", print::counted(run.digests_sent, "digest"));
    }
    if let (Some(articles), Some(generation)) = (run.articles, run.generation) {
        let articles = print::counted(articles, "article");
        let _ = write!(line, "; {articles} in generation {generation}, {:.1} s", run.seconds);
    }
    for error in &run.alert_errors {
        let _ = write!(line, "; {error}");
    }
    line
}

/// Prints a status with at most so many problems.
fn print_status(
    out: &mut impl Write,
    context: &Context,
    status: &Status,
    most_problems: usize,
) -> std::io::Result<()> {
    let mut row = |name: &str, value: &str| writeln!(out, "{:<14}{}", name, context.out.safe(value));
    row("index", &context.config.index.display().to_string())?;
    row("generation", &format!("{}, committed {}", status.generation, status.committed))?;
    let undated = if status.undated > 0 {
        format!(", {} undated", print::number(status.undated))
    } else {
        String::new()
    };
    row("articles", &format!("{}{undated}", print::number(status.articles)))?;
    row("days", &status.days.map_or_else(|| "none".to_owned(), |days| days.to_string()))?;
    for archive in &status.archives {
        row("archive", archive)?;
    }
    row("files", &format!("{}, {}", print::number(status.files), print::bytes(status.archive_bytes)))?;
    let segments = print::counted(status.segments, "segment");
    row("on disk", &format!("{}, {segments}", print::bytes(status.index_bytes)))?;
    if status.kept_builds > 0 {
        row("kept", &print::counted(status.kept_builds, "earlier build"))?;
    }
    if status.growth.over_days > 0 {
        let growth = status.growth;
        let (articles, bytes) = (growth.articles_in_30_days, growth.bytes_in_30_days);
        row(
            "growth",
            &format!(
                "{} and {} in 30 days, by the last {}; {} in 30 days, {} in a year",
                print::counted(articles, "article"),
                print::bytes(bytes),
                print::counted(growth.over_days, "day"),
                print::bytes(status.index_bytes + bytes),
                print::bytes(status.index_bytes + bytes * 365 / 30),
            ),
        )?;
    }
    if let Some(room) = status.room {
        row(
            "free",
            &format!("{}, {} wanted", print::bytes(room.free_bytes), print::bytes(room.wanted_bytes)),
        )?;
    }
    row("analyzer", &status.analyzer)?;
    for (source, count) in status.sources.iter().take(MOST_LISTED) {
        row("source", &format!("{source} ({})", print::counted(*count, "article")))?;
    }
    if status.sources.len() > MOST_LISTED {
        row(
            "",
            &format!("and {} more: see --json", print::number((status.sources.len() - MOST_LISTED) as u64)),
        )?;
    }
    row("skipped", &print::number(status.skipped))?;
    let mut problems = ProblemObject::all_of(status);
    complete_hints(context, &mut problems);
    let (listed, unlisted) = problems.split_at(problems.len().min(most_problems));
    for ProblemObject { path, problem } in listed {
        let line = problem.line.map_or_else(String::new, |line| format!(":{line}"));
        let label = if problem.skipped { "skipped" } else { "warning" };
        let text = format!("{label}: {path}{line}: {}", problem.reason);
        writeln!(out, "  {}", context.out.safe(&text))?;
        writeln!(out, "    {}", print::hint_line(&context.out.safe(&problem.hint), context.out))?;
    }
    if !unlisted.is_empty() {
        let count = |skipped| {
            let those = unlisted.iter().filter(|it| it.problem.skipped == skipped);
            those.map(ProblemObject::count).sum::<u64>()
        };
        let more = print::skipped_and_warnings(count(true), count(false));
        let see = context.complete("see `knipsel index status --problems`");
        writeln!(out, "  … and {more}: {see}")?;
    }
    Ok(())
}
