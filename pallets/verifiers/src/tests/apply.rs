use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, free, held};
use crate::{Application, Applications, Error, Event, mock::*};

#[test]
fn the_bond_is_held_and_the_committee_can_see_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_keys("bob", "bob"));
		assert_ok!(Verifiers::apply(signed("bob")));
		assert_eq!(Applications::<Test>::get(account("bob")), Some(Application { bond: BOND, since: 1 }));
		assert_eq!((held("bob"), free("bob")), (BOND, RICH - BOND - KEY_DEPOSIT));
		assert_eq!(events(), [Event::Applied { who: account("bob"), bond: BOND }]);
	});
}

#[test]
fn it_needs_keys_and_money() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::NoKeys);
		assert_ok!(set_keys("bob", "bob"));
		let left = BOND + ED - 1;
		let spent = RICH - KEY_DEPOSIT - left;
		assert_ok!(Balances::transfer_keep_alive(signed("bob"), account("carol"), spent));
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::InsufficientFunds);
		assert_ok!(Balances::transfer_keep_alive(signed("carol"), account("bob"), 1));
		assert_ok!(Verifiers::apply(signed("bob")));
	});
}

#[test]
fn nobody_applies_twice_or_as_a_verifier() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Verifiers::apply(signed("alice")), Error::<Test>::AlreadyExists);
		admit("bob");
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::AlreadyExists);
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::AlreadyExists);
		assert_ok!(set_keys("carol", "carol"));
		assert_ok!(Verifiers::apply(signed("carol")));
		assert_noop!(Verifiers::apply(signed("carol")), Error::<Test>::AlreadyExists);
		assert_noop!(Verifiers::apply(RuntimeOrigin::none()), DispatchError::BadOrigin);
		assert_noop!(Verifiers::apply(RuntimeOrigin::root()), DispatchError::BadOrigin);
	});
}
