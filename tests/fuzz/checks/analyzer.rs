//! What must hold of the analysis of any text.

use std::collections::HashMap;
use std::ops::Range;

use knipsel::dutch::normalize::{CUT_CHARS, LONGEST_FORM_BYTES, fold};
use knipsel::dutch::{AnalysisOptions, Analyzer, Layer, Remembered, Rule, Word, sentences};

/// A word has no more terms than this, whatever it is.
const MOST_TERMS: usize = 64;

/// Analyses a text, and panics where something does not hold.
pub(crate) fn check(text: &str) {
    let words = words(&mut Analyzer::new(AnalysisOptions::default()), text);
    check_words(text, &words);

    // What was met before changes nothing: neither in the same analyzer, which met the words in other surroundings,
    // nor in its clone.
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    self::words(&mut analyzer, &text[text.floor_char_boundary(text.len() / 2)..]);
    assert_eq!(words, self::words(&mut analyzer, text), "read after its second half");
    assert_eq!(words, self::words(&mut analyzer.clone(), text), "read by a clone");

    check_sentences(text);
    check_folding(text);
}

/// A word as it was given, with terms of its own.
type Owned = (usize, usize, u32, u32, Vec<(Layer, String, Rule)>, Option<Range<usize>>);

fn words(analyzer: &mut Analyzer, text: &str) -> Vec<Owned> {
    let mut words = Vec::new();
    let mut terms_by_number = HashMap::new();
    analyzer.analyze(text, |Word { start, end, position, length, terms, verb, remembered }| {
        let terms: Vec<_> = terms.iter().map(|term| (term.layer, term.text.to_owned(), term.rule)).collect();
        if let Some(Remembered { memory, number }) = remembered {
            let same = terms_by_number.entry((memory, number)).or_insert_with(|| terms.clone());
            assert_eq!(*same, terms, "two words have the number {number}");
        }
        words.push((start, end, position, length, terms, verb));
    });
    words
}

fn check_words(text: &str, words: &[Owned]) {
    let (mut start_before, mut position_before) = (0, 0);
    for (start, end, position, length, terms, verb) in words {
        let written = text.get(*start..*end).expect("a word lies in the text, on borders of chars");
        assert!(!written.is_empty(), "a word without letters at {start}");
        assert!(*start >= start_before, "a start goes down at {written:?}");
        assert!(*position >= position_before, "a position goes down at {written:?}");
        assert!(*length >= 1, "{written:?} covers no position");
        (start_before, position_before) = (*start, *position);

        assert_eq!(terms.first().map(|term| term.0), Some(Layer::Exact), "{written:?}");
        let is_particle = terms.iter().any(|term| term.2 == Rule::SeparableVerb);
        assert_eq!(verb.is_some(), is_particle, "{written:?}");
        if let Some(verb) = verb {
            assert!(text.get(verb.clone()).is_some_and(|verb| !verb.is_empty()), "{written:?} has no verb");
            assert!(verb.end <= *start || *end <= verb.start, "{written:?} is its own verb");
        }
        assert!(terms.len() <= MOST_TERMS, "{written:?} has {} terms", terms.len());
        for (_, term, _) in terms {
            assert!(!term.is_empty(), "{written:?} has an empty term");
            let fits = term.len() <= LONGEST_FORM_BYTES || term.chars().count() == CUT_CHARS;
            assert!(fits, "{written:?} has the long term {term}");
        }
    }
}

/// Sentences leave out nothing but white space, and none goes beyond its paragraph.
fn check_sentences(text: &str) {
    let mut paragraphs = sentences::paragraphs(text).peekable();
    let mut end_before = 0;
    for sentence in sentences::sentences(text) {
        assert!(sentence.start < sentence.end && sentence.start >= end_before, "{sentence:?}");
        assert_eq!(text[end_before..sentence.start].trim(), "", "lost before {sentence:?}");
        while paragraphs.peek().is_some_and(|paragraph| paragraph.end <= sentence.start) {
            paragraphs.next();
        }
        let paragraph = paragraphs.peek().expect("a sentence lies in a paragraph");
        assert!(paragraph.start <= sentence.start && sentence.end <= paragraph.end, "{sentence:?}");
        end_before = sentence.end;
    }
    assert_eq!(text[end_before..].trim(), "", "lost at the end");

    let first = sentences::first_sentence(text, 40);
    assert!(first.chars().count() <= 40 && !first.contains('\n'), "{first:?}");
}

fn check_folding(text: &str) {
    let (mut once, mut twice) = (String::new(), String::new());
    fold(text, &mut once);
    fold(&once, &mut twice);
    assert_eq!(once, twice, "folding what is folded changes it");
}
