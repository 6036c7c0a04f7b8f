//! Tables: delimiters, quotes, rows.

use super::*;

#[track_caller]
fn check(name: &str, table: &str, expected: &[(u64, &str)]) {
    let readings = read_file(name, table);
    let found: Vec<_> =
        readings.articles.iter().map(|article| (article.record.line, article.text.as_str())).collect();
    assert_eq!(found, expected, "of {table:?}");
    assert_eq!(readings.skipped, [], "of {table:?}");
}

#[test]
fn the_delimiter_is_found() {
    check("a.csv", "id,text\n1,een; twee\n", &[(2, "een; twee")]);
    check("a.csv", "id;text\n1;een, twee, drie\n", &[(2, "een, twee, drie")]);
    check("a.csv", "id\ttekst\n1\teen, twee; drie\n", &[(2, "een, twee; drie")]);
    check("a.csv", "id|text\n1|een\n", &[(2, "een")]);
    check("a.tsv", "id\ttext\n1\teen\n", &[(2, "een")]);
    check("a.tsv", "id;text\n1;een\n", &[(2, "een")]);
    check("a.csv", "sep=|\nid|text\n1|een, twee; drie\n", &[(3, "een, twee; drie")]);
    check("a.csv", "text\neen, twee\n", &[(2, "een, twee")]);
    check("a.csv", "\"id\";\"text\"\n\"1\";\"een;twee\"\n", &[(2, "een;twee")]);
    check("a.csv", "datum;a,b,c,d;text\n2021;x;een\n", &[(2, "een")]);
}

#[test]
fn quotes_are_as_usual() {
    check("a.csv", "id,text\n1,\"een, twee\"\n", &[(2, "een, twee")]);
    check("a.csv", "id,text\n1,\"zei \"\"ja\"\" toen\"\n", &[(2, "zei \"ja\" toen")]);
    check("a.csv", "id,text\n1,\"een\n\ntwee\"\n2,drie\n", &[(2, "een\n\ntwee"), (5, "drie")]);
    check("a.csv", "id,text\r\n1,\"een\r\n\r\ntwee\"\r\n2,drie\r\n", &[(2, "een\n\ntwee"), (5, "drie")]);
    check("a.csv", "id,text\n1,zei \"ja\" toen\n", &[(2, "zei \"ja\" toen")]);
    check("a.csv", "id,text\n1,\"een\" \n", &[(2, "een")]);
    check("a.csv", "id,text\n1,\"een\"", &[(2, "een")]);
    check("a.csv", "text,id\n\"een\",\"\"\n", &[(2, "een")]);
    // In a table with tabs, a quote that makes no sense is a letter.
    check("a.tsv", "id\ttext\n1\t\"Ja\" zei hij\n2\t\"twee\"\n", &[(2, "\"Ja\" zei hij"), (3, "twee")]);
}

#[test]
fn rows_are_forgiven_what_does_no_harm() {
    check("a.csv", "\u{feff}id,text\n\n1,een\n  \n2,twee,\n", &[(3, "een"), (5, "twee")]);
    check("a.csv", " id , Text \n1, een \n", &[(2, "een")]);
    check("a.csv", "id,text\r1,een\r2,twee\r", &[(2, "een"), (3, "twee")]);
}

#[test]
fn columns_play_their_roles() {
    let table = "Identifier;Datum;Titel;Bron;Auteur;Rubriek;Link;Pagina;Taal;Tekst;onbekend\n\
                 b-1;16-11-2021;Brug open;De Bode;A. Vos;Sport;https://b.example;3;nl;Een.;x\n";
    let readings = read_file("a.csv", table);
    let [article] = &readings.articles[..] else { panic!("{readings:#?}") };
    assert_eq!(article.id.as_str(), "b-1");
    assert_eq!(article.date.as_ref().unwrap().date.to_string(), "2021-11-16");
    assert_eq!(article.title.text, "Brug open");
    assert_eq!(article.source.as_deref(), Some("De Bode"));
    assert_eq!(article.author.as_deref(), Some("A. Vos"));
    assert_eq!(article.section.as_deref(), Some("Sport"));
    assert_eq!(article.url.as_deref(), Some("https://b.example"));
    assert_eq!(article.page.as_deref(), Some("3"));
    assert_eq!(article.language.as_deref(), Some("nl"));
    assert_eq!(article.text, "Een.");
}

#[test]
fn a_column_can_be_mapped() {
    let mut options = Options::default();
    options.fields.add(Role::Text, "verhaal").unwrap();
    let readings = read_with("a.csv", "Verhaal,datum\nEen,2021\n", &options);
    assert_eq!(readings.texts(), ["Een"]);
}
