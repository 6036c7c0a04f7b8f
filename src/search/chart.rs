//! A timeline as a chart for print, in SVG.
//!
//! One query gives bars, with what only may lie in a period lighter on top; several give lines. The queries stand
//! above and what is not in the chart stands below it.

use std::fmt::Write as _;

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, LabelAreaPosition, SeriesLabelPosition};
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::series::LineSeries;
use plotters::style::{BLACK, Color, IntoFont, RGBColor, ShapeStyle, WHITE};

use super::timeline::{Series, Timeline};
use crate::error::{Error, ErrorKind, Result};

/// The size in pixels: the proportions suit half a page.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 480;

/// How high the part is in which is drawn, without the margins, the names and the note.
const PLOT_PIXELS: f64 = 357.0;

/// The height of a row of the chart's key, and of its edge and the gaps around it.
const KEY_ROW_PIXELS: usize = 16;
const KEY_EDGE_PIXELS: usize = 24;

/// Colours that people who see no red or no green can tell apart too (Okabe and Ito).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(213, 94, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

/// What the height of the chart stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The number of articles.
    Articles,
    /// The share of all articles, in per cent. Only of timelines that count all articles.
    Share,
}

impl Measure {
    /// The measure that suits a timeline.
    pub fn of(timeline: &Timeline) -> Self {
        if timeline.all.is_some() { Self::Share } else { Self::Articles }
    }

    /// The certain and the possible value of a series in one period; that of no articles at all is 0.
    #[allow(clippy::cast_precision_loss)]
    pub fn values(self, timeline: &Timeline, series: &Series, place: usize) -> (f64, f64) {
        let count = series.counts.get(place).copied().unwrap_or_default();
        let (certain, possible) = (count.certain.articles as f64, count.possible.articles as f64);
        match (self, timeline.all.as_ref().and_then(|all| all.counts.get(place))) {
            (Self::Articles, _) => (certain, possible),
            (Self::Share, Some(all)) if all.certain.articles > 0 => {
                (100.0 * certain / all.certain.articles as f64, 0.0)
            }
            (Self::Share, _) => (0.0, 0.0),
        }
    }
}

impl Timeline {
    /// The timeline as an SVG document. `names` are what the queries are called in it, in their order.
    ///
    /// # Errors
    ///
    /// Fails where there is no period to draw.
    pub fn to_svg(&self, names: &[String]) -> Result<String> {
        if self.periods.is_empty() {
            return Err(Error::new(
                ErrorKind::Usage,
                "there is no period to draw: no dated article was found",
            )
            .hint("ask for other words, or name the days with --from and --to"));
        }
        let names: Vec<String> = names.iter().map(|name| printable(name)).collect();
        let mut svg = String::new();
        self.draw(&names, &mut svg).map_err(|error| {
            Error::new(ErrorKind::Io, format!("the chart cannot be drawn: {error}"))
                .hint("knipsel timeline QUERY --csv")
        })?;
        Ok(svg)
    }

    #[allow(clippy::cast_precision_loss)]
    fn draw(
        &self,
        names: &[String],
        svg: &mut String,
    ) -> std::result::Result<(), DrawingAreaErrorKind<std::io::Error>> {
        let measure = Measure::of(self);
        let values = |series: &Series| -> Vec<(f64, f64)> {
            (0..self.periods.len()).map(|place| measure.values(self, series, place)).collect()
        };
        let all: Vec<Vec<(f64, f64)>> = self.series.iter().map(values).collect();
        let bars = all.len() == 1;
        let highest = all.iter().flatten().map(|value| value.0 + if bars { value.1 } else { 0.0 });
        let highest = highest.fold(0.0, f64::max);
        let has_possible = bars && all.iter().flatten().any(|value| value.1 > 0.0);
        // The key of the chart lies above what is drawn, and hides none of it.
        let key_rows = all.len() + usize::from(has_possible);
        let key = ((key_rows * KEY_ROW_PIXELS + KEY_EDGE_PIXELS) as f64 / PLOT_PIXELS).min(0.6);
        let top = if highest > 0.0 { highest / (1.0 - key) } else { 1.0 };

        let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
        root.fill(&WHITE)?;
        let title = shortened(&names.join(" · "), 90);
        let root = root.titled(&title, ("sans-serif", 20).into_font().color(&BLACK))?;
        let (chart_area, note_area) = root.split_vertically(HEIGHT - 58);
        note_area.draw_text(&self.note(), &("sans-serif", 12).into_font().color(&BLACK), (14, 6))?;

        let periods = self.periods.len() as f64;
        let mut chart = ChartBuilder::on(&chart_area)
            .margin(12)
            .set_label_area_size(LabelAreaPosition::Left, 64)
            .set_label_area_size(LabelAreaPosition::Bottom, 40)
            .build_cartesian_2d(0.0..periods, 0.0..top)?;
        let label = |place: &f64| {
            // Only where a period begins is there a label.
            let begins = (0..self.periods.len()).find(|&number| (place - number as f64).abs() < 1e-9);
            begins.map_or(String::new(), |number| self.periods[number].to_string())
        };
        let number = |value: &f64| match measure {
            Measure::Share => {
                format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned() + "%"
            }
            Measure::Articles if value.fract().abs() < 1e-9 => format!("{value}"),
            // There is no half an article.
            Measure::Articles => String::new(),
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(WHITE)
            .bold_line_style(BLACK.mix(0.15))
            .x_labels(self.periods.len().min(12) + 1)
            .y_labels(8)
            .x_label_formatter(&label)
            .y_label_formatter(&number)
            .y_desc(match measure {
                Measure::Articles => "articles",
                Measure::Share => "share of all articles",
            })
            .label_style(("sans-serif", 12))
            .axis_desc_style(("sans-serif", 13))
            .draw()?;

        for (number, (values, name)) in all.iter().zip(names).enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            if bars {
                // Bars of many periods touch, so that none is thinner than the gap beside it.
                let gap = if periods > 120.0 { 0.0 } else { 0.12 };
                let bar = |place: usize, from: f64, to: f64, style: ShapeStyle| {
                    let left = place as f64;
                    Rectangle::new([(left + gap, from), (left + 1.0 - gap, to)], style)
                };
                let key = |style: ShapeStyle| {
                    move |(x, y): (i32, i32)| Rectangle::new([(x + 4, y - 5), (x + 14, y + 5)], style)
                };
                let values = || values.iter().enumerate();
                let (full, light) = (colour.filled(), colour.mix(0.3).filled());
                let certain = values().filter(|(_, value)| value.0 > 0.0);
                chart
                    .draw_series(certain.map(|(place, value)| bar(place, 0.0, value.0, full)))?
                    .label(shortened(name, 40))
                    .legend(key(full));
                let possible = values().filter(|(_, value)| value.1 > 0.0);
                let mut possible =
                    possible.map(|(place, value)| bar(place, value.0, value.0 + value.1, light)).peekable();
                if possible.peek().is_some() {
                    chart.draw_series(possible)?.label("may lie here or elsewhere").legend(key(light));
                }
            } else {
                let middle = |(place, value): (usize, &(f64, f64))| (place as f64 + 0.5, value.0);
                let line = LineSeries::new(values.iter().enumerate().map(middle), colour.stroke_width(2));
                chart
                    .draw_series(line)?
                    .label(shortened(name, 40))
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
                if periods <= 60.0 {
                    let points = values.iter().enumerate().map(middle);
                    chart.draw_series(points.map(|at| Circle::new(at, 3, colour.filled())))?;
                }
            }
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK.mix(0.3))
            .label_font(("sans-serif", 13))
            .draw()?;
        root.present()?;
        drop(chart);
        Ok(())
    }

    /// What the chart does not show by itself; of several queries each, since one article may be of more than one.
    fn note(&self) -> String {
        let each = |of: fn(&Series) -> u64| -> Option<String> {
            let numbers: Vec<u64> = self.series.iter().map(of).collect();
            let shown = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(" · ");
            numbers.iter().any(|number| *number > 0).then_some(shown)
        };
        let total = each(|series| series.total.articles).unwrap_or_else(|| "0".to_owned());
        let mut note = format!("articles: {total}");
        if let Some(partial) = each(|series| series.partial.articles) {
            let shown = if self.series.len() == 1 && self.all.is_none() { "light bars" } else { "not shown" };
            let _ = write!(note, "; of no period for certain: {partial} ({shown})");
        }
        if let Some(undated) = each(|series| series.undated.articles) {
            let _ = write!(note, "; undated: {undated} (not shown)");
        }
        let _ = write!(note, "; knipsel, generation {}", self.generation);
        note
    }
}

/// A text without characters that XML does not have.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c })
        .collect()
}

fn shortened(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    text.chars().take(max_chars - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Period, PeriodLength};
    use crate::search::{PeriodCount, Tally};

    fn tally(articles: u64) -> Tally {
        Tally { articles, ..Tally::default() }
    }

    /// A timeline of years from 2000 on, of each query the articles that certainly lie in each.
    fn timeline(queries: &[&[u64]]) -> Timeline {
        let series = |articles: &&[u64]| Series {
            counts: articles
                .iter()
                .map(|&it| PeriodCount { certain: tally(it), possible: Tally::default() })
                .collect(),
            total: tally(articles.iter().sum()),
            ..Series::default()
        };
        let years = 2000..2000 + i64::try_from(queries[0].len()).unwrap();
        Timeline {
            periods: years.map(|year| Period::numbered(PeriodLength::Year, year)).collect(),
            series: queries.iter().map(series).collect(),
            all: None,
            generation: 7,
        }
    }

    /// The value of an attribute of an element.
    fn number(element: &str, name: &str) -> i64 {
        let value = element.split_once(&format!(" {name}=\"")).unwrap().1;
        value.split('"').next().unwrap().parse().unwrap()
    }

    /// The filled rectangles of a colour, each with its left and upper edge, width and height. The last is in the key.
    fn rectangles(svg: &str, opacity: &str) -> Vec<[i64; 4]> {
        let wanted = format!("opacity=\"{opacity}\" fill=\"#0072B2\"");
        let lines = svg.lines().filter(|line| line.starts_with("<rect") && line.contains(&wanted));
        lines.map(|line| ["x", "y", "width", "height"].map(|name| number(line, name))).collect()
    }

    /// The upper and lower edge of the box around the key.
    fn key_of(svg: &str) -> (i64, i64) {
        let key = svg
            .lines()
            .rfind(|line| line.starts_with("<rect") && line.contains("stroke=\"#000000\""))
            .unwrap();
        (number(key, "y"), number(key, "y") + number(key, "height"))
    }

    #[test]
    fn bars_are_as_high_as_their_numbers_and_lie_below_the_key() {
        let mut timeline = timeline(&[&[0, 30, 10, 60]]);
        timeline.series[0].counts[2].possible = tally(20);
        timeline.series[0].partial = tally(20);
        let svg = timeline.to_svg(&["a < b & \"c\"".to_owned()]).unwrap();
        let bars = rectangles(&svg, "1");
        let heights: Vec<i64> = bars.iter().map(|bar| bar[3]).collect();
        let [thirty, ten, sixty, _key] = heights.as_slice() else { panic!("{heights:?}") };
        assert!((thirty - 3 * ten).abs() <= 3 && (sixty - 6 * ten).abs() <= 6 && *ten > 30, "{heights:?}");
        let [light, _key] = rectangles(&svg, "0.3").try_into().unwrap();
        assert!(
            (light[3] - 2 * ten).abs() <= 2 && light[1] + light[3] == bars[1][1],
            "{light:?} on {bars:?}"
        );
        assert!(bars[..3].iter().all(|bar| bar[1] > key_of(&svg).1), "{bars:?}, {:?}", key_of(&svg));
        for text in [
            "a &lt; b &amp; \"c\"",
            "articles",
            "2000",
            "2003",
            "may lie here or elsewhere",
            "articles: 100; of no period for certain: 20 (light bars); knipsel, generation 7",
        ] {
            let is_there = svg.lines().any(|line| line.replace("&quot;", "\"") == text);
            assert!(is_there, "`{text}` is in {svg}");
        }
    }

    #[test]
    fn lines_of_several_queries_lie_below_the_key_and_each_has_its_number() {
        let queries: Vec<Vec<u64>> = (1..=9).map(|number| vec![number, 100, number]).collect();
        let queries: Vec<&[u64]> = queries.iter().map(Vec::as_slice).collect();
        let names: Vec<String> = (1..=9).map(|number| format!("vraag {number}")).collect();
        let svg = timeline(&queries).to_svg(&names).unwrap();
        let highest = svg
            .lines()
            .filter(|line| line.starts_with("<polyline"))
            .filter_map(|line| line.split_once("points=\"")?.1.split_once('"'))
            .filter(|(points, _)| points.split_whitespace().count() == 3)
            .flat_map(|(points, _)| {
                points.split_whitespace().filter_map(|it| it.split_once(',')?.1.parse::<i64>().ok())
            })
            .min();
        assert!(highest.unwrap() > key_of(&svg).1, "{highest:?}, {:?}", key_of(&svg));
        assert!(names.iter().all(|name| svg.lines().any(|line| line == name)), "{svg}");
        assert!(
            svg.contains("articles: 102 · 104 · 106 · 108 · 110 · 112 · 114 · 116 · 118; knipsel"),
            "{svg}"
        );
    }

    #[test]
    fn nothing_is_no_chart() {
        assert!(timeline(&[&[]]).to_svg(&["zebra".to_owned()]).is_err());
        let svg = timeline(&[&[0, 0]]).to_svg(&["zebra".to_owned()]).unwrap();
        assert_eq!(rectangles(&svg, "1").len(), 1, "{svg}");
    }
}
