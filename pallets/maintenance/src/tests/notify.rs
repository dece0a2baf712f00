use bpiiot_primitives::Metric;
use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, money};
use crate::{Call, Cause, Error, Event, LastTrigger, NextRequest, mock::*};

fn notify(rule: u8, trigger: u64) -> Call<Test> {
	Call::notify { agreement: 0, rule, trigger }
}

fn watched() -> ExtBuilder {
	ExtBuilder::default().with_rules(1_000, rules([notify_rule(2, 1), service_rule(100, 1)]))
}

fn noticed(trigger: Option<u64>) -> Event<Test> {
	Event::Notified { agreement: 0, device: 0, cause: Cause::Rule(0), trigger }
}

#[test]
fn low_pressure_gives_notice_and_costs_nothing() {
	watched().build_and_execute(|| {
		// Two bar are not less than two.
		let low =
			vec![reading(Metric::Pressure, 2, 1), reading(Metric::Pressure, 1, 2), reading(Metric::Pressure, 1, 3)];
		assert_ok!(send("robot", report(0, low)));
		assert_eq!(events(), [Event::Reported { agreement: 0, readings: 3, until: 3, firings: 1 }, noticed(None)]);
		assert_eq!((NextRequest::<Test>::get(), money("alice")), (0, (RICH - 1_000, 1_000, 0)));
	});
}

#[test]
fn the_device_gives_notice_once_for_each_trigger() {
	watched().build_and_execute(|| {
		assert_ok!(send("robot", notify(0, 4)));
		assert_eq!((events(), LastTrigger::<Test>::get(0)), (vec![noticed(Some(4))], Some(4)));
		assert_noop!(send("robot", notify(0, 4)), Error::<Test>::DuplicateTrigger);
		assert_noop!(send("robot", notify(0, 3)), Error::<Test>::DuplicateTrigger);
		assert_ok!(send("robot", notify(0, 5)));
	});
}

#[test]
fn the_rule_has_to_ask_for_notice() {
	watched().build_and_execute(|| {
		assert_noop!(send("robot", notify(1, 1)), Error::<Test>::WrongAction);
		assert_noop!(send("robot", request_service(0, 0, 1)), Error::<Test>::WrongAction);
		assert_noop!(send("robot", order_part(0, 0, 1)), Error::<Test>::WrongAction);
		assert_noop!(send("robot", notify(2, 1)), Error::<Test>::RuleNotFound);
		for name in ["alice", "bob", "press", "eve"] {
			assert_noop!(send(name, notify(0, 1)), Error::<Test>::NotDevice);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), notify(0, 1)), UNSIGNED);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", notify(0, 1)), Error::<Test>::NotActive);
	});
}

#[test]
fn every_metric_and_position_can_be_watched() {
	let metrics =
		[Metric::Temperature, Metric::Vibration, Metric::Pressure, Metric::Displacement, Metric::Custom(u16::MAX)];
	for metric in metrics {
		for position in [0, 1, u8::MAX] {
			let mut rule = notify_rule(5, 1);
			rule.threshold.channel = bpiiot_primitives::Channel { metric, position };
			ExtBuilder::default().with_rules(0, rules([rule.clone()])).build_and_execute(|| {
				let at = |at| bpiiot_primitives::Reading { channel: rule.threshold.channel, value: 0, at };
				assert_ok!(send("robot", report(0, vec![at(1), at(2)])));
				assert_eq!(events().last(), Some(&noticed(None)));
			});
		}
	}
}
