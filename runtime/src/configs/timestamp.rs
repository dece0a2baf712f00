use frame_support::traits::ConstU64;

use crate::{Difficulty, Moment, Runtime};

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	type OnTimestampSet = Difficulty;
	// Proof of work has blocks that follow each other at once; time must rise, by a millisecond at least.
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}
