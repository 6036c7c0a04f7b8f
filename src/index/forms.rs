//! All forms of an index in one list, for wildcards that may begin with any letter.
//!
//! `*akkoord` fits no range of a dictionary. To go through the dictionaries of all segments, in each of which most forms
//! stand, takes a hundred times as long as to look for `akkoord` in one list that has each form once. The list is made
//! when it is first asked for and kept as long as the index is open. We rejected writing it to the index: it would be a
//! tenth of the dictionaries, and a rebuild, a merge and a deletion would each have to make it anew.

use tantivy::Searcher;
use tantivy::termdict::TermMerger;

use super::schema::Fields;
use super::terms::EXACT_MARK;

/// A list is not made larger than this; the dictionaries are gone through then.
const MOST_BYTES: usize = 48 << 20;

/// The keys of the exact layer in titles and texts, in their order.
pub(crate) struct FormList {
    /// The keys, each behind the one before.
    keys: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
    /// In how many articles each stands, counted once in each field.
    articles: Vec<u32>,
}

impl FormList {
    /// The list of an index; `None` where it would be too large.
    pub(super) fn of(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Option<Self>> {
        let mut inverted = Vec::new();
        for field in [fields.title, fields.text] {
            for segment in searcher.segment_readers() {
                inverted.push(segment.inverted_index(field)?);
            }
        }
        let mut list = Self { keys: Vec::new(), ends: Vec::new(), articles: Vec::new() };
        // A capital is the mark of forms that cover several positions.
        for mark in [EXACT_MARK.to_ascii_uppercase(), EXACT_MARK] {
            let mut streams = Vec::new();
            for inverted in &inverted {
                streams.push(inverted.terms().range().ge([mark]).lt([mark + 1]).into_stream()?);
            }
            let mut keys = TermMerger::new(streams);
            while keys.advance() {
                let articles = keys.current_segment_ords_and_term_infos().map(|(_, term)| term.doc_freq);
                list.articles.push(articles.fold(0, u32::saturating_add));
                list.keys.extend_from_slice(keys.key());
                let (Ok(end), true) = (u32::try_from(list.keys.len()), list.keys.len() <= MOST_BYTES) else {
                    return Ok(None);
                };
                list.ends.push(end);
            }
        }
        Ok(Some(list))
    }

    /// Gives every key that holds some bytes, with the number of articles in which it stands, until `give` says `false`.
    pub(crate) fn each_with(&self, bytes: &[u8], mut give: impl FnMut(&[u8], u32) -> bool) {
        let finder = memchr::memmem::Finder::new(bytes);
        let mut at = 0;
        while let Some(found) = finder.find(&self.keys[at..]) {
            let number = self.ends.partition_point(|end| *end as usize <= at + found);
            let Some(&end) = self.ends.get(number) else { return };
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
            // What is found may begin in one key and end in the next.
            let is_whole = at + found + bytes.len() <= end as usize;
            if is_whole && !give(&self.keys[start..end as usize], self.articles[number]) {
                return;
            }
            at = if is_whole { end as usize } else { at + found + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_what_they_hold() {
        let keys = ["E2ab", "eab", "eabab", "eb", "ebba"];
        let mut list = FormList { keys: Vec::new(), ends: Vec::new(), articles: Vec::new() };
        for (key, articles) in keys.iter().zip(1..) {
            list.keys.extend_from_slice(key.as_bytes());
            list.ends.push(list.keys.len() as u32);
            list.articles.push(articles);
        }
        let check = |bytes: &str, expect: &[&str]| {
            let mut found = Vec::new();
            list.each_with(bytes.as_bytes(), |key, articles| {
                assert_eq!(key, keys[articles as usize - 1].as_bytes());
                found.push(keys[articles as usize - 1]);
                true
            });
            assert_eq!(found, expect, "{bytes}");
        };
        check("ab", &["E2ab", "eab", "eabab"]);
        check("bb", &["ebba"]);
        check("ba", &["eabab", "ebba"]);
        // From one key to the next.
        check("be", &[]);
        check("", &keys);
        let mut given = 0;
        list.each_with(b"a", |_, _| {
            given += 1;
            given < 2
        });
        assert_eq!(given, 2);
    }
}
