//! Reads spellings from before 1947 as today's.
//!
//! ```
//! use knipsel::dutch::spelling::{RuleSet, modernise};
//!
//! let found = modernise("mensch", &|word| word == "mens", &RuleSet::all());
//! assert_eq!(found[0].form, "mens");
//! ```

/// Which rules are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSet(u64);

impl RuleSet {
    /// Every rule.
    pub fn all() -> Self {
        Self(u64::MAX)
    }

    /// No rule.
    pub fn none() -> Self {
        Self(0)
    }
}

/// Today's spelling of an old one, and the names of the rules that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modern {
    /// The word as it is spelled today, folded.
    pub form: String,
    /// The rules, in the order in which they were applied.
    pub rules: Vec<&'static str>,
}

/// Today's spellings of a folded word that `known` does not know as it stands; best first, often none.
pub fn modernise(folded: &str, known: &dyn Fn(&str) -> bool, enabled: &RuleSet) -> Vec<Modern> {
    if enabled.0 == 0 || known(folded) {
        return Vec::new();
    }
    let form = folded.replace("sch", "s");
    if form != folded && known(&form) { vec![Modern { form, rules: vec!["sch"] }] } else { Vec::new() }
}
