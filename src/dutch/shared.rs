//! The terms of words that any clone of an analyzer has met.
//!
//! Each analyzer has a memory of its own, which is fast and belongs to one thread (`cache`). A build makes many:
//! one for each thread and each segment. What a new word costs, its way through the dictionary, is paid only once
//! for all of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cache::{Cache, Key};
use super::terms::{TermList, Terms};

/// Each part has a lock of its own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// How many words a part remembers. All together they take some 13 MB.
const MOST_WORDS_IN_PART: usize = 10_000;

/// Terms by word, for several threads.
#[derive(Debug)]
pub(super) struct Shared {
    parts: [Mutex<Cache>; PARTS],
}

impl Default for Shared {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::new(Cache::new(MOST_WORDS_IN_PART))) }
    }
}

impl Shared {
    /// Gives the terms of a word to `found`; where no analyzer has met the word, `find` adds to `made` those that it lacks.
    pub(super) fn terms<T>(
        &self,
        key: Key<'_>,
        made: &mut TermList,
        find: impl FnOnce(&mut TermList),
        found: impl FnOnce(Terms<'_>) -> T,
    ) -> T {
        // A part finds its words by the lower digits of the hash.
        let part = &self.parts[(key.hash >> 60) as usize % PARTS];
        {
            let part = lock(part);
            if let Some(record) = part.find(key) {
                return found(part.terms(record));
            }
        }
        // The lock is not held meanwhile: two threads may do the same work, but none waits for the other's.
        find(made);
        lock(part).insert(key, made.terms());
        found(made.terms())
    }
}

/// A thread that died with the lock left a table that finds no wrong words.
fn lock(part: &Mutex<Cache>) -> MutexGuard<'_, Cache> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}
