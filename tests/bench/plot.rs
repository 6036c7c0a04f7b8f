//! Plots for the report: one figure over many runs in each panel, one panel below the other.

use std::path::Path;

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::drawing::IntoDrawingArea;
use plotters::series::LineSeries;
use plotters::style::{BLACK, IntoFont, RGBColor, WHITE};

/// A figure, and what it was after each run.
pub(crate) struct Panel {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<f64>,
}

/// The size in pixels of a panel.
const WIDTH: u32 = 900;
const HEIGHT: u32 = 190;

const LINE: RGBColor = RGBColor(0, 114, 178);

/// Writes an SVG file. Every panel begins at 0, so that what is flat looks flat and what is not does not.
pub(crate) fn write(file: &Path, title: &str, panels: &[Panel]) {
    let mut svg = String::new();
    draw(&mut svg, title, panels).expect("the plot can be drawn");
    std::fs::write(file, svg).expect("the plot can be written");
    println!("plot: {}", file.display());
}

fn draw(svg: &mut String, title: &str, panels: &[Panel]) -> Result<(), Box<dyn std::error::Error + 'static>> {
    let fail = |error: &dyn std::fmt::Display| error.to_string();
    let size = (WIDTH, 40 + HEIGHT * panels.len() as u32);
    let root = SVGBackend::with_string(svg, size).into_drawing_area();
    root.fill(&WHITE).map_err(|error| fail(&error))?;
    let root =
        root.titled(title, ("sans-serif", 18).into_font().color(&BLACK)).map_err(|error| fail(&error))?;
    for (panel, area) in panels.iter().zip(root.split_evenly((panels.len(), 1))) {
        let highest = panel.values.iter().copied().fold(0.0, f64::max);
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .margin_right(24)
            .caption(panel.name, ("sans-serif", 14).into_font().color(&BLACK))
            .set_label_area_size(LabelAreaPosition::Left, 60)
            .set_label_area_size(LabelAreaPosition::Bottom, 24)
            .build_cartesian_2d(0.0..panel.values.len() as f64, 0.0..highest * 1.15 + 1e-9)
            .map_err(|error| fail(&error))?;
        let number = |value: &f64| ((value * 1e3).round() / 1e3).to_string();
        chart
            .configure_mesh()
            .x_labels(11)
            .y_labels(5)
            .max_light_lines(0)
            .x_label_formatter(&number)
            .y_label_formatter(&number)
            .draw()
            .map_err(|error| fail(&error))?;
        let line = (1..).map(f64::from).zip(panel.values.iter().copied());
        chart.draw_series(LineSeries::new(line, &LINE)).map_err(|error| fail(&error))?;
    }
    root.present().map_err(|error| fail(&error))?;
    Ok(())
}
