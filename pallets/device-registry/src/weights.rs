//! Weights, measured by `scripts/weights` in 30 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `register_participant`.
	fn register_participant() -> Weight;
	/// Of `register_device`.
	fn register_device() -> Weight;
	/// Of `update_device`.
	fn update_device() -> Weight;
	/// Of `remove_device`.
	fn remove_device() -> Weight;
	/// Of `fund_fees`.
	fn fund_fees() -> Weight;
	/// Of `withdraw_fees`.
	fn withdraw_fees() -> Weight;
	/// Of `set_policy`.
	fn set_policy() -> Weight;
	/// Of `admit`.
	fn admit() -> Weight;
	/// Of `sponsor`.
	fn sponsor() -> Weight;
	/// Of `end_sponsorship`.
	fn end_sponsorship() -> Weight;
	/// Of `withdraw_admission`.
	fn withdraw_admission() -> Weight;
	/// Of `expel`.
	fn expel() -> Weight;
	/// Of `readmit`.
	fn readmit() -> Weight;
	/// Of `leave`.
	fn leave() -> Weight;
	/// Of `register_identity`.
	fn register_identity() -> Weight;
	/// Of `change_account`.
	fn change_account() -> Weight;
	/// Of `retire_identity`.
	fn retire_identity() -> Weight;
	/// Of `remove_identity`.
	fn remove_identity() -> Weight;
	/// Of `add_keys`.
	fn add_keys() -> Weight;
	/// Of `rotate_keys`.
	fn rotate_keys() -> Weight;
	/// Of `retire_keys`.
	fn retire_keys() -> Weight;
	/// Of `prune_keys`.
	fn prune_keys() -> Weight;
	/// Of `offer_device`.
	fn offer_device() -> Weight;
	/// Of `withdraw_offer`.
	fn withdraw_offer() -> Weight;
	/// Of `accept_device`.
	fn accept_device() -> Weight;
	/// Of `accept_loan`.
	fn accept_loan() -> Weight;
	/// Of `end_loan`.
	fn end_loan() -> Weight;
	/// Of `replace_account`.
	fn replace_account() -> Weight;
	/// Of `set_status`.
	fn set_status() -> Weight;
	/// Of `set_inventory`.
	fn set_inventory() -> Weight;
	/// Of `clear_history`, `e` from 1 to 100.
	fn clear_history(e: u32) -> Weight;
	/// Of `forget_account`.
	fn forget_account() -> Weight;
	/// Of `register_alias`.
	fn register_alias() -> Weight;
	/// Of `remove_alias`.
	fn remove_alias() -> Weight;
	/// Of `check_admitted`.
	fn check_admitted() -> Weight;
	/// Of `check_registration`.
	fn check_registration() -> Weight;
	/// Of `sponsored_fee`.
	fn sponsored_fee() -> Weight;
}

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `DeviceRegistry::Participants` (r:1 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Policy` (r:1 w:0)
	// Storage: `DeviceRegistry::Admissions` (r:1 w:0)
	// Storage: `DeviceRegistry::Sponsorships` (r:1 w:1)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::RetiredNonce` (r:1 w:1)
	fn register_participant() -> Weight {
		// At least 97_386_000 ps.
		Weight::from_parts(103_054_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `System::Account` (r:3 w:3)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::NextDevice` (r:1 w:1)
	// Storage: `DeviceRegistry::RetiredNonce` (r:1 w:1)
	// Storage: `DeviceRegistry::DevicesOf` (r:0 w:1)
	// Storage: `DeviceRegistry::Devices` (r:0 w:1)
	fn register_device() -> Weight {
		// At least 174_230_000 ps.
		Weight::from_parts(189_042_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn update_device() -> Weight {
		// At least 102_002_000 ps.
		Weight::from_parts(108_132_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `Maintenance::Uses` (r:1 w:0)
	// Storage: `DataSharing::Uses` (r:1 w:0)
	// Storage: `DeviceRegistry::Loans` (r:1 w:1)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::Offers` (r:1 w:0)
	// Storage: `DeviceRegistry::Inventories` (r:1 w:1)
	// Storage: `DeviceRegistry::FeeQuota` (r:1 w:1)
	// Storage: `DeviceRegistry::LentTo` (r:0 w:1)
	// Storage: `DeviceRegistry::DevicesOf` (r:0 w:1)
	// Storage: `DeviceRegistry::DeviceOf` (r:0 w:1)
	// Storage: `DeviceRegistry::RetiredNonce` (r:0 w:1)
	fn remove_device() -> Weight {
		// At least 197_034_000 ps.
		Weight::from_parts(208_661_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::FeeQuota` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn fund_fees() -> Weight {
		// At least 63_525_000 ps.
		Weight::from_parts(68_832_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::FeeQuota` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_fees() -> Weight {
		// At least 52_458_000 ps.
		Weight::from_parts(56_454_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Policy` (r:0 w:1)
	fn set_policy() -> Weight {
		// At least 3_345_000 ps.
		Weight::from_parts(3_595_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Admissions` (r:1 w:1)
	fn admit() -> Weight {
		// At least 12_239_000 ps.
		Weight::from_parts(12_979_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::Policy` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Sponsorships` (r:1 w:1)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::SponsoredBy` (r:0 w:2)
	fn sponsor() -> Weight {
		// At least 153_039_000 ps.
		Weight::from_parts(160_209_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `DeviceRegistry::Sponsorships` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::SponsoredBy` (r:0 w:1)
	fn end_sponsorship() -> Weight {
		// At least 64_476_000 ps.
		Weight::from_parts(67_892_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `DeviceRegistry::Admissions` (r:1 w:1)
	fn withdraw_admission() -> Weight {
		// At least 7_291_000 ps.
		Weight::from_parts(7_932_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:1)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:1)
	// Storage: `DeviceRegistry::Sponsorships` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::SponsoredBy` (r:0 w:1)
	fn expel() -> Weight {
		// At least 62_763_000 ps.
		Weight::from_parts(66_960_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:1 w:1)
	fn readmit() -> Weight {
		// At least 11_447_000 ps.
		Weight::from_parts(12_529_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:1)
	// Storage: `DeviceRegistry::DevicesOf` (r:1 w:0)
	// Storage: `DeviceRegistry::LentTo` (r:1 w:0)
	// Storage: `DeviceRegistry::SponsoredBy` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn leave() -> Weight {
		// At least 56_114_000 ps.
		Weight::from_parts(75_563_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:1)
	// Storage: `DeviceRegistry::Handles` (r:1 w:1)
	// Storage: `DeviceRegistry::KeyOwner` (r:2 w:2)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `DeviceRegistry::NextIdentity` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::Identities` (r:0 w:1)
	// Storage: `DeviceRegistry::Accounts` (r:0 w:1)
	// Storage: `DeviceRegistry::Keys` (r:0 w:1)
	fn register_identity() -> Weight {
		// At least 138_887_000 ps.
		Weight::from_parts(148_602_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:2 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:1)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::Accounts` (r:1 w:2)
	fn change_account() -> Weight {
		// At least 144_906_000 ps.
		Weight::from_parts(159_028_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:16 w:16)
	// Storage: `DeviceRegistry::Accounts` (r:1 w:1)
	fn retire_identity() -> Weight {
		// At least 82_032_000 ps.
		Weight::from_parts(96_214_000, 0)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(18_u64))
	}
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:65 w:64)
	// Storage: `DeviceRegistry::Accounts` (r:33 w:32)
	// Storage: `DeviceRegistry::KeyOwner` (r:0 w:128)
	// Storage: `DeviceRegistry::Handles` (r:0 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:0 w:32)
	fn remove_identity() -> Weight {
		// At least 634_597_000 ps.
		Weight::from_parts(713_995_000, 0)
			.saturating_add(T::DbWeight::get().reads(101_u64))
			.saturating_add(T::DbWeight::get().writes(260_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `DeviceRegistry::KeyOwner` (r:2 w:2)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:0 w:1)
	fn add_keys() -> Weight {
		// At least 152_688_000 ps.
		Weight::from_parts(181_130_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `DeviceRegistry::KeyOwner` (r:2 w:2)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:1 w:2)
	fn rotate_keys() -> Weight {
		// At least 159_367_000 ps.
		Weight::from_parts(186_048_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:1 w:1)
	fn retire_keys() -> Weight {
		// At least 26_169_000 ps.
		Weight::from_parts(36_244_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:1)
	// Storage: `DeviceRegistry::Keys` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::KeyOwner` (r:0 w:2)
	fn prune_keys() -> Weight {
		// At least 57_816_000 ps.
		Weight::from_parts(73_510_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::Offers` (r:1 w:1)
	// Storage: `DeviceRegistry::Loans` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::LentTo` (r:0 w:1)
	fn offer_device() -> Weight {
		// At least 98_828_000 ps.
		Weight::from_parts(108_692_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Offers` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_offer() -> Weight {
		// At least 52_118_000 ps.
		Weight::from_parts(60_991_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DeviceRegistry::Offers` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `Maintenance::Uses` (r:1 w:0)
	// Storage: `DataSharing::Uses` (r:1 w:0)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `DeviceRegistry::Loans` (r:1 w:0)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::Inventories` (r:1 w:0)
	// Storage: `DeviceRegistry::FeeQuota` (r:1 w:1)
	// Storage: `DeviceRegistry::HistoryLength` (r:1 w:1)
	// Storage: `DeviceRegistry::DevicesOf` (r:0 w:2)
	// Storage: `DeviceRegistry::History` (r:0 w:1)
	fn accept_device() -> Weight {
		// At least 350_724_000 ps.
		Weight::from_parts(384_634_000, 0)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Offers` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::Loans` (r:1 w:1)
	// Storage: `DeviceRegistry::HistoryLength` (r:1 w:1)
	// Storage: `DeviceRegistry::LentTo` (r:0 w:1)
	// Storage: `DeviceRegistry::History` (r:0 w:1)
	fn accept_loan() -> Weight {
		// At least 36_274_000 ps.
		Weight::from_parts(44_456_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Loans` (r:1 w:1)
	// Storage: `DeviceRegistry::History` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DeviceRegistry::LentTo` (r:0 w:1)
	fn end_loan() -> Weight {
		// At least 58_327_000 ps.
		Weight::from_parts(63_555_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:2)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Storage: `System::Account` (r:4 w:4)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DeviceRegistry::RetiredNonce` (r:1 w:2)
	// Storage: `DeviceRegistry::HistoryLength` (r:1 w:1)
	// Storage: `DeviceRegistry::History` (r:0 w:1)
	fn replace_account() -> Weight {
		// At least 199_607_000 ps.
		Weight::from_parts(207_380_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:1)
	// Storage: `DeviceRegistry::Loans` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	fn set_status() -> Weight {
		// At least 39_759_000 ps.
		Weight::from_parts(42_263_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::Inventories` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn set_inventory() -> Weight {
		// At least 109_714_000 ps.
		Weight::from_parts(116_524_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::HistoryLength` (r:1 w:1)
	// Storage: `DeviceRegistry::History` (r:100 w:100)
	// Storage: `System::Account` (r:100 w:100)
	// Storage: `Balances::Holds` (r:100 w:100)
	fn clear_history(e: u32) -> Weight {
		// At least 41_933_000 ps.
		Weight::from_parts(8_678_973, 0)
			// Standard error 96_651.
			.saturating_add(Weight::from_parts(35_391_767, 0).saturating_mul(e.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(e.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(e.into())))
	}
	// Storage: `DeviceRegistry::RetiredNonce` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn forget_account() -> Weight {
		// At least 39_539_000 ps.
		Weight::from_parts(42_243_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::Aliases` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn register_alias() -> Weight {
		// At least 51_476_000 ps.
		Weight::from_parts(54_151_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Aliases` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn remove_alias() -> Weight {
		// At least 37_085_000 ps.
		Weight::from_parts(38_787_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:0)
	// Storage: `Maintenance::Work` (r:1 w:0)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:0)
	fn check_admitted() -> Weight {
		// At least 44_005_000 ps.
		Weight::from_parts(46_779_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
	}
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Expulsions` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DeviceRegistry::Policy` (r:1 w:0)
	// Storage: `DeviceRegistry::Admissions` (r:1 w:0)
	// Storage: `DeviceRegistry::Sponsorships` (r:1 w:0)
	fn check_registration() -> Weight {
		// At least 18_688_000 ps.
		Weight::from_parts(19_600_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
	}
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::FeeQuota` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:2 w:1)
	fn sponsored_fee() -> Weight {
		// At least 105_197_000 ps.
		Weight::from_parts(111_546_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("register_participant", Self::register_participant()),
			("register_device", Self::register_device()),
			("update_device", Self::update_device()),
			("remove_device", Self::remove_device()),
			("fund_fees", Self::fund_fees()),
			("withdraw_fees", Self::withdraw_fees()),
			("set_policy", Self::set_policy()),
			("admit", Self::admit()),
			("sponsor", Self::sponsor()),
			("end_sponsorship", Self::end_sponsorship()),
			("withdraw_admission", Self::withdraw_admission()),
			("expel", Self::expel()),
			("readmit", Self::readmit()),
			("leave", Self::leave()),
			("register_identity", Self::register_identity()),
			("change_account", Self::change_account()),
			("retire_identity", Self::retire_identity()),
			("remove_identity", Self::remove_identity()),
			("add_keys", Self::add_keys()),
			("rotate_keys", Self::rotate_keys()),
			("retire_keys", Self::retire_keys()),
			("prune_keys", Self::prune_keys()),
			("offer_device", Self::offer_device()),
			("withdraw_offer", Self::withdraw_offer()),
			("accept_device", Self::accept_device()),
			("accept_loan", Self::accept_loan()),
			("end_loan", Self::end_loan()),
			("replace_account", Self::replace_account()),
			("set_status", Self::set_status()),
			("set_inventory", Self::set_inventory()),
			("clear_history", Self::clear_history(100)),
			("forget_account", Self::forget_account()),
			("register_alias", Self::register_alias()),
			("remove_alias", Self::remove_alias()),
			("check_admitted", Self::check_admitted()),
			("check_registration", Self::check_registration()),
			("sponsored_fee", Self::sponsored_fee()),
		]
	}
}
