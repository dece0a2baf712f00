//! Targets, difficulties and the compact form of a target.

use core::fmt;

use primitive_types::U256;

/// The sign bit of a compact target's mantissa.
const COMPACT_SIGN: u32 = 0x0080_0000;
/// The bits of the mantissa without its sign.
const COMPACT_MANTISSA: u32 = 0x007f_ffff;

/// The greatest work value that is still valid at `difficulty`: `U256::MAX / difficulty`.
///
/// A difficulty of 0 means the same as 1: any work is valid.
pub fn difficulty_to_target(difficulty: U256) -> U256 {
	U256::MAX.checked_div(difficulty).unwrap_or(U256::MAX)
}

/// How many tries a block takes on average at `target`: `U256::MAX / target`.
///
/// A target of 0 means the same as 1. Both conversions round down, so a difficulty that has become a target and come back
/// is the same below 2^128 and never smaller above.
pub fn target_to_difficulty(target: U256) -> U256 {
	U256::MAX.checked_div(target).unwrap_or(U256::MAX)
}

/// Why a compact target stands for no target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompactError {
	/// The sign bit is set and the mantissa is not zero: a target cannot be negative.
	Negative,
	/// The exponent moves the mantissa past 256 bits.
	Overflow,
}

impl fmt::Display for CompactError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Negative => "the compact target is negative",
			Self::Overflow => "the compact target does not fit into 256 bits",
		})
	}
}

impl core::error::Error for CompactError {}

/// Expands Bitcoin's compact form: the top byte is the length in bytes, the rest the three leading bytes with a sign.
///
/// # Errors
///
/// [`CompactError::Negative`] and [`CompactError::Overflow`], where Bitcoin sets the flags of the same names.
pub fn compact_to_target(bits: u32) -> Result<U256, CompactError> {
	let bytes = bits >> 24;
	let mantissa = bits & COMPACT_MANTISSA;
	if bytes <= 3 {
		let mantissa = mantissa >> (8 * (3 - bytes));
		return if mantissa != 0 && bits & COMPACT_SIGN != 0 {
			Err(CompactError::Negative)
		} else {
			Ok(U256::from(mantissa))
		};
	}
	if mantissa == 0 {
		return Ok(U256::zero());
	}
	if bits & COMPACT_SIGN != 0 {
		return Err(CompactError::Negative);
	}
	let shift = 8 * (bytes - 3);
	if shift + (u32::BITS - mantissa.leading_zeros()) > 256 {
		return Err(CompactError::Overflow);
	}
	Ok(U256::from(mantissa) << shift)
}

/// Shortens a target to Bitcoin's compact form, which keeps at least its 16 leading bits and rounds down.
pub fn target_to_compact(target: U256) -> u32 {
	// At most 33 bytes and at most 24 bits of mantissa, so every value below fits a u32.
	let mut bytes = target.bits().div_ceil(8) as u32;
	let mut mantissa =
		if bytes <= 3 { target.low_u32() << (8 * (3 - bytes)) } else { (target >> (8 * (bytes - 3))).low_u32() };
	// A leading bit in the place of the sign would read back as a negative number.
	if mantissa & COMPACT_SIGN != 0 {
		mantissa >>= 8;
		bytes += 1;
	}
	mantissa | bytes << 24
}
