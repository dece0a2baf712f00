//! A runtime for the tests: System, Balances, TransactionPayment and this pallet.

use bpiiot_primitives::{AccountId, AuthorDigest, BPI, Balance, POW_ENGINE_ID};
use codec::Encode;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU8, ConstU128, Hooks},
	weights::IdentityFee,
};
use pallet_transaction_payment::FungibleAdapter;
use sp_core::sr25519;
use sp_runtime::{BuildStorage, Digest, DigestItem, traits::IdentityLookup};

use crate::AuthorFees;

pub type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(3)]
	pub type Incentives = crate;
}

/// The existential deposit, in planck.
pub const ED: Balance = 1_000;
/// What alice owns at first, in planck.
pub const RICH: Balance = 1_000 * BPI;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

parameter_types! {
	pub static BlockReward: Balance = 10 * BPI;
}

impl pallet_transaction_payment::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, AuthorFees<Test>>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = IdentityFee<Balance>;
	type FeeMultiplierUpdate = ();
	type OperationalFeeMultiplier = ConstU8<1>;
	type WeightInfo = ();
}

impl crate::Config for Test {
	type Currency = Balances;
	type BlockReward = BlockReward;
	type WeightInfo = ();
}

/// An account that nobody has a key of, since no test signs.
pub fn account(name: &str) -> AccountId {
	sp_io::hashing::blake2_256(name.as_bytes()).into()
}

/// The digest of a block by `author`.
pub fn by(author: &str) -> Digest {
	let key = sr25519::Public::from_raw([9; 32]);
	Digest { logs: vec![AuthorDigest { key, reward_account: account(author) }.to_item()] }
}

/// A pre-runtime digest item of the engine with any content.
pub fn raw_item(content: impl Encode) -> DigestItem {
	DigestItem::PreRuntime(POW_ENGINE_ID, content.encode())
}

/// Runs a block with this digest; `transactions` is what happens in it.
pub fn block(digest: &Digest, transactions: impl FnOnce()) {
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &Default::default(), digest);
	Incentives::on_initialize(number);
	transactions();
}

/// Runs a test on a chain where alice owns everything.
pub fn execute(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
	let balances = vec![(account("alice"), RICH)];
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("valid");
	sp_io::TestExternalities::new(storage).execute_with(|| {
		test();
		assert_sound();
	});
}

/// No token has appeared or disappeared outside the books.
pub fn assert_sound() {
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
}

/// The events of this pallet in the current block.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Incentives(event) => Some(event),
			_ => None,
		})
		.collect()
}
