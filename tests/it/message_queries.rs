//! What is said of queries and options that are given otherwise than they should; see `messages.rs`.

use insta::assert_snapshot;

use crate::messages::transcript;
use crate::support::Desk;

fn desk() -> Desk {
    Desk::with_index(&[
        ("a.txt", "date 2020 Er is vrede en geen oorlog.\n"),
        ("b.txt", "date 2021 Er is vrede in zicht.\n"),
    ])
}

#[test]
fn queries_may_begin_with_a_minus() {
    let desk = desk();
    for args in [
        &["-oorlog vrede"][..],
        &["-oorlog vrede", "--limit", "3"],
        &["--limit", "3", "-oorlog vrede"],
        &["--limit", "3", "--", "-oorlog", "vrede"],
        &["vrede -oorlog"],
    ] {
        let titles = if args.contains(&"--limit") {
            desk.run(&[&["search"], args].concat()).ended_with(0).stdout
        } else {
            desk.titles(args).concat()
        };
        assert!(titles.contains("zicht") && !titles.contains("geen"), "{args:?}: {titles}");
    }
    let run = desk.run(&["facets", "-oorlog vrede", "--by", "year", "--csv"]).ended_with(0);
    assert!(run.stdout.contains("2021") && !run.stdout.contains("2020"), "{run:?}");
    let run =
        desk.run(&["timeline", "vrede", "--vs", "-oorlog vrede", "--by", "year", "--csv"]).ended_with(0);
    assert!(run.stdout.contains("-oorlog vrede"), "{run:?}");
    for command in ["kwic", "export"] {
        let mut args = vec![command, "-oorlog vrede"];
        args.extend(if command == "export" { &["--format", "jsonl"][..] } else { &[] });
        let run = desk.run(&args).ended_with(0);
        assert!(run.stdout.contains("zicht") && !run.stdout.contains("geen"), "{run:?}");
    }
    desk.run(&["alert", "add", "vrede", "-oorlog vrede", "--backfill"]).ended_with(0);
    let run = desk.run(&["alert", "run"]).ended_with(0);
    assert!(run.stdout.contains("zicht") && !run.stdout.contains("geen"), "{run:?}");
}

#[test]
fn slips_around_a_query() {
    let desk = desk();
    assert_snapshot!(transcript(
        &desk,
        &[
            &["search", "-oorlog"],
            &["search", "-oorlog", "vrede"],
            &["timeline", "-oorlog"],
            &["alert", "add", "vrede", "-oorlog"],
            &["search", "--limt", "3", "vrede"],
            &["search", "vrede", "--limt", "3"],
            &["search", "-oorlog vrede", "--limt", "3"],
            &["search", "vrede", "--offset", "-1"],
            &["kwic", "vrede", "--limit", "-1"],
            &["similar", "a1", "--limit", "-1"],
            &["index", "rebuild", "--keep", "-1"],
            &["search", "--format", "trec", "vrede"],
            &["search", "vrede", "--format", "trec", "--json"],
        ]
    ));
}
