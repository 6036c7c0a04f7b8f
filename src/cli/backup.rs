//! `knipsel index backup`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, print, screen};
use crate::index::{IndexFolder, backup as back_up};
use crate::wire::BackupObject;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// A folder, which gets only what changed when it has a backup already, or a file whose name ends in .tar.zst
    #[arg(value_name = "DEST")]
    to: PathBuf,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn backup(context: &Context, args: &BackupArgs) -> anyhow::Result<Outcome> {
    let report = back_up(&IndexFolder::at(&context.config.index), &args.to)?;
    if args.json {
        let object = BackupObject::new(args.to.display().to_string(), &report);
        screen::write_object(context.out, &object)?;
    } else {
        writeln!(
            std::io::stdout().lock(),
            "backed up generation {} with {}: {}, {}, of which {} had to be written",
            report.generation,
            print::counted(report.articles, "article"),
            print::counted(report.files, "file"),
            print::bytes(report.bytes),
            print::bytes(report.written_bytes),
        )?;
    }
    Ok(Outcome::Found)
}
