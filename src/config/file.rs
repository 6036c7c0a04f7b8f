//! The settings file as values that know their place, so that a mistake is shown where it stands.
//!
//! The tree is walked by hand, and not by `serde`, whose messages speak of sequences, maps and variants.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind, Result};

/// Every setting, by the table that it belongs in; the first is the file itself.
pub(super) const SETTINGS: &[(&str, &[&str])] = &[
    ("", &["index", "archive", "fields", "analysis", "synonyms", "schedule", "alert_delivery"]),
    ("[analysis]", &["old_spelling", "keep_whole", "headwords"]),
    ("[[synonyms]]", &["words", "from", "to"]),
    ("[schedule]", &["on_failure"]),
    ("[[alert_delivery]]", &["alerts", "mail", "from", "sendmail", "smtp", "webhook", "folder", "format"]),
];

/// The text of a settings file.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'t> {
    pub(super) path: &'t Path,
    pub(super) text: &'t str,
}

/// A value of the file, and its place.
#[derive(Debug, Clone)]
pub(super) struct At<'t, T> {
    pub(super) value: T,
    file: File<'t>,
    span: Range<usize>,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Setting<'t> {
    pub(super) key: At<'t, &'t str>,
    value: &'t Spanned<DeValue<'t>>,
}

impl<'t> File<'t> {
    /// Reads the file as TOML.
    pub(super) fn parse(self) -> Result<Spanned<DeTable<'t>>> {
        DeTable::parse(self.text).map_err(|error| {
            self.at((), error.span().unwrap_or(0..0)).wrong(
                format!("the settings cannot be read: {}", error.message()),
                "name a setting once; texts stand between quotes, and so do words before `=` with accents, dots \
                 or spaces",
            )
        })
    }

    /// The settings of a table, in the order of the file.
    pub(super) fn settings(self, table: &'t DeTable<'t>) -> Vec<Setting<'t>> {
        let settings =
            table.iter().map(|(key, value)| Setting { key: self.at(&**key.get_ref(), key.span()), value });
        let mut settings: Vec<Setting<'t>> = settings.collect();
        settings.sort_by_key(|setting| setting.key.span.start);
        settings
    }

    fn at<T>(self, value: T, span: Range<usize>) -> At<'t, T> {
        At { value, file: self, span }
    }
}

impl<'t, T> At<'t, T> {
    /// What is made of the value, at the same place.
    pub(super) fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<At<'t, U>> {
        let Self { value, file, span } = self;
        match make(value) {
            Ok(value) => Ok(At { value, file, span }),
            Err(error) => Err(file.at((), span).place(error)),
        }
    }

    /// An error at this place.
    pub(super) fn wrong(&self, what: impl Into<String>, hint: impl Into<String>) -> Error {
        self.place(Error::new(ErrorKind::Config, what).hint(hint))
    }

    /// Adds the place to an error.
    pub(super) fn place(&self, error: Error) -> Error {
        error.at_span(self.file.path, self.file.text, self.span.clone())
    }
}

impl<'t> Setting<'t> {
    /// The value, which is to be a text.
    pub(super) fn text(&self) -> Result<&'t str> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.not("a text is wanted", "write it between quotes")),
        }
    }

    /// What is made of the value, which is to be a text.
    pub(super) fn read<T>(&self, make: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let text = self.text()?;
        make(text).map_err(|error| self.key.file.at((), self.value.span()).place(error))
    }

    /// The value, which is to be a text or a list of texts.
    pub(super) fn texts(&self) -> Result<Vec<At<'t, &'t str>>> {
        let items = match self.value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(self.value),
            DeValue::Array(items) => items,
            _ => {
                let hint = format!("write {} = [\"one\", \"another\"]", self.key.value);
                return Err(self.not("a text or a list of texts is wanted", &hint));
            }
        };
        let text = |item: &'t Spanned<DeValue<'t>>| match item.get_ref() {
            DeValue::String(text) => Ok(self.key.file.at(&**text, item.span())),
            _ => Err(self.not_in_list(item, "a text", "write it between quotes")),
        };
        items.iter().map(text).collect()
    }

    /// The value, which is to be `true` or `false`.
    pub(super) fn boolean(&self) -> Result<bool> {
        match self.value.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            _ => Err(self.not("true or false is wanted", "write `true` or `false`, without quotes")),
        }
    }

    /// The settings of the table that the value is to be; `name` is that of the table.
    pub(super) fn table(&self, name: &str) -> Result<Vec<Setting<'t>>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(self.key.file.settings(table)),
            _ => Err(self.not("a table is wanted", &format!("write its lines under `[{name}]`"))),
        }
    }

    /// The tables of the list that the value is to be.
    pub(super) fn tables(&self) -> Result<Vec<At<'t, Vec<Setting<'t>>>>> {
        let hint = format!("write each under a `[[{}]]` of its own", self.key.value);
        let DeValue::Array(items) = self.value.get_ref() else {
            return Err(self.not("a list of tables is wanted", &hint));
        };
        let file = self.key.file;
        let table = |item: &'t Spanned<DeValue<'t>>| match item.get_ref() {
            DeValue::Table(table) => Ok(file.at(file.settings(table), item.span())),
            _ => Err(self.not_in_list(item, "a table", &hint)),
        };
        items.iter().map(table).collect()
    }

    /// The key is no setting of the table `name`.
    pub(super) fn unknown(&self, name: &str) -> Error {
        let key = self.key.value;
        let what = match name {
            "" => format!("`{key}` is no setting"),
            _ => format!("`{key}` is no setting of `{name}`"),
        };
        let here = SETTINGS.iter().find(|(table, _)| *table == name).map_or(&[][..], |(_, keys)| keys);
        let hint = match SETTINGS.iter().find(|(_, keys)| keys.contains(&key)) {
            Some(("", _)) => format!("`{key}` belongs at the top of the file, above the first `[…]`"),
            Some((table, _)) => format!("`{key}` belongs under `{table}`"),
            None => nearest(key, here),
        };
        self.key.wrong(what, hint)
    }

    fn not(&self, wanted: &str, hint: &str) -> Error {
        let what = format!("`{}` is {}, and {wanted}", self.key.value, kind(self.value.get_ref()));
        self.key.file.at((), self.value.span()).wrong(what, hint)
    }

    fn not_in_list(&self, item: &Spanned<DeValue<'_>>, wanted: &str, hint: &str) -> Error {
        let what = format!(
            "{} stands in the list `{}`, and {wanted} is wanted",
            kind(item.get_ref()),
            self.key.value
        );
        self.key.file.at((), item.span()).wrong(what, hint)
    }
}

/// Says which of the `known` words was meant, or where none is near, which there are.
pub(super) fn nearest(word: &str, known: &[&str]) -> String {
    let distances = known.iter().map(|known| (strsim::damerau_levenshtein(word, known), known));
    match distances.min() {
        Some((distance, nearest)) if distance * 3 <= word.chars().count() => format!("write `{nearest}`"),
        _ => format!("there are {}", known.join(", ")),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
