use frame_support::{
	parameter_types,
	traits::{ConstU32, VariantCountOf},
};

use crate::{Balance, MILLI_BPI, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System};

/// The least that an account of a participant holds, in planck. Stops the state from filling with dust accounts.
pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_BPI;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
	type AccountStore = System;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = ();
	type ExistentialDeposit = ExistentialDeposit;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}
