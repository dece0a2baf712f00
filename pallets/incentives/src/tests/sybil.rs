//! One who acts as many accounts: it never earns more than as one.

use bpiiot_primitives::Balance;
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::fungible::{Inspect, InspectHold},
};
use pallet_transaction_payment::ChargeTransactionPayment;
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::traits::DispatchTransaction;

use super::*;
use crate::Call;

/// What an account gets for its fees.
const PURSE: Balance = STAKE / 50;

/// What came of a stake in one or several accounts.
struct Earned {
	/// What the pot paid.
	claimed: Balance,
	/// What alice owns after everything less what she owned before: what was paid without the fees.
	gained: i128,
}

/// Alice acts as these accounts, each with a stake and a number of contributions, in epoch 1, while bob contributes
/// too. She does so by herself if it is one account and `by_herself`. At the end all stake and all existential deposits
/// are hers again.
fn earns(accounts: &[(Balance, u32)], by_herself: bool, others: u32, most: Balance) -> Earned {
	let mut earned = Earned { claimed: 0, gained: 0 };
	let name = |index: usize| if by_herself { "alice".to_string() } else { format!("sybil {index}") };
	let change = || MaxPerPoint::set(most);
	execute_with(change, || {
		assert_ok!(send("bob", Call::bond { amount: 40 * STAKE }));
		// A part that is too small for one contribution cannot be bonded and earns nothing; nobody spends a fee on it.
		let earning = accounts.iter().enumerate().filter(|(_, (stake, times))| *stake >= STAKE && *times > 0);
		let earning: Vec<_> = earning.map(|(index, (stake, _))| (name(index), *stake)).collect();
		for (name, stake) in &earning {
			if !by_herself {
				let (dest, value) = (account(name), stake + ED + PURSE);
				pay("alice", pallet_balances::Call::transfer_keep_alive { dest, value });
			}
			pay(name, Call::bond { amount: *stake });
		}
		epoch(1);
		contribute("bob", others);
		for (index, (_, times)) in accounts.iter().enumerate() {
			contribute(&name(index), *times);
		}
		epoch(2);
		for (name, stake) in &earning {
			earned.claimed += Incentives::claimable(account(name), None, 1)[0].1;
			pay(name, Call::claim { epochs: vec![1].try_into().expect("one") });
			pay(name, Call::unbond { amount: *stake });
		}
		for (index, _) in accounts.iter().enumerate() {
			assert!(
				Incentives::claimable(account(&name(index)), None, 1).is_empty(),
				"nobody else has earned anything"
			);
		}
		epoch(3);
		for (name, _) in &earning {
			pay(name, Call::withdraw_unbonded {});
			if !by_herself {
				pay(name, pallet_balances::Call::transfer_all { dest: account("alice"), keep_alive: false });
				assert_eq!(Balances::total_balance(&account(name)), 0);
			}
		}
		assert_eq!(Balances::total_balance_on_hold(&account("alice")), 0);
		earned.gained = free("alice") as i128 - RICH as i128;
	});
	earned
}

/// Sends a call that works, and pays the fee.
fn pay(name: &str, call: impl Into<RuntimeCall>) {
	let call = call.into();
	let info = call.get_dispatch_info();
	let origin = RuntimeOrigin::signed(account(name));
	let sent = ChargeTransactionPayment::<Test>::from(0).dispatch_transaction(origin, call, &info, 200, 0);
	assert_ok!(sent.expect("can pay"));
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
		let many = earns(&parts, false, others, most);
		let one = earns(&[(stake, contributions)], true, others, most);
		prop_assert!(many.claimed <= one.claimed, "{} in parts, {} in one: {parts:?}", many.claimed, one.claimed);
		// Whoever has more accounts has more fees to pay; who has none pays none.
		let none = many.claimed == 0 && many.gained == 0;
		prop_assert!(many.gained < one.gained || none, "{} in parts, {} in one: {parts:?}", many.gained, one.gained);
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
}

// covers M91
#[test]
fn a_thousand_accounts_without_stake_earn_nothing() {
	let nobody = vec![(0, 5); 1_000];
	assert_eq!(earns(&nobody, false, 3, STAKE).claimed, 0);
	// Nor with almost enough for one contribution each; in one account the same would be 5 points.
	let many = vec![(STAKE - 1, 5); 6];
	assert_eq!(earns(&many, false, 3, STAKE).claimed, 0);
	assert!(earns(&[(6 * (STAKE - 1), 30)], true, 3, STAKE).gained > 0);
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
