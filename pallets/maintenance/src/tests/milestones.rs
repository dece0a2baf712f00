//! Jobs that are paid in parts.

use frame_support::{assert_noop, assert_ok};

use super::{bearings, bond, budget, go_to, money, request, status};
use crate::{Call, Error, Event, RequestStatus, TermsOf, mock::*};

const CONFIRM: Call<Test> = Call::confirm_request { request: 0 };
const EXPIRE: Call<Test> = Call::expire_request { request: 0 };

/// A service of 500 planck in shares of 20, 30 and 50 percent; bob has accepted it.
fn staged(test: impl FnOnce()) {
	let staged = TermsOf::<Test> { milestones: milestones([20, 30, 50]), ..arbitrated() };
	ExtBuilder::default().with_terms(5_000, staged).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		System::reset_events();
		test();
	});
}

#[test]
fn each_milestone_pays_its_share() {
	staged(|| {
		let escrow = SERVICE + FEE;
		assert_eq!((money("alice").2, bond("bob")), (escrow, FEE));
		assert_ok!(send("bob", complete(0)));
		go_to(5);
		assert_ok!(send("alice", CONFIRM));
		let job = request(0);
		assert_eq!((job.status, job.milestone, job.paid), (RequestStatus::Accepted, 1, 100));
		assert_eq!((job.deadline, job.completed_at), (5 + RESPONSE, None), "the next one has the full time");
		assert_eq!(money("alice").2, escrow - 100);
		let paid = Event::MilestonePaid {
			request: 0,
			milestone: 0,
			provider: account("bob"),
			amount: 100,
			deadline: 5 + RESPONSE,
		};
		assert_eq!(events().last(), Some(&paid));

		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((request(0).paid, money("alice").2), (250, escrow - 250));
		assert_ok!(send("bob", complete(0)));
		System::reset_events();
		assert_ok!(send("alice", CONFIRM));
		assert_eq!(events(), [Event::Paid { request: 0, provider: account("bob"), amount: 250 }]);
		assert_eq!((status(0), request(0).paid), (RequestStatus::Paid, SERVICE));
		assert_eq!((money("bob"), bond("bob")), ((RICH + SERVICE, 0, 0), 0));
		assert_eq!((money("alice").2, budget()), (0, 5_000 - SERVICE));
		assert_noop!(send("alice", CONFIRM), Error::<Test>::NotCompleted);
	});
}

#[test]
fn silence_pays_one_milestone_at_a_time() {
	staged(|| {
		assert_ok!(send("bob", complete(0)));
		go_to(1 + ReleasePeriod::get() + 1);
		assert_ok!(send("carol", EXPIRE));
		assert_eq!((status(0), request(0).paid), (RequestStatus::Accepted, 100));
		assert_noop!(send("carol", EXPIRE), Error::<Test>::NotExpired);
		// Who does not go on gets no more.
		go_to(1 + ReleasePeriod::get() + 1 + RESPONSE + 1);
		assert_ok!(send("carol", EXPIRE));
		assert_eq!((status(0), money("bob").0), (RequestStatus::TimedOut, RICH + 100));
		assert_eq!((money("alice").2, budget()), (0, 5_000 - 100));
	});
}

#[test]
fn a_provider_gives_up_what_is_left() {
	staged(|| {
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", CONFIRM));
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((status(0), request(0).paid), (RequestStatus::Rejected, 100));
		assert_eq!((money("bob").0, bond("bob"), budget()), (RICH + 100, 0, 5_000 - 100));
	});
}

#[test]
fn each_milestone_can_be_returned_anew() {
	staged(|| {
		for _ in 0..2 {
			assert_ok!(send("bob", complete(0)));
			assert_ok!(send("alice", give_back(0)));
		}
		assert_ok!(send("bob", complete(0)));
		assert_noop!(send("alice", give_back(0)), Error::<Test>::TooManyReturns);
		assert_ok!(send("alice", CONFIRM));
		assert_eq!(request(0).returns, 0);
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", give_back(0)));
	});
}

#[test]
fn what_does_not_divide_is_in_the_last_one() {
	let thirds = TermsOf::<Test> { milestones: milestones([33, 33, 34]), service_price: 10, ..terms(table1_rules()) };
	ExtBuilder::default().with_terms(10, thirds).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		let mut paid = Vec::new();
		for _ in 0..3 {
			let before = request(0).paid;
			assert_ok!(send("bob", complete(0)));
			assert_ok!(send("alice", CONFIRM));
			paid.push(request(0).paid - before);
		}
		assert_eq!(paid, [3, 3, 4]);
	});
}

#[test]
fn a_price_of_nothing_and_one_of_everything_is_divided() {
	for price in [0, 1, u128::MAX / 2] {
		let terms = TermsOf::<Test> {
			milestones: milestones([1, 99]),
			service_price: price,
			..terms(rules([service_rule(1, 1)]))
		};
		ExtBuilder::default().with_terms(1, terms).build_and_execute(|| {
			let raised = send("robot", request_service(0, 0, 1));
			if price > 1 {
				assert_eq!(raised, Err(Error::<Test>::BudgetExceeded.into()));
				return;
			}
			assert_ok!(raised);
			assert_ok!(send("bob", Call::accept_request { request: 0 }));
			for _ in 0..2 {
				assert_ok!(send("bob", complete(0)));
				assert_ok!(send("alice", CONFIRM));
			}
			assert_eq!((status(0), money("bob").0), (RequestStatus::Paid, RICH + price));
		});
	}
}

#[test]
fn parts_are_paid_at_once() {
	let staged = TermsOf::<Test> { milestones: milestones([20, 80]), ..terms(table1_rules()) };
	ExtBuilder::default().with_terms(5_000, staged).completed().build_and_execute(|| {
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((status(0), money("bob").0, bearings().2), (RequestStatus::Paid, RICH + ORDER, 3));
	});
}

#[test]
fn a_cancelled_agreement_lets_an_accepted_job_run_to_its_end() {
	staged(|| {
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::cancel_agreement { agreement: 0 }));
		for _ in 0..2 {
			assert_ok!(send("alice", CONFIRM));
			assert_ok!(send("bob", complete(0)));
		}
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((money("alice"), money("bob").0), ((RICH - SERVICE, 0, 0), RICH + SERVICE));
	});
}
