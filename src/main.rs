//! The program `knipsel`: everything it does is in the library; see `knipsel::cli`.

use std::process::ExitCode;

/// An index build allocates and frees from several threads at once, where the system's allocator is slower.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    knipsel::cli::run()
}
