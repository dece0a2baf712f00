//! The program `bpiiot-miner`: searches the templates of a BPIIoT node from another process or machine.

mod options;
mod session;

use std::{io::IsTerminal, process::ExitCode, time::Duration};

use anyhow::{Context, Result};
use bpiiot_pow::{EquiXAlgorithm, Metrics, miner::Searchers};
use clap::Parser;
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::mpsc,
	time::sleep,
};
use tracing::{info, warn};
use tracing_subscriber::EnvFilter;

use crate::{
	options::{Connection, Options},
	session::{Ended, Tally},
};

/// How long to wait before the node is called again: at first, and at most. It doubles while nothing is heard.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
	let options = Options::parse();
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,jsonrpsee=off,soketto=off"));
	let colours = std::io::stderr().is_terminal();
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_target(false)
		.with_ansi(colours)
		.with_writer(std::io::stderr)
		.init();
	match run(&options).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bpiiot-miner: {error:#}");
			ExitCode::FAILURE
		}
	}
}

/// Mines until it is told to end, or until going on makes no sense.
async fn run(options: &Options) -> Result<()> {
	let connection = options.connection()?;
	let threads = options.threads.unwrap_or_else(bpiiot_pow::miner::default_threads).get();
	let metrics = Metrics::new(None).context("the counters cannot be made")?;
	let mut tally = Tally::default();
	let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
	info!("mining on {threads} thread(s) for {}", connection.node);
	let result = tokio::select! {
		result = mine(&connection, threads, &metrics, &mut tally) => result,
		_ = terminate.recv() => Ok(()),
		_ = tokio::signal::ctrl_c() => Ok(()),
	};
	info!("ended with {tally} after {} solutions", metrics.solutions());
	result
}

/// Keeps a connection to the node, and mines while there is one.
async fn mine(connection: &Connection, threads: usize, metrics: &Metrics, tally: &mut Tally) -> Result<()> {
	let (sender, mut found) = mpsc::unbounded_channel();
	let searchers = Searchers::start(EquiXAlgorithm, threads, metrics, &sender);
	let mut pause = PAUSES.0;
	loop {
		let ended = session::run(connection, &searchers, &mut found, metrics, tally).await;
		searchers.post(None);
		match ended {
			Ended::ForGood(error) => return Err(error),
			Ended::Lost { error, had_work } => {
				if had_work {
					pause = PAUSES.0;
				}
				warn!("{error:#}; trying again in {:.1} s", pause.as_secs_f64());
			}
		}
		sleep(pause).await;
		pause = PAUSES.1.min(pause * 2);
	}
}
