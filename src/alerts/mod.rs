//! Alerts, the clippings service: queries that are put to the index again and again, and tell what is new.
//!
//! An article is new to an alert when it matches and its id was never reported nor matched when the alert was made.
//! So it counts when an article came in, not its news date; backfills are told of, and neither a rebuild nor a change
//! of an article repeats one.
//!
//! ```text
//! index/alerts/
//!   LOCK                      locked by whoever changes alerts
//!   vrede/alert.json          the query, and how far the alert has looked
//!   vrede/seen                the keys of the articles that it knows, eight bytes each; only ever appended to
//!   vrede/outbox/00000007.json  a digest that waits to be delivered
//! ```
//!
//! A look writes the digest first, then the keys, then `alert.json`, which says how many keys count. A digest whose keys
//! are not all known was written just before a crash: the next look takes its keys in and does not make it anew. A
//! digest goes when it was delivered, so that what is repeated after a crash is the same digest under the same name.
//!
//! ```
//! use knipsel::alerts::{Alert, AlertFolder, look};
//! use knipsel::date::Day;
//! use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! use knipsel::search::Search;
//!
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! std::fs::write(archive.join("a.txt"), "date 2021-11 De vrede is getekend.").unwrap();
//! let folder = IndexFolder::at(work.path().join("index"));
//! let options = BuildOptions { paths: vec![archive.clone()], ..BuildOptions::default() };
//! build(&folder, &options, &mut |_event| {})?;
//!
//! let today = Day::from_ymd(2026, 1, 1).unwrap();
//! let mut alerts = AlertFolder::of(&folder).lock()?;
//! let index = OpenIndex::open(&folder, &options.analysis)?;
//! alerts.add(&Alert::new("vrede", "vrede"), &mut Search::new(&index), index.generation(), today, false)?;
//!
//! std::fs::write(archive.join("b.txt"), "date 1894 Een oud bericht over de vrede.").unwrap();
//! build(&folder, &options, &mut |_event| {})?;
//! let index = OpenIndex::open(&folder, &options.analysis)?;
//! let new = look(&mut alerts, "vrede", &mut Search::new(&index), index.generation(), today, "2026-01-01T06:00:00Z")?;
//! assert_eq!(new, 1);
//! let waiting = alerts.waiting("vrede")?;
//! assert_eq!(alerts.digest(&waiting[0])?.articles[0].about.date.as_deref(), Some("1894"));
//! alerts.delivered(&waiting[0])?;
//! # Ok(())
//! # }
//! ```

mod alert;
mod delivery;
mod disk;
mod look;
mod page;
mod service;
mod store;

pub use self::alert::Alert;
pub use self::delivery::{Delivery, DeliveryWay, Mail, MailRoute, RETRY_AFTER, Webhook};
pub use self::disk::put_file;
pub use self::look::look;
pub use self::page::{Page, PageFormat};
pub use self::service::{Service, ServiceReport};
pub use self::store::{AlertFolder, AlertState, LockedAlerts, Waiting};
