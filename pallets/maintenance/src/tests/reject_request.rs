use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, budget, money, status};
use crate::{Agreements, Call, Error, Event, RequestStatus, Uses, mock::*};

const REJECT: Call<Test> = Call::reject_request { request: 0 };

#[test]
fn the_escrow_goes_back_to_the_budget() {
	for builder in [ExtBuilder::default().with_order(), ExtBuilder::default().accepted()] {
		builder.with_agreement(1_000).build_and_execute(|| {
			assert_ok!(send("bob", REJECT));
			assert_eq!((money("alice"), budget()), ((RICH - 1_000, 1_000, 0), 1_000));
			assert_eq!(status(0), RequestStatus::Rejected);
			assert_eq!(Agreements::<Test>::get(0).map(|found| (found.requests, found.open_requests)), Some((1, 0)));
			assert_eq!(Uses::<Test>::get(0), 1);
			assert_eq!(events(), [Event::RequestRejected { request: 0, refunded: ORDER }]);
			assert_noop!(send("bob", REJECT), Error::<Test>::NotOpen);
		});
	}
}

#[test]
fn nobody_else_rejects() {
	ExtBuilder::default().with_agreement(1_000).with_order().build_and_execute(|| {
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, REJECT), Error::<Test>::NotProvider);
		}
		assert_noop!(send("bob", Call::reject_request { request: 1 }), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), REJECT), UNSIGNED);
	});
}

#[test]
fn a_completed_job_is_not_rejected() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_noop!(send("bob", REJECT), Error::<Test>::NotOpen);
	});
}
