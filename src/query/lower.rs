//! From a meaning to a query of tantivy.

mod batch;
mod bits;
mod dates;
mod filter;
mod kept;
mod leaf;
mod near;
mod occurrences;
mod pair;
mod part;
mod place_bits;
mod positions;
mod rarity;
mod sequence;
mod slot;
mod sought;
mod terms;
mod words;

use tantivy::Term;
use tantivy::schema::Field;

use self::leaf::{FieldBoost, index_term};
pub(crate) use self::occurrences::OccurrenceCounter;
pub(crate) use self::sought::MeaningQuery;
pub(crate) use self::words::IndexWords;
use super::ast::FieldName;
use super::meaning::{Alternative, Sought};
use crate::index::schema::Fields;

/// How much more a match in the title counts than one in the text.
const TITLE_BOOST: f32 = 2.5;

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

/// The terms of the index that an alternative is in the fields in which it is sought.
pub(crate) fn index_terms(sought: Sought, alternative: &Alternative, fields: &Fields) -> Vec<Term> {
    fields_of(sought, fields).iter().map(|at| index_term(at.field, alternative)).collect()
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

#[cfg(test)]
mod tests;
