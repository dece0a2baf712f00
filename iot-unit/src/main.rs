//! The program of the IoT unit.

use std::{
	fs::OpenOptions,
	io::{ErrorKind, IsTerminal, Write},
	path::{Path, PathBuf},
	process::ExitCode,
	str::FromStr,
	time::Duration,
};

use anyhow::{Context, Result, bail};
use bpiiot_client::{AccountId32, Chain, H256, Key, primitives::BlockNumber};
use bpiiot_iot_unit::{
	Config, application,
	config::TEMPLATE,
	network::journal::{Journal, JournalError},
};
use clap::{Parser, Subcommand};
use codec::Encode;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Joins a machine to the BPIIoT chain: reads its sensors, counts the rules of its maintenance agreements, and requests
/// service or orders parts when a rule fires.
#[derive(Parser)]
#[command(name = "bpiiot-unit", version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Makes a configuration to begin with and the device's key, and prints the device's account.
	Init {
		/// The configuration file; one that exists is kept.
		#[arg(long, default_value = "unit.toml")]
		config: PathBuf,
	},
	/// Prints the device's account and the claim with which its owner registers it.
	Claim {
		/// The configuration file.
		#[arg(long, default_value = "unit.toml")]
		config: PathBuf,
		/// The owner's account, SS58.
		#[arg(long)]
		owner: String,
		/// The chain's genesis hash, 0x and 64 hex digits; asked from the node when it is left out.
		#[arg(long, requires = "until")]
		genesis: Option<String>,
		/// The last block in which the claim is good, at most a day ahead; half a day ahead when it is left out.
		#[arg(long)]
		until: Option<BlockNumber>,
	},
	/// Runs the unit until it is told to stop (SIGINT or SIGTERM).
	Run {
		/// The configuration file.
		#[arg(long, default_value = "unit.toml")]
		config: PathBuf,
	},
	/// Prints the status of the unit as JSON: of the running one, or else of its journal.
	Status {
		/// The configuration file.
		#[arg(long, default_value = "unit.toml")]
		config: PathBuf,
	},
}

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	let filter = EnvFilter::try_from_env("BPIIOT_LOG").unwrap_or_else(|_| EnvFilter::new("info,rumqttc=error"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr)
		.with_ansi(std::io::stderr().is_terminal())
		.with_target(false)
		.init();
	let result = match cli.command {
		Command::Init { config } => init(&config),
		Command::Claim { config, owner, genesis, until } => claim(&config, &owner, genesis.as_deref(), until).await,
		Command::Run { config } => run(&config).await,
		Command::Status { config } => status(&config).await,
	};
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(e) => {
			eprintln!("error: {e:#}");
			ExitCode::FAILURE
		}
	}
}

fn init(path: &Path) -> Result<()> {
	match OpenOptions::new().write(true).create_new(true).open(path) {
		Ok(mut file) => {
			file.write_all(TEMPLATE.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
			println!("configuration: {} (new; adapt it)", path.display());
		}
		Err(e) if e.kind() == ErrorKind::AlreadyExists => println!("configuration: {}", path.display()),
		Err(e) => bail!("cannot write {}: {e}", path.display()),
	}
	let config = Config::load(path)?;
	let (key, made) = Key::load_or_generate(&config.key_file)?;
	println!("key: {}{}", config.key_file.display(), if made { " (new; keep a copy in a safe place)" } else { "" });
	println!("device account: {}", key.account());
	Ok(())
}

async fn claim(path: &Path, owner: &str, genesis: Option<&str>, until: Option<BlockNumber>) -> Result<()> {
	let config = Config::load(path)?;
	let Ok(owner) = AccountId32::from_str(owner) else { bail!("--owner {owner:?} is not an SS58 account") };
	let genesis = genesis.map(parse_hash).transpose()?;
	let (key, _) = Key::load_or_generate(&config.key_file)?;
	let (genesis, claim) = match (genesis, until) {
		(Some(genesis), Some(until)) => (genesis, key.claim(genesis, &owner, until)),
		(_, until) => {
			let chain = Chain::connect(&config.node).await?;
			let claim = match until {
				Some(until) => key.claim(chain.genesis(), &owner, until),
				None => chain.claim(&key, &owner).await?,
			};
			(chain.genesis(), claim)
		}
	};
	println!("device account: {}", key.account());
	println!("chain: {genesis:?}");
	println!("good until block: {}", claim.0.until);
	println!("signature: 0x{}", hex::encode(claim.0.signature.encode()));
	println!("claim: 0x{}", hex::encode(claim.0.encode()));
	Ok(())
}

fn parse_hash(text: &str) -> Result<H256> {
	let mut hash = [0; 32];
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if hex::decode_to_slice(digits, &mut hash).is_err() {
		bail!("--genesis {text:?} is not a hash: 0x and 64 hex digits");
	}
	Ok(H256(hash))
}

async fn run(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
	let stop = async move {
		tokio::select! {
			_ = terminate.recv() => {},
			_ = tokio::signal::ctrl_c() => {},
		}
	};
	bpiiot_iot_unit::run(config, stop).await?;
	Ok(())
}

async fn status(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	if let Some(address) = config.listen
		&& let Ok(Ok(json)) = tokio::time::timeout(Duration::from_secs(5), application::fetch_status(address)).await
	{
		println!("{json}");
		return Ok(());
	}
	if !config.data.join("journal.redb").exists() {
		bail!("the unit has not run yet: {} holds no journal", config.data.display());
	}
	match Journal::open(&config.data, config.keep_readings) {
		Ok(journal) => {
			let account = Key::load(&config.key_file)?.account();
			let status = application::Status::new(account.to_string());
			status.set_totals(journal.totals()?);
			println!("{}", serde_json::to_string(&status.snapshot())?);
			Ok(())
		}
		Err(JournalError::InUse(_)) => {
			bail!("the unit runs, but serves no status; set unit.listen in {}", path.display())
		}
		Err(e) => Err(e.into()),
	}
}
