//! The IoT unit as a child process.

use std::{path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};
use bpiiot_client::{AccountId32, Claim, Static, primitives::AgreementId};
use codec::Decode;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
	node::http_get,
	ports::free_port,
	process::{Process, binary},
	waits::eventually,
};

/// The topic that units of the testbed listen to; messages name their channel.
pub const TOPIC: &str = "bpiiot/readings";

/// A unit with a directory of its own, which holds its configuration, its key and its journal.
#[derive(Debug)]
pub struct Unit {
	directory: TempDir,
	listen: u16,
	process: Option<Process>,
}

/// Where a unit tells its status.
#[derive(Clone, Copy, Debug)]
pub struct StatusSource(u16);

impl StatusSource {
	/// The status.
	///
	/// # Errors
	/// When the unit does not answer.
	pub async fn read(&self) -> Result<Value> {
		Ok(serde_json::from_str(&http_get(self.0, "/status").await?)?)
	}
}

impl Unit {
	/// A unit that has not been started and has no key yet. It works with the node at `node`, listens to the broker on
	/// `broker`, and takes triggers for settled `confirmations` blocks after their inclusion.
	///
	/// # Errors
	/// When there is no room for its files or no port for it.
	pub fn new(node: &str, broker: u16, confirmations: u32) -> Result<Self> {
		let unit = Self { directory: TempDir::with_prefix("bpiiot-unit-")?, listen: free_port()?, process: None };
		unit.configure(node, broker, confirmations, &[0])?;
		Ok(unit)
	}

	/// Writes its configuration anew, for the next start.
	///
	/// # Errors
	/// When the file cannot be written.
	pub fn configure(&self, node: &str, broker: u16, confirmations: u32, agreements: &[AgreementId]) -> Result<()> {
		let text = format!(
			"[node]\nurl = \"{node}\"\nconfirmations = {confirmations}\n\n[unit]\ndata = \"data\"\nkey_file = \"device.key\"\n\
			 agreements = {agreements:?}\nlisten = \"127.0.0.1:{}\"\n\n[mqtt]\nhost = \"127.0.0.1\"\nport = {broker}\n\
			 client_id = \"bpiiot-unit-{}\"\ntopics = [\"{TOPIC}\"]\n",
			self.listen, self.listen
		);
		Ok(std::fs::write(self.directory.path().join("unit.toml"), text)?)
	}

	/// The device's account and its consent to belong to `owner`, from `bpiiot-unit claim`, which makes the
	/// device's key when there is none.
	///
	/// # Errors
	/// When the program fails.
	pub fn claim(&self, owner: &AccountId32) -> Result<(AccountId32, Claim)> {
		let mut command = self.command("claim")?;
		command.args(["--owner", &owner.to_string()]);
		let output = command.output().context("cannot run bpiiot-unit")?;
		if !output.status.success() {
			bail!("bpiiot-unit claim failed: {}", String::from_utf8_lossy(&output.stderr));
		}
		let text = String::from_utf8_lossy(&output.stdout);
		let field = |name: &str| {
			let line = text.lines().find_map(|line| line.strip_prefix(name));
			line.with_context(|| format!("bpiiot-unit claim prints no {name:?}:\n{text}"))
		};
		let account = field("device account: ")?.parse().ok().context("the device account is not SS58")?;
		let claim = hex::decode(field("claim: 0x")?).context("the claim is not hexadecimal")?;
		Ok((account, Static(Decode::decode(&mut &claim[..]).context("the claim cannot be read")?)))
	}

	/// Starts the process; does not wait for anything.
	///
	/// # Errors
	/// When the program is missing or cannot be started.
	pub fn start(&mut self) -> Result<()> {
		let command = self.command("run")?;
		self.process = Some(Process::start("bpiiot-unit", command, &self.directory.path().join("unit.log"))?);
		Ok(())
	}

	/// Waits until it knows its rules and listens to the broker.
	///
	/// # Errors
	/// When it ends instead, or is not ready within `patience`.
	pub async fn ready(&mut self, patience: Duration) -> Result<Value> {
		eventually("the unit to count", patience, async || {
			self.process()?.ensure_running()?;
			let Ok(status) = self.status().await else { return Ok(None) };
			let counts = status["counters"].as_array().is_some_and(|counters| !counters.is_empty());
			let listens = status["mqtt"]["connected"] == true;
			Ok((counts && listens).then_some(status))
		})
		.await
	}

	/// Its status, as it tells itself.
	///
	/// # Errors
	/// When it does not answer.
	pub async fn status(&self) -> Result<Value> {
		self.status_source().read().await
	}

	/// Where to ask for its status, for those that outlive a borrow of it.
	pub fn status_source(&self) -> StatusSource {
		StatusSource(self.listen)
	}

	/// The process.
	///
	/// # Errors
	/// When it has not been started or was ended.
	pub fn process(&mut self) -> Result<&mut Process> {
		self.process.as_mut().context("the unit is not running")
	}

	/// Asks it to end and waits for that.
	pub fn stop(&mut self) {
		if let Some(mut process) = self.process.take() {
			process.stop();
		}
	}

	/// Ends it at once (SIGKILL).
	pub fn kill(&mut self) {
		if let Some(mut process) = self.process.take() {
			process.kill();
		}
	}

	/// Its directory: `unit.toml`, `unit.log`, `device.key` and `data/journal.redb`.
	pub fn directory(&self) -> &Path {
		self.directory.path()
	}

	fn command(&self, verb: &str) -> Result<Command> {
		let mut command = Command::new(binary("bpiiot-unit")?);
		command.arg(verb).arg("--config").arg(self.directory.path().join("unit.toml"));
		Ok(command)
	}
}
