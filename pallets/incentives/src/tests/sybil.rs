//! One who acts as many accounts: it never earns more than as one.

use bpiiot_primitives::Balance;
use frame_support::assert_ok;
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::*;
use crate::Call;

/// What these accounts, each with a stake and a number of contributions, claim for epoch 1 while bob contributes too; and what all
/// of them together own after everything less what they owned before.
fn earns(accounts: &[(Balance, u32)], others: u32, most: Balance) -> Balance {
	let mut earned = 0;
	let change = || MaxPerPoint::set(most);
	execute_with(change, || {
		assert_ok!(send("bob", Call::bond { amount: 40 * STAKE }));
		for (index, (stake, _)) in accounts.iter().enumerate() {
			let name = format!("sybil {index}");
			let give = RuntimeOrigin::signed(account("alice"));
			assert_ok!(Balances::transfer_keep_alive(give, account(&name), stake + ED));
			// A part that is too small for one contribution cannot be bonded, and earns nothing.
			assert_eq!(send(&name, Call::bond { amount: *stake }).is_ok(), *stake >= STAKE);
		}
		epoch(1);
		contribute("bob", others);
		for (index, (_, contributions)) in accounts.iter().enumerate() {
			contribute(&format!("sybil {index}"), *contributions);
		}
		epoch(2);
		for index in 0..accounts.len() {
			let name = format!("sybil {index}");
			let before = free(&name);
			let earning = !Incentives::claimable(account(&name), None, 1).is_empty();
			let claimed = send(&name, Call::claim { epochs: vec![1].try_into().expect("one") });
			assert_eq!(claimed.is_ok(), earning);
			earned += free(&name) - before;
		}
	});
	earned
}

// covers M91
#[test]
fn stake_that_is_split_earns_no_more_than_in_one_account() {
	let seed = seed("sybil");
	let config = Config { cases: 150, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
	let parts = proptest::collection::vec((0..6 * STAKE, 0..9u32), 1..6);
	// From paying each point in full to a pot that is much too small for all.
	let most = prop_oneof![Just(1), Just(7), STAKE / 1_000..STAKE, Just(1_000 * STAKE)];
	let result = runner.run(&(parts, 0..40u32, most), |(parts, others, most)| {
		let stake = parts.iter().map(|(stake, _)| stake).sum();
		let contributions = parts.iter().map(|(_, contributions)| contributions).sum();
		let (many, one) = (earns(&parts, others, most), earns(&[(stake, contributions)], others, most));
		prop_assert!(many <= one, "{many} in parts, {one} in one account: {parts:?}");
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
}

// covers M91
#[test]
fn a_thousand_accounts_without_stake_earn_nothing() {
	let nobody = vec![(0, 5); 1_000];
	assert_eq!(earns(&nobody, 3, STAKE), 0);
	// Nor with almost enough for one contribution each; in one account the same would be 5 points.
	let many = vec![(STAKE - 1, 5); 6];
	assert_eq!(earns(&many, 3, STAKE), 0);
	assert!(earns(&[(6 * (STAKE - 1), 30)], 3, STAKE) > 0);
}

/// Moving stake from account to account does not make it count twice in an epoch.
// covers M91
#[test]
fn a_token_counts_for_one_account_only_in_an_epoch() {
	execute(|| {
		let pass_on = |from: &str, to: &str| {
			let origin = RuntimeOrigin::signed(account(from));
			Balances::transfer_allow_death(origin, account(to), 10 * STAKE).is_ok()
		};
		// Alice and dave share ten tokens: alice has them first, and dave has only dust of his own.
		let spend = RuntimeOrigin::signed(account("dave"));
		assert_ok!(Balances::transfer_keep_alive(spend, account("carol"), RICH - ED));
		let spend = RuntimeOrigin::signed(account("alice"));
		assert_ok!(Balances::transfer_keep_alive(spend, account("carol"), RICH - ED - 10 * STAKE));
		assert_ok!(send("alice", Call::bond { amount: 10 * STAKE }));
		for index in 1..6u32 {
			epoch(index);
			let points = Incentives::epoch().points;
			assert_eq!(points, 0);
			// Both try all that they can in every epoch.
			for (from, to) in [("alice", "dave"), ("dave", "alice")] {
				contribute(from, 100);
				let _ = send(from, Call::unbond { amount: 10 * STAKE });
				let _ = send(from, Call::withdraw_unbonded {});
				if pass_on(from, to) {
					let _ = send(to, Call::bond { amount: 10 * STAKE });
				}
				contribute(to, 100);
			}
			assert!(Incentives::epoch().points <= 10, "{} points of ten tokens", Incentives::epoch().points);
		}
	});
}
