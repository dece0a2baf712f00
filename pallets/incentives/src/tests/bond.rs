use bpiiot_primitives::Balance;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Bond, Bonds, Call, Error, Event};

fn bond(amount: Balance) -> Call<Test> {
	Call::bond { amount }
}

#[test]
fn a_bond_holds_the_stake_and_counts_from_the_next_epoch_on() {
	execute(|| {
		block(&by("miner"), || {
			forget_events();
			assert_ok!(send("alice", bond(3 * STAKE)));
			assert_eq!(events(), [Event::Bonded { who: account("alice"), amount: 3 * STAKE, bonded: 3 * STAKE }]);
		});
		assert_eq!((held("alice").0, free("alice")), (3 * STAKE, RICH - 3 * STAKE));
		let stored = Bond { held: 3 * STAKE, epoch: 0, counts: 0, next: 3 * STAKE };
		assert_eq!(Incentives::bond_of(account("alice")), Some(stored));
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 0));
		epoch(1);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 3));
		// More counts in the next one again, and a broken token not at all.
		assert_ok!(send("alice", bond(STAKE * 3 / 2)));
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 3));
		epoch(2);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 4));
		assert_eq!(held("alice").0, STAKE * 9 / 2);
	});
}

#[test]
fn stake_that_is_leaving_is_used_first() {
	execute(|| {
		assert_ok!(send("alice", bond(5 * STAKE)));
		epoch(1);
		assert_ok!(send("alice", Call::unbond { amount: 4 * STAKE }));
		assert_eq!(held("alice").0, 5 * STAKE);
		assert_ok!(send("alice", bond(2 * STAKE)));
		assert_eq!((held("alice").0, free("alice")), (5 * STAKE, RICH - 5 * STAKE), "nothing more is held");
		assert_ok!(send("alice", bond(4 * STAKE)));
		assert_eq!(held("alice").0, 7 * STAKE);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 5));
		epoch(2);
		assert_eq!(Incentives::contributions_of(account("alice")), (0, 7));
	});
}

#[test]
fn what_left_earlier_comes_back_with_the_next_change() {
	execute(|| {
		assert_ok!(send("alice", bond(5 * STAKE)));
		epoch(1);
		assert_ok!(send("alice", Call::unbond { amount: 4 * STAKE }));
		epoch(2);
		forget_events();
		assert_ok!(send("alice", bond(STAKE)));
		let who = account("alice");
		let withdrawn = Event::Withdrawn { who: who.clone(), amount: 3 * STAKE };
		assert_eq!(events(), [withdrawn, Event::Bonded { who, amount: STAKE, bonded: 2 * STAKE }]);
		assert_eq!(held("alice").0, 2 * STAKE);
	});
}

/// A device's bond would never count, since what it does is counted for its owner.
#[test]
fn a_device_bonds_nothing() {
	execute(|| {
		// Dave has bonded before his account becomes a device's; he gets that back.
		assert_ok!(send("dave", bond(2 * STAKE)));
		register_device(7, "alice", "dave");
		assert_noop!(send("dave", bond(STAKE)), Error::<Test>::DeviceAccount);
		assert_ok!(send("dave", Call::unbond { amount: 2 * STAKE }));
		assert_eq!(held("dave").0, 0);
	});
}

#[test]
fn amounts_that_cannot_be_bonded() {
	execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), bond(STAKE)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), bond(STAKE)), UNSIGNED);
		assert_noop!(send("alice", bond(0)), Error::<Test>::ZeroAmount);
		assert_noop!(send("alice", bond(1)), Error::<Test>::BondTooSmall);
		assert_noop!(send("alice", bond(STAKE - 1)), Error::<Test>::BondTooSmall);
		assert_noop!(send("alice", bond(RICH)), Error::<Test>::CannotPayBond);
		assert_noop!(send("alice", bond(RICH - ED + 1)), Error::<Test>::CannotPayBond);
		assert_noop!(send("alice", bond(Balance::MAX)), Error::<Test>::CannotPayBond);
		assert_noop!(send("nobody", bond(STAKE)), Error::<Test>::CannotPayBond);
		assert_ok!(send("alice", bond(RICH - ED)));
		assert_noop!(send("alice", bond(1)), Error::<Test>::CannotPayBond);
		assert_noop!(send("alice", bond(Balance::MAX)), Error::<Test>::Overflow);
		// Small additions to a bond are fine.
		assert_ok!(send("bob", bond(STAKE)));
		assert_ok!(send("bob", bond(1)));
		assert_eq!(Bonds::<Test>::iter().count(), 2);
	});
}
