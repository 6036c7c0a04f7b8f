//! What a query means once its words are analysed: which terms at which places, and what each match is worth.
//!
//! A word of a query becomes one or more *sequences* of *slots*. A slot is a set of alternative terms for one
//! place in the text; a sequence is slots side by side. `soldaat` is one sequence of one slot; `Nagorno-Karabach`
//! is two slots side by side, or one slot with the joined form. The index and the highlighter both work from
//! this, so what is found and what is marked cannot differ.
//!
//! A wildcard or an approximate word is a slot with all forms of the index that it fits ([`Dictionary`]): all of
//! them, or the query is refused. Words that are to stand near each other are leaves under a [`Meaning::Near`].

mod reader;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) use self::reader::meaning_of;
pub(super) use self::reader::{How, Piece, Reader, pieces};
use super::ast::{FieldName, Unit};
use super::pattern::Pattern;
use crate::date::DaySpan;
use crate::dutch::Layer;
use crate::error::Result;

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

impl MatchLevel {
    const NAMES: [(&'static str, Self); 3] =
        [("exact", Self::Exact), ("inflected", Self::Inflected), ("broad", Self::Broad)];

    /// The level of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
    }

    /// Its name, in options and in JSON.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, level)| *level == self).map_or("", |(name, _)| name)
    }
}

/// Why a place in a text matches, the closest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// A word that fits the wildcards.
    Wildcard,
    /// A compound with the word.
    Compound,
    /// Another spelling of the name.
    Name,
    /// A word that is spelled roughly so.
    Fuzzy,
}

impl Why {
    /// What an occurrence counts for in the ranking: the word itself before its inflections, those before
    /// synonyms, these before compounds with it, and those before other spellings.
    pub(crate) fn weight(self) -> f32 {
        match self {
            Why::Exact => 1.0,
            Why::Inflection => 0.8,
            Why::OldSpelling => 0.6,
            Why::Synonym | Why::Wildcard => 0.5,
            Why::Compound => 0.4,
            Why::Name => 0.3,
            Why::Fuzzy => 0.2,
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
    /// Its number among the leaves of the meaning, from 0.
    pub(crate) id: usize,
    /// The number of the word of the query that it is of, from 0; several leaves may be of one.
    pub(crate) word: usize,
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
    /// All of these, with at most so many other words among them, in any order. A part is no `And` and no `Not`.
    Near(Vec<Meaning>, u32),
    /// All of these in one sentence or paragraph.
    Within(Unit, Vec<Meaning>),
}

/// What words of an index are asked for.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Those that fit a pattern.
    Like(Pattern),
    /// Those that differ in at most so many letters; two that changed places count as one.
    About(Box<str>, u8),
}

/// The words of an index that have a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Forms {
    /// All of them, each with the number of positions that it covers, and in how many articles they stand, added up.
    All(Vec<(u32, Box<str>)>, u64),
    /// There are more than can be sought: so many, or more than so many.
    TooMany(TooMany),
}

/// How many words there are that cannot all be sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooMany {
    Exactly(usize),
    MoreThan(usize),
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TooMany::Exactly(count) => write!(f, "{count}"),
            TooMany::MoreThan(count) => write!(f, "more than {count}"),
        }
    }
}

/// An index, as far as its words are asked for.
pub(crate) trait Dictionary {
    /// The forms in the exact layer that have a shape; at most `most` of them.
    fn forms(&self, shape: &Shape, fields: Sought, most: usize) -> Result<Forms>;
}

impl Meaning {
    pub(crate) fn as_leaf(&self) -> Option<&Leaf> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }
}

impl Meaning {
    fn number_leaves(&mut self, next: &mut usize) {
        match self {
            Meaning::All | Meaning::Dates(_) => {}
            Meaning::Leaf(leaf) => {
                leaf.id = *next;
                *next += 1;
            }
            Meaning::Not(part) => part.number_leaves(next),
            Meaning::And(parts)
            | Meaning::Or(parts)
            | Meaning::Near(parts, _)
            | Meaning::Within(_, parts) => {
                for part in parts {
                    part.number_leaves(next);
                }
            }
        }
    }

    /// Its leaves, in the order of their numbers.
    pub(crate) fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.each_leaf(&mut |leaf| leaves.push(leaf.clone()));
        leaves
    }

    /// Gives every leaf to `each`.
    pub(crate) fn each_leaf(&self, each: &mut dyn FnMut(&Leaf)) {
        match self {
            Meaning::All | Meaning::Dates(_) => {}
            Meaning::Leaf(leaf) => each(leaf),
            Meaning::Not(part) => part.each_leaf(each),
            Meaning::And(parts)
            | Meaning::Or(parts)
            | Meaning::Near(parts, _)
            | Meaning::Within(_, parts) => {
                for part in parts {
                    part.each_leaf(each);
                }
            }
        }
    }

    /// The leaf that it has alone, where that is sought by itself: not near others, and not to be left out.
    pub(crate) fn only_leaf(&self) -> Option<&Leaf> {
        match self {
            Meaning::Leaf(leaf) => Some(leaf),
            Meaning::And(parts) | Meaning::Or(parts) => {
                let mut with_leaves = parts.iter().filter(|part| part.has_leaves());
                let only = with_leaves.next().filter(|_| with_leaves.next().is_none());
                only.and_then(Meaning::only_leaf)
            }
            Meaning::All | Meaning::Dates(_) | Meaning::Not(_) | Meaning::Near(..) | Meaning::Within(..) => {
                None
            }
        }
    }

    fn has_leaves(&self) -> bool {
        let mut has_leaves = false;
        self.each_leaf(&mut |_| has_leaves = true);
        has_leaves
    }

    /// Whether it asks for more than a place in the text can be: several words at once, or none.
    fn asks_for_several(&self) -> bool {
        match self {
            Meaning::And(_) | Meaning::Not(_) => true,
            Meaning::Or(parts) => parts.iter().any(Meaning::asks_for_several),
            _ => false,
        }
    }
}
