//! How the articles that match are spread over sources, sections, authors, languages and years.
//!
//! Counts are exact and over all that matches. An article without a value is counted as such; one that lies
//! in no year for certain is in no year's count, as in a timeline.
//!
//! ```
//! use knipsel::search::{FacetField, Search, Selection};
//! # use knipsel::date::Day;
//! # use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! # use knipsel::query::parse;
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! # let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! # let lines = "{\"text\":\"Vrede.\",\"source\":\"De Bode\"}\n{\"text\":\"Geen vrede.\"}\n";
//! # std::fs::write(archive.join("a.jsonl"), lines).unwrap();
//! # let folder = IndexFolder::at(work.path().join("index"));
//! # let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! # build(&folder, &options, &mut |_event| {})?;
//! # let index = OpenIndex::open(&folder, &options.analysis)?;
//! # let today = Day::from_ymd(2026, 1, 1).unwrap();
//! let selection = Selection::new(parse("vrede", today).root);
//! let facets = Search::new(&index).facets(&selection, FacetField::Source)?;
//! assert_eq!((facets.values[0].value.as_str(), facets.values[0].articles), ("De Bode", 1));
//! assert_eq!((facets.total, facets.missing), (2, 1));
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;

use super::Search;
use super::selection::{Selection, for_each_match};
use super::timeline::TimelineRequest;
use crate::date::PeriodLength;
use crate::error::Result;
use crate::index::index_error;

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetField {
    /// The newspaper.
    Source,
    /// The section.
    Section,
    /// The author, as the record has it.
    Author,
    /// The year of the news date.
    Year,
    /// The language.
    Language,
}

impl FacetField {
    /// The name as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Section => "section",
            Self::Author => "author",
            Self::Year => "year",
            Self::Language => "language",
        }
    }
}

/// The articles of a query by one of their fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// What they are counted by.
    pub field: FacetField,
    /// Every value that occurs: the commonest first and equals by name, or years in their order.
    pub values: Vec<FacetValue>,
    /// How many articles match.
    pub total: u64,
    /// How many of them have no value.
    pub missing: u64,
    /// How many lie in no year for certain.
    pub partial: u64,
    /// The generation that was counted.
    pub generation: u64,
}

/// A value and how many articles have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value as the articles have it.
    pub value: String,
    /// How many articles have it; of a year, how many certainly.
    pub articles: u64,
    /// How many articles may be of the year and may be of another.
    pub possible: u64,
}

impl Search<'_> {
    /// Counts the articles of a selection by a field.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read, and where the query asks for more than can be sought.
    pub fn facets(&mut self, selection: &Selection, field: FacetField) -> Result<Facets> {
        match field {
            FacetField::Year => self.years(selection),
            _ => self.by_name(selection, field),
        }
    }

    fn by_name(&mut self, selection: &Selection, field: FacetField) -> Result<Facets> {
        let prepared = self.prepare(selection)?;
        let (mut total, mut missing) = (0, 0);
        let mut by_name: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.index.searcher().segment_readers() {
            let names = reader.fast_fields().str(field.as_str()).map_err(index_error)?;
            let mut by_ordinal = vec![0_u64; names.as_ref().map_or(0, |names| names.num_terms())];
            let mut ordinals = Vec::new();
            for_each_match(&*prepared.weight, reader, &mut |documents| {
                total += documents.len() as u64;
                ordinals.clear();
                ordinals.resize(documents.len(), None);
                if let Some(names) = &names {
                    names.ords().first_vals(documents, &mut ordinals);
                }
                for ordinal in &ordinals {
                    let count = ordinal.and_then(|ordinal| by_ordinal.get_mut(ordinal as usize));
                    *count.unwrap_or(&mut missing) += 1;
                }
            })
            .map_err(index_error)?;
            let Some(names) = names else { continue };
            for (ordinal, count) in (0..).zip(by_ordinal).filter(|(_, count)| *count > 0) {
                let mut name = String::new();
                names.ord_to_str(ordinal, &mut name).map_err(|error| index_error(error.into()))?;
                *by_name.entry(name).or_default() += count;
            }
        }
        let mut values: Vec<FacetValue> = by_name
            .into_iter()
            .map(|(value, articles)| FacetValue { value, articles, possible: 0 })
            .collect();
        // Sorting is stable, so that equals stay in the order of their names.
        values.sort_by_key(|value| std::cmp::Reverse(value.articles));
        Ok(Facets { field, values, total, missing, partial: 0, generation: self.index.generation() })
    }

    /// Years are counted as a timeline counts them; those without any article are left out.
    fn years(&mut self, selection: &Selection) -> Result<Facets> {
        let timeline = self.timeline(&TimelineRequest {
            queries: vec![selection.clone()],
            by: PeriodLength::Year,
            occurrences: false,
            relative: false,
        })?;
        let mut facets = Facets {
            field: FacetField::Year,
            values: Vec::new(),
            total: 0,
            missing: 0,
            partial: 0,
            generation: timeline.generation,
        };
        for series in &timeline.series {
            (facets.total, facets.missing) = (series.total.articles, series.undated.articles);
            facets.partial = series.partial.articles;
            for (period, count) in timeline.periods.iter().zip(&series.counts) {
                let (articles, possible) = (count.certain.articles, count.possible.articles);
                if articles + possible > 0 {
                    facets.values.push(FacetValue { value: period.to_string(), articles, possible });
                }
            }
        }
        Ok(facets)
    }
}
