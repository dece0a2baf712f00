//! Finds out before the start what would keep the node from running, and says so in one sentence.

use std::net::{SocketAddr, TcpListener};

use sc_network::{config::SyncMode, multiaddr::Protocol};
use sc_service::Configuration;

/// Says which port that the node is to listen on is taken.
pub fn check_ports(config: &Configuration) -> sc_cli::Result<()> {
	for endpoint in config.rpc.addr.iter().flatten().filter(|endpoint| !endpoint.is_optional) {
		check_port(endpoint.listen_addr, "RPC", "--rpc-port")?;
	}
	if let Some(prometheus) = &config.prometheus_config {
		check_port(prometheus.port, "Prometheus", "--prometheus-port")?;
	}
	for address in &config.network.listen_addresses {
		let mut parts = address.iter();
		let ip = match parts.next() {
			Some(Protocol::Ip4(ip)) => ip.into(),
			Some(Protocol::Ip6(ip)) => ip.into(),
			_ => continue,
		};
		if let Some(Protocol::Tcp(port)) = parts.next() {
			check_port(SocketAddr::new(ip, port), "peer-to-peer", "--port")?;
		}
	}
	Ok(())
}

/// Refuses what proof of work cannot do: a block's difficulty is asked of its parent's state, so every state is needed.
pub fn check_sync(config: &Configuration) -> sc_cli::Result<()> {
	match config.network.sync_mode {
		SyncMode::Full => Ok(()),
		_ => Err(sc_cli::Error::Input(
			"this chain can only be synced in full, because each block's difficulty is checked: leave --sync away"
				.into(),
		)),
	}
}

fn check_port(address: SocketAddr, what: &str, flag: &str) -> sc_cli::Result<()> {
	match TcpListener::bind(address) {
		Ok(_) => Ok(()),
		// A machine without IPv6 cannot bind an IPv6 address; the network copes with that.
		Err(error) if error.kind() != std::io::ErrorKind::AddrInUse => Ok(()),
		Err(_) => Err(sc_cli::Error::Input(format!(
			"the {what} port {} is in use: end the program that has it, or choose another with {flag}",
			address.port()
		))),
	}
}

/// What is wrong with the command line, as one sentence; ends the program for `--help` and `--version`.
pub fn command_line(error: clap::Error) -> sc_cli::Error {
	if !error.use_stderr() {
		error.exit();
	}
	let text = error.to_string();
	let cause: Vec<_> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
	let cause = cause.join(" ");
	let cause = cause.trim_start_matches("error: ");
	sc_cli::Error::Input(format!("{cause}; `bpiiot-node --help` lists what can be said"))
}

/// An error as one sentence that says what is wrong and what to do.
pub fn in_plain_words(error: &sc_cli::Error) -> String {
	let text = error.to_string();
	let text = text.trim_end().trim_start_matches("Invalid input: ").trim_start_matches("Other: ");
	if text.contains("Database file is in use") {
		return "the database is in use by another node: end that node, or choose another folder with --base-path"
			.into();
	}
	text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}
