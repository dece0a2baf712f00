//! What the benchmarks begin with.

use alloc::vec;

use bpiiot_primitives::{
	Action, AgreementId, Balance, Channel, DeviceId, Hash, Metric, Moment, PartNumber, PlanId, Reading, RequestId,
	Role, Rule, Threshold, device::Registry,
};
use frame_benchmarking::v2::*;
use frame_support::{
	BoundedVec,
	traits::{Get, fungible::Mutate},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

use crate::{
	Arbitration, Config, Happening, HoldReason, MAX_MILESTONES, MAX_NAME, MAX_PLAN, MAX_RULES, Name, NextAgreement,
	NextPlan, NextRequest, Pallet, PastRequest, Readings, RequestKind, RequestStatus, Rules, Schedule, Terms, TermsOf,
};

/// What an account owns, in planck.
pub const RICH: Balance = Balance::MAX / 1_000;
/// What a part costs, in planck. Above every existential deposit and every least value of a rating.
pub const PRICE: Balance = 1_000_000_000_000_000;
/// What budgets are, in planck.
pub const BUDGET: Balance = 100_000 * PRICE;
/// Index of the rule that requests service.
pub const SERVICE: u8 = 0;
/// Index of the rule that orders a part.
pub const ORDER: u8 = 1;
/// Blocks until a plan entry is due: the call may run in the block after the one that prepares it.
pub const FIRST: u32 = 2;

/// An account with money and a role.
pub fn person<T: Config>(name: &'static str, index: u32, role: Role) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account(name, index, 0);
	T::Currency::mint_into(&who, RICH)?;
	T::Registry::register(&who, role, name.as_bytes())?;
	Ok(who)
}

/// A machine and those around it. The provider lists as many parts as there can be rules.
pub struct World<T: Config> {
	pub owner: T::AccountId,
	pub provider: T::AccountId,
	pub arbiter: T::AccountId,
	pub device: DeviceId,
	pub key: T::AccountId,
}

pub fn world<T: Config>() -> Result<World<T>, BenchmarkError> {
	nth_world(0)
}

/// One of several worlds that have nothing in common.
pub fn nth_world<T: Config>(index: u32) -> Result<World<T>, BenchmarkError> {
	let owner = person::<T>("owner", index, Role::EquipmentOwner)?;
	let provider = person::<T>("provider", index, Role::ServiceProvider)?;
	let arbiter = person::<T>("arbiter", index, Role::ThirdParty)?;
	let key: T::AccountId = account("device", index, 0);
	let device = T::Registry::register_device(&owner, &key)?;
	for number in 0..MAX_RULES {
		Pallet::<T>::do_set_part(provider.clone(), nth_part(number), name(), PRICE)?;
		Pallet::<T>::do_replenish_part(provider.clone(), nth_part(number), u32::MAX)?;
	}
	Ok(World { owner, provider, arbiter, device, key })
}

/// The longest part number.
pub fn part() -> PartNumber {
	nth_part(u32::from(ORDER))
}

pub fn nth_part(number: u32) -> PartNumber {
	let mut text = vec![b'p'; 32];
	text[31] = b'A'.saturating_add(number as u8);
	BoundedVec::truncate_from(text)
}

/// The longest name.
pub fn name() -> Name {
	BoundedVec::truncate_from(vec![b'n'; MAX_NAME as usize])
}

pub fn order() -> Action {
	nth_order(u32::from(ORDER))
}

pub fn nth_order(number: u32) -> Action {
	Action::OrderPart { part: nth_part(number), quantity: 1, max_price: Balance::MAX }
}

pub fn channel() -> Channel {
	Channel { metric: Metric::Custom(u16::MAX), position: 1 }
}

/// As many rules as that, each of which orders another part. They count up to `count`.
pub fn orders(number: u32, count: u32) -> Rules {
	let threshold = Threshold::above(channel(), 1, count).cooling(1);
	BoundedVec::truncate_from((0..number).map(|index| Rule { threshold, action: nth_order(index) }).collect())
}

/// As many rules as there can be, of which the first requests service.
pub fn rules() -> Rules {
	let mut rules = orders(MAX_RULES, 1);
	rules.iter_mut().take(1).for_each(|rule| rule.action = Action::RequestService);
	rules
}

/// Terms with an arbiter and as many milestones as there can be.
pub fn terms<T: Config>(world: &World<T>, rules: Rules) -> TermsOf<T> {
	let share = sp_runtime::Permill::from_parts(1_000_000 / MAX_MILESTONES);
	Terms {
		service_price: PRICE,
		response_blocks: T::MaxResponse::get(),
		rules,
		milestones: BoundedVec::truncate_from(vec![share; MAX_MILESTONES as usize]),
		arbitration: Some(Arbitration { arbiter: world.arbiter.clone(), fee: T::MaxArbiterFee::get() }),
	}
}

/// An active agreement with a budget.
pub fn agreement<T: Config>(world: &World<T>, rules: Rules) -> Result<AgreementId, BenchmarkError> {
	let id = NextAgreement::<T>::get();
	let terms = terms(world, rules);
	Pallet::<T>::do_propose(world.owner.clone(), world.device, world.provider.clone(), terms, None)?;
	Pallet::<T>::do_accept_agreement(world.provider.clone(), id)?;
	Pallet::<T>::do_fund_budget(world.owner.clone(), id, BUDGET)?;
	Ok(id)
}

/// An agreement whose device has ordered a part; the request is open.
pub fn open<T: Config>() -> Result<(World<T>, RequestId), BenchmarkError> {
	let world = world::<T>()?;
	let id = agreement(&world, rules())?;
	let request = NextRequest::<T>::get();
	Pallet::<T>::do_trigger(&world.key, id, ORDER, 1, order().kind())?;
	Ok((world, request))
}

pub fn accepted<T: Config>() -> Result<(World<T>, RequestId), BenchmarkError> {
	let (world, request) = open::<T>()?;
	Pallet::<T>::do_accept_request(world.provider.clone(), request)?;
	Ok((world, request))
}

pub fn completed<T: Config>() -> Result<(World<T>, RequestId), BenchmarkError> {
	let (world, request) = accepted::<T>()?;
	Pallet::<T>::do_complete_request(world.provider.clone(), request, Hash::zero())?;
	Ok((world, request))
}

pub fn disputed<T: Config>() -> Result<(World<T>, RequestId), BenchmarkError> {
	let (world, request) = completed::<T>()?;
	Pallet::<T>::do_dispute(world.owner.clone(), request, Hash::zero())?;
	Ok((world, request))
}

pub fn paid<T: Config>() -> Result<(World<T>, RequestId), BenchmarkError> {
	let (world, request) = completed::<T>()?;
	Pallet::<T>::do_confirm_request(world.owner.clone(), request)?;
	Ok((world, request))
}

pub fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks).saturating_add(One::one()));
}

/// Due first after so many blocks more than [`FIRST`], and then at intervals of so many blocks more than the shortest.
pub fn by_time<T: Config>(later: u32, longer: u32) -> Schedule<BlockNumberFor<T>> {
	let next = frame_system::Pallet::<T>::block_number().saturating_add(FIRST.saturating_add(later).into());
	Schedule::Time { next, every: T::MinPlanInterval::get().saturating_add(longer.into()) }
}

/// Adds an entry that orders a part; says its number.
pub fn plan<T: Config>(
	world: &World<T>,
	id: AgreementId,
	schedule: Schedule<BlockNumberFor<T>>,
) -> Result<PlanId, BenchmarkError> {
	let entry = NextPlan::<T>::get();
	Pallet::<T>::do_add_plan(world.owner.clone(), id, schedule, order())?;
	Ok(entry)
}

/// Adds entries that go by a meter until there are so many free places left in the plan.
pub fn fill_plan<T: Config>(world: &World<T>, id: AgreementId, free: u32) -> Result<(), BenchmarkError> {
	let there = Pallet::<T>::plan(id).len() as u32;
	for _ in there..MAX_PLAN.saturating_sub(free) {
		plan(world, id, Schedule::Usage { channel: channel(), next: i64::MAX, every: 1 })?;
	}
	Ok(())
}

/// Readings of the rules' channel, of which the first `beyond` exceed the threshold.
pub fn readings(number: u32, beyond: u32) -> Readings {
	let reading = |at: u32| {
		let value = if at <= beyond { 2 } else { 1 };
		Reading { channel: channel(), value, at: Moment::from(at) }
	};
	BoundedVec::truncate_from((1..=number).map(reading).collect())
}

/// Adds entries to the history of a device, each of which another account pays.
pub fn records<T: Config>(device: DeviceId, number: u32) -> Result<(), BenchmarkError> {
	for index in 0..number {
		let owner: T::AccountId = account("former", index, 0);
		let deposit = Pallet::<T>::deposits().record;
		T::Currency::mint_into(&owner, RICH / 1_000)?;
		Pallet::<T>::hold(HoldReason::Deposit, &owner, deposit)?;
		let past = PastRequest {
			request: index,
			agreement: 0,
			provider: account("provider", 0, 0),
			kind: RequestKind::Part { part: part(), quantity: 1 },
			price: PRICE,
			paid: PRICE,
			status: RequestStatus::Paid,
			raised_at: One::one(),
			settled_at: One::one(),
			evidence: Some(Hash::zero()),
			score: Some(5),
		};
		Pallet::<T>::add_record(device, owner, Happening::Request(past), deposit)?;
	}
	Ok(())
}
