//! The words of an index that have a shape, from its term dictionaries.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::Searcher;
use tantivy_fst::Automaton;

use super::fields_of;
use crate::error::Result;
use crate::index::index_error;
use crate::index::schema::Fields;
use crate::index::terms::{EXACT_MARK, read_key};
use crate::query::meaning::{Dictionary, Forms, Shape, Sought, TooMany};
use crate::query::pattern::Pattern;

/// Words beyond what can be sought are counted up to so many.
const COUNTED: usize = 100_000;

/// The words of one generation of an index.
pub(crate) struct IndexWords<'i> {
    pub(crate) searcher: &'i Searcher,
    pub(crate) fields: &'i Fields,
}

impl Dictionary for IndexWords<'_> {
    fn forms(&self, shape: &Shape, sought: Sought, most: usize) -> Result<Forms> {
        let mut keys: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut articles = 0;
        let automaton = ExactKeys { fit: Fit::new(shape) };
        for at in fields_of(sought, self.fields) {
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(at.field).map_err(index_error)?;
                let stream = inverted.terms().search(&automaton).into_stream();
                let mut stream = stream.map_err(|error| index_error(error.into()))?;
                while stream.advance() {
                    // It is counted on, so that one sees how far off the query is.
                    if keys.len() > COUNTED {
                        return Ok(Forms::TooMany(TooMany::MoreThan(COUNTED)));
                    }
                    articles += u64::from(stream.value().doc_freq);
                    if !keys.contains(stream.key()) {
                        keys.insert(stream.key().to_owned());
                    }
                }
            }
        }
        if keys.len() > most {
            return Ok(Forms::TooMany(TooMany::Exactly(keys.len())));
        }
        let forms = keys.iter().filter_map(|key| std::str::from_utf8(key).ok().and_then(read_key));
        Ok(Forms::All(forms.map(|(_, length, text)| (length, text.into())).collect(), articles))
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
