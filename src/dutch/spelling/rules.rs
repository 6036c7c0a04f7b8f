//! The rules, one by one: what each is called, an example, what it does, and where in a word it acts.

use super::places::{
    adjective_end, adjective_sch, after_long_vowel, after_vowel, anywhere, at_end, at_start, before_o,
    before_vowel, between_vowels, closed, closed_alone, ending, ending_of_adjective, hard_c, in_loan_word,
    inside, late, loan_ch, not_after_a, not_after_o, not_after_vowel, not_at_end, not_at_start,
    not_before_vowel, open, open_alone, soft_c, start_or_end, syllable_start, unvoiced_end,
};
use super::rewrite::{determiners, linking_n, respell, whole_words, without_last_e};

/// Letters, what they become, and the places where they do.
type Swap = (&'static str, &'static str, Place);

/// Whether letters are at a place that a rule means, given what stands before and after them.
pub(super) type Place = fn(&[u8], &[u8]) -> bool;

/// A rule that makes today's spelling of an old one.
#[derive(Debug)]
pub struct SpellingRule {
    /// Its name, by which it is shown and switched off.
    pub name: &'static str,
    /// What it does, for users.
    pub about: &'static str,
    /// A word in the old spelling.
    pub old: &'static str,
    /// What this rule alone makes of it.
    pub modern: &'static str,
    /// 1: hardly ever misleads; 2: may; 3: a guess; 4: a guess that no other rule may build on.
    pub(super) cost: usize,
    /// The fewest letters of a word on which it acts: short words look like too many others.
    pub(super) fewest_letters: usize,
    /// Whether it may act on a word that may be a name.
    pub(super) safe_for_names: bool,
    /// What a word must have, lest the rule cannot act on it.
    needs: Letters,
    act: Act,
}

#[derive(Debug)]
enum Act {
    Swap(&'static [Swap]),
    Whole(fn(&str, &mut Vec<String>)),
}

impl SpellingRule {
    /// What the rule makes of a folded word: nothing where it does not apply, several forms where it may
    /// apply at several places. None of them need be a word.
    pub fn forms(&self, word: &str) -> Vec<String> {
        let mut forms = Vec::new();
        self.rewrite(word, &mut forms);
        forms
    }

    /// Whether the rule can act on a word of these letters.
    pub(super) fn may_act(&self, letters: Letters) -> bool {
        self.needs.in_common(letters) == self.needs
    }

    pub(super) fn rewrite(&self, word: &str, forms: &mut Vec<String>) {
        match self.act {
            Act::Swap(swaps) => {
                for (from, to, place) in swaps {
                    respell(word, from, to, *place, forms);
                }
            }
            Act::Whole(act) => act(word, forms),
        }
    }

    const fn at_least(self, fewest_letters: usize) -> Self {
        Self { fewest_letters, ..self }
    }

    const fn safe_for_names(self) -> Self {
        Self { safe_for_names: true, ..self }
    }
}

type Example = (&'static str, &'static str);

const fn rule(
    name: &'static str,
    cost: usize,
    (old, modern): Example,
    about: &'static str,
    swaps: &'static [Swap],
) -> SpellingRule {
    let (mut needs, mut at) = (Letters::ALL, 0);
    while at < swaps.len() {
        needs = needs.in_common(Letters::of(swaps[at].0));
        at += 1;
    }
    let act = Act::Swap(swaps);
    SpellingRule {
        name,
        about,
        old,
        modern,
        cost,
        fewest_letters: cost + 3,
        safe_for_names: false,
        needs,
        act,
    }
}

const fn whole(
    name: &'static str,
    cost: usize,
    (old, modern): Example,
    about: &'static str,
    act: fn(&str, &mut Vec<String>),
) -> SpellingRule {
    SpellingRule {
        needs: Letters::of(""),
        act: Act::Whole(act),
        ..rule(name, cost, (old, modern), about, &[])
    }
}

/// The letters of a word in small letters: a bit for each, and one of 64 for each two that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    each: u32,
    pairs: u64,
}

impl Letters {
    const ALL: Self = Self { each: u32::MAX, pairs: u64::MAX };

    pub(super) const fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let (mut each, mut pairs, mut at) = (0, 0, 0);
        while at < bytes.len() {
            each |= 1 << (bytes[at] % 32);
            if at > 0 {
                // An odd factor brings pairs with one letter in common to different bits.
                pairs |= 1 << ((bytes[at - 1] as u32 * 13 + bytes[at] as u32) % 64);
            }
            at += 1;
        }
        Self { each, pairs }
    }

    const fn in_common(self, other: Self) -> Self {
        Self { each: self.each & other.each, pairs: self.pairs & other.pairs }
    }
}

/// Every rule, in the order in which they act: guesses about letters and whole words, consonants, vowels,
/// endings.
pub static RULES: &[SpellingRule] = &[
    rule("long-s", 3, ("fchip", "schip"), "a long s was read as an f", &[("f", "s", not_at_end)]).at_least(5),
    whole("word", 1, ("dingsdag", "dinsdag"), "a word that changed by itself", whole_words)
        .at_least(3)
        .safe_for_names(),
    whole(
        "determiner",
        1,
        ("eenen", "een"),
        "een, geen, mijn and the like are no longer declined",
        determiners,
    )
    .at_least(3),
    rule("th", 1, ("catholiek", "catoliek"), "th is t", &[("th", "t", anywhere)]),
    rule("ph", 1, ("telephoon", "telefoon"), "ph is f", &[("ph", "f", anywhere)]),
    rule("rh", 1, ("rhythme", "rythme"), "rh is r", &[("rh", "r", anywhere)]),
    rule("gch", 1, ("lagchen", "lachen"), "gch is ch", &[("gch", "ch", anywhere)]),
    rule("gt", 1, ("berigt", "bericht"), "g before t is ch", &[("gt", "cht", anywhere)]).safe_for_names(),
    rule("gh", 1, ("oorlogh", "oorlog"), "gh is g", &[("gh", "g", anywhere)]),
    rule(
        "ck",
        1,
        ("volck", "volk"),
        "ck is k, or kk between vowels",
        &[("ck", "kk", between_vowels), ("ck", "k", anywhere)],
    )
    .at_least(3),
    rule(
        "qu",
        1,
        ("quaestie", "kwaestie"),
        "qu is kw or k",
        &[("qu", "kw", anywhere), ("qu", "k", anywhere)],
    ),
    rule("x", 1, ("blixem", "bliksem"), "x is ks", &[("x", "ks", anywhere)]),
    rule("ch-k", 2, ("character", "karacter"), "ch in a loan word is k", &[("ch", "k", loan_ch)]),
    rule("c-k", 1, ("locaal", "lokaal"), "hard c is k", &[("c", "k", hard_c)]),
    rule("k-c", 1, ("kommissie", "commissie"), "k in a loan word is c", &[("k", "c", in_loan_word)]),
    rule("c-s", 2, ("cigaar", "sigaar"), "soft c is s", &[("c", "s", soft_c)]),
    rule(
        "lli",
        1,
        ("millioen", "miljoen"),
        "lli, ill and ll in a loan word are lj",
        &[("lli", "lj", before_o), ("aillo", "aljo", anywhere), ("ille", "ilje", inside)],
    ),
    rule("zins", 1, ("geenzins", "geenszins"), "-zins is -szins", &[("zins", "szins", unvoiced_end)]),
    rule("zamen", 1, ("zamenkomst", "samenkomst"), "zamen is samen", &[("zamen", "samen", anywhere)]),
    rule(
        "rw",
        1,
        ("geverwd", "geverfd"),
        "rw is rf, or rv before a vowel",
        &[("rw", "rf", not_before_vowel), ("rw", "rv", before_vowel)],
    ),
    rule("fv", 1, ("jufvrouw", "juffrouw"), "fv is ff", &[("fv", "ff", anywhere)]),
    rule(
        "nti-nci",
        1,
        ("finantieel", "financieel"),
        "nti in a loan word is nci",
        &[("nti", "nci", anywhere)],
    ),
    rule("ci-ti", 1, ("policie", "politie"), "cie in a loan word is tie", &[("cie", "tie", late)]),
    rule(
        "gie",
        1,
        ("collegie", "college"),
        "-gie in a loan word is -ge",
        &[("gie", "ge", ending), ("gien", "ges", ending), ("gies", "ges", ending)],
    ),
    rule(
        "dt",
        1,
        ("verbindtenis", "verbintenis"),
        "dt is t or d",
        &[("dt", "t", not_at_end), ("dt", "d", anywhere)],
    ),
    rule(
        "ntlijk",
        1,
        ("eigentlijk", "eigenlijk"),
        "t before -lijk is dropped",
        &[("ntlijk", "nlijk", anywhere)],
    ),
    rule(
        "ng-nk",
        1,
        ("koningrijk", "koninkrijk"),
        "ng before r and l is nk",
        &[("ngrijk", "nkrijk", anywhere), ("nglijk", "nklijk", anywhere), ("nglijk", "nkelijk", anywhere)],
    ),
    rule(
        "sche",
        1,
        ("nederlandsche", "nederlandse"),
        "-sch(e) of an adjective is -s(e)",
        &[
            ("eesche", "ese", adjective_end),
            ("sche", "se", adjective_end),
            ("schen", "se", ending_of_adjective),
            ("sch", "s", adjective_sch),
        ],
    )
    .safe_for_names(),
    rule(
        "sch",
        1,
        ("mensch", "mens"),
        "sch that is not at the beginning is s",
        &[("sch", "s", not_at_start)],
    ),
    rule(
        "y-glide",
        1,
        ("huys", "huis"),
        "y after a vowel is i",
        &[("y", "i", after_vowel), ("ay", "aai", not_after_a), ("oy", "ooi", not_after_o)],
    )
    .at_least(3),
    rule("y-ij", 1, ("zyn", "zijn"), "y is ij", &[("y", "ij", not_after_vowel)]).at_least(3),
    rule("y-i", 2, ("tyran", "tiran"), "y in a loan word is i", &[("y", "i", not_after_vowel)]),
    rule("ij-glide", 1, ("voltooijing", "voltooiing"), "ij after a vowel is i", &[("ij", "i", after_vowel)]),
    rule("ie-lijk", 1, ("moeielijk", "moeilijk"), "-ielijk is -ilijk", &[("ielijk", "ilijk", anywhere)]),
    rule(
        "ij-end",
        1,
        ("januarij", "januari"),
        "ij at the end is i or ie",
        &[("ij", "i", at_end), ("ij", "ie", at_end)],
    )
    .safe_for_names(),
    rule("aauw", 1, ("naauw", "nauw"), "aauw is auw", &[("aauw", "auw", anywhere)]),
    rule(
        "ae",
        1,
        ("jaer", "jaar"),
        "ae is aa, or a in an open syllable",
        &[("ae", "aa", closed), ("ae", "a", open)],
    )
    .at_least(3),
    rule("ae-e", 1, ("praesident", "president"), "ae in a loan word is e", &[("ae", "e", anywhere)]),
    rule(
        "oe-e",
        2,
        ("oeconomie", "economie"),
        "oe at the beginning of a loan word is e",
        &[("oe", "e", at_start)],
    ),
    rule(
        "ue",
        2,
        ("vuer", "vuur"),
        "ue is uu, or u in an open syllable",
        &[("ue", "uu", closed_alone), ("ue", "u", open_alone)],
    )
    .at_least(4),
    rule("oi", 2, ("oirlog", "oorlog"), "oi is oo", &[("oi", "oo", closed)]).at_least(4),
    rule(
        "zoo",
        1,
        ("zoodra", "zodra"),
        "zoo at the beginning or the end is zo",
        &[("zoo", "zo", start_or_end)],
    )
    .at_least(3),
    rule("oo-open", 1, ("loopen", "lopen"), "oo in an open syllable is o", &[("oo", "o", open)]),
    rule("oo-end", 1, ("stroo", "stro"), "oo at the end is o", &[("oo", "o", at_end)]).at_least(3),
    rule("ee-open", 1, ("heeren", "heren"), "ee in an open syllable is e", &[("ee", "e", open)]),
    rule("aa-open", 1, ("zaaken", "zaken"), "aa in an open syllable is a", &[("aa", "a", open)]),
    rule("uu-open", 1, ("huuren", "huren"), "uu in an open syllable is u", &[("uu", "u", open)]),
    rule("ss", 2, ("pruissen", "pruisen"), "ss after a long vowel is s", &[("ss", "s", after_long_vowel)])
        .safe_for_names(),
    rule("s-z", 2, ("dese", "deze"), "s that begins a syllable is z", &[("s", "z", syllable_start)])
        .at_least(4),
    rule("z-s", 3, ("zomtijds", "somtijds"), "z at the beginning is s", &[("z", "s", at_start)]),
    rule("t-d", 2, ("hondert", "honderd"), "t at the end is d", &[("t", "d", at_end)]).at_least(4),
    rule("ch-g", 2, ("dach", "dag"), "ch at the end is g", &[("ch", "g", at_end)]).at_least(4),
    rule("ien", 1, ("kwestien", "kwesties"), "the plural in -iën is one in -ies", &[("ien", "ies", ending)])
        .at_least(6),
    rule("ending-en", 2, ("koninklijken", "koninklijke"), "-en of the dative is -e", &[("en", "e", ending)])
        .safe_for_names(),
    rule(
        "ending-er",
        2,
        ("koninklijker", "koninklijke"),
        "-er of the genitive is -e",
        &[("er", "e", ending)],
    ),
    whole("ending-e", 4, ("gronde", "grond"), "-e of the dative is dropped", without_last_e).at_least(6),
    whole("linking-n", 2, ("pannekoek", "pannenkoek"), "the linking e of a compound is en", linking_n),
];

// `RuleSet` keeps a bit for each rule.
const _: () = assert!(RULES.len() <= 64);
