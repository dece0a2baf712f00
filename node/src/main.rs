//! The BPIIoT node: joins the on-chain network, and mines when it is told to.

mod chain_spec;
mod cli;
mod command;
mod preflight;
mod rpc;
mod service;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bpiiot-node: {}", preflight::in_plain_words(&error));
			ExitCode::FAILURE
		}
	}
}
