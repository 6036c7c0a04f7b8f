//! Which terms of a query a field of a segment has.
//!
//! To find a term in the dictionary costs about as much as to open its list, and a wildcard has hundreds. So those of a word
//! or a phrase are looked up once, and what the dictionary says of them is kept for the lists of their articles and for their
//! positions.

use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use super::index_term;
use super::positions::FieldPositions;
use super::sequence::SequenceCursor;
use super::slot::SlotTerm;
use crate::query::Why;
use crate::query::meaning::Slot;

/// A term that a segment has, for an alternative of a slot.
pub(super) struct FoundTerm {
    pub(super) info: TermInfo,
    /// Why an occurrence matches.
    pub(super) why: Why,
    /// How many positions an occurrence covers.
    pub(super) length: u32,
}

/// The terms of a slot that a field of a segment has.
pub(super) fn find_terms(
    slot: &Slot,
    field: Field,
    inverted: &InvertedIndexReader,
) -> tantivy::Result<Vec<FoundTerm>> {
    let mut found = Vec::new();
    for alternative in slot.iter() {
        if let Some(info) = inverted.get_term_info(&index_term(field, alternative))? {
            found.push(FoundTerm { info, why: alternative.why, length: alternative.length });
        }
    }
    Ok(found)
}

/// The terms of a sequence that a field of a segment has, slot by slot.
pub(super) struct SequenceTerms {
    pub(super) slots: Vec<Vec<FoundTerm>>,
}

impl SequenceTerms {
    /// Looks them up; `None` where some slot has none.
    pub(super) fn find(
        sequence: &[Slot],
        field: Field,
        inverted: &InvertedIndexReader,
    ) -> tantivy::Result<Option<Self>> {
        let mut slots = Vec::with_capacity(sequence.len());
        for slot in sequence {
            let terms = find_terms(slot, field, inverted)?;
            if terms.is_empty() {
                return Ok(None);
            }
            slots.push(terms);
        }
        Ok(Some(Self { slots }))
    }

    /// Their positions in a field.
    pub(super) fn positions(&self, field: &FieldPositions<'_>) -> tantivy::Result<Vec<Vec<SlotTerm>>> {
        let open = |FoundTerm { info, why, length }: &FoundTerm| {
            Ok(SlotTerm { positions: field.of(info)?, why: *why, length: *length })
        };
        self.slots.iter().map(|terms| terms.iter().map(open).collect()).collect()
    }

    /// Where they stand side by side in about so many articles.
    pub(super) fn cursor(
        &self,
        reader: &SegmentReader,
        field: Field,
        articles: u32,
    ) -> tantivy::Result<SequenceCursor> {
        Ok(SequenceCursor::new(self.positions(&FieldPositions::open(reader, field, articles)?)?))
    }
}
