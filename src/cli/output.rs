//! Files that are there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file under way: it takes its name when it is finished, and goes when it never is.
pub(super) struct WholeFile {
    path: PathBuf,
    /// Where it is written meanwhile: beside its place, since only a rename on one disk is one step.
    part: PathBuf,
    out: Option<BufWriter<File>>,
}

impl WholeFile {
    /// Begins a file that will be at `path`.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(|error| cannot_write(path, error))?;
        Ok(Self { path: path.to_owned(), part, out: Some(BufWriter::new(file)) })
    }

    /// Puts it in its place, over what was there.
    pub(super) fn finish(mut self) -> Result<()> {
        let finished = self.out.take().map_or(Ok(()), |out| {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            fs::rename(&self.part, &self.path)
        });
        finished.map_err(|error| {
            let _ = fs::remove_file(&self.part);
            cannot_write(&self.path, error)
        })
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            // Where it cannot be removed, its name says that it is a part.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Writes a small file whole.
pub(super) fn write_whole(path: &Path, content: &str) -> Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(content.as_bytes()).map_err(|error| cannot_write(path, error))?;
    file.finish()
}

pub(super) fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::io("write", path, error).hint("name a file in a folder that exists and that you may write to")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("uit.csv");
        let names = || fs::read_dir(folder.path()).unwrap().count();
        fs::write(&path, "oud").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "oud");
        drop(file);
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("oud", 1));
        write_whole(&path, "nieuw").unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("nieuw", 1));
        assert!(WholeFile::create(&folder.path().join("nergens/uit.csv")).is_err());
    }
}
