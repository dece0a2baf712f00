//! A runtime for the tests: System, Balances, TransactionPayment and this pallet.

use std::collections::BTreeSet;

use bpiiot_primitives::{AccountId, BPI, Balance, DeviceId, Hash, Role, Signature, claim_payload, device::DeviceUse};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU128, Contains, tokens::imbalance::ResolveTo},
	weights::IdentityFee,
};
use pallet_transaction_payment::FungibleAdapter;
use sp_core::{Pair, sr25519};
use sp_runtime::{BuildStorage, traits::IdentityLookup};

use crate::{DeviceProfile, Name, Part, fees::SponsoredFees};

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

/// One call that succeeds for a device, and one that fails.
pub struct Sponsored;

impl Contains<RuntimeCall> for Sponsored {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::System(frame_system::Call::remark { .. })
				| RuntimeCall::DeviceRegistry(crate::Call::update_device { .. })
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

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type SponsoredCalls = Sponsored;
	type DeviceUse = BusyDevices;
	type WeightInfo = ();
}

/// The key of a name.
pub fn pair(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes()))
}

/// The account of a name.
pub fn account(name: &str) -> AccountId {
	pair(name).public().into()
}

/// The consent of the device `name` to be registered by `owner`.
pub fn claim(name: &str, owner: &AccountId) -> Signature {
	pair(name).sign(&claim_payload(GENESIS, owner)).into()
}

/// A profile with one part.
pub fn profile(kind: &str) -> DeviceProfile {
	DeviceProfile {
		kind: text(kind),
		details: b"six axes".to_vec().try_into().expect("short"),
		production_date: 1_500_000_000_000,
		parts: vec![Part { number: b"bearing".to_vec().try_into().expect("short"), position: 1, quantity: 2 }]
			.try_into()
			.expect("one part"),
	}
}

/// A short text.
pub fn text(text: &str) -> Name {
	text.as_bytes().to_vec().try_into().expect("short")
}

pub fn signed(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(name))
}

/// Builds a chain with participants and devices.
#[derive(Default)]
pub struct ExtBuilder {
	devices: Vec<(&'static str, &'static str, Balance)>,
}

impl ExtBuilder {
	/// Registers the device `name` of `owner` with a fee quota in planck.
	pub fn with_device(mut self, owner: &'static str, name: &'static str, quota: Balance) -> Self {
		self.devices.push((owner, name, quota));
		self
	}

	/// Runs a test in block 1, and checks the pallet's invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
		let balances = ["alice", "bob", "carol"].map(|name| (account(name), RICH)).to_vec();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			frame_system::BlockHash::<Test>::insert(0, GENESIS);
			Busy::set(BTreeSet::new());
			for (name, role) in [("alice", Role::EquipmentOwner), ("bob", Role::ServiceProvider)] {
				DeviceRegistry::register_participant(signed(name), role, text(name)).expect("registers");
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
