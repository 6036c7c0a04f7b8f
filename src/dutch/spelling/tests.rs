use super::*;
#[test]
fn every_example_is_what_its_rule_alone_makes() {
    for rule in RULES {
        let forms = rule.forms(rule.old);
        assert!(
            forms.iter().any(|form| form == rule.modern),
            "{} makes {forms:?} of {}, not {}",
            rule.name,
            rule.old,
            rule.modern
        );
    }
}
