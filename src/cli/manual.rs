//! `knipsel completions` and `knipsel man`: what the command line says of itself, for shells and for `man`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use super::Outcome;
use crate::error::Error;

#[derive(Debug, Args)]
#[command(after_help = "For bash, in ~/.bashrc:\n  source <(knipsel completions bash)")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "To read it at once:\n  knipsel man | man -l -")]
pub(super) struct ManArgs {
    /// Write a page for every command into this folder, which is made where it is not there
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Writes a script that completes the words of `program` in a shell.
pub(super) fn completions(args: &CompletionsArgs, mut program: Command) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "knipsel", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Found)
}

/// Writes the manual of `program`: one page, or one for each command.
pub(super) fn man(args: &ManArgs, mut program: Command) -> anyhow::Result<Outcome> {
    // The names of all commands are filled in when the program is built: `knipsel-index-build`.
    program.build();
    match &args.output {
        None => std::io::stdout().lock().write_all(&page(program)?)?,
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, error))?;
            write_pages(program, folder)?;
        }
    }
    Ok(Outcome::Found)
}

fn write_pages(command: Command, folder: &Path) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help")
    {
        write_pages(inner.clone(), folder)?;
    }
    let path = folder.join(format!("{name}.1"));
    std::fs::write(&path, page(command)?).map_err(|error| Error::io("write", &path, error))?;
    Ok(())
}

fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}
