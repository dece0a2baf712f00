use bpiiot_primitives::incentives::{Emission, POT_ID, TREASURY_ID};
use frame_support::{
	PalletId, parameter_types,
	traits::{ConstU32, ConstU128},
};
use sp_runtime::Permill;

use super::deposit;
use crate::{BPI, Balance, Balances, DAYS, DeviceRegistry, Runtime, RuntimeHoldReason};

/// What a block of the first era mints, in planck.
pub const BLOCK_REWARD: Balance = 10 * BPI;

/// 10 BPI a block in the first 30 days, then a 96th of it less every 30 days; after four years of 360 days 5 BPI, and so on. At
/// most 313.2 million BPI are ever mined, half of them in the first four years. Shorter halvings would leave fees to pay for the
/// chain's security before a plant's machines have lived half their lives; longer ones would make inflation the main price
/// of using it.
pub const EMISSION: Emission = Emission { initial: BLOCK_REWARD, era: 30 * DAYS, halving: 48 };

parameter_types! {
	pub const Schedule: Emission = EMISSION;
	pub const TreasuryShare: Permill = Permill::from_percent(10);
	// Half a BPI a block, 7,200 a day at first: four times what full blocks of nothing but contributions could earn.
	pub const PotShare: Permill = Permill::from_percent(5);
	// The more the treasury gets of a fee, the more it costs a miner to fill its blocks with records of its own, and the more
	// can be paid for contributions. Tips, by which users bid for room, are the author's alone.
	pub const FeeShare: Permill = Permill::from_percent(50);
	pub const TreasuryId: PalletId = PalletId(TREASURY_ID);
	pub const PotId: PalletId = PalletId(POT_ID);
	// Three index entries and the query.
	pub const BonusDeposit: Balance = deposit(3, 700);
}

impl pallet_incentives::Config for Runtime {
	type AnswerPeriod = ConstU32<{ 3 * DAYS }>;
	type BonusDeposit = BonusDeposit;
	type BonusLifetime = ConstU32<{ 30 * DAYS }>;
	type ClaimEpochs = ConstU32<60>;
	type Currency = Balances;
	type EpochLength = ConstU32<DAYS>;
	type FeeShare = FeeShare;
	type MaxBonuses = ConstU32<16>;
	// Less than the treasury's part of the fee of any call that contributes, so that nobody, not even a miner in its own block,
	// earns from records that it trades with itself. With the stake it bounds what a token earns: 0.05 per cent a day.
	type MaxPerPoint = ConstU128<{ BPI / 2_000 }>;
	type PotId = PotId;
	type PotLimit = ConstU128<{ 50_000 * BPI }>;
	type PotShare = PotShare;
	type Registry = DeviceRegistry;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Schedule = Schedule;
	type StakePerPoint = ConstU128<BPI>;
	type TreasuryId = TreasuryId;
	type TreasuryShare = TreasuryShare;
	type WeightInfo = ();
}
