//! The commonest words of the language with their headwords and parts, ready for use.
//!
//! What [`lemmas`] and [`parts`] find for a word they find by a dozen walks through the dictionary, and every text
//! begins with thousands of words that no analyzer has met yet. Those that are common in the language stand in a
//! table, which is made from those functions when the dictionary is compiled, and is asked first. It answers
//! from two places in memory. A test holds it against the functions.
//!
//! ```
//! use knipsel::dutch::ready;
//!
//! let mut found = Vec::new();
//! assert!(ready::find("soldaten", |is_part, text| found.push((is_part, text.to_owned()))));
//! assert_eq!(found, [(false, "soldaat".to_owned())]);
//! assert!(!ready::find("xyzzy", |_, _| ()));
//! ```
//!
//! The table is a row of slots and then the records. A slot is 0, or has in its lower three bytes where a record
//! begins, counted from 1 after the slots, and in its fourth a byte of the form's hash. A record is the form and then
//! its headwords and parts, each told as a stretch of the form and the letters that follow it.

use super::cache::hash;
use super::compound::parts;
use super::lemma::lemmas;

/// The table that is part of the program. How it came about stands in `lexicon/SOURCE.md`.
pub(super) static TABLE: &[u8] = include_bytes!("lexicon/data/cc-by-sa/ready.bin");

/// How many slots the table has: 2 to this power.
const SLOTS_POWER: u32 = 17;
const SLOT_BYTES: usize = 4;
/// Marks a part among the lengths of what is added to a stretch of the form.
const PART: u8 = 0x80;

/// Gives the headwords of a folded form to `each`, then its parts: whether it is a part, and its text. Tells whether the
/// form is in the table.
#[inline]
pub fn find(form: &str, each: impl FnMut(bool, &str)) -> bool {
    let record = record(TABLE, form);
    record.is_some_and(|record| read(form, record, each).is_some())
}

/// Whether a folded form has parts; nothing where it is not in the table.
pub(super) fn has_parts(form: &str) -> Option<bool> {
    let record = record(TABLE, form)?;
    let mut has_parts = false;
    read(form, record, |is_part, _| has_parts |= is_part)?;
    Some(has_parts)
}

/// The forms in the table, the commonest first.
pub fn commonest() -> impl Iterator<Item = &'static str> {
    forms_in(TABLE)
}

/// The forms in a table, in the order in which they were put in.
fn forms_in(table: &[u8]) -> impl Iterator<Item = &str> {
    let mut rest = table.get(SLOT_BYTES << SLOTS_POWER..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (&length, tail) = rest.split_first()?;
        let (form, tail) = tail.split_at_checked(usize::from(length))?;
        let (&count, tail) = tail.split_first()?;
        rest = (0..count).try_fold(tail, |rest, _| {
            let &[_, _, added] = rest.first_chunk()?;
            rest.get(3 + usize::from(added & !PART)..)
        })?;
        std::str::from_utf8(form).ok()
    })
}

/// Makes a table of these forms, as far as they fit, the first before the last.
pub fn compile<'a>(forms: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut slots = vec![0_u32; 1 << SLOTS_POWER];
    let mut records = Vec::new();
    // A table nearly full would be slow for forms that it lacks.
    for form in forms.into_iter().take(slots.len() / 6 * 5) {
        let place = places(form).find(|&place| slots[place] == 0).unwrap_or_default();
        let found = lemmas(form).into_iter().map(|lemma| (0, lemma.text));
        let found: Vec<_> = found.chain(parts(form).into_iter().map(|part| (PART, part.text))).collect();
        slots[place] = (records.len() as u32 + 1) | u32::from(tag(form)) << 24;
        records.push(form.len() as u8);
        records.extend(form.as_bytes());
        records.push(found.len() as u8);
        for (mark, text) in found {
            let (start, length) = longest_stretch(form, &text);
            let added = &text.as_bytes()[length..];
            records.extend([start as u8, length as u8, added.len() as u8 | mark]);
            records.extend(added);
        }
    }
    let mut table: Vec<u8> = slots.into_iter().flat_map(u32::to_le_bytes).collect();
    table.extend(records);
    table
}

/// The places where a form may have its slot, the first choice first.
fn places(form: &str) -> impl Iterator<Item = usize> {
    let first = hash(form.as_bytes(), 0) as usize;
    (0..1 << SLOTS_POWER).map(move |step| (first + step) & ((1 << SLOTS_POWER) - 1))
}

/// What a slot holds of a form's hash.
fn tag(form: &str) -> u8 {
    (hash(form.as_bytes(), 0) >> 56) as u8
}

/// The record of a form, from its headwords on.
fn record<'t>(table: &'t [u8], form: &str) -> Option<&'t [u8]> {
    let records = table.get(SLOT_BYTES << SLOTS_POWER..)?;
    for place in places(form) {
        let slot = u32::from_le_bytes(*table.get(place * SLOT_BYTES..)?.first_chunk()?);
        if slot == 0 {
            return None;
        }
        if slot >> 24 == u32::from(tag(form)) {
            let (&length, record) = records.get((slot & 0xff_ffff) as usize - 1..)?.split_first()?;
            if usize::from(length) == form.len()
                && let Some(rest) = record.strip_prefix(form.as_bytes())
            {
                return Some(rest);
            }
        }
    }
    None
}

fn read(form: &str, record: &[u8], mut each: impl FnMut(bool, &str)) -> Option<()> {
    let (&count, mut rest) = record.split_first()?;
    let mut text = String::with_capacity(32);
    for _ in 0..count {
        let (&[start, length, added], tail) = rest.split_first_chunk()?;
        let (letters, tail) = tail.split_at_checked(usize::from(added & !PART))?;
        text.clear();
        text.push_str(form.get(usize::from(start)..)?.get(..usize::from(length))?);
        text.push_str(std::str::from_utf8(letters).ok()?);
        each(added & PART != 0, &text);
        rest = tail;
    }
    Some(())
}

/// The longest stretch of `form` with which `text` begins: where it begins in the form, and its length.
fn longest_stretch(form: &str, text: &str) -> (usize, usize) {
    let common = |start: usize| {
        let pairs = form[start..].chars().zip(text.chars()).take_while(|(left, right)| left == right);
        pairs.map(|(letter, _)| letter.len_utf8()).sum::<usize>()
    };
    let starts = form.char_indices().map(|(start, _)| (start, common(start)));
    starts.rev().max_by_key(|&(_, length)| length).unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_the_dictionary(form: &str) -> Vec<(bool, String)> {
        let lemmas = lemmas(form).into_iter().map(|lemma| (false, lemma.text));
        lemmas.chain(parts(form).into_iter().map(|part| (true, part.text))).collect()
    }

    /// Without the program's optimisations all of them would take a minute.
    #[test]
    fn the_table_says_what_the_dictionary_says() {
        let forms: Vec<_> = commonest().collect();
        assert!(forms.len() > 90_000, "only {} forms", forms.len());
        for form in forms.iter().step_by(if cfg!(debug_assertions) { 17 } else { 1 }) {
            let mut found = Vec::new();
            assert!(
                find(form, |is_part, text| found.push((is_part, text.to_owned()))),
                "{form} is not found"
            );
            assert_eq!(found, by_the_dictionary(form), "{form}: make the table anew, see SOURCE.md");
        }
    }

    #[test]
    fn a_table_gives_back_what_went_in() {
        let forms = ["gelopen", "vredesakkoorden", "prive", "vragen", "a"];
        let table = compile(forms);
        for form in forms {
            let mut found = Vec::new();
            let record = record(&table, form).expect("the form is in the table");
            read(form, record, |is_part, text| found.push((is_part, text.to_owned())))
                .expect("a record is whole");
            assert_eq!(found, by_the_dictionary(form), "{form}");
        }
        assert_eq!(record(&table, "gelope"), None);
        assert_eq!(forms_in(&table).collect::<Vec<_>>(), forms);
    }

    #[test]
    fn a_damaged_table_finds_less() {
        let table = compile(["gelopen", "vragen"]);
        for length in 0..table.len() {
            // No place is read that is not there.
            let table = &table[..length];
            let _ = record(table, "vragen").and_then(|record| read("vragen", record, |_, _| ()));
            assert!(forms_in(table).count() <= 2);
        }
    }
}
