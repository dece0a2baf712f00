use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, go_to, money, status};
use crate::{Call, Error, Event, RequestStatus, mock::*};

const ACCEPT: Call<Test> = Call::accept_request { request: 0 };

#[test]
fn the_provider_accepts_once() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		assert_ok!(send("bob", ACCEPT));
		assert_eq!((status(0), money("alice").2), (RequestStatus::Accepted, ORDER));
		assert_eq!(events(), [Event::RequestAccepted { request: 0, provider: account("bob") }]);
		assert_noop!(send("bob", ACCEPT), Error::<Test>::NotOpen);
	});
}

#[test]
fn nobody_else_accepts() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, ACCEPT), Error::<Test>::NotProvider);
		}
		assert_noop!(send("bob", Call::accept_request { request: 1 }), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), ACCEPT), UNSIGNED);
	});
}

#[test]
fn the_deadline_is_the_last_block() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		go_to(1 + RESPONSE + 1);
		assert_noop!(send("bob", ACCEPT), Error::<Test>::DeadlinePassed);
		go_to(1 + RESPONSE);
		assert_ok!(send("bob", ACCEPT));
	});
}
