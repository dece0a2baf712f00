//! Pages of the view functions.

use bpiiot_primitives::BPI;
use frame_support::assert_ok;

use super::*;
use crate::{Call, MAX_PAGE};

#[test]
fn rewards_can_be_paged_through() {
	execute(|| {
		let alice = || account("alice");
		assert_ok!(send("alice", Call::bond { amount: 2 * STAKE }));
		for index in [1, 2, 4] {
			epoch(index);
			contribute("alice", 1);
		}
		assert_eq!(Incentives::claimable(alice(), None, 9), [(1, BPI / 10), (2, BPI / 10)], "not the one that runs");
		epoch(5);
		assert_eq!(Incentives::claimable(alice(), None, 1), [(1, BPI / 10)]);
		assert_eq!(Incentives::claimable(alice(), Some(1), 9), [(2, BPI / 10), (4, BPI / 10)]);
		assert!(Incentives::claimable(alice(), Some(4), 9).is_empty());
		assert!(Incentives::claimable(alice(), Some(u32::MAX), 9).is_empty());
		assert!(Incentives::claimable(alice(), None, 0).is_empty());
		assert!(Incentives::claimable(account("bob"), None, 9).is_empty());
	});
}

#[test]
fn bonus_queries_can_be_paged_through() {
	execute_with(
		|| MaxBonuses::set(200),
		|| {
			block(&by("miner"), || {
				for _ in 0..120 {
					assert_ok!(attach("bob"));
				}
			});
			let (miner, bob) = (|| account("miner"), || account("bob"));
			let mut found = Incentives::bonuses_of(miner(), None, u32::MAX);
			assert_eq!(found.len(), MAX_PAGE as usize);
			found.extend(Incentives::bonuses_of(miner(), found.last().copied(), u32::MAX));
			found.sort_unstable();
			assert_eq!(found, (0..120).collect::<Vec<_>>());
			let mut found = Incentives::bonuses_at(bob(), None, 7);
			while let Some(last) = found.last().copied() {
				let more = Incentives::bonuses_at(bob(), Some(last), 7);
				if more.is_empty() {
					break;
				}
				found.extend(more);
			}
			found.sort_unstable();
			assert_eq!(found, (0..120).collect::<Vec<_>>());
			assert!(Incentives::bonuses_of(bob(), None, 9).is_empty());
			assert!(Incentives::bonuses_at(miner(), None, 9).is_empty());
			assert_eq!((Incentives::bonus(120), Incentives::payout(0)), (None, None));
		},
	);
}
