use bpiiot_primitives::{Channel, Metric, Reading};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::traits::Dispatchable;

use super::{UNSIGNED, budget, money, request};
use crate::{
	Agreements, Call, Cause, Counters, Error, Event, LastReading, MAX_AHEAD, MAX_PLAN, MAX_RULES, NextRequest,
	RequestKind, Schedule, WeightInfo, mock::*, weights::SubstrateWeight,
};

/// Hot readings of these times.
fn hot(times: impl IntoIterator<Item = u64>) -> Vec<Reading> {
	times.into_iter().map(|at| reading(Metric::Temperature, 201, at)).collect()
}

fn shaking(times: impl IntoIterator<Item = u64>) -> Vec<Reading> {
	times.into_iter().map(|at| reading(Metric::Vibration, 101, at)).collect()
}

fn counts() -> Vec<u32> {
	Counters::<Test>::get(0).into_iter().map(|counter| counter.count).collect()
}

// covers M59, M60, M61
#[test]
fn the_1000th_exceedance_does_not_fire_and_the_1001st_does() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("robot", report(0, hot(1..=1_000))));
		assert_eq!(counts(), [0, 1_000]);
		assert_eq!(NextRequest::<Test>::get(), 0);
		assert_ok!(send("robot", report(0, hot([1_001]))));
		assert_eq!(counts(), [0, 0], "the counter starts again from zero");
		assert_eq!(request(0).kind, RequestKind::Part { part: part("bearing"), quantity: 3 });
		assert_eq!((request(0).trigger, money("alice").2), (None, ORDER));

		assert_ok!(send("robot", report(0, shaking(2_000..3_000))));
		assert_eq!(counts(), [1_000, 0]);
		assert_eq!(NextRequest::<Test>::get(), 1);
		assert_ok!(send("robot", report(0, shaking([3_000]))));
		assert_eq!(counts(), [0, 0]);
		assert_eq!((request(1).kind, request(1).price), (RequestKind::Service, SERVICE));
		assert_eq!(
			events(),
			[
				Event::Reported { agreement: 0, readings: 1_000, until: 1_000, firings: 0 },
				Event::Reported { agreement: 0, readings: 1, until: 1_001, firings: 1 },
				Event::PartOrdered {
					request: 0,
					agreement: 0,
					device: 0,
					cause: Cause::Rule(HEAT),
					trigger: None,
					part: part("bearing"),
					quantity: 3,
					price: ORDER
				},
				Event::Reported { agreement: 0, readings: 1_000, until: 2_999, firings: 0 },
				Event::Reported { agreement: 0, readings: 1, until: 3_000, firings: 1 },
				Event::ServiceRequested {
					request: 1,
					agreement: 0,
					device: 0,
					cause: Cause::Rule(VIBRATION),
					trigger: None,
					price: SERVICE
				},
			]
		);
	});
}

#[test]
fn a_value_on_the_threshold_does_not_count() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		let at = |value, at| Reading { value, ..reading(Metric::Temperature, 0, at) };
		let readings = vec![at(200_000_000, 1), at(200_000_001, 2), at(i64::MIN, 3), at(i64::MAX, 4)];
		assert_ok!(send("robot", report(0, readings)));
		assert_eq!(counts(), [0, 2]);
	});
}

#[test]
fn another_position_or_metric_does_not_count() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		let elsewhere = Reading {
			channel: Channel { metric: Metric::Temperature, position: 2 },
			..reading(Metric::Temperature, 500, 1)
		};
		assert_ok!(send("robot", report(0, vec![elsewhere, reading(Metric::Pressure, 500, 1)])));
		assert_eq!(counts(), [0, 0]);
	});
}

#[test]
fn readings_are_counted_once_and_in_order() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("robot", report(0, hot([5, 6, 9]))));
		assert_eq!((counts(), LastReading::<Test>::get(0)), (vec![0, 3], Some(9)));
		let refuse = |readings: Vec<Reading>, error: Error<Test>| {
			assert_noop!(send("robot", report(0, readings)), error);
		};
		refuse(hot([5, 6, 9]), Error::ReadingOutOfOrder);
		refuse(hot([9]), Error::ReadingOutOfOrder);
		refuse(shaking([9]), Error::ReadingOutOfOrder);
		refuse(hot([10, 12, 11]), Error::ReadingOutOfOrder);
		refuse(hot([10, 10]), Error::DuplicateReading);
		let (a, b) = (hot([10])[0], shaking([10])[0]);
		refuse(vec![a, b, a], Error::DuplicateReading);
		refuse(vec![], Error::EmptyReport);
		// Two channels at one time, in any order, and the first of them again later.
		assert_ok!(send("robot", report(0, vec![b, a, hot([11])[0]])));
		assert_eq!((counts(), LastReading::<Test>::get(0)), (vec![1, 5], Some(11)));
	});
}

#[test]
fn time_begins_at_zero_and_ends_a_day_ahead_of_the_chain() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		let latest = clock() + MAX_AHEAD;
		// Who gains by cheating: a thief of the device's key that ends its reports for good by the last time of all.
		for at in [latest + 1, u64::MAX] {
			assert_noop!(send("robot", report(0, hot([0, at]))), Error::<Test>::ReadingInFuture);
		}
		assert_ok!(send("robot", report(0, hot([0, latest]))));
		assert_noop!(send("robot", report(0, hot([latest]))), Error::<Test>::ReadingOutOfOrder);
		// At worst it is quiet until the chain has caught up.
		System::set_block_number(System::block_number() + MAX_AHEAD / 6_000);
		assert_ok!(send("robot", report(0, hot([clock() + 1]))));
	});
}

#[test]
fn only_the_agreements_device_reports() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		for name in ["alice", "bob", "eve", "press"] {
			assert_noop!(send(name, report(0, hot([1]))), Error::<Test>::NotDevice);
		}
		assert_noop!(send("robot", report(1, hot([1]))), Error::<Test>::AgreementNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), report(0, hot([1]))), UNSIGNED);
	});
}

#[test]
fn only_an_active_agreement_counts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		assert_noop!(send("robot", report(0, hot([1]))), Error::<Test>::NotActive);
		assert_ok!(send("bob", Call::accept_agreement { agreement: 0 }));
		assert_ok!(send("robot", report(0, hot([1]))));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", report(0, hot([2]))), Error::<Test>::NotActive);
	});
}

#[test]
fn an_action_that_fails_undoes_itself_alone() {
	let rules = rules([service_rule(100, 1), part_rule(200, 1, "bearing", 3, 330)]);
	ExtBuilder::default().with_rules(ORDER, rules).build_and_execute(|| {
		let failed = |rule, error: Error<Test>| Event::ActionFailed {
			agreement: 0,
			cause: Cause::Rule(rule),
			error: error.into(),
		};
		// Too little for service, enough for the parts.
		let readings = shaking([1, 2]).into_iter().chain(hot([3, 4])).collect();
		assert_ok!(send("robot", report(0, readings)));
		assert_eq!(events()[1], failed(VIBRATION, Error::BudgetExceeded));
		assert!(matches!(events()[2], Event::PartOrdered { request: 0, price: ORDER, .. }));
		assert_eq!((counts(), budget(), NextRequest::<Test>::get()), (vec![0, 0], 0, 1));

		System::reset_events();
		assert_ok!(send("bob", set_part("bearing", 111)));
		assert_ok!(send("robot", report(0, hot([5, 6]))));
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_ok!(send("robot", report(0, hot([7, 8]))));
		assert_ok!(send("bob", set_part("bearing", u128::MAX)));
		assert_ok!(send("robot", report(0, hot([9, 10]))));
		let failures: Vec<_> =
			events().into_iter().filter(|event| matches!(event, Event::ActionFailed { .. })).collect();
		assert_eq!(
			failures,
			[failed(HEAT, Error::PriceAboveCap), failed(HEAT, Error::UnknownPart), failed(HEAT, Error::Overflow)]
		);
		assert_eq!(counts(), [0, 0]);
	});
}

#[test]
fn an_action_that_fails_half_way_leaves_nothing_behind() {
	let rules = rules([part_rule(200, 1, "bearing", 3, 330)]);
	ExtBuilder::default().with_rules(1_000, rules).build_and_execute(|| {
		let set = |requests| Agreements::<Test>::mutate_extant(0, |agreement| agreement.requests = requests);
		set(u32::MAX);
		assert_ok!(send("robot", report(0, hot([1, 2]))));
		let error = Error::<Test>::NumbersExhausted.into();
		assert_eq!(events().pop(), Some(Event::ActionFailed { agreement: 0, cause: Cause::Rule(0), error }));
		assert_eq!((NextRequest::<Test>::get(), money("alice")), (0, (RICH - 1_000, 1_000, 0)));
		set(0);
	});
}

#[test]
fn a_rule_can_fire_more_than_once_in_a_report_but_not_without_end() {
	let rules = rules([part_rule(200, 1, "bearing", 1, 330)]);
	ExtBuilder::default().with_rules(10_000, rules).build_and_execute(|| {
		assert_ok!(send("robot", report(0, hot(1..=6))));
		assert_eq!(NextRequest::<Test>::get(), 3);
		assert_noop!(send("robot", report(0, hot(7..=56))), Error::<Test>::TooManyFirings);
		// 24 firings are allowed; four requests may be open.
		assert_ok!(send("robot", report(0, hot(7..=54))));
		assert_eq!(NextRequest::<Test>::get(), 4);
		let refused =
			Event::ActionFailed { agreement: 0, cause: Cause::Rule(0), error: Error::<Test>::TooManyRequests.into() };
		assert_eq!(events().into_iter().filter(|event| *event == refused).count(), 23);
	});
}

/// However eager the rules, a single reading can be reported.
#[test]
fn every_rule_and_every_meter_fires_at_one_reading() {
	let most = vec![service_rule(100, 0); MAX_RULES as usize].try_into().expect("most");
	ExtBuilder::default().with_rules(0, most).build_and_execute(|| {
		let schedule = Schedule::Usage { channel: channel(Metric::Vibration), next: 1, every: 100_000_000 };
		for _ in 0..MAX_PLAN {
			assert_ok!(send("alice", add_plan(schedule, bpiiot_primitives::Action::Notify)));
		}
		System::reset_events();
		assert_ok!(send("robot", report(0, shaking([1]))));
		assert_eq!(events()[0], Event::Reported { agreement: 0, readings: 1, until: 1, firings: MAX_RULES + MAX_PLAN });
	});
}

#[test]
fn unused_weight_is_given_back() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		let call = RuntimeCall::from(report(0, hot(1..=3)));
		let most = call.get_dispatch_info().call_weight;
		assert_eq!(most, <SubstrateWeight<Test> as WeightInfo>::report(3, MaxFirings::get()));
		let used = call.dispatch(RuntimeOrigin::signed(account("robot"))).expect("reports").actual_weight;
		assert_eq!(used, Some(<SubstrateWeight<Test> as WeightInfo>::report(3, 0)));
	});
}
