//! The second step of making the lexicon: turns sorted tables into finite-state files, and stamps the whole.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter};
use std::path::PathBuf;

use fst::MapBuilder;

/// Each table, and the file it becomes. What came from `OpenTaal` alone lies apart from what is shared alike.
const TABLES: [(&str, &str); 7] = [
    ("headwords", "cc-by-sa/headwords.fst"),
    ("modifiers", "cc-by-sa/modifiers.fst"),
    ("heads", "cc-by-sa/heads.fst"),
    ("closed", "cc-by-sa/closed.fst"),
    ("frequencies", "cc-by-sa/frequencies.fst"),
    ("accents", "cc-by-sa/accents.fst"),
    ("words", "opentaal/words.fst"),
];

/// All files that the program embeds, in the order in which they are hashed.
const ALL: [&str; 9] = [
    "cc-by-sa/headwords.fst",
    "cc-by-sa/edits.bin",
    "cc-by-sa/modifiers.fst",
    "cc-by-sa/heads.fst",
    "cc-by-sa/closed.fst",
    "opentaal/words.fst",
    "cc-by-sa/frequencies.fst",
    "cc-by-sa/accents.fst",
    "cc-by-sa/accents.bin",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(work), Some(data)) = (arguments.next(), arguments.next()) else {
        return Err("usage: compile-lexicon WORK-FOLDER DATA-FOLDER".into());
    };
    for (table, file) in TABLES {
        let from = BufReader::new(File::open(work.join(table).with_extension("tsv"))?);
        let to = BufWriter::new(File::create(data.join(file))?);
        let mut builder = MapBuilder::new(to)?;
        for line in from.lines() {
            let line = line?;
            let (key, value) = line.split_once('\t').ok_or("a line without a tab")?;
            builder.insert(key, value.parse()?)?;
        }
        builder.finish()?;
    }
    let mut hasher = blake3::Hasher::new();
    for file in ALL {
        hasher.update(&std::fs::read(data.join(file))?);
    }
    std::fs::write(data.join("hash.txt"), &hasher.finalize().to_hex()[..16])?;
    Ok(())
}
