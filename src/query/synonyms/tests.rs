use proptest::prelude::*;

use super::super::tests::NoWords;
use super::*;
use crate::date::Day;
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::query::meaning::meaning_of;
use crate::query::parse;

/// Pairs that stand for each other, and pairs of which the first stands for the second.
fn built(both_ways: &[(&str, &str)], one_way: &[(&str, &str)]) -> Synonyms {
    let mut synonyms = Synonyms::none();
    let mut add = |from: &str, to: &str| {
        synonyms.add(&Wording::parse(from).unwrap(), &Wording::parse(to).unwrap()).unwrap();
    };
    for (one, other) in both_ways {
        add(one, other);
        add(other, one);
    }
    for (from, to) in one_way {
        add(from, to);
    }
    synonyms
}

pub(super) fn examples() -> Synonyms {
    built(
        &[("EU", "Europese Unie"), ("EU", "Unie van Europa"), ("fiets", "rijwiel"), ("a", "b"), ("b", "c")],
        &[
            ("premier", "minister-president"),
            ("premier", "eerste minister"),
            ("Europese Unie voor allen", "EUVA"),
        ],
    )
}

fn meaning(query: &str, level: MatchLevel, synonyms: &Synonyms) -> Meaning {
    let today = Day::from_ymd(2021, 11, 17).unwrap();
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let root = parse(query, today).root;
    meaning_of(&root, level, &mut analyzer, synonyms, &NoWords).expect("no word has wildcards")
}

/// A meaning in short: each leaf by the first term of each slot of its sequences; synonyms behind a `~`.
fn shown(meaning: &Meaning) -> String {
    let joined = |parts: &[Meaning], operator: &str| match parts {
        [part] => shown(part),
        _ => format!("({})", parts.iter().map(shown).collect::<Vec<_>>().join(operator)),
    };
    match meaning {
        Meaning::All => "alles".to_owned(),
        Meaning::Dates(_) => "datum".to_owned(),
        Meaning::And(parts) => joined(parts, " EN "),
        Meaning::Or(parts) => joined(parts, " OF "),
        Meaning::Not(part) => format!("NIET {}", shown(part)),
        Meaning::Near(parts, distance) => joined(parts, &format!(" NABIJ/{distance} ")),
        Meaning::Within(_, parts) => joined(parts, " IN "),
        Meaning::Leaf(leaf) => {
            let sequences = leaf.sequences.iter().map(|sequence| {
                let mark = if sequence[0][0].why == Why::Synonym { "~" } else { "" };
                let words: Vec<&str> = sequence.iter().map(|slot| &*slot[0].text).collect();
                format!("{mark}{}", words.join("+"))
            });
            sequences.collect::<Vec<_>>().join("|")
        }
    }
}

#[test]
fn what_words_stand_for_with_synonyms() {
    let synonyms = examples();
    for (query, expect) in [
        ("EU", "eu|~europese+unie|~unie+van+europa"),
        ("eu", "eu|~europese+unie|~unie+van+europa"),
        ("rijwiel", "rijwiel|~fiets"),
        ("premier", "premier|~ministerpresident|~minister+president|~eerste+minister"),
        // One way is one way.
        ("minister-president", "ministerpresident|minister+president"),
        // A form has the synonyms of its headword.
        ("fietsen", "fietsen|~rijwiel"),
        // Words side by side may be a phrase, also inside a longer row; the longest is taken.
        ("Europese Unie", "((europese EN unie) OF ~eu)"),
        ("(top Europese Unie) OF vrede", "((top EN ((europese EN unie) OF ~eu)) OF vrede)"),
        ("titel:(Europese EN Unie)", "((europese EN unie) OF ~eu)"),
        ("Europese Unie voor allen", "((europese EN unie EN voor EN allen) OF ~euva)"),
        ("Unie Europese", "(unie EN europese)"),
        ("Europese NIET Unie", "(europese EN NIET unie)"),
        ("Europese OF Unie", "(europese OF unie)"),
        // Synonyms of synonyms are not sought.
        ("a", "a|~b"),
        ("b", "b|~a|~c"),
        // What must not be there must not be there under another name.
        ("NIET fiets", "NIET fiets|~rijwiel"),
        // What stands in quotes is meant as it stands.
        ("\"EU\"", "eu"),
        ("\"Europese Unie\"", "europese+unie"),
        ("\"Europese\" Unie", "(europese EN unie)"),
    ] {
        assert_eq!(shown(&meaning(query, MatchLevel::Broad, &synonyms)), expect, "{query}");
        let exact = meaning(query, MatchLevel::Exact, &synonyms);
        assert_eq!(exact, meaning(query, MatchLevel::Exact, &Synonyms::none()), "{query}");
    }
}

/// The layers of the terms of a leaf's synonyms.
fn layers(query: &str, level: MatchLevel) -> Vec<Layer> {
    let meaning = meaning(query, level, &examples());
    let leaf = meaning.as_leaf().unwrap();
    let all = leaf.sequences.iter().flatten().flat_map(|slot| slot.iter());
    let mut layers: Vec<Layer> = all.filter(|one| one.why == Why::Synonym).map(|one| one.layer).collect();
    layers.sort();
    layers.dedup();
    layers
}

#[test]
fn a_synonym_is_sought_like_the_word_and_a_phrase_without_compounds() {
    assert_eq!(layers("fiets", MatchLevel::Inflected), [Layer::Exact, Layer::Lemma]);
    assert_eq!(layers("fiets", MatchLevel::Broad), [Layer::Exact, Layer::Lemma, Layer::Part, Layer::Old]);
    assert_eq!(layers("EU", MatchLevel::Broad), [Layer::Exact, Layer::Lemma]);
}

#[test]
fn what_is_no_synonym() {
    let check = |from: &str, to: &str, what: &str| {
        let added = Wording::parse(from)
            .and_then(|from| Wording::parse(to).and_then(|to| Synonyms::none().add(&from, &to)));
        let error = added.expect_err(what);
        assert_eq!(error.to_string(), what);
        assert!(error.hint_text().is_some(), "{what}");
    };
    check("", "x", "an empty text stands where a word is wanted");
    check("?", "x", "`?` holds no word");
    check("C++", "C", "of `C++` only `C` is read");
    check("Café", "CAFE", "`CAFE` is a synonym of itself: case and accents make no difference");
    check("a b c d e f g h i j k", "x", "a synonym has at most 10 words, and this one has 11");

    let mut synonyms = Synonyms::none();
    let from = Wording::parse("woord").unwrap();
    let mut add = |number: usize| synonyms.add(&from, &Wording::parse(&format!("ander{number}")).unwrap());
    for number in 0..MOST_SYNONYMS {
        add(number).unwrap();
        add(number).expect("what is said twice counts once");
    }
    assert_eq!(add(MOST_SYNONYMS).unwrap_err().to_string(), "`woord` has more than 100 synonyms");
}

proptest! {
    /// The longest phrase is found as by trying every entry.
    #[test]
    fn the_longest_phrase(
        entries in prop::collection::vec(prop::collection::vec("[ab]", 1..4), 0..6),
        words in prop::collection::vec("[ab]", 0..6),
    ) {
        let mut synonyms = Synonyms::none();
        for (number, entry) in entries.iter().enumerate() {
            let to = Wording::parse(&format!("synoniem{number}")).unwrap();
            synonyms.add(&Wording::parse(&entry.join(" ")).unwrap(), &to).unwrap();
        }
        let length = entries.iter().filter(|entry| words.starts_with(entry)).map(Vec::len).max();
        let forms: Vec<Forms> = words.iter().map(|word| vec![word.as_str().into()]).collect();
        let found = synonyms.of_longest(&forms);
        prop_assert_eq!(found.as_ref().map(|(length, _)| *length), length);
        let expect = entries.iter().enumerate().filter(|(_, entry)| Some(entry.len()) == length && words.starts_with(entry));
        let expect: Vec<String> = expect.map(|(number, _)| format!("synoniem{number}")).collect();
        let got: Vec<&str> = found.iter().flat_map(|(_, synonyms)| synonyms).map(|synonym| &*synonym.text).collect();
        prop_assert_eq!(got, expect);
    }
}
