//! What a byte is to whoever counts or seeks words without decoding characters, of which nearly all of a text has none
//! that need it.

/// White space as Unicode has it.
pub(super) const SPACE: u8 = 1;
/// A letter of ASCII.
pub(super) const LETTER: u8 = 2;
/// A digit.
pub(super) const DIGIT: u8 = 4;
/// Part of a character that is not ASCII.
pub(super) const NOT_ASCII: u8 = 8;

/// The class of each byte; 0 is a sign of ASCII that is none of these.
pub(super) static CLASSES: [u8; 256] = {
    let mut classes = [NOT_ASCII; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b' ' | b'\t'..=b'\r' => SPACE,
            b'0'..=b'9' => DIGIT,
            _ if byte.is_ascii_alphabetic() => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};
