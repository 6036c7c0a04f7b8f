//! Opens gzip and Zstandard files, of one member or many, so that the rest sees plain bytes.
//!
//! The first bytes decide, not the name: a browser may unpack a file and keep the `.gz`, and an export may be
//! packed without saying so. Both libraries can read many members by themselves, but then they cannot tell a
//! member that is damaged from other bytes after the last one. So members are read one by one here.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstandard,
}

impl Packing {
    /// What a file's first bytes say.
    fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            // The second is a skippable frame, which some tools put first.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstandard,
            _ => Self::Plain,
        }
    }

    /// What the end of a file's name says, and the name without it.
    pub(super) fn of_name(name: &str) -> (Self, &str) {
        let packings = [(".gz", Self::Gzip), (".zst", Self::Zstandard)];
        for (ending, packing) in packings {
            if let Some(at) = name.len().checked_sub(ending.len())
                && name.is_char_boundary(at)
                && name[at..].eq_ignore_ascii_case(ending)
            {
                return (packing, &name[..at]);
            }
        }
        (Self::Plain, name)
    }

    /// The name people know it by.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }
}

/// What is wrong with packed data.
#[derive(Debug)]
pub(super) enum Fault {
    /// It ends before its member does.
    EndsTooEarly,
    /// Other bytes follow the last member.
    OtherBytesFollow,
    /// It is not what it should be.
    Damaged(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsTooEarly => f.write_str("the file ends in the middle of its compressed data"),
            Self::OtherBytesFollow => f.write_str("other bytes follow after the compressed data"),
            Self::Damaged(error) => write!(f, "the compressed data is damaged ({error})"),
        }
    }
}

impl std::error::Error for Fault {}

/// The fault in `error`, where it is one.
pub(super) fn fault(error: &io::Error) -> Option<&Fault> {
    error.get_ref()?.downcast_ref()
}

/// A reader of unpacked bytes.
pub(super) struct Unpacked<R: Read> {
    packing: Packing,
    state: State<BufReader<R>>,
}

enum State<R: BufRead> {
    /// At the border of two members, or in a file that is not packed.
    Between(R),
    Gzip(Box<GzDecoder<R>>),
    Zstandard(Box<zstd::stream::read::Decoder<'static, R>>),
    /// At the end, or past a fault, after which nothing can be read.
    Over,
}

impl<R: Read> Unpacked<R> {
    /// Looks at the first bytes. `buffer_bytes` is how much is read at once of a packed file.
    pub(super) fn open(raw: R, buffer_bytes: usize) -> io::Result<Self> {
        let mut raw = BufReader::with_capacity(buffer_bytes.max(16), raw);
        let packing = Packing::of(raw.fill_buf()?);
        Ok(Self { packing, state: State::Between(raw) })
    }

    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    /// Goes from the border of two members into the next one; `false` at the end.
    fn enter(&mut self, mut raw: BufReader<R>) -> io::Result<bool> {
        loop {
            let start = raw.fill_buf()?;
            if start.is_empty() {
                return Ok(false);
            }
            // The magic bytes may lie across the border of two buffers. Those that are there decide, and the
            // decoder checks the rest.
            let is_next = match self.packing {
                Packing::Gzip => start.iter().zip(&[0x1f, 0x8b]).all(|(byte, magic)| byte == magic),
                _ => matches!(start[0], 0x28 | 0x50..=0x5f),
            };
            if is_next {
                self.state = match self.packing {
                    Packing::Gzip => State::Gzip(Box::new(GzDecoder::new(raw))),
                    _ => State::Zstandard(Box::new(
                        zstd::stream::read::Decoder::with_buffer(raw)?.single_frame(),
                    )),
                };
                return Ok(true);
            }
            // Tapes and some mirrors pad with zeros, which gzip itself passes over too.
            let zeros = start.iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 {
                return Err(io::Error::other(Fault::OtherBytesFollow));
            }
            raw.consume(zeros);
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        if chunk.is_empty() {
            return Ok(0);
        }
        loop {
            match &mut self.state {
                State::Between(raw) if self.packing == Packing::Plain => return raw.read(chunk),
                State::Gzip(decoder) => match decoder.read(chunk) {
                    Ok(0) => {}
                    result => return result.map_err(as_fault),
                },
                State::Zstandard(decoder) => match decoder.read(chunk) {
                    Ok(0) => {}
                    result => return result.map_err(as_fault),
                },
                State::Between(_) => {}
                State::Over => return Ok(0),
            }
            let raw = match std::mem::replace(&mut self.state, State::Over) {
                State::Between(raw) => raw,
                State::Gzip(decoder) => decoder.into_inner(),
                State::Zstandard(decoder) => decoder.finish(),
                State::Over => return Ok(0),
            };
            if !self.enter(raw)? {
                return Ok(0);
            }
        }
    }
}

/// What a decoder complains of, as a fault; an error of the operating system below it stays as it is.
fn as_fault(error: io::Error) -> io::Error {
    if super::raw::refusal(&error).is_some() {
        return error;
    }
    io::Error::other(match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::EndsTooEarly,
        _ => Fault::Damaged(error),
    })
}
