use super::super::own_words::OwnWordsBuilder;
use super::*;

/// What is said of the terms of a text beyond their exact form, each as `term: sentence`, with the pieces before them.
fn said(options: AnalysisOptions, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    explain(&mut Analyzer::new(options), text, |word, explanation| {
        assert_eq!(word.terms.iter().count(), explanation.origins.len(), "{text}");
        let pieces: Vec<_> = explanation.pieces.iter().map(ToString::to_string).collect();
        if !pieces.is_empty() {
            lines.push(format!("= {}", pieces.join(" + ")));
        }
        for (term, origin) in word.terms.iter().zip(&explanation.origins) {
            if term.layer > Layer::Exact {
                lines.push(format!("{}: {}", term.text, origin.in_words(&term)));
            }
        }
    });
    lines
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(said(AnalysisOptions::default(), text), expect, "{text}");
}

#[test]
fn headwords() {
    check("Soldaten", &["soldaat: the dictionary has `soldaten` as a form of it"]);
    check("AVOND", &["avond: the dictionary has it as a headword"]);
    check("Privé", &["privé: the dictionary has `prive` and spells it so"]);
    check(
        "kabouter's",
        &[
            "kabouter: the dictionary has it as a headword, which takes the ending `'s`",
            "kabtrs: how the name `kabouter's` sounds, and its other spellings too",
        ],
    );
    check(
        "wokismen",
        &[
            "wokism: no dictionary has the word; the stemmer takes off `en`",
            "voksmn: how the name `wokismen` sounds, and its other spellings too",
        ],
    );
    check("N.V.", &["nv: the form serves as its headword"]);
    check("1.000", &[]);
}

#[test]
fn pieces() {
    check(
        "duivenmelkers",
        &[
            "= duiv + en + melkers",
            "duivenmelker: the dictionary has `duivenmelkers` as a form of it",
            "duif: `duiv` is read as `duif`, with the linking letters `en`",
            "melker: `melkers` is read as `melker`",
        ],
    );
    let with_hyphen = said(AnalysisOptions::default(), "Nagorno-vredesakkoorden");
    assert_eq!(
        with_hyphen[..2],
        [
            "= nagorno + vrede + s + akkoord",
            "nagornovredesakkoord: no dictionary has the word, but it has `akkoorden`, a form of `akkoord`",
        ]
    );
    check(
        "landhervormingsproject",
        &[
            "= land + hervorming + s + project",
            "landhervormingsproject: no dictionary has the word, but it has `project`, which it ends in",
            "land: `land` stands in the word",
            "hervorming: `hervormings` is `hervorming` with the linking letter `s`",
            "project: `project` stands in the word",
            "landhervorming: `landhervormings` is `landhervorming` with the linking letter `s`",
            "hervormingsproject: `hervormingsproject` stands in the word",
        ],
    );
}

/// Linking letters, and stems that are respelled before them.
#[test]
fn linking_letters() {
    let table = [
        ("duiven", "duif", "en"),
        ("pannen", "pan", "en"),
        ("soldaten", "soldaat", "en"),
        ("scheeps", "schip", "s"),
        ("steden", "stad", "en"),
        ("zonne", "zon", "e"),
        ("eier", "ei", "er"),
        ("kinder", "kind", "er"),
        ("regerings", "regering", "s"),
        ("land", "land", ""),
        ("water", "water", ""),
        ("woon", "wonen", ""),
        ("lees", "lezen", ""),
    ];
    for (written, headword, expect) in table {
        assert_eq!(link(written, headword), expect, "{written}");
    }
}

#[test]
fn names_old_spellings_and_verbs() {
    check(
        "Gorbachev",
        &[
            "gorbachev: no dictionary has the word, which is its own stem",
            "korbkv: how the name `gorbachev` sounds, and its other spellings too",
            "korbsv: how the name `gorbachev` sounds with `ch` as in English Gorbachev",
        ],
    );
    check(
        "nederlandsche",
        &[
            "nederlandsch: the dictionary has it as a headword, which takes the ending `e`",
            "nederlands: today `nederlandse`: sche (-sch(e) of an adjective is -s(e))",
        ],
    );
    check(
        "Regtsgeleerdheid",
        &[
            "regtsleer: no dictionary has the word; the stemmer finds this stem",
            "rechtsgeleerdheid: today `rechtsgeleerdheid`: gt (g before t is ch)",
        ],
    );
    let said = said(AnalysisOptions::default(), "Zij brengt de avond door.");
    assert_eq!(said.last().map(String::as_str), Some("doorbrengen: the particle of `brengt`"));
}

#[test]
fn the_users_words() {
    let mut words = OwnWordsBuilder::default();
    words.headword("app").expect("it is one word");
    words.form("apps", "app").expect("it is one word");
    let options = AnalysisOptions { own_words: words.build(), ..AnalysisOptions::default() };
    let said = said(options, "Apps, coronaapps, appverbod");
    assert_eq!(
        said,
        [
            "app: `apps` stands in the settings, under [analysis.headwords]",
            "= corona + apps",
            "coronaapp: `apps` stands in the settings, under [analysis.headwords]",
            "corona: `corona` stands in the word",
            "app: `apps` is read as `app`",
            "= app + verbod",
            "appverbod: a compound with a word of the settings",
            "app: `app` stands in the word",
            "verbod: `verbod` stands in the word",
        ]
    );
}
