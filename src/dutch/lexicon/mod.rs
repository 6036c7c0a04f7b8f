//! The dictionary: which headwords a form has, which words open and close compounds, and how frequent words are.
//!
//! ```
//! use knipsel::dutch::lexicon::{Kind, Lexicon};
//!
//! let lexicon = Lexicon::embedded();
//! let headwords = |form| lexicon.headwords(form).map(|found| found.text).collect::<Vec<_>>();
//! assert_eq!(headwords("schepen"), ["schip"]);
//! assert_eq!(headwords("aangekondigd"), ["aankondigen"]);
//! assert_eq!(headwords("xyzzy"), Vec::<String>::new());
//! assert_eq!(lexicon.headwords("gelopen").next().map(|found| found.kind), Some(Kind::Verb));
//! assert!(lexicon.is_known("soldatenleven"));
//! assert!(lexicon.frequency("vrede") > lexicon.frequency("vredesakkoord"));
//! ```
//!
//! All words are asked for in their folded form (lower case, no accents). The data are finite-state maps that are
//! part of the program file and are used where they lie: opening them reads a few bytes and unpacks nothing.
//! Where they come from, and under which licences, stands in `SOURCE.md` beside this file; `compile/` makes them.

mod filter;

use std::sync::OnceLock;

use fst::Map;
use fst::raw::{Fst, Node};
use smallvec::SmallVec;

pub use filter::bits as filter_bits;

use filter::Filter;

/// The embedded maps. The paths are those of `SOURCE.md`.
static HEADWORDS: &[u8] = include_bytes!("data/cc-by-sa/headwords.fst");
static EDITS: &[u8] = include_bytes!("data/cc-by-sa/edits.bin");
static MODIFIERS: &[u8] = include_bytes!("data/cc-by-sa/modifiers.fst");
static HEADS: &[u8] = include_bytes!("data/cc-by-sa/heads.fst");
static CLOSED: &[u8] = include_bytes!("data/cc-by-sa/closed.fst");
static ENDINGS: &[u8] = include_bytes!("data/cc-by-sa/endings.fst");
static OPENTAAL: &[u8] = include_bytes!("data/opentaal/words.fst");
static FREQUENCIES: &[u8] = include_bytes!("data/cc-by-sa/frequencies.fst");
static ACCENTS: &[u8] = include_bytes!("data/cc-by-sa/accents.fst");
static SPELLINGS: &[u8] = include_bytes!("data/cc-by-sa/accents.bin");

/// What the filters say of the tables they are named after.
static HEADS_FILTER: &[u8] = include_bytes!("data/cc-by-sa/heads.bits");
static OPENTAAL_FILTER: &[u8] = include_bytes!("data/opentaal/words.bits");
static ACCENTS_FILTER: &[u8] = include_bytes!("data/cc-by-sa/accents.bits");

/// A hash of all of the tables above, as `compile/` wrote it: an index that was analysed with another dictionary is
/// told by it. To hash eleven megabytes at each start would cost more than a search.
pub const HASH: &str = include_str!("data/hash.txt");

/// How many letters before a head an ending has at most.
const LONGEST_BEFORE_HEAD: usize = 2;

type Table = Map<&'static [u8]>;

/// The dictionary that is part of the program.
#[derive(Debug)]
pub struct Lexicon {
    headwords: Table,
    edits: Records,
    modifiers: Table,
    heads: Table,
    heads_filter: Filter,
    closed: Table,
    endings: Table,
    opentaal: Table,
    opentaal_filter: Filter,
    frequencies: Table,
    accents: Table,
    accents_filter: Filter,
    spellings: Records,
}

/// The class of a headword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A noun.
    Noun,
    /// A verb; its headword is the infinitive.
    Verb,
    /// An adjective; its headword is the form without an ending.
    Adjective,
    /// A numeral; that of *derde* is *drie*.
    Numeral,
    /// The stem of a verb as it stands in a compound: *woon* in *woonwijk*.
    Stem,
    /// A diminutive that is a word of its own inside a compound.
    Diminutive,
    /// Any other word, and words of which the sources do not say what they are.
    Other,
}

impl Kind {
    fn from_letter(letter: u8) -> Self {
        match letter {
            b'N' => Self::Noun,
            b'V' => Self::Verb,
            b'A' => Self::Adjective,
            b'O' => Self::Numeral,
            b'S' => Self::Stem,
            b'D' => Self::Diminutive,
            _ => Self::Other,
        }
    }
}

/// A headword of a form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Headword {
    /// The headword, folded.
    pub text: String,
    /// Its class.
    pub kind: Kind,
}

impl Lexicon {
    /// The dictionary that is part of the program, opened when it is first asked for.
    ///
    /// # Panics
    ///
    /// Never in a program that was built whole: only where an embedded file is not what `compile/` wrote.
    pub fn embedded() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| Self {
            headwords: table(HEADWORDS),
            edits: Records(EDITS),
            modifiers: table(MODIFIERS),
            heads: table(HEADS),
            heads_filter: Filter(HEADS_FILTER),
            closed: table(CLOSED),
            endings: table(ENDINGS),
            opentaal: table(OPENTAAL),
            opentaal_filter: Filter(OPENTAAL_FILTER),
            frequencies: table(FREQUENCIES),
            accents: table(ACCENTS),
            accents_filter: Filter(ACCENTS_FILTER),
            spellings: Records(SPELLINGS),
        })
    }

    /// The headwords of a form, the likeliest first; none where the form is not known.
    pub fn headwords<'a>(&self, form: &'a str) -> impl Iterator<Item = Headword> + use<'a> {
        let edits = self.headwords.get(form).map_or(Edits::NONE, |list| self.edits(list));
        edits.map(move |edit| edit.apply(form))
    }

    /// What the dictionary has among the beginnings of a form, the form itself with them: a form without one of its
    /// endings is asked for by the same walk.
    pub(crate) fn beginnings<'a>(&self, form: &'a str) -> Beginnings<'a> {
        let fst = self.headwords.as_fst();
        let (mut node, mut output) = (fst.root(), 0);
        let mut lists = SmallVec::new();
        for (at, &byte) in form.as_bytes().iter().enumerate() {
            let Some(transition) = node.find_input(byte).map(|number| node.transition(number)) else { break };
            output += transition.out.value();
            node = fst.node(transition.addr);
            if node.is_final() {
                lists.push((at + 1, output + node.final_output().value()));
            }
        }
        Beginnings { form, lists }
    }

    /// Whether the form is in the dictionary, as a word or as a form of one.
    pub fn is_known(&self, form: &str) -> bool {
        self.headwords.contains_key(form)
    }

    /// How frequent a form is: ten times the logarithm of its count in a thousand million words, so 70 is a word in
    /// a hundred; 0 where it is rarer than ten in a thousand million, or not counted.
    pub fn frequency(&self, form: &str) -> u8 {
        self.frequencies.get(form).map_or(0, |found| found.min(255) as u8)
    }

    /// What the word list of the official spelling says of a form.
    pub fn listed(&self, form: &str) -> Listed {
        let found = self.opentaal_filter.may_have(form).then(|| self.opentaal.get(form));
        let bits = found.flatten().unwrap_or(0);
        Listed { as_word: bits & 1 != 0, as_name: bits & 2 != 0 }
    }

    /// The spelling of a folded headword, where it has accents: *privé* for *prive*.
    pub fn spelled<'a>(&self, headword: &'a str) -> &'a str {
        let found = self.accents_filter.may_have(headword).then(|| self.accents.get(headword));
        let spelling = found.flatten().and_then(|number| self.spellings.get(number));
        spelling.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(headword)
    }

    /// The words that may open a compound and with which `text` begins, the shortest first.
    pub(crate) fn modifiers<'a>(&'static self, text: &'a str) -> Modifiers<'a> {
        let fst = self.modifiers.as_fst();
        Modifiers { fst, node: fst.root(), output: 0, text, length: 0 }
    }

    /// The form as the last piece of a compound; nothing where it closes none.
    pub(crate) fn head(&self, form: &str) -> Option<Constituent> {
        let found = self.heads_filter.may_have(form).then(|| self.heads.get(form));
        found.flatten().map(Constituent::from_value)
    }

    /// Whether a word is not to be opened, though it may look like a compound.
    pub(crate) fn is_closed(&self, headword: &str) -> bool {
        self.closed.contains_key(headword)
    }

    /// Whether what looks like a head at `start` is rather the end of a longer ending: *-ering*, *-atuur*.
    pub(crate) fn is_ending(&self, word: &str, start: usize) -> bool {
        (1..=LONGEST_BEFORE_HEAD.min(start)).any(|before| {
            let found = word.get(start - before..).and_then(|ending| self.endings.get(ending));
            found.is_some_and(|befores| befores >> before & 1 == 1)
        })
    }

    /// The headwords of a piece as it is written in a compound: *pan* of *pannen*.
    pub(crate) fn constituent_headwords<'a>(
        &self,
        constituent: Constituent,
        written: &'a str,
    ) -> impl Iterator<Item = Headword> + use<'a> {
        self.edits(constituent.list).map(move |edit| edit.apply(written))
    }

    fn edits(&self, list: u64) -> Edits {
        let record = self.edits.get(list).and_then(<[u8]>::split_first);
        record.map_or(Edits::NONE, |(&left, bytes)| Edits { left, bytes })
    }
}

/// The beginnings of a form that the dictionary has; made by [`Lexicon::beginnings`].
pub(crate) struct Beginnings<'a> {
    form: &'a str,
    /// How long each is, in bytes, and the number of its list of headwords.
    lists: SmallVec<[(usize, u64); 12]>,
}

impl<'a> Beginnings<'a> {
    /// The headwords of the first so many bytes of the form, as [`Lexicon::headwords`] gives them.
    pub(crate) fn headwords(&self, length: usize) -> impl Iterator<Item = Headword> + use<'a> {
        let list = self.lists.iter().rev().find(|(at, _)| *at == length);
        let edits = list.map_or(Edits::NONE, |(_, list)| Lexicon::embedded().edits(*list));
        let beginning = self.form.get(..length).unwrap_or(self.form);
        edits.map(move |edit| edit.apply(beginning))
    }
}

/// What a word list says of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// It stands there without a capital.
    pub as_word: bool,
    /// It stands there with a capital: a name, or a word made of one.
    pub as_name: bool,
}

/// A word as a piece of a compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Constituent {
    /// How readily it is one: the lower the readier.
    pub(crate) cost: u32,
    list: u64,
}

impl Constituent {
    fn from_value(value: u64) -> Self {
        Self { cost: (value & 0xff) as u32, list: value >> 8 }
    }
}

/// Walks the map of modifiers along a text; made by [`Lexicon::modifiers`].
pub(crate) struct Modifiers<'a> {
    fst: &'static Fst<&'static [u8]>,
    node: Node<'static>,
    output: u64,
    text: &'a str,
    length: usize,
}

impl Iterator for Modifiers<'_> {
    /// The length in bytes, and the modifier.
    type Item = (usize, Constituent);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(&byte) = self.text.as_bytes().get(self.length) {
            let transition = self.node.transition(self.node.find_input(byte)?);
            self.node = self.fst.node(transition.addr);
            self.output += transition.out.value();
            self.length += 1;
            if self.node.is_final() {
                let value = self.output + self.node.final_output().value();
                return Some((self.length, Constituent::from_value(value)));
            }
        }
        None
    }
}

/// How a headword is made from a form.
struct Edit {
    kind: Kind,
    /// Where a `ge` is dropped: 0 for *gelopen*, 3 for *aangekomen*.
    ge: Option<usize>,
    cut: usize,
    add: &'static [u8],
}

impl Edit {
    fn apply(&self, form: &str) -> Headword {
        let kept = form.len().saturating_sub(self.cut);
        let mut text = String::with_capacity(kept + self.add.len());
        match self.ge {
            Some(place) if place + 2 <= kept => {
                text.push_str(form.get(..place).unwrap_or(form));
                text.push_str(form.get(place + 2..kept).unwrap_or(""));
            }
            _ => text.push_str(form.get(..kept).unwrap_or(form)),
        }
        text.push_str(std::str::from_utf8(self.add).unwrap_or(""));
        Headword { text, kind: self.kind }
    }
}

/// The edits of one list.
struct Edits {
    left: u8,
    bytes: &'static [u8],
}

impl Edits {
    const NONE: Self = Self { left: 0, bytes: &[] };
}

impl Iterator for Edits {
    type Item = Edit;

    fn next(&mut self) -> Option<Edit> {
        self.left = self.left.checked_sub(1)?;
        let (&[kind, ge, cut, length], rest) = self.bytes.split_first_chunk::<4>()?;
        let (add, rest) = rest.split_at_checked(usize::from(length))?;
        self.bytes = rest;
        let ge = (ge != u8::MAX).then_some(usize::from(ge));
        Some(Edit { kind: Kind::from_letter(kind), ge, cut: usize::from(cut), add })
    }
}

/// Numbered records: a count, the offset of each record and of the end, then the records.
#[derive(Debug, Clone, Copy)]
struct Records(&'static [u8]);

impl Records {
    fn number(self, place: usize) -> Option<usize> {
        let bytes = self.0.get(place * 4..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    }

    fn get(self, record: u64) -> Option<&'static [u8]> {
        let (count, record) = (self.number(0)?, usize::try_from(record).ok()?);
        if record >= count {
            return None;
        }
        let body = self.0.get((count + 2) * 4..)?;
        body.get(self.number(record + 1)?..self.number(record + 2)?)
    }
}

fn table(bytes: &'static [u8]) -> Table {
    Map::new(bytes).expect("an embedded table is what `compile/` wrote")
}

#[cfg(test)]
mod tests;
