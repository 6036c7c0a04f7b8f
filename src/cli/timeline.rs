//! `knipsel timeline`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::filter::FilterArgs;
use super::output::{tell_disarmed, write_whole};
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::today;
use super::{Context, Outcome, print, screen};
use crate::date::PeriodLength;
use crate::index::{IndexFolder, OpenIndex};
use crate::query::Parsed;
use crate::search::{Measure, Search, Series, Tally, Timeline, TimelineRequest};
use crate::wire::{Delimited, DiagnosticObject, PeriodObject, RelativeObject, TimelineObject};

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// What to count; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How long a period is
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    by: ByArg,
    /// Another query to count beside it; may be given several times
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    vs: Vec<String>,
    /// Also the share of all articles of each period, and occurrences per 100,000 words
    #[arg(long)]
    relative: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// Write JSON Lines: the periods of each query, then a line with what is in none
    #[arg(long)]
    json: bool,
    /// Write CSV: one row for each query and period
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Also draw a chart into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    /// One day
    Day,
    /// A week of ISO 8601, from Monday to Sunday
    Week,
    /// A calendar month
    Month,
    /// A calendar year
    Year,
    /// Ten years, from one that ends in 0
    Decade,
}

impl ByArg {
    fn length(self) -> PeriodLength {
        match self {
            ByArg::Day => PeriodLength::Day,
            ByArg::Week => PeriodLength::Week,
            ByArg::Month => PeriodLength::Month,
            ByArg::Year => PeriodLength::Year,
            ByArg::Decade => PeriodLength::Decade,
        }
    }
}

pub(super) fn timeline(context: &Context, args: &TimelineArgs) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let mut texts = vec![args.query.join(" ")];
    texts.extend(args.vs.iter().cloned());
    let mut queries = Vec::new();
    for text in texts {
        let Some(parsed) = parse_query(context, &text, today(), args.json)? else {
            return Ok(Outcome::Faulty);
        };
        queries.push((text, parsed));
    }
    let selections = queries.iter().map(|(_, parsed)| args.filter.selection(parsed.root.clone()));
    let request = TimelineRequest {
        queries: selections.collect::<Result<_, _>>()?,
        by: args.by.length(),
        occurrences: true,
        relative: args.relative,
    };
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let timeline = match search.timeline(&request) {
        Ok(timeline) => timeline,
        Err(error) => {
            // Where a query was refused it is said which one.
            for ((text, _), selection) in queries.iter().zip(&request.queries) {
                if answered(context, text, search.check(selection), args.json)?.is_none() {
                    return Ok(Outcome::Faulty);
                }
            }
            return Err(error.into());
        }
    };
    if let Some(path) = &args.svg {
        let names: Vec<String> = queries.iter().map(|(text, parsed)| name(text, parsed)).collect();
        write_whole(path, &timeline.to_svg(&names)?)?;
    }
    let mut out = screen::stdout(context.out, Form::of(args.json, args.csv));
    let mut rows = Delimited::csv();
    if args.json {
        let took_ms = (began.elapsed().as_secs_f64() * 1e5).round() / 1e2;
        let restated = request.queries.iter().map(|asked| args.filter.restated(asked, &mut search)).collect();
        write_json(&mut out, args, &timeline, restated, &queries, took_ms)?;
    } else if args.csv {
        write_csv(&mut out, &mut rows, &timeline, &queries)?;
    } else {
        print_timeline(&mut out, context, &timeline, &queries)?;
    }
    out.flush()?;
    if args.csv {
        // Rows are periods: what is in none is told beside them.
        for ((text, parsed), series) in queries.iter().zip(&timeline.series) {
            if let Some(apart) = apart(series) {
                let name = context.err.safe(&name(text, parsed)).into_owned();
                writeln!(std::io::stderr().lock(), "{name}: {apart}")?;
            }
        }
        tell_disarmed(&rows)?;
    }
    let found = timeline.series.iter().any(|series| series.total.articles > 0);
    Ok(if found { Outcome::Found } else { Outcome::NothingFound })
}

/// What a query is called beside others: itself, or where it is empty what it means.
fn name(text: &str, parsed: &Parsed) -> String {
    if text.trim().is_empty() { parsed.root.to_string() } else { text.to_owned() }
}

/// What of a query's articles is in no period.
fn apart(series: &Series) -> Option<String> {
    let told = |tally: Tally, articles: String, what: &str| {
        let occurrences = match tally.occurrences {
            0 => String::new(),
            occurrences => format!(" ({})", print::counted(occurrences, "occurrence")),
        };
        (tally.articles > 0).then(|| format!("{articles} {what}{occurrences}"))
    };
    let partial = print::counted(series.partial.articles, "article");
    let in_none = told(series.partial, partial, "of no period for certain");
    let without = told(series.undated, print::number(series.undated.articles), "undated");
    let parts: Vec<String> = in_none.into_iter().chain(without).collect();
    (!parts.is_empty()).then(|| format!("{}: in no count of a period", parts.join(", ")))
}

fn write_json(
    out: &mut impl Write,
    args: &TimelineArgs,
    timeline: &Timeline,
    restated: Vec<String>,
    queries: &[(String, Parsed)],
    took_ms: f64,
) -> anyhow::Result<()> {
    for ((text, _), series) in queries.iter().zip(&timeline.series) {
        for period in PeriodObject::all(timeline, series, text) {
            screen::write_line(out, &period)?;
        }
    }
    for (((text, parsed), series), restated) in queries.iter().zip(&timeline.series).zip(restated) {
        let diagnostics = DiagnosticObject::of_all(&parsed.diagnostics, text);
        let by = args.by.length();
        let object = TimelineObject::new(text.clone(), restated, by, timeline, series, took_ms, diagnostics);
        screen::write_line(out, &object)?;
    }
    Ok(())
}

fn write_csv(
    out: &mut impl Write,
    rows: &mut Delimited,
    timeline: &Timeline,
    queries: &[(String, Parsed)],
) -> std::io::Result<()> {
    let columns = if timeline.all.is_some() { 12 } else { 8 };
    out.write_all(rows.row(PeriodObject::COLUMNS.into_iter().take(columns)).as_bytes())?;
    for ((text, parsed), series) in queries.iter().zip(&timeline.series) {
        for period in PeriodObject::all(timeline, series, &name(text, parsed)) {
            out.write_all(rows.row(period.cells().iter().map(String::as_str)).as_bytes())?;
        }
    }
    Ok(())
}

/// How many columns of a terminal the bars of all queries share.
const BAR_COLUMNS: usize = 40;
/// The bars of a query have at least so many.
const SHORTEST_BAR: usize = 8;
/// At most so many signs in a sparkline.
const SPARK_COLUMNS: usize = 60;

fn print_timeline(
    out: &mut impl Write,
    context: &Context,
    timeline: &Timeline,
    queries: &[(String, Parsed)],
) -> std::io::Result<()> {
    let style = context.out;
    let measure = Measure::of(timeline);
    let names: Vec<String> =
        queries.iter().map(|(text, parsed)| style.safe(&name(text, parsed)).into_owned()).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (name, series) in names.iter().zip(&timeline.series) {
        let occurrences = print::counted(series.total.occurrences, "occurrence");
        let total = format!("{}, {occurrences}", print::counted(series.total.articles, "article"));
        let values: Vec<f64> =
            (0..timeline.periods.len()).map(|place| measure.values(timeline, series, place).0).collect();
        let fill = " ".repeat(widest - name.width());
        // On a narrow terminal the line of signs gets what the name and the total leave.
        let rest = widest + total.width() + 4;
        let signs =
            style.columns().map_or(SPARK_COLUMNS, |it| it.saturating_sub(rest).clamp(8, SPARK_COLUMNS));
        let sparkline = sparkline(&values, signs);
        let gap = if sparkline.is_empty() { "" } else { "  " };
        writeln!(out, "{}{fill}{gap}{sparkline}  {total}", style.bold(name))?;
        if let Some(apart) = apart(series) {
            writeln!(out, "  {}", style.dim(&apart))?;
        }
    }
    if timeline.periods.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for line in table_lines(timeline, &names, measure, style.columns()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The lines of the table; on a terminal bars are as short as it takes for a line to fit.
fn table_lines(
    timeline: &Timeline,
    names: &[String],
    measure: Measure,
    columns: Option<usize>,
) -> Vec<String> {
    let of = |bar_columns: usize| {
        let table = table(timeline, names, measure, bar_columns);
        let mut widths = vec![0; table.iter().map(Vec::len).max().unwrap_or(0)];
        for row in &table {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        (table, widths)
    };
    let queries = names.len().max(1);
    let mut bar_columns = (BAR_COLUMNS / queries).max(SHORTEST_BAR);
    let (mut table, mut widths) = of(bar_columns);
    let needed = widths.iter().map(|width| width + 2).sum::<usize>().saturating_sub(2);
    if let Some(over) = columns.and_then(|columns| needed.checked_sub(columns)).filter(|over| *over > 0) {
        bar_columns = bar_columns.saturating_sub(over.div_ceil(queries)).max(SHORTEST_BAR);
        (table, widths) = of(bar_columns);
    }
    let line = |row: &Vec<Cell>| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let fill = " ".repeat(width - cell.text.width());
            let (before, after) = if cell.right { (&*fill, "") } else { ("", &*fill) };
            line.extend([before, &cell.text, after, "  "]);
        }
        line.trim_end().to_owned()
    };
    table.iter().map(line).collect()
}

/// A cell of the table, and whether it stands at the right of its column.
struct Cell {
    text: String,
    right: bool,
}

fn right(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), right: true }
}

fn left(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), right: false }
}

/// The periods with the counts of each query, and the heads of the columns above them.
fn table(timeline: &Timeline, names: &[String], measure: Measure, bar_columns: usize) -> Vec<Vec<Cell>> {
    let has_partial = timeline.series.iter().any(|series| series.partial.articles > 0);
    let highest = timeline.series.iter().flat_map(|series| {
        (0..timeline.periods.len()).map(|place| measure.values(timeline, series, place).0)
    });
    let highest = highest.fold(0.0, f64::max);

    // The name of each query stands above its bars.
    let mut above = vec![left("")];
    let mut heads = vec![left("period")];
    for name in names {
        let before = heads.len();
        heads.push(right("articles"));
        if has_partial {
            heads.push(right("or more"));
        }
        heads.push(right("occurrences"));
        if timeline.all.is_some() {
            heads.extend([right("share"), right("per 100,000 words")]);
        }
        heads.push(left(""));
        above.extend((before..heads.len() - 1).map(|_| left("")));
        above.push(left(if name.chars().count() > bar_columns {
            name.chars().take(bar_columns - 1).chain(['…']).collect()
        } else {
            name.clone()
        }));
    }
    let mut rows = Vec::new();
    if names.len() > 1 {
        rows.push(above);
    }
    rows.push(heads);
    for (place, period) in timeline.periods.iter().enumerate() {
        let mut row = vec![left(period.to_string())];
        for series in &timeline.series {
            let count = &series.counts[place];
            row.push(right(print::number(count.certain.articles)));
            if has_partial {
                let possible = count.possible.articles;
                row.push(right(if possible > 0 {
                    format!("+{}", print::number(possible))
                } else {
                    String::new()
                }));
            }
            row.push(right(print::number(count.certain.occurrences)));
            let value = measure.values(timeline, series, place).0;
            if let Some(object) = RelativeObject::of(timeline, series, place) {
                let shown = |value: Option<f64>, unit: &str| {
                    right(value.map_or("–".to_owned(), |value| format!("{value:.2}{unit}")))
                };
                row.push(shown(object.share.map(|share| 100.0 * share), "%"));
                row.push(shown(object.per_100000_words, ""));
            }
            row.push(left(bar(value, highest, bar_columns)));
        }
        rows.push(row);
    }
    rows
}

/// A bar whose length stands for a value, in eighths of a column; what is more than nothing is seen.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
fn bar(value: f64, highest: f64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if value <= 0.0 {
        return String::new();
    }
    let eighths = ((value / highest * columns as f64 * 8.0).round() as usize).max(1);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// A value for each sign; where there are too many, the highest of some neighbours.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
fn sparkline(values: &[f64], most: usize) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let highest = values.iter().copied().fold(0.0, f64::max);
    let level = |value: f64| match value {
        value if value <= 0.0 => '·',
        value => LEVELS[((value / highest * 7.0).round() as usize).min(7)],
    };
    let neighbours = values.len().div_ceil(most).max(1);
    let highest_of = |group: &[f64]| group.iter().copied().fold(0.0, f64::max);
    values.chunks(neighbours).map(|group| level(highest_of(group))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Period;
    use crate::search::PeriodCount;

    #[test]
    fn bars() {
        for (value, expect) in [(0.0, ""), (8.0, "████"), (4.0, "██"), (1.0, "▌"), (0.01, "▏"), (7.5, "███▊")]
        {
            assert_eq!(bar(value, 8.0, 4), expect, "{value}");
        }
    }

    #[test]
    fn sparklines() {
        assert_eq!(sparkline(&[], 60), "");
        assert_eq!(sparkline(&[0.0, 0.0], 60), "··");
        assert_eq!(sparkline(&[1.0, 0.0, 7.0, 3.5], 60), "▂·█▅");
        assert_eq!(sparkline(&[1.0, 0.0, 7.0, 3.5], 2), "▂█");
        let many: Vec<f64> = (0..121).map(|place| f64::from(u8::from(place == 4))).collect();
        assert_eq!(sparkline(&many, 60), format!("·█{}", "·".repeat(39)));
    }

    #[test]
    fn a_table_fits_a_terminal() {
        let tally = |articles| Tally { articles, occurrences: articles, words: 0 };
        let count = |articles| PeriodCount { certain: tally(articles), possible: Tally::default() };
        let series = || Series { counts: vec![count(5), count(12_345)], ..Series::default() };
        let timeline = Timeline {
            periods: vec![
                Period::numbered(PeriodLength::Year, 2020),
                Period::numbered(PeriodLength::Year, 2021),
            ],
            series: vec![series(), series()],
            all: None,
            generation: 1,
        };
        let names = ["vrede".to_owned(), "een lange vraag naar allerlei woorden".to_owned()];
        let widest = |columns: Option<usize>| {
            let lines = table_lines(&timeline, &names, Measure::Articles, columns);
            lines.iter().map(|line| line.width()).max().unwrap_or(0)
        };
        let rest = widest(Some(1)) - 2 * SHORTEST_BAR;
        assert_eq!(widest(None), rest + BAR_COLUMNS);
        assert_eq!((widest(Some(rest + 30)), widest(Some(rest + 21))), (rest + 30, rest + 20));
        assert_eq!(widest(Some(500)), widest(None));
    }
}
