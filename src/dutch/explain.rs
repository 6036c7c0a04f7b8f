//! Says how the terms of a word came about: by which entry of the dictionary, from which piece of a compound, by
//! which rules of old spelling.
//!
//! ```
//! use knipsel::dutch::explain::{Origin, explain};
//! use knipsel::dutch::{AnalysisOptions, Analyzer};
//!
//! let mut analyzer = Analyzer::new(AnalysisOptions::default());
//! let mut lines = Vec::new();
//! explain(&mut analyzer, "vredesakkoorden", |word, explanation| {
//!     lines.extend(explanation.pieces.iter().map(ToString::to_string));
//!     for (term, origin) in word.terms.iter().zip(&explanation.origins) {
//!         lines.push(format!("{}: {}", term.text, origin.in_words(&term)));
//!     }
//! });
//! assert_eq!(lines[..2], ["vrede + s", "akkoorden"]);
//! assert_eq!(lines[4], "vrede: `vredes` is `vrede` with the linking letter `s`");
//! ```
//!
//! The analysis keeps nothing for this. What it went by is looked up anew, word by word, when somebody asks.

use std::fmt;

use super::analyzer::{AnalysisOptions, Analyzer, Word, modern_spellings};
use super::compound::{Part, parts};
use super::lemma::{Way, lemmas, way};
use super::lexicon::{Kind, Lexicon};
use super::names::heard;
use super::normalize::{exact_form, fold};
use super::spelling::{RULES, SpellingRule};
use super::terms::{Layer, Rule, Term};
use super::tokenize::{Token, TokenKind, tokens};

/// What stands between the parts of a compound, the longest first.
const LINKS: [&str; 5] = ["en", "er", "s", "e", "n"];

/// How the terms of a word came about.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The smallest pieces of a compound, in their order; none where the word is not opened.
    pub pieces: Vec<Piece>,
    /// What each term came from, in the order of the terms.
    pub origins: Vec<Origin>,
}

/// A piece of a compound, as it stands in the word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its letters without those that link it to what follows: `duiv` in *duiventil*.
    pub written: String,
    /// The letters that link it to what follows, often none: `en`.
    pub link: String,
    /// The headword as which it is read: `duif`.
    pub headword: String,
}

/// What a term came from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Origin {
    /// From the word alone; its rule says it all.
    Word,
    /// From an entry of the dictionary.
    Entry {
        /// The entry, folded.
        entry: String,
        /// What the word has beyond the entry, where the entry is not the word itself: `'s` of *foto's*.
        ending: String,
    },
    /// From the head of a compound that no dictionary has.
    Head {
        /// The head, as it stands in the word.
        head: String,
        /// The known word that it is a form of.
        headword: String,
    },
    /// From the stemmer.
    Stem {
        /// The form that it was given.
        form: String,
        /// The ending that it took off; empty where it did something else or nothing.
        ending: String,
    },
    /// From a piece of a compound.
    Piece(Piece),
    /// From the sounds of a name.
    Name {
        /// The spelling whose sounds these are, folded.
        spelling: String,
        /// How letters are heard that languages read differently, in words.
        heard: Vec<&'static str>,
    },
    /// From a spelling of today.
    Modern {
        /// The word in that spelling, folded.
        modern: String,
        /// The rules that led to it, in the order in which they acted.
        rules: Vec<&'static SpellingRule>,
    },
    /// From one of the user's own words.
    Own {
        /// The form that the user listed, folded.
        form: String,
    },
    /// From the verb of which the word is the particle.
    Verb {
        /// The verb, as it stands in the text.
        verb: String,
    },
}

/// Gives each word of `text` to `each`, as [`Analyzer::analyze`] does, together with how its terms came about.
pub fn explain(analyzer: &mut Analyzer, text: &str, mut each: impl FnMut(&Word<'_>, &Explanation)) {
    let options = analyzer.options().clone();
    // The analyzer gives one word for each token.
    let mut tokens = tokens(text);
    analyzer.analyze(text, |word| {
        let Some(token) = tokens.find(|token| (token.start, token.end) == (word.start, word.end)) else {
            return;
        };
        let explanation = Reader::new(&token, &options).explain(text, &word);
        each(&word, &explanation);
    });
}

/// Looks up what the terms of one word came from.
struct Reader<'a> {
    token: &'a Token<'a>,
    options: &'a AnalysisOptions,
    /// The form in the exact layer.
    form: String,
    /// The form that is opened: that of a word with hyphens has them.
    opened: String,
    /// The parts of that form.
    parts: Vec<Part>,
}

impl<'a> Reader<'a> {
    fn new(token: &'a Token<'a>, options: &'a AnalysisOptions) -> Self {
        let mut form = String::new();
        exact_form(token.text, token.kind, &mut form);
        let opened = match token.kind {
            TokenKind::Whole => folded(token.text),
            TokenKind::Word => form.clone(),
            TokenKind::Abbreviation | TokenKind::Number | TokenKind::Symbol => String::new(),
        };
        let parts = parts(&opened);
        Self { token, options, form, opened, parts }
    }

    fn explain(&self, text: &str, word: &Word<'_>) -> Explanation {
        let origins = word.terms.iter().map(|term| self.origin(text, word, &term)).collect();
        Explanation { pieces: self.pieces(word), origins }
    }

    fn origin(&self, text: &str, word: &Word<'_>, term: &Term<'_>) -> Origin {
        match term.rule {
            Rule::Dictionary | Rule::CompoundHead | Rule::Stemmer | Rule::Piece => self.way(term.text),
            Rule::Compound => match self.parts.iter().find(|part| part.text == term.text) {
                Some(part) => Origin::Piece(self.piece(part)),
                None => self.own(term.text),
            },
            Rule::NameKey => {
                Origin::Name { spelling: self.form.clone(), heard: heard(&self.form, term.text) }
            }
            Rule::OldSpelling(_) => self.modern(term.text),
            Rule::OwnWord => self.own(term.text),
            Rule::SeparableVerb => {
                let verb = word.verb.clone().and_then(|verb| text.get(verb));
                Origin::Verb { verb: verb.unwrap_or_default().to_owned() }
            }
            Rule::Folded | Rule::Joined | Rule::Undotted | Rule::Ungrouped | Rule::Cut | Rule::Unchanged => {
                Origin::Word
            }
        }
    }

    fn way(&self, headword: &str) -> Origin {
        match way(&self.form, headword) {
            Way::Entry(entry) => {
                let ending = self.form.strip_prefix(&*entry).or_else(|| ending_behind(&self.form, &entry));
                Origin::Entry { ending: ending.unwrap_or_default().to_owned(), entry }
            }
            Way::Head { start, headword } => Origin::Head { head: self.form[start..].to_owned(), headword },
            Way::Stem => {
                let ending = self.form.strip_prefix(headword).unwrap_or_default();
                Origin::Stem { form: self.form.clone(), ending: ending.to_owned() }
            }
        }
    }

    fn modern(&self, headword: &str) -> Origin {
        let mut readings = modern_spellings(self.token, &self.form).into_iter();
        let leads = |form: &str| lemmas(form).iter().any(|lemma| lemma.text == headword);
        readings.find(|modern| leads(&modern.form)).map_or(Origin::Word, |modern| Origin::Modern {
            rules: RULES.iter().filter(|rule| modern.rules.contains(&rule.name)).collect(),
            modern: modern.form,
        })
    }

    fn own(&self, headword: &str) -> Origin {
        let own_words = &self.options.own_words;
        // The headword of a compound that ends in one of the user's words begins as the compound does.
        let of_rest = |(start, _)| own_words.form_in(&self.form[start..], headword.get(start..)?);
        let form = self.form.char_indices().filter_map(of_rest).max_by_key(|form| form.len());
        form.map_or(Origin::Word, |form| Origin::Own { form: form.to_owned() })
    }

    /// A part with the letters that link it to what follows.
    fn piece(&self, part: &Part) -> Piece {
        let written = &self.opened[part.start..part.end];
        let is_last = part.end == self.opened.len() || self.opened[part.end..].starts_with('-');
        let link = if is_last { "" } else { link(written, &folded(&part.text)) };
        Piece {
            written: written[..written.len() - link.len()].to_owned(),
            link: link.to_owned(),
            headword: part.text.clone(),
        }
    }

    /// The smallest parts among the terms of the word, in their order.
    fn pieces(&self, word: &Word<'_>) -> Vec<Piece> {
        let is_term = |part: &&Part| {
            let mut terms = word.terms.iter();
            terms.any(|term| {
                term.layer == Layer::Part && term.rule == Rule::Compound && term.text == part.text
            })
        };
        let mut parts: Vec<&Part> = self.parts.iter().filter(is_term).collect();
        parts.sort_by_key(|part| part.end - part.start);
        let mut smallest: Vec<&Part> = Vec::new();
        for part in parts {
            let overlaps = |other: &&Part| part.start < other.end && other.start < part.end;
            if !smallest.iter().any(overlaps) {
                smallest.push(part);
            }
        }
        smallest.sort_by_key(|part| part.start);
        smallest.into_iter().map(|part| self.piece(part)).collect()
    }
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)?;
        if self.link.is_empty() { Ok(()) } else { write!(f, " + {}", self.link) }
    }
}

impl Origin {
    /// What the term came from, in a sentence without its full stop.
    pub fn in_words(&self, term: &Term<'_>) -> String {
        match self {
            Self::Word => of_rule(term.rule).to_owned(),
            Self::Entry { entry, ending } => {
                let ending = match ending.as_str() {
                    "" => String::new(),
                    ending => format!(", which takes the ending `{ending}`"),
                };
                match folded(term.text) == *entry {
                    true if term.text == entry => format!("the dictionary has it as a headword{ending}"),
                    true => format!("the dictionary has `{entry}` and spells it so{ending}"),
                    false => format!("the dictionary has `{entry}` as a form of it{ending}"),
                }
            }
            Self::Head { head, headword } if head == headword => {
                format!("no dictionary has the word, but it has `{head}`, which it ends in")
            }
            Self::Head { head, headword } => {
                format!("no dictionary has the word, but it has `{head}`, a form of `{headword}`")
            }
            Self::Stem { form, .. } if form == term.text => {
                "no dictionary has the word, which is its own stem".to_owned()
            }
            Self::Stem { ending, .. } if ending.is_empty() => {
                "no dictionary has the word; the stemmer finds this stem".to_owned()
            }
            Self::Stem { ending, .. } => {
                format!("no dictionary has the word; the stemmer takes off `{ending}`")
            }
            Self::Piece(piece) => piece.in_words(),
            Self::Name { spelling, heard } if heard.is_empty() => {
                format!("how the name `{spelling}` sounds, and its other spellings too")
            }
            Self::Name { spelling, heard } => {
                format!("how the name `{spelling}` sounds with {}", heard.join(" and "))
            }
            Self::Modern { modern, rules } => {
                let rules = rules.iter().map(|rule| format!("{} ({})", rule.name, rule.about));
                format!("today `{modern}`: {}", rules.collect::<Vec<_>>().join(", then "))
            }
            Self::Own { form } => format!("`{form}` stands in the settings, under [analysis.headwords]"),
            Self::Verb { verb } => format!("the particle of `{verb}`"),
        }
    }
}

impl Piece {
    fn in_words(&self) -> String {
        let Self { written, link, headword } = self;
        let letters = if link.len() == 1 { "letter" } else { "letters" };
        match (*written == folded(headword), link.is_empty()) {
            (true, true) => format!("`{written}` stands in the word"),
            (true, false) => format!("`{written}{link}` is `{headword}` with the linking {letters} `{link}`"),
            (false, true) => format!("`{written}` is read as `{headword}`"),
            (false, false) => {
                format!("`{written}` is read as `{headword}`, with the linking {letters} `{link}`")
            }
        }
    }
}

/// What a rule does that needs no dictionary.
fn of_rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Folded => "the word in lower case, without accents",
        Rule::Joined => "its pieces, written as one word",
        Rule::Undotted => "the abbreviation without its dots",
        Rule::Ungrouped => "the number without the dots between its thousands",
        Rule::Cut => "too long for a word, and cut",
        Rule::Unchanged => "the form serves as its headword",
        Rule::Dictionary | Rule::CompoundHead | Rule::Stemmer => "a headword",
        Rule::Compound => "a part of the compound",
        Rule::Piece => "a piece of the word with hyphens",
        Rule::NameKey => "the sounds of a name",
        Rule::OwnWord => "a compound with a word of the settings",
        Rule::SeparableVerb => "the word is a particle",
        Rule::OldSpelling(_) => "today's spelling",
    }
}

fn folded(text: &str) -> String {
    let mut form = String::new();
    fold(text, &mut form);
    form
}

/// What a form has behind an entry that ends otherwise: *koppen* has *en* behind *kop*.
fn ending_behind<'f>(form: &'f str, entry: &str) -> Option<&'f str> {
    let doubled = entry.len() + entry.chars().next_back()?.len_utf8();
    form.get(doubled..)
}

/// The letters at the end of a piece that link it to what follows.
fn link<'w>(written: &'w str, headword: &str) -> &'w str {
    let lexicon = Lexicon::embedded();
    let entry = lexicon.modifiers(written).find(|(length, _)| *length == written.len());
    let mut headwords =
        entry.into_iter().flat_map(|(_, entry)| lexicon.constituent_headwords(entry, written));
    // The stem of a verb may end in what looks like linking letters: *lees* in *leesboek*.
    let is_stem = headwords.any(|found| found.kind == Kind::Stem && found.text == headword);
    if is_stem || written == headword {
        return "";
    }
    if let Some(rest) = written.strip_prefix(headword)
        && LINKS.contains(&rest)
    {
        return rest;
    }
    let respelled = LINKS.iter().find(|link| {
        written.strip_suffix(**link).is_some_and(|stem| consonants(stem) == consonants(headword))
    });
    respelled.map_or("", |link| &written[written.len() - link.len()..])
}

/// The consonants of a word, double ones once, as they sound at its end: those of *duiv* are those of *duif*.
fn consonants(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().filter(|letter| !"aeiou".contains(*letter)).collect();
    letters.dedup();
    match letters.last_mut() {
        Some(last @ 'v') => *last = 'f',
        Some(last @ 'z') => *last = 's',
        _ => {}
    }
    letters
}

#[cfg(test)]
mod tests;
