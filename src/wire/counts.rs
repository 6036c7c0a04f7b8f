//! Counts over time, and by the articles' fields.

use serde::Serialize;

use super::DiagnosticObject;
use crate::date::{Period, PeriodLength};
use crate::search::{FacetField, FacetValue, Facets, PeriodCount, Series, Tally, Timeline};

/// The counts of a query in one period: `{"type":"period",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "period")]
pub struct PeriodObject {
    /// The query as it was typed.
    pub query: String,
    /// The period: `2021-11-16`, `2021-W46`, `2021-11`, `2021` or `202X`.
    pub period: String,
    /// Its first day, in ISO 8601.
    pub first_day: String,
    /// Its last day, in ISO 8601.
    pub last_day: String,
    /// The articles that certainly lie in it.
    pub articles: u64,
    /// The articles that may lie in it and may lie elsewhere.
    pub possible_articles: u64,
    /// Places where the query occurs, in the articles that certainly lie in it.
    pub occurrences: u64,
    /// Places where the query occurs, in the articles that may lie in it and may lie elsewhere.
    pub possible_occurrences: u64,
    /// The same in relation to all articles of the period, where that was asked for.
    #[serde(flatten)]
    pub relative: Option<RelativeObject>,
}

/// Counts in relation to all articles that certainly lie in the period.
#[derive(Debug, Serialize)]
pub struct RelativeObject {
    /// How many these are.
    pub all_articles: u64,
    /// How many words they have.
    pub all_words: u64,
    /// The share of them that the query finds, from 0 to 1; none where there are no articles.
    pub share: Option<f64>,
    /// How often the query occurs in 100,000 words; none where there are no words.
    pub per_100000_words: Option<f64>,
}

/// The counts of a query in all: `{"type":"timeline",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "timeline")]
pub struct TimelineObject {
    /// The query as it was typed.
    pub query: String,
    /// What was sought, in a sentence.
    pub restated: String,
    /// How long a period is.
    pub by: &'static str,
    /// How many articles match, exactly.
    pub total: u64,
    /// How many places in them.
    pub occurrences: u64,
    /// The articles that lie in no period for certain, and so are in the `articles` of none.
    pub partial_articles: u64,
    /// The places in those.
    pub partial_occurrences: u64,
    /// The articles without a date.
    pub undated_articles: u64,
    /// The places in those.
    pub undated_occurrences: u64,
    /// The generation that was counted.
    pub generation: u64,
    /// How long all took, in milliseconds.
    pub took_ms: f64,
    /// What there is to say about the query.
    pub diagnostics: Vec<DiagnosticObject>,
}

impl PeriodObject {
    /// The objects of one query of a timeline.
    pub fn all<'t>(
        timeline: &'t Timeline,
        series: &'t Series,
        query: &'t str,
    ) -> impl Iterator<Item = Self> + 't {
        timeline.periods.iter().zip(&series.counts).enumerate().map(move |(place, (period, count))| {
            Self::new(query, *period, count, RelativeObject::of(timeline, series, place))
        })
    }

    fn new(query: &str, period: Period, count: &PeriodCount, relative: Option<RelativeObject>) -> Self {
        let span = period.span();
        Self {
            query: query.to_owned(),
            period: period.to_string(),
            first_day: span.first.to_string(),
            last_day: span.last.to_string(),
            articles: count.certain.articles,
            possible_articles: count.possible.articles,
            occurrences: count.certain.occurrences,
            possible_occurrences: count.possible.occurrences,
            relative,
        }
    }

    /// The names of [`PeriodObject::cells`]; the last four only of counts that are relative.
    pub const COLUMNS: [&'static str; 12] = [
        "query",
        "period",
        "first_day",
        "last_day",
        "articles",
        "possible_articles",
        "occurrences",
        "possible_occurrences",
        "all_articles",
        "all_words",
        "share",
        "per_100000_words",
    ];

    /// The values as the cells of a row.
    pub fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.query.clone(),
            self.period.clone(),
            self.first_day.clone(),
            self.last_day.clone(),
            self.articles.to_string(),
            self.possible_articles.to_string(),
            self.occurrences.to_string(),
            self.possible_occurrences.to_string(),
        ];
        if let Some(relative) = &self.relative {
            let number = |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
            cells.extend([
                relative.all_articles.to_string(),
                relative.all_words.to_string(),
                number(relative.share),
                number(relative.per_100000_words),
            ]);
        }
        cells
    }
}

impl RelativeObject {
    /// The counts of one period in relation to all articles; none where these were not counted.
    pub fn of(timeline: &Timeline, series: &Series, place: usize) -> Option<Self> {
        let all = timeline.all.as_ref()?.counts.get(place)?;
        Some(Self::new(&series.counts.get(place)?.certain, &all.certain))
    }

    #[allow(clippy::cast_precision_loss)]
    fn new(count: &Tally, all: &Tally) -> Self {
        let ratio = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        Self {
            all_articles: all.articles,
            all_words: all.words,
            share: ratio(count.articles, all.articles),
            per_100000_words: ratio(count.occurrences, all.words).map(|ratio| ratio * 1e5),
        }
    }
}

impl TimelineObject {
    /// The object for one query of a timeline.
    pub fn new(
        query: String,
        restated: String,
        by: PeriodLength,
        timeline: &Timeline,
        series: &Series,
        took_ms: f64,
        diagnostics: Vec<DiagnosticObject>,
    ) -> Self {
        Self {
            query,
            restated,
            by: by.as_str(),
            total: series.total.articles,
            occurrences: series.total.occurrences,
            partial_articles: series.partial.articles,
            partial_occurrences: series.partial.occurrences,
            undated_articles: series.undated.articles,
            undated_occurrences: series.undated.occurrences,
            generation: timeline.generation,
            took_ms,
            diagnostics,
        }
    }
}

/// The articles of a query that have one value in a field: `{"type":"facet",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "facet")]
pub struct FacetObject {
    /// What is counted: `source`, `section`, `author`, `year` or `language`.
    pub field: &'static str,
    /// The value.
    pub value: String,
    /// How many articles have it, exactly; of a year, how many certainly.
    pub articles: u64,
    /// The articles that may be of the year and may be of others; only of years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible_articles: Option<u64>,
}

/// What there is to say of a field in all: `{"type":"facets",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "facets")]
pub struct FacetsObject {
    /// What was counted.
    pub field: &'static str,
    /// How many articles match, exactly.
    pub total: u64,
    /// How many values there are.
    pub values: u64,
    /// How many of them stand above.
    pub returned: u64,
    /// The articles that have no value.
    pub missing_articles: u64,
    /// The articles that lie in no year for certain, and so are in the `articles` of none; only of years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_articles: Option<u64>,
    /// The generation that was counted.
    pub generation: u64,
    /// What was sought, in a sentence.
    pub restated: String,
    /// What there is to say about the query.
    pub diagnostics: Vec<DiagnosticObject>,
}

impl FacetObject {
    /// The object for a value of a field.
    pub fn new(facets: &Facets, value: &FacetValue) -> Self {
        Self {
            field: facets.field.as_str(),
            value: value.value.clone(),
            articles: value.articles,
            possible_articles: (facets.field == FacetField::Year).then_some(value.possible),
        }
    }
}

impl FacetsObject {
    /// The object for a field, of which `returned` values stand above.
    pub fn new(
        facets: &Facets,
        returned: usize,
        restated: String,
        diagnostics: Vec<DiagnosticObject>,
    ) -> Self {
        Self {
            field: facets.field.as_str(),
            total: facets.total,
            values: facets.values.len() as u64,
            returned: returned as u64,
            missing_articles: facets.missing,
            partial_articles: (facets.field == FacetField::Year).then_some(facets.partial),
            generation: facets.generation,
            restated,
            diagnostics,
        }
    }
}
