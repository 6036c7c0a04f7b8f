//! What stands before a full stop that does not end a sentence. All lists are in lower case, without dots.

/// Whether a word with a dot behind it is one that a name follows: a title, or initials.
pub(in crate::dutch) fn is_before_name(word: &str) -> bool {
    is_initials(word) || holds(TITLES, word)
}

/// One capital, or capitals with dots between them: *J*, *J.P*, *Th*, *N.V*.
pub(super) fn is_initials(word: &str) -> bool {
    let mut members = word.split('.').filter(|member| !member.is_empty()).peekable();
    members.peek().is_some()
        && members.all(|member| {
            let mut chars = member.chars();
            let is_capital = chars.next().is_some_and(char::is_uppercase);
            is_capital && (chars.next().is_none() || SHORT_NAMES.contains(&member))
        })
}

/// Whether this goes on to what it names or numbers, as *bijv.* and *nr.* do.
pub(super) fn is_leading(word: &str) -> bool {
    word.chars().count() == 1 || holds(LEADING, word) || holds(TITLES, word)
}

/// Whether this, written with dots inside, goes on to what it speaks of, as *d.w.z.* does.
pub(super) fn is_leading_dotted(letters: &str) -> bool {
    holds(LEADING_DOTTED, letters)
}

/// Whether a number behind this belongs to it, while a capital begins a sentence: *16 nov. 2021*.
pub(super) fn is_before_number(word: &str) -> bool {
    holds(BEFORE_NUMBER, word) || is_month(word)
}

/// Whether this is the name of a month, whole or not, of today or of old.
pub(super) fn is_month(word: &str) -> bool {
    holds(MONTHS, word)
}

/// Whether this, written with a capital, nearly always begins a sentence.
pub(super) fn is_opener(word: &str) -> bool {
    OPENERS.contains(&word)
}

fn holds(list: &[&str], word: &str) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
}

/// First names that are shortened to more than a letter.
const SHORT_NAMES: &[&str] =
    &["Aug", "Chr", "Corn", "Fr", "Fred", "Jac", "Joh", "Ph", "Th", "Wilh", "Wm", "Ch", "Ed"];

/// Stand before a name.
const TITLES: &[&str] = &[
    "adm", "br", "burg", "col", "dhr", "dir", "ds", "dr", "dra", "drs", "fa", "fam", "gebr", "gen", "gouv",
    "hr", "ing", "insp", "ir", "jhr", "jkvr", "kapt", "kard", "kol", "lic", "lt", "luit", "mad", "maj",
    "mej", "messrs", "mevr", "mgr", "mlle", "mme", "mr", "mrs", "ms", "mw", "pres", "prof", "secr", "sen",
    "st", "weth", "wed", "zr",
];

/// Name or number what follows, be it with a capital, a digit or neither.
const LEADING: &[&str] = &[
    "aanh", "afb", "afd", "afl", "afz", "alg", "art", "artt", "bijl", "bijv", "bijz", "bl", "blz", "bvb",
    "ca", "cap", "cf", "cfr", "conf", "dl", "doc", "eig", "fig", "fol", "ged", "gem", "hfdst", "incl",
    "excl", "inz", "jg", "lett", "min", "ned", "nl", "no", "n°", "nom", "nos", "nr", "nrs", "opm", "pag",
    "par", "pct", "pp", "prov", "red", "reg", "resp", "tel", "toel", "uitg", "verg", "vert", "vgl", "vlg",
    "vnl", "voorz", "vs", "zg", "zgn", "zog",
];

const LEADING_DOTTED: &[&str] = &[
    "bv", "dd", "dmv", "dwz", "ihb", "ihkv", "iov", "ipv", "itt", "ivm", "maw", "mbt", "mbv", "mi", "miv",
    "mn", "muv", "nav", "oa", "oi", "olv", "opv", "ovv", "owv", "pv", "tav", "tbv", "tem", "tgv", "tlv",
    "tov", "twv", "tw", "va", "vd", "vh", "zg",
];

const BEFORE_NUMBER: &[&str] =
    &["ao", "ct", "cts", "fl", "frs", "gld", "jl", "kl", "ll", "di", "wo", "do", "vr", "za"];

const MONTHS: &[&str] = &[
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "januarij",
    "februarij",
    "junij",
    "julij",
    "october",
    "jan",
    "feb",
    "febr",
    "mrt",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "okt",
    "oct",
    "nov",
    "dec",
];

/// Left out are those that begin surnames: *De*, *Van*, *Ten*.
const OPENERS: &[&str] = &[
    "Aan", "Al", "Alle", "Als", "Bij", "Daar", "Daarna", "Daarom", "Dan", "Dat", "Deze", "Die", "Dit",
    "Door", "Een", "En", "Er", "Gisteren", "Heden", "Heeft", "Het", "Hij", "Hoe", "Hoeveel", "Ik", "In",
    "Indien", "Is", "Kan", "Maar", "Men", "Met", "Na", "Naar", "Niet", "Nu", "Of", "Om", "Omdat", "Ook",
    "Op", "Over", "Sinds", "Toch", "Toen", "Tot", "Tussen", "Uit", "Volgens", "Voor", "Waar", "Waarom",
    "Wanneer", "Wat", "We", "Wel", "Welke", "Werd", "Wie", "Wij", "Wordt", "Zal", "Ze", "Zij", "Zijn", "Zo",
    "Zullen",
];
