//! What tantivy says went wrong, in words: its own messages show the insides of its types.

use std::error::Error;
use std::io;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// What the operating system refused, or `index::blocks` and `index::seal` found, where that is why tantivy failed.
pub(super) fn refusal(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(io_error)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => Some(io_error),
        _ => None,
    }
}

/// The refusal of the operating system where it is for want of a right that tantivy failed.
pub(super) fn denied(error: &TantivyError) -> Option<io::Error> {
    let refusal = refusal(error).filter(|refusal| refusal.kind() == io::ErrorKind::PermissionDenied)?;
    Some(refusal.raw_os_error().map_or_else(|| refusal.kind().into(), io::Error::from_raw_os_error))
}

/// The cause of a failure, for [`caused_by`](crate::error::Error::caused_by).
pub(super) fn cause(error: TantivyError) -> Box<dyn Error + Send + Sync> {
    let words = match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            format!("the file `{}` is not there", path.display())
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path: filepath,
        }) => format!("`{}`: {io_error}", filepath.display()),
        TantivyError::OpenReadError(error) => error.to_string(),
        TantivyError::OpenWriteError(error) => error.to_string(),
        TantivyError::OpenDirectoryError(error) => error.to_string(),
        TantivyError::LockFailure(LockError::IoError(error), _) | TantivyError::IoError(error) => {
            error.to_string()
        }
        TantivyError::LockFailure(error, _) => error.to_string(),
        // This one has its words in `Debug` alone, with the path in quotes inside quotes; and of its own record of the
        // segments tantivy shows all that stands in it.
        TantivyError::DataCorruption(error) => match format!("{error:?}") {
            words if words.contains("Meta file cannot be deserialized") => {
                "what stands in `meta.json` is no record of an index".to_owned()
            }
            words => words.replace("`\"", "`").replace("\"`", "`"),
        },
        error => error.to_string(),
    };
    words.into()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use tantivy::error::DataCorruption;

    use super::*;

    #[test]
    fn no_insides_of_types_are_shown() {
        let io_error = || io::Error::new(io::ErrorKind::InvalidData, "the checksum differs");
        let path = || PathBuf::from("meta.json");
        for (error, expect) in [
            (OpenReadError::wrap_io_error(io_error(), path()).into(), "`meta.json`: the checksum differs"),
            (OpenReadError::FileDoesNotExist(path()).into(), "the file `meta.json` is not there"),
            (
                OpenDirectoryError::wrap_io_error(io_error(), path()).into(),
                "`meta.json`: the checksum differs",
            ),
            (OpenWriteError::wrap_io_error(io_error(), path()).into(), "`meta.json`: the checksum differs"),
            (TantivyError::from(io_error()), "the checksum differs"),
            (TantivyError::LockFailure(LockError::wrap_io_error(io_error()), None), "the checksum differs"),
            (
                DataCorruption::new(path(), "it ends too early".to_owned()).into(),
                "Data corruption (in file `meta.json`): it ends too early.",
            ),
        ] {
            assert_eq!(cause(error).to_string(), expect);
        }
    }
}
