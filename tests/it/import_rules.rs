//! Which module may use what, checked by reading the source.
//!
//! A module is a file or folder directly below `src`; the part of `query` that talks to tantivy counts as a
//! module of its own, `query/lower`. Tests inside the source are left out: they may use anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may use of the crate, beside itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("main", &["cli"]),
    ("error", &["command"]),
    ("command", &[]),
    ("mix", &[]),
    ("paths", &[]),
    ("date", &["error"]),
    ("article", &["date", "error"]),
    ("dutch", &["error", "mix"]),
    ("archive", &["article", "date", "dutch", "error"]),
    ("config", &["alerts", "archive", "command", "dutch", "error", "query"]),
    ("query", &["date", "dutch", "error"]),
    ("query/lower", &["date", "dutch", "error", "index", "query"]),
    ("index", &["archive", "article", "command", "date", "dutch", "error", "mix", "paths"]),
    ("search", &["article", "date", "dutch", "error", "index", "query", "query/lower"]),
    ("wire", &["article", "date", "dutch", "index", "query", "schedule", "search"]),
    ("server", &["article", "config", "date", "dutch", "error", "index", "query", "search", "wire"]),
    ("schedule", &["alerts", "archive", "command", "config", "date", "error", "index", "paths", "wire"]),
    ("alerts", &["article", "command", "date", "dutch", "error", "index", "query", "search", "wire"]),
    (
        "cli",
        &[
            "alerts", "archive", "article", "command", "config", "date", "dutch", "error", "index", "query",
            "paths", "schedule", "search", "server", "wire",
        ],
    ),
];

/// What only some modules or files may name, and why.
const ONLY_IN: &[(&[&str], &[&str], &str)] = &[
    (&["tantivy"], &["index", "query/lower", "search"], "tantivy stays behind the index"),
    (&["anyhow"], &["cli"], "the library has one Error of its own"),
    (&["notify", "signal_hook"], &["schedule"], "only a watch is woken by files and signals"),
    (&["lettre", "ureq"], &["alerts"], "only alerts are sent anywhere"),
    (&["clap", "indicatif"], &["cli"], "only the command line is a command line"),
    (&["winnow"], &["query"], "only the query language has a grammar"),
    (&["println!", "print!", "eprintln!", "eprint!"], &["cli"], "the library does not talk to the terminal"),
    (
        &["std::fs", "std::net", "std::process", "std::env"],
        &[
            "alerts", "archive", "cli", "command", "config", "index", "main", "paths", "schedule", "search",
            "server",
        ],
        "dates, the analysis and the query language do no input or output",
    ),
    (
        &["std::io"],
        &["alerts", "archive", "cli", "command", "config", "error", "index", "schedule", "search", "server"],
        "dates, the analysis and the query language do no input or output",
    ),
    (&["std::{"], &[], "one `use` for each module of std, so that the rules above see it"),
    (&[".await", "async fn", "tokio"], &["server", "cli/serve.rs"], "only the server is asynchronous"),
    (
        &["Serialize"],
        &[
            "wire",
            // What is stored in the index itself.
            "index/ledger.rs",
            "index/commit_info.rs",
            "index/seal.rs",
            "index/space.rs",
            // What an alert knows, beside the index.
            "alerts/store.rs",
            // It writes what wire has, line by line.
            "cli/screen.rs",
            // The words `why` and `level`, which wire writes as they are.
            "query/meaning.rs",
            "query/diagnostics.rs",
        ],
        "results leave only through wire",
    ),
    (
        &["Deserialize"],
        &[
            "index/ledger.rs",
            "index/commit_info.rs",
            "index/seal.rs",
            "index/space.rs",
            "alerts/store.rs",
            "wire/manifest.rs",
            "wire/run.rs",
            // A digest waits as a file until it was delivered.
            "wire/hit.rs",
            "wire/digest.rs",
            "query/meaning.rs",
        ],
        "only what the index and the alerts store, manifests and digests are read back",
    ),
];

/// A file of the source, without comments, texts and tests.
struct Source {
    /// Below `src`, with `/`.
    path: String,
    module: String,
    code: String,
}

#[test]
fn modules_use_only_what_they_may() {
    let sources = sources();
    let mut wrong = Vec::new();
    for source in &sources {
        let Some((_, may_use)) = MAY_USE.iter().find(|(module, _)| *module == source.module) else {
            wrong.push(format!("{}: the module `{}` is not in the table", source.path, source.module));
            continue;
        };
        for used in uses(source, &sources) {
            if used != source.module && !may_use.contains(&used.as_str()) {
                wrong.push(format!("{}: `{}` may not use `{used}`", source.path, source.module));
            }
        }
    }
    assert!(wrong.is_empty(), "the rules of what may use what are broken:\n{}", wrong.join("\n"));
}

#[test]
fn names_stand_only_where_they_may() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (names, places, why) in ONLY_IN {
            if places.contains(&source.module.as_str()) || places.contains(&source.path.as_str()) {
                continue;
            }
            for name in *names {
                if let Some(line) = line_with(&source.code, name) {
                    wrong.push(format!("{}:{line}: `{name}`: {why}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "names stand where they may not:\n{}", wrong.join("\n"));
}

/// So that these tests do not pass because they see nothing.
#[test]
fn the_rules_see_what_is_there() {
    let sources = sources();
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        seen.entry(source.module.as_str()).or_default().extend(uses(source, &sources));
    }
    for (module, used) in
        [("search", "query/lower"), ("search", "index"), ("query", "date"), ("cli", "wire"), ("main", "cli")]
    {
        assert!(seen[module].contains(used), "{module} uses {used}: {seen:?}");
    }
    let tantivy = |source: &&Source| line_with(&source.code, "tantivy").is_some();
    assert!(sources.iter().filter(tantivy).count() >= 3, "tantivy is seen");
}

#[test]
fn code_without_comments_texts_and_tests() {
    #[track_caller]
    fn check(source: &str, expect: &str) {
        let bare: String = bare_code(source).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(bare, expect);
    }
    check("a // tantivy\n/* b /* c */ d */ e", "a e");
    check("a(\"tantivy \\\" // x\") b", "a(\"\") b");
    check("a(r#\"tan\"tivy\"#) b(br\"c\") d", "a(\"\") b(b\"\") d");
    check("f::<'a>('\"', '\\'', '/') // x", "f::<'a>(' ', ' ', ' ')");
    check("a\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nc", "a c");
    check("a\n#[cfg(test)]\nmod tests;\nc", "a c");
    check("a\n#[cfg(test)]\nuse b::{c, d};\nc", "a c");
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&root, &mut files);
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).expect("it lies in src").to_str().expect("names are UTF-8");
        // A tool that makes the dictionary's tables is a program of its own.
        if path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/compile/") {
            continue;
        }
        let first = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
        let is_lower = path == "query/lower.rs" || path.starts_with("query/lower/");
        let module = if is_lower { "query/lower" } else { first };
        let code = bare_code(&fs::read_to_string(&file).expect("the source can be read"));
        sources.push(Source { path: path.to_owned(), module: module.to_owned(), code });
    }
    assert!(sources.len() > 50, "only {} files of source are seen", sources.len());
    sources
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules that a file names by `crate::…` or by `super::…` from the top of its module.
fn uses(source: &Source, sources: &[Source]) -> BTreeSet<String> {
    let mut paths: Vec<String> = Vec::new();
    for (at, _) in source.code.match_indices("crate::") {
        // `pub(in crate::x)` gives nothing to use, and `$crate` does not occur; both would be seen as a use.
        paths.extend(first_two_segments(&source.code[at + "crate::".len()..]));
    }
    if source.module == "main" {
        for (at, _) in source.code.match_indices("knipsel::") {
            paths.extend(first_two_segments(&source.code[at + "knipsel::".len()..]));
        }
    }
    // How many `super` lead out of the module: one for each folder, and one for a file that is not `mod.rs`.
    let depth = source.path.matches('/').count() + usize::from(!source.path.ends_with("mod.rs"));
    let out = "super::".repeat(depth);
    if depth > 0 {
        for (at, _) in source.code.match_indices(&out) {
            let starts = at == 0 || !source.code[..at].ends_with("super::");
            if starts {
                paths.extend(first_two_segments(&source.code[at + out.len()..]));
            }
        }
    }
    if source.module == "query/lower" {
        // Its `super` is the rest of `query`.
        paths.retain(|path| path != "query/lower");
        paths.push("query".to_owned());
    }
    let known: BTreeSet<&str> = sources.iter().map(|source| source.module.as_str()).collect();
    paths.into_iter().filter(|path| known.contains(path.as_str())).collect()
}

/// The module that a path begins with, or those of a group in braces.
fn first_two_segments(path: &str) -> Vec<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let name = |text: &str| text.chars().take_while(|&c| is_name(c)).collect::<String>();
    if let Some(group) = path.strip_prefix('{') {
        let mut depth = 0;
        let parts = group.split(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        });
        return parts.flat_map(|part| first_two_segments(part.trim())).collect();
    }
    let first = name(path);
    let in_lower = first == "query" && path["query".len()..].trim_start_matches("::").starts_with("lower");
    vec![if in_lower { "query/lower".to_owned() } else { first }]
}

/// The line on which a name stands by itself, from 1.
fn line_with(code: &str, name: &str) -> Option<usize> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).find_map(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(|c| is_name(c) && name.starts_with(is_name));
        let after =
            code[at + name.len()..].chars().next().is_some_and(|c| is_name(c) && name.ends_with(is_name));
        (!before && !after).then(|| code[..at].matches('\n').count() + 1)
    })
}

/// Source without what is in comments and in quotes, and without what is compiled for tests only. Lines stay
/// where they are.
fn bare_code(source: &str) -> String {
    without_tests(&without_comments_and_texts(source))
}

fn without_comments_and_texts(source: &str) -> String {
    let mut bare = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment_bytes(rest)
        } else if let Some(bytes) = raw_text_bytes(rest, &bare) {
            bare.push_str("\"\"");
            bytes
        } else if c == '"' {
            bare.push_str("\"\"");
            text_bytes(rest)
        } else if let Some(bytes) = char_bytes(rest) {
            bare.push_str("' '");
            bytes
        } else {
            bare.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        bare.extend(rest[..skipped].chars().filter(|&c| c == '\n'));
        rest = &rest[skipped..];
    }
    bare
}

fn block_comment_bytes(source: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < source.len() {
        if source[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if source[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += source[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    source.len()
}

fn raw_text_bytes(source: &str, before: &str) -> Option<usize> {
    let before = before.strip_suffix('b').unwrap_or(before);
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let hashes = source.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let start = 1 + count + 1;
    Some(source[start..].find(&end).map_or(source.len(), |at| start + at + end.len()))
}

fn text_bytes(source: &str) -> usize {
    let mut escaped = false;
    for (at, c) in source.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    source.len()
}

/// The length of a character in quotes; `None` where the quote begins a lifetime.
fn char_bytes(source: &str) -> Option<usize> {
    let inner = source.strip_prefix('\'')?;
    if let Some(escape) = inner.strip_prefix('\\') {
        let first = escape.chars().next()?.len_utf8();
        return escape[first..].find('\'').map(|at| 1 + 1 + first + at + 1);
    }
    let first = inner.chars().next()?.len_utf8();
    inner[first..].starts_with('\'').then_some(1 + first + 1)
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut bare = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        bare.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        let mut depth = 0;
        let mut end = item.len();
        for (at, c) in item.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 0 && (c == '}' || c == ';') {
                end = at + 1;
                // `use a::{b, c};` ends with its semicolon.
                if c == '}' && item[end..].starts_with(';') {
                    end += 1;
                }
                break;
            }
        }
        bare.extend(item[..end].chars().filter(|&c| c == '\n'));
        rest = &item[end..];
    }
    bare.push_str(rest);
    bare
}
