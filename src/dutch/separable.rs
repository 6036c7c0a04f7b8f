//! Finds the verb that a particle belongs to: *brengt de avond door* is *doorbrengen*, *aan te pakken* is *aanpakken*.
//!
//! ```
//! use knipsel::dutch::separable::SeparableVerbs;
//!
//! let mut verbs = SeparableVerbs::default();
//! let mut read = |text: &str, particle: &str| {
//!     let start = text.find(particle)?;
//!     let whole = verbs.whole_of(text, start..start + particle.len())?;
//!     Some(format!("{} {particle}: {}", &text[whole.verb], whole.headwords.join(" ")))
//! };
//! assert_eq!(read("Zij brengt de avond door.", "door").as_deref(), Some("brengt door: doorbrengen"));
//! assert_eq!(read("Hij weigert dit aan te pakken.", "aan").as_deref(), Some("pakken aan: aanpakken"));
//! assert_eq!(read("Zij brengt hem door de avond.", "door"), None);
//! ```
//!
//! A particle stands behind all that belongs to the verb, so what follows it tells it from a preposition: the end of
//! the clause, a conjunction, or another preposition. Before it the nearest verb is sought with which it makes one
//! that the dictionary knows, in the same clause and at most [`MOST_WORDS`] words away. Only the order of words is
//! looked at; to find every separated verb, and no other, takes a parser.

mod around;
mod wholes;
mod words;

use std::ops::Range;

use super::normalize::fold;
use around::{After, LONGEST_CLAUSE_BYTES, WordsBefore};
use wholes::{Form, Wholes, is_noun};
use words::{Classes, classes};

pub(super) use words::is_particle;

/// A particle and its verb are at most so many words apart.
pub const MOST_WORDS: usize = 15;

/// A verb of which a text has the particle apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeVerb {
    /// Its headwords, particle and verb together; mostly one.
    pub headwords: Vec<String>,
    /// Where the verb stands without its particle: bytes of the text.
    pub verb: Range<usize>,
}

/// Finds separated verbs, and remembers which the dictionary knows.
#[derive(Debug, Default)]
pub struct SeparableVerbs {
    wholes: Wholes,
}

impl SeparableVerbs {
    /// The verb that the word at `place` of `text` belongs to, where it is the particle of one.
    pub fn whole_of(&mut self, text: &str, place: Range<usize>) -> Option<WholeVerb> {
        let particle = text.get(place.clone())?;
        if particle.len() > 1 && particle.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return self.in_capitals(text, place);
        }
        let kind = classes(particle);
        if !kind.has(Classes::PARTICLE) {
            return None;
        }
        let after = After::read(text, place.end);
        let is_before_te = after.word(text) == "te";
        if !is_before_te && !closes(text, particle, kind, &after) {
            return None;
        }
        let before = WordsBefore::new(text, place.start);
        if !fits_before(particle, kind, before.clone()) {
            return None;
        }
        if !is_before_te {
            return self.finite_verb(particle, before);
        }
        // *om te* mostly opens a clause; in *om dit om te zetten* the first does.
        let is_opened = || before.take(MOST_WORDS).any(|word| word.text.eq_ignore_ascii_case("om"));
        if particle == "om" && !is_opened() { None } else { self.infinitive(text, particle, &after) }
    }

    /// The same where everything is written in capitals.
    fn in_capitals(&mut self, text: &str, place: Range<usize>) -> Option<WholeVerb> {
        let from = text.floor_char_boundary(place.start.saturating_sub(LONGEST_CLAUSE_BYTES + 4));
        let to = text.ceil_char_boundary(place.end + LONGEST_CLAUSE_BYTES);
        let small = text[from..to].to_ascii_lowercase();
        let whole = self.whole_of(&small, place.start - from..place.end - from)?;
        Some(WholeVerb { verb: whole.verb.start + from..whole.verb.end + from, ..whole })
    }

    /// The verb behind *te* in *aan te pakken*.
    fn infinitive(&mut self, text: &str, particle: &str, te: &After) -> Option<WholeVerb> {
        let After::Word(te) = te else { return None };
        let After::Word(first) = After::read(text, te.end) else { return None };
        let mut of = |verb: Range<usize>| {
            let headwords = self.wholes.headwords(particle, &text[verb.clone()], Form::Infinitive)?;
            Some(WholeVerb { headwords, verb })
        };
        // aan te kunnen pakken
        if classes(&text[first.clone()]).has(Classes::AUXILIARY)
            && let After::Word(second) = After::read(text, first.end)
            && let Some(whole) = of(second)
        {
            return Some(whole);
        }
        of(first)
    }

    /// The nearest verb before a particle that makes one with it.
    fn finite_verb(&mut self, particle: &str, before: WordsBefore<'_>) -> Option<WholeVerb> {
        let mut words = before.peekable();
        let mut behind = particle;
        let mut passed_comma = false;
        let mut form = String::new();
        for _ in 0..MOST_WORDS {
            let word = words.next()?;
            if word.has_comma_behind && !passed_comma {
                passed_comma = true;
                // , waar zij op; , maar hij kwam op; , samen met haar
                if classes(behind).has(Classes::CONJUNCTION) || matches!(behind, "los" | "samen") {
                    return None;
                }
            }
            fold(word.text, &mut form);
            let class = classes(&form);
            if class.has(Classes::AUXILIARY) {
                return None;
            }
            let is_candidate = match words.peek() {
                _ if class.has(Classes::DETERMINER_OR_OPENER) => false,
                Some(before) => {
                    // te werken, van werken, de werken; a capital inside a sentence makes a name.
                    !matches!(before.text, "te" | "de" | "een" | "geen")
                        && !classes(before.text).has(Classes::PREPOSITION)
                        && word.text.starts_with(char::is_lowercase)
                }
                None => true,
            };
            if is_candidate && let Some(headwords) = self.wholes.headwords(particle, &form, Form::Finite) {
                return Some(WholeVerb { headwords, verb: word.start..word.start + word.text.len() });
            }
            behind = word.text;
        }
        None
    }
}

/// Whether what follows a particle shows that no noun belongs to it.
fn closes(text: &str, particle: &str, kind: Classes, after: &After) -> bool {
    let is_preposition = kind.has(Classes::PREPOSITION_PARTICLE);
    let next = match after {
        // roept op om, zo nodig, te komen
        After::End(Some(',')) if particle == "om" => return false,
        // in (heel) Europa
        After::End(Some('(')) if is_preposition => return false,
        After::End(_) => return true,
        After::Word(_) if matches!(particle, "om" | "weer") => return false,
        After::Word(next) => next,
        After::Other => return false,
    };
    let class = classes(&text[next.clone()]);
    if !class.has(Classes::OPENER) {
        return false;
    }
    let after_next = After::read(text, next.end);
    let beyond = after_next.word(text);
    let next = &text[next.clone()];
    if class.has(Classes::COORDINATOR) {
        // in en rond het gebouw, voor of na de oorlog, af en toe; but: neemt het toe of af
        let is_pair = classes(beyond).has(Classes::PARTICLE_OR_PREPOSITION);
        return !is_pair || (!is_preposition && next != "en");
    }
    if !is_preposition {
        return true;
    }
    match next {
        "die" => false,
        // legt uit hoe het gaat, but: tips over hoe het gaat
        "hoe" | "waar" | "wat" | "wie" => matches!(particle, "aan" | "na" | "uit"),
        // merkt op dat dit, but: op dat ogenblik
        "dat" => !is_noun(beyond),
        _ if class.has(Classes::SUBORDINATOR) => true,
        // gaat er niet op in: the other one is the particle
        _ if matches!(after_next, After::End(_)) || classes(beyond).has(Classes::SUBORDINATOR) => false,
        // door op te treden
        _ => beyond != "te",
    }
}

/// Whether a word can be a particle behind what stands before it.
fn fits_before(particle: &str, kind: Classes, mut before: WordsBefore<'_>) -> bool {
    let Some(previous) = before.next().filter(|previous| !previous.has_comma_behind) else { return true };
    let class = classes(previous.text);
    // een deel, op weg, in stand
    let has_noun = kind.has(Classes::NOUN_PARTICLE) && class.has(Classes::DETERMINER_OR_PREPOSITION);
    // naar binnen
    let is_place = matches!(particle, "achter" | "binnen" | "boven" | "buiten" | "voor")
        && class.has(Classes::PREPOSITION);
    // af en toe
    let is_pair =
        previous.text == "en" && before.next().is_some_and(|word| classes(word.text).has(Classes::PARTICLE));
    !has_noun && !is_place && !is_pair
}

#[cfg(test)]
mod tests;
