//! `knipsel index compact`.

use std::io::Write;

use clap::Args;

use super::{Context, Outcome, print, screen};
use crate::index::{CompactOptions, IndexFolder, compact as compact_index};
use crate::schedule::build_options;
use crate::wire::CompactObject;

#[derive(Debug, Args)]
pub(super) struct CompactArgs {
    /// Merge so many megabytes at once at most, which bounds the memory and the disk that it takes
    #[arg(long, value_name = "MB", default_value_t = 350, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    at_once: u64,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn compact(context: &Context, args: &CompactArgs) -> anyhow::Result<Outcome> {
    let options =
        CompactOptions { at_once_bytes: args.at_once * 1_000_000, build: build_options(&context.config) };
    let report = compact_index(&IndexFolder::at(&context.config.index), &options)?;
    if args.json {
        screen::write_object(context.out, &CompactObject::new(&report))?;
    } else {
        writeln!(
            std::io::stdout().lock(),
            "{} instead of {}, {} instead of {}, {} dropped",
            print::counted(report.segments, "segment"),
            print::number(report.segments_before),
            print::bytes(report.bytes),
            print::bytes(report.bytes_before),
            print::counted(report.dropped, "deleted article"),
        )?;
    }
    Ok(Outcome::Found)
}
