//! What the names of files and folders tell.

use proptest::prelude::*;

use crate::date::from_path;

fn check(path: &str, expect: &str) {
    let found = from_path(path).map_or("-".to_owned(), |date| date.to_string());
    assert_eq!(found, expect, "{path}");
}

#[test]
fn dates_in_names() {
    check("2021-11-16.txt", "2021-11-16");
    check("krant/2021-11-16.txt.gz", "2021-11-16");
    check("bode_2021-11-16_avond.txt", "2021-11-16");
    check("bode-2021-11-16-p3.xml", "2021-11-16");
    check("2021_11_16.csv", "2021-11-16");
    check("2021.11.16.txt", "2021-11-16");
    check("2021 11 16 bode.txt", "2021-11-16");
    check("2021-11-16T08-30-00_x.txt", "2021-11-16");
    check("16-11-2021.txt", "2021-11-16");
    check("16.11.2021.txt", "2021-11-16");
    check("bode_16_11_2021.txt", "2021-11-16");
    check("20211116_x.txt", "2021-11-16");
    check("20211116.txt", "2021-11-16");
    check("x-20211116-y.jsonl.zst", "2021-11-16");
    check("bode20211116.txt", "2021-11-16");
    check("20211116T083000Z.json", "2021-11-16");
    check("CRAWL-20211116083000-00001.warc.gz", "2021-11-16");
    check("krant_2021-11.jsonl", "2021-11");
    check("krant-2021-11-00345.txt", "2021-11");
    check("12-mei-1894.txt", "1894-05-12");
    check("12 Mei 1894.txt", "1894-05-12");
    check("12mei1894.txt", "1894-05-12");
    check("zaterdag-12-mei-1894.txt", "1894-05-12");
    check("1894-mei-12.txt", "1894-05-12");
    check("mei_1894.csv", "1894-05");
    check("1894-mei.csv", "1894-05");
    check("Bloeimaand 1811.txt", "1811-05");
    check("kamervragen-2020.jsonl", "2020");
    check("2020.jsonl", "2020");
    check("krant 1894 (scan).txt", "1894");
    check("nieuws.2020", "2020");
}

#[test]
fn dates_in_folders() {
    check("2021/11/16/x.txt", "2021-11-16");
    check("bode/2021/11/16/brug.txt", "2021-11-16");
    check("bode\\2021\\11\\16\\brug.txt", "2021-11-16");
    check("2021/1/5/x.txt", "2021-01-05");
    check("2021/11/x.txt", "2021-11");
    check("2021/11/16.txt", "2021-11-16");
    check("2021/11.jsonl", "2021-11");
    check("1894/Mei/12.txt", "1894-05-12");
    check("1894/Mei/12/a.txt", "1894-05-12");
    check("1894/05-mei/12.txt", "1894-05-12");
    check("1894/05-mei/x.txt", "1894-05");
    check("1894/12-mei/x.txt", "1894-05-12");
    check("1894/mei.txt", "1894-05");
    check("2021-11/16/x.txt", "2021-11-16");
    check("mei 1894/12.txt", "1894-05-12");
    check("2021/11-16/x.txt", "2021-11-16");
    check("2021-11-16/brug.txt", "2021-11-16");
    check("krant-1894/05/12.txt", "1894-05-12");
    check("2021/x.txt", "2021");
    check("./2021/x.txt", "2021");
    check("archief/1894/krant/x.txt", "1894");
    // A day that does not exist is none, but the month above it is one.
    check("2021/02/30/x.txt", "2021-02");
    check("2021/13/x.txt", "2021");
    // Numbered files.
    check("2021/11/5.txt", "2021-11");
    check("2021/11/45.txt", "2021-11");
    check("2021/11/0001.txt", "2021-11");
}

#[test]
fn the_most_precise_and_then_the_nearest_wins() {
    check("2021-11-16/foto-van-2020.txt", "2021-11-16");
    check("2020-01-01/20211116_x.txt", "2021-11-16");
    check("2019/krant_2021-11.txt", "2021-11");
    check("2021/11/16/krant-2020-03.txt", "2021-11-16");
    check("1990/2021/x.txt", "2021");
    check("2021-11-16_over-1953.txt", "2021-11-16");
}

#[test]
fn several_dates_in_one_name_are_an_interval() {
    check("kamervragen-2019-2020.jsonl", "2019/2020");
    check("kamervragen-2019-20.jsonl", "2019/2020");
    check("bode_2021-11-01_2021-11-07.csv", "2021-11-01/2021-11-07");
    check("bode_20211101-20211107.csv", "2021-11-01/2021-11-07");
    check("bode_2021-07_2021-09.csv", "2021-07/2021-09");
    check("2021-11-16_2021-11-16.csv", "2021-11-16");
    check("2019-2020/x.txt", "2019/2020");
    // One year is more precise than two.
    check("2015-2020/2017/x.txt", "2017");
}

#[test]
fn other_numbers_tell_nothing() {
    for path in [
        "",
        "/",
        "x.txt",
        "000_0f0edefe990559d2.txt",
        "dossier-12345678.txt",
        "1080p.mp4",
        "film-1080p.txt",
        "IMG_1834.jpg",
        "DSC_2012.jpg",
        "nr-1953.txt",
        "dossier-2020.txt",
        "artikel_1999.txt",
        "1834.txt",
        "0001.txt",
        "12.txt",
        "11/16/x.txt",
        "mei/12.txt",
        "ddd_010000042_mpeg21_a0001.xml",
        "550e8400-e29b-2021-a716-446655440000.json",
        "iso2022.txt",
        "win2000/x.txt",
        "1500/x.txt",
        "0100/x.txt",
        "3000/x.txt",
        "99999999.txt",
        "20211399.txt",
        "a20211116b.txt",
        "12345678901.txt",
        "202111161.txt",
        "3-4-5.txt",
        "16-11-21.txt",
        "202111.txt",
        "v1.2.3.txt",
        "192.168.2.1.txt",
        "06-12345678.txt",
        "mei.txt",
        "jan/piet.txt",
        "２０２１.jsonl",
    ] {
        check(path, "-");
    }
    check("2021-02-30.txt", "2021-02");
    check("11-2021.jsonl", "2021");
}

proptest! {
    #[test]
    fn no_path_makes_it_panic(path in "[0-9a-zA-Z_./é\\\\ -]{0,40}|\\PC{0,40}") {
        let _ = from_path(&path);
    }
}

#[test]
fn a_path_without_end_is_read() {
    check(&"1/".repeat(100_000), "-");
}
