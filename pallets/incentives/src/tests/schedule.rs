//! Blocks follow the schedule, and its cap holds whatever the schedule says.

use bpiiot_primitives::{AccountId, BPI, Balance, incentives};
use frame_support::assert_ok;

use super::*;
use crate::{Event, TotalRewards};

// covers M87
#[test]
fn blocks_mint_what_the_schedule_says_until_nothing_is_left() {
	let change = || {
		Era::set(3);
		Halving::set(2);
		BlockReward::set(100_000);
	};
	execute_with(change, || {
		let mut sum = 0;
		let mut last = Balance::MAX;
		for number in 1..=200u64 {
			block(&by("alice"), || ());
			let reward = Incentives::reward();
			assert_eq!(reward, Incentives::reward_at(number));
			assert!(reward <= last);
			last = reward;
			sum += reward;
			assert_eq!((TotalRewards::<Test>::get(), issuance()), (sum, GENESIS + sum));
		}
		assert_eq!(last, 0, "after 17 halvings, of six blocks each, nothing is left");
		assert!(TotalRewards::<Test>::get() > Schedule::get().cap() * 9 / 10);
		assert!(sum <= Schedule::get().cap());
		block(&by("alice"), || assert!(!events().iter().any(|event| matches!(event, Event::Rewarded { .. }))));
	});
}

// covers M87
#[test]
fn the_cap_holds_even_if_more_than_the_schedule_has_been_minted_before() {
	let change = || {
		Era::set(1);
		Halving::set(1);
	};
	execute_with(change, || {
		// The whole schedule mints at most two first rewards.
		let cap = Schedule::get().cap();
		assert_eq!(cap, 20 * BPI);
		TotalRewards::<Test>::put(cap - 3 * BPI);
		block(&by("alice"), || ());
		assert_eq!(Incentives::total_rewards(), cap, "what is left, and not the first reward of 10");
		assert_eq!(issuance(), GENESIS + 3 * BPI);
		block(&by("alice"), || ());
		assert_eq!((Incentives::total_rewards(), issuance()), (cap, GENESIS + 3 * BPI));
	});
}

#[test]
fn when_the_pot_is_full_its_part_goes_to_the_treasury() {
	execute_with(
		|| PotLimit::set(BPI),
		|| {
			let shares = [(BPI, BPI / 2), (BPI, BPI / 2), (BPI * 3 / 2, 0), (BPI * 3 / 2, 0)];
			for (treasury, pot) in shares {
				block(&by("miner"), || ());
				let rewarded = Event::Rewarded { author: account("miner"), amount: BPI * 17 / 2, treasury, pot };
				assert_eq!(events(), [rewarded]);
			}
			assert_eq!((free("treasury"), free("pot")), (5 * BPI, BPI));
		},
	);
}

#[test]
fn the_accounts_are_those_that_clients_can_compute() {
	let known: [AccountId; 2] = [incentives::TREASURY_ID, incentives::POT_ID].map(incentives::account_of);
	assert_eq!(known, [Incentives::treasury_account(), Incentives::pot_account()]);
}

#[test]
fn nobody_can_spend_the_treasury_or_the_pot() {
	execute(|| {
		block(&by("miner"), || ());
		let before = (free("treasury"), free("pot"));
		assert!(before.0 > 0 && before.1 > 0);
		// Whoever calls, only claims of contributions take from the pot, and nothing from the treasury.
		for name in ["alice", "miner"] {
			let all = vec![0].try_into().expect("one");
			assert!(send(name, crate::Call::claim { epochs: all }).is_err());
		}
		assert_eq!((free("treasury"), free("pot")), before);
		assert_ok!(Incentives::do_try_state());
	});
}
