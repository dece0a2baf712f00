//! Weights, estimated by counting database accesses; `scripts/weights` measures them.

use core::marker::PhantomData;

use frame_support::{
	traits::Get,
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of what each block does.
pub trait WeightInfo {
	/// Of the retarget.
	fn on_timestamp_set() -> Weight;
}

/// The weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn on_timestamp_set() -> Weight {
		// Schedule, Difficulty; sixteen divisions of long numbers at most.
		Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(20), 0)
			.saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
}
