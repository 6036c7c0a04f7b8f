//! Work that is not waited for any longer once a build was told to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Who waits looks so often whether it was told to stop.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Does something on a thread of its own and gives what came of it; nothing where `stop` is set before that. The thread
/// then goes on until the process ends, so what it does must bear to be cut off at any moment.
pub(crate) fn unless_stopped<T: Send + 'static>(
    stop: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, waiting) = channel();
    let thread = thread::spawn(move || {
        // Nobody waits any more where the build was told to stop.
        let _ = done.send(work());
    });
    loop {
        match waiting.recv_timeout(BETWEEN_LOOKS) {
            Ok(result) => return Some(result),
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return None,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Ok(()) => return None,
                // As if it had happened on this thread.
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_before_is_given() {
        assert_eq!(unless_stopped(&AtomicBool::new(false), || 7), Some(7));
    }

    #[test]
    fn what_would_never_end_is_left() {
        let (sender, never) = channel::<()>();
        assert_eq!(unless_stopped(&AtomicBool::new(true), move || never.recv().is_ok()), None);
        drop(sender);
    }

    #[test]
    #[should_panic(expected = "a fault in it")]
    fn a_panic_is_passed_on() {
        unless_stopped(&AtomicBool::new(false), || panic!("a fault in it"));
    }
}
