use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};

use super::{UNSIGNED, budget, delivered, money, status};
use crate::{Agreements, Call, Error, Event, RequestStatus, mock::*};

const CONFIRM: Call<Test> = Call::confirm_request { request: 0 };

// covers M61, M85
#[test]
fn the_provider_is_paid_once() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((money("alice"), budget()), ((RICH - 1_000, 1_000 - ORDER, 0), 1_000 - ORDER));
		assert_eq!(money("bob"), (RICH + ORDER, 0, 0));
		assert_eq!(status(0), RequestStatus::Paid);
		assert_eq!(Agreements::<Test>::get(0).map(|found| found.open_requests), Some(0));
		assert_eq!(events(), [delivered(), Event::Paid { request: 0, provider: account("bob"), amount: ORDER }]);
		assert_noop!(send("alice", CONFIRM), Error::<Test>::NotCompleted);
	});
}

#[test]
fn nobody_else_confirms() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, CONFIRM), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", Call::confirm_request { request: 1 }), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), CONFIRM), UNSIGNED);
	});
}

#[test]
fn only_completed_work_is_paid() {
	for builder in [ExtBuilder::default().with_order(), ExtBuilder::default().accepted()] {
		builder.with_agreement(1_000).build_and_execute(|| {
			assert_noop!(send("alice", CONFIRM), Error::<Test>::NotCompleted);
		});
	}
}

#[test]
fn a_freeze_after_the_order_does_not_stop_the_payment() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		Balances::set_lock(*b"dodge___", &account("alice"), RICH, WithdrawReasons::all());
		assert_ok!(send("alice", CONFIRM));
		assert_eq!(money("bob").0, RICH + ORDER);
	});
}

#[test]
fn a_provider_whose_account_is_gone_can_be_paid_when_it_is_back() {
	let rules = rules([part_rule(1, 1, "bearing", 1, 1)]);
	ExtBuilder::default().with_rules(1_000, rules).build_and_execute(|| {
		// Less than the existential deposit, which alone cannot bring an account to life.
		assert_ok!(send("bob", set_part("bearing", 1)));
		assert_ok!(send("robot", order_part(0, 0, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		let bob = RuntimeOrigin::signed(account("bob"));
		assert_ok!(Balances::transfer_all(bob, account("eve"), false));
		assert_noop!(send("alice", CONFIRM), Error::<Test>::CannotBePaid);
		assert_eq!(money("alice").2, 1);
		let eve = RuntimeOrigin::signed(account("eve"));
		assert_ok!(Balances::transfer_allow_death(eve, account("bob"), ED));
		assert_ok!(send("alice", CONFIRM));
		assert_eq!(money("bob").0, ED + 1);
	});
}
