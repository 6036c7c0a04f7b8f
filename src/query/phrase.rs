//! What stands in quotes: words, and groups of which one is to stand there.
//!
//! `(terreur* of jihad*) aanslag` is a group of two and a word. Inside a group `of` and `or` part the choices, in
//! capitals or not; outside one they are words like any other. Brackets that do not pair are signs between words,
//! as they are in texts that people paste, and so are those around a single choice.

use super::ast::PhraseItem;

/// Groups nested deeper than this are refused.
const DEEPEST_GROUP: usize = 8;

/// The items of what stands in quotes; `None` where groups are nested too deep.
pub(super) fn items(text: &str) -> Option<Vec<PhraseItem>> {
    let brackets = pairs(text);
    let mut reader = Reader { text, brackets: &brackets, depth: 0 };
    // Outside a group there is one choice only.
    reader.choices(0, text.len(), false)?.pop()
}

/// Whether a text holds anything that can be sought.
pub(super) fn holds_word(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || matches!(c, '€' | '$' | '£' | '¥' | '%' | '*'))
}

/// Words without the signs before them, of which nothing can be sought. They hold a word.
fn without_first_signs(words: &str) -> &str {
    let mut words = words.trim_start_matches(parts_words);
    while let Some((_, behind)) = words.split_once(parts_words).filter(|(first, _)| !holds_word(first)) {
        words = behind.trim_start_matches(parts_words);
    }
    words
}

/// Whether a character parts words in quotes: a bracket that does not pair is a sign like any other.
pub(super) fn parts_words(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}

/// The first bracket that belongs to no pair.
pub(super) fn unpaired(text: &str) -> Option<usize> {
    let mut paired: Vec<usize> = pairs(text).into_iter().flat_map(|(open, close)| [open, close]).collect();
    paired.sort_unstable();
    let mut brackets = text.match_indices(['(', ')']).map(|(at, _)| at);
    brackets.find(|at| paired.binary_search(at).is_err())
}

/// Each bracket that opens a pair, with the one that closes it.
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

struct Reader<'t> {
    text: &'t str,
    brackets: &'t [(usize, usize)],
    depth: usize,
}

impl Reader<'_> {
    /// The choices between two places, each with its items. Where `parted` is false there is one.
    fn choices(&mut self, start: usize, end: usize, parted: bool) -> Option<Vec<Vec<PhraseItem>>> {
        self.depth += 1;
        if self.depth > DEEPEST_GROUP {
            return None;
        }
        let mut choices = vec![Vec::new()];
        let mut at = start;
        while at < end {
            let inside = self.brackets.partition_point(|(open, _)| *open < at);
            let (open, close) = match self.brackets.get(inside) {
                Some(&(open, close)) if open < end => (open, close),
                _ => (end, end),
            };
            add_words(&self.text[at..open], parted, &mut choices);
            if open < end {
                let group = self.choices(open + 1, close, true)?;
                let mut group: Vec<_> = group.into_iter().filter(|choice| !choice.is_empty()).collect();
                if let Some(last) = choices.last_mut() {
                    match group.pop() {
                        Some(only) if group.is_empty() => last.extend(only),
                        Some(choice) => {
                            group.push(choice);
                            last.push(PhraseItem::OneOf(group));
                        }
                        None => {}
                    }
                }
            }
            at = close + 1;
        }
        self.depth -= 1;
        Some(choices)
    }
}

/// Adds the words of a run to the last choice; where choices are `parted`, each `of` begins a new one.
fn add_words(run: &str, parted: bool, choices: &mut Vec<Vec<PhraseItem>>) {
    let mut begun = 0;
    let add = |words: &str, choices: &mut Vec<Vec<PhraseItem>>| {
        if holds_word(words)
            && let Some(last) = choices.last_mut()
        {
            last.push(PhraseItem::Words(without_first_signs(words).trim_end().to_owned()));
        }
    };
    if parted {
        let mut at = 0;
        for word in run.split(char::is_whitespace) {
            if matches!(word, "of" | "or" | "OF" | "OR" | "|") {
                add(&run[begun..at], choices);
                choices.push(Vec::new());
                begun = at + word.len();
            }
            at += word.len();
            at += run[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    add(&run[begun..], choices);
}
