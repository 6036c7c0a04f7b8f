//! Telling the service manager how a service fares: datagrams to the socket that it names in `NOTIFY_SOCKET`.
//!
//! The protocol is a line of text for each message, see `sd_notify(3)`. The crate `sd-notify` speaks it too, but takes
//! the socket from the environment, does not reach one that is no file, and waits for a manager that does not read.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The way to the service manager; nothing is said where there is none.
#[derive(Debug, Clone)]
pub struct ServiceManager {
    socket: Option<Arc<UnixDatagram>>,
    /// Half of what the watchdog waits, so that no letter comes late.
    every: Option<Duration>,
    last: Instant,
}

impl ServiceManager {
    /// The manager at `socket`, which begins with `@` where it is no file, and how long its watchdog waits in
    /// microseconds: the values of `NOTIFY_SOCKET` and `WATCHDOG_USEC`.
    pub fn new(socket: Option<&OsStr>, watchdog: Option<&str>) -> Self {
        let every = watchdog.and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        Self {
            socket: socket.and_then(|name| connect(name).ok()).map(Arc::new),
            every: every.map(|microseconds| Duration::from_micros(microseconds) / 2),
            last: Instant::now(),
        }
    }

    /// Says how things are, in a line for people.
    pub(super) fn status(&self, status: &str) {
        self.say(&format!("STATUS={}", status.replace(char::is_control, " ")));
    }

    /// Says that the service is ready.
    pub(super) fn ready(&self) {
        self.say("READY=1");
    }

    /// Says that the service is ending.
    pub(super) fn stopping(&self) {
        self.say("STOPPING=1");
    }

    /// Tells the watchdog that the service is alive, when that is due.
    pub(super) fn alive(&mut self) {
        if self.patience().is_some_and(|patience| patience.is_zero()) {
            self.say("WATCHDOG=1");
            self.last = Instant::now();
        }
    }

    /// How long one may wait before [`Self::alive`] is due; without a watchdog, as long as one likes.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.every.map(|every| every.saturating_sub(self.last.elapsed()))
    }

    fn say(&self, message: &str) {
        if let Some(socket) = &self.socket {
            // A manager that went away is told nothing; the service does its work all the same.
            let _ = socket.send(message.as_bytes());
        }
    }
}

fn connect(name: &OsStr) -> std::io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    match name.as_bytes() {
        #[cfg(target_os = "linux")]
        [b'@', rest @ ..] => {
            use std::os::linux::net::SocketAddrExt;
            socket.connect_addr(&std::os::unix::net::SocketAddr::from_abstract_name(rest)?)?;
        }
        _ => socket.connect(name)?,
    }
    // A manager that does not read must not hold up a build.
    socket.set_nonblocking(true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_manager_hears() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        let mut manager = ServiceManager::new(Some(path.as_os_str()), Some("2"));
        manager.ready();
        manager.status("twee\nregels");
        while manager.patience() != Some(Duration::ZERO) {}
        manager.alive();
        manager.stopping();
        for expect in ["READY=1", "STATUS=twee regels", "WATCHDOG=1", "STOPPING=1"] {
            let mut heard = [0; 64];
            let length = socket.recv(&mut heard).unwrap();
            assert_eq!(std::str::from_utf8(&heard[..length]), Ok(expect));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_socket_that_is_no_file() {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::SocketAddr;

        let name = format!("knipsel-test-{}", std::process::id());
        let socket = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        ServiceManager::new(Some(OsStr::new(&format!("@{name}"))), None).ready();
        let mut heard = [0; 64];
        let length = socket.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"READY=1");
    }

    #[test]
    fn nobody_listens() {
        for socket in [None, Some(OsStr::new("/nergens/notify")), Some(OsStr::new(""))] {
            let mut manager = ServiceManager::new(socket, None);
            manager.ready();
            manager.alive();
            assert_eq!(manager.patience(), None);
        }
    }
}
