//! Articles on their way to the threads that index them, and how much of them may wait.
//!
//! tantivy lets ten thousand documents wait whatever their size; of articles of a megabyte that would be ten
//! gigabytes. Each document here holds a share of a budget and gives it back when it has been indexed.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::TantivyDocument;
use tantivy::schema::Document;

/// How many bytes of articles may wait. Few, since what waits lies in memory that is soon used again, and enough that
/// no thread runs out of work.
const MOST_WAITING_BYTES: usize = 4 << 20;

/// The bytes that wait.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    bytes: Mutex<usize>,
    fewer: Condvar,
}

impl Waiting {
    /// Makes a document of `bytes` wait until there is room for it. One that is larger than the whole budget
    /// waits until nothing else does.
    pub(crate) fn admit(self: &Arc<Self>, document: TantivyDocument, bytes: usize) -> WaitingDocument {
        let mut waiting = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if *waiting + bytes > MOST_WAITING_BYTES {
            // Whoever has to wait does so until there is room for many: to be woken for each costs more than to wait.
            while *waiting > 0 && *waiting + bytes > MOST_WAITING_BYTES / 2 {
                waiting = self.fewer.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
        }
        *waiting += bytes;
        WaitingDocument { document, _share: Share { waiting: Arc::clone(self), bytes } }
    }
}

/// A document with its share of the budget.
pub(crate) struct WaitingDocument {
    document: TantivyDocument,
    _share: Share,
}

struct Share {
    waiting: Arc<Waiting>,
    bytes: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut waiting = self.waiting.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting -= self.bytes;
        if *waiting <= MOST_WAITING_BYTES / 2 {
            self.waiting.fewer.notify_one();
        }
    }
}

impl Document for WaitingDocument {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_waits_for_room() {
        let waiting = Arc::new(Waiting::default());
        let first = waiting.admit(TantivyDocument::new(), MOST_WAITING_BYTES);
        let (there, room) = (Arc::clone(&waiting), std::sync::mpsc::channel());
        let thread = std::thread::spawn(move || {
            let second = there.admit(TantivyDocument::new(), 2 * MOST_WAITING_BYTES);
            room.0.send(()).is_ok() && second.iter_fields_and_values().next().is_none()
        });
        // The second cannot have been let in while the first is there.
        assert!(room.1.try_recv().is_err());
        assert_eq!(*waiting.bytes.lock().unwrap(), MOST_WAITING_BYTES);
        drop(first);
        assert!(thread.join().unwrap());
        assert_eq!(*waiting.bytes.lock().unwrap(), 0);
    }
}
