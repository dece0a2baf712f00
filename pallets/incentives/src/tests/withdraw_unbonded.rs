use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Bonds, Call, Error, Event};

const WITHDRAW: Call<Test> = Call::withdraw_unbonded {};

#[test]
fn stake_comes_back_in_the_epoch_after_the_one_it_counted_in() {
	execute(|| {
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NotBonded);
		assert_ok!(send("alice", Call::bond { amount: 5 * STAKE }));
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NothingToWithdraw);
		epoch(1);
		assert_ok!(send("alice", Call::unbond { amount: 5 * STAKE }));
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NothingToWithdraw);
		go_to(2 * EPOCH - 1);
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NothingToWithdraw);
		go_to(2 * EPOCH);
		assert_noop!(send_from(RuntimeOrigin::none(), WITHDRAW), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), WITHDRAW), UNSIGNED);
		assert_noop!(send("bob", WITHDRAW), Error::<Test>::NotBonded);
		forget_events();
		assert_ok!(send("alice", WITHDRAW));
		assert_eq!(events(), [Event::Withdrawn { who: account("alice"), amount: 5 * STAKE }]);
		assert_eq!((held("alice").0, free("alice"), Bonds::<Test>::iter().count()), (0, RICH, 0));
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NotBonded);
	});
}

#[test]
fn what_is_bonded_stays() {
	execute(|| {
		assert_ok!(send("alice", Call::bond { amount: 5 * STAKE }));
		epoch(1);
		assert_ok!(send("alice", Call::unbond { amount: 2 * STAKE }));
		epoch(4);
		assert_ok!(send("alice", WITHDRAW));
		assert_eq!(held("alice").0, 3 * STAKE);
		assert_noop!(send("alice", WITHDRAW), Error::<Test>::NothingToWithdraw);
	});
}
