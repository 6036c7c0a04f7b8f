//! Which encoding a file is taken to have, and that it is decoded right.

use std::io::Read;

use proptest::prelude::*;

use super::super::encoding::Utf8Reader;
use super::*;
use TextEncoding::{Latin1, Utf8, Utf16Be, Utf16Le, Windows1252};

const TEXT: &str = "Één café in Twente, „zei” men: 3 € voor crème brûlée – België, Citroën, coöperatie.";
const LATIN: &str = "Één café in Twente: crème brûlée; België, Citroën, coöperatie, 10 à 20.";

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

fn windows(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[track_caller]
fn check(bytes: impl AsRef<[u8]>, encoding: TextEncoding, text: &str) {
    let readings = read_file("a.txt", bytes);
    assert_eq!(readings.texts(), [text], "{:?}", readings.skipped);
    assert_eq!(readings.file.encoding, encoding);
}

#[test]
fn encodings_are_told_apart() {
    check(TEXT, Utf8, TEXT);
    check("alleen ASCII", Utf8, "alleen ASCII");
    check(format!("\u{feff}{TEXT}"), Utf8, TEXT);
    check(utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes), Utf16Le, TEXT);
    check(utf16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes), Utf16Be, TEXT);
    check(utf16(TEXT, u16::to_le_bytes), Utf16Le, TEXT);
    check(utf16(TEXT, u16::to_be_bytes), Utf16Be, TEXT);
    check(windows(TEXT), Windows1252, TEXT);
    check(windows(LATIN), Latin1, LATIN);
    check(windows("café"), Latin1, "café");
    check(windows("Hij zei ‘ja’."), Windows1252, "Hij zei ‘ja’.");
    check(windows("Er was één huis."), Latin1, "Er was één huis.");
    check(windows("EÉN vóór allen: “één” krant"), Windows1252, "EÉN vóór allen: “één” krant");
    check(windows("Het brood kost ƒ 1,25."), Windows1252, "Het brood kost ƒ 1,25.");
    check(windows("Een veld van 50 × 80 meter, ± 10"), Latin1, "Een veld van 50 × 80 meter, ± 10");
    check(windows("'s Avonds – toen"), Windows1252, "'s Avonds – toen");
    check(
        windows("zÿn wÿf by den dÿk, vÿf en twintig, prÿs, tÿd, rÿk, bÿ"),
        Latin1,
        "zÿn wÿf by den dÿk, vÿf en twintig, prÿs, tÿd, rÿk, bÿ",
    );
}

#[test]
fn long_texts_are_decoded_whole() {
    // Longer than the sample, and than what is decoded at once.
    let long = format!("{TEXT}\n").repeat(7000);
    check(utf16(long.trim(), u16::to_le_bytes), Utf16Le, long.trim());
    let long = format!("{TEXT}\n").repeat(2000);
    let long = long.trim();
    check(long, Utf8, long);
    check(utf16(long, u16::to_be_bytes), Utf16Be, long);
    check(windows(long), Windows1252, long);
    check(gzip(windows(long)), Windows1252, long);
}

#[test]
fn the_question_is_put_again_at_the_first_accent() {
    // More ASCII than the sample, then an accent.
    let late = format!("{}café", "regen ".repeat(300_000));
    let readings = read_file("a.txt", windows(&late));
    assert_eq!(readings.texts(), [late.as_str()]);
    assert_eq!(readings.file.encoding, Latin1);
    check(&late, Utf8, &late);
    let broken = [late.as_bytes(), b"\n\n", b"date 2021 kapot \xff"].concat();
    let readings = read_file("a.txt", broken);
    assert_eq!(readings.texts(), [late.as_str()]);
    assert_eq!(readings.skips(), [(Some(3), ProblemKind::Encoding)]);
}

#[test]
fn a_letter_across_the_end_of_the_sample_is_whole() {
    for before in (1 << 20) - 2..1 << 20 {
        let text = format!("é{}é€", "x".repeat(before - 2));
        check(&text, Utf8, &text);
    }
}

#[test]
fn other_encodings_are_not_guessed_at() {
    // Cyrillic in windows-1251: named, and not turned into Western letters.
    let (bytes, _, _) =
        encoding_rs::WINDOWS_1251.encode("Сегодня в городе прошёл дождь, и все остались дома.");
    let readings = read_file("a.txt", bytes);
    assert_eq!(readings.texts(), Vec::<&str>::new());
    assert_eq!(readings.skips(), [(Some(1), ProblemKind::Encoding)]);
}

#[test]
fn half_a_letter_of_utf16_is_named() {
    let text = "date 2021 Een.\n\ndate 2021 Twee.\n\ndate 2021 Drie.";
    let mut bytes = utf16(&format!("\u{feff}{text}"), u16::to_le_bytes);
    let at = 2 * text.find("wee").unwrap() + 2;
    bytes[at..at + 2].copy_from_slice(&0xd800_u16.to_le_bytes());
    let readings = read_file("a.txt", &bytes);
    assert_eq!(readings.texts(), ["Een.", "Drie."]);
    assert_eq!(readings.skips(), [(Some(3), ProblemKind::Encoding)]);
    assert_eq!(readings.skipped[0].reason, "the line is not valid UTF-16LE, which the rest of the file is");
    bytes.pop();
    assert_eq!(read_file("a.txt", &bytes).texts(), ["Een."]);
}

/// A carriage return ends lines only in a file without a line feed, be that its last character.
#[test]
fn line_ends_are_told_from_the_whole_of_a_small_file() {
    let text = format!("Een\r\rdate 2022 Twee{}\n", " café en thee".repeat(30));
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(read_file("a.txt", bytes).texts(), read_file("a.txt", &text).texts());
}

/// Hands out one byte at a time.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let count = chunk.len().min(1);
        self.0.read(&mut chunk[..count])
    }
}

proptest! {
    #[test]
    fn decoding_is_the_same_however_it_drips(text in "[a-zéë„😀]{1,40}", piece in 1_usize..9) {
        let marked = format!("\u{feff}{text}");
        for bytes in
            [marked.clone().into_bytes(), utf16(&marked, u16::to_le_bytes), utf16(&marked, u16::to_be_bytes)]
        {
            let mut reader = Utf8Reader::open(Drops(&bytes), 0);
            let mut decoded = Vec::new();
            let mut chunk = vec![0; piece];
            loop {
                match reader.read(&mut chunk).unwrap() {
                    0 => break,
                    count => decoded.extend_from_slice(&chunk[..count]),
                }
            }
            prop_assert_eq!(String::from_utf8(decoded).unwrap(), text.clone());
        }
    }
}
