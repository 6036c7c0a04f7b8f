use super::*;

/// Compounds with their parts, written down from general knowledge.
const COMPOUNDS: &[(&str, &str)] = &[
    ("soldatenleven", "soldaat leven"),
    ("vredesakkoord", "vrede akkoord"),
    ("grensprovincie", "grens provincie"),
    ("stikstofbeleid", "stikstof beleid"),
    ("landhervormingsproject", "land hervorming project landhervorming"),
    ("regeringsleiders", "regering leider"),
    ("pannenkoek", "pan koek"),
    ("duiventil", "duif til"),
    ("schaapskooi", "schaap kooi"),
    ("scheepswerf", "schip werf"),
    ("stadsbestuur", "stad bestuur"),
    ("stedenbouw", "stad bouw"),
    ("ledenvergadering", "lid vergadering"),
    ("kinderopvang", "kind opvang"),
    ("huizenmarkt", "huis markt"),
    ("woningmarkt", "woning markt"),
    ("gezondheidszorg", "gezondheid zorg"),
    ("veiligheidsraad", "veiligheid raad"),
    ("wapenstilstand", "wapen stilstand"),
    ("handelsoorlog", "handel oorlog"),
    ("oorlogsmisdaden", "oorlog misdaad"),
    ("vluchtelingenkamp", "vluchteling kamp"),
    ("vluchtelingenkampen", "vluchteling kamp"),
    ("arbeidsmarkt", "arbeid markt"),
    ("arbeidsmarktbeleid", "arbeid markt beleid arbeidsmarkt"),
    ("klimaatverandering", "klimaat verandering"),
    ("klimaatakkoord", "klimaat akkoord"),
    ("energieprijzen", "energie prijs"),
    ("gasleiding", "gas leiding"),
    ("kerncentrale", "kern centrale"),
    ("kernwapen", "kern wapen"),
    ("drinkwater", "drinken water"),
    ("woonwijk", "wonen wijk"),
    ("speelplaats", "spelen plaats"),
    ("schrijftaal", "schrijven taal"),
    ("leesboek", "lezen boek"),
    ("eettafel", "eten tafel"),
    ("zwemles", "zwemmen les"),
    ("voetbalwedstrijd", "voetbal wedstrijd"),
    ("wereldkampioen", "wereld kampioen"),
    ("ministerraad", "minister raad"),
    ("staatssecretaris", "staat secretaris"),
    ("gemeenteraad", "gemeente raad"),
    ("gemeenteraadsverkiezingen", "gemeente raad verkiezing gemeenteraad"),
    ("provinciebestuur", "provincie bestuur"),
    ("partijleider", "partij leider"),
    ("verkiezingsprogramma", "verkiezing programma"),
    ("vakbondsleider", "vakbond leider"),
    ("belastingdienst", "belasting dienst"),
    ("belastingbetaler", "belasting betaler"),
    ("ziekenhuisbed", "ziekenhuis bed"),
    ("schoolkinderen", "school kind"),
    ("universiteitsbibliotheek", "universiteit bibliotheek"),
    ("studentenkamer", "student kamer"),
    ("boekhandel", "boek handel"),
    ("krantenartikel", "krant artikel"),
    ("nieuwsbericht", "nieuws bericht"),
    ("televisieprogramma", "televisie programma"),
    ("politieagent", "politie agent"),
    ("politiebureau", "politie bureau"),
    ("rechtszaak", "recht zaak"),
    ("strafrecht", "straf recht"),
    ("grondwet", "grond wet"),
    ("mensenrechten", "mens recht"),
    ("vrouwenkiesrecht", "vrouw kiesrecht"),
    ("dierentuin", "dier tuin"),
    ("paardensport", "paard sport"),
    ("koeienmelk", "koe melk"),
    ("varkensvlees", "varken vlees"),
    ("bijenvolk", "bij volk"),
    ("vogelgriep", "vogel griep"),
    ("bosbrand", "bos brand"),
    ("zeespiegel", "zee spiegel"),
    ("rivierbedding", "rivier bedding"),
    ("spoorlijn", "spoor lijn"),
    ("treinverkeer", "trein verkeer"),
    ("vliegtuigongeluk", "vliegtuig ongeluk"),
    ("snelwegen", "snel weg"),
    ("fietspad", "fiets pad"),
    ("havenstad", "haven stad"),
    ("hoofdstad", "hoofd stad"),
    ("binnenstad", "binnen stad"),
    ("buitenland", "buiten land"),
    ("grootmoeder", "groot moeder"),
    ("oudburgemeester", "oud burgemeester"),
    ("zonnepaneel", "zon paneel"),
    ("zonne-energie", "zon energie"),
    ("windmolenpark", "windmolen park"),
    ("waterschapsverkiezingen", "waterschap verkiezing"),
    ("jeugdzorgmedewerker", "jeugd zorg medewerker jeugdzorg"),
    ("rentestijging", "rente stijging"),
    ("staatsschuld", "staat schuld"),
    ("beursgang", "beurs gang"),
    ("werkloosheidscijfers", "werkloosheid cijfer"),
    ("winkelstraat", "winkel straat"),
    ("keukentafelgesprek", "keuken tafel gesprek keukentafel"),
    ("brexitonderhandelingen", "brexit onderhandeling"),
    ("covidpatienten", "covid patiënt"),
    ("g8-top", "g8 top"),
    ("vn-veiligheidsraad", "vn veiligheid raad veiligheidsraad"),
    ("eu-lidstaten", "eu lidstaat"),
    ("kabinetscrisis", "kabinet crisis"),
    ("toeslagenaffaire", "toeslag affaire"),
    ("stikstofcrisis", "stikstof crisis"),
    ("pensioenfonds", "pensioen fonds"),
    ("asielzoekerscentrum", "asielzoeker centrum"),
    ("vredesonderhandelingen", "vrede onderhandeling"),
    ("raketaanval", "raket aanval"),
    ("luchtafweergeschut", "lucht geschut"),
    ("grensconflict", "grens conflict"),
    ("deelrepubliek", "deel republiek"),
];

/// Words that are not to be opened.
const CLOSED: &[&str] = &[
    "waarheid",
    "vrijheid",
    "gezondheid",
    "mogelijkheid",
    "werkloosheid",
    "regelmatigheid",
    "vriendschap",
    "wetenschap",
    "eigenschap",
    "werkzaam",
    "betaalbaar",
    "achterlijk",
    "hopeloos",
    "ademloos",
    "kinderachtig",
    "bewoner",
    "verklaring",
    "onthouding",
    "ontmoeting",
    "beweging",
    "vergadering",
    "regering",
    "onderhandeling",
    "aanbieding",
    "uitvoering",
    "overwinning",
    "aanbieder",
    "voorzitter",
    "onderzoeker",
    "uitvinder",
    "verzekering",
    "oefening",
    "markering",
    "schakelaar",
    "handelaar",
    "kunstenaar",
    "leerling",
    "gesprek",
    "oordeel",
    "minister",
    "president",
    "kandidaat",
    "journalist",
    "socialisme",
    "communist",
    "universiteit",
    "politicus",
    "organisatie",
    "situatie",
    "productie",
    "restaurant",
    "amsterdam",
    "rotterdam",
    "nederland",
    "duitsland",
    "armenie",
    "azerbeidzjan",
    "parijs",
    "hamburg",
    "rusland",
    "argument",
    "document",
    "parlement",
    "element",
    "temperatuur",
    "literatuur",
    "avontuur",
    "kapitein",
    "generaal",
    "kolonel",
    "machine",
    "medicijn",
    "gordijn",
    "signaal",
    "kanaal",
    "metaal",
    "schandaal",
    "koninklijk",
    "vergeten",
    "beginnen",
    "gelopen",
    "onthouden",
    "overleden",
    "aangekomen",
    "bijvoorbeeld",
    "daarom",
    "waarschijnlijk",
    "misschien",
    "ondertussen",
    "vandaag",
    "altijd",
    "januari",
    "december",
    "dinsdag",
    "zaterdag",
];

fn texts(word: &str) -> Vec<String> {
    parts(word).into_iter().map(|part| part.text).collect()
}

/// The share of the table that comes out right must not fall: a change that lowers it says so.
#[test]
fn compounds_are_opened() {
    let mut wrong = Vec::new();
    for (word, expect) in COMPOUNDS {
        let found = texts(word);
        let missing: Vec<_> =
            expect.split(' ').filter(|&part| !found.iter().any(|text| text == part)).collect();
        if !missing.is_empty() {
            wrong.push(format!("{word}: {} without {}", found.join(" "), missing.join(" ")));
        }
    }
    assert!(wrong.len() * 100 <= COMPOUNDS.len() * 3, "{wrong:#?}");
}

#[test]
fn other_words_stay_closed() {
    let wrong: Vec<_> = CLOSED.iter().filter(|word| !parts(word).is_empty()).collect();
    let shown: Vec<_> = wrong.iter().map(|word| format!("{word}: {}", texts(word).join(" "))).collect();
    assert!(wrong.len() * 100 <= CLOSED.len() * 3, "{shown:#?}");
}

#[test]
fn parts_tell_where_they_were_found() {
    let word = "scheepswerven";
    let pieces: Vec<_> =
        parts(word).into_iter().map(|part| (part.text, &word[part.start..part.end])).collect();
    assert_eq!(pieces, [("schip".to_owned(), "scheeps"), ("werf".to_owned(), "werven")]);
    let word = "vn-veiligheidsraad";
    let first = parts(word).into_iter().next().map(|part| (part.text, part.start, part.end));
    assert_eq!(first, Some(("vn".to_owned(), 0, 2)));
}

#[test]
fn bad_words_are_quick_and_harmless() {
    let long = "regerings".repeat(1200);
    assert!(parts(&long).is_empty());
    assert!(!parts(&format!("{}leider", "regerings".repeat(9))).is_empty());
    for word in [
        "",
        "-",
        "--",
        "a-",
        "-a",
        "---a---b",
        "é",
        "中文中文中文",
        "\u{301}\u{301}",
        "a\u{200b}b-c",
        "'s-gravenhage",
    ] {
        let _ = parts(word);
    }
    assert!(parts(&"a-".repeat(5000)).is_empty());
}

/// The pieces of a reading, at every depth.
fn pieces(reading: &Reading) -> usize {
    reading.pieces.iter().map(|piece| 1 + pieces(&piece.inside)).sum()
}

/// Words that can be cut in more than fifty ways: what is looked at grows with their length, not with the ways.
#[test]
fn what_is_looked_at_is_bounded() {
    let lexicon = Lexicon::embedded();
    let mut most_parts = 0;
    for cut in ["staats", "kwartslagen", "dijkeren", "kunststof", "bommelding", "balkanker", "valkuil", "een"]
    {
        for times in 1..=LONGEST_BYTES / cut.len() {
            let word = format!("{}huis", cut.repeat(times));
            let modifiers = (0..word.len()).map(|start| lexicon.modifiers(&word[start..]).count());
            assert!(modifiers.sum::<usize>() <= 4 * word.len(), "{word}");
            assert!(pieces(&Reading::of_unknown(&word)) <= word.len(), "{word}");
            most_parts = most_parts.max(parts(&word).len());
        }
    }
    assert!((4..=20).contains(&most_parts), "{most_parts} parts");
}

#[test]
fn hyphens_alone_are_no_part() {
    assert_eq!(parts("--ei"), []);
}

proptest::proptest! {
    #[test]
    fn parts_lie_inside_the_word(word in "[a-zé-]{0,60}") {
        for part in parts(&word) {
            proptest::prop_assert!(part.start <= part.end && part.end <= word.len());
            proptest::prop_assert!(word.get(part.start..part.end).is_some(), "{} in {word}", part.text);
            proptest::prop_assert!(!part.text.is_empty());
        }
    }

    #[test]
    fn no_text_is_refused(word in ".{0,120}") {
        let _ = parts(&word);
    }

    #[test]
    fn parts_of_parts_lie_inside(words in proptest::collection::vec(
        proptest::sample::select(vec!["regerings", "scheeps", "kinder", "huis", "vluchtelingen", "café", "werk", "s", "-"]), 1..8,
    )) {
        let word = words.concat();
        for part in parts(&word) {
            proptest::prop_assert!(word.get(part.start..part.end).is_some(), "{} in {word}", part.text);
        }
    }
}
