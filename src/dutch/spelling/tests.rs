use super::table::{KNOWN, NAMES, NOT_MISREAD, PAIRS};
use super::{MAX_READINGS, Modern, RULES, RuleSet, modernise};
use proptest::prelude::*;
use std::collections::HashSet;

/// The words that the tests know: all of today's forms in the table.
fn words() -> HashSet<&'static str> {
    PAIRS.iter().map(|&(_, modern)| modern).chain(KNOWN.iter().copied()).collect()
}

fn read(word: &str, also_known: &str, enabled: RuleSet) -> Vec<Modern> {
    let words = words();
    modernise(word, &|form| form == also_known || words.contains(form), &enabled)
}

fn check(old: &str, modern: &str) {
    let readings = read(old, modern, RuleSet::all());
    if old == modern {
        assert_eq!(readings, [], "`{old}` is known as it stands");
    } else {
        let forms: Vec<_> = readings.iter().map(|reading| reading.form.as_str()).collect();
        assert!(forms.contains(&modern), "`{old}` is read as {forms:?}, not as `{modern}`");
    }
}

#[test]
fn old_spellings_are_read_as_todays() {
    assert!(PAIRS.len() >= 200);
    for (old, modern) in PAIRS {
        check(old, modern);
    }
}

#[test]
fn the_first_reading_is_nearly_always_the_right_one() {
    let others: Vec<_> = PAIRS
        .iter()
        .filter_map(|(old, modern)| {
            let readings = read(old, "", RuleSet::all());
            (old != modern && readings.first().is_none_or(|first| first.form != *modern)).then_some(*old)
        })
        .collect();
    assert_eq!(others, [""; 0], "words whose first reading is another");
}

#[test]
fn known_words_are_left_alone() {
    for word in KNOWN {
        check(word, word);
    }
}

#[test]
fn words_are_not_misread() {
    assert!(KNOWN.len() + NOT_MISREAD.len() + NAMES.len() >= 100);
    for (word, wrong) in NOT_MISREAD {
        let readings = read(word, wrong, RuleSet::all());
        assert!(
            readings.iter().all(|reading| reading.form != *wrong),
            "`{word}` is read as `{wrong}`: {readings:?}"
        );
    }
}

#[test]
fn names_are_left_alone_by_the_rules_for_capitals() {
    for (name, wrong) in NAMES {
        check(name, wrong);
        let readings = read(name, wrong, RuleSet::for_capitals());
        assert_eq!(readings, [], "`{name}` with a capital");
    }
    for (old, modern) in [
        ("nederlandsche", "nederlandse"),
        ("europeesche", "europese"),
        ("regtbank", "rechtbank"),
        ("januarij", "januari"),
        ("zaturdag", "zaterdag"),
        ("pruissen", "pruisen"),
    ] {
        let readings = read(old, "", RuleSet::for_capitals());
        assert_eq!(
            readings.first().map(|reading| reading.form.as_str()),
            Some(modern),
            "`{old}` with a capital"
        );
    }
}

#[test]
fn every_rule_alone_makes_what_its_example_says() {
    for rule in RULES {
        let forms = rule.forms(rule.old);
        assert!(
            forms.iter().any(|form| form == rule.modern),
            "{} makes {forms:?} of {}",
            rule.name,
            rule.old
        );
        let alone = RuleSet::only(rule.name).unwrap_or(RuleSet::none());
        let found = modernise(rule.old, &|word| word == rule.modern, &alone);
        assert_eq!(found, [Modern { form: rule.modern.to_owned(), rules: vec![rule.name] }], "{}", rule.name);
    }
}

#[test]
fn every_rule_can_be_switched_off() {
    for rule in RULES {
        let rest = RuleSet::all().without(rule.name).unwrap_or(RuleSet::none());
        assert!(RuleSet::all().contains(rule.name) && !rest.contains(rule.name), "{}", rule.name);
        let found = modernise(rule.old, &|word| word == rule.modern, &rest);
        assert!(found.iter().all(|reading| !reading.rules.contains(&rule.name)), "{} still acts", rule.name);
    }
    assert_eq!(modernise("mensch", &|word| word == "mens", &RuleSet::none()), []);
    assert_eq!(RuleSet::only("no such rule"), None);
    assert_eq!(RuleSet::all().without("no such rule"), None);
}

#[test]
fn rules_have_one_name_each_and_letters_that_they_need() {
    let mut names = HashSet::new();
    for rule in RULES {
        assert!(names.insert(rule.name), "two rules are called {}", rule.name);
        assert!(rule.may_act(super::rules::Letters::of(rule.old)), "{} cannot act on its example", rule.name);
    }
}

#[test]
fn rules_combine_in_order() {
    for (old, rules) in [
        ("financieelen", &["ee-open", "ending-en"][..]),
        ("quaestie", &["qu", "ae-e"]),
        ("korrespondentien", &["k-c", "ien"]),
        ("moeijelijk", &["ij-glide", "ie-lijk"]),
        ("fchoone", &["long-s", "oo-open"]),
    ] {
        let readings = read(old, "", RuleSet::all());
        assert_eq!(readings.first().map(|reading| reading.rules.as_slice()), Some(rules), "{readings:?}");
    }
}

#[test]
fn very_long_words_cost_little() {
    let asked = std::cell::Cell::new(0);
    let never = |_: &str| {
        asked.set(asked.get() + 1);
        false
    };
    for word in ["schoofeegtyck".repeat(3), "f".repeat(40), "eeneeneene".repeat(4), "a".repeat(10_000)] {
        asked.set(0);
        assert_eq!(modernise(&word, &never, &RuleSet::all()), []);
        assert!(asked.get() <= 65, "{} forms were looked up for {word}", asked.get());
    }
}

proptest! {
    #[test]
    fn no_word_panics(word in "\\PC{0,50}") {
        prop_assert!(modernise(&word, &|_| true, &RuleSet::all()).is_empty());
        prop_assert!(modernise(&word, &|_| false, &RuleSet::all()).is_empty());
    }

    #[test]
    fn every_reading_is_known_and_explained(word in "[acefghijkloqrstuyz]{3,40}") {
        let known = |form: &str| form != word && form.len().is_multiple_of(2);
        let readings = modernise(&word, &known, &RuleSet::all());
        prop_assert!(readings.len() <= MAX_READINGS);
        for reading in readings {
            prop_assert!(known(&reading.form) && !reading.rules.is_empty());
        }
    }

    #[test]
    fn no_rule_panics_on_what_another_makes(word in "[acefghijklnoqrstuyz]{1,20}") {
        for rule in RULES {
            for form in rule.forms(&word) {
                for other in RULES {
                    other.forms(&form);
                }
            }
        }
    }
}
