use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, bearings, bond, budget, go_to, money, request, status};
use crate::{Call, Error, Event, Offer, Party, RequestStatus, mock::*};

fn arbitrated_order() -> ExtBuilder {
	ExtBuilder::default().with_terms(5_000, arbitrated())
}

#[test]
fn the_same_offer_of_both_settles_the_job() {
	for (first, second) in [("alice", "bob"), ("bob", "alice")] {
		ExtBuilder::default().with_agreement(5_000).completed().build_and_execute(|| {
			assert_ok!(send(first, offer(0, 120, true)));
			let by = if first == "alice" { Party::Owner } else { Party::Provider };
			assert_eq!(request(0).offer, Some(Offer { by, to_provider: 120, delivered: true }));
			let offered = Event::SettlementOffered { request: 0, by, to_provider: 120, delivered: true };
			assert_eq!(events(), [offered]);
			assert_eq!(status(0), RequestStatus::Completed);
			// Repeating one's own offer is no agreement.
			assert_ok!(send(first, offer(0, 120, true)));
			assert_eq!(status(0), RequestStatus::Completed);
			assert_ok!(send(second, offer(0, 120, true)));
			assert_eq!((status(0), request(0).offer, request(0).paid), (RequestStatus::Awarded, None, 120));
			assert_eq!((money("bob").0, budget(), bearings()), (RICH + 120, 5_000 - 120, (997, 0, 3)));
			let awarded = Event::RequestAwarded { request: 0, to_provider: 120, refunded: 180 };
			assert_eq!(events().last(), Some(&awarded));
			assert_noop!(send(first, offer(0, 120, true)), Error::<Test>::NotCompleted);
		});
	}
}

#[test]
fn another_offer_takes_the_place_of_the_last_one() {
	arbitrated_order().deadlocked().build_and_execute(|| {
		assert_ok!(send("alice", offer(0, 100, true)));
		assert_ok!(send("bob", offer(0, 101, true)));
		assert_ok!(send("alice", offer(0, 100, true)));
		assert_ok!(send("bob", offer(0, 100, false)));
		assert_eq!(status(0), RequestStatus::Deadlocked, "they differ about the parts");
		// Bob cannot come back to what alice has offered before.
		assert_ok!(send("bob", offer(0, 100, true)));
		assert_eq!(status(0), RequestStatus::Deadlocked);
		assert_ok!(send("alice", offer(0, 100, true)));
		assert_eq!((status(0), money("bob").0, money("eve").0), (RequestStatus::Awarded, RICH + 100, RICH));
	});
}

#[test]
fn two_offers_about_a_service_do_not_differ_by_parts() {
	ExtBuilder::default().with_agreement(5_000).build_and_execute(|| {
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", offer(0, 120, true)));
		assert_ok!(send("bob", offer(0, 120, false)));
		assert_eq!((status(0), money("bob").0), (RequestStatus::Awarded, RICH + 120));
	});
}

/// Who gains by cheating: a side that keeps an old offer and takes it up when the other does not mean it any more.
#[test]
fn an_offer_lasts_until_something_happens() {
	arbitrated_order().completed().build_and_execute(|| {
		assert_ok!(send("bob", offer(0, 10, true)));
		assert_ok!(send("alice", give_back(0)));
		assert_noop!(send("alice", offer(0, 10, true)), Error::<Test>::NotCompleted);
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", offer(0, 10, true)));
		assert_eq!(status(0), RequestStatus::Completed);
		assert_ok!(send("alice", dispute(0)));
		assert_ok!(send("bob", offer(0, 10, true)));
		assert_eq!(status(0), RequestStatus::Disputed);
		go_to(1 + ArbitrationPeriod::get() + 1);
		assert_ok!(send("carol", Call::expire_request { request: 0 }));
		assert_ok!(send("alice", offer(0, 10, true)));
		assert_eq!(status(0), RequestStatus::Deadlocked);
	});
}

#[test]
fn before_the_arbiter_the_fee_is_due() {
	arbitrated_order().disputed().build_and_execute(|| {
		assert_ok!(send("alice", offer(0, 150, true)));
		assert_ok!(send("bob", offer(0, 150, true)));
		assert_eq!((money("bob").0, bond("bob")), (RICH + 150 - FEE / 2, 0));
		assert_eq!((budget(), money("eve").0), (5_000 - 150 - FEE / 2, RICH + FEE));
	});
}

#[test]
fn no_more_than_there_is_and_only_about_delivered_work() {
	for builder in [arbitrated_order().with_order(), arbitrated_order().accepted()] {
		builder.build_and_execute(|| {
			for name in ["alice", "bob"] {
				assert_noop!(send(name, offer(0, 0, false)), Error::<Test>::NotCompleted);
			}
		});
	}
	arbitrated_order().completed().build_and_execute(|| {
		assert_noop!(send("alice", offer(0, ORDER + 1, true)), Error::<Test>::AwardTooHigh);
		assert_noop!(send("bob", offer(0, u128::MAX, true)), Error::<Test>::AwardTooHigh);
		for name in ["carol", "dave", "eve", "robot"] {
			assert_noop!(send(name, offer(0, 0, true)), Error::<Test>::NotParty);
		}
		assert_noop!(send("alice", offer(1, 0, true)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), offer(0, 0, true)), UNSIGNED);
		for amount in [0, 1, ED - 1, ORDER] {
			assert_ok!(send("alice", offer(0, amount, true)));
		}
	});
}
