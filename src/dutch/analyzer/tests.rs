use proptest::prelude::*;

use super::*;

/// The words of a text, each as `position text` and its terms as `layer:term(rule)`.
fn analyzed(analyzer: &mut Analyzer, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    analyzer.analyze(text, |word| {
        let terms: Vec<_> = word
            .terms
            .iter()
            .map(|term| format!("{}:{}({})", term.layer.as_str(), term.text, term.rule.as_str()))
            .collect();
        words.push(format!("{} {} {}", word.position, &text[word.start..word.end], terms.join(" ")));
    });
    words
}

#[test]
fn terms_of_words() {
    let table: &[(&str, &[&str])] = &[
        ("", &[]),
        ("Soldaten", &["0 Soldaten exact:soldaten(folded) lemma:soldaat(dictionary)"]),
        ("liep", &["0 liep exact:liep(folded) lemma:lopen(dictionary)"]),
        ("Armenië", &["0 Armenië exact:armenie(folded) lemma:armenie(dictionary) name:armeni(name-key)"]),
        (
            "vredesakkoorden",
            &["0 vredesakkoorden exact:vredesakkoorden(folded) lemma:vredesakkoord(dictionary) \
               part:vrede(compound) part:akkoord(compound)"],
        ),
        (
            "G8-top",
            &[
                "0 G8-top exact:g8top(joined) lemma:g8top(stemmer) part:g8(compound) part:top(compound)",
                "0 G8 exact:g8(folded) part:g8(piece)",
                "1 top exact:top(folded) part:top(piece)",
            ],
        ),
        ("Pasjinian", &["0 Pasjinian exact:pasjinian(folded) lemma:pasjinian(stemmer) name:pasn(name-key)"]),
        (
            "Nederlandsche",
            &[
                "0 Nederlandsche exact:nederlandsche(folded) lemma:nederlandsch(dictionary) old:nederlands(sche)",
            ],
        ),
        // A name written small is none in the word list.
        ("mensch", &["0 mensch exact:mensch(folded) lemma:mensch(dictionary) old:mens(sche)"]),
        ("Mensch", &["0 Mensch exact:mensch(folded) lemma:mensch(dictionary) name:menj(name-key)"]),
        // Letters of a name that can be cut into words: with a capital inside a sentence it is a name, else it may be one.
        (
            "en Mubarak",
            &[
                "0 en exact:en(folded) lemma:en(dictionary)",
                "1 Mubarak exact:mubarak(folded) lemma:mubarak(compound-head) name:mobrk(name-key)",
            ],
        ),
        (
            "mubarak",
            &["0 mubarak exact:mubarak(folded) lemma:mubarak(compound-head) part:mu(compound) \
               part:barak(compound) name:mobrk(name-key)"],
        ),
        ("N.V.", &["0 N.V. exact:nv(undotted) lemma:nv(unchanged)"]),
        ("NV", &["0 NV exact:nv(folded) lemma:nv(dictionary)"]),
        ("foto’s", &["0 foto’s exact:foto's(folded) lemma:foto(dictionary)"]),
        ("’t", &["0 ’t exact:t(folded) lemma:t(dictionary)"]),
        ("1.000", &["0 1.000 exact:1000(ungrouped)"]),
        ("1000", &["0 1000 exact:1000(folded)"]),
        ("€ 3,50", &["0 € exact:€(folded)", "1 3,50 exact:3,50(folded)"]),
        ("akkoor-\nden", &["0 akkoor-\nden exact:akkoorden(joined) lemma:akkoord(dictionary)"]),
        ("日本", &["0 日 exact:日(folded) lemma:日(stemmer)", "1 本 exact:本(folded) lemma:本(stemmer)"]),
    ];
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    for (text, expect) in table {
        assert_eq!(analyzed(&mut analyzer, text), *expect, "{text}");
        assert_eq!(analyzed(&mut analyzer, text), *expect, "{text}, remembered");
    }
}

#[test]
fn without_old_spelling_an_old_word_is_only_itself() {
    let has_old = |options: AnalysisOptions| {
        let words = analyzed(&mut Analyzer::new(options), "Nederlandsche menschen");
        words.iter().any(|word| word.contains("old:"))
    };
    assert!(!has_old(AnalysisOptions { old_spelling: false, ..AnalysisOptions::default() }));
    assert!(has_old(AnalysisOptions::default()));
}

#[test]
fn fingerprints_tell_options_apart() {
    let with = Analyzer::new(AnalysisOptions::default()).fingerprint();
    let without =
        Analyzer::new(AnalysisOptions { old_spelling: false, ..AnalysisOptions::default() }).fingerprint();
    assert_ne!(with, without);
    assert!(with.starts_with(ANALYZER_VERSION), "{with}");
}

#[test]
fn a_word_of_ten_thousand_letters_is_cut_in_every_layer() {
    let text = format!("De {} nu", "aardappel".repeat(1_200));
    let mut lengths = Vec::new();
    Analyzer::new(AnalysisOptions::default()).analyze(&text, |word| {
        lengths.extend(word.terms.iter().map(|term| (term.layer, term.text.len())));
        assert!(word.position != 1 || word.terms.first().map(|term| term.rule) == Some(Rule::Cut));
    });
    let (exact, lemma) = (Layer::Exact, Layer::Lemma);
    assert_eq!(lengths, [(exact, 2), (lemma, 2), (exact, 200), (lemma, 200), (exact, 2), (lemma, 2)]);
}

#[test]
fn a_clone_can_be_sent_to_a_thread_and_gives_the_same() {
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let here = analyzed(&mut analyzer, "Vrede in Nagorno-Karabach");
    let mut clone = analyzer.clone();
    let there = std::thread::spawn(move || analyzed(&mut clone, "Vrede in Nagorno-Karabach")).join();
    assert_eq!(there.ok(), Some(here));
}

#[test]
fn more_words_than_are_remembered() {
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let mut text = String::new();
    for number in 0..12_000_u32 {
        text.push_str("woord");
        // Letters for digits, or these would be numbers.
        text.extend(number.to_string().bytes().map(|digit| char::from(digit + 49)));
        text.push(' ');
    }
    let mut count = 0;
    analyzer.analyze(&text, |word| {
        let written = &text[word.start..word.end];
        assert_eq!(word.terms.first().map(|term| term.text), Some(written));
        count += 1;
    });
    assert_eq!(count, 12_000);
}

/// Some letters decompose to a mark, which folding drops, or to a space.
#[test]
fn every_character_that_is_a_word_has_a_term() {
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let mut bad = Vec::new();
    for c in '\0'..='\u{1ffff}' {
        analyzer.analyze(c.encode_utf8(&mut [0; 4]), |word| {
            let exact = word.terms.first().map_or("", |term| term.text);
            if exact.is_empty() || exact.contains(char::is_whitespace) {
                bad.push(c);
            }
        });
    }
    assert_eq!(bad, [] as [char; 0]);
}

proptest! {
    #[test]
    fn what_is_remembered_changes_nothing(texts in proptest::collection::vec("([a-cA-C'.é0-2-]{1,4} ?){0,20}", 1..10)) {
        let mut old = Analyzer::new(AnalysisOptions::default());
        for text in &texts {
            let mut fresh = old.clone();
            prop_assert_eq!(analyzed(&mut old, text), analyzed(&mut fresh, text));
        }
    }

    #[test]
    fn any_text_gives_terms(text in "\\PC*") {
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        analyzer.analyze(&text, |word| {
            assert_eq!(word.terms.first().map(|term| term.layer), Some(Layer::Exact));
            assert!(word.terms.iter().all(|term| !term.text.is_empty()), "an empty term in {text:?}");
            assert!(text.get(word.start..word.end).is_some());
        });
    }
}
