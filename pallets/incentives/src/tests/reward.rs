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
use crate::{Event, TotalRewards, WeightInfo, mock::*};

const REWARD: Balance = 10 * BPI;

// covers M87, M89
#[test]
fn the_author_of_each_block_is_rewarded() {
	execute(|| {
		for (author, owns) in [("miner", REWARD), ("other", REWARD), ("miner", 2 * REWARD)] {
			let rewarded = [Event::Rewarded { author: account(author), amount: REWARD }];
			block(&by(author), || assert_eq!(events(), rewarded, "the reward comes before the transactions"));
			assert_eq!(free(author), owns);
			assert_eq!(events(), rewarded, "and once");
		}
		assert_eq!(issuance(), RICH + 3 * REWARD);
		assert_eq!((Incentives::total_rewards(), Incentives::reward()), (3 * REWARD, REWARD));
	});
}

// covers M89
#[test]
fn no_call_can_mint() {
	let calls = <crate::Call<Test> as frame_support::traits::GetCallName>::get_call_names();
	assert!(calls.is_empty(), "{calls:?}");
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
		assert_eq!((issuance(), TotalRewards::<Test>::get()), (RICH, 0));
	});
}

#[test]
fn another_engines_item_does_not_hide_the_author() {
	execute(|| {
		let foreign = DigestItem::PreRuntime(*b"aura", vec![1; 64]);
		block(&Digest { logs: [vec![foreign], by("miner").logs].concat() }, || ());
		assert_eq!(free("miner"), REWARD);
	});
}

#[test]
fn a_reward_past_the_largest_issuance_is_skipped() {
	execute(|| {
		let room = Balance::MAX - issuance();
		assert_ok!(Balances::mint_into(&account("whale"), room - REWARD + 1));
		block(&by("miner"), || ());
		let error = ArithmeticError::Overflow.into();
		assert_eq!(events(), [Event::RewardSkipped { author: account("miner"), amount: REWARD, error }]);
		assert_eq!((free("miner"), TotalRewards::<Test>::get()), (0, 0));
		// One planck less, and it fits to the last one.
		let burned = Balances::burn_from(
			&account("whale"),
			1,
			frame_support::traits::tokens::Preservation::Preserve,
			frame_support::traits::tokens::Precision::Exact,
			frame_support::traits::tokens::Fortitude::Polite,
		);
		assert_ok!(burned);
		block(&by("miner"), || ());
		assert_eq!((free("miner"), issuance()), (REWARD, Balance::MAX));
		// A whale as the author overflows neither.
		block(&by("whale"), || ());
		assert!(matches!(events().as_slice(), [Event::RewardSkipped { .. }]));
	});
}

#[test]
fn a_reward_below_the_existential_deposit_is_skipped_for_a_new_account() {
	BlockReward::set(ED - 1);
	execute(|| {
		block(&by("miner"), || ());
		let error = TokenError::BelowMinimum.into();
		assert_eq!(events(), [Event::RewardSkipped { author: account("miner"), amount: ED - 1, error }]);
		assert_eq!((free("miner"), issuance(), TotalRewards::<Test>::get()), (0, RICH, 0));
		block(&by("alice"), || ());
		assert_eq!(free("alice"), RICH + ED - 1);
	});
	BlockReward::set(REWARD);
}

#[test]
fn a_reward_of_zero_is_none() {
	BlockReward::set(0);
	execute(|| {
		block(&by("miner"), || ());
		assert!(events().is_empty());
		assert!(!System::account_exists(&account("miner")));
	});
	BlockReward::set(REWARD);
}

#[test]
fn the_weight_of_the_reward_is_counted() {
	execute(|| assert_eq!(Incentives::on_initialize(1), <() as WeightInfo>::reward()));
}

// covers M85
#[test]
fn a_reward_can_be_spent() {
	execute(|| {
		block(&by("miner"), || ());
		let miner = RuntimeOrigin::signed(account("miner"));
		assert_ok!(Balances::transfer_allow_death(miner, account("bob"), REWARD));
		assert_eq!((free("bob"), Balances::total_balance(&account("miner"))), (REWARD, 0));
	});
}
