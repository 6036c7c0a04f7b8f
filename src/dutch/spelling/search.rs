//! The search for known words among what the rules make of an old one.

use super::rules::{Letters, RULES};
use super::{MAX_READINGS, Modern, RuleSet};

/// The most forms that are tried for one word.
const MAX_FORMS: usize = 64;

/// The dearest reading that is tried: two doubtful rules, or one wild guess and one sound rule.
const MAX_COST: usize = 4;

struct Form {
    text: String,
    cost: usize,
    rules: [u8; MAX_COST],
    rule_count: usize,
}

/// Readings of `word` in order of cost. Each rule acts at most once, and after those before it in the table:
/// the number of forms is then that of the choices among the few rules that touch the word at all.
pub(super) fn search(word: &str, known: &dyn Fn(&str) -> bool, enabled: RuleSet) -> Vec<Modern> {
    let start = Form { text: word.to_owned(), cost: 0, rules: [0; MAX_COST], rule_count: 0 };
    let mut forms = vec![start];
    let mut made = Vec::new();
    for cost in 0..=MAX_COST {
        let found = readings(&forms, cost, known);
        if !found.is_empty() {
            return found;
        }
        let mut at = 0;
        while at < forms.len() {
            if forms[at].cost == cost {
                extend(&mut forms, at, enabled, &mut made);
            }
            at += 1;
        }
    }
    Vec::new()
}

fn readings(forms: &[Form], cost: usize, known: &dyn Fn(&str) -> bool) -> Vec<Modern> {
    let mut found = Vec::new();
    for form in forms.iter().filter(|form| form.cost == cost && cost > 0) {
        if found.len() < MAX_READINGS && known(&form.text) {
            let rules = form.rules[..form.rule_count].iter().map(|&number| RULES[usize::from(number)].name);
            found.push(Modern { form: form.text.clone(), rules: rules.collect() });
        }
    }
    found
}

/// Adds what each later rule makes of the form at `at`. A form made twice keeps its first, cheaper way.
fn extend(forms: &mut Vec<Form>, at: usize, enabled: RuleSet, made: &mut Vec<String>) {
    let next_rule = match forms[at].rule_count {
        0 => 0,
        count => usize::from(forms[at].rules[count - 1]) + 1,
    };
    let length = forms[0].text.len();
    // A short word looks like too many others for dear readings.
    let max_cost = if length > 5 { MAX_COST } else { length.div_ceil(2) };
    let letters = Letters::of(&forms[at].text);
    for (number, rule) in RULES.iter().enumerate().skip(next_rule) {
        let cost = forms[at].cost + rule.cost;
        let fits = cost <= max_cost && length >= rule.fewest_letters && rule.may_act(letters);
        if !fits || !enabled.has(number) {
            continue;
        }
        made.clear();
        rule.rewrite(&forms[at].text, made);
        for text in made.drain(..) {
            if forms.len() >= MAX_FORMS {
                return;
            }
            if text.len() > 1 && forms.iter().all(|form| form.text != text) {
                let (mut rules, rule_count) = (forms[at].rules, forms[at].rule_count);
                rules[rule_count] = number as u8;
                forms.push(Form { text, cost, rules, rule_count: rule_count + 1 });
            }
        }
    }
}
