//! Opens compounds: from *landhervormingsproject* to *land*, *hervorming* and *project*.
//!
//! ```
//! use knipsel::dutch::compound::parts;
//!
//! let found = |word| parts(word).into_iter().map(|part| part.text).collect::<Vec<_>>();
//! assert_eq!(found("soldatenleven"), ["soldaat", "leven"]);
//! assert_eq!(found("waarheid"), Vec::<String>::new());
//! ```
use super::lexicon::{Constituent, Headword, Kind, Lexicon};

/// A headword inside a compound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// The headword, folded.
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

fn env(n: &str, d: u32) -> u32 {
    std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d)
}

/// The headwords of a compound's parts, in the order of the pieces; empty where the word is no compound.
pub fn parts(word: &str) -> Vec<Part> {
    let mut found = Found { word, parts: Vec::new() };
    if word.len() > LONGEST_BYTES {
        return found.parts;
    }
    if word.contains('-') {
        found.hyphened();
    } else {
        found.written_as_one();
    }
    found.parts
}

/// For a compound that no dictionary knows: where its head begins, and the head's headwords.
pub(crate) fn head(word: &str) -> Option<(usize, Vec<Headword>)> {
    if word.len() > LONGEST_BYTES || word.len() < SHORTEST_BYTES {
        return None;
    }
    let path =
        Path::best(word).filter(|path| path.cost <= env("UN", 240)).or_else(|| Path::half_known(word))?;
    let start = path.pieces.last()?.0;
    Some((start, path.headwords(word, path.pieces.len() - 1).collect()))
}

struct Found<'w> {
    word: &'w str,
    parts: Vec<Part>,
}

impl Found<'_> {
    fn push(&mut self, text: &str, start: usize, end: usize) {
        if text != self.word && !self.parts.iter().any(|part| part.text == text) {
            self.parts.push(Part { text: text.to_owned(), start, end });
        }
    }

    fn written_as_one(&mut self) {
        let mut known = false;
        for headword in Lexicon::embedded().headwords(self.word) {
            known = true;
            if matches!(headword.kind, Kind::Noun | Kind::Other) {
                self.open_known(&headword.text, 0, 0);
            }
        }
        if known || self.word.len() < SHORTEST_BYTES {
            return;
        }
        let best = Path::best(self.word).filter(|path| path.cost <= env("UN", 240));
        if let Some(path) = best.or_else(|| Path::half_known(self.word)) {
            self.add(&path, self.word, 0, 0);
        }
    }

    /// Opens a word that the dictionary knows, where its parts say what it is.
    fn open_known(&mut self, word: &str, offset: usize, depth: u32) {
        if depth > DEEPEST || word.len() < SHORTEST_BYTES || word.len() > LONGEST_BYTES {
            return;
        }
        let lexicon = Lexicon::embedded();
        if lexicon.is_closed(word) {
            return;
        }
        if let Some(path) = Path::best(word).filter(|path| path.cost <= env("KN", 180)) {
            self.add(&path, word, offset, depth);
        }
    }

    fn add(&mut self, path: &Path, word: &str, offset: usize, depth: u32) {
        let place = |at: usize| (offset + at).min(self.word.len());
        let spans: Vec<_> = path.pieces.iter().map(|&(start, end, _)| (place(start), place(end))).collect();
        for (number, &(start, end)) in spans.iter().enumerate() {
            for headword in path.headwords(word, number) {
                self.push(&headword.text, start, end);
                if matches!(headword.kind, Kind::Noun | Kind::Other) {
                    self.open_known(&headword.text, start, depth + 1);
                }
            }
        }
        if depth == 0 {
            self.add_spans(path, word);
        }
    }

    /// Adds what lies between a part and the whole: *landhervorming* in *landhervormingsproject*.
    fn add_spans(&mut self, path: &Path, word: &str) {
        let mut leaves = Vec::new();
        path.leaves(word, 0, 0, &mut leaves);
        let count = leaves.len();
        if !(3..=6).contains(&count) {
            return;
        }
        let all = env("SPANS", 1);
        for first in 0..count {
            for last in first + 1..count {
                if last - first + 1 == count {
                    continue;
                }
                let (from, start, end) = (leaves[first].0, leaves[last].0, leaves[last].1);
                for headword in &leaves[last].2 {
                    let whole = format!("{}{headword}", &word[from..start]);
                    if all == 2 || all == 1 && (count == 3) || Lexicon::embedded().is_known(&whole) {
                        self.push(&whole, from, end);
                    }
                }
            }
        }
    }

    fn hyphened(&mut self) {
        let lexicon = Lexicon::embedded();
        let Some((rest, head)) = self.word.rsplit_once('-') else { return };
        let listed = lexicon.listed(self.word);
        if listed.as_name && !listed.as_word {
            return;
        }
        let heads: Vec<Headword> = match lexicon.head(head) {
            Some(found) => lexicon.constituent_headwords(found, head).collect(),
            None => match self::head(head) {
                Some((start, found)) => found
                    .into_iter()
                    .map(|h| Headword { text: format!("{}{}", &head[..start], h.text), kind: h.kind })
                    .collect(),
                None => lexicon.headwords(head).filter(|h| h.kind == Kind::Noun).collect(),
            },
        };
        if rest.is_empty() || heads.is_empty() {
            return;
        }
        let mut start = 0;
        for piece in rest.split('-') {
            let end = start + piece.len();
            if piece.len() >= 2 {
                match lexicon.modifiers(piece).last().filter(|&(length, _)| length == piece.len()) {
                    Some((_, modifier)) => {
                        for headword in lexicon.constituent_headwords(modifier, piece) {
                            self.push(&headword.text, start, end);
                            self.open_known(&headword.text, start, 1);
                        }
                    }
                    None => {
                        if let Some((cut, found)) = self::head(piece) {
                            for h in found {
                                self.push(&format!("{}{}", &piece[..cut], h.text), start, end);
                            }
                        } else {
                            self.push(piece, start, end);
                        }
                    }
                }
            }
            start = end + 1;
        }
        if rest.contains('-') {
            self.push(rest, 0, rest.len());
            self.push(&rest.replace('-', ""), 0, rest.len());
        }
        for headword in heads {
            self.push(&headword.text, start, self.word.len());
            if lexicon.is_known(&headword.text) {
                self.open_known(&headword.text, start, 1);
            } else if let Some(path) = Path::best(&headword.text).filter(|path| path.cost <= env("UN", 240)) {
                self.add(&path, &headword.text, start, 1);
            }
        }
    }
}

/// Whether what looks like a head is rather the end of a longer ending: *-ering*, *-atuur*, *-schappen*.
fn is_ending(word: &str, start: usize) -> bool {
    let (before, head) = word.split_at(start);
    match head {
        "ring" | "ringen" | "rij" | "rijen" => before.ends_with('e'),
        "uur" | "uren" => before.ends_with("at") || before.ends_with("ct"),
        "toren" | "torens" => before.ends_with('a'),
        "net" | "netten" => before.ends_with('n'),
        "pen" | "pet" => before.ends_with('p'),
        "ding" | "dingen" => before.ends_with(['l', 'e', 'n']),
        "tie" | "ties" | "erin" | "tor" => true,
        _ => false,
    }
}

/// A way to read a word as modifiers and a head.
struct Path {
    cost: u32,
    /// Start, end, and the entry; none for a piece that no dictionary knows.
    pieces: Vec<(usize, usize, Option<Constituent>)>,
}

impl Path {
    /// The cheapest way, whatever it costs.
    fn best(word: &str) -> Option<Self> {
        let lexicon = Lexicon::embedded();
        let part_cost = env("PC", 12);
        let mut best: [Option<(u32, usize, Constituent)>; LONGEST_BYTES + 1] = [None; LONGEST_BYTES + 1];
        let mut end: Option<(u32, usize, Constituent)> = None;
        for start in 0..word.len() {
            let cost = match best[start] {
                Some((cost, ..)) => cost,
                None if start == 0 => 0,
                None => continue,
            };
            if start > 0
                && let Some(head) = lexicon.head(&word[start..])
                && !is_ending(word, start)
                && end.is_none_or(|(least, ..)| cost + head.cost < least)
            {
                end = Some((cost + head.cost, start, head));
            }
            for (length, modifier) in lexicon.modifiers(&word[start..]) {
                let (to, total) = (start + length, cost + modifier.cost + part_cost);
                if to < word.len() && best[to].is_none_or(|(least, ..)| total < least) {
                    best[to] = Some((total, start, modifier));
                }
            }
        }
        let (cost, mut at, head) = end?;
        let mut pieces = vec![(at, word.len(), Some(head))];
        while let Some((_, from, modifier)) = best[at] {
            pieces.push((from, at, Some(modifier)));
            at = from;
        }
        pieces.reverse();
        Some(Self { cost, pieces })
    }

    /// A long known head behind something unknown: *Brexitonderhandelingen*.
    fn half_known(word: &str) -> Option<Self> {
        let lexicon = Lexicon::embedded();
        let least = env("HK", 5) as usize;
        for (start, _) in word.char_indices() {
            if start < 4 {
                continue;
            }
            if word.len() - start < least {
                break;
            }
            if let Some(head) = lexicon.head(&word[start..])
                && head.cost <= env("HC", 75)
                && !is_ending(word, start)
                && word[..start].bytes().any(|b| b"aeiouy".contains(&b))
            {
                return Some(Self {
                    cost: head.cost,
                    pieces: vec![(0, start, None), (start, word.len(), Some(head))],
                });
            }
        }
        None
    }

    /// The smallest pieces, with their headwords.
    fn leaves(&self, word: &str, offset: usize, depth: u32, found: &mut Vec<(usize, usize, Vec<String>)>) {
        for (number, &(start, end, _)) in self.pieces.iter().enumerate() {
            let headwords: Vec<_> = self
                .headwords(word, number)
                .filter(|h| !matches!(h.kind, Kind::Stem | Kind::Diminutive))
                .collect();
            let written = &word[start..end];
            let inner = headwords.iter().find(|h| {
                written.starts_with(
                    h.text.get(..h.text.len().min(written.len()).saturating_sub(3)).unwrap_or("-"),
                )
            });
            let deeper = inner.filter(|h| {
                depth < DEEPEST
                    && matches!(h.kind, Kind::Noun | Kind::Other)
                    && h.text.len() >= SHORTEST_BYTES
                    && h.text.len() <= LONGEST_BYTES
                    && !Lexicon::embedded().is_closed(&h.text)
            });
            if let Some(h) = deeper
                && let Some(path) = Path::best(&h.text).filter(|path| path.cost <= env("KN", 180))
            {
                let before = found.len();
                path.leaves(&h.text, offset + start, depth + 1, found);
                if let Some(last) = found.get_mut(before..).and_then(<[_]>::last_mut) {
                    last.1 = offset + end;
                }
                continue;
            }
            found.push((offset + start, offset + end, headwords.into_iter().map(|h| h.text).collect()));
        }
    }

    /// The headwords of a piece of a word.
    fn headwords(&self, word: &str, number: usize) -> impl Iterator<Item = Headword> {
        let (start, end, entry) = self.pieces[number];
        let written = &word[start..end];
        let unknown = entry.is_none().then(|| Headword { text: written.to_owned(), kind: Kind::Other });
        let known = entry.map(|entry| Lexicon::embedded().constituent_headwords(entry, written));
        unknown.into_iter().chain(known.into_iter().flatten())
    }
}
