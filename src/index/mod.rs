//! The index: what is written, how it is kept up to date, and how it is opened.
//!
//! An index lives in an [`IndexFolder`]. [`build()`] brings it to what the archive holds; [`OpenIndex`] is one
//! generation of it, which stays whole for whoever has it open.

mod build;
mod commit_info;
pub(crate) mod copies;
pub(crate) mod days;
mod folder;
mod ledger;
mod merge;
mod open;
mod reading;
pub(crate) mod schema;
mod scope;
mod status;
pub(crate) mod terms;
mod waiting;
mod writer;

pub use build::{BuildEvent, BuildOptions, BuildReport, build};
pub use folder::{IndexFolder, WriterLock};
pub use ledger::{LedgerFile, LedgerProblem, LedgerTrouble};
pub use open::OpenIndex;
pub use schema::StoredArticle;
pub use status::{Status, status};
pub(crate) use writer::write_error as index_error;
