use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{apply, held, status};
use crate::{Error, Event, Status, Verifiers as Records, mock::*};

#[test]
fn it_votes_for_two_sessions_more_and_its_bond_stays() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_eq!(events(), [Event::Left { who: account("bob") }]);
		assert_eq!((held("bob"), status("bob")), (BOND, Some(Status::Leaving)));
		go_to_session(1);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		assert_eq!(Records::<Test>::get(account("bob")).unwrap().last_session, Some(1));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice"]));
		assert_eq!(held("bob"), BOND);
	});
}

#[test]
fn nobody_leaves_twice_or_for_another() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		apply("carol");
		for name in ["carol", "dave"] {
			assert_noop!(Verifiers::leave(signed(name)), Error::<Test>::NotFound);
		}
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_noop!(Verifiers::leave(signed("bob")), Error::<Test>::AlreadyLeft);
		assert_noop!(Verifiers::leave(signed("alice")), Error::<Test>::LastVerifier);
		assert_noop!(Verifiers::leave(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}
