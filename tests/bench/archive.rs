//! Archives to measure on.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// An article of a JSON Lines file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(default)]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) date: String,
    #[serde(default)]
    pub(crate) title: String,
    pub(crate) text: String,
}

/// All articles of a JSON Lines file.
pub(crate) fn read(path: &Path) -> Vec<Record> {
    let lines = BufReader::new(File::open(path).expect("the archive is there")).lines();
    lines.map(|line| serde_json::from_str(&line.expect("a line")).expect("an article")).collect()
}

/// Makes an archive of `count` articles from the sentences of the sample, in other orders.
pub(crate) fn from_sample(sample: &Path, count: usize, into: &Path) {
    let mut sentences = Vec::new();
    for line in read_all(sample).lines() {
        sentences
            .extend(line.split_inclusive(". ").map(str::trim).filter(|it| it.len() > 20).map(str::to_owned));
    }
    let mut out = BufWriter::new(File::create(into).expect("the archive can be made"));
    let mut random = 1_u64;
    for number in 0..count {
        let mut text = String::new();
        for _ in 0..12 {
            // A linear congruential generator: the same articles on every machine.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&sentences[(random >> 33) as usize % sentences.len()]);
            text.push(' ');
        }
        let record = Record { id: format!("made-{number}"), date: day(number), title: String::new(), text };
        write(&mut out, &record);
    }
    out.flush().expect("the archive can be written");
}

/// Makes an archive of `count` articles by repeating those of `source` under other ids and dates.
pub(crate) fn repeat(source: &Path, count: usize, into: &Path) -> u64 {
    let records = read(source);
    let mut out = BufWriter::new(File::create(into).expect("the archive can be made"));
    for number in 0..count {
        let mut record = records[number % records.len()].clone();
        record.id = format!("repeated-{number}");
        record.date = day(number);
        write(&mut out, &record);
    }
    out.flush().expect("the archive can be written");
    fs::metadata(into).expect("the archive is there").len()
}

/// Makes a folder of small dated texts, a hundred a folder.
pub(crate) fn small_files(folder: &Path, count: usize) {
    for number in 0..count {
        let below = folder.join(format!("{:03}", number / 100));
        if number % 100 == 0 {
            fs::create_dir_all(&below).expect("the folder can be made");
        }
        let text = format!("date {} Bericht {number} over de haven en het weer.\n", day(number));
        fs::write(below.join(format!("{number}.txt")), text).expect("the file can be written");
    }
}

fn write(out: &mut impl Write, record: &Record) {
    serde_json::to_writer(&mut *out, record).expect("the archive can be written");
    out.write_all(b"\n").expect("the archive can be written");
}

/// A day between 1950 and 2019.
fn day(number: usize) -> String {
    format!("{}-{:02}-{:02}", 1950 + number / 28 / 12 % 70, number / 28 % 12 + 1, number % 28 + 1)
}

/// The text of every plain file of a folder, one after the other.
fn read_all(folder: &Path) -> String {
    let mut text = String::new();
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("the sample is there").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            text.push_str(&read_all(&path));
        } else if path.extension().is_some_and(|kind| kind == "txt") {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).expect("the file is there")));
        }
    }
    text
}
