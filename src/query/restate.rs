//! What a query seeks, said in one sentence, so that a reader sees whether it is what was meant.

use super::ast::{FieldName, Node, NodeKind, Phrase, PhraseItem, Unit};
use super::pattern::has_wildcards;
use super::{DateMatch, MatchLevel, NamedSynonyms};
use crate::date::{Day, DaySpan};

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Dutch.
    #[default]
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Its code in ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }
}

/// Of a word at most so many synonyms are named; it may have a hundred.
const MOST_NAMED: usize = 5;

/// Says in a sentence what a query seeks, within `days` where they are given, with the `synonyms` of its words
/// ([`Search::synonyms_in`](crate::search::Search::synonyms_in) tells them).
///
/// ```
/// use knipsel::date::Day;
/// use knipsel::query::{DateMatch, Language, MatchLevel, NamedSynonyms, parse, restate};
///
/// let none = NamedSynonyms::default();
/// let query = parse("vrede* NABIJ/5 (akkoord OF verdrag) NIET \"tweede stad\"", Day::LAST).root;
/// let say = |language| restate(&query, MatchLevel::Broad, None, DateMatch::Possible, &none, language);
/// assert_eq!(
///     say(Language::Dutch),
///     "Artikelen met een woord als ‘vrede*’ en (een vorm of spelling van of samenstelling met ‘akkoord’ of een vorm of \
///      spelling van of samenstelling met ‘verdrag’) met hoogstens 5 woorden ertussen, maar zonder precies ‘tweede \
///      stad’."
/// );
/// assert_eq!(
///     say(Language::English),
///     "Articles with a word like ‘vrede*’ and (a form or spelling of or compound with ‘akkoord’ or a form or spelling \
///      of or compound with ‘verdrag’) with at most 5 words between them, but without exactly ‘tweede stad’."
/// );
/// ```
pub fn restate(
    node: &Node,
    level: MatchLevel,
    days: Option<DaySpan>,
    dates: DateMatch,
    synonyms: &NamedSynonyms,
    language: Language,
) -> String {
    let teller = Teller { level, dates, synonyms, dutch: language == Language::Dutch };
    let mut parts: Vec<&Node> = match &node.kind {
        NodeKind::All => Vec::new(),
        NodeKind::And(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let within = days.map(|days| Node::new(NodeKind::Dates(days), 0..0));
    parts.extend(&within);
    let (excluded, sought): (Vec<&Node>, Vec<&Node>) =
        parts.into_iter().partition(|node| matches!(node.kind, NodeKind::Not(_)));
    // What begins with *zonder* needs no *met* before it.
    let is_with = !matches!(sought.as_slice(), [only] if teller.begins_without(only));
    let beginning = match (sought.is_empty(), is_with) {
        (true, _) => teller.of("Alle artikelen", "All articles"),
        (false, true) => teller.of("Artikelen met ", "Articles with "),
        (false, false) => teller.of("Artikelen ", "Articles "),
    };
    let told = match sought.as_slice() {
        // One alone needs no brackets.
        [only] => teller.node(only),
        several => teller.list(several),
    };
    let mut sentence = format!("{beginning}{told}");
    if !excluded.is_empty() {
        let but = if sought.is_empty() { " " } else { teller.of(", maar ", ", but ") };
        sentence.push_str(but);
        sentence.push_str(&teller.list(&excluded));
    }
    sentence.push('.');
    sentence
}

struct Teller<'s> {
    level: MatchLevel,
    dates: DateMatch,
    synonyms: &'s NamedSynonyms,
    dutch: bool,
}

impl Teller<'_> {
    fn of<'t>(&self, dutch: &'t str, english: &'t str) -> &'t str {
        if self.dutch { dutch } else { english }
    }

    fn and(&self) -> &'static str {
        self.of(" en ", " and ")
    }

    /// What must all hold, but for what is excluded.
    fn list(&self, nodes: &[&Node]) -> String {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < nodes.len() {
            if let Some((words, synonyms)) = self.synonyms.of_phrase(&nodes[at..]) {
                let words = &nodes[at..at + words];
                let told: Vec<String> = words.iter().map(|node| self.part(node)).collect();
                parts.push(format!("({}, {})", told.join(self.and()), self.or_synonyms(synonyms)));
                at += words.len();
            } else {
                parts.push(self.part(nodes[at]));
                at += 1;
            }
        }
        parts.join(self.and())
    }

    /// That a word or a phrase may be another.
    fn or_synonyms(&self, synonyms: &[String]) -> String {
        let mut named: Vec<String> =
            synonyms.iter().take(MOST_NAMED).map(|synonym| format!("‘{synonym}’")).collect();
        if let Some(more) = synonyms.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            named.push(format!("{more} {}", self.of("andere", if more == 1 { "other" } else { "others" })));
        }
        let last = named.pop().unwrap_or_default();
        if named.is_empty() {
            format!("{} {last}", self.of("of het synoniem", "or the synonym"))
        } else {
            let told = self.of("of een van de synoniemen", "or one of the synonyms");
            format!("{told} {}{}{last}", named.join(", "), self.and())
        }
    }

    /// Whether what is said of a node begins with *zonder*.
    fn begins_without(&self, node: &Node) -> bool {
        self.node(node).starts_with(self.without())
    }

    fn without(&self) -> &'static str {
        self.of("zonder", "without")
    }

    /// What must all hold. What is excluded comes last: *zonder a en b* would exclude both.
    fn all(&self, nodes: &[Node]) -> String {
        let (excluded, mut parts): (Vec<&Node>, Vec<&Node>) =
            nodes.iter().partition(|node| matches!(node.kind, NodeKind::Not(_)));
        parts.extend(excluded);
        self.list(&parts)
    }

    /// Of what one must hold. Beside what is excluded the others have a *met* before them, for the same reason.
    fn any(&self, nodes: &[Node]) -> String {
        let is_excluded = |node: &Node| matches!(node.kind, NodeKind::Not(_));
        let has_excluded = nodes.iter().any(is_excluded);
        let part = |node: &Node| {
            let with = if has_excluded && !is_excluded(node) { self.of("met ", "with ") } else { "" };
            format!("{with}{}", self.part(node))
        };
        // What is excluded comes first, so that the sentence begins with it and not with a second *met*.
        let (first, then): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_excluded(node));
        let parts: Vec<String> = first.into_iter().chain(then).map(part).collect();
        parts.join(self.of(" of ", " or "))
    }

    /// A part of a sentence; in brackets where it is made of several.
    fn part(&self, node: &Node) -> String {
        let said = self.node(node);
        let is_group = matches!(
            node.kind,
            NodeKind::And(_) | NodeKind::Or(_) | NodeKind::Near(..) | NodeKind::Within(..)
        );
        let has_brackets = self.is_phrase_with_synonyms(node);
        let is_several = is_group || !self.synonyms.of_word(node).is_empty();
        if is_several && !has_brackets { format!("({said})") } else { said }
    }

    /// Whether all words of a node are one phrase that has synonyms, of which [`list`](Self::list) writes brackets.
    fn is_phrase_with_synonyms(&self, node: &Node) -> bool {
        let NodeKind::And(nodes) = &node.kind else { return false };
        let nodes: Vec<&Node> = nodes.iter().collect();
        self.synonyms.of_phrase(&nodes).is_some_and(|(words, _)| words == nodes.len())
    }

    fn node(&self, node: &Node) -> String {
        match &node.kind {
            NodeKind::All => self.of("wat dan ook", "anything").to_owned(),
            NodeKind::Word(word) if has_wildcards(word) => {
                format!("{} ‘{word}’", self.of("een woord als", "a word like"))
            }
            NodeKind::Word(word) => {
                let told = match self.level {
                    MatchLevel::Exact => self.of("het woord", "the word"),
                    MatchLevel::Inflected => self.of("een vorm van", "a form of"),
                    MatchLevel::Broad => self.of(
                        "een vorm of spelling van of samenstelling met",
                        "a form or spelling of or compound with",
                    ),
                };
                match self.synonyms.of_word(node) {
                    [] => format!("{told} ‘{word}’"),
                    synonyms => format!("{told} ‘{word}’ {}", self.or_synonyms(synonyms)),
                }
            }
            NodeKind::Fuzzy(word, distance) => {
                let letters = if *distance == 1 { "letter" } else { self.of("letters", "letters") };
                if self.dutch {
                    format!("een woord dat hoogstens {distance} {letters} van ‘{word}’ verschilt")
                } else {
                    format!("a word that differs from ‘{word}’ in at most {distance} {letters}")
                }
            }
            NodeKind::Phrase(phrase) => self.phrase(phrase),
            NodeKind::And(nodes) => self.all(nodes),
            NodeKind::Or(nodes) => self.any(nodes),
            NodeKind::Not(node) => format!("{} {}", self.without(), self.part(node)),
            NodeKind::Near(distance, left, right) => {
                format!("{} {}", self.list(&[left, right]), self.distance(*distance))
            }
            NodeKind::Within(unit, left, right) => {
                let place = match unit {
                    Unit::Sentence => self.of("in één zin", "in one sentence"),
                    Unit::Paragraph => self.of("in één alinea", "in one paragraph"),
                };
                format!("{} {place}", self.list(&[left, right]))
            }
            NodeKind::Field(field, node) => format!("{} {}", self.part(node), self.field(*field)),
            NodeKind::Dates(span) => self.days(*span),
        }
    }

    fn phrase(&self, phrase: &Phrase) -> String {
        match phrase.distance {
            None => {
                let bare = Phrase { items: phrase.items.clone(), distance: None }.to_string();
                format!("{} ‘{}’", self.of("precies", "exactly"), bare.trim_matches('"'))
            }
            Some(distance) => {
                let mut words: Vec<String> = Vec::new();
                for item in &phrase.items {
                    match item {
                        PhraseItem::Words(text) => {
                            words.extend(text.split_whitespace().map(|word| format!("‘{word}’")));
                        }
                        PhraseItem::OneOf(_) => {
                            let group = Phrase { items: vec![item.clone()], distance: None }.to_string();
                            words.push(format!("‘{}’", group.trim_matches('"')));
                        }
                    }
                }
                format!("{} {}", words.join(self.and()), self.distance(distance))
            }
        }
    }

    fn distance(&self, distance: u32) -> String {
        let words = if distance == 1 { self.of("woord", "word") } else { self.of("woorden", "words") };
        if self.dutch {
            format!("met hoogstens {distance} {words} ertussen")
        } else {
            format!("with at most {distance} {words} between them")
        }
    }

    fn field(&self, field: FieldName) -> &'static str {
        match field {
            FieldName::Title => self.of("in de titel", "in the title"),
            FieldName::Text => self.of("in de tekst", "in the text"),
            FieldName::Source => self.of("in de naam van de bron", "in the name of the source"),
            FieldName::Author => self.of("in de naam van de auteur", "in the name of the author"),
            FieldName::Section => self.of("in de naam van de rubriek", "in the name of the section"),
            FieldName::Language => self.of("als taal", "as the language"),
            FieldName::Date => self.of("in de datum", "in the date"),
        }
    }

    fn days(&self, span: DaySpan) -> String {
        let date = match (self.dates, self.dutch) {
            (DateMatch::Possible, true) => "een datum",
            (DateMatch::Possible, false) => "a date",
            (DateMatch::Certain, true) => "een datum die zeker ligt",
            (DateMatch::Certain, false) => "a date that lies for certain",
        };
        let (first, last) = (span.first, span.last);
        if first == last {
            return format!("{date} {} {first}", self.of("op", "on"));
        }
        let from = (first > Day::FIRST).then(|| format!("{} {first}", self.of("vanaf", "from")));
        let to = (last < Day::LAST).then(|| format!("{} {last}", self.of("tot en met", "up to")));
        let ends: Vec<String> = from.into_iter().chain(to).collect();
        format!("{date} {}", ends.join(" ")).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[track_caller]
    fn check(query: &str, dutch: &str, english: &str) {
        let root = parse(query, Day::from_ymd(2021, 11, 17).unwrap()).root;
        let none = NamedSynonyms::default();
        let say = |language| restate(&root, MatchLevel::Exact, None, DateMatch::Possible, &none, language);
        assert_eq!(say(Language::Dutch), dutch);
        assert_eq!(say(Language::English), english);
    }

    #[test]
    fn sentences() {
        check("", "Alle artikelen.", "All articles.");
        check("NIET a", "Alle artikelen zonder het woord ‘a’.", "All articles without the word ‘a’.");
        check(
            "a (b OF c)",
            "Artikelen met het woord ‘a’ en (het woord ‘b’ of het woord ‘c’).",
            "Articles with the word ‘a’ and (the word ‘b’ or the word ‘c’).",
        );
        check(
            "(NIET a) OF b",
            "Artikelen zonder het woord ‘a’ of met het woord ‘b’.",
            "Articles without the word ‘a’ or with the word ‘b’.",
        );
        check(
            "a (b OF NIET c)",
            "Artikelen met het woord ‘a’ en (zonder het woord ‘c’ of met het woord ‘b’).",
            "Articles with the word ‘a’ and (without the word ‘c’ or with the word ‘b’).",
        );
        check(
            "titel:-a",
            "Artikelen zonder het woord ‘a’ in de titel.",
            "Articles without the word ‘a’ in the title.",
        );
        check(
            "(NIET a b) OF c",
            "Artikelen met (het woord ‘b’ en zonder het woord ‘a’) of het woord ‘c’.",
            "Articles with (the word ‘b’ and without the word ‘a’) or the word ‘c’.",
        );
        check(
            "titel:(a NIET b)",
            "Artikelen met (het woord ‘a’ en zonder het woord ‘b’) in de titel.",
            "Articles with (the word ‘a’ and without the word ‘b’) in the title.",
        );
        check(
            "pasjinian~2 karabch~",
            "Artikelen met een woord dat hoogstens 2 letters van ‘pasjinian’ verschilt en een woord dat hoogstens \
             1 letter van ‘karabch’ verschilt.",
            "Articles with a word that differs from ‘pasjinian’ in at most 2 letters and a word that differs from \
             ‘karabch’ in at most 1 letter.",
        );
        check(
            "\"(terreur* of jihad*) vluchteling\"~15",
            "Artikelen met ‘(terreur* of jihad*)’ en ‘vluchteling’ met hoogstens 15 woorden ertussen.",
            "Articles with ‘(terreur* of jihad*)’ and ‘vluchteling’ with at most 15 words between them.",
        );
        check(
            "a IN-ZIN b datum:2021-11",
            "Artikelen met (het woord ‘a’ en het woord ‘b’ in één zin) en een datum vanaf 2021-11-01 tot en met \
             2021-11-30.",
            "Articles with (the word ‘a’ and the word ‘b’ in one sentence) and a date from 2021-11-01 up to \
             2021-11-30.",
        );
        check(
            "datum:gisteren",
            "Artikelen met een datum op 2021-11-16.",
            "Articles with a date on 2021-11-16.",
        );
        check(
            "datum:2020..",
            "Artikelen met een datum vanaf 2020-01-01.",
            "Articles with a date from 2020-01-01.",
        );
    }
}
