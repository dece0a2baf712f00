use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, held, status};
use crate::{Error, Event, Verifiers as Records, mock::*};

fn punished() -> ExtBuilder {
	ExtBuilder::default().with_verifiers(&["alice", "bob"])
}

#[test]
fn a_punished_account_may_apply_again() {
	punished().build_and_execute(|| {
		assert_ok!(send(report("bob", 1)));
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::Banned);
		for session in 0..=1 + UNBONDING {
			go_to_session(session);
			assert_noop!(Verifiers::pardon(RuntimeOrigin::root(), account("bob")), Error::<Test>::StillBonded);
		}
		go_to_session(2 + UNBONDING);
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::Banned);
		System::reset_events();
		assert_ok!(Verifiers::pardon(RuntimeOrigin::root(), account("bob")));
		assert_eq!(events(), [Event::Pardoned { who: account("bob") }]);
		assert_eq!(Records::<Test>::get(account("bob")), None);
		assert_ok!(Verifiers::apply(signed("bob")));
		assert_eq!(held("bob"), BOND);
	});
}

/// Who gains by cheating: a punished verifier that would go on under another name, with the key that is wired into its
/// node, or under its own name with another key.
#[test]
fn until_then_neither_the_account_nor_the_key_comes_back() {
	punished().build_and_execute(|| {
		assert_ok!(send(report("bob", 1)));
		go_to_session(20);
		assert_noop!(Verifiers::purge_keys(signed("bob")), Error::<Test>::KeysFrozen);
		assert_noop!(set_keys("bob", "judy"), pallet_session::Error::<Test>::NoAssociatedValidatorId);
		assert_noop!(set_keys("carol", "bob"), pallet_session::Error::<Test>::DuplicatedKey);
		assert_noop!(Verifiers::apply(signed("bob")), Error::<Test>::Banned);
	});
}

#[test]
fn only_the_committee_pardons_and_only_the_punished() {
	punished().build_and_execute(|| {
		assert_ok!(send(report("bob", 1)));
		go_to_session(20);
		for origin in [signed("alice"), signed("bob"), RuntimeOrigin::none()] {
			assert_noop!(Verifiers::pardon(origin, account("bob")), DispatchError::BadOrigin);
		}
		assert_noop!(Verifiers::pardon(RuntimeOrigin::root(), account("alice")), Error::<Test>::NotBanned);
		assert_noop!(Verifiers::pardon(RuntimeOrigin::root(), account("carol")), Error::<Test>::NotFound);
		admit("dave");
		assert_ok!(Verifiers::leave(signed("dave")));
		assert_noop!(Verifiers::pardon(RuntimeOrigin::root(), account("dave")), Error::<Test>::NotBanned);
		assert!(status("dave").is_some());
	});
}
