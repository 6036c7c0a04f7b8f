//! Brings the spellings of one foreign name together: *Poetin, Putin, Poutine*.
//!
//! ```
//! use knipsel::dutch::names::{name_key, name_keys};
//!
//! assert_eq!(name_key("poetin"), name_key("poutine"));
//! assert_ne!(name_key("assen"), name_key("essen"));
//!
//! // `ch` is one sound in Karabach and another in Gorbachev: such a word has a key for each.
//! assert_eq!(name_keys("gorbachev"), ["korbkv", "korbsv"]);
//! assert_eq!(name_keys("gorbatsjov"), ["korbsv"]);
//! ```
//!
//! Newspapers write a name from another script as their readers would say it, so the same name has a Dutch,
//! an English, a German, a French and a scholarly spelling. The key is what these have in common: the order
//! of the consonants, roughly heard, and as much of the vowels as a short name needs to stay itself. Two
//! words meet where they share **any** key. The rules, in the order in which they act:
//!
//! 1. **Letters.** What folding leaves: hyphens, apostrophes, hard and soft signs go; a word with any other
//!    letter than a to z, with fewer than 4 of them or more than 40, has no key.
//! 2. **Readings.** `ch`, `j`, `dj`, `h` and sometimes `c` stand for different sounds in different
//!    languages. A mark of one language decides (*sj, zj, oe, sch*: Dutch or German; *sh, zh, kh*: English;
//!    *tch, ou*: French); without one each reading gives a key, at most [`MAX_KEYS`].
//! 3. **Groups.** *tsj, tsch, tch, sj, sh, zj, zh, dzj …* are each one sound: Tsjaikovski, Tchaikovsky. So are
//!    *kh, gh, th, dh, ph, ts, tz, dz*: Kadhafi, Jeltsin, Jelzin. `x` is *ks*, `w` is `v`, `q` and hard `c`
//!    are `k`, and a last `f` is `v`: Romanoff. A consonant written twice sounds once: Sadam.
//! 4. **Vowels.** A run of vowels and the glides *i, j, y* is one vowel. *oe, ou, oo* are `u`: Bakoe, Bakou;
//!    *ai, ei, ae* are `e`: Hussain; a glide before a vowel is not heard: Alijev, Aliyev, Aliev. At the
//!    beginning *je, ye* are `e`: Jeltsin, Eltsin; *ja, ya, ia* keep their glide: Janoekovitsj.
//! 5. **Two consonants.** All vowels count, and so does every consonant; with only one vowel there is no key.
//!    Sjojgoe and Shoigu are `jogu`, but Rutte is not Ritte.
//! 6. **Three consonants.** All vowels count, but `o` and `u` are one; `g, k, kh` are one (Kadhafi, Gaddafi),
//!    and so are `s, z, ts`.
//! 7. **Four and more.** Of the vowels only the first counts, roughly (`a`; `e` or `i`; `o` or `u`), and a
//!    last `a` (Zacharov is not Zacharova). The hissed consonants are all one, as scholarly spelling loses
//!    its carons (Lukasenko). The same consonant again, now that no vowel stands between, counts once:
//!    Pasjinian, Pasjninian. With exactly four consonants a rounded vowel before the last one is marked,
//!    unless in *-ov*: Capitol is not Capital.
//!
//! Precision was chosen for short names and recall for long ones. What the key cannot do is listed with the
//! reasons in its tests: other words for the same place (Beijing, Peking), names whose first vowel differs.

mod key;
mod sounds;

#[cfg(test)]
mod different;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod tests;

use key::key;
use sounds::{Reading, letters, readings};

/// The most keys that one word is given.
pub const MAX_KEYS: usize = 4;

/// The likeliest key of a folded word, or none where the word is too short for one to be safe.
///
/// A caller that can hold several terms for one word uses [`name_keys`], which brings more spellings together.
pub fn name_key(folded: &str) -> Option<String> {
    name_keys(folded).into_iter().next()
}

/// The keys of a folded word, one for each way of reading it, the likeliest first; none where the word is
/// too short for one to be safe. Two spellings meet where they share a key.
pub fn name_keys(folded: &str) -> Vec<String> {
    let mut keys = Vec::new();
    each_key(folded, |key, _| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    });
    keys
}

/// How letters that languages read differently are heard where a folded word has this key: in words, as
/// ``"`ch` as in English Gorbachev"``; none where they are read the Dutch way, or where the word has no such key.
pub fn heard(folded: &str, key: &str) -> Vec<&'static str> {
    let mut found = None;
    each_key(folded, |made, reading| {
        if made == key && found.is_none() {
            found = Some(reading);
        }
    });
    found.into_iter().flat_map(Reading::in_words).collect()
}

fn each_key(folded: &str, mut each: impl FnMut(String, Reading)) {
    let Some(letters) = letters(folded) else { return };
    for reading in readings(&letters).into_iter().take(MAX_KEYS) {
        if let Some(key) = key(&letters, reading) {
            each(key, reading);
        }
    }
}
