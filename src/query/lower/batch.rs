//! Some articles that are looked at together.
//!
//! To go from article to article, and in each from word to word, leaves the processor to guess at every step how much
//! comes next. Here each word is read for some dozens of articles before the next word is, and what was read of them all is
//! put together afterwards. An article is then a number, and some of them are the bits of one word.

use tantivy::DocId;

use super::bits::STRETCH;

/// So many articles are looked at together: one for each bit of a word. What is noted of the places of a few words in them
/// stays in the processor's first cache.
pub(super) const BATCH: usize = u64::BITS as usize;

/// Articles of a segment in their order, by their numbers, all of them within the length of a stretch.
#[derive(Default)]
pub(super) struct Articles {
    documents: Vec<DocId>,
    /// The numbers of articles, by how far they lie behind the first; of others they say nothing.
    numbers: Vec<u16>,
}

impl Articles {
    /// Takes the first of some articles, at most so many; gives the others.
    pub(super) fn take<'d>(&mut self, documents: &'d [DocId], most: usize) -> &'d [DocId] {
        self.documents.clear();
        let first = documents.first().copied().unwrap_or_default();
        let near = documents.iter().take(most).take_while(|document| **document - first < STRETCH);
        self.documents.extend(near);
        let room = self.documents.last().map_or(0, |last| (last - first) as usize + 1);
        self.numbers.resize(room.max(self.numbers.len()), 0);
        for (document, number) in self.documents.iter().zip(0..) {
            self.numbers[(document - first) as usize] = number;
        }
        &documents[self.documents.len()..]
    }

    pub(super) fn documents(&self) -> &[DocId] {
        &self.documents
    }

    /// The first and the last, if there are any.
    pub(super) fn ends(&self) -> Option<(DocId, DocId)> {
        self.documents.first().copied().zip(self.documents.last().copied())
    }

    /// The number that an article has if it is one of them. The article lies between the first and the last.
    #[inline]
    pub(super) fn number_of(&self, document: DocId) -> (usize, bool) {
        let number = usize::from(self.numbers[(document - self.documents[0]) as usize]);
        (number, self.documents.get(number) == Some(&document))
    }
}

/// A batch of articles, and the place of its first among all that it was taken of.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) articles: Articles,
    pub(super) begin: usize,
}

impl Batch {
    /// Takes the articles that begin at a place of some; `false` where there are no more.
    pub(super) fn take(&mut self, of: &Articles, begin: usize) -> bool {
        self.begin = begin;
        self.articles.take(of.documents.get(begin..).unwrap_or_default(), BATCH);
        !self.articles.documents.is_empty()
    }

    /// All numbers.
    pub(super) fn all(&self) -> u64 {
        let count = self.articles.documents.len();
        if count == BATCH { u64::MAX } else { (1 << count) - 1 }
    }
}

/// The numbers that are set in a word, in order.
#[inline]
pub(super) fn numbers(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let number = rest.trailing_zeros();
        rest &= rest.wrapping_sub(1);
        (number < u64::BITS).then_some(number as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_have_numbers() {
        let documents: Vec<DocId> = (0..300).map(|number| 7 + number * number / 3).collect();
        let documents: Vec<DocId> = documents.into_iter().filter(|it| it % 5 != 0).collect();
        let mut all = Articles::default();
        let rest = all.take(&documents, usize::MAX);
        // What lies too far behind the first is left for later.
        assert!(!rest.is_empty() && rest[0] >= documents[0] + STRETCH);
        assert_eq!([all.documents(), rest].concat(), documents);
        let (mut batch, mut begin) = (Batch::default(), 0);
        while batch.take(&all, begin) {
            assert_eq!(batch.begin, begin);
            let here = batch.articles.documents();
            assert_eq!(here, &all.documents()[begin..][..here.len()]);
            let (first, last) = batch.articles.ends().unwrap();
            for document in first..=last {
                let (number, is_one) = batch.articles.number_of(document);
                assert_eq!(is_one, here.contains(&document));
                assert!(!is_one || here[number] == document);
            }
            assert_eq!(numbers(batch.all()).collect::<Vec<_>>(), (0..here.len()).collect::<Vec<_>>());
            begin += here.len();
        }
        assert_eq!(begin, all.documents().len());
    }

    #[test]
    fn numbers_come_in_order() {
        for (word, expect) in [(0, vec![]), (1, vec![0]), (1 << 63 | 6, vec![1, 2, 63])] {
            assert_eq!(numbers(word).collect::<Vec<_>>(), expect);
        }
    }
}
