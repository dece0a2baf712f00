//! What plan entries do by themselves.

use bpiiot_primitives::Action;
use frame_support::{
	assert_ok,
	traits::{Get, Hooks},
	weights::Weight,
};

use super::{budget, deposit, request, status};
use crate::{
	Agenda, AgendaCursor, AgendaLength, Call, Cause, Config, Error, Event, NextRequest, RequestStatus, Schedule,
	Scheduled, WeightInfo, mock::*, weights::SubstrateWeight,
};

fn service(next: u64, every: u64) {
	assert_ok!(send("alice", add_plan(by_time(next, every), Action::RequestService)));
}

/// In which blocks, up to `last`, how many notices were given.
fn notices_up_to(last: u64) -> Vec<(u64, usize)> {
	let mut found = Vec::new();
	while System::block_number() < last {
		System::reset_events();
		run_to(System::block_number() + 1);
		let count = events().iter().filter(|event| matches!(event, Event::Notified { .. })).count();
		if count > 0 {
			found.push((System::block_number(), count));
		}
	}
	found
}

/// Agreements with plans of notices, so many due in a block; more than one agreement when they do not fit.
fn fill(entries: u32, next: u64, every: u64) {
	let mut left = entries;
	let mut agreement = crate::NextAgreement::<Test>::get();
	while left > 0 {
		assert_ok!(send(
			"carol",
			Call::propose_agreement {
				device: 1,
				provider: account("dave"),
				service_price: 0,
				response_blocks: 5,
				rules: rules([service_rule(1, 1)]),
			}
		));
		assert_ok!(send("dave", Call::accept_agreement { agreement }));
		for _ in 0..left.min(8) {
			let action = Action::Notify;
			assert_ok!(send("carol", Call::add_plan { agreement, schedule: by_time(next, every), action }));
		}
		left = left.saturating_sub(8);
		agreement += 1;
	}
}

// covers M94
#[test]
fn service_is_requested_by_the_calendar() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		service(4, 25);
		run_to(3);
		assert_eq!(NextRequest::<Test>::get(), 0);
		run_to(4);
		assert_eq!((request(0).cause, request(0).price, request(0).raised_at), (Cause::Plan(0), SERVICE, 4));
		assert_eq!(budget(), 5_000 - SERVICE);
		assert_eq!(Maintenance::plan(0)[0].schedule, by_time(29, 25));
		let requested = Event::ServiceRequested {
			request: 0,
			agreement: 0,
			device: 0,
			cause: Cause::Plan(0),
			trigger: None,
			price: SERVICE,
		};
		assert_eq!(events().last(), Some(&requested));
		run_to(28);
		assert_eq!(NextRequest::<Test>::get(), 1);
		run_to(29);
		assert_eq!((NextRequest::<Test>::get(), request(1).raised_at), (2, 29));
	});
}

#[test]
fn parts_are_ordered_by_the_calendar_within_their_cap() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		assert_ok!(send("alice", add_plan(by_time(4, 25), order("bearing", 2, 200))));
		run_to(4);
		assert_eq!(request(0).price, 200);
		assert_ok!(send("bob", set_part("bearing", 101)));
		System::reset_events();
		run_to(29);
		let error = Error::<Test>::PriceAboveCap.into();
		assert_eq!(events(), [Event::ActionFailed { agreement: 0, cause: Cause::Plan(0), error }]);
		assert_eq!(NextRequest::<Test>::get(), 1);
	});
}

#[test]
fn what_cannot_be_carried_out_is_tried_again_at_the_next_time() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		service(4, 20);
		run_to(4);
		let error = Error::<Test>::BudgetExceeded.into();
		assert_eq!(events().last(), Some(&Event::ActionFailed { agreement: 0, cause: Cause::Plan(0), error }));
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: SERVICE }));
		run_to(24);
		assert_eq!(status(0), RequestStatus::Open);
	});
}

/// Who gains by cheating: one who takes the agenda's places with entries that cannot do anything, for deposits that return.
#[test]
fn an_entry_that_fails_three_times_in_a_row_goes() {
	ExtBuilder::default().with_deposits().with_agreement(0).build_and_execute(|| {
		let before = deposit("alice");
		service(4, 20);
		assert_ok!(send("alice", add_plan(by_time(4, 25), Action::Notify)));
		run_to(24);
		assert_eq!(Maintenance::plan(0).iter().map(|entry| entry.failures).collect::<Vec<_>>(), [2, 0]);
		// What succeeds once begins anew.
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: SERVICE + 3 * ITEM }));
		run_to(44);
		assert_eq!((Maintenance::plan(0)[0].failures, NextRequest::<Test>::get()), (0, 1));
		run_to(84);
		assert_eq!((Maintenance::plan(0).len(), Scheduled::<Test>::get()), (2, 2));
		System::reset_events();
		run_to(104);
		let error = Error::<Test>::BudgetExceeded.into();
		let failed = Event::ActionFailed { agreement: 0, cause: Cause::Plan(0), error };
		let last = events();
		assert_eq!(last[last.len() - 2..], [failed, Event::PlanDropped { agreement: 0, plan: 0 }]);
		assert_eq!((Maintenance::plan(0).len(), Scheduled::<Test>::get()), (1, 1));
		assert_eq!(deposit("alice"), before + 2 * ITEM + 3 * ITEM, "the notice's and the request's");
		// The last one leaves nothing behind.
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_eq!((Scheduled::<Test>::get(), AgendaLength::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn the_agenda_is_empty_when_its_last_entry_has_failed() {
	ExtBuilder::default().with_deposits().with_agreement(0).build_and_execute(|| {
		service(4, 20);
		run_to(44);
		assert_eq!(
			(Scheduled::<Test>::get(), AgendaLength::<Test>::iter().count(), Agenda::<Test>::iter().count()),
			(0, 0, 0)
		);
		assert!(Maintenance::plan(0).is_empty());
		service(50, 20);
		run_to(50);
		assert_eq!(Maintenance::plan(0)[0].failures, 1);
	});
}

#[test]
fn who_takes_part_no_more_loses_its_places() {
	ExtBuilder::default().with_deposits().with_agreement(50_000).build_and_execute(|| {
		service(4, 20);
		expel("bob");
		run_to(43);
		assert_eq!(Scheduled::<Test>::get(), 1);
		run_to(44);
		assert_eq!((Scheduled::<Test>::get(), NextRequest::<Test>::get()), (0, 0));
		let error = Error::<Test>::NotServiceProvider.into();
		assert!(events().contains(&Event::ActionFailed { agreement: 0, cause: Cause::Plan(0), error }));
	});
}

#[test]
fn a_removed_entry_does_nothing_and_leaves_the_others_alone() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(send("alice", add_plan(by_time(5, 20), Action::Notify)));
		}
		assert_ok!(send("alice", remove_plan(0)));
		assert_eq!(Maintenance::due_in(5, 0, 10), [(0, 2), (0, 1)], "the last one has taken its place");
		crate::mock::assert_sound();
		assert_eq!(notices_up_to(26), [(5, 2), (25, 2)]);
		assert_ok!(send("alice", remove_plan(2)));
		assert_ok!(send("alice", remove_plan(1)));
		assert_eq!(notices_up_to(50), []);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_full_block_leaves_the_rest_to_the_next_ones_in_their_order() {
	// Four steps a block: three entries and one for the block itself, and where it is not done, four entries.
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		fill(20, 10, 50);
		assert_eq!(notices_up_to(9), []);
		let found = notices_up_to(59);
		assert_eq!(found, [(10, 4), (11, 4), (12, 4), (13, 4), (14, 4)]);
		// Their times have not moved.
		assert!(Maintenance::plan(1).iter().all(|entry| matches!(entry.schedule, Schedule::Time { next: 60, .. })));
		assert_eq!(notices_up_to(80).iter().map(|(_, count)| count).sum::<usize>(), 20);
	});
}

/// Who gains by cheating: one who fills the agenda so that the maintenance of others is never requested.
#[test]
fn nobody_starves_others_and_nothing_is_done_early_or_twice() {
	ExtBuilder::default().with_agreement(500_000).build_and_execute(|| {
		MaxOpenRequests::set(100);
		// As many as are allowed, all in one block and as often as is allowed, and alice behind all of them.
		fill(MaxScheduled::get() - 1, 10, 20);
		service(10, 20);
		let interval: u64 = <Test as Config>::MinPlanInterval::get();
		run_to(10 + interval / 2);
		assert_eq!(NextRequest::<Test>::get(), 1, "the last one waits for half an interval at most");
		run_to(10 + 20 * interval + interval / 2);
		assert_eq!(NextRequest::<Test>::get(), 21, "once in each interval, however full the agenda is");
		for id in 0..21u32 {
			let due = 10 + u64::from(id) * interval;
			let raised = request(id).raised_at;
			assert!((due..=due + interval / 2).contains(&raised), "due in {due}, raised in {raised}");
		}
		MaxOpenRequests::set(4);
	});
}

#[test]
fn a_block_does_not_take_longer_for_a_longer_agenda() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_eq!(
			Maintenance::on_initialize(1),
			<SubstrateWeight<Test> as WeightInfo>::on_initialize(0),
			"nothing is scheduled"
		);
		fill(25, 10, 20);
		let most = <SubstrateWeight<Test> as WeightInfo>::on_initialize(MaxDue::get());
		for block in 2..60 {
			System::set_block_number(block);
			let used: Weight = Maintenance::on_initialize(block);
			assert!(used.all_lte(most));
			crate::mock::assert_sound();
		}
	});
}

#[test]
fn an_agenda_that_was_empty_for_long_starts_at_once() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		System::set_block_number(1_000_000);
		service(1_000_003, 20);
		assert_eq!(AgendaCursor::<Test>::get(), (1_000_001, 0));
		run_to(1_000_003);
		assert_eq!(request(0).raised_at, 1_000_003);
		assert_ok!(send("alice", remove_plan(0)));
		assert_eq!((Scheduled::<Test>::get(), AgendaLength::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn a_block_that_is_half_done_stays_in_order_when_entries_go() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		fill(8, 10, 50);
		fill(8, 10, 50);
		run_to(11);
		// Eight are done. Of the others the first goes, and all that come after it are still carried out.
		let (agreement, plan) = Maintenance::due_in(10, 8, 1)[0];
		assert_ok!(send("carol", Call::remove_plan { agreement, plan }));
		crate::mock::assert_sound();
		System::reset_events();
		run_to(14);
		assert_eq!(events().iter().filter(|event| matches!(event, Event::Notified { .. })).count(), 7);
		// And when all of them go, nothing is left behind.
		for agreement in [1, 2] {
			assert_ok!(send("dave", Call::cancel_agreement { agreement }));
		}
		assert_eq!((Agenda::<Test>::iter().count(), Scheduled::<Test>::get()), (0, 0));
		assert_eq!(AgendaLength::<Test>::iter().count(), 0, "nor the places that were done");
	});
}

#[test]
fn the_end_of_all_blocks_is_no_panic() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		System::set_block_number(u64::MAX - 2);
		service(u64::MAX - 1, 20);
		System::set_block_number(u64::MAX - 1);
		Maintenance::on_initialize(u64::MAX - 1);
		assert_eq!(events().iter().filter(|event| matches!(event, Event::ActionFailed { .. })).count(), 1);
		System::set_block_number(u64::MAX);
		Maintenance::on_initialize(u64::MAX);
	});
}
