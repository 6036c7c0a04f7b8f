//! Digests by mail: as a page, with the same as plain text beside it.

use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::{Mailbox, MultiPart};
use lettre::{Message, SmtpTransport, Transport};

use super::page;
use crate::alerts::page::{Page, PageFormat};
use crate::command;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::DigestObject;

/// A mail server that does not answer for so long is given up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Whom to write to, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    from: Mailbox,
    to: Vec<Mailbox>,
    route: MailRoute,
}

/// Who takes the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// A command that takes a mail on its stdin, as `sendmail -i` does.
    Sendmail(String),
    /// A server that takes mail without a password and without TLS: one on this machine or in a network of your own.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
    },
}

impl MailRoute {
    /// Reads `host` or `host:port`; the port is 25 where none is named.
    ///
    /// # Errors
    ///
    /// Fails where it is neither.
    pub fn smtp(server: &str) -> Result<Self> {
        let (host, port) = match server.rsplit_once(':') {
            // More than one colon, and it is an address in IPv6.
            Some((host, port)) if !host.contains(':') || host.starts_with('[') && host.ends_with(']') => {
                (host, port.parse().ok())
            }
            _ => (server, Some(25)),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        match port {
            Some(port) if !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '/') => {
                Ok(Self::Smtp { host: host.to_owned(), port })
            }
            _ => Err(Error::new(ErrorKind::Config, format!("`{server}` is not the name of a mail server"))
                .hint("write a name and, where it is not 25, a port: smtp = \"localhost:2525\"")),
        }
    }
}

impl Mail {
    /// Mail to some addresses.
    pub fn new(from: Mailbox, to: Vec<Mailbox>, route: MailRoute) -> Self {
        Self { from, to, route }
    }

    /// Reads an address: `redactie@krant.nl` or `Redactie <redactie@krant.nl>`.
    ///
    /// # Errors
    ///
    /// Fails where it is none.
    pub fn address(address: &str) -> Result<Mailbox> {
        address.parse().map_err(|cause: lettre::address::AddressError| {
            Error::new(ErrorKind::Config, format!("`{address}` is not an address for mail"))
                .caused_by(cause)
                .hint("write it as redactie@krant.nl or Redactie <redactie@krant.nl>")
        })
    }

    pub(super) fn key(&self) -> String {
        let to: Vec<String> = self.to.iter().map(ToString::to_string).collect();
        format!("mail\0{}", to.join("\0"))
    }

    /// Sends a digest. Its Message-ID is always the same, so that a mail that was sent a second time can be recognised.
    pub(super) fn send(&self, digest: &DigestObject) -> Result<()> {
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>, hint: &str| {
            let what = format!("the mail with the digest `{}` was not taken by {}", digest.name(), self.by());
            Error::new(ErrorKind::Io, what).caused_by(cause).hint(hint)
        };
        let message =
            self.message(digest).map_err(|error| failed(error.into(), "look at [[alert_delivery]]"))?;
        match &self.route {
            MailRoute::Sendmail(command) => by_command(command, &message).map_err(|error| {
                failed(error.into(), "look whether the command takes mail: sendmail = \"…\"")
            }),
            MailRoute::Smtp { host, port } => SmtpTransport::builder_dangerous(host)
                .port(*port)
                .timeout(Some(TIMEOUT))
                .build()
                .send(&message)
                .map(|_| ())
                .map_err(|error| failed(error.into(), "look whether the server takes mail: smtp = \"…\"")),
        }
    }

    fn message(&self, digest: &DigestObject) -> Result<Message, lettre::error::Error> {
        let hash = blake3::hash(format!("{}\0{}", digest.created, digest.query).as_bytes()).to_hex();
        let id = format!("<{}.{}@{}>", digest.name(), &hash[..16], self.from.email.domain());
        let created: Option<Timestamp> = digest.created.parse().ok();
        let subject = Page::new(PageFormat::Html, digest).subject(digest);
        let mut message = Message::builder().from(self.from.clone()).subject(subject).message_id(Some(id));
        for to in &self.to {
            message = message.to(to.clone());
        }
        message.date(created.map_or_else(SystemTime::now, SystemTime::from)).multipart(
            MultiPart::alternative_plain_html(
                page(digest, PageFormat::Markdown),
                page(digest, PageFormat::Html),
            ),
        )
    }

    fn by(&self) -> String {
        match &self.route {
            MailRoute::Sendmail(command) => format!("`{command}`"),
            MailRoute::Smtp { host, port } => format!("the server {host}, port {port}"),
        }
    }
}

/// Hands a mail to a command, which gets the sender, the recipients, and on its stdin the mail. We run it ourselves, since
/// lettre's own way brings forty crates for asynchronous programs into the lock file.
fn by_command(command: &str, message: &Message) -> std::io::Result<()> {
    let envelope = message.envelope();
    let from = envelope.from().map(ToString::to_string).unwrap_or_default();
    let mut command = Command::new(command);
    command.args(["-i", "-f", &from, "--"]).args(envelope.to().iter().map(ToString::to_string));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let output = command::run(&mut command, &message.formatted())?;
    command::failure(&output).map_or(Ok(()), |why| Err(std::io::Error::other(why)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        let smtp = |host: &str, port| Some(MailRoute::Smtp { host: host.to_owned(), port });
        for (server, expect) in [
            ("localhost", smtp("localhost", 25)),
            ("mail.krant.nl:2525", smtp("mail.krant.nl", 2525)),
            ("::1", smtp("::1", 25)),
            ("[::1]:2525", smtp("::1", 2525)),
            ("", None),
            ("localhost:poort", None),
            ("localhost:70000", None),
            ("smtp://localhost", None),
        ] {
            assert_eq!(MailRoute::smtp(server).ok(), expect, "{server}");
        }
    }
}
