//! A search that is slow and plain: it looks at every word of every article and tries all that a query allows.
//!
//! It shares with the program only the parser, the analysis of a single text, and the places of sentences. What is
//! found, how often, and what is marked must be the same.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use knipsel::dutch::normalize::fold;
use knipsel::dutch::sentences::{Unit, paragraphs, sentences};
use knipsel::dutch::{AnalysisOptions, Analyzer, Layer, Rule};
use knipsel::index::StoredArticle;
use knipsel::query::{FieldName, MatchLevel, Node, NodeKind, Phrase, PhraseItem, Why};

/// A word of an article: its positions, its bytes, its forms.
#[derive(Debug, Clone)]
struct TextWord {
    start: u32,
    end: u32,
    bytes: Range<usize>,
    terms: Vec<(Layer, String)>,
    /// The verb that the word is the particle of, and the headwords of both together.
    verb: Option<(Range<usize>, Vec<String>)>,
}

struct Field {
    name: FieldName,
    text: String,
    words: Vec<TextWord>,
    /// For each position its sentence and its paragraph.
    units: Vec<(usize, usize)>,
}

/// An article whose words are known.
pub(crate) struct ReadArticle {
    pub(crate) article: StoredArticle,
    fields: Vec<Field>,
}

/// A mark in bytes.
pub(crate) type Mark = (Range<usize>, Why);

/// What of a query stands in an article.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) title: Vec<Mark>,
    pub(crate) text: Vec<Mark>,
}

/// A word that takes part in a match: field, bytes, reason, and the place in the query that it is for.
type Part = (FieldName, Range<usize>, Why, usize);

/// Positions of a field, and the words there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    start: u32,
    end: u32,
    parts: BTreeSet<(usize, usize, Why, usize)>,
}

/// A word of a query: how many positions it covers, and its terms.
#[derive(Debug, Clone)]
struct Asked {
    length: u32,
    form: String,
    terms: Vec<(Layer, String)>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Level(MatchLevel),
    Pattern,
    Fuzzy(u8),
}

pub(crate) struct PlainSearch {
    analyzer: Analyzer,
}

impl PlainSearch {
    pub(crate) fn new() -> Self {
        Self { analyzer: Analyzer::new(AnalysisOptions::default()) }
    }

    pub(crate) fn read(&mut self, article: &StoredArticle) -> ReadArticle {
        let title = if article.title_derived { "" } else { &article.title };
        let mut fields = Vec::new();
        for (name, text) in [
            (FieldName::Title, Some(title)),
            (FieldName::Text, Some(&*article.text)),
            (FieldName::Source, article.source.as_deref()),
            (FieldName::Author, article.author.as_deref()),
            (FieldName::Section, article.section.as_deref()),
            (FieldName::Language, article.language.as_deref()),
        ] {
            let Some(text) = text else { continue };
            let mut words = Vec::new();
            let mut units = Vec::new();
            let sentence_starts: Vec<usize> = sentences(text).map(|it| it.start).collect();
            let paragraph_starts: Vec<usize> = paragraphs(text).map(|it| it.start).collect();
            self.analyzer.analyze(text, |word| {
                if word.length == 1 {
                    let number = |starts: &[usize]| starts.iter().filter(|it| **it <= word.start).count();
                    // What stands before the first sentence belongs to it.
                    units.push((number(&sentence_starts).max(1), number(&paragraph_starts).max(1)));
                }
                let of_verb = word.terms.iter().filter(|it| it.rule == Rule::SeparableVerb);
                let of_verb: Vec<String> = of_verb.map(|it| it.text.to_string()).collect();
                words.push(TextWord {
                    verb: word.verb.clone().map(|verb| (verb, of_verb)),
                    start: word.position,
                    end: word.position + word.length,
                    bytes: word.start..word.end,
                    terms: word.terms.iter().map(|it| (it.layer, it.text.to_string())).collect(),
                });
            });
            fields.push(Field { name, text: text.to_owned(), words, units });
        }
        ReadArticle { article: article.clone(), fields }
    }

    /// What of a query stands in an article; `None` where it does not match.
    pub(crate) fn find(&mut self, article: &ReadArticle, query: &Node, level: MatchLevel) -> Option<Found> {
        let parts = self.whole(article, query, level, None)?;
        let marks = |name: FieldName| {
            let field = article.fields.iter().find(|field| field.name == name).expect("it has the field");
            merged(&field.text, parts.iter().filter(|part| part.0 == name))
        };
        Some(Found { title: marks(FieldName::Title), text: marks(FieldName::Text) })
    }

    fn whole(
        &mut self,
        article: &ReadArticle,
        node: &Node,
        level: MatchLevel,
        only: Option<FieldName>,
    ) -> Option<Vec<Part>> {
        match &node.kind {
            NodeKind::All => Some(Vec::new()),
            NodeKind::Dates(span) => {
                let days = article.article.news_date()?.span();
                (days.first <= span.last && days.last >= span.first).then(Vec::new)
            }
            NodeKind::And(nodes) => {
                let mut all = Vec::new();
                for node in nodes {
                    all.extend(self.whole(article, node, level, only)?);
                }
                Some(all)
            }
            NodeKind::Or(nodes) => {
                let found: Vec<_> =
                    nodes.iter().filter_map(|it| self.whole(article, it, level, only)).collect();
                (!found.is_empty()).then(|| found.concat())
            }
            NodeKind::Not(node) => match self.whole(article, node, level, only) {
                Some(_) => None,
                None => Some(Vec::new()),
            },
            NodeKind::Field(field, node) => self.whole(article, node, level, Some(*field)),
            // What is near a group is near each word that the group asks for.
            NodeKind::Near(distance, left, right) => {
                self.near_groups(article, *distance, left, right, level, only)
            }
            _ => self.in_fields(article, only, |this, field| this.spots(field, node, level, only, None)),
        }
    }

    fn in_fields(
        &mut self,
        article: &ReadArticle,
        _: Option<FieldName>,
        find: impl Fn(&mut Self, &Field) -> Option<Vec<Spot>>,
    ) -> Option<Vec<Part>> {
        let mut found = None;
        for field in &article.fields {
            for spot in find(self, field).into_iter().flatten() {
                let parts = spot.parts.into_iter();
                found
                    .get_or_insert_with(Vec::new)
                    .extend(parts.map(|(start, end, why, id)| (field.name, start..end, why, id)));
            }
        }
        found
    }

    fn near_groups(
        &mut self,
        article: &ReadArticle,
        distance: u32,
        left: &Node,
        right: &Node,
        level: MatchLevel,
        only: Option<FieldName>,
    ) -> Option<Vec<Part>> {
        for (group, other, turned) in [(left, right, false), (right, left, true)] {
            let with = |this: &mut Self, node: &Node, only: Option<FieldName>| {
                let (left, right) = if turned { (other, node) } else { (node, other) };
                this.near_groups(article, distance, left, right, level, only)
            };
            match &group.kind {
                NodeKind::And(nodes) => {
                    let found: Option<Vec<_>> = nodes.iter().map(|it| with(self, it, only)).collect();
                    return found.map(|it| it.concat());
                }
                NodeKind::Not(node) => {
                    return with(self, node, only).is_none().then(Vec::new);
                }
                NodeKind::Or(nodes) if nodes.iter().any(asks_for_several) => {
                    let found: Vec<_> = nodes.iter().filter_map(|it| with(self, it, only)).collect();
                    return (!found.is_empty()).then(|| found.concat());
                }
                _ => {}
            }
        }
        self.in_fields(article, only, |this, field| {
            let left = this.spots(field, left, level, only, None)?;
            let right = this.spots(field, right, level, only, None)?;
            Some(near(&[left, right], distance))
        })
    }

    /// Where a part of a query stands in a field, between two positions.
    fn spots(
        &mut self,
        field: &Field,
        node: &Node,
        level: MatchLevel,
        only: Option<FieldName>,
        window: Option<Range<u32>>,
    ) -> Option<Vec<Spot>> {
        let is_sought = match only {
            None => matches!(field.name, FieldName::Title | FieldName::Text),
            Some(name) => name == field.name,
        };
        let inside = |spots: Vec<Spot>| {
            let fits = |it: &Spot| window.as_ref().is_none_or(|w| w.start <= it.start && it.end <= w.end);
            let spots: Vec<Spot> = spots.into_iter().filter(|it| is_sought && fits(it)).collect();
            (!spots.is_empty()).then_some(spots)
        };
        match &node.kind {
            NodeKind::Word(word) if word.contains(['*', '?']) => {
                inside(self.leaf(field, word, Kind::Pattern, node.span.start))
            }
            NodeKind::Word(word) => inside(self.leaf(field, word, Kind::Level(level), node.span.start)),
            NodeKind::Fuzzy(word, distance) => {
                inside(self.leaf(field, word, Kind::Fuzzy(*distance), node.span.start))
            }
            NodeKind::Phrase(phrase) => inside(self.phrase(field, phrase, node.span.start)),
            NodeKind::Field(name, node) => self.spots(field, node, level, Some(*name), window),
            NodeKind::Or(nodes) => {
                let found: Vec<_> = nodes
                    .iter()
                    .filter_map(|it| self.spots(field, it, level, only, window.clone()))
                    .collect();
                (!found.is_empty()).then(|| found.concat())
            }
            NodeKind::And(nodes) => {
                let mut all = Vec::new();
                for node in nodes {
                    all.extend(self.spots(field, node, level, only, window.clone())?);
                }
                Some(all)
            }
            NodeKind::Not(node) => match self.spots(field, node, level, only, window) {
                Some(_) => None,
                None => Some(Vec::new()),
            },
            NodeKind::Near(distance, left, right) => {
                let left = self.spots(field, left, level, only, window.clone())?;
                let right = self.spots(field, right, level, only, window)?;
                let found = near(&[left, right], *distance);
                (!found.is_empty()).then_some(found)
            }
            NodeKind::Within(unit, left, right) => {
                let mut found = Vec::new();
                for here in units(field, *unit, window.as_ref()) {
                    let left = self.spots(field, left, level, only, Some(here.clone()));
                    let right = self.spots(field, right, level, only, Some(here));
                    if let (Some(left), Some(right)) = (left, right) {
                        found.extend(left);
                        found.extend(right);
                    }
                }
                (!found.is_empty()).then_some(found)
            }
            NodeKind::All | NodeKind::Dates(_) => panic!("it has no place in a text: {node}"),
        }
    }

    fn leaf(&mut self, field: &Field, word: &str, kind: Kind, id: usize) -> Vec<Spot> {
        let ways = self.ways(word, kind);
        self.stand(field, &ways, id)
    }

    fn phrase(&mut self, field: &Field, phrase: &Phrase, id: usize) -> Vec<Spot> {
        let items = self.items(&phrase.items);
        if let Some(distance) = phrase.distance
            && items.len() > 1
        {
            let spots: Vec<Vec<Spot>> = items.iter().map(|ways| self.stand(field, ways, id)).collect();
            return near(&spots, distance);
        }
        let ways = in_a_row(&items);
        self.stand(field, &ways, id)
    }

    /// The ways in which each item may be said.
    fn items(&mut self, items: &[PhraseItem]) -> Vec<Vec<Vec<Asked>>> {
        let mut all = Vec::new();
        for item in items {
            match item {
                PhraseItem::Words(text) => {
                    for word in text.split_whitespace() {
                        let kind = if word.contains(['*', '?']) {
                            Kind::Pattern
                        } else {
                            Kind::Level(MatchLevel::Exact)
                        };
                        all.push(self.ways(word, kind));
                    }
                }
                PhraseItem::OneOf(choices) => {
                    let choices: Vec<_> = choices.iter().map(|it| in_a_row(&self.items(it))).collect();
                    all.push(choices.concat());
                }
            }
        }
        all
    }

    /// The ways to read a word: as a whole, or in the pieces between its hyphens.
    fn ways(&mut self, word: &str, kind: Kind) -> Vec<Vec<Asked>> {
        if kind == Kind::Pattern {
            let mut form = String::new();
            fold(word, &mut form);
            return vec![vec![Asked { length: 1, form, terms: Vec::new(), kind }]];
        }
        let mut asked: Vec<(u32, Asked)> = Vec::new();
        self.analyzer.analyze(word, |word| {
            let terms: Vec<_> = word.terms.iter().map(|it| (it.layer, it.text.to_string())).collect();
            let form = terms[0].1.clone();
            asked.push((word.position, Asked { length: word.length, form, terms, kind }));
        });
        if matches!(kind, Kind::Fuzzy(_)) {
            asked.truncate(1);
            return asked.into_iter().map(|(_, word)| vec![word]).collect();
        }
        let end = asked.iter().map(|(position, word)| position + word.length).max().unwrap_or(0);
        let mut ways: Vec<(u32, Vec<Asked>)> = vec![(0, Vec::new())];
        let mut done = Vec::new();
        while let Some((position, way)) = ways.pop() {
            if position == end {
                done.push(way);
                continue;
            }
            for (_, word) in asked.iter().filter(|(at, _)| *at == position) {
                let mut longer = way.clone();
                longer.push(word.clone());
                ways.push((position + word.length, longer));
            }
        }
        done.retain(|way| !way.is_empty());
        done
    }

    /// The places where one of the ways stands in a field.
    fn stand(&mut self, field: &Field, ways: &[Vec<Asked>], id: usize) -> Vec<Spot> {
        let mut found = Vec::new();
        for way in ways {
            let mut begun: Vec<Spot> = Vec::new();
            for (number, asked) in way.iter().enumerate() {
                let mut longer = Vec::new();
                for word in &field.words {
                    let Some(why) = self.fits(asked, word) else { continue };
                    let is_asked = |it: &String| asked.terms.contains(&(Layer::Lemma, it.clone()));
                    let verb = word.verb.iter().filter(|(_, headwords)| headwords.iter().any(is_asked));
                    let places = verb.map(|(verb, _)| verb.clone()).chain([word.bytes.clone()]);
                    let new = places.map(|place| (place.start, place.end, why, id));
                    let new: BTreeSet<_> = new.collect();
                    if number == 0 {
                        longer.push(Spot { start: word.start, end: word.end, parts: new.clone() });
                    }
                    for spot in begun.iter().filter(|spot| spot.end == word.start) {
                        let mut parts = spot.parts.clone();
                        parts.extend(new.iter().copied());
                        longer.push(Spot { start: spot.start, end: word.end, parts });
                    }
                }
                begun = longer;
            }
            found.extend(begun);
        }
        found
    }

    /// Whether a word of the text is what a word of the query asks for, and why.
    fn fits(&mut self, asked: &Asked, word: &TextWord) -> Option<Why> {
        let form = &word.terms[0].1;
        let level = match asked.kind {
            Kind::Pattern => {
                let chars = |text: &str| text.chars().collect::<Vec<char>>();
                return like(&chars(&asked.form), &chars(form)).then_some(Why::Wildcard);
            }
            Kind::Fuzzy(distance) => {
                let letters = letters_apart(&asked.form, form);
                let why = if letters == 0 { Why::Exact } else { Why::Fuzzy };
                return (letters <= usize::from(distance)).then_some(why);
            }
            Kind::Level(level) => level,
        };
        let has = |layer: Layer, text: &str| word.terms.iter().any(|it| it.0 == layer && it.1 == text);
        if form == &asked.form && (asked.length == 1 || word.end - word.start == 1) {
            return Some(Why::Exact);
        }
        let mut whys = Vec::new();
        for (layer, text) in &asked.terms {
            match layer {
                Layer::Lemma if level >= MatchLevel::Inflected => {
                    if has(Layer::Lemma, text) || (form == text && self.is_headword(text)) {
                        whys.push(Why::Inflection);
                    }
                    if level == MatchLevel::Broad && has(Layer::Old, text) {
                        whys.push(Why::OldSpelling);
                    }
                    if level == MatchLevel::Broad && has(Layer::Part, text) {
                        whys.push(Why::Compound);
                    }
                }
                Layer::Old if level == MatchLevel::Broad => {
                    let modern = has(Layer::Lemma, text) || (form == text && self.is_headword(text));
                    if modern || has(Layer::Old, text) {
                        whys.push(Why::OldSpelling);
                    }
                }
                Layer::Name if level == MatchLevel::Broad && has(Layer::Name, text) => {
                    whys.push(Why::Name);
                }
                _ => {}
            }
        }
        whys.into_iter().min()
    }

    fn is_headword(&mut self, form: &str) -> bool {
        let mut is_headword = false;
        self.analyzer.analyze(form, |word| {
            is_headword |= word.terms.iter().any(|it| it.layer == Layer::Lemma && it.text == form);
        });
        is_headword
    }
}

/// A first word, and the number of what it is first for.
type First = (u32, u32, usize);

/// The ends of a choice, the last first, and the choices that end so.
type Closest = (Vec<u32>, Vec<Spot>);

fn asks_for_several(node: &Node) -> bool {
    match &node.kind {
        NodeKind::And(_) | NodeKind::Not(_) => true,
        NodeKind::Or(nodes) => nodes.iter().any(asks_for_several),
        NodeKind::Field(_, node) => asks_for_several(node),
        _ => false,
    }
}

fn in_a_row(items: &[Vec<Vec<Asked>>]) -> Vec<Vec<Asked>> {
    let mut all = vec![Vec::new()];
    for ways in items {
        all = all.iter().flat_map(|begun| ways.iter().map(move |way| [begun, &way[..]].concat())).collect();
    }
    all.retain(|way| !way.is_empty());
    all
}

/// Every choice of one spot for each part, none overlapping, with at most so many words among them.
fn near(parts: &[Vec<Spot>], distance: u32) -> Vec<Spot> {
    let mut choices: Vec<Vec<&Spot>> = vec![Vec::new()];
    for spots in parts {
        let apart = |choice: &Vec<&Spot>, spot: &Spot| {
            choice.iter().all(|other| other.end <= spot.start || spot.end <= other.start)
        };
        let mut longer = Vec::new();
        for choice in &choices {
            for spot in spots.iter().filter(|spot| apart(choice, spot)) {
                longer.push([&choice[..], &[spot]].concat());
            }
        }
        choices = longer;
    }
    let mut found: Vec<Spot> = Vec::new();
    // Of more than two parts only one choice counts for each first word and what it is first for: the one that ends
    // first, and in which the word before the last ends first, and so on.
    let mut closest: BTreeMap<First, Closest> = BTreeMap::new();
    for choice in choices {
        let start = choice.iter().map(|it| it.start).min().expect("there are parts");
        let end = choice.iter().map(|it| it.end).max().expect("there are parts");
        let own: u32 = choice.iter().map(|it| it.end - it.start).sum();
        if end - start - own > distance {
            continue;
        }
        let spot =
            Spot { start, end, parts: choice.iter().flat_map(|it| it.parts.iter().copied()).collect() };
        if parts.len() == 2 {
            found.push(spot);
            continue;
        }
        let firsts = choice.iter().enumerate().map(|(part, it)| (it.start, it.end, part));
        let first = firsts.min().expect("there are parts");
        let mut ends: Vec<u32> = choice.iter().map(|it| it.end).collect();
        ends.sort_unstable_by(|a, b| b.cmp(a));
        let (known, spots) = closest.entry(first).or_insert_with(|| (ends.clone(), Vec::new()));
        if ends < *known {
            (*known, *spots) = (ends, vec![spot]);
        } else if ends == *known {
            spots.push(spot);
        }
    }
    found.extend(closest.into_values().flat_map(|(_, spots)| spots));
    found
}

/// The sentences or paragraphs of a field, as positions, as far as they lie in a window.
fn units(field: &Field, unit: Unit, window: Option<&Range<u32>>) -> Vec<Range<u32>> {
    let number = |at: &(usize, usize)| if unit == Unit::Sentence { at.0 } else { at.1 };
    let mut ranges: Vec<(usize, Range<u32>)> = Vec::new();
    for (position, at) in (0..).zip(&field.units) {
        if window.is_some_and(|window| !window.contains(&position)) {
            continue;
        }
        match ranges.last_mut() {
            Some((known, range)) if *known == number(at) => range.end = position + 1,
            _ => ranges.push((number(at), position..position + 1)),
        }
    }
    ranges.into_iter().map(|(_, range)| range).collect()
}

fn like(pattern: &[char], word: &[char]) -> bool {
    match (pattern, word) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=word.len()).any(|skipped| like(rest, &word[skipped..])),
        (['?', rest @ ..], [_, word @ ..]) => like(rest, word),
        ([first, rest @ ..], [letter, word @ ..]) => first == letter && like(rest, word),
        _ => false,
    }
}

/// How many letters have to be added, left out, changed, or swapped with their neighbour.
fn letters_apart(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in 0..=left.len() {
        for j in 0..=right.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = usize::from(left[i - 1] != right[j - 1]);
                let mut least =
                    (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + changed);
                if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[left.len()][right.len()]
}

/// Marks in order; those that overlap, or that only a hyphen parts within one word of the query, are one. A mark is as
/// close as the closest of its place; one that closer ones fill, but for hyphens, is as close as the farthest of those; and
/// a compound goes where a closer mark of its own word lies in it.
fn merged<'p>(text: &str, parts: impl Iterator<Item = &'p Part>) -> Vec<Mark> {
    let parts: Vec<&Part> = parts.collect();
    let is_hyphen = |at: usize| ["-", "\u{2010}", "\u{2011}"].iter().any(|it| text[at..].starts_with(it));
    let judged = parts.iter().filter_map(|(_, bytes, why, id)| {
        let closer = parts.iter().filter(|(_, inner, closer, _)| {
            inner != bytes && bytes.start <= inner.start && inner.end <= bytes.end && closer < why
        });
        let closer: Vec<_> = closer.collect();
        let is_filled = bytes.clone().filter(|at| text.is_char_boundary(*at)).all(|at| {
            is_hyphen(at) && at > bytes.start || closer.iter().any(|(_, inner, _, _)| inner.contains(&at))
        });
        match closer.iter().map(|(_, _, why, _)| *why).max() {
            Some(farthest) if is_filled => Some((bytes, farthest, id)),
            Some(_) if *why == Why::Compound && closer.iter().any(|(_, _, _, other)| other == id) => None,
            _ => Some((bytes, *why, id)),
        }
    });
    let mut parts: Vec<_> = judged.collect();
    parts.sort_by_key(|(bytes, why, _)| (bytes.start, std::cmp::Reverse(bytes.end), *why));
    let mut marks: Vec<(Range<usize>, Why, usize)> = Vec::new();
    for (bytes, why, id) in parts {
        let joined = marks.last().is_some_and(|(last, _, last_id)| {
            let gap = text.get(last.end..bytes.start);
            bytes.start < last.end || (last_id == id && matches!(gap, Some("-" | "\u{2010}" | "\u{2011}")))
        });
        match marks.last_mut() {
            Some(last) if last.0 == *bytes => last.1 = last.1.min(why),
            Some(last) if joined && bytes.end > last.0.end => {
                last.0.end = bytes.end;
                last.1 = last.1.max(why);
            }
            Some(_) if joined => {}
            _ => marks.push((bytes.clone(), why, *id)),
        }
    }
    marks.into_iter().map(|(bytes, why, _)| (bytes, why)).collect()
}
