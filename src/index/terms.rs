//! How the analysis becomes terms of the index: one field holds every layer, each term marked with its own.
//!
//! A term starts with one letter that names its layer, so that layers never collide and each is one range of
//! the term dictionary. A word written with hyphens also has a joined form that covers several positions; its
//! letter is a capital and is followed by the number of positions, so that phrases can step over it.
//!
//! A headword that equals the form itself is not written: whoever looks for the headword asks for both. That
//! saves postings and loses nothing, since whether a form is its own headword depends on the form alone: the
//! query asks for the form too wherever it is (`query::meaning`).
//!
//! Where a sentence or a paragraph begins stands a mark of its own ([`unit_key`]), at the position of its first word.

use crate::dutch::sentences::{Unit, unit_starts};
use crate::dutch::{Analyzer, Layer, MOST_JOINED_PIECES, Term};

/// The name under which the schema speaks of the analysis.
pub(crate) const TOKENIZER_NAME: &str = "knipsel";

/// The name under which it speaks of the pairs of common words.
pub(crate) const PAIRS_TOKENIZER_NAME: &str = "knipsel-pairs";

/// A term as it stands in the term dictionary.
pub(crate) fn term_key(layer: Layer, length: u32, text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 2);
    push_key(&mut key, layer, length, text);
    key
}

/// The letter that the keys of the exact layer begin with; a capital where several positions are covered.
pub(crate) const EXACT_MARK: u8 = b'e';

/// The layer, the number of positions and the text of a key.
pub(crate) fn read_key(key: &str) -> Option<(Layer, u32, &str)> {
    let mark = key.chars().next()?;
    let layer = Layer::from_letter(u8::try_from(mark.to_ascii_lowercase()).ok()?)?;
    if mark.is_ascii_lowercase() {
        return Some((layer, 1, &key[1..]));
    }
    let length = key[1..].chars().next()?.to_digit(36)?;
    Some((layer, length, &key[2..]))
}

/// The key of the marks at the first word of every sentence or paragraph of a text, but for its first.
pub(crate) fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Sentence => "s",
        Unit::Paragraph => "a",
    }
}

/// Appends the key of a term to `out`.
pub(super) fn push_key(out: &mut String, layer: Layer, length: u32, text: &str) {
    let mark = char::from(layer.letter());
    if length == 1 {
        out.push(mark);
    } else {
        out.push(mark.to_ascii_uppercase());
        out.push(char::from_digit(length, 36).unwrap_or('z'));
    }
    out.push_str(text);
}

/// Whether a term of a word is written to the index.
pub(crate) fn is_indexed(term: Term<'_>, length: u32, exact: &str) -> bool {
    length <= MOST_JOINED_PIECES && !(term.layer == Layer::Lemma && term.text == exact)
}

/// Gives every key of a text to `each`, with its position and the number of positions that it covers, in the plainest way:
/// what `index::inverter` does must come to the same.
pub(crate) fn each_key(analyzer: &mut Analyzer, text: &str, mut each: impl FnMut(&str, u32, u32)) {
    let mut starts = unit_starts(text);
    let mut key = String::new();
    analyzer.analyze(text, |word| {
        for unit in starts(word.start) {
            each(unit_key(unit), word.position, 1);
        }
        let exact = word.terms.first().map_or("", |term| term.text);
        for term in word.terms.iter().filter(|term| is_indexed(*term, word.length, exact)) {
            key.clear();
            push_key(&mut key, term.layer, word.length, term.text);
            each(&key, word.position, word.length);
        }
    });
}
