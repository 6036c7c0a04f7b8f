//! What is to be said of a query that could be read: operands that cannot stand where they stand, wildcards without a
//! letter, words that look like operators.

use std::ops::Range;

use super::state::{State, error, note, warning};
use crate::query::ast::{FieldName, Node, NodeKind};
use crate::query::foreign;
use crate::query::lexer::Token;
use crate::query::phrase::holds_word;

impl State<'_> {
    /// Refuses a query that is not empty and seeks nothing: every article is not what was asked for.
    pub(super) fn check_empty(&mut self, tokens: &[Token<'_>]) {
        if let (Some(first), Some(last), false) = (tokens.first(), tokens.last(), self.has_error()) {
            let whole = first.span.start..last.span.end;
            self.say(
                error("nothing of this can be sought", whole)
                    .hint("write a word; an empty query gives the newest articles"),
            );
        }
    }

    /// Says what keeps two operands from standing beside each other.
    pub(super) fn check_sides(&mut self, left: &Node, right: &Node, whole: &Range<usize>) {
        self.check_operand(left);
        self.check_operand(right);
        self.check_places(left, right, whole);
    }

    /// Says what of an operand has no place in a text.
    fn check_operand(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Dates(_) => {
                self.say(
                    error("a date does not stand beside words in the text", node.span.clone())
                        .hint("join it with `EN`, as in `(vrede NABIJ/5 akkoord) EN datum:2021`"),
                );
            }
            // `(a NIET b) NABIJ/5 c` is well; `(NIET b) NABIJ/5 c` is near nothing.
            NodeKind::Not(_) => {
                self.say(
                    error("what is excluded stands nowhere, so nothing can be beside it", node.span.clone())
                        .hint("write it as in `vrede NIET (vrede NABIJ/5 akkoord)`"),
                );
            }
            NodeKind::And(nodes) => {
                let excluded = |node: &Node| matches!(node.kind, NodeKind::Not(_));
                let all_excluded = nodes.iter().all(excluded);
                for node in nodes.iter().filter(|node| all_excluded || !excluded(node)) {
                    self.check_operand(node);
                }
            }
            NodeKind::Or(nodes) => nodes.iter().for_each(|node| self.check_operand(node)),
            NodeKind::Field(_, node) => self.check_operand(node),
            _ => {}
        }
    }

    /// Says where two operands cannot stand beside each other, since each is sought in other fields.
    fn check_places(&mut self, left: &Node, right: &Node, whole: &Range<usize>) {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        fields_of(left, &mut here);
        fields_of(right, &mut there);
        if !here.is_empty() && !there.is_empty() && !here.iter().any(|field| there.contains(field)) {
            self.say(
                warning("this finds nothing: the two are sought in different fields", whole.clone())
                    .hint("seek both in one field, as in `titel:(vrede NABIJ/5 akkoord)`"),
            );
        }
    }

    /// Says what in a field is sought elsewhere.
    pub(super) fn check_field(&mut self, field: FieldName, node: &Node) {
        match &node.kind {
            NodeKind::Field(inner, _) if *inner != field => {
                let told = format!("this is sought in `{}` and not in `{}`", inner.as_str(), field.as_str());
                let hint = "write fields side by side, as in `titel:vrede bron:bode`";
                self.say(warning(told, node.span.clone()).hint(hint));
            }
            NodeKind::Dates(_) => {
                let told = format!("a date holds for the whole article and not for `{}`", field.as_str());
                let hint = "write it beside the field, as in `titel:vrede datum:2021`";
                self.say(warning(told, node.span.clone()).hint(hint));
            }
            NodeKind::Not(node) => self.check_field(field, node),
            NodeKind::And(nodes) | NodeKind::Or(nodes) => {
                for node in nodes {
                    self.check_field(field, node);
                }
            }
            NodeKind::Near(_, left, right) | NodeKind::Within(_, left, right) => {
                self.check_field(field, left);
                self.check_field(field, right);
            }
            // A field inside was looked at when it was read.
            NodeKind::All
            | NodeKind::Word(_)
            | NodeKind::Fuzzy(..)
            | NodeKind::Phrase(_)
            | NodeKind::Field(..) => {}
        }
    }

    /// Refuses what fits every word.
    pub(super) fn check_wildcards(&mut self, text: &str, span: &Range<usize>) {
        let bare = |word: &str| !word.contains(char::is_alphanumeric) && word.contains('*');
        let Some(word) = text.split_whitespace().find(|word| bare(word)) else { return };
        let told = if holds_word(&word.replace('*', "")) {
            format!("`{word}` fits nothing: its signs are words by themselves")
        } else {
            format!("`{word}` alone fits every word")
        };
        let hint = if text.contains(char::is_whitespace) {
            "write a letter beside it, or a distance for any word between two others, as in `\"de stad\"~1`"
        } else {
            "write at least one letter beside it, as in `vrede*`"
        };
        self.say(error(told, span.clone()).hint(hint));
    }

    /// Says of a word between others that an operator is one only in capitals, where that changes what is found.
    pub(super) fn note_small_operator(&mut self, word: &str, span: &Range<usize>) {
        if foreign::is_operator_in_other_case(word) {
            let hint = format!("write `{}` in capitals to join what stands beside it", word.to_uppercase());
            self.say(note(format!("`{word}` is sought as a word"), span.clone()).hint(hint));
        }
    }
}

/// The fields in which the words of a node are sought, the same perhaps several times.
fn fields_of(node: &Node, fields: &mut Vec<FieldName>) {
    match &node.kind {
        NodeKind::Word(_) | NodeKind::Fuzzy(..) | NodeKind::Phrase(_) => {
            fields.extend([FieldName::Title, FieldName::Text]);
        }
        NodeKind::Field(field, _) => fields.push(*field),
        NodeKind::And(nodes) | NodeKind::Or(nodes) => {
            for node in nodes {
                fields_of(node, fields);
            }
        }
        NodeKind::Near(_, left, right) | NodeKind::Within(_, left, right) => {
            fields_of(left, fields);
            fields_of(right, fields);
        }
        NodeKind::All | NodeKind::Dates(_) | NodeKind::Not(_) => {}
    }
}
