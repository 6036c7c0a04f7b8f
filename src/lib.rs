//! knipsel: full-text search for Dutch news archives.
//!
//! A *knipsel* is a newspaper clipping. An archive of dated Dutch news goes in; out come the articles that a
//! reader meant, in milliseconds, with the passages that show why.
//!
//! ```text
//! archive file -> archive::read -> Article -> dutch::Analyzer (layers at one position) -> tantivy segment
//!                                                             -> commit, with the ledger = generation
//!                                                                                  |
//! query text -> query::parse (query + diagnostics) -> meaning -> query::lower -> search -> hits, passages
//!                                                                                  |
//!                                                              wire -> terminal, JSON
//! ```
//!
//! | word | meaning |
//! |---|---|
//! | archive | the user's folders of source files; they are only ever read |
//! | article | one news item: [`article::Article`] |
//! | record | the place in a source file that yielded an article |
//! | news date | a date as precise as the source: [`date::NewsDate`], with the span of days it may mean |
//! | index | what is built from an archive: [`index::IndexFolder`] |
//! | layer | the kind of a term: exact, lemma, part, name, old: [`dutch::Layer`] |
//! | hit | an article that matches; a *highlight* is a place in it that matched, and says why |
//! | generation | one complete state of the index, numbered: [`index::OpenIndex`] |
//!
//! Indexing an archive and searching it:
//!
//! ```
//! use knipsel::date::Day;
//! use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
//! use knipsel::query::parse;
//! use knipsel::search::{Search, SearchRequest};
//!
//! # fn main() -> knipsel::error::Result<()> {
//! # let work = tempfile::tempdir().unwrap();
//! let archive = work.path().join("archive");
//! std::fs::create_dir(&archive).unwrap();
//! std::fs::write(archive.join("bericht.txt"), "date 2021-11 De soldaten trokken zich terug.").unwrap();
//!
//! let folder = IndexFolder::at(work.path().join("index"));
//! let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
//! let report = build(&folder, &options, &mut |_event| {})?;
//! assert_eq!((report.articles, report.skipped), (1, 0));
//!
//! let index = OpenIndex::open(&folder, &options.analysis)?;
//! let today = Day::from_ymd(2026, 1, 1).unwrap();
//! let result = Search::new(&index).run(&SearchRequest::new(parse("soldaat", today).root))?;
//! assert_eq!(result.total, 1);
//! let passage = &result.hits[0].passages[0];
//! assert_eq!(passage.text, "De soldaten trokken zich terug.");
//! assert_eq!((passage.highlights[0].start, passage.highlights[0].end), (3, 11));
//! # Ok(())
//! # }
//! ```
//!
//! How the parts hang together, and why they are as they are, stands in `ARCHITECTURE.md`.

pub mod alerts;
pub mod archive;
pub mod article;
pub mod cli;
mod command;
pub mod config;
pub mod date;
pub mod dutch;
pub mod error;
pub mod index;
mod mix;
mod paths;
pub mod query;
pub mod schedule;
pub mod search;
pub mod wire;
