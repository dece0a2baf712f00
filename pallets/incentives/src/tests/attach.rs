//! Bonus queries get their owner: the author of the block.

use frame_support::{assert_noop, assert_ok};
use sp_runtime::Digest;

use super::*;
use crate::{Bonus, BonusState, Error, Event, NextBonus};

// covers M88
#[test]
fn a_bonus_query_belongs_to_the_author_of_its_block() {
	execute(|| {
		block(&by("miner"), || {
			forget_events();
			assert_ok!(attach("bob"));
			let until = 1 + LIFETIME;
			let bonus = Bonus {
				record: 7,
				device: 3,
				provider: account("bob"),
				owner: account("miner"),
				query: query(),
				state: BonusState::Open { until },
				deposit: DEPOSIT,
			};
			assert_eq!(Incentives::bonus(0), Some(bonus));
			let (provider, owner) = (account("bob"), account("miner"));
			assert_eq!(events(), [Event::BonusAssigned { bonus: 0, record: 7, provider, owner, until }]);
		});
		assert_eq!((held("bob").1, free("bob")), (DEPOSIT, RICH - DEPOSIT));
		block(&by("other"), || {
			assert_ok!(attach("bob"));
		});
		assert_eq!(Incentives::bonus(1).map(|bonus| bonus.owner), Some(account("other")));
		assert_eq!(Incentives::bonuses_of(account("miner"), None, 9), [0]);
		assert_eq!(held("bob").1, 2 * DEPOSIT);
	});
}

#[test]
fn a_block_carries_only_so_many() {
	execute(|| {
		for first in [0, 3] {
			block(&by("miner"), || {
				for _ in 0..3 {
					assert_ok!(attach("bob"));
				}
				assert_noop!(attach("bob"), Error::<Test>::TooManyBonuses);
				assert_noop!(attach("carol"), Error::<Test>::TooManyBonuses);
			});
			assert_eq!(NextBonus::<Test>::get(), first + 3);
		}
	});
}

#[test]
fn without_an_author_a_deposit_or_a_number_there_is_none() {
	execute(|| {
		block(&Digest::default(), || {
			assert_noop!(attach("bob"), Error::<Test>::NoAuthor);
		});
		block(&by("miner"), || {
			assert_noop!(attach("nobody"), Error::<Test>::CannotPayDeposit);
			NextBonus::<Test>::put(u64::MAX);
			assert_noop!(attach("bob"), Error::<Test>::NumbersExhausted);
		});
	});
}
