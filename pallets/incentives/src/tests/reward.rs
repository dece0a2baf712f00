use bpiiot_primitives::{BPI, Balance};
use frame_support::{
	assert_ok,
	traits::{
		Hooks,
		fungible::{Inspect, Mutate},
	},
};
use sp_runtime::{ArithmeticError, Digest, DigestItem, TokenError};

use super::{free, issuance};
use crate::{Event, TotalRewards, WeightInfo, mock::*, weights::SubstrateWeight};

const REWARD: Balance = 10 * BPI;
const TREASURY: Balance = BPI;
const POT: Balance = BPI / 2;
const AUTHOR: Balance = REWARD - TREASURY - POT;

fn rewarded(author: &str) -> Event<Test> {
	Event::Rewarded { author: account(author), amount: AUTHOR, treasury: TREASURY, pot: POT }
}

fn skipped(to: &str, amount: Balance, error: impl Into<sp_runtime::DispatchError>) -> Event<Test> {
	Event::RewardSkipped { account: account(to), amount, error: error.into() }
}

// covers M87, M89
#[test]
fn the_author_of_each_block_is_rewarded() {
	execute(|| {
		for (author, owns) in [("miner", AUTHOR), ("other", AUTHOR), ("miner", 2 * AUTHOR)] {
			block(&by(author), || assert_eq!(events(), [rewarded(author)], "it comes before the transactions"));
			assert_eq!(free(author), owns);
			assert_eq!(events(), [rewarded(author)], "and once");
		}
		assert_eq!(issuance(), GENESIS + 3 * REWARD);
		assert_eq!((free("treasury"), free("pot")), (3 * TREASURY, 3 * POT));
		assert_eq!((Incentives::total_rewards(), Incentives::reward()), (3 * REWARD, REWARD));
	});
}

/// Table 2's guard lets anybody mint. Here no call is about minting; `stateful` tries all of them, and a test of the
/// runtime those of all pallets.
// covers M89
#[test]
fn no_call_can_mint() {
	let calls = <crate::Call<Test> as frame_support::traits::GetCallName>::get_call_names();
	let known = [
		"bond",
		"unbond",
		"withdraw_unbonded",
		"claim",
		"redeem_bonus",
		"answer_bonus",
		"transfer_bonus",
		"remove_bonus",
		"withdraw_bonus",
		"contest_bonus",
		"remove_standing",
	];
	assert_eq!(calls, known);
	execute(|| {
		go_to(1);
		// A claim, the only call that pays, takes from the pot what the pot has got before.
		assert_ok!(send("alice", crate::Call::bond { amount: STAKE }));
		epoch(1);
		contribute("alice", 1);
		epoch(2);
		let (issued, pot) = (issuance(), free("pot"));
		assert_ok!(send("alice", crate::Call::claim { epochs: vec![1].try_into().expect("one") }));
		assert_eq!((issuance(), free("pot")), (issued, pot - BPI / 10));
	});
}

#[test]
fn a_block_without_a_readable_author_rewards_nobody() {
	execute(|| {
		let twice = Digest { logs: [by("miner").logs, by("thief").logs].concat() };
		let mut long = by("miner").logs;
		let Some(DigestItem::PreRuntime(_, content)) = long.first_mut() else { panic!("it is one") };
		content.push(0);
		let foreign = DigestItem::PreRuntime(*b"aura", vec![1; 64]);
		let digests = [
			Digest::default(),
			twice,
			Digest { logs: long },
			Digest { logs: vec![raw_item(7u8)] },
			Digest { logs: vec![raw_item(())] },
			Digest { logs: vec![foreign] },
		];
		for digest in digests {
			block(&digest, || ());
			assert_eq!(Incentives::author(), None);
			assert!(events().is_empty());
		}
		assert_eq!((issuance(), TotalRewards::<Test>::get()), (GENESIS, 0));
	});
}

#[test]
fn another_engines_item_does_not_hide_the_author() {
	execute(|| {
		let foreign = DigestItem::PreRuntime(*b"aura", vec![1; 64]);
		block(&Digest { logs: [vec![foreign], by("miner").logs].concat() }, || ());
		assert_eq!(free("miner"), AUTHOR);
	});
}

#[test]
fn a_reward_past_the_largest_issuance_is_skipped() {
	execute(|| {
		let room = Balance::MAX - issuance();
		assert_ok!(Balances::mint_into(&account("whale"), room - REWARD + 1));
		// The pot's part is one planck too large.
		block(&by("miner"), || ());
		let paid = Event::Rewarded { author: account("miner"), amount: AUTHOR, treasury: TREASURY, pot: 0 };
		assert_eq!(events(), [skipped("pot", POT, ArithmeticError::Overflow), paid]);
		assert_eq!(TotalRewards::<Test>::get(), REWARD - POT);
		// One planck less, and a whole reward fits to the last one.
		let burn = |amount| {
			let burned = Balances::burn_from(
				&account("whale"),
				amount,
				frame_support::traits::tokens::Preservation::Preserve,
				frame_support::traits::tokens::Precision::Exact,
				frame_support::traits::tokens::Fortitude::Polite,
			);
			assert_ok!(burned);
		};
		burn(REWARD - POT + 1);
		block(&by("miner"), || ());
		assert_eq!(events(), [rewarded("miner")]);
		assert_eq!((free("miner"), issuance()), (2 * AUTHOR, Balance::MAX));
		// Now nothing fits, and a whale as the author overflows neither.
		block(&by("whale"), || ());
		let error = ArithmeticError::Overflow;
		let all = [skipped("whale", AUTHOR, error), skipped("treasury", TREASURY, error), skipped("pot", POT, error)];
		assert_eq!(events(), all);
		assert_eq!(issuance(), Balance::MAX);
	});
}

#[test]
fn a_reward_below_the_existential_deposit_is_skipped_for_a_new_account() {
	execute_with(
		|| BlockReward::set(ED),
		|| {
			let (author, treasury, pot) = (ED * 85 / 100, ED / 10, ED / 20);
			block(&by("miner"), || ());
			let error = TokenError::BelowMinimum;
			let all =
				[skipped("miner", author, error), skipped("treasury", treasury, error), skipped("pot", pot, error)];
			assert_eq!(events(), all);
			assert_eq!((free("miner"), issuance(), TotalRewards::<Test>::get()), (0, GENESIS, 0));
			block(&by("alice"), || ());
			assert_eq!(free("alice"), RICH + author);
			assert_eq!((issuance(), TotalRewards::<Test>::get()), (GENESIS + author, author));
		},
	);
}

#[test]
fn a_reward_of_zero_is_none() {
	execute_with(
		|| BlockReward::set(0),
		|| {
			block(&by("miner"), || ());
			assert!(events().is_empty());
			assert!(!System::account_exists(&account("miner")));
		},
	);
}

#[test]
fn a_reward_that_cannot_be_divided_goes_to_the_author() {
	execute_with(
		|| BlockReward::set(9),
		|| {
			block(&by("alice"), || ());
			assert_eq!(events(), [Event::Rewarded { author: account("alice"), amount: 9, treasury: 0, pot: 0 }]);
			assert_eq!(free("alice"), RICH + 9);
		},
	);
}

#[test]
fn the_weight_of_the_reward_is_counted() {
	execute(|| {
		assert_eq!(Incentives::on_initialize(1), SubstrateWeight::<Test>::reward());
		assert_eq!(Incentives::on_initialize(EPOCH), SubstrateWeight::<Test>::turn_epoch());
	});
}

// covers M85
#[test]
fn a_reward_can_be_spent() {
	execute(|| {
		block(&by("miner"), || ());
		let miner = RuntimeOrigin::signed(account("miner"));
		assert_ok!(Balances::transfer_allow_death(miner, account("heir"), AUTHOR));
		assert_eq!((free("heir"), Balances::total_balance(&account("miner"))), (AUTHOR, 0));
	});
}
