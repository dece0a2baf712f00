use frame_support::traits::{ConstU8, ConstU32};

use crate::{Balances, DAYS, DeviceRegistry, Runtime, RuntimeHoldReason};

impl pallet_maintenance::Config for Runtime {
	type Currency = Balances;
	type MaxFirings = ConstU32<32>;
	type MaxOpenRequests = ConstU32<1_024>;
	type MaxResponse = ConstU32<{ 365 * DAYS }>;
	type MaxReturns = ConstU8<3>;
	type Registry = DeviceRegistry;
	type ReleasePeriod = ConstU32<{ 2 * DAYS }>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = ();
}
