//! The terms of words that any clone of an analyzer has met.
//!
//! Each analyzer has a memory of its own, which is fast and belongs to one thread (`cache`). A build makes many:
//! one for each thread and each segment. What a new word costs, its way through the dictionary, is paid only once
//! for all of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::analyzer::Term;

/// Each part has a lock of its own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// How many words a part remembers; when it is full it is emptied. All together they take some 40 MB.
const MOST_WORDS_IN_PART: usize = 10_000;

/// A word and the tag of what else its terms depend on.
type Key = (u8, Box<str>);

/// Terms by word, for several threads.
#[derive(Debug)]
pub(super) struct Shared {
    hasher: RandomState,
    parts: [Mutex<HashMap<Key, Box<[Term]>>>; PARTS],
}

impl Default for Shared {
    fn default() -> Self {
        Self { hasher: RandomState::new(), parts: Default::default() }
    }
}

impl Shared {
    /// Adds the terms of `word` to `terms`; `make` finds them where no analyzer has met the word.
    pub(super) fn add_terms(
        &self,
        word: &str,
        tag: u8,
        terms: &mut Vec<Term>,
        make: impl FnOnce(&mut Vec<Term>),
    ) {
        let key = (tag, Box::from(word));
        let part = &self.parts[self.hasher.hash_one(&key) as usize % PARTS];
        if let Some(known) = lock(part).get(&key) {
            terms.extend_from_slice(known);
            return;
        }
        // The lock is not held meanwhile: two threads may do the same work, but none waits for the other's.
        let first = terms.len();
        make(terms);
        let mut part = lock(part);
        if part.len() >= MOST_WORDS_IN_PART {
            part.clear();
        }
        part.insert(key, terms[first..].into());
    }
}

/// A thread that died with the lock left a map that is whole.
fn lock<T>(part: &Mutex<T>) -> MutexGuard<'_, T> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}
