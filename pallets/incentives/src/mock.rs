//! A runtime for the tests: System, Balances, TransactionPayment and this pallet. The registry is a table that tests
//! can change.

use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

use bpiiot_primitives::{
	AccountId, AuthorDigest, BPI, Balance, DeviceId, POW_ENGINE_ID, Role,
	device::Registry,
	incentives::{BonusQueries, Contribution, Contributions, Emission, POT_ID, Query, TREASURY_ID},
};
use codec::Encode;
use frame_support::{
	PalletId, derive_impl, parameter_types,
	traits::{ConstU8, ConstU128, Hooks},
	weights::{IdentityFee, Weight},
};
use pallet_transaction_payment::FungibleAdapter;
use sp_core::sr25519;
use sp_runtime::{
	BuildStorage, Digest, DigestItem, DispatchError, DispatchResult, Permill,
	traits::{Dispatchable, IdentityLookup},
};

use crate::{AuthorFees, Bonds, Bonuses, Call, EpochIndex, HoldReason};

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
/// What alice, bob, carol and dave own at first, in planck.
pub const RICH: Balance = 1_000 * BPI;
/// What all accounts own at first, in planck.
pub const GENESIS: Balance = 4 * RICH;
/// The stake for one contribution, in planck.
pub const STAKE: Balance = BPI;
/// What is held for a bonus query, in planck.
pub const DEPOSIT: Balance = BPI / 2;
/// How many blocks an epoch has.
pub const EPOCH: u64 = 10;
/// For how many epochs a reward can be claimed.
pub const CLAIMABLE: u32 = 5;
/// In how many blocks a bonus query has to be redeemed.
pub const LIFETIME: u64 = 20;
/// In how many blocks it has to be answered.
pub const ANSWER: u64 = 8;
/// The device that bonus queries are about.
pub const DEVICE: DeviceId = 3;

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
	pub static Era: u32 = 1_000_000;
	pub static Halving: u32 = 48;
	pub Schedule: Emission = Emission { initial: BlockReward::get(), era: Era::get(), halving: Halving::get() };
	pub static PotLimit: Balance = 100_000 * BPI;
	pub static MaxPerPoint: Balance = BPI / 10;
	pub static MaxBonuses: u32 = 3;
	pub const TreasuryShare: Permill = Permill::from_percent(10);
	pub const PotShare: Permill = Permill::from_percent(5);
	pub const FeeShare: Permill = Permill::from_percent(50);
	pub const TreasuryId: PalletId = PalletId(TREASURY_ID);
	pub const PotId: PalletId = PalletId(POT_ID);
	pub const EpochLength: u64 = EPOCH;
	pub const ClaimEpochs: u32 = CLAIMABLE;
	pub const BonusLifetime: u64 = LIFETIME;
	pub const AnswerPeriod: u64 = ANSWER;
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
	type RuntimeHoldReason = RuntimeHoldReason;
	type Registry = People;
	type Schedule = Schedule;
	type TreasuryShare = TreasuryShare;
	type PotShare = PotShare;
	type PotLimit = PotLimit;
	type FeeShare = FeeShare;
	type TreasuryId = TreasuryId;
	type PotId = PotId;
	type EpochLength = EpochLength;
	type ClaimEpochs = ClaimEpochs;
	type StakePerPoint = ConstU128<STAKE>;
	type MaxPerPoint = MaxPerPoint;
	type MaxBonuses = MaxBonuses;
	type BonusDeposit = ConstU128<DEPOSIT>;
	type BonusLifetime = BonusLifetime;
	type AnswerPeriod = AnswerPeriod;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// A registry that tests can change. Every account is a participant until it leaves.
#[derive(Default)]
pub struct People {
	keys: BTreeMap<AccountId, DeviceId>,
	owners: BTreeMap<DeviceId, AccountId>,
	identities: Vec<Vec<AccountId>>,
	gone: BTreeSet<AccountId>,
}

thread_local! {
	static PEOPLE: RefCell<People> = RefCell::default();
}

impl Registry<AccountId> for People {
	fn role(who: &AccountId) -> Option<Role> {
		PEOPLE.with_borrow(|people| (!people.gone.contains(who)).then_some(Role::ServiceProvider))
	}

	fn device_of(who: &AccountId) -> Option<DeviceId> {
		PEOPLE.with_borrow(|people| people.keys.get(who).copied())
	}

	fn owner_of(device: DeviceId) -> Option<AccountId> {
		PEOPLE.with_borrow(|people| people.owners.get(&device).cloned())
	}

	fn register(_who: &AccountId, _role: Role, _name: &[u8]) -> DispatchResult {
		Ok(())
	}

	fn register_device(owner: &AccountId, account: &AccountId) -> Result<DeviceId, DispatchError> {
		PEOPLE.with_borrow_mut(|people| {
			let device = people.owners.keys().next_back().map_or(0, |last| last + 1);
			people.owners.insert(device, owner.clone());
			people.keys.insert(account.clone(), device);
			Ok(device)
		})
	}

	fn successor_of(former: &AccountId) -> Option<AccountId> {
		Self::accounts_of(former).pop()
	}

	fn accounts_of(who: &AccountId) -> Vec<AccountId> {
		PEOPLE.with_borrow(|people| {
			people.identities.iter().find(|accounts| accounts.contains(who)).cloned().unwrap_or_default()
		})
	}

	fn move_identity(from: &AccountId, to: &AccountId) -> DispatchResult {
		PEOPLE.with_borrow_mut(|people| {
			people.gone.insert(from.clone());
			match people.identities.iter_mut().find(|accounts| accounts.contains(from)) {
				Some(accounts) => accounts.push(to.clone()),
				None => people.identities.push(vec![from.clone(), to.clone()]),
			}
		});
		Ok(())
	}
}

/// Gives an owner a device with a key of its own.
pub fn register_device(device: DeviceId, owner: &str, key: &str) {
	PEOPLE.with_borrow_mut(|people| {
		people.owners.insert(device, account(owner));
		people.keys.insert(account(key), device);
	});
}

/// Moves an identity to another account.
pub fn move_identity(from: &str, to: &str) {
	People::move_identity(&account(from), &account(to)).expect("cannot fail");
}

/// A participant leaves, and its identity with it.
pub fn leave(name: &str) {
	remove_participant(&account(name));
}

/// The same by its account.
pub fn remove_participant(who: &AccountId) {
	PEOPLE.with_borrow_mut(|people| {
		people.identities.retain(|accounts| !accounts.contains(who));
		people.gone.insert(who.clone());
	});
}

/// An account that nobody has a key of, since no test signs.
pub fn account(name: &str) -> AccountId {
	match name {
		"treasury" => Incentives::treasury_account(),
		"pot" => Incentives::pot_account(),
		_ => sp_io::hashing::blake2_256(name.as_bytes()).into(),
	}
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
	Incentives::on_idle(number, Weight::MAX);
}

/// Runs empty blocks by the miner up to this one, which stays open.
pub fn go_to(number: u64) {
	while System::block_number() < number {
		block(&by("miner"), || ());
	}
}

/// Runs empty blocks by the miner up to the first one of an epoch.
pub fn epoch(index: EpochIndex) {
	while Incentives::epoch().index < index {
		block(&by("miner"), || ());
	}
}

/// Sends a call as a block would: a call that fails leaves no trace.
pub fn send(name: &str, call: Call<Test>) -> DispatchResult {
	send_from(RuntimeOrigin::signed(account(name)), call)
}

pub fn send_from(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

/// An account has contributed this many times.
pub fn contribute(name: &str, times: u32) {
	for time in 0..times {
		let what = if time % 2 == 0 { Contribution::Upload } else { Contribution::Verification };
		Incentives::contributed(&account(name), what);
	}
}

/// A query.
pub fn query() -> Query {
	b"SELECT AVG(g) FROM \"vibration\"".to_vec().try_into().expect("short")
}

/// A provider's update of a record brings a bonus query. As in a call, a failure leaves no trace.
pub fn attach(provider: &str) -> Result<(), DispatchError> {
	frame_support::storage::with_storage_layer(|| Incentives::attach(7, DEVICE, &account(provider), query()))
}

/// A chain with nothing but its first block, for the tests of the benchmarks.
pub fn new_test_ext() -> sp_io::TestExternalities {
	defaults();
	let mut chain: sp_io::TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid").into();
	chain.execute_with(|| System::set_block_number(1));
	chain
}

fn defaults() {
	PEOPLE.set(People::default());
	BlockReward::set(10 * BPI);
	Era::set(1_000_000);
	Halving::set(48);
	PotLimit::set(100_000 * BPI);
	MaxPerPoint::set(BPI / 10);
	MaxBonuses::set(3);
}

/// Runs a test on a chain where alice, bob, carol and dave have money, with the parameters that `change` sets.
pub fn execute_with(change: impl FnOnce(), test: impl FnOnce()) {
	defaults();
	change();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
	let balances = ["alice", "bob", "carol", "dave"].map(|name| (account(name), RICH)).to_vec();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("valid");
	sp_io::TestExternalities::new(storage).execute_with(|| {
		test();
		assert_sound();
	});
}

/// Runs a test with the usual parameters.
pub fn execute(test: impl FnOnce()) {
	execute_with(|| (), test);
}

/// The invariants hold, no token has appeared or disappeared outside the books, and nothing is held without an entry
/// that says why.
pub fn assert_sound() {
	Incentives::do_try_state().expect("the invariants hold");
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
	for (who, holds) in pallet_balances::Holds::<Test>::iter() {
		for hold in holds {
			let due = match hold.id {
				RuntimeHoldReason::Incentives(HoldReason::Bond) => Bonds::<Test>::get(&who).map_or(0, |bond| bond.held),
				RuntimeHoldReason::Incentives(HoldReason::Bonus) => Bonuses::<Test>::iter_values()
					.filter(|bonus| bonus.provider == who)
					.map(|bonus| bonus.deposit)
					.sum(),
			};
			assert_eq!(hold.amount, due, "{who:?} has money held for nothing");
		}
	}
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

/// Forgets the events of the block so far.
pub fn forget_events() {
	System::reset_events();
}
