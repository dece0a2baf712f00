use frame_support::{parameter_types, traits::ConstU64};
use sp_core::U256;

use crate::{Runtime, TARGET_BLOCK_TIME};

parameter_types! {
	/// About fifteen blocks a second from one thread of a small machine: as fast as blocks can be spread and checked.
	pub MinimumDifficulty: U256 = U256::from(16);
}

impl pallet_difficulty::Config for Runtime {
	// 150 blocks: a fifteenfold change of the hash rate is followed within an hour and a half.
	type HalfLife = ConstU64<{ 150 * TARGET_BLOCK_TIME }>;
	type MinimumDifficulty = MinimumDifficulty;
	type TargetBlockTime = ConstU64<TARGET_BLOCK_TIME>;
	type WeightInfo = pallet_difficulty::weights::SubstrateWeight<Runtime>;
}
