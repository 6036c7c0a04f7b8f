//! Going through a result page by page, without gaps or repetitions.
//!
//! A [`Cursor`] names the state of the index, the request, and the last hit of a page. The next page begins after
//! that hit, whatever its number. In another state hits may stand in another order, and in another request they
//! surely do, so a cursor is refused there instead of giving a page that does not fit.

use std::fmt;
use std::str::FromStr;

use tantivy::{DocAddress, Searcher};

use super::SearchRequest;
use super::collect::Ranked;
use crate::error::{Error, ErrorKind, Result};
use crate::index::OpenIndex;
use crate::index::schema::short_hash;
use crate::query::Synonyms;

/// Where the next page of a result begins.
///
/// ```
/// use knipsel::search::Cursor;
///
/// let text = "k7-1f-2a-10-1-4d2c-4d2c-40a00000-9e3779b97f4a7c15-0-1b";
/// assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
/// assert!("8".parse::<Cursor>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    generation: u64,
    /// A hash of the segments: a merge may change the scores within a generation.
    state: u64,
    /// A hash of the request.
    request: u64,
    /// The place of the last hit among all, from 1.
    pub(super) rank: u64,
    /// The last hit.
    pub(super) last: Ranked,
}

impl Cursor {
    /// The cursor behind a hit of a request.
    pub(super) fn behind(
        last: Ranked,
        rank: u64,
        request: &SearchRequest,
        index: &OpenIndex,
        synonyms: &Synonyms,
    ) -> Self {
        Self {
            generation: index.generation(),
            state: state_hash(index.searcher()),
            request: request_hash(request, synonyms),
            rank,
            last,
        }
    }

    /// Refuses a cursor that was made for another request or in another state of the index.
    pub(super) fn check(
        &self,
        request: &SearchRequest,
        index: &OpenIndex,
        synonyms: &Synonyms,
    ) -> Result<()> {
        let again = "leave --after out to begin anew";
        if self.generation != index.generation() {
            return Err(Error::new(
                ErrorKind::Usage,
                format!(
                    "the cursor is gone: it is of generation {}, and the index is at generation {}",
                    self.generation,
                    index.generation()
                ),
            )
            .hint(again));
        }
        if self.state != state_hash(index.searcher()) {
            return Err(Error::new(
                ErrorKind::Usage,
                format!("the cursor is gone: generation {} was tidied up since", self.generation),
            )
            .hint(again));
        }
        if self.request != request_hash(request, synonyms) {
            return Err(Error::new(
                ErrorKind::Usage,
                "the cursor is of another query, or of the same with other options",
            )
            .hint("repeat the search as it was, with --after added; only --limit may differ"));
        }
        Ok(())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dated, first, last) = self.last.days;
        write!(
            f,
            "k{:x}-{:x}-{:x}-{:x}-{:x}-{:x}-{:x}-{:x}-{:x}-{:x}-{:x}",
            self.generation,
            self.state,
            self.request,
            self.rank,
            u8::from(dated),
            first,
            last,
            self.last.score.to_bits(),
            self.last.id_hash.0,
            self.last.address.segment_ord,
            self.last.address.doc_id,
        )
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers: Option<Vec<u64>> = text
            .strip_prefix('k')
            .and_then(|rest| rest.split('-').map(|number| u64::from_str_radix(number, 16).ok()).collect());
        let read = |numbers: &[u64]| {
            let &[generation, state, request, rank, dated, first, last, score, id_hash, segment, document] =
                numbers
            else {
                return None;
            };
            // Days are written in two's complement.
            let days = (dated != 0, first.cast_signed(), last.cast_signed());
            let address = DocAddress::new(u32::try_from(segment).ok()?, u32::try_from(document).ok()?);
            let score = f32::from_bits(u32::try_from(score).ok()?);
            let last = Ranked { days, score, id_hash: std::cmp::Reverse(id_hash), address };
            Some(Self { generation, state, request, rank, last })
        };
        numbers.and_then(|numbers| read(&numbers)).ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("`{text}` is no cursor"))
                .hint("take it from `next` in the summary of the page before, with --json")
        })
    }
}

/// A hash of the segments and of what is deleted in them.
fn state_hash(searcher: &Searcher) -> u64 {
    let segments = searcher.segment_readers().iter();
    let named: Vec<_> = segments.map(|segment| (segment.segment_id(), segment.delete_opstamp())).collect();
    short_hash(&format!("{named:?}"))
}

/// A hash of what decides which articles are found and in what order.
fn request_hash(request: &SearchRequest, synonyms: &Synonyms) -> u64 {
    let SearchRequest { query, level, days, dates, sort, fold_copies, .. } = request;
    let synonyms = synonyms.fingerprint();
    short_hash(&format!("{query}\n{level:?}\n{days:?}\n{dates:?}\n{sort:?}\n{fold_copies}\n{synonyms}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn cursors_are_read_as_they_are_written(
            numbers: [u64; 4],
            days: (bool, i64, i64),
            score: u32,
            id_hash: u64,
            address: (u32, u32),
        ) {
            let [generation, state, request, rank] = numbers;
            let last = Ranked {
                days,
                score: f32::from_bits(score),
                id_hash: std::cmp::Reverse(id_hash),
                address: DocAddress::new(address.0, address.1),
            };
            let cursor = Cursor { generation, state, request, rank, last };
            let text = cursor.to_string();
            prop_assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }

        #[test]
        fn nothing_makes_reading_panic(text in "k?[0-9a-f-]{0,80}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
