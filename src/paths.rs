//! Where a path leads, be there anything or not.
//!
//! Whether two paths are one, or one lies in the other, can only be told of paths without links. The system tells them of what
//! is there; of what is still to be made the end is missing, perhaps with the folders above it: `/mnt/kopie/nieuw`, where
//! `/mnt/kopie` is a link to `/data` with nothing in it, is `/data/nieuw`.

use std::path::{Component, Path, PathBuf};

/// A chain of so many links is taken for a circle, as the system takes it.
const MOST_LINKS: usize = 40;

/// The absolute path without links, `.` and `..` of what is at `path`, or would be if it were made.
///
/// Where the system does not say even where this program runs, the path is given back.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    followed(&path, MOST_LINKS)
}

fn followed(path: &Path, links: usize) -> PathBuf {
    for above in path.ancestors() {
        let missing = path.strip_prefix(above).unwrap_or(Path::new(""));
        if let Ok(real) = std::fs::canonicalize(above) {
            return joined(real, missing);
        }
        // A link to what is not there yet.
        if let Some(left) = links.checked_sub(1)
            && let Ok(target) = std::fs::read_link(above)
        {
            let folder = above.parent().unwrap_or(above);
            return followed(&folder.join(target).join(missing), left);
        }
    }
    path.to_owned()
}

/// What is missing is no link, so that `..` leads back to the folder it lies in.
fn joined(mut real: PathBuf, missing: &Path) -> PathBuf {
    for part in missing.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => real.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    real
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_end_may_be_missing() {
        use std::os::unix::fs::symlink;

        let work = tempfile::tempdir().unwrap();
        let work = work.path().canonicalize().unwrap();
        std::fs::create_dir(work.join("map")).unwrap();
        std::fs::write(work.join("map/er"), "").unwrap();
        symlink("map", work.join("naar-map")).unwrap();
        symlink("map/straks", work.join("naar-niets")).unwrap();
        symlink(work.join("naar-niets"), work.join("verder")).unwrap();
        symlink("kring-b", work.join("kring-a")).unwrap();
        symlink("kring-a", work.join("kring-b")).unwrap();
        for (path, expect) in [
            ("map/er", "map/er"),
            ("naar-map/er", "map/er"),
            ("naar-map/nieuw", "map/nieuw"),
            ("naar-map/nieuw/dieper/uit.csv", "map/nieuw/dieper/uit.csv"),
            ("./naar-map/./nieuw/", "map/nieuw"),
            ("naar-map/../map/nieuw", "map/nieuw"),
            ("naar-map/nieuw/../ander", "map/ander"),
            ("nergens/../../x", "../x"),
            ("naar-niets", "map/straks"),
            ("verder/dieper", "map/straks/dieper"),
            // A file is no folder, and nothing can lie in it.
            ("map/er/in", "map/er/in"),
            ("kring-a/x", "kring-a/x"),
        ] {
            let expect = expect
                .strip_prefix("../")
                .map_or_else(|| work.join(expect), |outside| work.parent().unwrap().join(outside));
            assert_eq!(real_path(&work.join(path)), expect, "{path}");
        }
        let here = std::env::current_dir().unwrap().canonicalize().unwrap();
        assert_eq!(real_path(Path::new("nergens/x")), here.join("nergens/x"));
        assert_eq!(real_path(Path::new("")), PathBuf::from(""));
    }
}
