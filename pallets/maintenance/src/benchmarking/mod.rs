//! Benchmarks of every call in its worst case. They run as tests, too, so that they compile and do what they say.

mod world;

use bpiiot_primitives::{Action, DeviceId, Hash, Role};
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use sp_runtime::traits::{One, Saturating};

use self::world::*;
use crate::{
	Agenda, AgendaCursor, AgreementStatus, Agreements, Call, Config, EvidenceOf, History, HistoryLength,
	MAX_EVIDENCE_EACH, MAX_PLAN, MAX_RULES, NextRequest, NextTemplate, Pallet, Parts, Party, Phase, Plans, Publisher,
	Ratings, RequestStatus, Requests, Schedule, SparesOf, Templates,
};

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_part() -> Result<(), BenchmarkError> {
		let provider = person::<T>("provider", 0, Role::ServiceProvider)?;
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
		_(RawOrigin::Signed(world.owner), world.device, world.provider, PRICE, response, orders(r, 1));
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn accept_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, orders(MAX_RULES, 1));
		Pallet::<T>::do_propose(world.owner, world.device, world.provider.clone(), terms, None)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), 0);
		assert!(Agreements::<T>::get(0).is_some_and(|found| found.status == AgreementStatus::Active));
		Ok(())
	}

	#[benchmark]
	fn cancel_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		// Each entry is due in another block, and the entry of another agreement with a full plan takes its place.
		for later in 0..MAX_PLAN {
			plan(&world, id, by_time::<T>(later, 0))?;
			let other = agreement(&world, rules())?;
			plan(&world, other, by_time::<T>(later, 0))?;
			fill_plan(&world, other, 0)?;
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id);
		assert!(!Plans::<T>::contains_key(id));
		assert_eq!(Agenda::<T>::iter_values().count() as u32, MAX_PLAN);
		assert!(Agenda::<T>::iter_keys().all(|(_, place)| place == 0));
		Ok(())
	}

	#[benchmark]
	fn fund_budget() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, BUDGET);
		assert_eq!(Agreements::<T>::get(id).map(|found| found.budget), Some(2 * BUDGET));
		Ok(())
	}

	#[benchmark]
	fn withdraw_budget() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, BUDGET - 1);
		assert_eq!(Agreements::<T>::get(id).map(|found| found.budget), Some(1));
		Ok(())
	}

	#[benchmark]
	fn report(r: Linear<4, 1024>, f: Linear<0, 32>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		// At every second reading as many rules fire as have to, each of which orders another part, so that four readings are
		// enough for all firings; an odd one is of a meter. Every reading is of the channel that all rules and meters watch.
		let firings = f.min(T::MaxFirings::get());
		let mut list = orders(MAX_RULES, u32::MAX);
		list.iter_mut().take(firings as usize / 2).for_each(|rule| rule.threshold.count = 1);
		let id = agreement(&world, list)?;
		if firings % 2 == 1 {
			plan(&world, id, Schedule::Usage { channel: channel(), next: 2, every: 1 })?;
		}
		fill_plan(&world, id, 0)?;
		let readings = readings(r, 4);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, readings);
		assert_eq!(NextRequest::<T>::get(), firings.min(T::MaxOpenRequests::get()));
		Ok(())
	}

	#[benchmark]
	fn request_service() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, SERVICE, 1);
		assert!(Requests::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn order_part() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
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
		let terms = terms(&world, orders(r, 1));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), name(), terms);
		assert_eq!(NextTemplate::<T>::get(), 1);
		Ok(())
	}

	#[benchmark]
	fn retire_template() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, orders(MAX_RULES, 1));
		Pallet::<T>::do_publish(Publisher::Provider(world.provider.clone()), name(), terms)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.provider), 0);
		assert!(!Templates::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn propose_from_template() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, orders(MAX_RULES, 1));
		Pallet::<T>::do_publish(Publisher::Provider(world.provider.clone()), name(), terms)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), 0, world.device, world.provider);
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn propose_with_terms(r: Linear<1, { MAX_RULES }>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let terms = terms(&world, orders(r, 1));
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.device, world.provider, terms);
		assert!(Agreements::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn remove_agreement() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		Pallet::<T>::do_report(&world.key, id, &readings(1, 1))?;
		Pallet::<T>::do_cancel(world.owner.clone(), id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id);
		assert!(!Agreements::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn add_plan() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let id = agreement(&world, rules())?;
		plan(&world, id, by_time::<T>(0, 0))?;
		fill_plan(&world, id, 1)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), id, by_time::<T>(0, 0), order());
		assert_eq!(Plans::<T>::get(id).len() as u32, MAX_PLAN);
		Ok(())
	}

	#[benchmark]
	fn remove_plan() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		// The entry of another agreement takes its place on the agenda; both plans are full.
		let (first, second) = (agreement(&world, rules())?, agreement(&world, rules())?);
		fill_plan(&world, first, 1)?;
		let entry = plan(&world, first, by_time::<T>(0, 0))?;
		fill_plan(&world, second, 1)?;
		plan(&world, second, by_time::<T>(0, 0))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), first, entry);
		assert_eq!(Plans::<T>::get(first).len() as u32, MAX_PLAN - 1);
		assert!(Plans::<T>::get(second).iter().all(|entry| entry.place == 0));
		Ok(())
	}

	#[benchmark]
	fn notify() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		let mut list = rules();
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
		let id = agreement(&world, rules())?;
		fill_plan(&world, id, 1)?;
		let entry = plan(&world, id, Schedule::Usage { channel: channel(), next: 1, every: 1 })?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.key), id, entry, 1, 1);
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
		records::<T>(device, n)?;
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
	fn adopt_records(n: Linear<1, 100>) -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		records::<T>(world.device, n)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner.clone()), world.device, 0, n);
		assert!(History::<T>::iter_prefix_values(world.device).all(|record| record.owner == world.owner));
		Ok(())
	}

	#[benchmark]
	fn remove_record() -> Result<(), BenchmarkError> {
		let world = world::<T>()?;
		records::<T>(world.device, 1)?;
		pass::<T>(T::KeepPeriod::get().saturating_add(One::one()));
		#[extrinsic_call]
		_(RawOrigin::Signed(account("former", 0, 0)), world.device, 0);
		assert!(!History::<T>::contains_key(world.device, 0));
		Ok(())
	}

	#[benchmark]
	fn on_initialize(s: Linear<0, 8>) -> Result<(), BenchmarkError> {
		let steps = s.min(T::MaxDue::get());
		for index in 0..steps {
			// Each entry is of another agreement of other people with a full plan, and is due again in another block.
			let world = nth_world::<T>(index)?;
			let id = agreement(&world, rules())?;
			fill_plan(&world, id, 1)?;
			plan(&world, id, by_time::<T>(0, index))?;
		}
		pass::<T>((FIRST - 1).into());
		let now = frame_system::Pallet::<T>::block_number();
		// The blocks before had nothing due.
		Pallet::<T>::run_agenda(now.saturating_sub(One::one()));
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
