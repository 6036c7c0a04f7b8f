//! From the tree of a query to its meaning: each word is analysed as the words of texts are, and what it stands for is
//! looked up. A query that asks for more than can be sought is refused, with the place.

use super::{Alternative, Dictionary, Forms, Leaf, MatchLevel, Meaning, Sequence, Shape, Slot, Sought, Why};
use crate::dutch::names::name_keys;
use crate::dutch::{Analyzer, Layer, MOST_JOINED_PIECES, Rule, Term, Terms};
use crate::error::{Error, ErrorKind, Result};
use crate::query::ast::{Node, NodeKind, Phrase, PhraseItem};
use crate::query::diagnostics::{Diagnostic, Level};
use crate::query::pattern::{Pattern, has_wildcards};
use crate::query::synonyms::Synonyms;

/// Gives the words of a query their terms.
///
/// # Errors
///
/// Fails where a query asks for more than can be sought, with the [`Diagnostic`] as cause, and where the
/// dictionary cannot be read.
pub(crate) fn meaning_of(
    node: &Node,
    level: MatchLevel,
    analyzer: &mut Analyzer,
    synonyms: &Synonyms,
    dictionary: &dyn Dictionary,
) -> Result<Meaning> {
    let mut reader =
        Reader { level, analyzer, synonyms, dictionary, words: 0, forms: 0, articles: 0, beside: false };
    let mut meaning = reader.node(node, Sought::Everywhere)?;
    meaning.number_leaves(&mut 0);
    Ok(meaning)
}

/// The keys of a word as a name, where it may be one and has none. In a text a capital inside a sentence tells a name
/// from a compound or a word in old spelling; a query is often typed without, and has no sentences.
fn keys_of_unknown(terms: Terms<'_>) -> Vec<String> {
    let is_guessed = |term: Term<'_>| matches!(term.rule, Rule::Stemmer | Rule::CompoundHead);
    let is_unknown = terms.iter().any(is_guessed) && !terms.iter().any(|term| term.layer == Layer::Name);
    let form = terms.iter().next().filter(|_| is_unknown);
    form.map(|form| name_keys(form.text)).unwrap_or_default()
}

/// A wildcard or an approximate word stands for at most so many forms.
const MOST_FORMS: usize = 10_000;

/// All wildcards of a query together stand for at most so many.
const MOST_FORMS_IN_ALL: usize = 30_000;

/// All wildcards of a query together are sought in at most so many articles, counted once for each form.
const MOST_ARTICLES: u64 = 4_000_000;

/// The same where they stand beside other words: a position costs more to read than the number of an article.
const MOST_ARTICLES_BESIDE: u64 = 1_000_000;

/// A query has at most so many words and phrases.
const MOST_WORDS: usize = 2_000;

/// A phrase, or a word with hyphens, has at most so many words: each way to read it is as long as it is, and where it
/// is not found each word is looked up by itself.
const MOST_WORDS_IN_A_ROW: usize = 500;

/// Sequences multiply where a phrase holds groups or words with hyphens; more than this many are refused.
const MOST_SEQUENCES: usize = 256;

/// At most so many words are sought with one distance.
const MOST_NEAR: usize = 8;

/// With more than two words a distance is at most so long: the ways to choose them multiply.
const LONGEST_DISTANCE_OF_SEVERAL: u32 = 100;

/// Distances between groups multiply where a group asks for several words; more than this many are refused.
const MOST_DISTANCES: usize = 64;

/// Letters that no newspaper prints. The first two that a text of the query does not have stand for its `*` and `?`
/// while it is cut into words; a text that lacks fewer is refused, since its own letters could be taken for wildcards.
const STAND_INS: [char; 10] = ['ꜧ', 'ꜭ', 'ꜩ', 'ꜫ', 'ꜯ', 'ꝁ', 'ꝃ', 'ꝅ', 'ꝇ', 'ꝉ'];

pub(in crate::query) struct Reader<'a> {
    pub(in crate::query) level: MatchLevel,
    pub(in crate::query) analyzer: &'a mut Analyzer,
    pub(in crate::query) synonyms: &'a Synonyms,
    dictionary: &'a dyn Dictionary,
    /// How many words of the query were read.
    words: usize,
    /// For how many forms its wildcards stand.
    forms: usize,
    /// In how many articles these stand, added up.
    articles: u64,
    /// Whether what is read stands beside other words.
    beside: bool,
}

/// How the words of a leaf are sought.
#[derive(Debug, Clone)]
pub(in crate::query) struct How<'n> {
    pub(in crate::query) level: MatchLevel,
    /// In how many letters they may differ.
    pub(in crate::query) fuzzy: Option<u8>,
    pub(in crate::query) fields: Sought,
    pub(in crate::query) node: &'n Node,
}

/// A word of the query as it was analysed.
pub(in crate::query) struct Piece {
    pub(in crate::query) position: u32,
    pub(in crate::query) length: u32,
    pub(in crate::query) terms: Vec<(Layer, String)>,
}

/// The words of a text, as it is typed in a query.
pub(in crate::query) fn pieces(analyzer: &mut Analyzer, text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    analyzer.analyze(text, |word| {
        if word.length <= MOST_JOINED_PIECES {
            let mut terms: Vec<_> =
                word.terms.iter().map(|term| (term.layer, term.text.to_owned())).collect();
            terms.extend(keys_of_unknown(word.terms).into_iter().map(|key| (Layer::Name, key)));
            pieces.push(Piece { position: word.position, length: word.length, terms });
        }
    });
    pieces
}

impl Reader<'_> {
    fn node(&mut self, node: &Node, fields: Sought) -> Result<Meaning> {
        if self.words >= MOST_WORDS {
            let told = format!("a query has at most {MOST_WORDS} words and phrases, and this is one more");
            return Err(too_much(told, node, "seek the words in several queries"));
        }
        let before = self.beside;
        self.beside |= match &node.kind {
            NodeKind::Near(..) | NodeKind::Within(..) => true,
            NodeKind::Phrase(phrase) => match phrase.items.as_slice() {
                [PhraseItem::Words(words)] => words.contains(char::is_whitespace),
                _ => true,
            },
            _ => false,
        };
        let how = How { level: self.level, fuzzy: None, fields, node };
        let meaning = match &node.kind {
            NodeKind::All => Meaning::All,
            NodeKind::Dates(span) => Meaning::Dates(*span),
            NodeKind::Word(word) if has_wildcards(word) => {
                self.leaf(word, &How { level: MatchLevel::Exact, ..how })?
            }
            NodeKind::Word(word) => self.leaf(word, &how)?,
            NodeKind::Fuzzy(word, distance) => {
                self.leaf(word, &How { level: MatchLevel::Exact, fuzzy: Some(*distance), ..how })?
            }
            NodeKind::Phrase(phrase) => self.phrase(phrase, &How { level: MatchLevel::Exact, ..how })?,
            NodeKind::And(nodes) => Meaning::And(self.all(nodes, fields)?),
            NodeKind::Or(nodes) => Meaning::Or(self.nodes(nodes, fields)?),
            NodeKind::Not(node) => Meaning::Not(Box::new(self.node(node, fields)?)),
            NodeKind::Field(field, node) => self.node(node, Sought::In(*field))?,
            NodeKind::Near(distance, left, right) => {
                let parts = vec![self.node(left, fields)?, self.node(right, fields)?];
                let mut distances = 0;
                near(parts, *distance, &mut distances).ok_or_else(|| {
                    too_much(
                        "this asks for too many distances at once",
                        node,
                        "join fewer words by `EN` in one group",
                    )
                })?
            }
            NodeKind::Within(unit, left, right) => {
                Meaning::Within(*unit, vec![self.node(left, fields)?, self.node(right, fields)?])
            }
        };
        self.beside = before;
        Ok(meaning)
    }

    pub(in crate::query) fn nodes(&mut self, nodes: &[Node], fields: Sought) -> Result<Vec<Meaning>> {
        nodes.iter().map(|node| self.node(node, fields)).collect()
    }

    /// A word, which may be several where it is written with signs: `10:30`.
    fn leaf(&mut self, text: &str, how: &How<'_>) -> Result<Meaning> {
        let mut sequences = self.side_by_side(text, how)?;
        if how.level >= MatchLevel::Inflected {
            sequences.extend(self.synonyms_of(text, how)?);
        }
        Ok(Meaning::Leaf(self.leaf_of(sequences, how)))
    }

    /// The ways in which the words of a text may stand side by side.
    pub(in crate::query) fn side_by_side(&mut self, text: &str, how: &How<'_>) -> Result<Vec<Sequence>> {
        let items = self.words(text, how)?;
        side_by_side(items, how)
    }

    pub(in crate::query) fn leaf_of(&mut self, sequences: Vec<Sequence>, how: &How<'_>) -> Leaf {
        self.words += 1;
        Leaf { id: 0, word: self.words - 1, fields: how.fields, sequences, stands_for: Vec::new() }
    }

    fn phrase(&mut self, phrase: &Phrase, how: &How<'_>) -> Result<Meaning> {
        let items = self.items(&phrase.items, how)?;
        let distance = match phrase.distance {
            Some(distance) if items.len() > 1 => distance,
            _ => {
                let sequences = side_by_side(items, how)?;
                return Ok(Meaning::Leaf(self.leaf_of(sequences, how)));
            }
        };
        if items.len() > MOST_NEAR {
            let told =
                format!("{} words are sought with one distance; at most {MOST_NEAR} can be", items.len());
            return Err(too_much(
                told,
                how.node,
                "leave words out, or seek them in two parts joined by `EN`",
            ));
        }
        if items.len() > 2 && distance > LONGEST_DISTANCE_OF_SEVERAL {
            let told = format!(
                "with more than two words the distance is at most {LONGEST_DISTANCE_OF_SEVERAL}, not {distance}"
            );
            return Err(too_much(
                told,
                how.node,
                "take a shorter distance, or join the words by `IN-ALINEA`",
            ));
        }
        // The words of a phrase are one word of the query.
        let first = self.words;
        let parts = items
            .into_iter()
            .map(|sequences| {
                self.words = first;
                Meaning::Leaf(self.leaf_of(sequences, how))
            })
            .collect();
        Ok(Meaning::Near(parts, distance))
    }

    /// The ways in which each word and group of a phrase may stand in the text.
    fn items(&mut self, items: &[PhraseItem], how: &How<'_>) -> Result<Vec<Vec<Sequence>>> {
        let mut all = Vec::new();
        for item in items {
            match item {
                PhraseItem::Words(text) => all.extend(self.words(text, how)?),
                PhraseItem::OneOf(choices) => {
                    let mut sequences = Vec::new();
                    for choice in choices {
                        let choice = self.items(choice, how)?;
                        sequences.extend(side_by_side(choice, how)?);
                    }
                    all.push(one_slot(sequences));
                }
            }
        }
        Ok(all)
    }

    /// The ways in which each word of a text may stand there.
    fn words(&mut self, text: &str, how: &How<'_>) -> Result<Vec<Vec<Sequence>>> {
        if !text.contains(['*', '?']) {
            let pieces = pieces(self.analyzer, text);
            return self.ways(&pieces, how);
        }
        let mut free = STAND_INS.into_iter().filter(|letter| !text.contains(*letter));
        let (Some(star), Some(one_letter)) = (free.next(), free.next()) else {
            let most = STAND_INS.len() - 2;
            let told = format!(
                "this holds more than {most} of the letters {}, and beside wildcards only {most} of them can be sought",
                STAND_INS.map(String::from).join(" ")
            );
            return Err(too_much(told, how.node, "leave some of these letters out, or the wildcards"));
        };
        let mut marked = String::with_capacity(text.len());
        for word in text.split_inclusive(char::is_whitespace) {
            if !has_wildcards(word) {
                marked.push_str(word);
                continue;
            }
            // A question mark by itself is none of a word's letters.
            let has_letters = word.contains(char::is_alphanumeric);
            let mut before = ' ';
            let mut chars = word.chars().peekable();
            while let Some(c) = chars.next() {
                let next = chars.peek().copied().unwrap_or(' ');
                match c {
                    // `*-karabach` asks for something before the hyphen.
                    '*' if (before == '-' || next == '-')
                        && !(before.is_alphanumeric() || next.is_alphanumeric()) =>
                    {
                        marked.extend([one_letter, star]);
                    }
                    '*' => marked.push(star),
                    '?' if has_letters => marked.push(one_letter),
                    c => marked.push(c),
                }
                before = c;
            }
        }
        let mut pieces = pieces(self.analyzer, &marked);
        // No form holds the signs themselves, since they part words.
        for (_, form) in pieces.iter_mut().flat_map(|piece| &mut piece.terms) {
            *form = form.replace(star, "*").replace(one_letter, "?");
        }
        self.ways(&pieces, how)
    }

    /// The ways in which each word of the pieces may stand there.
    fn ways(&mut self, pieces: &[Piece], how: &How<'_>) -> Result<Vec<Vec<Sequence>>> {
        let end = pieces.iter().map(|piece| piece.position + piece.length).max().unwrap_or(0);
        check_row(end as usize, how)?;
        let mut words = Vec::new();
        let mut position = 0;
        while position < end {
            let here = pieces.iter().filter(|piece| piece.position == position);
            let length = here.map(|piece| piece.length).max().unwrap_or(1);
            words.push(self.sequences(pieces, position, position + length, how)?);
            position += length;
        }
        Ok(words)
    }

    /// Every way from `position` to `end` along the pieces: through a whole word or through its parts.
    fn sequences(
        &mut self,
        pieces: &[Piece],
        position: u32,
        end: u32,
        how: &How<'_>,
    ) -> Result<Vec<Sequence>> {
        if position >= end {
            return Ok(vec![Vec::new()]);
        }
        let mut sequences = Vec::new();
        // What is approximate is compared whole.
        let least = if how.fuzzy.is_some() { end - position } else { 1 };
        let fits =
            |piece: &&Piece| piece.position == position && (least..=end - position).contains(&piece.length);
        for piece in pieces.iter().filter(fits) {
            let Some(slot) = self.shaped_slot(piece, how)? else { continue };
            for rest in self.sequences(pieces, position + piece.length, end, how)? {
                let mut sequence = vec![slot.clone()];
                sequence.extend(rest);
                sequences.push(sequence);
            }
        }
        Ok(sequences)
    }

    /// The slot of a piece, with the forms of the index where it has wildcards or is approximate; `None` where
    /// it is sought only as a part of a whole.
    fn shaped_slot(&mut self, piece: &Piece, how: &How<'_>) -> Result<Option<Slot>> {
        let form = piece.terms.first().map_or("", |(_, form)| form.as_str());
        let shape = match how.fuzzy {
            Some(distance) => Shape::About(form.into(), distance),
            None if !has_wildcards(form) => return Ok(Some(self.slot(piece, how.level))),
            None if !form.contains(char::is_alphanumeric) => return Ok(None),
            None => {
                let Some(pattern) = Pattern::new(form) else {
                    return Err(too_much(
                        "this word is too long for wildcards",
                        how.node,
                        "write it shorter",
                    ));
                };
                Shape::Like(pattern)
            }
        };
        let most = MOST_FORMS.min(MOST_FORMS_IN_ALL - self.forms);
        let forms = match self.dictionary.forms(&shape, how.fields, most)? {
            Forms::All(forms, articles) => {
                self.articles += articles;
                forms
            }
            Forms::TooMany(count) => {
                let limit = if most < MOST_FORMS {
                    format!("all words of a query together may stand for {MOST_FORMS_IN_ALL}")
                } else {
                    format!("a word of a query may stand for {MOST_FORMS}")
                };
                let told = format!("this fits {count} words of the index; {limit}");
                return Err(too_much(told, how.node, "write more of the word's letters"));
            }
        };
        self.forms += forms.len();
        let most = if self.beside { MOST_ARTICLES_BESIDE } else { MOST_ARTICLES };
        if self.articles > most {
            let told = format!(
                "the words that this fits stand {} times in an article; together at most {most} can be sought{}",
                self.articles,
                if self.beside { " beside other words" } else { "" }
            );
            return Err(too_much(told, how.node, "write more of the word's letters"));
        }
        let alternative = |(length, text): (u32, Box<str>)| {
            let why = match how.fuzzy {
                Some(_) if *text == *form => Why::Exact,
                Some(_) => Why::Fuzzy,
                None => Why::Wildcard,
            };
            Alternative { layer: Layer::Exact, length, text, why }
        };
        Ok(Some(forms.into_iter().map(alternative).collect()))
    }

    /// The terms that a word of the query stands for.
    fn slot(&mut self, piece: &Piece, level: MatchLevel) -> Slot {
        let mut alternatives: Vec<Alternative> = Vec::new();
        let mut add = |layer: Layer, length: u32, text: &str, why: Why| {
            let known = |one: &Alternative| one.layer == layer && one.length == length && &*one.text == text;
            if !alternatives.iter().any(known) {
                alternatives.push(Alternative { layer, length, text: text.into(), why });
            }
        };
        // The text may have the word in one or with hyphens. The joined form of a word that the query has with
        // hyphens is sought in one word only: its pieces are a sequence of their own.
        let lengths = if piece.length == 1 { 1..=MOST_JOINED_PIECES } else { 1..=1 };
        for (layer, text) in &piece.terms {
            match layer {
                Layer::Exact => {
                    for length in lengths.clone() {
                        add(Layer::Exact, length, text, Why::Exact);
                    }
                    // A form may be a headword that the dictionary hides behind a commoner one: *verzet* is mostly of
                    // *verzetten*, but what a *verzetsgroep* holds is *verzet*.
                    if level >= MatchLevel::Broad {
                        for length in 1..=MOST_JOINED_PIECES {
                            add(Layer::Part, length, text, Why::Compound);
                        }
                    }
                }
                Layer::Lemma if level >= MatchLevel::Inflected => {
                    self.headword(text, Why::Inflection, &mut add);
                    if level >= MatchLevel::Broad {
                        add(Layer::Old, 1, text, Why::OldSpelling);
                        for length in 1..=MOST_JOINED_PIECES {
                            add(Layer::Part, length, text, Why::Compound);
                        }
                    }
                }
                // What the query has in old spelling is sought in today's too.
                Layer::Old if level >= MatchLevel::Broad => {
                    self.headword(text, Why::OldSpelling, &mut add);
                    add(Layer::Old, 1, text, Why::OldSpelling);
                }
                Layer::Name if level >= MatchLevel::Broad => add(Layer::Name, 1, text, Why::Name),
                // The parts of a compound in the query are not what was asked for.
                Layer::Lemma | Layer::Old | Layer::Name | Layer::Part => {}
            }
        }
        alternatives.into()
    }

    /// A headword, which the index writes as the form where the two are the same.
    fn headword(&mut self, headword: &str, why: Why, add: &mut dyn FnMut(Layer, u32, &str, Why)) {
        for length in 1..=MOST_JOINED_PIECES {
            add(Layer::Lemma, length, headword, why);
        }
        let mut is_own_headword = false;
        self.analyzer.analyze(headword, |word| {
            is_own_headword |=
                word.terms.iter().any(|term| term.layer == Layer::Lemma && term.text == headword);
        });
        if is_own_headword {
            for length in 1..=MOST_JOINED_PIECES {
                add(Layer::Exact, length, headword, why);
            }
        }
    }
}

/// What is near a group is near each of the words that the group asks for: `(a EN b) NABIJ/5 c` is
/// `(a NABIJ/5 c) EN (b NABIJ/5 c)`. `None` where that makes too many distances.
fn near(mut parts: Vec<Meaning>, distance: u32, distances: &mut usize) -> Option<Meaning> {
    let Some(at) = parts.iter().position(Meaning::asks_for_several) else {
        *distances += 1;
        return (*distances <= MOST_DISTANCES).then_some(Meaning::Near(parts, distance));
    };
    let group = parts.remove(at);
    let mut with = |part: Meaning| {
        let mut parts = parts.clone();
        parts.insert(at, part);
        near(parts, distance, distances)
    };
    Some(match group {
        Meaning::And(inner) => Meaning::And(inner.into_iter().map(&mut with).collect::<Option<_>>()?),
        Meaning::Or(inner) => Meaning::Or(inner.into_iter().map(&mut with).collect::<Option<_>>()?),
        Meaning::Not(inner) => Meaning::Not(Box::new(with(*inner)?)),
        other => other,
    })
}

/// Every way to put words side by side, each in one of the ways in which it may stand there.
fn side_by_side(items: Vec<Vec<Sequence>>, how: &How<'_>) -> Result<Vec<Sequence>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    check_row(items.len(), how)?;
    let mut all: Vec<Sequence> = vec![Vec::new()];
    for item in items {
        if all.len() * item.len() > MOST_SEQUENCES {
            let told = format!("this phrase can be read in more than {MOST_SEQUENCES} ways");
            return Err(too_much(told, how.node, "leave out some of its groups or words with hyphens"));
        }
        let longer = |begun: &Sequence| {
            let with = |rest: &Sequence| [begun.as_slice(), rest].concat();
            item.iter().map(with).collect::<Vec<Sequence>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    Ok(all)
}

/// Refuses more words side by side than can be sought.
fn check_row(words: usize, how: &How<'_>) -> Result<()> {
    if words <= MOST_WORDS_IN_A_ROW {
        return Ok(());
    }
    let told = format!("{words} words are sought side by side; at most {MOST_WORDS_IN_A_ROW} can be");
    Err(too_much(told, how.node, "seek a shorter piece of it, in quotes"))
}

/// The choices of a group that are one word each become one slot, so that groups side by side do not multiply.
fn one_slot(sequences: Vec<Sequence>) -> Vec<Sequence> {
    let (single, mut longer): (Vec<Sequence>, Vec<Sequence>) =
        sequences.into_iter().partition(|sequence| sequence.len() == 1);
    let slot: Slot = single.iter().flatten().flat_map(|slot| slot.iter().cloned()).collect();
    if !single.is_empty() {
        longer.push(vec![slot]);
    }
    longer
}

/// The refusal of a query that asks for too much.
fn too_much(told: impl Into<String>, node: &Node, hint: &str) -> Error {
    let diagnostic = Diagnostic::new(Level::Error, told, node.span.clone()).hint(hint);
    Error::new(ErrorKind::Query, diagnostic.message.clone()).hint(hint).caused_by(diagnostic)
}
