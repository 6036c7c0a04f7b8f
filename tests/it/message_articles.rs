//! What is said of articles whose title or date is not their own; see `messages.rs`.

use insta::assert_snapshot;

use crate::messages::transcript;
use crate::support::Desk;

#[test]
fn titles_and_dates_that_are_not_in_the_record() {
    let desk = Desk::with_index(&[(
        "2021/11/16/a.jsonl",
        concat!(
            "{\"id\":\"a\",\"text\":\"De haring is op. Morgen is er weer.\"}\n",
            "{\"id\":\"b\",\"title\":\"Haring\",\"date\":\"2020\",\"text\":\"Er was haring.\"}\n",
        ),
    )]);
    assert_snapshot!(transcript(
        &desk,
        &[&["search", "haring", "--sort", "oldest"], &["show", "a"], &["show", "b"], &["similar", "a"]]
    ));
}
