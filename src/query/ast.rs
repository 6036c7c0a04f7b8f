//! The query as a tree.

use std::fmt;
use std::ops::Range;

use crate::date::DaySpan;

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
    /// A word, in any of its forms.
    Word(String),
    /// Words in quotes: exactly these, side by side.
    Phrase(String),
    /// All of these.
    And(Vec<Node>),
    /// At least one of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// This, in one field only.
    Field(FieldName, Box<Node>),
    /// Articles of these days.
    Dates(DaySpan),
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
            NodeKind::Word(_) | NodeKind::Phrase(_) => true,
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
            NodeKind::Phrase(phrase) => write!(f, "\"{phrase}\""),
            NodeKind::And(nodes) => joined(f, nodes, "EN"),
            NodeKind::Or(nodes) => joined(f, nodes, "OF"),
            NodeKind::Not(node) => write!(f, "NIET {node}"),
            NodeKind::Field(field, node) => write!(f, "{}:{node}", field.as_str()),
            NodeKind::Dates(span) => write!(f, "datum:{}..{}", span.first, span.last),
        }
    }
}
