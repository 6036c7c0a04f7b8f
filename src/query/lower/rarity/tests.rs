use std::fs;

use crate::date::Day;
use crate::index::OpenIndex;
use crate::query::lower::IndexWords;
use crate::query::lower::rarity::rarity_of;
use crate::query::lower::tests::index;
use crate::query::meaning::{Meaning, meaning_of};
use crate::query::{MatchLevel, Synonyms, parse};

/// Checks that a word or a phrase is as rare as what so many articles hold.
#[track_caller]
fn check(index: &OpenIndex, query: &str, articles: f32) {
    let parsed = parse(query, Day::from_ymd(2021, 11, 17).unwrap());
    let words = IndexWords { index };
    let analyzer = &mut index.analyzer();
    let Ok(Meaning::Leaf(leaf)) =
        meaning_of(&parsed.root, MatchLevel::Broad, analyzer, &Synonyms::none(), &words)
    else {
        panic!("{query} is not one word or phrase");
    };
    let found = rarity_of(&leaf, index.fields(), index.searcher()).unwrap();
    #[allow(clippy::cast_precision_loss)]
    let total = index.searcher().num_docs() as f32;
    let expect = (1.0 + (total - articles + 0.5) / (articles + 0.5)).ln();
    assert!((found - expect).abs() < 1e-6, "{query}: {found} is not {expect}");
}

#[test]
fn an_article_counts_once_however_often_it_matches() {
    let work = tempfile::tempdir().unwrap();
    let archive = work.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let write = |name: &str, articles: &[(&str, &str)]| {
        let line =
            |(title, text): &(&str, &str)| format!("{{\"titel\": \"{title}\", \"tekst\": \"{text}\"}}\n");
        fs::write(archive.join(name), articles.iter().map(line).collect::<String>()).unwrap();
    };
    write(
        "a.jsonl",
        &[
            ("", "De soldaat liep."),
            ("", "Het soldatenleven."),
            ("", "Karabach en Nagorno."),
            ("", "Karabach."),
            ("", "Nagorno-Karabach."),
            ("", "De minister en de mi-nister minachten de minachting."),
            ("", "Een minister en de minachting. Minachting is niet de wijze."),
            ("", "Een minister in de minst minachtende regering."),
        ],
    );
    write(
        "b.jsonl",
        &[("Soldaat", "Soldaten, een soldaat en het soldatenleven."), ("Soldaat", "Vrede."), ("", "Vrede.")],
    );
    let before = index(work.path());
    for (query, articles) in [
        ("soldaat", 4.0),
        ("\"soldaat\"", 3.0),
        ("\"de soldaat\"", 1.0),
        ("titel:soldaat", 2.0),
        ("vrede", 2.0),
        ("xyzzy", 0.0),
        // The words of a phrase are counted wherever they stand.
        ("Nagorno-Karabach", 2.0),
        // But for those of which the index has a list side by side.
        ("\"de minister\"", 1.0),
        ("\"de minist*\"", 1.0),
        ("\"de minach*\"", 3.0),
    ] {
        check(&before, query, articles);
    }

    fs::remove_file(archive.join("b.jsonl")).unwrap();
    let after = index(work.path());
    for (query, articles) in [("soldaat", 2.0), ("vrede", 0.0), ("Nagorno-Karabach", 2.0)] {
        check(&after, query, articles);
    }
}
