//! Rows of CSV and TSV.
//!
//! ```
//! use knipsel::wire::Delimited;
//!
//! let mut rows = Delimited::csv();
//! assert_eq!(rows.row(["id", "zin"]), "id,zin\r\n");
//! assert_eq!(rows.row(["1", "Hij zei: \"ja, nee\""]), "1,\"Hij zei: \"\"ja, nee\"\"\"\r\n");
//! // What a spreadsheet would run as a formula is text again, and is counted.
//! assert_eq!(rows.row(["2", "=1+1"]), "2,'=1+1\r\n");
//! assert_eq!(rows.disarmed(), 1);
//! ```

/// Writes rows as RFC 4180 has them, with commas or with tabs.
///
/// Articles come from anywhere, and a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula,
/// which may send data away. Such a cell gets a `'` in front, as OWASP recommends; [`Delimited::raw`] leaves it.
#[derive(Debug, Clone)]
pub struct Delimited {
    delimiter: char,
    raw: bool,
    disarmed: u64,
}

impl Delimited {
    /// Rows with commas.
    pub fn csv() -> Self {
        Self { delimiter: ',', raw: false, disarmed: 0 }
    }

    /// Rows with tabs; cells are quoted as in CSV, so that texts keep their tabs and line breaks.
    pub fn tsv() -> Self {
        Self { delimiter: '\t', ..Self::csv() }
    }

    /// Leaves cells as they are that a spreadsheet takes for formulas.
    #[must_use]
    pub fn raw(self) -> Self {
        Self { raw: true, ..self }
    }

    /// One row with its line end.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> String {
        let mut row = String::new();
        for (number, cell) in cells.into_iter().enumerate() {
            if number > 0 {
                row.push(self.delimiter);
            }
            self.push_cell(cell, &mut row);
        }
        row.push_str("\r\n");
        row
    }

    /// How many cells would have been taken for formulas.
    pub fn disarmed(&self) -> u64 {
        self.disarmed
    }

    fn push_cell(&mut self, cell: &str, row: &mut String) {
        let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        // A number is none, though it may begin with a sign.
        let disarm = !self.raw && begins_formula && cell.parse::<f64>().is_err();
        let quote = cell.contains([self.delimiter, '"', '\n', '\r']);
        if quote {
            row.push('"');
        }
        if disarm {
            self.disarmed += 1;
            row.push('\'');
        }
        for part in cell.split_inclusive('"') {
            row.push_str(part);
            if part.ends_with('"') {
                row.push('"');
            }
        }
        if quote {
            row.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn another_reader_reads_the_cells_back(
            cells in prop::collection::vec(prop::collection::vec("[a-c=+@,;'\"\t\r\n é-]{0,6}", 3), 1..5),
            tabs: bool,
        ) {
            let mut rows = if tabs { Delimited::tsv() } else { Delimited::csv() }.raw();
            let written: String = cells.iter().map(|row| rows.row(row.iter().map(String::as_str))).collect();
            let delimiter = if tabs { b'\t' } else { b',' };
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(written.as_bytes());
            let read: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(read, cells);
        }

        #[test]
        fn no_cell_begins_a_formula(cell in "[=+@\t\r\n a1.-]{0,6}") {
            let row = Delimited::csv().row([cell.as_str()]);
            let shown = row.trim_start_matches('"').trim_end_matches("\r\n");
            let is_number = cell.parse::<f64>().is_ok();
            prop_assert!(is_number || !shown.starts_with(['=', '+', '-', '@', '\t']), "{:?} gives {:?}", cell, row);
        }
    }
}
