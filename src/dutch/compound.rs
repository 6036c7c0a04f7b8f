//! Opens compounds: from *landhervormingsproject* to *land*, *hervorming* and *project*.
//!
//! ```
//! use knipsel::dutch::compound::parts;
//!
//! let found = |word| parts(word).into_iter().map(|part| part.text).collect::<Vec<_>>();
//! assert_eq!(found("soldatenleven"), ["soldaat", "leven"]);
//! assert_eq!(found("scheepswerven"), ["schip", "werf"]);
//! assert_eq!(found("g8-top"), ["g8", "top"]);
//! assert_eq!(found("landhervormingsproject")[..3], ["land", "hervorming", "project"]);
//! assert_eq!(found("brexitonderhandelingen"), ["brexit", "onderhandeling"]);
//! assert_eq!(found("waarheid"), Vec::<String>::new());
//! ```
//!
//! The dictionary says of each word how it is written before another, with its linking letters (*regerings*,
//! *pannen*, *scheeps*), and how readily it opens or closes a compound, as a cost. Of all ways to cut a word into
//! such pieces the cheapest is taken, and it is believed where it is cheap enough: a word that the dictionary knows
//! needs better evidence than one that it does not, since it may have a meaning of its own. A part may be a compound
//! that is opened in turn; between the smallest parts and the whole lie others (*landhervorming*), which are terms
//! too. Names, and what is derived from verbs and adjectives (*aanbieding*, *waarheid*), stay closed.
//!
//! A form is asked for folded. It may have hyphens, which part it in any case.

use super::lexicon::{Constituent, Headword, Kind, Lexicon};
use super::ready;

/// A headword inside a compound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// The headword, spelled as the dictionary does.
    pub text: String,
    /// Where its piece begins in the form that was asked for, in bytes.
    pub start: usize,
    /// Where its piece ends, in bytes.
    pub end: usize,
}

/// Longer words are not opened: no Dutch word is so long, and the time to read one stays small.
const LONGEST_BYTES: usize = 96;
/// Words of fewer bytes are not opened.
const SHORTEST_BYTES: usize = 6;
/// How deep a part is itself opened.
const DEEPEST: u32 = 3;
/// Where a compound has more smallest parts, those between them and the whole are not looked for.
const MOST_LEAVES: usize = 6;

// All costs are eighths of a natural logarithm; the limits were chosen on words with known parts.

/// What a compound that the dictionary knows may cost at most.
const KNOWN_LIMIT: u32 = 190;
/// What an unknown word may cost at most.
const UNKNOWN_LIMIT: u32 = 255;
/// What the parts of a word cost for each of its bytes where they are rather the letters of a name: of a name in the word
/// list; of a word that no dictionary has, inside a sentence and with a capital; and of any such word.
///
/// Chosen on the words of parliamentary questions and news with a capital: above the limits nearly all are names
/// (*Noorwegen*, *Infrabel*, *Mubarak*), and below them compounds.
pub(super) const NAME_COST_A_BYTE: NameCosts = NameCosts { listed: 20, with_capital: 21, any: 23 };

/// From what cost a byte on the parts of a word are not believed.
pub(super) struct NameCosts {
    pub(super) listed: u32,
    pub(super) with_capital: u32,
    pub(super) any: u32,
}

/// What each further part costs.
const PART_COST: u32 = 12;
/// What a head may cost at most behind something that no dictionary knows.
const HALF_KNOWN_LIMIT: u32 = 75;
/// How long such a head is at least, and what stands before it.
const HALF_KNOWN_BYTES: (usize, usize) = (5, 4);

/// The headwords of a compound's parts, in the order of the pieces; empty where the word is no compound.
pub fn parts(word: &str) -> Vec<Part> {
    let mut found = Found { word, parts: Vec::new() };
    if word.len() > LONGEST_BYTES {
        return found.parts;
    }
    if word.contains('-') {
        found.hyphened();
        return found.parts;
    }
    let headwords: Vec<_> = Lexicon::embedded().headwords(word).collect();
    if headwords.is_empty() { UnknownWord::read(word).parts(word) } else { parts_of_known(word, &headwords) }
}

/// The parts of a word without hyphens that has these headwords.
pub(super) fn parts_of_known(word: &str, headwords: &[Headword]) -> Vec<Part> {
    opened_known(word, headwords).0
}

/// The same, with what they cost for each byte of the word.
pub(super) fn opened_known(word: &str, headwords: &[Headword]) -> (Vec<Part>, u32) {
    let mut found = Found { word, parts: Vec::new() };
    let mut cost = 0;
    for headword in headwords.iter().filter(|headword| may_be_opened(headword)) {
        let reading = Reading::of_known(&headword.text, 0);
        cost = cost.max(reading.cost);
        found.add_compound(&reading.moved(0, word.len()), &headword.text);
    }
    (found.parts, cost_a_byte(cost, word))
}

/// What the pieces of a word cost for each of its bytes, rounded up. Letters can be cut into words in names too
/// (*Zelenski*: *zel* and *ski*): those are short and dear. A compound has long parts, or parts that are common in
/// compounds.
fn cost_a_byte(cost: u32, word: &str) -> u32 {
    cost.div_ceil(word.len().max(1) as u32)
}

/// A word that the dictionary does not have, taken apart.
pub(super) struct UnknownWord(Reading);

impl UnknownWord {
    /// Takes a word without hyphens apart.
    pub(super) fn read(word: &str) -> Self {
        Self(Reading::of_unknown(word))
    }

    /// Its parts.
    pub(super) fn parts(&self, word: &str) -> Vec<Part> {
        let mut found = Found { word, parts: Vec::new() };
        found.add_compound(&self.0, word);
        found.parts
    }

    /// What its parts cost for each of its bytes.
    pub(super) fn cost_a_byte(&self, word: &str) -> u32 {
        cost_a_byte(self.0.cost, word)
    }

    /// Where its head begins, in bytes.
    pub(super) fn head_start(&self) -> Option<usize> {
        self.0.pieces.last().map(|head| head.start)
    }

    /// Its headwords: what stands before its head, with the head's headword.
    pub(super) fn headwords(&self, word: &str) -> Vec<Headword> {
        let Some(head) = self.0.pieces.last() else { return Vec::new() };
        let before = word.get(..head.start).unwrap_or("");
        let whole = |headword: &Headword| Headword {
            text: format!("{before}{}", headword.text),
            kind: headword.kind,
        };
        head.headwords.iter().filter(|headword| headword.kind != Kind::Diminutive).map(whole).collect()
    }
}

fn may_be_opened(headword: &Headword) -> bool {
    matches!(headword.kind, Kind::Noun | Kind::Other)
}

/// The parts of one word, as they are found.
struct Found<'w> {
    word: &'w str,
    parts: Vec<Part>,
}

impl Found<'_> {
    fn add(&mut self, headword: &str, start: usize, end: usize) {
        let text = Lexicon::embedded().spelled(headword);
        if headword != self.word && !self.parts.iter().any(|part| part.text == text) {
            // Places were found in the headword, which may end otherwise than the form does.
            let (start, end) = (self.word.floor_char_boundary(start), self.word.floor_char_boundary(end));
            self.parts.push(Part { text: text.to_owned(), start, end });
        }
    }

    /// Adds the smallest parts in their order, then the larger ones.
    fn add_compound(&mut self, reading: &Reading, word: &str) {
        self.add_leaves(reading);
        self.add_pieces(reading);
        let mut leaves = Vec::new();
        reading.leaves(word, &mut leaves);
        if (3..=MOST_LEAVES).contains(&leaves.len()) {
            self.add_spans(&leaves, word);
        }
    }

    fn add_leaves(&mut self, reading: &Reading) {
        for piece in &reading.pieces {
            if piece.inside.pieces.is_empty() {
                self.add_headwords(piece);
            } else {
                self.add_leaves(&piece.inside);
            }
        }
    }

    fn add_pieces(&mut self, reading: &Reading) {
        for piece in &reading.pieces {
            self.add_headwords(piece);
            self.add_pieces(&piece.inside);
        }
    }

    fn add_headwords(&mut self, piece: &Piece) {
        for headword in &piece.headwords {
            self.add(&headword.text, piece.start, piece.end);
        }
    }

    /// Adds what lies between the smallest parts and the whole: *landhervorming* in *landhervormingsproject*.
    ///
    /// Of three parts either two may belong together; of more, only what the dictionary knows is added.
    fn add_spans(&mut self, leaves: &[&Piece], word: &str) {
        let lexicon = Lexicon::embedded();
        for (first, from) in leaves.iter().enumerate() {
            for (last, to) in leaves.iter().enumerate().skip(first + 1) {
                let Some(before) = word.get(from.start..to.start) else { continue };
                if last - first + 1 == leaves.len() {
                    continue;
                }
                for headword in to.headwords.iter().filter(|headword| is_whole_word(headword)) {
                    let text = format!("{before}{}", headword.text);
                    if leaves.len() == 3 || lexicon.is_known(&text) {
                        self.add(&text, from.start, to.end);
                    }
                }
            }
        }
    }

    /// A word with hyphens is a compound where its last piece can be a head.
    fn hyphened(&mut self) {
        let Some((before, head)) = self.word.rsplit_once('-') else { return };
        let heads = head_headwords(head);
        if before.bytes().all(|byte| byte == b'-') || heads.is_empty() {
            return;
        }
        let mut start = 0;
        for piece in before.split('-') {
            let end = start + piece.len();
            if piece.len() > 1 {
                let headwords = modifier_headwords(piece);
                for headword in &headwords {
                    self.add(&headword.text, start, end);
                }
                self.add_inside(&headwords, start, end);
            }
            start = end + 1;
        }
        if before.contains('-') {
            // `e-mail` before `-adres`: with its hyphens, and as one word, which is how the index knows it.
            self.add(before, 0, before.len());
            self.add(&before.replace('-', ""), 0, before.len());
        }
        for headword in &heads {
            self.add(&headword.text, start, self.word.len());
        }
        self.add_inside(&heads, start, self.word.len());
    }

    /// Adds the parts of a piece between hyphens.
    fn add_inside(&mut self, headwords: &[Headword], start: usize, end: usize) {
        for headword in headwords.iter().filter(|headword| may_be_opened(headword)) {
            let mut inner = Found { word: &headword.text, parts: Vec::new() };
            if Lexicon::embedded().is_known(&headword.text) {
                inner.add_compound(&Reading::of_known(&headword.text, 0), &headword.text);
            } else {
                inner.add_compound(&Reading::of_unknown(&headword.text), &headword.text);
            }
            for part in inner.parts {
                self.add(&part.text, start + part.start, (start + part.end).min(end));
            }
        }
    }
}

fn is_whole_word(headword: &Headword) -> bool {
    !matches!(headword.kind, Kind::Stem | Kind::Diminutive)
}

/// The headwords of the last piece of a word with hyphens.
fn head_headwords(head: &str) -> Vec<Headword> {
    let lexicon = Lexicon::embedded();
    match lexicon.head(head) {
        Some(entry) => lexicon.constituent_headwords(entry, head).collect(),
        None if lexicon.is_known(head) => {
            let may_close = lexicon.listed(head).as_word && head.len() > 2;
            lexicon.headwords(head).filter(|headword| may_close && headword.kind == Kind::Noun).collect()
        }
        None => UnknownWord::read(head).headwords(head),
    }
}

/// The headwords of any other piece; one that nothing is known of stands for itself.
fn modifier_headwords(piece: &str) -> Vec<Headword> {
    let lexicon = Lexicon::embedded();
    if let Some((_, entry)) = lexicon.modifiers(piece).find(|&(length, _)| length == piece.len()) {
        return lexicon.constituent_headwords(entry, piece).collect();
    }
    let found = UnknownWord::read(piece).headwords(piece);
    if found.is_empty() { vec![Headword { text: piece.to_owned(), kind: Kind::Other }] } else { found }
}

/// A piece of a compound.
struct Piece {
    start: usize,
    end: usize,
    headwords: Vec<Headword>,
    /// How the piece is itself read.
    inside: Reading,
}

/// A word as a row of pieces; none where it is no compound.
#[derive(Default)]
struct Reading {
    pieces: Vec<Piece>,
    /// What the way through the word costs; nothing where its first piece is unknown.
    cost: u32,
}

impl Reading {
    fn of_known(word: &str, depth: u32) -> Self {
        let lexicon = Lexicon::embedded();
        if depth > DEEPEST
            || !has_fit_length(word)
            // Most pieces are common words, of which the table of ready ones says that they have no parts, which spares
            // the way through the dictionary. At depth 0 the word is read anew: the table is made so.
            || depth > 0 && ready::has_parts(word) == Some(false)
            || lexicon.is_closed(word)
            || word.contains('-') && lexicon.listed(word).as_name
        {
            return Self::default();
        }
        let path = Path::cheapest(word, KNOWN_LIMIT);
        path.map(|path| Self::of_path(&path, word, depth)).unwrap_or_default()
    }

    fn of_unknown(word: &str) -> Self {
        if !has_fit_length(word) {
            return Self::default();
        }
        let path = Path::cheapest(word, UNKNOWN_LIMIT).or_else(|| Path::half_known(word));
        path.map(|path| Self::of_path(&path, word, 0)).unwrap_or_default()
    }

    fn of_path(path: &Path, word: &str, depth: u32) -> Self {
        let pieces = path.steps.iter().map(|step| {
            let written = &word[step.start..step.end];
            let headwords = step.headwords(written);
            let opened = headwords.iter().filter(|headword| may_be_opened(headword) && headword.text != word);
            let inside = opened
                .map(|headword| Self::of_known(&headword.text, depth + 1))
                .find(|inside| !inside.pieces.is_empty())
                .unwrap_or_default();
            Piece { start: step.start, end: step.end, headwords, inside: inside.moved(step.start, step.end) }
        });
        Self { pieces: pieces.collect(), cost: path.cost }
    }

    /// The reading of a piece in its place inside a longer word.
    fn moved(mut self, by: usize, end: usize) -> Self {
        let count = self.pieces.len();
        for (number, piece) in self.pieces.iter_mut().enumerate() {
            piece.start = (piece.start + by).min(end);
            // The last piece takes in the letters that link the whole to what follows.
            piece.end = if number + 1 == count { end } else { (piece.end + by).min(end) };
            piece.inside = std::mem::take(&mut piece.inside).moved(by, piece.end);
        }
        self
    }

    /// The smallest pieces. A piece whose headword is spelled otherwise than it is written is not looked into, since
    /// places in the one are not places in the other.
    fn leaves<'a>(&'a self, word: &str, found: &mut Vec<&'a Piece>) {
        for piece in &self.pieces {
            let inner_end = piece.inside.pieces.last().map(|last| last.start);
            let same = inner_end.and_then(|end| word.get(piece.start..end)).is_some_and(|written| {
                piece.headwords.iter().any(|headword| headword.text.starts_with(written))
            });
            if same {
                piece.inside.leaves(word, found);
            } else {
                found.push(piece);
            }
        }
    }
}

fn has_fit_length(word: &str) -> bool {
    (SHORTEST_BYTES..=LONGEST_BYTES).contains(&word.len())
}

/// A way through a word: modifiers and then a head.
struct Path {
    steps: Vec<Step>,
    cost: u32,
}

/// A piece on the way; without an entry it is something that no dictionary knows.
struct Step {
    start: usize,
    end: usize,
    entry: Option<Constituent>,
}

impl Step {
    fn headwords(&self, written: &str) -> Vec<Headword> {
        match self.entry {
            Some(entry) => Lexicon::embedded().constituent_headwords(entry, written).collect(),
            None => vec![Headword { text: written.to_owned(), kind: Kind::Other }],
        }
    }
}

impl Path {
    /// The cheapest way, where one costs no more than `limit`. The word is no longer than [`LONGEST_BYTES`].
    fn cheapest(word: &str, limit: u32) -> Option<Self> {
        let lexicon = Lexicon::embedded();
        // To each place: the cost, and the last modifier with where it begins.
        let mut ways: [Option<(u32, usize, Constituent)>; LONGEST_BYTES + 1] = [None; LONGEST_BYTES + 1];
        let mut best: Option<(usize, Constituent, u32)> = None;
        // What a way may cost to be of use.
        let mut limit = limit;
        for start in 0..word.len() {
            let cost = match ways[start] {
                Some((cost, ..)) => cost,
                None if start == 0 => 0,
                None => continue,
            };
            let rest = &word[start..];
            if start > 0
                && let Some(head) = lexicon.head(rest)
                && !lexicon.is_ending(word, start)
                && let total = cost + head.cost + shortness_cost(rest.len())
                && total <= limit
            {
                best = Some((start, head, total));
                // Of ways that cost the same the first is taken.
                limit = total.saturating_sub(1);
            }
            // A way that is too dear by now only gets dearer, and need not be followed.
            if cost + PART_COST > limit {
                continue;
            }
            for (length, modifier) in lexicon.modifiers(rest) {
                let total = cost + modifier.cost + PART_COST + shortness_cost(length);
                if total > limit {
                    continue;
                }
                let way = &mut ways[start + length];
                if way.is_none_or(|(least, ..)| total < least) {
                    *way = Some((total, start, modifier));
                }
            }
        }
        let (mut end, head, cost) = best?;
        let mut steps = vec![Step { start: end, end: word.len(), entry: Some(head) }];
        while let Some((_, start, modifier)) = ways[end] {
            steps.push(Step { start, end, entry: Some(modifier) });
            end = start;
        }
        steps.reverse();
        Some(Self { steps, cost })
    }

    /// A long head that is often one, behind something unknown: *Brexitonderhandelingen*. The longest is taken.
    fn half_known(word: &str) -> Option<Self> {
        let lexicon = Lexicon::embedded();
        let (shortest_head, shortest_first) = HALF_KNOWN_BYTES;
        let starts = word.char_indices().map(|(start, _)| start).skip_while(|&start| start < shortest_first);
        for start in starts.take_while(|start| word.len() - start >= shortest_head) {
            let (first, rest) = word.split_at(start);
            if first.contains(['a', 'e', 'i', 'o', 'u', 'y'])
                && let Some(head) = lexicon.head(rest)
                && head.cost <= HALF_KNOWN_LIMIT
                && !lexicon.is_ending(word, start)
            {
                let first = Step { start: 0, end: start, entry: None };
                let last = Step { start, end: word.len(), entry: Some(head) };
                return Some(Self { steps: vec![first, last], cost: 0 });
            }
        }
        None
    }
}

/// Short pieces turn up in longer words by chance.
fn shortness_cost(bytes: usize) -> u32 {
    match bytes {
        0..=3 => 14,
        4 => 6,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
