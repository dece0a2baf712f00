//! The MQTT broker as a child process.

use std::{
	path::{Path, PathBuf},
	process::Command,
	time::Duration,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::{ports::free_port, process::Process, waits::eventually};

/// A mosquitto that only this machine reaches. It keeps sessions and messages in its directory, and its port, so that it
/// can be stopped and started again.
#[derive(Debug)]
pub struct Broker {
	directory: TempDir,
	port: u16,
	process: Option<Process>,
}

impl Broker {
	/// A broker that has not been started.
	///
	/// # Errors
	/// When there is no room for its files or no port for it.
	pub fn new() -> Result<Self> {
		Ok(Self { directory: TempDir::with_prefix("bpiiot-broker-")?, port: free_port()?, process: None })
	}

	/// Starts it and waits until it answers.
	///
	/// # Errors
	/// When mosquitto is not installed or ends at once.
	pub async fn start(&mut self) -> Result<()> {
		let directory = self.directory.path();
		let config = directory.join("mosquitto.conf");
		// Without limits: a message that a sensor has handed over must not be dropped. `user` keeps a broker that root has
		// started from changing to another user, which could not write here and would outlive its parent.
		std::fs::write(
			&config,
			format!(
				"listener {} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\npersistence_location {}/\n\
				 autosave_interval 1\nmax_inflight_messages 0\nmax_queued_messages 0\nmax_queued_bytes 0\n\
				 max_packet_size 67108864\nlog_dest stderr\n",
				self.port,
				directory.display()
			),
		)?;
		let mut command = Command::new(mosquitto()?);
		command.arg("-c").arg(&config);
		let process = self.process.insert(Process::start("mosquitto", command, &directory.join("mosquitto.log"))?);
		let port = self.port;
		eventually("the broker", Duration::from_secs(30), async || {
			process.ensure_running()?;
			Ok(TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop))
		})
		.await
	}

	/// Asks it to end and waits until it has saved its sessions.
	pub fn stop(&mut self) {
		if let Some(mut process) = self.process.take() {
			process.stop();
		}
	}

	/// Whether it still runs; an error with its last words when it does not.
	///
	/// # Errors
	/// When it has ended.
	pub fn ensure_running(&mut self) -> Result<()> {
		self.process.as_mut().context("the broker is not running")?.ensure_running()
	}

	/// Its port.
	pub fn port(&self) -> u16 {
		self.port
	}
}

fn mosquitto() -> Result<PathBuf> {
	let path = std::env::var_os("PATH").unwrap_or_default();
	let directories = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
	for directory in directories {
		let program = directory.join("mosquitto");
		if Path::is_file(&program) {
			return Ok(program);
		}
	}
	bail!("the MQTT broker mosquitto is not installed; run: scripts/setup")
}
