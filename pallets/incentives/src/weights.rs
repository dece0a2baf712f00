//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of what the pallet does in each block.
pub trait WeightInfo {
	/// Of the reward at the start of a block.
	fn reward() -> Weight;
}

impl WeightInfo for () {
	fn reward() -> Weight {
		// Digest, System.Account, Balances.TotalIssuance, TotalRewards, events.
		Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(50), 0)
			.saturating_add(RocksDbWeight::get().reads_writes(5, 4))
	}
}
