//! Which field of a record plays which role, by the names that common exports give them.
//!
//! Names are compared without regard to capitals, and a space, a hyphen and an underscore are one: `Publication
//! Date`, `publication-date` and `publication_date` are the same name. Where a record has two fields for one
//! role, the one that stands first in the list below is taken, and the next where that one is empty.
//!
//! ```
//! use knipsel::archive::{FieldMap, Role};
//!
//! let mut fields = FieldMap::default();
//! assert_eq!(fields.role("Artikel-Titel"), None);
//! fields.add(Role::Title, "artikel_titel")?;
//! assert_eq!(fields.role("Artikel-Titel"), Some(Role::Title));
//! assert_eq!(fields.role("Publicatiedatum"), Some(Role::Date));
//! # Ok::<(), knipsel::error::Error>(())
//! ```

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::error::{Error, ErrorKind, Result};

/// What a field of a record is to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The record's own id.
    Id,
    /// The headline.
    Title,
    /// The introduction, which becomes the first paragraph of the text.
    Lead,
    /// The body.
    Text,
    /// The date of publication.
    Date,
    /// The newspaper or agency.
    Source,
    /// Who wrote it.
    Author,
    /// The section of the paper.
    Section,
    /// The address on the web.
    Url,
    /// The page of the printed paper.
    Page,
    /// The language.
    Language,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Id,
        Self::Title,
        Self::Lead,
        Self::Text,
        Self::Date,
        Self::Source,
        Self::Author,
        Self::Section,
        Self::Url,
        Self::Page,
        Self::Language,
    ];

    /// The word for it in `knipsel.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Text => "text",
            Self::Date => "date",
            Self::Source => "source",
            Self::Author => "author",
            Self::Section => "section",
            Self::Url => "url",
            Self::Page => "page",
            Self::Language => "language",
        }
    }

    /// The role that a word of `knipsel.toml` stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The names of fields that play this role, the surest first.
    fn usual_names(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Self::Id => {
                "id identifier article_id artikel_id _id doc_id document_id record_id guid uuid uri urn"
            }
            Self::Title => "title headline titel kop article_title artikeltitel heading hoofdkop",
            Self::Lead => "lead intro inleiding chapeau standfirst introduction",
            Self::Text => {
                "text body content tekst inhoud article_text full_text fulltext artikeltekst article_body \
                 articlebody body_text maintext main_text plain_text ocr ocr_text paragraphs alineas description \
                 beschrijving summary samenvatting abstract"
            }
            Self::Date => {
                "date published datum pubdate pub_date published_at publishedat date_published datepublished \
                 publication_date publicationdate publish_date date_publish publicatiedatum publicatie_datum \
                 datum_publicatie verschijningsdatum issue_date dc:date year jaar"
            }
            Self::Source => {
                "source bron newspaper_title newspaper krant krantentitel paper paper_title papertitle \
                 publication publicatie medium outlet agency persbureau publisher uitgever source_domain \
                 dc:source"
            }
            Self::Author => "author auteur byline authors auteurs creator journalist schrijver dc:creator",
            Self::Section => {
                "section category rubriek sectie categorie categories rubrieken desk katern channel"
            }
            Self::Url => "url link permalink web_url weburl source_url href",
            Self::Page => "page pagina page_number paginanummer blz bladzijde",
            Self::Language => "language lang taal language_code",
        };
        names.split_whitespace()
    }
}

/// Objects inside a record that hold fields of the record itself, one level deep. Other objects speak of
/// something else: the title of an `image` is not the article's.
const CONTAINERS: &[&str] = &[
    "metadata",
    "meta",
    "_source",
    "article",
    "artikel",
    "document",
    "doc",
    "record",
    "item",
    "fields",
    "velden",
    "attributes",
    "properties",
    "data",
    "header",
    "publication",
    "publicatie",
    "details",
    "gegevens",
];

/// How far down the order of preference a field of an inner object stands.
const NESTED: u16 = 1000;
/// Where the usual names begin in the order of preference, after those a user added.
const USUAL: u16 = 500;

/// A role, and the field's place in the order of preference for it: the lowest is taken.
pub(super) type Ranked = (Role, u16);

/// The names of fields and the roles they play.
#[derive(Debug, Clone)]
pub struct FieldMap {
    /// By name in lower case, a dot between an inner object's name and its field's.
    names: HashMap<Box<str>, Ranked>,
    containers: HashSet<Box<str>>,
    added: u16,
}

impl Default for FieldMap {
    fn default() -> Self {
        let mut names = HashMap::new();
        for role in Role::ALL {
            for (rank, name) in (USUAL..).zip(role.usual_names()) {
                names.insert(Box::from(name), (role, rank));
            }
        }
        let containers = CONTAINERS.iter().map(|name| Box::from(*name)).collect();
        Self { names, containers, added: 0 }
    }
}

impl FieldMap {
    /// Lets the field called `name` play `role`, before the usual names of that role and whatever role it
    /// played before. `inner.name` is the field `name` of the object `inner`.
    ///
    /// Fails on an empty name.
    pub fn add(&mut self, role: Role, name: &str) -> Result<()> {
        let plain = plain_name(name);
        if plain.is_empty() {
            return Err(Error::new(
                ErrorKind::Config,
                format!("a field that is to be the {} has an empty name", role.as_str()),
            )
            .hint(format!(
                "in knipsel.toml write, under [fields]: {} = [\"name of the field\"]",
                role.as_str()
            )));
        }
        if let Some((container, _)) = plain.split_once('.') {
            self.containers.insert(Box::from(container));
        }
        self.names.insert(Box::from(plain.as_ref()), (role, self.added.min(USUAL - 1)));
        self.added = self.added.saturating_add(1);
        Ok(())
    }

    /// The role of the field called `name`.
    pub fn role(&self, name: &str) -> Option<Role> {
        self.find(name).map(|(role, _)| role)
    }

    pub(super) fn find(&self, name: &str) -> Option<Ranked> {
        self.names.get(plain_name(name).as_ref()).copied()
    }

    /// The role of a field of an inner object.
    pub(super) fn find_in(&self, container: &str, name: &str) -> Option<Ranked> {
        let name = plain_name(name);
        let full = format!("{}.{name}", plain_name(container));
        match self.names.get(full.as_str()) {
            Some(&found) => Some(found),
            None => self.names.get(name.as_ref()).map(|&(role, rank)| (role, rank + NESTED)),
        }
    }

    /// What tells this map from every other, for [`Options::fingerprint`](super::Options::fingerprint).
    pub(super) fn describe(&self, hasher: &mut blake3::Hasher) {
        let mut names: Vec<_> =
            self.names.iter().map(|(name, (role, rank))| (name, role.as_str(), rank)).collect();
        names.sort_unstable();
        let mut containers: Vec<_> = self.containers.iter().collect();
        containers.sort_unstable();
        for (name, role, rank) in names {
            hasher.update(format!("{name}\n{role}\n{rank}\n").as_bytes());
        }
        for container in containers {
            hasher.update(format!("{container}\n").as_bytes());
        }
    }

    /// Whether the object called `name` holds fields of the record itself.
    pub(super) fn is_container(&self, name: &str) -> bool {
        self.containers.contains(plain_name(name).as_ref())
    }
}

/// A name as names are compared.
fn plain_name(name: &str) -> Cow<'_, str> {
    let is_plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b':'));
    if is_plain {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.trim().to_lowercase().replace([' ', '-'], "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_plays_two_roles() {
        let mut seen = HashMap::new();
        for role in Role::ALL {
            for name in role.usual_names() {
                assert_eq!(plain_name(name), name, "a name must stand as names are compared");
                assert_eq!(seen.insert(name, role), None, "{name}");
            }
        }
    }

    #[test]
    fn roles_have_words() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("kleur"), None);
    }

    #[test]
    fn names_are_compared_freely() {
        let fields = FieldMap::default();
        for name in ["pub_date", "Pub_Date", "PUB-DATE", " pub date "] {
            assert_eq!(fields.role(name), Some(Role::Date), "{name}");
        }
        assert_eq!(fields.role("pub__date"), None);
        assert_eq!(fields.role(""), None);
    }
}
