use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, apply, held, status};
use crate::{Admitted, Applications, Error, Event, Status, mock::*};

// covers M66
#[test]
fn an_admitted_applicant_votes_from_the_session_after_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		System::reset_events();
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account("bob")));
		assert_eq!(events(), [Event::Admitted { who: account("bob") }]);
		assert_eq!(Applications::<Test>::get(account("bob")), None);
		assert_eq!((held("bob"), status("bob")), (BOND, Some(Status::Active)));
		go_to_session(1);
		assert_eq!(authorities(), ids(&["alice"]));
		assert_eq!(Grandpa::current_set_id(), 0);
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice", "bob"]));
		assert_eq!(Grandpa::current_set_id(), 1);
		go_to_session(5);
		assert_eq!(Grandpa::current_set_id(), 1, "the set changes when its members do, not with each session");
	});
}

#[test]
fn only_the_committee_admits_and_only_applicants() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		for origin in [signed("alice"), signed("bob"), RuntimeOrigin::none()] {
			assert_noop!(Verifiers::admit(origin, account("bob")), DispatchError::BadOrigin);
		}
		assert_noop!(Verifiers::admit(RuntimeOrigin::root(), account("carol")), Error::<Test>::NotFound);
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account("bob")));
		assert_noop!(Verifiers::admit(RuntimeOrigin::root(), account("bob")), Error::<Test>::NotFound);
	});
}

#[test]
fn an_applicant_without_keys_is_not_admitted() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		assert_ok!(Verifiers::purge_keys(signed("bob")));
		assert_noop!(Verifiers::admit(RuntimeOrigin::root(), account("bob")), Error::<Test>::NoKeys);
		assert_ok!(set_keys("bob", "carol"));
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account("bob")));
		go_to_session(2);
		assert_eq!(authorities(), ids(&["alice", "carol"]));
	});
}

#[test]
fn there_is_room_for_so_many() {
	ExtBuilder::default().build_and_execute(|| {
		for name in &NAMES[1..MAX as usize] {
			admit(name);
		}
		assert_eq!(Admitted::<Test>::get().len(), MAX as usize);
		let one_too_many = NAMES[MAX as usize];
		apply(one_too_many);
		assert_noop!(Verifiers::admit(RuntimeOrigin::root(), account(one_too_many)), Error::<Test>::TooManyVerifiers);
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account(one_too_many)));
	});
}
