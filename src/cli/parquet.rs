//! Articles as a Parquet file, for data frames.
//!
//! The columns are those of CSV, with days as dates and the line as a number. Rows are written in groups, so that
//! memory does not grow with the result.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;

use crate::date::DaySpan;
use crate::index::StoredArticle;

/// A group of rows has at most so many articles, or where they are long at least so many bytes.
const MOST_ARTICLES: usize = 5_000;
const ENOUGH_BYTES: usize = 16 << 20;

/// What a column holds of an article.
enum Column {
    Text(fn(&StoredArticle) -> Option<String>),
    Day(fn(DaySpan) -> i64),
    Line,
}

use Column::{Day, Line, Text};

const COLUMNS: [(&str, Column); 14] = [
    ("id", Text(|article| Some(article.id.clone()))),
    ("date", Text(|article| article.date.clone())),
    ("first_day", Day(|span| span.first.number())),
    ("last_day", Day(|span| span.last.number())),
    ("title", Text(|article| Some(article.title.clone()))),
    ("source", Text(|article| article.source.clone())),
    ("author", Text(|article| article.author.clone())),
    ("section", Text(|article| article.section.clone())),
    ("language", Text(|article| article.language.clone())),
    ("url", Text(|article| article.url.clone())),
    ("page", Text(|article| article.page.clone())),
    ("path", Text(|article| Some(article.file().display().to_string()))),
    ("line", Line),
    ("text", Text(|article| Some(article.text.clone()))),
];

/// A Parquet file under way.
pub(super) struct ParquetArticles<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    group: Vec<StoredArticle>,
    group_bytes: usize,
}

impl<W: Write + Send> ParquetArticles<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let columns = COLUMNS.iter().map(|(name, column)| match column {
            Text(_) => format!("optional binary {name} (UTF8);"),
            Day(_) => format!("optional int32 {name} (DATE);"),
            Line => format!("required int64 {name};"),
        });
        let message = format!("message articles {{ {} }}", columns.collect::<String>());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            // The least and the greatest text are of no use and may be long.
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by(concat!("knipsel ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = Arc::new(parse_message_type(&message)?);
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        Ok(Self { writer, group: Vec::new(), group_bytes: 0 })
    }

    pub(super) fn add(&mut self, article: StoredArticle) -> io::Result<()> {
        self.group_bytes += article.text.len();
        self.group.push(article);
        if self.group.len() >= MOST_ARTICLES || self.group_bytes >= ENOUGH_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    /// Ends the file and gives back where it went.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.group.is_empty() {
            self.write_group()?;
        }
        Ok(self.writer.into_inner()?)
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut rows = self.writer.next_row_group()?;
        let mut columns = COLUMNS.iter();
        while let (Some(mut out), Some((_, column))) = (rows.next_column()?, columns.next()) {
            column.write(&self.group, &mut out)?;
            out.close()?;
        }
        rows.close()?;
        self.group.clear();
        self.group_bytes = 0;
        Ok(())
    }
}

impl Column {
    fn write(
        &self,
        articles: &[StoredArticle],
        out: &mut SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        // Values that are not there are left out, and the levels say where.
        let levels =
            |is_there: &mut dyn Iterator<Item = bool>| -> Vec<i16> { is_there.map(i16::from).collect() };
        match self {
            Text(of) => {
                let values: Vec<Option<String>> = articles.iter().map(of).collect();
                let levels = levels(&mut values.iter().map(Option::is_some));
                let values: Vec<ByteArray> =
                    values.into_iter().flatten().map(|value| ByteArray::from(value.into_bytes())).collect();
                out.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
            Day(of) => {
                let span = |article: &StoredArticle| article.news_date().map(|date| of(date.span()));
                let days: Vec<Option<i64>> = articles.iter().map(span).collect();
                let levels = levels(&mut days.iter().map(Option::is_some));
                // Days of the years 1500 to 2200 fit.
                let days: Vec<i32> = days.into_iter().flatten().map(|day| day as i32).collect();
                out.typed::<Int32Type>().write_batch(&days, Some(&levels), None)?;
            }
            Line => {
                let lines: Vec<i64> = articles.iter().map(|article| article.line.cast_signed()).collect();
                out.typed::<Int64Type>().write_batch(&lines, None, None)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::{Field, RowAccessor};

    use super::*;

    #[test]
    fn another_reader_reads_the_articles_back() {
        let article = |number: u64| StoredArticle {
            id: format!("nummer-{number}"),
            title: "Vrede „in zicht”".to_owned(),
            title_derived: false,
            text: "Tekst.".repeat(usize::try_from(number).unwrap() % 7),
            date: number.is_multiple_of(2).then(|| "2021-11".to_owned()),
            date_from_path: false,
            source: number.is_multiple_of(3).then(|| "De Bode".to_owned()),
            author: None,
            section: None,
            language: None,
            url: None,
            page: None,
            archive: "krant".to_owned(),
            path: "a.jsonl".to_owned(),
            line: number,
            ordinal: number,
        };
        let count = MOST_ARTICLES as u64 + 3;
        let mut parquet = ParquetArticles::new(Vec::new()).unwrap();
        for number in 0..count {
            parquet.add(article(number)).unwrap();
        }
        let written = parquet.finish().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&written).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let mut read = 0;
        for (number, row) in (0..).zip(reader.get_row_iter(None).unwrap()) {
            let (row, article) = (row.unwrap(), article(number));
            assert_eq!(row.get_string(0).unwrap(), &article.id);
            assert_eq!(row.get_string(1).ok(), article.date.as_ref());
            // 1 November 2021 is day 18,932.
            let day = row.get_column_iter().nth(2).map(|(_, field)| field.clone());
            let expect = if article.date.is_some() { Field::Date(18_932) } else { Field::Null };
            assert_eq!(day, Some(expect), "{number}");
            assert_eq!(row.get_string(5).ok(), article.source.as_ref());
            assert_eq!(row.get_long(12).unwrap().unsigned_abs(), number);
            assert_eq!(row.get_string(13).unwrap(), &article.text);
            read += 1;
        }
        assert_eq!(read, count);
        // A result without articles is a file too.
        assert!(ParquetArticles::new(Vec::new()).unwrap().finish().unwrap().starts_with(b"PAR1"));
    }
}
