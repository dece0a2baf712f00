use bpiiot_primitives::Metric;
use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, budget, money, request};
use crate::{
	Agreements, Call, Cause, Counters, Error, Event, LastTrigger, MAX_TRIGGER_STEP, NextRequest, Request, RequestKind,
	RequestStatus, RequestsOf, Uses, mock::*,
};

// covers M60
#[test]
fn the_device_requests_service_from_its_provider() {
	ExtBuilder::default().with_agreement(2_000).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 7)));
		let expected = Request {
			agreement: 0,
			place: 0,
			cause: Cause::Rule(VIBRATION),
			device: 0,
			provider: account("bob"),
			owner: account("alice"),
			kind: RequestKind::Service,
			price: SERVICE,
			paid: 0,
			bond: 0,
			deposit: 0,
			status: RequestStatus::Open,
			raised_at: 1,
			deadline: 1 + RESPONSE,
			completed_at: None,
			settled_at: None,
			trigger: Some(7),
			evidence: None,
			returns: 0,
			milestone: 0,
			shipped: false,
			keeps_device: true,
			dispute: None,
			offer: None,
			score: None,
		};
		assert_eq!(request(0), expected);
		assert_eq!((money("alice"), budget()), ((RICH - 2_000, 1_500, SERVICE), 1_500));
		assert_eq!(RequestsOf::<Test>::get(0, 0), Some(0));
		assert_eq!(Agreements::<Test>::get(0).map(|found| (found.requests, found.open_requests)), Some((1, 1)));
		assert_eq!((LastTrigger::<Test>::get(0), Uses::<Test>::get(0)), (Some(7), 2));
		assert_eq!(
			events(),
			[Event::ServiceRequested {
				request: 0,
				agreement: 0,
				device: 0,
				cause: Cause::Rule(VIBRATION),
				trigger: Some(7),
				price: SERVICE
			}]
		);
	});
}

#[test]
fn service_that_the_contract_covers_needs_no_budget() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::propose_agreement {
			device: 0,
			provider: account("bob"),
			service_price: 0,
			response_blocks: 5,
			rules: table1_rules(),
		};
		assert_ok!(send("alice", call));
		assert_ok!(send("bob", Call::accept_agreement { agreement: 0 }));
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((money("alice"), money("bob")), ((RICH, 0, 0), (RICH, 0, 0)));
		assert_eq!(request(0).status, RequestStatus::Paid);
	});
}

#[test]
fn a_trigger_takes_effect_once() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 5)));
		for trigger in [0, 4, 5] {
			assert_noop!(send("robot", request_service(0, VIBRATION, trigger)), Error::<Test>::DuplicateTrigger);
			assert_noop!(send("robot", order_part(0, HEAT, trigger)), Error::<Test>::DuplicateTrigger);
		}
		assert_ok!(send("robot", request_service(0, VIBRATION, 6)));
		assert_ok!(send("robot", order_part(0, HEAT, 9)));
		assert_eq!(NextRequest::<Test>::get(), 3);
		// A retransmission hears of it whatever became of the agreement.
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", request_service(0, VIBRATION, 6)), Error::<Test>::DuplicateTrigger);
	});
}

/// Who gains by cheating: a thief of the device's key that ends its triggers for good by the greatest number.
#[test]
fn trigger_numbers_cannot_be_used_up_at_once() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		for trigger in [MAX_TRIGGER_STEP + 1, u64::MAX] {
			assert_noop!(send("robot", request_service(0, VIBRATION, trigger)), Error::<Test>::TriggerTooFar);
		}
		assert_ok!(send("robot", request_service(0, VIBRATION, MAX_TRIGGER_STEP)));
		assert_noop!(send("robot", order_part(0, HEAT, 2 * MAX_TRIGGER_STEP + 1)), Error::<Test>::TriggerTooFar);
		assert_ok!(send("robot", order_part(0, HEAT, 2 * MAX_TRIGGER_STEP)));
		// At the end of all numbers the sum does not wrap around.
		LastTrigger::<Test>::insert(0, u64::MAX - 1);
		assert_ok!(send("robot", order_part(0, HEAT, u64::MAX)));
	});
}

/// A unit that counts and lets the chain count, too, must not have one exceedance fire twice.
#[test]
fn a_trigger_starts_the_chains_counter_anew() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		let shaking = (1..=900).map(|at| reading(Metric::Vibration, 101, at)).collect();
		assert_ok!(send("robot", report(0, shaking)));
		assert_ok!(send("robot", report(0, vec![reading(Metric::Temperature, 201, 901)])));
		let counts = || Counters::<Test>::get(0).iter().map(|counter| counter.count).collect::<Vec<_>>();
		assert_eq!(counts(), [900, 1]);
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_eq!(counts(), [0, 1], "the other rule's stays");
	});
}

#[test]
fn the_first_trigger_may_be_zero() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 0)));
		assert_noop!(send("robot", request_service(0, VIBRATION, 0)), Error::<Test>::DuplicateTrigger);
	});
}

#[test]
fn a_trigger_that_failed_can_be_sent_again() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::BudgetExceeded);
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: SERVICE }));
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
	});
}

#[test]
fn only_the_agreements_device_fires_its_rules() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		for name in ["alice", "bob", "eve", "press", "nobody"] {
			assert_noop!(send(name, request_service(0, VIBRATION, 1)), Error::<Test>::NotDevice);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), request_service(0, VIBRATION, 1)), UNSIGNED);
		assert_noop!(send("robot", request_service(1, VIBRATION, 1)), Error::<Test>::AgreementNotFound);
		assert_noop!(send("robot", request_service(0, 2, 1)), Error::<Test>::RuleNotFound);
		assert_noop!(send("robot", request_service(0, HEAT, 1)), Error::<Test>::WrongAction);
	});
}

#[test]
fn only_an_active_agreement_fires() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 5_000 }));
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::NotActive);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::NotActive);
	});
}

#[test]
fn open_requests_are_bounded() {
	ExtBuilder::default().with_agreement(50_000).build_and_execute(|| {
		for trigger in 0..4 {
			assert_ok!(send("robot", request_service(0, VIBRATION, trigger)));
		}
		assert_noop!(send("robot", request_service(0, VIBRATION, 4)), Error::<Test>::TooManyRequests);
		assert_ok!(send("bob", Call::reject_request { request: 2 }));
		assert_ok!(send("robot", request_service(0, VIBRATION, 4)));
	});
}

#[test]
fn numbers_do_not_wrap_around() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		NextRequest::<Test>::put(u32::MAX);
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::NumbersExhausted);
		NextRequest::<Test>::put(0);
		System::set_block_number(u64::MAX - 5);
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::Overflow);
	});
}
