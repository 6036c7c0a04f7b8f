use fst::Streamer as _;

use super::*;

fn headwords(form: &str) -> Vec<(String, Kind)> {
    Lexicon::embedded().headwords(form).map(|headword| (headword.text, headword.kind)).collect()
}

#[test]
fn every_edit_can_be_applied() {
    for (form, headword, kind) in [
        ("steden", "stad", Kind::Noun),
        ("huisje", "huis", Kind::Noun),
        ("gelopen", "lopen", Kind::Verb),
        ("doorgebracht", "doorbrengen", Kind::Verb),
        ("afgesloten", "afsluiten", Kind::Verb),
        ("grotere", "groot", Kind::Adjective),
        ("beste", "goed", Kind::Adjective),
        ("derde", "drie", Kind::Numeral),
        ("wiskunde", "wiskunde", Kind::Other),
    ] {
        assert_eq!(headwords(form).first().map(|(text, _)| text.as_str()), Some(headword), "{form}");
        let found = headwords(form).first().map(|&(_, kind)| kind);
        assert!(found == Some(kind) || found == Some(Kind::Noun), "{form}: {found:?}");
    }
}

#[test]
fn what_is_not_inflected_is_a_form_of_itself_alone() {
    // Each looks like a form of another word: *niet*, *een*, *na*, *bin*, *genoegen*.
    for form in ["niets", "eens", "naast", "binnen", "genoeg", "zelfs", "samen", "deels", "boven", "jouw"] {
        let found: Vec<String> = headwords(form).into_iter().map(|(headword, _)| headword).collect();
        assert_eq!(found, [form]);
    }
}

#[test]
fn unknown_forms_have_nothing() {
    let lexicon = Lexicon::embedded();
    for form in ["", "xyzzy", "Vrede", "vréde", "中文", "\u{301}"] {
        assert!(!lexicon.is_known(form), "{form:?}");
        assert_eq!(headwords(form), [], "{form:?}");
        assert_eq!(lexicon.spelled(form), form);
        assert_eq!(lexicon.modifiers(form).filter(|&(length, _)| length > form.len()).count(), 0);
    }
}

#[test]
fn frequencies_grow_with_use() {
    let lexicon = Lexicon::embedded();
    let found: Vec<_> =
        ["de", "minister", "vrede", "stikstof", "xyzzy"].map(|form| lexicon.frequency(form)).into();
    assert!(found.is_sorted_by(|more, less| more > less), "{found:?}");
    assert_eq!(found.last(), Some(&0));
}

#[test]
fn names_are_listed_apart_from_words() {
    let lexicon = Lexicon::embedded();
    assert_eq!(lexicon.listed("vrede"), Listed { as_word: true, as_name: false });
    assert_eq!(lexicon.listed("amsterdam"), Listed { as_word: false, as_name: true });
    assert_eq!(lexicon.listed("xyzzy"), Listed { as_word: false, as_name: false });
}

#[test]
fn accents_come_back() {
    let lexicon = Lexicon::embedded();
    assert_eq!(lexicon.spelled("prive"), "privé");
    assert_eq!(lexicon.spelled("coordinator"), "coördinator");
    assert_eq!(lexicon.spelled("vrede"), "vrede");
}

#[test]
fn modifiers_are_met_one_after_the_other() {
    let lexicon = Lexicon::embedded();
    let word = "regeringsleider";
    let met: Vec<_> = lexicon.modifiers(word).map(|(length, _)| &word[..length]).collect();
    assert!(met.contains(&"regering") && met.contains(&"regerings"), "{met:?}");
    assert!(met.is_sorted_by_key(|written| written.len()));
    let cost = |written: &str| {
        lexicon.modifiers(word).find(|&(length, _)| length == written.len()).map(|m| m.1.cost)
    };
    assert!(cost("regerings") < cost("regering"));
}

#[test]
fn damaged_records_are_empty() {
    for bytes in [&[][..], &[1, 0, 0], &[1, 0, 0, 0], &[1, 0, 0, 0, 9, 0, 0, 0, 9, 9, 9, 9], &[255; 64]] {
        assert_eq!(Records(bytes).get(0), None);
        assert_eq!(Records(bytes).get(u64::MAX), None);
    }
}

/// The whole of every table is what was written: a damaged file is found by the tests, not by a reader.
#[test]
fn tables_are_whole() {
    let lexicon = Lexicon::embedded();
    for table in [
        &lexicon.headwords,
        &lexicon.modifiers,
        &lexicon.heads,
        &lexicon.closed,
        &lexicon.endings,
        &lexicon.opentaal,
        &lexicon.frequencies,
        &lexicon.accents,
    ] {
        assert!(table.as_fst().verify().is_ok());
    }
    let tables =
        [HEADWORDS, EDITS, MODIFIERS, HEADS, CLOSED, ENDINGS, OPENTAAL, FREQUENCIES, ACCENTS, SPELLINGS];
    let filters = [HEADS_FILTER, OPENTAAL_FILTER, ACCENTS_FILTER];
    let bytes = tables.iter().chain(&filters).map(|bytes| bytes.len()).sum::<usize>();
    assert!(bytes + crate::dutch::ready::TABLE.len() <= 15_000_000);
}

#[test]
fn filters_let_every_word_of_their_tables_pass() {
    let lexicon = Lexicon::embedded();
    for (table, filter) in [
        (&lexicon.heads, lexicon.heads_filter),
        (&lexicon.opentaal, lexicon.opentaal_filter),
        (&lexicon.accents, lexicon.accents_filter),
    ] {
        assert!(filter.0.len().is_power_of_two());
        let mut words = table.keys();
        while let Some(word) = words.next() {
            let word = std::str::from_utf8(word).expect("a word is text");
            assert!(filter.may_have(word), "{word}: compile-lexicon writes the filters anew");
        }
        assert!(!(0..10_000).all(|number| filter.may_have(&format!("geen woord {number}"))));
    }
}

#[test]
fn the_hash_is_that_of_the_files() {
    let mut hasher = blake3::Hasher::new();
    let files =
        [HEADWORDS, EDITS, MODIFIERS, HEADS, CLOSED, ENDINGS, OPENTAAL, FREQUENCIES, ACCENTS, SPELLINGS];
    for file in files {
        hasher.update(file);
    }
    assert_eq!(HASH, &hasher.finalize().to_hex()[..16], "compile-lexicon writes it to data/hash.txt");
}
