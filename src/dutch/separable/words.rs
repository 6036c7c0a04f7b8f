//! The closed classes of words by which a separated verb is recognised.
//!
//! Every word of a text is asked for, so the lists are one table, found by a few letters of the word.

/// The classes of a word, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes(u16);

impl Classes {
    /// Particles that are prepositions too: *in*, *door*.
    pub(super) const PREPOSITION_PARTICLE: Self = Self(1);
    /// Particles that are hardly anything else: *af*, *terug*.
    pub(super) const ADVERB_PARTICLE: Self = Self(2);
    /// Particles that are nouns or adjectives too: *deel*, *bekend*.
    pub(super) const NOUN_PARTICLE: Self = Self(4);
    /// Words that verbs are separated from. Whether there is a verb with one is for the dictionary to say.
    pub(super) const PARTICLE: Self = Self(1 | 2 | 4);
    /// Prepositions, which may stand behind a particle but hardly behind another preposition.
    pub(super) const PREPOSITION: Self = Self(8);
    /// Words that join clauses of one rank, and parts of a clause too.
    pub(super) const COORDINATOR: Self = Self(16);
    /// Words that open a clause that depends on another.
    pub(super) const SUBORDINATOR: Self = Self(32);
    /// Words that stand before a noun and tell that there is one.
    pub(super) const DETERMINER: Self = Self(64);
    /// Forms of the verbs that stand beside another verb. *Zijn* is left out: it is *his* as well.
    pub(super) const AUXILIARY: Self = Self(128);

    pub(super) const DETERMINER_OR_PREPOSITION: Self = Self::DETERMINER.with(Self::PREPOSITION);
    pub(super) const CONJUNCTION: Self = Self::COORDINATOR.with(Self::SUBORDINATOR);
    pub(super) const PARTICLE_OR_PREPOSITION: Self = Self::PARTICLE.with(Self::PREPOSITION);
    /// What may stand behind a particle and is no part of its clause, or the last.
    pub(super) const OPENER: Self = Self::CONJUNCTION.with(Self::PREPOSITION);
    pub(super) const DETERMINER_OR_OPENER: Self = Self::DETERMINER.with(Self::OPENER);

    /// Whether it is of one of some classes.
    #[inline]
    pub(super) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Whether a word may be a particle, also in capitals: tells nearly all others at once, and [`classes`] the rest.
#[inline]
pub(in crate::dutch) fn is_particle(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() > 1 && {
        let place = hash(bytes);
        PARTICLES[place / 64] & 1 << (place % 64) != 0
    }
}

/// The classes of a word in small letters.
#[inline]
pub(super) fn classes(word: &str) -> Classes {
    let bytes = word.as_bytes();
    if bytes.len() < 2 {
        return Classes::default();
    }
    let mut place = hash(bytes);
    loop {
        match TABLE.numbers[place] {
            0 => return Classes::default(),
            number => {
                let (known, classes) = TABLE.words[usize::from(number)];
                if known == word {
                    return classes;
                }
            }
        }
        place = (place + 1) % SLOTS;
    }
}

const LISTS: [(Classes, &[&str]); 8] = [
    (Classes::PREPOSITION_PARTICLE, &PREPOSITION_PARTICLES),
    (Classes::ADVERB_PARTICLE, &ADVERB_PARTICLES),
    (Classes::NOUN_PARTICLE, &NOUN_PARTICLES),
    (Classes::PREPOSITION, &PREPOSITIONS),
    (Classes::COORDINATOR, &COORDINATORS),
    (Classes::SUBORDINATOR, &SUBORDINATORS),
    (Classes::DETERMINER, &DETERMINERS),
    (Classes::AUXILIARY, &AUXILIARIES),
];

const PREPOSITION_PARTICLES: [&str; 18] = [
    "aan", "achter", "bij", "binnen", "boven", "buiten", "door", "in", "langs", "na", "om", "onder", "op",
    "over", "rond", "tegen", "uit", "voor",
];

const ADVERB_PARTICLES: [&str; 33] = [
    "achteruit",
    "af",
    "bijeen",
    "gade",
    "heen",
    "ineen",
    "mede",
    "mee",
    "neer",
    "omhoog",
    "omlaag",
    "omver",
    "opeen",
    "overeen",
    "overhoop",
    "samen",
    "schadeloos",
    "tegemoet",
    "teleur",
    "teloor",
    "teniet",
    "tentoon",
    "terecht",
    "terug",
    "teweeg",
    "tewerk",
    "toe",
    "uiteen",
    "voorbij",
    "voorop",
    "voort",
    "vooruit",
    "weer",
];

const NOUN_PARTICLES: [&str; 34] = [
    "beet", "bekend", "bloot", "deel", "dicht", "dood", "droog", "fijn", "gelijk", "gereed", "goed", "hoog",
    "kennis", "klaar", "kwijt", "lam", "leeg", "los", "mis", "open", "plaats", "prijs", "schoon", "schuil",
    "stand", "stil", "stop", "tekort", "thuis", "vast", "vol", "vrij", "waar", "weg",
];

const PREPOSITIONS: [&str; 50] = [
    "aan",
    "aangaande",
    "achter",
    "behalve",
    "betreffende",
    "bij",
    "binnen",
    "boven",
    "buiten",
    "conform",
    "dankzij",
    "door",
    "gedurende",
    "in",
    "ingevolge",
    "inzake",
    "jegens",
    "krachtens",
    "langs",
    "met",
    "na",
    "naar",
    "naast",
    "om",
    "omtrent",
    "omwille",
    "ondanks",
    "onder",
    "op",
    "over",
    "per",
    "rond",
    "sinds",
    "tegen",
    "tegenover",
    "ten",
    "ter",
    "tijdens",
    "tot",
    "tussen",
    "uit",
    "van",
    "vanaf",
    "vanuit",
    "vanwege",
    "via",
    "volgens",
    "voor",
    "wegens",
    "zonder",
];

const COORDINATORS: [&str; 11] =
    ["alsook", "dan", "doch", "dus", "en", "evenals", "maar", "noch", "of", "ofwel", "want"];

const SUBORDINATORS: [&str; 40] = [
    "aangezien",
    "als",
    "alsof",
    "alvorens",
    "dat",
    "die",
    "doordat",
    "hoe",
    "hoewel",
    "indien",
    "mits",
    "naarmate",
    "nadat",
    "om",
    "omdat",
    "opdat",
    "sinds",
    "teneinde",
    "tenzij",
    "terwijl",
    "toen",
    "voordat",
    "waar",
    "waarbij",
    "waardoor",
    "waarin",
    "waarmee",
    "waarna",
    "waarom",
    "waaronder",
    "waarop",
    "waarover",
    "waarvan",
    "waarvoor",
    "wanneer",
    "wat",
    "wie",
    "zoals",
    "zodat",
    "zodra",
];

const DETERMINERS: [&str; 20] = [
    "de", "deze", "die", "dit", "een", "elk", "elke", "geen", "haar", "het", "hun", "ieder", "iedere",
    "jouw", "mijn", "ons", "onze", "uw", "welke", "zijn",
];

const AUXILIARIES: [&str; 42] = [
    "ben", "bent", "had", "hadden", "heb", "hebben", "hebt", "heeft", "hoeft", "hoeven", "is", "kan", "kon",
    "konden", "kun", "kunnen", "kunt", "mag", "mocht", "mochten", "moest", "moesten", "moet", "moeten",
    "mogen", "waren", "was", "werd", "werden", "wil", "wilde", "wilden", "willen", "wilt", "word", "worden",
    "wordt", "zal", "zou", "zouden", "zullen", "zult",
];

/// Several times as many as there are words, so that most others are told by an empty slot.
const SLOTS: usize = 1 << 11;

/// Words are told apart by their hash, and then by themselves.
struct Table {
    /// The number of the word of each hash, or of the next that is free; 0 where there is none.
    numbers: [u8; SLOTS],
    /// Number 0 is none.
    words: [(&'static str, Classes); 256],
}

static TABLE: Table = {
    let mut table = Table { numbers: [0; SLOTS], words: [("", Classes(0)); 256] };
    let mut last = 0;
    let mut list = 0;
    while list < LISTS.len() {
        let (class, words) = LISTS[list];
        let mut at = 0;
        while at < words.len() {
            let mut place = hash(words[at].as_bytes());
            while table.numbers[place] != 0
                && !is_equal(table.words[table.numbers[place] as usize].0, words[at])
            {
                place = (place + 1) % SLOTS;
            }
            if table.numbers[place] == 0 {
                last += 1;
                table.numbers[place] = last;
            }
            let (_, classes) = table.words[table.numbers[place] as usize];
            table.words[table.numbers[place] as usize] = (words[at], classes.with(class));
            at += 1;
        }
        list += 1;
    }
    table
};

/// The hashes of particles, a bit each.
static PARTICLES: [u64; SLOTS / 64] = {
    let mut hashes = [0; SLOTS / 64];
    let mut number = 1;
    while number < TABLE.words.len() {
        let (word, classes) = TABLE.words[number];
        if classes.has(Classes::PARTICLE) {
            let place = hash(word.as_bytes());
            hashes[place / 64] |= 1 << (place % 64);
        }
        number += 1;
    }
    hashes
};

/// Where a word of two letters or more is sought first, be it in small letters or in capitals. The factors make the
/// fewest of the words meet.
#[inline]
const fn hash(word: &[u8]) -> usize {
    // A letter differs from its capital in one bit.
    let (first, second, last) = (word[0] | 0x20, word[1] | 0x20, word[word.len() - 1] | 0x20);
    (first as usize * 157 + second as usize * 25 + last as usize * 5 + word.len() * 397) % SLOTS
}

/// What `==` is not yet where a table is made.
const fn is_equal(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut place = 0;
    while place < left.len() && place < right.len() && left[place] == right[place] {
        place += 1;
    }
    place == left.len() && place == right.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_classes_of_its_lists_and_no_others() {
        for word in LISTS.iter().flat_map(|(_, words)| words.iter()) {
            for (class, words) in LISTS {
                assert_eq!(classes(word).has(class), words.contains(word), "{word}");
            }
            if classes(word).has(Classes::PARTICLE) {
                assert!(is_particle(word) && is_particle(&word.to_uppercase()), "{word}");
            }
        }
        for word in ["", "a", "A", "é", "zzz", "aa", "Aan", "in-", "aam", "vorrt", "een-en-twintig"] {
            assert_eq!(classes(word), Classes::default(), "{word}");
        }
    }
}
