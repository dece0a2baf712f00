//! A miner who lies about the time: what it gains under the chain's retarget, beside two others.
//!
//! The rules for a block's time are those of `pallet_timestamp` in this runtime: at least [`LEAST_STEP_MS`] after its parent, and
//! at most [`MOST_AHEAD_MS`] after the clock of the node that imports it. Clocks of honest nodes are right, blocks arrive at
//! once, solve times are exponentially distributed. Everything is simulated time and follows from the seed alone.

use std::collections::VecDeque;

use bpiiot_asert::{Params, Retarget, U256, difficulty_to_target, target_to_difficulty};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

use crate::asert_simulation::{HALF_LIFE_MS, HASH_RATE, TARGET_MS};

/// The least time between a block and its parent: `MinimumPeriod` of the runtime, ms.
pub const LEAST_STEP_MS: u64 = 1;
/// How far a block may be ahead of the clock: `MAX_TIMESTAMP_DRIFT_MILLIS` of `pallet_timestamp`, ms.
pub const MOST_AHEAD_MS: u64 = 30_000;
/// Blocks before the measurement, so that the difficulty has its usual spread under attack by then.
const WARM_UP: u64 = 5_000;

/// How the difficulty of the next block follows from the times of the blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
	/// The chain's own.
	Asert,
	/// A step of 1/2048 up or down for each block, as in EIP-2 and Quantus, with its unit of time set to [`STEP_MS`].
	Step,
	/// The mean of the last 144 blocks, as Bitcoin Cash had before ASERT.
	Window,
}

/// The unit of [`Rule::Step`], ms: the target time times ln 2, at which an honest chain keeps the target time.
pub const STEP_MS: u64 = 4_159;
const WINDOW: usize = 144;

/// The times that the dishonest miner writes into its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamps {
	/// True ones.
	True,
	/// As late as is accepted.
	Latest,
	/// As early as is accepted.
	Earliest,
	/// As late as is accepted while the chain's clock is not ahead, or else as early as is accepted: the steps vary the most.
	Pulse,
	/// One of the two at random.
	Random,
}

impl Stamps {
	/// Every way to lie.
	pub const LIES: [Self; 4] = [Self::Latest, Self::Earliest, Self::Pulse, Self::Random];
}

/// What a run has shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
	/// Blocks per hour of true time, of all miners.
	pub blocks_per_hour: f64,
	/// Blocks per hour of true time, of the dishonest miner.
	pub own_per_hour: f64,
	/// Blocks that the chain is ahead of (or, negative, behind) one every target time since the measurement began.
	pub ahead: f64,
	/// Mean of difficulty / (hash rate × target time) − 1.
	pub bias: f64,
	/// The 99th percentile of the same without its sign.
	pub error_p99: f64,
	/// The most that the chain's clock was ahead of true time, ms.
	pub clock_ahead: i64,
	/// Blocks that nobody accepts because their parent leaves them no time: two within a millisecond.
	pub lost: u64,
}

/// Whether a block of this time is accepted after a parent, by a node whose clock says `now`; all in ms.
pub fn is_accepted(parent: u64, time: u64, now: u64) -> bool {
	time >= parent + LEAST_STEP_MS && time <= now + MOST_AHEAD_MS
}

/// Runs a chain of `blocks` blocks, a share `alpha` of whose hash rate writes `stamps`.
///
/// # Panics
///
/// When `blocks` is 0.
pub fn simulate(rule: Rule, stamps: Stamps, alpha: f64, seed: u64, blocks: u64) -> Outcome {
	let ideal = HASH_RATE * TARGET_MS as f64 / 1_000.0;
	let mut rng = ChaCha12Rng::seed_from_u64(seed);
	let mut schedule = Schedule::new(rule, ideal as u64);
	let (mut now, mut time, mut height) = (0.0f64, 0u64, 0u64);
	let (mut began, mut own, mut clock_ahead, mut lost) = (0.0, 0u64, 0i64, 0u64);
	let mut errors = Vec::new();
	while height < WARM_UP + blocks {
		// 1 − u is in (0, 1], so the logarithm is finite.
		let difficulty = schedule.difficulty as f64;
		now -= (1.0 - rng.random::<f64>()).ln() * difficulty / HASH_RATE * 1_000.0;
		let clock = now as u64;
		let (dishonest, coin) = (rng.random::<f64>() < alpha, rng.random::<bool>());
		let earliest = time + LEAST_STEP_MS;
		let latest = clock + MOST_AHEAD_MS;
		let stamp = match stamps {
			_ if !dishonest => clock.max(earliest),
			Stamps::True => clock.max(earliest),
			Stamps::Latest => latest,
			Stamps::Earliest => earliest,
			Stamps::Pulse if time <= clock => latest,
			Stamps::Random if coin => latest,
			Stamps::Pulse | Stamps::Random => earliest,
		};
		if !is_accepted(time, stamp, clock) {
			lost += 1;
			continue;
		}
		time = stamp;
		height += 1;
		schedule.advance(height, time);
		if height == WARM_UP {
			began = now;
		} else if height > WARM_UP {
			own += u64::from(dishonest);
			errors.push(difficulty / ideal - 1.0);
			clock_ahead = clock_ahead.max(time as i64 - clock as i64);
		}
	}
	let hours = (now - began) / 3_600_000.0;
	let bias = errors.iter().sum::<f64>() / errors.len() as f64;
	errors.iter_mut().for_each(|error| *error = error.abs());
	errors.sort_by(f64::total_cmp);
	Outcome {
		blocks_per_hour: blocks as f64 / hours,
		own_per_hour: own as f64 / hours,
		ahead: blocks as f64 - (now - began) / TARGET_MS as f64,
		bias,
		error_p99: errors[errors.len() * 99 / 100],
		clock_ahead,
		lost,
	}
}

struct Schedule {
	difficulty: u64,
	time: u64,
	state: State,
}

enum State {
	Asert(Params, Retarget),
	Step,
	/// Times and difficulties of the last blocks.
	Window(VecDeque<(u64, u64)>),
}

impl Schedule {
	fn new(rule: Rule, difficulty: u64) -> Self {
		let state = match rule {
			Rule::Asert => {
				let params = Params::new(TARGET_MS, HALF_LIFE_MS, U256::MAX).expect("no parameter is zero");
				State::Asert(params, Retarget::start(&params, difficulty_to_target(difficulty.into()), 0, 0))
			}
			Rule::Step => State::Step,
			Rule::Window => State::Window(VecDeque::from([(0, difficulty)])),
		};
		Self { difficulty, time: 0, state }
	}

	/// Takes in the block at `height`, which claims to be from `time`.
	fn advance(&mut self, height: u64, time: u64) {
		self.difficulty = match &mut self.state {
			State::Asert(params, retarget) => {
				target_to_difficulty(retarget.advance(params, height, time as i64)).low_u64()
			}
			State::Step => {
				let step = (1 - ((time - self.time) / STEP_MS) as i64).max(-99);
				self.difficulty.saturating_add_signed((self.difficulty / 2_048) as i64 * step).max(1)
			}
			State::Window(blocks) => {
				blocks.push_back((time, self.difficulty));
				if blocks.len() > WINDOW + 1 {
					blocks.pop_front();
				}
				// The difficulty of the oldest says nothing of the time since.
				let (since, count) = (blocks[0].0, blocks.len() as u64 - 1);
				let work: u64 = blocks.iter().skip(1).map(|(_, difficulty)| difficulty).sum();
				let expected = count * TARGET_MS;
				(work * TARGET_MS / (time - since).clamp(expected / 2, expected * 2)).max(1)
			}
		};
		self.time = time;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SEED: u64 = 40;
	const ALPHA: f64 = 0.4;
	const BLOCKS: u64 = 40_000;

	fn run(rule: Rule, stamps: Stamps) -> Outcome {
		let outcome = simulate(rule, stamps, ALPHA, SEED, BLOCKS);
		println!("seed {SEED}, {rule:?}, {stamps:?}: {outcome:?}");
		outcome
	}

	#[test]
	fn honest_chains_keep_the_target_pace_under_every_rule() {
		for (rule, within) in [(Rule::Asert, 1.0), (Rule::Step, 12.0), (Rule::Window, 3.0)] {
			let outcome = run(rule, Stamps::True);
			assert!((outcome.blocks_per_hour - 600.0).abs() < within, "seed {SEED}, {rule:?}: {outcome:?}");
			// Blocks within the same millisecond move it by one each.
			assert!(outcome.clock_ahead < 5, "seed {SEED}: true times are not ahead: {outcome:?}");
		}
	}

	/// With ASERT only the last time counts, so a lie is worth its own 30 s once, however long it goes on.
	#[test]
	fn lies_about_the_time_gain_nothing_that_lasts_under_asert() {
		let honest = run(Rule::Asert, Stamps::True);
		for stamps in Stamps::LIES {
			let lying = run(Rule::Asert, stamps);
			let gain = lying.blocks_per_hour / honest.blocks_per_hour - 1.0;
			assert!(gain.abs() < 0.001, "seed {SEED}, {stamps:?}: block rate changed by {gain}");
			assert!(lying.bias.abs() < 0.02, "seed {SEED}, {stamps:?}: {lying:?}");
			let share = lying.own_per_hour / lying.blocks_per_hour;
			// Six standard errors.
			assert!((share - ALPHA).abs() < 0.015, "seed {SEED}, {stamps:?}: {share} of the blocks");
			assert!(lying.lost < BLOCKS / 1_000, "seed {SEED}, {stamps:?}: {lying:?}");
			assert!(lying.clock_ahead <= MOST_AHEAD_MS as i64, "seed {SEED}, {stamps:?}: {lying:?}");
		}
	}

	/// Shows that the measurement would notice a gain.
	#[test]
	fn the_same_lies_speed_up_a_chain_with_a_stepwise_retarget() {
		let honest = run(Rule::Step, Stamps::True);
		let lying = run(Rule::Step, Stamps::Latest);
		assert!(lying.blocks_per_hour > 1.05 * honest.blocks_per_hour, "seed {SEED}: {lying:?} against {honest:?}");
	}

	#[test]
	fn times_are_accepted_as_the_runtime_accepts_them() {
		assert!(is_accepted(1_000, 1_001, 1_000));
		assert!(!is_accepted(1_000, 1_000, 1_000), "time must rise");
		assert!(is_accepted(1_000, 31_000, 1_000));
		assert!(!is_accepted(1_000, 31_001, 1_000), "too far ahead");
	}
}
