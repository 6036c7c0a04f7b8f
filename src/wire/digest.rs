//! What an alert found, and the alert itself.

use serde::{Deserialize, Serialize};

use super::{BoundsObject, HitObject};

/// New articles of an alert: `{"type":"digest",…}`. It is read back too: it waits as a file until it was delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "digest")]
pub struct DigestObject {
    /// The name of the alert.
    pub alert: String,
    /// Its number among the digests of the alert, from 1.
    pub number: u64,
    /// Its query, as it was typed.
    pub query: String,
    /// What is sought, in a sentence.
    pub restated: String,
    /// The language of that sentence, and of a page that is made of the digest: `nl` or `en`.
    pub language: String,
    /// When it was made, in RFC 3339.
    pub created: String,
    /// The generation of the index up to which the alert had looked before.
    pub after_generation: u64,
    /// The generation in which these articles were found.
    pub generation: u64,
    /// The articles, the newest first; ranks are counted in the digest, and scores are 0.
    pub articles: Vec<HitObject>,
}

impl DigestObject {
    /// A name that no other digest has: the alert, the generations, and the number.
    pub fn name(&self) -> String {
        format!("{}-{}-{}-{}", self.alert, self.after_generation, self.generation, self.number)
    }
}

/// An alert: `{"type":"alert",…}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "alert")]
pub struct AlertObject {
    /// Its name.
    pub name: String,
    /// Its query, as it was typed.
    pub query: String,
    /// The options that it is put with.
    #[serde(flatten)]
    pub bounds: BoundsObject,
    /// The generation up to which it has looked.
    pub generation: u64,
    /// How many digests it has given.
    pub digests: u64,
    /// How many of them wait to be delivered.
    pub waiting: u64,
}
