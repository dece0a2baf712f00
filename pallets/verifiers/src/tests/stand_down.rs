use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, held, status};
use crate::{Error, Event, Status, mock::*};

#[test]
fn it_votes_for_two_sessions_more_and_stays_admitted() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		assert_eq!(events(), [Event::StoodDown { who: account("bob"), missed: 0 }]);
		assert_eq!((held("bob"), status("bob")), (BOND, Some(Status::StoodDown)));
		go_to_session(1);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice"]));
	});
}

#[test]
fn the_last_one_cannot() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		assert_noop!(Verifiers::stand_down(signed("bob")), Error::<Test>::NotActive);
		assert_noop!(Verifiers::stand_down(signed("alice")), Error::<Test>::LastVerifier);
		assert_noop!(Verifiers::stand_down(signed("carol")), Error::<Test>::NotFound);
		assert_noop!(Verifiers::stand_down(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}

#[test]
fn a_key_is_changed_by_standing_down() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_noop!(set_keys("bob", "judy"), pallet_session::Error::<Test>::NoAssociatedValidatorId);
		assert_ok!(Verifiers::stand_down(signed("bob")));
		go_to_session(1);
		assert_noop!(set_keys("bob", "judy"), pallet_session::Error::<Test>::NoAssociatedValidatorId);
		go_to_session(2);
		assert_ok!(set_keys("bob", "judy"));
		assert_ok!(Verifiers::resume(signed("bob")));
		go_to_session(4);
		assert_eq!(authorities(), ids(&["alice", "judy"]));
	});
}

#[test]
fn one_that_was_admitted_a_moment_ago_can_too() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		assert_ok!(Verifiers::stand_down(signed("bob")));
		assert_ok!(Verifiers::resume(signed("bob")));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
	});
}
