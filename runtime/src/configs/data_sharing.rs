use frame_support::{parameter_types, traits::ConstU32};

use super::deposit;
use crate::{Balance, Balances, DAYS, DeviceRegistry, Incentives, Runtime, RuntimeHoldReason, Timestamp};

parameter_types! {
	// The relationship, two index entries, the one that finds it and the count of a device's; 16 batches of receipts and their log.
	pub const RelationshipDeposit: Balance = deposit(22, 2_500);
	// The largest record or proposal, and its index entry.
	pub const RecordDeposit: Balance = deposit(2, 3_500);
	// The largest permission, and its index entry.
	pub const PermissionDeposit: Balance = deposit(2, 700);
}

impl pallet_data_sharing::Config for Runtime {
	type BonusQueries = Incentives;
	type Contributions = Incentives;
	type Currency = Balances;
	type KeepPeriod = ConstU32<{ 90 * DAYS }>;
	type MaxInvitations = ConstU32<16>;
	type MaxProposals = ConstU32<64>;
	type PermissionDeposit = PermissionDeposit;
	type RecordDeposit = RecordDeposit;
	type Registry = DeviceRegistry;
	type RelationshipDeposit = RelationshipDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Time = Timestamp;
	type WeightInfo = pallet_data_sharing::weights::SubstrateWeight<Runtime>;
}
