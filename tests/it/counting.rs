//! Counts, concordances and exports hold what a slow, plain look at every article says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use knipsel::date::{Day, DaySpan, PeriodLength};
use knipsel::index::{BuildOptions, IndexFolder, OpenIndex, build};
use knipsel::query::{MatchLevel, parse};
use knipsel::search::{
    ConcordanceLine, ConcordanceRequest, ConcordanceSort, ContextSize, FacetField, FacetValue, PassageField,
    Sample, Search, Selection, TimelineRequest,
};
use proptest::prelude::*;
use tempfile::TempDir;

/// Words that no dictionary knows, so that the analysis leaves them as they are.
const WORDS: [&str; 6] = ["blorf", "knaxi", "vrumpel", "dwozz", "glabber", "snork"];

/// Wildcards and approximate words, each with the words that it stands for.
const FORMS: &[(&str, &[&str])] = &[
    ("*lo*", &["blorf"]),
    ("*b*", &["blorf", "glabber"]),
    ("?n*", &["knaxi", "snork"]),
    ("blorv~", &["blorf"]),
    ("snrok~", &["snork"]),
];

/// An article as the reference sees it.
struct Plain {
    title: Vec<&'static str>,
    text: Vec<&'static str>,
    /// The first and last possible day.
    days: Option<(Date, Date)>,
    /// The mark of doubt behind its date; with one it lies in no period for certain.
    doubt: &'static str,
    source: Option<&'static str>,
    id: String,
}

/// What is asked; the reference tries it on the words of each article.
#[derive(Debug, Clone)]
enum Asked {
    Word(&'static str),
    Phrase(&'static str, &'static str),
    InTitle(&'static str),
    /// A word that stands for any of some.
    OneOf(&'static str, &'static [&'static str]),
    /// Two with at most so many words between them.
    Near(u32, Box<Asked>, Box<Asked>),
    /// Two in one sentence; here every field is one.
    Together(Box<Asked>, Box<Asked>),
    And(Vec<Asked>),
    Or(Vec<Asked>),
    /// The first and not the second.
    Without(Box<Asked>, Box<Asked>),
}

impl Asked {
    fn as_query(&self) -> String {
        let joined = |parts: &[Asked], operator: &str| {
            let parts: Vec<String> = parts.iter().map(Asked::as_query).collect();
            format!("({})", parts.join(operator))
        };
        match self {
            Asked::Word(word) => (*word).to_owned(),
            Asked::Phrase(a, b) => format!("\"{a} {b}\""),
            Asked::InTitle(word) => format!("titel:{word}"),
            Asked::OneOf(written, _) => (*written).to_owned(),
            Asked::Near(distance, a, b) => format!("({} NABIJ/{distance} {})", a.as_query(), b.as_query()),
            Asked::Together(a, b) => format!("({} IN-ZIN {})", a.as_query(), b.as_query()),
            Asked::And(parts) => joined(parts, " EN "),
            Asked::Or(parts) => joined(parts, " OF "),
            Asked::Without(wanted, excluded) => {
                format!("({} NIET {})", wanted.as_query(), excluded.as_query())
            }
        }
    }

    /// The places in title and text, as words from and to; `None` where the article is not found.
    fn places(&self, article: &Plain) -> Option<[Vec<(usize, usize)>; 2]> {
        let fields = [&article.title, &article.text];
        match self {
            Asked::Word(word) => found(fields.map(|field| windows(field, &[word]))),
            Asked::Phrase(a, b) => found(fields.map(|field| windows(field, &[a, b]))),
            Asked::InTitle(word) => found([windows(&article.title, &[word]), Vec::new()]),
            Asked::OneOf(_, words) => {
                found(fields.map(|field| words.iter().flat_map(|word| windows(field, &[word])).collect()))
            }
            Asked::Near(distance, a, b) => {
                let (a, b) = (a.places(article)?, b.places(article)?);
                found([0, 1].map(|field| near(&a[field], &b[field], *distance as usize)))
            }
            Asked::Together(a, b) => {
                let (a, b) = (a.places(article)?, b.places(article)?);
                found([0, 1].map(|field| match (a[field].as_slice(), b[field].as_slice()) {
                    ([], _) | (_, []) => Vec::new(),
                    (a, b) => [a, b].concat(),
                }))
            }
            Asked::And(parts) => parts.iter().try_fold([Vec::new(), Vec::new()], |all, part| {
                part.places(article).map(|places| joined(all, places))
            }),
            Asked::Or(parts) => parts.iter().filter_map(|part| part.places(article)).reduce(joined),
            Asked::Without(wanted, excluded) => {
                if excluded.places(article).is_some() {
                    None
                } else {
                    wanted.places(article)
                }
            }
        }
    }

    /// How often it occurs in an article; `None` where the article is not found.
    fn occurrences(&self, article: &Plain) -> Option<u64> {
        let places = self.places(article)?;
        Some(places.iter().map(|places| stretches(places).len() as u64).sum())
    }
}

fn found(places: [Vec<(usize, usize)>; 2]) -> Option<[Vec<(usize, usize)>; 2]> {
    places.iter().any(|places| !places.is_empty()).then_some(places)
}

fn joined(mut a: [Vec<(usize, usize)>; 2], b: [Vec<(usize, usize)>; 2]) -> [Vec<(usize, usize)>; 2] {
    for (a, b) in a.iter_mut().zip(b) {
        a.extend(b);
    }
    a
}

fn windows(words: &[&str], sought: &[&str]) -> Vec<(usize, usize)> {
    let at = words.windows(sought.len()).enumerate().filter(|(_, window)| *window == sought);
    at.map(|(at, _)| (at, at + sought.len())).collect()
}

/// From the first word of one place to the last of another, for each two that are near enough.
fn near(a: &[(usize, usize)], b: &[(usize, usize)], distance: usize) -> Vec<(usize, usize)> {
    let pairs = a.iter().flat_map(|a| b.iter().flat_map(move |b| [(*a, *b), (*b, *a)]));
    let near = pairs
        .filter(|(first, second)| second.0.checked_sub(first.1).is_some_and(|between| between <= distance));
    near.map(|(first, second)| (first.0, second.1)).collect()
}

/// Places that overlap are one.
fn stretches(places: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let taken: BTreeSet<usize> = places.iter().flat_map(|place| place.0..place.1).collect();
    // Two words side by side belong together where some place holds both.
    let together = |word: usize| places.iter().any(|place| place.0 < word && word < place.1);
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for word in taken {
        match stretches.last_mut() {
            Some(last) if last.1 == word && together(word) => last.1 = word + 1,
            _ => stretches.push((word, word + 1)),
        }
    }
    stretches
}

fn asked() -> impl Strategy<Value = Asked> {
    let word = || prop::sample::select(WORDS.as_slice());
    let anywhere = || {
        prop_oneof![
            3 => word().prop_map(Asked::Word),
            2 => (word(), word()).prop_map(|(a, b)| Asked::Phrase(a, b)),
            1 => prop::sample::select(FORMS).prop_map(|(written, words)| Asked::OneOf(written, words)),
        ]
    };
    let two = || (anywhere().prop_map(Box::new), anywhere().prop_map(Box::new));
    let leaf = prop_oneof![
        6 => anywhere(),
        1 => word().prop_map(Asked::InTitle),
        2 => (0..4_u32, two()).prop_map(|(distance, (a, b))| Asked::Near(distance, a, b)),
        1 => two().prop_map(|(a, b)| Asked::Together(a, b)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Asked::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Asked::Or),
            (inner.clone(), inner).prop_map(|(a, b)| Asked::Without(Box::new(a), Box::new(b))),
        ]
    })
}

/// An archive that every test here asks.
struct Archive {
    articles: Vec<Plain>,
    index: OpenIndex,
    _folder: TempDir,
}

fn archive() -> &'static Archive {
    static ARCHIVE: OnceLock<Archive> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let articles: Vec<Plain> = (0..400).map(article).collect();
        let folder = tempfile::tempdir().expect("a folder for a test");
        let path = folder.path().join("archive");
        std::fs::create_dir(&path).expect("a folder is made");
        // Two builds, the second of which changes a file: several segments, and deleted articles in them.
        let written = |numbers: std::ops::Range<usize>, text: &str| {
            articles[numbers].iter().fold(String::new(), |lines, article| lines + &json_line(article, text))
        };
        let write = |name: &str, content: String| {
            std::fs::write(path.join(name), content).expect("a file is written");
        };
        let index = IndexFolder::at(folder.path().join("index"));
        let options = BuildOptions { paths: vec![path.clone()], ..BuildOptions::default() };
        write("a.jsonl", written(0..150, "") + &written(150..200, " blorf knaxi"));
        build(&index, &options, &mut |_| {}).expect("it is built");
        write("a.jsonl", written(0..200, ""));
        write("b.jsonl", written(200..400, ""));
        let report = build(&index, &options, &mut |_| {}).expect("it is built again");
        assert_eq!(report.articles, 400);
        let index = OpenIndex::open(&index, &options.analysis).expect("it can be opened");
        Archive { articles, index, _folder: folder }
    })
}

/// Article number `n`: words, dates of every kind and sources as a fixed rule has them.
fn article(n: usize) -> Plain {
    let mut state = n as u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..8 {
        next(2);
    }
    let mut words = |count: usize| (0..count).map(|_| WORDS[next(WORDS.len())]).collect::<Vec<_>>();
    let (title, text) = (words(n % 3), words(1 + n % 7));
    let year = i16::try_from(1998 + next(5)).expect("a year");
    let month = i8::try_from(1 + next(12)).expect("a month");
    let day = date(year, month, i8::try_from(1 + next(28)).expect("a day"));
    let days = match next(10) {
        0 => None,
        1 => Some((date(year, 1, 1), date(year, 12, 31))),
        2 => Some((day.first_of_month(), day.last_of_month())),
        3 => Some((day, day.saturating_add(i64::from(month).days()))),
        4 => Some((date(1990, 1, 1), date(1999, 12, 31))),
        _ => Some((day, day)),
    };
    let source = [None, Some("De Bode"), Some("Noorder Courant")][next(3)];
    let doubt = ["", "", "", "", "~", "?"][next(6)];
    Plain { title, text, days, doubt, source, id: format!("nummer-{n}") }
}

fn json_line(article: &Plain, more: &str) -> String {
    let mut line = format!("{{\"id\":\"{}\",\"text\":\"{}{more}\"", article.id, article.text.join(" "));
    if !article.title.is_empty() {
        let _ = write!(line, ",\"title\":\"{}\"", article.title.join(" "));
    }
    if let Some((first, last)) = article.days {
        let _ = write!(line, ",\"date\":\"{first}{doubt}/{last}{doubt}\"", doubt = article.doubt);
    }
    if let Some(source) = article.source {
        let _ = write!(line, ",\"source\":\"{source}\"");
    }
    line + "}\n"
}

/// The selection of exactly these words.
fn selection(asked: &str, days: Option<DaySpan>) -> Selection {
    let parsed = parse(asked, Day::from_ymd(2025, 6, 1).expect("it is a day"));
    assert_eq!(parsed.diagnostics, [], "{asked}");
    Selection { level: MatchLevel::Exact, days, ..Selection::new(parsed.root) }
}

/// The period of a day, by another calendar than ours.
fn label(by: PeriodLength, day: Date) -> String {
    match by {
        PeriodLength::Day => day.to_string(),
        PeriodLength::Week => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        PeriodLength::Month => day.strftime("%Y-%m").to_string(),
        PeriodLength::Year => day.strftime("%Y").to_string(),
        PeriodLength::Decade => format!("{:03}X", day.year() / 10),
    }
}

fn days_from(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

fn our_day(day: Date) -> Day {
    Day::from_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs()).expect("a day")
}

/// Articles, occurrences and words.
type Counts = (u64, u64, u64);

fn plus(to: &mut Counts, more: Counts) {
    *to = (to.0 + more.0, to.1 + more.1, to.2 + more.2);
}

/// What a timeline says, in the form of the reference: for each period what is certain and what is possible; then
/// what is partial, and what is undated.
#[derive(Debug, Default, PartialEq)]
struct Counted {
    periods: Vec<(String, Counts, Counts)>,
    partial: Counts,
    undated: Counts,
}

/// Counts by looking at each article. Periods are those of `days`, or those that some article may lie in.
fn plain_counts(
    archive: &Archive,
    by: PeriodLength,
    days: Option<(Date, Date)>,
    counts: impl Fn(&Plain) -> Option<Counts>,
) -> Counted {
    let mut counted = Counted::default();
    let (mut certain, mut possible): (BTreeMap<String, Counts>, BTreeMap<String, Counts>) =
        Default::default();
    let mut range: Option<(Date, Date)> = days;
    for article in &archive.articles {
        let Some(count) = counts(article) else { continue };
        let Some((first, last)) = article.days else {
            if days.is_none() {
                plus(&mut counted.undated, count);
            }
            continue;
        };
        if days.is_some_and(|(from, to)| last < from || to < first) {
            continue;
        }
        if days.is_none() {
            let (from, to) = range.unwrap_or((first, last));
            range = Some((from.min(first), to.max(last)));
        }
        if label(by, first) == label(by, last) && article.doubt.is_empty() {
            plus(certain.entry(label(by, first)).or_default(), count);
        } else {
            plus(&mut counted.partial, count);
            let labels: BTreeSet<String> = days_from(first, last).map(|day| label(by, day)).collect();
            for label in labels {
                plus(possible.entry(label).or_default(), count);
            }
        }
    }
    if let Some((first, last)) = range {
        let mut labels: Vec<String> = days_from(first, last).map(|day| label(by, day)).collect();
        labels.dedup();
        let of =
            |counts: &BTreeMap<String, Counts>, label: &str| counts.get(label).copied().unwrap_or_default();
        counted.periods = labels
            .into_iter()
            .map(|label| (label.clone(), of(&certain, &label), of(&possible, &label)))
            .collect();
    }
    counted
}

fn check_timeline(asked: &[Asked; 2], by: PeriodLength, days: Option<(Date, Date)>) {
    let archive = archive();
    let span = days.map(|(first, last)| DaySpan::new(our_day(first), our_day(last)).expect("a span"));
    let queries = asked.iter().map(|asked| selection(&asked.as_query(), span)).collect();
    let request = TimelineRequest { queries, by, occurrences: true, relative: true };
    let timeline = Search::new(&archive.index).timeline(&request).expect("it is counted");

    let counts = |tally: &knipsel::search::Tally| (tally.articles, tally.occurrences, tally.words);
    let seen = |series: &knipsel::search::Series| Counted {
        periods: timeline
            .periods
            .iter()
            .zip(&series.counts)
            .map(|(period, count)| (period.to_string(), counts(&count.certain), counts(&count.possible)))
            .collect(),
        partial: counts(&series.partial),
        undated: counts(&series.undated),
    };
    // Both queries are shown over the periods that either has.
    let either = plain_counts(archive, by, days, |article| {
        asked.iter().any(|asked| asked.places(article).is_some()).then_some((1, 0, 0))
    });
    let cut = |counted: Counted| Counted {
        periods: either
            .periods
            .iter()
            .map(|(label, ..)| {
                let same = counted.periods.iter().find(|period| period.0 == *label);
                same.cloned().unwrap_or((label.clone(), Counts::default(), Counts::default()))
            })
            .collect(),
        ..counted
    };
    for (asked, series) in asked.iter().zip(&timeline.series) {
        let plain = plain_counts(archive, by, days, |article| Some((1, asked.occurrences(article)?, 0)));
        assert_eq!(seen(series), cut(plain), "{} by {by:?} in {days:?}", asked.as_query());
        let sum: u64 = series.counts.iter().map(|count| count.certain.articles).sum();
        assert_eq!(series.total.articles, sum + series.partial.articles + series.undated.articles);
    }
    let words = |article: &Plain| Some((1, 0, (article.title.len() + article.text.len()) as u64));
    let all = timeline.all.as_ref().expect("all articles were counted");
    assert_eq!(seen(all), cut(plain_counts(archive, by, days, words)), "all by {by:?} in {days:?}");
}

/// Counts by source, looking at each article.
fn check_sources(asked: &Asked) {
    let archive = archive();
    let facets = Search::new(&archive.index)
        .facets(&selection(&asked.as_query(), None), FacetField::Source)
        .expect("they are counted");
    let found = archive.articles.iter().filter(|article| asked.places(article).is_some());
    let mut by_source: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for article in found {
        *by_source.entry(article.source).or_default() += 1;
    }
    assert_eq!(facets.total, by_source.values().sum::<u64>(), "{}", asked.as_query());
    assert_eq!(facets.missing, by_source.remove(&None).unwrap_or(0), "{}", asked.as_query());
    let mut values: Vec<FacetValue> = by_source
        .into_iter()
        .map(|(value, articles)| FacetValue {
            value: value.expect("it has one").to_owned(),
            articles,
            possible: 0,
        })
        .collect();
    values.sort_by(|a, b| b.articles.cmp(&a.articles).then(a.value.cmp(&b.value)));
    assert_eq!(facets.values, values, "{}", asked.as_query());
}

/// The concordance of a query with two words on either side.
fn lines(asked: &Asked, sort: ConcordanceSort, sample: Option<Sample>) -> Vec<ConcordanceLine> {
    let request = ConcordanceRequest {
        selection: selection(&asked.as_query(), None),
        context: ContextSize::Words(2),
        sort,
        sample,
        limit: None,
    };
    Search::new(&archive().index).concordance(&request).expect("it is listed").lines
}

/// What the reference knows of a line: id, whether it is in the text, its words before, in and after.
fn check_lines(asked: &Asked) {
    let mut plain = Vec::new();
    for article in &archive().articles {
        let Some(places) = asked.places(article) else { continue };
        for (is_text, (words, places)) in [&article.title, &article.text].into_iter().zip(&places).enumerate()
        {
            for (from, to) in stretches(places) {
                let (before, after) = (from.saturating_sub(2)..from, to..(to + 2).min(words.len()));
                let shown = [before, from..to, after].map(|range| words[range].join(" "));
                plain.push((article.id.clone(), is_text == 1, shown));
            }
        }
    }
    plain.sort();
    let listed = lines(asked, ConcordanceSort::Right, None);
    let right = |line: &ConcordanceLine| line.right.trim().to_owned();
    assert!(listed.is_sorted_by_key(right), "{}", asked.as_query());
    let mut seen: Vec<_> = listed
        .iter()
        .map(|line| {
            let shown = [&line.left, &line.keyword, &line.right].map(|text| text.trim().to_owned());
            (line.id.clone(), line.field == PassageField::Text, shown)
        })
        .collect();
    seen.sort();
    assert_eq!(seen, plain, "{}", asked.as_query());

    let last_word = |line: &ConcordanceLine| line.left.split_whitespace().next_back().map(str::to_owned);
    assert!(lines(asked, ConcordanceSort::Left, None).is_sorted_by_key(last_word), "{}", asked.as_query());
    // A sample is some of the lines, and a larger one with the same seed holds it.
    let sample =
        |lines_of: usize| lines(asked, ConcordanceSort::Right, Some(Sample { lines: lines_of, seed: 3 }));
    let (small, large) = (sample(5), sample(9));
    assert_eq!((small.len(), large.len()), (seen.len().min(5), seen.len().min(9)));
    assert!(small.iter().all(|line| large.contains(line)) && large.iter().all(|line| listed.contains(line)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn concordances_list_what_is_there(asked in asked()) {
        check_lines(&asked);
    }

    #[test]
    fn sources_count_what_is_there(asked in asked()) {
        check_sources(&asked);
    }

    #[test]
    fn timelines_count_what_is_there(
        asked in [asked(), asked()],
        by in prop::sample::select(PeriodLength::ALL.as_slice()),
        days in prop::option::of((0..2000_i64, 0..900_i64)),
    ) {
        let days = days.map(|(from, length)| {
            let first = date(1997, 3, 1).saturating_add(from.days());
            (first, first.saturating_add(length.days()))
        });
        check_timeline(&asked, by, days);
    }
}
