//! `knipsel export`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::filter::FilterArgs;
use super::output::{WholeFile, cannot_write};
use super::parquet::ParquetArticles;
use super::query::{answered, parse_query};
use super::screen::Form;
use super::search::today;
use super::{Context, Outcome, print, screen};
use crate::error::{Error, ErrorKind};
use crate::index::{IndexFolder, OpenIndex};
use crate::paths::real_path;
use crate::search::{Hit, Search, SearchRequest, Selection, Sort, content_hash};
use crate::wire::{BoundsObject, ExportFormat, Exporter, ManifestLine, ManifestObject, MemberObject};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// What to export; behind `--` where it is one word that begins with a minus
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The format
    #[arg(long, value_name = "FORMAT")]
    format: FormatArg,
    /// The file to write, whole or not at all, with FILE.manifest.jsonl beside it [default: stdout (-), no manifest]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where to write the manifest instead
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// In CSV and TSV, leave cells as they are that a spreadsheet would run as formulas
    #[arg(long)]
    raw_cells: bool,
    /// In a TREC run, the topic
    #[arg(long, value_name = "ID", default_value = "1")]
    topic: String,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// JSON Lines, with the whole articles
    Jsonl,
    /// Comma-separated values, with the whole articles
    Csv,
    /// Tab-separated values, with the whole articles
    Tsv,
    /// A TREC run: topic Q0 id rank score knipsel
    Trec,
    /// For reference managers
    Ris,
    /// For LaTeX
    Bibtex,
    /// For data frames, with the whole articles
    Parquet,
}

impl FormatArg {
    /// The name, and the format where it is one of text.
    fn format(self) -> (&'static str, Option<ExportFormat>) {
        let format = match self {
            FormatArg::Jsonl => ExportFormat::Jsonl,
            FormatArg::Csv => ExportFormat::Csv,
            FormatArg::Tsv => ExportFormat::Tsv,
            FormatArg::Trec => ExportFormat::Trec,
            FormatArg::Ris => ExportFormat::Ris,
            FormatArg::Bibtex => ExportFormat::Bibtex,
            FormatArg::Parquet => return ("parquet", None),
        };
        (format.as_str(), Some(format))
    }
}

pub(super) fn export(context: &Context, args: &ExportArgs) -> anyhow::Result<Outcome> {
    let text = args.query.join(" ");
    // The manifest must name the day that the query was read on, and an export may go on over midnight.
    let today = today();
    let Some(parsed) = parse_query(context, &text, today, false)? else { return Ok(Outcome::Faulty) };
    let selection = args.filter.selection(parsed.root)?;
    let output = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    let manifest_path = match (&args.manifest, output) {
        (Some(manifest), Some(output)) if real_path(manifest) == real_path(output) => {
            let what = format!("--output and --manifest both name `{}`", output.display());
            let hint = "leave --manifest out: it is then written beside the output";
            return Err(Error::new(ErrorKind::Usage, what).hint(hint).into());
        }
        (Some(path), _) => Some(path.clone()),
        (None, Some(output)) => Some(manifest_beside(output)?),
        (None, None) => None,
    };
    if matches!(args.format, FormatArg::Parquet) && output.is_none() && context.out.terminal {
        let what = "Parquet is no text, and stdout is a terminal";
        return Err(Error::new(ErrorKind::Usage, what).hint("name a file: --output result.parquet").into());
    }
    let index = OpenIndex::open(&IndexFolder::at(&context.config.index), &context.config.analysis)?;
    let mut search = Search::new(&index).with_synonyms(&context.config.synonyms);
    // A query that is refused is so before anything is written.
    if answered(context, &text, search.check(&selection), false)?.is_none() {
        return Ok(Outcome::Faulty);
    }
    let restated = args.filter.restated(&selection, &mut search);
    let Selection { query, level, days, dates } = selection;
    let (format_name, format) = args.format.format();
    let form = if format == Some(ExportFormat::Jsonl) { Form::Json } else { Form::Text };
    // Articles come in an order that a rebuild keeps; a run is ranked, and so comes by relevance.
    let by_relevance = format == Some(ExportFormat::Trec) && query.has_words();
    let sort = if by_relevance { Sort::Relevance } else { Sort::Oldest };
    let request = SearchRequest { level, days, dates, sort, limit: None, ..SearchRequest::new(query) };
    let out = Hashed::new(match output {
        Some(path) => Target::File(WholeFile::create(path)?),
        None => Target::Stdout(screen::stdout(context.out, form)),
    });
    let mut manifest = manifest_path.as_deref().map(WholeFile::create).transpose()?;

    let failed = |error| write_failed(output, error);
    let manifest_failed = |error| write_failed(manifest_path.as_deref(), error);
    let mut articles_out = match format {
        Some(format) => ArticlesOut::text(Exporter::new(format, args.raw_cells, &args.topic), out),
        None => ParquetArticles::new(out).map(|parquet| ArticlesOut::Parquet(Box::new(parquet))),
    }
    .map_err(failed)?;
    let articles = search.export(&request, &mut |hit| {
        if let Some(manifest) = &mut manifest {
            let member = MemberObject { id: hit.article.id.clone(), hash: content_hash(&hit.article) };
            write_line(manifest, &ManifestLine::Member(member)).map_err(manifest_failed)?;
        }
        articles_out.add(hit).map_err(failed)
    })?;
    let disarmed_cells = articles_out.disarmed();
    let (bytes, blake3) = articles_out.finish().map_err(failed)?.finish(output)?;

    if let Some(mut manifest) = manifest {
        let line = ManifestLine::Manifest(Box::new(ManifestObject {
            knipsel: env!("CARGO_PKG_VERSION").to_owned(),
            created: Timestamp::now().to_string(),
            query: text,
            restated,
            today: today.to_string(),
            bounds: BoundsObject::new(level, dates, days),
            format: format_name.to_owned(),
            file: output.and_then(Path::file_name).map(|it| it.to_string_lossy().into_owned()),
            bytes,
            blake3,
            articles,
            disarmed_cells,
            generation: index.generation(),
            analyzer: index.analyzer().fingerprint(),
            synonyms: context.config.synonyms.fingerprint(),
        }));
        write_line(&mut manifest, &line).map_err(manifest_failed)?;
        manifest.finish()?;
    }
    let mut told = io::stderr().lock();
    if let Some(path) = output {
        let path = context.err.safe(&path.display().to_string()).into_owned();
        writeln!(told, "wrote {} to {path}, {}", print::counted(articles, "article"), print::bytes(bytes))?;
    }
    if disarmed_cells > 0 {
        let cells = print::counted(disarmed_cells, "cell");
        let why = "that a spreadsheet might run as a formula; --raw-cells leaves it out";
        writeln!(told, "put a ' before {cells} {why}")?;
    }
    Ok(if articles > 0 { Outcome::Found } else { Outcome::NothingFound })
}

/// The manifest's place beside an output.
fn manifest_beside(output: &Path) -> crate::error::Result<PathBuf> {
    let Some(name) = output.file_name() else {
        return Err(Error::new(ErrorKind::Usage, format!("--output `{}` names no file", output.display()))
            .hint("name a file, such as --output result.csv"));
    };
    let mut name = name.to_owned();
    name.push(".manifest.jsonl");
    Ok(output.with_file_name(name))
}

fn write_line(out: &mut impl Write, line: &ManifestLine) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// A file that could not be written; of stdout the reason stays on top, since whoever read it may have enough.
fn write_failed(path: Option<&Path>, error: io::Error) -> Error {
    match path {
        Some(path) => cannot_write(path, error),
        None => Error::new(ErrorKind::Io, "cannot write to stdout").caused_by(error),
    }
}

/// Articles on their way out, in text or as Parquet.
enum ArticlesOut {
    Text(Box<(Exporter, Hashed)>),
    Parquet(Box<ParquetArticles<Hashed>>),
}

impl ArticlesOut {
    fn text(mut exporter: Exporter, mut out: Hashed) -> io::Result<Self> {
        out.write_all(exporter.head().as_bytes())?;
        Ok(Self::Text(Box::new((exporter, out))))
    }

    fn add(&mut self, hit: Hit) -> io::Result<()> {
        match self {
            Self::Text(text) => {
                let (exporter, out) = &mut **text;
                out.write_all(exporter.article(hit).as_bytes())
            }
            Self::Parquet(parquet) => parquet.add(hit.article),
        }
    }

    /// How many cells would have been taken for formulas.
    fn disarmed(&self) -> u64 {
        match self {
            Self::Text(text) => text.0.disarmed(),
            Self::Parquet(_) => 0,
        }
    }

    fn finish(self) -> io::Result<Hashed> {
        match self {
            Self::Text(text) => Ok(text.1),
            Self::Parquet(parquet) => parquet.finish(),
        }
    }
}

/// Where articles go.
enum Target {
    File(WholeFile),
    Stdout(Box<dyn Write + Send>),
}

/// A target that remembers the size and the hash of what went there.
struct Hashed {
    target: Target,
    bytes: u64,
    hasher: blake3::Hasher,
}

impl Hashed {
    fn new(target: Target) -> Self {
        Self { target, bytes: 0, hasher: blake3::Hasher::new() }
    }

    /// Ends the output; gives its size and its hash.
    fn finish(self, path: Option<&Path>) -> crate::error::Result<(u64, String)> {
        match self.target {
            Target::File(file) => file.finish()?,
            Target::Stdout(mut out) => out.flush().map_err(|error| write_failed(path, error))?,
        }
        Ok((self.bytes, self.hasher.finalize().to_hex().to_string()))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.target {
            Target::File(file) => file.write(bytes)?,
            Target::Stdout(out) => out.write(bytes)?,
        };
        self.bytes += written as u64;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::File(file) => file.flush(),
            Target::Stdout(out) => out.flush(),
        }
    }
}
