//! What the rules are made of: replacing letters at places, and the few that look at whole words.

use super::places::{after_vowel, before_vowel, is_vowel};
use super::rules::Place;

/// How many of a word's places a rule tries one by one, after trying all of them at once.
const MAX_SINGLE_PLACES: usize = 3;

/// Words that changed by themselves.
const WORDS: &[(&str, &str)] = &[
    ("aanstonts", "aanstonds"),
    ("alsoo", "alzo"),
    ("alwaer", "alwaar"),
    ("dingsdag", "dinsdag"),
    ("dingsdags", "dinsdags"),
    ("dingsdagavond", "dinsdagavond"),
    ("guarantie", "garantie"),
    ("nogtans", "nochtans"),
    ("nogthans", "nochtans"),
    ("nommer", "nummer"),
    ("nommers", "nummers"),
    ("ontfangen", "ontvangen"),
    ("ontfangst", "ontvangst"),
    ("sints", "sinds"),
    ("sulx", "zulks"),
    ("syn", "zijn"),
    ("twede", "tweede"),
    ("vermids", "vermits"),
    ("zaturdag", "zaterdag"),
    ("zaturdags", "zaterdags"),
    ("zaturdagavond", "zaterdagavond"),
];

/// Determiners that were declined: eene, eenen, eener, eenes.
const DETERMINERS: &[(&str, &str)] = &[
    ("een", "een"),
    ("geen", "geen"),
    ("mijn", "mijn"),
    ("zijn", "zijn"),
    ("zyn", "zijn"),
    ("hun", "hun"),
    ("hunn", "hun"),
    ("har", "haar"),
    ("onz", "ons"),
    ("uw", "uw"),
    ("dez", "deze"),
    ("welk", "welk"),
    ("elk", "elk"),
    ("ieder", "ieder"),
    ("denzelfd", "dezelfde"),
    ("derzelfd", "dezelfde"),
];

/// Adds the word with `from` written as `to`: at all the places that `place` accepts, then at each alone.
pub(super) fn respell(word: &str, from: &str, to: &str, place: Place, forms: &mut Vec<String>) {
    let bytes = word.as_bytes();
    let first_letter = from.as_bytes().first();
    let place_after = |start: usize| {
        let last_start = bytes.len().checked_sub(from.len())?;
        (start..=last_start).find(|&at| {
            bytes.get(at) == first_letter
                && bytes[at..].starts_with(from.as_bytes())
                && place(&bytes[..at], &bytes[at + from.len()..])
        })
    };
    let Some(first) = place_after(0) else { return };
    let mut everywhere = String::with_capacity(word.len() + 4);
    let (mut done, mut next, mut places) = (0, Some(first), 0);
    while let Some(at) = next {
        everywhere.push_str(&word[done..at]);
        everywhere.push_str(to);
        done = at + from.len();
        places += 1;
        next = place_after(done);
    }
    everywhere.push_str(&word[done..]);
    forms.push(everywhere);
    if places == 1 {
        return;
    }
    let (mut next, mut tried) = (Some(first), 0);
    while let Some(at) = next
        && tried < MAX_SINGLE_PLACES
    {
        forms.push([&word[..at], to, &word[at + from.len()..]].concat());
        next = place_after(at + from.len());
        tried += 1;
    }
}

/// Words that changed by themselves.
pub(super) fn whole_words(word: &str, forms: &mut Vec<String>) {
    forms.extend(WORDS.iter().filter(|(old, _)| *old == word).map(|(_, modern)| (*modern).to_owned()));
}

/// Determiners without their ending.
pub(super) fn determiners(word: &str, forms: &mut Vec<String>) {
    let Some(stem) = ["en", "er", "es", "e"].into_iter().find_map(|ending| word.strip_suffix(ending)) else {
        return;
    };
    forms.extend(
        DETERMINERS.iter().filter(|(declined, _)| *declined == stem).map(|(_, modern)| (*modern).to_owned()),
    );
}

/// The word without its last e, spelled as a last syllable is: gronde, huize, jare, hebbe.
pub(super) fn without_last_e(word: &str, forms: &mut Vec<String>) {
    let Some(stem) = word.strip_suffix('e') else { return };
    let (last, before) = match stem.as_bytes() {
        [before @ .., last] if before.len() > 1 && !is_vowel(*last) => (*last, before),
        _ => return,
    };
    let hard = match last {
        b'z' => 's',
        b'v' => 'f',
        other => char::from(other),
    };
    let before_last = before[before.len() - 1];
    let start = &stem[..stem.len() - 1];
    if before_last == last {
        forms.push(start.to_owned());
        return;
    }
    forms.push(format!("{start}{hard}"));
    let single = before.len() < 2 || !is_vowel(before[before.len() - 2]);
    if matches!(before_last, b'a' | b'e' | b'o' | b'u') && single {
        forms.push(format!("{start}{}{hard}", char::from(before_last)));
    }
}

/// The word with -en- for a linking -e- between two consonants with three letters or more on either side.
pub(super) fn linking_n(word: &str, forms: &mut Vec<String>) {
    let before = forms.len();
    respell(word, "e", "en", is_linking_e, forms);
    // A compound has one linking letter group at a time: all places at once is never right.
    if forms.len() - before > 1 {
        forms.remove(before);
    }
}

fn is_linking_e(before: &[u8], after: &[u8]) -> bool {
    let long_enough = before.len() > 2 && after.len() > 2;
    long_enough && !after_vowel(before, after) && !before_vowel(before, after) && after[0] != b'n'
}
