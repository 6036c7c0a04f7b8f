//! The words of printed dates: months, days of the week, seasons, in today's and older Dutch, and the English
//! ones of mail headers and exports.
//!
//! Every word is looked up as [`fold`] leaves it, so `Januarij`, `JANUARĲ` and `january` are one.

use super::day::Weekday;
use super::point::{AUTUMN, SPRING, SUMMER, WINTER};

/// Lower case, without accents, with `y` for `ij`, `ĳ` and `ÿ`.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ÿ' | 'ĳ' => 'y',
            '’' | '‘' | '`' => '\'',
            // What an accent that is written apart leaves behind.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        if plain == 'j' && folded.ends_with('i') {
            folded.pop();
            folded.push('y');
        } else {
            folded.push(plain);
        }
    }
    folded
}

/// The month, 1 to 12, of a folded name or abbreviation.
pub(super) fn month(folded: &str) -> Option<u8> {
    Some(match folded {
        "januari" | "january" | "jan" | "janu" | "louwmaand" => 1,
        "februari" | "february" | "feb" | "febr" | "sprokkelmaand" | "schrikkelmaand" => 2,
        "maart" | "maert" | "mrt" | "march" | "mar" | "lentemaand" => 3,
        "april" | "apr" | "grasmaand" => 4,
        "mei" | "mey" | "may" | "bloeimaand" | "bloeymaand" => 5,
        "juni" | "juny" | "jun" | "june" | "zomermaand" | "weidemaand" => 6,
        "juli" | "july" | "jul" | "hooimaand" | "hooymaand" => 7,
        "augustus" | "augusti" | "august" | "aug" | "oogstmaand" | "oegstmaand" => 8,
        "september" | "sept" | "sep" | "septr" | "septbr" | "herfstmaand" => 9,
        "oktober" | "october" | "okt" | "oct" | "octr" | "octbr" | "oktbr" | "wynmaand" => 10,
        "november" | "nov" | "novr" | "novbr" | "slachtmaand" | "slagtmaand" => 11,
        "december" | "dec" | "decr" | "decbr" | "xber" | "wintermaand" => 12,
        _ => return None,
    })
}

/// The months that were written by the number they had in the Roman year: `7ber` is September.
pub(super) fn roman_month(number: u32, suffix: &str) -> Option<u8> {
    let is_roman = (7..=10).contains(&number) && matches!(suffix, "ber" | "bre" | "bris");
    is_roman.then(|| number as u8 + 2)
}

/// The day of the week of a folded name or abbreviation.
pub(super) fn weekday(folded: &str) -> Option<Weekday> {
    Some(match folded {
        "maandag" | "maendag" | "ma" | "monday" | "mon" => Weekday::Monday,
        "dinsdag" | "dingsdag" | "di" | "tuesday" | "tues" | "tue" => Weekday::Tuesday,
        "woensdag" | "wo" | "woe" | "wednesday" | "wed" => Weekday::Wednesday,
        "donderdag" | "do" | "don" | "thursday" | "thurs" | "thur" | "thu" => Weekday::Thursday,
        "vrydag" | "vr" | "vry" | "friday" | "fri" => Weekday::Friday,
        "zaterdag" | "zaturdag" | "saturdag" | "za" | "zat" | "saturday" | "sat" => Weekday::Saturday,
        "zondag" | "sondag" | "zo" | "zon" | "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The EDTF season of a folded word.
pub(super) fn season(folded: &str) -> Option<u8> {
    Some(match folded {
        "voorjaar" | "lente" => SPRING,
        "zomer" => SUMMER,
        "najaar" | "herfst" => AUTUMN,
        "winter" => WINTER,
        _ => return None,
    })
}

/// The number of a folded ordinal, of those that quarters and centuries have.
pub(super) fn ordinal(folded: &str) -> Option<u32> {
    Some(match folded {
        "eerste" => 1,
        "tweede" => 2,
        "derde" => 3,
        "vierde" => 4,
        "vyftiende" => 15,
        "zestiende" => 16,
        "zeventiende" => 17,
        "achttiende" => 18,
        "negentiende" => 19,
        "twintigste" => 20,
        "eenentwintigste" => 21,
        "tweeentwintigste" => 22,
        _ => return None,
    })
}

/// The decade of a folded word, as in *jaren zestig* and *de zestiger jaren*.
pub(super) fn decade(folded: &str) -> Option<u32> {
    Some(match folded.strip_suffix("er").unwrap_or(folded) {
        "nul" => 0,
        "tien" => 10,
        "twintig" => 20,
        "dertig" => 30,
        "veertig" => 40,
        "vyftig" => 50,
        "zestig" => 60,
        "zeventig" => 70,
        "tachtig" => 80,
        "negentig" => 90,
        _ => return None,
    })
}

/// The letters that make a folded number an ordinal: *16e*, *1ste*, *12den*, *20sten*.
pub(super) fn is_ordinal_suffix(suffix: &str) -> bool {
    matches!(
        suffix,
        "e" | "de" | "ste" | "den" | "en" | "n" | "sten" | "ten" | "th" | "st" | "nd" | "rd" | "o"
    )
}

/// The minutes from UTC of a zone's folded abbreviation, of those that mail headers and Dutch exports use.
pub(super) fn zone_minutes(folded: &str) -> Option<i16> {
    let hours = match folded {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0,
        "bst" | "cet" | "met" | "mez" | "west" => 1,
        "cest" | "mest" | "mesz" | "eet" => 2,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

/// Words that stand in dates and say nothing of which day is meant. *Begin*, *medio* and *eind* say something,
/// but nothing that EDTF could keep; the month or year beside them is right in any case.
pub(super) fn is_filler(folded: &str) -> bool {
    matches!(
        folded,
        "de" | "den"
            | "der"
            | "des"
            | "het"
            | "'t"
            | "op"
            | "in"
            | "van"
            | "anno"
            | "ao"
            | "jaar"
            | "jaars"
            | "d"
            | "dd"
            | "dato"
            | "datum"
            | "om"
            | "uur"
            | "the"
            | "of"
            | "on"
            | "begin"
            | "medio"
            | "half"
            | "midden"
            | "eind"
            | "einde"
            | "ultimo"
            | "ochtend"
            | "middag"
            | "avond"
            | "ochtendblad"
            | "avondblad"
            | "ochtendeditie"
            | "avondeditie"
    )
}

/// Words that mark a date as about right.
pub(super) fn is_about(folded: &str) -> bool {
    matches!(folded, "ca" | "circa" | "c" | "omstreeks" | "omtrent" | "rond" | "ongeveer" | "plm" | "about")
}

/// Words that mark a date as doubtful.
pub(super) fn is_doubtful(folded: &str) -> bool {
    matches!(folded, "vermoedelyk" | "waarschynlyk" | "mogelyk" | "wellicht" | "misschien")
}

/// Words before a number that make it the number of something, and no year.
pub(super) fn counts_things(folded: &str) -> bool {
    matches!(
        folded,
        "img"
            | "image"
            | "dsc"
            | "dscn"
            | "dscf"
            | "pic"
            | "foto"
            | "photo"
            | "p"
            | "pp"
            | "pag"
            | "pagina"
            | "page"
            | "blz"
            | "no"
            | "nr"
            | "num"
            | "nummer"
            | "number"
            | "id"
            | "pid"
            | "deel"
            | "part"
            | "dossier"
            | "scan"
            | "bestand"
            | "file"
            | "art"
            | "artikel"
            | "article"
            | "item"
            | "record"
            | "rec"
            | "doc"
            | "document"
            | "vol"
            | "volume"
            | "v"
            | "versie"
            | "version"
            | "batch"
            | "chunk"
            | "bylage"
            | "regel"
            | "jaargang"
            | "jrg"
    )
}
