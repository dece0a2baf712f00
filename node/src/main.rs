//! The BPIIoT node: joins the on-chain network, and mines when it is told to.

// The SDK's errors are as large as they are, and each is made once in a node's life.
#![allow(clippy::result_large_err)]

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
