//! What tests of several modules need.

use std::path::Path;

use crate::dutch::AnalysisOptions;
use crate::index::{BuildOptions, IndexFolder, OpenIndex, build};

/// Indexes the folder `archive`.
pub(super) fn index(work: &Path) -> OpenIndex {
    let folder = IndexFolder::at(work.join("index"));
    let options = BuildOptions { paths: vec![work.join("archive")], threads: 1, ..BuildOptions::default() };
    build(&folder, &options, &mut |_| {}).unwrap();
    OpenIndex::open(&folder, &AnalysisOptions::default()).unwrap()
}
