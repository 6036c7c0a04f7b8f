//! The folder of a build as a reader sees it: nothing in it is written.
//!
//! tantivy's readers take a lock while they open segments, so that a writer's clean-up waits for them; but they make the
//! file of the lock where it is not there, which needs the right to write, and puts a file into a build that a writer
//! may be removing. Here the lock is taken where its file is there and can be read, and `index::open` makes sure that no
//! file vanished meanwhile; so an index on a read-only disk, or of another user, can be searched too.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// A folder that is only read.
#[derive(Debug, Clone)]
pub(crate) struct ReadingDirectory {
    folder: PathBuf,
    mapped: MmapDirectory,
}

impl ReadingDirectory {
    /// Reads the files in `folder` by mapping them.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { folder: folder.to_owned(), mapped: MmapDirectory::open(folder)? })
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "a reader does not write")
}

impl Directory for ReadingDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        // Whoever can makes the writer's clean-up wait, and no other reader; whoever cannot does without.
        let locked = File::open(self.folder.join(&lock.filepath)).and_then(|file| {
            file.lock_shared()?;
            Ok(file)
        });
        Ok(locked
            .map_or_else(|_| DirectoryLock::from(Box::new(())), |file| DirectoryLock::from(Box::new(file))))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
