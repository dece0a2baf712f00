use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, go_to, money, request};
use crate::{Call, Error, Event, RequestStatus, mock::*};

#[test]
fn the_provider_completes_with_evidence() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		go_to(9);
		assert_ok!(send("bob", complete(0)));
		let done = request(0);
		assert_eq!(done.status, RequestStatus::Completed);
		assert_eq!((done.completed_at, done.evidence), (Some(9), Some([1; 32].into())));
		assert_eq!((money("alice").2, money("bob").0), (ORDER, RICH));
		let left = Event::StockChanged { provider: account("bob"), part: part("bearing"), stock: 997 };
		assert_eq!(events(), [left, Event::RequestCompleted { request: 0, evidence: [1; 32].into() }]);
		assert_noop!(send("bob", complete(0)), Error::<Test>::NotAccepted);
	});
}

#[test]
fn nobody_else_completes() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, complete(0)), Error::<Test>::NotProvider);
		}
		assert_noop!(send("bob", complete(1)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), complete(0)), UNSIGNED);
	});
}

#[test]
fn a_request_is_accepted_first_and_completed_in_time() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		assert_noop!(send("bob", complete(0)), Error::<Test>::NotAccepted);
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		go_to(1 + RESPONSE + 1);
		assert_noop!(send("bob", complete(0)), Error::<Test>::DeadlinePassed);
		go_to(1 + RESPONSE);
		assert_ok!(send("bob", complete(0)));
	});
}
