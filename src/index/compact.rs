//! Compacting: fewer segments, and none of the articles that were deleted, within a bound.
//!
//! A merge maps its segments into memory, and they go only when the new one is there. So the sizes of the segments that
//! are merged at once bound both the memory and the disk that it takes.

use super::build::BuildOptions;
use super::files::Generation;
use super::folder::IndexFolder;
use super::space::free_bytes;
use super::writer::{Writer, folder_bytes, real_disk, segments_in};
use crate::error::{Error, ErrorKind, Result};

/// How to compact.
#[derive(Debug, Clone)]
pub struct CompactOptions {
    /// Segments of at most so many bytes together are merged at once.
    pub at_once_bytes: u64,
    /// How the index was analysed, and what time it is.
    pub build: BuildOptions,
}

/// What compacting did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactReport {
    /// How many segments there were.
    pub segments_before: u64,
    /// How many there are.
    pub segments: u64,
    /// How many deleted articles were dropped.
    pub dropped: u64,
    /// How large the index was, in bytes.
    pub bytes_before: u64,
    /// How large it is.
    pub bytes: u64,
}

/// A segment as compacting sees it.
pub(super) struct SegmentSize {
    pub(super) id: tantivy::index::SegmentId,
    pub(super) deleted: u64,
    pub(super) bytes: u64,
}

/// Merges the segments of the live build, and drops what was deleted from them.
///
/// What the index holds stays the same, and so does the number of its generation. A segment larger than the bound is left
/// as it is.
///
/// # Errors
///
/// Fails where there is no index, where another process is writing to it, where the disk has less room than a merge may
/// take, or where the index cannot be written. What was merged until then stays merged.
pub fn compact(folder: &IndexFolder, options: &CompactOptions) -> Result<CompactReport> {
    let build = folder.live_or_error()?;
    let _lock = folder.lock()?;
    let generation = Generation::read(&build)?;
    let mut writer = Writer::open(folder, &options.build, &real_disk)?;
    let bytes_before = folder_bytes(&build);
    let mut segments = writer.segment_sizes(&generation)?;
    let segments_before = segments.len() as u64;
    segments.sort_by_key(|segment| segment.bytes);
    let mut dropped = 0;
    for group in groups(segments, options.at_once_bytes) {
        let bytes: u64 = group.iter().map(|segment| segment.bytes).sum();
        if let Some(free) = free_bytes(folder.path())
            && free < bytes
        {
            return Err(Error::new(
                ErrorKind::Io,
                format!("the disk has {free} bytes free, and the next merge may take {bytes}"),
            )
            .hint("make room, or merge less at once: knipsel index compact --at-once 50"));
        }
        dropped += group.iter().map(|segment| segment.deleted).sum::<u64>();
        writer.merge(&group.into_iter().map(|segment| segment.id).collect::<Vec<_>>())?;
    }
    let build = writer.finish()?;
    Ok(CompactReport {
        segments_before,
        segments: segments_in(&build)?,
        dropped,
        bytes_before,
        bytes: folder_bytes(&build),
    })
}

/// The segments to merge with each other, the smallest first.
fn groups(segments: Vec<SegmentSize>, at_once_bytes: u64) -> Vec<Vec<SegmentSize>> {
    let mut groups: Vec<Vec<SegmentSize>> = Vec::new();
    let mut bytes = 0;
    for segment in segments.into_iter().filter(|segment| segment.bytes <= at_once_bytes) {
        match groups.last_mut() {
            Some(group) if bytes + segment.bytes <= at_once_bytes => {
                bytes += segment.bytes;
                group.push(segment);
            }
            _ => {
                bytes = segment.bytes;
                groups.push(vec![segment]);
            }
        }
    }
    // One by itself is worth rewriting only for what was deleted from it.
    groups.retain(|group| group.len() > 1 || group.iter().any(|segment| segment.deleted > 0));
    groups
}

#[cfg(test)]
mod tests {
    use tantivy::index::SegmentId;

    use super::*;

    /// The sizes of the segments that are merged with each other.
    fn merged(segments: &[(u64, u64)], at_once_bytes: u64) -> Vec<Vec<u64>> {
        let segments = segments.iter().map(|&(bytes, deleted)| SegmentSize {
            id: SegmentId::generate_random(),
            deleted,
            bytes,
        });
        let groups = groups(segments.collect(), at_once_bytes);
        groups.iter().map(|group| group.iter().map(|segment| segment.bytes).collect()).collect()
    }

    #[test]
    fn no_more_is_merged_at_once_than_the_bound() {
        let segments = [(10, 0), (20, 0), (30, 0), (40, 0), (90, 0), (200, 5)];
        assert_eq!(merged(&segments, 1_000), [vec![10, 20, 30, 40, 90, 200]]);
        assert_eq!(merged(&segments, 100), [vec![10, 20, 30, 40]]);
        assert_eq!(merged(&segments, 60), [vec![10, 20, 30]]);
        assert_eq!(merged(&segments, 25), [[0_u64; 0]; 0]);
        // One by itself is written anew where something was deleted from it.
        assert_eq!(merged(&[(10, 1), (95, 0)], 100), [[10]]);
        assert_eq!(merged(&[(10, 0), (95, 1)], 100), [[95]]);
    }
}
