//! What the rules are made of: replacing letters at places, and the few that look at whole words.

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
    ("syn", "zijn"),
    ("hun", "hun"),
    ("hunn", "hun"),
    ("har", "haar"),
    ("onz", "ons"),
    ("uw", "uw"),
    ("dez", "deze"),
    ("welk", "welk"),
    ("elk", "elk"),
    ("ieder", "ieder"),
    ("eenig", "enig"),
    ("denzelfd", "dezelfde"),
    ("derzelfd", "dezelfde"),
    ("zoodanig", "zodanig"),
];

/// Adds the word with `from` written as `to`: at all the places that `fits` accepts, then at each alone.
/// `fits` is given what stands before and after the place.
pub(super) fn respell(
    word: &str,
    from: &str,
    to: &str,
    fits: impl Fn(&[u8], &[u8]) -> bool,
    forms: &mut Vec<String>,
) {
    let bytes = word.as_bytes();
    let place_after = |start: usize| {
        word[start..]
            .match_indices(from)
            .map(|(at, _)| start + at)
            .find(|&at| fits(&bytes[..at], &bytes[at + from.len()..]))
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

/// Adds the word with another ending, where at least three letters stand before it.
pub(super) fn replace_end(word: &str, from: &str, to: &str, forms: &mut Vec<String>) {
    if let Some(stem) = word.strip_suffix(from)
        && stem.len() > 2
    {
        forms.push([stem, to].concat());
    }
}

pub(super) fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether a vowel stands right before.
pub(super) fn after_vowel(before: &[u8]) -> bool {
    before.last().is_some_and(|&letter| is_vowel(letter))
}

/// Whether a vowel stands right after.
pub(super) fn before_vowel(after: &[u8]) -> bool {
    after.first().is_some_and(|&letter| is_vowel(letter))
}

/// Whether what comes next begins with one of these letters.
pub(super) fn before_any(after: &[u8], letters: &[u8]) -> bool {
    after.first().is_some_and(|letter| letters.contains(letter))
}

/// Whether a vowel before this stands in a closed syllable: a consonant follows, and then no vowel.
pub(super) fn is_closed(after: &[u8]) -> bool {
    match after {
        [] => true,
        [first, rest @ ..] => !is_vowel(*first) && !before_vowel(rest),
    }
}

/// Whether a vowel before this stands in an open syllable that one consonant parts from the next vowel.
pub(super) fn is_open(after: &[u8]) -> bool {
    matches!(after, [first, second, ..] if !is_vowel(*first) && is_vowel(*second))
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
    let inside = |before: &[u8], after: &[u8]| {
        before.len() > 2
            && after.len() > 2
            && !after_vowel(before)
            && !before_vowel(after)
            && after[0] != b'n'
    };
    let before = forms.len();
    respell(word, "e", "en", inside, forms);
    // A compound has one linking letter group at a time: all places at once is never right.
    if forms.len() - before > 1 {
        forms.remove(before);
    }
}
