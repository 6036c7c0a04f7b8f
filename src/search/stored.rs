//! The stored articles of copies, each of which lies in another block.
//!
//! tantivy stores articles in blocks of 64 KB, unpacks a whole block for each that is read, and keeps the last hundred of a
//! segment. Copies came in with different files: none of their blocks is asked for twice, and memory for a hundred blocks
//! costs the processor as much as to unpack them. Here a block is let go at once, and the next one is unpacked in its
//! place.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use tantivy::store::StoreReader;
use tantivy::{DocAddress, SegmentOrdinal, TantivyDocument};

use crate::error::Result;
use crate::index::{OpenIndex, StoredArticle, index_error};

/// Reads copies.
pub(super) struct StoredCopies<'i> {
    index: &'i OpenIndex,
    /// The segments that were read from.
    segments: BTreeMap<SegmentOrdinal, StoreReader>,
}

impl<'i> StoredCopies<'i> {
    pub(super) fn of(index: &'i OpenIndex) -> Self {
        Self { index, segments: BTreeMap::new() }
    }

    pub(super) fn article(&mut self, address: DocAddress) -> Result<StoredArticle> {
        let store = match self.segments.entry(address.segment_ord) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(place) => {
                let reader = self.index.searcher().segment_reader(address.segment_ord);
                place.insert(reader.get_store_reader(0).map_err(|error| index_error(error.into()))?)
            }
        };
        let document: TantivyDocument = store.get(address.doc_id).map_err(index_error)?;
        Ok(StoredArticle::from_document(self.index.fields(), &document))
    }
}
