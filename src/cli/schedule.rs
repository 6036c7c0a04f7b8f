//! `knipsel schedule`.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::screen::Form;
use super::{Context, Outcome, build, screen, watch};
use crate::config::{Checked, Overrides};
use crate::error::{Error, ErrorKind};
use crate::index::IndexFolder;
use crate::paths::real_path;
use crate::schedule::{
    Cron, Duty, Job, Machine, Manner, Scheduled, Scope, archives, crontab_lines, digest_folders, every,
    memory, units,
};
use crate::wire::ScheduleObject;

#[derive(Debug, Subcommand)]
pub(super) enum ScheduleCommand {
    /// Let systemd, or where there is none cron, bring the index up to date
    Install(InstallArgs),
    /// Say when the index is brought up to date
    Status(StatusArgs),
    /// Take the schedule away
    Remove(RemoveArgs),
    /// Bring the index up to date now, as the schedule does; where somebody else is at it, do nothing
    Run(RunArgs),
}

#[derive(Debug, Args)]
#[group(id = "moments", required = true, multiple = true)]
pub(super) struct When {
    /// How often: minutes, hours, a day or a week, such as 15m, 2h, 1d, 1w
    #[arg(long, value_name = "INTERVAL", conflicts_with = "cron")]
    every: Option<String>,
    /// When: minute, hour, day of the month, month, day of the week, such as "0 6 * * mon-fri"
    #[arg(long, value_name = "EXPRESSION")]
    cron: Option<String>,
    /// Stay, and run when files change, too: a service of systemd with `knipsel index watch`
    #[arg(long, conflicts_with = "crontab")]
    watch: bool,
}

impl When {
    fn duty(&self, watching: &Watching) -> Result<Duty, Error> {
        let (every_text, cron_text) = (self.every.as_deref(), self.cron.as_deref());
        if !self.watch {
            return Ok(Duty::Runs(match every_text {
                Some(interval) => every(interval)?,
                None => Cron::parse(cron_text.unwrap_or_default())?,
            }));
        }
        // What the watch would refuse is refused now.
        watch::looks(every_text, cron_text)?;
        let debounce = watching.debounce.as_deref();
        debounce.map(watch::debounce).transpose()?;
        let options = [("--every", every_text), ("--cron", cron_text), ("--debounce", debounce)];
        // A unit has it on one line.
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let given = options.into_iter().filter_map(|(name, value)| Some([name.to_owned(), one_line(value?)]));
        let mut options: Vec<String> = given.flatten().collect();
        options.extend(watching.no_events.then(|| "--no-events".to_owned()));
        Ok(Duty::Watch(options))
    }
}

#[derive(Debug, Args)]
pub(super) struct Watching {
    /// With --watch: only look at the set times, for disks that tell nothing of their files
    #[arg(long, requires = "watch")]
    no_events: bool,
    /// With --watch: how long the archive must be quiet before it is looked at [default: 2s]
    #[arg(long, value_name = "TIME", requires = "watch")]
    debounce: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct InstallArgs {
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    watching: Watching,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    place: UnitsPlace,
    /// The most memory a run may take, where systemd runs it
    #[arg(long, value_name = "SIZE", default_value = "2G")]
    memory: String,
    /// Print what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct By {
    /// By your own systemd (the default where systemd runs)
    #[arg(long)]
    user: bool,
    /// By the machine's systemd, as the owner of the index
    #[arg(long)]
    system: bool,
    /// By your crontab (the default where no systemd runs)
    #[arg(long)]
    crontab: bool,
}

#[derive(Debug, Args)]
pub(super) struct UnitsPlace {
    /// Where the units lie, instead of where systemd seeks them; systemd is not told then
    #[arg(long, value_name = "DIR", conflicts_with = "crontab")]
    units: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// Where the units lie, instead of where systemd seeks them
    #[arg(long, value_name = "DIR")]
    units: Option<PathBuf>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Where the units lie, instead of where systemd seeks them; systemd is not told then
    #[arg(long, value_name = "DIR")]
    units: Option<PathBuf>,
    /// Print what would be taken away, and take nothing away
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Say nothing but what goes wrong
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn schedule(
    context: &Context,
    command: ScheduleCommand,
    overrides: &Overrides,
) -> anyhow::Result<Outcome> {
    match command {
        ScheduleCommand::Install(args) => install(context, &args, overrides),
        ScheduleCommand::Status(args) => status(context, &args),
        ScheduleCommand::Remove(args) => remove(context, &args),
        ScheduleCommand::Run(args) => run(context, args.quiet),
    }
}

fn install(context: &Context, args: &InstallArgs, overrides: &Overrides) -> anyhow::Result<Outcome> {
    let duty = args.when.duty(&args.watching)?;
    let place = args.place.units.as_deref();
    let manner = if args.by.crontab {
        Manner::Crontab
    } else if args.by.system {
        Manner::Systemd(Scope::System)
    } else if args.by.user || place.is_some() || systemd_runs() {
        Manner::Systemd(Scope::User)
    } else {
        Manner::Crontab
    };
    let job = job(context, duty, memory(&args.memory)?, overrides)?;
    let machine = machine(place, manner == Manner::Systemd(Scope::System));
    let mut out = std::io::stdout().lock();
    if args.dry_run {
        match manner {
            Manner::Systemd(scope) => {
                let texts = units(&job, scope)?.into_iter().map(|(name, text)| format!("# {name}\n{text}"));
                write!(out, "{}", texts.collect::<Vec<_>>().join("\n"))?;
            }
            Manner::Crontab => {
                for line in crontab_lines(&job)? {
                    writeln!(out, "{line}")?;
                }
            }
        }
        return Ok(Outcome::Found);
    }
    let files = machine.install(&job, manner)?;
    for path in files {
        writeln!(out, "{}", context.out.safe(&path.display().to_string()))?;
    }
    let mut err = std::io::stderr().lock();
    match &job.duty {
        Duty::Runs(cron) => writeln!(err, "the index is brought up to date by {manner}: {cron}")?,
        Duty::Watch(_) => writeln!(err, "the index is kept up to date by a watch of {manner}")?,
    }
    if manner == Manner::Systemd(Scope::User) && place.is_none() {
        writeln!(
            err,
            "this goes on while you are logged in; `loginctl enable-linger` makes it go on always"
        )?;
    }
    Ok(Outcome::Found)
}

fn status(context: &Context, args: &StatusArgs) -> anyhow::Result<Outcome> {
    let found = machine(args.units.as_deref(), false).scheduled(&name(context))?;
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    for scheduled in &found {
        if args.json {
            screen::write_line(&mut out, &ScheduleObject::new(scheduled))?;
        } else {
            print_scheduled(&mut out, context, scheduled)?;
        }
    }
    out.flush()?;
    if found.is_empty() {
        let mut err = std::io::stderr().lock();
        writeln!(err, "nothing is scheduled for the index in `{}`", context.config.index.display())?;
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Found)
}

fn print_scheduled(out: &mut impl Write, context: &Context, scheduled: &Scheduled) -> std::io::Result<()> {
    let mut row = |name: &str, value: &str| writeln!(out, "{:<14}{}", name, context.out.safe(value));
    row("by", &scheduled.manner.to_string())?;
    if scheduled.watch {
        row("when", "always: it watches")?;
    }
    for when in &scheduled.when {
        row("when", when)?;
    }
    for file in &scheduled.files {
        row("unit", &file.display().to_string())?;
    }
    if let Some(active) = scheduled.active {
        row("active", if active { "yes" } else { "no" })?;
    }
    if let Some(next) = &scheduled.next {
        row("next", next)?;
    }
    Ok(())
}

fn remove(context: &Context, args: &RemoveArgs) -> anyhow::Result<Outcome> {
    let (machine, name) = (machine(args.units.as_deref(), false), name(context));
    let schedules = if args.dry_run { machine.scheduled(&name)? } else { machine.remove(&name)? };
    let mut err = std::io::stderr().lock();
    if schedules.is_empty() {
        writeln!(err, "nothing is scheduled for the index in `{}`", context.config.index.display())?;
        return Ok(Outcome::NothingFound);
    }
    for scheduled in &schedules {
        if args.dry_run {
            print_scheduled(&mut std::io::stdout().lock(), context, scheduled)?;
        } else {
            writeln!(err, "taken away from {}", scheduled.manner)?;
        }
    }
    Ok(Outcome::Found)
}

fn run(context: &Context, quiet: bool) -> anyhow::Result<Outcome> {
    built(context)?;
    match build::up_to_date(context, quiet) {
        // Whoever writes now does what this run would do; to wait for them would let runs pile up.
        Err(error) if error.downcast_ref::<Error>().is_some_and(|it| it.kind() == ErrorKind::Locked) => {
            if !quiet {
                writeln!(std::io::stderr().lock(), "{error}; this run leaves it to them")?;
            }
            Ok(Outcome::Found)
        }
        ended => ended,
    }
}

/// What is run: this program, on this index.
fn job(context: &Context, duty: Duty, memory: String, overrides: &Overrides) -> anyhow::Result<Job> {
    let folder = built(context)?;
    let all = |paths: &[PathBuf]| paths.iter().map(|path| real_path(path)).collect();
    let index = real_path(folder.path());
    let metadata = std::fs::metadata(&index)?;
    Ok(Job {
        duty,
        program: std::env::current_exe()?,
        config: Checked::read(overrides)?.file.as_deref().map(real_path),
        archives: all(&archives(&context.config)),
        digests: all(&digest_folders(&context.config)),
        index,
        memory,
        owner: (metadata.uid(), metadata.gid()),
    })
}

/// The index, which must have been built once: a schedule keeps it up to date, and does not begin it.
fn built(context: &Context) -> Result<IndexFolder, Error> {
    let folder = IndexFolder::at(&context.config.index);
    if folder.has_generation() {
        return Ok(folder);
    }
    let what = format!("there is no index in `{}` that could be brought up to date", folder.path().display());
    Err(Error::new(ErrorKind::NoIndex, what).hint("knipsel index build PATH"))
}

fn name(context: &Context) -> String {
    Job::name_for(&real_path(&context.config.index))
}

/// This machine, or one whose units lie in a folder that was named.
fn machine(units: Option<&Path>, system: bool) -> Machine {
    if let Some(folder) = units {
        let folder = Some(folder.to_owned());
        let (user_units, system_units) = if system { (None, folder) } else { (folder, None) };
        return Machine { user_units, system_units, tells_systemd: false };
    }
    let of_user = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let settings = of_user("XDG_CONFIG_HOME").or_else(|| of_user("HOME").map(|home| home.join(".config")));
    Machine {
        user_units: settings.map(|folder| folder.join("systemd/user")),
        system_units: Some(PathBuf::from("/etc/systemd/system")),
        tells_systemd: true,
    }
}

/// Whether systemd manages this machine, by the folder that it makes for that.
fn systemd_runs() -> bool {
    Path::new("/run/systemd/system").is_dir()
}
