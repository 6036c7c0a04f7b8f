//! Schedules as JSON.

use serde::Serialize;

use crate::schedule::{Manner, Scheduled};

/// When an index is brought up to date: `{"type":"schedule",…}`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "schedule")]
pub struct ScheduleObject {
    /// `systemd` or `crontab`.
    pub by: &'static str,
    /// Whether it is a watch, which stays, and no runs at set moments.
    pub watch: bool,
    /// The moments: values of `OnCalendar=`, or the first fields of lines of a crontab; none for a watch.
    pub when: Vec<String>,
    /// The timer and the service, or that of a watch alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Whether systemd has started the timer or the watch, where it could be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// When it runs next, as systemd tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl ScheduleObject {
    /// The object for a schedule.
    pub fn new(scheduled: &Scheduled) -> Self {
        Self {
            by: match scheduled.manner {
                Manner::Systemd(_) => "systemd",
                Manner::Crontab => "crontab",
            },
            watch: scheduled.watch,
            when: scheduled.when.clone(),
            files: scheduled.files.iter().map(|path| path.display().to_string()).collect(),
            active: scheduled.active,
            next: scheduled.next.clone(),
        }
    }
}
