use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};

use super::{UNSIGNED, budget, money};
use crate::{Call, Error, Event, mock::*};

fn fund(amount: u128) -> Call<Test> {
	Call::fund_budget { agreement: 0, amount }
}

#[test]
fn the_amount_is_held_and_adds_up() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_ok!(send("alice", fund(300)));
		assert_ok!(send("alice", fund(200)));
		assert_eq!((money("alice"), budget()), ((RICH - 500, 500, 0), 500));
		assert_eq!(
			events(),
			[
				Event::BudgetFunded { agreement: 0, amount: 300, budget: 300 },
				Event::BudgetFunded { agreement: 0, amount: 200, budget: 500 },
			]
		);
	});
}

#[test]
fn only_the_owner_funds_and_with_something() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, fund(1)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", fund(0)), Error::<Test>::ZeroAmount);
		assert_noop!(send("alice", Call::fund_budget { agreement: 1, amount: 1 }), Error::<Test>::AgreementNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), fund(1)), UNSIGNED);
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		assert_noop!(send("alice", fund(1)), Error::<Test>::AlreadyCancelled);
	});
}

#[test]
fn only_free_money_gets_in() {
	ExtBuilder::default().with_agreement(0).build_and_execute(|| {
		assert_noop!(send("alice", fund(RICH - ED + 1)), Error::<Test>::InsufficientFunds);
		Balances::set_lock(*b"vesting_", &account("alice"), RICH - 100, WithdrawReasons::all());
		assert_noop!(send("alice", fund(101)), Error::<Test>::InsufficientFunds);
		assert_ok!(send("alice", fund(100)));
	});
}

/// Who gains by cheating: an owner that freezes its account to take back what it has promised.
#[test]
fn a_freeze_does_not_stop_a_payment() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		Balances::set_lock(*b"vesting_", &account("alice"), RICH, WithdrawReasons::all());
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!(money("bob").0, RICH + ORDER);
	});
}

#[test]
fn a_budget_does_not_overflow() {
	ExtBuilder::default().with_agreement(1).build_and_execute(|| {
		assert_noop!(send("alice", fund(u128::MAX)), Error::<Test>::Overflow);
		assert_noop!(send("alice", fund(u128::MAX - 1)), Error::<Test>::InsufficientFunds);
	});
}
