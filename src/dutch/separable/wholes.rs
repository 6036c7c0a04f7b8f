//! The verbs that particles make with forms of other verbs, as the dictionary has them.

use super::words::{Classes, classes};
use crate::dutch::cache::{Cache, Key, LONGEST_WORD_BYTES};
use crate::dutch::lexicon::{Headword, Kind, Lexicon};
use crate::dutch::terms::{Layer, Rule, TermList};

/// So many particles with a form are remembered, most of which make no verb, in some 2 MB. Tests fill it often.
const MOST_REMEMBERED: usize = if cfg!(test) { 100 } else { 20_000 };

/// Answers what verb a particle makes with a form, and remembers it: in a newspaper the same are asked for again and
/// again.
#[derive(Debug)]
pub(super) struct Wholes {
    known: Cache,
    question: String,
}

impl Default for Wholes {
    fn default() -> Self {
        Self { known: Cache::new(MOST_REMEMBERED), question: String::new() }
    }
}

/// What the form is of a verb whose particle stands apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// *Brengt*, with *door* behind it.
    Finite,
    /// *Pakken*, in *aan te pakken*.
    Infinitive,
}

impl Wholes {
    /// The headwords of the verb that a particle makes with a form, where it makes one.
    pub(super) fn headwords(&mut self, particle: &str, written: &str, form: Form) -> Option<Vec<String>> {
        self.question.clear();
        self.question.extend([particle, " ", written]);
        if self.question.len() > LONGEST_WORD_BYTES {
            return None;
        }
        let key = Key::new(&self.question, form as u8);
        let record = self.known.find(key).unwrap_or_else(|| {
            let mut found = TermList::default();
            for headword in find(particle, written, form) {
                found.add(Layer::Lemma, &headword, Rule::SeparableVerb);
            }
            self.known.insert(key, found.terms())
        });
        let found = self.known.terms(record);
        found.first()?;
        Some(found.iter().map(|term| term.text.to_owned()).collect())
    }
}

fn find(particle: &str, written: &str, form: Form) -> Vec<String> {
    let lexicon = Lexicon::embedded();
    // Most words make none with it, which this look-up tells at once.
    let glued = [particle, written].concat();
    let of_glued: Vec<Headword> = lexicon.headwords(&glued).collect();
    if of_glued.is_empty() {
        return Vec::new();
    }
    let simple: Vec<Headword> = lexicon.headwords(written).collect();
    let is_noun = simple.first().is_none_or(|likeliest| likeliest.kind != Kind::Verb);
    let fits = |infinitive: &str| match form {
        // The plural may be that of a noun: er gaan stemmen op.
        Form::Finite => !is_participle(written, infinitive) && (infinitive != written || !is_noun),
        Form::Infinitive => infinitive == written,
    };
    let verbs = simple.iter().filter(|verb| verb.kind == Kind::Verb && fits(&verb.text));
    verbs
        .map(|verb| [particle, &verb.text].concat())
        .filter(|whole| {
            // Of some the dictionary has the noun alone: het optreden.
            of_glued.iter().any(|known| known.text == *whole && (known.kind == Kind::Verb || *whole == glued))
                // Of others it has the noun in this form: de inzet.
                || lexicon.headwords(whole).any(|known| known.text == *whole && known.kind == Kind::Verb)
        })
        .map(|whole| lexicon.spelled(&whole).to_owned())
        .collect()
}

/// Whether a form of a verb is *gebracht* or *brengend*.
fn is_participle(form: &str, infinitive: &str) -> bool {
    let present = || form.strip_suffix('e').unwrap_or(form).strip_suffix('d');
    (form.starts_with("ge") && !infinitive.starts_with("ge")) || present() == Some(infinitive)
}

/// Whether a word is a noun in the singular; the dictionary has nouns too that are mostly something else.
pub(super) fn is_noun(form: &str) -> bool {
    let is_other = matches!(form, "iedereen" | "iemand" | "ik" | "niemand" | "niet" | "u" | "veel" | "zij");
    let first = Lexicon::embedded().headwords(form).next();
    !is_other
        && !classes(form).has(Classes::DETERMINER)
        && first.is_some_and(|headword| headword.kind == Kind::Noun && headword.text == form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_changes_nothing() {
        let mut wholes = Wholes::default();
        let written =
            ["brengt", "brengen", "gebracht", "brengend", "doet", "boek", "eenkomt", "komt", &"a".repeat(99)];
        for round in 0..3 {
            for written in written {
                for particle in ["door", "op", "over", "overeen"] {
                    for form in [Form::Finite, Form::Infinitive] {
                        let found = wholes.headwords(particle, written, form);
                        let fresh = Wholes::default().headwords(particle, written, form);
                        assert_eq!(found, fresh, "{particle} {written}, round {round}");
                    }
                }
            }
        }
        let found = wholes.headwords("overeen", "komt", Form::Finite);
        assert_eq!(found.as_deref(), Some(&["overeenkomen".to_owned()][..]));
    }
}
