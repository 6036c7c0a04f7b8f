//! `[analysis]` and `[[synonyms]]`: how words are read, and which stand for each other.

use super::file::{At, Setting};
use super::note;
use crate::dutch::AnalysisOptions;
use crate::dutch::own_words::OwnWordsBuilder;
use crate::error::{Error, Result};
use crate::query::{Synonyms, Wording};

/// Reads `[analysis]`: what is not said stays as it is by default.
pub(super) fn analysis(settings: Vec<Setting<'_>>, problems: &mut Vec<Error>) -> AnalysisOptions {
    let mut options = AnalysisOptions::default();
    let mut words = OwnWordsBuilder::default();
    for setting in settings {
        let taken = take_analysis(&setting, &mut options, &mut words, problems);
        note(problems, taken);
    }
    options.own_words = words.build();
    options
}

fn take_analysis(
    setting: &Setting<'_>,
    options: &mut AnalysisOptions,
    words: &mut OwnWordsBuilder,
    problems: &mut Vec<Error>,
) -> Result<()> {
    match setting.key.value {
        "old_spelling" => options.old_spelling = setting.boolean()?,
        "keep_whole" => {
            for word in setting.texts()? {
                note(problems, words.keep_whole(word.value).map_err(|error| word.place(error)));
            }
        }
        "headwords" => {
            for setting in setting.table("analysis.headwords")? {
                note(problems, take_headword(&setting, words));
            }
        }
        _ => return Err(setting.unknown("[analysis]")),
    }
    Ok(())
}

fn take_headword(setting: &Setting<'_>, words: &mut OwnWordsBuilder) -> Result<()> {
    let headword = &setting.key;
    words.headword(headword.value).map_err(|error| headword.place(error))?;
    for form in setting.texts()? {
        words.form(form.value, headword.value).map_err(|error| form.place(error))?;
    }
    Ok(())
}

/// Reads the tables of `[[synonyms]]`.
pub(super) fn synonyms(tables: Vec<At<'_, Vec<Setting<'_>>>>, problems: &mut Vec<Error>) -> Synonyms {
    let mut synonyms = Synonyms::none();
    for table in tables {
        note(problems, take_synonyms(&table, &mut synonyms));
    }
    synonyms
}

fn take_synonyms(table: &At<'_, Vec<Setting<'_>>>, synonyms: &mut Synonyms) -> Result<()> {
    const HINT: &str =
        "write words = [\"EU\", \"Europese Unie\"], or from = \"premier\" and to = \"minister-president\"";
    let (mut words, mut from, mut to) = (Vec::new(), Vec::new(), Vec::new());
    for setting in &table.value {
        match setting.key.value {
            "words" => words = phrases(setting)?,
            "from" => from = phrases(setting)?,
            "to" => to = phrases(setting)?,
            _ => return Err(setting.unknown("[[synonyms]]")),
        }
    }
    match (words.as_slice(), from.as_slice(), to.as_slice()) {
        ([_, _, ..], [], []) => {
            for (number, second) in words.iter().enumerate() {
                for first in &words[..number] {
                    let added = synonyms.add(&first.value, &second.value);
                    let added = added.and_then(|()| synonyms.add(&second.value, &first.value));
                    added.map_err(|error| second.place(error))?;
                }
            }
        }
        ([], [_, ..], [_, ..]) => {
            for to in &to {
                for from in &from {
                    synonyms.add(&from.value, &to.value).map_err(|error| to.place(error))?;
                }
            }
        }
        _ => {
            let what = "synonyms are either two `words` or more, or both `from` and `to`";
            return Err(table.wrong(what, HINT));
        }
    }
    Ok(())
}

fn phrases<'t>(setting: &Setting<'t>) -> Result<Vec<At<'t, Wording>>> {
    let texts = setting.texts()?;
    texts.into_iter().map(|text| text.try_map(Wording::parse)).collect()
}
