//! One scheduled run: a build, its line in the log, and the command for when it went wrong.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::log::RunLog;
use crate::error::{Error, ErrorKind, Result};
use crate::index::{BuildEvent, BuildOptions, BuildReport, IndexFolder, build};
use crate::wire::{RunObject, RunOutcome};

/// Builds as a schedule does: the run leaves a line in the log of the index, and where something failed or was skipped
/// the shell's command `on_failure` is called with that line on its standard input. Gives the line, and what
/// the build gave.
///
/// # Errors
///
/// Fails where the log cannot be written, and where the command fails.
pub fn run(
    folder: &IndexFolder,
    options: &BuildOptions,
    on_failure: Option<&str>,
    observer: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(RunObject, Result<BuildReport>)> {
    let began = Instant::now();
    let started = (options.now)();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    let built = build(folder, options, &mut |event| {
        if let BuildEvent::Skipped { problem, .. } = &event {
            *reasons.entry(problem.kind.as_str().to_owned()).or_default() += 1;
        }
        observer(event);
    });
    let outcome = outcome(&built);
    let run = RunObject {
        started: started.to_string(),
        ended: (options.now)().to_string(),
        outcome,
        exit_code: if matches!(outcome, RunOutcome::Faulty | RunOutcome::Failed) { 2 } else { 0 },
        skipped_reasons: reasons,
        seconds: (began.elapsed().as_secs_f64() * 1e3).round() / 1e3,
        peak_memory_bytes: peak_memory_bytes(),
        ..match &built {
            Ok(report) => counts(report),
            Err(error) => RunObject { error: Some(in_full(error)), ..RunObject::default() },
        }
    };
    let logged = RunLog::of(folder).append(&run);
    if run.exit_code != 0
        && let Some(command) = on_failure
    {
        call(command, &run)?;
    }
    logged.map(|()| (run, built))
}

fn outcome(built: &Result<BuildReport>) -> RunOutcome {
    match built {
        Ok(report) if report.skipped > 0 => RunOutcome::Faulty,
        Ok(_) => RunOutcome::Done,
        Err(error) if error.kind() == ErrorKind::Locked => RunOutcome::PassedOver,
        Err(_) => RunOutcome::Failed,
    }
}

fn counts(report: &BuildReport) -> RunObject {
    RunObject {
        files_read: report.files_added + report.files_changed,
        files_added: report.files_added,
        files_changed: report.files_changed,
        files_removed: report.files_removed,
        files_unchanged: report.files_unchanged,
        articles_indexed: report.articles_indexed,
        skipped: report.skipped,
        generation: Some(report.generation),
        articles: Some(report.articles),
        ..RunObject::default()
    }
}

/// An error with what caused it and what to do about it, on one line.
fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if let Some(hint) = error.hint_text() {
        text.push_str("; hint: ");
        text.push_str(hint);
    }
    text
}

/// Calls the command of `on_failure`.
fn call(command: &str, run: &RunObject) -> Result<()> {
    let failed = |how: String| {
        Error::new(ErrorKind::Config, format!("the command of `on_failure`, `{command}`, {how}"))
            .hint("try it on its own: echo '{}' | sh -c COMMAND")
    };
    let mut child = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| failed("cannot be started".to_owned()).caused_by(error))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read what it is told is none the worse for it.
        let _ = serde_json::to_writer(&mut stdin, run);
        let _ = stdin.write_all(b"\n");
    }
    let status = child.wait().map_err(|error| failed("cannot be waited for".to_owned()).caused_by(error))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with {status}"))) }
}

/// The most memory that this process ever held, in bytes. Linux tells; elsewhere there is no figure.
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
