//! Staying resident: the index is brought up to date when files of the archives change, and at set times besides.
//!
//! Events of files get lost: on network disks, where too many come at once, before a disk is mounted. So they only say
//! when to look, and the set times are the net. A burst of events is one run, which begins when the archives
//! have been quiet for the debounce, or after ten times that where they never are.

mod files;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use self::files::Files;
use super::cron::Cron;
use super::manager::ServiceManager;
use super::run::{Ran, Task, archives};
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::index::{BuildEvent, IndexFolder};
use crate::wire::RunOutcome;

/// Archives that are never quiet are looked at after so many times the debounce.
const MOST_DEBOUNCES: u32 = 10;

/// Where another process writes to the index, the next try comes after this.
const UNTIL_RETRY: Duration = Duration::from_secs(30);

/// The clock is looked at at least this often: it may have been set, and the machine may have slept.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How to watch.
pub struct WatchOptions<'a> {
    /// Whether to wait for events of files.
    pub events: bool,
    /// How long archives must be quiet before they are looked at.
    pub debounce: Duration,
    /// When they are looked at whether anything happened or not.
    pub looks: Looks,
    /// Reads the settings anew.
    pub reload: &'a dyn Fn() -> Result<Config>,
    /// Who started the watch, and is told how it fares.
    pub manager: ServiceManager,
}

/// When archives are looked at whether anything happened or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// After each such time, counted from the last of these looks.
    Every(Duration),
    /// At the moments of a cron expression, in local time.
    At(Cron),
}

/// What happens while watching, for whoever wants to show it.
#[derive(Debug)]
#[non_exhaustive]
pub enum WatchEvent<'a> {
    /// So many archives are watched from now on.
    Watching(usize),
    /// Something happened in a build.
    Build(&'a BuildEvent<'a>),
    /// A run ended.
    Ran(Box<Ran>),
    /// Something failed that does not end the watch.
    Trouble(Error),
    /// The settings were read anew.
    Reloaded,
    /// It was told to end, and ends.
    Ending,
}

/// What ends a wait.
enum Wake {
    Files,
    Reload,
    Stop,
}

/// Watches the archives of the settings, or those of the index where they name none, until SIGTERM or SIGINT comes; from
/// then on the process receives both and SIGHUP here. A build under way commits what it has read; a second such
/// signal ends the process at once. SIGHUP reads the settings anew. The first run comes at once, and so makes up for all
/// that was missed while nobody watched.
///
/// # Errors
///
/// Fails where no archive is known, where signals cannot be received, and where events are wanted and the system
/// has none. What fails later is told to `observer`, and the watch goes on.
pub fn watch(
    config: Config,
    options: WatchOptions<'_>,
    observer: &mut dyn FnMut(WatchEvent<'_>),
) -> Result<()> {
    if archives(&config).is_empty() {
        let what = "there is no archive to watch: neither the settings nor the index name one";
        return Err(Error::new(ErrorKind::Usage, what).hint("knipsel index build PATH"));
    }
    let stop: Arc<AtomicBool> = Arc::default();
    let (sender, wakes) = channel();
    let files = Files::new(options.events, sender.clone())?;
    receive_signals(sender, Arc::clone(&stop), options.manager.clone())?;
    let mut watch = Watch { config, options, stop, wakes, files, passed_over: false };
    watch.watch_files(observer);
    observer(WatchEvent::Watching(archives(&watch.config).len()));
    watch.options.manager.ready();
    watch.stay(observer);
    observer(WatchEvent::Ending);
    Ok(())
}

/// A watch that goes on.
struct Watch<'a> {
    config: Config,
    options: WatchOptions<'a>,
    stop: Arc<AtomicBool>,
    wakes: Receiver<Wake>,
    files: Files,
    /// Whether another process was writing to the index when the last run began.
    passed_over: bool,
}

/// The next run: why it comes, since when, and when it is due.
#[derive(Clone, Copy)]
struct Due {
    why: &'static str,
    since: Instant,
    at: Instant,
}

impl Due {
    fn after(why: &'static str, wait: Duration) -> Self {
        let now = Instant::now();
        Self { why, since: now, at: now + wait }
    }

    /// Something happened again: it waits until all is quiet, but not forever, and never less than it had to.
    fn put_off(self, debounce: Duration) -> Self {
        let longest = self.since + debounce * MOST_DEBOUNCES;
        Self { at: (Instant::now() + debounce).min(longest).max(self.at), ..self }
    }
}

/// When the next look at a set time comes.
#[derive(Clone, Copy)]
enum NextLook {
    In(Instant),
    At(Timestamp),
    Never,
}

impl NextLook {
    fn of(looks: &Looks, now: Timestamp) -> Self {
        match looks {
            Looks::Every(interval) => Self::In(Instant::now() + *interval),
            Looks::At(cron) => cron
                .next_after(&now.to_zoned(TimeZone::system()))
                .map_or(Self::Never, |moment| Self::At(moment.timestamp())),
        }
    }

    /// How long until it is due.
    fn wait(self, now: Timestamp) -> Duration {
        match self {
            Self::In(at) => at.saturating_duration_since(Instant::now()),
            Self::At(moment) => Duration::try_from(moment.duration_since(now)).unwrap_or(Duration::ZERO),
            Self::Never => Duration::MAX,
        }
    }
}

impl Watch<'_> {
    /// Waits and runs, until the watch is told to end. At most one run waits, whatever happens meanwhile.
    fn stay(&mut self, observer: &mut dyn FnMut(WatchEvent<'_>)) {
        let clock = Task::of(&self.config).options.now;
        let mut due = Some(Due::after("start", Duration::ZERO));
        let mut look = NextLook::of(&self.options.looks, clock());
        while !self.stop.load(Ordering::Relaxed) {
            if look.wait(clock()).is_zero() {
                look = NextLook::of(&self.options.looks, clock());
                self.watch_files(observer);
                due = Some(Due::after("look", Duration::ZERO));
            }
            if let Some(run) = due.filter(|due| due.at <= Instant::now()) {
                due = self.run(run.why, observer);
                continue;
            }
            self.options.manager.alive();
            let until_run = due.map(|due| due.at.saturating_duration_since(Instant::now()));
            let waits = [until_run, Some(look.wait(clock())), self.options.manager.patience()];
            let wait = waits.into_iter().flatten().min().unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
            match self.wakes.recv_timeout(wait) {
                Ok(Wake::Files) => {
                    self.files.heard();
                    let debounce = self.options.debounce;
                    let next = |due: Due| due.put_off(debounce);
                    due = Some(due.map_or_else(|| Due::after("files", debounce), next));
                }
                Ok(Wake::Reload) => {
                    self.reload(observer);
                    due = Some(Due::after("reload", Duration::ZERO));
                }
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// One run; gives the next where it must be tried again.
    fn run(&mut self, why: &'static str, observer: &mut dyn FnMut(WatchEvent<'_>)) -> Option<Due> {
        if self.passed_over && is_being_written(&self.config) {
            // That a run was passed over has been said; a line in the log for every try would say no more.
            return Some(Due::after(why, UNTIL_RETRY));
        }
        let mut task = Task::of(&self.config);
        task.options.stop = Arc::clone(&self.stop);
        let manager = &mut self.options.manager;
        let ran = task.run(&mut |event| {
            manager.alive();
            if let BuildEvent::Planned { files, .. } = event
                && files > 0
            {
                manager.status(&format!("reading, after {why}"));
            }
            observer(WatchEvent::Build(&event));
        });
        let run = &ran.run;
        self.passed_over = run.outcome == RunOutcome::PassedOver;
        self.options.manager.status(&match (run.generation, &run.error) {
            (_, Some(error)) => error.clone(),
            (Some(generation), None) => format!("generation {generation}, after {why}"),
            (None, None) => run.outcome.as_str().to_owned(),
        });
        observer(WatchEvent::Ran(Box::new(ran)));
        self.passed_over.then(|| Due::after(why, UNTIL_RETRY))
    }

    /// Reads the settings anew. Where they have a mistake, those before stay.
    fn reload(&mut self, observer: &mut dyn FnMut(WatchEvent<'_>)) {
        match (self.options.reload)() {
            Ok(config) => {
                self.config = config;
                self.watch_files(observer);
                observer(WatchEvent::Reloaded);
            }
            Err(error) => observer(WatchEvent::Trouble(error)),
        }
    }

    fn watch_files(&mut self, observer: &mut dyn FnMut(WatchEvent<'_>)) {
        for error in self.files.watch(&archives(&self.config), &self.config.index) {
            observer(WatchEvent::Trouble(error));
        }
    }
}

/// Whether another process is writing to the index.
fn is_being_written(config: &Config) -> bool {
    IndexFolder::at(&config.index).lock().is_err_and(|error| error.kind() == ErrorKind::Locked)
}

/// Receives signals on a thread of their own, so that one that ends the watch also stops a build under way.
fn receive_signals(sender: Sender<Wake>, stop: Arc<AtomicBool>, manager: ServiceManager) -> Result<()> {
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM]);
    let mut signals = signals.map_err(|error| {
        Error::new(ErrorKind::Io, "signals cannot be received")
            .caused_by(error)
            .hint("knipsel schedule install --every 15m")
    })?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGHUP {
                let _ = sender.send(Wake::Reload);
            } else if stop.swap(true, Ordering::Relaxed) {
                // Whoever asks twice does not want to wait for the commit; the index bears that as it bears a kill.
                let _ = emulate_default_handler(signal);
            } else {
                manager.stopping();
                let _ = sender.send(Wake::Stop);
            }
        }
    });
    Ok(())
}
