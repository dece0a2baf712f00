//! aserti3-2d: the absolutely scheduled exponentially rising target of Bitcoin Cash.
//!
//! target = anchor target · 2^((time − anchor time − ideal · (height − anchor height + 1)) / half-life), with the exponent
//! in 16-bit fixed point and the power between two shifts taken from a cubic.

use core::{fmt, num::NonZeroU64};

use primitive_types::{U256, U512};

use crate::MAX_COUNTED_TARGETS;

/// Bits behind the point of the exponent and of the factor.
const FRACTION_BITS: u32 = 16;

/// What the retarget aims at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
	ideal_block_time: NonZeroU64,
	half_life: NonZeroU64,
	target_limit: U256,
}

impl Params {
	/// Checked parameters.
	///
	/// `ideal_block_time` is the time between blocks that is aimed at and `half_life` how far behind the schedule the chain
	/// must be for its difficulty to halve, both in the caller's unit of time. `target_limit` is the easiest target allowed.
	///
	/// # Errors
	///
	/// [`ParamsError`] names the parameter that is zero.
	pub fn new(ideal_block_time: u64, half_life: u64, target_limit: U256) -> Result<Self, ParamsError> {
		if target_limit.is_zero() {
			return Err(ParamsError::ZeroTargetLimit);
		}
		Ok(Self {
			ideal_block_time: NonZeroU64::new(ideal_block_time).ok_or(ParamsError::ZeroBlockTime)?,
			half_life: NonZeroU64::new(half_life).ok_or(ParamsError::ZeroHalfLife)?,
			target_limit,
		})
	}

	/// The time between blocks that is aimed at.
	pub fn ideal_block_time(&self) -> u64 {
		self.ideal_block_time.get()
	}

	/// How far behind the schedule the chain must be for its difficulty to halve.
	pub fn half_life(&self) -> u64 {
		self.half_life.get()
	}

	/// The easiest target allowed.
	pub fn target_limit(&self) -> U256 {
		self.target_limit
	}

	/// Whether one block changes the difficulty by at most [`MAX_STEP`](crate::MAX_STEP): the half-life is at least
	/// [`MAX_COUNTED_TARGETS`] ideal block times.
	pub fn steps_are_bounded(&self) -> bool {
		self.half_life() >= self.ideal_block_time().saturating_mul(MAX_COUNTED_TARGETS)
	}
}

/// Why parameters are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamsError {
	/// No schedule has a block every 0 units of time.
	ZeroBlockTime,
	/// A half-life of 0 would divide by zero.
	ZeroHalfLife,
	/// A limit of 0 would allow no block.
	ZeroTargetLimit,
}

impl fmt::Display for ParamsError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::ZeroBlockTime => "the ideal block time is zero",
			Self::ZeroHalfLife => "the half-life is zero",
			Self::ZeroTargetLimit => "the target limit is zero",
		})
	}
}

impl core::error::Error for ParamsError {}

/// The block that the schedule is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
	/// Height of the anchor block.
	pub height: u64,
	/// Time of the *parent* of the anchor block, as in the specification: the anchor block was due one ideal block time
	/// later.
	pub time: i64,
	/// Target of the anchor block.
	pub target: U256,
}

/// The target of the block after the one at `height` and `time`.
///
/// The result is at least 1 and at most the target limit. Times may stand still or run backwards and heights may lie below
/// the anchor's: the formula is followed as it stands.
pub fn next_target(params: &Params, anchor: &Anchor, height: u64, time: i64) -> U256 {
	bounded_target(params, anchor, height, time).0
}

/// [`next_target`], and whether the formula gave a target out of bounds.
pub(crate) fn bounded_target(params: &Params, anchor: &Anchor, height: u64, time: i64) -> (U256, bool) {
	let exponent = exponent(params, anchor, height, time);
	// Both take the floor, also of a negative exponent: the shift is arithmetic, the mask leaves a positive fraction.
	let shift = exponent >> FRACTION_BITS;
	let fraction = (exponent & 0xffff) as u64;

	let product: U512 = anchor.target.full_mul(U256::from(factor(fraction)));
	match shifted(product, shift.saturating_sub(i128::from(FRACTION_BITS))) {
		Some(target) if target > U512::from(params.target_limit) => (params.target_limit, true),
		Some(target) if target.is_zero() => (U256::one(), true),
		Some(target) => (U256::try_from(target).unwrap_or(params.target_limit), false),
		None => (params.target_limit, true),
	}
}

/// How far the chain is behind its schedule in half-lives, 16 bits behind the point, rounded toward zero.
///
/// Saturating: a product past 2^127 still is more than 2^47 half-lives, where any target has met its bound.
fn exponent(params: &Params, anchor: &Anchor, height: u64, time: i64) -> i128 {
	let passed = i128::from(time) - i128::from(anchor.time);
	let blocks = i128::from(height) - i128::from(anchor.height) + 1;
	let scheduled = blocks.saturating_mul(params.ideal_block_time.get().into());
	passed.saturating_sub(scheduled).saturating_mul(1 << FRACTION_BITS) / i128::from(params.half_life.get())
}

/// 2^(fraction / 2^16) with 16 bits behind the point, for a fraction below 2^16; off by less than 0.013 %.
fn factor(fraction: u64) -> u64 {
	// The greatest sum is below 2^64 (the coefficients were chosen for it), and in a u128 there is nothing to prove.
	let x = u128::from(fraction);
	let cubic = 195_766_423_245_049 * x + 971_821_376 * x * x + 5_127 * x * x * x + (1 << 47);
	(1 << FRACTION_BITS) + (cubic >> 48) as u64
}

/// `value · 2^shift`, rounded down; none when it does not fit.
fn shifted(value: U512, shift: i128) -> Option<U512> {
	if value.is_zero() {
		return Some(value);
	}
	let distance = usize::try_from(shift.unsigned_abs()).unwrap_or(usize::MAX);
	if shift <= 0 {
		return Some(if distance < 512 { value >> distance } else { U512::zero() });
	}
	(distance <= 512 - value.bits()).then(|| value << distance)
}
