//! `index watch`: what these tests wait for is what the service manager is told, and never a time.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use knipsel::index::{BuildEvent, BuildOptions, IndexFolder, build};
use serde_json::Value;

use crate::support::Desk;

const ARTICLE: &str = "date 2021-11 De markt ging door.";

/// Long enough for any machine: it only ends a test that has failed.
const PATIENCE: Duration = Duration::from_mins(5);

/// A watch that is running, and the socket at which it says how it fares. It ends with the test.
struct Watch {
    manager: UnixDatagram,
    child: Child,
}

impl Watch {
    #[track_caller]
    fn begin(desk: &Desk, args: &[&str]) -> Self {
        Self::begin_with(desk, args, &[])
    }

    #[track_caller]
    fn begin_with(desk: &Desk, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let path = desk.at("notify");
        // Of a watch before.
        let _ = fs::remove_file(&path);
        let manager = UnixDatagram::bind(&path).expect("a socket is bound");
        manager.set_read_timeout(Some(PATIENCE)).expect("a time-out is set");
        let mut command = desk.command(&[&["index", "watch", "--debounce", "0s"], args].concat());
        command.env("NOTIFY_SOCKET", &path).envs(environment.iter().copied()).stderr(Stdio::piped());
        let child = command.spawn().expect("the program starts");
        Self { manager, child }
    }

    /// Waits until the manager is told something that begins so, and gives all that it was told.
    #[track_caller]
    fn hear(&self, expect: &str) -> Vec<String> {
        let mut heard: Vec<String> = Vec::new();
        let mut buffer = [0; 4096];
        while !heard.last().is_some_and(|last| last.starts_with(expect)) {
            match self.manager.recv(&mut buffer) {
                Ok(length) => heard.push(String::from_utf8_lossy(&buffer[..length]).into_owned()),
                // Whoever stops and continues the tests interrupts what waits with a time limit.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => panic!("waited for `{expect}`, heard {heard:?}: {error}"),
            }
        }
        heard
    }

    #[track_caller]
    fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &command]).status().expect("sh starts").success());
    }

    /// Waits until it ends, which must be well, and gives what it said.
    #[track_caller]
    fn end(mut self) -> String {
        let mut said = String::new();
        let stderr = self.child.stderr.as_mut().expect("it is a pipe");
        stderr.read_to_string(&mut said).expect("stderr is text");
        let status = self.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{status}: {said}");
        said
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // After a test that failed; to kill one that ended does nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets a file come whole.
fn arrive(desk: &Desk, path: &str, content: &str) {
    let waiting = desk.write("waiting", content);
    fs::rename(waiting, desk.at(path)).expect("it moves");
}

#[track_caller]
fn found(desk: &Desk, query: &str) -> u64 {
    desk.search(&[query]).1["total"].as_u64().expect("the total is a number")
}

fn outcomes(desk: &Desk) -> Vec<Value> {
    let log = fs::read_to_string(desk.at("index/runs.jsonl")).expect("there is a log");
    let outcome = |line| serde_json::from_str::<Value>(line).expect("it is JSON")["outcome"].clone();
    log.lines().map(outcome).collect()
}

/// So many articles, one a line.
fn many(count: usize) -> String {
    let mut lines = String::new();
    for number in 0..count {
        let _ = writeln!(lines, "{{\"id\":\"a{number}\",\"text\":\"Bericht {number} over de haven.\"}}");
    }
    lines
}

#[test]
fn files_are_found_as_they_come_and_go() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let watch = Watch::begin(&desk, &[]);
    watch.hear("READY=1");
    watch.hear("STATUS=generation 1, after start");
    arrive(&desk, "archive/b.txt", "date 2022 De haring kwam.");
    watch.hear("STATUS=generation 2, after files");
    assert_eq!(found(&desk, "haring"), 1);
    fs::remove_file(desk.at("archive/b.txt")).expect("it goes");
    watch.hear("STATUS=generation 3, after files");
    assert_eq!(found(&desk, "haring"), 0);
    // A folder that comes is watched, too.
    fs::create_dir(desk.at("archive/later")).expect("a folder is made");
    watch.hear("STATUS=generation 3, after files");
    arrive(&desk, "archive/later/c.txt", "date 2022 De haring kwam terug.");
    watch.hear("STATUS=generation 4, after files");
    assert_eq!(found(&desk, "haring"), 1);
    watch.signal("TERM");
    let said = watch.end();
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].ends_with("Z watching 1 archive"), "{said}");
    assert!(lines.iter().any(|line| line.contains("done: 1 file read")), "{said}");
    assert!(lines.last().is_some_and(|line| line.ends_with("Z told to end")), "{said}");
    assert!(outcomes(&desk).iter().all(|outcome| outcome == "done"));
}

#[test]
fn the_manager_is_told_of_all_that_it_waits_for() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let watch = Watch::begin_with(&desk, &[], &[("WATCHDOG_USEC", "200000")]);
    watch.hear("READY=1");
    watch.hear("WATCHDOG=1");
    watch.hear("WATCHDOG=1");
    watch.signal("TERM");
    watch.hear("STOPPING=1");
    watch.end();
    // A watchdog that waits for another process hears nothing of this one.
    let environment = [("WATCHDOG_USEC", "1"), ("WATCHDOG_PID", "1")];
    let watch = Watch::begin_with(&desk, &[], &environment);
    watch.hear("STATUS=generation 1, after start");
    watch.signal("TERM");
    let heard = watch.hear("STOPPING=1");
    assert!(!heard.iter().any(|message| message.starts_with("WATCHDOG")), "{heard:?}");
    watch.end();
}

#[test]
fn what_no_event_tells_of_is_found_at_the_next_look() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let watch = Watch::begin(&desk, &["--no-events", "--every", "1s", "--quiet"]);
    watch.hear("STATUS=generation 1, after start");
    arrive(&desk, "archive/b.txt", "date 2022 De haring kwam.");
    watch.hear("STATUS=generation 2, after look");
    assert_eq!(found(&desk, "haring"), 1);
    watch.signal("INT");
    assert_eq!(watch.end(), "", "all went well");
}

#[test]
fn an_archive_that_went_and_came_back_is_watched_again() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let watch = Watch::begin(&desk, &["--every", "1s"]);
    watch.hear("STATUS=generation 1, after start");
    fs::rename(desk.at("archive"), desk.at("elsewhere")).expect("it goes");
    // Its articles stay, as those of any archive that cannot be looked at; that it is not there is noted.
    watch.hear("STATUS=generation 2, after look");
    desk.write("new/a.txt", ARTICLE);
    desk.write("new/b.txt", "date 2022 De haring kwam.");
    fs::rename(desk.at("new"), desk.at("archive")).expect("it comes");
    watch.hear("STATUS=generation 3, after look");
    watch.hear("STATUS=generation 3, after look");
    arrive(&desk, "archive/c.txt", "date 2022 De haring bleef.");
    watch.hear("STATUS=generation 4, after files");
    assert_eq!(found(&desk, "haring"), 2);
    watch.signal("TERM");
    watch.end();
}

#[test]
fn the_settings_are_read_anew_and_a_mistake_in_them_ends_nothing() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    desk.write("tweede/b.txt", "date 2022 De haring kwam.");
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    desk.write("knipsel.toml", "archief = \"tweede\"");
    watch.signal("HUP");
    watch.hear("STATUS=generation 1, after reload");
    desk.write("knipsel.toml", "archive = [\"archive\", \"tweede\"]");
    watch.signal("HUP");
    watch.hear("STATUS=generation 2, after reload");
    assert_eq!(found(&desk, "haring"), 1);
    arrive(&desk, "tweede/c.txt", "date 2022 De tweede haring kwam.");
    watch.hear("STATUS=generation 3, after files");
    assert_eq!(found(&desk, "haring"), 2);
    watch.signal("TERM");
    let said = watch.end();
    assert!(said.contains("`archief`") && said.contains("Z read the settings anew"), "{said}");
}

#[test]
fn a_build_that_is_stopped_commits_what_it_has_and_the_next_goes_on() {
    let desk = Desk::new();
    desk.write("archive/a.jsonl", many(2_000));
    desk.write("archive/b.txt", ARTICLE);
    let folder = IndexFolder::at(desk.at("index"));
    let options = BuildOptions { paths: vec![desk.at("archive")], ..BuildOptions::default() };
    let stopped = build(&folder, &options, &mut |event| {
        if matches!(event, BuildEvent::Read { .. }) {
            options.stop.store(true, Ordering::Relaxed);
        }
    })
    .expect("to be stopped is no failure");
    assert!(stopped.stopped && (500..2_000).contains(&stopped.articles), "{stopped:?}");
    assert_eq!((stopped.generation, stopped.files_added), (1, 0), "{stopped:?}");
    let nothing = build(&folder, &options, &mut |_event| {}).expect("to be stopped is no failure");
    assert_eq!((nothing.articles, nothing.generation), (stopped.articles, 1), "it stops where it begins");
    options.stop.store(false, Ordering::Relaxed);
    let rest = build(&folder, &options, &mut |_event| {}).expect("the next build goes on");
    assert_eq!((rest.stopped, rest.articles, rest.generation), (false, 2_001, 2));
    assert_eq!(stopped.articles_indexed + rest.articles_indexed, 2_001, "nothing is done twice");
    options.stop.store(true, Ordering::Relaxed);
    let options = BuildOptions { rebuild: true, ..options };
    let rebuilt = build(&folder, &options, &mut |_event| {}).expect("a rebuild goes on");
    assert_eq!((rebuilt.stopped, rebuilt.articles), (false, 2_001));
    desk.run(&["index", "verify", "--all"]).ended_with(0);
}

#[test]
fn a_watch_that_is_told_to_end_in_a_build_commits_what_it_has() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    // Much more than is read before the signal comes.
    arrive(&desk, "archive/later.jsonl", &many(50_000));
    watch.hear("STATUS=reading, after files");
    watch.signal("TERM");
    watch.hear("STOPPING=1");
    watch.hear("STATUS=generation 2, after files");
    let said = watch.end();
    assert_eq!(outcomes(&desk), ["done", "stopped"], "{said}");
    let before = desk.status()["articles"].as_u64().expect("it is a number");
    assert!((1..50_001).contains(&before), "{before}");
    desk.run(&["schedule", "run"]).ended_with(0);
    assert_eq!(desk.status()["articles"], 50_001);
    desk.run(&["index", "verify"]).ended_with(0);
}

#[test]
fn a_watch_leaves_the_index_to_another_and_does_its_run_afterwards() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let lock = IndexFolder::at(desk.at("index")).lock().expect("nobody writes");
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=the index in ");
    for number in 0..5 {
        arrive(&desk, &format!("archive/{number}.txt"), ARTICLE);
    }
    drop(lock);
    watch.signal("HUP");
    watch.hear("STATUS=generation 2, after reload");
    assert_eq!(found(&desk, "markt"), 6);
    watch.signal("TERM");
    watch.end();
    let outcomes = outcomes(&desk);
    assert_eq!(outcomes[..2], ["passed-over", "done"], "{outcomes:?}");
}

#[test]
fn an_index_inside_the_archive_does_not_wake_its_own_watch() {
    let desk = Desk::new();
    desk.write("archive/a.txt", ARTICLE);
    desk.write("knipsel.toml", "archive = \"archive\"\nindex = \"archive/index\"\n");
    // The watch begins the index, too.
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    for number in 2..5 {
        arrive(&desk, &format!("archive/{number}.txt"), ARTICLE);
        watch.hear(&format!("STATUS=generation {number}, after files"));
    }
    watch.signal("TERM");
    watch.end();
    let log = fs::read_to_string(desk.at("archive/index/runs.jsonl")).expect("there is a log");
    let runs = log.lines().count();
    // Its own writing would make it look again and again. A file that comes may be seen in two events.
    assert!((4..=10).contains(&runs), "{runs} runs: {log}");
}

#[test]
fn a_single_file_is_watched_when_another_takes_its_name() {
    let desk = Desk::new();
    desk.write("krant.jsonl", many(1));
    desk.run(&["index", "build", "krant.jsonl"]).ended_with(0);
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    for count in 2..4 {
        arrive(&desk, "krant.jsonl", &many(count));
        watch.hear(&format!("STATUS=generation {count}, after files"));
        assert_eq!(found(&desk, "haven"), count as u64);
    }
    watch.signal("TERM");
    watch.end();
}

#[test]
fn a_run_that_goes_wrong_calls_the_command_and_alerts_are_told() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    desk.run(&["alert", "add", "haring", "haring"]).ended_with(0);
    fs::create_dir(desk.at("kranten")).expect("a folder is made");
    desk.write(
        "knipsel.toml",
        "[schedule]\non_failure = \"cat > told\"\n[[alert_delivery]]\nfolder = \"kranten\"\nformat = \"json\"\n",
    );
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    arrive(&desk, "archive/b.txt", "date 2022 De haring kwam.");
    watch.hear("STATUS=generation 2, after files");
    let digest = fs::read_to_string(desk.at("kranten/haring-1-2-1.json")).expect("there is a digest");
    assert!(digest.contains("De haring kwam."), "{digest}");
    arrive(&desk, "archive/c.jsonl", "nee\n");
    watch.hear("STATUS=generation 3, after files");
    let told: Value = serde_json::from_str(&fs::read_to_string(desk.at("told")).expect("it was called"))
        .expect("the command reads JSON");
    assert_eq!((&told["outcome"], &told["skipped"]), (&"faulty".into(), &1.into()), "{told}");
    watch.signal("TERM");
    watch.end();
}

#[test]
fn a_watch_that_is_told_to_end_does_not_wait_for_a_server() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    desk.run(&["alert", "add", "haring", "haring"]).ended_with(0);
    let server = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = server.local_addr().expect("it has an address");
    desk.write("knipsel.toml", format!("[[alert_delivery]]\nwebhook = \"http://{address}/\"\n"));
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    arrive(&desk, "archive/b.txt", "date 2022 De haring kwam.");
    let (called, calls) = channel();
    thread::spawn(move || called.send(server.accept().expect("somebody calls")));
    // It is called, and never answers.
    let silent = calls.recv_timeout(PATIENCE).expect("the digest is sent");
    watch.signal("TERM");
    watch.hear("STOPPING=1");
    watch.end();
    drop(silent);
    assert_eq!(outcomes(&desk), ["done", "stopped"]);
    let alerts = desk.run(&["alert", "list", "--json"]).ended_with(0).objects();
    assert_eq!(alerts[0]["waiting"], 1, "the digest waits: {alerts:?}");
}

#[test]
fn a_watch_that_is_told_to_end_leaves_the_command_to_itself() {
    let desk = Desk::with_index(&[("a.txt", ARTICLE)]);
    let pipes = ["begun", "held"].map(|name| {
        let made = Command::new("mkfifo").arg(desk.at(name)).status().expect("mkfifo starts");
        assert!(made.success(), "{name}");
        // For both, so that nobody waits until another opens it.
        File::options().read(true).write(true).open(desk.at(name)).expect("it is opened")
    });
    desk.write(
        "knipsel.toml",
        "[schedule]\non_failure = \"exec 2> errors; cat > begun; read line < held\"\n",
    );
    let watch = Watch::begin(&desk, &[]);
    watch.hear("STATUS=generation 1, after start");
    arrive(&desk, "archive/b.jsonl", "nee\n");
    let [begun, held] = pipes;
    let (reader, read) = channel();
    thread::spawn(move || {
        let mut line = String::new();
        BufReader::new(begun).read_line(&mut line).expect("the command writes text");
        reader.send(line)
    });
    let told = read.recv_timeout(PATIENCE).expect("the command is called");
    assert!(told.contains("\"outcome\":\"faulty\""), "{told}");
    watch.signal("TERM");
    watch.hear("STOPPING=1");
    let said = watch.end();
    assert!(said.contains("read line < held`, had not ended when the run was told to stop"), "{said}");
    // Now it ends.
    drop(held);
}
