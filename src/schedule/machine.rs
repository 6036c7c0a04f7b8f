//! The machine that a run is scheduled on: where its units lie, and how its managers are told.

use std::fs;
use std::io::ErrorKind as IoKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::job::{Duty, Job};
use super::units::{crontab_lines, service_name, timer_name, units};
use crate::command;
use crate::error::{Error, ErrorKind, Result};

/// Whose systemd it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The user's own.
    User,
    /// The machine's.
    System,
}

/// Who starts the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A timer of systemd.
    Systemd(Scope),
    /// The user's crontab.
    Crontab,
}

/// What a machine has.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Where the user's units lie; `None` where the user has no home.
    pub user_units: Option<PathBuf>,
    /// Where the machine's units lie.
    pub system_units: Option<PathBuf>,
    /// Whether systemd is told about units; where they are only written for another machine, it is not.
    pub tells_systemd: bool,
}

/// A schedule that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// Who starts the runs.
    pub manner: Manner,
    /// Whether it is a watch, which stays, and no runs at set moments.
    pub watch: bool,
    /// The moments, in that one's words; none for a watch.
    pub when: Vec<String>,
    /// The timer and the service, or that of a watch alone; none for a crontab.
    pub files: Vec<PathBuf>,
    /// Whether systemd has started the timer or the watch, where it could be asked.
    pub active: Option<bool>,
    /// When it runs next, as systemd tells it.
    pub next: Option<String>,
}

impl Scope {
    fn option(self) -> &'static str {
        match self {
            Self::User => "--user",
            Self::System => "--system",
        }
    }
}

impl Machine {
    /// Makes a schedule, over an older one of the same manner. Gives the files that were written.
    ///
    /// # Errors
    ///
    /// Fails where the index is scheduled in another manner already, a watch in place of runs being one, where a unit or the crontab cannot be written,
    /// and where systemd refuses it.
    pub fn install(&self, job: &Job, manner: Manner) -> Result<Vec<PathBuf>> {
        let watch = matches!(job.duty, Duty::Watch(_));
        for other in self.scheduled(&job.name())? {
            if other.manner != manner || other.watch != watch {
                let what = format!(
                    "the index in `{}` is scheduled already, by {}{}",
                    job.index.display(),
                    if other.watch { "a watch of " } else { "" },
                    other.manner
                );
                return Err(Error::new(ErrorKind::Usage, what).hint("knipsel schedule remove"));
            }
        }
        match manner {
            Manner::Systemd(scope) => {
                let folder = self.units_folder(scope)?;
                let mut files = Vec::new();
                for (name, text) in units(job, scope)? {
                    let path = folder.join(name);
                    write_unit(&path, &text, scope)?;
                    files.push(path);
                }
                if self.tells_systemd {
                    systemctl(scope, &["daemon-reload"])?;
                    systemctl(scope, &["enable", "--now", &started(&job.name(), watch)])?;
                    if watch {
                        // One that ran already goes on as it was begun.
                        systemctl(scope, &["restart", &service_name(&job.name())])?;
                    }
                }
                Ok(files)
            }
            Manner::Crontab => {
                let ours = crontab_lines(job)?;
                let mut lines = other_lines(&read_crontab()?.unwrap_or_default(), &job.name());
                lines.extend(ours);
                write_crontab(&lines)?;
                Ok(Vec::new())
            }
        }
    }

    /// The schedules of a name: at most one of each manner.
    ///
    /// # Errors
    ///
    /// Fails where a unit that is there cannot be read.
    pub fn scheduled(&self, name: &str) -> Result<Vec<Scheduled>> {
        let mut found = Vec::new();
        for scope in [Scope::User, Scope::System] {
            let Ok(folder) = self.units_folder(scope) else { continue };
            let (timer, service) = (folder.join(timer_name(name)), folder.join(service_name(name)));
            let runs = read_unit(&timer)?;
            let watch = runs.is_none();
            if watch && read_unit(&service)?.is_none() {
                continue;
            }
            let timer_text = runs.unwrap_or_default();
            let when = timer_text.lines().filter_map(|line| line.strip_prefix("OnCalendar="));
            let (active, next) =
                if self.tells_systemd { ask_systemd(scope, &started(name, watch)) } else { (None, None) };
            found.push(Scheduled {
                manner: Manner::Systemd(scope),
                watch,
                when: when.map(str::to_owned).collect(),
                files: if watch { vec![service] } else { vec![timer, service] },
                active,
                next,
            });
        }
        // Where there is no crontab that can be read, nothing of ours is in it.
        let crontab = read_crontab().ok().flatten().unwrap_or_default();
        let ours = crontab.lines().filter(|line| is_of(line, name));
        let when: Vec<String> = ours.map(moment_of).collect();
        if !when.is_empty() {
            found.push(Scheduled {
                manner: Manner::Crontab,
                watch: false,
                when,
                files: Vec::new(),
                active: None,
                next: None,
            });
        }
        Ok(found)
    }

    /// Takes the schedules of a name away, and gives what they were.
    ///
    /// # Errors
    ///
    /// Fails where a unit cannot be removed or the crontab cannot be written.
    pub fn remove(&self, name: &str) -> Result<Vec<Scheduled>> {
        let found = self.scheduled(name)?;
        for scheduled in &found {
            match scheduled.manner {
                Manner::Systemd(scope) => {
                    if self.tells_systemd {
                        systemctl(scope, &["disable", "--now", &started(name, scheduled.watch)])?;
                    }
                    for path in &scheduled.files {
                        match fs::remove_file(path) {
                            Err(error) if error.kind() != IoKind::NotFound => {
                                return Err(Error::io("remove", path, error).hint(may_write(scope)));
                            }
                            _ => {}
                        }
                    }
                    if self.tells_systemd {
                        systemctl(scope, &["daemon-reload"])?;
                    }
                }
                Manner::Crontab => {
                    write_crontab(&other_lines(&read_crontab()?.unwrap_or_default(), name))?;
                }
            }
        }
        Ok(found)
    }

    fn units_folder(&self, scope: Scope) -> Result<&PathBuf> {
        let (folder, other) = match scope {
            Scope::System => (&self.system_units, Scope::User),
            Scope::User => (&self.user_units, Scope::System),
        };
        folder.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("there is no folder for the units of `{}`", scope.option()))
                .hint(format!("name one with `--units DIR`, or take {}", other.option()))
        })
    }
}

impl std::fmt::Display for Manner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Systemd(_) => "systemd",
            Self::Crontab => "the user's crontab",
        })
    }
}

/// The unit that systemd starts.
fn started(name: &str, watch: bool) -> String {
    if watch { service_name(name) } else { timer_name(name) }
}

/// The text of a unit; `None` where there is none.
fn read_unit(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == IoKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path, error)),
    }
}

fn write_unit(path: &Path, text: &str, scope: Scope) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)
        .map_err(|error| Error::io("make the folder", folder, error).hint(may_write(scope)))?;
    fs::write(path, text).map_err(|error| Error::io("write", path, error).hint(may_write(scope)))
}

fn may_write(scope: Scope) -> &'static str {
    match scope {
        Scope::User => "see that the folder belongs to you",
        Scope::System => "run it as root, or take --user",
    }
}

fn systemctl(scope: Scope, args: &[&str]) -> Result<String> {
    let mut command = Command::new("systemctl");
    command.arg(scope.option()).args(args);
    let shown = format!("systemctl {} {}", scope.option(), args.join(" "));
    run(command, "").map_err(|why| {
        Error::new(ErrorKind::Io, format!("`{shown}` did not work: {why}"))
            .hint(format!("{shown}, or take --crontab"))
    })
}

/// Whether systemd has started a unit, and when a timer runs next; nothing where it cannot be asked.
fn ask_systemd(scope: Scope, unit: &str) -> (Option<bool>, Option<String>) {
    let args = ["show", unit, "--property=ActiveState,NextElapseUSecRealtime"];
    let Ok(answer) = systemctl(scope, &args) else { return (None, None) };
    let value = |key: &str| {
        let found = answer.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        found.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    (value("ActiveState").map(|state| state == "active"), value("NextElapseUSecRealtime"))
}

/// The user's crontab; `None` where there is none yet.
fn read_crontab() -> Result<Option<String>> {
    let mut command = Command::new("crontab");
    command.arg("-l").env("LC_ALL", "C");
    match run(command, "") {
        Ok(text) => Ok(Some(text)),
        Err(why) if why.contains("no crontab") => Ok(None),
        Err(why) => Err(no_crontab("read", &why)),
    }
}

fn write_crontab(lines: &[String]) -> Result<()> {
    let mut command = Command::new("crontab");
    command.arg("-");
    let text = lines.join("\n") + "\n";
    run(command, &text).map(|_| ()).map_err(|why| no_crontab("write", &why))
}

fn no_crontab(what: &str, why: &str) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} the crontab: {why}"))
        .hint("install cron, or let something else run `knipsel schedule run`")
}

/// Runs a command and gives its output, or why it did not work.
fn run(mut command: Command, input: &str) -> Result<String, String> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = command::run(&mut command, input.as_bytes())
        .map_err(|error| format!("`{}` cannot be run: {error}", command.get_program().to_string_lossy()))?;
    command::failure(&output).map_or(Ok(String::from_utf8_lossy(&output.stdout).into_owned()), Err)
}

/// The lines of a crontab that are not of a name.
fn other_lines(crontab: &str, name: &str) -> Vec<String> {
    crontab.lines().filter(|line| !is_of(line, name)).map(str::to_owned).collect()
}

fn is_of(line: &str, name: &str) -> bool {
    !line.trim_start().starts_with('#') && line.trim_end().ends_with(&format!(" # {name}"))
}

/// The part of a line of a crontab that says when.
fn moment_of(line: &str) -> String {
    let fields = if line.trim_start().starts_with('@') { 1 } else { 5 };
    line.split_whitespace().take(fields).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_crontab() {
        let crontab = "MAILTO=ik\n0 6 * * * a # knipsel-1\n@reboot a # knipsel-1\n1 * * * * b # knipsel-12\n\
                       # 0 7 * * * a # knipsel-1\n";
        assert_eq!(
            other_lines(crontab, "knipsel-1"),
            ["MAILTO=ik", "1 * * * * b # knipsel-12", "# 0 7 * * * a # knipsel-1"]
        );
        let of: Vec<String> =
            crontab.lines().filter(|line| is_of(line, "knipsel-1")).map(moment_of).collect();
        assert_eq!(of, ["0 6 * * *", "@reboot"]);
    }
}
