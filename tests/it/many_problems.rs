//! However many warnings there are, what was skipped is named.

use crate::support::Desk;

/// An article with an id that all of these have.
const SAME_ID: &str = "{\"id\":\"1\",\"text\":\"Hetzelfde bericht.\"}\n";

#[test]
fn what_was_skipped_is_named_before_many_warnings() {
    let desk = Desk::new();
    let mut lines = SAME_ID.repeat(1_201);
    lines.push_str("{\"text\":\n");
    desk.write("archive/a.jsonl", &lines);
    let run = desk.run(&["index", "build", "archive"]).ended_with(2);
    let named = "/archive/a.jsonl:1202: ";
    assert!(run.stderr.lines().any(|line| line.starts_with("skipped: ") && line.contains(named)), "{run:?}");
    let rest = "… and 1,100 more warnings: `knipsel index status --problems` lists them but for 200, which are only \
                counted\n";
    assert!(run.stderr.contains(rest), "{run:?}");

    let run = desk.run(&["index", "status"]).ended_with(0);
    let (_, problems) = run.stdout.split_once("skipped       1\n").expect("they are counted");
    let first = problems.lines().next().expect("they are listed");
    assert!(first.starts_with("  skipped: ") && first.contains(named), "{run:?}");
    assert_eq!(problems.matches("\n    hint: ").count(), 20, "{run:?}");
    let rest = "  … and 1,181 more warnings: see `knipsel index status --problems`\n";
    assert!(problems.contains(rest), "{run:?}");

    let run = desk.run(&["index", "status", "--problems"]).ended_with(0);
    assert_eq!(run.stdout.matches("\n  warning: ").count(), 1_001, "a thousand, and how many more");
    assert!(run.stdout.contains("a.jsonl: 200 more warnings about this file\n"), "{run:?}");

    let status = desk.status();
    let problems = status["problems"].as_array().expect("status lists problems");
    assert_eq!((&problems[0]["skipped"], &problems[0]["line"]), (&true.into(), &1202.into()));
    let last = problems.last().expect("there are some");
    assert_eq!(
        (&last["kind"], &last["count"], &last["skipped"]),
        (&"not-kept".into(), &200.into(), &false.into())
    );
}

#[test]
fn more_skipped_records_than_are_kept_are_counted_as_such() {
    let desk = Desk::new();
    desk.write("archive/a.jsonl", format!("{}{SAME_ID}", "{\"text\":\n".repeat(10_003)));
    let run = desk.run(&["index", "build", "archive"]).ended_with(2);
    let rest = "… and 9,903 more skipped: `knipsel index status --problems` lists them but for 3, which are only \
                counted\n";
    assert!(run.stderr.contains(rest), "{run:?}");
    let status = desk.status();
    assert_eq!(status["skipped"], 10_003);
    let problems = status["problems"].as_array().expect("status lists problems");
    assert_eq!(problems.len(), 10_001);
    assert_eq!(problems[10_000]["reason"], "3 more records of this file were skipped");
    assert_eq!(problems[10_000]["skipped"], true);
}
