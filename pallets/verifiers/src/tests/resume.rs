use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{apply, status};
use crate::{Error, Event, Status, mock::*};

#[test]
fn it_votes_again() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		go_to_session(2);
		System::reset_events();
		assert_ok!(Verifiers::resume(signed("bob")));
		assert_eq!(events(), [Event::Resumed { who: account("bob") }]);
		assert_eq!(status("bob"), Some(Status::Active));
		go_to_session(4);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		assert_eq!(Grandpa::current_set_id(), 2);
	});
}

/// Who gains by cheating: a verifier that would keep everybody busy with changes of the set.
#[test]
fn not_before_it_has_left_the_sets_that_are_planned() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::stand_down(signed("bob")));
		for session in 0..2 {
			go_to_session(session);
			assert_noop!(Verifiers::resume(signed("bob")), Error::<Test>::StillVoting);
		}
		go_to_session(2);
		assert_ok!(Verifiers::resume(signed("bob")));
	});
}

#[test]
fn only_one_that_is_stood_down_and_has_keys() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		apply("carol");
		for name in ["carol", "dave"] {
			assert_noop!(Verifiers::resume(signed(name)), Error::<Test>::NotFound);
		}
		assert_noop!(Verifiers::resume(signed("alice")), Error::<Test>::NotStoodDown);
		assert_noop!(Verifiers::resume(RuntimeOrigin::none()), DispatchError::BadOrigin);
		assert_ok!(Verifiers::stand_down(signed("bob")));
		go_to_session(2);
		assert_ok!(Verifiers::purge_keys(signed("bob")));
		assert_noop!(Verifiers::resume(signed("bob")), Error::<Test>::NoKeys);
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_noop!(Verifiers::resume(signed("bob")), Error::<Test>::NotStoodDown);
	});
}
