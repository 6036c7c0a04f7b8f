//! From a meaning to a query of tantivy.

mod cursor;
mod dates;
mod leaf;
mod near;
mod occurrences;
mod rarity;
mod words;

use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query};
use tantivy::schema::Field;

use self::dates::DatesQuery;
pub(crate) use self::leaf::index_term;
use self::leaf::{FieldBoost, LeafQuery};
use self::near::NearQuery;
pub(crate) use self::occurrences::OccurrenceCounter;
pub(crate) use self::rarity::rarity_of;
pub(crate) use self::words::IndexWords;
use super::DateMatch;
use super::ast::FieldName;
use super::meaning::{Meaning, Sought};
use crate::index::schema::Fields;

/// How much more a match in the title counts than one in the text.
const TITLE_BOOST: f32 = 2.5;

/// The query of tantivy for a meaning.
pub(crate) fn lower(meaning: &Meaning, fields: &Fields, dates: DateMatch) -> Box<dyn Query> {
    match meaning {
        Meaning::All => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
        Meaning::Dates(span) => Box::new(DatesQuery::new(*span, dates)),
        Meaning::Leaf(leaf) if leaf.sequences.is_empty() => Box::new(EmptyQuery),
        Meaning::Leaf(leaf) => Box::new(LeafQuery::new(fields_of(leaf.fields, fields), leaf)),
        Meaning::Near(..) | Meaning::Within(..) => Box::new(NearQuery::new(meaning.clone(), fields)),
        Meaning::And(parts) => {
            let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
            for part in parts {
                clauses.push(match part {
                    Meaning::Not(excluded) => (Occur::MustNot, lower(excluded, fields, dates)),
                    _ => (Occur::Must, lower(part, fields, dates)),
                });
            }
            if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                clauses.push((Occur::Must, lower(&Meaning::All, fields, dates)));
            }
            Box::new(BooleanQuery::new(clauses))
        }
        Meaning::Or(parts) => {
            let clauses = parts.iter().map(|part| (Occur::Should, lower(part, fields, dates))).collect();
            Box::new(BooleanQuery::new(clauses))
        }
        Meaning::Not(excluded) => Box::new(BooleanQuery::new(vec![
            (Occur::Must, lower(&Meaning::All, fields, dates)),
            (Occur::MustNot, lower(excluded, fields, dates)),
        ])),
    }
}

/// The fields of the index in which a leaf is sought, and how much a match in each counts.
fn fields_of(sought: Sought, fields: &Fields) -> Vec<FieldBoost> {
    match sought {
        Sought::Everywhere => vec![
            FieldBoost { field: fields.title, boost: TITLE_BOOST },
            FieldBoost { field: fields.text, boost: 1.0 },
        ],
        Sought::In(name) => vec![FieldBoost { field: field_of(name, fields), boost: 1.0 }],
    }
}

/// Whether a leaf is sought in a field.
fn is_sought_in(sought: Sought, field: Field, fields: &Fields) -> bool {
    fields_of(sought, fields).iter().any(|at| at.field == field)
}

/// The field of the index for a name.
fn field_of(name: FieldName, fields: &Fields) -> Field {
    match name {
        FieldName::Title => fields.title,
        // A date is never a leaf; the parser makes it a span of days.
        FieldName::Text | FieldName::Date => fields.text,
        FieldName::Source => fields.source,
        FieldName::Author => fields.author,
        FieldName::Section => fields.section,
        FieldName::Language => fields.language,
    }
}
