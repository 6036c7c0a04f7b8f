//! Where one word stands, in few bytes.

use smallvec::SmallVec;
use tantivy::DocId;

/// What is noted of a word beside its places.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noted {
    /// How many terms it has.
    pub(super) terms: u32,
    /// Its number among the common words; 0 where it is none.
    pub(super) common: u16,
    /// How many positions it covers, where it is one.
    pub(super) length: u8,
}

/// Where one word stands in one field: documents and positions in their order, each told by how far it is from the one
/// before, in as many bytes as that takes.
///
/// It is as long as what the processor reads from memory at once: most words stand in a text only a few times, and then
/// all there is of them is here.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct List {
    bytes: SmallVec<[u8; 40]>,
    document: DocId,
    position: u32,
    pub(super) noted: Noted,
}

impl List {
    /// That of a word which stands nowhere yet.
    pub(super) fn of_word(noted: Noted) -> Self {
        Self { noted, ..Self::default() }
    }

    /// Adds a place, which comes behind all others; gives the bytes that it takes.
    #[inline]
    pub(super) fn add(&mut self, document: DocId, position: u32) -> usize {
        let before = self.bytes.len();
        // Twice a distance, and 1 more where it is that to another document, whose first position follows.
        if before == 0 || document != self.document {
            self.push(u64::from(document - self.document) << 1 | 1);
            self.push(u64::from(position));
            self.document = document;
        } else {
            self.push(u64::from(position - self.position) << 1);
        }
        self.position = position;
        self.bytes.len() - before
    }

    #[inline]
    fn push(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Gives each place to `each`: how far its document is from the one before, or 0 where it is the same or the first,
    /// and its position, or how far it is from the one before in the same document.
    #[inline]
    pub(super) fn each(&self, mut each: impl FnMut(u32, u32)) {
        let mut bytes = self.bytes.iter();
        let mut next = move || {
            let first = *bytes.next()?;
            // Nearly all are near.
            let (mut number, mut shift, mut byte) = (u64::from(first & 0x7f), 7, first);
            while byte >= 0x80 {
                byte = *bytes.next()?;
                number |= u64::from(byte & 0x7f) << shift;
                shift += 7;
            }
            Some(number)
        };
        while let Some(number) = next() {
            let distance = (number >> 1) as u32;
            if number & 1 == 0 {
                each(0, distance);
            } else if let Some(position) = next() {
                each(distance, position as u32);
            }
        }
    }

    /// The same with documents and positions as they are.
    #[inline]
    pub(super) fn each_place(&self, mut each: impl FnMut(DocId, u32)) {
        let (mut document, mut position) = (0, 0);
        self.each(|distance, further| {
            position = if distance > 0 { further } else { position + further };
            document += distance;
            each(document, position);
        });
    }
}
