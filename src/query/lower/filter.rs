//! Which articles of a segment hold words, wherever in a field they stand.
//!
//! The lists of the words are read stretch by stretch ([`super::bits`]), each by itself, and what they hold is marked.
//! To go through all lists article by article instead, as tantivy does, costs for every article a look at every
//! list. Where few articles of a stretch are left, only these are looked up.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, TERMINATED};

use super::bits::{Bits, Found, stretches};
use super::pair::{Pair, PairedSlots, split};
use super::terms::{FoundTerm, SequenceTerms};
use crate::index::schema::Fields;
use crate::query::meaning::{Sequence, Slot};

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
        let (pairs, rest) = split(sequence, field, index);
        let mut lists = Lists::default();
        lists.open_pairs(&pairs, reader, IndexRecordOption::Basic)?;
        let mut any = Vec::new();
        if !lists.is_empty() {
            any.push(Filter::Slot(lists));
        }
        if let Some(sequence) = rest
            && let Some(terms) = SequenceTerms::find(&sequence, field, &*reader.inverted_index(field)?)?
        {
            any.push(Filter::terms(&sequence, &terms, (field, index), reader)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Filter::Any(any) })
    }

    /// The same of a sequence whose words were found and that is no pair itself.
    pub(super) fn terms(
        sequence: &[Slot],
        terms: &SequenceTerms,
        (field, index): (Field, &Fields),
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let inverted = reader.inverted_index(field)?;
        let mut all = Vec::new();
        let mut is_in_pair = false;
        for (number, terms_of_slot) in terms.slots.iter().enumerate() {
            let pair = sequence.get(number..number + 2).and_then(|slots| {
                let paired = PairedSlots::of([&slots[0], &slots[1]], field, index)?;
                paired.rest.is_none().then_some(paired.pairs)
            });
            let was_in_pair = std::mem::replace(&mut is_in_pair, pair.is_some());
            let mut lists = Lists::default();
            match pair {
                Some(pairs) => lists.open_pairs(&pairs, reader, IndexRecordOption::Basic)?,
                // The pair before has the word.
                None if was_in_pair => continue,
                None => lists.open(terms_of_slot, &inverted, reader, IndexRecordOption::Basic)?,
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

    /// So many of a segment's articles hold all words if these stand together no more often than by chance: nearer to what
    /// is found than [`size`](Self::size), and known without a look at the lists.
    pub(super) fn likely_size(&self, articles: DocId) -> u32 {
        let size = |part: &Filter| u64::from(part.likely_size(articles));
        let size = match self {
            Filter::Nothing => articles.into(),
            Filter::Slot(lists) => lists.size().into(),
            Filter::All(parts) => {
                let all = u64::from(articles);
                parts.iter().fold(all, |size_of_all, part| size_of_all * size(part) / all.max(1))
            }
            Filter::Any(parts) => parts.iter().map(size).sum(),
        };
        size.min(articles.into()) as u32
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
    /// Adds the lists of some terms.
    pub(super) fn open(
        &mut self,
        terms: &[FoundTerm],
        inverted: &InvertedIndexReader,
        reader: &SegmentReader,
        record: IndexRecordOption,
    ) -> tantivy::Result<()> {
        self.articles = reader.max_doc();
        for term in terms {
            let block = inverted.read_block_postings_from_terminfo(&term.info, record)?;
            self.add(block, term.why.weight());
        }
        Ok(())
    }

    /// Adds the lists of some pairs.
    pub(super) fn open_pairs(
        &mut self,
        pairs: &[Pair],
        reader: &SegmentReader,
        record: IndexRecordOption,
    ) -> tantivy::Result<()> {
        self.articles = reader.max_doc();
        for pair in pairs {
            let block = reader.inverted_index(pair.term.field())?.read_block_postings(&pair.term, record)?;
            if let Some(block) = block {
                self.add(block, pair.weight);
            }
        }
        Ok(())
    }

    fn add(&mut self, block: BlockSegmentPostings, weight: f32) {
        self.size = self.size.saturating_add(block.doc_freq());
        self.next.push(block.docs().first().copied().unwrap_or(TERMINATED));
        self.terms.push(List { block, at: 0, weight });
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
