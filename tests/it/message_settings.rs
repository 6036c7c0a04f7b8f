//! What is said of settings, and of the words in them; see `messages.rs`.

use std::fs;

use insta::assert_snapshot;

use crate::messages::{desk_with_index, transcript, write_run};
use crate::support::Desk;

#[test]
fn configuration() {
    let desk = Desk::new();
    desk.write("key.toml", "index = \"a\"\narchief = \"b\"\n");
    desk.write("type.toml", "index = 7\n");
    desk.write("list.toml", "archive = [1, 2]\n");
    desk.write("role.toml", "[fields]\ntext = \"artikel\"\nkleur = \"rood\"\n");
    desk.write("broken.toml", "index = \"a\n");
    desk.write("latin.toml", b"index = \"caf\xe9\"\n");
    let mut shown = String::new();
    for name in ["key", "type", "list", "role", "broken", "latin", "nergens"] {
        let args = ["search", "vrede", "--config", &format!("{name}.toml")];
        write_run(&mut shown, &desk, &args, &desk.run(&args));
    }
    desk.write("knipsel.toml", "[index]\npath = \"a\"\n");
    shown.push_str(&transcript(&desk, &[&["index", "status"]]));
    assert_snapshot!(shown);
}

#[test]
fn checked_settings() {
    let desk = Desk::new();
    let mut shown = transcript(&desk, &[&["config", "check"]]);
    desk.write("knipsel.toml", "archive = [\"krant\", \"weg\"]\n[analysis]\nold_spelling = false\n");
    fs::create_dir(desk.at("krant")).expect("the folder can be made");
    shown.push_str(&transcript(&desk, &[&["config", "check"], &["config", "check", "--index", "elders"]]));
    desk.write(
        "knipsel.toml",
        "indx = \"a\"\n[analysis]\nold_speling = true\nkeep_whole = [\"a b\", \"c d\"]\n",
    );
    shown.push_str(&transcript(
        &desk,
        &[
            &["config", "check"],
            &["config", "check", "--config", "nergens.toml"],
            &["config"],
            &["config", "chek"],
        ],
    ));
    assert_snapshot!(shown);
}

/// The example is what a user copies; completions and the manual are for shells and `man`, so a few lines tell.
#[test]
fn settings_completions_and_manual_are_written() {
    let desk = Desk::new();
    let example = desk.run(&["config", "example"]);
    desk.write("knipsel.toml", example.stdout.as_bytes());
    assert_eq!(desk.run(&["config", "check"]).code, 0);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.run(&["completions", shell]).stdout;
        assert!(script.contains("knipsel") && script.contains("timeline"), "{shell}");
    }
    assert!(desk.run(&["man"]).stdout.contains(".TH knipsel 1"));
    assert_eq!(desk.run(&["man", "--output", "man/pages"]).code, 0);
    let page = fs::read_to_string(desk.at("man/pages/knipsel-index-build.1")).expect("the page is there");
    assert!(page.contains("checksum"), "{page}");
}

/// Settings about words in which something is wrong.
const WRONG_WORDS: &[&str] = &[
    "[analysis]\nold_speling = true\n",
    "[analysis]\nold_spelling = \"nee\"\n",
    "[analysis]\nold_spelling = [\n    true,\n] # of niet?\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\"]\nindex = \"elders\"\n",
    "keep_whole = [\"graanbeurs\"]\n",
    "[analysis]\nkeep_whole = 7\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\", 7]\n",
    "[analysis]\nkeep_whole = [\n    \"graanbeurs\",\n    \"\",\n]\n",
    "[analysis]\nkeep_whole = [\"graanbeurs\", \"groot bedrijf\"]\n",
    "[analysis]\nkeep_whole = \"G8-top\"\n",
    "[analysis]\nheadwords = [\"app\"]\n",
    "[analysis.headwords]\napp = true\n",
    "[analysis.headwords]\napp = [\"apps\", \"…\"]\n",
    "[analysis.headwords]\n\"C++\" = []\n",
    "[analysis.headwords]\n2030 = []\n",
    "[analysis.headwords]\nN.V. = []\n",
    "[analysis.headwords]\nprivé = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\nApp = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\napps = []\n",
    "[analysis.headwords]\napp = [\"apps\"]\napplicatie = [\"applicaties\", \"Apps\"]\n",
    "[synonyms]\nwords = [\"EU\", \"Europese Unie\"]\n",
    "synonyms = [[\"EU\", \"Europese Unie\"]]\n",
    "[[synonyms]]\n",
    "[[synonyms]]\nwords = \"EU\"\n",
    "[[synonyms]]\nfrom = \"premier\"\n",
    "[[synonyms]]\nfrom = \"premier\"\ntoo = \"minister-president\"\n",
    "[[synonyms]]\nfrom = \"premier\"\nto = []\n",
    "[[synonyms]]\nwords = [\"EU\", \"Europese Unie\"]\nfrom = \"Unie\"\n",
    "[[synonyms]]\nwords = [\"EU\", \"Unie\", \"eu\"]\n",
    "[[synonyms]]\nwords = [\"EU\", \"\"]\n",
    "[[synonyms]]\nwords = [\"EU\", \"een twee drie vier vijf zes zeven acht negen tien elf\"]\n",
    "\u{feff}indexx = \"a\"\r\n",
    "index = \"a\"\nindex = \"b\"\n",
];

#[test]
fn words_of_ones_own_that_are_not_right() {
    let desk = Desk::new();
    let mut shown = String::new();
    for settings in WRONG_WORDS {
        desk.write("knipsel.toml", settings);
        shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    }
    let many: Vec<String> = (0..200).map(|number| format!("\"woord{number}\"")).collect();
    desk.write("knipsel.toml", format!("[[synonyms]]\nwords = [{}]\n", many.join(", ")));
    shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    desk.write("knipsel.toml", b"\xff\xfei\0n\0");
    shown.push_str(&transcript(&desk, &[&["search", "vrede"]]));
    assert_snapshot!(shown);
}

#[test]
fn an_index_with_other_words() {
    let desk = desk_with_index();
    desk.write("knipsel.toml", "[analysis]\nkeep_whole = [\"graanbeurs\"]\n");
    let all: &[&[&str]] = &[&["search", "markt"], &["show", "a1"], &["index", "status"], &["index", "build"]];
    let mut shown = transcript(&desk, all);
    shown.push_str(&transcript(&desk, &[&["index", "rebuild"], &["search", "markt"]]));
    fs::remove_file(desk.at("knipsel.toml")).expect("it is removed");
    shown.push_str(&transcript(&desk, &[&["search", "markt"]]));
    assert_snapshot!(shown);
}
