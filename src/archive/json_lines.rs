//! JSON Lines: one JSON object a line, one article an object.
//!
//! ```json
//! {"id": "dhb-1", "date": "2021-11-16", "title": "Brug open", "text": "In Ede is een brug geopend."}
//! ```
//!
//! Only the wanted fields are taken from a line and the rest is passed over, which is several times as fast as
//! making a tree of values of it. A value may be a string, a number, an array of such (paragraphs of a text, a
//! list of authors) or an object with a name in it (`"source": {"name": "De Bode"}`). Fields are also looked for
//! in inner objects such as `metadata`, which [`fields`](super::fields) lists.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::detect::{Format, Stop};
use super::fields::{FieldMap, Ranked, Role};
use super::lines::{Lines, Next};
use super::problem::ProblemKind;
use super::record::{Draft, Sink};

pub(super) static FORMAT: Format =
    Format { extensions: &["jsonl", "ndjson", "jl", "json"], begins_like, read };

fn begins_like(start: &str) -> bool {
    let start = start.trim_start();
    start.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

fn read(lines: &mut Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    if let Some((what, command)) = other_json(lines.peek()) {
        let problem = sink.problem(
            ProblemKind::Format,
            format!("the file is {what}, not JSON Lines, which has one object on each line"),
            format!("turn it into JSON Lines: {command}"),
        );
        return Ok(sink.skip(problem)?);
    }
    loop {
        match lines.next()? {
            Next::Line => read_line(lines, sink)?,
            Next::TooLong(bytes) => sink.skip(sink.too_long("line", lines.number(), bytes))?,
            Next::End => return Ok(()),
        }
    }
}

/// A JSON file that is not JSON Lines: what it is, and what makes it so.
fn other_json(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let start = start.trim_ascii_start();
    let (&first, rest) = start.split_first()?;
    let rest_of_line = rest.split(|&byte| byte == b'\n').next()?.trim_ascii();
    match first {
        b'[' if rest_of_line.is_empty() || rest_of_line.starts_with(b"{") => {
            Some(("one JSON array", "jq -c '.[]' OLD.json > NEW.jsonl"))
        }
        b'{' if rest_of_line.is_empty() && rest.len() > 1 => {
            Some(("JSON spread over several lines", "jq -c . OLD.json > NEW.jsonl"))
        }
        _ => None,
    }
}

fn read_line(lines: &Lines<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let Ok(line) = lines.text().map(str::trim) else {
        return Ok(sink.skip(sink.undecodable(lines.bytes(), lines.number()))?);
    };
    if line.is_empty() {
        return Ok(());
    }
    let mut draft = Draft::new(lines.number());
    let mut json = serde_json::Deserializer::from_str(line);
    let record = RecordSeed { fields: &sink.options.fields, draft: &mut draft };
    match record.deserialize(&mut json).and_then(|()| json.end()) {
        Ok(()) => sink.accept(&draft)?,
        Err(error) => {
            let problem = sink.problem(
                ProblemKind::Json,
                format!("the line is not a JSON object: {}", without_line(&error)),
                "mend the line; to see what is wrong with it: jq . FILE",
            );
            sink.skip(problem.on_line(lines.number()))?;
        }
    }
    Ok(())
}

/// The parser's complaint. It counts lines too, but is given one at a time.
fn without_line(error: &serde_json::Error) -> String {
    let complaint = error.to_string();
    match complaint.rsplit_once(" at line ") {
        Some((complaint, _)) => format!("{complaint} at column {}", error.column()),
        None => complaint,
    }
}

/// Takes the wanted fields of an object into a draft.
struct RecordSeed<'d, 't, 'f> {
    fields: &'f FieldMap,
    draft: &'d mut Draft<'t>,
}

impl<'t> DeserializeSeed<'t> for RecordSeed<'_, 't, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for RecordSeed<'_, 't, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, from { to }")
    }

    fn visit_map<A: MapAccess<'t>>(self, object: A) -> Result<(), A::Error> {
        read_object(object, self.fields, None, self.draft)
    }
}

/// Takes the wanted fields of an object, that is called `container` where it is inside another.
fn read_object<'t, A: MapAccess<'t>>(
    mut object: A,
    fields: &FieldMap,
    container: Option<&str>,
    draft: &mut Draft<'t>,
) -> Result<(), A::Error> {
    while let Some(key) = object.next_key_seed(KeySeed { fields, container })? {
        match key {
            Key::Wanted(ranked) => {
                if let Some(value) = object.next_value_seed(ValueSeed::of(ranked.0))? {
                    draft.offer(ranked, value);
                }
            }
            Key::Container(name, ranked) => {
                object.next_value_seed(ContainerSeed { fields, name: &name, ranked, draft: &mut *draft })?;
            }
            Key::Other => {
                object.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(())
}

/// What a field's name says.
enum Key {
    Wanted(Ranked),
    /// The name of an object with fields of the record in it, and what it is where it is a plain value instead.
    Container(String, Option<Ranked>),
    Other,
}

struct KeySeed<'f> {
    fields: &'f FieldMap,
    container: Option<&'f str>,
}

impl<'t> DeserializeSeed<'t> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Key, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Key, E> {
        let ranked = match self.container {
            Some(container) => self.fields.find_in(container, name),
            None if self.fields.is_container(name) => {
                return Ok(Key::Container(name.to_owned(), self.fields.find(name)));
            }
            None => self.fields.find(name),
        };
        Ok(ranked.map_or(Key::Other, Key::Wanted))
    }
}

/// Takes the wanted fields of an inner object into the draft.
struct ContainerSeed<'d, 't, 'f> {
    fields: &'f FieldMap,
    name: &'f str,
    ranked: Option<Ranked>,
    draft: &'d mut Draft<'t>,
}

impl<'t> ContainerSeed<'_, 't, '_> {
    fn offer(self, value: Option<Cow<'t, str>>) {
        if let (Some(ranked), Some(value)) = (self.ranked, value) {
            self.draft.offer(ranked, value);
        }
    }

    fn value_seed(&self) -> ValueSeed {
        ValueSeed::of(self.ranked.map_or(Role::Text, |(role, _)| role))
    }
}

impl<'t> DeserializeSeed<'t> for ContainerSeed<'_, 't, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for ContainerSeed<'_, 't, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'t>>(self, object: A) -> Result<(), A::Error> {
        read_object(object, self.fields, Some(self.name), self.draft)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, array: A) -> Result<(), A::Error> {
        let value = self.value_seed().visit_seq(array)?;
        self.offer(value);
        Ok(())
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'t str) -> Result<(), E> {
        self.offer(Some(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.offer(Some(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.offer(Some(Cow::Owned(number.to_string())));
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.offer(Some(Cow::Owned(number.to_string())));
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.offer(Some(Cow::Owned(number.to_string())));
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The names under which an object in the place of a plain value holds that value.
const VALUE_NAMES: [&str; 12] = [
    "text", "tekst", "value", "name", "naam", "title", "titel", "content", "label", "#text", "$date", "$oid",
];

/// Takes a value as text: `None` where it is null, empty, or says nothing.
#[derive(Clone, Copy)]
struct ValueSeed {
    /// What comes between the values of an array.
    separator: &'static str,
    /// What an object of other names stands for. A date in it must not become none without a word: it is named as one
    /// that cannot be read.
    unclear: Option<&'static str>,
}

impl ValueSeed {
    fn of(role: Role) -> Self {
        Self {
            separator: if matches!(role, Role::Text | Role::Lead) { "\n\n" } else { ", " },
            unclear: (role == Role::Date).then_some("{…}"),
        }
    }
}

impl<'t> DeserializeSeed<'t> for ValueSeed {
    type Value = Option<Cow<'t, str>>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for ValueSeed {
    type Value = Option<Cow<'t, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut joined: Option<Cow<'t, str>> = None;
        while let Some(value) = array.next_element_seed(self)? {
            let Some(value) = value.filter(|value| !value.trim().is_empty()) else { continue };
            match &mut joined {
                None => joined = Some(value),
                Some(joined) => {
                    let joined = joined.to_mut();
                    joined.push_str(self.separator);
                    joined.push_str(&value);
                }
            }
        }
        Ok(joined)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut best = None;
        let mut unclear = None;
        while let Some(name) = object.next_key::<Cow<'t, str>>()? {
            let rank = VALUE_NAMES.iter().position(|usual| usual.eq_ignore_ascii_case(&name));
            let Some(rank) = rank else {
                object.next_value::<IgnoredAny>()?;
                unclear = self.unclear.map(Cow::Borrowed);
                continue;
            };
            let value = object.next_value_seed(self)?;
            if let Some(value) = value
                && best.as_ref().is_none_or(|(best_rank, _)| rank < *best_rank)
            {
                best = Some((rank, value));
            }
        }
        Ok(best.map(|(_, value)| value).or(unclear))
    }
}
