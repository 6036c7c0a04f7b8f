//! The query as a tree.

use std::fmt;
use std::ops::Range;

use super::phrase::parts_words;
use crate::date::DaySpan;
pub use crate::dutch::sentences::Unit;

/// A part of a query, and its place in what was typed, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a part of a query is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Every article: what an empty query seeks.
    All,
    /// A word, in any of its forms; with `*` or `?` in it, every word that it fits.
    Word(String),
    /// A word spelled roughly so, with at most so many letters otherwise.
    Fuzzy(String, u8),
    /// What stands in quotes: exactly these words.
    Phrase(Phrase),
    /// All of these.
    And(Vec<Node>),
    /// At least one of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Both, with at most so many words between them, in any order.
    Near(u32, Box<Node>, Box<Node>),
    /// Both in one sentence, or in one paragraph.
    Within(Unit, Box<Node>, Box<Node>),
    /// This, in one field only.
    Field(FieldName, Box<Node>),
    /// Articles of these days.
    Dates(DaySpan),
}

/// What stands in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its words and groups, in order.
    pub items: Vec<PhraseItem>,
    /// Side by side in this order; or with a distance in any order, with at most so many other words among them.
    pub distance: Option<u32>,
}

/// A part of what stands in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseItem {
    /// Words as they stand; `*` and `?` are wildcards.
    Words(String),
    /// One of these, each words and groups in order.
    OneOf(Vec<Vec<PhraseItem>>),
}

/// A field that can be named in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldName {
    /// The headline.
    Title,
    /// The body.
    Text,
    /// The newspaper.
    Source,
    /// The author.
    Author,
    /// The section.
    Section,
    /// The language.
    Language,
    /// The news date.
    Date,
}

impl FieldName {
    /// Every name a field goes by in a query; the Dutch one comes first.
    pub(crate) const NAMES: [(&'static str, FieldName); 15] = [
        ("titel", FieldName::Title),
        ("title", FieldName::Title),
        ("kop", FieldName::Title),
        ("tekst", FieldName::Text),
        ("text", FieldName::Text),
        ("bron", FieldName::Source),
        ("source", FieldName::Source),
        ("auteur", FieldName::Author),
        ("author", FieldName::Author),
        ("rubriek", FieldName::Section),
        ("section", FieldName::Section),
        ("taal", FieldName::Language),
        ("language", FieldName::Language),
        ("datum", FieldName::Date),
        ("date", FieldName::Date),
    ];

    /// The field of a name, in whatever case.
    pub fn parse(name: &str) -> Option<FieldName> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
    }

    /// The Dutch name.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

impl Node {
    pub(crate) fn new(kind: NodeKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// Whether a word is sought, so that hits can be ranked by how well they match.
    pub fn has_words(&self) -> bool {
        match &self.kind {
            NodeKind::All | NodeKind::Dates(_) | NodeKind::Not(_) => false,
            NodeKind::Word(_)
            | NodeKind::Fuzzy(..)
            | NodeKind::Phrase(_)
            | NodeKind::Near(..)
            | NodeKind::Within(..) => true,
            NodeKind::And(nodes) | NodeKind::Or(nodes) => nodes.iter().any(Node::has_words),
            NodeKind::Field(_, node) => node.has_words(),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, nodes: &[Node], operator: &str| {
            f.write_str("(")?;
            for (number, node) in nodes.iter().enumerate() {
                if number > 0 {
                    write!(f, " {operator} ")?;
                }
                write!(f, "{node}")?;
            }
            f.write_str(")")
        };
        match &self.kind {
            NodeKind::All => f.write_str("alles"),
            NodeKind::Word(word) => f.write_str(word),
            NodeKind::Fuzzy(word, distance) => write!(f, "{word}~{distance}"),
            NodeKind::Phrase(phrase) => write!(f, "{phrase}"),
            NodeKind::Near(distance, left, right) => write!(f, "({left} NABIJ/{distance} {right})"),
            NodeKind::Within(Unit::Sentence, left, right) => write!(f, "({left} IN-ZIN {right})"),
            NodeKind::Within(Unit::Paragraph, left, right) => write!(f, "({left} IN-ALINEA {right})"),
            NodeKind::And(nodes) => joined(f, nodes, "EN"),
            NodeKind::Or(nodes) => joined(f, nodes, "OF"),
            NodeKind::Not(node) => write!(f, "NIET {}", Operand(node)),
            NodeKind::Field(field, node) => write!(f, "{}:{}", field.as_str(), Operand(node)),
            NodeKind::Dates(span) => write!(f, "datum:{}..{}", span.first, span.last),
        }
    }
}

/// What stands behind `NIET` or a field, perhaps at the end of a query, where only brackets keep a question mark.
struct Operand<'n>(&'n Node);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            NodeKind::Word(word) if word.ends_with('?') => write!(f, "({word})"),
            _ => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        match self.items.split_last() {
            // A question mark at the end is that of a question, unless it stands in brackets.
            Some((PhraseItem::Words(last), before))
                if last.ends_with('?') && (!before.is_empty() || last.contains(char::is_whitespace)) =>
            {
                write_items(f, before)?;
                let parting = last.char_indices().rev().find(|(_, c)| parts_words(*c));
                let (first, word) = last.split_at(parting.map_or(0, |(at, c)| at + c.len_utf8()));
                let first = first.trim_end();
                let space = |is_needed: bool| if is_needed { " " } else { "" };
                let (one, other) = (space(!before.is_empty()), space(!first.is_empty()));
                write!(f, "{one}{first}{other}({word})")?;
            }
            _ => write_items(f, &self.items)?,
        }
        f.write_str("\"")?;
        match self.distance {
            Some(distance) => write!(f, "~{distance}"),
            None => Ok(()),
        }
    }
}

fn write_items(f: &mut fmt::Formatter<'_>, items: &[PhraseItem]) -> fmt::Result {
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            f.write_str(" ")?;
        }
        match item {
            PhraseItem::Words(words) => f.write_str(words)?,
            PhraseItem::OneOf(choices) => {
                f.write_str("(")?;
                for (number, choice) in choices.iter().enumerate() {
                    if number > 0 {
                        f.write_str(" of ")?;
                    }
                    write_items(f, choice)?;
                }
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}
