//! The retarget of the chain: aserti3-2d that an outage does not throw off.

use primitive_types::U256;

use crate::{Anchor, Params, aserti3::bounded_target, next_target};

/// For how many ideal block times the solve time of one block counts at most.
///
/// Stops the burst after an outage: plain ASERT takes two days without a block for two days of blocks that are owed, falls
/// to the least difficulty and makes them up at once. The cap must let a real loss of hash rate through, though. When the
/// rate falls to a hundredth, blocks take 100 ideal times on average, and the 50 that count still pull the difficulty down.
pub const MAX_COUNTED_TARGETS: u64 = 50;

/// By what factor one block changes the difficulty at most, either way, when [`Params::steps_are_bounded`].
///
/// Between two blocks the exponent of the retarget moves by (counted solve time − ideal) / half-life, and the counted solve
/// time is 0 to [`MAX_COUNTED_TARGETS`] ideal times. One block therefore makes the next one harder by at most
/// 2^(ideal / half-life) and easier by at most 2^(49 · ideal / half-life). With a half-life of at least 50 ideal times that is
/// below 1.98, which leaves more room than the 0.03 % that the cubic and the fixed point are off by. A moved anchor changes
/// nothing in it: an outage moves the anchor's time so that 50 ideal times are counted; a target that meets its bound becomes
/// the anchor as it stands, with an exponent of 0, and bringing a target into bounds never takes it away from its parent's,
/// which is in bounds.
pub const MAX_STEP: u64 = 2;

/// Whether one block can change the difficulty from `before` to `after`: by at most [`MAX_STEP`], either way.
///
/// For whoever must judge a claim without the chain's state. A difficulty is rounded down, so up to one more than twice the
/// one before is possible.
pub fn is_possible_step(before: U256, after: U256) -> bool {
	let hardest = before.saturating_mul(MAX_STEP.into()).saturating_add(U256::one());
	after >= before / MAX_STEP && after <= hardest
}

/// The state from which the target of the next block follows.
///
/// One call of [`Retarget::advance`] for each block. As long as no solve time is above the cap and no target meets a bound,
/// the results are those of [`next_target`] from the first anchor. Otherwise the anchor moves:
///
/// - A solve time above [`MAX_COUNTED_TARGETS`] ideal times moves the anchor's time forward by what is above it.
/// - A target that meets its bound makes the block at hand the anchor. Or else a chain whose miners are too weak for the
///   least difficulty would gather a debt of blocks that a stronger miner makes up in one burst, however long ago.
/// - A block that claims to be older than its parent counts as made at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retarget {
	/// What the schedule is counted from.
	pub anchor: Anchor,
	/// Height of the last block.
	pub last_height: u64,
	/// The latest time of any block so far.
	pub last_time: i64,
}

impl Retarget {
	/// Starts a schedule in which the block at `height` came exactly when it was due, so that the next one has `target` too.
	///
	/// `target` is brought into bounds: at least 1, at most the target limit.
	pub fn start(params: &Params, target: U256, height: u64, time: i64) -> Self {
		Self { anchor: Self::anchor_at(params, target, height, time), last_height: height, last_time: time }
	}

	/// Takes in the block at `height` and `time` and returns the target of the one after it.
	///
	/// A height that is not above the last one changes nothing, so a block that is taken in twice counts once. When heights
	/// are left out, each of them is allowed its [`MAX_COUNTED_TARGETS`].
	pub fn advance(&mut self, params: &Params, height: u64, time: i64) -> U256 {
		let blocks = height.saturating_sub(self.last_height);
		if blocks == 0 {
			return self.target(params);
		}
		let time = time.max(self.last_time);
		let solve_time = time.abs_diff(self.last_time);
		let counted = params.ideal_block_time().saturating_mul(MAX_COUNTED_TARGETS).saturating_mul(blocks);
		self.anchor.time = self.anchor.time.saturating_add_unsigned(solve_time.saturating_sub(counted));
		self.last_height = height;
		self.last_time = time;

		let (target, out_of_bounds) = bounded_target(params, &self.anchor, height, time);
		if out_of_bounds {
			self.anchor = Self::anchor_at(params, target, height, time);
		}
		target
	}

	/// The target of the block after the last one.
	pub fn target(&self, params: &Params) -> U256 {
		next_target(params, &self.anchor, self.last_height, self.last_time)
	}

	fn anchor_at(params: &Params, target: U256, height: u64, time: i64) -> Anchor {
		Anchor {
			height,
			time: time.saturating_sub_unsigned(params.ideal_block_time()),
			target: target.clamp(U256::one(), params.target_limit()),
		}
	}
}
