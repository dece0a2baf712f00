//! Weights, estimated by counting database accesses; `scripts/weights` measures them.
//!
//! Each estimate counts every storage item that can be touched in the worst case, holds included, and adds time for decoding
//! and for signatures.

use core::marker::PhantomData;

use frame_support::{
	traits::Get,
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MICROS},
};

use crate::MAX_PAGE;

/// The weight of each call and check.
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
	/// Of the extension `CheckAdmitted` for a registration.
	fn check_registration() -> Weight;
	/// Of what a fee costs more when a quota pays it.
	fn sponsored_fee() -> Weight;
}

/// The estimated weights, with the runtime's costs of database accesses.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_participant() -> Weight {
		// Participants, DeviceOf, Expulsions, IdentityOf, Identities, Policy, Admissions, Sponsorships, RetiredNonce, two
		// accounts and their holds.
		estimate::<T>(70, 13, 8)
	}
	fn register_device() -> Weight {
		// Participants (two accounts), DeviceOf, IdentityOf, NextDevice, genesis hash, RetiredNonce,
		// System.Account (two), Balances.Holds (two), Devices, DevicesOf; one signature.
		estimate::<T>(200, 11, 10)
	}
	fn update_device() -> Weight {
		// Devices, Participants, System.Account, Balances.Holds.
		estimate::<T>(90, 4, 3)
	}
	fn remove_device() -> Weight {
		// Devices, IdentityOf, Identities, the use of the device, Loans, Participants, History, LentTo, Offers, Inventories,
		// FeeQuota, DeviceOf, DevicesOf, RetiredNonce, two accounts, Balances.Holds.
		estimate::<T>(150, 15, 14)
	}
	fn fund_fees() -> Weight {
		// Devices, Participants, FeeQuota, System.Account, Balances.Holds.
		estimate::<T>(60, 5, 3)
	}
	fn withdraw_fees() -> Weight {
		// As fund_fees, without Participants.
		estimate::<T>(60, 4, 3)
	}
	fn set_policy() -> Weight {
		// Policy.
		estimate::<T>(15, 0, 1)
	}
	fn admit() -> Weight {
		// Participants, DeviceOf, Expulsions, IdentityOf, Identities, Admissions.
		estimate::<T>(25, 6, 1)
	}
	fn sponsor() -> Weight {
		// Participants (two), Policy, DeviceOf, Expulsions, IdentityOf, Identities, Sponsorships, SponsoredBy (two), two
		// accounts and their holds.
		estimate::<T>(120, 14, 7)
	}
	fn end_sponsorship() -> Weight {
		// Sponsorships, SponsoredBy, System.Account, Balances.Holds.
		estimate::<T>(80, 4, 4)
	}
	fn withdraw_admission() -> Weight {
		// Admissions.
		estimate::<T>(20, 1, 1)
	}
	fn expel() -> Weight {
		// Participants, Expulsions, Sponsorships, SponsoredBy, System.Account, Balances.Holds, Balances.TotalIssuance.
		estimate::<T>(90, 7, 7)
	}
	fn readmit() -> Weight {
		// Participants, Expulsions.
		estimate::<T>(25, 2, 2)
	}
	fn leave() -> Weight {
		// Participants, DevicesOf, LentTo, SponsoredBy, IdentityOf, Identities, System.Account, Balances.Holds.
		estimate::<T>(70, 8, 3)
	}
	fn register_identity() -> Weight {
		// Participants, IdentityOf, Handles, KeyOwner (two), genesis hash, NextIdentity, System.Account,
		// Balances.Holds, Accounts, Keys, Identities; two signatures.
		estimate::<T>(280, 9, 11)
	}
	fn change_account() -> Weight {
		// Participants (two), IdentityOf (two), Identities, genesis hash, two accounts and their holds, Accounts
		// (two); one signature.
		estimate::<T>(220, 11, 9)
	}
	fn retire_identity() -> Weight {
		// IdentityOf, Identities, Accounts, sixteen times Keys.
		estimate::<T>(150, 19, 18)
	}
	fn remove_identity() -> Weight {
		// Identities, System.Account, Balances.Holds, Handles, 64 times Keys and twice KeyOwner, 32 times
		// Accounts and IdentityOf.
		estimate::<T>(900, 100, 260)
	}
	fn add_keys() -> Weight {
		// Participants, IdentityOf, Identities, KeyOwner (two), genesis hash, System.Account, Balances.Holds,
		// Keys; two signatures.
		estimate::<T>(280, 9, 6)
	}
	fn rotate_keys() -> Weight {
		// As add_keys, and the old pair.
		estimate::<T>(290, 10, 7)
	}
	fn retire_keys() -> Weight {
		// Participants, IdentityOf, Identities, Keys.
		estimate::<T>(50, 4, 2)
	}
	fn prune_keys() -> Weight {
		// IdentityOf, Identities, Keys, KeyOwner (two), System.Account, Balances.Holds.
		estimate::<T>(70, 5, 6)
	}
	fn offer_device() -> Weight {
		// Devices, IdentityOf, Identities, Participants (three), Offers, Loans, LentTo, History, System.Account,
		// Balances.Holds.
		estimate::<T>(110, 12, 6)
	}
	fn withdraw_offer() -> Weight {
		// Devices, Offers, IdentityOf, Identities, System.Account, Balances.Holds.
		estimate::<T>(80, 6, 3)
	}
	fn accept_device() -> Weight {
		// Devices, IdentityOf, Identities, Offers, Participants (three), the use of the device, genesis hash, Loans, LentTo,
		// two accounts and their holds, Inventories, FeeQuota, HistoryLength, History (two), DevicesOf (two); one
		// signature.
		estimate::<T>(330, 19, 14)
	}
	fn accept_loan() -> Weight {
		// Devices, Offers, Participants (three), Loans, LentTo (two), HistoryLength, History (two), System.Account,
		// Balances.Holds.
		estimate::<T>(110, 12, 9)
	}
	fn end_loan() -> Weight {
		// Devices, Loans, Participants, History, LentTo, System.Account, Balances.Holds.
		estimate::<T>(90, 7, 5)
	}
	fn replace_account() -> Weight {
		// Devices, DeviceOf (two), Participants, IdentityOf, genesis hash, RetiredNonce (two), three accounts,
		// Balances.Holds (two), HistoryLength, History; one signature.
		estimate::<T>(260, 14, 12)
	}
	fn set_status() -> Weight {
		// Devices (three times), Loans, Participants (four), DeviceOf, IdentityOf, Identities.
		estimate::<T>(110, 9, 1)
	}
	fn set_inventory() -> Weight {
		// Devices, Participants, Inventories, System.Account, Balances.Holds.
		estimate::<T>(150, 5, 3)
	}
	fn clear_history(entries: u32) -> Weight {
		// Devices, HistoryLength; for each entry History, and the account and the holds of the one who paid.
		let entries = u64::from(entries);
		estimate::<T>(40, 2, 1).saturating_add(estimate::<T>(30, 3, 3).saturating_mul(entries))
	}
	fn forget_account() -> Weight {
		// RetiredNonce, System.Account, Balances.Holds.
		estimate::<T>(50, 3, 3)
	}
	fn register_alias() -> Weight {
		// Participants, Aliases, System.Account, Balances.Holds.
		estimate::<T>(50, 4, 3)
	}
	fn remove_alias() -> Weight {
		// Aliases, System.Account, Balances.Holds.
		estimate::<T>(50, 3, 3)
	}
	fn check_admitted() -> Weight {
		// Participants, DeviceOf, Devices, the owner's participation, IdentityOf, Identities, the new account's
		// participation, Balances.Holds, Expulsions.
		estimate::<T>(60, 9, 0)
	}
	fn check_registration() -> Weight {
		// Participants, DeviceOf, Expulsions, IdentityOf, Identities, Policy, Admissions, Sponsorships.
		estimate::<T>(40, 8, 0)
	}
	fn sponsored_fee() -> Weight {
		// DeviceOf, Devices (twice), FeeQuota (twice), Balances.Holds (twice), the owner's System.Account (twice).
		estimate::<T>(60, 5, 3)
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
			("clear_history", Self::clear_history(MAX_PAGE)),
			("forget_account", Self::forget_account()),
			("register_alias", Self::register_alias()),
			("remove_alias", Self::remove_alias()),
			("check_admitted", Self::check_admitted()),
			("check_registration", Self::check_registration()),
			("sponsored_fee", Self::sponsored_fee()),
		]
	}
}

fn estimate<T: frame_system::Config>(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), 0)
		.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
}
