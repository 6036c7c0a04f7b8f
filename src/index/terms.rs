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

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::dutch::sentences::{Unit, unit_starts};
use crate::dutch::{AnalysisOptions, Analyzer, Layer, MOST_JOINED_PIECES, Term};

/// The name under which the analysis is registered with tantivy.
pub(crate) const TOKENIZER_NAME: &str = "knipsel";

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
fn push_key(out: &mut String, layer: Layer, length: u32, text: &str) {
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

/// tantivy's view of the analysis.
#[derive(Clone)]
pub(crate) struct DutchTokenizer {
    analyzer: Analyzer,
}

impl DutchTokenizer {
    pub(crate) fn new(options: &AnalysisOptions) -> Self {
        Self { analyzer: Analyzer::new(options.clone()) }
    }
}

impl Tokenizer for DutchTokenizer {
    type TokenStream<'a> = LayeredTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LayeredTokens<'a> {
        LayeredTokens { analyzer: &mut self.analyzer, text, token: Token::default(), waiting: None }
    }
}

/// The terms of one text, all layers of a word at one position.
pub(crate) struct LayeredTokens<'a> {
    analyzer: &'a mut Analyzer,
    text: &'a str,
    token: Token,
    /// Filled by `advance` alone: tantivy's writer calls `process`, which needs no copy.
    waiting: Option<std::vec::IntoIter<Token>>,
}

impl TokenStream for LayeredTokens<'_> {
    fn advance(&mut self) -> bool {
        if self.waiting.is_none() {
            let mut tokens = Vec::new();
            self.process(&mut |token| tokens.push(token.clone()));
            self.waiting = Some(tokens.into_iter());
        }
        match self.waiting.as_mut().and_then(Iterator::next) {
            Some(token) => {
                self.token = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }

    fn process(&mut self, sink: &mut dyn FnMut(&Token)) {
        let token = &mut self.token;
        let mut starts = unit_starts(self.text);
        self.analyzer.analyze(self.text, |word| {
            token.offset_from = word.start;
            token.offset_to = word.end;
            token.position = word.position as usize;
            for unit in starts(word.start) {
                token.text.clear();
                token.text.push_str(unit_key(unit));
                sink(token);
            }
            token.position_length = word.length as usize;
            if word.length == 1 {
                for key in word.terms.keys() {
                    token.text.clear();
                    token.text.push_str(key);
                    sink(token);
                }
                return;
            }
            let exact = word.terms.first().map_or("", |term| term.text);
            for term in word.terms.iter().filter(|term| is_indexed(*term, word.length, exact)) {
                token.text.clear();
                push_key(&mut token.text, term.layer, word.length, term.text);
                sink(token);
            }
        });
    }
}
