//! A meaning as a query of tantivy.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, TERMINATED};

use super::bits::{Found, STRETCH, stretches};
use super::fields_of;
use super::leaf::{Counted, LeafPart, average_length};
use super::part::{Opening, Part, Ranking};
use super::rarity::{ranked_rarity, rarity_of, rarity_of_articles};
use crate::index::schema::Fields;
use crate::query::DateMatch;
use crate::query::meaning::{Leaf, Meaning};

/// Finds the articles in which a meaning holds.
#[derive(Clone)]
pub(crate) struct MeaningQuery {
    meaning: Arc<Meaning>,
    fields: Fields,
    dates: DateMatch,
    /// How rare each leaf is, by its number, once that was asked for.
    rarity: Arc<OnceLock<Vec<f32>>>,
}

impl MeaningQuery {
    pub(crate) fn new(meaning: Meaning, fields: &Fields, dates: DateMatch) -> Self {
        Self { meaning: Arc::new(meaning), fields: *fields, dates, rarity: Arc::default() }
    }

    /// How rare each word and phrase is, by the number of its leaf.
    pub(crate) fn rarity(&self, searcher: &Searcher) -> tantivy::Result<Vec<f32>> {
        if let Some(known) = self.rarity.get() {
            return Ok(known.clone());
        }
        let mut rarity = Vec::new();
        for leaf in &self.meaning.leaves() {
            rarity.push(rarity_of(leaf, &self.fields, searcher)?);
        }
        Ok(self.rarity.get_or_init(|| rarity).clone())
    }

    fn ranking(&self, searcher: &Searcher) -> tantivy::Result<Ranking> {
        // Only those of the fields that something is sought in: to open a field's lists takes a look at every segment.
        let mut average_lengths = vec![1.0; searcher.schema().num_fields()];
        let sought = self.meaning.leaves().into_iter().flat_map(|leaf| fields_of(leaf.fields, &self.fields));
        for field in sought.map(|at| at.field).collect::<BTreeSet<_>>() {
            average_lengths[field.field_id() as usize] = average_length(searcher, field)?;
        }
        let mut ranking = Ranking { rarity: Vec::new(), average_lengths, kept: Mutex::default() };
        // Beside other words it does not pay: where those leave few articles, these are looked up.
        if self.rarity.get().is_none()
            && let Some(leaf) = self.meaning.only_leaf()
        {
            let articles = self.count_and_keep(leaf, &mut ranking, searcher)?;
            // Another thread may have found the same.
            let _ = self.rarity.set(vec![rarity_of_articles(articles, searcher)]);
        }
        ranking.rarity = self.rarity(searcher)?;
        for (leaf, rarity) in self.meaning.leaves().iter().zip(&mut ranking.rarity) {
            *rarity = ranked_rarity(leaf, *rarity, &self.fields, searcher)?;
        }
        Ok(ranking)
    }

    /// In how many articles a leaf is. What is read for that is kept for the search.
    fn count_and_keep(
        &self,
        leaf: &Leaf,
        ranking: &mut Ranking,
        searcher: &Searcher,
    ) -> tantivy::Result<u64> {
        let (mut articles, mut all_kept) = (0, HashMap::new());
        for reader in searcher.segment_readers() {
            let (fields, dates) = (&self.fields, self.dates);
            let opening = Opening { reader, fields, dates, ranking: Some(ranking) };
            let Counted { articles: here, kept } = LeafPart::count(leaf, &opening)?;
            articles += here;
            all_kept.insert(reader.segment_id(), kept);
        }
        ranking.kept = Mutex::new(all_kept);
        Ok(articles)
    }
}

impl fmt::Debug for MeaningQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.meaning.fmt(f)
    }
}

impl Query for MeaningQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let ranking = match scoring {
            EnableScoring::Enabled { searcher, .. } => Some(self.ranking(searcher)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(MeaningWeight { query: self.clone(), ranking }))
    }
}

struct MeaningWeight {
    query: MeaningQuery,
    ranking: Option<Ranking>,
}

impl MeaningWeight {
    fn part(&self, reader: &SegmentReader, scored: bool) -> tantivy::Result<Part> {
        let MeaningQuery { meaning, fields, dates, .. } = &self.query;
        let ranking = self.ranking.as_ref().filter(|_| scored);
        Opening { reader, fields, dates: *dates, ranking }.part(meaning)
    }

    /// Gives what is found in each stretch of a segment.
    fn each(
        &self,
        reader: &SegmentReader,
        scored: bool,
        give: &mut dyn FnMut(&Range<DocId>, &Found),
    ) -> tantivy::Result<()> {
        let mut part = self.part(reader, scored)?;
        let mut found = Found::nothing(scored && self.ranking.is_some());
        for stretch in stretches(reader.max_doc()) {
            found.clear();
            part.find(&stretch, None, &mut found);
            give(&stretch, &found);
        }
        Ok(())
    }
}

impl Weight for MeaningWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = MeaningScorer {
            part: self.part(reader, true)?,
            found: Found::nothing(self.ranking.is_some()),
            stretch: 0..0,
            end: reader.max_doc(),
            document: 0,
            boost,
        };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let holds =
            scorer.doc() == document || (scorer.doc() < document && scorer.seek(document) == document);
        let score = if holds { scorer.score() } else { 0.0 };
        Ok(Explanation::new_with_string(format!("{:?}", self.query), score))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let mut count = 0;
        self.each(reader, false, &mut |stretch, found| {
            count += found.bits.count_alive(stretch, reader);
        })?;
        Ok(count)
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.each(reader, true, &mut |stretch, found| {
            for place in found.bits.iter() {
                let score = found.scores.get(place).copied().unwrap_or_default();
                callback(stretch.start + place as DocId, score);
            }
        })
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        let mut documents = Vec::new();
        self.each(reader, false, &mut |stretch, found| {
            documents.clear();
            documents.extend(found.bits.iter().map(|place| stretch.start + place as DocId));
            callback(&documents);
        })
    }
}

/// Goes through what is found one by one, for those who ask so.
struct MeaningScorer {
    part: Part,
    found: Found,
    /// What `found` is of.
    stretch: Range<DocId>,
    /// The number of articles of the segment.
    end: DocId,
    document: DocId,
    boost: Score,
}

impl MeaningScorer {
    fn find(&mut self, from: DocId) -> DocId {
        let mut from = from;
        self.document = loop {
            if from >= self.end {
                break TERMINATED;
            }
            if !self.stretch.contains(&from) {
                let first = from / STRETCH * STRETCH;
                self.stretch = first..self.end.min(first + STRETCH);
                self.found.clear();
                self.part.find(&self.stretch, None, &mut self.found);
            }
            match self.found.bits.first_from((from - self.stretch.start) as usize) {
                Some(place) => break self.stretch.start + place as DocId,
                None => from = self.stretch.end,
            }
        };
        self.document
    }
}

impl DocSet for MeaningScorer {
    fn advance(&mut self) -> DocId {
        if self.document == TERMINATED { TERMINATED } else { self.find(self.document + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.document >= target { self.document } else { self.find(target) }
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.end
    }
}

impl Scorer for MeaningScorer {
    fn score(&mut self) -> Score {
        let place = (self.document - self.stretch.start) as usize;
        self.boost * self.found.scores.get(place).copied().unwrap_or_default()
    }
}
