use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, go_to, money, request, status};
use crate::{Call, Error, Event, RequestStatus, mock::*};

#[test]
fn the_provider_gets_the_full_time_again() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		go_to(8);
		assert_ok!(send("alice", give_back(0)));
		let job = request(0);
		assert_eq!((job.status, job.returns), (RequestStatus::Accepted, 1));
		assert_eq!((job.completed_at, job.deadline), (None, 8 + RESPONSE));
		assert_eq!(money("alice").2, ORDER);
		let event = Event::RequestReturned { request: 0, reason: [2; 32].into(), deadline: 8 + RESPONSE };
		assert_eq!(events(), [event]);
		assert_noop!(send("alice", give_back(0)), Error::<Test>::NotCompleted);
		go_to(8 + RESPONSE);
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!(money("bob").0, RICH + ORDER);
	});
}

#[test]
fn nobody_else_returns() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		for name in ["bob", "carol", "eve", "robot"] {
			assert_noop!(send(name, give_back(0)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", give_back(1)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), give_back(0)), UNSIGNED);
	});
}

#[test]
fn only_completed_work_is_returned() {
	for builder in [ExtBuilder::default().with_order(), ExtBuilder::default().accepted()] {
		builder.with_agreement(1_000).build_and_execute(|| {
			assert_noop!(send("alice", give_back(0)), Error::<Test>::NotCompleted);
		});
	}
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_noop!(send("alice", give_back(0)), Error::<Test>::NotCompleted);
	});
}

#[test]
fn a_job_is_returned_a_few_times_only() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		for _ in 0..2 {
			assert_ok!(send("alice", give_back(0)));
			assert_ok!(send("bob", complete(0)));
		}
		assert_noop!(send("alice", give_back(0)), Error::<Test>::TooManyReturns);
		// The owner still says no, so silence does not pay a provider who may have done nothing.
		go_to(1 + ReleasePeriod::get() + 1);
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::Disputed);
		assert_eq!((status(0), money("bob").0), (RequestStatus::Completed, RICH));
	});
}

#[test]
fn a_disputed_job_ends_when_either_gives_way() {
	let disputed = || {
		for _ in 0..2 {
			assert_ok!(send("alice", give_back(0)));
			assert_ok!(send("bob", complete(0)));
		}
	};
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_noop!(send("bob", Call::reject_request { request: 0 }), Error::<Test>::NotOpen);
		disputed();
		assert_noop!(send("alice", Call::reject_request { request: 0 }), Error::<Test>::NotProvider);
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((status(0), money("bob").0), (RequestStatus::Rejected, RICH));
		assert_noop!(send("alice", Call::confirm_request { request: 0 }), Error::<Test>::NotCompleted);
	});
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		disputed();
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((status(0), money("bob").0), (RequestStatus::Paid, RICH + ORDER));
		assert_noop!(send("bob", Call::reject_request { request: 0 }), Error::<Test>::NotOpen);
	});
}

#[test]
fn silence_has_confirmed_it() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		go_to(1 + ReleasePeriod::get() + 1);
		assert_noop!(send("alice", give_back(0)), Error::<Test>::ReleasePeriodOver);
		go_to(1 + ReleasePeriod::get());
		assert_ok!(send("alice", give_back(0)));
	});
}

#[test]
fn the_new_deadline_does_not_overflow() {
	ReleasePeriod::set(u64::MAX);
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		go_to(u64::MAX - 1);
		assert_noop!(send("alice", give_back(0)), Error::<Test>::Overflow);
	});
	ReleasePeriod::set(10);
}
