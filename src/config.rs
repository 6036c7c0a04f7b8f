//! The settings: command line before environment before `knipsel.toml` before defaults, resolved once.
//!
//! ```toml
//! archive = ["/srv/krant", "/srv/magazine"]
//! index = "/var/lib/knipsel"
//!
//! [fields]
//! text = ["artikel_tekst"]
//! ```
//!
//! Paths in the file are relative to the folder it lies in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::archive::{FieldMap, Role};
use crate::dutch::AnalysisOptions;
use crate::error::{Error, ErrorKind, Place, Result};

/// The name of the configuration file that is looked for in the current folder.
pub const FILE_NAME: &str = "knipsel.toml";

/// What the command line and the environment say; each wins over the file.
#[derive(Debug, Clone, Default)]
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
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    index: Option<PathBuf>,
    archive: Option<OneOrMore>,
    #[serde(default)]
    fields: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    analysis: Analysis,
}

/// `[analysis]`: what is not said stays as it is by default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Analysis {
    old_spelling: Option<bool>,
}

impl Analysis {
    fn resolve(&self) -> AnalysisOptions {
        let mut options = AnalysisOptions::default();
        options.old_spelling = self.old_spelling.unwrap_or(options.old_spelling);
        options
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a text, or a list of texts, is wanted here")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn list(&self) -> &[String] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }
}

impl Config {
    /// Reads the configuration file, if there is one, and puts the overrides on top.
    ///
    /// # Errors
    ///
    /// Fails where a file was named and is not there, or where the file says what cannot be.
    pub fn resolve(overrides: &Overrides) -> Result<Self> {
        let (path, text) = match &overrides.config {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Error::new(
                        ErrorKind::Config,
                        format!("cannot read the configuration `{}`", path.display()),
                    )
                    .caused_by(error)
                    .hint("name another file with `--config FILE`")
                })?;
                (path.clone(), text)
            }
            None => match std::fs::read_to_string(FILE_NAME) {
                Ok(text) => (PathBuf::from(FILE_NAME), text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => (PathBuf::new(), String::new()),
                Err(error) => return Err(Error::io("read", Path::new(FILE_NAME), error)),
            },
        };
        let mut config = Self::parse(&path, &text)?;
        if let Some(index) = &overrides.index {
            config.index.clone_from(index);
        }
        Ok(config)
    }

    /// The settings of a file's text.
    ///
    /// # Errors
    ///
    /// Fails where the text is not TOML or says what cannot be, naming the line.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count() as u64);
            Error::new(ErrorKind::Config, format!("the configuration is not right: {}", error.message()))
                .at(Place::line(path, line))
                .hint(
                    "the settings are `index`, `archive`, `[fields]` and `[analysis]`; the README shows them",
                )
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut fields = FieldMap::default();
        for (role, names) in &file.fields {
            let wrong = |what: String| {
                let line = text.lines().position(|line| line.trim_start().starts_with(role.as_str()));
                let place = Place { path: path.to_owned(), line: line.map(|line| line as u64 + 1) };
                Error::new(ErrorKind::Config, what).at(place)
            };
            let role = Role::parse(role).ok_or_else(|| {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
                wrong(format!("`{role}` is not a field of an article"))
                    .hint(format!("the fields are {}", known.join(", ")))
            })?;
            for name in names.list() {
                fields.add(role, name)?;
            }
        }
        Ok(Self {
            index: file.index.map_or_else(|| PathBuf::from("index"), |index| folder.join(index)),
            archives: file.archive.iter().flat_map(OneOrMore::list).map(|path| folder.join(path)).collect(),
            fields,
            analysis: file.analysis.resolve(),
        })
    }
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

    #[test]
    fn files() {
        check("", Ok(("index", &[])));
        check("index = \"a\"\narchive = \"b\"", Ok(("/etc/a", &["/etc/b"])));
        check("[analysis]\nold_spelling = false", Ok(("index", &[])));
        check("[analysis]\noude_spelling = false", Err(("oude_spelling", Some(2))));
        check("archive = [\"/b\", \"c\"]\n[fields]\ntitle = \"kopje\"", Ok(("index", &["/b", "/etc/c"])));
        check("index = \"a\"\narchief = 1", Err(("archief", Some(2))));
        check("index = \"a", Err(("not right", Some(1))));
        check("[fields]\n\nkleur = \"rood\"", Err(("`kleur` is not a field", Some(3))));
    }
}
