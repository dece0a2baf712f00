//! A runtime for the tests: System, Balances and this pallet. Registry, clock and incentives are tables that tests can change;
//! the real ones are joined in the runtime's own tests.

use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet, HashMap},
};

use bpiiot_primitives::{
	AccountId, Balance, DeviceId, Hash, Moment, RecordId, RelationshipId, Role,
	device::Registry,
	incentives::{BonusQueries, Contribution, Contributions, Query},
	sharing::{
		Aggregate, Content, DataType, Details, Function, Kind, Licence, LicenceKind, Mode, Party, Pointer, Purpose,
		Quorum, Scope, Summary, Terms,
	},
};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	storage::unhashed,
	traits::{ConstU128, Time},
};
use sp_core::{Pair, sr25519};
use sp_runtime::{
	BuildStorage, DispatchError, DispatchResult,
	traits::{Dispatchable, IdentityLookup},
};

use crate::{Call, ContentOf, HoldReason, Proposals};

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
	pub type DataSharing = crate;
}

/// The existential deposit, in planck.
pub const ED: Balance = 10;
/// What each account owns at first, in planck.
pub const RICH: Balance = 1_000_000;
/// What a relationship holds, in planck.
pub const RELATIONSHIP: Balance = 1_000;
/// What a record holds, in planck.
pub const RECORD: Balance = 100;
/// What a permission holds, in planck.
pub const PERMISSION: Balance = 10;
/// The chain's time, in milliseconds since the Unix epoch.
pub const NOW: Moment = 1_700_000_000_000;
/// The robot's number.
pub const ROBOT: DeviceId = 0;
/// The press's number.
pub const PRESS: DeviceId = 1;
/// The tag of the usual record.
pub const TAG: &str = "vibration/axis-1";
/// The first query string of the usual record.
pub const BASE: &str = "SELECT at, g FROM robot_7 WHERE at < 100";
/// Its second query string, which a permission has to name.
pub const EXTRA: &str = "SELECT at, error FROM robot_7";
/// Its third one.
pub const OTHER: &str = "SELECT at, operator FROM robot_7";

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
	pub static MaxInvitations: u32 = 3;
	pub static MaxProposals: u32 = 4;
	pub static KeepPeriod: u64 = 50;
	/// The chain's clock.
	pub static Clock: Moment = NOW;
	/// Whether the block has room for a bonus query.
	pub static BonusFits: bool = true;
}

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Registry = People;
	type Time = TestTime;
	type Contributions = Ledger;
	type BonusQueries = Ledger;
	type RelationshipDeposit = ConstU128<RELATIONSHIP>;
	type RecordDeposit = ConstU128<RECORD>;
	type PermissionDeposit = ConstU128<PERMISSION>;
	type MaxInvitations = MaxInvitations;
	type MaxProposals = MaxProposals;
	type KeepPeriod = KeepPeriod;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// The chain's clock.
pub struct TestTime;

impl Time for TestTime {
	type Moment = Moment;

	fn now() -> Moment {
		Clock::get()
	}
}

/// A registry that tests can change. It lies in the state beside the pallets, so that each run of a benchmark begins without it.
#[derive(Default, Encode, Decode)]
pub struct People {
	roles: BTreeMap<AccountId, Role>,
	owners: BTreeMap<DeviceId, AccountId>,
	keys: BTreeMap<AccountId, DeviceId>,
	/// The account to which each former one has moved.
	successors: BTreeMap<AccountId, AccountId>,
	expelled: BTreeSet<AccountId>,
}

thread_local! {
	static LEDGER: RefCell<Ledger> = RefCell::default();
	/// Accounts that have been asked for, since keys take long to make.
	static ACCOUNTS: RefCell<HashMap<String, AccountId>> = RefCell::default();
}

/// Where the registry lies in the state.
const PEOPLE: &[u8] = b"people of the tests";

fn with_people<Found>(look: impl FnOnce(&People) -> Found) -> Found {
	look(&unhashed::get_or_default(PEOPLE))
}

fn change_people<Found>(change: impl FnOnce(&mut People) -> Found) -> Found {
	let mut people = unhashed::get_or_default(PEOPLE);
	let found = change(&mut people);
	unhashed::put(PEOPLE, &people);
	found
}

impl Registry<AccountId> for People {
	fn role(who: &AccountId) -> Option<Role> {
		with_people(|people| people.roles.get(who).copied())
	}

	fn device_of(who: &AccountId) -> Option<DeviceId> {
		with_people(|people| people.keys.get(who).copied())
	}

	fn owner_of(device: DeviceId) -> Option<AccountId> {
		with_people(|people| people.owners.get(&device).cloned())
	}

	fn register(who: &AccountId, role: Role, _name: &[u8]) -> DispatchResult {
		change_people(|people| {
			if people.successors.contains_key(who) || people.expelled.contains(who) {
				return Err(DispatchError::Other("It has lost its place."));
			}
			people.roles.insert(who.clone(), role);
			Ok(())
		})
	}

	fn move_identity(from: &AccountId, to: &AccountId) -> DispatchResult {
		change_people(|people| {
			people.roles.remove(from);
			people.successors.insert(from.clone(), to.clone());
		});
		Ok(())
	}

	fn register_device(owner: &AccountId, account: &AccountId) -> Result<DeviceId, DispatchError> {
		change_people(|people| {
			let device = people.owners.len() as DeviceId;
			people.owners.insert(device, owner.clone());
			people.keys.insert(account.clone(), device);
			Ok(device)
		})
	}

	fn is_admitted(who: &AccountId) -> bool {
		let owner = Self::device_of(who).and_then(Self::owner_of);
		let goes_on = |owner: AccountId| Self::role(&Self::successor_of(&owner).unwrap_or(owner)).is_some();
		Self::role(who).is_some() || owner.is_some_and(goes_on)
	}

	fn successor_of(former: &AccountId) -> Option<AccountId> {
		with_people(|people| {
			core::iter::successors(people.successors.get(former), |next| people.successors.get(*next)).last().cloned()
		})
	}
}

/// The device gets another owner.
pub fn sell(device: DeviceId, to: &str) {
	change_people(|people| people.owners.insert(device, account(to)));
}

/// The device gets another key.
pub fn replace_key(device: DeviceId, from: &str, to: &str) {
	change_people(|people| {
		people.keys.remove(&account(from));
		people.keys.insert(account(to), device);
	});
}

/// The device leaves the registry.
pub fn unregister(device: DeviceId) {
	change_people(|people| {
		people.owners.remove(&device);
		people.keys.retain(|_, of| *of != device);
	});
}

/// The registry expels a participant.
pub fn expel(name: &str) {
	change_people(|people| {
		people.roles.remove(&account(name));
		people.expelled.insert(account(name));
	});
}

/// The participant leaves of its own accord.
pub fn leave(name: &str) {
	change_people(|people| people.roles.remove(&account(name)));
}

/// The registry takes one back that it has expelled.
pub fn readmit(name: &str, role: Role) {
	change_people(|people| people.expelled.remove(&account(name)));
	People::register(&account(name), role, name.as_bytes()).expect("registers");
}

/// The participant's identity moves to another account.
pub fn move_identity(from: &str, to: &str) {
	change_people(|people| {
		let role = people.roles.remove(&account(from)).expect("is a participant");
		people.roles.insert(account(to), role);
		people.successors.remove(&account(to));
		people.successors.insert(account(from), account(to));
	});
}

/// What the pallet that pays has been told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
	/// How often each account has contributed: uploads, verifications.
	pub contributions: BTreeMap<AccountId, (u32, u32)>,
	/// The bonus queries: record, device, provider, query.
	pub bonuses: Vec<(RecordId, DeviceId, AccountId, Query)>,
}

impl Contributions<AccountId> for Ledger {
	fn contributed(who: &AccountId, contribution: Contribution) {
		LEDGER.with_borrow_mut(|ledger| {
			let (uploads, verifications) = ledger.contributions.entry(who.clone()).or_default();
			match contribution {
				Contribution::Upload => *uploads += 1,
				Contribution::Verification => *verifications += 1,
			}
		});
	}
}

impl BonusQueries<AccountId> for Ledger {
	fn attach(record: RecordId, device: DeviceId, provider: &AccountId, query: Query) -> Result<(), DispatchError> {
		if !BonusFits::get() {
			return Err(DispatchError::Exhausted);
		}
		LEDGER.with_borrow_mut(|ledger| ledger.bonuses.push((record, device, provider.clone(), query)));
		Ok(())
	}
}

/// What the pallet that pays has been told since the test began.
pub fn ledger() -> Ledger {
	LEDGER.with_borrow(Clone::clone)
}

/// The uploads and verifications of an account.
pub fn contributions(name: &str) -> (u32, u32) {
	ledger().contributions.get(&account(name)).copied().unwrap_or_default()
}

/// The account of a name.
pub fn account(name: &str) -> AccountId {
	let make = || sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes())).public().into();
	ACCOUNTS.with_borrow_mut(|known| known.entry(name.to_string()).or_insert_with(make).clone())
}

/// Sends a call as a block would: a call that fails leaves no trace.
pub fn send(name: &str, call: Call<Test>) -> DispatchResult {
	send_from(RuntimeOrigin::signed(account(name)), call)
}

pub fn send_from(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

pub fn robot() -> Party<AccountId> {
	Party::Device(ROBOT)
}

pub fn party(name: &str) -> Party<AccountId> {
	Party::Account(account(name))
}

/// Text in a bounded vector.
pub fn text<T: TryFrom<Vec<u8>>>(text: &str) -> T {
	T::try_from(text.as_bytes().to_vec()).ok().expect("short enough")
}

pub fn pointer(query: &str) -> Pointer {
	Pointer { query: text(query), hash: Hash::repeat_byte(query.len() as u8) }
}

pub fn details() -> Details {
	Details {
		alias: Hash::repeat_byte(7),
		data_type: DataType::Telemetry,
		tag: text(TAG),
		summary: Summary { rows: 100, from: NOW - 100_000, until: NOW - 1_000, index: Hash::repeat_byte(9) },
		host: text("data.bob.example:8443/sharing"),
		pointers: vec![pointer(BASE), pointer(EXTRA), pointer(OTHER)].try_into().expect("few"),
		link: text("sealed"),
		licence: Some(Licence { kind: LicenceKind::Maintenance, terms: Hash::repeat_byte(3) }),
	}
}

/// The usual record: no quorum, no bonus query.
pub fn content() -> ContentOf<Test> {
	Content { details: details(), quorum: None, bonus: None }
}

/// The usual record as an alias may have it.
pub fn coarse(content: ContentOf<Test>) -> ContentOf<Test> {
	let summary = content.details.summary.clone().coarse();
	Content { details: Details { summary, ..content.details }, ..content }
}

/// The usual record as k of these attestors have to attest it.
pub fn with_quorum(needed: u8, attestors: &[&str]) -> ContentOf<Test> {
	let attestors = attestors.iter().map(|name| account(name)).collect::<Vec<_>>().try_into().expect("few");
	Content { quorum: Some(Quorum { attestors, needed }), ..content() }
}

/// The usual record with another tag.
pub fn tagged(tag: &str) -> ContentOf<Test> {
	Content { details: Details { tag: text(tag), ..details() }, ..content() }
}

/// The usual record with a bonus query.
pub fn with_bonus() -> ContentOf<Test> {
	Content { bonus: Some(Aggregate { function: Function::Average, column: text("g") }), ..content() }
}

pub fn establish(subject: Party<AccountId>, partner: &str, kind: Kind) -> Call<Test> {
	Call::establish { subject, partner: account(partner), kind }
}

pub fn add_record(relationship: RelationshipId) -> Call<Test> {
	Call::add_record { relationship, content: content() }
}

/// Verifies what is proposed now.
pub fn verify(record: RecordId) -> Call<Test> {
	Call::verify_record { record, hash: proposed(record), bonus: false }
}

/// Attests what is proposed now.
pub fn attest(record: RecordId, valid: bool) -> Call<Test> {
	Call::attest { record, hash: proposed(record), valid }
}

/// The hash of a proposal; zero when there is none.
pub fn proposed(record: RecordId) -> Hash {
	Proposals::<Test>::get(record).map(|proposal| proposal.hash).unwrap_or_default()
}

pub fn terms(mode: Mode) -> Terms<u64> {
	Terms { mode, purpose: Purpose::Diagnosis, until: None, queries: Default::default() }
}

/// A permission on the records of relationship 0.
pub fn grant(viewer: &str, scope: Scope, terms: Terms<u64>) -> Call<Test> {
	Call::grant { source: 0, viewer: account(viewer), scope, terms }
}

pub fn tag(name: &str) -> Scope {
	Scope::Tag(text(name))
}

/// An empty chain, for the tests of the benchmarks.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut chain: sp_io::TestExternalities =
		frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid").into();
	chain.execute_with(|| System::set_block_number(1));
	chain
}

/// Builds a chain with two owners (alice of the robot, carol of the press), two providers (bob, dave), third parties (erin,
/// frank, grace) and strangers (mallory, who is no participant). All own [`RICH`] planck; the devices own nothing.
#[derive(Default)]
pub struct ExtBuilder {
	keeper: bool,
	viewers: Vec<&'static str>,
	record: bool,
}

impl ExtBuilder {
	/// Relationship 0: bob keeps the robot's data.
	pub fn with_keeper(mut self) -> Self {
		self.keeper = true;
		self
	}

	/// Relationships 1 and following: these view the robot's data.
	pub fn with_viewers(mut self, names: &[&'static str]) -> Self {
		self.viewers = names.to_vec();
		self.with_keeper()
	}

	/// Record 0 of relationship 0 is in effect.
	pub fn with_record(mut self) -> Self {
		self.record = true;
		self.with_keeper()
	}

	/// Runs a test in block 1, and checks the invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		Clock::set(NOW);
		BonusFits::set(true);
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
		let balances = NAMES.iter().map(|name| (account(name), RICH)).collect();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		sp_io::TestExternalities::new(storage).execute_with(|| {
			System::set_block_number(1);
			for (name, role) in [
				("alice", Role::EquipmentOwner),
				("bob", Role::ServiceProvider),
				("carol", Role::EquipmentOwner),
				("dave", Role::ServiceProvider),
				("erin", Role::ThirdParty),
				("frank", Role::ThirdParty),
				("grace", Role::ThirdParty),
			] {
				People::register(&account(name), role, name.as_bytes()).expect("registers");
			}
			People::register_device(&account("alice"), &account("robot")).expect("registers");
			People::register_device(&account("carol"), &account("press")).expect("registers");
			if self.keeper {
				relate("bob", Kind::Keeper);
			}
			for name in self.viewers {
				relate(name, Kind::Viewer);
			}
			if self.record {
				send("bob", add_record(0)).expect("adds");
				send("robot", verify(0)).expect("verifies");
			}
			LEDGER.set(Ledger::default());
			clear_inboxes();
			System::reset_events();
			test();
			assert_sound();
		});
	}
}

/// The accounts with money.
pub const NAMES: [&str; 9] = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "mallory", "alias"];

/// Alice proposes a relationship for the robot, and the partner accepts.
pub fn relate(partner: &str, kind: Kind) {
	let id = crate::NextRelationship::<Test>::get();
	send("alice", establish(robot(), partner, kind)).expect("establishes");
	send(partner, Call::accept { relationship: id }).expect("accepts");
}

/// Everybody has read everything.
pub fn clear_inboxes() {
	let _ = crate::Inbox::<Test>::clear(u32::MAX, None);
	let _ = crate::Mailboxes::<Test>::clear(u32::MAX, None);
}

/// The invariants hold, and the balances and holds of all accounts together are the issuance.
pub fn assert_sound() {
	DataSharing::do_try_state().expect("the invariants hold");
	// What is held is what is stored, for every account, also for one that has nothing stored.
	let mut held = BTreeMap::<(Vec<u8>, AccountId), Balance>::new();
	for (who, holds) in pallet_balances::Holds::<Test>::iter() {
		held.extend(holds.into_iter().map(|hold| ((hold.id.encode(), who.clone()), hold.amount)));
	}
	let mut owed = BTreeMap::<(Vec<u8>, AccountId), Balance>::new();
	let relationships = crate::Relationships::<Test>::iter_values().map(|it| (HoldReason::Relationship, it.deposit));
	let records = crate::Records::<Test>::iter_values().map(|it| (HoldReason::Record, it.deposit));
	let proposals = Proposals::<Test>::iter_values().map(|it| (HoldReason::Record, it.deposit));
	let permissions = crate::Permissions::<Test>::iter_values().map(|it| (HoldReason::Permission, it.deposit));
	for (reason, deposit) in relationships.chain(records).chain(proposals).chain(permissions) {
		let reason = RuntimeHoldReason::from(reason).encode();
		*owed.entry((reason, deposit.payer)).or_default() += deposit.amount;
	}
	assert_eq!(held, owed, "holds and obligations");
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
}

/// The events of this pallet since the last reset, without the notifications.
pub fn events() -> Vec<crate::Event<Test>> {
	all_events().into_iter().filter(|event| !matches!(event, crate::Event::Notified { .. })).collect()
}

/// All events of this pallet since the last reset.
pub fn all_events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::DataSharing(event) => Some(event),
			_ => None,
		})
		.collect()
}
