//! Benchmarks of every call in its worst case. They run as tests, too, so that they compile and do what they say.

use alloc::vec;

use bpiiot_primitives::{
	Action, AgreementId, Balance, Channel, DeviceId, Hash, Metric, Moment, PartNumber, Reading, Role, Rule, Threshold,
	device::Registry,
};
use frame_benchmarking::v2::*;
use frame_support::{
	BoundedVec,
	traits::{Get, fungible::Mutate},
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use sp_runtime::traits::{One, Saturating};

use crate::{
	Agenda, AgendaCursor, Agreements, Arbitration, Call, Config, EvidenceOf, Happening, History, HistoryLength,
	HoldReason, MAX_EVIDENCE_EACH, MAX_MILESTONES, MAX_NAME, MAX_PLAN, MAX_RULES, Name, NextAgreement, NextRequest,
	NextTemplate, Pallet, Parts, Party, PastRequest, Phase, Plans, Publisher, Ratings, Readings, RequestKind,
	RequestStatus, Requests, Rules, Schedule, SparesOf, Templates, Terms, TermsOf,
};

/// What an account owns, in planck.
const RICH: Balance = Balance::MAX / 1_000;
/// What a part costs, in planck. Above every existential deposit and every least value of a rating.
const PRICE: Balance = 1_000_000_000_000_000;
/// What budgets are, in planck.
const BUDGET: Balance = 100_000 * PRICE;
/// Index of the rule that requests service.
const SERVICE: u8 = 0;
/// Index of the rule that orders a part.
const ORDER: u8 = 1;
/// Blocks until a plan entry is due: the call may run in the block after the one that prepares it.
const FIRST: u32 = 2;

/// An account with money and a role.
fn person<T: Config>(name: &'static str, role: Role) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::mint_into(&who, RICH)?;
	T::Registry::register(&who, role, name.as_bytes())?;
	Ok(who)
}

/// A machine and those around it.
struct World<T: Config> {
	owner: T::AccountId,
	provider: T::AccountId,
	arbiter: T::AccountId,
	device: DeviceId,
	key: T::AccountId,
}

fn world<T: Config>() -> Result<World<T>, BenchmarkError> {
	let owner = person::<T>("owner", Role::EquipmentOwner)?;
	let provider = person::<T>("provider", Role::ServiceProvider)?;
	let arbiter = person::<T>("arbiter", Role::ThirdParty)?;
	let key: T::AccountId = account("device", 0, 0);
	let device = T::Registry::register_device(&owner, &key)?;
	Pallet::<T>::do_set_part(provider.clone(), part(), name(), PRICE)?;
	Pallet::<T>::do_replenish_part(provider.clone(), part(), u32::MAX)?;
	Ok(World { owner, provider, arbiter, device, key })
}

/// The longest part number.
fn part() -> PartNumber {
	BoundedVec::truncate_from(vec![b'p'; 32])
}

/// The longest name.
fn name() -> Name {
	BoundedVec::truncate_from(vec![b'n'; MAX_NAME as usize])
}

fn order() -> Action {
	Action::OrderPart { part: part(), quantity: 1, max_price: Balance::MAX }
}

fn channel() -> Channel {
	Channel { metric: Metric::Custom(u16::MAX), position: 1 }
}

/// As many rules, of which the second and all later ones order parts. They count up to `count`.
fn rules(number: u32, count: u32) -> Rules {
	let threshold = Threshold::above(channel(), 1, count).cooling(1);
	let rule = |index| {
		let action = if index == u32::from(SERVICE) { Action::RequestService } else { order() };
		Rule { threshold, action }
	};
	BoundedVec::truncate_from((0..number).map(rule).collect())
}

/// Terms with an arbiter and as many milestones as there can be.
fn terms<T: Config>(world: &World<T>, rules: Rules) -> TermsOf<T> {
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
fn agreement<T: Config>(world: &World<T>, rules: Rules) -> Result<AgreementId, BenchmarkError> {
	let id = NextAgreement::<T>::get();
	let terms = terms(world, rules);
	Pallet::<T>::do_propose(world.owner.clone(), world.device, world.provider.clone(), terms, None)?;
	Pallet::<T>::do_accept_agreement(world.provider.clone(), id)?;
	Pallet::<T>::do_fund_budget(world.owner.clone(), id, BUDGET)?;
	Ok(id)
}

/// An agreement whose device has ordered a part; the request is open.
fn open<T: Config>() -> Result<(World<T>, u32), BenchmarkError> {
	let world = world::<T>()?;
	let id = agreement(&world, rules(MAX_RULES, 1))?;
	let request = NextRequest::<T>::get();
	Pallet::<T>::do_trigger(&world.key, id, ORDER, 1, order().kind())?;
	Ok((world, request))
}

fn accepted<T: Config>() -> Result<(World<T>, u32), BenchmarkError> {
	let (world, request) = open::<T>()?;
	Pallet::<T>::do_accept_request(world.provider.clone(), request)?;
	Ok((world, request))
}

fn completed<T: Config>() -> Result<(World<T>, u32), BenchmarkError> {
	let (world, request) = accepted::<T>()?;
	Pallet::<T>::do_complete_request(world.provider.clone(), request, Hash::zero())?;
	Ok((world, request))
}

fn disputed<T: Config>() -> Result<(World<T>, u32), BenchmarkError> {
	let (world, request) = completed::<T>()?;
	Pallet::<T>::do_dispute(world.owner.clone(), request, Hash::zero())?;
	Ok((world, request))
}

fn paid<T: Config>() -> Result<(World<T>, u32), BenchmarkError> {
	let (world, request) = completed::<T>()?;
	Pallet::<T>::do_confirm_request(world.owner.clone(), request)?;
	Ok((world, request))
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks).saturating_add(One::one()));
}

fn first_time<T: Config>() -> Schedule<BlockNumberFor<T>> {
	let next = frame_system::Pallet::<T>::block_number().saturating_add(FIRST.into());
	Schedule::Time { next, every: T::MinPlanInterval::get() }
}

/// Readings of one channel that all exceed the threshold, and another one that is watched by nobody.
fn readings(number: u32) -> Readings {
	let reading = |at: u32| Reading { channel: channel(), value: 2, at: Moment::from(at) };
	BoundedVec::truncate_from((1..=number).map(reading).collect())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_part() -> Result<(), BenchmarkError> {
		let provider = person::<T>("provider", Role::ServiceProvider)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), part(), name(), PRICE);
		assert!(Parts::<T>::contains_key(provider, part()));
		Ok(())
	}

	#[benchmark]
	fn remove_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider.clone()), part());
		assert!(!Parts::<T>::contains_key(world.provider, part()));
		Ok(())
	}

	#[benchmark]
	fn propose_agreement(r: Linear<1, { MAX_RULES }>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let response = T::MaxResponse::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.device, world.provider, PRICE, response, rules(r, 1));
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn accept_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, rules(MAX_RULES, 1));
		Pallet::<T>::do_propose(world.owner, world.device, world.provider.clone(), terms, None)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), 0);
		assert!(Agreements::<T>::get(0).is_some_and(|found| found.status == crate::AgreementStatus::Active));
		Ok(())
	}

	#[benchmark]
	fn cancel_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		// Two plans whose entries lie between each other, so that each that goes moves one of the other agreement.
		let (first, second) = (agreement(&world, rules(MAX_RULES, 1))?, agreement(&world, rules(MAX_RULES, 1))?);
		for _ in 0..MAX_PLAN {
			for id in [first, second] {
				Pallet::<T>::do_add_plan(world.owner.clone(), id, first_time::<T>(), order())?;
			}
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), first);
		assert!(!Plans::<T>::contains_key(first));
		Ok(())
	}

	#[benchmark]
	fn fund_budget() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, BUDGET);
		assert_eq!(Agreements::<T>::get(id).map(|found| found.budget), Some(2 * BUDGET));
		Ok(())
	}

	#[benchmark]
	fn withdraw_budget() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, BUDGET - 1);
		assert_eq!(Agreements::<T>::get(id).map(|found| found.budget), Some(1));
		Ok(())
	}

	#[benchmark]
	fn report(r: Linear<1, 1024>, f: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		// Rules that fire at every second reading, with a pause that is over by then; the others never.
		let mut list = rules(MAX_RULES, u32::MAX);
		let firings = f.min(T::MaxFirings::get()).min(r / 2);
		for rule in list.iter_mut().take(1) {
			rule.threshold.count = 1;
			rule.action = order();
		}
		let id = agreement(&world, list)?;
		for _ in 0..MAX_PLAN {
			let schedule = Schedule::Usage { channel: channel(), next: i64::MAX, every: 1 };
			Pallet::<T>::do_add_plan(world.owner.clone(), id, schedule, order())?;
		}
		let mut readings = readings(r);
		// As many as are wanted fire; the rest do not exceed.
		readings.iter_mut().skip(2 * firings as usize).for_each(|reading| reading.value = 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, readings);
		assert!(NextRequest::<T>::get() <= firings);
		Ok(())
	}

	#[benchmark]
	fn request_service() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, SERVICE, 1);
		assert!(Requests::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn order_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, ORDER, 1);
		assert!(Requests::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn accept_request() -> Result<(), BenchmarkError> {
		let (world, request) = open::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), request);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Accepted));
		Ok(())
	}

	#[benchmark]
	fn reject_request() -> Result<(), BenchmarkError> {
		let (world, request) = disputed::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), request);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Rejected));
		Ok(())
	}

	#[benchmark]
	fn complete_request() -> Result<(), BenchmarkError> {
		let (world, request) = accepted::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), request, Hash::zero());
		assert!(Requests::<T>::get(request).is_some_and(|found| found.shipped));
		Ok(())
	}

	#[benchmark]
	fn confirm_request() -> Result<(), BenchmarkError> {
		let (world, request) = disputed::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Paid));
		Ok(())
	}

	#[benchmark]
	fn return_request() -> Result<(), BenchmarkError> {
		let (world, request) = completed::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request, Hash::zero());
		assert!(Requests::<T>::get(request).is_some_and(|found| found.returns == 1));
		Ok(())
	}

	#[benchmark]
	fn expire_request() -> Result<(), BenchmarkError> {
		let (world, request) = completed::<T>()?;
		pass::<T>(T::ReleasePeriod::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(world.arbiter), request);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Paid));
		Ok(())
	}

	#[benchmark]
	fn publish_template(r: Linear<1, { MAX_RULES }>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, rules(r, 1));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), name(), terms);
		assert_eq!(NextTemplate::<T>::get(), 1);
		Ok(())
	}

	#[benchmark]
	fn retire_template() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, rules(MAX_RULES, 1));
		Pallet::<T>::do_publish(Publisher::Provider(world.provider.clone()), name(), terms)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), 0);
		assert!(!Templates::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn propose_from_template() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, rules(MAX_RULES, 1));
		Pallet::<T>::do_publish(Publisher::Provider(world.provider.clone()), name(), terms)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), 0, world.device, world.provider);
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn propose_with_terms(r: Linear<1, { MAX_RULES }>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, rules(r, 1));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.device, world.provider, terms);
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn remove_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		Pallet::<T>::do_report(&world.key, id, &readings(1))?;
		Pallet::<T>::do_cancel(world.owner.clone(), id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id);
		assert!(!Agreements::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn add_plan() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, first_time::<T>(), order());
		assert_eq!(Plans::<T>::get(id).len(), 1);
		Ok(())
	}

	#[benchmark]
	fn remove_plan() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		// An entry of another agreement takes its place on the agenda.
		let (first, second) = (agreement(&world, rules(MAX_RULES, 1))?, agreement(&world, rules(MAX_RULES, 1))?);
		for id in [first, second] {
			Pallet::<T>::do_add_plan(world.owner.clone(), id, first_time::<T>(), order())?;
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), first, 0);
		assert!(!Plans::<T>::contains_key(first));
		Ok(())
	}

	#[benchmark]
	fn notify() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let mut list = rules(MAX_RULES, 1);
		list.iter_mut().for_each(|rule| rule.action = Action::Notify);
		let id = agreement(&world, list)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, 0, 1);
		assert_eq!(Pallet::<T>::last_trigger(world.device), Some(1));
		Ok(())
	}

	#[benchmark]
	fn request_planned() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules(MAX_RULES, 1))?;
		for _ in 0..MAX_PLAN {
			let schedule = Schedule::Usage { channel: channel(), next: 1, every: 1 };
			Pallet::<T>::do_add_plan(world.owner.clone(), id, schedule, order())?;
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, MAX_PLAN - 1, 1, 1);
		assert!(Requests::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn submit_evidence() -> Result<(), BenchmarkError> {
		let (world, request) = completed::<T>()?;
		for who in [&world.owner, &world.provider] {
			for _ in 0..MAX_EVIDENCE_EACH {
				Pallet::<T>::do_submit_evidence(who.clone(), request, Phase::Before, Hash::zero())?;
			}
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), request, Phase::After, Hash::zero());
		assert!(EvidenceOf::<T>::get(request).iter().any(|piece| piece.by == Party::Device));
		Ok(())
	}

	#[benchmark]
	fn dispute_request() -> Result<(), BenchmarkError> {
		let (world, request) = completed::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request, Hash::zero());
		assert!(Requests::<T>::get(request).is_some_and(|found| found.dispute.is_some()));
		Ok(())
	}

	#[benchmark]
	fn award_request() -> Result<(), BenchmarkError> {
		let (world, request) = disputed::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.arbiter), request, PRICE / 3, true);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Awarded));
		Ok(())
	}

	#[benchmark]
	fn offer_settlement() -> Result<(), BenchmarkError> {
		let (world, request) = disputed::<T>()?;
		Pallet::<T>::do_offer(world.provider, request, PRICE / 3, true)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request, PRICE / 3, true);
		assert!(Requests::<T>::get(request).is_some_and(|found| found.status == RequestStatus::Awarded));
		Ok(())
	}

	#[benchmark]
	fn rate_provider() -> Result<(), BenchmarkError> {
		let (world, request) = paid::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request, 5);
		assert_eq!(Ratings::<T>::get(world.provider).jobs, 1);
		Ok(())
	}

	#[benchmark]
	fn archive_request() -> Result<(), BenchmarkError> {
		let (world, request) = completed::<T>()?;
		for who in [&world.owner, &world.provider, &world.key] {
			for _ in 0..MAX_EVIDENCE_EACH {
				Pallet::<T>::do_submit_evidence(who.clone(), request, Phase::Before, Hash::zero())?;
			}
		}
		Pallet::<T>::do_confirm_request(world.owner.clone(), request)?;
		pass::<T>(T::ArchiveAfter::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), request);
		assert_eq!(HistoryLength::<T>::get(world.device), 1);
		Ok(())
	}

	#[benchmark]
	fn remove_records(n: Linear<1, 100>) -> Result<(), BenchmarkError> {
		// A device that is not registered, each entry of whose history another account pays.
		let device = DeviceId::MAX;
		for index in 0..n {
			let owner: T::AccountId = account("owner", index, 0);
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
		#[extrinsic_call]
		_(RawOrigin::Signed(account("anyone", 0, 0)), device, n);
		assert_eq!(HistoryLength::<T>::get(device), 0);
		Ok(())
	}

	#[benchmark]
	fn replenish_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider.clone()), part(), 1);
		assert!(Parts::<T>::get(world.provider, part()).is_some_and(|found| found.stock > u64::from(u32::MAX)));
		Ok(())
	}

	#[benchmark]
	fn write_off_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider.clone()), part(), 1);
		assert!(Parts::<T>::get(world.provider, part()).is_some_and(|found| found.stock < u64::from(u32::MAX)));
		Ok(())
	}

	#[benchmark]
	fn replenish_spares() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner.clone()), world.provider.clone(), part(), 1);
		assert!(SparesOf::<T>::contains_key(world.owner, (world.provider, part())));
		Ok(())
	}

	#[benchmark]
	fn write_off_spares() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		Pallet::<T>::do_replenish_spares(world.owner.clone(), world.provider.clone(), part(), 1)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner.clone()), world.provider.clone(), part(), 1);
		assert!(!SparesOf::<T>::contains_key(world.owner, (world.provider, part())));
		Ok(())
	}

	#[benchmark]
	fn replace_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		Pallet::<T>::do_replenish_spares(world.owner.clone(), world.provider.clone(), part(), 1)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.device, world.provider, part(), 1, 1);
		assert_eq!(History::<T>::iter_prefix(world.device).count(), 1);
		Ok(())
	}

	#[benchmark]
	fn on_initialize(s: Linear<0, 8>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let steps = s.min(T::MaxDue::get());
		for _ in 0..steps {
			// Each entry is of another agreement with a full plan.
			let id = agreement(&world, rules(MAX_RULES, 1))?;
			Pallet::<T>::do_add_plan(world.owner.clone(), id, first_time::<T>(), order())?;
			for _ in 1..MAX_PLAN {
				let schedule = Schedule::Usage { channel: channel(), next: 1, every: 1 };
				Pallet::<T>::do_add_plan(world.owner.clone(), id, schedule, order())?;
			}
		}
		pass::<T>((FIRST - 1).into());
		let now = frame_system::Pallet::<T>::block_number();
		#[block]
		{
			Pallet::<T>::run_agenda(now);
		}
		assert_eq!(NextRequest::<T>::get(), steps);
		assert_eq!(Agenda::<T>::iter_prefix(now).count(), 0);
		assert!(steps == 0 || AgendaCursor::<T>::get().0 >= now);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
