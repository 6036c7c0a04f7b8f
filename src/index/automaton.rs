//! The automaton of a segment's terms: each term leads through it to its number, in the order of the terms.
//!
//! The bytes are those of the crate `tantivy-fst`, which reads them. Its own builder serves any numbers and writes byte by
//! byte, and looks for nodes like those before in a table of three megabytes, beyond what the processor has near: that took
//! a twelfth of the time of a build. Here numbers rise by one, so that two nodes with the same letters to the same nodes
//! have the same numbers too, and what has to be looked at is small.
//!
//! A node is written when no further term goes through it, after all nodes that it leads to. Its address is that of its
//! last byte, from where it is read backwards:
//!
//! | node | bytes |
//! |---|---|
//! | final, leads nowhere | none; its address is 0 |
//! | one letter, to the node right before | the letter unless it is a common one, `11` and the common letter's number |
//! | one letter | how far the next node is, the sizes, the letter unless it is a common one, `10` and its number |
//! | any other | the numbers and the distances of all letters from the last to the first, the letters, where there are more than 32 a table of all letters, the sizes, how many unless it fits below, `0`, whether final, and how many |

use crate::mix::mix;

/// What every file begins with: the version of the format, and a type that nobody asks for.
const HEADER: [u64; 2] = [2, 0];

/// Letters that take no byte where a node has only one; their numbers count from 1.
const COMMON_LETTERS: &[u8; 63] = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

/// The numbers of all letters among the common ones, or 0.
const NUMBERS_OF_LETTERS: [u8; 256] = {
    let mut numbers = [0; 256];
    let mut at = 0;
    while at < COMMON_LETTERS.len() {
        numbers[COMMON_LETTERS[at] as usize] = at as u8 + 1;
        at += 1;
    }
    numbers
};

/// The address of the node that is final and leads nowhere.
const NOWHERE: u64 = 0;

/// A node with more letters has a table of where each is.
const MOST_LETTERS_WITHOUT_TABLE: usize = 32;

/// The most letters that are counted beside the node's kind.
const MOST_COUNTED_IN_KIND: usize = 63;

/// Makes the automaton of terms that come in their order.
pub(super) struct AutomatonBuilder {
    bytes: Vec<u8>,
    /// The node that each beginning of the last term leads to, from the empty one on, and beyond that nodes whose rows are
    /// used again.
    path: Vec<Node>,
    last: Vec<u8>,
    count: u64,
    /// The address of the node that was written last.
    last_written: u64,
    written: Written,
}

/// A node that more terms may go through.
#[derive(Default)]
struct Node {
    is_final: bool,
    /// The number of the first term that goes through it.
    first: u64,
    letters: Vec<Transition>,
}

/// A letter that leads from one node to another.
#[derive(Clone, Copy)]
struct Transition {
    letter: u8,
    /// What is added to a term's number that goes this way.
    number: u64,
    /// The address of the node that it leads to, once that is written.
    to: u64,
}

impl AutomatonBuilder {
    pub(super) fn new() -> Self {
        Self {
            bytes: HEADER.iter().flat_map(|part| part.to_le_bytes()).collect(),
            path: vec![Node::default()],
            last: Vec::new(),
            count: 0,
            last_written: u64::MAX,
            written: Written::new(),
        }
    }

    /// Adds a term; its number is how many there were before. Every term is greater than the one before.
    pub(super) fn add(&mut self, term: &[u8]) {
        let same = self.last.iter().zip(term).take_while(|(one, other)| one == other).count();
        debug_assert!(self.count == 0 || term[same..] > self.last[same..], "terms come in their order");
        self.write_beyond(same);
        let number = self.count;
        if self.path.len() <= term.len() {
            self.path.resize_with(term.len() + 1, Node::default);
        }
        for (at, &letter) in (same..).zip(&term[same..]) {
            let node = &mut self.path[at];
            node.letters.push(Transition { letter, number: number - node.first, to: NOWHERE });
            let next = &mut self.path[at + 1];
            next.is_final = false;
            next.first = number;
            next.letters.clear();
        }
        self.path[term.len()].is_final = true;
        self.last.truncate(same);
        self.last.extend_from_slice(&term[same..]);
        self.count += 1;
    }

    /// The whole automaton.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.write_beyond(0);
        let root = self.path[0].write(&mut self.bytes, self.last_written);
        for part in [self.count, root] {
            self.bytes.extend(part.to_le_bytes());
        }
        self.bytes
    }

    /// Writes the nodes of the last term that lie beyond so many of its letters.
    fn write_beyond(&mut self, letters: usize) {
        for depth in (letters + 1..=self.last.len()).rev() {
            let address = self.address(depth);
            if let Some(letter) = self.path[depth - 1].letters.last_mut() {
                letter.to = address;
            }
        }
    }

    /// Where the node at a depth is, which is written unless one like it was.
    #[inline]
    fn address(&mut self, depth: usize) -> u64 {
        let node = &self.path[depth];
        if node.letters.is_empty() {
            return NOWHERE;
        }
        let Self { bytes, last_written, written, .. } = self;
        written.find_or(node, || {
            *last_written = node.write(bytes, *last_written);
            *last_written
        })
    }
}

impl Node {
    /// Writes it; gives its address.
    fn write(&self, bytes: &mut Vec<u8>, last_written: u64) -> u64 {
        let start = bytes.len() as u64;
        match *self.letters {
            // All terms that go through it take this letter, so that none is counted before.
            [Transition { letter, to, .. }] if !self.is_final => {
                let kind = if to == last_written {
                    0b1100_0000
                } else {
                    let distance = distance(start, to);
                    let size = size_of(distance);
                    push(bytes, distance, size);
                    bytes.push(size << 4);
                    0b1000_0000
                };
                let common = NUMBERS_OF_LETTERS[usize::from(letter)];
                if common == 0 {
                    bytes.push(letter);
                }
                bytes.push(kind | common);
            }
            ref letters => {
                let distance_of = |letter: &Transition| distance(start, letter.to);
                let size = letters.iter().map(|letter| size_of(distance_of(letter))).max().unwrap_or(0);
                // They only rise, and that of a node itself is 0.
                let highest = letters.last().map_or(0, |letter| letter.number);
                let number_size = if highest == 0 { 0 } else { size_of(highest) };
                if self.is_final {
                    push(bytes, 0, number_size);
                }
                letters.iter().rev().for_each(|letter| push(bytes, letter.number, number_size));
                letters.iter().rev().for_each(|letter| push(bytes, distance_of(letter), size));
                bytes.extend(letters.iter().rev().map(|letter| letter.letter));
                if letters.len() > MOST_LETTERS_WITHOUT_TABLE {
                    let mut table = [u8::MAX; 256];
                    for (place, letter) in (0..=u8::MAX).zip(letters) {
                        table[usize::from(letter.letter)] = place;
                    }
                    bytes.extend(table);
                }
                bytes.push(size << 4 | number_size);
                let count = letters.len();
                let counted = if count <= MOST_COUNTED_IN_KIND { count as u8 } else { 0 };
                if counted == 0 {
                    // 256 does not fit in a byte, and 1 would have been counted below.
                    bytes.push(if count == 256 { 1 } else { count as u8 });
                }
                bytes.push(u8::from(self.is_final) << 6 | counted);
            }
        }
        bytes.len() as u64 - 1
    }
}

/// How far back a node is from where another begins; 0 stands for the one that leads nowhere.
#[inline]
fn distance(start: u64, to: u64) -> u64 {
    if to == NOWHERE { 0 } else { start - to }
}

/// How many bytes a number takes, at least one.
#[inline]
fn size_of(number: u64) -> u8 {
    (64 - (number | 1).leading_zeros()).div_ceil(8) as u8
}

#[inline]
fn push(bytes: &mut Vec<u8>, number: u64, size: u8) {
    bytes.extend_from_slice(&number.to_le_bytes()[..usize::from(size)]);
}

/// So many nodes are remembered at most that have one letter; and as many others. More make the automaton hardly smaller.
const MOST_REMEMBERED: usize = 1 << 15;

/// What was written, so that a node like an earlier one need not be written again.
struct Written {
    /// In pairs: what tells a node, as [`Written::find_or`] has it, and where it is. The newer of a pair comes first.
    places: Vec<(u64, u64)>,
    /// For nodes of several letters where they are, [`head`] of it, and its letters.
    nodes: Vec<u64>,
}

impl Written {
    fn new() -> Self {
        Self { places: vec![(0, 0); MOST_REMEMBERED], nodes: Vec::new() }
    }

    /// Where a node is that is like this one; `write` writes it where there is none, and gives its address.
    #[inline]
    fn find_or(&mut self, node: &Node, write: impl FnOnce() -> u64) -> u64 {
        // A single letter is told whole, by a number that is never 0 and never that of several.
        if let [letter] = *node.letters {
            let key = of_letter(letter) << 2 | u64::from(node.is_final) << 1 | 1;
            let pair = self.pair(key);
            for place in [pair, pair + 1] {
                let (known, address) = self.places[place];
                if known == key {
                    return address;
                }
            }
            let address = write();
            self.remember(pair, (key, address));
            return address;
        }
        let key =
            node.letters.iter().fold(head(node), |key, letter| mix(key, of_letter(*letter))) << 1 | 1 << 63;
        let pair = self.pair(key);
        for place in [pair, pair + 1] {
            let (known, at) = self.places[place];
            if known == key && self.is_at(at as usize, node) {
                return self.nodes[at as usize];
            }
        }
        let address = write();
        let at = self.nodes.len() as u64;
        self.nodes.extend([address, head(node)]);
        self.nodes.extend(node.letters.iter().map(|letter| of_letter(*letter)));
        self.remember(pair, (key, at));
        address
    }

    #[inline]
    fn pair(&self, key: u64) -> usize {
        (mix(key, 0) >> 32) as usize % (self.places.len() / 2) * 2
    }

    #[inline]
    fn remember(&mut self, pair: usize, place: (u64, u64)) {
        self.places[pair + 1] = std::mem::replace(&mut self.places[pair], place);
    }

    /// Whether the node of several letters that is noted there is like this one.
    fn is_at(&self, at: usize, node: &Node) -> bool {
        let letters = &self.nodes[at + 2..];
        self.nodes[at + 1] == head(node)
            && node.letters.iter().zip(letters).all(|(letter, known)| of_letter(*letter) == *known)
    }
}

/// What a node of several letters is told by beside these.
#[inline]
fn head(node: &Node) -> u64 {
    (node.letters.len() as u64) << 1 | u64::from(node.is_final)
}

/// A letter and where it leads to.
#[inline]
fn of_letter(letter: Transition) -> u64 {
    letter.to << 8 | u64::from(letter.letter)
}

#[cfg(test)]
mod tests;
