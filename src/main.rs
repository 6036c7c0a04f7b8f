//! The program `knipsel`: everything it does is in the library; see `knipsel::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    knipsel::cli::run()
}
