use bpiiot_primitives::{Action, table1::MICRO};
use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, request};
use crate::{Call, Cause, Error, Event, LastTrigger, MAX_METER_LEAP, NextRequest, Schedule, mock::*};

fn planned(plan: u32, hours: i64, trigger: u64) -> Call<Test> {
	Call::request_planned { agreement: 0, plan, meter: hours * MICRO, trigger }
}

/// Service every 250 running hours, first at 500.
fn metered(test: impl FnOnce()) {
	ExtBuilder::default().with_agreement(50_000).build_and_execute(|| {
		assert_ok!(send("alice", add_plan(by_hours(500, 250), Action::RequestService)));
		System::reset_events();
		test();
	});
}

fn next() -> i64 {
	match Maintenance::plan(0)[0].schedule {
		Schedule::Usage { next, .. } => next / MICRO,
		Schedule::Time { .. } => panic!("by the calendar"),
	}
}

fn hours(units: i64, at: u64) -> bpiiot_primitives::Reading {
	reading(bpiiot_primitives::Metric::Custom(7), units, at)
}

// covers M94
#[test]
fn a_report_of_the_meter_requests_service_when_it_is_due() {
	metered(|| {
		assert_ok!(send("robot", report(0, vec![hours(0, 1), hours(499, 2)])));
		assert_eq!((NextRequest::<Test>::get(), next()), (0, 500));
		assert_ok!(send("robot", report(0, vec![hours(500, 3), hours(501, 4), hours(749, 5)])));
		assert_eq!((NextRequest::<Test>::get(), next()), (1, 750));
		assert_eq!((request(0).cause, request(0).trigger), (Cause::Plan(0), None));
		// A leap over several intervals is one service, and the plan does not shift.
		assert_ok!(send("robot", report(0, vec![hours(1_600, 6)])));
		assert_eq!((NextRequest::<Test>::get(), next()), (2, 1_750));
		assert!(events().contains(&Event::Reported { agreement: 0, readings: 1, until: 6, firings: 1 }));
	});
}

// covers M94
#[test]
fn a_unit_that_reads_the_meter_itself_requests_service_once() {
	metered(|| {
		assert_noop!(send("robot", planned(0, 499, 1)), Error::<Test>::NotDue);
		assert_ok!(send("robot", planned(0, 500, 1)));
		assert_eq!((request(0).cause, request(0).trigger), (Cause::Plan(0), Some(1)));
		assert_eq!((LastTrigger::<Test>::get(0), next()), (Some(1), 750));
		assert_noop!(send("robot", planned(0, 500, 1)), Error::<Test>::DuplicateTrigger);
		assert_noop!(send("robot", planned(0, 500, 2)), Error::<Test>::NotDue);
		assert_ok!(send("robot", planned(0, 800, 2)));
		assert_eq!(next(), 1_000);
	});
}

#[test]
fn only_the_device_and_only_an_entry_with_a_meter() {
	metered(|| {
		assert_ok!(send("alice", add_plan(by_time(5, 20), Action::RequestService)));
		assert_noop!(send("robot", planned(1, 500, 1)), Error::<Test>::NotMetered);
		assert_noop!(send("robot", planned(2, 500, 1)), Error::<Test>::PlanNotFound);
		for name in ["alice", "bob", "press", "eve"] {
			assert_noop!(send(name, planned(0, 500, 1)), Error::<Test>::NotDevice);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), planned(0, 500, 1)), UNSIGNED);
		let nowhere = Call::request_planned { agreement: 9, plan: 0, meter: 0, trigger: 1 };
		assert_noop!(send("robot", nowhere), Error::<Test>::AgreementNotFound);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", planned(0, 500, 1)), Error::<Test>::NotActive);
	});
}

#[test]
fn a_trigger_that_failed_can_be_sent_again() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_ok!(send("alice", add_plan(by_hours(500, 250), Action::RequestService)));
		assert_noop!(send("robot", planned(0, 500, 1)), Error::<Test>::BudgetExceeded);
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: SERVICE }));
		assert_ok!(send("robot", planned(0, 500, 1)));
	});
}

/// Who gains by cheating: a thief of the device's key, or a broken sensor, that silences an entry for good by one wild value.
#[test]
fn a_meter_that_leaps_is_not_believed() {
	metered(|| {
		// A hundred intervals at once are believed, and one is requested for all of them.
		let most = 500 + 250 * (MAX_METER_LEAP as i64 - 1);
		let wild = [most + 250, i64::MAX / MICRO];
		for meter in wild {
			assert_noop!(send("robot", planned(0, meter, 1)), Error::<Test>::MeterLeap);
		}
		assert_ok!(send("robot", report(0, wild.iter().zip(1..).map(|(meter, at)| hours(*meter, at)).collect())));
		let error = Error::<Test>::MeterLeap.into();
		let told = Event::ActionFailed { agreement: 0, cause: Cause::Plan(0), error };
		let reported = Event::Reported { agreement: 0, readings: 2, until: 2, firings: 1 };
		assert_eq!((events(), next()), (vec![reported, told], 500), "once for each report, and nothing has moved");
		assert_ok!(send("robot", report(0, vec![hours(most + 249, 3)])));
		assert_eq!((NextRequest::<Test>::get(), next()), (1, most + 250));
	});
}

#[test]
fn meters_at_their_ends_neither_panic_nor_loop() {
	metered(|| {
		let channel = channel(bpiiot_primitives::Metric::Custom(7));
		for (plan, next, meter) in [(1, i64::MAX, i64::MAX), (2, i64::MIN, i64::MIN + 99), (3, i64::MAX - 9, i64::MAX)]
		{
			let schedule = Schedule::Usage { channel, next, every: if plan == 1 { i64::MAX } else { 1 } };
			assert_ok!(send("alice", add_plan(schedule, Action::Notify)));
			let trigger = u64::from(plan);
			assert_ok!(send("robot", Call::request_planned { agreement: 0, plan, meter, trigger }));
			let after = meter.saturating_add(1);
			let schedule = Maintenance::plan(0)[plan as usize].schedule;
			assert!(matches!(schedule, Schedule::Usage { next, .. } if next == after), "{schedule:?}");
		}
		let schedule = Schedule::Usage { channel, next: i64::MIN, every: 1 };
		assert_ok!(send("alice", add_plan(schedule, Action::Notify)));
		let end = Call::request_planned { agreement: 0, plan: 4, meter: i64::MAX, trigger: 4 };
		assert_noop!(send("robot", end), Error::<Test>::MeterLeap);
	});
}
