//! Text that no newspaper prints: what comes of it is bounded, and the words around it are what they always are.

use knipsel::dutch::sentences::{first_sentence, sentences};
use knipsel::dutch::{AnalysisOptions, Analyzer, Layer};

/// The terms of a text, word by word, each with the first letter of its layer.
fn terms(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    Analyzer::new(AnalysisOptions::default()).analyze(text, |word| {
        assert!(text.get(word.start..word.end).is_some_and(|written| !written.is_empty()), "{word:?}");
        let terms = word.terms.iter().map(|term| format!("{}:{}", &term.layer.as_str()[..1], term.text));
        words.push(terms.collect::<Vec<_>>().join(" "));
    });
    words
}

/// Checks how many words a piece makes again and again, and how many bytes the terms of the longest have.
#[track_caller]
fn check(piece: &str, bytes: usize, words: usize, longest: usize) {
    let noise = piece.repeat(bytes / piece.len());
    let found = terms(&noise);
    assert_eq!(
        (found.len(), found.iter().map(String::len).max().unwrap_or(0)),
        (words, longest),
        "{piece:?}"
    );
    assert_eq!(sentences(&noise).count(), 1, "{piece:?}");
    assert!(first_sentence(&noise, 80).chars().count() <= 80, "{piece:?}");

    let beside = format!("Vrede {} vrede", &noise[..noise.floor_char_boundary(1000)]);
    let beside = terms(&beside);
    assert_eq!(
        (&*beside[0], &*beside[beside.len() - 1]),
        ("e:vrede l:vrede", "e:vrede l:vrede"),
        "{piece:?}"
    );
}

const MEGABYTE: usize = 1 << 20;
/// What makes many words takes long without optimisation, and is made shorter.
const LESS: usize = MEGABYTE / 8;

#[test]
fn megabytes_without_a_space() {
    for (piece, longest) in [("a", 405), ("e\u{301}", 405), ("я\u{301}\u{316}", 805), ("a'", 405), ("1", 202)]
    {
        check(piece, MEGABYTE, 1, longest);
    }
    for piece in ["-", "'", "’", ".", "\u{ad}", "\u{200b}", "\u{301}", "👩\u{200d}"] {
        check(piece, MEGABYTE, 0, 0);
    }
    check("日", LESS, 43_690, 11);
    check("a-", LESS, 65_536, 7);
    check("a.", LESS, 5_462, 29);
    check("12.345.", LESS, 37_447, 7);
    let address = format!("https://krant.nl/{}", "a?b=1.000&".repeat(LESS / 10));
    check(&address, address.len(), 3 + 4 * (LESS / 10), 15);
}

#[test]
fn words_of_ten_thousand_letters() {
    for (letters, longest) in [("a", 405), ("landsregerings", 405), ("É", 405), ("я", 805), ("한", 1205)] {
        let word = letters.repeat(10_000 / letters.chars().count());
        let found = terms(&format!("De {word} nu"));
        assert_eq!((&*found[0], &*found[2]), ("e:de l:de", "e:nu l:nu"), "{letters}");
        assert_eq!((found.len(), found[1].len()), (3, longest), "{letters}");
    }
}

/// Words that can be cut in fifty places, as far as the dictionary goes: what comes of one is bounded.
#[test]
fn words_of_fifty_possible_splits() {
    for piece in ["re", "stad", "land", "en", "kaas", "bos"] {
        let word = piece.repeat(51);
        let found = terms(&format!("De {word} nu"));
        assert_eq!((found.len(), &*found[0], &*found[2]), (3, "e:de l:de", "e:nu l:nu"), "{piece}");
        assert!(found[1].split(' ').count() <= 12, "{piece}: {}", found[1]);
        // A word as long as any that is opened.
        let word = piece.repeat(96 / piece.len());
        assert!(terms(&word)[0].split(' ').count() <= 12, "{word}");
    }
}

/// Capitals hide neither headwords nor compounds.
#[test]
fn only_capitals() {
    let text =
        "De soldaten trokken zich terug uit de grensprovincie, zei de regering in een oorlogsverklaring.";
    let common = |text: &str| {
        let mut common = Vec::new();
        Analyzer::new(AnalysisOptions::default()).analyze(text, |word| {
            let of_layer = word.terms.iter().filter(|term| term.layer <= Layer::Part);
            common.extend(of_layer.map(|term| (word.position, term.layer, term.text.to_owned())));
        });
        common
    };
    assert_eq!(common(&text.to_uppercase()), common(text));
}

/// What takes no room changes no term.
#[test]
fn characters_that_do_not_show() {
    let plain = terms("De vredesakkoorden van Pasjinian");
    for hidden in [
        "\u{ad}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{202e}", "\u{fe0f}",
        "\u{34f}",
    ] {
        let text = format!("De vredes{hidden}{hidden}akkoorden{hidden} van {hidden}Pas{hidden}jinian");
        assert_eq!(terms(&text), plain, "{hidden:?}");
    }
    let accents = "\u{301}\u{316}".repeat(500);
    assert_eq!(terms(&format!("De vre{accents}desakkoorde{accents}n van Pasji\u{308}nian")), plain);
}

#[test]
fn scripts_beside_each_other() {
    for (text, expect) in [
        ("vrede和平vrede", "e:vrede l:vrede | e:和 l:和 | e:平 l:平 | e:vrede l:vrede"),
        ("\u{202b}שלום vrede\u{202c}, السلام", "e:שלום l:שלום | e:vrede l:vrede | e:السلام l:السلام"),
        ("👍🏽vrede👨\u{200d}👩\u{200d}👧 vrede❤\u{fe0f}", "e:vrede l:vrede | e:vrede l:vrede"),
        // Letters of two alphabets side by side are one word: there is no telling which of them is meant.
        ("Пoetin", "e:пoetin l:пoetin"),
    ] {
        assert_eq!(terms(text).join(" | "), expect, "{text}");
    }
}
