//! What is said of alerts, schedules and watches; see `messages.rs`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use insta::assert_snapshot;

use crate::messages::{GOOD, desk_with_index, transcript, write_run};
use crate::support::{Desk, Run};

#[test]
fn alerts() {
    let desk = Desk::new();
    assert_snapshot!(
        "help_of_alerts",
        transcript(
            &desk,
            &[
                &["alert", "--help"],
                &["alert", "add", "--help"],
                &["alert", "list", "--help"],
                &["alert", "remove", "--help"],
                &["alert", "run", "--help"],
            ]
        )
    );
    let desk = desk_with_index();
    let mut shown = transcript(
        &desk,
        &[
            &["alert", "list"],
            &["alert", "run"],
            &["alert", "remove", "vuur"],
            &["alert", "add", "vuur"],
            &["alert", "add", "het vuur", "vuur"],
            &["alert", "add", "vuur", "vuur EN"],
            &["alert", "add", "vuur", "vuur", "--on", "gisterochtend"],
            &["alert", "add", "vuur", "vuur", "--index", "elders"],
            &["alert", "add", "vuur", "vuur", "--match", "inflected", "--from", "2020"],
            &["alert", "add", "vuur", "vuur"],
            &["alert", "add", "alles", "", "--backfill", "--lang", "en"],
            &["alert", "list"],
            &["alert", "list", "--json"],
            &["alert", "run", "vur"],
            &["alert", "run", "vuur"],
            &["alert", "run", "--format", "pdf"],
            &["alert", "run", "--output", "nergens/krant.md"],
            &["alert", "list"],
            &["alert", "run", "--output", "krant.md"],
            &["alert", "remove", "alles"],
        ],
    );
    desk.write("index/alerts/vuur/seen", "anders");
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    desk.write("index/alerts/vuur/alert.json", "{}");
    shown.push_str(&transcript(&desk, &[&["alert", "run"], &["alert", "remove", "vuur"]]));
    assert_snapshot!(shown);
}

#[test]
fn deliveries_that_cannot_be() {
    let desk = desk_with_index();
    let mut shown = String::new();
    for table in [
        "",
        "mail = \"a@krant.nl\"",
        "mail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"",
        "mail = []\nfrom = \"k@krant.nl\"\nsendmail = \"sendmail\"",
        "mail = \"krant\"\nfrom = \"k@krant.nl\"\nsendmail = \"sendmail\"",
        "mail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsmtp = \"localhost:poort\"",
        "webhook = \"krant.nl\"",
        "webhook = \"https://krant.nl\"\nfolder = \"kranten\"",
        "folder = \"kranten\"\nformat = \"htlm\"",
        "folder = \"kranten\"\nalerts = [\"a/b\"]",
        "webhok = \"https://krant.nl\"",
    ] {
        let settings = format!("[[alert_delivery]]\n{table}\n");
        desk.write("knipsel.toml", &settings);
        shown.push_str(&settings);
        shown.push_str(&transcript(&desk, &[&["config", "check"]]));
        shown.push('\n');
    }
    desk.run(&["alert", "add", "vuur", "vuur", "--backfill", "--config", "/dev/null"]).ended_with(0);
    desk.write("knipsel.toml", "[[alert_delivery]]\nfolder = \"nergens\"\n");
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    desk.write(
        "knipsel.toml",
        "[[alert_delivery]]\nmail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsendmail = \"./nergens\"\n",
    );
    shown.push_str(&transcript(&desk, &[&["alert", "run"]]));
    assert_snapshot!(shown);
}

#[test]
fn schedules() {
    let desk = Desk::with_index(&[("bode.jsonl", GOOD)]);
    let fake = "#!/bin/sh\ncase $1 in -l) cat crontab.txt;; *) cat > crontab.txt;; esac\n";
    let program = desk.write("bin/crontab", fake);
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).expect("a script can be run");
    desk.write("crontab.txt", "MAILTO=redactie\n");
    let path = format!("{}:/usr/bin:/bin", desk.at("bin").display());
    let mut shown = String::new();
    for args in [
        &["schedule", "status"][..],
        &["schedule", "install"],
        &["schedule", "install", "--every", "15m", "--cron", "0 6 * * *"],
        &["schedule", "install", "--every", "7m"],
        &["schedule", "install", "--every", "vaak"],
        &["schedule", "install", "--cron", "0 24 * * *"],
        &["schedule", "install", "--cron", "0 6 * *"],
        &["schedule", "install", "--cron", "5/15 * * * *"],
        &["schedule", "install", "--cron", "0 22-6 * * *"],
        &["schedule", "install", "--cron", "*/0 6 * * *"],
        &["schedule", "install", "--cron", "0 6 31 feb *"],
        &["schedule", "install", "--every", "1h", "--memory", "veel"],
        &["schedule", "install", "--every", "1h", "--memory", "1M"],
        &["schedule", "install", "--every", "1h", "--user", "--crontab"],
        &["schedule", "install", "--every", "1h", "--user"],
        &["schedule", "install", "--every", "1h", "--index", "nergens"],
        &["schedule", "run", "--index", "nergens"],
        &["schedule", "install", "--every", "15m", "--crontab", "--dry-run"],
        &["schedule", "install", "--every", "15m", "--units", "units", "--dry-run"],
        &["schedule", "install", "--every", "15m", "--crontab"],
        &["schedule", "install", "--cron", "0 6 * * mon-fri", "--crontab"],
        &["schedule", "status"],
        &["schedule", "status", "--json"],
        &["schedule", "install", "--every", "15m", "--units", "units"],
        &["schedule", "remove", "--dry-run"],
        &["schedule", "remove"],
        &["schedule", "remove"],
        &["schedule", "install", "--cron", "0 6 1 * mon", "--units", "units"],
        &["schedule", "status", "--units", "units"],
        &["schedule", "remove", "--units", "units", "--dry-run"],
        &["schedule", "remove", "--units", "units"],
        &["schedule", "remove", "--units", "units", "--dry-run"],
        &["schedule", "install", "--watch", "--crontab"],
        &["schedule", "install", "--watch", "--every", "vaak", "--units", "units"],
        &["schedule", "install", "--watch", "--cron", "0 24 * * *", "--units", "units"],
        &["schedule", "install", "--watch", "--debounce", "5", "--units", "units"],
        &["schedule", "install", "--every", "1h", "--debounce", "5s"],
        &["schedule", "install", "--no-events"],
        &["schedule", "install", "--watch", "--every", "7m", "--units", "units", "--dry-run"],
        &[
            "schedule",
            "install",
            "--watch",
            "--debounce",
            "1m 30s",
            "--no-events",
            "--units",
            "units",
            "--dry-run",
        ],
        &["schedule", "install", "--watch", "--units", "units"],
        &["schedule", "install", "--every", "15m", "--units", "units"],
        &["schedule", "status", "--units", "units"],
        &["schedule", "status", "--units", "units", "--json"],
        &["schedule", "remove", "--units", "units"],
        &["index", "watch", "--every", "vaak"],
        &["index", "watch", "--every", "500ms"],
        &["index", "watch", "--debounce", "15"],
        &["index", "watch", "--cron", "0 24 * * *"],
        &["index", "watch", "--every", "1h", "--cron", "0 6 * * *"],
        &["index", "watch", "--index", "nergens"],
        &["schedule", "run"],
        &["schedule", "run", "--quiet"],
    ] {
        let output = desk.command(args).env("PATH", &path).output().expect("the program starts");
        write_run(&mut shown, &desk, args, &Run::of(&output));
    }
    let crontab = fs::read_to_string(desk.at("crontab.txt")).expect("there is a crontab");
    assert_eq!(crontab, "MAILTO=redactie\n", "what others wrote stays, and nothing else");
    assert_eq!(fs::read_dir(desk.at("units")).expect("there is a folder").count(), 0);
    assert_snapshot!(shown);
}

#[test]
fn a_watch_without_systemd() {
    if Path::new("/run/systemd/system").is_dir() {
        eprintln!("left out: systemd runs here, and would be told to start a watch");
        return;
    }
    assert_snapshot!(transcript(&desk_with_index(), &[&["schedule", "install", "--watch"]]));
}
