//! From sounds to the key: how much of a name counts depends on how many consonants it has.

use super::sounds::{Reading, is_vowel, sounds};

/// From this many consonants on the vowels hardly count.
const MANY: usize = 4;

/// The key of a word under one reading; none where too little would be left of it.
pub(super) fn key(letters: &[u8], reading: Reading) -> Option<String> {
    let mut sounds = sounds(letters, reading);
    let consonants = sounds.iter().filter(|&&sound| !is_vowel(sound)).count();
    // Scholarly h for kh at the beginning (Hodorkovskij) would make Keller of Heller in a short name.
    if reading.has(Reading::H_SCRAPES) && letters[0] == b'h' && consonants <= MANY {
        return None;
    }
    // German Inguschetien is Ingushetia; but a mudjahedien is one.
    if consonants > MANY && letters.ends_with(b"ien") && !letters.ends_with(b"dien") {
        sounds.pop();
    }
    match consonants {
        0 | 1 => None,
        2 if sounds.len() < 4 || reading.has(Reading::H_SCRAPES) => None,
        2 => Some(sounds.iter().map(|&sound| char::from(exact(sound))).collect()),
        3 => Some(three(&sounds)),
        _ => Some(many(&sounds, consonants)),
    }
}

/// All vowels, roughly.
fn three(sounds: &[u8]) -> String {
    let mut key = String::with_capacity(sounds.len() + 1);
    for &sound in sounds {
        match sound {
            b'y' => key.push_str("ia"),
            b'u' => key.push('o'),
            b'J' => key.push('j'),
            _ => key.push(char::from(broad(sound))),
        }
    }
    key
}

/// The first vowel, a last `a`, and the consonants.
fn many(sounds: &[u8], consonants: usize) -> String {
    let mut key = String::with_capacity(sounds.len());
    let mut vowel_seen = false;
    let mut last_consonant = 0;
    for (at, &sound) in sounds.iter().enumerate() {
        if !is_vowel(sound) {
            let consonant = broad(sound);
            if consonant != last_consonant {
                key.push(char::from(consonant));
            }
            last_consonant = consonant;
            continue;
        }
        // Zaporizhzhya ends in a glide that the hissed consonant before it hides.
        let a_that_counts = sound == b'a' && at + 1 == sounds.len() && sounds[at - 1] != b'J';
        if !vowel_seen || a_that_counts {
            key.push(match sound {
                b'a' => 'a',
                b'o' | b'u' => 'o',
                _ => 'e',
            });
        }
        if !vowel_seen {
            last_consonant = 0;
            vowel_seen = true;
        }
    }
    if consonants == MANY && ends_rounded(sounds) {
        key.push('o');
    }
    key
}

/// Whether a second or later vowel is a rounded one and the last before the last consonant: Capitol. Not in
/// -ov, which is also written -ev, and not in -llah, which follows any vowel: Hezbollah, Hizballah.
fn ends_rounded(sounds: &[u8]) -> bool {
    let Some(end) = sounds.iter().rposition(|&sound| !is_vowel(sound)) else { return false };
    let Some(at) = sounds[..end].iter().rposition(|&sound| is_vowel(sound)) else { return false };
    let is_first = !sounds[..at].iter().any(|&sound| is_vowel(sound));
    !is_first && matches!(sounds[at], b'o' | b'u') && sounds[end] != b'V' && !sounds.ends_with(b"La")
}

/// Every consonant by itself, in a small letter; one for the two ways of writing `ts`.
fn exact(sound: u8) -> u8 {
    match sound {
        b'C' => b's',
        b'y' => b'a',
        other => other.to_ascii_lowercase(),
    }
}

/// The consonants in the classes within which languages differ.
fn broad(consonant: u8) -> u8 {
    match consonant {
        b'J' | b'C' | b'S' | b'Z' => b's',
        b'G' | b'X' | b'K' => b'k',
        other => other.to_ascii_lowercase(),
    }
}
