//! Epochs end, pay, expire, and are tidied up.

use bpiiot_primitives::{BPI, Balance};
use frame_support::{assert_noop, assert_ok, weights::Weight};

use super::*;
use crate::{
	Call, Cleaned, Error, Event, OldestPayout, Payout, Payouts, Reserved, Tallies, WeightInfo, weights::SubstrateWeight,
};

fn claim(epochs: &[u32]) -> Call<Test> {
	Call::claim { epochs: epochs.to_vec().try_into().expect("few") }
}

#[test]
fn an_epoch_ends_after_its_blocks_and_says_what_it_pays() {
	execute(|| {
		assert_ok!(send("alice", Call::bond { amount: 3 * STAKE }));
		go_to(EPOCH - 1);
		assert_eq!(Incentives::epoch().index, 0);
		go_to(EPOCH);
		assert_eq!(Incentives::epoch(), crate::Epoch { index: 1, started: EPOCH, points: 0 });
		assert!(events().contains(&Event::EpochClosed { epoch: 0, points: 0, budget: 0 }));
		assert_eq!(Payouts::<Test>::iter().count(), 0, "nothing was earned");
		contribute("alice", 3);
		go_to(2 * EPOCH);
		let budget = 3 * BPI / 10;
		assert!(events().contains(&Event::EpochClosed { epoch: 1, points: 3, budget }));
		assert_eq!(Incentives::payout(1), Some(Payout { points: 3, left: 3, budget, unpaid: budget }));
		assert_eq!(Incentives::pot_state(), (free("pot") - ED, budget));
	});
}

#[test]
fn what_the_pot_has_is_shared_by_all_points_when_it_is_less_than_the_most_for_each() {
	execute_with(
		|| MaxPerPoint::set(Balance::MAX / 1_000),
		|| {
			for name in ["alice", "bob"] {
				assert_ok!(send(name, Call::bond { amount: 100 * STAKE }));
			}
			epoch(1);
			contribute("alice", 1);
			contribute("bob", 2);
			epoch(2);
			// 20 blocks of half a token, without the existential deposit.
			let budget = 10 * BPI - ED;
			assert_eq!(Reserved::<Test>::get(), budget);
			assert_eq!(Incentives::claimable(account("alice"), None, 9), [(1, budget / 3)]);
			assert_eq!(Incentives::claimable(account("bob"), None, 9), [(1, budget * 2 / 3)]);
			// The next epoch has what has come into the pot since.
			contribute("bob", 1);
			epoch(3);
			assert_eq!(Incentives::claimable(account("bob"), None, 9), [(1, budget * 2 / 3), (2, 5 * BPI)]);
			assert_ok!(send("bob", claim(&[1, 2])));
			assert_ok!(send("alice", claim(&[1])));
			assert_eq!(Incentives::pot_state(), (budget - budget / 3 - budget * 2 / 3, 0), "roundings stay in the pot");
		},
	);
}

#[test]
fn an_epoch_with_an_empty_pot_pays_nothing() {
	execute_with(
		|| PotLimit::set(0),
		|| {
			assert_ok!(send("alice", Call::bond { amount: 3 * STAKE }));
			epoch(1);
			contribute("alice", 3);
			epoch(2);
			assert_noop!(send("alice", claim(&[1])), Error::<Test>::NothingToClaim);
			assert_eq!((free("pot"), Reserved::<Test>::get()), (0, 0));
			epoch(CLAIMABLE + 3);
			assert_eq!(Tallies::<Test>::iter().count(), 0, "the tally is removed in time all the same");
		},
	);
}

/// The pot has room for two epochs' rewards. Nobody claims, and yet each epoch has a budget: what is promised does not
/// count.
// covers M91
#[test]
fn rewards_that_nobody_claims_do_not_stop_later_ones() {
	let change = || {
		PotLimit::set(8 * BPI);
		MaxPerPoint::set(BPI);
	};
	execute_with(change, || {
		assert_ok!(send("alice", Call::bond { amount: 4 * STAKE }));
		for index in 1..=CLAIMABLE {
			epoch(index);
			contribute("alice", 4);
			epoch(index + 1);
			assert_eq!(Incentives::payout(index).map(|payout| payout.budget), Some(4 * BPI), "epoch {index}");
		}
		go_to(System::block_number() + EPOCH - 1);
		let (pot, reserved) = Incentives::pot_state();
		assert_eq!(reserved, Balance::from(CLAIMABLE) * 4 * BPI);
		let unpromised = pot + ED - reserved;
		assert!((8 * BPI..9 * BPI).contains(&unpromised), "{unpromised}: it fills up to the limit and no further");
	});
}

// covers M91
#[test]
fn what_is_not_claimed_in_time_falls_back_to_the_pot() {
	execute(|| {
		for name in ["alice", "bob"] {
			assert_ok!(send(name, Call::bond { amount: 4 * STAKE }));
		}
		epoch(1);
		contribute("alice", 4);
		contribute("bob", 2);
		epoch(1 + CLAIMABLE);
		assert_eq!((OldestPayout::<Test>::get(), Reserved::<Test>::get()), (1, 6 * BPI / 10));
		assert_ok!(send("bob", claim(&[1])));
		go_to(u64::from(2 + CLAIMABLE) * EPOCH - 1);
		assert_eq!(Incentives::claimable(account("alice"), None, 9).len(), 1, "up to the last block");
		epoch(2 + CLAIMABLE);
		assert!(events().contains(&Event::EpochExpired { epoch: 1, unclaimed: 4 * BPI / 10 }));
		assert_noop!(send("alice", claim(&[1])), Error::<Test>::NothingToClaim);
		assert_eq!((Reserved::<Test>::get(), Payouts::<Test>::iter().count()), (0, 0));
		assert_eq!((Tallies::<Test>::iter().count(), Cleaned::<Test>::get()), (0, 2), "the block had time for it");
	});
}

#[test]
fn tallies_of_expired_epochs_are_removed_only_as_far_as_the_weight_goes() {
	execute(|| {
		let weight = SubstrateWeight::<Test>::clean;
		for index in 0..10u32 {
			Tallies::<Test>::insert(1, account(&index.to_string()), 1);
		}
		crate::CurrentEpoch::<Test>::mutate(|epoch| epoch.index = 3);
		OldestPayout::<Test>::put(2);
		Cleaned::<Test>::put(1);
		let left = || Tallies::<Test>::iter().count();
		assert_eq!((Incentives::clean(Weight::zero()), left()), (Weight::zero(), 10));
		assert_eq!((Incentives::clean(weight(1) - Weight::from_parts(1, 0)), left()), (weight(0), 10));
		assert_eq!((Incentives::clean(weight(3)), left()), (weight(3), 7));
		assert_eq!((Incentives::clean(weight(6)), left()), (weight(6), 1));
		assert_eq!((Incentives::clean(weight(6)), left(), Cleaned::<Test>::get()), (weight(1), 0, 2));
		assert_eq!(Incentives::clean(weight(6)), weight(0), "there is nothing more to do");
		crate::CurrentEpoch::<Test>::kill();
		OldestPayout::<Test>::kill();
		Cleaned::<Test>::kill();
	});
}
