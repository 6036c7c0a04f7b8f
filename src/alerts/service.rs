//! All alerts in one go: looking, and sending what the settings say.

use std::time::Duration;

use super::delivery::Delivery;
use super::look::look;
use super::store::{AlertFolder, LockedAlerts, Waiting};
use crate::date::Day;
use crate::dutch::AnalysisOptions;
use crate::error::{Error, Result};
use crate::index::{IndexFolder, OpenIndex};
use crate::query::Synonyms;
use crate::search::Search;

/// What alerts work with.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// The index.
    pub index: &'a IndexFolder,
    /// How it was analysed.
    pub analysis: &'a AnalysisOptions,
    /// Which words of a query stand for which others.
    pub synonyms: &'a Synonyms,
    /// Where digests are sent.
    pub deliveries: &'a [Delivery],
    /// How long to wait before each further try of a webhook.
    pub retry_after: &'a [Duration],
    /// The day it is.
    pub today: Day,
    /// The time it is, in RFC 3339.
    pub now: &'a str,
}

/// What came of a look, and of sending what waits.
#[derive(Debug, Default)]
pub struct ServiceReport {
    /// How many articles were new to each alert that looked.
    pub new: Vec<(String, u64)>,
    /// The alerts that could not look, and why.
    pub failed: Vec<(String, Error)>,
    /// How many digests were sent everywhere that the settings say.
    pub sent: u64,
    /// Why others were not.
    pub unsent: Vec<Error>,
}

impl Service<'_> {
    /// Lets all alerts look, and sends the digests that the settings send anywhere; the others wait for
    /// `knipsel alert run`. To be called after a build. Where there are no alerts nothing is touched.
    ///
    /// # Errors
    ///
    /// Fails where another process is at work on the alerts, and where the index cannot be opened.
    pub fn run(&self) -> Result<ServiceReport> {
        let folder = AlertFolder::of(self.index);
        let names = folder.names()?;
        if names.is_empty() {
            return Ok(ServiceReport::default());
        }
        let mut alerts = folder.lock()?;
        let mut report = self.look(&mut alerts, &names)?;
        self.send(&mut alerts, &names, &mut report);
        Ok(report)
    }

    /// Lets some alerts look. One that cannot keeps none of the others from looking.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be opened.
    pub fn look(&self, alerts: &mut LockedAlerts, names: &[String]) -> Result<ServiceReport> {
        let index = OpenIndex::open(self.index, self.analysis)?;
        let mut search = Search::new(&index).with_synonyms(self.synonyms);
        let mut report = ServiceReport::default();
        for name in names {
            match look(alerts, name, &mut search, index.generation(), self.today, self.now) {
                Ok(new) => report.new.push((name.clone(), new)),
                Err(error) => report.failed.push((name.clone(), error)),
            }
        }
        Ok(report)
    }

    /// Whether the digests of an alert are sent anywhere.
    pub fn sends(&self, alert: &str) -> bool {
        self.deliveries.iter().any(|delivery| delivery.takes(alert))
    }

    /// Sends what waits of some alerts and is to be sent. What is not taken waits for the next time.
    pub fn send(&self, alerts: &mut LockedAlerts, names: &[String], report: &mut ServiceReport) {
        // One that does not work now is not tried again for each digest, which would take long.
        let mut works = vec![true; self.deliveries.len()];
        for name in names.iter().filter(|name| self.sends(name)) {
            let waiting = alerts.waiting(name).unwrap_or_else(|error| {
                report.unsent.push(error);
                Vec::new()
            });
            for digest in &waiting {
                match self.send_one(alerts, name, digest, &mut works, &mut report.unsent) {
                    Ok(true) => report.sent += 1,
                    Ok(false) => {}
                    Err(error) => report.unsent.push(error),
                }
            }
        }
    }

    /// Sends a digest by each way that takes it and did not have it yet; tells whether it is done.
    fn send_one(
        &self,
        alerts: &mut LockedAlerts,
        name: &str,
        waiting: &Waiting,
        works: &mut [bool],
        unsent: &mut Vec<Error>,
    ) -> Result<bool> {
        let digest = alerts.digest(waiting)?;
        let mut done = true;
        for (delivery, works) in self.deliveries.iter().zip(works) {
            let key = delivery.key();
            if !delivery.takes(name) || waiting.was_sent(&key) {
                continue;
            }
            let sent =
                if *works { delivery.send(&digest, self.retry_after).map(|()| true) } else { Ok(false) };
            match sent {
                Ok(true) => waiting.mark_sent(&key)?,
                Ok(false) => done = false,
                Err(error) => {
                    (*works, done) = (false, false);
                    unsent.push(error);
                }
            }
        }
        if done {
            alerts.delivered(waiting)?;
        }
        Ok(done)
    }
}
