//! Article ids that stay the same when the archive is indexed again, here or on another machine.

use std::fmt;

/// The name of an article: the record's own id where it has one, else one derived from where it stands.
///
/// A derived id is 16 letters and digits, the start of a BLAKE3 hash of the name by which the index knows the archive,
/// the file's path inside it, and the record's ordinal in the file. The first archive of an index has no name, so that
/// its ids do not depend on where it is or what its folder is called; each further one has the end of its path that
/// tells it from those before.
///
/// ```
/// use knipsel::article::ArticleId;
///
/// let here = ArticleId::derived("", "2021/11/bode.txt", 0);
/// assert_eq!(here, ArticleId::derived("", "2021/11/bode.txt", 0));
/// assert_ne!(here, ArticleId::derived("", "2021/11/bode.txt", 1));
/// assert_ne!(here, ArticleId::derived("krant", "2021/11/bode.txt", 0));
/// assert_eq!(here.as_str().len(), 16);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(String);

/// Crockford's base 32: no letters that are mistaken for digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl ArticleId {
    /// The record's own id, with the white space around it cut off; `None` where nothing is left.
    pub fn own(id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty()).then(|| Self(id.to_owned()))
    }

    /// The id of a record that has none of its own, from the archive's name in the index (empty for the first), its
    /// file's path inside the archive (`/` between folders) and its ordinal in the file.
    pub fn derived(archive_name: &str, path_in_archive: &str, ordinal: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        if !archive_name.is_empty() {
            // Two slashes stand in no path inside an archive.
            hasher.update(archive_name.as_bytes());
            hasher.update(b"//");
        }
        hasher.update(path_in_archive.as_bytes());
        // A NUL cannot stand in a path, so no path and ordinal run together like another pair.
        hasher.update(&[0]);
        hasher.update(&ordinal.to_le_bytes());
        Self::from_hash(&hasher.finalize())
    }

    fn from_hash(hash: &blake3::Hash) -> Self {
        let name = hash.as_bytes()[..16].iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
        Self(name.collect())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
