//! The program `bpiiot-node`.

use std::process::ExitCode;

use bpiiot_node::{command, preflight};

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bpiiot-node: {}", preflight::in_plain_words(&error));
			ExitCode::FAILURE
		}
	}
}
