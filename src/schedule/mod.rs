//! When the index is brought up to date without anybody being there: by systemd, or by cron.
//!
//! A schedule is a cron expression; an interval is one that is written shorter. systemd gets a service and a timer,
//! `cron` a line in the user's crontab; both run `knipsel schedule run`. Or a [`watch()`] stays resident and runs when
//! files change, too. Nothing here reads the environment: what the machine has is passed in as a [`Machine`] and a
//! [`ServiceManager`]. Each run, a [`Task`], leaves a line in the [`RunLog`].
//!
//! ```
//! use knipsel::schedule::{Cron, every};
//!
//! assert_eq!(Cron::parse("0 6 * * mon-fri")?.calendar(), ["Mon..Fri *-*-* 06:00:00"]);
//! assert_eq!(every("15m")?.to_string(), "*/15 * * * *");
//! assert!(every("7m").is_err(), "it does not divide an hour");
//! # Ok::<(), knipsel::error::Error>(())
//! ```

mod cron;
mod interval;
mod job;
mod log;
mod machine;
mod manager;
mod run;
mod units;
mod watch;

pub use self::cron::Cron;
pub use self::interval::every;
pub use self::job::{Duty, Job, memory};
pub use self::log::RunLog;
pub use self::machine::{Machine, Manner, Scheduled, Scope};
pub use self::manager::ServiceManager;
pub use self::run::{Ran, Task, archives, build_options, digest_folders, peak_memory_bytes};
pub use self::units::{crontab_lines, units};
pub use self::watch::{Looks, WatchEvent, WatchOptions, watch};
