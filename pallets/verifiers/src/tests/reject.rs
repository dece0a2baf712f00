use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{apply, free, held};
use crate::{Applications, Error, Event, mock::*};

#[test]
fn the_applicant_has_its_bond_back_and_may_try_again() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		System::reset_events();
		assert_ok!(Verifiers::reject(RuntimeOrigin::root(), account("bob")));
		assert_eq!((held("bob"), free("bob")), (0, RICH - KEY_DEPOSIT));
		assert_eq!(Applications::<Test>::get(account("bob")), None);
		assert_eq!(events(), [Event::ApplicationRejected { who: account("bob"), bond: BOND }]);
		assert_ok!(Verifiers::apply(signed("bob")));
	});
}

#[test]
fn only_the_committee_rejects_and_only_applicants() {
	ExtBuilder::default().build_and_execute(|| {
		apply("bob");
		for origin in [signed("alice"), signed("bob"), RuntimeOrigin::none()] {
			assert_noop!(Verifiers::reject(origin, account("bob")), DispatchError::BadOrigin);
		}
		for name in ["alice", "carol"] {
			assert_noop!(Verifiers::reject(RuntimeOrigin::root(), account(name)), Error::<Test>::NotFound);
		}
	});
}
