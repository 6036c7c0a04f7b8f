//! How partial dates meet a span of days.

/// What it takes for a partial date, or one that is in doubt, to lie in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateMatch {
    /// It may lie in it: the spans overlap.
    #[default]
    Possible,
    /// It lies in it whatever its exact day: the span holds all of [`certain_span`](crate::date::NewsDate::certain_span).
    /// A year that is about right or doubtful, as `1894~`, lies for certain in no span but that of all days.
    Certain,
}

impl DateMatch {
    const NAMES: [(&'static str, Self); 2] = [("possible", Self::Possible), ("certain", Self::Certain)];

    /// What a name stands for.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, dates)| *dates)
    }

    /// Its name, in options and in JSON.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, dates)| *dates == self).map_or("", |(name, _)| name)
    }
}
