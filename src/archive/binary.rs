//! Tells files that are not text from files that are.

/// The first bytes of common files that are not text, and what they are.
const KNOWN_STARTS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"\x1f\x8b\x08", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
];

/// How much of a file is looked at.
const LOOKED_AT_BYTES: usize = 64 << 10;

/// What a file is whose bytes begin like `sample`, where it is not text. Not for UTF-16, half of whose bytes may
/// be zero.
pub(super) fn what_binary(sample: &[u8]) -> Option<&'static str> {
    let known = KNOWN_STARTS.iter().find(|(start, _)| sample.starts_with(start));
    // Three letters may also begin a text, so these must look binary besides.
    if let Some((start, what)) = known
        && (start.len() > 4 || !start.is_ascii() || has_many_controls(sample))
    {
        return Some(what);
    }
    has_many_controls(sample).then_some("binary data")
}

/// Whether more than one byte in a hundred is a control character that texts have no use for. A lone one does
/// not cost a file its other records. A small file has too few bytes for a proportion of NULs to mean anything,
/// but text holds none at all.
fn has_many_controls(sample: &[u8]) -> bool {
    let sample = &sample[..sample.len().min(LOOKED_AT_BYTES)];
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let controls = sample.iter().filter(is_control).count();
    controls > 0 && controls * 100 >= sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sample: &[u8], expected: Option<&str>) {
        assert_eq!(what_binary(sample), expected, "of {sample:?}");
    }

    #[test]
    fn texts_are_told_from_other_bytes() {
        check(b"", None);
        check(b"Brand in Ede.\r\n\tHet was koud.\x0c", None);
        check("\u{feff}één".as_bytes(), None);
        check(b"caf\xe9", None);
        check(b"BZhoofd zegt nee", None);
        check(b"ID3 is een auto", None);
        check(b"%PDF-1.4 rest", Some("a PDF"));
        check(b"BZh91AY\0\x01\x02", Some("a bzip2 file"));
        check(b"\x89PNG\r\n\x1a\n", Some("a PNG picture"));
        check(b"a\0b", Some("binary data"));
        check(b"\0\0\0\0", Some("binary data"));
    }

    #[test]
    fn one_stray_control_character_is_forgiven() {
        let mut text = "Het regende de hele dag in Ede. ".repeat(10).into_bytes();
        text[40] = 0;
        check(&text, None);
    }
}
