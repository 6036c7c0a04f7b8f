//! How fast queries of every kind are answered, with an exact total and the passages of ten hits.
//!
//! Each query runs several times in one process on one thread; the first run, in which the system reads the index
//! from disk, is not counted. The mean processor time stands beside the median of the time that passed: on a machine
//! that has other work they differ. So the fastest turn stands there too: what others do only ever adds to it.

use std::path::Path;
use std::time::Instant;

use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::{IndexFolder, OpenIndex};
use knipsel::query::parse;
use knipsel::search::{Search, SearchRequest};

/// How often each query is measured.
const TURNS: usize = 9;

/// The kinds of queries, each with the most milliseconds that its median should take on a million articles.
const QUERIES: &[(&str, f64, &[&str])] = &[
    ("one word", 2.0, &["soldaat", "vrede", "minister", "Karabach", "zonnepanelen", "de", "zebra"]),
    (
        "two words",
        2.0,
        &["minister president", "vrede akkoord", "de minister", "water dijk", "soldaat grens", "markt plein"],
    ),
    (
        "phrase",
        2.0,
        &[
            "\"tweede kamer\"",
            "\"van de\"",
            "\"de minister\"",
            "\"op het plein\"",
            "Nagorno-Karabach",
            "\"een jaar na de\"",
        ],
    ),
    (
        "joined",
        200.0,
        &[
            "vrede OF oorlog",
            "vrede EN (akkoord OF bestand) NIET oorlog",
            "de OF het OF een",
            "minister NIET president",
            "titel:vrede",
            "bron:courant vrede",
            "vrede datum:2000..",
            "datum:1990",
        ],
    ),
    (
        "wildcard",
        30.0,
        &[
            "vrede*",
            "*akkoord",
            "amster?am",
            "sjo*goe",
            "soldat*",
            "minist*",
            "*schap",
            "*kamer*",
            "\"de min*\"",
            "\"*heid van\"",
            "be*ing",
            "a?n",
        ],
    ),
    (
        "fuzzy",
        30.0,
        &["pasjinian~", "pasjinian~2", "minister~2", "karabach~", "soldaat~1", "vrede~2", "regering~"],
    ),
    (
        "near",
        200.0,
        &[
            "vrede NABIJ/5 akkoord",
            "minister NABIJ/10 water",
            "de NABIJ/2 het",
            "(vrede OF oorlog) NABIJ/10 (grens OF stad)",
            "\"(vrede* of oorlog*) (grens* of stad*)\"~15",
            "\"de van een\"~10",
            "min* NABIJ/3 van",
            "(minister EN water) NABIJ/20 stad",
        ],
    ),
    (
        "in one sentence",
        200.0,
        &[
            "vrede IN-ZIN akkoord",
            "minister IN-ZIN water",
            "de IN-ZIN het",
            "vrede IN-ALINEA oorlog",
            "de IN-ALINEA stad",
            "(vrede NIET oorlog) IN-ZIN stad",
            "min* IN-ZIN stad",
        ],
    ),
    (
        "costly",
        1000.0,
        &["*a* OF *e*", "e* NABIJ/1000 d*", "\"a* e* o* d*\"~100", "a* OF b* OF c*", "*e* IN-ALINEA *a*"],
    ),
];

/// Measures all queries on an index.
///
/// With `only`, those of one kind.
pub(crate) fn queries(index: &Path, name: &str, only: Option<&str>) {
    let open = open(index);
    let mut search = Search::new(&open);
    let mut all = Vec::new();
    for (kind, limit, queries) in QUERIES.iter().filter(|(kind, ..)| only.is_none_or(|only| only == *kind)) {
        let mut medians = Vec::new();
        for query in *queries {
            let times = measure(&mut search, kind, query);
            medians.push((super::median(&times), query));
            all.extend(times);
        }
        let (slowest, which) = medians
            .iter()
            .copied()
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .expect("there are queries");
        let medians: Vec<f64> = medians.iter().map(|(median, _)| *median).collect();
        println!(
            "queries on {name}, {kind}: median {:.2} ms, slowest {slowest:.2} ms ({which}); limit {limit} ms",
            super::median(&medians)
        );
    }
    if only.is_some() {
        return;
    }
    let long: Vec<String> = vec![
        (0..10_000).map(|number| format!("woord{number}")).collect::<Vec<_>>().join(" OF "),
        format!("{}a{}", "(".repeat(2_000), ")".repeat(2_000)),
    ];
    for query in long {
        let began = Instant::now();
        let parsed = parse(&query, today());
        let answered = parsed.first_error().is_none() && search.run(&SearchRequest::new(parsed.root)).is_ok();
        let told = if answered { "answered" } else { "refused" };
        println!(
            "queries on {name}, {} letters: {told} in {:.0} ms",
            query.len(),
            1e3 * began.elapsed().as_secs_f64()
        );
    }
    all.sort_by(f64::total_cmp);
    println!(
        "queries on {name}, all: median {:.2} ms, p99 {:.2} ms",
        super::median(&all),
        all[all.len() * 99 / 100]
    );
}

/// Measures one query on an index.
pub(crate) fn one_query(index: &Path, query: &str) {
    let open = open(index);
    measure(&mut Search::new(&open), "this query", query);
}

/// Measures a query, prints what it took, and gives the time of each turn in milliseconds.
fn measure(search: &mut Search<'_>, kind: &str, query: &str) -> Vec<f64> {
    let parsed = parse(query, today());
    let request = SearchRequest::new(parsed.root);
    let mut times = Vec::new();
    let mut found = String::new();
    let mut processor_began = None;
    for turn in 0..=TURNS {
        if turn == 1 {
            processor_began = processor_time();
        }
        let began = Instant::now();
        let result = search.run(&request);
        times.push(1e3 * began.elapsed().as_secs_f64());
        found = result.map_or_else(|_| "refused".to_owned(), |result| result.total.to_string());
    }
    times.remove(0);
    let median = super::median(&times);
    let fastest = times.iter().copied().fold(f64::INFINITY, f64::min);
    let processor = processor_time().zip(processor_began).map(|(now, began)| now - began);
    let processor = processor.map_or("unknown".to_owned(), |ms| format!("{:.2}", ms / TURNS as f64));
    println!(
        "  {median:9.2} ms, fastest {fastest:8.2}, processor {processor:>8}  {kind:16} {query}: {found}"
    );
    times
}

fn open(index: &Path) -> OpenIndex {
    OpenIndex::open(&IndexFolder::at(index), &AnalysisOptions::default()).expect("the index opens")
}

fn today() -> Day {
    Day::from_ymd(2025, 6, 1).expect("it is a day")
}

/// The processor time that this thread has used, in milliseconds. Linux tells.
fn processor_time() -> Option<f64> {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = figures.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e6)
}
