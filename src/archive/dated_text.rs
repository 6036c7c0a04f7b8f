//! Plain text with its date before it: the form in which most people keep clippings.
//!
//! ```text
//!  date 2021-11 In Ede is een brug geopend.       |  title: Brug open
//!                                                 |  date: 16 november 2021
//! Het regende.                                    |  source: De Heidebode
//!                                                 |
//! date 2021-12 De brug is weer dicht.             |  In Ede is een brug geopend.
//! ```
//!
//! On the left, `date` or `datum` with a date after it begins an article, at the start of the file and of any
//! later paragraph, so that one file may hold many. A date that does not exist begins one too, which is then
//! reported; the word before anything that has not even the form of a date is a word of the text.
//!
//! On the right, a block of `name: value` lines ends at an empty line, or at the first line of another form. Its
//! names are those of [`FieldMap`]; a short line with an unknown name inside the block is left
//! out. In the middle of a file a block counts only where it has two lines and a date.
//!
//! A file with neither is one article.

use super::detect::{Format, Stop};
use super::fields::{FieldMap, Ranked, Role};
use super::lines::{Lines, Next};
use super::problem::Problem;
use super::record::{Draft, Sink};
use crate::date::NewsDate;

// Not even `.txt` is surely dated text, for it may hold JSON Lines; what is nothing else is this.
pub(super) static FORMAT: Format = Format { extensions: &[], begins_like: |_| true, read };

/// A longer block is no heading but a list.
const MAX_BLOCK_LINES: usize = 40;
/// A line with an unknown name that is longer than this is text with a colon in it.
const MAX_UNKNOWN_LINE_BYTES: usize = 100;
const MAX_NAME_BYTES: usize = 40;
/// *Dinsdag 16 november 2021* is four words, and with *den* before the day five.
const MAX_DATE_WORDS: usize = 5;

fn read(lines: &mut Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let mut text = DatedText::default();
    loop {
        let next = match lines.next() {
            Ok(next) => next,
            Err(error) => {
                text.broken_off(&String::from_utf8_lossy(lines.start_of_lost()), sink)?;
                return Err(error.into());
            }
        };
        match next {
            Next::Line => {
                let number = lines.number();
                let problem = lines.text().err().map(|_| sink.undecodable(lines.bytes(), number));
                // A broken line may still begin an article, so that only that one is lost.
                text.line(&String::from_utf8_lossy(lines.bytes()), number, sink)?;
                text.blame(problem);
            }
            Next::TooLong(bytes) => {
                let problem = sink.too_long("line", lines.number(), bytes);
                text.line(&String::from_utf8_lossy(lines.start_of_lost()), lines.number(), sink)?;
                text.blame(Some(problem));
            }
            Next::End => return text.end_article(sink),
        }
    }
}

/// The state between two lines.
#[derive(Default)]
struct DatedText {
    open: OpenArticle,
    /// Lines from the start of a paragraph that are all `name: value`, which may become a heading.
    block: Vec<(u64, String)>,
    /// What is wrong with a line of the block.
    block_problem: Option<Problem>,
    in_paragraph: bool,
}

/// An article of which more may come.
#[derive(Default)]
struct OpenArticle {
    /// The line on which it begins; 0 before anything was seen of it.
    line: u64,
    fields: Vec<(Ranked, String)>,
    text: String,
    /// The bytes of the text, also of what was thrown away because it is too long.
    text_bytes: u64,
    /// Set where the text was thrown away for its length.
    is_too_long: bool,
    /// Why it is lost, where it is.
    problem: Option<Problem>,
}

impl OpenArticle {
    /// Whether it is `name: value` lines so far, so that a line with a date and a text goes with them.
    fn is_heading_without_date(&self) -> bool {
        let has_date = self.fields.iter().any(|((role, _), _)| *role == Role::Date);
        !self.fields.is_empty() && !has_date && self.text.trim().is_empty()
    }
}

impl DatedText {
    fn line(&mut self, line: &str, number: u64, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if line.trim().is_empty() {
            self.end_block(true, sink)?;
            self.in_paragraph = false;
            self.add_text("", sink);
            return Ok(());
        }
        let begins_paragraph = !std::mem::replace(&mut self.in_paragraph, true);
        if begins_paragraph && let Some((date, rest)) = dated_line(line) {
            if !self.open.is_heading_without_date() {
                self.end_article(sink)?;
            }
            self.begin_at(number);
            self.open.fields.push(((Role::Date, 0), date.to_owned()));
            self.add_text(rest, sink);
            self.in_paragraph = true;
            return Ok(());
        }
        let may_be_heading = begins_paragraph || !self.block.is_empty();
        if may_be_heading && self.block.len() < MAX_BLOCK_LINES {
            let fields = &sink.options.fields;
            let is_first = self.block.is_empty();
            if named_value(line, fields).is_some_and(|(ranked, _)| ranked.is_some() || !is_first) {
                self.block.push((number, line.to_owned()));
                return Ok(());
            }
        }
        self.end_block(false, sink)?;
        self.begin_at(number);
        self.add_text(line, sink);
        Ok(())
    }

    /// Keeps what is wrong with the last line for the article that the line belongs to, which a block may begin.
    fn blame(&mut self, problem: Option<Problem>) {
        let first = if self.block.is_empty() { &mut self.open.problem } else { &mut self.block_problem };
        *first = first.take().or(problem);
    }

    /// Takes the block as the heading of an article, or as text. `at_empty_line` is whether one ends it.
    fn end_block(&mut self, at_empty_line: bool, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let block = std::mem::take(&mut self.block);
        let problem = self.block_problem.take();
        let Some(&(number, _)) = block.first() else { return Ok(()) };
        let fields = &sink.options.fields;
        let is_date = |line: &str| matches!(named_value(line, fields), Some((Some((Role::Date, _)), value)) if split_date(value).is_some());
        let begins_file = self.open.line == 0;
        let begins_next = || at_empty_line && block.len() >= 2 && block.iter().any(|(_, line)| is_date(line));
        if !begins_file && !begins_next() {
            for (_, line) in block {
                self.add_text(&line, sink);
            }
            self.blame(problem);
            return Ok(());
        }
        self.end_article(sink)?;
        self.open.line = number;
        self.open.problem = problem;
        self.in_paragraph = !at_empty_line;
        for (_, line) in block {
            match named_value(&line, &sink.options.fields) {
                Some((Some((Role::Text, _)), value)) => self.add_text(value, sink),
                Some((Some(ranked @ (Role::Date, _)), value)) => {
                    // `date: 2021-11 In Ede is …` is the form on the left with a colon too many.
                    let (date, rest) = split_date(value).unwrap_or((value, ""));
                    self.open.fields.push((ranked, date.to_owned()));
                    self.add_text(rest, sink);
                }
                Some((Some(ranked), value)) => self.open.fields.push((ranked, value.to_owned())),
                _ => {}
            }
        }
        Ok(())
    }

    /// The file breaks off in the line that begins with `line`. The open article is whole only where the next
    /// one begins there; otherwise it is lost with what cannot be read.
    fn broken_off(&mut self, line: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if !self.in_paragraph && dated_line(line).is_some() { self.end_article(sink) } else { Ok(()) }
    }

    fn begin_at(&mut self, number: u64) {
        if self.open.line == 0 {
            self.open.line = number;
        }
    }

    fn add_text(&mut self, line: &str, sink: &Sink<'_>) {
        let open = &mut self.open;
        open.text_bytes += line.len() as u64 + 1;
        if open.problem.is_some() || open.is_too_long {
            return;
        }
        if open.text.len() + line.len() > sink.options.max_line_bytes {
            open.is_too_long = true;
            open.text = String::new();
            return;
        }
        open.text.push_str(line);
        open.text.push('\n');
    }

    /// Yields the open article, where there is one.
    fn end_article(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if !self.block.is_empty() {
            self.end_block(true, sink)?;
        }
        let open = std::mem::take(&mut self.open);
        if let Some(problem) = open.problem {
            sink.skip(problem)?;
        } else if open.is_too_long {
            sink.skip(sink.too_long("article", open.line, open.text_bytes))?;
        } else if open.line > 0 {
            let mut draft = Draft::new(open.line);
            for (ranked, value) in open.fields {
                draft.offer(ranked, value.into());
            }
            draft.offer((Role::Text, 0), open.text.into());
            sink.accept(&draft)?;
        }
        Ok(())
    }
}

/// The name and the value of a `name: value` line. The name is `None` where it is not known.
fn named_value<'l>(line: &'l str, fields: &FieldMap) -> Option<(Option<Ranked>, &'l str)> {
    let (name, value) = line.trim().split_once(':')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' ');
    if name.is_empty() || name.len() > MAX_NAME_BYTES || !name.bytes().all(is_name) {
        return None;
    }
    if let Some(ranked) = fields.find(name)
        && !value.starts_with("//")
    {
        return Some((Some(ranked), value.trim()));
    }
    let is_unknown_field = !name.contains(' ')
        && line.len() <= MAX_UNKNOWN_LINE_BYTES
        && (value.is_empty() || value.starts_with([' ', '\t']));
    is_unknown_field.then_some((None, value.trim()))
}

/// The date and the text of a line such as `date 2021-11 In Ede is …`.
fn dated_line(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace)?;
    let is_date_word = word.eq_ignore_ascii_case("date") || word.eq_ignore_ascii_case("datum");
    if is_date_word { split_date(rest.trim_start()) } else { None }
}

/// The date at the start of a text, and the text after it. The date may be one that does not exist.
fn split_date(text: &str) -> Option<(&str, &str)> {
    let ends: Vec<usize> = word_ends(text).take(MAX_DATE_WORDS).collect();
    let up_to = |end: usize| (text[..end].trim_end_matches([',', ':', ';']), text[end..].trim_start());
    let &first_end = ends.first()?;
    let first = up_to(first_end);
    if NewsDate::parse(first.0).is_ok() {
        return Some(first);
    }
    if !begins_like_date(first.0) {
        return None;
    }
    let readable = ends.iter().rev().map(|&end| up_to(end)).find(|(date, _)| NewsDate::read(date).is_ok());
    if readable.is_some() {
        return readable;
    }
    if has_form_of_date(first.0) {
        return Some(first);
    }
    // A printed date that does not exist, such as 30 februari 2021, with or without the day of the week.
    let words: Vec<&str> = text.split_whitespace().take(MAX_DATE_WORDS).collect();
    let day = words.iter().position(|word| word.trim_end_matches('.').parse::<u8>().is_ok())?;
    let is_printed = day <= 1
        && words.get(day + 1).is_some_and(|word| begins_like_month(word))
        && words.get(day + 2).is_some_and(|word| has_form_of_date(word.trim_end_matches([',', ':', ';'])));
    if is_printed { ends.get(day + 2).map(|&end| up_to(end)) } else { None }
}

/// Whether a word can only be meant as a date: four digits at least, and else only what dates have.
fn has_form_of_date(word: &str) -> bool {
    let is_of_date = |byte: u8| byte.is_ascii_digit() || b"-/.:~?%XxTZ+".contains(&byte);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.starts_with(|first: char| first.is_ascii_digit()) && digits >= 4 && word.bytes().all(is_of_date)
}

/// Whether a printed date may begin with this word. Dates are read so leniently, *na 1894* among them, that a
/// sentence could be taken for one.
fn begins_like_date(word: &str) -> bool {
    let is_weekday = || {
        const DAYS: [&str; 7] = ["maa", "din", "woe", "don", "vri", "zat", "zon"];
        word.get(..3).is_some_and(|start| DAYS.iter().any(|day| day.eq_ignore_ascii_case(start)))
    };
    word.starts_with(|first: char| first.is_ascii_digit())
        || word.eq_ignore_ascii_case("den")
        || begins_like_month(word)
        || is_weekday()
}

fn begins_like_month(word: &str) -> bool {
    const MONTHS: [&str; 14] =
        ["jan", "feb", "maa", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec"];
    word.get(..3).is_some_and(|start| MONTHS.iter().any(|month| month.eq_ignore_ascii_case(start)))
}

/// Where each word ends.
fn word_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let start = text.as_ptr().addr();
    text.split_whitespace().map(move |word| word.as_ptr().addr() - start + word.len())
}
