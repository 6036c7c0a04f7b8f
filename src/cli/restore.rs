//! `knipsel index restore` and `knipsel index rollback`: an earlier state becomes the live one.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome, print, screen};
use crate::index::{IndexFolder, RestoreReport, restore as restore_index, rollback as roll_back};
use crate::wire::RestoreObject;

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The folder or the .tar.zst file that `knipsel index backup` wrote
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RollbackArgs {
    /// Which of the builds that `--keep` kept: 1 is the latest, 2 the one before it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    back: u16,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn restore(context: &Context, args: &RestoreArgs) -> anyhow::Result<Outcome> {
    let folder = IndexFolder::at(&context.config.index);
    say(context, &restore_index(&folder, &args.from, &context.config.analysis)?, args.json)
}

pub(super) fn rollback(context: &Context, args: &RollbackArgs) -> anyhow::Result<Outcome> {
    let folder = IndexFolder::at(&context.config.index);
    say(context, &roll_back(&folder, args.back.into(), &context.config.analysis)?, args.json)
}

fn say(context: &Context, report: &RestoreReport, json: bool) -> anyhow::Result<Outcome> {
    if json {
        screen::write_object(context.out, &RestoreObject::new(report))?;
        return Ok(Outcome::Found);
    }
    let mut out = std::io::stdout().lock();
    let articles = print::counted(report.articles, "article");
    let before = report.was_generation;
    if report.generation == before {
        writeln!(out, "generation {before} is live, with {articles}")?;
    } else {
        writeln!(
            out,
            "generation {before} is live again as generation {}, with {articles}",
            report.generation
        )?;
    }
    if report.replaced {
        let rollback = context.complete("`knipsel index rollback` brings it back");
        writeln!(out, "what was live before is kept: {rollback}")?;
    }
    Ok(Outcome::Found)
}
