use proptest::prelude::*;

use super::super::{AnalysisOptions, Analyzer, Rule};
use super::around::{LONGEST_CLAUSE_BYTES, is_in_word};
use super::*;

/// The separated verbs of a text, each as `verb particle headwords`.
fn separated(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    Analyzer::new(AnalysisOptions::default()).analyze(text, |word| {
        let terms = word.terms.iter().filter(|term| term.rule == Rule::SeparableVerb);
        let headwords: Vec<_> = terms.map(|term| term.text).collect();
        assert_eq!(word.verb.is_some(), !headwords.is_empty(), "{text}");
        if let Some(verb) = word.verb {
            found.push(format!("{} {} {}", &text[verb], &text[word.start..word.end], headwords.join(" ")));
        }
    });
    found
}

fn check(table: &[(&str, &[&str])]) {
    let wrong: Vec<_> = table.iter().map(|(text, expect)| (*text, separated(text), *expect)).collect();
    let wrong: Vec<_> = wrong.iter().filter(|(_, found, expect)| found != expect).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn at_the_end_of_a_clause() {
    check(&[
        ("Zij brengt de avond door.", &["brengt door doorbrengen"]),
        ("De raad keurde gisteren het voorstel goed", &["keurde goed goedkeuren"]),
        ("Neemt u ook deel?", &["Neemt deel deelnemen"]),
        ("De trein komt om tien over acht aan; wij niet.", &["komt aan aankomen"]),
        ("Zij wijzen het plan af, maar weten waarom.", &["wijzen af afwijzen"]),
        ("Wanneer vindt de wedstrijd plaats?", &["vindt plaats plaatsvinden"]),
        ("Het stelde allemaal niets voor: een vergissing.", &["stelde voor voorstellen"]),
        ("‘Ik geef het op’, zei hij.", &["geef op opgeven"]),
        ("Toen trad hij op (in Gent).", &[]),
        ("Hij nam alles mee (ook de kat).", &["nam mee meenemen"]),
        ("Het huis staat leeg – al jaren.", &["staat leeg leegstaan"]),
        ("De stroom viel uit.De lift ook.", &["viel uit uitvallen"]),
        ("Hij hield de brief achter\n\nDe volgende dag", &["hield achter achterhouden"]),
        // The dictionary has *optreden* as a noun alone.
        ("In zulke gevallen treden wij op.", &["treden op optreden"]),
        ("De minister coördineerde, en de kamer stemde in.", &["stemde in instemmen"]),
        ("De dader gaf, na lang zwijgen, alles toe.", &["gaf toe toegeven"]),
        ("Men zet 12.500 man en 3,5 ton materiaal in.", &["zet in inzetten"]),
        ("Gisteren riep de premier – die ziek is – op.", &[]),
        ("De ploeg keerde keer op keer terug.", &["keerde terug terugkeren"]),
    ]);
}

#[test]
fn in_capitals() {
    check(&[
        ("ZIJ BRENGT DE AVOND DOOR", &["BRENGT DOOR doorbrengen"]),
        ("OM HET PROBLEEM AAN TE PAKKEN", &["PAKKEN AAN aanpakken"]),
        ("ZIJ BRENGT HEM DOOR DE STAD", &[]),
        ("Één dag: PREMIER TREEDT AF", &["TREEDT AF aftreden"]),
        ("Op tijd. Door de kou. Toe", &[]),
    ]);
    let text = format!("{} premier TREEDT DAN AF", "é".repeat(LONGEST_CLAUSE_BYTES));
    assert_eq!(separated(&text), ["TREEDT AF aftreden"]);
}

#[test]
fn before_another_word() {
    check(&[
        // conjunctions
        ("Hij geeft toe dat het misging.", &["geeft toe toegeven"]),
        ("Zij merkt op dat dit niet klopt.", &["merkt op opmerken"]),
        ("Hij legt uit hoe het werkt.", &["legt uit uitleggen"]),
        ("Wij gaan na of dat waar is.", &["gaan na nagaan"]),
        ("De prijs stijgt of neemt weer af en niemand weet waarom.", &["neemt af afnemen"]),
        ("Neemt het aantal toe of af?", &["Neemt toe toenemen", "Neemt af afnemen"]),
        ("De bond roept op om te staken.", &["roept op oproepen"]),
        // prepositions
        ("Zij namen deel aan de mars.", &["namen deel deelnemen"]),
        ("De boot vaart uit met vijftig man.", &["vaart uit uitvaren"]),
        ("Hij ging er niet op in.", &["ging in ingaan"]),
        ("De politie werkt samen met de douane.", &["werkt samen samenwerken"]),
        ("Het komt neer op een verbod.", &["komt neer neerkomen"]),
    ]);
}

#[test]
fn before_te() {
    check(&[
        ("Hij weigert dit aan te pakken.", &["pakken aan aanpakken"]),
        ("Het is de bedoeling deel te nemen en te winnen", &["nemen deel deelnemen"]),
        ("Om deze wet om te zetten is tijd nodig.", &["zetten om omzetten"]),
        ("Zonder het hem uit te kunnen leggen ging zij.", &["leggen uit uitleggen"]),
        ("De niet uit te voeren plannen", &["voeren uit uitvoeren"]),
        ("Zij hoopt op ‘mee te doen’.", &["doen mee meedoen"]),
        ("Hij kwam om te zetten.", &[]),
        ("De weg in stand te houden kost geld.", &[]),
    ]);
}

#[test]
fn prepositions_and_others_are_no_particles() {
    check(&[
        ("Zij brengt hem door de stad.", &[]),
        ("Hij komt aan het woord.", &[]),
        ("Zij komt op dat ogenblik binnen.", &["komt binnen binnenkomen"]),
        ("Hij geeft tips over hoe het moet.", &[]),
        ("Zij werken in en rond het gebouw.", &[]),
        ("Zij komt af en toe.", &[]),
        ("Hij kijkt naar binnen.", &[]),
        ("Zij neemt een deel aan.", &["neemt aan aannemen"]),
        ("Zij gaf een groot bedrag op weg naar huis.", &[]),
        ("Het is gebracht door.", &[]),
        ("Zij had het over.", &[]),
        ("Brengend door, liep hij.", &[]),
        ("Te werken, samen met haar", &[]),
        ("Er gingen stemmen op.", &["gingen op opgaan"]),
        ("De staat in Brussel loopt geld mis.", &["loopt mis mislopen"]),
        ("In Bergen op Zoom staat hij op.", &["staat op opstaan"]),
        ("Hij zegt wat hij weet, die door.", &[]),
        ("Zij bracht iets, maar hij ging door.", &["ging door doorgaan"]),
        ("Zij bracht iets, maar ik moest door.", &[]),
        ("Zij brachten iets, waar hij door", &[]),
        ("Zij bracht. En hij kwam door.", &["kwam door doorkomen"]),
        ("Zij bracht (en hij) door.", &[]),
        ("Zij bracht \n\n door.", &[]),
        ("Zij gaf het weer aan hem.", &[]),
        ("Zij gaf het verhaal weer.", &["gaf weer weergeven"]),
        ("Men roept op om, zo nodig, te staken.", &["roept op oproepen"]),
        ("in-", &[]),
        ("Zij gaf in-/uitvoer op.", &["gaf op opgeven"]),
    ]);
}

#[test]
fn a_verb_is_sought_for_fifteen_words() {
    let with_words = |count: usize| format!("Zij brengt {}door.", "heel ".repeat(count));
    assert_eq!(separated(&with_words(MOST_WORDS - 1)), ["brengt door doorbrengen"]);
    assert_eq!(separated(&with_words(MOST_WORDS)), Vec::<String>::new());
}

/// A long clause is cut, and the word at the cut is not taken for another.
#[test]
fn half_a_word_is_no_verb() {
    for length in LONGEST_CLAUSE_BYTES - 20..LONGEST_CLAUSE_BYTES + 20 {
        let text = format!("Zij overbrengt {} door.", "a".repeat(length));
        assert_eq!(separated(&text), Vec::<String>::new(), "{length}");
    }
}

proptest! {
    #[test]
    fn any_place_of_any_text_can_be_asked_for(text in "([a-z]{1,3}|te|op|door|brengt|pakken|OP|TE|BRENGT|é|\\PC|[ .,\n]){0,30}", start in 0..60_usize, length in 0..8_usize) {
        if let Some(found) = SeparableVerbs::default().whole_of(&text, start..start + length) {
            let verb = text.get(found.verb.clone());
            prop_assert!(verb.is_some_and(|verb| verb.chars().all(is_in_word)), "{verb:?}");
            prop_assert!(found.verb.end <= start || start + length <= found.verb.start);
            prop_assert!(!found.headwords.is_empty());
        }
    }
}
