use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, budget, delivered, go_to, money, status};
use crate::{Call, Error, Event, RequestStatus, mock::*};

const EXPIRE: Call<Test> = Call::expire_request { request: 0 };

#[test]
fn late_work_is_refunded_by_anyone() {
	for builder in [ExtBuilder::default().with_order(), ExtBuilder::default().accepted()] {
		builder.with_agreement(1_000).build_and_execute(|| {
			go_to(1 + RESPONSE);
			assert_noop!(send("alice", EXPIRE), Error::<Test>::NotExpired);
			go_to(1 + RESPONSE + 1);
			assert_ok!(send("eve", EXPIRE));
			assert_eq!((money("alice"), budget()), ((RICH - 1_000, 1_000, 0), 1_000));
			assert_eq!((status(0), money("bob").0), (RequestStatus::TimedOut, RICH));
			assert_eq!(events(), [Event::RequestTimedOut { request: 0, refunded: ORDER }]);
			assert_noop!(send("eve", EXPIRE), Error::<Test>::AlreadySettled);
		});
	}
}

#[test]
fn work_that_nobody_answers_to_is_paid() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		go_to(1 + ReleasePeriod::get());
		assert_noop!(send("bob", EXPIRE), Error::<Test>::NotExpired);
		go_to(1 + ReleasePeriod::get() + 1);
		assert_ok!(send("eve", EXPIRE));
		assert_eq!((status(0), money("bob").0, money("alice").2), (RequestStatus::Paid, RICH + ORDER, 0));
		assert_eq!(events(), [delivered(), Event::Paid { request: 0, provider: account("bob"), amount: ORDER }]);
		assert_noop!(send("bob", EXPIRE), Error::<Test>::AlreadySettled);
	});
}

#[test]
fn what_is_settled_or_missing_does_not_expire() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		assert_noop!(send("eve", Call::expire_request { request: 1 }), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), EXPIRE), UNSIGNED);
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		go_to(500);
		assert_noop!(send("eve", EXPIRE), Error::<Test>::AlreadySettled);
	});
}
