//! Where digests are sent: what the settings say, and the sending of one digest.

mod mail;
mod webhook;

use std::path::PathBuf;
use std::time::Duration;

pub use self::mail::{Mail, MailRoute};
pub use self::webhook::Webhook;
use super::disk::put_file;
use super::page::{Page, PageFormat};
use crate::error::Result;
use crate::wire::DigestObject;

/// Where the digests of some alerts are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The names of the alerts; none means all.
    pub alerts: Vec<String>,
    /// By what way.
    pub way: DeliveryWay,
}

/// A way by which digests are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryWay {
    /// A mail for each digest.
    Mail(Mail),
    /// A request for each digest.
    Webhook(Webhook),
    /// A file for each digest.
    Folder {
        /// Where the files go.
        path: PathBuf,
        /// What they are.
        format: PageFormat,
    },
}

/// How long to wait before each further try, where a server cannot be reached or is not well.
pub const RETRY_AFTER: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(25)];

impl Delivery {
    /// Whether it takes the digests of an alert.
    pub fn takes(&self, alert: &str) -> bool {
        self.alerts.is_empty() || self.alerts.iter().any(|name| name == alert)
    }

    /// A name by which it is remembered that a digest was sent this way: it changes where the settings do.
    pub(super) fn key(&self) -> String {
        let way = match &self.way {
            DeliveryWay::Mail(mail) => mail.key(),
            DeliveryWay::Webhook(webhook) => format!("webhook\0{}", webhook.url()),
            DeliveryWay::Folder { path, format } => {
                format!("folder\0{}\0{}", path.display(), format.extension())
            }
        };
        blake3::hash(way.as_bytes()).to_hex()[..16].to_owned()
    }

    /// Sends a digest; `retry_after` is waited before each further try of a webhook.
    ///
    /// # Errors
    ///
    /// Fails where it was not taken. It may have been even so: a server can die after it took a mail and before it said so.
    pub(super) fn send(&self, digest: &DigestObject, retry_after: &[Duration]) -> Result<()> {
        match &self.way {
            DeliveryWay::Mail(mail) => mail.send(digest),
            DeliveryWay::Webhook(webhook) => webhook.send(digest, retry_after),
            DeliveryWay::Folder { path, format } => {
                let file = path.join(format!("{}.{}", digest.name(), format.extension()));
                put_file(&file, page(digest, *format).as_bytes()).map_err(|error| {
                    error.hint("make the folder, or change `folder` under [[alert_delivery]]")
                })
            }
        }
    }
}

/// A digest as a document of its own.
fn page(digest: &DigestObject, format: PageFormat) -> String {
    let page = Page::new(format, digest);
    format!("{}{}{}", page.head(digest), page.digest(digest), page.tail())
}
