//! A meaning as it is sought in one segment, stretch by stretch.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;

use tantivy::DocId;
use tantivy::index::{SegmentId, SegmentReader};

use super::bits::{Bits, Found};
use super::dates::DatesPart;
use super::kept::Kept;
use super::leaf::LeafPart;
use super::near::NearPart;
use crate::index::schema::Fields;
use crate::query::DateMatch;
use crate::query::meaning::Meaning;

/// A part of a meaning in one segment.
pub(super) enum Part {
    All,
    Nothing,
    Leaf(LeafPart),
    Near(NearPart),
    Dates(DatesPart),
    /// All of some, the cheapest first, and none of others.
    And(Vec<Part>, Vec<Part>, Box<Found>),
    Or(Vec<Part>, Box<Found>),
}

/// What is needed to open a part.
pub(super) struct Opening<'a> {
    pub(super) reader: &'a SegmentReader,
    pub(super) fields: &'a Fields,
    pub(super) dates: DateMatch,
    /// How much what is sought counts in the ranking; nothing where nobody asks for scores.
    pub(super) ranking: Option<&'a Ranking>,
}

/// What the score of an article depends on beside the article.
pub(super) struct Ranking {
    /// How rare each leaf is, by its number.
    pub(super) rarity: Vec<f32>,
    /// The mean number of terms of each field, by its number.
    pub(super) average_lengths: Vec<f32>,
    /// What was kept of the only leaf as it was found out how rare it is, by segments, each for its first search.
    pub(super) kept: Mutex<HashMap<SegmentId, Kept>>,
}

impl Ranking {
    /// What was kept of the only leaf in a segment.
    fn take(&self, reader: &SegmentReader) -> Option<Kept> {
        self.kept.lock().ok()?.remove(&reader.segment_id())
    }
}

impl Opening<'_> {
    pub(super) fn part(&self, meaning: &Meaning) -> tantivy::Result<Part> {
        Ok(match meaning {
            Meaning::All => Part::All,
            Meaning::Dates(span) => Part::Dates(DatesPart::new(*span, self.dates, self.reader)?),
            Meaning::Leaf(leaf) => {
                let kept = self.ranking.and_then(|ranking| ranking.take(self.reader));
                LeafPart::open(leaf, self, kept.unwrap_or_default())?.map_or(Part::Nothing, Part::Leaf)
            }
            Meaning::Near(..) | Meaning::Within(..) => Part::Near(NearPart::open(meaning, self)?),
            Meaning::And(parts) => {
                let (mut all, mut none) = (Vec::new(), Vec::new());
                for part in parts {
                    match part {
                        Meaning::Not(part) => none.push(self.part(part)?),
                        _ => all.push(self.part(part)?),
                    }
                }
                self.and(all, none)
            }
            Meaning::Or(parts) => {
                let parts = parts.iter().map(|part| self.part(part)).collect::<tantivy::Result<_>>()?;
                Part::Or(parts, Box::new(Found::nothing(self.ranking.is_some())))
            }
            Meaning::Not(part) => self.and(Vec::new(), vec![self.part(part)?]),
        })
    }

    fn and(&self, mut all: Vec<Part>, none: Vec<Part>) -> Part {
        all.sort_by_key(Part::cost);
        Part::And(all, none, Box::new(Found::nothing(self.ranking.is_some())))
    }
}

impl Part {
    /// Marks and scores the articles of a stretch, or those `among` some of them, in `found`, which is empty.
    pub(super) fn find(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, found: &mut Found) {
        match self {
            Part::Nothing => {}
            Part::All => match among {
                Some(among) => found.bits.add(among),
                None => found.bits.set_below(stretch.len()),
            },
            Part::Leaf(leaf) => leaf.find(stretch, among, found),
            Part::Near(near) => near.find(stretch, among, found),
            Part::Dates(dates) => dates.find(stretch, among, &mut found.bits),
            Part::And(all, none, here) => {
                match all.split_first_mut() {
                    Some((first, _)) => first.find(stretch, among, found),
                    None => Part::All.find(stretch, among, found),
                }
                for (part, is_sought) in all
                    .iter_mut()
                    .skip(1)
                    .map(|part| (part, true))
                    .chain(none.iter_mut().map(|part| (part, false)))
                {
                    if found.bits.is_empty() {
                        return;
                    }
                    here.clear();
                    part.find(stretch, Some(&found.bits), here);
                    if is_sought {
                        found.keep(here);
                    } else {
                        found.remove(&here.bits);
                    }
                }
            }
            Part::Or(parts, here) => {
                for part in parts {
                    here.clear();
                    part.find(stretch, among, here);
                    found.add(here);
                }
            }
        }
    }

    /// In what order the parts of an `EN` are sought: what needs but a look at some lists before what needs one at
    /// each article, and either by the number of articles.
    fn cost(&self) -> (u8, u32) {
        match self {
            Part::Nothing => (0, 0),
            Part::Leaf(leaf) => (u8::from(leaf.has_phrases()) * 2, leaf.size()),
            Part::Or(parts, _) => parts
                .iter()
                .map(Part::cost)
                .fold((0, 0), |(kind, size), next| (kind.max(next.0), size.saturating_add(next.1))),
            Part::And(parts, ..) => parts
                .iter()
                .map(Part::cost)
                .fold((0, u32::MAX), |(kind, size), next| (kind.max(next.0), size.min(next.1))),
            Part::Dates(_) => (1, u32::MAX),
            Part::Near(near) => (3, near.size()),
            Part::All => (4, u32::MAX),
        }
    }
}
