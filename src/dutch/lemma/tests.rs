use super::*;

/// Forms and their headwords, written down from general knowledge. A headword in brackets may be given beside.
const FORMS: &[(&str, &[&str])] = &[
    ("schip", &["schip schepen scheepje"]),
    ("stad", &["stad steden stadje"]),
    ("lid", &["lid leden"]),
    ("smid", &["smid smeden"]),
    ("koe", &["koe koeien koetje"]),
    ("kind", &["kind kinderen kindje"]),
    ("ei", &["ei eieren eitje"]),
    ("blad", &["blad bladeren blaadje"]),
    ("museum", &["museum musea museums"]),
    ("politicus", &["politicus politici"]),
    ("crisis", &["crisis"]),
    ("weg", &["weg"]),
    ("gat", &["gat gaten gaatje"]),
    ("technisch", &["technisch technische"]),
    ("ontslag", &["ontslag ontslagen"]),
    ("ontslaan", &["ontslaan ontslaat ontsloeg ontslagen"]),
    ("dag", &["dag dagen"]),
    ("schaap", &["schaap schapen schaapje"]),
    ("huis", &["huis huizen huisje huisjes"]),
    ("brief", &["brief brieven briefje"]),
    ("boom", &["boom bomen boompje"]),
    ("man", &["man mannen mannetje"]),
    ("ring", &["ring ringetje"]),
    ("koning", &["koning koningen koninkje"]),
    ("soldaat", &["soldaat soldaten"]),
    ("vrijheid", &["vrijheid vrijheden"]),
    ("regering", &["regering regeringen"]),
    ("waarheid", &["waarheid waarheden"]),
    ("vriendschap", &["vriendschap vriendschappen"]),
    ("auto", &["auto auto's autootje"]),
    ("foto", &["foto foto's"]),
    ("student", &["student studenten"]),
    ("vrede", &["vrede"]),
    ("zoon", &["zoon zonen zoons"]),
    ("wet", &["wet wetten"]),
    ("bank", &["bank banken bankje"]),
    ("oorlog", &["oorlog oorlogen"]),
    ("provincie", &["provincie provincies"]),
    ("gevoel", &["gevoel gevoelens"]),
    ("lopen", &["lopen loopt liep liepen gelopen lopend lopende"]),
    ("komen", &["komen komt kwam kwamen gekomen"]),
    ("gaan", &["gaan ga ging gingen gegaan"]),
    ("zijn", &["zijn is was bent ben geweest"]),
    ("hebben", &["hebben heb hebt heeft had hadden gehad"]),
    ("kunnen", &["kunnen kan kon konden"]),
    ("willen", &["willen wil wilde wilden gewild"]),
    ("zullen", &["zullen zal zou zouden"]),
    ("mogen", &["mogen mag mocht mochten"]),
    ("moeten", &["moeten moet moest moesten"]),
    ("weten", &["weten weet wist wisten geweten"]),
    ("doen", &["doen doe doet deed deden gedaan"]),
    ("zien", &["zien zie ziet zag zagen gezien"]),
    ("staan", &["staan staat stond stonden gestaan"]),
    ("slaan", &["slaan slaat sloeg sloegen geslagen"]),
    ("brengen", &["brengen brengt bracht brachten gebracht"]),
    ("denken", &["denken denkt dacht dachten gedacht"]),
    ("kopen", &["kopen koopt kocht kochten gekocht"]),
    ("zoeken", &["zoeken zoekt zocht zochten gezocht"]),
    ("schrijven", &["schrijven schrijft schreef schreven geschreven"]),
    ("kiezen", &["kiezen kiest koos kozen gekozen"]),
    ("verliezen", &["verliezen verliest verloor verloren"]),
    ("vriezen", &["vriezen vriest vroor gevroren"]),
    ("nemen", &["nemen neemt nam genomen"]),
    ("geven", &["geven geeft gaf gegeven"]),
    ("eten", &["eten eet at aten gegeten"]),
    ("sterven", &["sterven sterft stierf stierven gestorven"]),
    ("helpen", &["helpen helpt hielp hielpen geholpen"]),
    ("vragen", &["vragen vraagt vroegen gevraagd"]),
    ("leven", &["leven leeft leefde leefden geleefd"]),
    ("reizen", &["reizen reist reisde reisden gereisd"]),
    ("werken", &["werken werkt werkte werkten gewerkt"]),
    ("wonen", &["wonen woont woonde gewoond"]),
    ("praten", &["praten praat praatte gepraat"]),
    ("antwoorden", &["antwoordt antwoordde antwoordden geantwoord"]),
    ("wandelen", &["wandelen wandelt wandelde gewandeld"]),
    ("reageren", &["reageren reageert reageerde gereageerd"]),
    ("aankondigen", &["aankondigen aankondigt aangekondigd aangekondigde"]),
    ("aannemen", &["aannemen aanneemt aangenomen"]),
    ("doorbrengen", &["doorbrengen doorgebracht"]),
    ("uitvoeren", &["uitvoeren uitvoert uitgevoerd uitgevoerde"]),
    ("oplossen", &["oplossen oplost opgelost"]),
    ("afsluiten", &["afsluiten afgesloten"]),
    ("onderhandelen", &["onderhandelen onderhandelt onderhandelde"]),
    ("verkopen", &["verkopen verkocht verkochten"]),
    ("begrijpen", &["begrijpen begrijpt begreep begrepen"]),
    ("ontvangen", &["ontvangen ontvangt ontving"]),
    ("beginnen", &["beginnen begint begon begonnen"]),
    ("groot", &["groot grote groter grotere grootst grootste"]),
    ("goed", &["goed goede beter betere best beste"]),
    ("weinig", &["weinig minder minst"]),
    ("lief", &["lief lieve liefste"]),
    ("boos", &["boos boze bozer"]),
    ("zwak", &["zwak zwakke zwakker zwakste"]),
    ("duur", &["dure duurder duurste"]),
    ("nieuw", &["nieuw nieuwe nieuwer nieuwste"]),
    ("politiek", &["politiek politieke"]),
    ("economisch", &["economisch economische"]),
    ("russisch", &["russisch russische"]),
    ("mooi", &["mooi mooie mooier mooist"]),
    ("belangrijk", &["belangrijk belangrijke belangrijker belangrijkste"]),
    ("mogelijk", &["mogelijk mogelijke"]),
    ("werkloos", &["werkloos werkloze"]),
    // Derivations stay words of their own, where a stemmer would cut them.
    ("mogelijkheid", &["mogelijkheid mogelijkheden"]),
    ("bewoner", &["bewoner bewoners"]),
    ("betaalbaar", &["betaalbaar betaalbare"]),
    ("verklaring", &["verklaring verklaringen"]),
    ("arbeider", &["arbeider arbeiders"]),
    ("spanning", &["spanning spanningen"]),
    ("leerling", &["leerling leerlingen"]),
    ("werkzaam", &["werkzaam werkzame"]),
    // Compounds that stand in no dictionary.
    ("handelsspanning", &["handelsspanningen"]),
    ("grensprovincie", &["grensprovincies"]),
    ("stikstofruzie", &["stikstofruzies"]),
];

fn texts(form: &str) -> Vec<String> {
    lemmas(form).into_iter().map(|lemma| lemma.text).collect()
}

#[test]
fn forms_come_to_their_headwords() {
    let mut wrong = Vec::new();
    for (headword, forms) in FORMS {
        for form in forms.iter().flat_map(|forms| forms.split(' ')) {
            if !texts(form).iter().any(|text| text == headword) {
                wrong.push(format!("{form}: {} and not {headword}", texts(form).join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words with one clear reading get no second headword.
#[test]
fn a_clear_form_has_one_headword() {
    for (form, expect) in [
        ("steden", "stad"),
        ("schepen", "schip"),
        ("gelopen", "lopen"),
        ("kan", "kunnen"),
        ("is", "zijn"),
        ("regeringen", "regering"),
        ("grootste", "groot"),
        ("technische", "technisch"),
        ("gaten", "gat"),
        ("vrede", "vrede"),
        ("minister", "minister"),
        ("president", "president"),
        ("vredesakkoord", "vredesakkoord"),
    ] {
        assert_eq!(texts(form), [expect], "{form}");
    }
}

#[test]
fn an_ambiguous_form_has_each_likely_headword() {
    for (form, expect) in
        [("vragen", ["vraag", "vragen"]), ("bomen", ["bom", "boom"]), ("werken", ["werk", "werken"])]
    {
        let mut found = texts(form);
        found.sort();
        assert!(expect.iter().any(|headword| found.iter().any(|text| text == headword)), "{form}: {found:?}");
    }
}

#[test]
fn regular_forms_of_known_words_need_no_entry() {
    for (form, expect) in [("gereageerde", "reageren"), ("xyzzy's", "xyzzy"), ("cafe's", "café")] {
        assert_eq!(texts(form), [expect], "{form}");
    }
}

#[test]
fn each_rule_is_named() {
    let rule = |form| lemmas(form).first().map(|lemma| lemma.rule);
    assert_eq!(rule("gelopen"), Some(LemmaRule::Dictionary));
    assert_eq!(rule("handelsspanningen"), Some(LemmaRule::Head));
    assert_eq!(rule("qwrtplkjhg"), Some(LemmaRule::Stemmer));
}

#[test]
fn any_form_has_a_headword() {
    for form in ["", "a", "'s", "-", "--", "é", "\u{300}", "中文", "ab\u{200b}c", "'", "e", "en", "tjes"] {
        assert!(!lemmas(form).is_empty(), "{form:?}");
    }
    assert_eq!(texts(&"a".repeat(10_000)), ["a".repeat(10_000)]);
}

proptest::proptest! {
    #[test]
    fn no_form_is_refused(form in "[a-zé'-]{0,40}") {
        proptest::prop_assert!(!lemmas(&form).is_empty());
    }

    #[test]
    fn no_text_is_refused(form in ".{0,60}") {
        proptest::prop_assert!(!lemmas(&form).is_empty());
    }
}
