//! Tells the encoding of a file and turns it into UTF-8.
//!
//! How the encoding is told, in this order:
//!
//! 1. a byte order mark;
//! 2. NUL bytes at every other place: UTF-16 without a mark;
//! 3. no byte over 127: ASCII, which is UTF-8; the question is put again where the first such byte turns up;
//! 4. no invalid UTF-8, or ten invalid places at most for each valid letter of several bytes: UTF-8, whose
//!    invalid lines are named by whoever reads them;
//! 5. bytes that make sense as the letters and quotes of western European text: Windows-1252, called Latin-1
//!    where it uses nothing that Latin-1 lacks. (Every Latin-1 text decodes to the same as Windows-1252.)
//! 6. otherwise UTF-8 again, so that the lines that are broken are named and not turned into nonsense.
//!
//! The proportion in 4 rests on how rare an accident is: in Windows-1252 a capital with an accent must be
//! followed by a quote or a sign to look like UTF-8, which real texts do once in many hundred accents.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult};

/// How much of the text the decision rests on.
const SAMPLE_BYTES: usize = 1 << 20;
/// How much of it the statistical detector sees, which is slow.
const DETECTOR_BYTES: usize = 64 << 10;
/// How much is read at once of a text that must be decoded.
const CHUNK_BYTES: usize = 64 << 10;
/// Stands in the decoded text for what could not be decoded. It is never valid UTF-8, so the line that holds it
/// is found and named like any other broken line.
const UNDECODABLE: u8 = 0xff;

/// The encodings that are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TextEncoding {
    /// UTF-8, or ASCII.
    #[default]
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// Windows-1252, the usual one on Windows before Unicode.
    Windows1252,
    /// ISO 8859-1.
    Latin1,
}

impl TextEncoding {
    /// Its usual name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
            Self::Latin1 => "ISO-8859-1",
        }
    }

    fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 | Self::Latin1 => encoding_rs::WINDOWS_1252,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// Reads a text as UTF-8, whatever it was.
pub(super) struct Utf8Reader<R> {
    source: R,
    /// Read but not yet handed out, from `start`.
    held: Vec<u8>,
    start: usize,
    at_end: bool,
    error: Option<io::Error>,
    encoding: Rc<Cell<TextEncoding>>,
    /// All that was seen is ASCII, so that the encoding may still turn out to be another.
    undecided: bool,
    decoder: Option<Decoder>,
    /// Decoded but not yet handed out, from `decoded_start`.
    decoded: Vec<u8>,
    decoded_start: usize,
}

impl<R: Read> Utf8Reader<R> {
    /// Reads enough of `source` to tell its encoding, if it goes on for longer than that.
    pub(super) fn open(source: R, expected_bytes: u64) -> Self {
        let room = usize::try_from(expected_bytes).unwrap_or(SAMPLE_BYTES).clamp(64, SAMPLE_BYTES) + 1;
        let mut reader = Self {
            source,
            held: Vec::with_capacity(room),
            start: 0,
            at_end: false,
            error: None,
            encoding: Rc::default(),
            undecided: false,
            decoder: None,
            decoded: Vec::new(),
            decoded_start: 0,
        };
        reader.fill(SAMPLE_BYTES);
        if let Some((encoding, mark_bytes)) = byte_order_mark(&reader.held) {
            reader.start = mark_bytes;
            reader.settle(encoding);
        } else if let Some(encoding) = utf16_without_mark(&reader.held) {
            reader.settle(encoding);
        } else {
            reader.decide();
        }
        reader
    }

    /// The first bytes as they are in the file, before anything was read.
    pub(super) fn sample(&self) -> &[u8] {
        &self.held
    }

    /// The encoding, as far as what was read tells; it may change once while the text is read.
    pub(super) fn encoding(&self) -> Rc<Cell<TextEncoding>> {
        Rc::clone(&self.encoding)
    }

    fn settle(&mut self, encoding: TextEncoding) {
        self.encoding.set(encoding);
        self.undecided = false;
        self.decoder = encoding.decoder();
    }

    /// Decides on what is held.
    fn decide(&mut self) {
        let sample = &self.held[self.start..];
        self.undecided = sample.is_ascii();
        if !self.undecided {
            let encoding = of_sample(sample, self.at_end);
            self.settle(encoding);
        }
    }

    /// Reads until `bytes` are held, or there is no more.
    fn fill(&mut self, bytes: usize) {
        self.held.drain(..self.start);
        self.start = 0;
        let wanted = bytes.saturating_sub(self.held.len());
        if wanted == 0 || self.at_end {
            return;
        }
        match (&mut self.source).take(wanted as u64).read_to_end(&mut self.held) {
            Ok(count) => self.at_end = count < wanted,
            // What was read before the error is held, and handed out before it.
            Err(error) => {
                self.at_end = true;
                self.error = Some(error);
            }
        }
    }

    fn read_plain(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        if self.start == self.held.len() && !self.at_end {
            let count = self.source.read(chunk)?;
            self.at_end = count == 0;
            if self.undecided
                && let Some(at) = chunk[..count].iter().position(|byte| !byte.is_ascii())
            {
                // What comes before is ASCII in every encoding that is left. The rest waits for a decision.
                self.held.clear();
                self.start = 0;
                self.held.extend_from_slice(&chunk[at..count]);
                self.fill(SAMPLE_BYTES);
                self.decide();
                return if at > 0 { Ok(at) } else { self.read(chunk) };
            }
            return Ok(count);
        }
        let held = &self.held[self.start..];
        let count = held.len().min(chunk.len());
        chunk[..count].copy_from_slice(&held[..count]);
        self.start += count;
        if self.start == self.held.len() {
            // The sample is not needed again, and may be large.
            self.held = Vec::new();
            self.start = 0;
        }
        match self.error.take() {
            Some(error) if count == 0 => Err(error),
            error => {
                self.error = error;
                Ok(count)
            }
        }
    }

    fn read_decoded(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        while self.decoded_start == self.decoded.len() {
            if self.start == self.held.len() && !self.at_end {
                self.fill(CHUNK_BYTES);
            }
            if self.decoder.is_none() {
                return self.error.take().map_or(Ok(0), Err);
            }
            self.decode();
        }
        let ready = &self.decoded[self.decoded_start..];
        let count = ready.len().min(chunk.len());
        chunk[..count].copy_from_slice(&ready[..count]);
        self.decoded_start += count;
        Ok(count)
    }

    /// Decodes some of what is held; drops the decoder at the end of the text.
    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else { return };
        let held = &self.held[self.start..];
        // One byte is kept free for the mark of what cannot be decoded.
        self.decoded.resize(CHUNK_BYTES, 0);
        self.decoded_start = 0;
        let room = &mut self.decoded[..CHUNK_BYTES - 1];
        // Where an error ended the text early, half a letter at its end is no fault of the text's.
        let is_last = self.at_end && self.error.is_none();
        let (result, read, mut written) = decoder.decode_to_utf8_without_replacement(held, room, is_last);
        self.start += read;
        if let DecoderResult::Malformed(..) = result {
            self.decoded[written] = UNDECODABLE;
            written += 1;
        } else if result == DecoderResult::InputEmpty && self.at_end {
            self.decoder = None;
        }
        self.decoded.truncate(written);
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        if self.encoding.get() == TextEncoding::Utf8 {
            self.read_plain(chunk)
        } else {
            self.read_decoded(chunk)
        }
    }
}

fn byte_order_mark(start: &[u8]) -> Option<(TextEncoding, usize)> {
    match start {
        [0xef, 0xbb, 0xbf, ..] => Some((TextEncoding::Utf8, 3)),
        // Followed by two zeros it is the mark of UTF-32, which is not read.
        [0xff, 0xfe, 0, 0, ..] => None,
        [0xff, 0xfe, ..] => Some((TextEncoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((TextEncoding::Utf16Be, 2)),
        _ => None,
    }
}

/// UTF-16 by its zeros: Latin letters have one in each pair of bytes, always on the same side, and text has
/// hardly any on the other.
fn utf16_without_mark(sample: &[u8]) -> Option<TextEncoding> {
    let mut zeros = [0_usize; 2];
    let (pairs, _) = sample[..sample.len().min(DETECTOR_BYTES)].as_chunks::<2>();
    for pair in pairs {
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let most = |count: usize| pairs.len() >= 2 && count * 10 >= pairs.len() * 6;
    let few = |count: usize| count * 50 <= pairs.len();
    match zeros {
        [even, odd] if few(even) && most(odd) => Some(TextEncoding::Utf16Le),
        [even, odd] if most(even) && few(odd) => Some(TextEncoding::Utf16Be),
        _ => None,
    }
}

/// The encoding of a sample that holds bytes over 127.
fn of_sample(sample: &[u8], is_whole: bool) -> TextEncoding {
    let (valid, invalid) = count_utf8(sample, is_whole);
    if invalid <= valid * 10 || !reads_as_western(sample) {
        TextEncoding::Utf8
    } else if sample.iter().any(|byte| (0x80..=0x9f).contains(byte)) {
        TextEncoding::Windows1252
    } else {
        TextEncoding::Latin1
    }
}

/// How many letters of several bytes are valid UTF-8, and at how many places it is broken.
fn count_utf8(sample: &[u8], is_whole: bool) -> (usize, usize) {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in sample.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    // A letter that the end of the sample cuts in two is not broken.
    let is_cut = std::str::from_utf8(&sample[sample.len().saturating_sub(3)..])
        .err()
        .is_some_and(|error| error.error_len().is_none());
    if !is_whole && is_cut {
        invalid = invalid.saturating_sub(1);
    }
    (valid, invalid)
}

/// Whether the bytes over 127 make sense as Windows-1252: nine in ten stand where western European texts have
/// them, and either the detector agrees or they are single letters between others, as accents are. The
/// detector alone is not enough, since on a few accents it may well say Windows-1250 or Turkish.
fn reads_as_western(sample: &[u8]) -> bool {
    let mut high = 0_usize;
    let mut sensible = 0_usize;
    let mut side_by_side = 0_usize;
    let mut y_diaereses = 0_usize;
    for (at, &byte) in sample.iter().enumerate() {
        if byte.is_ascii() {
            continue;
        }
        high += 1;
        let before = at.checked_sub(1).map_or(b' ', |before| sample[before]);
        let after = sample.get(at + 1).copied().unwrap_or(b' ');
        let in_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        // Two é side by side are those of één, which is everywhere in Dutch.
        let is_one = before == byte && matches!(byte, 0xc9 | 0xe9);
        side_by_side += usize::from(before >= 0xc0 && !is_one);
        match byte {
            // Old prints write ij as a y with dots. A few of these are rather the favourite broken byte.
            0xff => y_diaereses += usize::from(in_word),
            // â before a sign is the start of a quote or a euro in UTF-8 of which the end is lost.
            0xe2 if (0x80..=0xbf).contains(&after) => {}
            _ => sensible += usize::from(is_sensible(byte, in_word || before >= 0xc0)),
        }
    }
    if y_diaereses >= 8 {
        sensible += y_diaereses;
    }
    if sensible * 10 < high * 9 {
        return false;
    }
    if side_by_side * 10 < high {
        return true;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let start =
        sample.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(DETECTOR_BYTES / 2);
    let end = sample.len().min(start + DETECTOR_BYTES);
    detector.feed(&sample[start..end], end == sample.len());
    detector.guess(Some(b"nl"), Utf8Detection::Deny) == encoding_rs::WINDOWS_1252
}

/// Whether western European news uses this byte of Windows-1252 at such a place.
fn is_sensible(byte: u8, in_word: bool) -> bool {
    match byte {
        // € ‚ „ … † ‘ ’ “ ” • – — ™, no-break space, ¡ £ § © « ­ ® ° ² ³ ´ · º » ¼ ½ ¾ ¿; then à, which stands
        // alone in Dutch (10 à 20), and è and é for themselves.
        0x80
        | 0x82
        | 0x84..=0x86
        | 0x91..=0x97
        | 0x99
        | 0xa0
        | 0xa1
        | 0xa3
        | 0xa7
        | 0xa9
        | 0xab
        | 0xad
        | 0xae
        | 0xb0
        | 0xb2..=0xb4
        | 0xb7
        | 0xba..=0xbf
        | 0xe0
        | 0xe8
        | 0xe9 => true,
        // ƒ for guilders, ‰, ± and ×.
        0x83 | 0x89 | 0xb1 | 0xd7 => !in_word,
        // Not Â and Ã, which begin most letters of UTF-8, nor the letters of Iceland, nor ÷.
        0xc2 | 0xc3 | 0xd0 | 0xde | 0xf0 | 0xf7 | 0xfe | 0xff => false,
        // Š Œ Ž š œ ž Ÿ, and the letters with accents.
        0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f | 0xc0..=0xfd => in_word,
        _ => false,
    }
}
