//! `knipsel config`: whether the settings are right, and an example of all of them.

use std::io::Write;

use clap::Subcommand;

use super::{Outcome, print};
use crate::config::{Checked, EXAMPLE, FILE_NAME, Overrides};

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Say whether the settings are right, what is wrong with each that is not, and what they come to
    Check,
    /// Write a commented file of all settings, none of which is set
    Example,
}

pub(super) fn config(
    command: &ConfigCommand,
    overrides: &Overrides,
    err: print::Style,
) -> anyhow::Result<Outcome> {
    match command {
        ConfigCommand::Check => check(overrides, err),
        ConfigCommand::Example => {
            std::io::stdout().lock().write_all(EXAMPLE.as_bytes())?;
            Ok(Outcome::Found)
        }
    }
}

fn check(overrides: &Overrides, err: print::Style) -> anyhow::Result<Outcome> {
    let Checked { file, config, problems } = Checked::read(overrides)?;
    if !problems.is_empty() {
        let mut out = std::io::stderr().lock();
        let count = print::counted(problems.len() as u64, "setting");
        for problem in problems {
            writeln!(out, "{}\n", print::error(&problem.into(), err))?;
        }
        writeln!(out, "{count} to mend")?;
        return Ok(Outcome::Faulty);
    }
    let mut out = std::io::stdout().lock();
    match file {
        Some(file) => writeln!(out, "`{}` is right", file.display())?,
        None => writeln!(out, "there is no `{FILE_NAME}` here: all settings have their defaults")?,
    }
    writeln!(out, "index         {}", config.index.display())?;
    for archive in &config.archives {
        let remark = if archive.exists() { "" } else { " (not there now)" };
        writeln!(out, "archive       {}{remark}", archive.display())?;
    }
    Ok(Outcome::Found)
}
