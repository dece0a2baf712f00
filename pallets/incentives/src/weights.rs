//! Weights, measured by `scripts/weights` in 30 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `reward`.
	fn reward() -> Weight;
	/// Of `turn_epoch`.
	fn turn_epoch() -> Weight;
	/// Of `fees`.
	fn fees() -> Weight;
	/// Of `clean`, `n` from 0 to 64.
	fn clean(n: u32) -> Weight;
	/// Of `bond`.
	fn bond() -> Weight;
	/// Of `unbond`.
	fn unbond() -> Weight;
	/// Of `withdraw_unbonded`.
	fn withdraw_unbonded() -> Weight;
	/// Of `claim`, `n` from 1 to 32.
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

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Incentives::TotalRewards` (r:1 w:1)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Incentives::Reserved` (r:1 w:0)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:0)
	fn reward() -> Weight {
		// At least 57_155_000 ps.
		Weight::from_parts(59_559_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Incentives::TotalRewards` (r:1 w:1)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Incentives::Reserved` (r:1 w:1)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:1)
	// Storage: `Incentives::OldestPayout` (r:1 w:1)
	// Storage: `Incentives::Payouts` (r:2 w:3)
	fn turn_epoch() -> Weight {
		// At least 70_665_000 ps.
		Weight::from_parts(74_331_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `System::Account` (r:2 w:2)
	fn fees() -> Weight {
		// At least 30_886_000 ps.
		Weight::from_parts(32_458_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Incentives::Cleaned` (r:1 w:0)
	// Storage: `Incentives::OldestPayout` (r:1 w:0)
	// Storage: `Incentives::Tallies` (r:64 w:64)
	fn clean(n: u32) -> Weight {
		// At least 5_769_000 ps.
		Weight::from_parts(6_644_572, 0)
			// Standard error 1_172.
			.saturating_add(Weight::from_parts(2_311_845, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:0)
	// Storage: `Incentives::Bonds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn bond() -> Weight {
		// At least 47_561_000 ps.
		Weight::from_parts(49_654_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Incentives::CurrentEpoch` (r:1 w:0)
	// Storage: `Incentives::Bonds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn unbond() -> Weight {
		// At least 41_402_000 ps.
		Weight::from_parts(42_894_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Incentives::CurrentEpoch` (r:1 w:0)
	// Storage: `Incentives::Bonds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_unbonded() -> Weight {
		// At least 39_268_000 ps.
		Weight::from_parts(40_991_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Incentives::Payouts` (r:32 w:32)
	// Storage: `Incentives::Tallies` (r:32 w:32)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Incentives::Reserved` (r:1 w:1)
	fn claim(n: u32) -> Weight {
		// At least 46_880_000 ps.
		Weight::from_parts(40_699_221, 0)
			// Standard error 4_518.
			.saturating_add(Weight::from_parts(7_313_797, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	fn redeem_bonus() -> Weight {
		// At least 9_834_000 ps.
		Weight::from_parts(10_455_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	fn answer_bonus() -> Weight {
		// At least 17_266_000 ps.
		Weight::from_parts(18_257_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:2)
	fn transfer_bonus() -> Weight {
		// At least 12_368_000 ps.
		Weight::from_parts(12_979_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Incentives::Standings` (r:1 w:1)
	// Storage: `Incentives::BonusesAt` (r:0 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:1)
	fn remove_bonus() -> Weight {
		// At least 43_685_000 ps.
		Weight::from_parts(45_839_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Incentives::Standings` (r:1 w:0)
	// Storage: `Incentives::BonusesAt` (r:0 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:1)
	fn withdraw_bonus() -> Weight {
		// At least 50_966_000 ps.
		Weight::from_parts(53_820_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Incentives::Bonuses` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Incentives::Standings` (r:1 w:1)
	// Storage: `Incentives::BonusesAt` (r:0 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:1)
	fn contest_bonus() -> Weight {
		// At least 44_105_000 ps.
		Weight::from_parts(47_150_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Incentives::Standings` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	fn remove_standing() -> Weight {
		// At least 12_278_000 ps.
		Weight::from_parts(12_999_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("reward", Self::reward()),
			("turn_epoch", Self::turn_epoch()),
			("fees", Self::fees()),
			("clean", Self::clean(64)),
			("bond", Self::bond()),
			("unbond", Self::unbond()),
			("withdraw_unbonded", Self::withdraw_unbonded()),
			("claim", Self::claim(32)),
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
