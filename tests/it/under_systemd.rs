//! Schedules and watches under systemd itself, where that is asked for:
//!
//! ```text
//! KNIPSEL_TEST_SYSTEMD=user cargo test --test it under_systemd      # a user whose manager runs
//! KNIPSEL_TEST_SYSTEMD=system cargo test --test it under_systemd    # root
//! ```
//!
//! Units are installed for that, started and taken away again. What the tests wait for is systemd's answer, and the
//! command of `on_failure`, which writes into a pipe with a name; never a time.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::{Desk, Run};

/// An archive, an index of it and settings, scheduled by a systemd that runs. The schedule goes with the test.
struct Scheduled {
    desk: Desk,
    /// `--user` or `--system`.
    scope: String,
    unit: String,
}

/// What the environment must have for a user's systemd to be found.
const OF_THE_USER: [&str; 3] = ["HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];

impl Scheduled {
    /// Schedules with these options; `None`, and a word about it, where no systemd is to be used.
    fn with(options: &[&str]) -> Option<Self> {
        let Ok(scope) = std::env::var("KNIPSEL_TEST_SYSTEMD") else {
            eprintln!("left out: KNIPSEL_TEST_SYSTEMD names no systemd, user or system");
            return None;
        };
        let desk = Desk::with_index(&[("a.txt", "date 2021-11-16 Er was markt.")]);
        let pipe = Command::new("mkfifo").arg(desk.at("index/told")).status();
        assert!(pipe.expect("mkfifo starts").success());
        // What a unit may write to is tried out where its run calls something.
        let tries = ["archive/written", "written", "index/written"].map(|path| desk.at(path));
        let tries = tries.map(|path| format!("touch {};", path.display())).concat();
        let command = format!("{tries} cat > {}", desk.at("index/told").display());
        let settings = format!("archive = \"archive\"\n[schedule]\non_failure = \"{command}\"\n");
        desk.write("knipsel.toml", settings);
        let mut scheduled = Self { desk, scope: format!("--{scope}"), unit: String::new() };
        let scope = scheduled.scope.clone();
        let install = [&["schedule", "install", &scope][..], options].concat();
        let run = scheduled.run(&install);
        let last = PathBuf::from(run.stdout.lines().last().expect("it names its units"));
        let unit = last.file_stem().expect("a unit has a name");
        unit.to_str().expect("its name is plain").clone_into(&mut scheduled.unit);
        Some(scheduled)
    }

    /// Runs the program so that it finds this user's systemd.
    #[track_caller]
    fn run(&self, args: &[&str]) -> Run {
        let mut command = self.desk.command(args);
        command.envs(OF_THE_USER.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        Run::of(&command.output().expect("the program starts")).ended_with(0)
    }

    /// Asks systemd for something, of the timer or of the service, and waits for its answer.
    #[track_caller]
    fn systemctl(&self, verb: &[&str], kind: &str) -> String {
        let mut command = Command::new("systemctl");
        command.arg(&self.scope).args(verb).arg(format!("{}.{kind}", self.unit));
        Run::of(&command.output().expect("systemctl starts")).ended_with(0).stdout
    }

    /// A record that cannot be read is what calls `on_failure`; an article beside it is found.
    fn add(&self, name: &str, word: &str) {
        let lines = format!("{{\"date\":\"2021\",\"text\":\"Een {word} dus.\"}}\n{{\"text\":\n");
        self.desk.write(&format!("archive/{name}.jsonl"), lines);
    }

    /// Waits for a run that calls `on_failure`, and gives its line of the log.
    fn told(&self) -> Value {
        let line = std::io::read_to_string(File::open(self.desk.at("index/told")).expect("it is a pipe"));
        serde_json::from_str(&line.expect("it is text")).expect("it is JSON")
    }

    fn finds(&self, word: &str) -> bool {
        self.desk.run(&["search", word]).code == 0
    }

    #[track_caller]
    fn status(&self) -> Value {
        self.run(&["schedule", "status", "--json"]).objects().remove(0)
    }
}

impl Drop for Scheduled {
    fn drop(&mut self) {
        let mut command = self.desk.command(&["schedule", "remove"]);
        command.envs(OF_THE_USER.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        let removed = command.status().is_ok_and(|status| status.success());
        assert!(removed || std::thread::panicking(), "the schedule is taken away");
    }
}

#[test]
fn a_timer_runs_and_makes_up_for_what_it_missed() {
    let Some(scheduled) = Scheduled::with(&["--cron", "0 6 1 * *"]) else { return };
    let status = scheduled.status();
    assert_eq!((&status["active"], status["next"].is_string()), (&true.into(), true), "{status}");
    scheduled.systemctl(&["start"], "service");
    let result = scheduled.systemctl(&["show", "--property=Result,ExecMainStatus"], "service");
    assert!(result.contains("Result=success") && result.contains("ExecMainStatus=0"), "{result}");

    // The machine was off for two months.
    scheduled.add("b", "zeeleeuw");
    scheduled.systemctl(&["stop"], "timer");
    let stamps = if scheduled.scope == "--system" {
        PathBuf::from("/var/lib/systemd/timers")
    } else {
        PathBuf::from(std::env::var_os("HOME").expect("a user has a home"))
            .join(".local/share/systemd/timers")
    };
    let stamp = File::open(stamps.join(format!("stamp-{}.timer", scheduled.unit)));
    let missed = SystemTime::now() - Duration::from_hours(62 * 24);
    stamp.and_then(|stamp| stamp.set_modified(missed)).expect("systemd keeps when it ran");
    scheduled.systemctl(&["start"], "timer");
    let run = scheduled.told();
    assert_eq!((&run["files_read"], &run["skipped"]), (&1.into(), &1.into()), "{run}");
    assert!(scheduled.finds("zeeleeuw"));
    let written =
        ["archive/written", "written", "index/written"].map(|path| scheduled.desk.at(path).exists());
    assert_eq!(written, [false, false, true], "a run may write to the index alone");
    let runs = fs::read_to_string(scheduled.desk.at("index/runs.jsonl")).expect("there is a log");
    assert_eq!(runs.lines().count(), 2, "two months are made up for once: {runs}");
}

#[test]
fn a_watch_hears_of_files_reloads_and_stops() {
    let options = ["--watch", "--every", "1h", "--debounce", "0s"];
    let Some(scheduled) = Scheduled::with(&options) else { return };
    // It was only started once it had said that it watches.
    let active = scheduled.systemctl(&["show", "--property=ActiveState,WatchdogUSec"], "service");
    assert!(active.contains("ActiveState=active") && active.contains("WatchdogUSec=15min"), "{active}");
    scheduled.add("b", "zeeleeuw");
    assert_eq!(scheduled.told()["skipped"], 1);
    assert!(scheduled.finds("zeeleeuw"));
    let written =
        ["archive/written", "written", "index/written"].map(|path| scheduled.desk.at(path).exists());
    assert_eq!(written, [false, false, true], "a watch may write to the index alone");

    // Only settings that were read anew name the second archive.
    let settings = fs::read_to_string(scheduled.desk.at("knipsel.toml")).expect("there are settings");
    let both = settings.replace("archive = \"archive\"", "archive = [\"archive\", \"tweede\"]");
    scheduled.desk.write("knipsel.toml", both);
    scheduled.desk.write("tweede/c.jsonl", "{\"date\":\"2021\",\"text\":\"Een narwal dus.\"}\n{\"text\":\n");
    scheduled.systemctl(&["reload"], "service");
    assert_eq!(scheduled.told()["skipped"], 1);
    assert!(scheduled.finds("narwal"));

    scheduled.systemctl(&["stop"], "service");
    let result = scheduled.systemctl(&["show", "--property=Result,NRestarts"], "service");
    assert!(result.contains("Result=success") && result.contains("NRestarts=0"), "{result}");
}
