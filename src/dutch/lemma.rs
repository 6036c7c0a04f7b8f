//! From a form to its headwords.
use super::compound;
use super::lexicon::Lexicon;
use super::stem::stem;

/// A headword, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lemma {
    /// The headword, folded.
    pub text: String,
    /// rule
    pub rule: LemmaRule,
}

/// How a headword was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LemmaRule {
    /// In the dictionary.
    Dictionary,
    /// Head.
    Head,
    /// Stemmer.
    Stemmer,
}

/// The headwords.
pub fn lemmas(form: &str) -> Vec<Lemma> {
    let found: Vec<_> = Lexicon::embedded()
        .headwords(form)
        .map(|h| Lemma { text: h.text, rule: LemmaRule::Dictionary })
        .collect();
    if !found.is_empty() {
        return found;
    }
    if let Some((start, heads)) = compound::head(form) {
        return heads
            .into_iter()
            .filter(|h| h.kind != super::lexicon::Kind::Diminutive)
            .map(|h| Lemma { text: format!("{}{}", &form[..start], h.text), rule: LemmaRule::Head })
            .collect();
    }
    vec![Lemma { text: stem(form).into_owned(), rule: LemmaRule::Stemmer }]
}
