//! Where in a word a rule acts: each function is given what stands before and after the letters in question.

/// The vowels, `y` among them.
pub(super) fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

pub(super) fn anywhere(_: &[u8], _: &[u8]) -> bool {
    true
}

pub(super) fn at_start(before: &[u8], _: &[u8]) -> bool {
    before.is_empty()
}

pub(super) fn not_at_start(before: &[u8], _: &[u8]) -> bool {
    !before.is_empty()
}

pub(super) fn at_end(_: &[u8], after: &[u8]) -> bool {
    after.is_empty()
}

pub(super) fn not_at_end(_: &[u8], after: &[u8]) -> bool {
    !after.is_empty()
}

pub(super) fn inside(before: &[u8], after: &[u8]) -> bool {
    !before.is_empty() && !after.is_empty()
}

pub(super) fn start_or_end(before: &[u8], after: &[u8]) -> bool {
    before.is_empty() || after.is_empty()
}

/// After three letters or more.
pub(super) fn late(before: &[u8], _: &[u8]) -> bool {
    before.len() > 2
}

/// At the end of a word, after three letters or more.
pub(super) fn ending(before: &[u8], after: &[u8]) -> bool {
    before.len() > 2 && after.is_empty()
}

pub(super) fn after_vowel(before: &[u8], _: &[u8]) -> bool {
    before.last().is_some_and(|&letter| is_vowel(letter))
}

pub(super) fn not_after_vowel(before: &[u8], after: &[u8]) -> bool {
    !after_vowel(before, after)
}

pub(super) fn before_vowel(_: &[u8], after: &[u8]) -> bool {
    after.first().is_some_and(|&letter| is_vowel(letter))
}

pub(super) fn not_before_vowel(before: &[u8], after: &[u8]) -> bool {
    !before_vowel(before, after)
}

pub(super) fn between_vowels(before: &[u8], after: &[u8]) -> bool {
    after_vowel(before, after) && before_vowel(before, after)
}

pub(super) fn not_after_a(before: &[u8], _: &[u8]) -> bool {
    before.last() != Some(&b'a')
}

pub(super) fn not_after_o(before: &[u8], _: &[u8]) -> bool {
    before.last() != Some(&b'o')
}

fn not_after_s(before: &[u8], _: &[u8]) -> bool {
    before.last() != Some(&b's')
}

pub(super) fn before_o(_: &[u8], after: &[u8]) -> bool {
    after.first() == Some(&b'o')
}

/// A `c` that has the sound of k.
pub(super) fn hard_c(_: &[u8], after: &[u8]) -> bool {
    !after.first().is_some_and(|letter| b"heiyk".contains(letter))
}

/// A `c` that has the sound of s.
pub(super) fn soft_c(_: &[u8], after: &[u8]) -> bool {
    after.first().is_some_and(|letter| b"eiy".contains(letter))
}

/// A `k` that a loan word may have for c.
pub(super) fn in_loan_word(before: &[u8], after: &[u8]) -> bool {
    before.last() != Some(&b'c') && after.first().is_some_and(|letter| b"aoultrskh".contains(letter))
}

/// A `ch` that may have the sound of k: character, but neither schip nor mocht.
pub(super) fn loan_ch(before: &[u8], after: &[u8]) -> bool {
    not_after_s(before, after) && after.first() != Some(&b't')
}

/// The end of eenig-zins, but not of geens-zins.
pub(super) fn unvoiced_end(before: &[u8], after: &[u8]) -> bool {
    after.is_empty() && not_after_s(before, after)
}

/// A long vowel or a diphthong stands right before.
pub(super) fn after_long_vowel(before: &[u8], _: &[u8]) -> bool {
    matches!(before, [.., first, second] if is_vowel(*first) && (is_vowel(*second) || *second == b'j'))
}

/// The `sche` of Fransche, Turkschen, Hollandscher, but not of Visscher.
pub(super) fn adjective_end(before: &[u8], after: &[u8]) -> bool {
    before.len() > 2 && not_after_s(before, after) && matches!(after, b"" | b"n" | b"r" | b"s")
}

/// The `schen` of Franschen, but not of flesschen.
pub(super) fn ending_of_adjective(before: &[u8], after: &[u8]) -> bool {
    before.len() > 2 && after.is_empty() && not_after_s(before, after)
}

/// The `sch` of Nederlandsch, but neither of Bosch nor of Ridderbosch.
pub(super) fn adjective_sch(before: &[u8], after: &[u8]) -> bool {
    before.len() > 2 && after.is_empty() && not_after_s(before, after) && not_after_vowel(before, after)
}

/// A vowel in a closed syllable: a consonant follows, and then no vowel.
pub(super) fn closed(_: &[u8], after: &[u8]) -> bool {
    match after {
        [] => true,
        [first, rest @ ..] => !is_vowel(*first) && not_before_vowel(&[], rest),
    }
}

/// A vowel in an open syllable: one consonant parts it from the next vowel.
pub(super) fn open(_: &[u8], after: &[u8]) -> bool {
    matches!(after, [first, second, ..] if !is_vowel(*first) && is_vowel(*second))
}

/// Closed, and no vowel before.
pub(super) fn closed_alone(before: &[u8], after: &[u8]) -> bool {
    not_after_vowel(before, after) && closed(before, after)
}

/// Open, and no vowel before.
pub(super) fn open_alone(before: &[u8], after: &[u8]) -> bool {
    not_after_vowel(before, after) && open(before, after)
}

/// A consonant that begins a syllable by itself.
pub(super) fn syllable_start(before: &[u8], after: &[u8]) -> bool {
    (before.is_empty() || after_vowel(before, after)) && before_vowel(before, after)
}
