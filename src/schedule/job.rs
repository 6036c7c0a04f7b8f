//! What is run, and with what: everything that a unit or a crontab line names.

use std::path::{Path, PathBuf};

use super::cron::Cron;
use crate::error::{Error, ErrorKind, Result};

/// What keeps an index up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// A run at each of these moments: `schedule run`.
    Runs(Cron),
    /// A watch that stays: `index watch`, with these options.
    Watch(Vec<String>),
}

/// What is to be scheduled. All paths are absolute, since neither systemd nor cron starts it in a known folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What is done.
    pub duty: Duty,
    /// The program.
    pub program: PathBuf,
    /// The folder of the index, which a run may write to.
    pub index: PathBuf,
    /// The settings file, where there is one.
    pub config: Option<PathBuf>,
    /// The archives, which a run may only read.
    pub archives: Vec<PathBuf>,
    /// The folders that digests of alerts go into, which a run may write to as well.
    pub digests: Vec<PathBuf>,
    /// The most memory that a run may take, as systemd writes it.
    pub memory: String,
    /// Who runs it where the system does: the owner of the index, as a number, and the group.
    pub owner: (u32, u32),
}

impl Job {
    /// The name of its units, and its mark in a crontab. Each index has its own, so that several can be scheduled.
    pub fn name(&self) -> String {
        Self::name_for(&self.index)
    }

    /// The name for the index in a folder, whose path is absolute.
    pub fn name_for(index: &Path) -> String {
        let hash = blake3::hash(index.as_os_str().as_encoded_bytes()).to_hex();
        format!("knipsel-{}", &hash[..8])
    }

    /// The words of the command that is run.
    pub(super) fn command(&self) -> Result<Vec<&str>> {
        let mut words = vec![text_of(&self.program)?];
        match &self.duty {
            Duty::Runs(_) => words.extend(["schedule", "run"]),
            Duty::Watch(options) => {
                words.extend(["index", "watch"]);
                words.extend(options.iter().map(String::as_str));
            }
        }
        words.extend(["--index", text_of(&self.index)?]);
        if let Some(config) = &self.config {
            words.extend(["--config", text_of(config)?]);
        }
        Ok(words)
    }
}

/// A path as text that can stand on one line.
pub(super) fn text_of(path: &Path) -> Result<&str> {
    path.to_str().filter(|text| !text.contains(char::is_control)).ok_or_else(|| {
        let what = format!(
            "`{}` cannot be named in a unit or a crontab: its path is not UTF-8 or has control characters",
            path.to_string_lossy().escape_debug()
        );
        Error::new(ErrorKind::Usage, what).hint("give the folder another name")
    })
}

/// How much memory a run may take: a number with `K`, `M`, `G` or `T`, as systemd writes it.
///
/// # Errors
///
/// Fails where it is something else, or less than a build needs.
pub fn memory(text: &str) -> Result<String> {
    // A million articles are indexed within this in 1.1 times the time that they take within 2 GB; within half of it
    // the kernel kills the build.
    const LEAST_MEGABYTES: u64 = 512;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let kilobytes = match unit {
        "K" => Some(1),
        "M" => Some(1 << 10),
        "G" => Some(1 << 20),
        "T" => Some(1 << 30),
        _ => None,
    };
    let kilobytes = number.parse::<u64>().ok().zip(kilobytes).and_then(|(n, unit)| n.checked_mul(unit));
    match kilobytes {
        Some(kilobytes) if kilobytes >= LEAST_MEGABYTES << 10 => Ok(text.to_owned()),
        Some(_) => Err(Error::new(ErrorKind::Usage, format!("`{text}` is less memory than a build needs"))
            .hint(format!("--memory {LEAST_MEGABYTES}M, or more"))),
        None => Err(Error::new(ErrorKind::Usage, format!("`{text}` is no amount of memory"))
            .hint("write a whole number and K, M, G or T: --memory 2G")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory() {
        for text in ["512M", "2G", "1T", "524288K"] {
            assert_eq!(memory(text).ok().as_deref(), Some(text));
        }
        for text in ["", "2", "G", "2g", "2GB", "1.5G", "-2G", "511M", "0G", "99999999999999999999G"] {
            assert!(memory(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_index_has_a_name_of_its_own() {
        let name = Job::name_for(Path::new("/srv/index"));
        assert_eq!(name.len(), "knipsel-".len() + 8);
        assert_ne!(name, Job::name_for(Path::new("/srv/index2")));
    }
}
