//! A runtime for the tests: System, Balances, DeviceRegistry and this pallet.

use std::{cell::RefCell, collections::HashMap};

use bpiiot_primitives::{
	AccountId, Action, AgreementId, Balance, Channel, Metric, Moment, PartNumber, Reading, RequestId, Role, Rule,
	RuleIndex, Signature, Threshold, TriggerSeq, claim_payload,
	table1::{MICRO, Value},
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU128, Nothing},
};
use pallet_device_registry::DeviceProfile;
use sp_core::{Pair, sr25519};
use sp_runtime::{
	BuildStorage, DispatchResult,
	traits::{Dispatchable, IdentityLookup},
};

use crate::{Call, Name, Rules};

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
	pub type DeviceRegistry = pallet_device_registry;
	#[runtime::pallet_index(3)]
	pub type Maintenance = crate;
}

/// The existential deposit, in planck.
pub const ED: Balance = 10;
/// What each participant owns at first, in planck.
pub const RICH: Balance = 1_000_000;
/// What a service request of the usual agreement pays, in planck.
pub const SERVICE: Balance = 500;
/// What one bearing costs, in planck.
pub const BEARING: Balance = 100;
/// What an order of the usual agreement costs, in planck: three bearings.
pub const ORDER: Balance = 300;
/// How many blocks the provider of the usual agreement has.
pub const RESPONSE: u64 = 20;
/// The index of the usual rule that requests service when the device vibrates.
pub const VIBRATION: RuleIndex = 0;
/// The index of the usual rule that orders bearings when the device is hot.
pub const HEAT: RuleIndex = 1;

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

impl pallet_device_registry::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type SponsoredCalls = Nothing;
	type DeviceUse = Maintenance;
	type WeightInfo = ();
}

parameter_types! {
	pub static ReleasePeriod: u64 = 10;
	pub static MaxResponse: u64 = 1_000;
	pub static MaxOpenRequests: u32 = 4;
	pub static MaxReturns: u8 = 2;
	pub static MaxFirings: u32 = 8;
}

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Registry = DeviceRegistry;
	type ReleasePeriod = ReleasePeriod;
	type MaxResponse = MaxResponse;
	type MaxOpenRequests = MaxOpenRequests;
	type MaxReturns = MaxReturns;
	type MaxFirings = MaxFirings;
	type WeightInfo = ();
}

thread_local! {
	/// Accounts that have been asked for, since keys take long to make.
	static ACCOUNTS: RefCell<HashMap<String, AccountId>> = RefCell::default();
}

/// The account of a name.
pub fn account(name: &str) -> AccountId {
	ACCOUNTS
		.with_borrow_mut(|known| known.entry(name.to_string()).or_insert_with(|| pair(name).public().into()).clone())
}

fn pair(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(name.as_bytes()))
}

/// Sends a call as a block would: a call that fails leaves no trace.
pub fn send(name: &str, call: Call<Test>) -> DispatchResult {
	send_from(RuntimeOrigin::signed(account(name)), call)
}

pub fn send_from(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

pub fn text(text: &str) -> Name {
	text.as_bytes().to_vec().try_into().expect("short")
}

pub fn part(number: &str) -> PartNumber {
	number.as_bytes().to_vec().try_into().expect("short")
}

pub fn channel(metric: Metric) -> Channel {
	Channel { metric, position: 1 }
}

/// A reading in whole units of the metric.
pub fn reading(metric: Metric, units: Value, at: Moment) -> Reading {
	Reading { channel: channel(metric), value: units * MICRO, at }
}

pub fn service_rule(units: Value, count: u32) -> Rule {
	let channel = channel(Metric::Vibration);
	Rule { threshold: Threshold { channel, value: units * MICRO, count }, action: Action::RequestService }
}

pub fn part_rule(units: Value, count: u32, number: &str, quantity: u32, max_price: Balance) -> Rule {
	let channel = channel(Metric::Temperature);
	Rule {
		threshold: Threshold { channel, value: units * MICRO, count },
		action: Action::OrderPart { part: part(number), quantity, max_price },
	}
}

/// The rules of Table 1: vibration above 100 requests service, temperature above 200 orders parts, both after the count
/// has passed 1000.
pub fn table1_rules() -> Rules {
	rules([service_rule(100, 1_000), part_rule(200, 1_000, "bearing", 3, 330)])
}

pub fn rules<const N: usize>(rules: [Rule; N]) -> Rules {
	rules.to_vec().try_into().expect("few")
}

pub fn set_part(number: &str, price: Balance) -> Call<Test> {
	Call::set_part { part: part(number), name: text(number), price }
}

pub fn propose(rules: Rules) -> Call<Test> {
	Call::propose_agreement {
		device: 0,
		provider: account("bob"),
		service_price: SERVICE,
		response_blocks: RESPONSE,
		rules,
	}
}

pub fn request_service(agreement: AgreementId, rule: RuleIndex, trigger: TriggerSeq) -> Call<Test> {
	Call::request_service { agreement, rule, trigger }
}

pub fn order_part(agreement: AgreementId, rule: RuleIndex, trigger: TriggerSeq) -> Call<Test> {
	Call::order_part { agreement, rule, trigger }
}

pub fn report(agreement: AgreementId, readings: Vec<Reading>) -> Call<Test> {
	Call::report { agreement, readings: readings.try_into().expect("at most 1024") }
}

pub fn complete(request: RequestId) -> Call<Test> {
	Call::complete_request { request, evidence: [1; 32].into() }
}

pub fn give_back(request: RequestId) -> Call<Test> {
	Call::return_request { request, reason: [2; 32].into() }
}

/// Builds a chain with two owners (alice, carol) and their devices (robot 0, press 1), two providers (bob, dave) and a
/// third party (eve). Bob sells bearings.
#[derive(Default)]
pub struct ExtBuilder {
	agreement: Option<(Balance, Rules)>,
	raised: bool,
	accepted: bool,
	completed: bool,
}

impl ExtBuilder {
	/// Agreement 0 between alice and bob for the robot is active, with the rules of Table 1 and a budget in planck.
	pub fn with_agreement(self, budget: Balance) -> Self {
		self.with_rules(budget, table1_rules())
	}

	/// As `with_agreement`, with other rules.
	pub fn with_rules(mut self, budget: Balance, rules: Rules) -> Self {
		self.agreement = Some((budget, rules));
		self
	}

	/// The robot has ordered bearings: request 0 is open.
	pub fn with_order(mut self) -> Self {
		self.raised = true;
		self
	}

	/// Bob has accepted request 0.
	pub fn accepted(mut self) -> Self {
		self.accepted = true;
		self.with_order()
	}

	/// Bob has completed request 0.
	pub fn completed(mut self) -> Self {
		self.completed = true;
		self.accepted()
	}

	/// Runs a test in block 1, and checks the invariants of both pallets after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
		let people = ["alice", "bob", "carol", "dave", "eve"];
		let balances = people.map(|name| (account(name), RICH)).to_vec();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.expect("valid");
		sp_io::TestExternalities::new(storage).execute_with(|| {
			System::set_block_number(1);
			let roles = [
				Role::EquipmentOwner,
				Role::ServiceProvider,
				Role::EquipmentOwner,
				Role::ServiceProvider,
				Role::ThirdParty,
			];
			for (name, role) in people.iter().zip(roles) {
				let origin = RuntimeOrigin::signed(account(name));
				DeviceRegistry::register_participant(origin, role, text(name)).expect("registers");
			}
			for (owner, device) in [("alice", "robot"), ("carol", "press")] {
				register_device(owner, device).expect("registers");
			}
			send("bob", set_part("bearing", BEARING)).expect("lists");
			if let Some((budget, rules)) = self.agreement {
				send("alice", propose(rules)).expect("proposes");
				send("bob", Call::accept_agreement { agreement: 0 }).expect("accepts");
				if budget > 0 {
					send("alice", Call::fund_budget { agreement: 0, amount: budget }).expect("funds");
				}
			}
			if self.raised {
				send("robot", order_part(0, HEAT, 1)).expect("orders");
			}
			if self.accepted {
				send("bob", Call::accept_request { request: 0 }).expect("accepts");
			}
			if self.completed {
				send("bob", complete(0)).expect("completes");
			}
			System::reset_events();
			test();
			assert_sound();
		});
	}
}

/// Registers a device with its own claim.
pub fn register_device(owner: &str, device: &str) -> DispatchResult {
	let profile = DeviceProfile {
		kind: text(device),
		details: Default::default(),
		production_date: 1_500_000_000_000,
		parts: Default::default(),
	};
	let payload = claim_payload(DeviceRegistry::genesis(), &account(owner));
	let claim = pair(device).sign(&payload).into();
	DeviceRegistry::register_device(RuntimeOrigin::signed(account(owner)), account(device), claim, profile)
}

/// The invariants hold, and the balances and holds of all accounts together are the issuance.
pub fn assert_sound() {
	Maintenance::do_try_state().expect("the invariants hold");
	let sum: Balance =
		frame_system::Account::<Test>::iter_values().map(|info| info.data.free + info.data.reserved).sum();
	assert_eq!(sum, pallet_balances::TotalIssuance::<Test>::get());
}

/// The events of this pallet since the last reset.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Maintenance(event) => Some(event),
			_ => None,
		})
		.collect()
}
