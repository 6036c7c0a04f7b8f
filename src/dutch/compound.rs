//! Opens compounds: from *landhervormingsproject* to *land*, *hervorming* and *project*.
//!
//! ```
//! use knipsel::dutch::compound::parts;
//!
//! let found = |word| parts(word).into_iter().map(|part| part.text).collect::<Vec<_>>();
//! assert!(found("soldatenleven").starts_with(&["soldaat".into(), "leven".into()]));
//! assert_eq!(found("waarheid"), Vec::<String>::new());
//! ```
use super::lexicon::{Kind, Lexicon, Modifier};

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
/// What one more part costs.
const PART_COST: u32 = 12;

/// Limits that say when a split is believed.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// known
    pub known: u32,
    /// unknown
    pub unknown: u32,
}

/// x
pub fn limits() -> Limits {
    let get = |n: &str, d: u32| std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    Limits { known: get("KN", 170), unknown: get("UN", 230) }
}

/// The parts.
pub fn parts(word: &str) -> Vec<Part> {
    let mut found = Vec::new();
    if word.len() > LONGEST_BYTES {
        return found;
    }
    if word.contains('-') {
        hyphened(word, &mut found);
    } else if word.len() >= SHORTEST_BYTES {
        open(word, 0, 0, &mut found);
    }
    found
}

fn hyphened(word: &str, found: &mut Vec<Part>) {
    let lexicon = Lexicon::embedded();
    let Some((rest, head)) = word.rsplit_once('-') else { return };
    let known = lexicon.head_cost(head).is_some() || best_path(head).is_some_and(|path| path.cost <= limits().unknown);
    if rest.is_empty() || !known {
        return;
    }
    let mut start = 0;
    for piece in rest.split('-') {
        if piece.len() >= 2 {
            match lexicon.modifiers(piece).last() {
                Some((length, modifier)) if length == piece.len() => {
                    for h in lexicon.modifier_headwords(modifier, piece) {
                        push(found, &h.text, start, start + piece.len());
                    }
                }
                _ => {
                    for lemma in super::lemma::lemmas(piece) {
                        if lemma.rule != super::lemma::LemmaRule::Stemmer {
                            push(found, &lemma.text, start, start + piece.len());
                        }
                    }
                    push(found, piece, start, start + piece.len());
                }
            }
            open(piece, start, 1, found);
        }
        start += piece.len() + 1;
    }
    for lemma in super::lemma::lemmas(head) {
        push(found, &lemma.text, start, word.len());
    }
    open(head, start, 1, found);
}

fn open(word: &str, offset: usize, depth: u32, found: &mut Vec<Part>) {
    let lexicon = Lexicon::embedded();
    if word.len() < SHORTEST_BYTES || word.len() > LONGEST_BYTES {
        return;
    }
    let Some(path) = best_path(word) else { return };
    let limits = limits();
    let limit = if lexicon.is_known(word) { limits.known } else { limits.unknown };
    if path.cost > limit {
        return;
    }
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for &(end, modifier) in &path.modifiers {
        let written = &word[start..end];
        for headword in lexicon.modifier_headwords(modifier, written) {
            push(found, &headword.text, offset + start, offset + end);
            if depth < 3 && headword.kind != Kind::Stem {
                open(&headword.text, offset + start, depth + 1, found);
            }
        }
        pieces.push((start, end));
        start = end;
    }
    let head = &word[start..];
    for text in head_headwords(head) {
        push(found, &text, offset + start, offset + word.len());
        if depth < 3 {
            open(&text, offset + start, depth + 1, found);
        }
    }
    // spans
    pieces.push((start, word.len()));
    let n = pieces.len();
    if (3..=4).contains(&n) {
        for from in 0..n {
            for to in from + 2..=n {
                if to - from == n {
                    continue;
                }
                let (s, e) = (pieces[from].0, pieces[to - 1].1);
                let last = pieces[to - 1].0;
                let heads: Vec<String> = if to == n {
                    head_headwords(head)
                } else {
                    let (_, m) = path.modifiers[to - 1];
                    lexicon.modifier_headwords(m, &word[last..e]).map(|h| h.text).collect()
                };
                for h in heads {
                    push(found, &format!("{}{h}", &word[s..last]), offset + s, offset + e);
                }
            }
        }
    }
}

/// The headwords of a compound's last piece.
pub(crate) fn head_headwords(head: &str) -> Vec<String> {
    let all: Vec<_> = Lexicon::embedded().headwords(head).collect();
    let nouns = all.iter().any(|h| matches!(h.kind, Kind::Noun));
    all.into_iter().filter(|h| !nouns || matches!(h.kind, Kind::Noun)).map(|h| h.text).collect()
}

fn push(found: &mut Vec<Part>, text: &str, start: usize, end: usize) {
    if !found.iter().any(|part| part.text == text) {
        found.push(Part { text: text.to_owned(), start, end });
    }
}

struct Path {
    cost: u32,
    modifiers: Vec<(usize, Modifier)>,
}

/// The cheapest way to read a word as modifiers and a head, whatever it costs.
fn best_path(word: &str) -> Option<Path> {
    let lexicon = Lexicon::embedded();
    let mut best: [Option<(u32, usize, Option<Modifier>)>; LONGEST_BYTES + 1] = [None; LONGEST_BYTES + 1];
    best[0] = Some((0, 0, None));
    let mut end: Option<(u32, usize)> = None;
    for start in 0..word.len() {
        let Some((cost, ..)) = best[start] else { continue };
        if start > 0 {
            if let Some(head) = lexicon.head_cost(&word[start..]) {
                if end.is_none_or(|(least, _)| cost + head < least) {
                    end = Some((cost + head, start));
                }
            }
        }
        for (length, modifier) in lexicon.modifiers(&word[start..]) {
            let to = start + length;
            let total = cost + modifier.cost + PART_COST;
            if to < word.len() && best[to].is_none_or(|(least, ..)| total < least) {
                best[to] = Some((total, start, Some(modifier)));
            }
        }
    }
    let (cost, mut at) = end?;
    let mut modifiers = Vec::new();
    while let Some((_, from, Some(modifier))) = best[at] {
        modifiers.push((at, modifier));
        at = from;
    }
    modifiers.reverse();
    Some(Path { cost, modifiers })
}

/// head
pub(crate) fn head(word: &str) -> Option<(usize, Vec<String>)> {
    if word.len() > LONGEST_BYTES || word.len() < SHORTEST_BYTES { return None; }
    let path = best_path(word)?;
    if path.cost > limits().unknown { return None; }
    let start = path.modifiers.last()?.0;
    Some((start, head_headwords(&word[start..])))
}
