//! `knipsel similar`.

use std::io::Write;
use std::time::Instant;

use clap::Args;

use super::screen::Form;
use super::search::print_hit;
use super::{Context, Outcome, print, screen};
use crate::index::{IndexFolder, OpenIndex};
use crate::search::{Relation, Search, Similar, SimilarRequest, TellingWord};
use crate::wire::{HitObject, SimilarObject};

#[derive(Debug, Args)]
pub(super) struct SimilarArgs {
    /// The article's id, as `search` prints it
    id: String,
    /// At most so many articles; 0 gives all
    #[arg(long, value_name = "N", default_value_t = 10, allow_negative_numbers = true)]
    limit: usize,
    /// Write JSON Lines: the articles, then the words by which they were found
    #[arg(long)]
    json: bool,
}

pub(super) fn similar(context: &Context, args: &SimilarArgs) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index);
    let articles = search.by_id(&args.id)?;
    let mut err = std::io::stderr().lock();
    let Some(article) = articles.first() else {
        writeln!(err, "no article has the id `{}`", context.err.safe(&args.id))?;
        return Ok(Outcome::NothingFound);
    };
    if articles.len() > 1 {
        let place = format!("{}:{}", article.file().display(), article.line);
        let (count, id) = (print::number(articles.len() as u64), context.err.safe(&args.id));
        writeln!(
            err,
            "{count} articles have the id `{id}`; this is about the one in {}",
            context.err.safe(&place)
        )?;
    }
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    let similar = search.similar(article, &SimilarRequest { limit, ..SimilarRequest::default() })?;
    let found = similar.total > 0;
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    if args.json {
        let summary = SimilarObject::new(&args.id, &similar, began.elapsed());
        for hit in similar.hits {
            screen::write_line(&mut out, &HitObject::similar(hit))?;
        }
        screen::write_line(&mut out, &summary)?;
    } else {
        print_similar(&mut out, context, &similar)?;
    }
    out.flush()?;
    Ok(if found { Outcome::Found } else { Outcome::NothingFound })
}

fn print_similar(out: &mut impl Write, context: &Context, similar: &Similar) -> std::io::Result<()> {
    let style = context.out;
    if similar.words.is_empty() {
        return writeln!(out, "no word of it that tells something stands in another article");
    }
    let word = |word: &TellingWord| format!("{} ({})", word.written, print::number(word.articles));
    let words: Vec<String> = similar.words.iter().map(word).collect();
    let words = format!("sought by its words (and how many articles have them): {}", words.join(", "));
    writeln!(out, "{}\n", style.dim(&style.safe(&words)))?;
    for similar in &similar.hits {
        print_hit(out, context, &similar.hit, similar.relation.map(Relation::as_str))?;
    }
    let total = print::counted(similar.total, "article");
    let have = if similar.total == 1 { "has" } else { "have" };
    let shown = similar.hits.len() as u64;
    let shown =
        if shown < similar.total { format!(", the {shown} most similar shown") } else { String::new() };
    writeln!(out, "{total} {have} at least one of the words{shown}")
}
