use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, apply, free, held};
use crate::{Applications, Error, Event, mock::*};

#[test]
fn the_bond_comes_back() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		System::reset_events();
		assert_ok!(Verifiers::withdraw_application(signed("bob")));
		assert_eq!((held("bob"), free("bob")), (0, RICH - KEY_DEPOSIT));
		assert_eq!(Applications::<Test>::get(account("bob")), None);
		assert_eq!(events(), [Event::ApplicationWithdrawn { who: account("bob"), bond: BOND }]);
		assert_noop!(Verifiers::withdraw_application(signed("bob")), Error::<Test>::NotFound);
		assert_noop!(Verifiers::admit(RuntimeOrigin::root(), account("bob")), Error::<Test>::NotFound);
	});
}

#[test]
fn there_is_nothing_to_withdraw_for_a_stranger_or_a_verifier() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		for name in ["alice", "bob", "carol"] {
			assert_noop!(Verifiers::withdraw_application(signed(name)), Error::<Test>::NotFound);
		}
		assert_noop!(Verifiers::withdraw_application(RuntimeOrigin::none()), DispatchError::BadOrigin);
		assert_eq!(held("bob"), BOND);
	});
}
