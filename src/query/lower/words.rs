//! The words of an index that have a shape, from its term dictionaries.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

use super::fields_of;
use crate::error::Result;
use crate::index::forms::FormList;
use crate::index::terms::{EXACT_MARK, read_key};
use crate::index::{OpenIndex, index_error};
use crate::query::meaning::{Dictionary, Forms, Shape, Sought, TooMany};
use crate::query::pattern::Pattern;

/// Words beyond what can be sought are counted up to so many.
const COUNTED: usize = 100_000;

/// The words of one generation of an index.
pub(crate) struct IndexWords<'i> {
    pub(crate) index: &'i OpenIndex,
}

impl Dictionary for IndexWords<'_> {
    fn forms(&self, shape: &Shape, sought: Sought, most: usize) -> Result<Forms> {
        let mut found = Found::default();
        match (shape, self.list(shape, sought)?) {
            (Shape::Like(pattern), Some(list)) => list.each_with(pattern.letters(), |key, articles| {
                // The list has keys of the exact layer alone: a letter, and behind a capital one more.
                let text = if key.starts_with(&[EXACT_MARK]) { 1 } else { 2 };
                !pattern.fits(&key[text..]) || found.add(key, articles)
            }),
            _ => self.search(shape, sought, &mut found)?,
        }
        if found.too_many {
            return Ok(Forms::TooMany(TooMany::MoreThan(COUNTED)));
        }
        if found.keys.len() > most {
            return Ok(Forms::TooMany(TooMany::Exactly(found.keys.len())));
        }
        let forms = found.keys.iter().filter_map(|key| std::str::from_utf8(key).ok().and_then(read_key));
        Ok(Forms::All(forms.map(|(_, length, text)| (length, text.into())).collect(), found.articles))
    }
}

impl IndexWords<'_> {
    /// The list of all forms, where it is the fastest way to those of a shape.
    fn list(&self, shape: &Shape, sought: Sought) -> Result<Option<&FormList>> {
        match shape {
            Shape::Like(pattern) if sought == Sought::Everywhere => {
                // To make the list takes as long as to go through the dictionaries once.
                if pattern.is_open() { self.index.forms() } else { Ok(self.index.known_forms()) }
            }
            Shape::Like(_) | Shape::About(..) => Ok(None),
        }
    }

    /// Looks for the forms of a shape in the dictionaries of all segments.
    fn search(&self, shape: &Shape, sought: Sought, found: &mut Found) -> Result<()> {
        let automaton = ExactKeys { fit: Fit::new(shape) };
        for at in fields_of(sought, self.index.fields()) {
            for segment in self.index.searcher().segment_readers() {
                let inverted = segment.inverted_index(at.field).map_err(index_error)?;
                let stream = inverted.terms().search(&automaton).into_stream();
                let mut stream = stream.map_err(|error| index_error(error.into()))?;
                while stream.advance() {
                    if !found.add(stream.key(), stream.value().doc_freq) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}

/// The forms that have a shape.
#[derive(Default)]
struct Found {
    keys: BTreeSet<Vec<u8>>,
    /// In how many articles they stand, added up.
    articles: u64,
    too_many: bool,
}

impl Found {
    /// Adds a form; `false` where there are too many already. They are counted on beyond what can be sought, so that one
    /// sees how far off the query is.
    fn add(&mut self, key: &[u8], articles: u32) -> bool {
        self.articles += u64::from(articles);
        if !self.keys.contains(key) {
            self.too_many = self.keys.len() > COUNTED;
            if self.too_many {
                return false;
            }
            self.keys.insert(key.to_owned());
        }
        true
    }
}

/// Building one takes some milliseconds; from it the automaton of a word is made at once.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|distance| LevenshteinAutomatonBuilder::new(distance, true)));

/// A shape as an automaton.
enum Fit<'s> {
    Like(&'s Pattern),
    About(DFA),
}

impl<'s> Fit<'s> {
    fn new(shape: &'s Shape) -> Self {
        match shape {
            Shape::Like(pattern) => Fit::Like(pattern),
            Shape::About(form, distance) => Fit::About(BUILDERS[usize::from(*distance > 1)].build_dfa(form)),
        }
    }
}

/// The keys of the exact layer, in one word or with hyphens, whose text fits.
struct ExactKeys<'s> {
    fit: Fit<'s>,
}

/// How far a key was read.
#[derive(Clone, Copy)]
enum State {
    /// Nothing of it.
    Start,
    /// The mark of a form that covers several positions; their number comes next.
    Joined,
    /// The text, up to this state of the shape's automaton.
    Text(u128),
    /// It is no key that is sought.
    Dead,
}

impl Automaton for &ExactKeys<'_> {
    type State = State;

    fn start(&self) -> State {
        State::Start
    }

    fn is_match(&self, state: &State) -> bool {
        match (state, &self.fit) {
            (State::Text(state), Fit::Like(pattern)) => pattern.is_match(*state),
            (State::Text(state), Fit::About(dfa)) => {
                matches!(dfa.distance(*state as u32), Distance::Exact(_))
            }
            _ => false,
        }
    }

    fn can_match(&self, state: &State) -> bool {
        match (state, &self.fit) {
            (State::Dead, _) | (State::Text(0), Fit::Like(_)) => false,
            (State::Text(state), Fit::About(_)) => *state as u32 != SINK_STATE,
            _ => true,
        }
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let text = match &self.fit {
            Fit::Like(pattern) => pattern.start(),
            Fit::About(dfa) => u128::from(dfa.initial_state()),
        };
        match state {
            State::Start if byte == EXACT_MARK => State::Text(text),
            State::Start if byte == EXACT_MARK.to_ascii_uppercase() => State::Joined,
            State::Joined => State::Text(text),
            State::Text(state) => State::Text(match &self.fit {
                Fit::Like(pattern) => pattern.step(*state, byte),
                Fit::About(dfa) => u128::from(dfa.transition(*state as u32, byte)),
            }),
            State::Start | State::Dead => State::Dead,
        }
    }
}
