//! `knipsel show`.

use std::io::Write;

use clap::Args;

use super::filter::MatchArg;
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::{about_line, date_from, print_copies, title_from, today};
use super::{Context, Outcome, screen};
use crate::index::{IndexFolder, OpenIndex, StoredArticle};
use crate::search::Search;
use crate::wire::ArticleObject;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The article's id, as `search` prints it
    id: String,
    /// Mark what of this query stands in it
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// How far words of the text may be from those of the query
    #[arg(long = "match", value_name = "HOW", default_value = "broad", requires = "query")]
    level: MatchArg,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn show(context: &Context, args: &ShowArgs) -> anyhow::Result<Outcome> {
    let query = match &args.query {
        Some(text) => match parse_query(context, text, today(), args.json)? {
            Some(parsed) => Some((text, parsed.root)),
            None => return Ok(Outcome::Faulty),
        },
        None => None,
    };
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    let articles = search.by_id(&args.id)?;
    let mut out = screen::stdout(context.out, Form::of(args.json, false));
    for (number, article) in articles.iter().enumerate() {
        let (in_title, in_text) = match &query {
            Some((text, query)) => {
                let marked = search.highlights(article, query, args.level.level());
                match answered(context, text, marked, args.json)? {
                    Some(highlights) => highlights,
                    None => return Ok(Outcome::Faulty),
                }
            }
            None => (Vec::new(), Vec::new()),
        };
        let kin = search.kin(article)?;
        if args.json {
            screen::write_line(&mut out, &ArticleObject::new(article.clone(), &in_title, &in_text, kin))?;
            continue;
        }
        if number > 0 {
            writeln!(out, "\n---\n")?;
        }
        let style = context.out;
        let title = if in_title.is_empty() {
            style.bold(&style.safe(&article.title)).into_owned()
        } else {
            style.highlighted(&article.title, &in_title)
        };
        writeln!(out, "{title}{}", style.dim(title_from(article)))?;
        let date = article.date.as_ref().map(|date| format!("{date}{}", date_from(article)));
        let about = [
            ("id", Some(&article.id)),
            ("date", date.as_ref()),
            ("source", article.source.as_ref()),
            ("author", article.author.as_ref()),
            ("section", article.section.as_ref()),
            ("language", article.language.as_ref()),
            ("page", article.page.as_ref()),
            ("url", article.url.as_ref()),
        ];
        for (name, value) in about {
            if let Some(value) = value {
                writeln!(out, "{}", style.dim(&format!("{name}: {}", style.safe(value))))?;
            }
        }
        let place = format!("file: {}:{}", article.file().display(), article.line);
        writeln!(out, "{}", style.dim(&style.safe(&place)))?;
        for version in &kin.versions {
            let line = format!("{} version: {}", order(version, article), about_line(version));
            writeln!(out, "{}", style.dim(&style.safe(&line)))?;
        }
        print_copies(&mut out, style, "", &kin.copies, kin.copies_total)?;
        writeln!(out, "\n{}", style.highlighted(&article.text, &in_text))?;
    }
    out.flush()?;
    if articles.is_empty() {
        writeln!(std::io::stderr().lock(), "no article has the id `{}`", context.err.safe(&args.id))?;
    }
    Ok(if articles.is_empty() { Outcome::NothingFound } else { Outcome::Found })
}

/// When a version of an article came out, compared with it.
fn order(version: &StoredArticle, article: &StoredArticle) -> &'static str {
    let day = |article: &StoredArticle| article.news_date().map(|date| date.span().first);
    match day(version).zip(day(article)) {
        Some((theirs, ours)) if theirs < ours => "earlier",
        Some((theirs, ours)) if theirs > ours => "later",
        _ => "other",
    }
}
