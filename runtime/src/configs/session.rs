use frame_support::{parameter_types, traits::fungible::Inspect, weights::Weight};
use pallet_session::historical::NoteHistoricalRoot;
use pallet_verifiers::{BondOf, KeyHolder, WeightInfo, weights::SubstrateWeight};
use sp_runtime::traits::OpaqueKeys;

use super::deposit;
use crate::{AccountId, Balance, Balances, Runtime, RuntimeEvent, SessionKeys, Verifiers};

parameter_types! {
	// Two entries: the keys of an account (64 bytes), and the account of a key (68 bytes).
	pub const KeyDeposit: Balance = deposit(2, 132);
}

/// The weights of the session pallet's calls, measured with the verifiers' pallet, which reads more than one item to
/// say whose keys may change. The SDK's own are of a runtime with more keys and a cheaper answer.
pub struct SessionWeights;

impl pallet_session::WeightInfo for SessionWeights {
	fn set_keys() -> Weight {
		SubstrateWeight::<Runtime>::set_keys()
	}

	fn purge_keys() -> Weight {
		SubstrateWeight::<Runtime>::purge_keys()
	}
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
	type WeightInfo = SessionWeights;
}

impl pallet_session::historical::Config for Runtime {
	type FullIdentification = <Balances as Inspect<AccountId>>::Balance;
	type FullIdentificationOf = BondOf<Runtime>;
	type RuntimeEvent = RuntimeEvent;
}
