//! What systemd itself says of the units, and of the moments that cron expressions become.

use std::process::Command;

use jiff::Zoned;
use knipsel::schedule::{Cron, every};

use crate::support::{Desk, Run};

/// Runs `systemd-analyze`; `None`, and a word about it, where there is none.
fn systemd_analyze(args: &[&str]) -> Option<Run> {
    // The manager of a user wants a folder for its sockets, which not every session has.
    match Command::new("systemd-analyze").args(args).env("XDG_RUNTIME_DIR", std::env::temp_dir()).output() {
        Ok(output) => Some(Run::of(&output)),
        Err(error) => {
            eprintln!("left out: systemd-analyze does not start (Debian package `systemd`): {error}");
            None
        }
    }
}

#[test]
fn systemd_finds_no_fault_in_the_units() {
    let desk = Desk::new();
    // Signs that mean something in units.
    desk.write("krant 50% $HOME/a.txt", "date 2021-11-16 Er was markt.");
    let delivery = "[[alert_delivery]]\nfolder = \"de 'kranten' 50% $HOME\"\n";
    desk.write("knipsel.toml", format!("index = \"de index 100% 'klaar' $PATH\"\n{delivery}"));
    desk.run(&["index", "build", "krant 50% $HOME"]).ended_with(0);
    for scope in ["--user", "--system"] {
        let moments = ["--cron", "*/20 6-18 1 * mon-fri"];
        let watch = ["--watch", "--every", "1h", "--debounce", "1m 30s", "--no-events"];
        for (units, when, expect) in [("runs", &moments[..], 2), ("watch", &watch, 1)] {
            let units = format!("units-{units}{scope}");
            let mut args = vec!["schedule", "install", scope, "--units", &units];
            args.extend(when);
            let run = desk.run(&args).ended_with(0);
            let files: Vec<String> =
                run.stdout.lines().map(|path| desk.at(path).to_string_lossy().into_owned()).collect();
            assert_eq!(files.len(), expect, "{run:?}");
            for file in &files {
                let mut args = vec!["verify", "--man=no", "--recursive-errors=yes"];
                args.extend([scope, file]);
                let Some(verified) = systemd_analyze(&args) else { return };
                assert_eq!((verified.code, verified.stderr.as_str()), (0, ""), "{args:?}");
            }
        }
    }
}

#[test]
fn systemd_finds_the_fault_in_a_unit_that_has_one() {
    let desk = Desk::new();
    let path = desk.write("fout.timer", "[Timer]\nOnCalendar=Mon..Fri *-*-* 24:61:00\n");
    let Some(run) = systemd_analyze(&["verify", "--man=no", "--user", &path.to_string_lossy()]) else {
        return;
    };
    assert!(run.stderr.contains("calendar specification"), "{run:?}");
}

/// The next moments of an expression, as systemd reckons them from a moment in UTC.
fn next_moments(calendar: &str, count: usize) -> Option<Vec<String>> {
    let iterations = format!("--iterations={count}");
    let base = "--base-time=2024-02-27 00:00:00 UTC";
    let run = systemd_analyze(&["calendar", base, &iterations, &format!("{calendar} UTC")])?.ended_with(0);
    let moment = |line: &str| {
        let (label, moment) = line.split_once(": ")?;
        let label = label.trim();
        // On a machine in UTC the moment stands under its own label, elsewhere a line `(in UTC)` follows.
        (label == "(in UTC)"
            || ((label == "Next elapse" || label.starts_with("Iter")) && moment.ends_with("UTC")))
        .then(|| moment.trim().to_owned())
    };
    Some(run.stdout.lines().filter_map(moment).collect())
}

#[test]
fn systemd_reads_the_moments_as_cron_means_them() {
    for (cron, expect) in [
        ("0 6 * * mon-fri", ["Tue 2024-02-27 06:00:00 UTC", "Wed 2024-02-28 06:00:00 UTC"]),
        ("*/20 8 * * *", ["Tue 2024-02-27 08:00:00 UTC", "Tue 2024-02-27 08:20:00 UTC"]),
        ("30 5 29 feb *", ["Thu 2024-02-29 05:30:00 UTC", "Tue 2028-02-29 05:30:00 UTC"]),
        ("0 0 * * 7", ["Sun 2024-03-03 00:00:00 UTC", "Sun 2024-03-10 00:00:00 UTC"]),
        ("0 0 1 */3 *", ["Mon 2024-04-01 00:00:00 UTC", "Mon 2024-07-01 00:00:00 UTC"]),
    ] {
        let cron = Cron::parse(cron).expect("the expression is right");
        let calendar = cron.calendar();
        let Some(moments) = next_moments(&calendar[0], 2) else { return };
        assert_eq!(moments, expect, "{cron}: {calendar:?}");
        // A watch reckons them itself.
        let mut now: Zoned = "2024-02-27T00:00:00[UTC]".parse().expect("it is a moment");
        for moment in moments {
            now = cron.next_after(&now).expect("there is a next moment");
            assert_eq!(now.strftime("%a %Y-%m-%d %H:%M:%S UTC").to_string(), moment, "{cron}");
        }
    }
    for interval in ["1m", "20m", "1h", "6h", "1d", "1w"] {
        let calendar = every(interval).expect("the interval is right").calendar();
        let Some(moments) = next_moments(&calendar[0], 3) else { return };
        assert_eq!(moments.len(), 3, "{interval}: {calendar:?}");
    }
}
