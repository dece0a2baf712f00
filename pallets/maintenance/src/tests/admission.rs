//! What those can do who take part no more. The runtime refuses their signed calls; these are what a proxy or a multisig
//! carries.

use bpiiot_primitives::{Action, Metric};
use frame_support::{assert_noop, assert_ok};

use super::{money, status};
use crate::{Call, Cause, Error, Event, NextRequest, RequestStatus, mock::*};

const CONFIRM: Call<Test> = Call::confirm_request { request: 0 };

fn eager() -> ExtBuilder {
	let rules = rules([service_rule(100, 0), part_rule(200, 0, "bearing", 3, 330), notify_rule(2, 0)]);
	ExtBuilder::default().with_rules(5_000, rules)
}

#[test]
fn a_provider_that_was_expelled_promises_nothing_new() {
	ExtBuilder::default().with_agreement(5_000).with_order().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		expel("bob");
		for call in [
			Call::accept_request { request: 0 },
			Call::accept_agreement { agreement: 1 },
			set_part("belt", 5),
			Call::publish_template { name: text("care"), terms: terms(table1_rules()) },
		] {
			assert_noop!(send("bob", call), Error::<Test>::NotServiceProvider);
		}
		assert_noop!(send("alice", propose(table1_rules())), Error::<Test>::NotServiceProvider);
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		for call in [replenish("bearing", 1), Call::write_off_part { part: part("bearing"), quantity: 1 }] {
			assert_noop!(send("bob", call), Error::<Test>::NotAdmitted);
		}
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_ok!(send("bob", Call::cancel_agreement { agreement: 1 }));
	});
}

#[test]
fn nothing_is_asked_of_a_provider_that_was_expelled() {
	eager().build_and_execute(|| {
		expel("bob");
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::NotServiceProvider);
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::NotServiceProvider);
		let readings = vec![reading(Metric::Vibration, 101, 1), reading(Metric::Pressure, 1, 1)];
		assert_ok!(send("robot", report(0, readings)));
		let error = Error::<Test>::NotServiceProvider.into();
		assert_eq!(
			events()[1..],
			[
				Event::ActionFailed { agreement: 0, cause: Cause::Rule(0), error },
				// The owner still hears what its machine has to say.
				Event::Notified { agreement: 0, device: 0, cause: Cause::Rule(2), trigger: None },
			]
		);
		assert_eq!(NextRequest::<Test>::get(), 0);
	});
}

/// A machine must not stand still because its provider is expelled while the part is on its way.
#[test]
fn an_expelled_provider_delivers_what_it_has_accepted_and_is_paid() {
	ExtBuilder::default().with_agreement(5_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", Call::write_off_part { part: part("bearing"), quantity: 999 }));
		expel("bob");
		assert!(Maintenance::has_work(&account("bob")) && Maintenance::has_work(&account("alice")));
		assert_noop!(send("bob", complete(0)), Error::<Test>::OutOfStock);
		assert_ok!(send("bob", replenish("bearing", 2)));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((status(0), money("bob").0), (RequestStatus::Paid, RICH + ORDER));
		assert!(!Maintenance::has_work(&account("bob")) && !Maintenance::has_work(&account("alice")));
		assert_noop!(send("bob", replenish("bearing", 2)), Error::<Test>::NotAdmitted);
	});
	// A called arbiter has work, too, until it has decided.
	ExtBuilder::default().with_terms(5_000, arbitrated()).completed().build_and_execute(|| {
		assert!(!Maintenance::has_work(&account("eve")));
		assert_ok!(send("alice", dispute(0)));
		assert!(Maintenance::has_work(&account("eve")));
		assert_ok!(send("eve", award(0, 0, true)));
		assert!(!Maintenance::has_work(&account("eve")));
	});
}

#[test]
fn an_owner_that_was_expelled_can_only_bring_things_to_an_end() {
	eager().build_and_execute(|| {
		assert_ok!(send("robot", order_part(0, 1, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", add_plan(by_hours(1, 1), Action::Notify)));
		expel("alice");
		for call in [
			propose(table1_rules()),
			Call::fund_budget { agreement: 0, amount: 1 },
			add_plan(by_time(5, 20), Action::Notify),
			replace(0, "bearing", 1),
			rate(0, 5),
		] {
			assert_noop!(send("alice", call), Error::<Test>::NotAdmitted);
		}
		let spares = Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity: 1 };
		assert_noop!(send("alice", spares), Error::<Test>::NotOwner);
		for call in [
			report(0, vec![reading(Metric::Vibration, 101, 1)]),
			request_service(0, 0, 2),
			order_part(0, 1, 2),
			Call::notify { agreement: 0, rule: 2, trigger: 2 },
			Call::request_planned { agreement: 0, plan: 0, meter: 1_000_000, trigger: 2 },
		] {
			assert_noop!(send("robot", call), Error::<Test>::NotAdmitted);
		}
		assert_ok!(send("alice", remove_plan(0)));
		assert_ok!(send("alice", CONFIRM));
		assert_ok!(send("alice", Call::withdraw_budget { agreement: 0, amount: 1 }));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_eq!(money("alice"), (RICH - ORDER, 0, 0));
	});
}
