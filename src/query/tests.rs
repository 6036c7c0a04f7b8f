use proptest::prelude::*;

use super::*;
use crate::date::Day;
use crate::dutch::{AnalysisOptions, Analyzer};
use crate::error::Result;
use crate::query::meaning::{Dictionary, Forms, Meaning, Shape, Sought, TooMany, meaning_of};

fn today() -> Day {
    Day::from_ymd(2021, 11, 17).unwrap()
}

/// Checks the tree, and the level and place of each remark.
#[track_caller]
fn check(query: &str, tree: &str, remarks: &[(Level, &str)]) {
    let parsed = parse(query, today());
    assert_eq!(parsed.root.to_string(), tree, "{query}");
    let got: Vec<(Level, &str)> =
        parsed.diagnostics.iter().map(|it| (it.level, &query[it.span.clone()])).collect();
    assert_eq!(got, remarks, "{query}: {:?}", parsed.diagnostics);
}

#[test]
fn trees() {
    for (query, tree) in [
        ("", "alles"),
        ("vrede", "vrede"),
        ("vrede akkoord", "(vrede EN akkoord)"),
        ("a EN b AND c", "(a EN b EN c)"),
        ("a OF b OR c", "(a OF b OF c)"),
        ("a OF b c", "(a OF (b EN c))"),
        ("(a OF b) c", "((a OF b) EN c)"),
        ("a NIET b", "(a EN NIET b)"),
        ("a -b", "(a EN NIET b)"),
        ("a - b", "(a EN b)"),
        ("Nagorno-Karabach", "Nagorno-Karabach"),
        ("\"tweede stad\"", "\"tweede stad\""),
        ("„tweede stad”", "\"tweede stad\""),
        ("titel:vrede", "titel:vrede"),
        ("TITLE:vrede tekst", "(titel:vrede EN tekst)"),
        ("bron:\"Noorder Courant\"", "bron:\"Noorder Courant\""),
        ("titel:(a OF b)", "titel:(a OF b)"),
        ("-titel:a", "NIET titel:a"),
        ("datum:2021-11", "datum:2021-11-01..2021-11-30"),
        ("datum:gisteren", "datum:2021-11-16..2021-11-16"),
        ("10:30 https://www.nrc.nl/a", "(10:30 EN https://www.nrc.nl/a)"),
        ("NIET NIET a", "NIET NIET a"),
        ("kon* *akkoord amster?am sjo*goe", "(kon* EN *akkoord EN amster?am EN sjo*goe)"),
        ("-*akkoord", "NIET *akkoord"),
        ("amsterda?", "amsterda?"),
        ("wie is (poetin?)", "(wie EN is EN poetin?)"),
        ("https://www.nrc.nl/a?b=*", "https://www.nrc.nl/a?b=*"),
        ("pasjinian~", "pasjinian~1"),
        ("pasjinian~2, a", "(pasjinian~2 EN a)"),
        ("a NABIJ/5 b", "(a NABIJ/5 b)"),
        ("a NEAR/0 b", "(a NABIJ/0 b)"),
        ("a NABIJ/5 b NABIJ/2 c", "((a NABIJ/5 b) NABIJ/2 c)"),
        ("a b NABIJ/5 c OF d", "((a EN (b NABIJ/5 c)) OF d)"),
        ("NIET a NABIJ/5 b", "NIET (a NABIJ/5 b)"),
        ("(a OF b) NABIJ/5 \"c d\"", "((a OF b) NABIJ/5 \"c d\")"),
        ("(a NIET b) NABIJ/5 c", "((a EN NIET b) NABIJ/5 c)"),
        ("titel:a NABIJ/5 b", "(titel:a NABIJ/5 b)"),
        ("titel:(a NABIJ/5 b)", "titel:(a NABIJ/5 b)"),
        ("a IN-ZIN b", "(a IN-ZIN b)"),
        ("a IN-PARAGRAPH b IN-SENTENCE c", "((a IN-ALINEA b) IN-ZIN c)"),
        ("a IN-ZIN b NABIJ/3 c", "(a IN-ZIN (b NABIJ/3 c))"),
        ("\"a b\"~15", "\"a b\"~15"),
        (
            "\"(terreur* of jihad*) (vluchteling* OF immigr*)\"~15",
            "\"(terreur* of jihad*) (vluchteling* of immigr*)\"~15",
        ),
        ("\"goed of slecht\"", "\"goed of slecht\""),
        ("\"de (tweede kamer or senaat) wil\"", "\"de (tweede kamer of senaat) wil\""),
        ("\"de (Tweede) Kamer\"", "\"de Tweede Kamer\""),
        ("\"a (b of ) c\"", "\"a b c\""),
        // Brackets keep a question mark at the end.
        ("\"in (amsterda?)\"", "\"in (amsterda?)\""),
        ("\"(amsterda?)\"", "\"amsterda?\""),
        ("\"(a OR b?)\"", "\"(a of b?)\""),
        ("\"a OR (b c?)\"", "\"a OR b (c?)\""),
        // Those of a sentence are not kept.
        ("\"a (b!)\"~15", "\"a b\"~15"),
        ("\"a (b . ,)\"", "\"a b\""),
        ("\"(a\n\nb\n c?)\"", "\"a\n\nb (c?)\""),
        ("titel:(poetin?)", "titel:(poetin?)"),
        ("NIET (poetin?)", "NIET (poetin?)"),
        ("\"a (b | (c of d) e)\"", "\"a (b of (c of d) e)\""),
    ] {
        let notes: &[(Level, &str)] = if query.contains(" - ") { &[(Level::Note, "-")] } else { &[] };
        check(query, tree, notes);
    }
}

#[test]
fn remarks() {
    use Level::{Error, Note, Warning};
    check("\"tweede stad", "\"tweede stad\"", &[(Error, "\"")]);
    check("a (b OF c", "(a EN (b OF c))", &[(Error, "(")]);
    check("a b) c", "((a EN b) EN c)", &[(Error, ")")]);
    check("EN a", "a", &[(Error, "EN")]);
    check("a OF", "a", &[(Error, "OF")]);
    check("a EN OF b", "(a OF b)", &[(Error, "EN")]);
    check("NIET", "alles", &[(Error, "NIET")]);
    check("()", "alles", &[(Note, "("), (Error, "()")]);
    check("!!! ~", "alles", &[(Note, "!!!"), (Error, "!!! ~"), (Note, "~")]);
    check("??", "alles", &[(Note, "??"), (Error, "??")]);
    check("\"\" a", "a", &[(Note, "\"\"")]);
    check("a !!!", "a", &[(Note, "!!!")]);
    check("datum:2021-02-30", "alles", &[(Error, "2021-02-30")]);
    check("datum:", "alles", &[(Error, "datum:")]);
    check("titel:", "alles", &[(Error, "titel:")]);
    check("kleur:rood", "(kleur EN rood)", &[(Warning, "kleur")]);
    check("wie is Poetin?", "(wie EN is EN Poetin)", &[(Note, "?")]);
    check("\"wie is Poetin?\"", "\"wie is Poetin\"", &[(Note, "\"wie is Poetin?\"")]);
    check("vrede of oorlog", "(vrede EN of EN oorlog)", &[(Note, "of")]);
    check("en of niet", "(en EN of EN niet)", &[(Note, "of")]);
    check("a nabij/5 b", "(a EN nabij/5 EN b)", &[(Note, "nabij/5")]);
    check("*", "*", &[(Error, "*")]);
    check("\"de * van\"", "\"de * van\"", &[(Error, "\"de * van\"")]);
    check("? a", "a", &[(Note, "?")]);
    check("\"€* stad\"", "\"€* stad\"", &[(Error, "\"€* stad\"")]);
    check("pasjinian~3", "alles", &[(Error, "~3")]);
    check("op~", "alles", &[(Error, "op~")]);
    check("pop~2", "alles", &[(Error, "pop~2")]);
    check("pas*~", "alles", &[(Error, "pas*~")]);
    check("pasjinian ~2", "pasjinian", &[(Error, "~2")]);
    check("a NABIJ/ b", "(a NABIJ/10 b)", &[(Error, "NABIJ/")]);
    check("\"pasjinian\"~2", "\"pasjinian\"", &[(Note, "\"pasjinian\"~2")]);
    check("\"(a of b c)\"~2", "\"(a of b c)\"", &[(Note, "\"(a of b c)\"~2")]);
    check("a NABIJ b", "(a NABIJ/10 b)", &[(Note, "NABIJ")]);
    check("a NABIJ/x b", "(a NABIJ/10 b)", &[(Error, "NABIJ/x")]);
    check("a NABIJ/1001 b", "(a NABIJ/10 b)", &[(Error, "NABIJ/1001")]);
    check("\"a b\"~ c", "(\"a b\"~10 EN c)", &[(Error, "\"a b\"~")]);
    check("a NABIJ/5", "a", &[(Error, "NABIJ/5")]);
    check("NABIJ/5 a", "a", &[(Error, "NABIJ/5")]);
    check("a IN-ZIN", "a", &[(Error, "IN-ZIN")]);
    check("a NABIJ/5 NIET b", "(a EN NIET b)", &[(Error, "NABIJ/5")]);
    check("a NABIJ/5 (NIET b)", "(a NABIJ/5 NIET b)", &[(Error, "NIET b")]);
    check("a IN-ZIN datum:2021", "(a IN-ZIN datum:2021-01-01..2021-12-31)", &[(Error, "datum:2021")]);
    check("titel:a NABIJ/5 tekst:b", "(titel:a NABIJ/5 tekst:b)", &[(Warning, "titel:a NABIJ/5 tekst:b")]);
    check("(a OF titel:b) IN-ZIN kop:c", "((a OF titel:b) IN-ZIN titel:c)", &[]);
    check("titel:(a bron:b)", "titel:(a EN bron:b)", &[(Warning, "bron:b")]);
    check("titel:title:a", "titel:titel:a", &[]);
    check(
        "bron:(a -datum:2021)",
        "bron:(a EN NIET datum:2021-01-01..2021-12-31)",
        &[(Warning, "datum:2021")],
    );
    check("datum:(2020)", "2020", &[(Error, "datum:")]);
    let deep = format!("\"{}a of b{}\"", "(c of ".repeat(9), ")".repeat(9));
    check(&deep, "alles", &[(Error, &deep)]);
}

#[test]
fn what_means_something_elsewhere_is_said() {
    use Level::{Note, Warning};
    check("vrede || oorlog", "(vrede EN oorlog)", &[(Warning, "||")]);
    check("vrede && oorlog", "(vrede EN oorlog)", &[(Note, "&&")]);
    check("vrede !oorlog", "(vrede EN !oorlog)", &[(Warning, "!oorlog")]);
    check("vrede !(oorlog)", "(vrede EN oorlog)", &[(Warning, "!")]);
    check("vrede −oorlog", "(vrede EN −oorlog)", &[(Warning, "−oorlog")]);
    check("+vrede +\"de stad\"", "(+vrede EN \"de stad\")", &[(Note, "+vrede"), (Note, "+")]);
    check("vrede^2", "vrede^2", &[(Warning, "vrede^2")]);
    check("a W/5 b", "(a EN W/5 EN b)", &[(Warning, "W/5")]);
    check("Vrede Of Oorlog", "(Vrede EN Of EN Oorlog)", &[(Note, "Of")]);
    check("„één NABIJ/5 b” c", "(\"één NABIJ/5 b\" EN c)", &[(Note, "NABIJ/5")]);
    check("a \"pasjinian~ b\"", "(a EN \"pasjinian~ b\")", &[(Warning, "~")]);
    check("\"(a of b\"", "\"a of b\"", &[(Note, "(")]);
    check("\"de (Tweede Kamer\"", "\"de (Tweede Kamer\"", &[(Note, "(")]);
    check("\"a b(? =\"", "\"a b\"", &[(Note, "(")]);
    check("\"x ( (a b?)\"", "\"x ( a (b?)\"", &[(Note, "(")]);
    check("-€100 vrede", "(NIET €100 EN vrede)", &[]);
}

#[test]
fn what_is_nested_too_deep_is_refused_once() {
    let query = format!("{}a{}", "(".repeat(2_000), ")".repeat(2_000));
    let parsed = parse(&query, today());
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    assert!(parsed.diagnostics[0].message.contains("100 deep"));
    for repeated in ["NIET ", "a NABIJ/5 ", "a IN-ZIN "] {
        let query = repeated.repeat(2_000) + "a";
        assert!(parse(&query, today()).first_error().is_some(), "{repeated}");
    }
}

#[test]
fn a_caret_stands_under_the_place() {
    let parsed = parse("één \"stad", today());
    let shown = parsed.diagnostics[0].render("één \"stad", false);
    let lines: Vec<&str> = shown.lines().collect();
    let (text, caret) =
        (lines.iter().find(|it| it.contains("stad")), lines.iter().find(|it| it.contains('^')));
    let column = |line: &str, c: char| line.chars().position(|it| it == c);
    assert_eq!(text.and_then(|it| column(it, '"')), caret.and_then(|it| column(it, '^')), "{shown}");
}

#[test]
fn a_long_query_is_shown_around_the_place() {
    let query = format!("{}\"tweede{}", "één ".repeat(5_000), " stad".repeat(5_000));
    let parsed = parse(&query, today());
    let shown = parsed.diagnostics[0].render(&query, false);
    let lines: Vec<&str> = shown.lines().collect();
    let text = lines.iter().find(|it| it.contains("tweede")).unwrap();
    let caret = lines.iter().find(|it| it.contains('^')).unwrap();
    let column = |line: &str, c: char| line.chars().position(|it| it == c);
    assert_eq!(column(text, '"'), column(caret, '^'), "{shown}");
    assert!(shown.chars().count() < 1_000, "{shown}");
}

#[test]
fn nothing_of_a_query_moves_the_cursor() {
    let query = "\u{7}\u{85}\u{202e}é \u{1b}[31m!!! \"stad";
    let parsed = parse(query, today());
    let shown: String = parsed.diagnostics.iter().map(|it| it.render(query, false)).collect();
    assert!(!shown.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}')), "{shown:?}");
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines.iter().rposition(|it| it.contains('^')).unwrap();
    let column = |line: &str, c: char| line.chars().position(|it| it == c);
    assert_eq!(column(lines[caret - 1], '"'), column(lines[caret], '^'), "{shown}");
}

#[test]
fn remarks_have_an_end() {
    for (query, error) in [("a of ".repeat(20_000) + "a", false), (") ".repeat(20_000), true)] {
        let parsed = parse(&query, today());
        assert_eq!((parsed.diagnostics.len(), parsed.first_error().is_some()), (21, error));
        let last = parsed.diagnostics.last().unwrap();
        assert_eq!((last.level, &*last.message), (Level::Note, "19980 more remarks are left out"));
    }
    // An error counts wherever it stands.
    let parsed = parse(&("a of ".repeat(100) + "\"b"), today());
    assert_eq!((parsed.diagnostics.len(), parsed.first_error().is_some()), (22, true));
}

/// An index without words.
pub(super) struct NoWords;

impl Dictionary for NoWords {
    fn forms(&self, _: &Shape, _: Sought, _: usize) -> Result<Forms> {
        Ok(Forms::All(Vec::new(), 0))
    }
}

/// An index that has so many words for any wildcard.
struct ManyWords(Forms);

impl Dictionary for ManyWords {
    fn forms(&self, _: &Shape, _: Sought, _: usize) -> Result<Forms> {
        Ok(self.0.clone())
    }
}

#[test]
fn what_fits_too_much_is_refused_with_its_place() {
    let refused = |query: &str, forms: Forms| {
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let root = parse(query, today()).root;
        let error = meaning_of(&root, MatchLevel::Broad, &mut analyzer, &Synonyms::none(), &ManyWords(forms))
            .unwrap_err();
        let cause = std::error::Error::source(&error).and_then(|it| it.downcast_ref::<Diagnostic>()).unwrap();
        (cause.message.clone(), cause.span.clone())
    };
    let expect = [
        "this fits 10001 words of the index; a word of a query may stand for 10000",
        "this fits more than 100000 words of the index; a word of a query may stand for 10000",
        "the words that this fits stand 5000000 times in an article; together at most 4000000 can be sought",
    ];
    let forms = [
        Forms::TooMany(TooMany::Exactly(10_001)),
        Forms::TooMany(TooMany::MoreThan(100_000)),
        Forms::All(vec![(1, "aan".into())], 5_000_000),
    ];
    for (forms, expect) in forms.into_iter().zip(expect) {
        assert_eq!(refused("vrede OF a*", forms), (expect.to_owned(), 9..11));
    }
    let beside = refused("vrede NABIJ/5 a*", Forms::All(vec![(1, "aan".into())], 2_000_000));
    let expect = "the words that this fits stand 2000000 times in an article; together at most 1000000 can be sought \
                  beside other words";
    assert_eq!(beside, (expect.to_owned(), 14..16));
    for (query, place) in [
        ("a-".repeat(600), 0..1_200),
        (format!("\"{}\"", "a ".repeat(600)), 0..1_202),
        (format!("\"{}(b of c){}\"", "a ".repeat(300), "a ".repeat(299)), 0..1_208),
    ] {
        let long = refused(&query, Forms::All(Vec::new(), 0));
        let expect = "600 words are sought side by side; at most 500 can be";
        assert_eq!(long, (expect.to_owned(), place));
    }
    let many = refused(&"a OF ".repeat(2_001), Forms::All(Vec::new(), 0));
    assert_eq!(
        many,
        ("a query has at most 2000 words and phrases, and this is one more".to_owned(), 10_000..10_001)
    );
}

/// An index of a few words.
struct FewWords(&'static [&'static str]);

impl Dictionary for FewWords {
    fn forms(&self, shape: &Shape, _: Sought, _: usize) -> Result<Forms> {
        let fits = |word: &str| matches!(shape, Shape::Like(pattern) if pattern.fits(word.as_bytes()));
        let words = self.0.iter().filter(|word| fits(word));
        Ok(Forms::All(words.map(|word| (1, Box::from(*word))).collect(), 0))
    }
}

#[test]
fn a_letter_that_can_stand_for_a_wildcard_is_itself_where_it_is_typed() {
    let words = FewWords(&["atween", "ꜧtween", "ꜩtween", "ꜭtween"]);
    for (query, why, expect) in [
        ("?tween", Why::Wildcard, &["atween", "ꜧtween", "ꜩtween", "ꜭtween"][..]),
        ("ꜭtween", Why::Exact, &["ꜭtween"]),
        ("\"ꜧtween\"", Why::Exact, &["ꜧtween"]),
        ("ꜭtw*", Why::Wildcard, &["ꜭtween"]),
        ("ꜧt?e*", Why::Wildcard, &["ꜧtween"]),
        ("\"ꜩ*n\"", Why::Wildcard, &["ꜩtween"]),
    ] {
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let root = parse(query, today()).root;
        let meaning = meaning_of(&root, MatchLevel::Exact, &mut analyzer, &Synonyms::none(), &words).unwrap();
        let leaf = meaning.only_leaf().unwrap();
        let alternatives = leaf.sequences.iter().flatten().flat_map(|slot| slot.iter());
        let one = alternatives.filter(|it| it.length == 1);
        let found: Vec<(&str, Why)> = one.map(|it| (&*it.text, it.why)).collect();
        let expect: Vec<(&str, Why)> = expect.iter().map(|text| (*text, why)).collect();
        assert_eq!(found, expect, "{query}");
    }
}

#[test]
fn letters_that_leave_none_to_stand_for_wildcards_are_refused() {
    let letters = ['ꜧ', 'ꜭ', 'ꜩ', 'ꜫ', 'ꜯ', 'ꝁ', 'ꝃ', 'ꝅ', 'ꝇ', 'ꝉ'];
    let read = |query: &str| {
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let root = parse(query, today()).root;
        let words = FewWords(&["atween", "ꜧtween"]);
        meaning_of(&root, MatchLevel::Exact, &mut analyzer, &Synonyms::none(), &words)
    };
    for count in 0..=letters.len() {
        let some = String::from_iter(&letters[..count]);
        // Where there are no wildcards, and in another text of the query, each is itself.
        assert!(read(&some).is_ok() && read(&format!("{some} ?tween")).is_ok());
        let together = read(&format!("\"{some} ?tween\""));
        assert_eq!(together.is_ok(), count <= 8, "{some}");
        if let Err(error) = together {
            let expect = "this holds more than 8 of the letters ꜧ ꜭ ꜩ ꜫ ꜯ ꝁ ꝃ ꝅ ꝇ ꝉ, and beside wildcards only 8 of them can \
                          be sought";
            let cause = std::error::Error::source(&error).and_then(|it| it.downcast_ref::<Diagnostic>());
            assert_eq!(cause.unwrap().message, expect);
        }
    }
}

/// The sequences of a word, each slot as the terms of one reason.
fn slots(query: &str, level: MatchLevel, why: Why) -> Vec<Vec<Vec<String>>> {
    let mut analyzer = Analyzer::new(AnalysisOptions::default());
    let root = parse(query, today()).root;
    let Ok(Meaning::Leaf(leaf)) = meaning_of(&root, level, &mut analyzer, &Synonyms::none(), &NoWords) else {
        panic!("{query} is no word");
    };
    let of_slot = |slot: &meaning::Slot| {
        let wanted = slot.iter().filter(|it| it.why == why && it.length == 1);
        wanted.map(|it| format!("{}:{}", it.layer.as_str(), it.text)).collect()
    };
    leaf.sequences.iter().map(|sequence| sequence.iter().map(of_slot).collect()).collect()
}

#[test]
fn what_words_stand_for() {
    let broad = MatchLevel::Broad;
    assert_eq!(slots("soldaten", broad, Why::Exact), [[["exact:soldaten"]]]);
    assert_eq!(slots("soldaten", broad, Why::Inflection), [[["lemma:soldaat", "exact:soldaat"]]]);
    assert_eq!(slots("soldaten", broad, Why::Compound), [[["part:soldaten", "part:soldaat"]]]);
    // The dictionary has *verzet* as a form of the verb, and a *verzetsgroep* holds the noun.
    assert_eq!(slots("verzet", broad, Why::Compound), [[["part:verzet", "part:verzetten"]]]);
    assert_eq!(slots("soldaten", MatchLevel::Inflected, Why::Compound), [[Vec::<String>::new()]]);
    assert_eq!(slots("soldaten", MatchLevel::Exact, Why::Inflection), [[Vec::<String>::new()]]);
    assert_eq!(slots("\"soldaten\"", broad, Why::Inflection), [[Vec::<String>::new()]]);
    let nagorno = slots("Nagorno-Karabach", MatchLevel::Exact, Why::Exact);
    let joined = vec![vec!["exact:nagornokarabach".to_owned()]];
    let apart = vec![vec!["exact:nagorno".to_owned()], vec!["exact:karabach".to_owned()]];
    assert_eq!(nagorno, [joined, apart]);
}

proptest! {
    #[test]
    fn any_text_is_a_query(query in "\\PC*") {
        let parsed = parse(&query, today());
        for diagnostic in &parsed.diagnostics {
            prop_assert!(query.get(diagnostic.span.clone()).is_some(), "{:?}", diagnostic);
            let _ = diagnostic.render(&query, false);
        }
    }

    #[test]
    fn any_signs_are_a_query(query in "([a-c(): \"*~?-]|EN|OF|NIET|titel:|datum:| NABIJ/2 | IN-ZIN |~3| of ){0,40}") {
        let parsed = parse(&query, today());
        for diagnostic in &parsed.diagnostics {
            prop_assert!(query.get(diagnostic.span.clone()).is_some(), "{:?}", diagnostic);
        }
        let mut analyzer = Analyzer::new(AnalysisOptions::default());
        let _ = meaning_of(&parsed.root, MatchLevel::Broad, &mut analyzer, &Synonyms::none(), &NoWords);
    }
}
