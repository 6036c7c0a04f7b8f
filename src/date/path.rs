//! The date that a file's name or folders tell, for records that tell none.
//!
//! A name is a guess, and a wrong date is worse than a vague one, so only forms that hardly anything but a date
//! has are taken: `dossier-12345678.txt` and `IMG_1834.jpg` tell nothing.

use super::day::Day;
use super::edtf::{End, NewsDate};
use super::point::Point;
use super::words;

/// The date that the name or the folders of a file tell; `None` where they tell none.
///
/// The path is one inside the archive, with `/` or `\` between folders. The most precise date wins, and of
/// several the one nearest to the file's name.
///
/// Recognised in any name, between signs other than letters and digits:
///
/// - `2021-11-16`, `2021_11_16`, `2021.11.16`, `16-11-2021` with the same sign twice and two digits for day and
///   month; `2021-11-16T08-30`;
/// - `20211116` and `20211116083000`, also behind letters (`bode20211116`), years 1600 to 2099;
/// - `2021-11`, and with Dutch or English names `12-mei-1894`, `mei_1894`, `12mei1894`, `1894-mei`;
/// - `2021`, years 1600 to 2099; not after a word that counts (`nr-1953`, `IMG_1834`, `dossier-2020`), and not as
///   the whole name of a `.txt` file, of which there may be thousands, numbered;
/// - several dates of one precision in one name are an interval: `2019-2020`, `2019-20`, `2021-11-01_2021-11-07`.
///
/// Recognised in folders below each other: a folder with a year, then a month (`11`, `1`, `Mei`, `05-mei`), then
/// a day (`16`, `5`); the month or the day may be the file's name, in two digits (`1894/Mei/12.txt`); also
/// `2021-11/16/` and `2021/11-16/`.
///
/// Not recognised: months before the year (`11-2021`, which may be a number), six digits, two-digit years,
/// weeks, numbers of issues. A day that does not exist is none: `2021/02/30/` is February 2021.
///
/// ```
/// use knipsel::date::from_path;
///
/// let date = |path| from_path(path).map(|date| date.to_string());
/// assert_eq!(date("bode/2021/11/16/brug.txt").as_deref(), Some("2021-11-16"));
/// assert_eq!(date("2019/bode_20211116.jsonl.gz").as_deref(), Some("2021-11-16"));
/// assert_eq!(date("dossier-12345678.txt"), None);
/// ```
pub fn from_path(relative_path: &str) -> Option<NewsDate> {
    let folders = relative_path.rsplit(['/', '\\']).filter(|name| !name.is_empty());
    let mut names: Vec<&str> = folders.take(MAX_NAMES).collect();
    names.reverse();
    let (name, extension) = split_extension(names.pop()?);
    let numbered = name.len() == 4 && matches!(extension, "" | "txt" | "md" | "html" | "htm");
    names.push(name);

    let mut best: Option<Told> = None;
    for place in (0..names.len()).rev() {
        let is_file = place + 1 == names.len();
        let in_name = if is_file && numbered { None } else { told_by_name(names[place]) };
        for told in [in_name, told_by_folders(&names[..=place], is_file)].into_iter().flatten() {
            if best.as_ref().is_none_or(|best| told.precision > best.precision) {
                best = Some(told);
            }
        }
    }
    best.map(|best| best.date)
}

/// Folders further above the file than this tell nothing of it.
const MAX_NAMES: usize = 32;

/// A date, and how exact it is.
struct Told {
    date: NewsDate,
    precision: Precision,
    /// The date, where it is not an interval.
    point: Option<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Years,
    Year,
    Month,
    Day,
}

/// Bare years and days without signs are taken only from these; before them there were no newspapers.
const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i32> = 1600..=2099;

/// Cuts `.gz` and the like off, and then one extension; also tells that, in lower case or not as it stands.
fn split_extension(name: &str) -> (&str, &str) {
    let packed = ["gz", "zst", "bz2", "xz", "zip"];
    let inner = match name.rsplit_once('.') {
        Some((inner, extension)) if packed.iter().any(|known| extension.eq_ignore_ascii_case(known)) => inner,
        _ => name,
    };
    match inner.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => (stem, extension),
        _ => (inner, ""),
    }
}

/// An extension has a letter; `.2021` is part of the name.
fn is_extension(text: &str) -> bool {
    text.len() <= 8
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A run of letters and digits in a name.
#[derive(Clone, Copy)]
struct Run<'a> {
    text: &'a str,
    /// The one sign between it and the run before; `None` where there are more or none.
    sign: Option<char>,
}

impl Run<'_> {
    /// The number, where it is written in so many digits.
    fn number(&self, digits: usize) -> Option<u16> {
        let is_number = self.text.len() == digits && self.text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { self.text.parse().ok() } else { None }
    }

    fn year(&self) -> Option<i32> {
        self.number(4).map(i32::from).filter(|year| PLAUSIBLE_YEARS.contains(year))
    }

    fn month_name(&self) -> Option<u8> {
        words::month(&words::fold(self.text))
    }

    /// One or two digits.
    fn day(&self) -> Option<u8> {
        self.number(1).or_else(|| self.number(2)).and_then(|day| u8::try_from(day).ok())
    }

    /// Two digits, behind which a time may follow.
    fn day_before_time(&self) -> Option<u8> {
        let (day, rest) = self.text.split_at_checked(2)?;
        let time = rest.is_empty() || (rest.starts_with(['T', 't']) && rest[1..].starts_with(is_digit));
        if time { Run { text: day, sign: None }.day() } else { None }
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// The runs of a name, `12mei1894` as three.
fn runs(name: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = name;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let mut signs = rest[..start].chars();
        let sign = signs.next().filter(|_| signs.next().is_none());
        rest = &rest[start..];
        let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        push_run(&mut runs, &rest[..end], sign);
        rest = &rest[end..];
    }
    runs
}

fn push_run<'a>(runs: &mut Vec<Run<'a>>, text: &'a str, sign: Option<char>) {
    let whole = Run { text, sign };
    let letters = text.find(|letter: char| !is_digit(letter)).unwrap_or(text.len());
    let (day, rest) = text.split_at(letters);
    let (month, year) = rest.split_at(rest.find(is_digit).unwrap_or(rest.len()));
    let [month, year] = [month, year].map(|text| Run { text, sign: Some('-') });
    if day.len() > 2 || year.year().is_none() || month.month_name().is_none() {
        runs.push(whole);
        return;
    }
    if !day.is_empty() {
        runs.push(Run { text: day, sign });
    }
    runs.extend([month, year]);
}

/// The date that one name tells by itself.
fn told_by_name(name: &str) -> Option<Told> {
    let runs = runs(without_uuid(name));
    let mut found: Vec<(Precision, NewsDate, Point)> = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        let Some((precision, point, length)) = date_at(&runs, at) else {
            at += 1;
            continue;
        };
        if let Ok(date) = NewsDate::from_point(point) {
            found.push((precision, date, point));
        }
        if let (Precision::Year, Some(next)) = (precision, second_of_two_years(&runs, at)) {
            found.extend(NewsDate::from_point(next).ok().map(|date| (precision, date, next)));
        }
        at += length;
    }

    let precision = found.iter().map(|(precision, ..)| *precision).max()?;
    found.retain(|(found, ..)| *found == precision);
    let (_, first_date, first) = found.iter().min_by_key(|(_, date, _)| date.span().first)?;
    let (_, _, last) = found.iter().max_by_key(|(_, date, _)| date.span().last)?;
    if first == last {
        return Some(Told { date: first_date.clone(), precision, point: Some(*first) });
    }
    let date = NewsDate::from_ends(End::Point(*first), End::Point(*last)).ok()?;
    let precision = if precision == Precision::Year { Precision::Years } else { precision };
    Some(Told { date, precision, point: None })
}

/// The date that begins at a run, and how many runs it takes. It need not exist.
fn date_at(runs: &[Run<'_>], at: usize) -> Option<(Precision, Point, usize)> {
    if let Some(day) = day_without_signs(runs[at].text) {
        return Some((Precision::Day, day, 1));
    }
    let same_sign = |a: Run<'_>, b: Run<'_>| a.sign.is_some() && a.sign == b.sign;
    if let [a, b, c, ..] = runs[at..] {
        let point = |year: u16, month: u16, day: u8| {
            let point = Point::of_year(i32::from(year)).with_month(u8::try_from(month).ok()?).with_day(day);
            point.possible_days().is_ok().then_some((Precision::Day, point, 3))
        };
        let named = |year: &Run<'_>, month: &Run<'_>, day: &Run<'_>| {
            let (year, month, day) = (year.number(4)?, month.month_name()?, day.day()?);
            point(year, u16::from(month), day)
        };
        let in_digits = || match (a.number(4), a.number(2), b.number(2)?) {
            (Some(year), _, month) => point(year, month, c.day_before_time()?),
            (_, Some(day), month) => point(c.number(4)?, month, u8::try_from(day).ok()?),
            _ => None,
        };
        let date = if same_sign(b, c) { in_digits() } else { None };
        if let Some(date) = date.or_else(|| named(&a, &b, &c)).or_else(|| named(&c, &b, &a)) {
            return Some(date);
        }
    }
    if let [a, b, ..] = runs[at..] {
        let month = |year: Run<'_>, month: u8| {
            let point = Point::of_year(year.year()?).with_month(month);
            (1..=12).contains(&month).then_some((Precision::Month, point, 2))
        };
        let in_digits = || month(a, b.sign.and(b.number(2)).and_then(|month| u8::try_from(month).ok())?);
        let named = || a.month_name().and_then(|name| month(b, name));
        let turned = || b.month_name().and_then(|name| month(a, name));
        if let Some(date) = in_digits().or_else(named).or_else(turned) {
            return Some(date);
        }
    }
    let before = at.checked_sub(1).map(|before| words::fold(runs[before].text));
    let counted = before.is_some_and(|word| words::counts_things(&word));
    let year = runs[at].year().filter(|_| !counted)?;
    Some((Precision::Year, Point::of_year(year), 1))
}

/// `2019-20`: two years, of which the second is not written whole, and no month.
fn second_of_two_years(runs: &[Run<'_>], at: usize) -> Option<Point> {
    let (year, next) = (runs[at].year()?, runs.get(at + 1)?);
    let follows = next.sign.is_some() && next.number(2).map(i32::from) == Some((year + 1) % 100);
    follows.then(|| Point::of_year(year + 1))
}

/// `20211116`, `20211116083000`, `20211116T083000Z`, `bode20211116`: the day, if there is such a day.
fn day_without_signs(text: &str) -> Option<Point> {
    let letters = text.find(is_digit)?;
    let digits = &text[letters..];
    let count = digits.find(|letter: char| !is_digit(letter)).unwrap_or(digits.len());
    let rest = &digits[count..];
    let is_whole = rest.is_empty() || (count == 8 && rest.starts_with(['T', 't']));
    if !matches!(count, 8 | 12 | 14 | 17) || letters == 1 || !is_whole {
        return None;
    }
    let part = |from: usize| digits[from..from + 2].parse::<u8>().ok();
    let year = Run { text: &digits[..4], sign: None }.year()?;
    let day = Day::from_ymd(year, part(4)?, part(6)?)?;
    if count > 8 && (part(8)? > 23 || part(10)? > 59) {
        return None;
    }
    let (year, month, day) = day.year_month_day();
    Some(Point::of_year(year).with_month(month).with_day(day))
}

/// Cuts a UUID off, whose groups of four may look like years.
fn without_uuid(name: &str) -> &str {
    let groups = [8, 4, 4, 4, 12];
    let length = groups.iter().sum::<usize>() + 4;
    for start in 0..name.len().saturating_sub(length - 1) {
        let Some(part) = name.get(start..start + length) else { continue };
        let mut parts = part.split('-');
        let fits = |size: &usize| {
            parts
                .next()
                .is_some_and(|part| part.len() == *size && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        if groups.iter().all(fits) {
            return &name[..start];
        }
    }
    name
}

/// The date that a name tells together with the folders above it.
fn told_by_folders(names: &[&str], is_file: bool) -> Option<Told> {
    let (name, above) = names.split_last()?;
    let runs = runs(name);
    // A file may be one of many that are numbered, which seldom have two digits throughout.
    let small = |run: &Run<'_>| if is_file { run.number(2).and_then(|_| run.day()) } else { run.day() };
    let year = above.last().and_then(|folder| whole_year(folder));

    let (precision, point) = match (runs.as_slice(), year) {
        // `2021/11-16`, `1894/05-mei`, `1894/12-mei`, `1894/mei-12`
        ([a, b], Some(year)) => {
            let with_name = a.day().zip(b.month_name()).or_else(|| b.day().zip(a.month_name()));
            let in_digits = || b.day().zip(a.day()).filter(|_| a.text.len() == 2 && b.text.len() == 2);
            match with_name {
                Some((number, month)) if number == month => (Precision::Month, year.with_month(month)),
                Some((day, month)) => (Precision::Day, year.with_month(month).with_day(day)),
                None => {
                    let (day, month) = in_digits()?;
                    (Precision::Day, year.with_month(month).with_day(day))
                }
            }
        }
        // `2021/11`, `1894/Mei`
        ([month], Some(year)) => {
            let month =
                month.month_name().or_else(|| small(month)).filter(|month| (1..=12).contains(month))?;
            (Precision::Month, year.with_month(month))
        }
        // `2021/11/16`, `2021-11/16`
        ([day], None) => {
            let (folder, _) = above.split_last()?;
            let month = told_by_folders(above, false)
                .filter(|told| told.precision == Precision::Month)
                .or_else(|| told_by_name(folder).filter(|told| told.precision == Precision::Month))?;
            (Precision::Day, month.point?.with_day(small(day)?))
        }
        _ => return None,
    };
    let date = NewsDate::from_point(point).ok()?;
    Some(Told { date, precision, point: Some(point) })
}

/// The year of a folder that tells a year and no more.
fn whole_year(folder: &str) -> Option<Point> {
    told_by_name(folder).filter(|told| told.precision == Precision::Year)?.point
}
