//! Everything that can be wrong with a file, one row for each.

use super::*;
use ProblemKind as Kind;

/// Checks which texts are read, and what is skipped where.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, texts: &[&str], skips: &[(Option<u64>, Kind)]) {
    let readings = read_file(name, bytes);
    assert_eq!(readings.texts(), texts, "texts of {name}");
    assert_eq!(readings.skips(), skips, "problems of {name}: {:#?}", readings.skipped);
    assert_eq!(readings.file.outcome, Outcome::Whole);
    for problem in &readings.skipped {
        assert!(!problem.hint.is_empty() && problem.relative == name);
    }
}

/// Checks the whole message of the only problem.
#[track_caller]
fn check_message(name: &str, bytes: impl AsRef<[u8]>, message: &str, hint: &str) {
    let readings = read_file(name, bytes);
    let messages: Vec<String> = readings.skipped.iter().map(Problem::to_string).collect();
    assert_eq!(messages, [message]);
    assert_eq!(readings.skipped[0].hint, hint);
}

fn three_lines(middle: &[u8]) -> Vec<u8> {
    [json_line("1", "een").as_bytes(), middle, json_line("3", "drie").as_bytes()].concat()
}

#[test]
fn one_bad_json_line_costs_that_line() {
    for (middle, kind) in [
        (b"{\"id\": \"2\", \"text\": \"twee\n".as_slice(), Kind::Json),
        (b"kapot\n", Kind::Json),
        (b"[1, 2]\n", Kind::Json),
        (b"null\n", Kind::Json),
        (b"17\n", Kind::Json),
        (b"\"tekst\"\n", Kind::Json),
        (b"{\"text\": \"twee\"} {\"text\": \"meer\"}\n", Kind::Json),
        (b"{\"text\": \"twee\",}\n", Kind::Json),
        (b"{\"text\": \"\\ud800\"}\n", Kind::Json),
        (b"{\"id\": \"2\"}\n", Kind::NoText),
        (b"{\"id\": \"2\", \"text\": null}\n", Kind::NoText),
        (b"{\"id\": \"2\", \"text\": \" \\n \"}\n", Kind::NoText),
        (b"{\"text\": \"twee\", \"date\": \"2021-02-30\"}\n", Kind::Date),
        (b"{\"text\": \"twee\", \"date\": \"ergens\"}\n", Kind::Date),
        (b"{\"text\": \"twee\", \"date\": {\"jaar\": 2021}}\n", Kind::Date),
        (b"{\"text\": \"tw\xff\xfee\"}\n", Kind::Encoding),
        (b"{\"text\": \"tw\xc3(\"}\n", Kind::Encoding),
        (b"{\"text\": \"tw\xff\"}\n", Kind::Encoding),
        (b"{\"text\": \"tw\xe2\x82\"}\n", Kind::Encoding),
        (b"{\"text\": \"tw\x80\x81\"}\n", Kind::Encoding),
    ] {
        check("a.jsonl", three_lines(middle), &["een", "drie"], &[(Some(2), kind)]);
        check("a.jsonl.gz", gzip(three_lines(middle)), &["een", "drie"], &[(Some(2), kind)]);
    }
}

#[test]
fn deep_nesting_is_a_broken_line() {
    let deep = format!("{{\"text\": {}{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let readings = read_file("a.jsonl", three_lines(deep.as_bytes()));
    assert_eq!(readings.texts(), ["een", "drie"]);
    assert_eq!(readings.skips(), [(Some(2), Kind::Json)]);
}

#[test]
fn json_in_another_form_is_named_once() {
    for text in [
        "[\n{\"text\": \"een\"},\n{\"text\": \"twee\"}\n]",
        "[{\"text\": \"een\"}]",
        "{\n\"text\": \"een\"\n}\n",
    ] {
        check("a.json", text, &[], &[(None, Kind::Format)]);
        check("a.jsonl", text, &[], &[(None, Kind::Format)]);
    }
    check("a.json", "{\"text\": \"een\"}", &["een"], &[]);
    check("a.jsonl", "[1]\n{\"text\": \"een\"}", &["een"], &[(Some(1), Kind::Json)]);
}

#[test]
fn one_bad_row_costs_that_row() {
    let table = |middle: &str| format!("id,date,text\n1,2020,een\n{middle}\n3,2020,drie\n");
    for (middle, kind) in [
        ("2,2020", Kind::Row),
        ("2", Kind::Row),
        ("2,2020,twee,meer", Kind::Row),
        ("2,2020,\"twee", Kind::Row),
        ("2,2020,\"twee\" meer", Kind::Row),
        ("2,2020,\"zei \"ja\" toen\"", Kind::Row),
        ("2,2020-13,twee", Kind::Date),
        ("2,2020,", Kind::NoText),
    ] {
        check("a.csv", table(middle), &["een", "drie"], &[(Some(3), kind)]);
    }
    // A quote that is never closed does not swallow quoted rows after it.
    let quoted = "id,text\n1,\"een\"\n2,\"twee\n3,\"drie\"\n4,\"vier\"\n";
    check("a.csv", quoted, &["een", "drie", "vier"], &[(Some(3), Kind::Row)]);
    let bytes = b"id,text\n1,\xc3\xa9\xc3\xa9n\n2,tw\xffee\n3,drie\n";
    check("a.csv", bytes, &["één", "drie"], &[(Some(3), Kind::Encoding)]);
    let bytes = b"id,text\n1,\xc3\xa9\xc3\xa9n\n2,\"tw\xc3\xa9\nw\xff\"\n3,drie\n";
    check("a.csv", bytes, &["één", "drie"], &[(Some(4), Kind::Encoding)]);
}

#[test]
fn quotes_that_never_close_do_not_take_for_ever() {
    // On each line one quoted field ends and another begins, whether or not a quote is open before it.
    let rows = format!("id,text\n{}3,drie\n", "a\",\"b\n".repeat(2000));
    let options = Options { max_line_bytes: 20_000, ..Options::default() };
    let readings = read_with("a.csv", rows, &options);
    assert_eq!(readings.texts(), ["drie"]);
    assert_eq!(readings.skipped.len(), 2000);
}

#[test]
fn a_table_without_texts_or_rows_is_named() {
    check("a.csv", "id,datum\n1,2020\n", &[], &[(Some(1), Kind::Header)]);
    check("a.csv", "Het regende in Ede.\nEn toen niet meer.\n", &[], &[(Some(1), Kind::Header)]);
    check("a.csv", "id,\"text\" x\n1,een\n", &[], &[(Some(1), Kind::Header)]);
    check("a.csv", "id,text\n", &[], &[(None, Kind::Empty)]);
    check("a.csv", "\n\n", &[], &[(None, Kind::Empty)]);
}

#[test]
fn a_bad_article_in_a_text_costs_that_article() {
    let text = "date 2021 Een.\n\ndate 2021-02-30 Twee.\n\nMeer van twee.\n\ndate 2022 Drie.\n";
    check("a.txt", text, &["Een.", "Drie."], &[(Some(3), Kind::Date)]);
    let text = b"date 2021 \xc3\x89\xc3\xa9n.\n\ndate 2021 Tw\xffee.\n\ndate 2022 Drie.\n";
    check("a.txt", text, &["Één.", "Drie."], &[(Some(3), Kind::Encoding)]);
    check("a.txt", "date 2021\n\ndate 2022 Twee.\n", &["Twee."], &[(Some(1), Kind::NoText)]);
    // A bad line of a heading costs the article that it heads, not the one before.
    let text = b"date 2021 \xc3\x89\xc3\xa9n.\n\ntitle: Tw\xffee\ndate: 2022\n\nMeer.\n\ndate 2023 Drie.\n";
    check("a.txt", text, &["Één.", "Drie."], &[(Some(3), Kind::Encoding)]);
    let text = b"\xc3\x89\xc3\xa9n.\n\ntitle: Tw\xffee\n\nMeer.\n\ndate 2023 Drie.\n";
    check("a.txt", text, &["Drie."], &[(Some(3), Kind::Encoding)]);
}

#[test]
fn files_without_text_are_named() {
    for name in ["a.txt", "a.jsonl", "a.csv", "a.tsv", "a", "a.txt.gz", "a.jsonl.zst", "a.onbekend"] {
        check(name, "", &[], &[(None, Kind::Empty)]);
        check(name, " \n\r\n\t ", &[], &[(None, Kind::Empty)]);
        check(name, "\u{feff}", &[], &[(None, Kind::Empty)]);
        let binary: Vec<u8> = (0..=255).cycle().take(3000).collect();
        let kind =
            if name.contains(".gz") || name.contains(".zst") { Kind::Compression } else { Kind::Binary };
        check(name, &binary, &[], &[(None, kind)]);
        check(name, gzip(&binary), &[], &[(None, Kind::Binary)]);
        check(name, b"\xff\xfe\0\0t\0\0\0", &[], &[(None, Kind::Encoding)]);
    }
    check("a.gz", gzip(""), &[], &[(None, Kind::Empty)]);
    check("a.gz", gzip(gzip("tekst")), &[], &[(None, Kind::Binary)]);
}

#[test]
fn a_line_over_the_limit_costs_that_line() {
    let options = Options { max_line_bytes: 1000, ..Options::default() };
    let long = json_line("2", &"x".repeat(300_000));
    let readings = read_with("a.jsonl", three_lines(long.as_bytes()), &options);
    assert_eq!(readings.texts(), ["een", "drie"]);
    assert_eq!(readings.skips(), [(Some(2), Kind::TooLong)]);
    assert_eq!(
        readings.skipped[0].reason,
        format!("the line is {} bytes long, more than the limit of 1000", long.len() - 1)
    );

    let rows = format!("id,text\n1,een\n2,{}\n3,drie\n", "x".repeat(300_000));
    let readings = read_with("a.csv", rows, &options);
    assert_eq!(readings.texts(), ["een", "drie"]);
    assert_eq!(readings.skips(), [(Some(3), Kind::TooLong)]);

    // A quote that is not closed within the limit is given up as one line.
    let rows = format!("id,text\n1,een\n2,\"{}\n3,drie\n", "x\n".repeat(1000));
    let readings = read_with("a.csv", rows, &options);
    assert_eq!(readings.texts(), ["een", "drie"]);
    assert_eq!(readings.skipped.len(), 1000);

    let long = "x".repeat(300_000);
    let text = format!("date 2021 Een.\n\ndate 2021 {long}\n\nmeer\n\ndate 2022 Drie.\n");
    let readings = read_with("a.txt", text, &options);
    assert_eq!(readings.texts(), ["Een.", "Drie."]);
    assert_eq!(readings.skips(), [(Some(3), Kind::TooLong)]);

    let text = format!("date 2021 Een.\n\ndate 2021 Twee.\n\n{}date 2022 Drie.\n", "regel\n\n".repeat(500));
    let readings = read_with("a.txt", text, &options);
    assert_eq!(readings.texts(), ["Een.", "Drie."]);
    assert_eq!(readings.skips(), [(Some(3), Kind::TooLong)]);
    assert_eq!(readings.skipped[0].reason, "the article is 3507 bytes long, more than the limit of 1000");

    let exactly = "x".repeat(1000);
    assert_eq!(read_with("a.txt", &exactly, &options).texts(), [exactly]);
}

#[test]
fn what_the_system_refuses_is_to_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let missing = source_file(folder.path().join("weg.txt"), "weg.txt", 1);
    // A folder can be opened like a file, but not read.
    let unreadable = SourceFile { path: folder.path().to_owned(), ..missing.clone() };
    for file in [missing, unreadable] {
        let readings = read_source(&file, &Options::default());
        let Outcome::Unreadable(problem) = readings.file.outcome else { panic!("{:?}", readings.file) };
        assert_eq!(problem.kind, Kind::Unreadable);
        assert!(readings.articles.is_empty() && readings.skipped.is_empty());
    }
}

#[test]
fn messages_name_value_rule_place_and_hint() {
    check_message(
        "2021/a.jsonl",
        "{\"text\": \"een\"}\n{\"text\": \"twee\",}\n",
        "2021/a.jsonl:2: the line is not a JSON object: trailing comma at column 17",
        "mend the line; to see what is wrong with it: jq . FILE",
    );
    check_message(
        "a.jsonl",
        "17\n",
        "a.jsonl:1: the line is not a JSON object: invalid type: integer `17`, expected an object, from { to } at column 2",
        "mend the line; to see what is wrong with it: jq . FILE",
    );
    check_message(
        "a.json",
        "[\n{}\n]\n",
        "a.json: the file is one JSON array, not JSON Lines, which has one object on each line",
        "turn it into JSON Lines: jq -c '.[]' OLD.json > NEW.jsonl",
    );
    check_message(
        "a.jsonl",
        "{\"date\": \"2021-02-30\", \"text\": \"een\"}\n",
        "a.jsonl:1: cannot read `2021-02-30` as a date: February 2021 has 28 days",
        "mend the date, or leave it out",
    );
    check_message(
        "a.jsonl",
        "{\"date\": \"2021\"}\n",
        "a.jsonl:1: the record has no text",
        "fill in the field `text`, or name the field that holds it in knipsel.toml, under [fields]",
    );
    check_message(
        "a.csv",
        "id;datum;verhaal\n1;2020;Een\n",
        "a.csv:1: no column is known to hold the text; the first row names `id`, `datum`, `verhaal`",
        "name the column that does in knipsel.toml: under [fields] write text = [\"name of the column\"]",
    );
    check_message(
        "a.csv",
        "id;datum;text\n1;2020\n",
        "a.csv:2: the row has 2 of 3 columns",
        "give it all columns, empty ones too, and put quotes around a text that holds the delimiter",
    );
    check_message(
        "a.txt",
        b"E\xc3\xa9n\n\xc3\xa9\xff\n",
        "a.txt:2: byte 3 of the line is not valid UTF-8, which the rest of the file is",
        "mend the line, or turn the whole file into UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE",
    );
    check_message(
        "a.txt",
        b"\0\0\0",
        "a.txt: the file is binary data, not text",
        "export its text, or move it out of the archive",
    );
    check_message(
        "a.txt.gz",
        b"\0\0\0",
        "a.txt.gz: its name says gzip and its bytes do not",
        "fetch or export the file again",
    );
    check_message("a.txt", "", "a.txt: the file is empty", "remove it from the archive, or export it again");
}
