//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds included, and adds time for decoding and computing.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call, and of what the pallet does in each block.
pub trait WeightInfo {
	/// Of the reward at the start of a block.
	fn reward() -> Weight;
	/// Of the end of an epoch.
	fn turn_epoch() -> Weight;
	/// Of an idle block that removes this many tallies.
	fn clean(tallies: u32) -> Weight;
	/// Of `bond`.
	fn bond() -> Weight;
	/// Of `unbond`.
	fn unbond() -> Weight;
	/// Of `withdraw_unbonded`.
	fn withdraw_unbonded() -> Weight;
	/// Of `claim` for this many epochs.
	fn claim(epochs: u32) -> Weight;
	/// Of `redeem_bonus`.
	fn redeem_bonus() -> Weight;
	/// Of `answer_bonus`.
	fn answer_bonus() -> Weight;
	/// Of `transfer_bonus`.
	fn transfer_bonus() -> Weight;
	/// Of `remove_bonus`.
	fn remove_bonus() -> Weight;
}

impl WeightInfo for () {
	fn reward() -> Weight {
		// Digest, three accounts, Balances.TotalIssuance, TotalRewards, CurrentEpoch, events.
		estimate(90, 8, 6)
	}
	fn turn_epoch() -> Weight {
		// The pot's account, Reserved, Payouts of three epochs, OldestPayout, CurrentEpoch.
		estimate(50, 5, 6)
	}
	fn clean(tallies: u32) -> Weight {
		// Cleaned, OldestPayout; for each tally the search for it and its removal.
		estimate(10, 3, 1).saturating_add(estimate(5, 1, 1).saturating_mul(tallies.into()))
	}
	fn bond() -> Weight {
		// CurrentEpoch, Bonds, account and holds.
		estimate(60, 4, 3)
	}
	fn unbond() -> Weight {
		// As `bond`.
		estimate(60, 4, 3)
	}
	fn withdraw_unbonded() -> Weight {
		// As `bond`.
		estimate(60, 4, 3)
	}
	fn claim(epochs: u32) -> Weight {
		// Reserved, two accounts; for each epoch its payout and the tally.
		estimate(60, 3, 3).saturating_add(estimate(10, 2, 2).saturating_mul(epochs.into()))
	}
	fn redeem_bonus() -> Weight {
		// Bonuses.
		estimate(30, 1, 1)
	}
	fn answer_bonus() -> Weight {
		// Bonuses, Standings, identities twice.
		estimate(40, 4, 2)
	}
	fn transfer_bonus() -> Weight {
		// Bonuses, BonusesOf twice.
		estimate(40, 1, 3)
	}
	fn remove_bonus() -> Weight {
		// Bonuses, BonusesOf, BonusesAt, Standings, account and holds.
		estimate(70, 4, 6)
	}
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
