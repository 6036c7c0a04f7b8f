//! Digests to another program: a POST of the JSON.

use std::time::Duration;

use ureq::{Agent, http};

use crate::error::{Error, ErrorKind, Result};
use crate::wire::DigestObject;

/// A server that has not answered for so long is given up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An address that takes digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    url: String,
}

impl Webhook {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// Fails where it is none of the web.
    pub fn parse(url: &str) -> Result<Self> {
        let address: Option<http::Uri> = url.parse().ok();
        let fits = |address: &http::Uri| {
            matches!(address.scheme_str(), Some("http" | "https"))
                && address.host().is_some_and(|host| !host.is_empty())
        };
        if address.as_ref().is_some_and(fits) {
            return Ok(Self { url: url.to_owned() });
        }
        Err(Error::new(
            ErrorKind::Config,
            format!("`{url}` is not an address to which a digest can be posted"),
        )
        .hint("write the whole of it: webhook = \"https://krant.nl/knipsels\""))
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server, without the path and the password, which are nobody's business: an address may be a secret.
    fn server(&self) -> String {
        let address: Option<http::Uri> = self.url.parse().ok();
        let server = address.and_then(|address| {
            let authority = address.authority()?.as_str();
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            Some(format!("{}://{host}", address.scheme_str()?))
        });
        server.unwrap_or_default()
    }

    /// Posts a digest; `Idempotency-Key` is its name. A server that cannot be reached, that has too much to do (429) or
    /// that fails (500 and above) is tried again after each of `retry_after`; what it refuses otherwise is not.
    pub(super) fn send(&self, digest: &DigestObject, retry_after: &[Duration]) -> Result<()> {
        // An object of texts and numbers can always be written.
        let body = serde_json::to_vec(digest).unwrap_or_default();
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .user_agent(concat!("knipsel/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        let mut waits = retry_after.iter();
        loop {
            let sent = agent
                .post(&self.url)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", digest.name())
                .send(&body[..]);
            // Redirects are not followed, so what is neither an error nor a success is an answer of 300 and above.
            let cause = match sent {
                Ok(response) if response.status().is_success() => return Ok(()),
                Ok(response) => ureq::Error::StatusCode(response.status().as_u16()),
                Err(error) => error,
            };
            let again = match cause {
                ureq::Error::StatusCode(status) => status == 429 || status >= 500,
                _ => true,
            };
            match waits.next() {
                Some(wait) if again => std::thread::sleep(*wait),
                _ => {
                    let what = format!("the digest `{}` was not taken by {}", digest.name(), self.server());
                    return Err(Error::new(ErrorKind::Io, what).caused_by(cause).hint(
                        "look whether the server answers: the digest waits for the next `knipsel alert run`",
                    ));
                }
            }
        }
    }
}
