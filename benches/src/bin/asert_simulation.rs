//! Prints how the retarget holds its pace and comes back, in simulated time: `asert_simulation [--seed NUMBER]`.
//!
//! The exit code is 0 when every bound is kept, 1 when one is missed, 2 for a bad argument.

use std::{env, process::ExitCode};

use bpiiot_benches::asert_simulation::{BACK_WITHIN, Figure, HALF_LIFE_MS, LEAST_BLOCK_MS, TARGET_MS, figures};

fn main() -> ExitCode {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let seed = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
		[] => Some(1),
		["--seed", seed] => seed.parse().ok(),
		_ => None,
	};
	let Some(seed) = seed else {
		eprintln!("usage: asert_simulation [--seed NUMBER]");
		return ExitCode::from(2);
	};
	println!(
		"ASERT simulation: target {TARGET_MS} ms, half-life {HALF_LIFE_MS} ms, exponential solve times, seeds from {seed} on;\n\
		 median (least to greatest); back = expected solve time within {:.0} % of the target;\n\
		 after the outage at least {LEAST_BLOCK_MS} ms between blocks",
		BACK_WITHIN * 100.0
	);
	let figures = figures(seed);
	for figure in &figures {
		println!("{figure}");
	}
	if figures.iter().all(Figure::is_met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
