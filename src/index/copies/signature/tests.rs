//! What tells copies from others, measured on pairs of texts made for it.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::*;
use crate::dutch::{AnalysisOptions, Analyzer, Layer};

fn signature_of(text: &str) -> Option<Signature> {
    Signature::with_words(text).0
}

/// Two texts, and whether the second is a copy of the first.
struct Pair {
    name: String,
    is_copy: bool,
    first: String,
    second: String,
}

fn pairs() -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let (mut base_name, mut base) = (String::new(), Vec::new());
    let lines: Vec<&str> = include_str!("pairs.txt").lines().filter(|line| !line.starts_with('#')).collect();
    for section in lines.chunk_by(|_, next| !next.starts_with("== ") && !next.starts_with("-- ")) {
        let Some((head, body)) = section.split_first() else { continue };
        let paragraphs: Vec<String> = body.split(|line| line.is_empty()).map(|it| it.join("\n")).collect();
        if let Some(name) = head.strip_prefix("== ") {
            base_name = name.to_owned();
            base = paragraphs.into_iter().filter(|it| !it.is_empty()).collect();
        } else if let Some(about) = head.strip_prefix("-- ") {
            let whole = |line: &&str| match line.strip_prefix('=') {
                Some(number) => base[number.parse::<usize>().expect("a number") - 1].clone(),
                None => (*line).to_owned(),
            };
            let second: Vec<String> = body.iter().map(whole).collect();
            let (verdict, what) = about.split_once(' ').expect("a verdict and what it is");
            assert!(["copy", "other"].contains(&verdict), "{about}");
            pairs.push(Pair {
                name: format!("{base_name}: {what}"),
                is_copy: verdict == "copy",
                first: base.join("\n\n"),
                second: second.join("\n"),
            });
        }
    }
    pairs
}

/// How many copies a measure finds, and how many of what it finds are copies, at some thresholds.
fn figures(pairs: &[Pair], likeness: impl Fn(&Pair) -> f64) -> String {
    let mut table = String::from("likeness  precision  recall\n");
    for threshold in [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6] {
        let found: Vec<&Pair> = pairs.iter().filter(|pair| likeness(pair) >= threshold).collect();
        let right = found.iter().filter(|pair| pair.is_copy).count();
        let copies = pairs.iter().filter(|pair| pair.is_copy).count();
        #[allow(clippy::cast_precision_loss)]
        let (precision, recall) = (right as f64 / found.len() as f64, right as f64 / copies as f64);
        let _ = writeln!(table, "{threshold:8.2}  {precision:9.3}  {recall:6.3}");
    }
    table
}

fn estimated(pair: &Pair) -> f64 {
    let signature = |text| signature_of(text).expect("the text is long enough");
    signature(&pair.first).likeness(&signature(&pair.second))
}

/// The figures by which the threshold was chosen, as they stand in a file beside this one.
#[test]
fn likeness_tells_copies_from_others() {
    let pairs = pairs();
    let copies = pairs.iter().filter(|pair| pair.is_copy).count();
    let mut report = format!("{copies} copies, {} others\n", pairs.len() - copies);
    for (what, table) in [
        ("estimated from signatures", figures(&pairs, estimated)),
        ("exact, of words as they are written", figures(&pairs, |pair| exact(pair, Layer::Exact))),
        ("exact, of headwords", figures(&pairs, |pair| exact(pair, Layer::Lemma))),
    ] {
        let _ = write!(report, "\n{what}\n{table}");
    }
    assert_eq!(report, include_str!("figures.txt"), "the figures are others now");
}

/// Whatever the estimate is worth, these are told right at the threshold that is used.
#[test]
fn no_pair_is_told_wrong() {
    let wrong = pairs().into_iter().filter(|pair| (estimated(pair) >= LIKENESS) != pair.is_copy);
    let wrong: Vec<String> = wrong.map(|pair| pair.name).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_estimate_is_near_the_likeness() {
    let pairs = pairs();
    let off: Vec<f64> = pairs.iter().map(|pair| estimated(pair) - exact(pair, Layer::Exact)).collect();
    #[allow(clippy::cast_precision_loss)]
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    assert!(mean.abs() < 0.03, "{mean}");
    assert!(off.iter().all(|off| off.abs() < 0.2), "{off:?}");
}

#[test]
fn case_accents_and_line_ends_do_not_matter() {
    let words =
        ["Armenië", "één", "coördinatie", "€", "3,50", "reünie", "'s-Gravenhage", "ĲSSELMEER", "façade"];
    let text = |between: &str| words.iter().cycle().take(60).copied().collect::<Vec<_>>().join(between);
    let signature = signature_of(&text(" "));
    assert!(signature.is_some());
    for other in [
        text("\n\n"),
        text(" – "),
        text(" ").to_uppercase(),
        text(" ").replace('ë', "e\u{308}").replace('ö', "o"),
    ] {
        assert_eq!(signature_of(&other), signature, "{other}");
    }
}

#[test]
fn short_texts_have_none() {
    assert_eq!(signature_of(""), None);
    assert_eq!(signature_of("Foto: Jan de Vries"), None);
    let words =
        |count: usize| (0..count).map(|number| format!("woord{number}")).collect::<Vec<_>>().join(" ");
    assert_eq!(signature_of(&words(13)), None);
    assert!(signature_of(&words(14)).is_some());
}

/// The likeness itself, without a sample, of words or of headwords.
fn exact(pair: &Pair, layer: Layer) -> f64 {
    let shingles = |text: &str| {
        let mut words: Vec<(String, bool)> = Vec::new();
        Analyzer::new(AnalysisOptions::default()).analyze(text, |word| {
            let term = word.terms.iter().find(|term| term.layer == layer).or(word.terms.first());
            let term = term.map_or("", |term| term.text);
            let has_digit = term.contains(|c: char| c.is_ascii_digit());
            if word.length == 1 && (has_digit || term.chars().count() >= SHORTEST_WORD) {
                words.push((term.to_owned(), has_digit));
            }
        });
        let mut set = HashSet::new();
        for three in words.windows(SHINGLE_WORDS) {
            let times = if three.iter().any(|it| it.1) { WEIGHT_OF_NUMBERS } else { 1 };
            set.extend(
                (0..times).map(|time| (three.iter().map(|it| it.0.clone()).collect::<Vec<_>>(), time)),
            );
        }
        set
    };
    let (first, second) = (shingles(&pair.first), shingles(&pair.second));
    let (both, either) = (first.intersection(&second).count(), first.union(&second).count());
    #[allow(clippy::cast_precision_loss)]
    let likeness = both as f64 / either as f64;
    likeness
}

proptest::proptest! {
    #[test]
    fn words_are_pieces_with_a_letter_or_a_digit(text in "[a-c1 .\\-\u{b}\u{c}\u{a0}\u{3000}\u{200b}\n\té€²Ⅷ]{0,40}") {
        let pieces = text.split_whitespace();
        let plain = pieces.filter(|piece| piece.contains(char::is_alphanumeric)).count();
        assert_eq!(words(&text), plain as u64, "{text:?}");
        assert_eq!(Signature::with_words(&text).1, plain as u64, "{text:?}");
    }
}
