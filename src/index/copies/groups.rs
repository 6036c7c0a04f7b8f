//! From signatures to groups of copies.
//!
//! Two articles are linked where their signatures agree in a *band* and are alike enough as a whole; a group is what
//! links hold together, also through others. Bands make it needless to compare every article with every other: each
//! is three slots, and of pairs that are only just alike enough 94 in a hundred agree in one of the 63 bands, of those
//! with a likeness of 0.5 all.
//!
//! The groups depend on the articles and their order alone, and so are the same however the index came about. Where
//! articles went, they are made anew: to keep links and mend groups would take more room than the signatures. Where only
//! a few came, those are linked to the groups that are there ([`grown`]), with the same result: of a million articles it
//! takes a tenth of the time.

use super::signature::{LIKENESS, SLOTS, Signature};

/// How many slots make a band.
const BAND_SLOTS: usize = 3;

/// So many bands share no slot.
const APART: usize = SLOTS / BAND_SLOTS;

/// The slots are dealt out to bands in three ways.
const BANDS: usize = 3 * APART;

/// In a band an article is compared with so many that come after it in time. Only formulas fill a band further; the
/// articles between then hold the group together.
const MOST_COMPARED: usize = 24;

/// From so many articles on it is quicker to see first which values of a band occur only once than to sort them all.
const MANY: usize = 100_000;

/// So many new articles are linked to groups that are there.
const MOST_NEW: usize = 100;

/// Sorts articles into groups: for each, in order, the number of the first article of its group.
pub(super) fn groups(signatures: &[Signature]) -> Vec<u32> {
    groups_by(signatures, signatures.len() >= MANY)
}

fn groups_by(signatures: &[Signature], without_single_ones: bool) -> Vec<u32> {
    let mut groups = Groups((0..signatures.len() as u32).collect());
    let mut in_bands: Vec<u64> = Vec::new();
    let mut repeated = without_single_ones.then(Repeated::default);
    for band in 0..BANDS {
        in_bands.clear();
        let values = || signatures.iter().map(|signature| value(signature, band));
        let numbered = values().zip(0..).map(|(value, article)| value << 32 | article);
        match &mut repeated {
            None => in_bands.extend(numbered),
            Some(repeated) => {
                repeated.look_at(values());
                in_bands.extend(numbered.filter(|in_band| repeated.has(in_band >> 32)));
            }
        }
        in_bands.sort_unstable();
        for same in in_bands.chunk_by(|a, b| a >> 32 == b >> 32).filter(|same| same.len() > 1) {
            for (place, &first) in same.iter().enumerate() {
                for &second in same[place + 1..].iter().take(MOST_COMPARED) {
                    groups.compare(first as u32, second as u32, signatures);
                }
            }
        }
    }
    (0..signatures.len() as u32).map(|article| groups.first_of(article)).collect()
}

/// Adds articles to groups that are there: `before` has for each article the first of its group, and for those that are
/// `new`, in their order, themselves. Gives what [`groups`] gives; `None` where there are too many of them, or where they come
/// among so many in a band that two others are no longer compared and nothing else there links them.
pub(super) fn grown(signatures: &[Signature], before: Vec<u32>, new: &[u32]) -> Option<Vec<u32>> {
    if new.len() > MOST_NEW {
        return None;
    }
    let mut groups = Groups(before);
    let mut in_bands = in_bands_of(signatures, new);
    in_bands.sort_unstable();
    for same in in_bands.chunk_by(|a, b| a >> 32 == b >> 32) {
        let band = Band {
            articles: same.iter().map(|&number| number as u32).collect(),
            is_new: same.iter().map(|&number| new.binary_search(&(number as u32)).is_ok()).collect(),
            signatures,
        };
        if band.parts_others() {
            return None;
        }
        for (first, second) in band.compared_with_new() {
            groups.compare(first, second, signatures);
        }
    }
    Some((0..signatures.len() as u32).map(|article| groups.first_of(article)).collect())
}

/// The articles that have one value in a band, in their order, some of them new.
struct Band<'s> {
    articles: Vec<u32>,
    is_new: Vec<bool>,
    signatures: &'s [Signature],
}

impl Band<'_> {
    /// The pairs that are compared and that a new article is in.
    fn compared_with_new(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.articles.len()).flat_map(move |first| {
            let last = self.articles.len().min(first + 1 + MOST_COMPARED);
            let seconds = (first + 1..last).filter(move |&second| self.is_new[first] || self.is_new[second]);
            seconds.map(move |second| (self.articles[first], self.articles[second]))
        })
    }

    /// Whether two articles that are alike were compared before, are not now that new ones stand between them, and are not
    /// both like one between them either, which would hold them together.
    fn parts_others(&self) -> bool {
        (0..self.articles.len()).filter(|&first| !self.is_new[first]).any(|first| {
            let after = (first + 1..self.articles.len()).filter(|&second| !self.is_new[second]);
            let were_compared = after.take(MOST_COMPARED);
            were_compared.filter(|second| second - first > MOST_COMPARED).any(|second| {
                let between = second - MOST_COMPARED..=first + MOST_COMPARED;
                self.alike(first, second)
                    && !between
                        .into_iter()
                        .any(|middle| self.alike(first, middle) && self.alike(middle, second))
            })
        })
    }

    fn alike(&self, first: usize, second: usize) -> bool {
        let signature = |at: usize| &self.signatures[self.articles[at] as usize];
        signature(first).likeness(signature(second)) >= LIKENESS
    }
}

/// All articles that are in a band with one of those that are `new`: band, value and article in one number.
fn in_bands_of(signatures: &[Signature], new: &[u32]) -> Vec<u64> {
    let bands: Vec<_> = (0..BANDS)
        .map(|band| {
            let mut wanted: Vec<u64> =
                new.iter().map(|&article| value(&signatures[article as usize], band)).collect();
            wanted.sort_unstable();
            // Most articles differ in the first slot already.
            let mut first_slots = [false; 256];
            for value in &wanted {
                first_slots[(value >> 16) as usize] = true;
            }
            (slots(band)[0], first_slots, wanted)
        })
        .collect();
    let mut in_bands = Vec::new();
    for (article, signature) in (0_u64..).zip(signatures) {
        for (band, (first_slot, first_slots, wanted)) in bands.iter().enumerate() {
            if first_slots[usize::from(signature.0[*first_slot])] {
                let value = value(signature, band);
                if wanted.binary_search(&value).is_ok() {
                    in_bands.push((band as u64) << 56 | value << 32 | article);
                }
            }
        }
    }
    in_bands
}

/// The values of a band that occur more than once, a bit for each of the 2^24 that there may be.
struct Repeated {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Default for Repeated {
    fn default() -> Self {
        let none = vec![0; 1 << (8 * BAND_SLOTS - 6)];
        Self { once: none.clone(), twice: none }
    }
}

impl Repeated {
    fn look_at(&mut self, values: impl Iterator<Item = u64>) {
        self.once.fill(0);
        self.twice.fill(0);
        for value in values {
            let (at, bit) = ((value >> 6) as usize, 1 << (value & 63));
            self.twice[at] |= self.once[at] & bit;
            self.once[at] |= bit;
        }
    }

    fn has(&self, value: u64) -> bool {
        self.twice[(value >> 6) as usize] >> (value & 63) & 1 == 1
    }
}

/// The slots of a band.
fn slots(band: usize) -> [usize; BAND_SLOTS] {
    let number = band % APART;
    match band / APART {
        0 => [BAND_SLOTS * number, BAND_SLOTS * number + 1, BAND_SLOTS * number + 2],
        1 => [number, number + APART, number + 2 * APART],
        _ => [number, (number + 5) % APART + APART, (number + 13) % APART + 2 * APART],
    }
}

/// What a signature has in a band.
fn value(signature: &Signature, band: usize) -> u64 {
    slots(band).iter().fold(0, |value, &slot| value << 8 | u64::from(signature.0[slot]))
}

/// For each article one of its group that comes before it, or itself.
struct Groups(Vec<u32>);

impl Groups {
    fn compare(&mut self, first: u32, second: u32, signatures: &[Signature]) {
        let (of_first, of_second) = (self.first_of(first), self.first_of(second));
        let signature = |article: u32| &signatures[article as usize];
        if of_first != of_second && signature(first).likeness(signature(second)) >= LIKENESS {
            let (earlier, later) = (of_first.min(of_second), of_first.max(of_second));
            self.0[later as usize] = earlier;
        }
    }

    /// The first article of a group. The way there is halved for the next who asks.
    fn first_of(&mut self, mut article: u32) -> u32 {
        while self.0[article as usize] != article {
            let before = self.0[article as usize];
            self.0[article as usize] = self.0[before as usize];
            article = before;
        }
        article
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A signature that agrees with that of `seed` 0 in so many slots as it has not `changed`.
    fn signature(seed: u8, changed: usize) -> Signature {
        let mut slots = [0; SLOTS];
        for (slot, value) in slots.iter_mut().enumerate() {
            let seed = if slot < changed { seed } else { 0 };
            *value = blake3::hash(&[slot as u8, seed]).as_bytes()[0];
        }
        Signature(slots)
    }

    /// Signatures that agree in the first band and nowhere else.
    fn in_one_band(seed: u8) -> Signature {
        let mut signature = signature(seed + 1, SLOTS);
        signature.0[..BAND_SLOTS].fill(7);
        signature
    }

    /// The groups by comparing every article with every other.
    fn plain_groups(signatures: &[Signature]) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..signatures.len() as u32).collect();
        loop {
            let before = numbers.clone();
            for (first, a) in signatures.iter().enumerate() {
                for (second, b) in signatures.iter().enumerate() {
                    if a.likeness(b) >= LIKENESS {
                        numbers[second] = numbers[second].min(numbers[first]);
                    }
                }
            }
            if numbers == before {
                return numbers;
            }
        }
    }

    #[test]
    fn a_chain_is_one_group() {
        // The first and the last have nothing in common but chance.
        let mut last = signature(1, SLOTS);
        last.0[..SLOTS / 2].copy_from_slice(&signature(2, SLOTS).0[..SLOTS / 2]);
        let middle = signature(2, SLOTS / 2);
        let articles = [signature(0, 0), signature(3, SLOTS), middle, last];
        assert!(articles[0].likeness(&articles[3]) < LIKENESS);
        assert_eq!(groups(&articles), [0, 1, 0, 0]);
        let without = [articles[0], articles[1], articles[3]];
        assert_eq!(groups(&without), [0, 1, 2]);
    }

    #[test]
    fn an_article_more_joins_groups() {
        let mut middle = signature(2, SLOTS);
        middle.0[SLOTS / 2..].copy_from_slice(&signature(0, 0).0[SLOTS / 2..]);
        let articles = [signature(0, 0), signature(3, SLOTS), signature(2, SLOTS), middle];
        assert_eq!(groups(&articles[..3]), [0, 1, 2]);
        assert_eq!(grown(&articles, vec![0, 1, 2, 3], &[3]), Some(vec![0, 1, 0, 0]));
        // One that comes into a crowd may part others of it, which those between hold together.
        let crowd: Vec<Signature> = (0..40).map(|number| signature(number, 8)).collect();
        let mut before = vec![0; 40];
        before[20] = 20;
        assert_eq!(grown(&crowd, before, &[20]), Some(vec![0; 40]));
        // Here only the first and the last are alike, and the new one is one too many between them in that band.
        let mut crowd: Vec<Signature> = (0..=MOST_COMPARED).map(|number| in_one_band(number as u8)).collect();
        crowd.push(crowd[0]);
        let mut before: Vec<u32> = (0..crowd.len() as u32).collect();
        before[MOST_COMPARED + 1] = 0;
        assert_eq!(grown(&crowd, before, &[5]), None);
    }

    #[test]
    fn a_crowd_is_one_group() {
        let crowd: Vec<Signature> = (0..=255).map(|number| signature(number, 8)).collect();
        assert_eq!(groups(&crowd), [0; 256]);
    }

    /// Of pairs that are as little alike as copies may be, and of others, so many are found by their bands.
    #[test]
    fn bands_find_nearly_all_copies() {
        let mut lines = Vec::new();
        for changed in [41, 38, 32, 25] {
            let found = (1..=250).filter(|&seed| {
                let pair = [signature(seed, 0), shuffled(seed, changed)];
                groups(&pair) == [0, 0]
            });
            lines.push(format!("{} of 64 agree: {} of 250 found", SLOTS - changed, found.count()));
        }
        assert_eq!(
            lines,
            [
                "23 of 64 agree: 234 of 250 found",
                "26 of 64 agree: 244 of 250 found",
                "32 of 64 agree: 250 of 250 found",
                "39 of 64 agree: 250 of 250 found"
            ]
        );
    }

    /// As [`signature`], with the changes spread by chance.
    fn shuffled(seed: u8, changed: usize) -> Signature {
        let mut slots: Vec<usize> = (0..SLOTS).collect();
        slots.sort_by_key(|&slot| *blake3::hash(&[seed, slot as u8, 7]).as_bytes());
        let mut changed_at = signature(0, 0);
        for &slot in &slots[..changed] {
            changed_at.0[slot] = !changed_at.0[slot];
        }
        changed_at
    }

    proptest! {
        // Each clears four megabytes for every band.
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn bands_lose_nothing_that_is_much_alike(kinds in prop::collection::vec((0..4_u8, 0..20_usize), 0..40)) {
            // Each agrees with the others of its kind in most slots, or with hardly any.
            let articles: Vec<Signature> = kinds
                .iter()
                .map(|&(kind, changed)| {
                    let mut base = signature(kind + 1, SLOTS);
                    base.0[..changed].iter_mut().for_each(|value| *value = value.wrapping_add(changed as u8));
                    base
                })
                .collect();
            let plain = plain_groups(&articles);
            prop_assert_eq!(&groups_by(&articles, false), &plain);
            prop_assert_eq!(&groups_by(&articles, true), &plain);
        }

        /// Articles come in at any place in the order, among crowds too.
        #[test]
        fn groups_that_grow_are_those_made_anew(
            kinds in prop::collection::vec((0..4_u8, 0..SLOTS, any::<bool>()), 0..120),
        ) {
            let articles: Vec<Signature> =
                kinds.iter().map(|&(kind, changed, _)| shuffled(kind, changed)).collect();
            let new: Vec<u32> = (0..).zip(&kinds).filter(|(_, kind)| kind.2).map(|(article, _)| article).collect();
            let old: Vec<u32> = (0..).zip(&kinds).filter(|(_, kind)| !kind.2).map(|(article, _)| article).collect();
            let mut before: Vec<u32> = (0..articles.len() as u32).collect();
            let old_articles: Vec<Signature> = old.iter().map(|&article| articles[article as usize]).collect();
            for (&article, first) in old.iter().zip(groups(&old_articles)) {
                before[article as usize] = old[first as usize];
            }
            if let Some(grown) = grown(&articles, before, &new) {
                prop_assert_eq!(grown, groups(&articles));
            }
        }
    }
}
