//! The keys of the objects of `--json`, and what each of them holds; see `contract.rs`.

use std::collections::BTreeMap;

use serde_json::Value;

/// What the value of a key may be.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Count,
    Number,
    NumberOrNull,
    Flag,
    True,
    List,
    Object,
}

use Kind::{Count, Flag, List, Number, NumberOrNull, Object, Text, True};

/// The keys of an object, each with what it holds and whether it must be there.
pub(crate) type Keys = &'static [(&'static str, Kind, bool)];

pub(crate) const ABOUT: Keys = &[
    ("id", Text, true),
    ("title", Text, true),
    ("title_derived", True, false),
    ("date", Text, false),
    ("first_day", Text, false),
    ("last_day", Text, false),
    ("date_from_path", True, false),
    ("source", Text, false),
    ("author", Text, false),
    ("section", Text, false),
    ("language", Text, false),
    ("url", Text, false),
    ("page", Text, false),
    ("path", Text, true),
    ("line", Count, true),
];
pub(crate) const HIT: Keys = &[
    ("rank", Count, true),
    ("score", Number, true),
    ("snippets", List, true),
    ("relation", Text, false),
    ("folded", Count, false),
    ("copies", List, false),
];
pub(crate) const SIMILAR: Keys = &[
    ("id", Text, true),
    ("words", List, true),
    ("total", Count, true),
    ("returned", Count, true),
    ("generation", Count, true),
    ("took_ms", Number, true),
];
pub(crate) const TELLING_WORD: Keys =
    &[("written", Text, true), ("occurrences", Count, true), ("articles", Count, true)];
pub(crate) const SNIPPET: Keys = &[("field", Text, true), ("text", Text, true), ("highlights", List, true)];
pub(crate) const HIGHLIGHT: Keys = &[("start", Count, true), ("end", Count, true), ("why", Text, true)];
pub(crate) const SUMMARY: Keys = &[
    ("total", Count, true),
    ("groups", Count, false),
    ("returned", Count, true),
    ("generation", Count, true),
    ("next", Text, false),
    ("took_ms", Number, true),
    ("restated", Text, true),
    ("diagnostics", List, true),
    ("missing", List, false),
    ("suggestion", Object, false),
];
pub(crate) const SUGGESTION: Keys =
    &[("written", Text, true), ("instead", Text, true), ("query", Text, true), ("total", Count, true)];
pub(crate) const EXPLANATION: Keys = &[
    ("restated", Text, true),
    ("words", List, true),
    ("missing", List, true),
    ("suggestion", Object, false),
];
pub(crate) const EXPLAINED_WORD: Keys =
    &[("written", Text, true), ("articles", Count, true), ("terms", List, true)];
pub(crate) const EXPLAINED_TERM: Keys =
    &[("why", Text, true), ("layer", Text, true), ("term", Text, true), ("articles", Count, true)];
pub(crate) const REFUSED: Keys = &[("query", Text, true), ("diagnostics", List, true)];
pub(crate) const DIAGNOSTIC: Keys = &[
    ("level", Text, true),
    ("message", Text, true),
    ("start", Count, true),
    ("end", Count, true),
    ("hint", Text, false),
];
pub(crate) const ARTICLE: Keys = &[
    ("text", Text, true),
    ("highlights", List, false),
    ("title_highlights", List, false),
    ("versions", List, false),
    ("copies_total", Count, false),
    ("copies", List, false),
];
pub(crate) const TOKEN: Keys = &[
    ("line", Count, false),
    ("text", Text, true),
    ("start", Count, true),
    ("end", Count, true),
    ("position", Count, true),
    ("length", Count, false),
    ("pieces", List, false),
    ("terms", List, true),
];
pub(crate) const PIECE: Keys = &[("written", Text, true), ("link", Text, false), ("headword", Text, true)];
pub(crate) const TERM: Keys = &[
    ("layer", Text, true),
    ("term", Text, true),
    ("rule", Text, true),
    ("explanation", Text, true),
    ("entry", Text, false),
    ("head", Text, false),
    ("ending", Text, false),
    ("piece", Object, false),
    ("spelling", Text, false),
    ("heard", List, false),
    ("modern", Text, false),
    ("spelling_rules", List, false),
    ("own_word", Text, false),
    ("verb", Text, false),
];
pub(crate) const SPELLING_RULE: Keys = &[("name", Text, true), ("about", Text, true)];
pub(crate) const BUILD: Keys = &[
    ("generation", Count, true),
    ("articles", Count, true),
    ("articles_indexed", Count, true),
    ("files_added", Count, true),
    ("files_changed", Count, true),
    ("files_removed", Count, true),
    ("files_unchanged", Count, true),
    ("skipped", Count, true),
    ("warnings", Count, true),
    ("text_bytes", Count, true),
    ("seconds", Number, true),
    ("peak_memory_bytes", Count, false),
];
pub(crate) const STATUS: Keys = &[
    ("index", Text, true),
    ("generation", Count, true),
    ("last_build", Text, true),
    ("analyzer", Text, true),
    ("articles", Count, true),
    ("undated", Count, true),
    ("first_day", Text, false),
    ("last_day", Text, false),
    ("archives", List, true),
    ("files", Count, true),
    ("archive_bytes", Count, true),
    ("index_bytes", Count, true),
    ("segments", Count, true),
    ("kept_builds", Count, true),
    ("growth_over_days", Count, true),
    ("growth_articles_in_30_days", Count, true),
    ("growth_bytes_in_30_days", Count, true),
    ("free_bytes", Count, false),
    ("wanted_bytes", Count, false),
    ("sources", List, true),
    ("skipped", Count, true),
    ("problems", List, true),
    ("runs", List, true),
];
pub(crate) const PERIOD: Keys = &[
    ("query", Text, true),
    ("period", Text, true),
    ("first_day", Text, true),
    ("last_day", Text, true),
    ("articles", Count, true),
    ("possible_articles", Count, true),
    ("occurrences", Count, true),
    ("possible_occurrences", Count, true),
];
pub(crate) const RELATIVE: Keys = &[
    ("all_articles", Count, true),
    ("all_words", Count, true),
    ("share", NumberOrNull, true),
    ("per_100000_words", NumberOrNull, true),
];
pub(crate) const TIMELINE: Keys = &[
    ("query", Text, true),
    ("restated", Text, true),
    ("by", Text, true),
    ("total", Count, true),
    ("occurrences", Count, true),
    ("partial_articles", Count, true),
    ("partial_occurrences", Count, true),
    ("undated_articles", Count, true),
    ("undated_occurrences", Count, true),
    ("generation", Count, true),
    ("took_ms", Number, true),
    ("diagnostics", List, true),
];
pub(crate) const FACET: Keys = &[
    ("field", Text, true),
    ("value", Text, true),
    ("articles", Count, true),
    ("possible_articles", Count, false),
];
pub(crate) const FACETS: Keys = &[
    ("field", Text, true),
    ("total", Count, true),
    ("values", Count, true),
    ("returned", Count, true),
    ("missing_articles", Count, true),
    ("partial_articles", Count, false),
    ("generation", Count, true),
    ("restated", Text, true),
    ("diagnostics", List, true),
];
pub(crate) const LINE: Keys = &[
    ("id", Text, true),
    ("date", Text, false),
    ("source", Text, false),
    ("title", Text, true),
    ("field", Text, true),
    ("start", Count, true),
    ("end", Count, true),
    ("left", Text, true),
    ("keyword", Text, true),
    ("right", Text, true),
];
pub(crate) const CONCORDANCE: Keys = &[
    ("total", Count, true),
    ("occurrences", Count, true),
    ("returned", Count, true),
    ("seed", Count, false),
    ("generation", Count, true),
    ("took_ms", Number, true),
    ("restated", Text, true),
    ("diagnostics", List, true),
];
pub(crate) const MEMBER: Keys = &[("id", Text, true), ("hash", Text, true)];
pub(crate) const MANIFEST: Keys = &[
    ("knipsel", Text, true),
    ("created", Text, true),
    ("query", Text, true),
    ("restated", Text, true),
    ("today", Text, true),
    ("match", Text, true),
    ("dates", Text, true),
    ("first_day", Text, false),
    ("last_day", Text, false),
    ("format", Text, true),
    ("file", Text, false),
    ("bytes", Count, true),
    ("blake3", Text, true),
    ("articles", Count, true),
    ("disarmed_cells", Count, true),
    ("generation", Count, true),
    ("analyzer", Text, true),
    ("synonyms", Text, true),
];
pub(crate) const DIFFERENCE: Keys = &[("change", Text, true), ("id", Text, true)];
pub(crate) const REPLAY: Keys = &[
    ("query", Text, true),
    ("restated", Text, true),
    ("then", Count, true),
    ("now", Count, true),
    ("same", Count, true),
    ("added", Count, true),
    ("gone", Count, true),
    ("changed", Count, true),
    ("generation_then", Count, true),
    ("generation", Count, true),
    ("same_analyzer", Flag, true),
    ("same_synonyms", Flag, true),
];
pub(crate) const SOURCE: Keys = &[("source", Text, true), ("articles", Count, true)];
pub(crate) const PROBLEM: Keys = &[
    ("path", Text, true),
    ("kind", Text, true),
    ("line", Count, false),
    ("reason", Text, true),
    ("hint", Text, true),
    ("skipped", True, false),
    ("id", Text, false),
];

pub(crate) const WHYS: [&str; 8] =
    ["exact", "inflection", "compound", "synonym", "name", "old-spelling", "fuzzy", "wildcard"];
pub(crate) const LAYERS: [&str; 5] = ["exact", "lemma", "part", "name", "old"];

/// Checks that an object has the keys that it must have, no others, and in each what it should hold. Beside
/// them it may have a `type`, which is checked where one is given.
#[track_caller]
pub(crate) fn check_keys(object: &Value, name: Option<&str>, keys: &[Keys]) {
    assert_eq!(object.get("type").and_then(Value::as_str), name, "{object}");
    let known: BTreeMap<&str, (Kind, bool)> =
        keys.iter().flat_map(|keys| keys.iter()).map(|&(key, kind, must)| (key, (kind, must))).collect();
    let object = object.as_object().expect("it is an object");
    for (key, (_, must)) in &known {
        assert!(!must || object.contains_key(*key), "`{key}` is missing in {object:?}");
    }
    for (key, value) in object.iter().filter(|(key, _)| *key != "type") {
        let (kind, _) = known.get(key.as_str()).unwrap_or_else(|| panic!("`{key}` is not known: {object:?}"));
        let holds = match kind {
            Text => value.is_string(),
            Count => value.is_u64(),
            Number => value.is_number(),
            Flag => value.is_boolean(),
            NumberOrNull => value.is_number() || value.is_null(),
            // `skipped` says both.
            True => value == true || key == "skipped" && value == false,
            List => value.is_array(),
            Object => value.is_object(),
        };
        assert!(holds, "`{key}` of {object:?}");
    }
}
