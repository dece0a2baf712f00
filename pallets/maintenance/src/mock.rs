//! A runtime for the tests: System, Balances and this pallet, with a registry of its own.

use std::{
	cell::RefCell,
	collections::{BTreeMap, HashMap},
};

use bpiiot_primitives::{
	AccountId, Action, AgreementId, Balance, Channel, DeviceId, Metric, Moment, PartNumber, PlanId, Reading, RequestId,
	Role, Rule, RuleIndex, Threshold, TriggerSeq,
	device::{DeviceUse, Registry},
	table1::{MICRO, Value},
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, ConstU128, Hooks, UnixTime},
};
use frame_system::EnsureRoot;
use sp_core::{Pair, sr25519};
use sp_runtime::{
	BuildStorage, DispatchError, DispatchResult, Permill,
	traits::{Dispatchable, IdentityLookup},
};

use crate::{Arbitration, Call, Milestones, Name, Phase, Rules, Schedule, TermsOf};

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

/// The registry as this pallet sees it. The real one works with this pallet in the tests of the runtime.
pub struct TestRegistry;

#[derive(Default)]
struct Registered {
	people: BTreeMap<AccountId, Role>,
	devices: BTreeMap<DeviceId, (AccountId, AccountId)>,
	next: DeviceId,
}

thread_local! {
	static REGISTERED: RefCell<Registered> = RefCell::default();
}

impl Registry<AccountId> for TestRegistry {
	fn role(who: &AccountId) -> Option<Role> {
		REGISTERED.with_borrow(|registered| registered.people.get(who).copied())
	}

	fn device_of(who: &AccountId) -> Option<DeviceId> {
		REGISTERED.with_borrow(|registered| {
			registered.devices.iter().find(|(_, (_, account))| account == who).map(|(device, _)| *device)
		})
	}

	fn owner_of(device: DeviceId) -> Option<AccountId> {
		REGISTERED.with_borrow(|registered| registered.devices.get(&device).map(|(owner, _)| owner.clone()))
	}

	fn is_admitted(who: &AccountId) -> bool {
		REGISTERED.with_borrow(|registered| {
			let device = registered.devices.values().find(|(_, account)| account == who);
			registered.people.contains_key(device.map_or(who, |(owner, _)| owner))
		})
	}

	fn register(who: &AccountId, role: Role, _name: &[u8]) -> DispatchResult {
		REGISTERED.with_borrow_mut(|registered| registered.people.insert(who.clone(), role));
		Ok(())
	}

	fn register_device(owner: &AccountId, account: &AccountId) -> Result<DeviceId, DispatchError> {
		REGISTERED.with_borrow_mut(|registered| {
			let device = registered.next;
			registered.next += 1;
			// An account is that of one device. Benchmarks begin anew in one process.
			registered.devices.retain(|_, (_, of)| of != account);
			registered.devices.insert(device, (owner.clone(), account.clone()));
			Ok(device)
		})
	}
}

/// Removes a device that is not needed any more, as the registry does; says whether it was not.
pub fn remove_device(device: DeviceId) -> bool {
	let removed = !Maintenance::in_use(device);
	if removed {
		REGISTERED.with_borrow_mut(|registered| registered.devices.remove(&device));
	}
	removed
}

/// Gives a device to another owner.
pub fn hand_over(device: DeviceId, to: &str) {
	REGISTERED.with_borrow_mut(|registered| {
		registered.devices.entry(device).and_modify(|(owner, _)| *owner = account(to));
	});
}

/// Takes a participant off the register, as an expulsion does: what it has stays, and its devices are not admitted either.
pub fn expel(name: &str) {
	REGISTERED.with_borrow_mut(|registered| registered.people.remove(&account(name)));
}

/// The chain's clock: [`START`], and six seconds for each block.
pub struct Clock;

impl UnixTime for Clock {
	fn now() -> core::time::Duration {
		core::time::Duration::from_millis(clock())
	}
}

/// What the chain's clock says in the present block, in milliseconds since the Unix epoch.
pub fn clock() -> Moment {
	START.saturating_add(System::block_number().saturating_mul(6_000))
}

/// When the chain begins, in milliseconds since the Unix epoch.
pub const START: Moment = 1_767_225_600_000;

/// What each entry in storage costs when [`ExtBuilder::with_deposits`] asks for it, in planck.
pub const ITEM: Balance = 10;
/// The arbiter's fee of the usual arbitration, in planck.
pub const FEE: Balance = 40;

parameter_types! {
	pub static ReleasePeriod: u64 = 10;
	pub static ArbitrationPeriod: u64 = 15;
	pub static ArchiveAfter: u64 = 30;
	pub static MaxResponse: u64 = 1_000;
	pub static MaxArbiterFee: Balance = 1_000;
	pub static MaxOpenRequests: u32 = 4;
	pub static MaxReturns: u8 = 2;
	pub static MaxFirings: u32 = 24;
	pub static KeepPeriod: u64 = 200;
	pub static StandoffPeriod: u64 = 60;
	pub static MaxScheduled: u32 = 30;
	pub static MaxDue: u32 = 4;
	pub static MinRatedValue: Balance = 100;
	pub static DepositPerItem: Balance = 0;
	pub static DepositPerByte: Balance = 0;
	pub const RatingLevy: Permill = Permill::from_percent(1);
}

impl crate::Config for Test {
	type ArbitrationPeriod = ArbitrationPeriod;
	type ArchiveAfter = ArchiveAfter;
	type CommitteeOrigin = EnsureRoot<AccountId>;
	type Currency = Balances;
	type DepositPerByte = DepositPerByte;
	type DepositPerItem = DepositPerItem;
	type KeepPeriod = KeepPeriod;
	type MaxArbiterFee = MaxArbiterFee;
	type MaxCommitteeTemplates = ConstU32<2>;
	type MaxDue = MaxDue;
	type MaxFirings = MaxFirings;
	type MaxOpenRequests = MaxOpenRequests;
	type MaxPlanInterval = ConstU64<1_000>;
	type MaxResponse = MaxResponse;
	type MaxReturns = MaxReturns;
	type MaxScheduled = MaxScheduled;
	type MinPlanInterval = ConstU64<20>;
	type MinRatedValue = MinRatedValue;
	type RatingLevy = RatingLevy;
	type Registry = TestRegistry;
	type ReleasePeriod = ReleasePeriod;
	type RuntimeHoldReason = RuntimeHoldReason;
	type StandoffPeriod = StandoffPeriod;
	type Time = Clock;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
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
	let threshold = Threshold::above(channel(Metric::Vibration), units * MICRO, count);
	Rule { threshold, action: Action::RequestService }
}

/// Notice is given when the pressure is low.
pub fn notify_rule(units: Value, count: u32) -> Rule {
	Rule { threshold: Threshold::below(channel(Metric::Pressure), units * MICRO, count), action: Action::Notify }
}

pub fn part_rule(units: Value, count: u32, number: &str, quantity: u32, max_price: Balance) -> Rule {
	let threshold = Threshold::above(channel(Metric::Temperature), units * MICRO, count);
	Rule { threshold, action: order(number, quantity, max_price) }
}

pub fn order(number: &str, quantity: u32, max_price: Balance) -> Action {
	Action::OrderPart { part: part(number), quantity, max_price }
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

/// The usual terms with these rules.
pub fn terms(rules: Rules) -> TermsOf<Test> {
	TermsOf::<Test> {
		service_price: SERVICE,
		response_blocks: RESPONSE,
		rules,
		milestones: Milestones::default(),
		arbitration: None,
	}
}

/// The usual terms with the rules of Table 1, and eve as the arbiter.
pub fn arbitrated() -> TermsOf<Test> {
	let arbitration = Some(Arbitration { arbiter: account("eve"), fee: FEE });
	TermsOf::<Test> { arbitration, ..terms(table1_rules()) }
}

pub fn milestones<const N: usize>(percent: [u32; N]) -> Milestones {
	percent.map(Permill::from_percent).to_vec().try_into().expect("few")
}

pub fn propose_with(terms: TermsOf<Test>) -> Call<Test> {
	Call::propose_with_terms { device: 0, provider: account("bob"), terms }
}

pub fn by_time(next: u64, every: u64) -> Schedule<u64> {
	Schedule::Time { next, every }
}

/// A meter of running hours, in whole ones.
pub fn by_hours(next: Value, every: Value) -> Schedule<u64> {
	Schedule::Usage { channel: channel(Metric::Custom(7)), next: next * MICRO, every: every * MICRO }
}

pub fn add_plan(schedule: Schedule<u64>, action: Action) -> Call<Test> {
	Call::add_plan { agreement: 0, schedule, action }
}

pub fn remove_plan(plan: PlanId) -> Call<Test> {
	Call::remove_plan { agreement: 0, plan }
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

pub fn expire(request: RequestId) -> Call<Test> {
	Call::expire_request { request }
}

pub fn give_back(request: RequestId) -> Call<Test> {
	Call::return_request { request, reason: [2; 32].into() }
}

pub fn dispute(request: RequestId) -> Call<Test> {
	Call::dispute_request { request, reason: [3; 32].into() }
}

pub fn award(request: RequestId, to_provider: Balance, delivered: bool) -> Call<Test> {
	Call::award_request { request, to_provider, delivered }
}

pub fn offer(request: RequestId, to_provider: Balance, delivered: bool) -> Call<Test> {
	Call::offer_settlement { request, to_provider, delivered }
}

pub fn rate(request: RequestId, score: u8) -> Call<Test> {
	Call::rate_provider { request, score }
}

pub fn evidence(request: RequestId, phase: Phase, byte: u8) -> Call<Test> {
	Call::submit_evidence { request, phase, hash: [byte; 32].into() }
}

pub fn replenish(number: &str, quantity: u32) -> Call<Test> {
	Call::replenish_part { part: part(number), quantity }
}

pub fn replace(device: DeviceId, number: &str, quantity: u32) -> Call<Test> {
	Call::replace_part { device, provider: account("bob"), part: part(number), position: 1, quantity }
}

/// Builds a chain with two owners (alice, carol) and their devices (robot 0, press 1), two providers (bob, dave) and a
/// third party (eve). Bob sells bearings and has a thousand of them.
#[derive(Default)]
pub struct ExtBuilder {
	agreement: Option<(Balance, TermsOf<Test>)>,
	deposits: bool,
	raised: bool,
	accepted: bool,
	completed: bool,
	disputed: bool,
	silent: bool,
}

impl ExtBuilder {
	/// Agreement 0 between alice and bob for the robot is active, with the rules of Table 1 and a budget in planck.
	pub fn with_agreement(self, budget: Balance) -> Self {
		self.with_rules(budget, table1_rules())
	}

	/// As `with_agreement`, with other rules.
	pub fn with_rules(self, budget: Balance, rules: Rules) -> Self {
		self.with_terms(budget, terms(rules))
	}

	/// As `with_agreement`, with other terms.
	pub fn with_terms(mut self, budget: Balance, terms: TermsOf<Test>) -> Self {
		self.agreement = Some((budget, terms));
		self
	}

	/// Storing things costs [`ITEM`] for each entry.
	pub fn with_deposits(mut self) -> Self {
		self.deposits = true;
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

	/// Alice has called eve about request 0.
	pub fn disputed(mut self) -> Self {
		self.disputed = true;
		self.completed()
	}

	/// Eve has stayed silent; the block is the one after the arbitration.
	pub fn deadlocked(mut self) -> Self {
		self.silent = true;
		self.disputed()
	}

	/// Runs a test in block 1, and checks the invariants after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		DepositPerItem::set(if self.deposits { ITEM } else { 0 });
		new_test_ext().execute_with(|| {
			System::set_block_number(1);
			let roles = [
				Role::EquipmentOwner,
				Role::ServiceProvider,
				Role::EquipmentOwner,
				Role::ServiceProvider,
				Role::ThirdParty,
			];
			for (name, role) in PEOPLE.iter().zip(roles) {
				TestRegistry::register(&account(name), role, name.as_bytes()).expect("registers");
			}
			for (owner, device) in [("alice", "robot"), ("carol", "press")] {
				register_device(owner, device);
			}
			send("bob", set_part("bearing", BEARING)).expect("lists");
			send("bob", replenish("bearing", 1_000)).expect("replenishes");
			if let Some((budget, terms)) = self.agreement {
				send("alice", propose_with(terms)).expect("proposes");
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
			if self.disputed {
				send("alice", dispute(0)).expect("calls the arbiter");
			}
			if self.silent {
				System::set_block_number(1 + ArbitrationPeriod::get() + 1);
				send("carol", Call::expire_request { request: 0 }).expect("expires");
			}
			System::reset_events();
			test();
			assert_sound();
		});
		DepositPerItem::set(0);
	}
}

/// The participants; each owns [`RICH`].
pub const PEOPLE: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];

/// A chain on which nobody is registered.
pub fn new_test_ext() -> sp_io::TestExternalities {
	REGISTERED.set(Registered::default());
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("valid");
	let balances = PEOPLE.map(|name| (account(name), RICH)).to_vec();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("valid");
	storage.into()
}

/// Registers a device.
pub fn register_device(owner: &str, device: &str) -> DeviceId {
	TestRegistry::register_device(&account(owner), &account(device)).expect("registers")
}

/// Moves on block by block, as a chain does.
pub fn run_to(block: u64) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Maintenance::on_initialize(System::block_number());
	}
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
