//! What belongs to an article: its copies in other papers, and its versions in the same.
//!
//! A version has the same url or the same id and says something else: a correction, or an update. Papers give ids of
//! their own, so an article of another paper is no version. A url that more than [`MOST_VERSIONS`] articles have is
//! that of a page with many articles, and makes none of them a version of another; nor does such an id. A version that
//! has most of the text is a version, and not a copy.
//!
//! ```
//! use knipsel::search::Search;
//! # use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! # let archive = work.path().join("archive");
//! # std::fs::create_dir(&archive).unwrap();
//! # let lines = "{\"id\":\"1\",\"date\":\"2021-11-16\",\"url\":\"https://bode.example/1\",\"text\":\"Er is vrede.\"}\n\
//! #     {\"id\":\"2\",\"date\":\"2021-11-17\",\"url\":\"https://bode.example/1\",\"text\":\"Er is geen vrede.\"}\n";
//! # std::fs::write(archive.join("a.jsonl"), lines).unwrap();
//! # let folder = IndexFolder::at(work.path().join("index"));
//! # let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! # build(&folder, &options, &mut |_event| {})?;
//! # let index = OpenIndex::open(&folder, &options.analysis)?;
//! let search = Search::new(&index);
//! let article = search.by_id("1")?.remove(0);
//! let kin = search.kin(&article)?;
//! assert_eq!(kin.versions[0].id, "2");
//! assert!(kin.copies.is_empty());
//! # Ok(())
//! # }
//! ```

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use super::{MOST_COPIES_SHOWN, Search};
use crate::error::Result;
use crate::index::copies::{ArticlePlace, Member};
use crate::index::{StoredArticle, index_error};

/// Of more articles with one url or one id, none is a version of another by that.
pub const MOST_VERSIONS: usize = 20;

/// What belongs to an article.
#[derive(Debug, Clone, Default)]
pub struct Kin {
    /// The other versions of it, the earliest first.
    pub versions: Vec<StoredArticle>,
    /// How many copies of it there are.
    pub copies_total: u64,
    /// The first [`MOST_COPIES_SHOWN`] of them, the earliest first.
    pub copies: Vec<StoredArticle>,
}

impl Search<'_> {
    /// What belongs to an article of the index.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn kin(&self, article: &StoredArticle) -> Result<Kin> {
        let versions = self.versions(article)?;
        let mut copies = self.copies(article)?;
        copies.retain(|copy| versions.iter().all(|(version, _)| version != copy));
        let shown = copies.iter().take(MOST_COPIES_SHOWN);
        Ok(Kin {
            versions: versions.into_iter().map(|(_, version)| version).collect(),
            copies_total: copies.len() as u64,
            copies: shown.map(|&copy| self.article(copy)).collect::<Result<_>>()?,
        })
    }

    /// The other versions of an article, the earliest first.
    pub(super) fn versions(&self, article: &StoredArticle) -> Result<Vec<(DocAddress, StoredArticle)>> {
        let fields = self.index.fields();
        let mut addresses = BTreeSet::new();
        for (field, name) in [(fields.id, Some(&article.id)), (fields.url, article.url.as_ref())] {
            let with_name = name.map_or_else(|| Ok(Vec::new()), |name| self.with_term(field, name))?;
            if with_name.len() <= MOST_VERSIONS {
                addresses.extend(with_name);
            }
        }
        let mut versions = Vec::new();
        for address in addresses {
            let other = self.article(address)?;
            let same_paper = other.source == article.source;
            let says_else = (&other.title, &other.text) != (&article.title, &article.text);
            if same_paper && says_else {
                versions.push((address, other));
            }
        }
        let day = |version: &StoredArticle| version.news_date().map(|date| date.span().first);
        versions.sort_by(|(_, a), (_, b)| (day(a).is_none(), day(a), a).cmp(&(day(b).is_none(), day(b), b)));
        Ok(versions)
    }

    /// Where the copies of an article are, the earliest first.
    fn copies(&self, article: &StoredArticle) -> Result<Vec<DocAddress>> {
        let Some((place, member)) = self.member(article)? else { return Ok(Vec::new()) };
        let members = self.index.copies().members(member.group);
        self.index.copies().check().map_err(|error| index_error(error.into()))?;
        let others: Vec<ArticlePlace> = members.into_iter().filter(|other| *other != place).collect();
        self.addresses(&others)
    }

    /// The number of the group of copies that an article is in.
    pub(super) fn group(&self, article: &StoredArticle) -> Result<Option<u32>> {
        Ok(self.member(article)?.map(|(_, member)| member.group))
    }

    /// The place of an article and of it in its group, if it has copies.
    fn member(&self, article: &StoredArticle) -> Result<Option<(ArticlePlace, Member)>> {
        for address in self.with_term(self.index.fields().id, &article.id)? {
            let Some(place) = self.place(address)? else { continue };
            // Others may have the id too.
            if place.1 == article.ordinal && self.article(address)? == *article {
                let member = self.index.copies().finder().find(place);
                self.index.copies().check().map_err(|error| index_error(error.into()))?;
                return Ok(member.map(|member| (place, member)));
            }
        }
        Ok(None)
    }

    /// Where the articles are that have a term in a field.
    pub(super) fn with_term(&self, field: Field, text: &str) -> Result<Vec<DocAddress>> {
        let mut addresses = Vec::new();
        self.each_with(&Term::from_field_text(field, text), &mut |address| addresses.push(address))?;
        Ok(addresses)
    }

    fn each_with(&self, term: &Term, visit: &mut dyn FnMut(DocAddress)) -> Result<()> {
        for (segment, reader) in (0..).zip(self.index.searcher().segment_readers()) {
            let inverted = reader.inverted_index(term.field()).map_err(index_error)?;
            let postings = inverted.read_postings(term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(|error| index_error(error.into()))? else { continue };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    visit(DocAddress::new(segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// The source file and the ordinal of an article.
    fn place(&self, address: DocAddress) -> Result<Option<ArticlePlace>> {
        let fast = self.index.searcher().segment_reader(address.segment_ord).fast_fields();
        let (file, ordinal) =
            (fast.u64("file").map_err(index_error)?, fast.u64("ordinal").map_err(index_error)?);
        Ok(file.first(address.doc_id).zip(ordinal.first(address.doc_id)))
    }

    /// Where articles are, in their order; the source files are gone through once each.
    fn addresses(&self, places: &[ArticlePlace]) -> Result<Vec<DocAddress>> {
        let mut found: BTreeMap<ArticlePlace, DocAddress> = BTreeMap::new();
        let wanted: BTreeSet<&ArticlePlace> = places.iter().collect();
        let files: BTreeSet<u64> = places.iter().map(|place| place.0).collect();
        let columns =
            self.index.searcher().segment_readers().iter().map(|reader| reader.fast_fields().u64("ordinal"));
        let ordinals = columns.collect::<tantivy::Result<Vec<_>>>().map_err(index_error)?;
        for file in files {
            self.each_with(&self.index.fields().file_term(file), &mut |address| {
                let ordinal = ordinals[address.segment_ord as usize].first(address.doc_id);
                let place = (file, ordinal.unwrap_or_default());
                if wanted.contains(&place) {
                    found.insert(place, address);
                }
            })?;
        }
        Ok(places.iter().filter_map(|place| found.get(place).copied()).collect())
    }
}
