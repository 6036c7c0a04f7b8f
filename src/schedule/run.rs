//! One scheduled run: a build, the alerts after it, its line in the log, and the command for when it went wrong.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::log::RunLog;
use crate::alerts::{RETRY_AFTER, Service, ServiceReport};
use crate::archive;
use crate::config::Config;
use crate::date::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::index::{BuildEvent, BuildOptions, BuildReport, IndexFolder, build};
use crate::wire::{RunObject, RunOutcome};

/// A run that waits for alerts looks so often whether it was told to stop.
const BETWEEN_LOOKS_AT_STOP: Duration = Duration::from_millis(100);

/// How the settings have an index built that is there, or is to be begun: of the archives that they name, else of
/// those that it has.
pub fn build_options(config: &Config) -> BuildOptions {
    BuildOptions {
        paths: config.archives.clone(),
        read: archive::Options { fields: config.fields.clone(), ..archive::Options::default() },
        analysis: config.analysis.clone(),
        ..BuildOptions::default()
    }
}

/// The archives that such a build looks at.
pub fn archives(config: &Config) -> Vec<PathBuf> {
    if config.archives.is_empty() {
        IndexFolder::at(&config.index).archives()
    } else {
        config.archives.clone()
    }
}

/// What a scheduled run does.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The settings.
    pub config: &'a Config,
    /// How to build.
    pub options: BuildOptions,
    /// How long to wait before each further try of a webhook.
    pub retry_after: &'a [Duration],
}

/// What came of a scheduled run.
#[derive(Debug)]
pub struct Ran {
    /// Its line in the log.
    pub run: RunObject,
    /// What the build gave.
    pub built: Result<BuildReport>,
    /// What the alerts gave, where they had their turn.
    pub alerts: Option<Result<ServiceReport>>,
    /// Why the log could not be written, or what is wrong with the command of `on_failure`.
    pub unsaid: Vec<Error>,
}

impl<'a> Task<'a> {
    /// A run by these settings.
    pub fn of(config: &'a Config) -> Self {
        Self { config, options: build_options(config), retry_after: &RETRY_AFTER }
    }

    /// Builds, and then lets the alerts look and sends their digests. The run leaves a line in the log of the index, and
    /// where something failed or was skipped, or a digest was not sent, the shell's command `on_failure` is called
    /// with that line on its standard input.
    pub fn run(&self, observer: &mut dyn FnMut(BuildEvent<'_>)) -> Ran {
        let began = Instant::now();
        let started = (self.options.now)();
        let folder = IndexFolder::at(&self.config.index);
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        let built = build(&folder, &self.options, &mut |event| {
            if let BuildEvent::Skipped { problem, .. } = &event {
                *reasons.entry(problem.kind.as_str().to_owned()).or_default() += 1;
            }
            observer(event);
        });
        // What was skipped keeps nobody from being told of the rest.
        let alerts = if built.is_ok() { self.tell_alerts() } else { None };
        let mut run = RunObject {
            started: started.to_string(),
            skipped_reasons: reasons,
            peak_memory_bytes: peak_memory_bytes(),
            ..match &built {
                Ok(report) => counts(report),
                Err(error) => RunObject { error: Some(in_full(error)), ..RunObject::default() },
            }
        };
        enter_alerts(&mut run, alerts.as_ref());
        run.outcome = outcome(&built, alerts.is_some(), !run.alert_errors.is_empty());
        run.exit_code = if matches!(run.outcome, RunOutcome::Faulty | RunOutcome::Failed) { 2 } else { 0 };
        run.seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        run.ended = (self.options.now)().to_string();
        let mut unsaid = Vec::new();
        unsaid.extend(RunLog::of(&folder).append(&run).err());
        if run.exit_code != 0
            && let Some(command) = &self.config.on_failure
        {
            unsaid.extend(call(command, &run).err());
        }
        Ran { run, built, alerts, unsaid }
    }

    /// Lets the alerts look and sends their digests; gives up waiting for that when the run is told to stop, since a
    /// server may take a minute to answer. What is cut off so is done again by the next run, as after a crash.
    fn tell_alerts(&self) -> Option<Result<ServiceReport>> {
        if self.options.stop.load(Ordering::Relaxed) {
            return None;
        }
        let (config, clock, retry_after) = (self.config.clone(), self.options.now, self.retry_after.to_vec());
        let (done, waiting) = channel();
        let alerts = thread::spawn(move || {
            let now = clock();
            let service = Service {
                index: &IndexFolder::at(&config.index),
                analysis: &config.analysis,
                synonyms: &config.synonyms,
                deliveries: &config.deliveries,
                retry_after: &retry_after,
                today: Day::in_amsterdam(now.as_second()).unwrap_or(Day::LAST),
                now: &now.to_string(),
            };
            // Nobody waits any more where the run was told to stop.
            let _ = done.send(service.run());
        });
        loop {
            match waiting.recv_timeout(BETWEEN_LOOKS_AT_STOP) {
                Ok(report) => return Some(report),
                Err(RecvTimeoutError::Timeout) if self.options.stop.load(Ordering::Relaxed) => return None,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => match alerts.join() {
                    Ok(()) => return None,
                    // As if it had happened on this thread.
                    Err(panic) => std::panic::resume_unwind(panic),
                },
            }
        }
    }
}

fn outcome(built: &Result<BuildReport>, all_done: bool, alerts_failed: bool) -> RunOutcome {
    match built {
        Ok(_) if !all_done => RunOutcome::Stopped,
        Ok(report) if report.skipped > 0 || alerts_failed => RunOutcome::Faulty,
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

/// Enters what came of the alerts.
fn enter_alerts(run: &mut RunObject, alerts: Option<&Result<ServiceReport>>) {
    match alerts {
        None => {}
        Some(Ok(report)) => {
            run.alert_articles = report.new.iter().map(|(_, new)| new).sum();
            run.digests_sent = report.sent;
            let failed = report.failed.iter();
            run.alert_errors =
                failed.map(|(name, error)| format!("alert {name}: {}", in_full(error))).collect();
            run.alert_errors.extend(report.unsent.iter().map(in_full));
        }
        Some(Err(error)) => run.alert_errors = vec![in_full(error)],
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
