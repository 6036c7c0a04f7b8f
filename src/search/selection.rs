//! Which articles a count, a concordance or an export is about, and how to visit every one of them.

use tantivy::index::SegmentReader;
use tantivy::query::{Query, Weight};
use tantivy::{DocId, Searcher};

use super::Search;
use crate::date::DaySpan;
use crate::error::Result;
use crate::index::index_error;
use crate::query::lower::MeaningQuery;
use crate::query::meaning::Meaning;
use crate::query::{DateMatch, MatchLevel, Node};

/// The articles that a query finds, of certain days.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The query.
    pub query: Node,
    /// How far words of the text may be from those of the query.
    pub level: MatchLevel,
    /// Only articles of these days.
    pub days: Option<DaySpan>,
    /// What it takes for a partial date to lie in a span of days.
    pub dates: DateMatch,
}

impl Selection {
    /// All articles that a query finds.
    pub fn new(query: Node) -> Self {
        Self { query, level: MatchLevel::default(), days: None, dates: DateMatch::default() }
    }
}

/// A selection as it is put to an index.
pub(super) struct Prepared {
    /// What the query means, without the filter of days, as the highlighter takes it.
    pub(super) meaning: Meaning,
    pub(super) weight: Box<dyn Weight>,
}

impl Search<'_> {
    /// Tells whether a selection can be sought.
    ///
    /// # Errors
    ///
    /// Fails where the query asks for more than can be sought, with a [`Diagnostic`](crate::query::Diagnostic) as
    /// cause, and where the index cannot be read.
    pub fn check(&mut self, selection: &Selection) -> Result<()> {
        self.meaning(&selection.query, selection.level).map(|_| ())
    }

    /// Prepares to visit the articles of a selection.
    pub(super) fn prepare(&mut self, selection: &Selection) -> Result<Prepared> {
        let meaning = self.meaning(&selection.query, selection.level)?;
        let filtered = within(meaning.clone(), selection.days);
        let query = MeaningQuery::new(filtered, self.index.fields(), selection.dates);
        let scoring = tantivy::query::EnableScoring::disabled_from_searcher(self.index.searcher());
        Ok(Prepared { meaning, weight: query.weight(scoring).map_err(index_error)? })
    }
}

/// A meaning in certain days only.
pub(super) fn within(meaning: Meaning, days: Option<DaySpan>) -> Meaning {
    match days {
        Some(days) => Meaning::And(vec![meaning, Meaning::Dates(days)]),
        None => meaning,
    }
}

/// Visits each article of a segment that was found and not deleted, in order, in blocks.
pub(super) fn for_each_match(
    weight: &dyn Weight,
    reader: &SegmentReader,
    visit: &mut dyn FnMut(&[DocId]),
) -> tantivy::Result<()> {
    let Some(alive) = reader.alive_bitset() else { return weight.for_each_no_score(reader, visit) };
    let mut block = Vec::new();
    weight.for_each_no_score(reader, &mut |documents| {
        block.clear();
        block.extend(documents.iter().filter(|&&document| alive.is_alive(document)));
        visit(&block);
    })
}

/// The least and the greatest day that any article may be of; `None` where none is dated. Deleted articles count
/// too, so this is only good for making room.
pub(super) fn possible_days(searcher: &Searcher) -> tantivy::Result<Option<(i64, i64)>> {
    let mut days: Option<(i64, i64)> = None;
    for reader in searcher.segment_readers() {
        let fast = reader.fast_fields();
        let (first, last) = (fast.i64("first_day")?, fast.i64("last_day")?);
        if first.values.num_vals() > 0 {
            let known = days.unwrap_or((i64::MAX, i64::MIN));
            days = Some((known.0.min(first.min_value()), known.1.max(last.max_value())));
        }
    }
    Ok(days)
}
