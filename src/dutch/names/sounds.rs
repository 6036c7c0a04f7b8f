//! From letters to sounds: which sound each group of letters stands for, under one way of reading.
//!
//! A sound is one byte: a capital for a consonant, a small letter for a vowel. The letters that Dutch,
//! English, German and French agree about have one sound; `ch`, `j` and `h` do not, and a [`Reading`]
//! says which sound they have this time.

/// Words longer than this have no key: no name is, and the work stays bounded.
const MAX_LETTERS: usize = 40;

/// A choice for each group of letters that languages read differently; without any, the Dutch way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reading(u8);

impl Reading {
    /// `ch` as in English *Gorbachev* and French *Choigou*, not as in Dutch *Karabach*.
    pub(super) const CH_HISSES: Self = Self(1);
    /// `j` as in English *Azerbaijan* and French *Brejnev*, not as in Dutch *Alijev*.
    pub(super) const J_HISSES: Self = Self(2);
    /// `dj` as the two sounds of *Djagilev*, not as the one of French *Djibouti*.
    pub(super) const DJ_IS_TWO: Self = Self(4);
    /// `c` for a letter that has lost its caron or cedilla, as in *Cajkovskij* and *Kilicdaroglu*.
    pub(super) const C_HISSES: Self = Self(8);
    /// `h` for the sound of Dutch *ch* or Russian *g*, as in scholarly *Mihail* and Ukrainian *Luhansk*.
    pub(super) const H_SCRAPES: Self = Self(16);

    /// Whether this choice was made.
    pub(super) fn has(self, choice: Self) -> bool {
        self.0 & choice.0 != 0
    }

    /// What was chosen other than the Dutch way, in words.
    pub(super) fn in_words(self) -> impl Iterator<Item = &'static str> {
        CHOICES.into_iter().filter(move |(choice, _)| self.has(*choice)).map(|(_, words)| words)
    }

    fn with(self, choice: Self) -> Self {
        Self(self.0 | choice.0)
    }
}

/// Every choice, in words.
const CHOICES: [(Reading, &str); 5] = [
    (Reading::CH_HISSES, "`ch` as in English Gorbachev"),
    (Reading::J_HISSES, "`j` as in English Azerbaijan"),
    (Reading::DJ_IS_TWO, "`dj` as in Djagilev"),
    (Reading::C_HISSES, "`c` for a letter that has lost its mark, as in Cajkovskij"),
    (Reading::H_SCRAPES, "`h` as in Mihail and Luhansk"),
];

/// Words shorter than this have no key: too little of them would be left.
const MIN_LETTERS: usize = 4;

/// The letters of a word, from a to z; none where it holds anything else, or is too short or too long.
pub(super) fn letters(folded: &str) -> Option<Vec<u8>> {
    let mut letters = Vec::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'a'..='z' => letters.push(c as u8),
            'A'..='Z' => letters.push(c.to_ascii_lowercase() as u8),
            // What folding accents may leave of Turkish, Azeri, Polish, Serbian and the Nordic languages.
            'ı' => letters.push(b'i'),
            'ł' => letters.push(b'l'),
            'đ' => letters.push(b'd'),
            'ø' => letters.push(b'o'),
            'ə' | 'æ' => letters.push(b'a'),
            'œ' => letters.extend_from_slice(b"oe"),
            'ß' => letters.extend_from_slice(b"ss"),
            // The soft and hard signs, the Arabic ayn and hamza: marks that newspapers leave out.
            '-' | '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʺ' | '`' => {}
            _ => return None,
        }
        if letters.len() > MAX_LETTERS {
            return None;
        }
    }
    let end = letters.len();
    if end < MIN_LETTERS {
        return None;
    }
    // French writes -ine for -in (Poutine, Eltsine); Martine and Justine are names of their own.
    let french_end = end > 5
        && (letters.ends_with(b"ine") || letters.ends_with(b"yne"))
        && (is_french(&letters) || matches!(letters[end - 4], b's' | b'l' | b'n' | b'k'));
    if french_end {
        letters.pop();
    }
    Some(letters)
}

/// The readings that a word allows, the likeliest first. Marks of one language rule out the others.
pub(super) fn readings(letters: &[u8]) -> Vec<Reading> {
    let dutch_or_german = [&b"sj"[..], b"zj", b"oe", b"sch"].into_iter().any(|mark| has(letters, mark));
    let french = is_french(letters);
    let english = [&b"sh"[..], b"zh", b"kh"].into_iter().any(|mark| has(letters, mark));
    let mut readings = vec![Reading::default()];
    if !dutch_or_german && ambiguous_ch(letters) {
        if french || english {
            readings[0] = readings[0].with(Reading::CH_HISSES);
        } else {
            fork(&mut readings, Reading::CH_HISSES);
        }
    }
    if !dutch_or_german && (0..letters.len()).any(|at| letters[at] == b'j' && j_may_hiss(letters, at)) {
        fork(&mut readings, Reading::J_HISSES);
    }
    if has(letters, b"dj") {
        fork(&mut readings, Reading::DJ_IS_TWO);
    }
    if ambiguous_c(letters) {
        fork(&mut readings, Reading::C_HISSES);
    }
    if (0..letters.len()).any(|at| letters[at] == b'h' && h_may_scrape(letters, at)) {
        fork(&mut readings, Reading::H_SCRAPES);
    }
    readings
}

/// The sounds of a word under one reading.
pub(super) fn sounds(letters: &[u8], reading: Reading) -> Vec<u8> {
    let mut reader = Reader { letters, at: 0, reading, out: Vec::with_capacity(letters.len()) };
    reader.beginning();
    while reader.at < letters.len() {
        reader.step();
    }
    reader.out
}

/// Whether the byte is the sound of a vowel.
pub(super) fn is_vowel(sound: u8) -> bool {
    sound.is_ascii_lowercase()
}

/// Groups of letters with one sound in every language that has them, longest first.
/// `J` is any hissed consonant made behind the teeth: those of *Sjojgoe, Brezjnev, Tsjaikovski, Dzjenin*.
const GROUPS: &[(&[u8], u8)] = &[
    (b"chtch", b'J'),
    (b"tsch", b'J'),
    (b"dsch", b'J'),
    (b"tsj", b'J'),
    (b"tsh", b'J'),
    (b"tch", b'J'),
    (b"dsj", b'J'),
    (b"dzj", b'J'),
    (b"dzh", b'J'),
    (b"sch", b'J'),
    (b"sj", b'J'),
    (b"sh", b'J'),
    (b"zj", b'J'),
    (b"zh", b'J'),
    (b"cz", b'J'),
    (b"sz", b'S'),
    (b"ts", b'C'),
    (b"tz", b'C'),
    (b"dz", b'C'),
    (b"kh", b'X'),
    (b"gh", b'G'),
    (b"ph", b'F'),
    (b"th", b'T'),
    (b"dh", b'D'),
    (b"wh", b'V'),
    (b"ck", b'K'),
];

struct Reader<'a> {
    letters: &'a [u8],
    at: usize,
    reading: Reading,
    out: Vec<u8>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.letters.get(self.at + ahead).copied().unwrap_or(b' ')
    }

    fn rest(&self) -> &[u8] {
        &self.letters[self.at..]
    }

    /// A first sound that differs from the same letters inside a word.
    fn beginning(&mut self) {
        let hissed: &[&[u8]] = if self.reading.has(Reading::DJ_IS_TWO) {
            &[b"dzj", b"dzh", b"dsch"]
        } else {
            &[b"dzj", b"dzh", b"dsch", b"dj"]
        };
        if let Some(group) = hissed.iter().find(|group| self.rest().starts_with(group)) {
            // English writes the same sound as a bare j: Djabrail, Jabrail.
            self.at = group.len();
            self.out.push(b'Y');
            return;
        }
        let (taken, sound) = match (self.peek(0), self.peek(1)) {
            // French Joukov and Jytomyr.
            (b'j', _) if self.reading.has(Reading::J_HISSES) && j_may_hiss(self.letters, 0) => {
                (1, Some(b'J'))
            }
            // Jeltsin, Yeltsin, Eltsin; Yitzhak, Itzhak.
            (b'j' | b'y', b'e' | b'i' | b'y') | (b'i', b'e') => (1, None),
            (b'j' | b'y' | b'i', b'a' | b'o' | b'u') => (1, Some(b'Y')),
            // Chinese x is close to sj.
            (b'x', b'i' | b'u') => (1, Some(b'J')),
            // French Oualid is Walid.
            (b'o', b'u') if matches!(self.peek(2), b'a' | b'e' | b'o') => (2, Some(b'V')),
            _ => (0, None),
        };
        self.at = taken;
        self.out.extend(sound);
    }

    fn step(&mut self) {
        if self.at_vowel() {
            self.vowel();
            return;
        }
        if let Some((group, sound)) = GROUPS.iter().find(|(group, _)| self.rest().starts_with(group)) {
            self.at += group.len();
            self.consonant(*sound);
            return;
        }
        let (letter, next, after) = (self.peek(0), self.peek(1), self.peek(2));
        let (sound, taken) = match (letter, next) {
            (b'c', b'h') => (if self.reading.has(Reading::CH_HISSES) { b'J' } else { b'X' }, 2),
            // Scholarly c has lost its caron: Cehov, Gorbacev. A j that does not glide is French or English.
            (b'c', b'e' | b'i' | b'y') | (b'j', _) => (b'J', 1),
            (b'c', _) if self.reading.has(Reading::C_HISSES) => (b'C', 1),
            (b'c', b' ') if self.out.last() == Some(&b'i') => (b'J', 1),
            // Syunik, Siounik, Sjoenik.
            (b's', b'y') if matches!(after, b'a' | b'o' | b'u') => (b'J', 2),
            (b's', b'i') if self.rest().starts_with(b"siou") => (b'J', 2),
            // Serguei, Guerassimov; Quraish.
            (b'g', b'u') if matches!(after, b'e' | b'i') => (b'G', 2),
            (b'q', b'u') if is_vowel_letter(after) => (b'K', 2),
            (b'c' | b'q' | b'k', _) => (b'K', 1),
            (b'x', _) => {
                self.consonant(b'K');
                (b'S', 1)
            }
            (b'w' | b'v', _) | (b'f', b' ') => (b'V', 1),
            (b'f', b'f') if after == b' ' => (b'V', 2),
            (b'n', b'b' | b'p') => (b'M', 1),
            (b'd', b'j') if !self.reading.has(Reading::DJ_IS_TWO) && after != b' ' => (b'J', 2),
            // German Schewardnadse.
            (b'd', b't') if after == b' ' => (b'T', 2),
            (b'd', b's') if matches!(after, b'e' | b'i') => (b'C', 2),
            (b'h', _) => {
                self.at += 1;
                self.breath(next);
                return;
            }
            _ => (letter.to_ascii_uppercase(), 1),
        };
        self.at += taken;
        self.consonant(sound);
    }

    /// An `h` that is not part of a group: silent at the end and after a consonant.
    fn breath(&mut self, next: u8) {
        let after_vowel = self.out.last().is_none_or(|&sound| is_vowel(sound));
        if self.reading.has(Reading::H_SCRAPES) && h_may_scrape(self.letters, self.at - 1) {
            self.consonant(b'X');
        } else if after_vowel && next != b' ' {
            self.consonant(b'H');
        }
    }

    /// Doubled consonants sound once.
    fn consonant(&mut self, sound: u8) {
        if self.out.last() != Some(&sound) {
            self.out.push(sound);
        }
    }

    fn at_vowel(&self) -> bool {
        match self.peek(0) {
            b'j' => self.j_glides(),
            letter => is_vowel_letter(letter),
        }
    }

    /// Whether the `j` here only leads from one vowel to the next.
    fn j_glides(&self) -> bool {
        !(self.reading.has(Reading::J_HISSES) && j_may_hiss(self.letters, self.at))
    }

    /// A run of vowels and glides is one vowel: that of its strongest part.
    fn vowel(&mut self) {
        let start = self.at;
        while self.at < self.letters.len() && self.at_vowel() {
            // French Zarkaoui is Zarkawi.
            if self.at > start && self.rest().starts_with(b"ou") && is_vowel_letter(self.peek(2)) {
                break;
            }
            self.at += 1;
        }
        let run = &self.letters[start..self.at];
        let last = matches!(self.rest(), b"" | b"h");
        // A last j after a consonant is the Russian soft sign; a vowel goes on after one that was written.
        let soft_sign = run == b"j" && last;
        let after_vowel = self.out.last().is_some_and(|&before| is_vowel(before));
        if !soft_sign && !after_vowel {
            self.out.push(vowel_sound(run, last));
        }
        if self.at > start && self.rest().starts_with(b"ou") && is_vowel_letter(self.peek(2)) {
            self.at += 2;
            self.consonant(b'V');
        }
    }
}

/// `y` is the sound of a last -ia, which Dutch writes -ië.
fn vowel_sound(run: &[u8], last: bool) -> u8 {
    let is_glide = |letter: u8| matches!(letter, b'i' | b'j' | b'y');
    let glides = run.iter().take_while(|&&letter| is_glide(letter)).count();
    let strong = &run[glides..];
    if glides > 0 {
        match strong.first() {
            None => return b'i',
            Some(b'a') if last && strong.len() == 1 => return b'y',
            // Aliev, Alijev, Aliyev; but Semyenov, Semenov.
            Some(b'e') if run[0] == b'i' => return b'i',
            Some(_) => {}
        }
    }
    match (strong[0], strong.get(1)) {
        // Zelenskaja, Zelenskaya.
        (b'a', Some(b'i' | b'j' | b'y')) if last && strong.last() == Some(&b'a') && strong.len() > 2 => b'a',
        (b'a', Some(b'i' | b'j' | b'y' | b'e')) | (b'e', _) => b'e',
        (b'o', Some(b'e' | b'u' | b'o')) => b'u',
        (letter, _) => letter,
    }
}

/// `j` is none of these: whether it glides is a matter of reading.
fn is_vowel_letter(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether the group occurs anywhere in the word.
fn has(letters: &[u8], group: &[u8]) -> bool {
    letters.windows(group.len()).any(|window| window == group)
}

/// Adds each reading again with one more choice.
fn fork(readings: &mut Vec<Reading>, choice: Reading) {
    for at in 0..readings.len() {
        readings.push(readings[at].with(choice));
    }
}

/// Whether the word bears a mark of French spelling.
fn is_french(letters: &[u8]) -> bool {
    has(letters, b"tch") || has(letters, b"ou")
}

/// A `ch` before most consonants is read the Dutch way: Chruschtschow, Kazachstan; but Kuchma, Kalachnikov.
fn ambiguous_ch(letters: &[u8]) -> bool {
    (0..letters.len()).any(|at| {
        letters[at..].starts_with(b"ch")
            && (at == 0 || !matches!(letters[at - 1], b's' | b't'))
            && letters.get(at + 2).is_none_or(|&next| !matches!(next, b'r' | b'l' | b't' | b's' | b'z'))
    })
}

/// At the beginning only in French names; not in Dutch `ij` before a consonant, and after a consonant only
/// in `nj` (Panjshir).
fn j_may_hiss(letters: &[u8], at: usize) -> bool {
    let Some(&next) = letters.get(at + 1) else { return false };
    match at.checked_sub(1).map(|before| letters[before]) {
        None => matches!(next, b'i' | b'y') || is_french(letters),
        Some(b'n') => true,
        Some(b'i') => is_vowel_letter(next),
        Some(before) => is_vowel_letter(before),
    }
}

/// After a vowel, at the beginning, and after the consonants that scholarly spelling puts before Russian kh.
fn h_may_scrape(letters: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| letters[before]) {
        None => true,
        Some(b'r' | b'b') => at + 1 < letters.len(),
        Some(before) => is_vowel_letter(before),
    }
}

/// A hard `c` may have been a hissed one only in words that end as Slavic and Turkish names do.
fn ambiguous_c(letters: &[u8]) -> bool {
    let ends: &[&[u8]] = &[b"ov", b"ev", b"ova", b"eva", b"skij", b"ica", b"oglu", b"enko"];
    ends.iter().any(|end| letters.ends_with(end))
        && letters
            .windows(2)
            .any(|pair| pair[0] == b'c' && !matches!(pair[1], b'h' | b'k' | b'c' | b'e' | b'i' | b'y'))
}
