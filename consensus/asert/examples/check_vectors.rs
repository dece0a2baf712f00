//! Checks the retarget against vector files: `check_vectors FILE…`.
//!
//! Prints passed and failed rows for each file. The exit code is 0 when every row of every file passed, 1 when one did not or
//! a file could not be read, 2 when no file was named.

mod vector_file;

use std::{env, fs, process::ExitCode};

/// How many failures of one file are printed in full.
const SHOWN: usize = 20;

fn main() -> ExitCode {
	let files: Vec<_> = env::args_os().skip(1).collect();
	if files.is_empty() || files.iter().any(|file| file.to_string_lossy().starts_with('-')) {
		eprintln!("usage: check_vectors FILE…");
		return ExitCode::from(2);
	}
	let mut all_passed = true;
	for file in files {
		let name = file.to_string_lossy();
		let outcome = match fs::read(&file) {
			Ok(content) => vector_file::check(&content),
			Err(error) => vector_file::Outcome { passed: 0, failures: vec![format!("cannot be read: {error}")] },
		};
		println!("{name}: {} passed, {} failed", outcome.passed, outcome.failures.len());
		for failure in outcome.failures.iter().take(SHOWN) {
			println!("  {failure}");
		}
		if outcome.failures.len() > SHOWN {
			println!("  and {} more", outcome.failures.len() - SHOWN);
		}
		all_passed &= outcome.failures.is_empty();
	}
	if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
