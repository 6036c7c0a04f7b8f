//! Files that are there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::print::counted;
use crate::error::{Error, ErrorKind, Result};
use crate::paths::real_path;
use crate::wire::Delimited;

/// A file under way: it takes its name when it is finished, and goes when it never is.
pub(super) struct WholeFile {
    path: PathBuf,
    /// Where it is written meanwhile: beside its place, since only a rename on one disk is one step.
    part: PathBuf,
    out: Option<BufWriter<File>>,
}

impl WholeFile {
    /// Begins a file that will be at `path`, or where that is a link at the place that it leads to. A folder, a device
    /// and a pipe are refused: a file would take their place.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let before = fs::metadata(path).ok();
        if path.as_os_str() == "-" || before.as_ref().is_some_and(|it| !it.is_file()) {
            let what = format!("`{}` is no file that can be written whole", path.display());
            return Err(Error::new(ErrorKind::Usage, what).hint("name a file, or send stdout there with `>`"));
        }
        let path = if path.is_symlink() { real_path(path) } else { path.to_owned() };
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(|error| cannot_write(&path, error))?;
        if let Some(before) = before {
            // Whoever may not read the file that was there may not read this one either.
            file.set_permissions(before.permissions()).map_err(|error| cannot_write(&path, error))?;
        }
        Ok(Self { path, part, out: Some(BufWriter::new(file)) })
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

/// Says on stderr where rows hold something else than the articles do.
pub(super) fn tell_disarmed(rows: &Delimited) -> io::Result<()> {
    match rows.disarmed() {
        0 => Ok(()),
        cells => {
            let cells = counted(cells, "cell");
            let told = "that a spreadsheet might run as a formula; --json has them as they are";
            writeln!(io::stderr().lock(), "put a ' before {cells} {told}")
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

    #[cfg(unix)]
    #[test]
    fn links_and_rights_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("uit.csv"), folder.path().join("laatste.csv"));
        fs::write(&path, "oud").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("uit.csv", &link).unwrap();
        write_whole(&link, "nieuw").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "nieuw");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // Where a link leads to nothing yet, the file is made there.
        symlink("straks.csv", folder.path().join("nieuw")).unwrap();
        write_whole(&folder.path().join("nieuw"), "nieuw").unwrap();
        assert!(folder.path().join("nieuw").is_symlink());
        assert_eq!(fs::read_to_string(folder.path().join("straks.csv")).unwrap(), "nieuw");
    }

    #[test]
    fn what_is_no_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        let a = folder.path().join("a");
        assert!(WholeFile::create(folder.path()).is_err() && WholeFile::create(Path::new("-")).is_err());
        #[cfg(unix)]
        {
            let (_socket, place) = (std::os::unix::net::UnixListener::bind(&a).unwrap(), a.metadata());
            assert!(WholeFile::create(&a).is_err());
            assert!(!place.unwrap().is_file() && !a.metadata().unwrap().is_file());
        }
    }
}
