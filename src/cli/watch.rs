//! `knipsel index watch`.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::build::{View, default_archive};
use super::status::in_a_line;
use super::{Context, Outcome, print};
use crate::config::{Config, Overrides};
use crate::error::{Error, ErrorKind, Result};
use crate::index::IndexFolder;
use crate::schedule::{Cron, Looks, ServiceManager, WatchEvent, WatchOptions, watch as watch_archives};

#[derive(Debug, Args)]
#[command(
    after_help = "SIGHUP reads the settings anew. SIGTERM and SIGINT end it: a build under way commits what \
                        it has read, and the next goes on from there."
)]
pub(super) struct WatchArgs {
    #[command(flatten)]
    looks: LooksArgs,
    /// Only look at the set times, for disks that tell nothing of their files
    #[arg(long)]
    no_events: bool,
    /// How long the archive must be quiet before it is looked at
    #[arg(long, value_name = "TIME", default_value = "2s")]
    debounce: String,
    /// Say nothing but what goes wrong
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct LooksArgs {
    /// How often to look even where no file seems to have changed, such as 90s, 15m, 6h [default: 15m]
    #[arg(long, value_name = "TIME")]
    every: Option<String>,
    /// When to look even where no file seems to have changed, such as "0 6 * * mon-fri"
    #[arg(long, value_name = "EXPRESSION")]
    cron: Option<String>,
}

/// When to look at the latest, by the two options.
pub(super) fn looks(every: Option<&str>, cron: Option<&str>) -> Result<Looks> {
    Ok(match cron {
        Some(cron) => Looks::At(Cron::parse(cron)?),
        None => Looks::Every(time("every", every.unwrap_or("15m"), Duration::from_secs(1))?),
    })
}

/// How long the archive must be quiet, by its option.
pub(super) fn debounce(text: &str) -> Result<Duration> {
    time("debounce", text, Duration::ZERO)
}

pub(super) fn watch(context: &Context, args: &WatchArgs, overrides: &Overrides) -> anyhow::Result<Outcome> {
    // The manager names the process whose letters its watchdog waits for; a child of that is another.
    let for_us = std::env::var("WATCHDOG_PID").map_or(true, |pid| pid == std::process::id().to_string());
    let watchdog = std::env::var("WATCHDOG_USEC").ok().filter(|_| for_us);
    let reload = || Config::resolve(overrides).map(with_default_archive);
    let options = WatchOptions {
        events: !args.no_events,
        debounce: debounce(&args.debounce)?,
        looks: looks(args.looks.every.as_deref(), args.looks.cron.as_deref())?,
        reload: &reload,
        manager: ServiceManager::new(std::env::var_os("NOTIFY_SOCKET").as_deref(), watchdog.as_deref()),
    };
    let config = with_default_archive(context.config.clone());
    let mut view = View::new(context);
    watch_archives(config, options, &mut |event| match event {
        WatchEvent::Build(event) if !args.quiet => view.show(event),
        WatchEvent::Ran(ran) => {
            view.clear(ran.built.as_ref().map_or(0, |report| report.problems_not_kept));
            view = View::new(context);
            if !args.quiet || ran.run.exit_code != 0 {
                say(context, &in_a_line(&ran.run));
            }
            for error in ran.unsaid {
                say_error(context, error);
            }
        }
        WatchEvent::Trouble(error) => say_error(context, error),
        WatchEvent::Watching(archives) if !args.quiet => {
            let archives = print::counted(archives as u64, "archive");
            say(context, &format!("{} watching {archives}", Timestamp::now()));
        }
        WatchEvent::Reloaded if !args.quiet => {
            say(context, &format!("{} read the settings anew", Timestamp::now()));
        }
        WatchEvent::Ending if !args.quiet => {
            say(context, &format!("{} told to end", Timestamp::now()));
        }
        _ => {}
    })?;
    Ok(Outcome::Found)
}

/// Where neither the settings nor an index name an archive, that which `index build` begins with.
fn with_default_archive(mut config: Config) -> Config {
    if config.archives.is_empty() {
        config.archives.extend(default_archive(&IndexFolder::at(&config.index)));
    }
    config
}

fn say(context: &Context, line: &str) {
    // Where stderr is gone the watch goes on: the log has all that matters.
    let _ = writeln!(std::io::stderr().lock(), "{}", context.err.safe(line));
}

fn say_error(context: &Context, error: Error) {
    let _ = writeln!(std::io::stderr().lock(), "{} {}", Timestamp::now(), context.error(error));
}

/// A time of at least so much, such as `90s`, `15m` or `1h 30m`.
fn time(option: &str, text: &str, least: Duration) -> Result<Duration> {
    let wrong = |what: String| Error::new(ErrorKind::Usage, what);
    let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    let Some(time) = time else {
        return Err(wrong(format!("`{text}` is no time for `--{option}`"))
            .hint(format!("write a number with its unit: --{option} 90s, --{option} 15m, --{option} 6h")));
    };
    if time < least {
        return Err(wrong(format!("`--{option} {text}` is less than a second"))
            .hint(format!("--{option} 1s, or more")));
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, seconds) in
            [("90s", 90), ("15m", 900), ("1h 30m", 5400), ("6h", 21_600), ("15 minutes", 900)]
        {
            assert_eq!(
                time("every", text, Duration::ZERO).ok(),
                Some(Duration::from_secs(seconds)),
                "{text}"
            );
        }
        for text in ["", "15", "m", "vaak", "-5m", "5 kwartier"] {
            assert!(time("every", text, Duration::ZERO).is_err(), "{text}");
        }
        assert!(time("every", "500ms", Duration::from_secs(1)).is_err());
    }
}
