//! Articles in the formats of other programs.
//!
//! RIS and BibTeX are for reference managers: they say where an article stands and not what it says. A date that
//! is no day, month or year for certain is left to the fields that can hold it: EDTF in BibTeX's `date`, a note in RIS.

mod bibtex;

use bibtex::Bibtex;

use super::{ArticleObject, Delimited};
use crate::date::DaySpan;
use crate::index::StoredArticle;
use crate::search::{Hit, Kin};

/// A format of text in which articles are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object a line, as `show --json` has it.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A TREC run: ids, ranks and scores.
    Trec,
    /// For reference managers.
    Ris,
    /// For LaTeX.
    Bibtex,
}

impl ExportFormat {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Trec => "trec",
            Self::Ris => "ris",
            Self::Bibtex => "bibtex",
        }
    }
}

/// Writes articles in one format.
#[derive(Debug, Clone)]
pub struct Exporter {
    format: ExportFormat,
    rows: Delimited,
    topic: String,
    bibtex: Bibtex,
}

/// The columns of CSV and TSV.
const COLUMNS: [&str; 14] = [
    "id",
    "date",
    "first_day",
    "last_day",
    "title",
    "source",
    "author",
    "section",
    "language",
    "url",
    "page",
    "path",
    "line",
    "text",
];

impl Exporter {
    /// Writes a format; `raw` leaves cells as they are that a spreadsheet would take for formulas. `topic` is the
    /// first column of a TREC run.
    pub fn new(format: ExportFormat, raw: bool, topic: &str) -> Self {
        let rows = if format == ExportFormat::Tsv { Delimited::tsv() } else { Delimited::csv() };
        Self {
            format,
            rows: if raw { rows.raw() } else { rows },
            topic: without_spaces(topic),
            bibtex: Bibtex::default(),
        }
    }

    /// What comes before the first article.
    pub fn head(&mut self) -> String {
        match self.format {
            ExportFormat::Csv | ExportFormat::Tsv => self.rows.row(COLUMNS),
            _ => String::new(),
        }
    }

    /// One article.
    pub fn article(&mut self, hit: Hit) -> String {
        match self.format {
            ExportFormat::Jsonl => {
                let object = ArticleObject::new(hit.article, &[], &[], Kin::default());
                // An object of texts and numbers can always be written.
                serde_json::to_string(&object).unwrap_or_default() + "\n"
            }
            ExportFormat::Csv | ExportFormat::Tsv => self.row(&hit.article),
            ExportFormat::Trec => {
                format!(
                    "{} Q0 {} {} {:.6} knipsel\n",
                    self.topic,
                    without_spaces(&hit.article.id),
                    hit.rank,
                    hit.score
                )
            }
            ExportFormat::Ris => ris(&hit.article),
            ExportFormat::Bibtex => self.bibtex.entry(&hit.article),
        }
    }

    /// How many cells would have been taken for formulas.
    pub fn disarmed(&self) -> u64 {
        self.rows.disarmed()
    }

    fn row(&mut self, article: &StoredArticle) -> String {
        let span = article.news_date().map(|date| date.span());
        let (first, last) = (span.map(|span| span.first.to_string()), span.map(|span| span.last.to_string()));
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        let cells = [
            article.id.clone(),
            optional(&article.date),
            first.unwrap_or_default(),
            last.unwrap_or_default(),
            article.title.clone(),
            optional(&article.source),
            optional(&article.author),
            optional(&article.section),
            optional(&article.language),
            optional(&article.url),
            optional(&article.page),
            article.file().display().to_string(),
            article.line.to_string(),
            article.text.clone(),
        ];
        self.rows.row(cells.iter().map(String::as_str))
    }
}

/// A TREC run is columns between spaces: an id with spaces would make more of them.
pub fn without_spaces(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("_")
}

/// A value on one line, without control characters.
fn one_line(value: &str) -> String {
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The authors that a line names with semicolons between. Other signs may be part of a name.
fn authors(line: &str) -> Vec<String> {
    let authors = line.split(';').map(one_line);
    authors.filter(|author| !author.is_empty()).collect()
}

/// What a span of days is exactly, as far as a calendar of years, months and days can say it.
enum Calendar {
    Year(i32),
    Month(i32, u8),
    Day(i32, u8, u8),
    /// All days are of one year, but they are no month of it.
    Within(i32),
    Other,
}

impl Calendar {
    /// What the date of an article says for certain.
    fn of_article(article: &StoredArticle) -> Self {
        article.news_date().map_or(Self::Other, |date| Self::of(date.certain_span()))
    }

    fn of(span: DaySpan) -> Self {
        let (year, month, day) = span.first.year_month_day();
        if span.first == span.last {
            Self::Day(year, month, day)
        } else if span.first == span.first.month_start() && span.last == span.first.month_end() {
            Self::Month(year, month)
        } else if span.first.year() != span.last.year() {
            Self::Other
        } else if (month, day) == (1, 1) && (span.last.month(), span.last.day_of_month()) == (12, 31) {
            Self::Year(year)
        } else {
            Self::Within(year)
        }
    }
}

fn ris(article: &StoredArticle) -> String {
    let mut entry = String::from("TY  - NEWS\r\n");
    let mut line = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            entry.extend([tag, "  - ", &value, "\r\n"]);
        }
    };
    line("ID", &article.id);
    line("TI", &article.title);
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    for author in authors(article.author.as_deref().unwrap_or_default()) {
        line("AU", &author);
    }
    line("T2", &optional(&article.source));
    match Calendar::of_article(article) {
        Calendar::Day(year, month, day) => {
            line("PY", &format!("{year:04}"));
            line("DA", &format!("{year:04}/{month:02}/{day:02}/"));
        }
        Calendar::Month(year, month) => {
            line("PY", &format!("{year:04}"));
            line("DA", &format!("{year:04}/{month:02}//"));
        }
        Calendar::Year(year) => {
            line("PY", &format!("{year:04}"));
            line("DA", &format!("{year:04}///"));
        }
        Calendar::Within(year) => line("PY", &format!("{year:04}")),
        Calendar::Other => {}
    }
    // What EDTF says beyond year, month and day.
    if let Some(date) = article.date.as_deref()
        && date.contains(|c: char| !c.is_ascii_digit() && c != '-')
    {
        line("N1", &format!("date (EDTF): {date}"));
    }
    line("SE", &optional(&article.section));
    line("SP", &optional(&article.page));
    line("LA", &optional(&article.language));
    line("UR", &optional(&article.url));
    entry.push_str("ER  - \r\n\r\n");
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn article(id: &str, title: &str, date: &str) -> StoredArticle {
        StoredArticle {
            id: id.to_owned(),
            title: title.to_owned(),
            title_derived: false,
            text: "Tekst.".to_owned(),
            date: Some(date.to_owned()),
            date_from_path: false,
            source: Some("De Bode".to_owned()),
            author: None,
            section: None,
            language: None,
            url: Some("https://bode.example/{1}".to_owned()),
            page: None,
            archive: "krant".to_owned(),
            path: "a.jsonl".to_owned(),
            line: 1,
            ordinal: 0,
        }
    }

    #[test]
    fn authors_of_ris() {
        let by = |author: &str| {
            let article = StoredArticle { author: Some(author.to_owned()), ..article("1", "Kop", "2021") };
            ris(&article).lines().filter(|line| line.starts_with("AU")).collect::<Vec<_>>().join("|")
        };
        assert_eq!(by("Jansen, Piet; de Vries, Jan;"), "AU  - Jansen, Piet|AU  - de Vries, Jan");
        assert_eq!(by("Jan Smit en Anna de Boer"), "AU  - Jan Smit en Anna de Boer");
        assert_eq!(by(" ; "), "");
    }

    #[test]
    fn dates_of_ris() {
        for (date, expect) in [
            ("2021-11-16", "PY  - 2021\r\nDA  - 2021/11/16/\r\n"),
            ("2021-11", "PY  - 2021\r\nDA  - 2021/11//\r\n"),
            ("2021", "PY  - 2021\r\nDA  - 2021///\r\n"),
            ("2021-03/2021-04", "PY  - 2021\r\nN1  - date (EDTF): 2021-03/2021-04\r\n"),
            ("199X", "N1  - date (EDTF): 199X\r\n"),
            ("1894~", "N1  - date (EDTF): 1894~\r\n"),
            ("1894-~05", "PY  - 1894\r\nDA  - 1894///\r\nN1  - date (EDTF): 1894-~05\r\n"),
        ] {
            let entry = ris(&article("1", "Kop\nmet\tregels", date));
            let between =
                entry.split("T2  - De Bode\r\n").nth(1).and_then(|rest| rest.split("UR  - ").next());
            assert_eq!(between, Some(expect), "{date}");
            assert!(
                entry.contains("TI  - Kop met regels\r\n") && entry.ends_with("\r\nER  - \r\n\r\n"),
                "{entry}"
            );
        }
    }
}
