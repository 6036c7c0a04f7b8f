//! What happens where the program itself meets something that must not be: a message, like for any other failure.
//!
//! tantivy trusts its files. Over one that is damaged it may stop in the middle of a search, with a line that says
//! nothing to whoever searched. Here that becomes an error with the command that finds the damage.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, ErrorKind};

/// What was met last, and where in the source.
static MET: Mutex<String> = Mutex::new(String::new());

/// Does something, and makes an error of what it did not expect.
pub(super) fn caught<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    // Who asks for a backtrace looks for the place in the source, and gets all that there is to see.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(keep));
    }
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let met = MET.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Err(unexpected(met).into())
    })
}

fn unexpected(met: String) -> Error {
    Error::new(ErrorKind::Damaged, "the program met something that must not be in a whole index")
        .caused_by(met)
        .hint("knipsel index verify")
}

fn keep(info: &PanicHookInfo<'_>) {
    let said = info.payload_as_str().unwrap_or("no reason was given");
    let place = info.location().map_or_else(String::new, |place| format!(" ({place})"));
    *MET.lock().unwrap_or_else(PoisonError::into_inner) = format!("{said}{place}");
}

#[cfg(test)]
mod tests {
    use super::super::print::{self, Style};
    use super::*;

    #[test]
    fn the_message() {
        let plain = Style { colour: false, terminal: false };
        assert_eq!(
            print::error(&unexpected("an offset behind the end (store.rs:7)".to_owned()).into(), plain),
            "error: the program met something that must not be in a whole index\n  \
             because: an offset behind the end (store.rs:7)\n\n\
             hint: knipsel index verify"
        );
    }
}
