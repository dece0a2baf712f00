use frame_support::traits::ConstU128;

use crate::{BPI, Balance, Balances, Runtime};

/// What the author of a block receives beside its fees, in planck.
pub const BLOCK_REWARD: Balance = 10 * BPI;

impl pallet_incentives::Config for Runtime {
	type BlockReward = ConstU128<BLOCK_REWARD>;
	type Currency = Balances;
	type WeightInfo = ();
}
