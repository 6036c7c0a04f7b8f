//! The settings: command line before environment before `knipsel.toml` before defaults, resolved once.
//!
//! ```toml
//! archive = ["/srv/krant", "/srv/magazine"]
//! index = "/var/lib/knipsel"
//!
//! [fields]
//! text = ["artikel_tekst"]
//!
//! [analysis]
//! old_spelling = true
//! keep_whole = ["graanbeurs"]
//!
//! [analysis.headwords]
//! flitser = ["flitsers", "flitsertje"]
//!
//! [[synonyms]]
//! words = ["EU", "Europese Unie"]
//!
//! [[synonyms]]
//! from = "premier"
//! to = ["minister-president", "eerste minister"]
//!
//! [schedule]
//! on_failure = "logger knipsel: a run went wrong"
//! ```
//!
//! Paths in the file are relative to the folder it lies in. What the words do is told in [`crate::dutch::own_words`]
//! and [`crate::query::Synonyms`]. Every setting stands in [`EXAMPLE`].

mod deliveries;
mod file;
mod hints;
mod words;

use std::path::{Path, PathBuf};

use self::file::{File, Setting, nearest};
use crate::alerts::Delivery;
use crate::archive::{FieldMap, Role};
use crate::command::path_for_shell;
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::query::Synonyms;

/// The name of the configuration file that is looked for in the current folder.
pub const FILE_NAME: &str = "knipsel.toml";

/// A settings file in which every setting is told and none is set: what begins with `#` and no space is a setting with
/// its default, or an example of one that has none.
pub const EXAMPLE: &str = include_str!("config/example.toml");

/// What the command line and the environment say; each wins over the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config`, or `KNIPSEL_CONFIG`.
    pub config: Option<PathBuf>,
    /// `--index`, or `KNIPSEL_INDEX`.
    pub index: Option<PathBuf>,
}

/// The settings, resolved.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the index.
    pub index: PathBuf,
    /// The archives named in the file.
    pub archives: Vec<PathBuf>,
    /// Names of fields beyond those that are known.
    pub fields: FieldMap,
    /// How text is analysed.
    pub analysis: AnalysisOptions,
    /// Which words of a query stand for which others.
    pub synonyms: Synonyms,
    /// The shell's command for after a run of a schedule or a watch that went wrong.
    pub on_failure: Option<String>,
    /// Where the digests of alerts are sent.
    pub deliveries: Vec<Delivery>,
    /// What was said beside the file, which commands in hints have to say too.
    pub overrides: Overrides,
}

impl Config {
    /// Reads the configuration file, if there is one, and puts the overrides on top.
    ///
    /// # Errors
    ///
    /// Fails where a file was named and is not there, or where the file says what cannot be.
    pub fn resolve(overrides: &Overrides) -> Result<Self> {
        Checked::read(overrides)?.into_config()
    }

    /// The settings of a file's text.
    ///
    /// # Errors
    ///
    /// Fails where the text is not TOML or says what cannot be, naming the line.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        Checked::parse(path, text)?.into_config()
    }

    /// Takes in a setting of the file, which lies in `folder`. What is wrong with a part of it goes to `problems`.
    fn take(&mut self, setting: &Setting<'_>, folder: &Path, problems: &mut Vec<Error>) -> Result<()> {
        match setting.key.value {
            "index" => self.index = folder.join(setting.text()?),
            "archive" => {
                self.archives = setting.texts()?.iter().map(|path| folder.join(path.value)).collect();
            }
            "fields" => {
                for field in setting.table("fields")? {
                    note(problems, self.add_names(&field));
                }
            }
            "analysis" => self.analysis = words::analysis(setting.table("analysis")?, problems),
            "synonyms" => self.synonyms = words::synonyms(setting.tables()?, problems),
            "schedule" => {
                for setting in setting.table("schedule")? {
                    note(problems, self.take_schedule(&setting));
                }
            }
            "alert_delivery" => {
                self.deliveries = deliveries::deliveries(&setting.tables()?, folder, problems);
            }
            _ => return Err(setting.unknown("")),
        }
        Ok(())
    }

    fn take_schedule(&mut self, setting: &Setting<'_>) -> Result<()> {
        match setting.key.value {
            "on_failure" => self.on_failure = Some(setting.text()?.to_owned()),
            _ => return Err(setting.unknown("[schedule]")),
        }
        Ok(())
    }

    /// Adds the names of a field.
    fn add_names(&mut self, field: &Setting<'_>) -> Result<()> {
        let name = field.key.value;
        let role = Role::parse(name).ok_or_else(|| {
            let known = Role::ALL.map(Role::as_str);
            field.key.wrong(format!("`{name}` is not a field of an article"), nearest(name, &known))
        })?;
        for own in field.texts()? {
            self.fields.add(role, own.value).map_err(|error| own.place(error))?;
        }
        Ok(())
    }
}

/// Settings with all that is wrong in them, for `knipsel config check`.
///
/// ```
/// use std::path::Path;
/// use knipsel::config::Checked;
///
/// let text = "indx = \"a\"\n[analysis]\nold_speling = false\n";
/// let checked = Checked::parse(Path::new("knipsel.toml"), text)?;
/// let lines = checked.problems.iter().filter_map(|problem| problem.place()?.line);
/// assert_eq!(lines.collect::<Vec<_>>(), [1, 3]);
/// # Ok::<(), knipsel::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Checked {
    /// The file, where there is one.
    pub file: Option<PathBuf>,
    /// What the settings come to without those that are wrong.
    pub config: Config,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Error>,
}

impl Checked {
    /// Reads the configuration file, if there is one, and puts the overrides on top.
    ///
    /// # Errors
    ///
    /// Fails where a file was named and is not there, and where it is not TOML: then nothing else can be said of it.
    pub fn read(overrides: &Overrides) -> Result<Self> {
        let named = overrides.config.as_deref();
        let path = named.unwrap_or(Path::new(FILE_NAME));
        let (file, text) = match std::fs::read(path) {
            Ok(bytes) => (Some(path.to_owned()), decode(path, bytes)?),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                (None, String::new())
            }
            Err(error) => {
                let what = format!("cannot read the configuration `{}`", path.display());
                return Err(Error::new(ErrorKind::Config, what)
                    .caused_by(error)
                    .hint("name another file with `--config FILE`"));
            }
        };
        let mut checked = Self::parse(path, &text)?;
        checked.file = file;
        if let Some(index) = &overrides.index {
            checked.config.index.clone_from(index);
        }
        checked.config.overrides.clone_from(overrides);
        Ok(checked)
    }

    /// The settings of the text of the file `path`.
    ///
    /// # Errors
    ///
    /// Fails where the text is not TOML.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let file = File { path, text };
        let document = file.parse()?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut config = Config {
            index: PathBuf::from("index"),
            archives: Vec::new(),
            fields: FieldMap::default(),
            analysis: AnalysisOptions::default(),
            synonyms: Synonyms::none(),
            on_failure: None,
            deliveries: Vec::new(),
            overrides: Overrides::default(),
        };
        let mut problems = Vec::new();
        for setting in file.settings(document.get_ref()) {
            let taken = config.take(&setting, folder, &mut problems);
            note(&mut problems, taken);
        }
        Ok(Self { file: None, config, problems })
    }

    /// The settings, where nothing is wrong with them; else the first problem.
    fn into_config(self) -> Result<Config> {
        match self.problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(self.config),
        }
    }
}

/// The value, or nothing where it is a problem, which then stands among the `problems`.
fn note<T>(problems: &mut Vec<Error>, result: Result<T>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

/// The text of the file, which is UTF-8 as TOML asks.
fn decode(path: &Path, bytes: Vec<u8>) -> Result<String> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..valid].split(|byte| *byte == b'\n').count() as u64;
        let what = format!("the settings are not UTF-8: they have the byte 0x{:02x}", bytes[valid]);
        let is_utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        let from = if is_utf_16 { "UTF-16" } else { "WINDOWS-1252" };
        Error::new(ErrorKind::Config, what)
            .at(Place::line(path, line))
            .hint(format!("iconv -f {from} -t UTF-8 {} > utf-8.toml", path_for_shell(path)))
    })?;
    // A mark of byte order would count as a column.
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The index and the archives, or what the message says and the line it names.
    type Expected<'a> = Result<(&'a str, &'a [&'a str]), (&'a str, Option<u64>)>;

    fn check(text: &str, expect: Expected<'_>) {
        match (Config::parse(Path::new("/etc/knipsel.toml"), text), expect) {
            (Ok(config), Ok((index, archives))) => {
                assert_eq!(config.index, Path::new(index), "{text}");
                let expect: Vec<PathBuf> = archives.iter().map(PathBuf::from).collect();
                assert_eq!(config.archives, expect, "{text}");
            }
            (Err(error), Err((what, line))) => {
                assert!(error.to_string().contains(what), "{text}: {error}");
                assert_eq!(error.place().and_then(|place| place.line), line, "{text}");
                assert!(error.hint_text().is_some(), "{text}");
            }
            (got, _) => panic!("{text}: {got:?}"),
        }
    }

    #[test]
    fn old_spelling_can_be_switched_off() {
        let old_spelling =
            |text| Config::parse(Path::new("knipsel.toml"), text).map(|it| it.analysis.old_spelling);
        assert_eq!(old_spelling("").ok(), Some(true));
        assert_eq!(old_spelling("[analysis]\nold_spelling = false").ok(), Some(false));
    }

    /// The example with its settings set.
    fn example_in_force() -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(setting) if !setting.is_empty() && !setting.starts_with(' ') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        };
        EXAMPLE.lines().map(line).collect()
    }

    #[test]
    fn the_example_sets_nothing() {
        assert!(EXAMPLE.lines().all(|line| line.is_empty() || line.starts_with('#')));
    }

    #[test]
    fn the_example_has_every_setting() {
        let text = example_in_force();
        Config::parse(Path::new(FILE_NAME), &text).unwrap();
        for (table, keys) in file::SETTINGS {
            for key in *keys {
                let below =
                    text.split_once(&format!("\n{table}\n")).map_or(text.as_str(), |(_, below)| below);
                let is_set = below.lines().any(|line| {
                    let name = line.trim_start_matches('[').trim_start_matches("analysis.");
                    name.strip_prefix(key).is_some_and(|rest| rest.starts_with([' ', '=', ']']))
                });
                assert!(is_set, "`{key}` of `{table}` is not in the example");
            }
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named() {
        let text = "indx = \"a\"\narchive = 7\n[fields]\nkleur = \"rood\"\ntitle = 1\n[analysis]\noud = true\n\
                    keep_whole = [\"a b\", \"goed\", \"c d\"]\n[[synonyms]]\nwords = \"EU\"\n[[synonyms]]\nvan = 1\n";
        let checked = Checked::parse(Path::new(FILE_NAME), text).unwrap();
        let lines: Vec<_> = checked.problems.iter().filter_map(|problem| problem.place()?.line).collect();
        assert_eq!(lines, [1, 2, 4, 5, 7, 8, 8, 9, 12]);
        assert!(checked.problems.iter().all(|problem| problem.hint_text().is_some()));
    }

    #[test]
    fn the_example_of_the_readme() {
        let readme = include_str!("../README.md");
        let example = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let config = Config::parse(Path::new("knipsel.toml"), example).unwrap();
        assert_ne!(config.analysis, AnalysisOptions::default());
        assert!(!config.synonyms.is_empty());
    }

    #[test]
    fn files() {
        check("", Ok(("index", &[])));
        check("index = \"a\"\narchive = \"b\"", Ok(("/etc/a", &["/etc/b"])));
        check("[analysis]\nold_spelling = false", Ok(("index", &[])));
        check("[analysis]\noude_spelling = false", Err(("oude_spelling", Some(2))));
        check("archive = [\"/b\", \"c\"]\n[fields]\ntitle = \"kopje\"", Ok(("index", &["/b", "/etc/c"])));
        check("index = \"a\"\narchief = 1", Err(("archief", Some(2))));
        check("index = \"a", Err(("cannot be read", Some(1))));
        check("[fields]\n\nkleur = \"rood\"", Err(("`kleur` is not a field", Some(3))));
    }
}
