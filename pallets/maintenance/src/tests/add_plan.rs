use bpiiot_primitives::Action;
use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, deposit};
use crate::{
	Agenda, AgendaLength, Call, Error, Event, MAX_PLAN, NextPlan, PlanEntry, Plans, Schedule, Scheduled, mock::*,
};

fn service(schedule: Schedule<u64>) -> Call<Test> {
	add_plan(schedule, Action::RequestService)
}

fn active() -> ExtBuilder {
	ExtBuilder::default().with_deposits().with_agreement(5_000)
}

// covers M94
#[test]
fn an_entry_by_the_calendar_is_stored_on_the_agenda_and_removed_again() {
	active().build_and_execute(|| {
		let before = deposit("alice");
		assert_ok!(send("alice", service(by_time(5, 20))));
		let entry = PlanEntry {
			id: 0,
			schedule: by_time(5, 20),
			action: Action::RequestService,
			place: 0,
			failures: 0,
			deposit: 2 * ITEM,
		};
		assert_eq!(Maintenance::plan(0), [entry]);
		assert_eq!((Maintenance::due_in(5, 0, 10), Scheduled::<Test>::get()), (vec![(0, 0)], 1));
		assert_eq!(deposit("alice"), before + 2 * ITEM);
		assert_eq!(events(), [Event::PlanAdded { agreement: 0, plan: 0 }]);

		System::reset_events();
		assert_ok!(send("alice", remove_plan(0)));
		assert!(!Plans::<Test>::contains_key(0) && Agenda::<Test>::iter().count() == 0);
		assert_eq!((Scheduled::<Test>::get(), AgendaLength::<Test>::iter().count()), (0, 0));
		assert_eq!((deposit("alice"), NextPlan::<Test>::get()), (before, 1));
		assert_eq!(events(), [Event::PlanRemoved { agreement: 0, plan: 0 }]);
		assert_noop!(send("alice", remove_plan(0)), Error::<Test>::PlanNotFound);
	});
}

// covers M94
#[test]
fn an_entry_by_a_meter_is_on_no_agenda() {
	active().build_and_execute(|| {
		assert_ok!(send("alice", service(by_hours(500, 250))));
		assert_eq!((Scheduled::<Test>::get(), Maintenance::plan(0).len()), (0, 1));
		assert_ok!(send("alice", remove_plan(0)));
	});
}

#[test]
fn times_and_intervals_have_bounds() {
	active().build_and_execute(|| {
		System::set_block_number(10);
		for next in [0, 9, 10, 10 + 1_001, u64::MAX] {
			assert_noop!(send("alice", service(by_time(next, 20))), Error::<Test>::BadStart);
		}
		for every in [0, 1, 19, 1_001, u64::MAX] {
			assert_noop!(send("alice", service(by_time(11, every))), Error::<Test>::BadInterval);
		}
		for every in [i64::MIN, -1, 0] {
			let schedule = Schedule::Usage { channel: channel(bpiiot_primitives::Metric::Custom(7)), next: 0, every };
			assert_noop!(send("alice", service(schedule)), Error::<Test>::BadInterval);
		}
		assert_ok!(send("alice", service(by_time(11, 20))));
		assert_ok!(send("alice", service(by_time(10 + 1_000, 1_000))));
	});
}

#[test]
fn the_action_has_to_make_sense() {
	active().build_and_execute(|| {
		let refuse = |action, error: Error<Test>| {
			assert_noop!(send("alice", add_plan(by_time(5, 20), action)), error);
		};
		refuse(order("belt", 1, 1), Error::UnknownPart);
		refuse(order("bearing", 0, 1), Error::ZeroQuantity);
		refuse(order("bearing", 1, 0), Error::ZeroMaxPrice);
		assert_ok!(send("alice", add_plan(by_time(5, 20), order("bearing", 1, 100))));
		assert_ok!(send("alice", add_plan(by_time(5, 20), Action::Notify)));
	});
}

#[test]
fn only_the_owner_plans_and_only_in_force() {
	active().build_and_execute(|| {
		assert_ok!(send("alice", service(by_time(5, 20))));
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, service(by_time(5, 20))), Error::<Test>::NotOwner);
			assert_noop!(send(name, remove_plan(0)), Error::<Test>::NotOwner);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), service(by_time(5, 20))), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::none(), remove_plan(0)), UNSIGNED);
		assert_ok!(send("alice", propose(table1_rules())));
		let proposed = Call::add_plan { agreement: 1, schedule: by_time(5, 20), action: Action::Notify };
		assert_noop!(send("alice", proposed), Error::<Test>::NotActive);
		let nowhere = Call::add_plan { agreement: 2, schedule: by_time(5, 20), action: Action::Notify };
		assert_noop!(send("alice", nowhere), Error::<Test>::AgreementNotFound);
		// An entry of another agreement has another number.
		assert_noop!(send("alice", Call::remove_plan { agreement: 1, plan: 0 }), Error::<Test>::PlanNotFound);
	});
}

#[test]
fn plans_and_the_agenda_are_full_at_some_point() {
	MaxScheduled::set(MAX_PLAN + 1);
	active().build_and_execute(|| {
		for _ in 0..MAX_PLAN {
			assert_ok!(send("alice", service(by_time(5, 20))));
		}
		assert_noop!(send("alice", service(by_time(5, 20))), Error::<Test>::PlanFull);
		assert_noop!(send("alice", service(by_hours(1, 1))), Error::<Test>::PlanFull);
		for agreement in [1, 2] {
			assert_ok!(send("alice", propose(table1_rules())));
			assert_ok!(send("bob", Call::accept_agreement { agreement }));
		}
		let further = |agreement| Call::add_plan { agreement, schedule: by_time(5, 20), action: Action::Notify };
		assert_ok!(send("alice", further(1)));
		assert_noop!(send("alice", further(2)), Error::<Test>::AgendaFull);
		// Whoever removes an entry makes room at once.
		assert_ok!(send("alice", remove_plan(3)));
		assert_ok!(send("alice", further(2)));
	});
	MaxScheduled::set(30);
}

#[test]
fn a_deposit_has_to_be_there() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		DepositPerItem::set(RICH / 2);
		assert_noop!(send("alice", service(by_time(5, 20))), Error::<Test>::InsufficientFunds);
		DepositPerItem::set(0);
		NextPlan::<Test>::put(u32::MAX);
		assert_noop!(send("alice", service(by_time(5, 20))), Error::<Test>::NumbersExhausted);
	});
}

#[test]
fn a_cancelled_agreement_has_no_plan() {
	for name in ["alice", "bob"] {
		active().build_and_execute(|| {
			// Full of entries of one block, between which those of others lie.
			assert_ok!(send("alice", propose(table1_rules())));
			assert_ok!(send("bob", Call::accept_agreement { agreement: 1 }));
			let before = deposit("alice");
			for _ in 0..3 {
				assert_ok!(send("alice", service(by_time(5, 20))));
				let other = Call::add_plan { agreement: 1, schedule: by_time(5, 20), action: Action::Notify };
				assert_ok!(send("alice", other));
			}
			assert_ok!(send("alice", service(by_hours(1, 1))));
			assert_ok!(send(name, Call::cancel_agreement { agreement: 0 }));
			assert_eq!((Maintenance::plan(0), Maintenance::plan(1).len()), (vec![], 3));
			assert_eq!(deposit("alice"), before + 3 * 2 * ITEM);
			let mut due: Vec<_> = Maintenance::due_in(5, 0, 10).into_iter().map(|(agreement, _)| agreement).collect();
			due.sort();
			assert_eq!(due, [1, 1, 1]);
		});
	}
}
