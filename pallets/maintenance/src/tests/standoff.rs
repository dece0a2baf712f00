//! What becomes of the machine and of the money when owner and provider do not agree and nobody decides.

use bpiiot_primitives::device::DeviceUse;
use frame_support::{assert_noop, assert_ok};

use super::{bearings, bond, budget, go_to, money, request, status};
use crate::{Call, Error, Event, RequestStatus, TermsOf, Uses, mock::*};

const CONFIRM: Call<Test> = Call::confirm_request { request: 0 };
const CANCEL: Call<Test> = Call::cancel_agreement { agreement: 0 };

/// Alice returns the job as often as she can, and bob says each time that it is done.
fn return_out() {
	for _ in 0..MaxReturns::get() {
		assert_ok!(send("alice", give_back(0)));
		assert_ok!(send("bob", complete(0)));
	}
}

/// The first block in which the stand-off of a job that was last completed in block `since` can be ended.
fn hopeless(since: u64) -> u64 {
	since + StandoffPeriod::get() + 1
}

/// Who gains by cheating: a provider that keeps the owner from selling or removing its machine until it is paid.
#[test]
fn a_quarrel_about_money_lets_the_machine_go() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		assert!(!remove_device(0), "the job may be returned, and there is work to do");
		return_out();
		assert_eq!((status(0), request(0).keeps_device, Uses::<Test>::get(0)), (RequestStatus::Completed, false, 0));
		assert!(!Maintenance::in_use(0));
		hand_over(0, "carol");
		// Nothing of it is carol's, and it ends as any other.
		assert_noop!(send("carol", CONFIRM), Error::<Test>::NotOwner);
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((status(0), money("bob").0, bearings()), (RequestStatus::Paid, RICH + ORDER, (997, 0, 3)));
	});
	ExtBuilder::default().with_terms(5_000, arbitrated()).disputed().build_and_execute(|| {
		assert_ok!(send("alice", CANCEL));
		assert!(!remove_device(0), "the arbiter may want to see it");
		go_to(1 + ArbitrationPeriod::get() + 1);
		assert_ok!(send("carol", expire(0)));
		assert_eq!((status(0), Uses::<Test>::get(0)), (RequestStatus::Deadlocked, 0));
		assert!(remove_device(0));
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
	});
}

/// Who gains by cheating: a provider that takes hold of the machine again when its buyer owns it.
#[test]
fn a_machine_that_was_let_go_is_not_taken_back() {
	ExtBuilder::default().with_terms(5_000, arbitrated()).completed().build_and_execute(|| {
		return_out();
		assert_eq!(Uses::<Test>::get(0), 1, "the agreement's");
		assert_ok!(send("bob", dispute(0)));
		assert_eq!((status(0), Uses::<Test>::get(0)), (RequestStatus::Disputed, 1));
		assert_ok!(send("eve", award(0, ORDER, true)));
		assert_eq!((status(0), Uses::<Test>::get(0)), (RequestStatus::Awarded, 1));
	});
	let staged = TermsOf::<Test> { milestones: milestones([20, 80]), ..terms(table1_rules()) };
	ExtBuilder::default().with_terms(5_000, staged).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_eq!(Uses::<Test>::get(0), 2);
		return_out();
		assert_eq!(Uses::<Test>::get(0), 1);
		assert_ok!(send("alice", CONFIRM));
		assert_eq!((status(0), Uses::<Test>::get(0)), (RequestStatus::Accepted, 1));
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!(Uses::<Test>::get(0), 1);
	});
}

/// Who gains by cheating: nobody. The owner that refuses good work loses the price as if it had paid; the provider that has
/// done nothing gets nothing.
#[test]
fn neither_side_gains_by_holding_out() {
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		go_to(3);
		return_out();
		let issuance = Balances::total_issuance();
		go_to(hopeless(3) - 1);
		for name in ["alice", "bob", "eve"] {
			assert_noop!(send(name, expire(0)), Error::<Test>::Disputed);
		}
		go_to(hopeless(3));
		System::reset_events();
		assert_ok!(send("eve", expire(0)));
		assert_eq!(
			(status(0), request(0).paid, request(0).settled_at),
			(RequestStatus::Forfeited, 0, Some(hopeless(3)))
		);
		assert_eq!((money("alice"), budget()), ((RICH - 5_000, 5_000 - ORDER, 0), 5_000 - ORDER));
		assert_eq!((money("bob").0, issuance - Balances::total_issuance()), (RICH, ORDER));
		assert_eq!(bearings(), (1_000, 0, 0), "what was not bought is the provider's");
		let back = Event::StockChanged { provider: account("bob"), part: part("bearing"), stock: 1_000 };
		assert_eq!(events(), [back, Event::RequestForfeited { request: 0, burned: ORDER }]);
		assert_noop!(send("eve", expire(0)), Error::<Test>::AlreadySettled);
		assert_noop!(send("alice", rate(0, 1)), Error::<Test>::NotPaid);
		go_to(hopeless(3) + ArchiveAfter::get() + 1);
		assert_ok!(send("alice", Call::archive_request { request: 0 }));
	});
}

#[test]
fn what_is_confirmed_is_not_burned() {
	let staged = TermsOf::<Test> { milestones: milestones([20, 80]), ..arbitrated() };
	ExtBuilder::default().with_terms(5_000, staged).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", CONFIRM));
		assert_ok!(send("bob", complete(0)));
		return_out();
		assert_ok!(send("alice", CANCEL));
		go_to(hopeless(1));
		assert_ok!(send("eve", expire(0)));
		// Nobody has called the arbiter, so both have their parts of its fee back.
		assert_eq!((money("bob").0, bond("bob"), money("eve").0), (RICH + 100, 0, RICH));
		assert_eq!(money("alice"), (RICH - SERVICE, 0, 0));
		assert_eq!(request(0).paid, 100);
	});
}

#[test]
fn a_deadlock_ends_as_long_after_the_arbiters_time() {
	ExtBuilder::default().with_terms(5_000, arbitrated()).disputed().build_and_execute(|| {
		// However late somebody notices that the arbiter has been silent.
		let end = hopeless(1 + ArbitrationPeriod::get());
		go_to(end - 1);
		assert_ok!(send("carol", expire(0)));
		assert_noop!(send("carol", expire(0)), Error::<Test>::Disputed);
		go_to(end);
		assert_ok!(send("carol", expire(0)));
		assert_eq!((status(0), money("bob").0, bond("bob")), (RequestStatus::Forfeited, RICH, 0));
		assert_eq!(money("alice"), (RICH - 5_000, 5_000 - ORDER, 0));
	});
}

#[test]
fn the_two_can_agree_as_long_as_nobody_ends_it() {
	type Step = (&'static str, Call<Test>);
	let ways: [(Vec<Step>, RequestStatus, u128); 3] = [
		(vec![("alice", CONFIRM)], RequestStatus::Paid, ORDER),
		(vec![("bob", Call::reject_request { request: 0 })], RequestStatus::Rejected, 0),
		(vec![("alice", offer(0, 70, false)), ("bob", offer(0, 70, false))], RequestStatus::Awarded, 70),
	];
	for (steps, end, paid) in ways {
		ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
			return_out();
			go_to(hopeless(1) + 1_000);
			for (who, call) in steps {
				assert_ok!(send(who, call));
			}
			assert_eq!((status(0), money("bob").0, budget()), (end, RICH + paid, 5_000 - paid));
		});
	}
}
