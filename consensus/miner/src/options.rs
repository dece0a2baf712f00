//! The command line.

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;
use jsonrpsee_ws_client::{HeaderMap, HeaderValue};

/// Mines for a BPIIoT node that was started with --mine and --mining-rpc-port. The node's author is paid for the blocks.
#[derive(Debug, Parser)]
#[command(name = "bpiiot-miner", version)]
pub struct Options {
	/// The node's mining RPC, such as ws://127.0.0.1:9955.
	#[arg(long, value_name = "URL", value_parser = node)]
	pub node: String,

	/// A file with the word that the node wants to hear; the node's --mining-rpc-token-file.
	#[arg(long, value_name = "FILE")]
	pub token_file: Option<PathBuf>,

	/// Threads that search; the default leaves one core free. They run at lower priority than everything else.
	#[arg(long, value_name = "COUNT")]
	pub threads: Option<NonZeroUsize>,
}

/// How the node is reached.
pub struct Connection {
	/// Its address.
	pub node: String,
	/// What it wants to hear.
	pub headers: HeaderMap,
}

impl Options {
	/// How the node is reached.
	///
	/// # Errors
	/// When the token cannot be read.
	pub fn connection(&self) -> Result<Connection> {
		let mut headers = HeaderMap::new();
		if let Some(file) = &self.token_file {
			let content = std::fs::read_to_string(file)
				.with_context(|| format!("the token file {} is not readable", file.display()))?;
			let token = content.trim();
			if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
				bail!("the token file {} must hold one word of printable ASCII characters", file.display());
			}
			let mut value =
				HeaderValue::try_from(format!("Bearer {token}")).context("the token fits into no header")?;
			value.set_sensitive(true);
			headers.insert("authorization", value);
		}
		Ok(Connection { node: self.node.clone(), headers })
	}
}

fn node(url: &str) -> Result<String, String> {
	match url.strip_prefix("ws://").or_else(|| url.strip_prefix("wss://")) {
		Some(host) if !host.is_empty() => Ok(url.into()),
		_ => Err("it must begin with ws:// (or wss:// behind a TLS proxy) and name a host and a port".into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(arguments: &[&str]) -> Result<Options, clap::Error> {
		Options::try_parse_from([&["bpiiot-miner"], arguments].concat())
	}

	#[test]
	fn the_flags_say_what_is_wrong() {
		assert_eq!(parse(&["--node", "ws://127.0.0.1:9955", "--threads", "3"]).unwrap().threads.unwrap().get(), 3);
		for (arguments, cause) in [
			(&[][..], "--node"),
			(&["--node", "http://127.0.0.1:9955"], "must begin with ws://"),
			(&["--node", "ws://"], "must begin with ws://"),
			(&["--node", "ws://node:1", "--threads", "0"], "--threads"),
			(&["--node", "ws://node:1", "--token-file"], "--token-file"),
		] {
			let error = parse(arguments).unwrap_err().to_string();
			assert!(error.contains(cause), "{error}");
		}
	}

	#[test]
	fn a_token_is_one_word() {
		let file = std::env::temp_dir().join(format!("bpiiot-miner-token-{}", std::process::id()));
		let connection = |content: &str| {
			std::fs::write(&file, content).unwrap();
			parse(&["--node", "ws://node:1", "--token-file", file.to_str().unwrap()]).unwrap().connection()
		};
		let headers = connection(" sesame-open-sesame\n").unwrap().headers;
		assert_eq!(headers["authorization"], "Bearer sesame-open-sesame");
		assert!(!format!("{headers:?}").contains("sesame"), "a token is not shown");
		for wrong in ["", "\n", "two words", "sésame"] {
			assert!(connection(wrong).is_err(), "{wrong:?}");
		}
		std::fs::remove_file(&file).unwrap();
		assert!(
			parse(&["--node", "ws://node:1", "--token-file", file.to_str().unwrap()]).unwrap().connection().is_err()
		);
	}
}
