//! Weights, measured by `scripts/weights` in 30 steps of 20 runs on AMD EPYC, 2026-11-23. Do not edit.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::pedantic, clippy::redundant_closure)]

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight of each call, hook and check.
pub trait WeightInfo {
	/// Of `establish`.
	fn establish() -> Weight;
	/// Of `accept`.
	fn accept() -> Weight;
	/// Of `reject`.
	fn reject() -> Weight;
	/// Of `suspend`.
	fn suspend() -> Weight;
	/// Of `resume`.
	fn resume() -> Weight;
	/// Of `end`.
	fn end() -> Weight;
	/// Of `change_provider`.
	fn change_provider() -> Weight;
	/// Of `remove_relationship`.
	fn remove_relationship() -> Weight;
	/// Of `adopt`, `n` from 0 to 64.
	fn adopt(n: u32) -> Weight;
	/// Of `add_record`, `n` from 0 to 8.
	fn add_record(n: u32) -> Weight;
	/// Of `update_record`, `n` from 0 to 8.
	fn update_record(n: u32) -> Weight;
	/// Of `verify_record`.
	fn verify_record() -> Weight;
	/// Of `ask_attestors`.
	fn ask_attestors() -> Weight;
	/// Of `reject_record`.
	fn reject_record() -> Weight;
	/// Of `withdraw_record`.
	fn withdraw_record() -> Weight;
	/// Of `attest`.
	fn attest() -> Weight;
	/// Of `remove_record`.
	fn remove_record() -> Weight;
	/// Of `grant`, `n` from 0 to 7.
	fn grant(n: u32) -> Weight;
	/// Of `revoke`.
	fn revoke() -> Weight;
	/// Of `clear_permission`.
	fn clear_permission() -> Weight;
	/// Of `receipt`, `n` from 0 to 32.
	fn receipt(n: u32) -> Weight;
	/// Of `acknowledge`, `n` from 1 to 128.
	fn acknowledge(n: u32) -> Weight;
	/// Of `succeed`.
	fn succeed() -> Weight;
}

/// The measured weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Participants` (r:4 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Between` (r:1 w:1)
	// Storage: `DataSharing::Invitations` (r:1 w:1)
	// Storage: `DataSharing::NextRelationship` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:0 w:1)
	// Storage: `DataSharing::RelationshipsOf` (r:0 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn establish() -> Weight {
		// At least 90_745_000 ps.
		Weight::from_parts(94_591_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DataSharing::Relationships` (r:2 w:2)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:2 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:4 w:0)
	// Storage: `DataSharing::Uses` (r:1 w:1)
	// Storage: `DataSharing::Invitations` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:2 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:2)
	// Storage: `DataSharing::Between` (r:0 w:1)
	fn accept() -> Weight {
		// At least 80_551_000 ps.
		Weight::from_parts(84_356_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Invitations` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::RelationshipsOf` (r:0 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::Between` (r:0 w:1)
	fn reject() -> Weight {
		// At least 60_811_000 ps.
		Weight::from_parts(64_036_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn suspend() -> Weight {
		// At least 24_416_000 ps.
		Weight::from_parts(25_769_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn resume() -> Weight {
		// At least 42_283_000 ps.
		Weight::from_parts(44_486_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DataSharing::Uses` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::Between` (r:0 w:1)
	fn end() -> Weight {
		// At least 30_736_000 ps.
		Weight::from_parts(32_359_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Participants` (r:4 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Between` (r:1 w:1)
	// Storage: `DataSharing::Invitations` (r:1 w:1)
	// Storage: `DataSharing::NextRelationship` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::RelationshipsOf` (r:0 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn change_provider() -> Weight {
		// At least 100_460_000 ps.
		Weight::from_parts(106_158_000, 0)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Identities` (r:2 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::RelationshipsOf` (r:0 w:2)
	// Storage: `DataSharing::Receipts` (r:0 w:16)
	// Storage: `DataSharing::ReceiptLogs` (r:0 w:1)
	fn remove_relationship() -> Weight {
		// At least 80_800_000 ps.
		Weight::from_parts(85_377_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `System::Account` (r:66 w:66)
	// Storage: `Balances::Holds` (r:66 w:66)
	// Storage: `DataSharing::Records` (r:64 w:64)
	fn adopt(n: u32) -> Weight {
		// At least 99_288_000 ps.
		Weight::from_parts(85_272_678, 0)
			// Standard error 172_625.
			.saturating_add(Weight::from_parts(71_727_281, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	// Storage: `DataSharing::Relationships` (r:9 w:1)
	// Storage: `DeviceRegistry::Participants` (r:9 w:0)
	// Storage: `DataSharing::NextRecord` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:8 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Between` (r:8 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::Proposals` (r:0 w:1)
	// Storage: `DataSharing::RecordsOf` (r:0 w:1)
	fn add_record(n: u32) -> Weight {
		// At least 89_213_000 ps.
		Weight::from_parts(97_127_328, 0)
			// Standard error 31_415.
			.saturating_add(Weight::from_parts(16_482_973, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `DataSharing::Records` (r:1 w:0)
	// Storage: `DataSharing::Relationships` (r:10 w:1)
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:9 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:9 w:0)
	// Storage: `DataSharing::Between` (r:9 w:0)
	// Storage: `DataSharing::Permissions` (r:2 w:0)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn update_record(n: u32) -> Weight {
		// At least 129_823_000 ps.
		Weight::from_parts(136_444_945, 0)
			// Standard error 38_768.
			.saturating_add(Weight::from_parts(16_444_065, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Participants` (r:4 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Identities` (r:2 w:0)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:1)
	// Storage: `Incentives::Bonds` (r:2 w:0)
	// Storage: `Incentives::Tallies` (r:2 w:2)
	// Storage: `DataSharing::Records` (r:1 w:1)
	// Storage: `Incentives::AttachedIn` (r:1 w:1)
	// Storage: `Incentives::NextBonus` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:2 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:2)
	// Storage: `Incentives::Bonuses` (r:0 w:1)
	// Storage: `Incentives::BonusesAt` (r:0 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:1)
	fn verify_record() -> Weight {
		// At least 150_885_000 ps.
		Weight::from_parts(160_129_000, 0)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:1 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:1)
	// Storage: `Incentives::Bonds` (r:1 w:0)
	// Storage: `Incentives::Tallies` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:8 w:8)
	// Storage: `DataSharing::Inbox` (r:0 w:8)
	fn ask_attestors() -> Weight {
		// At least 125_507_000 ps.
		Weight::from_parts(133_109_000, 0)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(19_u64))
	}
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Records` (r:1 w:0)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::RecordsOf` (r:0 w:1)
	fn reject_record() -> Weight {
		// At least 66_879_000 ps.
		Weight::from_parts(70_495_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Records` (r:1 w:0)
	// Storage: `DataSharing::RecordsOf` (r:0 w:1)
	fn withdraw_record() -> Weight {
		// At least 58_447_000 ps.
		Weight::from_parts(61_662_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `DataSharing::Proposals` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:2 w:1)
	// Storage: `DeviceRegistry::Participants` (r:2 w:0)
	// Storage: `DataSharing::Between` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:2 w:0)
	// Storage: `Incentives::CurrentEpoch` (r:1 w:1)
	// Storage: `Incentives::Bonds` (r:2 w:0)
	// Storage: `Incentives::Tallies` (r:2 w:2)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Identities` (r:2 w:0)
	// Storage: `DataSharing::Records` (r:1 w:1)
	// Storage: `Incentives::AttachedIn` (r:1 w:1)
	// Storage: `Incentives::NextBonus` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:3 w:3)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DataSharing::Inbox` (r:0 w:3)
	// Storage: `Incentives::Bonuses` (r:0 w:1)
	// Storage: `Incentives::BonusesAt` (r:0 w:1)
	// Storage: `Incentives::BonusesOf` (r:0 w:1)
	fn attest() -> Weight {
		// At least 176_283_000 ps.
		Weight::from_parts(188_011_000, 0)
			.saturating_add(T::DbWeight::get().reads(26_u64))
			.saturating_add(T::DbWeight::get().writes(19_u64))
	}
	// Storage: `DataSharing::Records` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Identities` (r:2 w:0)
	// Storage: `DataSharing::Proposals` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::RecordsOf` (r:0 w:1)
	fn remove_record() -> Weight {
		// At least 85_597_000 ps.
		Weight::from_parts(89_684_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `DataSharing::Relationships` (r:2 w:2)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Between` (r:1 w:0)
	// Storage: `DataSharing::Records` (r:1 w:0)
	// Storage: `DataSharing::Permissions` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:2 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:2)
	// Storage: `DataSharing::Granted` (r:0 w:1)
	fn grant(n: u32) -> Weight {
		// At least 115_723_000 ps.
		Weight::from_parts(121_427_988, 0)
			// Standard error 16_010.
			.saturating_add(Weight::from_parts(196_947, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DataSharing::Permissions` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:2 w:2)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Mailboxes` (r:2 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:2)
	// Storage: `DataSharing::Granted` (r:0 w:1)
	fn revoke() -> Weight {
		// At least 79_388_000 ps.
		Weight::from_parts(84_886_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	// Storage: `DataSharing::Permissions` (r:1 w:1)
	// Storage: `DataSharing::Relationships` (r:2 w:2)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Records` (r:1 w:0)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `DataSharing::Granted` (r:0 w:1)
	fn clear_permission() -> Weight {
		// At least 72_127_000 ps.
		Weight::from_parts(77_385_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DataSharing::ReceiptLogs` (r:1 w:1)
	// Storage: `DataSharing::RecordsOf` (r:32 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	// Storage: `DataSharing::Receipts` (r:0 w:1)
	fn receipt(n: u32) -> Weight {
		// At least 30_355_000 ps.
		Weight::from_parts(32_821_951, 0)
			// Standard error 4_848.
			.saturating_add(Weight::from_parts(3_829_939, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:3 w:0)
	// Storage: `DeviceRegistry::IdentityOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Identities` (r:1 w:0)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::Inbox` (r:129 w:127)
	fn acknowledge(n: u32) -> Weight {
		// At least 365_816_000 ps.
		Weight::from_parts(373_099_985, 0)
			// Standard error 13_831.
			.saturating_add(Weight::from_parts(1_635_708, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(137_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	// Storage: `DataSharing::Relationships` (r:1 w:1)
	// Storage: `DeviceRegistry::IdentityOf` (r:2 w:0)
	// Storage: `DeviceRegistry::Identities` (r:2 w:0)
	// Storage: `DeviceRegistry::Devices` (r:1 w:0)
	// Storage: `DeviceRegistry::DeviceOf` (r:1 w:0)
	// Storage: `DeviceRegistry::Participants` (r:1 w:0)
	// Storage: `DataSharing::Between` (r:1 w:2)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `DataSharing::Mailboxes` (r:1 w:1)
	// Storage: `DataSharing::RelationshipsOf` (r:0 w:2)
	// Storage: `DataSharing::Inbox` (r:0 w:1)
	fn succeed() -> Weight {
		// At least 114_761_000 ps.
		Weight::from_parts(121_781_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
}

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Each weight where it is greatest, with its name.
	pub fn greatest() -> impl IntoIterator<Item = (&'static str, Weight)> {
		[
			("establish", Self::establish()),
			("accept", Self::accept()),
			("reject", Self::reject()),
			("suspend", Self::suspend()),
			("resume", Self::resume()),
			("end", Self::end()),
			("change_provider", Self::change_provider()),
			("remove_relationship", Self::remove_relationship()),
			("adopt", Self::adopt(64)),
			("add_record", Self::add_record(8)),
			("update_record", Self::update_record(8)),
			("verify_record", Self::verify_record()),
			("ask_attestors", Self::ask_attestors()),
			("reject_record", Self::reject_record()),
			("withdraw_record", Self::withdraw_record()),
			("attest", Self::attest()),
			("remove_record", Self::remove_record()),
			("grant", Self::grant(7)),
			("revoke", Self::revoke()),
			("clear_permission", Self::clear_permission()),
			("receipt", Self::receipt(32)),
			("acknowledge", Self::acknowledge(128)),
			("succeed", Self::succeed()),
		]
	}
}
