use proptest::prelude::*;

use super::*;
use crate::dutch::{AnalysisOptions, Analyzer};

/// Headwords with their forms, and words to keep whole.
type Words<'a> = (&'a [(&'a str, &'a [&'a str])], &'a [&'a str]);

const WORDS: Words<'_> = (
    &[
        ("app", &["apps", "appje"]),
        ("media", &[]),
        ("e-step", &["e-steps"]),
        ("NV", &[]),
        ("Pasjinian", &["Pasjinians"]),
        ("heerscht", &[]),
        ("veehandel", &["veehandels"]),
    ],
    &["graanbeurs", "veehandel", "slaapapp"],
);

fn built((headwords, whole): Words<'_>) -> Result<OwnWords> {
    let mut builder = OwnWordsBuilder::default();
    for (headword, forms) in headwords {
        builder.headword(headword)?;
        for form in *forms {
            builder.form(form, headword)?;
        }
    }
    for word in whole {
        builder.keep_whole(word)?;
    }
    Ok(builder.build())
}

fn analyzer(words: Words<'_>) -> Analyzer {
    Analyzer::new(AnalysisOptions { own_words: built(words).unwrap(), ..AnalysisOptions::default() })
}

/// The terms of a text but for the exact ones.
fn terms(analyzer: &mut Analyzer, text: &str) -> Vec<Term> {
    let mut all = Vec::new();
    analyzer.analyze(text, |word| {
        let others = word.terms.iter().skip(1);
        all.extend(others.map(|term| Term { layer: term.layer, text: term.text.into(), rule: term.rule }));
    });
    all
}

#[test]
fn terms_with_own_words() {
    let table: &[(&str, &str)] = &[
        // A form that is listed has the user's headword, and no other.
        ("app", "lemma:app(own-word)"),
        ("Apps", "lemma:app(own-word)"),
        ("appjes", "lemma:app(dictionary)"),
        ("media", "lemma:media(own-word)"),
        ("N.V.", "lemma:nv(own-word)"),
        ("e-steps", "lemma:estep(own-word) part:step(compound) part:e(piece) part:step(piece)"),
        // It is known as it stands, so that it is no old spelling. A name keeps the key of its spellings where the
        // user writes it with a capital.
        ("heerscht", "lemma:heerscht(own-word)"),
        ("heerschte", "lemma:heerscht(stemmer) old:heersen(sch)"),
        ("Pasjinians", "lemma:pasjinian(own-word) name:pasns(name-key)"),
        // A compound that ends in it, or begins with it, has it for a part.
        ("coronaapps", "lemma:coronaapp(own-word) part:corona(compound) part:app(compound)"),
        ("appbouwers", "lemma:appbouwer(own-word) part:app(compound) part:bouwer(compound)"),
        ("appsbouwers", "lemma:appsbouwer(own-word) part:app(compound) part:bouwer(compound)"),
        (
            "corona-apps",
            "lemma:coronaapp(own-word) part:corona(compound) part:app(compound) part:corona(piece) \
             part:app(own-word)",
        ),
        ("mediabeleid", "lemma:mediabeleid(dictionary) part:media(compound) part:beleid(compound)"),
        // Too little stands before it, or nothing that opens compounds.
        ("trapp", "lemma:trapp(stemmer) name:trap(name-key)"),
        ("xqzvapps", "lemma:xqzvap(stemmer) name:ksksvaps(name-key)"),
        // What is kept whole has no parts, in any of its forms, and is not looked into in a longer compound.
        ("graanbeurs", "lemma:graanbeurs(dictionary)"),
        ("Graanbeurzen", "lemma:graanbeurs(dictionary)"),
        (
            "graanbeursgebouwen",
            "lemma:graanbeursgebouw(compound-head) part:gebouw(compound) part:graanbeurs(compound)",
        ),
        (
            "graanbeurs-gebouw",
            "lemma:graanbeursgebouw(compound-head) part:graanbeurs(compound) part:gebouw(compound) \
             part:graanbeurs(piece) part:gebouw(piece)",
        ),
        ("veehandels", "lemma:veehandel(own-word)"),
        ("slaapapps", "lemma:slaapapp(own-word)"),
        ("graanschuren", "lemma:graanschuur(dictionary) part:graan(compound) part:schuur(compound)"),
        ("2030 €", ""),
    ];
    let mut analyzer = analyzer(WORDS);
    for (text, expect) in table {
        let terms = terms(&mut analyzer, text);
        let shown = terms
            .iter()
            .map(|term| format!("{}:{}({})", term.layer.as_str(), term.text, term.rule.as_str()))
            .collect::<Vec<_>>();
        assert_eq!(shown.join(" "), *expect, "{text}");
    }
}

#[test]
fn the_fingerprint_depends_on_the_words_and_not_on_their_order() {
    let fingerprint = |words| analyzer(words).fingerprint();
    let none = Analyzer::new(AnalysisOptions::default()).fingerprint();
    assert_eq!(fingerprint((&[], &[])), none);
    assert_eq!(split_fingerprint(&none), (none.as_str(), None));

    let words = fingerprint((&[("app", &["apps"]), ("step", &["steps"])], &["graanbeurs", "huisarts"]));
    assert_eq!(split_fingerprint(&words).0, none);
    assert_eq!(
        words,
        fingerprint((&[("step", &["steps"]), ("app", &["apps"])], &["huisarts", "Graanbeurs"]))
    );
    let others: [Words<'_>; 5] = [
        (&[("app", &["apps"]), ("step", &["steps"])], &["graanbeurs"]),
        (&[("app", &["apps"]), ("step", &[])], &["graanbeurs", "huisarts"]),
        (&[("app", &["steps"]), ("step", &["apps"])], &["graanbeurs", "huisarts"]),
        (&[("App", &["apps"]), ("step", &["steps"])], &["graanbeurs", "huisarts"]),
        (&[("app", &["apps"]), ("step", &["steps"]), ("graanbeurs", &[]), ("huisarts", &[])], &[]),
    ];
    for other in others {
        assert_ne!(words, fingerprint(other), "{other:?}");
    }
}

/// What is wrong with words; how it is shown, the tests of messages see.
#[test]
fn words_that_contradict_each_other() {
    let check = |words: Words<'_>, what: &str| {
        let error = built(words).expect_err(what);
        assert_eq!(error.to_string(), what);
        assert!(error.hint_text().is_some(), "{what}");
    };
    check((&[("", &[])], &[]), "an empty text stands where a word is wanted");
    check((&[("!", &[])], &[]), "`!` holds no word");
    check((&[("groot bedrijf", &[])], &[]), "`groot bedrijf` is 2 words, and one is wanted");
    check((&[("C++", &[])], &[]), "of `C++` only `C` is read");
    check((&[("2030", &[])], &[]), "`2030` is a number or a sign, and a word is wanted");
    check((&[("app", &[]), ("App", &[])], &[]), "`App` is a headword already");
    check(
        (&[("app", &["apps"]), ("apps", &[])], &[]),
        "`apps` is a form of `app` already, and cannot be a headword too",
    );
    check(
        (&[("app", &["apps"]), ("step", &["apps"])], &[]),
        "`apps` is a form of `app` already, and cannot be one of `step` too",
    );
    check(
        (&[], &["G8-top"]),
        "`G8-top` cannot be kept whole: the pieces of a word with hyphens are words of the text",
    );
    // What is said twice does no harm.
    assert!(built((&[("app", &["apps", "Apps", "app"])], &["huisarts", "huisarts"])).is_ok());
    let error = OwnWordsBuilder::default().form("apps", "app").expect_err("there is no headword");
    assert_eq!(error.to_string(), "`app` is no headword");
}

/// Compounds of every kind, names, and words in an old spelling.
const TEXT: &str = "De soldatenlevens der landhervormingsprojecten, G8-top en e-mailadressen: Brexitonderhandelingen, \
    Nederlandsche menschen, Pasjinian in Nagorno-Karabach, handelsspanningen, scheepswerven, privéleven, pannenkoeken, \
    klimaatbeleidsmaatregelenpakket, N.V. V&D, foto's, 16-11-2021, € 3,50";

proptest! {
    #[test]
    fn words_that_a_text_does_not_have_change_nothing(text in "\\PC{0,80}") {
        let words: Words<'_> = (&[("qwzyx", &["qwzyxen"])], &["qwzyxbeurs"]);
        let (mut with, mut without) = (analyzer(words), Analyzer::new(AnalysisOptions::default()));
        for text in [text.as_str(), TEXT] {
            prop_assert_eq!(terms(&mut with, text), terms(&mut without, text), "{}", text);
        }
    }

    #[test]
    fn any_text_is_a_word_or_is_refused(text in "\\PC{0,40}", other in "[a-zé' -]{0,12}") {
        let mut builder = OwnWordsBuilder::default();
        for word in [&text, &other] {
            let _ = builder.headword(word);
            let _ = builder.keep_whole(word);
            let _ = builder.form(word, &text);
        }
        let options = AnalysisOptions { own_words: builder.build(), ..AnalysisOptions::default() };
        terms(&mut Analyzer::new(options), &format!("{text} {other} {text}{other} {other}{text}"));
    }
}
