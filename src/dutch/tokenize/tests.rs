use proptest::prelude::*;

use super::*;

/// The words of a text as `position:text`, with `+length` behind a whole.
fn words(text: &str) -> String {
    let show = |token: Token<'_>| match token.length {
        1 => format!("{}:{}", token.position, token.text),
        length => format!("{}:{}+{length}", token.position, token.text),
    };
    tokens(text).map(show).collect::<Vec<_>>().join(" | ")
}

fn kinds(text: &str) -> Vec<TokenKind> {
    tokens(text).map(|token| token.kind).collect()
}

fn check(table: &[(&str, &str)]) {
    for &(text, expect) in table {
        assert_eq!(words(text), expect, "{text:?}");
    }
}

#[test]
fn plain_words() {
    check(&[
        ("", ""),
        (" \n\t ", ""),
        ("... -- !? ( ) „ ”", ""),
        ("Vrede nu", "0:Vrede | 1:nu"),
        ("Vrede, nu! (Echt?)", "0:Vrede | 1:nu | 2:Echt"),
        ("Armenië en café", "0:Armenië | 1:en | 2:café"),
        ("Armenie\u{308}s", "0:Armenie\u{308}s"),
        ("één één", "0:één | 1:één"),
        ("ĳsberg ﬁets ſtaat", "0:ĳsberg | 1:ﬁets | 2:ſtaat"),
    ]);
}

#[test]
fn hyphens() {
    check(&[
        ("in Nagorno-Karabach nu", "0:in | 1:Nagorno-Karabach+2 | 1:Nagorno | 2:Karabach | 3:nu"),
        ("Nagorno\u{2011}Karabach", "0:Nagorno\u{2011}Karabach+2 | 0:Nagorno | 1:Karabach"),
        ("Nagorno–Karabach", "0:Nagorno–Karabach+2 | 0:Nagorno | 1:Karabach"),
        ("Parijs—Berlijn", "0:Parijs | 1:Berlijn"),
        ("Parijs--Berlijn", "0:Parijs | 1:Berlijn"),
        ("staakt-het-vuren", "0:staakt-het-vuren+3 | 0:staakt | 1:het | 2:vuren"),
        ("G8-top", "0:G8-top+2 | 0:G8 | 1:top"),
        ("25-jarige", "0:25-jarige+2 | 0:25 | 1:jarige"),
        ("3,5-voudig", "0:3,5-voudig+2 | 0:3,5 | 1:voudig"),
        ("N.V.-vorm", "0:N.V.-vorm+2 | 0:N.V. | 1:vorm"),
        ("nacht- en ploegenarbeid", "0:nacht | 1:en | 2:ploegenarbeid"),
        ("bouw en -reparatie", "0:bouw | 1:en | 2:reparatie"),
        ("verricht:- in", "0:verricht | 1:in"),
        ("a-b-c-d-e-f", "0:a-b-c-d-e-f+6 | 0:a | 1:b | 2:c | 3:d | 4:e | 5:f"),
        ("a-b-c-d-e-f-g", "0:a | 1:b | 2:c | 3:d | 4:e | 5:f | 6:g"),
    ]);
}

#[test]
fn line_breaks_inside_words() {
    check(&[
        ("het akkoor-\nden nu", "0:het | 1:akkoor-\nden | 2:nu"),
        ("het akkoor- \r\n  den", "0:het | 1:akkoor- \r\n  den"),
        ("ak\u{ad}koord", "0:ak\u{ad}koord"),
        ("akkoor\u{ad}\nden", "0:akkoor\u{ad}\nden"),
        ("akkoor¬\nden", "0:akkoor¬\nden"),
        // A typesetter's hyphen, that of black letter, and what a reader of print takes that for.
        ("akkoor\u{2010}\nden", "0:akkoor\u{2010}\nden"),
        ("akkoor⸗ \nden", "0:akkoor⸗ \nden"),
        ("akkoor=\nden", "0:akkoor=\nden"),
        ("finan\u{ad}\nci\u{eb}=\nle", "0:finan\u{ad}\nci\u{eb}=\nle"),
        ("Noord-\nHolland", "0:Noord-\nHolland+2 | 0:Noord | 1:Holland"),
        ("Noord⸗\nHolland", "0:Noord⸗\nHolland+2 | 0:Noord | 1:Holland"),
        ("land⸗\nen zeemagt", "0:land | 1:en | 2:zeemagt"),
        ("Zuid⸗Holland", "0:Zuid⸗Holland+2 | 0:Zuid | 1:Holland"),
        ("a=b, x =\ny, 5=\nzes, a= b", "0:a | 1:b | 2:x | 3:y | 4:5 | 5:zes | 6:a | 7:b"),
        ("nacht-\nen ploegenarbeid", "0:nacht | 1:en | 2:ploegenarbeid"),
        ("akkoor-\n\nden", "0:akkoor | 1:den"),
        ("akkoor- den nu", "0:akkoor- den+2 | 0:akkoor | 1:den | 2:nu"),
        // What does not show breaks no word that goes on behind a space.
        ("akkoor\u{ad} den", "0:akkoor | 1:den"),
        ("akkoor¬ den", "0:akkoor¬ den+2 | 0:akkoor | 1:den"),
        ("akkoor⸗ den", "0:akkoor⸗ den+2 | 0:akkoor | 1:den"),
        ("akkoor= den", "0:akkoor | 1:den"),
        ("zee- en luchtmacht", "0:zee | 1:en | 2:luchtmacht"),
        ("ploegen; en- zonder", "0:ploegen | 1:en | 2:zonder"),
        ("EU- landen, jaar- Men", "0:EU | 1:landen | 2:jaar | 3:Men"),
        ("2020-\nheden", "0:2020 | 1:heden"),
    ]);
}

#[test]
fn apostrophes() {
    check(&[
        ("foto's", "0:foto's"),
        ("foto’s.", "0:foto’s"),
        ("zo’n, m'n z´n", "0:zo’n | 1:m'n | 2:z´n"),
        ("'s avonds", "0:'s | 1:avonds"),
        ("’t Is ’k", "0:’t | 1:Is | 2:’k"),
        ("’s-Gravenhage", "0:’s-Gravenhage+2 | 0:’s | 1:Gravenhage"),
        ("'sHage", "0:sHage"),
        ("'woorden'", "0:woorden"),
        ("‘zullen Parliament‘ komen", "0:zullen | 1:Parliament | 2:komen"),
        ("Hans' fiets", "0:Hans | 1:fiets"),
        ("PvdA'ers", "0:PvdA'ers"),
        ("Qur'an Xi'an", "0:Qur'an | 1:Xi'an"),
        ("rock'n'roll", "0:rock'n'roll"),
        ("Giscard d'Estaing", "0:Giscard | 1:d'Estaing+2 | 1:d | 2:Estaing"),
        ("O’Neill", "0:O’Neill+2 | 0:O | 1:Neill"),
        ("qu'il", "0:qu'il+2 | 0:qu | 1:il"),
        ("al-Qa'ida", "0:al-Qa'ida+2 | 0:al | 1:Qa'ida"),
        ("a'b'c d'日", "0:a'b'c | 1:d | 2:日"),
        ("de jaren '90", "0:de | 1:jaren | 2:90"),
    ]);
}

#[test]
fn abbreviations() {
    check(&[
        ("De N.V. bood", "0:De | 1:N.V. | 2:bood"),
        ("U.S.A.", "0:U.S.A."),
        ("d.w.z. o.a. a.u.b. nu", "0:d.w.z. | 1:o.a. | 2:a.u.b. | 3:nu"),
        ("J.P. Balkenende", "0:J.P. | 1:Balkenende"),
        ("J.P.Balkenende", "0:J.P. | 1:Balkenende"),
        ("J.Balkenende", "0:J | 1:Balkenende"),
        ("(o.a.)", "0:o.a."),
        ("o.a.De", "0:o.a. | 1:De"),
        ("a.b de", "0:a.b | 1:de"),
        ("É.É. é.a.", "0:É.É. | 1:é.a."),
        ("Ph.D. LL.M.", "0:Ph.D. | 1:LL.M."),
        ("dr. mr. enz.", "0:dr | 1:mr | 2:enz"),
        ("georganiseerd.Het doel", "0:georganiseerd | 1:Het | 2:doel"),
        ("art.3 nr.6", "0:art | 1:3 | 2:nr | 3:6"),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("1.000 en 1.000,50", "0:1.000 | 1:en | 2:1.000,50"),
        ("1.000.000.", "0:1.000.000"),
        ("1,000,000 en 1,000.50", "0:1,000,000 | 1:en | 2:1,000.50"),
        ("€ 3,50; €3,-", "0:€ | 1:3,50 | 2:€ | 3:3"),
        ("ƒ 3,50 en $4", "0:ƒ | 1:3,50 | 2:en | 3:$ | 4:4"),
        ("50% of 50 %, 3‰", "0:50 | 1:% | 2:of | 3:50 | 4:% | 5:3 | 6:‰"),
        ("10.30 uur, 10:30", "0:10.30 | 1:uur | 2:10 | 3:30"),
        ("10.30u", "0:10.30 | 1:u"),
        ("16-11-2021", "0:16 | 1:11 | 2:2021"),
        ("16.11.2021", "0:16 | 1:11 | 2:2021"),
        ("16/11/2021", "0:16 | 1:11 | 2:2021"),
        ("2020–2021", "0:2020 | 1:2021"),
        ("in 2019.1. Kunnen", "0:in | 1:2019 | 2:1 | 3:Kunnen"),
        ("275, lid", "0:275 | 1:lid"),
        ("192.168.1.1", "0:192 | 1:168 | 2:1.1"),
        ("1e 2de 10.000ste", "0:1e | 1:2de | 2:10.000ste"),
        ("H2O CO₂ m² 2½ A4", "0:H2O | 1:CO₂ | 2:m² | 3:2½ | 4:A4"),
    ]);
}

#[test]
fn addresses() {
    check(&[
        (
            "zie https://www.nrc.nl/nieuws/a-b_c?x=1.000. Nu",
            "0:zie | 1:https | 2:www | 3:nrc | 4:nl | 5:nieuws | 6:a | 7:b | 8:c | 9:x | 10:1 | 11:000 | 12:Nu",
        ),
        ("www.a-b.nl nu", "0:www | 1:a | 2:b | 3:nl | 4:nu"),
        ("nrc.nl", "0:nrc | 1:nl"),
        ("jan.de-vries@krant.nl, nu", "0:jan | 1:de | 2:vries | 3:krant | 4:nl | 5:nu"),
        ("(mail jan@krant-x.nl)", "0:mail | 1:jan | 2:krant | 3:x | 4:nl"),
        ("http://x/'s en", "0:http | 1:x | 2:s | 3:en"),
        ("#stikstof @jan_jansen", "0:stikstof | 1:jan_jansen+2 | 1:jan | 2:jansen"),
    ]);
}

#[test]
fn other_signs_and_scripts() {
    check(&[
        ("en/of", "0:en | 1:of"),
        ("V&D, H & M", "0:V&D+2 | 0:V | 1:D | 2:H | 3:M"),
        ("_nadruk_ *nu*", "0:nadruk | 1:nu"),
        ("Москва Αθήνα", "0:Москва | 1:Αθήνα"),
        ("北京市abc", "0:北 | 1:京 | 2:市 | 3:abc"),
        ("ひら カ", "0:ひ | 1:ら | 2:カ"),
        ("한국 말", "0:한국 | 1:말"),
        ("👍🏽 goed 👨‍👩‍👧", "0:goed"),
        ("ak\u{200b}koord\u{200b} nu", "0:ak\u{200b}koord | 1:nu"),
        ("\u{feff}De", "0:De"),
        ("\u{301}e", "0:e"),
    ]);
}

#[test]
fn kinds_of_words() {
    use TokenKind::{Abbreviation, Number, Symbol, Whole, Word};
    let table: [(&str, &[TokenKind]); 9] = [
        ("vrede", &[Word]),
        ("o.a.", &[Abbreviation]),
        ("1.000 12", &[Number, Number]),
        ("€ %", &[Symbol, Symbol]),
        ("G8-top", &[Whole, Word, Word]),
        ("25-jarige", &[Whole, Number, Word]),
        ("1e 10.000ste", &[Word, Word]),
        ("'s", &[Word]),
        ("http://x.nl/12", &[Word, Word, Word, Number]),
    ];
    for (text, expect) in table {
        assert_eq!(kinds(text), expect, "{text}");
    }
}

#[test]
fn capitals_inside_sentences() {
    let table = [
        ("De heer Jansen", "Jansen"),
        ("Jansen kwam. Piet ging", ""),
        ("Toen kwam Piet. Jan ging", "Piet"),
        ("Hij zag dr. Jansen", "Jansen"),
        ("Hij zag J. Jansen", "J Jansen"),
        ("Hij zag J.P. Jansen", "J.P. Jansen"),
        ("Kop\nHet begin", ""),
        ("Hij zei: Ja", ""),
        ("Hij zei: „Ja, Piet”", "Piet"),
        ("in Nagorno-Karabach", "Nagorno-Karabach Nagorno Karabach"),
        ("Nagorno-Karabach", "Karabach"),
        ("de Émile", "Émile"),
        ("naar 's-Gravenhage", "Gravenhage"),
    ];
    for (text, expect) in table {
        let found: Vec<_> =
            tokens(text).filter(|token| token.capital_inside).map(|token| token.text).collect();
        assert_eq!(found.join(" "), expect, "{text}");
    }
}

/// Long input of one kind, at which a tokenizer that looks ahead may take time in the square of its length. Every
/// one of these takes a moment if the time is linear, and minutes if it is not.
#[test]
fn noise_takes_linear_time() {
    let pieces = [
        "a", "a-", "a.", "1.", "1,", "1", "a'", "'", "-", "-\n", "\u{ad}", "\u{ad} ", "a@", "@", "www.", "é",
        "a_", "A.b", "x://", "- \n", "¬\n",
    ];
    for piece in pieces {
        let text = piece.repeat(50_000 / piece.len());
        let count = tokens(&text).count();
        assert!(count <= text.len(), "{piece:?} gave {count} words");
    }
}

/// Text in which the characters that have a meaning for the tokenizer are common.
fn dutch_noise() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            "[a-zA-Z]{1,5}",
            "[0-9]{1,4}",
            "[-.,:/@&_'’`´ \n\r\t–¬\u{ad}\u{200b}\u{2011}⸗=]{1,2}",
            "[éëŸĳÆßƒ€%½²]",
            "\\PC",
            Just("://".to_owned()),
            Just("www.".to_owned()),
        ],
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

fn check_invariants(text: &str) {
    let mut start = 0;
    let mut position = 0;
    let mut pieces_end = 0;
    for token in tokens(text) {
        assert_eq!(
            text.get(token.start..token.end),
            Some(token.text),
            "the word is not where it says: {token:?}"
        );
        assert!(!token.text.is_empty(), "an empty word: {token:?}");
        assert!(token.start >= start, "a start goes down: {token:?}");
        start = token.start;
        assert!(token.position == position, "positions are not counted: {token:?}");
        if token.kind == TokenKind::Whole {
            assert!(token.length >= 2, "a whole without pieces: {token:?}");
            pieces_end = position + token.length;
        } else {
            assert_eq!(token.length, 1);
            position += 1;
        }
    }
    assert!(position >= pieces_end, "a whole covers more than its pieces");
}

proptest! {
    #[test]
    fn any_text_keeps_the_invariants(text in "\\PC*") {
        check_invariants(&text);
    }

    #[test]
    fn noise_keeps_the_invariants(text in dutch_noise()) {
        check_invariants(&text);
    }

    #[test]
    fn every_letter_is_in_a_word(text in dutch_noise()) {
        let mut covered = vec![false; text.len()];
        for token in tokens(&text) {
            covered[token.start..token.end].fill(true);
        }
        let missed: Vec<_> = text.char_indices().filter(|&(at, c)| c.is_ascii_alphanumeric() && !covered[at]).collect();
        prop_assert!(missed.is_empty(), "missed {:?}", missed);
    }
}
