//! What a dishonest device, provider, owner or stranger would try.

use bpiiot_primitives::Metric;
use frame_support::{assert_noop, assert_ok};

use super::{budget, go_to, money, status};
use crate::{Call, Error, NextRequest, RequestStatus, Requests, mock::*};

#[test]
fn a_device_cannot_spend_past_its_budget() {
	ExtBuilder::default().with_agreement(2 * ORDER + 50).build_and_execute(|| {
		assert_ok!(send("robot", order_part(0, HEAT, 1)));
		assert_ok!(send("robot", order_part(0, HEAT, 2)));
		assert_noop!(send("robot", order_part(0, HEAT, 3)), Error::<Test>::BudgetExceeded);
		assert_noop!(send("robot", request_service(0, VIBRATION, 3)), Error::<Test>::BudgetExceeded);
		assert_eq!(money("alice"), (RICH - 2 * ORDER - 50, 50, 2 * ORDER));
	});
}

#[test]
fn a_device_cannot_spend_the_budget_of_another_agreement() {
	ExtBuilder::default().with_agreement(100).build_and_execute(|| {
		assert_ok!(send("alice", propose(table1_rules())));
		assert_ok!(send("bob", Call::accept_agreement { agreement: 1 }));
		assert_ok!(send("alice", Call::fund_budget { agreement: 1, amount: 10_000 }));
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::BudgetExceeded);
	});
}

#[test]
fn a_device_cannot_spend_after_its_agreement_is_cancelled() {
	let rules = rules([service_rule(100, 1), part_rule(200, 1, "bearing", 3, 330)]);
	ExtBuilder::default().with_rules(10_000, rules).build_and_execute(|| {
		assert_ok!(send("robot", report(0, vec![reading(Metric::Temperature, 300, 1)])));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::NotActive);
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::NotActive);
		assert_noop!(send("robot", report(0, vec![reading(Metric::Temperature, 300, 2)])), Error::<Test>::NotActive);
		assert_eq!(money("alice"), (RICH, 0, 0));
	});
}

#[test]
fn a_device_can_neither_move_money_nor_decide_about_jobs() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		for call in [
			Call::fund_budget { agreement: 0, amount: 1 },
			Call::withdraw_budget { agreement: 0, amount: 1 },
			Call::confirm_request { request: 0 },
			give_back(0),
		] {
			assert_noop!(send("robot", call), Error::<Test>::NotOwner);
		}
		for call in [Call::accept_request { request: 0 }, Call::reject_request { request: 0 }, complete(0)] {
			assert_noop!(send("robot", call), Error::<Test>::NotProvider);
		}
		assert_noop!(send("robot", Call::cancel_agreement { agreement: 0 }), Error::<Test>::NotParty);
	});
}

#[test]
fn a_provider_is_not_paid_twice_for_one_job() {
	ExtBuilder::default().with_agreement(10_000).completed().build_and_execute(|| {
		assert_noop!(send("bob", complete(0)), Error::<Test>::NotAccepted);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_noop!(send("alice", Call::confirm_request { request: 0 }), Error::<Test>::NotCompleted);
		assert_noop!(send("bob", complete(0)), Error::<Test>::NotAccepted);
		assert_noop!(send("bob", Call::reject_request { request: 0 }), Error::<Test>::NotOpen);
		go_to(900);
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::AlreadySettled);
		assert_eq!((money("bob").0, money("alice").2), (RICH + ORDER, 0));
	});
}

#[test]
fn a_provider_cannot_raise_the_price_of_an_order_that_is_out() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", set_part("bearing", 100_000)));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!(money("bob").0, RICH + ORDER);
	});
}

#[test]
fn a_provider_cannot_confirm_its_own_work_nor_cut_the_owners_time_short() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_noop!(send("bob", Call::confirm_request { request: 0 }), Error::<Test>::NotOwner);
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::NotExpired);
	});
}

#[test]
fn an_owner_cannot_take_the_escrow_of_accepted_work() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("alice", Call::withdraw_budget { agreement: 0, amount: 1_000 - ORDER }));
		assert_noop!(send("alice", Call::withdraw_budget { agreement: 0, amount: 1 }), Error::<Test>::BudgetExceeded);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("alice", Call::expire_request { request: 0 }), Error::<Test>::NotExpired);
		let everything = RuntimeOrigin::signed(account("alice"));
		assert!(Balances::transfer_all(everything, account("carol"), false).is_ok());
		assert_eq!(money("alice"), (ED, 0, ORDER));
		assert_ok!(send("bob", complete(0)));
		go_to(1 + ReleasePeriod::get() + 1);
		assert_ok!(send("bob", Call::expire_request { request: 0 }));
		assert_eq!(money("bob").0, RICH + ORDER);
	});
}

#[test]
fn an_owner_cannot_return_late_work_and_expire_it_at_once() {
	ReleasePeriod::set(100);
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		go_to(1 + RESPONSE + 30);
		assert_ok!(send("alice", give_back(0)));
		assert_noop!(send("alice", Call::expire_request { request: 0 }), Error::<Test>::NotExpired);
		assert_ok!(send("bob", complete(0)));
	});
	ReleasePeriod::set(10);
}

#[test]
fn an_owner_cannot_have_a_late_provider_work_for_nothing() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		go_to(1 + RESPONSE + 1);
		// The provider hears that it is too late before it goes to work, and nothing is left hanging.
		assert_noop!(send("bob", complete(0)), Error::<Test>::DeadlinePassed);
		assert_ok!(send("bob", Call::expire_request { request: 0 }));
		assert_eq!((status(0), budget()), (RequestStatus::TimedOut, 1_000));
	});
}

#[test]
fn a_stranger_gets_nowhere() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		let requests = NextRequest::<Test>::get();
		assert_noop!(send("eve", Call::confirm_request { request: 0 }), Error::<Test>::NotOwner);
		assert_noop!(send("eve", Call::reject_request { request: 0 }), Error::<Test>::NotProvider);
		assert_noop!(send("eve", order_part(0, HEAT, 9)), Error::<Test>::NotDevice);
		// Another owner's device, though a device, is not this agreement's.
		assert_noop!(send("press", order_part(0, HEAT, 9)), Error::<Test>::NotDevice);
		assert_eq!(Requests::<Test>::iter().count() as u32, requests);
	});
}

#[test]
fn a_key_of_a_removed_device_fires_nothing() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert!(remove_device(0));
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::NotDevice);
		// Registered anew it is another device.
		register_device("alice", "robot");
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::NotDevice);
	});
}

/// Who gains by cheating: an owner that sells a machine with its agreement, so that the buyer's machine orders at the cost of
/// the seller, or the seller's at that of nobody.
#[test]
fn a_machine_that_was_sold_spends_nothing_of_its_former_owners_money() {
	ExtBuilder::default().with_agreement(10_000).build_and_execute(|| {
		assert_ok!(send("alice", add_plan(by_time(5, 20), bpiiot_primitives::Action::RequestService)));
		hand_over(0, "carol");
		assert_noop!(send("robot", order_part(0, HEAT, 1)), Error::<Test>::DeviceMoved);
		assert_noop!(send("robot", request_service(0, VIBRATION, 1)), Error::<Test>::DeviceMoved);
		run_to(5);
		assert_eq!(NextRequest::<Test>::get(), 0);
		assert_eq!(money("alice"), (RICH - 10_000, 10_000, 0));
		// The new owner has no say in the old agreement, and the old one can still end it.
		assert_noop!(send("carol", Call::withdraw_budget { agreement: 0, amount: 1 }), Error::<Test>::NotOwner);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_eq!(money("alice"), (RICH, 0, 0));
	});
}

/// Who gains by cheating: a stolen device key that eats up its owner's free money by deposits.
#[test]
fn a_stolen_device_key_costs_the_budget_at_most() {
	ExtBuilder::default().with_deposits().with_agreement(200).build_and_execute(|| {
		MaxOpenRequests::set(1_000);
		let free = money("alice").0;
		let mut trigger = 0;
		while send("robot", request_service(0, VIBRATION, trigger)).is_ok()
			|| send("robot", order_part(0, HEAT, trigger)).is_ok()
		{
			trigger += 1;
		}
		assert_eq!(money("alice").0, free);
		MaxOpenRequests::set(4);
	});
}
