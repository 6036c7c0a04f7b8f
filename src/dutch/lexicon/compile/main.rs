//! The second step of making the lexicon: turns sorted tables into finite-state files, and stamps the whole. The third:
//! reads the commonest words with the dictionary that those files are, and puts what it finds into a table.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use fst::{Map, MapBuilder, Streamer as _};
use knipsel::dutch::lexicon::{Lexicon, filter_bits};
use knipsel::dutch::ready;

/// Each table, and the file it becomes. What came from `OpenTaal` alone lies apart from what is shared alike.
const TABLES: [(&str, &str); 8] = [
    ("headwords", "cc-by-sa/headwords.fst"),
    ("modifiers", "cc-by-sa/modifiers.fst"),
    ("heads", "cc-by-sa/heads.fst"),
    ("closed", "cc-by-sa/closed.fst"),
    ("endings", "cc-by-sa/endings.fst"),
    ("frequencies", "cc-by-sa/frequencies.fst"),
    ("accents", "cc-by-sa/accents.fst"),
    ("words", "opentaal/words.fst"),
];

/// Tables that are mostly asked for words they lack, and the filters that say so at once.
const FILTERS: [(&str, &str); 3] = [
    ("cc-by-sa/heads.fst", "cc-by-sa/heads.bits"),
    ("opentaal/words.fst", "opentaal/words.bits"),
    ("cc-by-sa/accents.fst", "cc-by-sa/accents.bits"),
];

/// The files that say what the dictionary knows, in the order in which they are hashed.
const ALL: [&str; 10] = [
    "cc-by-sa/headwords.fst",
    "cc-by-sa/edits.bin",
    "cc-by-sa/modifiers.fst",
    "cc-by-sa/heads.fst",
    "cc-by-sa/closed.fst",
    "cc-by-sa/endings.fst",
    "opentaal/words.fst",
    "cc-by-sa/frequencies.fst",
    "cc-by-sa/accents.fst",
    "cc-by-sa/accents.bin",
];

/// Words of at least this frequency are put into the table of ready ones.
const LEAST_FREQUENCY: u64 = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    match (arguments.next(), arguments.next()) {
        (Some(step), Some(data)) if step.as_os_str() == "--ready" => ready_words(&data),
        (Some(work), Some(data)) => finite_state_files(&work, &data),
        _ => Err("usage: compile-lexicon WORK-FOLDER|--ready DATA-FOLDER".into()),
    }
}

fn filters(data: &Path) -> Result<(), Box<dyn Error>> {
    for (table, file) in FILTERS {
        let table = Map::new(std::fs::read(data.join(table))?)?;
        let mut words = Vec::new();
        let mut stream = table.keys();
        while let Some(word) = stream.next() {
            words.push(word.to_vec());
        }
        std::fs::write(data.join(file), filter_bits(words.iter().map(Vec::as_slice), words.len()))?;
    }
    Ok(())
}

/// The table holds what the embedded dictionary finds, so it is made after that and has no part in its hash.
fn ready_words(data: &Path) -> Result<(), Box<dyn Error>> {
    let lexicon = Lexicon::embedded();
    let frequencies = Map::new(std::fs::read(data.join("cc-by-sa/frequencies.fst"))?)?;
    let mut forms = Vec::new();
    let mut stream = frequencies.stream();
    while let Some((form, frequency)) = stream.next() {
        let form = std::str::from_utf8(form)?;
        // Of other words the analysis asks more than their headwords and parts.
        if frequency >= LEAST_FREQUENCY && lexicon.is_known(form) && lexicon.listed(form).as_word {
            forms.push((std::cmp::Reverse(frequency), form.to_owned()));
        }
    }
    forms.sort();
    let table = ready::compile(forms.iter().map(|(_, form)| form.as_str()));
    Ok(std::fs::write(data.join("cc-by-sa/ready.bin"), table)?)
}

fn finite_state_files(work: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
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
    filters(data)?;
    let mut hasher = blake3::Hasher::new();
    for file in ALL {
        hasher.update(&std::fs::read(data.join(file))?);
    }
    std::fs::write(data.join("hash.txt"), &hasher.finalize().to_hex()[..16])?;
    Ok(())
}
