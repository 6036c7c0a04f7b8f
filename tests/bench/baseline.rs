//! tantivy alone: its tokenizer, its Dutch stemmer, positions, a zstd store. What it costs to index at all.

use std::path::Path;

use tantivy::schema::{FAST, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexSettings, IndexWriter, doc};

use super::archive;

/// Reads a JSON Lines file into a new index, and waits for the merges.
pub(crate) fn build(source: &Path, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("dutch")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let analysed = TextOptions::default().set_indexing_options(indexing).set_stored();
    let id = schema.add_text_field("id", STRING | STORED);
    let date = schema.add_text_field("date", STRING | STORED);
    let title = schema.add_text_field("title", analysed.clone());
    let text = schema.add_text_field("text", analysed);
    let number = schema.add_i64_field("day", FAST);
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        ..IndexSettings::default()
    };
    let index = Index::builder()
        .schema(schema.build())
        .settings(settings)
        .create_in_dir(folder)
        .expect("the index can be made");
    let dutch = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(255))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Dutch))
        .build();
    index.tokenizers().register("dutch", dutch);
    let mut writer: IndexWriter =
        index.writer_with_num_threads(2, 300_000_000).expect("the index can be written");
    for (day, record) in (0_i64..).zip(archive::read(source)) {
        let document = doc!(id => record.id, date => record.date, title => record.title, text => record.text, number => day);
        writer.add_document(document).expect("the article can be added");
    }
    writer.commit().expect("the index can be committed");
    writer.wait_merging_threads().expect("the merges end");
}
