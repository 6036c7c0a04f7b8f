//! A format to copy when you add one. It reads this, one article a line:
//!
//! ```text
//! 2021-11-16|Brug open|In Ede is een brug geopend.
//! ```
//!
//! Copy this file, write what differs, and add the copy to the table in `detect.rs`; nothing else needs to know
//! of it. What you get for nothing: the file is found, opened, hashed, unpacked and decoded to UTF-8; fields are
//! tidied, dates read, titles and ids made; a file without any record is reported as empty.
//!
//! What a format must do: hand every record to [`Sink::accept`] or to [`Sink::skip`], so that none is lost in
//! silence, and go on after a bad one. It must hold no more of the file than one record.
//!
//! This file itself is built for the tests only, so that it keeps working without being a format of its own.

use super::detect::{Format, Stop};
use super::fields::Role;
use super::lines::{Lines, Next};
use super::problem::ProblemKind;
use super::record::{Draft, Sink};

pub(super) static FORMAT: Format = Format {
    // The ends of file names, in lower case and without `.gz`, that mean this format.
    extensions: &["example"],
    // For files whose name does not tell: only what no other format begins with.
    begins_like: |_| false,
    read,
};

fn read(lines: &mut Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    loop {
        // The question mark hands on that the file breaks off; the reader reports it.
        match lines.next()? {
            Next::Line => read_line(lines, sink)?,
            Next::TooLong(bytes) => sink.skip(sink.too_long("line", lines.number(), bytes))?,
            Next::End => return Ok(()),
        }
    }
}

fn read_line(lines: &Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let Ok(line) = lines.text() else {
        return Ok(sink.skip(sink.undecodable(lines.bytes(), lines.number()))?);
    };
    if line.trim().is_empty() {
        return Ok(());
    }
    let mut parts = line.splitn(3, '|');
    let (Some(date), Some(title), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        // Name the value, the rule and what to do about it. The place is added from the line.
        let problem = sink.problem(
            ProblemKind::Row,
            format!("the line has {} of 3 parts", line.split('|').count()),
            "write the date, the title and the text with | between them",
        );
        return Ok(sink.skip(problem.on_line(lines.number()))?);
    };
    let mut draft = Draft::new(lines.number());
    // The number is the field's place in the order of preference, for formats that may have two for one role.
    draft.offer((Role::Date, 0), date.into());
    draft.offer((Role::Title, 0), title.into());
    draft.offer((Role::Text, 0), text.into());
    // The text may be empty and the date impossible; that is found and reported in there.
    Ok(sink.accept(&draft)?)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_as;
    use super::*;

    #[test]
    fn every_line_is_an_article_or_a_problem() {
        let text = "2021-11-16|Brug open|In Ede is een brug geopend.\nkapot\n\n2021-13|Fout|Tekst\n";
        let (articles, problems) = read_as(&FORMAT, text);
        assert_eq!(articles.len(), 1);
        assert_eq!(articles[0].title.text, "Brug open");
        let lines: Vec<_> = problems.iter().map(|problem| (problem.line, problem.kind)).collect();
        assert_eq!(lines, [(Some(2), ProblemKind::Row), (Some(4), ProblemKind::Date)]);
    }
}
