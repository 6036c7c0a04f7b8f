//! Which articles of a segment hold words, wherever in a field they stand.
//!
//! The lists of the words are read stretch by stretch ([`super::bits`]), each by itself, and what they hold is marked.
//! To go through all lists article by article instead, as tantivy does, costs for every article a look at every
//! list. Where few articles of a stretch are left, only these are looked up.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, TERMINATED, Term};

use super::bits::{Bits, Found, stretches};
use super::leaf::index_term;
use crate::dutch::{Layer, MOST_JOINED_PIECES};
use crate::index::pairs::pair_key;
use crate::index::schema::Fields;
use crate::query::meaning::{Alternative, Sequence, Slot};

/// What an article must hold.
pub(super) enum Filter {
    /// Nothing.
    Nothing,
    /// One of the terms of a slot.
    Slot(Lists),
    All(Vec<Filter>),
    Any(Vec<Filter>),
}

impl Filter {
    /// The words of a sequence, and those of its pairs that have lists side by side.
    pub(super) fn sequence(
        sequence: &Sequence,
        field: Field,
        index: &Fields,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let mut all = Vec::new();
        let mut is_in_pair = false;
        for (number, slot) in sequence.iter().enumerate() {
            let pair = sequence.get(number + 1).and_then(|next| Pair::of([slot, next], field, index));
            let was_in_pair = std::mem::replace(&mut is_in_pair, pair.is_some());
            let mut lists = Lists::default();
            match pair {
                Some(pair) => lists.open_pair(&pair, reader, IndexRecordOption::Basic)?,
                // The pair before has the word.
                None if was_in_pair => continue,
                None => lists.open(slot, field, reader, IndexRecordOption::Basic)?,
            }
            if lists.terms.is_empty() {
                return Ok(Filter::Any(Vec::new()));
            }
            all.push(Filter::Slot(lists));
        }
        Ok(Filter::all(all))
    }

    /// All of these, those that fewest articles hold first.
    pub(super) fn all(mut parts: Vec<Filter>) -> Self {
        parts.sort_by_key(Filter::size);
        if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) }
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        match self {
            Filter::Nothing => u32::MAX,
            Filter::Slot(lists) => lists.size(),
            Filter::All(parts) => parts.iter().map(Filter::size).min().unwrap_or(u32::MAX),
            Filter::Any(parts) => parts.iter().map(Filter::size).fold(0, u32::saturating_add),
        }
    }

    /// Marks the articles of a stretch, or those `among` some of them, in `out`, which is empty.
    pub(super) fn mark(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, out: &mut Bits) {
        match self {
            Filter::Nothing => match among {
                Some(among) => out.add(among),
                None => out.set_below(stretch.len()),
            },
            Filter::Slot(lists) => lists.each(stretch, among, &mut |place, _, _| out.set(place)),
            Filter::All(parts) => {
                let Some((first, others)) = parts.split_first_mut() else {
                    return Filter::Nothing.mark(stretch, among, out);
                };
                first.mark(stretch, among, out);
                for part in others {
                    if out.is_empty() {
                        return;
                    }
                    let mut kept = Bits::none();
                    part.mark(stretch, Some(out), &mut kept);
                    *out = kept;
                }
            }
            Filter::Any(parts) => {
                for part in parts {
                    let mut more = Bits::none();
                    part.mark(stretch, among, &mut more);
                    out.add(&more);
                }
            }
        }
    }

    /// How many articles of a segment there are that were not deleted.
    pub(super) fn count(mut self, reader: &SegmentReader) -> u64 {
        if reader.alive_bitset().is_none()
            && let Some(exact) = self.exact_size()
        {
            return exact.into();
        }
        let mut count = 0;
        let mut found = Bits::none();
        for stretch in stretches(reader.max_doc()) {
            found.clear();
            self.mark(&stretch, None, &mut found);
            count += u64::from(found.count_alive(&stretch, reader));
        }
        count
    }

    /// The number of articles, deleted ones too, where that is known at once.
    fn exact_size(&self) -> Option<u32> {
        match self {
            Filter::Slot(lists) => lists.exact_size(),
            Filter::Any(parts) if parts.len() <= 1 => parts.first().map_or(Some(0), Filter::exact_size),
            _ => None,
        }
    }
}

/// Two words side by side of which the index has a list (`index::pairs`).
pub(super) struct Pair {
    term: Term,
    /// The least weight of the words.
    weight: f32,
}

impl Pair {
    /// The pair of two slots in a field; `None` where there is no list of it, or where a slot is more than one form,
    /// in one word or with hyphens.
    pub(super) fn of(slots: [&Slot; 2], field: Field, index: &Fields) -> Option<Self> {
        if field != index.text || !slots.iter().all(|slot| is_one_form(slot)) {
            return None;
        }
        let [first, second] = slots.map(|slot| &slot[0]);
        let term = Term::from_field_text(index.pairs, &pair_key(&first.text, &second.text)?);
        Some(Self { term, weight: first.why.weight().min(second.why.weight()) })
    }
}

/// Whether a slot is one form, however many pieces it is written in.
fn is_one_form(slot: &Slot) -> bool {
    let Some(Alternative { text, why, .. }) = slot.first() else { return false };
    let mut lengths = (1..=MOST_JOINED_PIECES).zip(slot.iter());
    slot.len() == MOST_JOINED_PIECES as usize
        && lengths.all(|(length, it)| {
            it.layer == Layer::Exact && it.length == length && it.text == *text && it.why == *why
        })
}

/// The lists of articles of some terms, all of which are read in the order of the segment.
#[derive(Default)]
pub(super) struct Lists {
    terms: Vec<List>,
    /// For each list its next article. They stand together, since most of a wildcard's lists have none in a stretch.
    next: Vec<DocId>,
    size: u32,
    /// The number of articles of the segment.
    articles: u32,
}

/// The articles of one term.
struct List {
    block: BlockSegmentPostings,
    /// The place of the next article in the block.
    at: usize,
    weight: f32,
}

/// An article is looked up by itself where there is at most one for so many of a list in the same stretch.
const SPARSE: u64 = 24;

impl Lists {
    /// Adds the lists of a slot.
    pub(super) fn open(
        &mut self,
        slot: &Slot,
        field: Field,
        reader: &SegmentReader,
        record: IndexRecordOption,
    ) -> tantivy::Result<()> {
        let inverted = reader.inverted_index(field)?;
        self.articles = reader.max_doc();
        for alternative in slot.iter() {
            let block = inverted.read_block_postings(&index_term(field, alternative), record)?;
            self.add(block, alternative.why.weight());
        }
        Ok(())
    }

    /// Adds the list of a pair.
    pub(super) fn open_pair(
        &mut self,
        pair: &Pair,
        reader: &SegmentReader,
        record: IndexRecordOption,
    ) -> tantivy::Result<()> {
        self.articles = reader.max_doc();
        let block = reader.inverted_index(pair.term.field())?.read_block_postings(&pair.term, record)?;
        self.add(block, pair.weight);
        Ok(())
    }

    fn add(&mut self, block: Option<BlockSegmentPostings>, weight: f32) {
        if let Some(block) = block {
            self.size = self.size.saturating_add(block.doc_freq());
            self.next.push(block.docs().first().copied().unwrap_or(TERMINATED));
            self.terms.push(List { block, at: 0, weight });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// At most so many articles.
    pub(super) fn size(&self) -> u32 {
        self.size
    }

    /// The number of articles, deleted ones too, where that is known at once.
    pub(super) fn exact_size(&self) -> Option<u32> {
        (self.terms.len() <= 1).then_some(self.size)
    }

    /// Marks the articles of a stretch, or those `among` some of them, in `found`, and adds up what the terms weigh in each.
    pub(super) fn weigh(
        &mut self,
        stretch: &Range<DocId>,
        among: Option<&Bits>,
        norms: &Norms,
        found: &mut Found,
    ) {
        let Found { bits, scores } = found;
        if scores.is_empty() {
            self.each(stretch, among, &mut |place, _, _| bits.set(place));
            return;
        }
        let first = stretch.start;
        self.each(stretch, among, &mut |place, frequency, weight| {
            bits.set(place);
            scores[place] += weight * norms.weigh(first + place as DocId, frequency);
        });
    }

    /// Gives the places of the articles of a stretch, or those `among` some of them, with the number of occurrences and
    /// their weight.
    #[inline]
    fn each(&mut self, stretch: &Range<DocId>, among: Option<&Bits>, give: &mut impl FnMut(usize, u32, f32)) {
        let looked_up = among.map(|among| (among, u64::from(among.count())));
        for (list, next) in self.terms.iter_mut().zip(&mut self.next) {
            if *next >= stretch.end {
                continue;
            }
            match looked_up {
                // About so many of a list lie in a stretch.
                Some((among, count))
                    if u64::from(list.block.doc_freq()) * stretch.len() as u64 / u64::from(self.articles)
                        > count * SPARSE =>
                {
                    list.look_up(stretch, among, next, give);
                }
                Some((among, _)) => list.read(stretch, next, &mut |place, frequency, weight| {
                    if among.has(place) {
                        give(place, frequency, weight);
                    }
                }),
                None => list.read(stretch, next, give),
            }
        }
    }
}

impl List {
    #[inline]
    fn read(&mut self, stretch: &Range<DocId>, next: &mut DocId, give: &mut impl FnMut(usize, u32, f32)) {
        if *next < stretch.start {
            self.at = self.block.seek(stretch.start);
        }
        loop {
            let documents = self.block.docs();
            let Some(here) = documents.get(self.at..).filter(|here| !here.is_empty()) else {
                if documents.is_empty() {
                    *next = TERMINATED;
                    return;
                }
                self.block.advance();
                self.at = 0;
                continue;
            };
            let inside = match here.last() {
                Some(last) if *last < stretch.end => here.len(),
                _ => here.partition_point(|document| *document < stretch.end),
            };
            let place = |document: &DocId| (document - stretch.start) as usize;
            match self.block.freqs().get(self.at..).filter(|frequencies| frequencies.len() == here.len()) {
                Some(frequencies) => {
                    for (document, frequency) in here[..inside].iter().zip(frequencies) {
                        give(place(document), *frequency, self.weight);
                    }
                }
                // Nobody asked for them.
                None => here[..inside].iter().for_each(|document| give(place(document), 1, self.weight)),
            }
            self.at += inside;
            if let Some(document) = here.get(inside) {
                *next = *document;
                return;
            }
        }
    }

    #[inline]
    fn look_up(
        &mut self,
        stretch: &Range<DocId>,
        among: &Bits,
        next: &mut DocId,
        give: &mut impl FnMut(usize, u32, f32),
    ) {
        for place in among.iter() {
            let document = stretch.start + place as DocId;
            if *next < document {
                self.at = self.block.seek(document);
                *next = self.block.docs().get(self.at).copied().unwrap_or(TERMINATED);
            }
            if *next == document {
                give(place, self.block.freq(self.at), self.weight);
            } else if *next >= stretch.end {
                return;
            }
        }
    }
}

/// How long the articles of a segment are in one field, and how much a match there counts.
pub(super) struct Norms {
    norms: FieldNormReader,
    /// What an occurrence weighs, for each of tantivy's 256 classes of length.
    weights: Box<[f32; 256]>,
}

impl Norms {
    pub(super) fn new(norms: FieldNormReader, weights: Box<[f32; 256]>) -> Self {
        Self { norms, weights }
    }

    /// What so many occurrences in an article weigh.
    #[inline]
    #[allow(clippy::cast_precision_loss)]
    fn weigh(&self, document: DocId, frequency: u32) -> f32 {
        self.weight(document) * frequency as f32
    }

    /// What one occurrence in an article weighs.
    #[inline]
    pub(super) fn weight(&self, document: DocId) -> f32 {
        self.weights[usize::from(self.norms.fieldnorm_id(document))]
    }
}
