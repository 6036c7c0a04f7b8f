//! One number mixed into another, for tables of our own that are looked into for every word or node: a general hasher
//! costs them more than the look-up.

/// Mixes a number into another by one multiplication, of which both halves are kept. The same in every build of the program.
#[inline]
pub(crate) fn mix(state: u64, part: u64) -> u64 {
    let product = u128::from(state ^ 0x2d35_8dcc_aa6c_78a5) * u128::from(part ^ 0x9e37_79b9_7f4a_7c15);
    product as u64 ^ (product >> 64) as u64
}
