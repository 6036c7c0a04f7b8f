//! Articles for LaTeX. A `.bib` file has every key once, and its names are lists.

use std::collections::HashMap;

use super::{Calendar, authors, one_line};
use crate::index::StoredArticle;
use crate::index::schema::short_hash;

/// Writes entries of BibTeX.
#[derive(Debug, Clone, Default)]
pub(super) struct Bibtex {
    /// Hashes of the keys so far, which BibTeX compares without regard to case, each with the number that the next one
    /// of them gets.
    keys: HashMap<u64, u64>,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Bibtex {
    /// One article.
    pub(super) fn entry(&mut self, article: &StoredArticle) -> String {
        let mut fields: Vec<(&str, String)> = vec![("title", format!("{{{}}}", latex(&article.title)))];
        let mut add = |name: &'static str, value: &Option<String>, written: fn(&str) -> String| {
            fields.extend(value.as_deref().map(|value| (name, written(value))));
        };
        add("author", &article.author, names);
        add("journal", &article.source, latex);
        // Programs read this one as EDTF, so that its `~` must stay what it is.
        add("date", &article.date, |date| one_line(date).replace(['{', '}', '\\'], ""));
        add("pages", &article.page, latex);
        add("language", &article.language, latex);
        add("note", &article.section, latex);
        let (year, month) = match Calendar::of_article(article) {
            Calendar::Day(year, month, _) | Calendar::Month(year, month) => (Some(year), Some(month)),
            Calendar::Year(year) | Calendar::Within(year) => (Some(year), None),
            Calendar::Other => (None, None),
        };
        fields.extend(year.map(|year| ("year", format!("{year:04}"))));
        if let Some(url) = &article.url {
            // Here braces would end the field, and there is no escape for them.
            let escape = |c: char| match c {
                '{' => "%7B".to_owned(),
                '}' => "%7D".to_owned(),
                '\\' => "%5C".to_owned(),
                c => c.to_string(),
            };
            fields.push(("url", one_line(url).chars().map(escape).collect()));
        }
        let mut entry = format!("@article{{{},\n", self.key(&article.id));
        for (name, value) in &fields {
            entry.extend(["  ", name, " = {", value, "},\n"]);
        }
        if let Some(name) = month.and_then(|month| MONTHS.get(usize::from(month) - 1)) {
            entry.extend(["  month = ", name, ",\n"]);
        }
        entry.push_str("}\n\n");
        entry
    }

    /// The key of an id that no entry before has: several articles may have one id.
    fn key(&mut self, id: &str) -> String {
        let plain = bibtex_key(id);
        let first = hash(&plain);
        let mut key = plain.clone();
        while self.keys.contains_key(&hash(&key)) {
            let number = self.keys.entry(first).or_insert(2);
            key = format!("{plain}-{number}");
            *number += 1;
        }
        self.keys.insert(hash(&key), 2);
        key
    }
}

fn hash(key: &str) -> u64 {
    short_hash(&key.to_lowercase())
}

/// The names of an author's line. BibTeX parts them at `and` and takes a comma for the end of a surname; what it would
/// not read as the names of people stays one name as it is printed.
fn names(line: &str) -> String {
    let is_name = |name: &str| name.matches(',').count() <= 1 && name.contains(char::is_uppercase);
    let written = |author: &String| {
        let is_list = author.contains(['/', '&', '|']) || author.contains(" en ");
        if !is_list && author.split(" and ").all(is_name) {
            latex(author)
        } else {
            format!("{{{}}}", latex(author))
        }
    };
    authors(line).iter().map(written).collect::<Vec<_>>().join(" and ")
}

/// A key without signs that mean something to BibTeX. Where that changes an id, a hash keeps it apart from others.
fn bibtex_key(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    if !id.is_empty() && id.chars().all(plain) {
        return id.to_owned();
    }
    let kept: String = id.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    format!("{kept}-{}", &blake3::hash(id.as_bytes()).to_hex()[..8])
}

/// A text as LaTeX prints it. Braces are named, since BibTeX counts them even behind a backslash.
fn latex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::tests::article;
    use super::*;

    #[test]
    fn braces_of_bibtex_are_even() {
        let entry = Bibtex::default().entry(&article("een id", "50% {korting} \\ #1_a & ~", "2021-11"));
        let title = "  title = {{50\\% \\textbraceleft{}korting\\textbraceright{} \\textbackslash{} \\#1\\_a \\& \
                     \\textasciitilde{}}},\n";
        assert!(entry.contains(title), "{entry}");
        assert!(entry.starts_with("@article{een_id-") && entry.contains("  date = {2021-11},\n"), "{entry}");
        assert!(entry.contains("  url = {https://bode.example/%7B1%7D},\n"), "{entry}");
        assert!(
            entry.ends_with(
                "  year = {2021},\n  url = {https://bode.example/%7B1%7D},\n  month = nov,\n}\n\n"
            )
        );
        assert_eq!(entry.matches('{').count(), entry.matches('}').count());
    }

    #[test]
    fn a_key_stands_once() {
        let mut bibtex = Bibtex::default();
        let mut key = |id: &str| {
            let entry = bibtex.entry(&article(id, "Kop", "1894~"));
            assert!(entry.contains("  date = {1894~},\n"), "{entry}");
            entry.split(['{', ',']).nth(1).map(str::to_owned).unwrap()
        };
        assert_eq!(["a", "b", "a", "A", "a-2"].map(&mut key), ["a", "b", "a-2", "A-3", "a-2-2"]);
    }

    #[test]
    fn names_of_authors() {
        for (author, expect) in [
            ("Judith Engelsman", "Judith Engelsman"),
            ("Jansen, Piet and de Vries, Jan", "Jansen, Piet and de Vries, Jan"),
            ("Jan Smit en Anna de Boer", "{Jan Smit en Anna de Boer}"),
            ("Jan, Piet, Klaas", "{Jan, Piet, Klaas}"),
            ("ANP/Reuters", "{ANP/Reuters}"),
            ("Jansen, Piet; onze redactie", "Jansen, Piet and {onze redactie}"),
            ("onze redactie", "{onze redactie}"),
            ("{J} & P", "{\\textbraceleft{}J\\textbraceright{} \\& P}"),
        ] {
            assert_eq!(names(author), expect);
        }
    }

    #[test]
    fn keys_of_bibtex() {
        assert_eq!(bibtex_key("bode-1918/3"), "bode-1918/3");
        assert_ne!(bibtex_key("a b"), bibtex_key("a,b"));
        assert!(bibtex_key("{é}").starts_with("___-"));
    }
}
