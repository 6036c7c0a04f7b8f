//! The index: what is written, how it is kept up to date, and how it is opened.
//!
//! An index lives in an [`IndexFolder`]. [`build()`] brings it to what the archive holds; [`OpenIndex`] is one
//! generation of it, which stays whole for whoever has it open.

mod automaton;
mod backup;
mod blocks;
mod build;
mod cause;
mod commit_info;
mod compact;
pub(crate) mod copies;
pub(crate) mod days;
mod field_writer;
mod files;
mod folder;
pub(crate) mod forms;
mod indexing;
mod inverter;
mod ledger;
mod lock;
mod merge;
mod open;
pub(crate) mod pairs;
mod reading;
mod restore;
pub(crate) mod schema;
mod scope;
mod seal;
mod segment_builder;
mod shrink;
mod space;
mod status;
pub(crate) mod terms;
#[cfg(test)]
mod tests;
mod unless_stopped;
mod verify;
mod writer;

pub use backup::{BackupReport, backup};
pub use build::{BuildEvent, BuildOptions, BuildReport, build};
pub use compact::{CompactOptions, CompactReport, compact};
pub use folder::IndexFolder;
pub(crate) use folder::{make_folder, sync_folder, sync_folder_of, write_whole};
pub use ledger::{LedgerFile, LedgerProblem, LedgerTrouble};
pub use lock::HeldFile;
pub use open::OpenIndex;
pub use restore::{RestoreReport, restore, rollback};
pub use schema::StoredArticle;
pub use scope::place_in;
pub use space::{Growth, Room, SizeOnDay};
pub use status::{Status, room, status};
pub(crate) use unless_stopped::unless_stopped;
pub use verify::{TextsToCompare, VerifyFault, VerifyReport, verify};
pub(crate) use writer::write_error as index_error;
