//! A runtime for the tests: System, Balances, TransactionPayment and this pallet.

use std::{
	cell::RefCell,
	collections::{BTreeSet, HashMap},
};

use bpiiot_primitives::{
	AccountId, BPI, Balance, Claim, DeviceId, Hash, MILLI_BPI, Role, Signature, claim_payload,
	device::DeviceUse,
	identity::{
		EncryptionKey, EncryptionProof, KeyIndex, KeyPair, NewKeys, RawHandle, SigningKey, account_payload,
		keys_payload,
	},
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU64, ConstU128, Contains, tokens::imbalance::ResolveTo},
	weights::{IdentityFee, Weight},
};
use frame_system::EnsureRoot;
use pallet_transaction_payment::FungibleAdapter;
use sp_core::{Pair, ed25519, sr25519};
use sp_runtime::{BuildStorage, traits::IdentityLookup};

use crate::{
	AdmissionPolicy, DeviceProfile, Name, Part,
	admission::{LetsIn, settles},
	fees::SponsoredFees,
};

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
	pub type DeviceRegistry = crate;
}

/// The existential deposit, in planck.
pub const ED: Balance = 1_000;
/// What each named account owns at first, in planck.
pub const RICH: Balance = 1_000 * BPI;
/// What a sponsor puts at risk, in planck.
pub const STAKE: Balance = 50 * BPI;
/// For how many blocks a sponsor's stake is at risk.
pub const PROBATION: u64 = 20;
/// For how many blocks old keys and identities stay.
pub const RETENTION: u64 = 100;
/// The longest loan, in blocks.
pub const MAX_LOAN: u64 = 1_000;
/// For how many blocks a claim is good.
pub const MAX_CLAIM: u64 = 14_400;
/// The hash of block 0.
pub const GENESIS: Hash = Hash::repeat_byte(7);

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
	pub FeeAccount: AccountId = account("fees");
	pub static Busy: BTreeSet<DeviceId> = BTreeSet::new();
}

impl pallet_transaction_payment::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = SponsoredFees<FungibleAdapter<Balances, ResolveTo<FeeAccount, Balances>>>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = IdentityFee<Balance>;
	type FeeMultiplierUpdate = ();
	type OperationalFeeMultiplier = frame_support::traits::ConstU8<1>;
	type WeightInfo = ();
}

/// Calls that succeed for a device, and one that fails.
pub struct Sponsored;

impl Contains<RuntimeCall> for Sponsored {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::System(frame_system::Call::remark { .. })
				| RuntimeCall::DeviceRegistry(crate::Call::update_device { .. } | crate::Call::set_status { .. })
		)
	}
}

/// The devices that a test has declared to be in use.
pub struct BusyDevices;

impl DeviceUse for BusyDevices {
	fn in_use(device: DeviceId) -> bool {
		Busy::get().contains(&device)
	}
}

parameter_types! {
	pub const InitialPolicy: AdmissionPolicy = AdmissionPolicy::Open;
}

/// All calls of this pallet, and one of another.
pub struct Gated;

impl Contains<RuntimeCall> for Gated {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::DeviceRegistry(_) | RuntimeCall::System(frame_system::Call::remark_with_event { .. })
		)
	}
}

/// The registration itself; this runtime has no call that carries others.
pub struct Registration;

impl Contains<RuntimeCall> for Registration {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::DeviceRegistry(crate::Call::register_participant { .. }))
	}
}

/// Whoever has a hold of this pallet.
pub struct Held;

impl Contains<AccountId> for Held {
	fn contains(who: &AccountId) -> bool {
		pallet_balances::Holds::<Test>::get(who)
			.iter()
			.any(|hold| matches!(hold.id, RuntimeHoldReason::DeviceRegistry(_)))
	}
}

/// What this pallet says.
pub struct Exits;

impl Contains<RuntimeCall> for Exits {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::DeviceRegistry(call) if settles(call))
	}
}

/// Zoe may send a remark, although she is no participant; alice could as well, if she were none.
pub struct Visitor;

impl LetsIn<AccountId, RuntimeCall> for Visitor {
	fn lets_in(who: &AccountId, call: &RuntimeCall) -> bool {
		["zoe", "alice"].map(account).contains(who) && matches!(call, RuntimeCall::System(_))
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type SponsoredCalls = Sponsored;
	type DeviceUse = BusyDevices;
	type AdmissionOrigin = EnsureRoot<AccountId>;
	type InitialPolicy = InitialPolicy;
	type GatedCalls = Gated;
	type Registrations = Registration;
	type OpenAccounts = Held;
	type ExitCalls = Exits;
	type Guests = Visitor;
	type DepositBase = ConstU128<{ BPI / 10 }>;
	type DepositPerByte = ConstU128<MILLI_BPI>;
	type SponsorStake = ConstU128<STAKE>;
	type Probation = ConstU64<PROBATION>;
	type Retention = ConstU64<RETENTION>;
	type MaxLoan = ConstU64<MAX_LOAN>;
	type MaxClaim = ConstU64<MAX_CLAIM>;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

thread_local! {
	/// Accounts and keys that have been asked for, since they take long to make.
	static ACCOUNTS: RefCell<HashMap<String, AccountId>> = RefCell::default();
	static KEYS: RefCell<HashMap<(String, String, AccountId, KeyIndex), NewKeys>> = RefCell::default();
	static PAIRS: RefCell<HashMap<(String, String), KeyPair>> = RefCell::default();
}

/// The key of a name.
pub fn pair(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes()))
}

/// The account of a name.
pub fn account(name: &str) -> AccountId {
	ACCOUNTS
		.with_borrow_mut(|known| known.entry(name.to_string()).or_insert_with(|| pair(name).public().into()).clone())
}

/// The consent of the device `name` to belong to `owner`, as long as the chain allows.
pub fn claim(name: &str, owner: &AccountId) -> Claim<Signature, u64> {
	claim_until(name, owner, System::block_number() + MAX_CLAIM)
}

/// The consent of the device `name` to belong to `owner` up to a block.
pub fn claim_until(name: &str, owner: &AccountId, until: u64) -> Claim<Signature, u64> {
	Claim { until, signature: pair(name).sign(&claim_payload(GENESIS, owner, until)).into() }
}

/// A profile with one part.
pub fn profile(kind: &str) -> DeviceProfile {
	DeviceProfile {
		kind: text(kind),
		details: b"six axes".to_vec().try_into().expect("short"),
		production_date: 1_500_000_000_000,
		parts: vec![Part {
			number: b"bearing".to_vec().try_into().expect("short"),
			position: 1,
			quantity: 2,
			parent: None,
		}]
		.try_into()
		.expect("one part"),
	}
}

/// The keys `tag` of `name`, with proofs for the account of `name`.
pub fn keys(name: &str, tag: &str) -> NewKeys {
	keys_for(name, tag, &account(name))
}

/// The keys `tag` of `name`, with proofs for another account, as the next ones of its identity.
pub fn keys_for(name: &str, tag: &str, account: &AccountId) -> NewKeys {
	let next = DeviceRegistry::identity_by_account(account.clone()).map_or(0, |(_, identity)| identity.next_key);
	let which = (name.to_string(), tag.to_string(), account.clone(), next);
	KEYS.with_borrow_mut(|known| known.entry(which).or_insert_with(|| make_keys(name, tag, account, next)).clone())
}

/// The keys `tag` of `name` without proofs.
pub fn key_pair(name: &str, tag: &str) -> KeyPair {
	let which = (name.to_string(), tag.to_string());
	PAIRS.with_borrow_mut(|known| {
		*known.entry(which).or_insert_with(|| {
			let encryption = EncryptionKey::of_edwards(&edwards(name, tag).public().0);
			let encryption = encryption.expect("a key has a u coordinate");
			KeyPair { signing: SigningKey::Sr25519(pair(&format!("{name}/{tag}")).public().0), encryption }
		})
	})
}

/// The Ed25519 form of an encryption key.
fn edwards(name: &str, tag: &str) -> ed25519::Pair {
	ed25519::Pair::from_seed(&sp_io::hashing::blake2_256(format!("{name}/{tag}/x").as_bytes()))
}

fn make_keys(name: &str, tag: &str, account: &AccountId, next: KeyIndex) -> NewKeys {
	let (signing, edwards) = (pair(&format!("{name}/{tag}")), edwards(name, tag));
	let pair = key_pair(name, tag);
	let payload = keys_payload(GENESIS, account, next, &pair);
	NewKeys {
		pair,
		signing_proof: signing.sign(&payload).into(),
		encryption_proof: EncryptionProof { edwards: edwards.public().0, signature: edwards.sign(&payload).0 },
	}
}

/// The consent of `new` to take over identity `identity` from `old`.
pub fn consent(identity: u32, sequence: u32, old: &str, new: &str) -> Signature {
	pair(new).sign(&account_payload(GENESIS, identity, sequence, &account(old), &account(new))).into()
}

/// A string that is to become a handle.
pub fn handle(text: &str) -> RawHandle {
	text.as_bytes().to_vec().try_into().expect("short")
}

/// A short text.
pub fn text(text: &str) -> Name {
	text.as_bytes().to_vec().try_into().expect("short")
}

pub fn signed(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(name))
}

/// Builds a chain: alice and olga own equipment, bob is a provider, tom a third party, carol is rich and no participant.
#[derive(Default)]
pub struct ExtBuilder {
	devices: Vec<(&'static str, &'static str, Balance)>,
	identities: Vec<(&'static str, &'static str)>,
	policy: Option<AdmissionPolicy>,
}

impl ExtBuilder {
	/// Registers the device `name` of `owner` with a fee quota in planck.
	pub fn with_device(mut self, owner: &'static str, name: &'static str, quota: Balance) -> Self {
		self.devices.push((owner, name, quota));
		self
	}

	/// Gives an account an identity with its keys `0`.
	pub fn with_identity(mut self, name: &'static str, handle: &'static str) -> Self {
		self.identities.push((name, handle));
		self
	}

	/// Sets the policy of admission after the participants have come.
	pub fn with_policy(mut self, policy: AdmissionPolicy) -> Self {
		self.policy = Some(policy);
		self
	}

	/// Runs a test in block 1, and checks the pallet's invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
		let balances = ["alice", "bob", "carol", "olga", "tom"].map(|name| (account(name), RICH)).to_vec();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			frame_system::BlockHash::<Test>::insert(0, GENESIS);
			Busy::set(BTreeSet::new());
			let roles = [
				("alice", Role::EquipmentOwner),
				("bob", Role::ServiceProvider),
				("olga", Role::EquipmentOwner),
				("tom", Role::ThirdParty),
			];
			for (name, role) in roles {
				DeviceRegistry::register_participant(signed(name), role, text(name)).expect("registers");
			}
			for (name, text) in self.identities {
				DeviceRegistry::register_identity(signed(name), handle(text), keys(name, "0")).expect("registers");
			}
			for (owner, name, quota) in self.devices {
				let id = crate::NextDevice::<Test>::get();
				let owner_account = account(owner);
				DeviceRegistry::register_device(
					signed(owner),
					account(name),
					claim(name, &owner_account),
					profile(name),
				)
				.expect("registers");
				if quota > 0 {
					DeviceRegistry::fund_fees(signed(owner), id, quota).expect("funds");
				}
			}
			if let Some(policy) = self.policy {
				DeviceRegistry::set_policy(RuntimeOrigin::root(), policy).expect("sets");
			}
			System::reset_events();
			test();
			assert_sound();
		});
	}
}

/// The pallet's invariants hold, and no token has appeared or disappeared.
pub fn assert_sound() {
	DeviceRegistry::do_try_state().expect("the invariants hold");
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
}

/// A chain without anybody, with a keystore for the benchmarks.
pub fn bare_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Goes to another block.
pub fn go_to(block: u64) {
	System::set_block_number(block);
}

/// The events of this pallet since the last reset.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::DeviceRegistry(event) => Some(event),
			_ => None,
		})
		.collect()
}
