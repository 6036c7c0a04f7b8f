//! What is marked, where other engines mark too much or too little.

use std::fmt::Write as _;

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
use knipsel::query::parse;
use knipsel::search::{PassageField, Search, SearchRequest, SnippetOptions};

use crate::support::Desk;

/// A query, and a text that it finds with what is marked in `[ ]`. What stands before a `#` is the title.
const CASES: &[(&str, &str)] = &[
    // Loose words of a phrase are not marked.
    ("\"tweede stad\"", "De [tweede] [stad] is een stad en geen tweede keus."),
    ("\"tweede stad\"", "Stad en land # De [tweede] [stad], niet de stad zelf."),
    ("\"de stad\" stad", "[De] [stad] en een [stad]."),
    ("\"van de\"", "De man [van] [de] stad en de vrouw van het land."),
    ("\"de de\"", "Zij zei [de] [de] en toen de ene."),
    ("\"a b a\"", "[a] [b] [a] [b] [a] c a b"),
    ("\"tweede steden\" OF stad", "De tweede [stad]."),
    ("\"twee drie\" OF \"drie vier\"", "Een [twee] [drie] [vier] vijf drie."),
    // A phrase does not run over the border of title and text.
    ("stad OF \"stad de\"", "De [stad] # De man."),
    // What is excluded, and a side of an `OF` that does not hold, are not marked.
    ("vrede NIET oorlog", "De [vrede] kwam."),
    ("vrede OF (oorlog NIET vrede)", "Oorlog en [vrede]."),
    ("vrede OF (oorlog EN bestand)", "Oorlog en [vrede]."),
    ("vrede NIET (oorlog EN bestand)", "Oorlog en [vrede]."),
    ("vrede NIET \"grote oorlog\"", "Oorlog, een grote, en [vrede]."),
    ("vrede NIET titel:oorlog", "Stad # Oorlog en [vrede]."),
    ("NIET bestand", "Oorlog en vrede."),
    // A word's forms, its compounds, other spellings: the whole word is marked.
    ("soldaat", "De [soldaten] en het [soldatenleven]."),
    ("akkoord", "Het [vredesakkoord] en de [akkoorden], niet het koord."),
    ("vrede", "Het [vredesakkoord] hield."),
    ("vredesakkoord", "Het [vredesakkoord] bracht vrede noch akkoord."),
    ("lopen", "Hij [liep] en zij hebben [gelopen]."),
    ("Poetin", "[Putin], [Poutine] en [Poetin]."),
    ("zelensky", "Met [Zelenski] en [Zelenskyy]."),
    ("kharkov", "In [Charkov], [Kharkov] of [Kharkow]."),
    ("Moebarak", "Na [Mubarak] en [Moubarak]."),
    ("bel", "Een [deurbel] van de firma Infrabel."),
    ("wegen", "De [wegen] in Noorwegen."),
    ("mensen", "De [mensch] en de [menschen]."),
    ("bos", "Het [bosch] van de schilder Bosch."),
    ("\"soldaat\"", "De [soldaat] zag soldaten."),
    ("\"soldaat\" OF stad", "De soldaten in de [stad]."),
    // Case, accents, signs.
    ("armenie", "[Armenië], [ARMENIË] en [Armenie\u{308}]."),
    ("één", "[Eén] en [een] en [één]."),
    ("ij", "[IJ], [ĳ] en [Ĳ]."),
    ("akkoord", "Het [ak\u{ad}koord] hield."),
    ("nv", "De [N.V.] en de [NV]."),
    ("1000", "Wel [1.000] of [1000] man."),
    ("foto's", "Twee [foto’s], niet meer."),
    ("zo'n", "Dat [zo'n] zon schijnt."),
    ("😀 stad", "😀😀 in de [stad] 😀."),
    // Words with hyphens.
    ("Nagorno-Karabach", "In [Nagorno-Karabach] en [Nagorno] [Karabach], niet Nagorno of Karabach."),
    ("karabach", "In Nagorno-[Karabach]."),
    ("nagorno", "In [Nagorno]-Karabach."),
    ("nagornokarabach", "In [Nagorno-Karabach]."),
    ("\"nagorno karabach\"", "In [Nagorno-Karabach]."),
    ("\"in nagorno-karabach\"", "[In] [Nagorno-Karabach] is het nagorno in."),
    ("zee-egel", "Een [zee-egel] en een [zeeëgel], geen zee."),
    ("ploegenarbeid", "De nacht- en [ploegenarbeid]."),
    // Of a compound with a hyphen, the piece that was sought; the whole where a piece only has it for a part.
    ("NMBS", "Het [NMBS]-personeel en de [NMBS] staken."),
    ("Covid-19", "De [COVID-19]-crisis, of [Covid-19]."),
    ("soldaat", "De [soldaten-actie]."),
    ("NMBS OF personeel", "Het [NMBS-personeel] staakt."),
    ("NMBS OF lid", "Het [NMBS-personeelslid] staakt, de [NMBS] niet."),
    ("beleid", "Het [NMBS-stikstofbeleid] ligt stil."),
    // The dictionary has *verzet* as a form of the verb; its compounds hold the noun.
    ("verzet", "De [verzetsgroep] pleegt [verzet]."),
    // What is not inflected is no form of another word.
    ("niets", "[Niets] is niet alles."),
    ("eens", "Er was [eens] een stad, en naast de stad na jaren nog een."),
    ("naast", "Er was eens een stad, en [naast] de stad na jaren nog een."),
    // Overlapping matches are one.
    ("vrede* OF *akkoord", "Het [vredesakkoord] en de [vrede]."),
    ("vrede OF vrede* OF \"de vrede\"", "[De] [vrede] is ver."),
    ("Nagorno-Karabach OF karabach", "In [Nagorno-Karabach] en [Karabach]."),
    ("\"een twee\" OF \"twee drie\" OF twee", "[Een] [twee] [drie] en een drie."),
    // Wildcards: the word that fits, whole, and the last word of a phrase.
    ("vrede*", "[Vrede] en [vredestijd], niet vredig of tevreden."),
    ("\"het vred*\"", "[Het] [vredesakkoord] en vrede; het was vredig."),
    ("\"*akkoord van\"", "Het [vredesakkoord] [van] Jerevan en een akkoord met Bakoe."),
    ("akko?rd", "Het [akkoord] van nu, geen akkord."),
    ("amster?am", "[Amsterdam], Amsteram en Amsterddam."),
    ("?ad", "Een [bad] en een stad, [rad] en ad."),
    ("nagorno-k*", "In [Nagorno-Karabach] en Nagorno."),
    ("*karabach", "In [Nagorno-Karabach], [Karabach]."),
    ("armeni*", "De [Armeniërs] uit [Armenië]."),
    ("titel:vrede*", "[Vredesakkoord] # Het vredesakkoord hield."),
    // Words spelled roughly so.
    ("karabach~", "In [Karabach], [Karabakh] en [Karbach], niet in Karbagh."),
    ("karabach~2", "In [Karabach] en [Karbagh], niet in Kaapstad."),
    ("minister~", "De [minister] en de [ministre], niet de ministeries."),
    // Near: the pair in range alone.
    ("vrede NABIJ/2 akkoord", "Een [akkoord] over [vrede]. Later nog eens een heel ander akkoord."),
    ("vrede NABIJ/1 akkoord", "Akkoord, zei men, [vrede] en [akkoord]; en verderop ook vrede."),
    ("soldaat NABIJ/3 soldaat", "De ene [soldaat] zag een [soldaat]. Veel later kwam er weer een soldaat."),
    ("\"een twee\" NABIJ/2 drie", "[Een] [twee] en [drie]; een drie, twee, drie."),
    ("(vrede OF bestand) NABIJ/1 \"is ver\"", "De [vrede] [is] [ver], en het bestand niet."),
    (
        "(vrede NABIJ/1 akkoord) NABIJ/3 stad",
        "[Vrede] en [akkoord] in de [stad]; vrede zonder iets erbij in de stad.",
    ),
    (
        "(vrede EN akkoord) NABIJ/2 stad",
        "[Vrede] in de [stad]. Men zweeg nog lange tijd. [Akkoord] over de [stad].",
    ),
    ("vrede NIET (vrede NABIJ/2 oorlog)", "De [vrede] kwam toen men niet meer dacht aan oorlog."),
    (
        "\"vrede akkoord stad\"~3",
        "[Stad] en [akkoord] en [vrede]. Een heel lange zin verder is er weer vrede.",
    ),
    (
        "\"(terreur* of jihad*) (vlucht* of immigr*)\"~2",
        "De [vlucht] voor [terreur]. Niemand zag ooit enige vluchteling.",
    ),
    // In one sentence, in one paragraph.
    ("vrede IN-ZIN akkoord", "Een [akkoord] over [vrede]. Vrede alleen. Akkoord alleen."),
    ("vrede IN-ALINEA akkoord", "Een [akkoord]. Over [vrede].¶Vrede alleen."),
    ("(vrede NIET oorlog) IN-ZIN akkoord", "Vrede, akkoord, oorlog. [Vrede] en [akkoord]."),
    ("(vrede OF oorlog) IN-ZIN akkoord", "Vrede. [Oorlog] en [akkoord]. Oorlog."),
    ("vrede IN-ZIN dr", "Volgens [dr]. De Vries is de [vrede] ver. Dr. Jansen zweeg."),
    ("vrede IN-ZIN akkoord", "[Vrede] en [akkoord] # Vrede. Akkoord."),
    // Fields.
    ("titel:stad", "De [stad] # Een stad."),
    ("tekst:stad", "De stad # Een [stad]."),
    ("titel:stad vrede", "[Stad] # [Vrede] in de stad."),
    ("bron:bode stad", "De bode # De bode in de [stad]."),
    ("bron:bode", "De bode # De bode."),
];

#[test]
fn what_is_marked() {
    assert!(CASES.len() >= 60);
    let mut articles = String::new();
    for (number, (_, marked)) in CASES.iter().enumerate() {
        let (title, text) = parts(&plain(marked));
        let article = serde_json::json!({ "id": number.to_string(), "title": title, "source": "De Bode", "text": text });
        let _ = writeln!(articles, "{article}");
    }
    let desk = Desk::new();
    let archive = desk.write("archive/a.jsonl", articles);
    let folder = IndexFolder::at(desk.at("index"));
    let options = BuildOptions { paths: vec![archive], ..BuildOptions::default() };
    build(&folder, &options, &mut |_| {}).expect("the archive can be indexed");
    let index = OpenIndex::open(&folder, &AnalysisOptions::default()).expect("the index can be opened");
    let mut search = Search::new(&index);
    let mut wrong = Vec::new();
    for (number, (query, expect)) in CASES.iter().enumerate() {
        let parsed = parse(query, Day::LAST);
        assert!(parsed.first_error().is_none(), "{query}: {:?}", parsed.diagnostics);
        // All passages, each a whole sentence.
        let snippets = Some(SnippetOptions { max_passages: 99, max_passage_chars: 9_999 });
        let request = SearchRequest { limit: None, snippets, ..SearchRequest::new(parsed.root) };
        let hits = search.run(&request).unwrap_or_else(|error| panic!("{query}: {error}")).hits;
        let Some(hit) = hits.iter().find(|hit| hit.article.id == number.to_string()) else {
            wrong.push(format!("{query}: does not find {expect}"));
            continue;
        };
        let (_, text) =
            search.highlights(&hit.article, &request.query, request.level).expect("it was searched");
        let text: Vec<(usize, usize)> = text.iter().map(|it| (it.start, it.end)).collect();
        let title = hit.passages.iter().find(|passage| passage.field == PassageField::Title);
        let title = title.map_or_else(Vec::new, |it| it.highlights.clone());
        let title: Vec<(usize, usize)> = title.iter().map(|it| (it.start, it.end)).collect();
        let mut got = bracketed(&hit.article.text, &text);
        if expect.contains(" # ") {
            got = format!("{} # {got}", bracketed(&hit.article.title, &title));
        }
        if got != *expect {
            wrong.push(format!("{query}\n  marks {got}\n  not   {expect}"));
        }
        // The passages mark the same.
        let shown: usize = hit
            .passages
            .iter()
            .filter(|passage| passage.field == PassageField::Text)
            .map(|passage| passage.highlights.len())
            .sum();
        assert_eq!(shown, text.len(), "{query}: {:?}", hit.passages);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_passage_where_words_stand_closest_is_shown() {
    let far =
        "Een soldaat liep met zijn zware rugzak en een natte jas over de lange dijk naar een verre grens.";
    let close = "Aan de grens een soldaat.";
    let one = "Een soldaat sliep.";
    let desk = Desk::with_index(&[("a.txt", &format!("Begin.\n\n{one} {far} {close}\n"))]);
    let folder = IndexFolder::at(desk.at("index"));
    let index = OpenIndex::open(&folder, &AnalysisOptions::default()).expect("the index can be opened");
    let snippets = Some(SnippetOptions { max_passages: 1, ..SnippetOptions::default() });
    let request = SearchRequest { snippets, ..SearchRequest::new(parse("soldaat grens", Day::LAST).root) };
    let hits = Search::new(&index).run(&request).expect("it can be searched").hits;
    let shown: Vec<&str> = hits[0].passages.iter().map(|passage| passage.text.trim()).collect();
    assert_eq!(shown, [close]);
}

#[test]
fn nothing_is_called_closer_than_it_is() {
    let desk =
        Desk::with_index(&[("a.txt", "date 2020 Het NMBS-personeel en het spoorwegpersoneel staken.\n")]);
    for (query, expect) in [
        ("NMBS", vec![("NMBS", "exact")]),
        ("personeel", vec![("personeel", "exact"), ("spoorwegpersoneel", "compound")]),
        ("NMBS personeel", vec![("NMBS-personeel", "exact"), ("spoorwegpersoneel", "compound")]),
        ("NMBS spoor", vec![("NMBS", "exact"), ("spoorwegpersoneel", "compound")]),
        ("staak", vec![("staken", "inflection")]),
    ] {
        let (hits, _) = desk.search(&[query]);
        let snippet =
            hits[0]["snippets"].as_array().expect("there are snippets").last().expect("there is one");
        let text: Vec<char> = snippet["text"].as_str().expect("it is text").chars().collect();
        let marks = snippet["highlights"].as_array().expect("there are highlights").iter().map(|mark| {
            let at = |key: &str| mark[key].as_u64().expect("a number") as usize;
            let marked: String = text[at("start")..at("end")].iter().collect();
            (marked, mark["why"].as_str().expect("a word").to_owned())
        });
        let expect: Vec<(String, String)> =
            expect.iter().map(|(text, why)| ((*text).to_owned(), (*why).to_owned())).collect();
        assert_eq!(marks.collect::<Vec<_>>(), expect, "{query}");
    }
}

fn plain(marked: &str) -> String {
    marked.replace(['[', ']'], "")
}

/// The title and the text of an article.
fn parts(article: &str) -> (String, String) {
    let (title, text) = article.split_once(" # ").unwrap_or(("Zonder iets", article));
    (title.to_owned(), text.replace('¶', "\n\n"))
}

/// A text with brackets around what is marked.
fn bracketed(text: &str, marks: &[(usize, usize)]) -> String {
    let mut shown = String::new();
    for (at, c) in text.chars().enumerate() {
        shown.extend(marks.iter().filter(|(_, end)| *end == at).map(|_| ']'));
        shown.extend(marks.iter().filter(|(start, _)| *start == at).map(|_| '['));
        shown.push(c);
    }
    let length = text.chars().count();
    shown.extend(marks.iter().filter(|(_, end)| *end == length).map(|_| ']'));
    shown.replace("\n\n", "¶")
}
