//! The objects that leave the program: one JSON object a line, the same for every way out.
//!
//! Offsets are in Unicode code points of the `text` they stand beside. Fields that have no value are left out.

mod answer;
mod concordance;
mod counts;
mod delimited;
mod digest;
mod export;
mod hit;
mod keeping;
mod manifest;
mod run;
mod schedule;
mod similar;
mod status;
mod token;
mod verify;

pub use self::answer::{
    DiagnosticObject, ExplainedTermObject, ExplainedWordObject, ExplanationObject, RefusedObject,
    SuggestionObject, SummaryObject,
};
pub use self::concordance::{ConcordanceObject, LineObject};
pub use self::counts::{FacetObject, FacetsObject, PeriodObject, RelativeObject, TimelineObject};
pub use self::delimited::Delimited;
pub use self::digest::{AlertObject, DigestObject};
pub use self::export::{ExportFormat, Exporter, without_spaces};
pub use self::hit::{ArticleAbout, ArticleObject, HighlightObject, HitObject, SnippetObject};
pub use self::keeping::{BackupObject, CompactObject, RestoreObject};
pub use self::manifest::{
    BoundsObject, DifferenceObject, ManifestLine, ManifestObject, MemberObject, ReplayObject,
};
pub use self::run::{RunObject, RunOutcome};
pub use self::schedule::ScheduleObject;
pub use self::similar::{SimilarObject, TellingWordObject};
pub use self::status::{BuildObject, ProblemObject, SourceObject, StatusObject};
pub use self::token::{OriginObject, PieceObject, SpellingRuleObject, TermObject, TokenObject};
pub use self::verify::{FaultObject, VerifyObject};
