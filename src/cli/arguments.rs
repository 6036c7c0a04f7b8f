//! The words of the command line, before clap reads them.
//!
//! A query may begin with a minus (`-oorlog vrede`), which clap takes for options. One in quotes, with a space in it, is
//! clearly none: it gets a space in front, which means nothing in a query. clap's own way, `allow_hyphen_values`, was
//! rejected: where a query may be several arguments it takes every option behind the first for words of the query.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error, Parser};

/// The commands that take a query.
const WITH_QUERY: [&str; 7] = ["search", "timeline", "facets", "kwic", "export", "show", "alert"];

/// Reads the command line, and ends the program where that asks for help or is not right.
pub(super) fn parse<C: Parser>() -> C {
    let args: Vec<OsString> = std::env::args_os().collect();
    C::try_parse_from(with_queries(&args)).unwrap_or_else(|error| with_tip(error, &args).exit())
}

/// Reads a path that the environment may give too. A variable that is set but empty counts as not set, as shells have it;
/// it gives the empty path.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathOrUnset;

impl TypedValueParser for PathOrUnset {
    type Value = PathBuf;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, path: &OsStr) -> Result<PathBuf, Error> {
        let variable = arg.and_then(Arg::get_env).and_then(std::env::var_os);
        let is_unset = variable.is_some_and(|value| value.is_empty());
        let parser = OsStringValueParser::new().try_map(move |path| {
            if path.is_empty() && !is_unset { Err("the path is empty") } else { Ok(PathBuf::from(path)) }
        });
        parser.parse_ref(command, arg, path)
    }
}

/// The arguments, with a space before those that are queries and begin with a minus.
fn with_queries(args: &[OsString]) -> Vec<OsString> {
    let options_end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let command = command(args).map_or(args.len(), |(place, _)| place);
    let mut all = args.to_vec();
    for arg in all.iter_mut().take(options_end).skip(command) {
        if is_query(arg) {
            let mut query = OsString::from(" ");
            query.push(&arg);
            *arg = query;
        }
    }
    all
}

/// The command that takes a query, and its place, where there is one.
fn command(args: &[OsString]) -> Option<(usize, &'static str)> {
    let named = |arg: &OsString| WITH_QUERY.into_iter().find(|name| arg == name);
    args.iter().enumerate().skip(1).find_map(|(place, arg)| Some((place, named(arg)?)))
}

fn is_query(arg: &OsStr) -> bool {
    let text = arg.to_string_lossy();
    text.strip_prefix('-')
        .is_some_and(|rest| !rest.starts_with(['-', ' ']) && rest.contains(char::is_whitespace))
}

/// Says how a query that begins with a minus is given, where that may be what was meant.
fn with_tip(mut error: Error, args: &[OsString]) -> Error {
    let is_short = |value: &ContextValue| match value {
        ContextValue::String(arg) => arg.starts_with('-') && !arg.starts_with("--"),
        _ => false,
    };
    if error.kind() == ErrorKind::UnknownArgument
        && error.get(ContextKind::InvalidArg).is_some_and(is_short)
        && let Some((_, command)) = command(args)
    {
        let name = if command == "alert" { "alert add NAME" } else { command };
        let tip = format!("a query that begins with '-' goes last, behind '--': knipsel {name} -- '-oorlog'");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &[&str], expect: &[&str]) {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        assert_eq!(with_queries(&args), expect);
    }

    #[test]
    fn queries_that_begin_with_a_minus() {
        check(&["knipsel", "search", "-oorlog vrede"], &["knipsel", "search", " -oorlog vrede"]);
        check(&["knipsel", "timeline", "a", "--vs", "-b c"], &["knipsel", "timeline", "a", "--vs", " -b c"]);
        for as_it_is in [
            &["knipsel", "search", "--limit", "3", "vrede"][..],
            &["knipsel", "search", "vrede", "-h"],
            &["knipsel", "search", "--limt 3", "vrede"],
            &["knipsel", "search", "- vrede"],
            &["knipsel", "search", "--", "-oorlog vrede"],
            &["knipsel", "index", "build", "-mijn krant"],
            &["knipsel"],
        ] {
            check(as_it_is, as_it_is);
        }
    }
}
