use bpiiot_primitives::Balance;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Bonds, Call, Error, Event};

fn unbond(amount: Balance) -> Call<Test> {
	Call::unbond { amount }
}

#[test]
fn stake_that_counts_stays_held_to_the_end_of_the_epoch() {
	execute(|| {
		assert_ok!(send("alice", Call::bond { amount: 5 * STAKE }));
		epoch(1);
		forget_events();
		assert_ok!(send("alice", unbond(3 * STAKE)));
		assert_eq!(events(), [Event::Unbonded { who: account("alice"), amount: 3 * STAKE, bonded: 2 * STAKE }]);
		assert_eq!(held("alice").0, 5 * STAKE);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 5), "it counts still");
		epoch(2);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 2));
		forget_events();
		assert_ok!(send("alice", unbond(2 * STAKE)));
		let who = account("alice");
		let unbonded = Event::Unbonded { who: who.clone(), amount: 2 * STAKE, bonded: 0 };
		assert_eq!(events(), [unbonded, Event::Withdrawn { who, amount: 3 * STAKE }]);
		assert_eq!(held("alice").0, 2 * STAKE);
	});
}

#[test]
fn stake_that_does_not_count_yet_comes_back_at_once() {
	execute(|| {
		epoch(1);
		assert_ok!(send("alice", Call::bond { amount: 5 * STAKE }));
		forget_events();
		assert_ok!(send("alice", unbond(4 * STAKE)));
		assert_eq!((held("alice").0, events().len()), (STAKE, 2));
		assert_ok!(send("alice", unbond(STAKE)));
		assert_eq!((held("alice").0, free("alice"), Bonds::<Test>::iter().count()), (0, RICH, 0));
	});
}

#[test]
fn amounts_that_cannot_be_taken_out() {
	execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), unbond(STAKE)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), unbond(STAKE)), UNSIGNED);
		assert_noop!(send("alice", unbond(0)), Error::<Test>::ZeroAmount);
		assert_noop!(send("alice", unbond(1)), Error::<Test>::NotBonded);
		assert_ok!(send("alice", Call::bond { amount: 2 * STAKE }));
		assert_noop!(send("bob", unbond(1)), Error::<Test>::NotBonded);
		assert_noop!(send("alice", unbond(2 * STAKE + 1)), Error::<Test>::BondExceeded);
		assert_noop!(send("alice", unbond(Balance::MAX)), Error::<Test>::BondExceeded);
		assert_noop!(send("alice", unbond(STAKE + 1)), Error::<Test>::BondTooSmall);
		assert_noop!(send("alice", unbond(2 * STAKE - 1)), Error::<Test>::BondTooSmall);
		assert_ok!(send("alice", unbond(STAKE)));
		assert_ok!(send("alice", unbond(STAKE)));
		assert_noop!(send("alice", unbond(1)), Error::<Test>::NotBonded);
	});
}
