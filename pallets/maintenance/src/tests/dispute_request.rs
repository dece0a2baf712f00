use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, bond, go_to, money, request, status};
use crate::{Call, Dispute, Error, Event, Party, RequestStatus, TermsOf, Work, mock::*};

fn arbitrated_order() -> ExtBuilder {
	ExtBuilder::default().with_terms(5_000, arbitrated())
}

#[test]
fn the_owner_calls_the_arbiter_about_delivered_work() {
	arbitrated_order().completed().build_and_execute(|| {
		go_to(4);
		assert_ok!(send("alice", dispute(0)));
		let case = Dispute { by: Party::Owner, reason: [3; 32].into(), at: 4 };
		assert_eq!((status(0), request(0).dispute), (RequestStatus::Disputed, Some(case)));
		assert_eq!((money("alice").2, bond("bob")), (ORDER + FEE, FEE), "everything stays where it is");
		assert!(Work::<Test>::contains_key(account("eve"), 0));
		let until = 4 + ArbitrationPeriod::get();
		let event = Event::RequestDisputed { request: 0, by: Party::Owner, reason: [3; 32].into(), until };
		assert_eq!(events(), [event]);
		assert_noop!(send("alice", dispute(0)), Error::<Test>::NotDisputable);
	});
}

#[test]
fn the_provider_calls_the_arbiter_about_returned_work() {
	arbitrated_order().completed().build_and_execute(|| {
		assert_noop!(send("bob", dispute(0)), Error::<Test>::NotDisputable);
		assert_ok!(send("alice", give_back(0)));
		assert_ok!(send("bob", dispute(0)));
		assert_eq!(request(0).dispute.map(|case| case.by), Some(Party::Provider));
	});
	// And when the owner has returned it as often as it can and stays silent.
	arbitrated_order().completed().build_and_execute(|| {
		for _ in 0..2 {
			assert_ok!(send("alice", give_back(0)));
			assert_ok!(send("bob", complete(0)));
		}
		go_to(1 + StandoffPeriod::get());
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::Disputed);
		assert_ok!(send("bob", dispute(0)));
	});
}

#[test]
fn what_is_not_delivered_is_not_disputed() {
	for builder in [arbitrated_order().with_order(), arbitrated_order().accepted()] {
		builder.build_and_execute(|| {
			for name in ["alice", "bob"] {
				assert_noop!(send(name, dispute(0)), Error::<Test>::NotDisputable);
			}
		});
	}
	arbitrated_order().completed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		for name in ["alice", "bob"] {
			assert_noop!(send(name, dispute(0)), Error::<Test>::NotDisputable);
		}
	});
}

#[test]
fn silence_has_confirmed_it() {
	arbitrated_order().completed().build_and_execute(|| {
		go_to(1 + ReleasePeriod::get() + 1);
		assert_noop!(send("alice", dispute(0)), Error::<Test>::NotDisputable);
		go_to(1 + ReleasePeriod::get());
		assert_ok!(send("alice", dispute(0)));
	});
}

#[test]
fn a_provider_that_is_late_disputes_nothing() {
	arbitrated_order().completed().build_and_execute(|| {
		assert_ok!(send("alice", give_back(0)));
		go_to(1 + RESPONSE + 1);
		assert_noop!(send("bob", dispute(0)), Error::<Test>::NotDisputable);
		go_to(1 + RESPONSE);
		assert_ok!(send("bob", dispute(0)));
	});
}

#[test]
fn an_arbiter_has_to_be_named_and_something_to_be_at_stake() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		assert_noop!(send("alice", dispute(0)), Error::<Test>::NoArbiter);
	});
	let free = TermsOf::<Test> { service_price: 0, ..arbitrated() };
	ExtBuilder::default().with_terms(0, free).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_eq!(request(0).bond, 0, "nothing is held for a dispute about nothing");
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_noop!(send("alice", dispute(0)), Error::<Test>::NothingInDispute);
	});
}

#[test]
fn nobody_else_disputes() {
	arbitrated_order().completed().build_and_execute(|| {
		for name in ["carol", "dave", "eve", "robot"] {
			assert_noop!(send(name, dispute(0)), Error::<Test>::NotParty);
		}
		assert_noop!(send("alice", dispute(1)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), dispute(0)), UNSIGNED);
	});
}

#[test]
fn both_hold_the_fee_from_the_acceptance_on() {
	arbitrated_order().with_order().build_and_execute(|| {
		assert_eq!((money("alice"), bond("bob")), ((RICH - 5_000, 5_000 - ORDER - FEE, ORDER + FEE), 0));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_eq!((money("bob").0, bond("bob")), (RICH - FEE, FEE));
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((money("bob").0, bond("bob"), money("alice")), (RICH, 0, (RICH - 5_000, 5_000, 0)));
	});
	// A provider that cannot hold it does not accept.
	arbitrated_order().with_order().build_and_execute(|| {
		let bob = RuntimeOrigin::signed(account("bob"));
		assert_ok!(Balances::transfer_allow_death(bob, account("dave"), RICH - FEE - ED + 1));
		assert_noop!(send("bob", Call::accept_request { request: 0 }), Error::<Test>::InsufficientFunds);
	});
}
