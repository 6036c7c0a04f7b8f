//! The texts: a service and a timer for systemd, lines for a crontab.
//!
//! The service may write to the folder of the index and to those that digests go into, and nowhere else, gains no
//! privileges, and has a bound on its memory. For runs it is of type `oneshot`, so that systemd starts no second one while the first runs; `Persistent=`
//! makes up once for all the runs that were missed while the machine was off. A watch is of type `notify`: it says when
//! it watches, and systemd starts it again where it ended badly or was not heard of for too long.

use std::fmt::Write;

use super::cron::Cron;
use super::job::{Duty, Job, text_of};
use super::machine::Scope;
use crate::command::for_shell;
use crate::error::{Error, ErrorKind, Result};

/// A watch that was not heard of for so long is started again. A commit of a large archive takes minutes on a slow disk.
const WATCHDOG: &str = "15min";

/// The units of a job, by name: a timer and a service, or for a watch a service alone.
///
/// # Errors
///
/// Fails where a path cannot stand in a unit.
pub fn units(job: &Job, scope: Scope) -> Result<Vec<(String, String)>> {
    let mut units = Vec::new();
    if let Duty::Runs(cron) = &job.duty {
        units.push((timer_name(&job.name()), timer(job, cron)?));
    }
    units.push((service_name(&job.name()), service(job, scope)?));
    Ok(units)
}

/// The name of the timer of a job.
pub(super) fn timer_name(job: &str) -> String {
    format!("{job}.timer")
}

/// The name of the service of a job.
pub(super) fn service_name(job: &str) -> String {
    format!("{job}.service")
}

/// The text of the service.
fn service(job: &Job, scope: Scope) -> Result<String> {
    let index = text_of(&job.index)?;
    let (what, kind) = match job.duty {
        Duty::Runs(_) => ("Bring", "Type=oneshot\n".to_owned()),
        Duty::Watch(_) => {
            let kind = format!("Type=notify\nWatchdogSec={WATCHDOG}\nRestart=on-failure\nRestartSec=1min\n");
            // The shell's own `kill`: a small machine has no other.
            ("Keep", kind + "ExecReload=/bin/sh -c \"kill -HUP ${MAINPID}\"\n")
        }
    };
    let mut text = format!(
        "# Written by `knipsel schedule install`; `knipsel schedule remove` removes it.\n\
         [Unit]\n\
         Description={what} the knipsel index in {} up to date\n\
         \n\
         [Service]\n\
         {kind}\
         ExecStart={}\n",
        specifiers(index),
        job.command()?.into_iter().map(argument).collect::<Vec<_>>().join(" "),
    );
    match scope {
        Scope::System => {
            let (user, group) = job.owner;
            let _ = write!(text, "User={user}\nGroup={group}\nCapabilityBoundingSet=\nPrivateDevices=yes\n");
            text.push_str("ProtectKernelTunables=yes\nProtectKernelModules=yes\nProtectControlGroups=yes\n");
        }
        // Only in a namespace of its own may the manager of a user shut folders off.
        Scope::User => text.push_str("PrivateUsers=yes\n"),
    }
    let _ = write!(
        text,
        "Nice=10\n\
         IOSchedulingClass=idle\n\
         MemoryMax={}\n\
         NoNewPrivileges=yes\n\
         ProtectSystem=strict\n\
         ProtectHome=read-only\n\
         {}\n\
         LockPersonality=yes\n\
         RestrictRealtime=yes\n\
         RestrictSUIDSGID=yes\n\
         SystemCallArchitectures=native\n\
         UMask=0027\n",
        job.memory,
        private_tmp(job)?,
    );
    for archive in &job.archives {
        // An archive that is not there is for the run to tell; the `-` lets it start.
        let _ = writeln!(text, "ReadOnlyPaths={}", quoted(&format!("-{}", text_of(archive)?)));
    }
    let _ = writeln!(text, "ReadWritePaths={}", quoted(index));
    for folder in &job.digests {
        let _ = writeln!(text, "ReadWritePaths={}", quoted(&format!("-{}", text_of(folder)?)));
    }
    if let Duty::Watch(_) = job.duty {
        let target = match scope {
            Scope::User => "default.target",
            Scope::System => "multi-user.target",
        };
        let _ = write!(text, "\n[Install]\nWantedBy={target}\n");
    }
    Ok(text)
}

/// The folders that `PrivateTmp=` puts others in place of.
const TEMPORARY: [&str; 2] = ["/tmp", "/var/tmp"];

/// Gives the service temporary folders of its own, unless it is to use something in those of all: it would not see that.
fn private_tmp(job: &Job) -> Result<String> {
    let paths = [&job.program, &job.index].into_iter().chain(&job.config);
    let mut paths = paths.chain(&job.archives).chain(&job.digests);
    match paths.find(|path| TEMPORARY.iter().any(|folder| path.starts_with(folder))) {
        Some(path) => Ok(format!("# Without PrivateTmp=yes, which would hide {}.", text_of(path)?)),
        None => Ok("PrivateTmp=yes".to_owned()),
    }
}

/// The text of the timer.
fn timer(job: &Job, cron: &Cron) -> Result<String> {
    let mut text = format!(
        "# Written by `knipsel schedule install`: {cron}\n\
         [Unit]\n\
         Description=When the knipsel index in {} is brought up to date\n\
         \n\
         [Timer]\n",
        specifiers(text_of(&job.index)?)
    );
    for calendar in cron.calendar() {
        let _ = writeln!(text, "OnCalendar={calendar}");
    }
    text.push_str("Persistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n");
    Ok(text)
}

/// The lines of a crontab. The second makes up for runs that were missed while the machine was off, since cron itself
/// forgets them.
///
/// # Errors
///
/// Fails where a path cannot stand in a crontab, and for a watch: cron would not start it again.
pub fn crontab_lines(job: &Job) -> Result<[String; 2]> {
    let Duty::Runs(cron) = &job.duty else {
        return Err(Error::new(ErrorKind::Usage, "cron keeps no watch: it starts runs and lets them be")
            .hint("--watch --user or --watch --system where systemd runs, or --every 15m"));
    };
    // What a run says, cron sends by mail: it is to say only what goes wrong.
    let words: Vec<String> = job.command()?.into_iter().chain(["--quiet"]).map(for_shell).collect();
    // To cron, a `%` begins what the command gets on its stdin.
    let command = format!("{} # {}", words.join(" ").replace('%', "\\%"), job.name());
    Ok([format!("{cron} {command}"), format!("@reboot {command}")])
}

/// What stands in a unit for itself and not for a specifier.
fn specifiers(text: &str) -> String {
    text.replace('%', "%%")
}

/// A value in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", specifiers(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// A word of a command, in which `$` begins a variable too.
fn argument(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { quoted(word).replace('$', "$$") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(index: &str) -> Job {
        Job {
            duty: Duty::Runs(Cron::parse("5 6 * * *").unwrap()),
            program: "/usr/bin/knipsel".into(),
            index: index.into(),
            config: None,
            archives: vec!["/srv/krant".into(), "/srv/het weekblad".into()],
            digests: Vec::new(),
            memory: "2G".to_owned(),
            owner: (1000, 100),
        }
    }

    #[test]
    fn a_run_may_write_to_the_index_alone() {
        let job = job("/srv/index");
        for scope in [Scope::System, Scope::User] {
            let text = service(&job, scope).unwrap();
            let writable: Vec<&str> = text.lines().filter(|line| line.starts_with("ReadWrite")).collect();
            assert_eq!(writable, ["ReadWritePaths=\"/srv/index\""]);
            for line in ["NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryMax=2G", "Type=oneshot"] {
                assert!(text.lines().any(|it| it == line), "{line}: {text}");
            }
            assert!(text.contains("ReadOnlyPaths=\"-/srv/krant\"\nReadOnlyPaths=\"-/srv/het weekblad\"\n"));
            assert_eq!(text.contains("User=1000\nGroup=100\n"), scope == Scope::System);
        }
    }

    #[test]
    fn a_run_may_write_where_digests_go() {
        let job = Job { digests: vec!["/srv/de kranten".into()], ..job("/srv/index") };
        let text = service(&job, Scope::User).unwrap();
        assert!(
            text.contains("ReadWritePaths=\"/srv/index\"\nReadWritePaths=\"-/srv/de kranten\"\n"),
            "{text}"
        );
    }

    #[test]
    fn paths_stand_for_themselves() {
        let job = job("/srv/50% \"van\" $HOME\\'s");
        let text = service(&job, Scope::User).unwrap();
        assert!(text.contains(r#"--index "/srv/50%% \"van\" $$HOME\\'s""#), "{text}");
        assert!(text.contains(r#"ReadWritePaths="/srv/50%% \"van\" $HOME\\'s""#), "{text}");
        let [line, reboot] = crontab_lines(&job).unwrap();
        let command = r#"/usr/bin/knipsel schedule run --index '/srv/50\% "van" $HOME\'\''s' --quiet # "#
            .to_owned()
            + &job.name();
        assert_eq!((line, reboot), (format!("5 6 * * * {command}"), format!("@reboot {command}")));
        let two_lines = Job { index: "/srv/a\nb".into(), ..job };
        assert!(service(&two_lines, Scope::User).is_err());
        assert!(timer(&two_lines, &Cron::parse("@daily").unwrap()).is_err());
        assert!(crontab_lines(&two_lines).is_err());
    }

    #[test]
    fn the_settings_go_along() {
        let job = Job { config: Some("/etc/knipsel.toml".into()), ..job("/srv/index") };
        let text = service(&job, Scope::User).unwrap();
        assert!(text.contains(
            "ExecStart=/usr/bin/knipsel schedule run --index /srv/index --config /etc/knipsel.toml\n"
        ));
    }

    #[test]
    fn a_watch_has_a_service_and_no_timer() {
        let options = ["--every", "1h", "--debounce", "1m 30s", "--no-events"].map(str::to_owned).to_vec();
        let job = Job { duty: Duty::Watch(options), ..job("/srv/index") };
        for (scope, target) in [(Scope::User, "default.target"), (Scope::System, "multi-user.target")] {
            let [(name, text)] = &units(&job, scope).unwrap()[..] else { panic!("one unit is enough") };
            assert_eq!(*name, format!("{}.service", job.name()));
            for line in [
                "Type=notify",
                "WatchdogSec=15min",
                "Restart=on-failure",
                "ExecReload=/bin/sh -c \"kill -HUP ${MAINPID}\"",
                "ExecStart=/usr/bin/knipsel index watch --every 1h --debounce \"1m 30s\" --no-events --index /srv/index",
                "NoNewPrivileges=yes",
                &format!("WantedBy={target}"),
            ] {
                assert!(text.lines().any(|it| it == line), "{line}: {text}");
            }
        }
        assert!(crontab_lines(&job).is_err());
    }

    #[test]
    fn what_lies_in_a_temporary_folder_is_not_hidden() {
        let job = job("/srv/index");
        let lies_there = [
            Job { index: "/tmp/index".into(), ..job.clone() },
            Job { archives: vec!["/srv/krant".into(), "/var/tmp/krant".into()], ..job.clone() },
            Job { digests: vec!["/tmp/kranten".into()], ..job.clone() },
            Job { config: Some("/tmp/knipsel.toml".into()), ..job.clone() },
            Job { program: "/var/tmp/knipsel".into(), ..job.clone() },
        ];
        for scope in [Scope::User, Scope::System] {
            assert!(service(&job, scope).unwrap().contains("\nPrivateTmp=yes\n"));
            for job in &lies_there {
                let text = service(job, scope).unwrap();
                assert!(!text.contains("\nPrivateTmp="), "{text}");
                assert!(text.contains("\n# Without PrivateTmp=yes, which would hide /"), "{text}");
            }
        }
        let elsewhere = Job { index: "/tmpfs/index".into(), ..job };
        assert!(service(&elsewhere, Scope::User).unwrap().contains("\nPrivateTmp=yes\n"));
    }

    #[test]
    fn a_timer_makes_up_for_what_was_missed() {
        let text = timer(&job("/srv/index"), &Cron::parse("0 6 1 * 1").unwrap()).unwrap();
        assert!(text.contains(
            "[Timer]\nOnCalendar=*-*-01 06:00:00\nOnCalendar=Mon *-*-* 06:00:00\nPersistent=true\n"
        ));
    }
}
