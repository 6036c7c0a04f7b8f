//! Words as the analysis reads them.

use serde::Serialize;

use crate::dutch::explain::{Explanation as WordExplanation, Origin, Piece};
use crate::dutch::{Term, Word};

/// A word as the analysis reads it: `{"type":"token",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "token")]
pub struct TokenObject {
    /// The line it stands on, from 1, where lines are analysed one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The word as it stands in the text.
    pub text: String,
    /// The first code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// The number of the word in the text, from 0.
    pub position: u32,
    /// How many positions it covers, where it is not one.
    #[serde(skip_serializing_if = "is_one")]
    pub length: u32,
    /// The smallest pieces of a compound, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceObject>,
    /// The terms under which it is found.
    pub terms: Vec<TermObject>,
}

/// A piece of a compound, as it stands in the word.
#[derive(Debug, Serialize)]
pub struct PieceObject {
    /// Its letters without those that link it to what follows.
    pub written: String,
    /// The letters that link it to what follows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// The headword as which it is read.
    pub headword: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(value: &u32) -> bool {
    *value == 1
}

/// A term of a word.
#[derive(Debug, Serialize)]
pub struct TermObject {
    /// The layer.
    pub layer: &'static str,
    /// The term.
    pub term: String,
    /// The rule that made it.
    pub rule: &'static str,
    /// What it came from, in a sentence without its full stop.
    pub explanation: String,
    /// What it came from, for programs.
    #[serde(flatten)]
    pub origin: OriginObject,
}

/// What a term came from; which of the fields there are depends on the rule.
#[derive(Debug, Default, Serialize)]
pub struct OriginObject {
    /// The entry of the dictionary, folded; of a compound that no dictionary has, that of its head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The headword of that head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The ending that was taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// The piece of the compound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piece: Option<PieceObject>,
    /// The spelling whose sounds a key of a name is, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
    /// How letters of that spelling are heard that languages read differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<&'static str>,
    /// The word in today's spelling, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modern: Option<String>,
    /// The rules of old spelling that led to it, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spelling_rules: Vec<SpellingRuleObject>,
    /// The form of the user's own word, folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_word: Option<String>,
    /// The verb of which the word is the particle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
}

/// A rule of old spelling.
#[derive(Debug, Serialize)]
pub struct SpellingRuleObject {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
}

impl TokenObject {
    /// The object for a word of `text`; `line` where lines are analysed one by one. `before` is the byte and
    /// the code point up to which the text was counted, and is moved on.
    pub fn new(
        word: &Word<'_>,
        explanation: &WordExplanation,
        text: &str,
        line: Option<u64>,
        before: &mut (usize, usize),
    ) -> Self {
        // Starts never go down, so each stretch of the text is counted once.
        before.1 += text[before.0..word.start].chars().count();
        before.0 = word.start;
        let shown = &text[word.start..word.end];
        let terms = word.terms.iter().zip(&explanation.origins);
        Self {
            line,
            text: shown.to_owned(),
            start: before.1,
            end: before.1 + shown.chars().count(),
            position: word.position,
            length: word.length,
            pieces: explanation.pieces.iter().map(PieceObject::new).collect(),
            terms: terms.map(|(term, origin)| TermObject::new(&term, origin)).collect(),
        }
    }
}

impl TermObject {
    fn new(term: &Term<'_>, origin: &Origin) -> Self {
        Self {
            layer: term.layer.as_str(),
            term: term.text.to_owned(),
            rule: term.rule.as_str(),
            explanation: origin.in_words(term),
            origin: OriginObject::new(origin),
        }
    }
}

impl OriginObject {
    fn new(origin: &Origin) -> Self {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let none = Self::default();
        match origin {
            Origin::Entry { entry, ending } => Self { entry: some(entry), ending: some(ending), ..none },
            Origin::Head { head, headword } => Self { entry: some(head), head: some(headword), ..none },
            Origin::Stem { ending, .. } => Self { ending: some(ending), ..none },
            Origin::Piece(piece) => Self { piece: Some(PieceObject::new(piece)), ..none },
            Origin::Name { spelling, heard } => {
                Self { spelling: some(spelling), heard: heard.clone(), ..none }
            }
            Origin::Modern { modern, rules } => {
                let rules =
                    rules.iter().map(|rule| SpellingRuleObject { name: rule.name, about: rule.about });
                Self { modern: some(modern), spelling_rules: rules.collect(), ..none }
            }
            Origin::Own { form } => Self { own_word: some(form), ..none },
            Origin::Verb { verb } => Self { verb: some(verb), ..none },
            Origin::Word => none,
        }
    }
}

impl PieceObject {
    fn new(piece: &Piece) -> Self {
        let Piece { written, link, headword } = piece.clone();
        Self { written, link, headword }
    }
}
