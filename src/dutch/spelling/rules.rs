//! The rules, one by one: what each is called, whom it belongs to, an example, and what it does.

use super::rewrite::{
    after_vowel, before_any, before_vowel, determiners, is_closed, is_open, is_vowel, linking_n, replace_end,
    respell, whole_words, without_last_e,
};

/// A rule that makes today's spelling of an old one.
#[derive(Debug)]
pub struct SpellingRule {
    /// Its name, by which it is shown and switched off.
    pub name: &'static str,
    /// What it does, as a sentence for users.
    pub about: &'static str,
    /// A word in the old spelling.
    pub old: &'static str,
    /// What this rule alone makes of it.
    pub modern: &'static str,
    /// Whether it may act on a word that may be a name.
    pub(super) safe_for_names: bool,
    /// 1: hardly ever misleads; 2: may; 3: a guess; 4: a guess that no other rule may build on.
    pub(super) cost: usize,
    /// The fewest letters of a word on which it acts: short words look like too many others.
    pub(super) fewest_letters: usize,
    act: fn(&str, &mut Vec<String>),
}

impl SpellingRule {
    /// What the rule makes of a folded word: nothing where it does not apply, several forms where it may
    /// apply at several places. None of them need be a word.
    pub fn forms(&self, word: &str) -> Vec<String> {
        let mut forms = Vec::new();
        self.rewrite(word, &mut forms);
        forms
    }

    pub(super) fn rewrite(&self, word: &str, forms: &mut Vec<String>) {
        (self.act)(word, forms);
    }

    const fn new(
        name: &'static str,
        cost: usize,
        (old, modern): (&'static str, &'static str),
        about: &'static str,
        act: fn(&str, &mut Vec<String>),
    ) -> Self {
        Self { name, about, old, modern, safe_for_names: false, cost, fewest_letters: cost + 3, act }
    }

    const fn from_letters(self, fewest_letters: usize) -> Self {
        Self { fewest_letters, ..self }
    }

    const fn safe_for_names(self) -> Self {
        Self { safe_for_names: true, ..self }
    }
}

/// Every rule, in the order in which they act: guesses about letters, single letters and groups, vowels,
/// endings.
pub static RULES: &[SpellingRule] = &[
    SpellingRule::new("long-s", 3, ("fchip", "schip"), "a long s was read as an f", |word, forms| {
        respell(word, "f", "s", |_, after| !after.is_empty(), forms);
    })
    .from_letters(5),
    SpellingRule::new("word", 1, ("dingsdag", "dinsdag"), "a word that changed by itself", whole_words)
        .safe_for_names(),
    SpellingRule::new("th", 1, ("catholiek", "catoliek"), "th is t", |word, forms| {
        respell(word, "th", "t", |_, _| true, forms);
    }),
    SpellingRule::new("ph", 1, ("telephoon", "telefoon"), "ph is f", |word, forms| {
        respell(word, "ph", "f", |_, _| true, forms);
    }),
    SpellingRule::new("rh", 1, ("rhythme", "rythme"), "rh is r", |word, forms| {
        respell(word, "rh", "r", |_, _| true, forms);
    }),
    SpellingRule::new("gch", 1, ("lagchen", "lachen"), "gch is ch", |word, forms| {
        respell(word, "gch", "ch", |_, _| true, forms);
    }),
    SpellingRule::new("gt", 1, ("berigt", "bericht"), "g before t is ch", |word, forms| {
        respell(word, "gt", "cht", |_, _| true, forms);
    }),
    SpellingRule::new("gh", 1, ("oorlogh", "oorlog"), "gh is g", |word, forms| {
        respell(word, "gh", "g", |_, _| true, forms);
    }),
    SpellingRule::new("ck", 1, ("volck", "volk"), "ck is k, or kk between vowels", |word, forms| {
        respell(word, "ck", "kk", |before, after| after_vowel(before) && before_vowel(after), forms);
        respell(word, "ck", "k", |_, _| true, forms);
    })
    .from_letters(3),
    SpellingRule::new("qu", 1, ("quaestie", "kwaestie"), "qu is kw or k", |word, forms| {
        respell(word, "qu", "kw", |_, _| true, forms);
        respell(word, "qu", "k", |_, _| true, forms);
    }),
    SpellingRule::new("x", 1, ("blixem", "bliksem"), "x is ks", |word, forms| {
        respell(word, "x", "ks", |_, _| true, forms);
    }),
    SpellingRule::new("ch-k", 1, ("character", "karacter"), "ch in a loan word is k", |word, forms| {
        respell(word, "ch", "k", |before, _| before.last() != Some(&b's'), forms);
    }),
    SpellingRule::new("c-k", 1, ("locaal", "lokaal"), "hard c is k", |word, forms| {
        respell(word, "c", "k", |_, after| !before_any(after, b"heiyk"), forms);
    }),
    SpellingRule::new("k-c", 1, ("kommissie", "commissie"), "k in a loan word is c", |word, forms| {
        respell(
            word,
            "k",
            "c",
            |before, after| before.last() != Some(&b'c') && before_any(after, b"aoultrskh"),
            forms,
        );
    }),
    SpellingRule::new("c-s", 2, ("cigaar", "sigaar"), "soft c is s", |word, forms| {
        respell(word, "c", "s", |_, after| before_any(after, b"eiy"), forms);
    }),
    SpellingRule::new(
        "lli",
        1,
        ("millioen", "miljoen"),
        "lli, ill and ll in loan words are lj",
        |word, forms| {
            respell(word, "lli", "lj", |_, after| before_any(after, b"o"), forms);
            respell(word, "aillo", "aljo", |_, _| true, forms);
            respell(
                word,
                "lle",
                "lje",
                |before, after| before.last() == Some(&b'i') && !after.is_empty(),
                forms,
            );
        },
    ),
    SpellingRule::new("zins", 1, ("geenzins", "geenszins"), "-zins is -szins", |word, forms| {
        respell(
            word,
            "zins",
            "szins",
            |before, after| after.is_empty() && before.last() != Some(&b's'),
            forms,
        );
    }),
    SpellingRule::new("zamen", 1, ("zamenkomst", "samenkomst"), "zamen is samen", |word, forms| {
        respell(word, "zamen", "samen", |_, _| true, forms);
    }),
    SpellingRule::new("rw", 1, ("geverwd", "geverfd"), "rw is rv or rf", |word, forms| {
        respell(word, "rw", "rf", |_, after| !before_vowel(after), forms);
        respell(word, "rw", "rv", |_, after| before_vowel(after), forms);
    }),
    SpellingRule::new("fv", 1, ("jufvrouw", "juffrouw"), "fv is ff", |word, forms| {
        respell(word, "fv", "ff", |_, _| true, forms);
    }),
    SpellingRule::new(
        "nti-nci",
        1,
        ("finantieel", "financieel"),
        "nti in a loan word is nci",
        |word, forms| {
            respell(word, "nti", "nci", |_, _| true, forms);
        },
    ),
    SpellingRule::new("ci-ti", 1, ("policie", "politie"), "cie in a loan word is tie", |word, forms| {
        respell(word, "cie", "tie", |_, _| true, forms);
    }),
    SpellingRule::new("gie", 1, ("collegie", "college"), "-gie in a loan word is -ge", |word, forms| {
        replace_end(word, "gie", "ge", forms);
        replace_end(word, "gien", "ges", forms);
        replace_end(word, "gies", "ges", forms);
    }),
    SpellingRule::new("dt", 1, ("verbindtenis", "verbintenis"), "dt is t or d", |word, forms| {
        respell(word, "dt", "t", |_, after| !after.is_empty(), forms);
        respell(word, "dt", "d", |_, _| true, forms);
    }),
    SpellingRule::new(
        "ntlijk",
        1,
        ("eigentlijk", "eigenlijk"),
        "t before -lijk is dropped",
        |word, forms| {
            respell(word, "ntlijk", "nlijk", |_, _| true, forms);
        },
    ),
    SpellingRule::new("ng-nk", 1, ("koningrijk", "koninkrijk"), "ng before r and l is nk", |word, forms| {
        respell(word, "ngrijk", "nkrijk", |_, _| true, forms);
        respell(word, "nglijk", "nklijk", |_, _| true, forms);
        respell(word, "nglijk", "nkelijk", |_, _| true, forms);
    }),
    SpellingRule::new(
        "sch",
        1,
        ("mensch", "mens"),
        "sch that is not at the beginning is s",
        |word, forms| {
            respell(word, "sch", "s", |before, _| !before.is_empty(), forms);
        },
    )
    .safe_for_names(),
    SpellingRule::new("y-glide", 1, ("huys", "huis"), "y after a vowel is i", |word, forms| {
        respell(word, "y", "i", |before, _| after_vowel(before), forms);
        respell(word, "ay", "aai", |before, _| before.last() != Some(&b'a'), forms);
        respell(word, "oy", "ooi", |before, _| before.last() != Some(&b'o'), forms);
    })
    .from_letters(3),
    SpellingRule::new("y-ij", 1, ("zyn", "zijn"), "y is ij", |word, forms| {
        respell(word, "y", "ij", |before, _| !after_vowel(before), forms);
    })
    .from_letters(3),
    SpellingRule::new("y-i", 2, ("tyran", "tiran"), "y in a loan word is i", |word, forms| {
        respell(word, "y", "i", |before, _| !after_vowel(before), forms);
    }),
    SpellingRule::new(
        "ij-glide",
        1,
        ("voltooijing", "voltooiing"),
        "ij after a vowel is i",
        |word, forms| {
            respell(word, "ij", "i", |before, _| after_vowel(before), forms);
        },
    ),
    SpellingRule::new("ie-lijk", 1, ("moeielijk", "moeilijk"), "-ielijk is -ilijk", |word, forms| {
        respell(word, "ielijk", "ilijk", |_, _| true, forms);
    }),
    SpellingRule::new("ij-end", 1, ("januarij", "januari"), "ij at the end is i or ie", |word, forms| {
        respell(word, "ij", "i", |_, after| after.is_empty(), forms);
        respell(word, "ij", "ie", |_, after| after.is_empty(), forms);
    })
    .safe_for_names(),
    SpellingRule::new("aauw", 1, ("naauw", "nauw"), "aauw is auw", |word, forms| {
        respell(word, "aauw", "auw", |_, _| true, forms);
    }),
    SpellingRule::new("ae", 1, ("jaer", "jaar"), "ae is aa, or a in an open syllable", |word, forms| {
        respell(word, "ae", "aa", |_, after| is_closed(after), forms);
        respell(word, "ae", "a", |_, after| !is_closed(after), forms);
    })
    .from_letters(3),
    SpellingRule::new("ae-e", 1, ("praesident", "president"), "ae in a loan word is e", |word, forms| {
        respell(word, "ae", "e", |_, _| true, forms);
    }),
    SpellingRule::new(
        "oe-e",
        2,
        ("oeconomie", "economie"),
        "oe at the beginning of a loan word is e",
        |word, forms| {
            respell(word, "oe", "e", |before, _| before.is_empty(), forms);
        },
    ),
    SpellingRule::new("ue", 2, ("vuer", "vuur"), "ue is uu, or u in an open syllable", |word, forms| {
        respell(word, "ue", "uu", |before, after| !after_vowel(before) && is_closed(after), forms);
        respell(word, "ue", "u", |before, after| !after_vowel(before) && !is_closed(after), forms);
    })
    .from_letters(4),
    SpellingRule::new("oi", 2, ("oirlog", "oorlog"), "oi is oo", |word, forms| {
        respell(word, "oi", "oo", |_, after| is_closed(after), forms);
    })
    .from_letters(4),
    SpellingRule::new(
        "zoo",
        1,
        ("zoodra", "zodra"),
        "zoo at the beginning or the end is zo",
        |word, forms| {
            respell(word, "zoo", "zo", |before, after| before.is_empty() || after.is_empty(), forms);
        },
    )
    .from_letters(3),
    SpellingRule::new("oo-open", 1, ("loopen", "lopen"), "oo in an open syllable is o", |word, forms| {
        respell(word, "oo", "o", |_, after| is_open(after), forms);
    }),
    SpellingRule::new("oo-end", 1, ("stroo", "stro"), "oo at the end is o", |word, forms| {
        respell(word, "oo", "o", |_, after| after.is_empty(), forms);
    })
    .from_letters(3),
    SpellingRule::new("ee-open", 1, ("heeren", "heren"), "ee in an open syllable is e", |word, forms| {
        respell(word, "ee", "e", |_, after| is_open(after), forms);
    }),
    SpellingRule::new("aa-open", 1, ("zaaken", "zaken"), "aa in an open syllable is a", |word, forms| {
        respell(word, "aa", "a", |_, after| is_open(after), forms);
    }),
    SpellingRule::new("uu-open", 1, ("huuren", "huren"), "uu in an open syllable is u", |word, forms| {
        respell(word, "uu", "u", |_, after| is_open(after), forms);
    }),
    SpellingRule::new("ss", 2, ("pruissen", "pruisen"), "ss after a long vowel is s", |word, forms| {
        respell(
            word,
            "ss",
            "s",
            |before, _| {
                before.len() > 1
                    && before[before.len() - 2..].iter().all(|&letter| is_vowel(letter) || letter == b'j')
            },
            forms,
        );
    })
    .safe_for_names(),
    SpellingRule::new("s-z", 2, ("dese", "deze"), "s before a vowel is z", |word, forms| {
        respell(
            word,
            "s",
            "z",
            |before, after| (before.is_empty() || after_vowel(before)) && before_vowel(after),
            forms,
        );
    })
    .from_letters(4),
    SpellingRule::new("z-s", 2, ("zomtijds", "somtijds"), "z at the beginning is s", |word, forms| {
        respell(word, "z", "s", |before, _| before.is_empty(), forms);
    }),
    SpellingRule::new("t-d", 2, ("hondert", "honderd"), "t at the end is d", |word, forms| {
        respell(word, "t", "d", |before, after| after.is_empty() && before.last() != Some(&b't'), forms);
    })
    .from_letters(4),
    SpellingRule::new("ch-g", 2, ("dach", "dag"), "ch at the end is g", |word, forms| {
        respell(word, "ch", "g", |before, after| after.is_empty() && before.last() != Some(&b's'), forms);
    })
    .from_letters(4),
    SpellingRule::new(
        "ien",
        1,
        ("kwestien", "kwesties"),
        "the plural in -iën is one in -ies",
        |word, forms| {
            respell(word, "ien", "ies", |_, after| after.is_empty(), forms);
        },
    ),
    SpellingRule::new(
        "determiner",
        1,
        ("eenen", "een"),
        "een, geen, mijn and the like are not declined",
        determiners,
    )
    .from_letters(3),
    SpellingRule::new(
        "ending-en",
        2,
        ("koninklijken", "koninklijke"),
        "-en of the dative is -e",
        |word, forms| {
            replace_end(word, "en", "e", forms);
        },
    )
    .safe_for_names(),
    SpellingRule::new(
        "ending-er",
        2,
        ("koninklijker", "koninklijke"),
        "-er of the genitive is -e",
        |word, forms| {
            replace_end(word, "er", "e", forms);
        },
    )
    .safe_for_names(),
    SpellingRule::new("ending-e", 4, ("gronde", "grond"), "-e of the dative is dropped", without_last_e)
        .from_letters(6),
    SpellingRule::new(
        "linking-n",
        2,
        ("pannekoek", "pannenkoek"),
        "the linking e of a compound is en",
        linking_n,
    ),
];

// `RuleSet` keeps a bit for each rule.
const _: () = assert!(RULES.len() <= 64);
