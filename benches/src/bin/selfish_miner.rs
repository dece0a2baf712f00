//! Prints what a miner who withholds blocks earns, in simulated time: `selfish_miner [--seed NUMBER]`.
//!
//! The exit code is 0 when the simulator agrees with the published formula, 1 when it does not, 2 for a bad argument.

use std::{env, process::ExitCode};

use bpiiot_benches::selfish_mining::{
	Finality, ForkChoice, Measure, Outcome, Setting, Strategy, Tie, best_knowing, eyal_sirer, simulate,
};

/// Blocks of the best chain in each run.
const BLOCKS: u64 = 400_000;
/// How far a run of [`BLOCKS`] blocks may be from the formula.
const TOLERANCE: f64 = 0.006;
const ALPHAS: [f64; 9] = [0.10, 0.15, 0.20, 0.25, 0.30, 1.0 / 3.0, 0.35, 0.40, 0.45];
const THIRD: f64 = 1.0 / 3.0;

fn main() -> ExitCode {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let seed = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
		[] => Some(1),
		["--seed", seed] => seed.parse().ok(),
		_ => None,
	};
	let Some(seed) = seed else {
		eprintln!("usage: selfish_miner [--seed NUMBER]");
		return ExitCode::from(2);
	};
	println!("A miner who withholds blocks: {BLOCKS} blocks of the best chain in each run, seed {seed}");
	let agrees = by_hash_rate(seed);
	at_a_third(seed);
	if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn setting(alpha: f64, choice: ForkChoice, strategy: Strategy) -> Setting {
	Setting { alpha, choice, strategy, finality: None }
}

/// Relative revenue over the share of the hash rate; whether the first columns agree with the formula.
fn by_hash_rate(seed: u64) -> bool {
	println!(
		"Share of the rewards, %, by share of the hash rate. eq. 8 and first-seen: Eyal & Sirer 2014, longest chain, γ = 0 and 1/2;\n\
		 ours: most work, then lowest hash; blind: the paper's strategy; knowing: looks at work and hashes, and holds back only\n\
		 what is among the lowest (best share in brackets); final: knowing, under GRANDPA; both: knowing, where a hash over both\n\
		 solutions decides instead of the lowest"
	);
	println!(
		"  {:>9} {:>9} {:>11} {:>9} {:>12} {:>11} {:>15} {:>15} {:>15}",
		"hash rate",
		"eq. 8, 0",
		"first-seen",
		"eq. 8, ½",
		"first-seen ½",
		"ours, blind",
		"ours, knowing",
		"ours, final",
		"both"
	);
	let mut agrees = true;
	for alpha in ALPHAS {
		let blind = |choice| simulate(&setting(alpha, choice, Strategy::EyalSirer), seed, BLOCKS).relative_revenue();
		let free = setting(alpha, ForkChoice::BPIIOT, Strategy::Honest);
		let knowing = best_knowing(&free, seed, BLOCKS);
		let bound = best_knowing(&Setting { finality: Some(Finality::GRANDPA), ..free }, seed, BLOCKS);
		let both = ForkChoice { measure: Measure::Work, tie: Tie::PairHash };
		let both = best_knowing(&setting(alpha, both, Strategy::Honest), seed, BLOCKS);
		let pairs = [0.0, 0.5].map(|gamma| (eyal_sirer(alpha, gamma), blind(ForkChoice::paper(gamma))));
		let close = pairs.iter().all(|(formula, simulated)| (formula - simulated).abs() < TOLERANCE);
		agrees &= close;
		let percent = |(low, outcome): (f64, Outcome)| {
			format!("{:.2} ({:.0} %)", 100.0 * outcome.relative_revenue(), 100.0 * low)
		};
		println!(
			"  {:>9.1} {:>9.2} {:>11.2} {:>9.2} {:>12.2} {:>11.2} {:>15} {:>15} {:>15}{}",
			100.0 * alpha,
			100.0 * pairs[0].0,
			100.0 * pairs[0].1,
			100.0 * pairs[1].0,
			100.0 * pairs[1].1,
			100.0 * blind(ForkChoice::BPIIOT),
			percent(knowing),
			percent(bound),
			percent(both),
			if close { "" } else { "  THE SIMULATOR AND THE FORMULA DISAGREE" },
		);
	}
	agrees
}

/// Every rule and strategy at a third of the hash rate.
fn at_a_third(seed: u64) {
	let first_seen = |gamma| {
		simulate(&setting(THIRD, ForkChoice::paper(gamma), Strategy::EyalSirer), seed, BLOCKS).relative_revenue()
	};
	let references = [0.0, 0.5].map(first_seen);
	println!("At 33.3 % of the hash rate; gains against the honest share, and against first-seen with γ = 0 and 1/2");
	println!(
		"  {:<48} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8}",
		"rule, strategy", "rewards", "honest", "γ = 0", "γ = 1/2", "orphans", "interval", "deepest"
	);
	let rules = [
		("most work, first seen, γ = 0", ForkChoice { measure: Measure::Work, tie: Tie::FirstSeen { gamma: 0.0 } }),
		("most work, first seen, γ = 1/2", ForkChoice { measure: Measure::Work, tie: Tie::FirstSeen { gamma: 0.5 } }),
		("most work, lowest hash (ours)", ForkChoice::BPIIOT),
		("most work, hash of both", ForkChoice { measure: Measure::Work, tie: Tie::PairHash }),
	];
	let show = |name: String, outcome: Outcome| {
		let revenue = outcome.relative_revenue();
		let gain = |reference: f64| format!("{:+.1} %", 100.0 * (revenue / reference - 1.0));
		println!(
			"  {name:<48} {:>7.2} % {:>9} {:>9} {:>9} {:>7.2} % {:>7.2} s {:>8}",
			100.0 * revenue,
			gain(THIRD),
			gain(references[0]),
			gain(references[1]),
			100.0 * outcome.orphan_rate(),
			outcome.block_time(),
			outcome.deepest,
		);
	};
	for gamma in [0.0, 0.5] {
		for (finality, suffix) in [(None, ""), (Some(Finality::GRANDPA), ", final")] {
			let setting = Setting { finality, ..setting(THIRD, ForkChoice::paper(gamma), Strategy::EyalSirer) };
			show(format!("longest, first seen, γ = {gamma}, blind{suffix}"), simulate(&setting, seed, BLOCKS));
		}
	}
	for (name, choice) in rules {
		for (finality, suffix) in [(None, ""), (Some(Finality::GRANDPA), ", final")] {
			let blind = Setting { finality, ..setting(THIRD, choice, Strategy::EyalSirer) };
			show(format!("{name}, blind{suffix}"), simulate(&blind, seed, BLOCKS));
			let (_, outcome) = best_knowing(&blind, seed, BLOCKS);
			show(format!("{name}, knowing{suffix}"), outcome);
		}
	}
}
