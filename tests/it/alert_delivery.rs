//! Digests on their way out: as mail, to a webhook, into a folder.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use knipsel::alerts::{AlertFolder, Delivery, DeliveryWay, Service, ServiceReport, Webhook};
use knipsel::date::Day;
use knipsel::dutch::AnalysisOptions;
use knipsel::index::IndexFolder;
use knipsel::query::Synonyms;
use serde_json::Value;

use crate::support::Desk;

/// A desk with an alert to which one article is new.
fn desk_with_news() -> Desk {
    let desk = Desk::with_index(&[("a.txt", "date 2021-11-16 De vrede is getekend.")]);
    desk.run(&["alert", "add", "vrede", "vrede"]).ended_with(0);
    desk.write("archive/b.txt", "date 2022 Eén vrede, één krant.");
    desk.run(&["index", "build"]).ended_with(0);
    desk
}

/// Runs the service as a scheduled build does.
fn serve(desk: &Desk, urls: &[String]) -> ServiceReport {
    let way = |url: &String| DeliveryWay::Webhook(Webhook::parse(url).expect("it is an address"));
    let deliveries: Vec<Delivery> =
        urls.iter().map(|url| Delivery { alerts: Vec::new(), way: way(url) }).collect();
    Service {
        index: &IndexFolder::at(desk.at("index")),
        analysis: &AnalysisOptions::default(),
        synonyms: &Synonyms::none(),
        deliveries: &deliveries,
        retry_after: &[Duration::ZERO; 2],
        today: Day::from_ymd(2026, 1, 1).expect("it is a day"),
        now: "2026-01-01T06:00:00Z",
    }
    .run()
    .expect("the alerts can look")
}

/// A server that gives these answers and then ends; it gives back the requests: head and body.
fn server(answers: &'static [&'static str]) -> (String, thread::JoinHandle<Vec<(String, String)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let url = format!("http://{}/knipsels", listener.local_addr().expect("it has an address"));
    let requests = thread::spawn(move || {
        let answer = |answer: &&str| {
            let (stream, _) = listener.accept().expect("somebody calls");
            let mut stream = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                assert_ne!(stream.read_line(&mut head).expect("a head is sent"), 0, "{head}");
            }
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length:").and_then(|length| length.trim().parse().ok())
            });
            let mut body = vec![0; length.expect("the length is told")];
            stream.read_exact(&mut body).expect("a body is sent");
            let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.get_mut().write_all(answer.as_bytes()).expect("the answer is taken");
            (head, String::from_utf8(body).expect("JSON is UTF-8"))
        };
        answers.iter().map(answer).collect()
    });
    (url, requests)
}

fn waiting(desk: &Desk) -> usize {
    AlertFolder::of(&IndexFolder::at(desk.at("index")))
        .waiting("vrede")
        .expect("the outbox can be read")
        .len()
}

#[test]
fn a_webhook_gets_a_digest_once_and_is_tried_again_where_it_fails() {
    let desk = desk_with_news();
    let (url, requests) = server(&["503 Busy", "429 Too Many Requests", "204 No Content"]);
    let report = serve(&desk, std::slice::from_ref(&url));
    assert_eq!((report.new, report.sent), (vec![("vrede".to_owned(), 1)], 1), "{:?}", report.unsent);
    let requests = requests.join().expect("the server ends");
    assert!(requests.iter().all(|(_, body)| *body == requests[0].1), "each try sends the same");
    let (head, body) = &requests[2];
    let head = head.to_lowercase();
    assert!(head.starts_with("post /knipsels http/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/json\r\n"), "{head}");
    assert!(head.contains("idempotency-key: vrede-1-2-1\r\n"), "{head}");
    let digest: Value = serde_json::from_str(body).expect("it is JSON");
    assert_eq!(digest["articles"][0]["title"], "Eén vrede, één krant.", "{digest}");
    assert_eq!(waiting(&desk), 0);
    // The server is gone: a second request would be a failure.
    let report = serve(&desk, &[url]);
    assert_eq!((report.sent, report.unsent.len()), (0, 0));
}

#[test]
fn what_one_server_refuses_waits_for_it_alone() {
    let desk = desk_with_news();
    let (good, got) = server(&["200 OK"]);
    let (bad, _) = server(&["400 Bad Request"]);
    let report = serve(&desk, &[good.clone(), bad.clone()]);
    assert_eq!((report.sent, report.unsent.len()), (0, 1), "a refusal is not tried again");
    assert_eq!((got.join().expect("the server ends").len(), waiting(&desk)), (1, 1));
    // The good one is gone and is not asked again; the bad one is gone too, and is.
    let report = serve(&desk, &[good, bad]);
    assert_eq!((report.sent, report.unsent.len(), waiting(&desk)), (0, 1, 1));
}

#[test]
fn the_messages_of_a_server_keep_the_address_to_themselves() {
    let desk = desk_with_news();
    let (url, _) = server(&["404 Not Found"]);
    desk.write("knipsel.toml", format!("[[alert_delivery]]\nwebhook = \"{url}/geheim\"\n"));
    let run = desk.run(&["alert", "run"]).ended_with(2);
    assert!(run.stderr.contains("404") && run.stderr.contains("http://127.0.0.1:"), "{run:?}");
    assert!(!run.stderr.contains("geheim"), "an address may hold a password: {run:?}");
    assert_eq!(run.stdout, "", "what is sent is not written too");
}

#[test]
fn digests_go_into_a_folder_and_the_others_to_stdout() {
    let desk = desk_with_news();
    desk.run(&["alert", "add", "krant", "krant", "--backfill"]).ended_with(0);
    fs::create_dir(desk.at("kranten")).expect("a folder is made");
    desk.write(
        "knipsel.toml",
        "[[alert_delivery]]\nalerts = \"vrede\"\nfolder = \"kranten\"\nformat = \"atom\"\n",
    );
    let run = desk.run(&["alert", "run", "--format", "json"]).ended_with(0);
    assert_eq!(run.objects().len(), 1, "{run:?}");
    assert_eq!(run.objects()[0]["alert"], "krant");
    let feed = fs::read_to_string(desk.at("kranten/vrede-1-2-1.xml")).expect("there is a feed");
    assert!(feed.contains("<entry>") && feed.ends_with("</feed>\n"), "{feed}");
    desk.run(&["alert", "run"]).ended_with(1);
}

#[test]
fn alerts_look_after_a_scheduled_build() {
    let desk = desk_with_news();
    desk.run(&["alert", "add", "krant", "krant"]).ended_with(0);
    fs::create_dir(desk.at("kranten")).expect("a folder is made");
    desk.write(
        "knipsel.toml",
        "[[alert_delivery]]\nalerts = \"vrede\"\nfolder = \"kranten\"\nformat = \"json\"\n",
    );
    desk.write("archive/c.txt", "date 2023 De krant over de vrede.");
    let run = desk.run(&["schedule", "run"]).ended_with(0);
    assert!(run.stderr.contains("sent 1 digest") && run.stdout.is_empty(), "{run:?}");
    let digest = fs::read_to_string(desk.at("kranten/vrede-1-3-1.json")).expect("there is a digest");
    let digest: Value = serde_json::from_str(&digest).expect("it is JSON");
    assert_eq!(digest["articles"].as_array().map(Vec::len), Some(2), "{digest}");
    // What is sent nowhere waits until somebody asks.
    let run = desk.run(&["alert", "run", "--format", "json"]).ended_with(0);
    assert_eq!(run.objects()[0]["alert"], "krant", "{run:?}");
}

#[test]
fn mail_goes_by_sendmail() {
    let desk = desk_with_news();
    let script = desk.write(
        "sendmail",
        format!(
            "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done >'{0}/args'\ncat >'{0}/mail'\n",
            desk.path().display()
        ),
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let settings = |command: &str| {
        let command = desk.at(command).display().to_string();
        format!(
            "[[alert_delivery]]\nmail = [\"a@krant.nl\", \"B <b@krant.nl>\"]\nfrom = \"Knipsels <k@krant.nl>\"\nsendmail = \"{command}\"\n"
        )
    };
    desk.write("knipsel.toml", settings("nergens"));
    let run = desk.run(&["alert", "run"]).ended_with(2);
    assert!(run.stderr.contains("nergens") && waiting(&desk) == 1, "{run:?}");
    desk.write("knipsel.toml", settings("sendmail"));
    let run = desk.run(&["alert", "run"]).ended_with(0);
    assert!(run.stderr.contains("sent 1 digest"), "{run:?}");
    let args = fs::read_to_string(desk.at("args")).expect("the command ran");
    assert!(
        args.lines().any(|arg| arg == "a@krant.nl") && args.lines().any(|arg| arg == "b@krant.nl"),
        "{args}"
    );
    check_mail(&fs::read_to_string(desk.at("mail")).expect("a mail was sent"));
    assert_eq!(waiting(&desk), 0);
}

#[track_caller]
fn check_mail(mail: &str) {
    let mail = mail.replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").expect("a mail has a head");
    // A long line of the head goes on after a space.
    let head = format!("\n{}\n", head.replace("\n ", " "));
    assert!(head.contains("\nSubject: Knipselkrant vrede: 1 nieuw artikel\n"), "{head}");
    assert!(head.contains("\nMessage-ID: <vrede-1-2-1."), "{head}");
    assert!(head.contains("@krant.nl>"), "{head}");
    assert!(head.contains("multipart/alternative"), "{head}");
    assert!(body.contains("text/plain") && body.contains("text/html"), "{body}");
    // Quoted-printable, as long as nearly all of it is ASCII.
    assert!(body.contains("<mark>vrede</mark>"), "{body}");
}

/// A server for mail that says its port and then each mail that it takes, one JSON object a line.
const SMTP_SERVER: &str = r#"
import asyncio, json
from aiosmtpd.smtp import SMTP

class Handler:
    async def handle_DATA(self, server, session, envelope):
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "data": envelope.content.decode("utf-8")}
        print(json.dumps(mail), flush=True)
        return "250 taken"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn mail_goes_by_smtp() {
    let desk = desk_with_news();
    let mut command = Command::new("python3");
    command.args(["-c", SMTP_SERVER]);
    desk.prepare(&mut command);
    let Ok(child) = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn() else {
        eprintln!("left out: there is no python3");
        return;
    };
    let mut child = Running(child);
    let mut said = BufReader::new(child.0.stdout.take().expect("stdout is a pipe"));
    let mut port = String::new();
    said.read_line(&mut port).expect("the server says its port");
    if port.is_empty() {
        eprintln!("left out: python3 has no aiosmtpd; tests/run installs it");
        return;
    }
    desk.write(
        "knipsel.toml",
        format!(
            "[[alert_delivery]]\nmail = \"a@krant.nl\"\nfrom = \"k@krant.nl\"\nsmtp = \"127.0.0.1:{}\"\n",
            port.trim()
        ),
    );
    desk.run(&["alert", "run"]).ended_with(0);
    let mut line = String::new();
    said.read_line(&mut line).expect("the server says what it took");
    let mail: Value = serde_json::from_str(&line).expect("it is JSON");
    assert_eq!(
        (mail["from"].as_str(), mail["to"][0].as_str()),
        (Some("k@krant.nl"), Some("a@krant.nl")),
        "{mail}"
    );
    check_mail(mail["data"].as_str().expect("a mail has a text"));
    assert_eq!(waiting(&desk), 0);
}
