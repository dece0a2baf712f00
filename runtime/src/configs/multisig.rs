use frame_support::{parameter_types, traits::ConstU32};

use super::deposit;
use crate::{Balance, Balances, Runtime, RuntimeCall, RuntimeEvent, System};

parameter_types! {
	// One entry of 88 bytes, and 32 bytes for each further signatory.
	pub const DepositBase: Balance = deposit(1, 88);
	pub const DepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type DepositBase = DepositBase;
	type DepositFactor = DepositFactor;
	type MaxSignatories = ConstU32<100>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
}
