//! How a command reads a query, and how it tells of one that is not right.
//!
//! Remarks on a query are prose for people, on stderr. A program that asked for `--json` gets those for which its query is
//! not answered on stdout too, as it gets those on a query that is: `{"type":"refused","query":"(a","diagnostics":[…]}`.

use std::error::Error as _;
use std::io::Write;

use super::{Context, screen};
use crate::date::Day;
use crate::error::Result;
use crate::query::{Diagnostic, Parsed, parse};
use crate::wire::RefusedObject;

/// Reads a query, with the day from which words such as *gisteren* count, and says what there is to say about it; `None`
/// where it is not right.
pub(super) fn parse_query(
    context: &Context,
    text: &str,
    today: Day,
    json: bool,
) -> anyhow::Result<Option<Parsed>> {
    let parsed = parse(text, today);
    parsed.diagnostics.iter().for_each(|diagnostic| say(context, text, diagnostic));
    if parsed.first_error().is_none() {
        return Ok(Some(parsed));
    }
    if json {
        screen::write_object(context.out, &RefusedObject::new(text, &parsed.diagnostics))?;
    }
    Ok(None)
}

/// What a search answered; `None` where it refused the query `text`, of which it is then told.
pub(super) fn answered<T>(
    context: &Context,
    text: &str,
    result: Result<T>,
    json: bool,
) -> anyhow::Result<Option<T>> {
    let error = match result {
        Ok(answer) => return Ok(Some(answer)),
        Err(error) => error,
    };
    let Some(diagnostic) = error.source().and_then(|cause| cause.downcast_ref::<Diagnostic>()) else {
        return Err(error.into());
    };
    say(context, text, diagnostic);
    if json {
        screen::write_object(context.out, &RefusedObject::new(text, std::slice::from_ref(diagnostic)))?;
    }
    Ok(None)
}

/// Says on stderr what there is to say about a query.
fn say(context: &Context, text: &str, diagnostic: &Diagnostic) {
    let shown = diagnostic.render(text, context.err.colour);
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{shown}");
}
