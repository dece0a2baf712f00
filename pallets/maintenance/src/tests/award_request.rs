use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, bearings, bond, budget, go_to, money, request, status};
use crate::{Arbitration, Call, Error, Event, RequestStatus, TermsOf, Work, mock::*};

/// Agreement 0 names eve; alice has called her about request 0, an order for 300 planck, with a budget of 5,000 at first.
fn disputed() -> ExtBuilder {
	ExtBuilder::default().with_terms(5_000, arbitrated()).disputed()
}

const LAST: u64 = 1 + 15;

#[test]
fn the_arbiter_splits_what_is_in_escrow_and_the_losers_pay() {
	// What the provider gets, and what owner and provider pay of the fee of 40.
	for (to_provider, by_owner, by_provider) in [(0, 0, 40), (1, 1, 39), (150, 20, 20), (299, 40, 0), (300, 40, 0)] {
		disputed().build_and_execute(|| {
			assert_ok!(send("eve", award(0, to_provider, true)));
			assert_eq!((status(0), request(0).paid), (RequestStatus::Awarded, to_provider));
			assert_eq!((money("bob").0, bond("bob")), (RICH + to_provider - by_provider, 0));
			let left = 5_000 - to_provider - by_owner;
			assert_eq!((money("alice"), budget()), ((RICH - 5_000, left, 0), left), "award {to_provider}");
			assert_eq!(money("eve").0, RICH + FEE);
			assert!(!Work::<Test>::contains_key(account("eve"), 0));
			let refunded = ORDER - to_provider + FEE - by_owner;
			let arbiter = account("eve");
			assert_eq!(events()[0], Event::ArbiterPaid { request: 0, arbiter, amount: FEE });
			assert_eq!(events()[2], Event::RequestAwarded { request: 0, to_provider, refunded });
		});
	}
}

#[test]
fn the_arbiter_says_who_keeps_the_parts() {
	for (delivered, stock) in [(true, (997, 0, 3)), (false, (1_000, 0, 0))] {
		disputed().build_and_execute(|| {
			assert_ok!(send("eve", award(0, 100, delivered)));
			assert_eq!(bearings(), stock);
		});
	}
}

#[test]
fn the_arbiter_gives_no_more_than_there_is_and_in_time() {
	disputed().build_and_execute(|| {
		for amount in [ORDER + 1, ORDER + FEE, u128::MAX] {
			assert_noop!(send("eve", award(0, amount, true)), Error::<Test>::AwardTooHigh);
		}
		go_to(LAST + 1);
		assert_noop!(send("eve", award(0, 1, true)), Error::<Test>::ArbitrationOver);
		go_to(LAST);
		assert_ok!(send("eve", award(0, 1, true)));
		assert_noop!(send("eve", award(0, 1, true)), Error::<Test>::NotDisputed);
	});
}

#[test]
fn nobody_else_decides() {
	disputed().build_and_execute(|| {
		for name in ["alice", "bob", "carol", "dave", "robot"] {
			assert_noop!(send(name, award(0, 1, true)), Error::<Test>::NotArbiter);
		}
		assert_noop!(send("eve", award(1, 1, true)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), award(0, 1, true)), UNSIGNED);
	});
	ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
		assert_noop!(send("eve", award(0, 1, true)), Error::<Test>::NotArbiter);
	});
	ExtBuilder::default().with_terms(5_000, arbitrated()).completed().build_and_execute(|| {
		assert_noop!(send("eve", award(0, 1, true)), Error::<Test>::NotDisputed);
	});
}

/// Who gains by cheating: a side that has bribed the arbiter to stay silent.
#[test]
fn silence_of_the_arbiter_gains_nobody_anything() {
	disputed().build_and_execute(|| {
		go_to(LAST);
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::NotExpired);
		go_to(LAST + 1);
		assert_ok!(send("carol", Call::expire_request { request: 0 }));
		assert_eq!(events(), [Event::ArbiterSilent { request: 0 }]);
		assert_eq!((status(0), request(0).bond), (RequestStatus::Deadlocked, 0));
		assert_eq!((money("bob").0, bond("bob")), (RICH, 0));
		assert_eq!(money("alice"), (RICH - 5_000, 5_000 - ORDER, ORDER), "the price is where it was, the fee is back");
		assert_eq!((money("eve").0, bearings()), (RICH, (997, 3, 0)));
		// And for a long time nothing but the two moves it.
		go_to(LAST + StandoffPeriod::get());
		assert_noop!(send("bob", Call::expire_request { request: 0 }), Error::<Test>::Disputed);
		assert_noop!(send("eve", award(0, 1, true)), Error::<Test>::NotDisputed);
		for name in ["alice", "bob"] {
			assert_noop!(send(name, dispute(0)), Error::<Test>::NotDisputable);
		}
	});
}

#[test]
fn a_deadlock_ends_when_one_gives_way() {
	let deadlocked = || ExtBuilder::default().with_terms(5_000, arbitrated()).deadlocked();
	deadlocked().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((status(0), money("bob").0, money("eve").0), (RequestStatus::Paid, RICH + ORDER, RICH));
		assert_eq!(bearings(), (997, 0, 3));
	});
	deadlocked().build_and_execute(|| {
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((status(0), budget(), money("eve").0), (RequestStatus::Rejected, 5_000, RICH));
		assert_eq!(bearings(), (1_000, 0, 0));
	});
}

/// Who gains by cheating: a loser that sees the award coming and gives way just before it, to save the fee.
#[test]
fn giving_way_before_the_award_does_not_save_the_fee() {
	disputed().build_and_execute(|| {
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((status(0), money("bob").0, money("eve").0), (RequestStatus::Paid, RICH + ORDER, RICH + FEE));
		assert_eq!(budget(), 5_000 - ORDER - FEE);
	});
	disputed().build_and_execute(|| {
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((status(0), money("bob").0, money("eve").0), (RequestStatus::Rejected, RICH - FEE, RICH + FEE));
		assert_eq!(budget(), 5_000);
	});
	// When the arbiter's time is over there is nothing to save, also before anyone has said so.
	disputed().build_and_execute(|| {
		go_to(LAST + 1);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!((money("bob").0, money("eve").0, budget()), (RICH + ORDER, RICH, 5_000 - ORDER));
	});
}

/// Who gains by cheating: an arbiter whose account cannot be paid, in league with one who does not want the dispute to end.
#[test]
fn an_arbiter_whose_account_is_gone_does_not_keep_the_two_from_their_money() {
	let arbitration = Some(Arbitration { arbiter: account("nobody"), fee: ED - 1 });
	let terms = TermsOf::<Test> { arbitration, ..arbitrated() };
	ExtBuilder::default().with_terms(5_000, terms).disputed().build_and_execute(|| {
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!((budget(), money("bob").0, bond("bob")), (5_000, RICH, 0));
		assert!(!events().iter().any(|event| matches!(event, Event::ArbiterPaid { .. })));
	});
}

#[test]
fn a_cancelled_agreement_gives_the_rest_back_freely() {
	disputed().build_and_execute(|| {
		assert_ok!(send("bob", Call::cancel_agreement { agreement: 0 }));
		assert_ok!(send("eve", award(0, 100, true)));
		// A third of the price is lost by the owner, so a third of the fee.
		assert_eq!(money("alice"), (RICH - 100 - 14, 0, 0));
		assert_eq!(money("bob").0, RICH + 100 - 26);
	});
}

#[test]
fn after_a_milestone_only_the_rest_is_in_dispute() {
	let staged = TermsOf::<Test> { milestones: milestones([40, 60]), ..arbitrated() };
	ExtBuilder::default().with_terms(5_000, staged).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", dispute(0)));
		assert_noop!(send("eve", award(0, 301, false)), Error::<Test>::AwardTooHigh);
		assert_ok!(send("eve", award(0, 300, false)));
		assert_eq!((request(0).paid, money("bob").0), (SERVICE, RICH + SERVICE));
	});
}
