//! The options that say which articles a query is put to and how it is read; several commands share them.

use clap::{Args, ValueEnum};

use super::search::today;
use crate::date::{self, Day, DaySpan};
use crate::error::{Error, ErrorKind, Result};
use crate::query::{DateMatch, Language, MatchLevel, Node, restate};
use crate::search::{Search, Selection};

#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Only articles from this day on: 2021, 2021-11, 16-11-2021
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Only articles up to this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Only articles of this day, month, year or span
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"], allow_hyphen_values = true)]
    on: Option<String>,
    /// Whether a date must lie in the span whatever its day, which one like 1894~ does not, or only may
    #[arg(long, value_name = "HOW", default_value = "possible")]
    dates: DatesArg,
    /// How far words of the text may be from those of the query
    #[arg(long = "match", value_name = "HOW", default_value = "broad")]
    level: MatchArg,
    /// The language in which a query is restated
    #[arg(long, value_name = "LANGUAGE", default_value = "nl")]
    lang: LangArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DatesArg {
    /// It may lie in the span
    Possible,
    /// It lies in the span for certain
    Certain,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum MatchArg {
    /// The words as they are written, case and accents aside
    Exact,
    /// Any inflection
    Inflected,
    /// Compounds and other spellings too
    Broad,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    /// Dutch
    Nl,
    /// English
    En,
}

impl DatesArg {
    fn dates(self) -> DateMatch {
        match self {
            DatesArg::Possible => DateMatch::Possible,
            DatesArg::Certain => DateMatch::Certain,
        }
    }
}

impl MatchArg {
    pub(super) fn level(self) -> MatchLevel {
        match self {
            MatchArg::Exact => MatchLevel::Exact,
            MatchArg::Inflected => MatchLevel::Inflected,
            MatchArg::Broad => MatchLevel::Broad,
        }
    }
}

impl FilterArgs {
    /// What is sought, in a sentence.
    pub(super) fn restated(&self, selection: &Selection, search: &mut Search<'_>) -> String {
        let Selection { query, level, days, dates } = selection;
        restate(query, *level, *days, *dates, &search.synonyms_in(query, *level), self.language())
    }

    /// The language in which a query is restated.
    pub(super) fn language(&self) -> Language {
        match self.lang {
            LangArg::Nl => Language::Dutch,
            LangArg::En => Language::English,
        }
    }

    /// The articles that a query finds among those that the options leave.
    pub(super) fn selection(&self, query: Node) -> Result<Selection> {
        Ok(Selection { query, level: self.level.level(), days: self.days()?, dates: self.dates.dates() })
    }

    /// The span of days that the options name.
    fn days(&self) -> Result<Option<DaySpan>> {
        let today = today();
        let read = |option: &str, value: &Option<String>| -> Result<Option<DaySpan>> {
            let Some(value) = value else { return Ok(None) };
            date::parse_filter(value, today).map(Some).map_err(|error| {
                let hint = error.hint().unwrap_or("write a date such as 2021, 2021-11 or 2021-11-16");
                Error::new(ErrorKind::Usage, format!("{option}: {error}")).hint(hint)
            })
        };
        if let Some(on) = read("--on", &self.on)? {
            return Ok(Some(on));
        }
        let (from, to) = (read("--from", &self.from)?, read("--to", &self.to)?);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let first = from.map_or(Day::FIRST, |span| span.first);
        let last = to.map_or(Day::LAST, |span| span.last);
        DaySpan::new(first, last).map(Some).ok_or_else(|| {
            let (from, to) = (self.from.as_deref().unwrap_or(""), self.to.as_deref().unwrap_or(""));
            Error::new(
                ErrorKind::Usage,
                format!("--from `{from}` comes after --to `{to}`: no day lies between them"),
            )
            .hint(format!("swap them: --from {to} --to {from}"))
        })
    }
}
