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

/// What it owes as a former account stands beside what it owes as the present one.
#[test]
fn a_provider_finds_the_bonus_queries_of_all_its_accounts() {
	execute_with(
		|| MaxBonuses::set(200),
		|| {
			move_identity("bob", "carol");
			block(&by("miner"), || {
				for index in 0..50 {
					assert_ok!(attach(if index % 3 == 0 { "carol" } else { "bob" }));
					assert_ok!(attach("dave"));
				}
			});
			for name in ["bob", "carol"] {
				let all = Incentives::bonuses_at(account(name), None, 100);
				assert_eq!(all.len(), 50);
				assert!(all.iter().all(|bonus| bonus % 2 == 0), "none of dave's");
				let mut paged = Vec::new();
				loop {
					let page = Incentives::bonuses_at(account(name), paged.last().copied(), 7);
					assert!(page.len() <= 7);
					if page.is_empty() {
						break;
					}
					paged.extend(page);
				}
				assert_eq!(paged, all);
			}
			// A page goes on behind one that is gone.
			let all = Incentives::bonuses_at(account("carol"), None, 100);
			assert_ok!(send("miner", Call::remove_bonus { bonus: all[9] }));
			assert_eq!(Incentives::bonuses_at(account("carol"), Some(all[9]), 100), all[10..]);
		},
	);
}
