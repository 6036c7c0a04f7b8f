//! What people write who come from another system: signs and words that join, exclude or weigh there and do nothing
//! here. Each is said, since the query is read otherwise than it was meant.
//!
//! `||` is `OF` elsewhere, `!oorlog` is `NIET oorlog`, `vrede^2` counts double, and `NEAR5`, `W/5` and `PROX` are
//! `NABIJ/5`. In quotes all is sought as it is written, also what means something outside of them.

use std::ops::Range;

use super::diagnostics::Level;
use super::phrase::unpaired;

/// What is to be said of a word that was meant for another system, or for a place outside of quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub(super) level: Level,
    pub(super) told: String,
    pub(super) hint: String,
}

impl Foreign {
    fn new(level: Level, told: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { level, told: told.into(), hint: hint.into() }
    }
}

/// What is to be said of a word outside of quotes. `glued` tells whether a bracket or a quote follows it directly.
pub(super) fn of_word(word: &str, glued: bool) -> Option<Foreign> {
    let mut rest = word.chars();
    let first = rest.next()?;
    let rest = rest.as_str();
    let leads = rest.starts_with(char::is_alphanumeric) || (rest.is_empty() && glued);
    match first {
        '|' if matches!(rest, "" | "|") => {
            let told = format!("`{word}` is left out, and both words must be there");
            Some(Foreign::new(Level::Warning, told, "write `OF` where one will do: `vrede OF akkoord`"))
        }
        '&' if rest == "&" => {
            let told = format!("`{word}` is left out: words side by side must all be there anyway");
            Some(Foreign::new(Level::Note, told, "`EN` says the same: `vrede EN akkoord`"))
        }
        // Word processors make a dash of a minus.
        '!' | '–' | '—' | '−' if leads => {
            let told = format!("`{first}` excludes nothing");
            Some(Foreign::new(Level::Warning, told, "write `-oorlog` or `NIET oorlog`"))
        }
        '+' if rest.starts_with(char::is_alphabetic) || (rest.is_empty() && glued) => {
            let told = "`+` is left out: every word must be there anyway";
            let hint = "put a word in quotes to have it exactly as written";
            Some(Foreign::new(Level::Note, told, hint))
        }
        '/' if rest.len() > 1 && rest.ends_with('/') => {
            let told = format!("`{word}` is not read as a regular expression");
            let hint = "`*` stands for any letters and `?` for one, as in `vrede*`";
            Some(Foreign::new(Level::Warning, told, hint))
        }
        _ => weight(word).or_else(|| distance(word)),
    }
}

/// `vrede^2`.
fn weight(word: &str) -> Option<Foreign> {
    let (_, weight) = word.split_once('^')?;
    weight.parse::<f32>().ok()?;
    let told = format!("words have no weights: `{weight}` is sought as a word");
    Some(Foreign::new(Level::Warning, told, format!("leave `^{weight}` out")))
}

/// `NEAR5`, `PROX`, `W/5`.
fn distance(word: &str) -> Option<Foreign> {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let (name, rest) = word.split_at(letters);
    let number = rest.trim_start_matches(['/', '_']);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_distance = match name {
        "NABIJ" | "NEAR" | "ONEAR" | "WITHIN" | "NEXT" => is_number,
        "PROX" | "ADJ" => is_number || rest.is_empty(),
        "W" | "N" | "PRE" => is_number && rest.starts_with('/'),
        _ => false,
    };
    let number = if is_number { number } else { "10" };
    is_distance.then(|| {
        let hint = format!("write `NABIJ/{number}` between words to have them near each other");
        Foreign::new(Level::Warning, format!("`{word}` is sought as a word"), hint)
    })
}

/// Whether a word is an operator but for its case. `en` stands in every article, so that nothing is lost there.
pub(super) fn is_operator_in_other_case(word: &str) -> bool {
    let is_operator = |capitals: &str| {
        matches!(
            capitals,
            "OF" | "OR" | "AND" | "NIET" | "NOT" | "IN-ZIN" | "IN-ALINEA" | "IN-SENTENCE" | "IN-PARAGRAPH"
        ) || ["NABIJ/", "NEAR/"].iter().any(|start| capitals.starts_with(start))
    };
    let capitals = word.to_uppercase();
    word != capitals && is_operator(&capitals)
}

/// What is to be said of what stands in quotes, each with its place there.
pub(super) fn of_phrase(text: &str) -> Vec<(Foreign, Range<usize>)> {
    let mut remarks = Vec::new();
    if let Some(at) = unpaired(text) {
        let told = "this bracket has no partner in the quotes, so that it makes no group";
        let hint = "write a group as in `\"de (eerste of tweede) kamer\"`";
        remarks.push((Foreign::new(Level::Note, told, hint), at..at + 1));
    }
    let is_shouted = !text.contains(char::is_lowercase);
    let has_groups = text.contains('(');
    let words: Vec<&str> = text.split_whitespace().collect();
    for (number, word) in words.iter().enumerate() {
        // Both are parts of one text.
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let operator = match *word {
            "EN" | "AND" | "NIET" | "NOT" | "IN-ZIN" | "IN-ALINEA" | "IN-SENTENCE" | "IN-PARAGRAPH" => true,
            "OF" | "OR" => !has_groups,
            word => word.starts_with("NABIJ/") || word.starts_with("NEAR/"),
        };
        if operator && !is_shouted {
            let told = format!("in quotes `{word}` is a word like any other");
            let hint = format!("write it outside of them, as in `\"tweede stad\" {word} vrede`");
            remarks.push((Foreign::new(Level::Note, told, hint), start..start + word.len()));
        }
        if *word == "?" && number + 1 < words.len() {
            let told = "`?` is left out, since it stands for a letter of a word";
            let hint = "let a distance leave room for a word, as in `\"de stad\"~1`";
            remarks.push((Foreign::new(Level::Note, told, hint), start..start + 1));
        }
        if let Some((form, _)) = word.split_once('~')
            && form.ends_with(char::is_alphanumeric)
        {
            let told = "in quotes `~` is left out: what stands in them is sought as it is written";
            let hint = "write the word outside of them, as in `pasjinian~ NABIJ/0 premier`";
            let at = start + form.len();
            remarks.push((Foreign::new(Level::Warning, told, hint), at..at + 1));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_systems() {
        use Level::{Note, Warning};
        for (word, glued, expect) in [
            ("||", false, Some(Warning)),
            ("|", false, Some(Warning)),
            ("&&", false, Some(Note)),
            ("!oorlog", false, Some(Warning)),
            ("!", true, Some(Warning)),
            ("!", false, None),
            ("!!!", true, None),
            ("Help!", false, None),
            ("–oorlog", false, Some(Warning)),
            ("–", false, None),
            ("+vrede", false, Some(Note)),
            ("+31", false, None),
            ("50+", false, None),
            ("A+", false, None),
            ("vrede^2", false, Some(Warning)),
            ("vrede^2.5", false, Some(Warning)),
            ("x^y", false, None),
            ("/vre.*/", false, Some(Warning)),
            ("/", true, None),
            ("//", false, None),
            ("en/of", false, None),
            ("NABIJ5", false, Some(Warning)),
            ("NEAR_5", false, Some(Warning)),
            ("PROX", false, Some(Warning)),
            ("ADJ3", false, Some(Warning)),
            ("W/5", false, Some(Warning)),
            ("N5", false, None),
            ("NEXT", false, None),
            ("NABIJHEID", false, None),
            ("near5", false, None),
        ] {
            assert_eq!(of_word(word, glued).map(|it| it.level), expect, "{word}");
        }
        let hint = of_word("W/5", false).map(|it| it.hint);
        assert_eq!(hint.as_deref(), Some("write `NABIJ/5` between words to have them near each other"));
    }

    #[test]
    fn operators_in_other_case() {
        for (word, expect) in [
            ("of", true),
            ("Of", true),
            ("OF", false),
            ("Niet", true),
            ("nabij/5", true),
            ("Near/x", true),
            ("In-zin", true),
            ("en", false),
            ("nabij", false),
            ("hof", false),
        ] {
            assert_eq!(is_operator_in_other_case(word), expect, "{word}");
        }
    }

    #[test]
    fn what_stands_in_quotes() {
        for (text, places) in [
            ("tweede stad", &[][..]),
            ("goed of slecht", &[]),
            ("VREDE OF OORLOG", &[]),
            ("de (eerste OF tweede) kamer", &[]),
            ("vrede OF oorlog", &["OF"]),
            ("de (eerste EN tweede) kamer", &["EN"]),
            ("één NABIJ/5 b", &["NABIJ/5"]),
            ("pasjinian~ premier~2", &["~", "~"]),
            ("~ 5", &[]),
            ("de ? stad", &["?"]),
            ("de stad ?", &[]),
            ("(a of b", &["("]),
            ("a) b (", &[")"]),
            ("((a of b)", &["("]),
        ] {
            let remarks = of_phrase(text);
            let got: Vec<&str> = remarks.iter().map(|(_, place)| &text[place.clone()]).collect();
            assert_eq!(got, places, "{text}");
        }
    }
}
