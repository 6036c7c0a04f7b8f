//! `knipsel kwic`.

use std::io::Write;
use std::str::FromStr;
use std::time::Instant;

use clap::{Args, ValueEnum};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::filter::FilterArgs;
use super::output::tell_disarmed;
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::today;
use super::{Context, Outcome, print, screen};
use crate::index::{IndexFolder, OpenIndex};
use crate::search::{
    Concordance, ConcordanceLine, ConcordanceRequest, ConcordanceSort, ContextSize, Sample, Search,
};
use crate::wire::{ConcordanceObject, Delimited, DiagnosticObject, LineObject};

#[derive(Debug, Args)]
pub(super) struct KwicArgs {
    /// What to list; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How much to show on either side: 8w is eight words, 1s the sentence
    #[arg(long, value_name = "SIZE", default_value = "8w")]
    context: ContextArg,
    /// The order of the lines
    #[arg(long, value_name = "ORDER", default_value = "date")]
    sort: SortArg,
    /// At most so many lines; 0 gives all
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true)]
    limit: usize,
    /// A random sample of so many lines
    #[arg(long, value_name = "N", conflicts_with = "limit")]
    sample: Option<usize>,
    /// The number that decides which lines the sample has: the same number gives the same lines
    #[arg(long, value_name = "S", default_value_t = 1, allow_negative_numbers = true, requires = "sample")]
    seed: u64,
    #[command(flatten)]
    filter: FilterArgs,
    /// Write JSON Lines: the lines, then a summary
    #[arg(long)]
    json: bool,
    /// Write CSV: one row for each line
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

#[derive(Debug, Clone, Copy)]
struct ContextArg(ContextSize);

impl FromStr for ContextArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let size = |unit: char| text.strip_suffix(unit).and_then(|size| size.parse::<usize>().ok());
        match (size('w'), size('s')) {
            (Some(words), _) => Ok(Self(ContextSize::Words(words))),
            (_, Some(sentences)) if sentences > 0 => Ok(Self(ContextSize::Sentences(sentences))),
            _ => Err("write a number of words, such as 8w, or of sentences, such as 1s".to_owned()),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    /// By the words to the left, the nearest first
    Left,
    /// By the words to the right
    Right,
    /// The oldest first, undated articles last
    Date,
    /// By the newspaper
    Source,
}

pub(super) fn kwic(context: &Context, args: &KwicArgs) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let text = args.query.join(" ");
    let Some(parsed) = parse_query(context, &text, today(), args.json)? else {
        return Ok(Outcome::Faulty);
    };
    let sample = args.sample.map(|lines| Sample { lines, seed: args.seed });
    let request = ConcordanceRequest {
        selection: args.filter.selection(parsed.root)?,
        context: args.context.0,
        sort: match args.sort {
            SortArg::Left => ConcordanceSort::Left,
            SortArg::Right => ConcordanceSort::Right,
            SortArg::Date => ConcordanceSort::Date,
            SortArg::Source => ConcordanceSort::Source,
        },
        sample,
        limit: (args.limit > 0 && sample.is_none()).then_some(args.limit),
    };
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let concordance = search.concordance(&request);
    let Some(concordance) = answered(context, &text, concordance, args.json)? else {
        return Ok(Outcome::Faulty);
    };
    let found = concordance.occurrences > 0;
    let mut out = screen::stdout(context.out, Form::of(args.json, args.csv));
    if args.json {
        let took_ms = (began.elapsed().as_secs_f64() * 1e5).round() / 1e2;
        let diagnostics = DiagnosticObject::of_all(&parsed.diagnostics, &text);
        let seed = sample.map(|sample| sample.seed);
        let restated = args.filter.restated(&request.selection, &mut search);
        let summary = ConcordanceObject::new(&concordance, seed, took_ms, restated, diagnostics);
        for line in concordance.lines {
            screen::write_line(&mut out, &LineObject::new(line))?;
        }
        screen::write_line(&mut out, &summary)?;
    } else if args.csv {
        let is_whole = concordance.lines.len() as u64 == concordance.occurrences;
        let total = totals(&concordance, sample);
        let mut rows = Delimited::csv();
        out.write_all(rows.row(LineObject::COLUMNS).as_bytes())?;
        for line in concordance.lines {
            let cells = LineObject::new(line).cells();
            out.write_all(rows.row(cells.iter().map(String::as_str)).as_bytes())?;
        }
        out.flush()?;
        if !is_whole {
            writeln!(std::io::stderr().lock(), "{total}")?;
        }
        tell_disarmed(&rows)?;
    } else {
        print_lines(&mut out, context, &concordance.lines)?;
        writeln!(out, "{}", totals(&concordance, sample))?;
    }
    out.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::NothingFound })
}

/// How many lines there are, and how many of them are shown.
fn totals(concordance: &Concordance, sample: Option<Sample>) -> String {
    let (occurrences, shown) = (concordance.occurrences, concordance.lines.len() as u64);
    let articles = print::counted(concordance.articles, "article");
    let total = format!("{} in {articles}", print::counted(occurrences, "occurrence"));
    match sample {
        _ if shown == occurrences => total,
        Some(sample) => format!("{total}, a random {} shown (seed {})", print::number(shown), sample.seed),
        None => format!("{total}, the first {} shown", print::number(shown)),
    }
}

/// How wide lines are where there is no terminal to ask.
const USUAL_COLUMNS: usize = 120;

fn print_lines(out: &mut impl Write, context: &Context, lines: &[ConcordanceLine]) -> std::io::Result<()> {
    let style = context.out;
    let columns = style.columns().unwrap_or(USUAL_COLUMNS);
    let safe: Vec<[String; 5]> = lines
        .iter()
        .map(|line| {
            let date = line.date.as_deref().unwrap_or("undated");
            [date, &line.left, &line.keyword, &line.right, &line.id].map(|text| style.safe(text).into_owned())
        })
        .collect();
    let widest = |part: usize| safe.iter().map(|line| line[part].width()).max().unwrap_or(0);
    let (date, keyword) = (widest(0), widest(2).min(columns / 3));
    // What the date, the keyword, the id and the gaps between them leave is shared by both sides.
    let side = columns.saturating_sub(date + keyword + widest(4) + 8).max(40) / 2;
    let side = (side.min(widest(1)), side.min(widest(3)));
    for [when, left, word, right, id] in &safe {
        let left = last_columns(left.trim_start(), side.0);
        // What a short keyword leaves goes to the words after it, which follow it directly.
        let room = (keyword + side.1).saturating_sub(word.width());
        let right = first_columns(right.trim_end(), room);
        let fill = |columns: usize, text: &str| " ".repeat(columns.saturating_sub(text.width()));
        writeln!(
            out,
            "{}{}  {}{left}{}{right}{}  {}",
            style.dim(when),
            fill(date, when),
            fill(side.0, &left),
            style.marked(word),
            fill(room, &right),
            style.dim(id),
        )?;
    }
    Ok(())
}

/// The end of a text that fits in so many columns, with `…` where something is cut off.
fn last_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let kept = text.char_indices().rev().take_while(|(_, c)| take(&mut left, *c)).last();
    let kept = kept.map_or("", |(at, _)| &text[at..]);
    // An accent whose letter was cut off would land on the `…`.
    format!("…{}", kept.trim_start_matches(|c: char| c.width() == Some(0)))
}

/// The beginning of a text that fits in so many columns, with `…` where something is cut off.
fn first_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let kept: String = text.chars().take_while(|c| take(&mut left, *c)).collect();
    kept + "…"
}

/// Takes the columns of a sign from those that are left; tells whether there were enough.
fn take(left: &mut usize, c: char) -> bool {
    let fits = left.checked_sub(c.width().unwrap_or(0));
    *left = fits.unwrap_or(0);
    fits.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_columns() {
        for (text, columns, last, first) in [
            ("soldaat", 7, "soldaat", "soldaat"),
            ("soldaat", 6, "…ldaat", "solda…"),
            ("日本語", 5, "…本語", "日本…"),
            ("日本語", 4, "…語", "日…"),
            ("e\u{301}e\u{301}n", 2, "…n", "e\u{301}…"),
            ("soldaat", 1, "…", "…"),
        ] {
            assert_eq!(
                (&*last_columns(text, columns), &*first_columns(text, columns)),
                (last, first),
                "{text}"
            );
        }
    }
}
