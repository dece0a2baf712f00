use bpiiot_primitives::Balance;
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};

use super::{UNSIGNED, money, request};
use crate::{Call, Error, Event, Rating, TermsOf, mock::*};

/// One percent of the order of 300 planck.
const LEVY: Balance = 3;

fn paid() -> ExtBuilder {
	ExtBuilder::default().with_terms(5_000, arbitrated()).completed()
}

fn confirm() {
	assert_ok!(send("alice", Call::confirm_request { request: 0 }));
	System::reset_events();
}

fn rating(name: &str) -> (Rating, Option<u32>) {
	Maintenance::rating(account(name))
}

// covers M93
#[test]
fn the_owner_of_a_paid_job_rates_it_once() {
	paid().build_and_execute(|| {
		confirm();
		let (before, issuance) = (money("alice").0, Balances::total_issuance());
		assert_ok!(send("alice", rate(0, 4)));
		assert_eq!(rating("bob"), (Rating { jobs: 1, value: ORDER, points: 4 * ORDER }, Some(4_000)));
		assert_eq!(request(0).score, Some(4));
		assert_eq!((before - money("alice").0, issuance - Balances::total_issuance()), (LEVY, LEVY));
		let provider = account("bob");
		assert_eq!(events(), [Event::ProviderRated { request: 0, provider, score: 4, value: ORDER, levy: LEVY }]);
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::AlreadyRated);
	});
}

// covers M93
#[test]
fn only_completed_and_paid_jobs_rate() {
	let unpaid = [
		ExtBuilder::default().with_order(),
		ExtBuilder::default().accepted(),
		ExtBuilder::default().completed(),
		ExtBuilder::default().disputed(),
		ExtBuilder::default().deadlocked(),
	];
	for builder in unpaid {
		builder.with_terms(5_000, arbitrated()).build_and_execute(|| {
			assert_noop!(send("alice", rate(0, 5)), Error::<Test>::NotPaid);
		});
	}
	ExtBuilder::default().with_agreement(5_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_noop!(send("alice", rate(0, 1)), Error::<Test>::NotPaid);
	});
	ExtBuilder::default().with_agreement(5_000).accepted().build_and_execute(|| {
		super::go_to(500);
		assert_ok!(send("eve", Call::expire_request { request: 0 }));
		assert_noop!(send("alice", rate(0, 1)), Error::<Test>::NotPaid);
	});
	// What was paid for the first milestone of a job that was given up, or that was never finished, rates nobody.
	for rejected in [true, false] {
		let staged = TermsOf::<Test> { milestones: milestones([60, 40]), ..arbitrated() };
		ExtBuilder::default().with_terms(5_000, staged).build_and_execute(|| {
			assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
			assert_ok!(send("bob", Call::accept_request { request: 0 }));
			assert_ok!(send("bob", complete(0)));
			confirm();
			if rejected {
				assert_ok!(send("bob", Call::reject_request { request: 0 }));
			} else {
				super::go_to(500);
				assert_ok!(send("eve", expire(0)));
			}
			assert_eq!(request(0).paid, 300);
			assert_noop!(send("alice", rate(0, 5)), Error::<Test>::NotPaid);
		});
	}
	// An award of nothing pays nothing; one of something weighs what it has paid.
	for (to_provider, rated) in
		[(0, Err(Error::<Test>::NotPaid.into())), (99, Err(Error::<Test>::ValueTooSmall.into())), (100, Ok(()))]
	{
		ExtBuilder::default().with_terms(5_000, arbitrated()).disputed().build_and_execute(|| {
			assert_ok!(send("eve", award(0, to_provider, true)));
			assert_eq!(send("alice", rate(0, 2)), rated);
			if rated.is_ok() {
				assert_eq!(rating("bob").0, Rating { jobs: 1, value: 100, points: 200 });
			}
		});
	}
}

// covers M93
#[test]
fn nobody_else_rates() {
	paid().build_and_execute(|| {
		confirm();
		for name in ["bob", "carol", "dave", "eve", "robot", "nobody"] {
			assert_noop!(send(name, rate(0, 5)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("alice", rate(1, 5)), Error::<Test>::RequestNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), rate(0, 5)), UNSIGNED);
		for score in [0, 6, u8::MAX] {
			assert_noop!(send("alice", rate(0, score)), Error::<Test>::BadScore);
		}
	});
}

#[test]
fn the_levy_comes_from_free_money_and_leaves_the_account_alive() {
	paid().build_and_execute(|| {
		confirm();
		Balances::set_lock(*b"vesting_", &account("alice"), RICH, WithdrawReasons::all());
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::InsufficientFunds);
		Balances::remove_lock(*b"vesting_", &account("alice"));
		let alice = RuntimeOrigin::signed(account("alice"));
		let rest = money("alice").0 - ED - LEVY + 1;
		assert_ok!(Balances::transfer_allow_death(alice.clone(), account("carol"), rest));
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::InsufficientFunds);
		let carol = RuntimeOrigin::signed(account("carol"));
		assert_ok!(Balances::transfer_allow_death(carol, account("alice"), 1));
		assert_ok!(send("alice", rate(0, 5)));
		assert_eq!(money("alice").0, ED);
	});
}

// covers M93
#[test]
fn a_score_weighs_what_its_job_has_paid() {
	let priced = |price| TermsOf::<Test> { service_price: price, ..terms(table1_rules()) };
	ExtBuilder::default().with_terms(5_000, priced(100)).build_and_execute(|| {
		assert_ok!(send("alice", propose_with(priced(900))));
		assert_ok!(send("bob", Call::accept_agreement { agreement: 1 }));
		assert_ok!(send("alice", Call::fund_budget { agreement: 1, amount: 5_000 }));
		for (agreement, score) in [(0, 1), (1, 5)] {
			let id = agreement;
			assert_ok!(send("robot", request_service(agreement, VIBRATION, u64::from(id) + 1)));
			assert_ok!(send("bob", Call::accept_request { request: id }));
			assert_ok!(send("bob", complete(id)));
			assert_ok!(send("alice", Call::confirm_request { request: id }));
			assert_ok!(send("alice", rate(id, score)));
		}
		// (1 × 100 + 5 × 900) / 1000
		assert_eq!(rating("bob"), (Rating { jobs: 2, value: 1_000, points: 4_600 }, Some(4_600)));
	});
}

/// Who gains by cheating: a ring of an owner and a provider who hand the same money back and forth to be rated well. Each planck
/// of weight costs it the levy, burned, beside the fees of the transactions, which this chain without fees does not show.
// covers M93
#[test]
fn a_ring_pays_for_every_point() {
	let priced = TermsOf::<Test> { service_price: 10_000, ..terms(table1_rules()) };
	ExtBuilder::default().with_terms(10_000, priced).build_and_execute(|| {
		let wealth = |names: [&str; 2]| -> Balance {
			names.map(money).iter().map(|(free, budget, escrow)| free + budget + escrow).sum()
		};
		let (before, issuance) = (wealth(["alice", "bob"]), Balances::total_issuance());
		for id in 0..50u32 {
			assert_ok!(send("robot", request_service(0, VIBRATION, u64::from(id) + 1)));
			assert_ok!(send("bob", Call::accept_request { request: id }));
			assert_ok!(send("bob", complete(id)));
			assert_ok!(send("alice", Call::confirm_request { request: id }));
			assert_ok!(send("alice", rate(id, 5)));
			let back = RuntimeOrigin::signed(account("bob"));
			assert_ok!(Balances::transfer_allow_death(back, account("alice"), 10_000));
			assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 10_000 }));
		}
		let weight = rating("bob").0.value;
		let cost = before - wealth(["alice", "bob"]);
		assert_eq!((weight, cost), (500_000, 5_000), "one percent of the weight");
		assert_eq!(issuance - Balances::total_issuance(), cost, "nobody gets it");
		// The smallest jobs cost no less for a planck of weight, and below the least value they do not count.
		assert_eq!(RatingLevy::get().mul_ceil(MinRatedValue::get()) * 100, MinRatedValue::get());
	});
}

#[test]
fn sums_of_ratings_do_not_overflow() {
	paid().build_and_execute(|| {
		confirm();
		let full = Rating { jobs: u32::MAX, ..Rating::default() };
		crate::Ratings::<Test>::insert(account("bob"), full);
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::Overflow);
		let full = Rating { jobs: 1, value: u128::MAX - ORDER + 1, points: 0 };
		crate::Ratings::<Test>::insert(account("bob"), full);
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::Overflow);
		let full = Rating { jobs: 1, value: 1, points: u128::MAX - ORDER * 5 + 1 };
		crate::Ratings::<Test>::insert(account("bob"), full);
		assert_noop!(send("alice", rate(0, 5)), Error::<Test>::Overflow);
		assert_eq!(Rating::default().average(), None);
	});
}
