//! One scheduled run: a build, the alerts after it, its line in the log, and the command for when it went wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::log::RunLog;
use crate::alerts::{DeliveryWay, RETRY_AFTER, Service, ServiceReport};
use crate::archive;
use crate::command;
use crate::config::Config;
use crate::date::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::index::{BuildEvent, BuildOptions, BuildReport, IndexFolder, build, unless_stopped};
use crate::wire::{RunObject, RunOutcome};

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

/// The folders that a run puts digests of alerts into.
pub fn digest_folders(config: &Config) -> Vec<PathBuf> {
    let ways = config.deliveries.iter().map(|delivery| &delivery.way);
    let folders = ways.filter_map(|way| match way {
        DeliveryWay::Folder { path, .. } => Some(path.clone()),
        DeliveryWay::Mail(_) | DeliveryWay::Webhook(_) => None,
    });
    folders.collect()
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
                Err(error) => RunObject { error: Some(self.in_full(error)), ..RunObject::default() },
            }
        };
        self.enter_alerts(&mut run, alerts.as_ref());
        run.outcome = outcome(&built, alerts.is_some(), !run.alert_errors.is_empty());
        run.exit_code = if matches!(run.outcome, RunOutcome::Faulty | RunOutcome::Failed) { 2 } else { 0 };
        run.seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        run.ended = (self.options.now)().to_string();
        let mut unsaid = Vec::new();
        unsaid.extend(RunLog::of(&folder).append(&run).err());
        if run.exit_code != 0
            && let Some(command) = &self.config.on_failure
        {
            unsaid.extend(self.call(command, &run).err());
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
        unless_stopped(&self.options.stop, move || {
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
            service.run()
        })
    }

    /// Calls the command of `on_failure`. Where the run is told to stop meanwhile, or was before, the command has its
    /// line and is left to itself.
    fn call(&self, shell_command: &str, run: &RunObject) -> Result<()> {
        let failed = |how: &str| {
            let what = format!("the command of `on_failure`, `{shell_command}`, {how}");
            Error::new(ErrorKind::Config, what).hint("try it on its own: echo '{}' | sh -c COMMAND")
        };
        let mut line = serde_json::to_vec(run)
            .map_err(|error| failed("could not be told of the run").caused_by(error))?;
        line.push(b'\n');
        let mut command = Command::new("sh");
        command.args(["-c", shell_command]);
        let ended = unless_stopped(&self.options.stop, move || command::run(&mut command, &line));
        match ended {
            Some(Ok(output)) => command::failure(&output)
                .map_or(Ok(()), |_| Err(failed(&format!("ended with {}", output.status)))),
            // A command that does not read what it is told is none the worse for it.
            Some(Err(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            Some(Err(error)) => Err(failed("cannot be run").caused_by(error)),
            None => {
                let what = "had not ended when the run was told to stop, and is left to itself";
                Err(failed(what).hint("look whether it ends: ps -ef"))
            }
        }
    }

    /// Enters what came of the alerts.
    fn enter_alerts(&self, run: &mut RunObject, alerts: Option<&Result<ServiceReport>>) {
        match alerts {
            None => {}
            Some(Ok(report)) => {
                run.alert_articles = report.new.iter().map(|(_, new)| new).sum();
                run.digests_sent = report.sent;
                let failed = report.failed.iter();
                run.alert_errors =
                    failed.map(|(name, error)| format!("alert {name}: {}", self.in_full(error))).collect();
                run.alert_errors.extend(report.unsent.iter().map(|error| self.in_full(error)));
            }
            Some(Err(error)) => run.alert_errors = vec![self.in_full(error)],
        }
    }

    /// An error with what caused it and what to do about it, on one line.
    fn in_full(&self, error: &Error) -> String {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        if let Some(hint) = error.hint_text() {
            text.push_str("; hint: ");
            text.push_str(&self.config.overrides.complete(hint));
        }
        text
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

/// The most memory that this process ever held, in bytes. Linux tells; elsewhere there is no figure.
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
