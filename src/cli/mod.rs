//! The command line: what can be said, one file for each command, and how it answers.
//!
//! Data goes to stdout, everything else to stderr. A command ends with 0 when it found something, 1 when there
//! was nothing to find, and 2 when something went wrong, also when a build skipped records.

mod alert;
mod analyze;
mod arguments;
mod backup;
mod build;
mod compact;
mod config;
mod explain;
mod export;
mod facets;
mod filter;
mod hints;
mod kwic;
mod manual;
mod output;
mod parquet;
mod print;
mod query;
mod replay;
mod restore;
mod schedule;
mod screen;
mod search;
mod show;
mod similar;
mod status;
mod timeline;
mod unexpected;
mod verify;
mod watch;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use self::arguments::PathOrUnset;
use self::print::Style;
use crate::config::{Config, Overrides};
use crate::error::{Error, ErrorKind};

/// Full-text search for Dutch news archives.
#[derive(Debug, Parser)]
#[command(name = "knipsel", version, about, long_about = None, propagate_version = true)]
#[command(after_help = "Begin with:\n  knipsel index build PATH    index the archive in PATH\n  \
                        knipsel search WORD         search it")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// The folder of the index [default: ./index, or what knipsel.toml says]
    #[arg(long, global = true, value_name = "DIR", env = "KNIPSEL_INDEX", value_parser = PathOrUnset)]
    index: Option<PathBuf>,
    /// The configuration file [default: ./knipsel.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE", env = "KNIPSEL_CONFIG", value_parser = PathOrUnset)]
    config: Option<PathBuf>,
    /// When to use colour and bold
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: print::ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build an index, or see what is in one
    #[command(subcommand)]
    Index(IndexCommand),
    /// Let systemd or cron bring the index up to date, or see when they do
    #[command(subcommand)]
    Schedule(schedule::ScheduleCommand),
    /// Search the index
    Search(search::SearchArgs),
    /// Count articles and occurrences over time
    Timeline(timeline::TimelineArgs),
    /// Count articles by source, section, author, year or language
    Facets(facets::FacetsArgs),
    /// List every place where a query occurs, with the words around it
    Kwic(kwic::KwicArgs),
    /// Write every article that a query finds, with a manifest by which the result can be cited and repeated
    Export(export::ExportArgs),
    /// Find articles on the same matter as one
    Similar(similar::SimilarArgs),
    /// Show an article, with its versions and its copies
    Show(show::ShowArgs),
    /// Keep watch on a query: digests of the articles that come in
    #[command(subcommand)]
    Alert(alert::AlertCommand),
    /// Show how text is analysed: its words, and the terms under which they are found
    Analyze(analyze::AnalyzeArgs),
    /// Look whether the settings are right
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Write what a shell needs to complete commands and options
    Completions(manual::CompletionsArgs),
    /// Write the manual page
    Man(manual::ManArgs),
}

#[derive(Debug, Subcommand)]
enum IndexCommand {
    /// Build the index, or bring it up to date: only what changed is read
    Build(build::BuildArgs),
    /// Stay, and bring the index up to date when files of the archive change, and at set times
    Watch(watch::WatchArgs),
    /// Build the index anew beside the live one, and swap it in whole
    Rebuild(build::RebuildArgs),
    /// Say what is in the index, and what was skipped
    Status(status::StatusArgs),
    /// Check that the index is as it was written: its files, its ledger and its terms
    Verify(verify::VerifyArgs),
    /// Merge the parts of the index, and drop what was deleted from them
    Compact(compact::CompactArgs),
    /// Copy one whole generation, also while the index is being built
    Backup(backup::BackupArgs),
    /// Make a backup the live index
    Restore(restore::RestoreArgs),
    /// Make the build before the last rebuild or restore live again
    Rollback(restore::RollbackArgs),
}

/// How a command ended, when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There was something to find.
    Found,
    /// There was nothing.
    NothingFound,
    /// Something was skipped, or a query was not right; it has been said on stderr.
    Faulty,
}

/// What a command works with.
struct Context {
    config: Config,
    out: Style,
    err: Style,
}

impl Context {
    /// Says on stderr what went wrong, where the command goes on all the same.
    fn say_error(&self, error: impl Into<anyhow::Error>) -> std::io::Result<()> {
        writeln!(std::io::stderr().lock(), "{}", self.error(error))
    }

    /// An error as it is shown.
    fn error(&self, error: impl Into<anyhow::Error>) -> String {
        print::error(&hints::complete(error.into(), &self.config.overrides), self.err)
    }

    /// A sentence whose commands are about the same index and go by the same settings.
    fn complete(&self, sentence: &str) -> String {
        self.config.overrides.complete(sentence)
    }
}

/// Reads the command line, does what it says, and gives the exit code.
pub fn run() -> ExitCode {
    // clap prints help and mistakes by itself, and ends with 0 and 2 as the contract says.
    let cli: Cli = arguments::parse();
    let style = (Style::of_stdout(cli.global.color), Style::of_stderr(cli.global.color));
    let set = |path: &Option<PathBuf>| path.clone().filter(|path| !path.as_os_str().is_empty());
    let overrides = Overrides { config: set(&cli.global.config), index: set(&cli.global.index) };
    match unexpected::caught(|| dispatch(cli.command, &overrides, style)) {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::Faulty) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let error = hints::complete(with_place(error), &overrides);
            let _ = writeln!(std::io::stderr().lock(), "{}", print::error(&error, style.1));
            ExitCode::from(2)
        }
    }
}

fn dispatch(command: Command, overrides: &Overrides, (out, err): (Style, Style)) -> anyhow::Result<Outcome> {
    // Some commands need no settings, or say what is wrong with them.
    let context = || Ok::<_, Error>(Context { config: Config::resolve(overrides)?, out, err });
    match command {
        Command::Index(IndexCommand::Build(args)) => build::build(&context()?, args),
        Command::Index(IndexCommand::Watch(args)) => watch::watch(&context()?, &args, overrides),
        Command::Index(IndexCommand::Rebuild(args)) => build::rebuild(&context()?, args),
        Command::Index(IndexCommand::Status(args)) => status::status(&context()?, &args),
        Command::Schedule(command) => schedule::schedule(&context()?, command, overrides),
        Command::Index(IndexCommand::Verify(args)) => verify::verify(&context()?, &args),
        Command::Index(IndexCommand::Compact(args)) => compact::compact(&context()?, &args),
        Command::Index(IndexCommand::Backup(args)) => backup::backup(&context()?, &args),
        Command::Index(IndexCommand::Restore(args)) => restore::restore(&context()?, &args),
        Command::Index(IndexCommand::Rollback(args)) => restore::rollback(&context()?, &args),
        Command::Search(args) => search::search(&context()?, &args),
        Command::Timeline(args) => timeline::timeline(&context()?, &args),
        Command::Facets(args) => facets::facets(&context()?, &args),
        Command::Kwic(args) => kwic::kwic(&context()?, &args),
        Command::Export(args) => export::export(&context()?, &args),
        Command::Similar(args) => similar::similar(&context()?, &args),
        Command::Show(args) => show::show(&context()?, &args),
        Command::Alert(command) => alert::alert(&context()?, &command),
        Command::Analyze(args) => analyze::analyze(&context()?, &args),
        Command::Config(command) => config::config(&command, overrides, err),
        Command::Completions(args) => manual::completions(&args, Cli::command()),
        Command::Man(args) => manual::man(&args, Cli::command()),
    }
}

/// A refusal of the operating system that names no place is one to take the answer: all others are made by
/// [`Error::io`], which names it.
fn with_place(error: anyhow::Error) -> anyhow::Error {
    let cause = match error.downcast::<std::io::Error>() {
        Ok(io) => io,
        Err(error) => match error.downcast::<serde_json::Error>() {
            Ok(json) if json.is_io() => json.into(),
            Ok(json) => return json.into(),
            Err(error) => return error,
        },
    };
    let hint = "send it to a file on a disk with room, or to a program that reads it";
    Error::new(ErrorKind::Io, "cannot write to the standard output").caused_by(cause).hint(hint).into()
}

/// Whoever read the output has enough of it; that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|json| json.io_error_kind() == Some(BrokenPipe))
    })
}
