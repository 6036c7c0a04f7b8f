//! `knipsel facets`.

use std::io::Write;

use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::filter::FilterArgs;
use super::output::tell_disarmed;
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::today;
use super::{Context, Outcome, print, screen};
use crate::index::{IndexFolder, OpenIndex};
use crate::search::{FacetField, Facets, Search};
use crate::wire::{Delimited, DiagnosticObject, FacetObject, FacetsObject};

#[derive(Debug, Args)]
pub(super) struct FacetsArgs {
    /// What to count; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// What to count by; several with commas between
    #[arg(long, value_name = "FIELD", required = true, value_delimiter = ',')]
    by: Vec<ByArg>,
    /// At most so many values of each field; 0 gives all
    #[arg(long, value_name = "N", default_value_t = 20, allow_negative_numbers = true)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
    /// Write JSON Lines: the values of each field, then a line with what has none
    #[arg(long)]
    json: bool,
    /// Write CSV: one row for each value
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    /// The newspaper
    Source,
    /// The section
    Section,
    /// The author, as the articles have it
    Author,
    /// The year of the news date
    Year,
    /// The language
    Language,
}

impl ByArg {
    fn field(self) -> FacetField {
        match self {
            ByArg::Source => FacetField::Source,
            ByArg::Section => FacetField::Section,
            ByArg::Author => FacetField::Author,
            ByArg::Year => FacetField::Year,
            ByArg::Language => FacetField::Language,
        }
    }
}

pub(super) fn facets(context: &Context, args: &FacetsArgs) -> anyhow::Result<Outcome> {
    let text = args.query.join(" ");
    let Some(parsed) = parse_query(context, &text, today(), args.json)? else {
        return Ok(Outcome::Faulty);
    };
    let selection = args.filter.selection(parsed.root)?;
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let mut counted = Vec::new();
    for by in &args.by {
        let facets = search.facets(&selection, by.field());
        let Some(facets) = answered(context, &text, facets, args.json)? else {
            return Ok(Outcome::Faulty);
        };
        counted.push(facets);
    }
    let mut out = screen::stdout(context.out, Form::of(args.json, args.csv));
    let mut rows = Delimited::csv();
    if args.csv {
        out.write_all(rows.row(["field", "value", "articles", "possible_articles"]).as_bytes())?;
    }
    let mut found = false;
    for (number, facets) in counted.iter().enumerate() {
        found |= facets.total > 0;
        let returned =
            if args.limit == 0 { facets.values.len() } else { args.limit.min(facets.values.len()) };
        let values = facets.values[..returned].iter();
        if args.json {
            for value in values {
                screen::write_line(&mut out, &FacetObject::new(facets, value))?;
            }
            let diagnostics = DiagnosticObject::of_all(&parsed.diagnostics, &text);
            let restated = args.filter.restated(&selection, &mut search);
            let object = FacetsObject::new(facets, returned, restated, diagnostics);
            screen::write_line(&mut out, &object)?;
        } else if args.csv {
            for value in values {
                let (articles, possible) = (value.articles.to_string(), value.possible.to_string());
                out.write_all(
                    rows.row([facets.field.as_str(), &value.value, &articles, &possible]).as_bytes(),
                )?;
            }
            for line in rest(facets, returned) {
                writeln!(std::io::stderr().lock(), "{}: {line}", facets.field.as_str())?;
            }
        } else {
            if number > 0 {
                writeln!(out)?;
            }
            print_facets(&mut out, context, facets, returned)?;
        }
    }
    out.flush()?;
    tell_disarmed(&rows)?;
    Ok(if found { Outcome::Found } else { Outcome::NothingFound })
}

fn print_facets(
    out: &mut impl Write,
    context: &Context,
    facets: &Facets,
    returned: usize,
) -> std::io::Result<()> {
    let style = context.out;
    let head = format!("{}  {}", facets.field.as_str(), print::counted(facets.total, "article"));
    writeln!(out, "{}", style.bold(&head))?;
    let rows: Vec<(String, String)> = facets.values[..returned]
        .iter()
        .map(|value| {
            // A line break in a name would break the table.
            let name = style.safe(&value.value).replace(['\n', '\t'], " ");
            let possible = if value.possible > 0 {
                format!(" +{}", print::number(value.possible))
            } else {
                String::new()
            };
            (name, print::number(value.articles) + &possible)
        })
        .collect();
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let digits = rows.iter().map(|(_, count)| count.len()).max().unwrap_or(0);
    for (name, count) in &rows {
        writeln!(out, "  {name}{}  {count:>digits$}", " ".repeat(widest - name.width()))?;
    }
    for line in rest(facets, returned) {
        writeln!(out, "  {}", style.dim(&line))?;
    }
    Ok(())
}

/// What the values that are shown do not count.
fn rest(facets: &Facets, returned: usize) -> Vec<String> {
    let hidden = &facets.values[returned..];
    let mut lines = Vec::new();
    if !hidden.is_empty() {
        let articles = hidden.iter().map(|value| value.articles).sum();
        let values = print::counted(hidden.len() as u64, "more value");
        lines.push(format!("… {values} with {}: see --limit 0", print::counted(articles, "article")));
    }
    if facets.partial > 0 {
        lines.push(format!("{} of no year for certain", print::counted(facets.partial, "article")));
    }
    if facets.missing > 0 {
        let field = if facets.field == FacetField::Year { "date" } else { facets.field.as_str() };
        lines.push(format!("{} with no {field}", print::counted(facets.missing, "article")));
    }
    lines
}
