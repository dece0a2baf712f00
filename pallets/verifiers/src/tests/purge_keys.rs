use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{apply, free};
use crate::{Error, mock::*};

#[test]
fn the_deposit_comes_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_keys("bob", "bob"));
		assert_eq!(free("bob"), RICH - KEY_DEPOSIT);
		assert_ok!(Verifiers::purge_keys(signed("bob")));
		assert_eq!(free("bob"), RICH);
		assert_eq!(System::consumers(&account("bob")), 0);
		assert_noop!(Verifiers::purge_keys(signed("bob")), pallet_session::Error::<Test>::NoKeys);
		// The key is free for another account again.
		assert_ok!(set_keys("carol", "bob"));
		assert_noop!(Verifiers::purge_keys(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}

#[test]
fn a_verifier_keeps_its_keys_while_it_votes() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_noop!(Verifiers::purge_keys(signed("bob")), Error::<Test>::KeysFrozen);
		assert_ok!(Verifiers::leave(signed("bob")));
		for session in 0..2 {
			go_to_session(session);
			assert_noop!(Verifiers::purge_keys(signed("bob")), Error::<Test>::KeysFrozen);
		}
		go_to_session(2);
		assert_ok!(Verifiers::purge_keys(signed("bob")));
		apply("carol");
		assert_ok!(Verifiers::purge_keys(signed("carol")));
	});
}
