//! A runtime for the tests: the SDK's session, GRANDPA and offences around this pallet, with real keys.

use bpiiot_primitives::{AccountId, Balance, Hash};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, ConstU128, KeyOwnerProofSystem, OnFinalize, OnInitialize, UnfilteredDispatchable},
};
use frame_system::EnsureRoot;
use pallet_session::historical as pallet_session_historical;
use sp_consensus_grandpa::{AuthorityId, AuthoritySignature, EquivocationProof, KEY_TYPE};
use sp_core::{
	Pair, ed25519,
	offchain::{OffchainDbExt, OffchainWorkerExt, TransactionPoolExt, testing},
	proof_of_possession::ProofOfPossessionGenerator,
	sr25519,
};
use sp_keystore::{Keystore, KeystoreExt, testing::MemoryKeystore};
use sp_runtime::{
	BuildStorage,
	generic::{self, UncheckedExtrinsic},
	impl_opaque_keys,
	traits::{BlakeTwo256, Convert, IdentityLookup, OpaqueKeys},
};
use sp_session::MembershipProof;

use crate::{BondOf, EquivocationProofOf, Heartbeat, KeyHolder};

pub type TxExtension = frame_system::AuthorizeCall<Test>;
pub type Extrinsic = UncheckedExtrinsic<AccountId, RuntimeCall, sp_runtime::MultiSignature, TxExtension>;
pub type Block = generic::Block<generic::Header<u64, BlakeTwo256>, Extrinsic>;

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
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(3)]
	pub type Verifiers = crate;
	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(5)]
	pub type Historical = pallet_session_historical;
	#[runtime::pallet_index(6)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(7)]
	pub type Offences = pallet_offences;
}

/// The existential deposit, in planck.
pub const ED: Balance = 10;
/// What each named account owns at first, in planck.
pub const RICH: Balance = 100_000;
/// What a verifier puts up, in planck.
pub const BOND: Balance = 1_000;
/// What session keys cost while they are registered, in planck.
pub const KEY_DEPOSIT: Balance = 7;
/// The length of a session, in blocks.
pub const SESSION: u64 = 5;
/// Silent sessions after which a verifier is stood down.
pub const MISSED: u32 = 2;
/// Sessions for which a bond is kept.
pub const UNBONDING: u32 = 3;
/// Most admitted verifiers.
pub const MAX: u32 = 8;
/// The hash of block 0.
pub const GENESIS: Hash = Hash::repeat_byte(7);

/// The accounts that own something.
pub const NAMES: [&str; 10] = ["alice", "bob", "carol", "dave", "eve", "frank", "grace", "heidi", "ivan", "judy"];

impl_opaque_keys! {
	pub struct SessionKeys {
		pub grandpa: Grandpa,
	}
}

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

impl pallet_authorship::Config for Test {
	type FindAuthor = ();
	type EventHandler = ();
}

impl pallet_session::Config for Test {
	type Currency = Balances;
	type DisablingStrategy = ();
	type KeyDeposit = ConstU128<KEY_DEPOSIT>;
	type Keys = SessionKeys;
	type NextSessionRotation = Verifiers;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = pallet_session_historical::NoteHistoricalRoot<Test, Verifiers>;
	type ShouldEndSession = Verifiers;
	type ValidatorId = AccountId;
	type ValidatorIdOf = KeyHolder<Test>;
	type WeightInfo = ();
}

impl pallet_session_historical::Config for Test {
	type FullIdentification = Balance;
	type FullIdentificationOf = BondOf<Test>;
	type RuntimeEvent = RuntimeEvent;
}

/// The SDK's judge of reports; [`crate::Call::report_equivocation`] brings them.
pub type EquivocationReports = pallet_grandpa::EquivocationReportSystem<Test, Offences, Historical, ConstU64<100>>;

impl pallet_grandpa::Config for Test {
	type EquivocationReportSystem = EquivocationReports;
	type KeyOwnerProof = MembershipProof;
	type MaxAuthorities = ConstU32<MAX>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<{ UNBONDING as u64 + 2 }>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
}

impl pallet_offences::Config for Test {
	type IdentificationTuple = pallet_session_historical::IdentificationTuple<Test>;
	type OnOffenceHandler = Verifiers;
	type RuntimeEvent = RuntimeEvent;
}

/// The GRANDPA key among an account's session keys.
pub struct AuthorityOf;

impl Convert<AccountId, Option<AuthorityId>> for AuthorityOf {
	fn convert(who: AccountId) -> Option<AuthorityId> {
		Session::load_keys(&who).map(|keys| keys.grandpa)
	}
}

parameter_types! {
	pub const MaxMissedSessions: u32 = MISSED;
	pub const UnbondingSessions: u32 = UNBONDING;
}

impl crate::Config for Test {
	type AdmissionOrigin = EnsureRoot<AccountId>;
	type AuthorityOf = AuthorityOf;
	type Bond = ConstU128<BOND>;
	type Currency = Balances;
	type EquivocationReports = EquivocationReports;
	type KeyOwnerProof = MembershipProof;
	type KeyOwnerProofs = Historical;
	type MaxMissedSessions = MaxMissedSessions;
	type MaxSessionLength = ConstU64<100>;
	type MaxVerifiers = ConstU32<MAX>;
	type MinSessionLength = ConstU64<2>;
	type OnSlash = ();
	type RuntimeHoldReason = RuntimeHoldReason;
	type Session = Session;
	type UnbondingSessions = UnbondingSessions;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

impl<C> frame_system::offchain::CreateTransactionBase<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Test
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> Extrinsic {
		Extrinsic::new_bare(call)
	}
}

impl<C> frame_system::offchain::CreateTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> TxExtension {
		frame_system::AuthorizeCall::new()
	}
}

/// The account of a name.
pub fn account(name: &str) -> AccountId {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes())).public().into()
}

/// The GRANDPA key of a name.
pub fn key(name: &str) -> ed25519::Pair {
	ed25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes()))
}

pub fn keys(name: &str) -> SessionKeys {
	SessionKeys { grandpa: key(name).public().into() }
}

pub fn signed(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(name))
}

/// Registers the key of `key_name` for the account `name`, with the proof that the account's node has it.
pub fn set_keys(name: &str, key_name: &str) -> sp_runtime::DispatchResult {
	let proof = key(key_name).generate_proof_of_possession(&account(name).encode()).encode();
	Session::set_keys(signed(name), keys(key_name), proof)
}

/// Ends the block and begins the next one.
pub fn next_block() {
	let number = System::block_number();
	AllPalletsWithSystem::on_finalize(number);
	System::set_block_number(number + 1);
	AllPalletsWithSystem::on_initialize(number + 1);
}

/// Goes to the first block of session `index`.
pub fn go_to_session(index: u32) {
	while Session::current_index() < index {
		next_block();
	}
}

/// The same, and in each session on the way `names` are heard.
pub fn go_to_session_hearing(index: u32, names: &[&str]) {
	while Session::current_index() < index {
		let session = Session::current_index();
		for name in names {
			let _ = send_heartbeat(name, session);
		}
		go_to_session(session + 1);
	}
}

/// The names of the voters that GRANDPA has at the end of this block.
pub fn authorities() -> Vec<AuthorityId> {
	Grandpa::on_finalize(System::block_number());
	Grandpa::grandpa_authorities().into_iter().map(|(id, _)| id).collect()
}

pub fn ids(names: &[&str]) -> Vec<AuthorityId> {
	names.iter().map(|name| key(name).public().into()).collect()
}

/// A heartbeat call with the signature of `signer`.
pub fn heartbeat(name: &str, session: u32, signer: &ed25519::Pair) -> crate::Call<Test> {
	let heartbeat = Heartbeat { session, verifier: account(name) };
	let signature = AuthoritySignature::from(signer.sign(&heartbeat.payload(GENESIS)));
	crate::Call::heartbeat { heartbeat, signature }
}

/// Sends a call that nobody signs as the transaction extension would: checked, then dispatched.
pub fn send(
	call: crate::Call<Test>,
) -> Result<
	sp_runtime::transaction_validity::ValidTransaction,
	sp_runtime::transaction_validity::TransactionValidityError,
> {
	use frame_support::{pallet_prelude::TransactionSource, traits::Authorize};

	let (validity, _) = call.authorize(TransactionSource::External).expect("a call that is authorized")?;
	call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()).expect("what was let in does not fail");
	Ok(validity)
}

/// Sends the heartbeat of a name, signed with its own key.
pub fn send_heartbeat(
	name: &str,
	session: u32,
) -> Result<
	sp_runtime::transaction_validity::ValidTransaction,
	sp_runtime::transaction_validity::TransactionValidityError,
> {
	send(heartbeat(name, session, &key(name)))
}

/// Two prevotes of `name` in one round: for two different blocks, or for one and the same.
pub fn votes(name: &str, set_id: u64, round: u64, different: bool) -> EquivocationProofOf<Test> {
	let pair = key(name);
	let vote = |hash: u8| {
		let target = (Hash::repeat_byte(hash), 10u64);
		// A message is a variant, here the prevote, and its target; what is signed has the round and the set behind it.
		(target, pair.sign(&(0u8, target, round, set_id).encode()))
	};
	let second = vote(if different { 2 } else { 1 });
	let encoded = (set_id, 0u8, round, pair.public(), vote(1), second).encode();
	EquivocationProof::decode(&mut encoded.as_slice()).expect("the fields in their order")
}

/// A report of two votes of `name` in a round of the current set.
pub fn report(name: &str, round: u64) -> crate::Call<Test> {
	report_of(votes(name, Grandpa::current_set_id(), round, true), owner(name))
}

pub fn report_of(proof: EquivocationProofOf<Test>, key_owner_proof: MembershipProof) -> crate::Call<Test> {
	crate::Call::report_equivocation { equivocation_proof: Box::new(proof), key_owner_proof }
}

/// The proof that a name's key votes in this session.
pub fn owner(name: &str) -> MembershipProof {
	Historical::prove((KEY_TYPE, key(name).public())).expect("it votes")
}

/// Builds a chain with verifiers.
pub struct ExtBuilder {
	verifiers: Vec<&'static str>,
	keystore: MemoryKeystore,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { verifiers: vec!["alice"], keystore: MemoryKeystore::new() }
	}
}

impl ExtBuilder {
	/// The verifiers of the genesis state.
	pub fn with_verifiers(mut self, names: &[&'static str]) -> Self {
		self.verifiers = names.to_vec();
		self
	}

	/// The names whose keys the node has.
	pub fn with_keystore(self, names: &[&str]) -> Self {
		for name in names {
			let seed = format!("0x{}", hex(&sp_io::hashing::blake2_256(name.as_bytes())));
			self.keystore.insert(KEY_TYPE, &seed, key(name).public().as_ref()).expect("memory takes it");
		}
		self
	}

	/// The state of block 0.
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
		let balances = NAMES.map(|name| (account(name), RICH)).to_vec();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		let verifiers = self.verifiers.iter().map(|name| account(name)).collect();
		crate::GenesisConfig::<Test> { verifiers, session_length: SESSION }
			.assimilate_storage(&mut storage)
			.expect("valid");
		let keys = self.verifiers.iter().map(|name| (account(name), account(name), keys(name))).collect();
		pallet_session::GenesisConfig::<Test> { keys, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.register_extension(KeystoreExt::new(self.keystore));
		ext
	}

	/// Runs a test in block 1, and checks the pallet's invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			begin();
			test();
			assert_sound();
		});
	}

	/// The same, with the extensions of an offchain worker; the test can look into the pool.
	pub fn build_and_execute_offchain(self, test: impl FnOnce(&dyn Fn() -> Vec<Extrinsic>)) {
		let mut ext = self.build();
		let (offchain, _) = testing::TestOffchainExt::new();
		let (pool, state) = testing::TestTransactionPoolExt::new();
		ext.register_extension(OffchainDbExt::new(offchain.clone()));
		ext.register_extension(OffchainWorkerExt::new(offchain));
		ext.register_extension(TransactionPoolExt::new(pool));
		ext.execute_with(|| {
			begin();
			test(&|| {
				let sent = std::mem::take(&mut state.write().transactions);
				sent.iter().map(|bytes| Extrinsic::decode(&mut bytes.as_slice()).expect("an extrinsic")).collect()
			});
			assert_sound();
		});
	}
}

fn begin() {
	System::set_block_number(1);
	frame_system::BlockHash::<Test>::insert(0, GENESIS);
	System::reset_events();
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The pallet's invariants hold, and no token has appeared or disappeared.
pub fn assert_sound() {
	Verifiers::do_try_state().expect("the invariants hold");
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
}

/// The events of this pallet since the last reset.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Verifiers(event) => Some(event),
			_ => None,
		})
		.collect()
}
