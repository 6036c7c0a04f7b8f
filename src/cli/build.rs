//! `knipsel index build` and `knipsel index rebuild`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::status::warn_of_room;
use super::{Context, Outcome, alert, hints, print, screen};
use crate::archive::Problem;
use crate::index::{
    BuildEvent, BuildOptions, BuildReport, IndexFolder, build as build_index, place_in, room,
};
use crate::schedule::{Task, build_options, peak_memory_bytes};
use crate::wire::BuildObject;

/// So many skipped records and files are shown as they come, and so many warnings; the rest is counted, and kept for
/// `index status`.
const MOST_SHOWN: u64 = 100;

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// The archive's folders or files [default: those of knipsel.toml, else those of the index, else ./data]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read every file and compare its contents, instead of trusting its size and time
    #[arg(long)]
    checksum: bool,
    /// Go on also where an archive would lose more than half of its articles
    #[arg(long)]
    allow_shrink: bool,
    /// Write what was done to stdout as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    /// The archive's folders or files [default: those of the index]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Keep so many earlier builds, for `knipsel index rollback`
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    keep: usize,
    /// Go on also where the index would lose more than half of its articles
    #[arg(long)]
    allow_shrink: bool,
    /// Write what was done to stdout as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn build(context: &Context, args: BuildArgs) -> anyhow::Result<Outcome> {
    let mut options = BuildOptions {
        checksum: args.checksum,
        allow_shrink: args.allow_shrink,
        ..build_options(&context.config)
    };
    if !args.paths.is_empty() {
        options.paths = args.paths;
    }
    if options.paths.is_empty() {
        options.paths.extend(default_archive(&IndexFolder::at(&context.config.index)));
    }
    run(context, &options, args.json)
}

pub(super) fn rebuild(context: &Context, args: RebuildArgs) -> anyhow::Result<Outcome> {
    let mut options = BuildOptions {
        paths: args.paths,
        rebuild: true,
        keep: args.keep,
        allow_shrink: args.allow_shrink,
        ..build_options(&context.config)
    };
    if options.paths.is_empty() && IndexFolder::at(&context.config.index).archives().is_empty() {
        options.paths.clone_from(&context.config.archives);
    }
    run(context, &options, args.json)
}

/// What an index is begun with where nothing was named.
pub(super) fn default_archive(folder: &IndexFolder) -> Option<PathBuf> {
    Some(PathBuf::from("data")).filter(|data| data.exists() && !folder.has_generation())
}

/// Brings an index that is there up to date, as a schedule does; `quiet` says only what went wrong.
pub(super) fn up_to_date(context: &Context, quiet: bool) -> anyhow::Result<Outcome> {
    let mut view = View::new(context);
    let ran = Task::of(&context.config).run(&mut |event| view.show(&event));
    let faulty = ran.run.exit_code != 0 || !ran.unsaid.is_empty();
    for error in ran.unsaid {
        context.say_error(error)?;
    }
    let report = ran.built?;
    if quiet {
        view.clear(report.problems_not_kept);
    } else {
        view.finish(&report, ran.run.seconds);
    }
    warn_of_room(context, room(&IndexFolder::at(&context.config.index)));
    if let Some(alerts) = ran.alerts {
        alert::tell(context, alerts?, quiet)?;
    }
    Ok(if faulty { Outcome::Faulty } else { Outcome::Found })
}

fn run(context: &Context, options: &BuildOptions, json: bool) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let mut view = View::new(context);
    let report =
        build_index(&IndexFolder::at(&context.config.index), options, &mut |event| view.show(&event))?;
    let seconds = began.elapsed().as_secs_f64();
    view.finish(&report, seconds);
    warn_of_room(context, room(&IndexFolder::at(&context.config.index)));
    if json {
        let object = BuildObject::new(&report, seconds, peak_memory_bytes());
        screen::write_object(context.out, &object)?;
    }
    Ok(if report.skipped > 0 { Outcome::Faulty } else { Outcome::Found })
}

/// What a build shows on stderr.
pub(super) struct View<'a> {
    context: &'a Context,
    bar: ProgressBar,
    skipped: u64,
    warnings: u64,
}

impl<'a> View<'a> {
    pub(super) fn new(context: &'a Context) -> Self {
        let target =
            if context.err.terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        Self { context, bar, skipped: 0, warnings: 0 }
    }

    pub(super) fn show(&mut self, event: &BuildEvent<'_>) {
        match event {
            BuildEvent::Planned { bytes, .. } => {
                // The template is a constant that indicatif accepts; were it refused, the plain bar would do.
                let style = ProgressStyle::with_template(
                    "{bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg}",
                );
                self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
                self.bar.set_length(*bytes);
            }
            BuildEvent::Read { bytes, articles } => {
                self.bar.inc(*bytes);
                self.bar.set_message(print::counted(*articles, "article"));
            }
            BuildEvent::Committed { generation, .. } => {
                self.bar.set_prefix(format!("generation {generation}"));
            }
            BuildEvent::Skipped { archive, problem } => {
                self.skipped += 1;
                if self.skipped <= MOST_SHOWN {
                    self.problem("skipped", archive, problem);
                }
            }
            BuildEvent::Warned { archive, problem } => {
                self.warnings += 1;
                if self.warnings <= MOST_SHOWN {
                    self.problem("warning", archive, problem);
                }
            }
        }
    }

    fn problem(&self, label: &str, archive: &str, problem: &Problem) {
        let style = self.context.err;
        let path = place_in(archive, &problem.relative);
        let line = problem.line.map_or_else(String::new, |line| format!(":{line}"));
        let reason = style.safe(&problem.reason);
        let hint = print::hint_line(
            &style.safe(&hints::with_file(&problem.hint, &path, &self.context.config.overrides)),
            style,
        );
        self.bar.suspend(|| {
            let path = path.display().to_string();
            let place = style.safe(&path);
            let _ = writeln!(std::io::stderr().lock(), "{label}: {place}{line}: {reason}\n  {hint}");
        });
    }

    /// Takes the progress bar away, and says how many problems were not shown, of which so many are only counted.
    pub(super) fn clear(&self, problems_not_kept: u64) {
        self.bar.finish_and_clear();
        let mut err = std::io::stderr().lock();
        let unshown = |count: u64| count.saturating_sub(MOST_SHOWN);
        if unshown(self.skipped) + unshown(self.warnings) > 0 {
            let more = print::skipped_and_warnings(unshown(self.skipped), unshown(self.warnings));
            let but = match problems_not_kept {
                0 => String::new(),
                count => format!(" but for {}, which are only counted", print::number(count)),
            };
            let listed = self.context.complete("`knipsel index status --problems` lists them");
            let _ = writeln!(err, "… and {more}: {listed}{but}");
        }
    }

    fn finish(&self, report: &BuildReport, seconds: f64) {
        self.clear(report.problems_not_kept);
        let mut err = std::io::stderr().lock();
        let changed = report.files_added + report.files_changed + report.files_removed;
        let read = report.files_added + report.files_changed;
        let done = if changed > 0 && read == 0 {
            String::new()
        } else if changed == 0 && report.files_unchanged == 0 {
            "there was no file to read".to_owned()
        } else if changed == 0 {
            format!("nothing changed in {}", print::counted(report.files_unchanged, "file"))
        } else {
            format!(
                "indexed {} from {} in {seconds:.1} s",
                print::counted(report.articles_indexed, "article"),
                print::counted(read, "file"),
            )
        };
        if !done.is_empty() {
            let _ = writeln!(err, "{done}");
        }
        if report.files_read_otherwise > 0 {
            let files = print::counted(report.files_read_otherwise, "unchanged file");
            let _ = writeln!(err, "read {files} again: `[fields]` or knipsel itself has changed since");
        }
        if report.files_removed > 0 {
            let _ = writeln!(
                err,
                "removed the articles of {} that are gone",
                print::counted(report.files_removed, "file")
            );
        }
        if report.hidden > 0 {
            let what = print::counted_as(
                report.hidden,
                "file or folder whose name begins",
                "files and folders whose names begin",
            );
            let _ = writeln!(err, "left out {what} with a dot");
        }
        if report.indexes > 0 {
            let what = print::counted_as(report.indexes, "index or backup", "indexes and backups");
            let _ = writeln!(err, "left out {what} of knipsel, whose files are no articles");
        }
        if report.elsewhere > 0 {
            let what = print::counted_as(
                report.elsewhere,
                "link to what is read elsewhere",
                "links to what is read elsewhere",
            );
            let _ = writeln!(err, "left out {what}");
        }
        if !report.other_kinds.is_empty() {
            let kinds: Vec<String> = report
                .other_kinds
                .iter()
                .map(|(kind, count)| format!(".{} {}", kind.trim_start_matches('.'), print::number(*count)))
                .collect();
            let _ = writeln!(err, "left out files of other kinds: {}", kinds.join(", "));
        }
        if report.skipped > 0 || report.skipped_before > 0 {
            let before = if report.skipped_before > 0 {
                format!(", {} in unchanged files before", print::number(report.skipped_before))
            } else {
                String::new()
            };
            let skipped = match report.skipped {
                1 => "1 record or file".to_owned(),
                many => format!("{} records or files", print::number(many)),
            };
            let see = self.context.complete("see `knipsel index status`");
            let _ = writeln!(err, "skipped {skipped}{before}: {see}");
        }
        let _ = writeln!(
            err,
            "the index has {} in generation {}",
            print::counted(report.articles, "article"),
            report.generation
        );
    }
}
