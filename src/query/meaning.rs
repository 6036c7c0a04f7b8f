//! What a query means once its words are analysed: which terms at which places, and what each match is worth.
//!
//! A word of a query becomes one or more *sequences* of *slots*. A slot is a set of alternative terms for one
//! place in the text; a sequence is slots side by side. `soldaat` is one sequence of one slot; `Nagorno-Karabach`
//! is two slots side by side, or one slot with the joined form. The index and the highlighter both work from
//! this, so what is found and what is marked cannot differ.

use std::sync::Arc;

use serde::Serialize;

use super::ast::{FieldName, Node, NodeKind};
use super::synonyms::Synonyms;
use crate::date::DaySpan;
use crate::dutch::{Analyzer, Layer, MOST_JOINED_PIECES};

/// How far a word of the query may be from a word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum MatchLevel {
    /// The same word, case and accents aside.
    Exact,
    /// Any inflection of it.
    Inflected,
    /// Also compounds with it, and other spellings of a name or of an older time.
    #[default]
    Broad,
}

/// Why a place in a text matches, the closest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The word as it was written.
    Exact,
    /// Another form of the word.
    Inflection,
    /// The word in the spelling of an older time.
    OldSpelling,
    /// A synonym of it, which the user has named.
    Synonym,
    /// A compound with the word.
    Compound,
    /// Another spelling of the name.
    Name,
}

impl Why {
    /// What an occurrence counts for in the ranking: the word itself before its inflections, those before
    /// synonyms, these before compounds with it, and those before other spellings.
    pub(crate) fn weight(self) -> f32 {
        match self {
            Why::Exact => 1.0,
            Why::Inflection => 0.8,
            Why::OldSpelling => 0.6,
            Why::Synonym => 0.5,
            Why::Compound => 0.4,
            Why::Name => 0.3,
        }
    }
}

/// A term that may stand in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternative {
    pub(crate) layer: Layer,
    /// How many positions it covers: more than one where the text has the word in pieces, with hyphens.
    pub(crate) length: u32,
    pub(crate) text: Box<str>,
    pub(crate) why: Why,
}

impl Alternative {
    /// What an occurrence counts for in the ranking.
    pub(crate) fn weight(&self) -> f32 {
        match (self.why, self.layer) {
            // A compound with a synonym is further off than a compound with the word.
            (Why::Synonym, Layer::Part) => Why::Synonym.weight() * Why::Compound.weight(),
            (why, _) => why.weight(),
        }
    }
}

/// The terms that may stand at one place.
pub(crate) type Slot = Arc<[Alternative]>;

/// Slots side by side.
pub(crate) type Sequence = Vec<Slot>;

/// The fields in which a leaf is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Title and text.
    Everywhere,
    /// One field alone.
    In(FieldName),
}

/// A word or a phrase of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) fields: Sought,
    /// Any one of these matches.
    pub(crate) sequences: Vec<Sequence>,
    /// The words that were typed, each by its sequences, where these are synonyms of a phrase: a synonym is not to
    /// count as rarer than what it stands for.
    pub(crate) stands_for: Vec<Vec<Sequence>>,
}

/// The meaning of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    All,
    Leaf(Leaf),
    And(Vec<Meaning>),
    Or(Vec<Meaning>),
    Not(Box<Meaning>),
    Dates(DaySpan),
}

impl Meaning {
    pub(crate) fn as_leaf(&self) -> Option<&Leaf> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }
}

/// How rare sequences are together, each of which matches: as rare as the rarest way to write what was typed, but no
/// rarer than any of its synonyms. That is what an article is found by, and a synonym that stands in no article must
/// not make a common word a rare one.
pub(crate) fn joint_rarity(sequences: &[Sequence], rarities: &[f32]) -> f32 {
    let is_synonym = |sequence: &Sequence| {
        sequence.iter().flat_map(|slot| slot.iter()).all(|alternative| alternative.why == Why::Synonym)
    };
    let of = |wanted: bool| {
        let all = sequences.iter().zip(rarities);
        all.filter(move |(sequence, _)| is_synonym(sequence) == wanted).map(|(_, rarity)| *rarity)
    };
    match (of(false).reduce(f32::max), of(true).reduce(f32::min)) {
        (Some(typed), Some(synonym)) => typed.min(synonym),
        (typed, synonym) => typed.or(synonym).unwrap_or(0.0),
    }
}

/// Gives the words of a query their terms.
pub(crate) fn meaning_of(
    node: &Node,
    level: MatchLevel,
    analyzer: &mut Analyzer,
    synonyms: &Synonyms,
) -> Meaning {
    let mut reader = Reader { level, analyzer, synonyms };
    reader.node(node, Sought::Everywhere)
}

/// Sequences multiply where a phrase holds several words with hyphens; more than this many are not tried.
const MOST_SEQUENCES: usize = 16;

pub(super) struct Reader<'a> {
    pub(super) level: MatchLevel,
    analyzer: &'a mut Analyzer,
    pub(super) synonyms: &'a Synonyms,
}

/// A word of the query as it was analysed.
pub(super) struct Piece {
    pub(super) position: u32,
    pub(super) length: u32,
    pub(super) terms: Vec<(Layer, String)>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Node, fields: Sought) -> Meaning {
        match &node.kind {
            NodeKind::All => Meaning::All,
            NodeKind::Word(word) => self.leaf(word, self.level, fields),
            NodeKind::Phrase(phrase) => self.leaf(phrase, MatchLevel::Exact, fields),
            NodeKind::And(nodes) => Meaning::And(self.all(nodes, fields)),
            NodeKind::Or(nodes) => Meaning::Or(self.nodes(nodes, fields)),
            NodeKind::Not(node) => Meaning::Not(Box::new(self.node(node, fields))),
            NodeKind::Field(field, node) => self.node(node, Sought::In(*field)),
            NodeKind::Dates(span) => Meaning::Dates(*span),
        }
    }

    pub(super) fn nodes(&mut self, nodes: &[Node], fields: Sought) -> Vec<Meaning> {
        nodes.iter().map(|node| self.node(node, fields)).collect()
    }

    fn leaf(&mut self, text: &str, level: MatchLevel, fields: Sought) -> Meaning {
        let pieces = self.pieces(text);
        let mut sequences = self.all_sequences(&pieces, level);
        if level >= MatchLevel::Inflected {
            sequences.extend(self.synonyms_of(&pieces));
        }
        Meaning::Leaf(Leaf { fields, sequences, stands_for: Vec::new() })
    }

    /// The words of a text.
    pub(super) fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.analyzer.analyze(text, |word| {
            let terms = word.terms.iter().map(|term| (term.layer, term.text.to_owned())).collect();
            pieces.push(Piece { position: word.position, length: word.length, terms });
        });
        pieces
    }

    /// Every way from the first of the pieces to the last.
    pub(super) fn all_sequences(&mut self, pieces: &[Piece], level: MatchLevel) -> Vec<Sequence> {
        let end = pieces.iter().map(|piece| piece.position + piece.length).max().unwrap_or(0);
        let sequences = self.sequences(pieces, 0, end, level);
        sequences.into_iter().filter(|sequence| !sequence.is_empty()).collect()
    }

    /// Every way from `position` to `end` along the pieces: through a whole word or through its parts.
    fn sequences(&mut self, pieces: &[Piece], position: u32, end: u32, level: MatchLevel) -> Vec<Sequence> {
        if position >= end {
            return vec![Vec::new()];
        }
        let mut sequences = Vec::new();
        for piece in
            pieces.iter().filter(|piece| piece.position == position && piece.length <= MOST_JOINED_PIECES)
        {
            let slot = self.slot(piece, level);
            for rest in self.sequences(pieces, position + piece.length, end, level) {
                if sequences.len() < MOST_SEQUENCES {
                    let mut sequence = vec![slot.clone()];
                    sequence.extend(rest);
                    sequences.push(sequence);
                }
            }
        }
        sequences
    }

    /// The terms that a word of the query stands for.
    fn slot(&mut self, piece: &Piece, level: MatchLevel) -> Slot {
        let mut alternatives: Vec<Alternative> = Vec::new();
        let mut add = |layer: Layer, length: u32, text: &str, why: Why| {
            let known = |one: &Alternative| one.layer == layer && one.length == length && &*one.text == text;
            if !alternatives.iter().any(known) {
                alternatives.push(Alternative { layer, length, text: text.into(), why });
            }
        };
        // The text may have the word in one or with hyphens. The joined form of a word that the query has with
        // hyphens is sought in one word only: its pieces are a sequence of their own.
        let lengths = if piece.length == 1 { 1..=MOST_JOINED_PIECES } else { 1..=1 };
        for (layer, text) in &piece.terms {
            match layer {
                Layer::Exact => {
                    for length in lengths.clone() {
                        add(Layer::Exact, length, text, Why::Exact);
                    }
                }
                Layer::Lemma if level >= MatchLevel::Inflected => {
                    self.headword(text, Why::Inflection, &mut add);
                    if level >= MatchLevel::Broad {
                        add(Layer::Old, 1, text, Why::OldSpelling);
                        for length in 1..=MOST_JOINED_PIECES {
                            add(Layer::Part, length, text, Why::Compound);
                        }
                    }
                }
                // What the query has in old spelling is sought in today's too.
                Layer::Old if level >= MatchLevel::Broad => {
                    self.headword(text, Why::OldSpelling, &mut add);
                    add(Layer::Old, 1, text, Why::OldSpelling);
                }
                Layer::Name if level >= MatchLevel::Broad => add(Layer::Name, 1, text, Why::Name),
                // The parts of a compound in the query are not what was asked for.
                Layer::Lemma | Layer::Old | Layer::Name | Layer::Part => {}
            }
        }
        alternatives.into()
    }

    /// A headword, which the index writes as the form where the two are the same.
    fn headword(&mut self, headword: &str, why: Why, add: &mut dyn FnMut(Layer, u32, &str, Why)) {
        for length in 1..=MOST_JOINED_PIECES {
            add(Layer::Lemma, length, headword, why);
        }
        let mut is_own_headword = false;
        self.analyzer.analyze(headword, |word| {
            is_own_headword |=
                word.terms.iter().any(|term| term.layer == Layer::Lemma && term.text == headword);
        });
        if is_own_headword {
            for length in 1..=MOST_JOINED_PIECES {
                add(Layer::Exact, length, headword, why);
            }
        }
    }
}
