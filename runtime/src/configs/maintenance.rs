use frame_support::{
	parameter_types,
	traits::{ConstU8, ConstU32, ConstU128},
};
use sp_runtime::Permill;

use super::{AdmissionOrigin, deposit};
use crate::{BPI, Balances, DAYS, DeviceRegistry, Runtime, RuntimeHoldReason, Timestamp};

parameter_types! {
	/// A thousandth of what a job has paid: less than its transactions cost for a job of a token, and a thousand tokens for a
	/// ring that wants to outweigh a million of honest ones.
	pub const RatingLevy: Permill = Permill::from_parts(1_000);
}

impl pallet_maintenance::Config for Runtime {
	type ArbitrationPeriod = ConstU32<{ 14 * DAYS }>;
	type ArchiveAfter = ConstU32<{ 30 * DAYS }>;
	type CommitteeOrigin = AdmissionOrigin;
	type Currency = Balances;
	type DepositPerByte = ConstU128<{ deposit(0, 1) }>;
	type DepositPerItem = ConstU128<{ deposit(1, 0) }>;
	// Longer than a claim about a machine that was sold lives, as a rule.
	type KeepPeriod = ConstU32<{ 5 * 365 * DAYS }>;
	type MaxArbiterFee = ConstU128<{ 1_000 * BPI }>;
	type MaxCommitteeTemplates = ConstU32<64>;
	// Less than a fiftieth of a block.
	type MaxDue = ConstU32<8>;
	type MaxFirings = ConstU32<32>;
	type MaxOpenRequests = ConstU32<1_024>;
	type MaxPlanInterval = ConstU32<{ 10 * 365 * DAYS }>;
	type MaxResponse = ConstU32<{ 365 * DAYS }>;
	type MaxReturns = ConstU8<3>;
	// Half of what a day's blocks carry out is 50,400. To take all places locks more than a thousand blocks pay.
	type MaxScheduled = ConstU32<50_000>;
	type MinPlanInterval = ConstU32<DAYS>;
	type MinRatedValue = ConstU128<BPI>;
	type RatingLevy = RatingLevy;
	type Registry = DeviceRegistry;
	type ReleasePeriod = ConstU32<{ 2 * DAYS }>;
	type RuntimeHoldReason = RuntimeHoldReason;
	// Six times what an arbiter has.
	type StandoffPeriod = ConstU32<{ 90 * DAYS }>;
	type Time = Timestamp;
	type WeightInfo = pallet_maintenance::weights::SubstrateWeight<Runtime>;
}
