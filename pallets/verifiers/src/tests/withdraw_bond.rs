use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{admit, apply, free, held};
use crate::{Error, Event, Verifiers as Records, mock::*};

#[test]
fn the_bond_comes_back_when_the_unbonding_period_is_over() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::leave(signed("bob")));
		// Its last session is 1; it can be reported in each session up to that one and the unbonding period.
		for session in 0..=1 + UNBONDING {
			go_to_session(session);
			assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::StillBonded);
		}
		go_to_session(2 + UNBONDING);
		System::reset_events();
		assert_ok!(Verifiers::withdraw_bond(signed("bob")));
		assert_eq!((held("bob"), free("bob")), (0, RICH));
		assert_eq!(Records::<Test>::get(account("bob")), None);
		assert_eq!(events(), [Event::BondReleased { who: account("bob"), bond: BOND }]);
		assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::NotFound);
		// It may start again; its keys are registered still.
		assert_ok!(Verifiers::apply(signed("bob")));
	});
}

#[test]
fn what_was_done_in_the_last_session_cannot_be_proven_any_more_when_the_bond_is_gone() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		assert_ok!(Verifiers::leave(signed("bob")));
		go_to_session(1);
		let (votes, owner) = (votes("bob", 0, 1, true), owner("bob"));
		go_to_session(1 + UNBONDING);
		let report = report_of(votes, owner);
		assert!(
			frame_support::traits::Authorize::authorize(
				&report,
				sp_runtime::transaction_validity::TransactionSource::External
			)
			.is_some_and(|result| result.is_ok())
		);
		go_to_session(2 + UNBONDING);
		assert_ok!(Verifiers::withdraw_bond(signed("bob")));
		assert_ok!(Verifiers::apply(signed("bob")));
		assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account("bob")));
		assert_eq!(send(report), Err(sp_runtime::transaction_validity::InvalidTransaction::BadProof.into()));
	});
}

#[test]
fn one_that_never_voted_need_not_wait() {
	ExtBuilder::default().build_and_execute(|| {
		admit("bob");
		assert_ok!(Verifiers::leave(signed("bob")));
		assert_ok!(Verifiers::withdraw_bond(signed("bob")));
		assert_eq!((held("bob"), free("bob")), (0, RICH - KEY_DEPOSIT));
	});
}

#[test]
fn only_one_that_has_left_has_a_bond_to_withdraw() {
	ExtBuilder::default().with_verifiers(&["alice", "bob"]).build_and_execute(|| {
		apply("carol");
		for name in ["carol", "dave"] {
			assert_noop!(Verifiers::withdraw_bond(signed(name)), Error::<Test>::NotFound);
		}
		assert_noop!(Verifiers::withdraw_bond(signed("alice")), Error::<Test>::NotLeaving);
		assert_ok!(Verifiers::stand_down(signed("bob")));
		go_to_session(20);
		assert_noop!(Verifiers::withdraw_bond(signed("bob")), Error::<Test>::NotLeaving);
		assert_noop!(Verifiers::withdraw_bond(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}
