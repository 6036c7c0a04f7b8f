//! How soon a watch ends that is told to while it reads a large archive.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use knipsel::dutch::AnalysisOptions;
use knipsel::index::{IndexFolder, status};

use crate::{clear, program};

/// After so many seconds of reading it is told to end.
const MOMENTS: [u64; 5] = [3, 8, 16, 25, 35];

/// Begins an index of `source` by a watch, several times, and tells each to end, which is not to take a second from its
/// last commit on.
pub(crate) fn stopping(source: &Path, work: &Path) {
    let source = fs::canonicalize(source).expect("the archive is there");
    let settings = format!("archive = {:?}\nindex = \"stopped\"\n", source.display().to_string());
    fs::write(work.join("knipsel.toml"), settings).expect("it is written");
    let index = work.join("stopped");
    for moment in MOMENTS {
        clear(&index);
        let mut watch =
            program().args(["index", "watch"]).current_dir(work).spawn().expect("the program runs");
        std::thread::sleep(Duration::from_secs(moment));
        let told = SystemTime::now();
        let kill = format!("kill -TERM {}", watch.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
        assert!(sent.success(), "the watch had ended by itself");
        assert!(watch.wait().expect("it ends").success(), "it did not end well");
        let ended = SystemTime::now();
        let meta = fs::metadata(index.join("build-000001/meta.json")).expect("there is a commit");
        // Where all had been read before, nothing is left to commit.
        let committed = meta.modified().expect("the system tells").max(told);
        let seconds = |from: SystemTime, to: SystemTime| {
            to.duration_since(from).expect("the clock goes on").as_secs_f64()
        };
        let status = status(&IndexFolder::at(&index), &AnalysisOptions::default());
        println!(
            "told to end after {moment} s: committed {:.2} s later, with {} articles, and ended {:.2} s after that",
            seconds(told, committed),
            status.expect("it can be opened").articles,
            seconds(committed, ended),
        );
    }
}
