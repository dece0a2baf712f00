//! Weights, estimated by counting database accesses; benchmarks have not replaced them yet.
//!
//! Each estimate takes the slower of the two databases that the SDK has measured (RocksDB), counts every storage item that
//! a call can touch in its worst case, holds included, and adds time for decoding and for signatures.

use frame_support::weights::{
	Weight,
	constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MICROS},
};

/// The weight of each call.
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
	/// Of `clear_history` for so many entries.
	fn clear_history(entries: u32) -> Weight;
	/// Of `forget_account`.
	fn forget_account() -> Weight;
	/// Of `register_alias`.
	fn register_alias() -> Weight;
	/// Of `remove_alias`.
	fn remove_alias() -> Weight;
	/// Of the extension `CheckAdmitted`.
	fn check_admitted() -> Weight;
}

impl WeightInfo for () {
	fn register_participant() -> Weight {
		// Participants, DeviceOf, Policy, Admissions, Sponsorships, RetiredNonce, System.Account, Balances.Holds.
		estimate(60, 8, 6)
	}
	fn register_device() -> Weight {
		// Participants (two accounts), DeviceOf, IdentityOf, NextDevice, genesis hash, RetiredNonce,
		// System.Account (two), Balances.Holds (two), Devices, DevicesOf; one signature.
		estimate(200, 11, 10)
	}
	fn update_device() -> Weight {
		// Devices, System.Account, Balances.Holds.
		estimate(90, 3, 3)
	}
	fn remove_device() -> Weight {
		// Devices, the use of the device, Loans, LentTo, Offers, Inventories, FeeQuota, DeviceOf, DevicesOf,
		// RetiredNonce, two accounts, Balances.Holds.
		estimate(150, 11, 13)
	}
	fn fund_fees() -> Weight {
		// Devices, FeeQuota, System.Account, Balances.Holds.
		estimate(60, 4, 3)
	}
	fn withdraw_fees() -> Weight {
		// As fund_fees.
		estimate(60, 4, 3)
	}
	fn set_policy() -> Weight {
		// Policy.
		estimate(15, 0, 1)
	}
	fn admit() -> Weight {
		// Participants, DeviceOf, Admissions.
		estimate(25, 3, 1)
	}
	fn sponsor() -> Weight {
		// Participants (two), Policy, DeviceOf, Sponsorships, System.Account, Balances.Holds, SponsoredBy.
		estimate(80, 7, 4)
	}
	fn end_sponsorship() -> Weight {
		// Sponsorships, SponsoredBy, System.Account, Balances.Holds.
		estimate(80, 4, 4)
	}
	fn withdraw_admission() -> Weight {
		// Admissions.
		estimate(20, 1, 1)
	}
	fn expel() -> Weight {
		// Participants, Sponsorships, SponsoredBy, System.Account, Balances.Holds, Balances.TotalIssuance.
		estimate(90, 6, 6)
	}
	fn readmit() -> Weight {
		// Participants.
		estimate(25, 1, 1)
	}
	fn leave() -> Weight {
		// Participants, DevicesOf, LentTo, SponsoredBy, IdentityOf, Identities, System.Account, Balances.Holds.
		estimate(70, 8, 3)
	}
	fn register_identity() -> Weight {
		// Participants, IdentityOf, Handles, KeyOwner (two), genesis hash, NextIdentity, System.Account,
		// Balances.Holds, Accounts, Keys, Identities; two signatures.
		estimate(280, 9, 11)
	}
	fn change_account() -> Weight {
		// Participants (two), IdentityOf (two), Identities, genesis hash, two accounts and their holds, Accounts
		// (two); one signature.
		estimate(220, 11, 9)
	}
	fn retire_identity() -> Weight {
		// IdentityOf, Identities, Accounts, sixteen times Keys.
		estimate(150, 19, 18)
	}
	fn remove_identity() -> Weight {
		// Identities, System.Account, Balances.Holds, Handles, 64 times Keys and twice KeyOwner, 32 times
		// Accounts and IdentityOf.
		estimate(900, 100, 260)
	}
	fn add_keys() -> Weight {
		// Participants, IdentityOf, Identities, KeyOwner (two), genesis hash, System.Account, Balances.Holds,
		// Keys; two signatures.
		estimate(280, 9, 6)
	}
	fn rotate_keys() -> Weight {
		// As add_keys, and the old pair.
		estimate(290, 10, 7)
	}
	fn retire_keys() -> Weight {
		// IdentityOf, Identities, Keys.
		estimate(50, 3, 2)
	}
	fn prune_keys() -> Weight {
		// IdentityOf, Identities, Keys, KeyOwner (two), System.Account, Balances.Holds.
		estimate(70, 5, 6)
	}
	fn offer_device() -> Weight {
		// Devices, Participants (two), Offers, Loans, LentTo, System.Account, Balances.Holds.
		estimate(100, 8, 5)
	}
	fn withdraw_offer() -> Weight {
		// Devices, Offers, System.Account, Balances.Holds.
		estimate(80, 4, 3)
	}
	fn accept_device() -> Weight {
		// Devices, Offers, Participants, the use of the device, genesis hash, Loans, LentTo, two accounts and
		// their holds, Inventories, FeeQuota, HistoryLength, History, DevicesOf (two); one signature.
		estimate(320, 14, 13)
	}
	fn accept_loan() -> Weight {
		// Devices, Offers, Participants, Loans, LentTo (two), HistoryLength, History, System.Account,
		// Balances.Holds.
		estimate(110, 9, 8)
	}
	fn end_loan() -> Weight {
		// Devices, Loans, History, LentTo, System.Account, Balances.Holds.
		estimate(90, 6, 5)
	}
	fn replace_account() -> Weight {
		// Devices, DeviceOf (two), Participants, IdentityOf, genesis hash, RetiredNonce (two), three accounts,
		// Balances.Holds (two), HistoryLength, History; one signature.
		estimate(260, 14, 12)
	}
	fn set_status() -> Weight {
		// Devices (twice), Loans.
		estimate(70, 3, 1)
	}
	fn set_inventory() -> Weight {
		// Devices, Inventories, System.Account, Balances.Holds.
		estimate(110, 4, 3)
	}
	fn clear_history(entries: u32) -> Weight {
		// Devices, HistoryLength; for each entry History, and the account and the holds of the one who paid.
		let entries = u64::from(entries);
		estimate(40, 2, 1).saturating_add(estimate(30, 3, 3).saturating_mul(entries))
	}
	fn forget_account() -> Weight {
		// RetiredNonce, System.Account, Balances.Holds.
		estimate(50, 3, 3)
	}
	fn register_alias() -> Weight {
		// Participants, Aliases, System.Account, Balances.Holds.
		estimate(50, 4, 3)
	}
	fn remove_alias() -> Weight {
		// Aliases, System.Account, Balances.Holds.
		estimate(50, 3, 3)
	}
	fn check_admitted() -> Weight {
		// Participants, DeviceOf, Devices, the owner's participation, System.Account, what the guests' check reads.
		estimate(40, 8, 0)
	}
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
