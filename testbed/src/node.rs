//! The node as a child process.

use std::{
	path::{Path, PathBuf},
	process::{Command, Output},
	time::Duration,
};

use anyhow::{Context, Result, bail};
use bpiiot_client::{AccountId32, Chain, subxt::rpcs::rpc_params};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time::{Instant, sleep},
};

use crate::{
	ports::free_port,
	process::{Process, binary},
};

/// How long a node may take until its RPC answers. Loading a database after SIGKILL on a busy machine takes a while.
const READY: Duration = Duration::from_secs(120);

/// Which chain a node follows.
#[derive(Clone, Debug)]
pub enum Spec {
	/// `--dev`.
	Dev,
	/// `--chain` with a name or a file.
	Chain(PathBuf),
}

impl Spec {
	/// The development chain with another initial difficulty (mean tries for a block) and further endowed accounts (planck),
	/// as a spec file in `directory`.
	///
	/// # Errors
	/// When the node cannot export its chain spec, or the file cannot be written.
	pub fn customised(directory: &Path, difficulty: u64, endowed: &[(AccountId32, u64)]) -> Result<Self> {
		Self::patched(directory, "dev", |patch| {
			patch["difficulty"]["initialDifficulty"] = json!(format!("{difficulty:#x}"));
			let balances = patch["balances"]["balances"].as_array_mut().context("the chain spec endows no account")?;
			balances.extend(endowed.iter().map(|(account, amount)| json!([account.to_string(), amount])));
			Ok(())
		})
	}

	/// A built-in chain with changes to its genesis, as a spec file in `directory`.
	///
	/// # Errors
	/// When the node cannot export its chain spec, `change` fails, or the file cannot be written.
	pub fn patched(directory: &Path, chain: &str, change: impl FnOnce(&mut Value) -> Result<()>) -> Result<Self> {
		let output = node_output(["export-chain-spec", "--chain", chain])?;
		if !output.status.success() {
			bail!("the node exports no chain spec: {}", String::from_utf8_lossy(&output.stderr));
		}
		let mut spec: Value = serde_json::from_slice(&output.stdout).context("the chain spec is not JSON")?;
		spec["name"] = json!("BPIIoT Test");
		spec["id"] = json!("bpiiot_test");
		change(&mut spec["genesis"]["runtimeGenesis"]["patch"])?;
		let file = directory.join("chain-spec.json");
		std::fs::write(&file, serde_json::to_vec_pretty(&spec)?)?;
		Ok(Self::Chain(file))
	}

	/// The name or the file of the chain, as the node's `--chain` takes it.
	pub fn chain(&self) -> &Path {
		match self {
			Self::Dev => Path::new("dev"),
			Self::Chain(chain) => chain,
		}
	}
}

/// Runs the node's program to its end, for commands that do not start a node or fail to.
///
/// # Errors
/// When the program is missing.
pub fn node_output<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Result<Output> {
	let mut command = Command::new(binary("bpiiot-node")?);
	command.args(arguments);
	command.output().context("cannot run bpiiot-node")
}

/// How a node mines.
#[derive(Clone, Debug)]
pub struct Mining {
	/// Threads that search.
	pub threads: usize,
	/// Who is paid.
	pub reward_account: AccountId32,
}

/// A node with a directory and ports of its own, which keep when it is started again.
#[derive(Debug)]
pub struct Node {
	name: String,
	spec: Spec,
	base: TempDir,
	rpc_port: u16,
	p2p_port: u16,
	prometheus_port: u16,
	/// How it mines from the next start on; not at all when none.
	pub mining: Option<Mining>,
	/// Addresses of nodes that it looks for from the next start on.
	pub bootnodes: Vec<String>,
	/// Further arguments from the next start on.
	pub arguments: Vec<String>,
	process: Option<Process>,
}

impl Node {
	/// A node that has not been started.
	///
	/// # Errors
	/// When there is no room for its files or no port for it.
	pub fn new(name: &str, spec: Spec) -> Result<Self> {
		Ok(Self {
			name: name.into(),
			spec,
			base: TempDir::with_prefix("bpiiot-node-")?,
			rpc_port: free_port()?,
			p2p_port: free_port()?,
			prometheus_port: free_port()?,
			mining: None,
			bootnodes: Vec::new(),
			arguments: Vec::new(),
			process: None,
		})
	}

	/// The same with an RPC port of the caller's choice.
	pub fn with_rpc_port(mut self, port: u16) -> Self {
		self.rpc_port = port;
		self
	}

	/// The same, mining on one thread for `reward_account`.
	pub fn mining_for(mut self, reward_account: AccountId32) -> Self {
		self.mining = Some(Mining { threads: 1, reward_account });
		self
	}

	/// Starts the process; does not wait for anything.
	///
	/// # Errors
	/// When the program is missing or cannot be started.
	pub fn start(&mut self) -> Result<()> {
		let mut command = Command::new(binary("bpiiot-node")?);
		match &self.spec {
			Spec::Dev => command.arg("--dev"),
			Spec::Chain(chain) => command.arg("--chain").arg(chain),
		};
		command
			.args(["--name", &self.name, "--no-telemetry", "--no-mdns"])
			.arg("--base-path")
			.arg(self.base.path())
			.args(["--rpc-port", &self.rpc_port.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port)])
			.args(["--prometheus-port", &self.prometheus_port.to_string()]);
		if let Some(Mining { threads, reward_account }) = &self.mining {
			command.args(["--mine", "--mining-threads", &threads.to_string()]);
			command.args(["--reward-account", &reward_account.to_string()]);
		}
		for address in &self.bootnodes {
			command.args(["--bootnodes", address]);
		}
		command.args(&self.arguments);
		self.process = Some(Process::start(&self.name, command, &self.log_file())?);
		Ok(())
	}

	/// Starts the process and waits until its RPC answers. A transaction counts as done `confirmations` blocks after its
	/// inclusion.
	///
	/// # Errors
	/// When it ends instead; the error holds its last words.
	pub async fn run(&mut self, confirmations: u32) -> Result<Chain> {
		self.start()?;
		self.connect(confirmations).await
	}

	/// Waits until the RPC answers.
	///
	/// # Errors
	/// When the process ends instead; the error holds its last words.
	pub async fn connect(&mut self, confirmations: u32) -> Result<Chain> {
		let end = Instant::now() + READY;
		loop {
			self.process()?.ensure_running()?;
			match Chain::connect_to(&self.ws_url(), None, confirmations).await {
				Ok(chain) => return Ok(chain),
				Err(e) if e.is_link() && Instant::now() < end => sleep(Duration::from_millis(100)).await,
				Err(e) => {
					let tail = self.process()?.tail();
					bail!("{e}; the last words of {}:\n{tail}", self.name)
				}
			}
		}
	}

	/// The process.
	///
	/// # Errors
	/// When it has not been started or was ended.
	pub fn process(&mut self) -> Result<&mut Process> {
		let name = &self.name;
		self.process.as_mut().with_context(|| format!("the node {name} is not running"))
	}

	/// Asks it to end and waits for that.
	pub fn stop(&mut self) {
		if let Some(mut process) = self.process.take() {
			process.stop();
		}
	}

	/// Ends it at once, as a power cut does for a process.
	pub fn kill(&mut self) {
		if let Some(mut process) = self.process.take() {
			process.kill();
		}
	}

	/// Its name.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Address of its JSON-RPC.
	pub fn ws_url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.rpc_port)
	}

	/// Port of its JSON-RPC.
	pub fn rpc_port(&self) -> u16 {
		self.rpc_port
	}

	/// Port of its peer-to-peer network.
	pub fn p2p_port(&self) -> u16 {
		self.p2p_port
	}

	/// The directory of its database.
	pub fn base_path(&self) -> &Path {
		self.base.path()
	}

	/// The file with what it has written in all its runs.
	pub fn log_file(&self) -> PathBuf {
		self.base.path().join("node.log")
	}

	/// The address that other nodes find it at.
	///
	/// # Errors
	/// When it does not answer.
	pub async fn address(&self, chain: &Chain) -> Result<String> {
		let id: String = chain.raw().request("system_localPeerId", rpc_params![]).await?;
		Ok(format!("/ip4/127.0.0.1/tcp/{}/p2p/{id}", self.p2p_port))
	}

	/// All that it exports to Prometheus.
	///
	/// # Errors
	/// When the node does not answer.
	pub async fn metrics(&self) -> Result<String> {
		http_get(self.prometheus_port, "/metrics").await
	}

	/// The sum of all samples of one metric; none when the node has no such metric.
	///
	/// # Errors
	/// When the node does not answer.
	pub async fn metric(&self, name: &str) -> Result<Option<f64>> {
		let text = self.metrics().await?;
		let samples = text.lines().filter_map(|line| {
			let rest = line.strip_prefix(name)?;
			rest.starts_with(['{', ' ']).then(|| rest.rsplit(' ').next()?.parse::<f64>().ok()).flatten()
		});
		Ok(samples.fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value)))
	}
}

/// The body of a page of a local HTTP server.
pub(crate) async fn http_get(port: u16, path: &str) -> Result<String> {
	let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
	stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes()).await?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer).await?;
	let (head, body) = answer.split_once("\r\n\r\n").context("the answer is not HTTP")?;
	match head.split_whitespace().nth(1) {
		Some("200") => Ok(body.into()),
		_ => bail!("port {port} answers {:?}", head.lines().next().unwrap_or_default()),
	}
}
