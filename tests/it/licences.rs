//! Every crate that knipsel is built or tested with has a licence that goes together with its own.

use std::process::Command;

use serde_json::Value;

/// The licences that ask for no more than their text beside the program.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression can be met with allowed licences only. The `/` of old manifests means `OR`.
///
/// Fails with what is wrong where the text is not such an expression.
fn is_allowed(expression: &str) -> Result<bool, String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let allowed = any(&mut rest)?;
    match rest.first() {
        None => Ok(allowed),
        Some(word) => Err(format!("`{word}` stands where the expression should end")),
    }
}

fn any(rest: &mut &[&str]) -> Result<bool, String> {
    let mut allowed = all(rest)?;
    while take(rest, "OR") {
        allowed |= all(rest)?;
    }
    Ok(allowed)
}

fn all(rest: &mut &[&str]) -> Result<bool, String> {
    let mut allowed = one(rest)?;
    while take(rest, "AND") {
        allowed &= one(rest)?;
    }
    Ok(allowed)
}

fn one(rest: &mut &[&str]) -> Result<bool, String> {
    if take(rest, "(") {
        let allowed = any(rest)?;
        return if take(rest, ")") { Ok(allowed) } else { Err("a bracket is not closed".to_owned()) };
    }
    let name = licence(rest)?;
    if take(rest, "WITH") {
        let exception = licence(rest)?;
        return Ok(ALLOWED.contains(&format!("{name} WITH {exception}").as_str()));
    }
    Ok(ALLOWED.contains(&name))
}

fn licence<'w>(rest: &mut &[&'w str]) -> Result<&'w str, String> {
    match rest.split_first() {
        Some((word, after)) if !["AND", "OR", "WITH", "(", ")"].contains(word) => {
            *rest = after;
            Ok(word)
        }
        Some((word, _)) => Err(format!("`{word}` stands where a licence should")),
        None => Err("it ends where a licence should stand".to_owned()),
    }
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    match rest.split_first() {
        Some((first, after)) if *first == word => {
            *rest = after;
            true
        }
        _ => false,
    }
}

#[test]
fn expressions() {
    #[track_caller]
    fn check(expression: &str, expect: Result<bool, &str>) {
        assert_eq!(is_allowed(expression), expect.map_err(str::to_owned), "{expression}");
    }
    check("MIT", Ok(true));
    check("GPL-3.0-only", Ok(false));
    check("MIT OR GPL-3.0-only", Ok(true));
    check("GPL-3.0-only OR MIT", Ok(true));
    check("MIT AND GPL-3.0-only", Ok(false));
    check("Apache-2.0/MIT", Ok(true));
    check("Apache-2.0 / GPL-2.0", Ok(true));
    check("AGPL-3.0/GPL-2.0", Ok(false));
    check("(MIT OR Apache-2.0) AND Unicode-3.0", Ok(true));
    check("(MIT OR Apache-2.0) AND OFL-1.1", Ok(false));
    check("MIT OR Apache-2.0 AND OFL-1.1", Ok(true));
    check("OFL-1.1 AND Apache-2.0 OR GPL-2.0", Ok(false));
    check("((MIT))AND(ISC)", Ok(true));
    check("Apache-2.0 WITH LLVM-exception", Ok(true));
    check("GPL-2.0 WITH Classpath-exception-2.0", Ok(false));
    check("MIT WITH Bison-exception-2.2", Ok(false));
    check("", Err("it ends where a licence should stand"));
    check("MIT OR", Err("it ends where a licence should stand"));
    check("MIT Apache-2.0", Err("`Apache-2.0` stands where the expression should end"));
    check("(MIT", Err("a bracket is not closed"));
    check("MIT)", Err("`)` stands where the expression should end"));
    check("AND MIT", Err("`AND` stands where a licence should"));
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "cargo metadata failed; `cargo fetch --locked` brings what it needs:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON");
    let packages = metadata["packages"].as_array().expect("there is a list of packages");
    assert!(packages.len() > 50, "the list has only {} packages", packages.len());
    let mut refused = Vec::new();
    for package in packages {
        let name = format!("{} {}", package["name"], package["version"]).replace('"', "");
        match package["license"].as_str().map(|expression| (expression, is_allowed(expression))) {
            Some((_, Ok(true))) => {}
            Some((expression, Ok(false))) => refused.push(format!("{name}: `{expression}` is not allowed")),
            Some((expression, Err(what))) => refused.push(format!("{name}: `{expression}`: {what}")),
            None => refused.push(format!("{name}: it names no licence; look at {}", package["license_file"])),
        }
    }
    assert!(
        refused.is_empty(),
        "dependencies with licences that are not on the list:\n{}",
        refused.join("\n")
    );
}
