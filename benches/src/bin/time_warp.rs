//! Prints what a miner with 40 % of the hash rate gains by lying about the time, in simulated time: `time_warp [--seed NUMBER]`.
//!
//! The exit code is 0 when the chain's own retarget keeps its bound, 1 when it does not, 2 for a bad argument.

use std::{env, process::ExitCode};

use bpiiot_benches::{
	asert_simulation::Spread,
	time_warp::{LEAST_STEP_MS, MOST_AHEAD_MS, Outcome, Rule, STEP_MS, Stamps, simulate},
};

const ALPHA: f64 = 0.4;
const BLOCKS: u64 = 40_000;
const SEEDS: u64 = 11;
/// The most that any lie may change the block rate under the chain's own retarget, in the median.
const BOUND: f64 = 0.001;

fn main() -> ExitCode {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let seed = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
		[] => Some(1),
		["--seed", seed] => seed.parse().ok(),
		_ => None,
	};
	let Some(seed) = seed else {
		eprintln!("usage: time_warp [--seed NUMBER]");
		return ExitCode::from(2);
	};
	println!(
		"A miner with {:.0} % of the hash rate that lies about the time, within the rules: at least {LEAST_STEP_MS} ms after the\n\
		 parent, at most {} s ahead; {BLOCKS} blocks, {SEEDS} seeds from {seed} on, medians (least to greatest)",
		100.0 * ALPHA,
		MOST_AHEAD_MS / 1_000,
	);
	println!(
		"  {:<30} {:<9} {:>28} {:>14} {:>12} {:>10} {:>9} {:>12}",
		"retarget", "times", "block rate against honest", "own blocks/h", "ahead", "bias", "p99", "clock ahead"
	);
	let step = format!("step (EIP-2 style, {STEP_MS} ms)");
	let rules = [("ASERT (ours)", Rule::Asert), (&step[..], Rule::Step), ("window of 144 blocks", Rule::Window)];
	let mut met = true;
	for (name, rule) in rules {
		let run = |stamps| -> Vec<Outcome> {
			(0..SEEDS).map(|offset| simulate(rule, stamps, ALPHA, u64::wrapping_add(seed, offset), BLOCKS)).collect()
		};
		let honest = run(Stamps::True);
		let mut worst = 0.0f64;
		for stamps in std::iter::once(Stamps::True).chain(Stamps::LIES) {
			let lying = if stamps == Stamps::True { honest.clone() } else { run(stamps) };
			let spread = |measure: &dyn Fn(&Outcome, &Outcome) -> f64| {
				Spread::over_seeds(0, SEEDS, |run| measure(&lying[run as usize], &honest[run as usize]))
			};
			let gain = spread(&|lying, honest| 100.0 * (lying.blocks_per_hour / honest.blocks_per_hour - 1.0));
			worst = if gain.median.abs() > worst.abs() { gain.median } else { worst };
			println!(
				"  {name:<30} {:<9} {:>28} {:>14.1} {:>5.0} blocks {:>+8.2} % {:>7.1} % {:>10.1} s",
				format!("{stamps:?}").to_lowercase(),
				format!("{gain:.3} %"),
				spread(&|lying, _| lying.own_per_hour).median,
				spread(&|lying, _| lying.ahead).median,
				100.0 * spread(&|lying, _| lying.bias).median,
				100.0 * spread(&|lying, _| lying.error_p99).median,
				spread(&|lying, _| lying.clock_ahead as f64 / 1_000.0).greatest,
			);
		}
		if rule == Rule::Asert {
			met = worst.abs() <= 100.0 * BOUND;
			let verdict = if met { "met" } else { "MISSED" };
			println!("  bound, median of every lie: {} % of the block rate: {verdict}", 100.0 * BOUND);
		}
	}
	println!(
		"  times: true; latest: as far ahead as is accepted; earliest: right after the parent; pulse: latest while the chain's\n\
		 clock is not ahead, else earliest; random: either. ahead: blocks over one every 6 s. bias, p99: difficulty against the\n\
		 hash rate's. An honest miner of the same size makes 240 blocks/h"
	);
	if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
