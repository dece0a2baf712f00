use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, budget, go_to, money, status};
use crate::{AgreementStatus, Agreements, Call, Error, Event, RequestStatus, Uses, mock::*};

const CANCEL: Call<Test> = Call::cancel_agreement { agreement: 0 };

#[test]
fn either_party_cancels_and_the_budget_is_free_again() {
	for name in ["alice", "bob"] {
		ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
			assert_ok!(send(name, CANCEL));
			assert_eq!(Agreements::<Test>::get(0).map(|found| found.status), Some(AgreementStatus::Cancelled));
			assert_eq!((money("alice"), budget()), ((RICH, 0, 0), 0));
			assert_eq!(Uses::<Test>::get(0), 0);
			assert_eq!(events(), [Event::AgreementCancelled { agreement: 0, by: account(name), released: 1_000 }]);
			assert_noop!(send(name, CANCEL), Error::<Test>::AlreadyCancelled);
		});
	}
}

#[test]
fn a_proposal_can_be_taken_back_or_declined() {
	for name in ["alice", "bob"] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(send("alice", propose(table1_rules())));
			assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 70 }));
			assert_ok!(send(name, CANCEL));
			assert_eq!(money("alice"), (RICH, 0, 0));
		});
	}
}

#[test]
fn nobody_else_cancels() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		for name in ["carol", "dave", "eve", "robot"] {
			assert_noop!(send(name, CANCEL), Error::<Test>::NotParty);
		}
		assert_noop!(send("alice", Call::cancel_agreement { agreement: 1 }), Error::<Test>::AgreementNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), CANCEL), UNSIGNED);
	});
}

#[test]
fn an_accepted_job_runs_on_and_is_paid() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		assert_eq!(money("alice"), (RICH - ORDER, 0, ORDER));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((money("alice"), money("bob").0), ((RICH - ORDER, 0, 0), RICH + ORDER));
	});
}

#[test]
fn an_open_request_is_rejected_or_expires_at_once() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		assert_noop!(send("bob", Call::accept_request { request: 0 }), Error::<Test>::NotActive);
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((money("alice"), budget(), status(0)), ((RICH, 0, 0), 0, RequestStatus::Rejected));
	});
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		// Nobody waits for a deadline up to a year away when nobody can accept any more.
		assert_noop!(send("eve", expire(0)), Error::<Test>::NotExpired);
		assert_ok!(send("bob", CANCEL));
		assert!(!remove_device(0));
		assert_ok!(send("eve", expire(0)));
		assert_eq!((money("alice"), budget(), status(0)), ((RICH, 0, 0), 0, RequestStatus::TimedOut));
		assert!(remove_device(0));
	});
	// What the provider has accepted it can finish in its time.
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		go_to(1 + RESPONSE);
		assert_noop!(send("eve", expire(0)), Error::<Test>::NotExpired);
	});
}

#[test]
fn a_device_stays_registered_until_everything_is_over() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert!(!remove_device(0));
		assert_ok!(send("alice", CANCEL));
		assert!(!remove_device(0), "an accepted job runs on");
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert!(remove_device(0));
	});
}
