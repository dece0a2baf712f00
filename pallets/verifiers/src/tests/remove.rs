use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, apply, held, status};
use crate::{Error, Event, Status, mock::*};

// covers M66
#[test]
fn a_removed_verifier_no_longer_counts_after_two_sessions() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::remove(RuntimeOrigin::root(), account("bob")));
		assert_eq!(events(), [Event::Removed { who: account("bob") }]);
		assert_eq!((held("bob"), status("bob")), (BOND, Some(Status::Leaving)));
		go_to_session(1);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice"]));
		assert_eq!(Grandpa::current_set_id(), 1);
	});
}

#[test]
fn only_the_committee_removes_and_only_verifiers() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		apply("carol");
		for origin in [signed("alice"), signed("bob"), RuntimeOrigin::none()] {
			assert_noop!(Verifiers::remove(origin, account("bob")), DispatchError::BadOrigin);
		}
		for name in ["carol", "dave"] {
			assert_noop!(Verifiers::remove(RuntimeOrigin::root(), account(name)), Error::<Test>::NotFound);
		}
		assert_ok!(Verifiers::remove(RuntimeOrigin::root(), account("bob")));
		assert_noop!(Verifiers::remove(RuntimeOrigin::root(), account("bob")), Error::<Test>::AlreadyLeft);
	});
}

#[test]
fn the_last_active_verifier_stays() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		assert_noop!(Verifiers::remove(RuntimeOrigin::root(), account("alice")), Error::<Test>::LastVerifier);
		// One that is stood down does not vote anyway.
		assert_ok!(Verifiers::remove(RuntimeOrigin::root(), account("bob")));
		admit("carol");
		assert_ok!(Verifiers::remove(RuntimeOrigin::root(), account("alice")));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["carol"]));
	});
}
