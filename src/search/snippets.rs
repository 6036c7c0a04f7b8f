//! The passages of an article that show why it was found.
//!
//! Passages are sentences; a long one is cut at words around its matches. Those are chosen that hold the most of
//! the words sought, the rarest, and these closest together, each next one for what the ones before it lack.

use std::collections::HashSet;
use std::ops::Range;

use super::highlight::{Mark, Marks};
use crate::dutch::sentences;
use crate::index::StoredArticle;
use crate::query::Why;

/// How much to show of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnippetOptions {
    /// At most so many passages of the text.
    pub max_passages: usize,
    /// A passage has at most about so many characters.
    pub max_passage_chars: usize,
}

impl Default for SnippetOptions {
    fn default() -> Self {
        Self { max_passages: 3, max_passage_chars: 280 }
    }
}

/// A piece of an article with its highlights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it is from.
    pub field: PassageField,
    /// The text as it stands in the article; line breaks are spaces.
    pub text: String,
    /// What matched in it, in order, without overlaps; offsets in code points of `text`.
    pub highlights: Vec<Highlight>,
}

/// The part of an article that a passage is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageField {
    /// The headline.
    Title,
    /// The body.
    Text,
}

impl PassageField {
    /// The name as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            PassageField::Title => "title",
            PassageField::Text => "text",
        }
    }
}

/// A place in a passage that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    /// The first code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// Why it matched.
    pub why: Why,
}

/// Chooses the passages of an article. `rarity` weighs each word or phrase of the query by its number.
pub(crate) fn passages(
    article: &StoredArticle,
    marks: &Marks,
    rarity: &[f32],
    options: &SnippetOptions,
) -> Vec<Passage> {
    let mut passages = Vec::new();
    if !marks.title.is_empty() {
        passages.push(passage(PassageField::Title, &article.title, 0..article.title.len(), &marks.title));
    }
    let chosen = if marks.text.is_empty() {
        // Nothing in the text matched: its beginning shows what the article is about.
        sentences::sentences(&article.text)
            .next()
            .map(|first| cut(&article.text, first, &[], options))
            .into_iter()
            .collect()
    } else {
        choose(&article.text, &marks.text, rarity, options)
    };
    passages.extend(
        chosen.into_iter().map(|range| passage(PassageField::Text, &article.text, range, &marks.text)),
    );
    passages
}

/// A sentence that holds matches, or the part of it that is shown.
struct Candidate {
    range: Range<usize>,
    leaves: HashSet<usize>,
    matches: usize,
    /// How close its words stand: for each two neighbours the rarity of the commoner one, the less the farther.
    closeness: f32,
}

fn choose(text: &str, marks: &[Mark], rarity: &[f32], options: &SnippetOptions) -> Vec<Range<usize>> {
    let weight = |word: usize| rarity.get(word).copied().unwrap_or(1.0);
    let mut candidates = candidates(text, marks, &weight, options);
    let mut chosen: Vec<Range<usize>> = Vec::new();
    let mut shown: HashSet<usize> = HashSet::new();
    while chosen.len() < options.max_passages && !candidates.is_empty() {
        let worth = |candidate: &Candidate| {
            let leaves = candidate.leaves.iter().map(|leaf| {
                // What was shown already is worth little a second time.
                if shown.contains(leaf) { weight(*leaf) * 0.1 } else { weight(*leaf) }
            });
            #[allow(clippy::cast_precision_loss)]
            let repeated = candidate.matches as f32;
            leaves.sum::<f32>() + CLOSE * candidate.closeness + 0.01 * repeated
        };
        let best = (0..candidates.len())
            // Of equals the earliest is taken: news begins with what matters.
            .max_by(|&a, &b| worth(&candidates[a]).total_cmp(&worth(&candidates[b])).then(b.cmp(&a)));
        let Some(best) = best else { break };
        let candidate = candidates.remove(best);
        shown.extend(candidate.leaves);
        chosen.push(candidate.range);
    }
    chosen.sort_by_key(|range| range.start);
    chosen
}

/// What words side by side are worth, in parts of the rarity of the commoner one.
const CLOSE: f32 = 0.5;

/// The closeness of words is worth half as much for each so many bytes between them.
const HALF_AS_CLOSE_BYTES: f32 = 30.0;

fn candidates(
    text: &str,
    marks: &[Mark],
    weight: &dyn Fn(usize) -> f32,
    options: &SnippetOptions,
) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut rest = marks;
    for sentence in sentences::sentences(text) {
        let inside = rest.iter().take_while(|mark| mark.range.start < sentence.end).count();
        let (mut here, later) = rest.split_at(inside);
        rest = later;
        while let Some(first) = here.first() {
            let range = cut(text, sentence.start.min(first.range.start)..sentence.end, here, options);
            let shown = here.iter().take_while(|mark| mark.range.start < range.end).count().max(1);
            candidates.push(Candidate {
                range,
                leaves: here[..shown].iter().map(|mark| mark.word).collect(),
                matches: shown,
                closeness: here[..shown].windows(2).map(|pair| closeness(&pair[0], &pair[1], weight)).sum(),
            });
            here = &here[shown..];
        }
        if rest.is_empty() {
            break;
        }
    }
    candidates
}

/// How close two neighbouring marks stand; nothing where they are for the same word of the query.
#[allow(clippy::cast_precision_loss)]
fn closeness(left: &Mark, right: &Mark, weight: &dyn Fn(usize) -> f32) -> f32 {
    if left.word == right.word {
        return 0.0;
    }
    let gap = right.range.start.saturating_sub(left.range.end) as f32;
    weight(left.word).min(weight(right.word)) * 0.5_f32.powf(gap / HALF_AS_CLOSE_BYTES)
}

/// The part of a sentence to show: the whole, or so much of it from before its first match on as fits. A match
/// that runs over the end of the sentence is shown to its own end.
fn cut(text: &str, sentence: Range<usize>, marks: &[Mark], options: &SnippetOptions) -> Range<usize> {
    let first_match = marks.first().map_or(sentence.start..sentence.start, |mark| mark.range.clone());
    let sentence = sentence.start..sentence.end.max(first_match.end);
    let longest = options.max_passage_chars.max(20);
    if !has_more_chars(&text[sentence.clone()], longest) {
        return sentence;
    }
    // A third of the space goes before the match, but none is wasted where the sentence begins with it.
    let before = longest / 3;
    let start = if has_more_chars(&text[sentence.start..first_match.start], before) {
        let back = text[..first_match.start].char_indices().rev().nth(before.saturating_sub(1));
        let start = back.map_or(sentence.start, |(at, _)| at).max(sentence.start);
        // Words are shown whole: the piece of one at the edge goes.
        text[start..first_match.start]
            .char_indices()
            .find(|(_, c)| c.is_whitespace())
            .map_or(first_match.start, |(at, c)| start + at + c.len_utf8())
    } else {
        sentence.start
    };
    let end = text[start..].char_indices().nth(longest).map_or(sentence.end, |(at, _)| start + at);
    if end >= sentence.end {
        return start..sentence.end;
    }
    let at_word = text[start..end].rfind(char::is_whitespace).map_or(end, |at| start + at);
    start..at_word.max(first_match.end)
}

/// Whether a text has more than so many characters; a sentence without end is not counted to its end.
fn has_more_chars(text: &str, count: usize) -> bool {
    text.chars().nth(count).is_some()
}

/// The passage of a range, with the marks that lie in it.
fn passage(field: PassageField, text: &str, range: Range<usize>, marks: &[Mark]) -> Passage {
    let highlights = in_code_points(text, range.clone(), marks);
    let shown = text[range].chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    Passage { field, text: shown, highlights }
}

/// The marks that lie in a range of a text, counted in code points from its beginning.
pub(crate) fn in_code_points(text: &str, range: Range<usize>, marks: &[Mark]) -> Vec<Highlight> {
    let inside = marks.iter().filter(|mark| mark.range.start >= range.start && mark.range.end <= range.end);
    let mut highlights = Vec::new();
    let (mut chars, mut at) = (0, range.start);
    for mark in inside {
        chars += text[at..mark.range.start].chars().count();
        let start = chars;
        chars += text[mark.range.clone()].chars().count();
        at = mark.range.end;
        highlights.push(Highlight { start, end: chars, why: mark.why });
    }
    highlights
}
