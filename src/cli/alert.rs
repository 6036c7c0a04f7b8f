//! `knipsel alert`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::filter::FilterArgs;
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::today;
use super::{Context, Outcome, print, screen};
use crate::alerts::{
    Alert, AlertFolder, AlertState, LockedAlerts, Page, PageFormat, RETRY_AFTER, Service, ServiceReport,
    Waiting, put_file,
};
use crate::error::Error;
use crate::index::{IndexFolder, OpenIndex};
use crate::search::Search;

#[derive(Debug, Subcommand)]
pub(super) enum AlertCommand {
    /// Add an alert: a query that tells of articles that come in from now on
    Add(AddArgs),
    /// List the alerts
    List(ListArgs),
    /// Remove an alert, and what of it waits to be delivered
    Remove(RemoveArgs),
    /// Write a digest of what is new since the last run
    Run(RunArgs),
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Its name: letters, digits, `-` and `_`
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    name: String,
    /// What to look for, as in `knipsel search`; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Let the first run tell of all that is in the index now, too
    #[arg(long)]
    backfill: bool,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Write JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Only this alert
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The format of the digest
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: FormatArg,
    /// The file to write, whole or not at all; in a folder, a file for each digest [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// Text with light markup
    Markdown,
    /// A web page
    Html,
    /// JSON Lines: one digest a line
    Json,
    /// An Atom feed, with an entry for each article
    Atom,
}

impl FormatArg {
    fn format(self) -> PageFormat {
        match self {
            FormatArg::Markdown => PageFormat::Markdown,
            FormatArg::Html => PageFormat::Html,
            FormatArg::Json => PageFormat::Json,
            FormatArg::Atom => PageFormat::Atom,
        }
    }
}

pub(super) fn alert(context: &Context, command: &AlertCommand) -> anyhow::Result<Outcome> {
    let index = IndexFolder::at(&context.config.index);
    let folder = AlertFolder::of(&index);
    match command {
        AlertCommand::Add(args) => add(context, &index, folder, args),
        AlertCommand::List(args) => list(context, &folder, args),
        AlertCommand::Remove(args) => {
            // What is not there needs no lock, which would make a folder for alerts.
            folder.check(&args.name)?;
            let waiting = folder.lock()?.remove(&args.name)?;
            let mut told = std::io::stderr().lock();
            writeln!(told, "removed the alert {}", args.name)?;
            if waiting > 0 {
                writeln!(told, "with it went {} that waited", print::counted(waiting, "digest"))?;
            }
            Ok(Outcome::Found)
        }
        AlertCommand::Run(args) => run(context, &index, folder, args),
    }
}

fn add(
    context: &Context,
    index: &IndexFolder,
    folder: AlertFolder,
    args: &AddArgs,
) -> anyhow::Result<Outcome> {
    let query = args.query.join(" ");
    Alert::check_name(&args.name)?;
    let Some(parsed) = parse_query(context, &query, today(), false)? else { return Ok(Outcome::Faulty) };
    let selection = args.filter.selection(parsed.root)?;
    let alert = Alert {
        name: args.name.clone(),
        query,
        level: selection.level,
        days: selection.days,
        dates: selection.dates,
        language: args.filter.language(),
    };
    let open = OpenIndex::open(index, &context.config.analysis)?;
    let mut search = Search::new(&open).with_synonyms(&context.config.synonyms);
    let restated = args.filter.restated(&selection, &mut search);
    let mut alerts = folder.lock()?;
    let added = alerts.add(&alert, &mut search, open.generation(), today(), args.backfill);
    let Some(state) = answered(context, &alert.query, added, false)? else { return Ok(Outcome::Faulty) };
    let mut told = std::io::stderr().lock();
    writeln!(told, "{}", context.err.safe(&restated))?;
    if args.backfill {
        let first = context.complete("the first `knipsel alert run`");
        writeln!(told, "{first} tells of all that is in the index, too")?;
    } else {
        let known = print::counted(state.seen, "article");
        writeln!(told, "known from the start: {known}; --backfill has the first run tell of them, too")?;
    }
    Ok(Outcome::Found)
}

fn list(context: &Context, folder: &AlertFolder, args: &ListArgs) -> anyhow::Result<Outcome> {
    let names = folder.names()?;
    if names.is_empty() {
        return no_alerts(context);
    }
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    for name in &names {
        let state = folder.state(name)?;
        let waiting = folder.waiting(name)?.len() as u64;
        if args.json {
            screen::write_line(&mut out, &state.object(waiting))?;
        } else {
            print_alert(&mut out, context, &state, waiting)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Found)
}

fn no_alerts(context: &Context) -> anyhow::Result<Outcome> {
    let told = context.complete("there are no alerts: knipsel alert add NAME QUERY");
    writeln!(std::io::stderr().lock(), "{told}")?;
    Ok(Outcome::NothingFound)
}

fn print_alert(
    out: &mut impl Write,
    context: &Context,
    state: &AlertState,
    waiting: u64,
) -> std::io::Result<()> {
    let style = context.out;
    writeln!(out, "{}  {}", style.bold(&state.alert.name), style.safe(&state.alert.query))?;
    let looked = match state.generation {
        0 => "has never looked".to_owned(),
        generation => format!("looked up to generation {generation}"),
    };
    let digests = print::counted(state.digests, "digest");
    let waits = if waiting > 0 { format!(", {} waiting", print::number(waiting)) } else { String::new() };
    writeln!(out, "  {}", style.dim(&format!("{looked}; {digests}{waits}")))
}

fn run(
    context: &Context,
    index: &IndexFolder,
    folder: AlertFolder,
    args: &RunArgs,
) -> anyhow::Result<Outcome> {
    let names = match &args.name {
        Some(name) => {
            folder.check(name)?;
            vec![name.clone()]
        }
        None => folder.names()?,
    };
    if names.is_empty() {
        return no_alerts(context);
    }
    let mut alerts = folder.lock()?;
    let now = Timestamp::now().to_string();
    let service = service(context, index, &now);
    let mut report = service.look(&mut alerts, &names)?;
    service.send(&mut alerts, &names, &mut report);
    let found = report.sent > 0;
    let faulty = !tell(context, report, false)?;
    let mut waiting = Vec::new();
    for name in names.iter().filter(|name| !service.sends(name)) {
        waiting.extend(alerts.waiting(name)?);
    }
    if !waiting.is_empty() {
        write(context, &mut alerts, &waiting, args)?;
    }
    Ok(if faulty {
        Outcome::Faulty
    } else if waiting.is_empty() && !found {
        Outcome::NothingFound
    } else {
        Outcome::Found
    })
}

/// What the settings say of alerts.
fn service<'c>(context: &'c Context, index: &'c IndexFolder, now: &'c str) -> Service<'c> {
    Service {
        index,
        analysis: &context.config.analysis,
        synonyms: &context.config.synonyms,
        deliveries: &context.config.deliveries,
        retry_after: &RETRY_AFTER,
        today: today(),
        now,
    }
}

/// Says on stderr what came of it, or where it is to be quiet only what went wrong, and whether all went well.
pub(super) fn tell(context: &Context, report: ServiceReport, quiet: bool) -> anyhow::Result<bool> {
    let alerts = AlertFolder::of(&IndexFolder::at(&context.config.index));
    let well = report.failed.is_empty() && report.unsent.is_empty();
    for (name, new) in report.new.into_iter().filter(|_| !quiet) {
        writeln!(std::io::stderr().lock(), "{name}: {}", print::counted(new, "new article"))?;
    }
    for (name, error) in report.failed {
        let query = alerts.state(&name).map(|state| state.alert.query).unwrap_or_default();
        match answered(context, &query, Err::<(), _>(error), false) {
            Ok(_) => writeln!(std::io::stderr().lock(), "  in the alert {name}")?,
            Err(error) => context.say_error(error)?,
        }
    }
    for error in report.unsent {
        context.say_error(error)?;
    }
    if report.sent > 0 && !quiet {
        writeln!(std::io::stderr().lock(), "sent {}", print::counted(report.sent, "digest"))?;
    }
    Ok(well)
}

/// Writes the digests that wait, and strikes them when they are written.
fn write(
    context: &Context,
    alerts: &mut LockedAlerts,
    waiting: &[Waiting],
    args: &RunArgs,
) -> anyhow::Result<()> {
    let format = args.format.format();
    match &args.output {
        Some(folder) if folder.is_dir() => {
            for waiting in waiting {
                let digest = alerts.digest(waiting)?;
                let path = folder.join(format!("{}.{}", digest.name(), format.extension()));
                put(&path, &document(alerts, std::slice::from_ref(waiting), format)?)?;
                alerts.delivered(waiting)?;
                told(context, &path)?;
            }
        }
        Some(path) => {
            put(path, &document(alerts, waiting, format)?)?;
            for waiting in waiting {
                alerts.delivered(waiting)?;
            }
            told(context, path)?;
        }
        None => {
            let text = document(alerts, waiting, format)?;
            let form = if format == PageFormat::Json { Form::Json } else { Form::Text };
            let mut out = screen::stdout(context.out, form);
            out.write_all(text.as_bytes())?;
            out.flush()?;
            for waiting in waiting {
                alerts.delivered(waiting)?;
            }
        }
    }
    Ok(())
}

/// Digests as one document.
fn document(alerts: &AlertFolder, waiting: &[Waiting], format: PageFormat) -> crate::error::Result<String> {
    let Some(last) = waiting.last() else { return Ok(String::new()) };
    let last = alerts.digest(last)?;
    let page = Page::new(format, &last);
    let mut text = page.head(&last);
    for waiting in waiting {
        text.push_str(&page.digest(&alerts.digest(waiting)?));
    }
    text.push_str(page.tail());
    Ok(text)
}

fn put(path: &Path, text: &str) -> crate::error::Result<()> {
    put_file(path, text.as_bytes())
        .map_err(|error: Error| error.hint("name a file in a folder that exists and that you may write to"))
}

fn told(context: &Context, path: &Path) -> std::io::Result<()> {
    writeln!(std::io::stderr().lock(), "wrote {}", context.err.safe(&path.display().to_string()))
}
