//! Two slots side by side, as far as the index has lists of their words side by side (`index::pairs`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::schema::Field;

use crate::dutch::{Layer, MOST_JOINED_PIECES};
use crate::index::pairs::pair_key;
use crate::index::schema::Fields;
use crate::query::Why;
use crate::query::meaning::{Alternative, Sequence, Slot};

/// Two words side by side of which the index has a list.
pub(super) struct Pair {
    pub(super) term: Term,
    /// The least weight of the words.
    pub(super) weight: f32,
}

/// Two slots, of which some words have lists.
pub(super) struct PairedSlots {
    pub(super) pairs: Vec<Pair>,
    /// The slots without the words that have lists; nothing where all have.
    pub(super) rest: Option<[Slot; 2]>,
}

impl PairedSlots {
    /// The slots in a field; `None` where no words of theirs have a list there.
    ///
    /// The first must be one word: of `"de min*"` the lists tell where *de minister* stands, and only the other words need be
    /// looked up in the articles that hold them. Where the second is one word and the first many, two of these may end at
    /// the same place (*geen* and *een* in `g-een de`), which lists would count twice.
    pub(super) fn of([first, second]: [&Slot; 2], field: Field, index: &Fields) -> Option<Self> {
        if field != index.text {
            return None;
        }
        let one = only_word(first)?;
        let mut with_list: BTreeMap<&str, Pair> = BTreeMap::new();
        for other in words(second) {
            if let Some(key) = pair_key(one.text, other.text) {
                let term = Term::from_field_text(index.pairs, &key);
                let weight = one.why.weight().min(other.why.weight());
                with_list.insert(other.text, Pair { term, weight });
            }
        }
        if with_list.is_empty() {
            return None;
        }
        let is_left = |it: &&Alternative| it.layer != Layer::Exact || !with_list.contains_key(&*it.text);
        let left: Slot = second.iter().filter(is_left).cloned().collect();
        let rest = (!left.is_empty()).then(|| [first.clone(), left]);
        Some(Self { pairs: with_list.into_values().collect(), rest })
    }
}

/// The lists of a sequence of two slots in a field, and what is left to be looked up word by word: all of it where it has no
/// lists, nothing where they are all that it is.
pub(super) fn split<'s>(
    sequence: &'s Sequence,
    field: Field,
    index: &Fields,
) -> (Vec<Pair>, Option<Cow<'s, [Slot]>>) {
    if let [first, second] = sequence.as_slice()
        && let Some(PairedSlots { pairs, rest }) = PairedSlots::of([first, second], field, index)
    {
        return (pairs, rest.map(|slots| Cow::Owned(slots.into())));
    }
    (Vec::new(), Some(Cow::Borrowed(sequence)))
}

/// A word of a slot, however many pieces it is written in.
#[derive(Clone, Copy)]
struct Word<'s> {
    text: &'s str,
    why: Why,
}

/// The word of a slot that has no other.
fn only_word(slot: &Slot) -> Option<Word<'_>> {
    let mut all = words(slot);
    let only = all.next().filter(|_| all.next().is_none())?;
    slot.iter().all(|it| it.layer == Layer::Exact && *it.text == *only.text).then_some(only)
}

/// The words of a slot that may be written in any number of pieces, as those of the lists may.
fn words(slot: &Slot) -> impl Iterator<Item = Word<'_>> {
    let mut by_text: BTreeMap<&str, Vec<&Alternative>> = BTreeMap::new();
    for it in slot.iter().filter(|it| it.layer == Layer::Exact) {
        by_text.entry(&it.text).or_default().push(it);
    }
    by_text.into_iter().filter_map(|(text, forms)| {
        let why = forms[0].why;
        // Of what fits a wildcard the slot has all that there is in the index.
        let is_any = forms.len() == MOST_JOINED_PIECES as usize || why == Why::Wildcard;
        (is_any && forms.iter().all(|it| it.why == why)).then_some(Word { text, why })
    })
}

#[cfg(test)]
mod tests;
