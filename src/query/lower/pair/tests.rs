use super::*;
use crate::date::Day;
use crate::query::lower::IndexWords;
use crate::query::lower::tests::index;
use crate::query::meaning::{Meaning, meaning_of};
use crate::query::{MatchLevel, Synonyms, parse};

/// The lists of a phrase of two words, each with its weight, and the words that are left of its slots; `None` where it has
/// no list.
type Paired = Option<(Vec<(String, f32)>, Vec<Vec<String>>)>;

#[test]
fn words_with_lists_are_told_from_others() {
    let work = tempfile::tempdir().unwrap();
    let archive = work.path().join("archive");
    std::fs::create_dir(&archive).unwrap();
    let text = "de minister zei de mi-nister minder minachting het minister-president";
    std::fs::write(archive.join("a.jsonl"), format!("{{\"tekst\":\"{text}\"}}\n")).unwrap();
    let index = index(work.path());
    let words = IndexWords { index: &index };
    let analyzer = &mut index.analyzer();
    let mut paired = |query: &str, field: Field| -> Paired {
        let parsed = parse(query, Day::from_ymd(2021, 11, 17).unwrap());
        let meaning = meaning_of(&parsed.root, MatchLevel::Broad, analyzer, &Synonyms::none(), &words);
        let Ok(Meaning::Leaf(leaf)) = meaning else { panic!("{query} is not one phrase") };
        let [sequence] = leaf.sequences.as_slice() else { panic!("{query} is not one sequence") };
        let [first, second] = sequence.as_slice() else { panic!("{query} is not two words") };
        let PairedSlots { pairs, rest } = PairedSlots::of([first, second], field, index.fields())?;
        let key = |pair: &Pair| pair.term.value().as_str().unwrap().to_owned();
        let lists = pairs.iter().map(|pair| (key(pair), pair.weight)).collect();
        let texts = |slot: &Slot| {
            let texts: std::collections::BTreeSet<_> = slot.iter().map(|it| it.text.to_string()).collect();
            texts.into_iter().collect()
        };
        Some((lists, rest.map_or(Vec::new(), |rest| rest.iter().map(texts).collect())))
    };
    let own = |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
    let (text, title) = (index.fields().text, index.fields().title);
    let weight = Why::Wildcard.weight();
    assert_eq!(paired("\"de minister\"", text), Some((vec![("de minister".to_owned(), 1.0)], vec![])));
    assert_eq!(
        paired("\"de min*\"", text),
        Some((
            vec![("de minder".to_owned(), weight), ("de minister".to_owned(), weight)],
            vec![own(&["de"]), own(&["minachting", "ministerpresident"])],
        ))
    );
    // Nothing is left where all words have lists.
    assert_eq!(paired("\"de minde*\"", text), Some((vec![("de minder".to_owned(), weight)], vec![])));
    // There are no lists of rare words, nor of what stands in a title, and none are used where the first slot is many words.
    assert_eq!(paired("\"de mina*\"", text), None);
    assert_eq!(paired("\"de min*\"", title), None);
    assert_eq!(paired("\"mini* de\"", text), None);
    assert_eq!(paired("\"*e* min*\"", text), None);
}
