use frame_support::{parameter_types, traits::fungible::Inspect};
use pallet_session::historical::NoteHistoricalRoot;
use pallet_verifiers::{BondOf, KeyHolder};
use sp_runtime::traits::OpaqueKeys;

use super::deposit;
use crate::{AccountId, Balance, Balances, Runtime, RuntimeEvent, SessionKeys, Verifiers};

parameter_types! {
	// Two entries: the keys of an account (64 bytes), and the account of a key (68 bytes).
	pub const KeyDeposit: Balance = deposit(2, 132);
}

impl pallet_session::Config for Runtime {
	type Currency = Balances;
	// A vote is worth the same whether or not its node is "disabled", so there is nothing to disable.
	type DisablingStrategy = ();
	type KeyDeposit = KeyDeposit;
	type Keys = SessionKeys;
	type NextSessionRotation = Verifiers;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = NoteHistoricalRoot<Runtime, Verifiers>;
	type ShouldEndSession = Verifiers;
	type ValidatorId = AccountId;
	type ValidatorIdOf = KeyHolder<Runtime>;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_session::historical::Config for Runtime {
	type FullIdentification = <Balances as Inspect<AccountId>>::Balance;
	type FullIdentificationOf = BondOf<Runtime>;
	type RuntimeEvent = RuntimeEvent;
}
