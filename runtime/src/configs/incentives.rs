use bpiiot_primitives::incentives::{Emission, POT_ID, TREASURY_ID};
use frame_support::{
	PalletId, parameter_types,
	traits::{ConstU32, ConstU128, Get},
	weights::WeightToFee,
};
use pallet_data_sharing::WeightInfo;
use sp_runtime::Permill;

use super::deposit;
use crate::{BPI, Balance, Balances, DAYS, DeviceRegistry, Runtime, RuntimeHoldReason};

/// What a block of the first era mints, in planck.
pub const BLOCK_REWARD: Balance = 10 * BPI;

/// 10 BPI a block in the first 30 days, then a 96th of it less every 30 days; after four years of 360 days 5 BPI, and
/// so on. At most 313.2 million BPI are ever mined, half of them in the first four years. Shorter halvings would leave
/// fees to pay for the chain's security before a plant's machines have lived half their lives; longer ones would make
/// inflation the main price of using it.
pub const EMISSION: Emission = Emission { initial: BLOCK_REWARD, era: 30 * DAYS, halving: 48 };

parameter_types! {
	pub const Schedule: Emission = EMISSION;
	pub const TreasuryShare: Permill = Permill::from_percent(10);
	// Half a BPI a block, 7,200 a day at first. An epoch whose contributions have earned more than there is pays each of them less.
	pub const PotShare: Permill = Permill::from_percent(5);
	// The more the treasury gets of a fee, the more it costs a miner to fill its blocks with records of its own, and the more
	// can be paid for contributions. Tips, by which users bid for room, are the author's alone.
	pub const FeeShare: Permill = Permill::from_percent(50);
	pub const TreasuryId: PalletId = PalletId(TREASURY_ID);
	pub const PotId: PalletId = PalletId(POT_ID);
	// Three index entries and the query.
	pub const BonusDeposit: Balance = deposit(3, 700);
}

/// The most that is paid for a contribution, in planck: nine tenths of what the treasury gets of the fee of the
/// cheapest call that makes one. So nobody, not even a miner in its own block, earns from records that it trades with
/// itself.
///
/// Only the fee for the call's weight counts: a batch saves the base fee, and what a byte costs is no part of the work. The
/// fee's multiplier is never below one.
pub struct MaxPerPoint;

impl Get<Balance> for MaxPerPoint {
	fn get() -> Balance {
		type Calls = <Runtime as pallet_data_sharing::Config>::WeightInfo;
		type Fee = <Runtime as pallet_transaction_payment::Config>::WeightToFee;
		// Who adds a record has contributed when it takes effect, and so have those who verify and attest it.
		let calls = [Calls::add_record(0), Calls::verify_record(), Calls::attest()];
		let treasury = calls.map(|weight| FeeShare::get().mul_floor(Fee::weight_to_fee(&weight)));
		treasury.into_iter().min().unwrap_or_default() / 10 * 9
	}
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
	type MaxPerPoint = MaxPerPoint;
	type PotId = PotId;
	type PotLimit = ConstU128<{ 50_000 * BPI }>;
	type PotShare = PotShare;
	type Registry = DeviceRegistry;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Schedule = Schedule;
	type StakePerPoint = ConstU128<BPI>;
	type TreasuryId = TreasuryId;
	type TreasuryShare = TreasuryShare;
	type WeightInfo = pallet_incentives::weights::SubstrateWeight<Runtime>;
}
