//! The fallback for words that no dictionary knows: a stemmer for Dutch.
//!
//! ```
//! use knipsel::dutch::stem::stem;
//!
//! assert_eq!(stem("wokismen"), "wokism");
//! assert_eq!(stem("foto's"), "foto");
//! assert_eq!(stem("25jarige"), "25jarig");
//! assert_eq!(stem("москва"), "москва");
//! ```
//!
//! Words of letters alone go to the stemmer of Kraaij and Pohlmann, which brings more of their forms together than
//! Porter's does (ARCHITECTURE.md has the figures). What follows digits goes to Porter's, which never takes letters from the
//! beginning: *4gewinnt* is no participle.

use std::borrow::Cow;

use frostem::Algorithm::Dutch as KraaijPohlmann;
use rust_stemmers::Algorithm::Dutch as Porter;

/// Endings behind an apostrophe that inflect a word or make a small one of it; *'er* and *'n* make another word.
const INFLECTIONS: [&str; 8] = ["s", "t", "en", "de", "tje", "tjes", "je", "jes"];

/// The stem of a form in the exact layer. What is not written in Latin letters is its own stem, and so is what
/// was cut because it was too long.
pub fn stem(form: &str) -> Cow<'_, str> {
    let form = match form.rsplit_once('\'') {
        Some((base, ending)) if base.len() > 1 && INFLECTIONS.contains(&ending) => base,
        Some((_, "ers" | "er's")) => &form[..form.len() - 1],
        _ => form,
    };
    // Of a word with digits only the letters at its end have a Dutch ending.
    let digits = form.rfind(|c: char| !c.is_ascii_lowercase()).map_or(0, |place| place + 1);
    match form.split_at_checked(digits) {
        Some(("", letters)) if letters.len() < LONGEST_STEMMED_BYTES => {
            frostem::Stemmer::new(KraaijPohlmann).stem(letters)
        }
        Some((digits, letters))
            if digits.is_ascii() && (3..LONGEST_STEMMED_BYTES).contains(&letters.len()) =>
        {
            let stem = rust_stemmers::Stemmer::create(Porter).stem(letters);
            Cow::Owned(format!("{digits}{stem}"))
        }
        _ => Cow::Borrowed(form),
    }
}

/// No Dutch word is as long, and the stemmer has nothing to find in noise.
const LONGEST_STEMMED_BYTES: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        let table = [
            ("", ""),
            ("soldaten", "soldaat"),
            ("vrede", "vrede"),
            ("gefrobd", "frob"),
            ("4gewinnt", "4gewinnt"),
            ("foto's", "foto"),
            ("vvd'ers", "vvd'er"),
            ("vvd'er", "vvd'er"),
            ("zo'n", "zo'n"),
            ("a4'tje", "a4"),
            ("sms't", "sms"),
            ("g8", "g8"),
            ("19e", "19e"),
            ("10000ste", "10000ste"),
            ("v&d", "v&d"),
            ("αθηνα", "αθηνα"),
            ("日", "日"),
        ];
        for (form, expect) in table {
            assert_eq!(stem(form), expect, "{form}");
        }
        let noise = "en".repeat(5_000);
        assert_eq!(stem(&noise), noise);
    }
}
