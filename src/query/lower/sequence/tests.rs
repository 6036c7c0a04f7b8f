use proptest::prelude::*;

use super::*;
use crate::query::Why;

const WHYS: [Why; 3] = [Why::Exact, Why::Inflection, Why::Compound];

/// The places of a slot in an article, each with its reason.
type Places = Vec<(u32, Why)>;

/// What a sequence weighs, by going from place to place: for each of the last slot the best chain that leads there.
fn weigh(slots: &[Places]) -> f32 {
    let Some((last, before)) = slots.split_last() else { return 0.0 };
    let best_at = |place: u32, slots: &[Places]| -> f32 {
        let (mut best, mut at) = (f32::INFINITY, place);
        for slot in slots.iter().rev() {
            let Some(before) = at.checked_sub(1) else { return 0.0 };
            // A place with several reasons counts for the closest.
            let why = slot.iter().filter(|(place, _)| *place == before).map(|(_, why)| *why).min();
            best = best.min(why.map_or(0.0, Why::weight));
            at = before;
        }
        best
    };
    let places: std::collections::BTreeSet<u32> = last.iter().map(|(place, _)| *place).collect();
    let why_of = |at: u32| last.iter().filter(|(place, _)| *place == at).map(|(_, why)| *why).min();
    places.into_iter().map(|at| best_at(at, before).min(why_of(at).map_or(0.0, Why::weight))).sum()
}

fn places() -> impl Strategy<Value = Places> {
    let place = prop_oneof![6 => 0_u32..20, 2 => 245_u32..270, 1 => 1_015_u32..1_030, 1 => 0_u32..2_000];
    // Most match for one reason.
    let why = prop_oneof![4 => Just(WHYS[0]), 1 => proptest::sample::select(WHYS.to_vec())];
    proptest::collection::vec((place, why), 0..40)
}

proptest! {
    #[test]
    fn it_is_what_going_from_place_to_place_gives(
        batch in (1_usize..=4).prop_flat_map(|slots| {
            proptest::collection::vec(proptest::collection::vec(places(), slots), 1..5)
        }),
    ) {
        let slots = batch[0].len();
        let open = |slot: usize| {
            let articles = batch.iter().enumerate();
            let places = articles.flat_map(|(number, article)| {
                article[slot].iter().map(move |(place, why)| (number, *place, *why))
            });
            SequenceSlot { places: SlotPlaces::of(places), is_read: true, words: Vec::new() }
        };
        let mut slots: Vec<SequenceSlot> = (0..slots).map(open).collect();
        let (mut frequencies, mut ends, mut longer) = ([0.0; BATCH], Ends::default(), Vec::new());
        let all = (1 << batch.len()) - 1;
        let stands = count(&mut slots, all, &mut frequencies, &mut ends, &mut longer);
        for (number, article) in batch.iter().enumerate() {
            let (found, expect) = (frequencies[number], weigh(article));
            prop_assert!((found - expect).abs() < 1e-3, "{found} is not {expect}: {article:?}");
            prop_assert_eq!(stands >> number & 1 == 1, expect > 0.0);
        }
    }
}
