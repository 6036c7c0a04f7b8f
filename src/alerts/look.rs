//! Looking for what is new.

use super::store::LockedAlerts;
use crate::date::Day;
use crate::error::Result;
use crate::search::Search;
use crate::wire::{DigestObject, HitObject};

/// A digest has at most so many articles, since it is held in memory; more become further digests.
const MOST_ARTICLES: usize = 500;

/// Looks for articles that are new to an alert, puts digests of them in its outbox, and tells how many articles
/// there were. `now` is in RFC 3339.
///
/// # Errors
///
/// Fails where there is no such alert, where its query cannot be answered (the cause is then a
/// [`Diagnostic`](crate::query::Diagnostic)), and where the index or the alert cannot be read or written.
pub fn look(
    alerts: &mut LockedAlerts,
    name: &str,
    search: &mut Search<'_>,
    generation: u64,
    today: Day,
    now: &str,
) -> Result<u64> {
    let mut state = alerts.state(name)?;
    let mut seen = alerts.seen(&state)?;
    alerts.take_in_unfinished(&mut state, &mut seen)?;
    let query = state.alert.read(today)?;
    let request = state.alert.request(query.clone());
    let after_generation = state.generation;
    let mut new = 0;
    loop {
        let hits = search.unseen(&request, &seen.keys, MOST_ARTICLES)?;
        if hits.is_empty() {
            break;
        }
        new += hits.len() as u64;
        let digest = DigestObject {
            alert: name.to_owned(),
            number: state.digests + 1,
            query: state.alert.query.clone(),
            restated: state.alert.restated(&query, search),
            language: state.alert.language.code().to_owned(),
            created: now.to_owned(),
            after_generation,
            generation,
            articles: hits.into_iter().map(HitObject::new).collect(),
        };
        alerts.post(&digest)?;
        alerts.take_in(&mut state, &mut seen, &digest)?;
    }
    if state.generation != generation {
        state.generation = generation;
        alerts.commit(&state)?;
    }
    Ok(new)
}
