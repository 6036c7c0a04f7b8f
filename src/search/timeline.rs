//! How many articles and how many occurrences there are of a query, period by period.
//!
//! Counts are exact and over all that matches. An article whose date lies in no period for certain, since it may lie in
//! several or is in doubt (`1894~`), is in none of their counts: it is *partial*, and each period says how many such
//! articles may be its own beside those that certainly are. Articles without a date are counted apart.
//!
//! ```
//! use knipsel::date::PeriodLength;
//! use knipsel::search::{Search, Selection, TimelineRequest};
//! # use knipsel::date::Day;
//! # use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! # use knipsel::query::parse;
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! # let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! # std::fs::write(archive.join("a.txt"), "date 2021-11-16 Vrede.").unwrap();
//! # std::fs::write(archive.join("b.txt"), "date 2021 Vrede, vrede!").unwrap();
//! # let folder = IndexFolder::at(work.path().join("index"));
//! # let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! # build(&folder, &options, &mut |_event| {})?;
//! # let index = OpenIndex::open(&folder, &options.analysis)?;
//! # let today = Day::from_ymd(2026, 1, 1).unwrap();
//! // Of two articles on `vrede`, one is of 16 November 2021 and one of an unknown day of 2021.
//! let timeline = Search::new(&index).timeline(&TimelineRequest {
//!     queries: vec![Selection::new(parse("vrede", today).root)],
//!     by: PeriodLength::Month,
//!     occurrences: true,
//!     relative: false,
//! })?;
//! assert_eq!(timeline.periods.len(), 12);
//! let november = timeline.series[0].counts[10];
//! assert_eq!((november.certain.articles, november.certain.occurrences), (1, 1));
//! assert_eq!((november.possible.articles, november.possible.occurrences), (1, 2));
//! # Ok(())
//! # }
//! ```

use tantivy::DocId;
use tantivy::index::SegmentReader;

use super::Search;
use super::selection::{Prepared, Selection, for_each_match, possible_days};
use crate::date::{Day, DaySpan, Period, PeriodLength};
use crate::error::Result;
use crate::index::days::Days;
use crate::index::index_error;
use crate::query::lower::OccurrenceCounter;
use crate::query::{Node, NodeKind};

/// What to count.
#[derive(Debug, Clone)]
pub struct TimelineRequest {
    /// The queries whose articles are counted, side by side. The days that are shown are those of the first, and
    /// where every query names days too (`datum:2021`) those.
    pub queries: Vec<Selection>,
    /// How long a period is.
    pub by: PeriodLength,
    /// Whether to count occurrences too, which takes longer.
    pub occurrences: bool,
    /// Whether to count also all articles of those days and their words.
    pub relative: bool,
}

/// Counts of several queries over the same periods.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The periods, in order, without gaps: those of the days that are asked for, or where these have no beginning or
    /// no end from the first to the last in which a query may have an article.
    pub periods: Vec<Period>,
    /// The counts of each query.
    pub series: Vec<Series>,
    /// The counts of all articles, where they were asked for.
    pub all: Option<Series>,
    /// The generation that was counted.
    pub generation: u64,
}

/// The counts of one query.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// The counts of each period.
    pub counts: Vec<PeriodCount>,
    /// All that was found.
    pub total: Tally,
    /// What of it lies in no period for certain.
    pub partial: Tally,
    /// What of it has no date.
    pub undated: Tally,
}

/// The counts of one period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeriodCount {
    /// What certainly lies in it.
    pub certain: Tally,
    /// What may lie in it and may lie elsewhere.
    pub possible: Tally,
}

/// A number of articles, and what is in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles.
    pub articles: u64,
    /// Places in title and text where the query occurs; those that overlap are one. 0 where they are not counted.
    pub occurrences: u64,
    /// Words in title and text, as white space separates them. 0 where they are not counted.
    pub words: u64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.articles += other.articles;
        self.occurrences += other.occurrences;
        self.words += other.words;
    }

    fn remove(&mut self, other: Tally) {
        self.articles -= other.articles;
        self.occurrences -= other.occurrences;
        self.words -= other.words;
    }
}

/// Which of its contents are counted of an article, beside the article itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    Nothing,
    Occurrences,
    Words,
}

impl Search<'_> {
    /// Counts queries over time.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read, and where a query asks for more than can be sought
    /// ([`Search::check`] tells which).
    pub fn timeline(&mut self, request: &TimelineRequest) -> Result<Timeline> {
        let calendar = Calendar::new(request.by, possible_days(self.index.searcher()).map_err(index_error)?);
        let mut counted = Vec::new();
        for query in &request.queries {
            // Where no word is sought, nothing occurs.
            let occurrences = request.occurrences && query.query.has_words();
            let contents = if occurrences { Contents::Occurrences } else { Contents::Nothing };
            counted.push(self.counts_of(query, &calendar, contents)?);
        }
        let first = request.queries.first();
        let days = asked_days(&request.queries);
        let range = counted.iter().fold(None, |range, counts| wider(range, counts.range()));
        let periods = calendar.shown(days, range);
        let all = match first {
            Some(query) if request.relative => {
                let everything = Selection { query: Node::new(NodeKind::All, 0..0), ..query.clone() };
                Some(self.counts_of(&everything, &calendar, Contents::Words)?.series(&periods))
            }
            _ => None,
        };
        let series = counted.into_iter().map(|counts| counts.series(&periods)).collect();
        let periods = periods.map(|number| Period::numbered(request.by, number)).collect();
        Ok(Timeline { periods, series, all, generation: self.index.generation() })
    }

    fn counts_of(
        &mut self,
        selection: &Selection,
        calendar: &Calendar,
        contents: Contents,
    ) -> Result<Counts> {
        let prepared = self.prepare(selection)?;
        let mut counts = Counts::new(calendar);
        for reader in self.index.searcher().segment_readers() {
            let one = Tally { articles: 1, ..Tally::default() };
            let added = match contents {
                Contents::Nothing => counts.add_segment(&prepared, reader, calendar, |documents, tallies| {
                    tallies.resize(documents.len(), one);
                }),
                Contents::Words => {
                    let words = reader.fast_fields().u64("words").map_err(index_error)?;
                    let words_of = |document| words.first(document).unwrap_or_default();
                    let tally = |&document: &DocId| Tally { words: words_of(document), ..one };
                    counts.add_segment(&prepared, reader, calendar, |documents, tallies| {
                        tallies.extend(documents.iter().map(tally));
                    })
                }
                Contents::Occurrences => {
                    let mut counter = OccurrenceCounter::open(
                        &prepared.meaning,
                        self.index.fields(),
                        selection.dates,
                        self.index.searcher(),
                        reader,
                    )
                    .map_err(index_error)?;
                    counts.add_segment(&prepared, reader, calendar, |documents, tallies| {
                        counter.count(documents, &mut |occurrences| {
                            tallies.push(Tally { occurrences, ..one });
                        });
                    })
                }
            };
            added.map_err(index_error)?;
        }
        Ok(counts)
    }
}

/// The days that are asked for by the first query's filter and by what all queries say themselves.
fn asked_days(queries: &[Selection]) -> Option<DaySpan> {
    let filter = queries.first().and_then(|query| query.days);
    let named: Option<Vec<DaySpan>> = queries.iter().map(|query| named_days(&query.query)).collect();
    match (filter, named.and_then(|named| named.into_iter().reduce(DaySpan::hull))) {
        // Where nothing can lie in both, those of the filter are shown, empty.
        (Some(filter), Some(named)) => both(filter, named).or(Some(filter)),
        (filter, named) => filter.or(named),
    }
}

/// The days in which a query has all it finds, as far as it names any.
fn named_days(node: &Node) -> Option<DaySpan> {
    match &node.kind {
        NodeKind::Dates(days) => Some(*days),
        NodeKind::And(nodes) => {
            let mut named = nodes.iter().filter_map(named_days);
            let first = named.next()?;
            named.try_fold(first, both)
        }
        _ => None,
    }
}

fn both(a: DaySpan, b: DaySpan) -> Option<DaySpan> {
    DaySpan::new(a.first.max(b.first), a.last.min(b.last))
}

/// The periods that articles of an index may lie in.
struct Calendar {
    by: PeriodLength,
    first_day: i64,
    first_period: i64,
    /// For each day from the first on: its period, counted from the first. A look-up is faster than the calendar.
    period_of: Vec<u32>,
}

impl Calendar {
    fn new(by: PeriodLength, days: Option<(i64, i64)>) -> Self {
        let number = |day: i64| Day::from_number(day).map_or(0, |day| Period::of(by, day).number());
        let Some((first_day, last_day)) = days else {
            return Self { by, first_day: 0, first_period: 0, period_of: Vec::new() };
        };
        let first_period = number(first_day);
        let period_of = (first_day..=last_day)
            .map(|day| u32::try_from(number(day) - first_period).unwrap_or_default())
            .collect();
        Self { by, first_day, first_period, period_of }
    }

    /// The place of a day's period among all.
    fn period_of(&self, day: i64) -> usize {
        let place = usize::try_from(day - self.first_day).unwrap_or(usize::MAX);
        self.period_of.get(place).map_or(0, |period| *period as usize)
    }

    /// Whether the days from one to another, which may be others than those of the articles, are of one period.
    fn is_one_period(&self, (first, last): (i64, i64)) -> bool {
        let period = |day| Day::from_number(day).map(|day| Period::of(self.by, day));
        period(first) == period(last)
    }

    /// How many periods there are.
    fn periods(&self) -> usize {
        self.period_of.last().map_or(0, |last| *last as usize + 1)
    }

    /// The numbers of the periods to show: those of a filter of days, and where that is open those of a range.
    fn shown(&self, days: Option<DaySpan>, range: Option<(usize, usize)>) -> std::ops::Range<i64> {
        let number = |place: usize| self.first_period + i64::try_from(place).unwrap_or_default();
        let of = |day: Day| Period::of(self.by, day).number();
        let days = days.unwrap_or(DaySpan::ALL);
        let first =
            if days.first == Day::FIRST { range.map(|it| number(it.0)) } else { Some(of(days.first)) };
        let last = if days.last == Day::LAST { range.map(|it| number(it.1)) } else { Some(of(days.last)) };
        match (first, last) {
            (Some(first), Some(last)) => first..last + 1,
            // A filter that is open at one side, and nothing found: its one end is shown.
            (Some(only), None) | (None, Some(only)) => only..only + 1,
            (None, None) => 0..0,
        }
    }
}

fn wider(a: Option<(usize, usize)>, b: Option<(usize, usize)>) -> Option<(usize, usize)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// Counts under way, for all periods of a calendar.
struct Counts {
    first_period: i64,
    certain: Vec<Tally>,
    /// What lies in no period for certain, where it begins, and behind where it ends.
    begins: Vec<Tally>,
    ends: Vec<Tally>,
    partial: Tally,
    undated: Tally,
    /// The first and last period that something partial may lie in.
    partial_range: Option<(usize, usize)>,
}

impl Counts {
    fn new(calendar: &Calendar) -> Self {
        let room = vec![Tally::default(); calendar.periods() + 1];
        Self {
            first_period: calendar.first_period,
            certain: room.clone(),
            begins: room.clone(),
            ends: room,
            partial: Tally::default(),
            undated: Tally::default(),
            partial_range: None,
        }
    }

    /// Adds what a segment has; `tally` gives what each of some articles counts.
    fn add_segment(
        &mut self,
        prepared: &Prepared,
        reader: &SegmentReader,
        calendar: &Calendar,
        mut tally: impl FnMut(&[DocId], &mut Vec<Tally>),
    ) -> tantivy::Result<()> {
        let days = Days::of(reader)?;
        let (mut days_of, mut tallies) = (Vec::new(), Vec::new());
        for_each_match(&*prepared.weight, reader, &mut |documents| {
            days.of_all(documents, &mut days_of);
            tallies.clear();
            tally(documents, &mut tallies);
            let mut begin = 0;
            for (place, certain) in days.doubted(documents) {
                self.add_all(&days_of[begin..place], &tallies[begin..place], calendar);
                self.add(days_of[place], Some(certain), tallies[place], calendar);
                begin = place + 1;
            }
            self.add_all(&days_of[begin..], &tallies[begin..], calendar);
        })
    }

    /// Adds articles of which no date is in doubt.
    fn add_all(&mut self, days: &[Option<(i64, i64)>], tallies: &[Tally], calendar: &Calendar) {
        for (&days, &tally) in days.iter().zip(tallies) {
            self.add(days, None, tally, calendar);
        }
    }

    /// Adds an article of some possible days, and where its date is in doubt of others among which it lies for certain.
    #[inline]
    fn add(
        &mut self,
        days: Option<(i64, i64)>,
        doubted: Option<(i64, i64)>,
        tally: Tally,
        calendar: &Calendar,
    ) {
        let Some((first, last)) = days else {
            self.undated.add(tally);
            return;
        };
        let from = calendar.period_of(first);
        let to = if first == last { from } else { calendar.period_of(last) };
        if from == to && doubted.is_none_or(|certain| calendar.is_one_period(certain)) {
            self.certain[from].add(tally);
            return;
        }
        self.partial.add(tally);
        self.begins[from].add(tally);
        self.ends[to + 1].add(tally);
        // An interval without an end may be of any day, which is no reason to show every period there is.
        self.partial_range = match (first == Day::FIRST.number(), last == Day::LAST.number()) {
            (true, true) => self.partial_range,
            (true, false) => wider(self.partial_range, Some((to, to))),
            (false, true) => wider(self.partial_range, Some((from, from))),
            (false, false) => wider(self.partial_range, Some((from, to))),
        };
    }

    /// The first and last period that anything lies in, or may lie in.
    fn range(&self) -> Option<(usize, usize)> {
        let holds = |tally: &Tally| tally.articles > 0;
        let first = self.certain.iter().position(holds);
        wider(first.zip(self.certain.iter().rposition(holds)), self.partial_range)
    }

    /// The counts of some periods, by their numbers.
    fn series(&self, periods: &std::ops::Range<i64>) -> Series {
        let mut possible = Tally::default();
        let known: Vec<PeriodCount> = (0..self.certain.len())
            .map(|place| {
                possible.add(self.begins[place]);
                possible.remove(self.ends[place]);
                PeriodCount { certain: self.certain[place], possible }
            })
            .collect();
        // Periods beyond those of the index hold nothing.
        let place = |number: i64| usize::try_from(number - self.first_period).unwrap_or(usize::MAX);
        let counts =
            periods.clone().map(|number| known.get(place(number)).copied().unwrap_or_default()).collect();
        let mut total = self.partial;
        total.add(self.undated);
        self.certain.iter().for_each(|tally| total.add(*tally));
        Series { counts, total, partial: self.partial, undated: self.undated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn days_that_are_shown() {
        for (filter, queries, expect) in [
            ("", &["vrede"][..], ""),
            ("", &["vrede datum:2021"], "2021-01-01..2021-12-31"),
            ("", &["datum:2020.. (vrede datum:..2021-06)"], "2020-01-01..2021-06-30"),
            ("", &["vrede OF datum:2021"], ""),
            ("", &["vrede NIET datum:2021"], ""),
            ("", &["a datum:2020", "b datum:2021-02"], "2020-01-01..2021-02-28"),
            ("", &["a datum:2020", "b"], ""),
            ("2021-05..2022", &["a datum:2021"], "2021-05-01..2021-12-31"),
            ("2021-05..2022", &["a"], "2021-05-01..2022-12-31"),
            ("2022", &["a datum:2021"], "2022-01-01..2022-12-31"),
            ("", &["a datum:2020 datum:2021"], ""),
        ] {
            let days = crate::date::parse_filter(filter, Day::LAST).ok();
            let selection = |text: &&str| Selection { days, ..Selection::new(parse(text, Day::LAST).root) };
            let queries: Vec<Selection> = queries.iter().map(selection).collect();
            let shown = asked_days(&queries).map_or(String::new(), |days| days.to_string());
            assert_eq!(shown, expect, "{filter} {queries:?}");
        }
    }
}
