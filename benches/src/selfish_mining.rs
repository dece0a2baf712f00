//! A miner who withholds blocks: what it earns under the chain's fork choice, beside first-seen.
//!
//! The network is that of Eyal and Sirer, "Majority is not Enough: Bitcoin Mining is Vulnerable" (2014): one withholder with a
//! share `alpha` of the hash rate, honest miners with the rest, solve times exponentially distributed, and no delay. Every
//! branch has a retarget of its own from `bpiiot-asert`, so that its difficulties and its total work follow from its
//! timestamps, which are true. Everything is simulated time and follows from the seed alone.

use std::cmp::Ordering;

use bpiiot_asert::{Params, Retarget, U256, difficulty_to_target, target_to_difficulty};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

use crate::asert_simulation::{HALF_LIFE_MS, HASH_RATE, TARGET_MS};

/// What makes one branch better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
	/// The number of its blocks, all of the same difficulty, as in the paper.
	Length,
	/// The sum of its difficulties, as in BPIIoT.
	Work,
}

/// What decides between branches of equal measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tie {
	/// The branch that a node has seen first; the withholder reaches the share `gamma` of the honest hash rate first.
	FirstSeen {
		/// The paper's γ, from 0 to 1.
		gamma: f64,
	},
	/// The lower hash of the last solution, as in BPIIoT. A withholder knows its own hash before it publishes.
	LowestHash,
	/// A bit of a hash over both solutions: as independent of arrival as the lowest hash, but nobody knows it beforehand.
	PairHash,
}

/// How nodes choose the best branch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForkChoice {
	/// What is compared first.
	pub measure: Measure,
	/// What decides when that is equal.
	pub tie: Tie,
}

impl ForkChoice {
	/// The chain's own rule, `PowImport` of `bpiiot-pow`.
	pub const BPIIOT: Self = Self { measure: Measure::Work, tie: Tie::LowestHash };

	/// The paper's rule.
	pub fn paper(gamma: f64) -> Self {
		Self { measure: Measure::Length, tie: Tie::FirstSeen { gamma } }
	}
}

/// When the withholder publishes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strategy {
	/// At once.
	Honest,
	/// The paper's Algorithm 1: publishes just what answers the honest miners, by the lead in blocks alone.
	EyalSirer,
	/// Looks at work and hashes, which it knows: holds a first block back only when its hash is among the lowest, and a longer
	/// branch until the honest miners draw level, because its older blocks then have more work.
	Knowing {
		/// The share of all valid hashes that it takes for low, from 0 to 1.
		low: f64,
	},
}

/// Finality by voters who see every published block at once: in a round they vote for a block of the best chain and have
/// finalized it at its end, unless it has left the best chain by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finality {
	/// Votes stay this many blocks behind the best one, and within 3/4 of the chain that is not finalized, rounded as GRANDPA does.
	pub behind: u64,
	/// Duration of a round, ms.
	pub round_ms: u64,
}

impl Finality {
	/// GRANDPA's usual voting rules, and a round of 2 s: a block is final within the time of the third block on it.
	pub const GRANDPA: Self = Self { behind: 2, round_ms: 2_000 };

	fn vote(self, best: u64, finalized: u64) -> u64 {
		let behind = if finalized + self.behind > best { finalized } else { best - self.behind };
		let three_quarters = finalized + ((best - finalized) * 3 + 2) / 4;
		behind.min(three_quarters)
	}
}

/// One simulated network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
	/// The withholder's share of the hash rate, from 0 to 1.
	pub alpha: f64,
	/// How nodes choose.
	pub choice: ForkChoice,
	/// How the withholder plays.
	pub strategy: Strategy,
	/// Whether blocks are finalized.
	pub finality: Option<Finality>,
}

/// What has come of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
	/// Blocks of the withholder in the best chain.
	pub withholder: u64,
	/// Blocks of the honest miners in the best chain.
	pub honest: u64,
	/// Blocks of either that are not in it.
	pub orphaned: u64,
	/// The most blocks that left the best chain at once.
	pub deepest: u64,
	/// Time of the last block, ms.
	pub time: u64,
}

impl Outcome {
	/// The withholder's share of the best chain and so of all rewards: the paper's relative revenue.
	pub fn relative_revenue(&self) -> f64 {
		self.withholder as f64 / (self.withholder + self.honest) as f64
	}

	/// Mean time between blocks of the best chain, s.
	pub fn block_time(&self) -> f64 {
		self.time as f64 / 1_000.0 / (self.withholder + self.honest) as f64
	}

	/// The share of all blocks that was in vain.
	pub fn orphan_rate(&self) -> f64 {
		self.orphaned as f64 / (self.withholder + self.honest + self.orphaned) as f64
	}
}

/// The relative revenue of [`Strategy::EyalSirer`] under the paper's rule: Eyal and Sirer 2014, equation 8.
pub fn eyal_sirer(alpha: f64, gamma: f64) -> f64 {
	let (a, honest) = (alpha, 1.0 - alpha);
	(a * honest * honest * (4.0 * a + gamma * (1.0 - 2.0 * a)) - a.powi(3)) / (1.0 - a * (1.0 + (2.0 - a) * a))
}

/// Runs a network until its best chain has `blocks` blocks.
pub fn simulate(setting: &Setting, seed: u64, blocks: u64) -> Outcome {
	let mut network = Network::new(setting, seed);
	while network.outcome.withholder + network.outcome.honest < blocks {
		network.step();
	}
	Outcome { time: network.base.time, ..network.outcome }
}

/// The values of `low` that [`best_knowing`] tries; with the first of them nothing is held back.
pub const LOWS: [f64; 8] = [0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0];

/// The best [`Strategy::Knowing`] for `setting`: its `low` is chosen in a run of a quarter of the length and another seed, so that
/// luck in the choice does not count as gain.
pub fn best_knowing(setting: &Setting, seed: u64, blocks: u64) -> (f64, Outcome) {
	let with = |low| Setting { strategy: Strategy::Knowing { low }, ..*setting };
	let trial = |low| simulate(&with(low), seed ^ u64::MAX, blocks / 4).relative_revenue();
	let best = LOWS.into_iter().map(|low| (trial(low), low)).max_by(|one, other| one.0.total_cmp(&other.0));
	let low = best.map_or(0.0, |(_, low)| low);
	(low, simulate(&with(low), seed, blocks))
}

/// A block, and what mining on it takes.
#[derive(Clone, Copy)]
struct Block {
	retarget: Retarget,
	/// Difficulty of its children.
	next: u64,
	/// Sum of the difficulties from the beginning to this block.
	total: u128,
	time: u64,
	/// Uniform over all valid hashes.
	hash: u64,
}

#[derive(PartialEq, Eq)]
enum Match {
	Wins,
	Draws,
	Loses,
}

struct Network {
	setting: Setting,
	params: Params,
	rng: ChaCha12Rng,
	now: f64,
	/// The last block that both branches have in common, and its height.
	base: Block,
	height: u64,
	/// What the honest miners have on top of it; withheld blocks are not yet best.
	honest: Vec<Block>,
	/// What the withholder has on top of it.
	private: Vec<Block>,
	/// Whether as many blocks of `private` as `honest` has are published, and the tie is for arrival to decide.
	race: bool,
	finalized: u64,
	/// Height and hash of the block that the present round votes for.
	vote: (u64, u64),
	round_ends: u64,
	outcome: Outcome,
}

impl Network {
	fn new(setting: &Setting, seed: u64) -> Self {
		let params = Params::new(TARGET_MS, HALF_LIFE_MS, U256::MAX).expect("no parameter is zero");
		let difficulty = (HASH_RATE * TARGET_MS as f64 / 1_000.0) as u64;
		let retarget = Retarget::start(&params, difficulty_to_target(difficulty.into()), 0, 0);
		Self {
			setting: *setting,
			params,
			rng: ChaCha12Rng::seed_from_u64(seed),
			now: 0.0,
			base: Block { retarget, next: difficulty, total: 0, time: 0, hash: 0 },
			height: 0,
			honest: Vec::new(),
			private: Vec::new(),
			race: false,
			finalized: 0,
			vote: (0, 0),
			round_ends: setting.finality.map_or(u64::MAX, |finality| finality.round_ms),
			outcome: Outcome::default(),
		}
	}

	/// The next block is found, and the withholder answers.
	fn step(&mut self) {
		let Setting { alpha, choice, .. } = self.setting;
		let own_tip = *self.private.last().unwrap_or(&self.base);
		let honest_tip = *self.honest.last().unwrap_or(&self.base);
		// In a race a part of the honest miners is on the withholder's branch.
		let published = self.honest.len().checked_sub(1).and_then(|last| self.private.get(last)).filter(|_| self.race);
		let rival_tip = published.copied().unwrap_or(honest_tip);
		let gamma = match choice.tie {
			Tie::FirstSeen { gamma } if self.race => gamma,
			_ => 0.0,
		};
		let rate = |share: f64, tip: &Block| share * HASH_RATE / 1_000.0 / tip.next as f64;
		let own = rate(alpha, &own_tip);
		let rival = rate((1.0 - alpha) * gamma, &rival_tip);
		let honest = rate((1.0 - alpha) * (1.0 - gamma), &honest_tip);
		// 1 − u is in (0, 1], so the logarithm is finite.
		let all = own + rival + honest;
		let found = self.now - (1.0 - self.rng.random::<f64>()).ln() / all;
		self.finalize_until(found);
		self.now = found;
		let who = self.rng.random::<f64>() * all;
		// Finality may just have cost the withholder its branch.
		let own_tip = *self.private.last().unwrap_or(&self.base);
		if who < own {
			let block = self.child(&own_tip);
			self.private.push(block);
			self.after_own_block();
		} else {
			if who < own + rival && self.race {
				self.take_private(self.honest.len());
			}
			let tip = *self.honest.last().unwrap_or(&self.base);
			let block = self.child(&tip);
			self.honest.push(block);
			self.race = false;
			self.after_honest_block();
		}
	}

	fn child(&mut self, parent: &Block) -> Block {
		let time = (self.now as u64).max(parent.time + 1);
		let mut retarget = parent.retarget;
		let next = match self.setting.choice.measure {
			Measure::Length => parent.next,
			Measure::Work => {
				let target = retarget.advance(&self.params, retarget.last_height + 1, time as i64);
				target_to_difficulty(target).low_u64()
			}
		};
		Block { retarget, next, total: parent.total + u128::from(parent.next), time, hash: self.rng.random() }
	}

	fn after_own_block(&mut self) {
		let (own, honest) = (self.private.len(), self.honest.len());
		match self.setting.strategy {
			Strategy::Honest => self.publish(own),
			// One block ahead in what was a tie.
			Strategy::EyalSirer if honest > 0 && own == honest + 1 => self.publish(own),
			Strategy::EyalSirer => {}
			Strategy::Knowing { low } => {
				let first = self.private[0].hash as f64 / u64::MAX as f64;
				if (own == 1 && honest == 0 && first >= low) || self.is_final_soon() {
					self.publish(own);
				}
			}
		}
	}

	fn after_honest_block(&mut self) {
		let (own, honest) = (self.private.len(), self.honest.len());
		if own < honest {
			return self.take_honest();
		}
		let lead = own - honest;
		match self.setting.strategy {
			Strategy::Honest => {}
			Strategy::EyalSirer if lead < 2 => self.publish(own),
			Strategy::EyalSirer => self.publish(honest),
			Strategy::Knowing { .. } if lead == 0 => {
				// A block that loses stays secret: the next own one may still turn it.
				if self.matched(own) != Match::Loses {
					self.publish(own);
				}
			}
			Strategy::Knowing { .. } => {
				// Waits for more honest blocks to make worthless, as long as the first of them cannot become final.
				if self.is_final_soon() {
					self.publish(if self.matched(honest) == Match::Wins { honest } else { own });
				}
			}
		}
	}

	/// Whether the next round may finalize a block that the withheld ones lack.
	fn is_final_soon(&self) -> bool {
		self.setting.finality.is_some_and(|finality| self.honest.len() as u64 > finality.behind)
	}

	/// How the first `count` withheld blocks stand against the honest branch.
	fn matched(&self, count: usize) -> Match {
		let Some(ours) = count.checked_sub(1).and_then(|last| self.private.get(last)) else { return Match::Loses };
		let theirs = self.honest.last().unwrap_or(&self.base);
		let order = match self.setting.choice.measure {
			Measure::Length => count.cmp(&self.honest.len()),
			Measure::Work => ours.total.cmp(&theirs.total),
		};
		let wins = |wins| if wins { Match::Wins } else { Match::Loses };
		match (order, self.setting.choice.tie) {
			(Ordering::Greater, _) => Match::Wins,
			(Ordering::Less, _) => Match::Loses,
			(_, Tie::FirstSeen { .. }) => Match::Draws,
			(_, Tie::LowestHash) => wins(ours.hash < theirs.hash),
			(_, Tie::PairHash) => wins((ours.hash < theirs.hash) == (mix(ours.hash ^ theirs.hash) & 1 == 1)),
		}
	}

	/// Publishes the first `count` withheld blocks; all nodes choose anew.
	fn publish(&mut self, count: usize) {
		match self.matched(count) {
			Match::Wins => self.take_private(count),
			// Of equal length, so that the honest miners find the tip to extend at their own height.
			Match::Draws => self.race = count == self.honest.len(),
			Match::Loses => {}
		}
	}

	/// All nodes are on the first `count` withheld blocks.
	fn take_private(&mut self, count: usize) {
		self.outcome.withholder += count as u64;
		self.outcome.orphaned += self.honest.len() as u64;
		self.outcome.deepest = self.outcome.deepest.max(self.honest.len() as u64);
		if self.vote.0 > self.height {
			// What was voted for has left the best chain: the round ends without it.
			self.vote = (self.finalized, 0);
		}
		self.base = self.private[count - 1];
		self.height += count as u64;
		self.private.drain(..count);
		self.honest.clear();
		self.race = false;
	}

	/// All nodes, the withholder too, are on the honest branch.
	fn take_honest(&mut self) {
		if let Some(tip) = self.honest.last() {
			self.outcome.honest += self.honest.len() as u64;
			self.outcome.orphaned += self.private.len() as u64;
			self.base = *tip;
			self.height += self.honest.len() as u64;
		}
		self.private.clear();
		self.honest.clear();
		self.race = false;
	}

	/// The rounds that end before `time`.
	fn finalize_until(&mut self, time: f64) {
		let Some(finality) = self.setting.finality else { return };
		while (self.round_ends as f64) < time {
			self.round_ends += finality.round_ms;
			let (height, hash) = self.vote;
			if height <= self.height {
				self.finalized = self.finalized.max(height);
			} else if self.public(height).is_some_and(|block| block.hash == hash) {
				// Withheld blocks fork off below a final one.
				self.finalized = height;
				self.take_honest();
			}
			let height = finality.vote(self.height + self.honest.len() as u64, self.finalized);
			self.vote = (height, self.public(height).map_or(0, |block| block.hash));
		}
	}

	/// The block at a height of the honest branch.
	fn public(&self, height: u64) -> Option<&Block> {
		self.honest.get(height.checked_sub(self.height + 1)? as usize)
	}
}

/// Spreads 64 bits over 64 bits (the finalizer of splitmix64), as a hash would.
fn mix(value: u64) -> u64 {
	let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
	value ^ value >> 31
}

#[cfg(test)]
mod tests {
	use super::*;

	const SEED: u64 = 20_140_311;
	const BLOCKS: u64 = 400_000;
	/// Six standard errors of a share over so many blocks, which are correlated within an attack.
	const TOLERANCE: f64 = 0.006;

	fn setting(alpha: f64, choice: ForkChoice, strategy: Strategy) -> Setting {
		Setting { alpha, choice, strategy, finality: None }
	}

	fn revenue(setting: &Setting) -> f64 {
		println!("seed {SEED}, {BLOCKS} blocks, {setting:?}");
		simulate(setting, SEED, BLOCKS).relative_revenue()
	}

	#[test]
	fn the_simulator_agrees_with_equation_8_of_the_paper() {
		for gamma in [0.0, 0.5, 1.0] {
			for alpha in [0.1, 0.2, 0.25, 1.0 / 3.0, 0.4, 0.45] {
				let simulated = revenue(&setting(alpha, ForkChoice::paper(gamma), Strategy::EyalSirer));
				let formula = eyal_sirer(alpha, gamma);
				assert!(
					(simulated - formula).abs() < TOLERANCE,
					"seed {SEED}, α = {alpha}, γ = {gamma}: simulated {simulated}, equation 8 says {formula}"
				);
			}
		}
	}

	/// The paper's thresholds: 1/3 at γ = 0, 1/4 at γ = 1/2 (its section 4.2).
	#[test]
	fn equation_8_breaks_even_where_the_paper_says() {
		for (alpha, gamma) in [(1.0 / 3.0, 0.0), (0.25, 0.5)] {
			assert!((eyal_sirer(alpha, gamma) - alpha).abs() < 1e-12, "α = {alpha}, γ = {gamma}");
		}
	}

	#[test]
	fn an_honest_miner_earns_its_share_at_the_target_pace() {
		for alpha in [0.1, 0.45] {
			for choice in [ForkChoice::paper(0.5), ForkChoice::BPIIOT] {
				let outcome = simulate(&setting(alpha, choice, Strategy::Honest), SEED, BLOCKS);
				assert!((outcome.relative_revenue() - alpha).abs() < TOLERANCE, "seed {SEED}: {outcome:?}");
				// Without a retarget the mean of so many solve times is off by 0.01 s.
				assert!((outcome.block_time() - 6.0).abs() < 0.05, "seed {SEED}: {outcome:?}");
				assert_eq!(outcome.orphaned, 0);
			}
		}
	}

	/// The same strategy where a tie is settled at once, won with probability 1/2. From the cycle that begins where both agree:
	/// a tie is won (1 block), or lost and then won or lost by the next block (2 blocks); a lead of two brings 2 + α / (1 − 2α).
	fn even_ties(alpha: f64) -> f64 {
		let honest = 1.0 - alpha;
		let ours = alpha * (honest * (0.5 + alpha) + alpha * (2.0 + alpha / (1.0 - 2.0 * alpha)));
		let theirs = honest + alpha * honest * honest;
		ours / (ours + theirs)
	}

	/// A withholder that ignores its hash wins half of the ties, whichever way a tie is drawn.
	#[test]
	fn who_does_not_look_at_hashes_wins_half_of_the_ties() {
		for tie in [Tie::LowestHash, Tie::PairHash] {
			for alpha in [0.1, 0.2, 1.0 / 3.0] {
				let choice = ForkChoice { measure: Measure::Work, tie };
				let simulated = revenue(&setting(alpha, choice, Strategy::EyalSirer));
				let formula = even_ties(alpha);
				assert!(
					(simulated - formula).abs() < TOLERANCE,
					"seed {SEED}, α = {alpha}, {tie:?}: simulated {simulated}, the formula says {formula}"
				);
			}
		}
	}

	#[test]
	fn to_know_the_own_hash_is_worth_more_than_equation_8() {
		let alpha = 1.0 / 3.0;
		let (low, outcome) = best_knowing(&setting(alpha, ForkChoice::BPIIOT, Strategy::Honest), SEED, BLOCKS);
		let blind = revenue(&setting(alpha, ForkChoice::BPIIOT, Strategy::EyalSirer));
		let knowing = outcome.relative_revenue();
		assert!(low > 0.0 && knowing > blind + TOLERANCE, "seed {SEED}, low {low}: {knowing} against {blind}");
	}

	/// Where only a low hash makes it worth to hold a block back.
	#[test]
	fn a_low_hash_helps_only_where_the_lowest_wins() {
		let alpha = 0.2;
		let with = |tie| {
			let choice = ForkChoice { measure: Measure::Work, tie };
			revenue(&setting(alpha, choice, Strategy::Knowing { low: 0.3 }))
		};
		let (lowest, pair) = (with(Tie::LowestHash), with(Tie::PairHash));
		assert!(lowest > alpha + TOLERANCE, "seed {SEED}: {lowest}");
		assert!(pair < lowest - TOLERANCE, "seed {SEED}: {pair} against {lowest}");
	}

	/// A withholder that does not look out for finality, under the rule that lets it stay secret the longest.
	#[test]
	fn a_branch_that_forks_off_below_a_final_block_is_lost() {
		let free = setting(0.45, ForkChoice::paper(0.0), Strategy::EyalSirer);
		let bound = Setting { finality: Some(Finality::GRANDPA), ..free };
		let (free, bound) = (simulate(&free, SEED, BLOCKS), simulate(&bound, SEED, BLOCKS));
		println!("seed {SEED}: {free:?}, {bound:?}");
		assert!(bound.relative_revenue() < free.relative_revenue() - 0.05, "{bound:?} against {free:?}");
		assert!(bound.deepest * 4 < free.deepest, "{bound:?} against {free:?}");
	}

	/// The attack that finality is for: a long secret branch. It also must not make withholding pay more.
	#[test]
	fn finality_bounds_how_much_a_withholder_takes_back() {
		let alpha = 0.45;
		for strategy in [Strategy::EyalSirer, Strategy::Knowing { low: 1.0 }] {
			let free = setting(alpha, ForkChoice::BPIIOT, strategy);
			let bound = Setting { finality: Some(Finality::GRANDPA), ..free };
			let (free, bound) = (simulate(&free, SEED, BLOCKS), simulate(&bound, SEED, BLOCKS));
			assert!(bound.deepest <= Finality::GRANDPA.behind + 1, "seed {SEED}, {strategy:?}: {bound:?}");
			assert!(
				bound.relative_revenue() < free.relative_revenue() + TOLERANCE,
				"seed {SEED}, {strategy:?}: {bound:?} against {free:?}"
			);
		}
		let knowing = setting(alpha, ForkChoice::BPIIOT, Strategy::Knowing { low: 1.0 });
		let outcome = simulate(&knowing, SEED, BLOCKS);
		assert!(outcome.deepest > 20, "without finality the same miner takes back much more: {outcome:?}");
	}

	/// The voting rules on chains that are easy to count.
	#[test]
	fn votes_follow_the_rules_of_grandpa() {
		let vote = |best, finalized| Finality::GRANDPA.vote(best, finalized);
		assert_eq!(vote(0, 0), 0);
		assert_eq!(vote(2, 0), 0, "two behind");
		assert_eq!(vote(3, 0), 1);
		assert_eq!(vote(11, 10), 10, "never below what is final");
		assert_eq!(vote(108, 0), 81, "three quarters");
	}

	#[test]
	fn the_same_seed_gives_the_same_network() {
		let setting = setting(0.3, ForkChoice::BPIIOT, Strategy::Knowing { low: 0.5 });
		assert_eq!(simulate(&setting, 3, 1_000), simulate(&setting, 3, 1_000));
		assert_ne!(simulate(&setting, 3, 1_000), simulate(&setting, 4, 1_000));
	}
}
