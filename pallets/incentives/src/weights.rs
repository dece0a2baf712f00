//! Weights, estimated by counting database accesses; `scripts/weights` measures them.
//!
//! Each estimate counts every storage item that can be touched in the worst case, holds included, and adds time for
//! decoding and computing.

use core::marker::PhantomData;

use frame_support::{
	traits::Get,
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MICROS},
};

use crate::{MAX_CLAIMS, MAX_CLEANED};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of the start of a block that ends no epoch.
	fn reward() -> Weight;
	/// Of the start of a block that ends an epoch, its reward included.
	fn turn_epoch() -> Weight;
	/// Of an idle block that removes `n` tallies.
	fn clean(n: u32) -> Weight;
	/// Of what happens to the fee and the tip of a transaction.
	fn fees() -> Weight;
	/// Of `bond`.
	fn bond() -> Weight;
	/// Of `unbond`.
	fn unbond() -> Weight;
	/// Of `withdraw_unbonded`.
	fn withdraw_unbonded() -> Weight;
	/// Of `claim` for `n` epochs.
	fn claim(n: u32) -> Weight;
	/// Of `redeem_bonus`.
	fn redeem_bonus() -> Weight;
	/// Of `answer_bonus`.
	fn answer_bonus() -> Weight;
	/// Of `transfer_bonus`.
	fn transfer_bonus() -> Weight;
	/// Of `remove_bonus`.
	fn remove_bonus() -> Weight;
	/// Of `withdraw_bonus`.
	fn withdraw_bonus() -> Weight;
	/// Of `contest_bonus`.
	fn contest_bonus() -> Weight;
	/// Of `remove_standing`.
	fn remove_standing() -> Weight;
}

/// The weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn reward() -> Weight {
		// Digest, three accounts, Balances.TotalIssuance, TotalRewards, Reserved, CurrentEpoch, events.
		estimate::<T>(90, 9, 6)
	}
	fn turn_epoch() -> Weight {
		// The same; the pot's account, Reserved, Payouts of three epochs, OldestPayout, CurrentEpoch.
		Self::reward().saturating_add(estimate::<T>(50, 5, 6))
	}
	fn clean(n: u32) -> Weight {
		// Cleaned, OldestPayout; for each tally the search for it and its removal.
		estimate::<T>(10, 3, 1).saturating_add(estimate::<T>(5, 1, 1).saturating_mul(n.into()))
	}
	fn fees() -> Weight {
		// Digest, two accounts.
		estimate::<T>(40, 3, 2)
	}
	fn bond() -> Weight {
		// The registry, CurrentEpoch, Bonds, account and holds.
		estimate::<T>(60, 5, 3)
	}
	fn unbond() -> Weight {
		// CurrentEpoch, Bonds, account and holds.
		estimate::<T>(60, 4, 3)
	}
	fn withdraw_unbonded() -> Weight {
		// As `unbond`.
		estimate::<T>(60, 4, 3)
	}
	fn claim(n: u32) -> Weight {
		// Reserved, two accounts; for each epoch its payout and the tally.
		estimate::<T>(60, 3, 3).saturating_add(estimate::<T>(10, 2, 2).saturating_mul(n.into()))
	}
	fn redeem_bonus() -> Weight {
		// Bonuses.
		estimate::<T>(30, 1, 1)
	}
	fn answer_bonus() -> Weight {
		// Bonuses, identities twice.
		estimate::<T>(40, 3, 1)
	}
	fn transfer_bonus() -> Weight {
		// Bonuses, BonusesOf twice.
		estimate::<T>(40, 1, 3)
	}
	fn remove_bonus() -> Weight {
		// Bonuses, BonusesOf, BonusesAt, Standings, account and holds.
		estimate::<T>(70, 4, 6)
	}
	fn withdraw_bonus() -> Weight {
		// As `remove_bonus`; the device and its account.
		estimate::<T>(80, 6, 5)
	}
	fn contest_bonus() -> Weight {
		// As `remove_bonus`.
		estimate::<T>(70, 4, 6)
	}
	fn remove_standing() -> Weight {
		// Standings, participant, identities twice.
		estimate::<T>(30, 4, 1)
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("reward", Self::reward()),
			("turn_epoch", Self::turn_epoch()),
			("clean", Self::clean(MAX_CLEANED)),
			("fees", Self::fees()),
			("bond", Self::bond()),
			("unbond", Self::unbond()),
			("withdraw_unbonded", Self::withdraw_unbonded()),
			("claim", Self::claim(MAX_CLAIMS)),
			("redeem_bonus", Self::redeem_bonus()),
			("answer_bonus", Self::answer_bonus()),
			("transfer_bonus", Self::transfer_bonus()),
			("remove_bonus", Self::remove_bonus()),
			("withdraw_bonus", Self::withdraw_bonus()),
			("contest_bonus", Self::contest_bonus()),
			("remove_standing", Self::remove_standing()),
		]
	}
}

fn estimate<T: frame_system::Config>(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
}
