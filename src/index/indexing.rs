//! The threads that make segments of documents, and the row of documents that wait for them.
//!
//! How much may wait goes by bytes: by number, articles of a megabyte would fill the memory.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tantivy::index::{Index, SegmentMeta};
use tantivy::{TantivyDocument, TantivyError};

use super::segment_builder::SegmentBuilder;
use crate::dutch::Analyzer;

/// How many bytes of articles may wait. Few, since what waits lies in memory that is soon used again, and enough that
/// no thread runs out of work.
const MOST_WAITING_BYTES: usize = 1 << 20;

/// Documents are handed over when so many bytes of them are there.
const BATCH_BYTES: usize = 64 << 10;

/// How many bytes of articles a thread's segment may have more than the smallest, as long as reading can go on instead.
const MOST_LEAD_BYTES: usize = 2 * BATCH_BYTES;

/// The threads that index.
pub(super) struct Indexing {
    index: Index,
    analyzer: Analyzer,
    threads: usize,
    /// How much memory a thread may fill before it writes a segment, in bytes.
    memory: usize,
    row: Arc<Row>,
    /// Documents that are not yet in the row, and their bytes.
    batch: Vec<TantivyDocument>,
    batch_bytes: usize,
    running: Vec<JoinHandle<tantivy::Result<Vec<SegmentMeta>>>>,
}

impl Indexing {
    pub(super) fn new(index: Index, analyzer: Analyzer, threads: usize, memory: usize) -> Self {
        let row = Arc::default();
        Self { index, analyzer, threads, memory, row, batch: Vec::new(), batch_bytes: 0, running: Vec::new() }
    }

    /// Adds a document with about so many bytes of text. Waits where too much is waiting.
    pub(super) fn add(&mut self, document: TantivyDocument, bytes: usize) -> tantivy::Result<()> {
        self.batch.push(document);
        self.batch_bytes += bytes;
        if self.batch_bytes >= BATCH_BYTES { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> tantivy::Result<()> {
        if self.running.is_empty() {
            self.start()?;
        }
        let bytes = std::mem::take(&mut self.batch_bytes);
        if self.row.push(std::mem::take(&mut self.batch), bytes) {
            return Ok(());
        }
        // A thread gave up, and says why.
        self.finish().and(Err(TantivyError::ErrorInThread("a thread that indexes has ended".to_owned())))
    }

    fn start(&mut self) -> tantivy::Result<()> {
        self.row = Arc::new(Row::for_threads(self.threads));
        for number in 0..self.threads {
            let (row, index, memory) = (Arc::clone(&self.row), self.index.clone(), self.memory);
            let mut analyzer = self.analyzer.clone();
            let thread = std::thread::Builder::new().name(format!("indexing-{number}"));
            let work = move || {
                // Whatever ends this thread, those that wait for it are told.
                let _ending = Ending(&row);
                make_segments(&row, number, &index, &mut analyzer, memory)
            };
            self.running.push(thread.spawn(work)?);
        }
        Ok(())
    }

    /// Waits until all documents are in segments, and gives those.
    pub(super) fn finish(&mut self) -> tantivy::Result<Vec<SegmentMeta>> {
        if !self.batch.is_empty() {
            self.hand_over()?;
        }
        self.row.end();
        let mut segments = Vec::new();
        let mut failure = None;
        for thread in self.running.drain(..) {
            match thread.join() {
                Ok(Ok(made)) => segments.extend(made),
                Ok(Err(error)) => failure = Some(error),
                Err(_) => {
                    let what = "a thread that indexes has come to grief".to_owned();
                    failure = failure.or(Some(TantivyError::ErrorInThread(what)));
                }
            }
        }
        failure.map_or(Ok(segments), Err)
    }
}

impl Drop for Indexing {
    /// Where a build fails, no thread goes on writing behind it.
    fn drop(&mut self) {
        self.row.end();
        for thread in self.running.drain(..) {
            // Why the build fails is known; what the thread made is not part of the index.
            let _ = thread.join();
        }
    }
}

fn make_segments(
    row: &Row,
    thread: usize,
    index: &Index,
    analyzer: &mut Analyzer,
    memory: usize,
) -> tantivy::Result<Vec<SegmentMeta>> {
    let mut segments = Vec::new();
    let mut open: Option<SegmentBuilder> = None;
    while let Some(batch) = row.take(thread) {
        for document in &batch.documents {
            let mut segment = match open.take() {
                Some(segment) => segment,
                None => SegmentBuilder::new(index)?,
            };
            segment.add(document, analyzer)?;
            if segment.memory() < memory {
                open = Some(segment);
            } else {
                segments.push(segment.finish()?);
                row.segment_is_written(thread);
            }
        }
        row.done(batch);
    }
    if let Some(segment) = open {
        segments.push(segment.finish()?);
    }
    Ok(segments)
}

/// Tells the row when a thread ends before the row does.
struct Ending<'r>(&'r Row);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Documents that are handed over together.
struct Batch {
    documents: Vec<TantivyDocument>,
    bytes: usize,
}

/// The documents that wait.
#[derive(Default)]
struct Row {
    state: Mutex<State>,
    more: Condvar,
    fewer: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Batch>,
    /// What waits, and what was taken and is not done.
    bytes: usize,
    /// For each thread how many bytes of articles its open segment has.
    open: Vec<usize>,
    /// No more will come, or no more can be taken.
    ended: bool,
}

impl State {
    /// Whether a thread is to wait, lest its segment be written long after the others. What it leaves to them the thread
    /// that reads can use, until enough is waiting.
    fn is_ahead(&self, thread: usize) -> bool {
        let least = self.open.iter().min().copied().unwrap_or(0);
        let is_ahead = self.open.get(thread).is_some_and(|&own| own > least + MOST_LEAD_BYTES);
        is_ahead && !self.ended && self.bytes < MOST_WAITING_BYTES / 2
    }

    /// Whether a thread is to leave the rest to the others and write its segment, so that all end together. Writing takes
    /// about half as long as reading did: what this thread has more than each of the others will have must outweigh, in
    /// writing, what each of them still has to read.
    fn has_enough(&self, thread: usize) -> bool {
        let waiting: usize = self.waiting.iter().map(|batch| batch.bytes).sum();
        let own = self.open.get(thread).copied().unwrap_or(0);
        let others = self.open.iter().sum::<usize>() - own;
        let count_of_others = self.open.len().saturating_sub(1);
        self.ended && waiting > 0 && own * count_of_others > others + 3 * waiting
    }
}

impl Row {
    fn for_threads(threads: usize) -> Self {
        let state = State { open: vec![0; threads], ..State::default() };
        Self { state: Mutex::new(state), ..Self::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts documents into the row; tells whether they can still be taken. What is larger than all that may wait, waits
    /// until nothing else does.
    fn push(&self, documents: Vec<TantivyDocument>, bytes: usize) -> bool {
        let mut state = self.state();
        if state.bytes + bytes > MOST_WAITING_BYTES {
            // Whoever has to wait does so until there is room for many: to be woken for each costs more than to wait.
            while !state.ended && state.bytes > 0 && state.bytes + bytes > MOST_WAITING_BYTES / 2 {
                state = self.fewer.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
        state.bytes += bytes;
        state.waiting.push_back(Batch { documents, bytes });
        self.more.notify_all();
        !state.ended
    }

    /// Takes documents from the row for a thread; nothing when no more will come, or when the others are to have the rest.
    fn take(&self, thread: usize) -> Option<Batch> {
        let mut state = self.state();
        while state.waiting.is_empty() && !state.ended || state.is_ahead(thread) {
            state = self.more.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.has_enough(thread) {
            return None;
        }
        let batch = state.waiting.pop_front()?;
        if let Some(open) = state.open.get_mut(thread) {
            *open += batch.bytes;
        }
        self.more.notify_all();
        Some(batch)
    }

    /// A thread has written its open segment.
    fn segment_is_written(&self, thread: usize) {
        if let Some(open) = self.state().open.get_mut(thread) {
            *open = 0;
        }
    }

    /// Documents that were taken are indexed.
    fn done(&self, batch: Batch) {
        let bytes = batch.bytes;
        drop(batch);
        self.state().bytes -= bytes;
        self.fewer.notify_one();
    }

    /// No more will come, or no more can be taken.
    fn end(&self) {
        self.state().ended = true;
        self.more.notify_all();
        self.fewer.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_waits_for_room() {
        let row = Arc::new(Row::default());
        assert!(row.push(Vec::new(), MOST_WAITING_BYTES));
        let (there, room) = (Arc::clone(&row), std::sync::mpsc::channel());
        let thread = std::thread::spawn(move || {
            let pushed = there.push(Vec::new(), 2 * MOST_WAITING_BYTES);
            room.0.send(()).is_ok() && pushed
        });
        // The second cannot have been let in while the first is there.
        assert!(room.1.try_recv().is_err());
        let first = row.take(0).unwrap();
        assert!(room.1.try_recv().is_err());
        row.done(first);
        assert!(thread.join().unwrap());
        assert_eq!(row.take(0).unwrap().bytes, 2 * MOST_WAITING_BYTES);
    }

    fn push(row: &Row, bytes: usize) {
        assert!(row.push(Vec::new(), bytes));
    }

    /// A row of two threads that have taken 400 and 100 bytes, and of which so many more wait and are the last.
    fn uneven(waiting: usize) -> Row {
        let row = Row::for_threads(2);
        for _ in 0..5 {
            push(&row, 100);
        }
        assert!([0, 0, 0, 0, 1].into_iter().all(|thread| row.take(thread).is_some()));
        push(&row, waiting);
        row.end();
        row
    }

    #[test]
    fn a_thread_that_has_enough_leaves_the_rest_to_the_others() {
        // To write 199 more than the other will have takes less time than to read 101.
        let row = uneven(101);
        assert!(row.take(0).is_some());
        assert!(row.take(0).is_none(), "nothing is left");
        let row = uneven(99);
        assert!(row.take(0).is_none());
        assert!(row.take(1).is_some());
    }

    #[test]
    fn a_thread_that_is_ahead_waits_until_much_is_waiting() {
        let row = Row::for_threads(2);
        push(&row, MOST_LEAD_BYTES + 1);
        push(&row, 1);
        assert!(row.take(0).is_some());
        assert!(row.state().is_ahead(0));
        assert!(!row.state().is_ahead(1));
        push(&row, MOST_WAITING_BYTES / 2);
        assert!(!row.state().is_ahead(0));
        assert!(row.take(0).is_some());
    }

    #[test]
    fn what_waits_after_a_segment_is_written_is_shared_anew() {
        let row = Row::for_threads(2);
        push(&row, 500);
        push(&row, 100);
        assert!(row.take(0).is_some());
        row.segment_is_written(0);
        row.end();
        assert!(row.take(0).is_some());
    }

    #[test]
    fn nobody_waits_for_a_thread_that_has_ended() {
        let row = Row::default();
        row.end();
        assert!(!row.push(Vec::new(), 2 * MOST_WAITING_BYTES));
        assert!(row.take(0).is_some());
        assert!(row.take(0).is_none());
    }
}
