//! Ports that nobody uses yet.

use std::{collections::BTreeSet, net::TcpListener, sync::Mutex};

use anyhow::{Context, Result, bail};

/// Ports that this process has given out; a second start in the same place needs the same port, so none is given twice.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A free TCP port of the loopback interface, never the same one twice.
///
/// # Errors
/// When the system has no free port.
pub fn free_port() -> Result<u16> {
	let mut given = GIVEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
	for _ in 0..1_000 {
		let listener = TcpListener::bind(("127.0.0.1", 0)).context("the system gives no loopback port")?;
		let port = listener.local_addr()?.port();
		if given.insert(port) {
			return Ok(port);
		}
	}
	bail!("the system has no loopback port that was not used before")
}

/// Whether a program could listen on this loopback port now.
pub fn is_free(port: u16) -> bool {
	TcpListener::bind(("127.0.0.1", port)).is_ok()
}
