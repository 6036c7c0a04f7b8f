//! How partial dates meet a span of days.

/// What it takes for a partial date to lie in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateMatch {
    /// It may lie in it: the spans overlap.
    #[default]
    Possible,
    /// It lies in it whatever its exact day: the span holds the date's whole span.
    Certain,
}
