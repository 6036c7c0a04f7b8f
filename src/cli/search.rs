//! `knipsel search`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::explain::Proof;
use super::filter::FilterArgs;
use super::print::Style;
use super::query::{answered, parse_query};
use super::replay::replay;
use super::screen::Form;
use super::{Context, Outcome, print, screen};
use crate::date::Day;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::index::{IndexFolder, OpenIndex, StoredArticle};
use crate::query::Parsed;
use crate::search::{
    Hit, MOST_COPIES_SHOWN, PassageField, Search, SearchRequest, SearchResult, Selection, Sort,
};
use crate::wire::{
    DiagnosticObject, ExplanationObject, HitObject, SuggestionObject, SummaryObject, without_spaces,
};

#[derive(Debug, Args)]
#[command(after_help = "The query:\n  \
    vrede akkoord          both words, in any of their forms\n  \
    \"tweede stad\"          exactly these words, side by side\n  \
    a EN b, a OF b, NIET c also AND, OR, NOT and -c, in capitals; brackets group\n  \
    vrede*, amster?am      wildcards: any letters, one letter; also in quotes\n  \
    pasjinian~, ~2         spelled roughly so, with one or two letters otherwise\n  \
    a NABIJ/5 b            with at most 5 words between them; also NEAR\n  \
    \"(a of b) c\"~15        a group in quotes, and a distance\n  \
    a IN-ZIN b             in one sentence; IN-ALINEA in one paragraph\n  \
    titel:vrede            in one field: titel, tekst, bron, auteur, rubriek, taal\n  \
    datum:2020..2021-06    in a span of days; also datum:2021-11 and datum:\"vorige maand\"\n  \
    (nothing)              the newest articles")]
pub(super) struct SearchArgs {
    /// What to search for; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// The order of the hits [default: relevance, or newest where no word is sought]
    #[arg(long, value_name = "ORDER")]
    sort: Option<SortArg>,
    /// At most so many hits; 0 gives all
    #[arg(long, value_name = "N", default_value_t = 10, allow_negative_numbers = true)]
    limit: usize,
    /// Pass over so many hits first
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    offset: usize,
    /// Only the hits after this place: the `next` of a summary of --json
    #[arg(long, value_name = "CURSOR", conflicts_with_all = ["offset", "batch"])]
    after: Option<String>,
    /// Whether copies of one report, in several papers, are one hit
    #[arg(long, value_name = "HOW", default_value = "copies", conflicts_with_all = ["batch", "replay"])]
    group: GroupArg,
    /// Write JSON Lines: the hits, then a summary
    #[arg(long)]
    json: bool,
    /// Say what is sought, and which terms of the index each word became
    #[arg(long, conflicts_with = "batch")]
    explain: bool,
    /// Run every query of a file with lines `id<TAB>query`; `-` is stdin
    #[arg(long, value_name = "FILE", requires = "format", conflicts_with_all = ["query", "json"])]
    batch: Option<PathBuf>,
    /// Repeat the query of an export, and say what was added or went since
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["query", "batch", "after", "sort", "limit", "offset", "from", "to", "on", "dates", "level"])]
    replay: Option<PathBuf>,
    /// How to write the hits of a batch
    #[arg(long, value_name = "FORMAT", requires = "batch")]
    format: Option<FormatArg>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    /// The best match first
    Relevance,
    /// The newest first, undated articles last
    Newest,
    /// The oldest first, undated articles last
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum GroupArg {
    /// Each article is a hit
    None,
    /// The earliest is a hit, with the others under it
    Copies,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// A TREC run: topic Q0 id rank score knipsel
    Trec,
}

pub(super) fn search(context: &Context, args: &SearchArgs) -> anyhow::Result<Outcome> {
    // clap waives what an option requires where something else is given that conflicts with that.
    if args.format.is_some() && args.batch.is_none() {
        let what = "`--format` is how the hits of a batch are written, and no batch was named";
        let hint = "knipsel search --batch TOPICS.tsv --format trec, or `--json` for one query";
        return Err(Error::new(ErrorKind::Usage, what).hint(hint).into());
    }
    match (&args.batch, &args.replay) {
        (Some(path), _) => batch(context, args, path),
        (None, Some(path)) => replay(context, path, args.json, args.filter.language()),
        (None, None) => one(context, args),
    }
}

fn one(context: &Context, args: &SearchArgs) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let text = args.query.join(" ");
    let Some(parsed) = parse_query(context, &text, today(), args.json)? else {
        return Ok(Outcome::Faulty);
    };
    let selection = args.filter.selection(parsed.root.clone())?;
    let asked = selection.clone();
    let request = request(args, selection)?;
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let Some(result) = answered(context, &text, search.run(&request), args.json)? else {
        return Ok(Outcome::Faulty);
    };
    let found = result.total > 0;
    let explanation =
        if args.explain || !found { Some(search.explain(&request, result.total)?) } else { None };
    let proof = Proof { restated: args.filter.restated(&asked, &mut search), explanation };
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    if args.json {
        write_json(&mut out, args, result, &parsed, &text, proof, began)?;
    } else {
        if args.explain {
            proof.print(&mut out, context.out)?;
        }
        print_hits(&mut out, context, args, &result)?;
        if !found {
            proof.print_advice(&mut out, context.out, args.filter.language())?;
        }
    }
    out.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::NothingFound })
}

/// Under each hit so many of its copies have a line, so that a page stays a page; there may be hundreds.
const MOST_COPIES_PRINTED: usize = 3;

/// The day it is in Amsterdam.
pub(super) fn today() -> Day {
    Day::in_amsterdam(Timestamp::now().as_second()).unwrap_or(Day::LAST)
}

fn request(args: &SearchArgs, selection: Selection) -> Result<SearchRequest> {
    let Selection { query, level, days, dates } = selection;
    let sort = match args.sort {
        Some(SortArg::Oldest) => Sort::Oldest,
        Some(SortArg::Newest) => Sort::Newest,
        None if !query.has_words() => Sort::Newest,
        Some(SortArg::Relevance) | None => Sort::Relevance,
    };
    Ok(SearchRequest {
        level,
        days,
        dates,
        sort,
        limit: (args.limit > 0).then_some(args.limit),
        offset: args.offset,
        after: args.after.as_deref().map(str::parse).transpose()?,
        // The lines of a run are articles, and each is judged by itself.
        fold_copies: args.group == GroupArg::Copies && args.batch.is_none(),
        most_copies: if args.json { MOST_COPIES_SHOWN } else { MOST_COPIES_PRINTED },
        ..SearchRequest::new(query)
    })
}

fn write_json(
    out: &mut impl Write,
    args: &SearchArgs,
    result: SearchResult,
    parsed: &Parsed,
    text: &str,
    proof: Proof,
    began: Instant,
) -> anyhow::Result<()> {
    let (missing, suggestion) = match &proof.explanation {
        Some(explanation) if result.total == 0 => {
            (explanation.missing.clone(), explanation.suggestion.as_ref().map(SuggestionObject::new))
        }
        _ => (Vec::new(), None),
    };
    let explanation = proof.explanation.as_ref().filter(|_| args.explain);
    let explanation = explanation.map(|it| ExplanationObject::new(it, proof.restated.clone()));
    let summary = SummaryObject {
        total: result.total,
        groups: (args.group == GroupArg::Copies).then_some(result.unfolded),
        returned: result.hits.len() as u64,
        generation: result.generation,
        next: result.next.map(|next| next.to_string()),
        took_ms: (began.elapsed().as_secs_f64() * 1e5).round() / 1e2,
        restated: proof.restated,
        diagnostics: DiagnosticObject::of_all(&parsed.diagnostics, text),
        missing,
        suggestion,
    };
    for hit in result.hits {
        screen::write_line(out, &HitObject::new(hit))?;
    }
    if let Some(explanation) = explanation {
        screen::write_line(out, &explanation)?;
    }
    screen::write_line(out, &summary)
}

fn print_hits(
    out: &mut impl Write,
    context: &Context,
    args: &SearchArgs,
    result: &SearchResult,
) -> std::io::Result<()> {
    for hit in &result.hits {
        print_hit(out, context, hit, None)?;
    }
    let total = print::counted(result.total, "article");
    let total = match result.total - result.unfolded {
        0 => total,
        folded => format!("{total}, {} folded as copies", print::number(folded)),
    };
    match (result.hits.first(), result.hits.last()) {
        (Some(first), Some(last)) if (result.hits.len() as u64) < result.unfolded => {
            writeln!(out, "{total}, {} to {} shown", first.rank, last.rank)
        }
        (None, _) if result.total > 0 => writeln!(out, "{total}, none shown from offset {}", args.offset),
        _ => writeln!(out, "{total}"),
    }
}

/// Writes a hit, with a word on what else it is where there is one.
pub(super) fn print_hit(
    out: &mut impl Write,
    context: &Context,
    hit: &Hit,
    also: Option<&str>,
) -> std::io::Result<()> {
    let style = context.out;
    let article = &hit.article;
    let in_title = hit.passages.iter().find(|passage| passage.field == PassageField::Title);
    let title = match in_title {
        Some(passage) => style.highlighted(&passage.text, &passage.highlights),
        None => style.bold(&style.safe(&article.title)).into_owned(),
    };
    let also = also.map_or(String::new(), |also| format!(" [{also}]"));
    writeln!(out, "{}. {title}{}{also}", hit.rank, style.dim(title_from(article)))?;
    writeln!(out, "   {}", style.dim(&style.safe(&about_line(article))))?;
    let passages = hit.passages.iter().filter(|passage| passage.field == PassageField::Text);
    let shown: Vec<String> =
        passages.map(|passage| style.highlighted(passage.text.trim(), &passage.highlights)).collect();
    if !shown.is_empty() {
        writeln!(out, "   {}", shown.join(" … "))?;
    }
    print_copies(out, style, "   ", &hit.copies, hit.folded)?;
    writeln!(out)
}

/// Writes a line for each of some copies, and how many more there are in all.
pub(super) fn print_copies(
    out: &mut impl Write,
    style: Style,
    indent: &str,
    copies: &[StoredArticle],
    total: u64,
) -> std::io::Result<()> {
    for copy in copies {
        writeln!(out, "{indent}{}", style.dim(&style.safe(&format!("copy: {}", about_line(copy)))))?;
    }
    let more = total - copies.len() as u64;
    if more > 0 {
        writeln!(
            out,
            "{indent}{}",
            style.dim(&format!("and {} more", print::counted_as(more, "copy", "copies")))
        )?;
    }
    Ok(())
}

/// What to put behind the title of an article, where it has none of its own.
pub(super) fn title_from(article: &StoredArticle) -> &'static str {
    if article.title_derived { " (from the text)" } else { "" }
}

/// What to put behind the date of an article, where the record has none.
pub(super) fn date_from(article: &StoredArticle) -> &'static str {
    if article.date_from_path { " (from the path)" } else { "" }
}

/// Date, source, section and id of an article.
pub(super) fn about_line(article: &StoredArticle) -> String {
    let date = article.date.as_deref().unwrap_or("undated");
    let mut about = format!("{date}{}", date_from(article));
    for part in [&article.source, &article.section].into_iter().flatten() {
        about.push_str(" · ");
        about.push_str(part);
    }
    about.push_str(" · ");
    about.push_str(&article.id);
    about
}

fn batch(context: &Context, args: &SearchArgs, path: &Path) -> anyhow::Result<Outcome> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| {
        Error::io("read the topics", path, error)
            .hint("name a file with lines `id<TAB>query`, or `-` for stdin")
    })?;
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut found, mut faulty) = (false, false);
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let Some((topic, query)) = line.split_once('\t') else {
            faulty = true;
            let error =
                Error::new(ErrorKind::Usage, "a topic is `id`, a tab, and the query; this line has no tab")
                    .at(Place::line(path, number))
                    .hint("put a tab between the topic's id and its query");
            context.say_error(error)?;
            continue;
        };
        let Some(parsed) = parse_query(context, query, today(), false)? else {
            faulty = true;
            writeln!(std::io::stderr().lock(), "  at {}", Place::line(path, number))?;
            continue;
        };
        let topic = without_spaces(topic.trim());
        let request = request(args, args.filter.selection(parsed.root)?)?;
        let Some(ids) = answered(context, query, search.ids(&request), false)? else {
            faulty = true;
            writeln!(std::io::stderr().lock(), "  at {}", Place::line(path, number))?;
            continue;
        };
        for (rank, (id, score)) in (1_u32..).zip(ids) {
            found = true;
            // Tools for TREC runs sort by score, so one must go down with the rank in any order.
            let score =
                if request.sort == Sort::Relevance { f64::from(score) } else { 1.0 / f64::from(rank) };
            writeln!(out, "{topic} Q0 {} {rank} {score:.6} knipsel", without_spaces(&id))?;
        }
    }
    out.flush()?;
    Ok(if faulty {
        Outcome::Faulty
    } else if found {
        Outcome::Found
    } else {
        Outcome::NothingFound
    })
}
