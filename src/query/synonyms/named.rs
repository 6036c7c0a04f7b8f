//! The synonyms that the words of a query have, to be named where the query is restated.
//!
//! With `premier` for `eerste minister`, the `premiers` of the query `premiers zwegen` has one. Which words have some is told
//! as it is where they are sought: by their headwords too, and by the longest phrase that words side by side form.

use super::{Forms, Synonyms, Wording, forms};
use crate::dutch::Analyzer;
use crate::query::ast::{Node, NodeKind};
use crate::query::meaning::{MatchLevel, pieces};
use crate::query::pattern::has_wildcards;

/// Which words of a query have which synonyms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedSynonyms {
    named: Vec<Named>,
}

/// A word of the query, or several side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    /// Where the first begins and the last ends, in bytes of the query.
    start: usize,
    end: usize,
    words: usize,
    synonyms: Vec<String>,
}

impl NamedSynonyms {
    /// Those of a word of the query.
    pub(in crate::query) fn of_word(&self, node: &Node) -> &[String] {
        self.of_first(&[node]).filter(|(words, _)| *words == 1).map_or(&[], |(_, synonyms)| synonyms)
    }

    /// How many of some words of the query, from the first on, have synonyms as a phrase, and those.
    pub(in crate::query) fn of_phrase(&self, nodes: &[&Node]) -> Option<(usize, &[String])> {
        self.of_first(nodes).filter(|(words, _)| *words > 1)
    }

    /// Those of the longest of what begins with the first of some words.
    fn of_first(&self, nodes: &[&Node]) -> Option<(usize, &[String])> {
        let is_here = |named: &&Named| {
            let last = nodes.get(named.words - 1);
            nodes[0].span.start == named.start && last.is_some_and(|last| last.span.end == named.end)
        };
        let longest = self.named.iter().filter(is_here).max_by_key(|named| named.words)?;
        Some((longest.words, &longest.synonyms))
    }
}

impl Synonyms {
    /// The synonyms by which a query is sought too.
    pub(crate) fn named_in(&self, query: &Node, level: MatchLevel, analyzer: &mut Analyzer) -> NamedSynonyms {
        let mut named = NamedSynonyms::default();
        if !self.is_empty() && level != MatchLevel::Exact {
            self.add_named(query, analyzer, &mut named.named);
        }
        named
    }

    fn add_named(&self, node: &Node, analyzer: &mut Analyzer, named: &mut Vec<Named>) {
        let mut add = |nodes: &[Node], synonyms: &[&Wording]| {
            if let [first, ..] = nodes {
                let end = nodes.last().map_or(first.span.end, |last| last.span.end);
                let synonyms = synonyms.iter().map(|wording| wording.text.to_string()).collect();
                named.push(Named { start: first.span.start, end, words: nodes.len(), synonyms });
            }
        };
        match &node.kind {
            NodeKind::Word(_) => {
                let found = forms_of(node, analyzer).and_then(|forms| self.of_longest(&[forms]));
                if let Some((_, synonyms)) = found {
                    add(std::slice::from_ref(node), &synonyms);
                }
            }
            NodeKind::And(nodes) => {
                let words: Vec<_> = nodes.iter().map(|node| forms_of(node, analyzer)).collect();
                for (begin, length, synonyms) in self.phrases(&words) {
                    add(&nodes[begin..begin + length], &synonyms);
                }
                for node in nodes {
                    self.add_named(node, analyzer, named);
                }
            }
            NodeKind::Or(nodes) => {
                for node in nodes {
                    self.add_named(node, analyzer, named);
                }
            }
            NodeKind::Not(node) | NodeKind::Field(_, node) => self.add_named(node, analyzer, named),
            NodeKind::Near(_, left, right) | NodeKind::Within(_, left, right) => {
                self.add_named(left, analyzer, named);
                self.add_named(right, analyzer, named);
            }
            NodeKind::All | NodeKind::Dates(_) | NodeKind::Fuzzy(..) | NodeKind::Phrase(_) => {}
        }
    }
}

/// The forms under which a word of a query is looked up; `None` where it is none, or has wildcards.
pub(super) fn forms_of(node: &Node, analyzer: &mut Analyzer) -> Option<Forms> {
    let NodeKind::Word(word) = &node.kind else { return None };
    if has_wildcards(word) {
        return None;
    }
    forms(&pieces(analyzer, word))
}

#[cfg(test)]
mod tests {
    use super::super::tests::examples;
    use super::*;
    use crate::date::Day;
    use crate::dutch::AnalysisOptions;
    use crate::query::{DateMatch, Language, parse, restate};

    #[track_caller]
    fn check(query: &str, dutch: &str) {
        said(query, MatchLevel::Inflected, Language::Dutch, dutch);
    }

    #[track_caller]
    fn said(query: &str, level: MatchLevel, language: Language, expect: &str) {
        let root = parse(query, Day::from_ymd(2021, 11, 17).unwrap()).root;
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let synonyms = examples().named_in(&root, level, &mut analyzer);
        assert_eq!(restate(&root, level, None, DateMatch::Possible, &synonyms, language), expect);
    }

    #[test]
    fn what_has_synonyms_is_told_with_them() {
        check("fietsen", "Artikelen met een vorm van ‘fietsen’ of het synoniem ‘rijwiel’.");
        check(
            "premiers zweeg",
            "Artikelen met (een vorm van ‘premiers’ of een van de synoniemen ‘minister-president’ en ‘eerste \
             minister’) en een vorm van ‘zweeg’.",
        );
        check("NIET fiets", "Alle artikelen zonder (een vorm van ‘fiets’ of het synoniem ‘rijwiel’).");
        check(
            "titel:fiets NABIJ/3 lek",
            "Artikelen met (een vorm van ‘fiets’ of het synoniem ‘rijwiel’) in de titel en een vorm van ‘lek’ met \
             hoogstens 3 woorden ertussen.",
        );
    }

    #[test]
    fn words_side_by_side_are_told_together() {
        check(
            "Europese Unie NIET zweeg",
            "Artikelen met (een vorm van ‘Europese’ en een vorm van ‘Unie’, of het synoniem ‘EU’), maar zonder een \
             vorm van ‘zweeg’.",
        );
        // The longest phrase counts, and a word in it has its own.
        check(
            "de Europese Unie voor allen a",
            "Artikelen met een vorm van ‘de’ en (een vorm van ‘Europese’ en een vorm van ‘Unie’ en een vorm van \
             ‘voor’ en een vorm van ‘allen’, of het synoniem ‘EUVA’) en (een vorm van ‘a’ of het synoniem ‘b’).",
        );
        // Not where an operator parts them.
        check("Europese OF Unie", "Artikelen met een vorm van ‘Europese’ of een vorm van ‘Unie’.");
    }

    #[test]
    fn what_is_meant_as_it_stands_has_none() {
        check(
            "\"fiets\" fiets* fietz~",
            "Artikelen met precies ‘fiets’ en een woord als ‘fiets*’ en een woord dat \
             hoogstens 1 letter van ‘fietz’ verschilt.",
        );
        said("fiets", MatchLevel::Exact, Language::English, "Articles with the word ‘fiets’.");
        said(
            "EU fiets",
            MatchLevel::Inflected,
            Language::English,
            "Articles with (a form of ‘EU’ or one of the synonyms ‘Europese Unie’ and ‘Unie van Europa’) and (a form \
             of ‘fiets’ or the synonym ‘rijwiel’).",
        );
    }

    #[test]
    fn of_many_only_some_are_named() {
        let mut synonyms = Synonyms::none();
        let wording = |text: &str| Wording::parse(text).unwrap();
        for number in 1..=8 {
            synonyms.add(&wording("fiets"), &wording(&format!("f{number}"))).unwrap();
        }
        for number in 1..=6 {
            synonyms.add(&wording("auto"), &wording(&format!("a{number}"))).unwrap();
        }
        let root = parse("fiets", Day::LAST).root;
        let named =
            synonyms.named_in(&root, MatchLevel::Broad, &mut Analyzer::new(AnalysisOptions::default()));
        let told = restate(&root, MatchLevel::Broad, None, DateMatch::Possible, &named, Language::Dutch);
        assert!(
            told.ends_with("of een van de synoniemen ‘f1’, ‘f2’, ‘f3’, ‘f4’, ‘f5’ en 3 andere."),
            "{told}"
        );
        let root = parse("auto", Day::LAST).root;
        let named =
            synonyms.named_in(&root, MatchLevel::Broad, &mut Analyzer::new(AnalysisOptions::default()));
        let told = restate(&root, MatchLevel::Broad, None, DateMatch::Possible, &named, Language::English);
        assert!(told.ends_with("‘a5’ and 1 other."), "{told}");
    }

    #[test]
    fn a_phrase_with_synonyms_has_brackets_once() {
        let mut synonyms = Synonyms::none();
        let wording = |text: &str| Wording::parse(text).unwrap();
        synonyms.add(&wording("Europese Unie"), &wording("EU")).unwrap();
        for query in
            ["NIET (Europese Unie)", "(Europese Unie) OF vrede", "titel:(Europese Unie)", "Europese Unie"]
        {
            let root = parse(query, Day::LAST).root;
            let analyzer = &mut Analyzer::new(AnalysisOptions::default());
            let exact = synonyms.named_in(&root, MatchLevel::Exact, analyzer);
            let broad = synonyms.named_in(&root, MatchLevel::Broad, analyzer);
            let told = |named| {
                restate(&root, MatchLevel::Broad, None, DateMatch::Possible, named, Language::English)
            };
            assert_eq!(told(&broad).matches("EU").count(), 1, "{}", told(&broad));
            assert!(!told(&exact).contains("EU"));
            assert!(!told(&broad).contains("(("), "{}", told(&broad));
        }
    }
}
