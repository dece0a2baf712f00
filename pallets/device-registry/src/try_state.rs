//! What always holds in the registry's storage.

use bpiiot_primitives::{
	Role,
	identity::{Handle, PublicKey},
};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	TryRuntimeError,
	traits::{CheckedAdd, Saturating, Zero},
};

extern crate alloc;
use alloc::collections::BTreeMap;

use crate::{
	Accounts, Admissions, Aliases, BalanceOf, Config, DeviceOf, Devices, DevicesOf, Expulsions, FeeQuota, Handles,
	History, HistoryLength, HoldReason, Identities, IdentityOf, Inventories, KeyOwner, Keys, LentTo, Loans,
	MAX_ACCOUNTS, MAX_STORED_KEYS, NextDevice, NextIdentity, Offers, Pallet, Participants, Passage, RetiredNonce,
	SponsoredBy, Sponsorships, impl_devices::ensure_tree,
};

/// What should be held of each account for one reason, in planck.
struct Sums<T: Config>(BTreeMap<T::AccountId, BalanceOf<T>>);

impl<T: Config> Sums<T> {
	fn new() -> Self {
		Self(BTreeMap::new())
	}

	fn add(&mut self, who: &T::AccountId, amount: BalanceOf<T>) -> Result<(), TryRuntimeError> {
		let sum = self.0.entry(who.clone()).or_default();
		*sum = sum.checked_add(&amount).ok_or("The holds of an account overflow.")?;
		Ok(())
	}

	fn are_held(&self, reason: HoldReason) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		for (who, sum) in &self.0 {
			let held = T::Currency::balance_on_hold(&reason, who);
			ensure!(held == *sum, "What is held of an account is not the sum of what is held for its records.");
		}
		for who in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&reason, &who);
			ensure!(
				held.is_zero() || self.0.contains_key(&who),
				"Something is held of an account that has no records."
			);
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let (mut deposits, mut stakes, mut quotas) = (Sums::<T>::new(), Sums::<T>::new(), Sums::<T>::new());
		Self::try_participants(&mut deposits, &mut stakes)?;
		Self::try_identities(&mut deposits)?;
		Self::try_devices(&mut deposits)?;
		Self::try_ownership(&mut deposits)?;
		for (party, _, record) in Aliases::<T>::iter() {
			deposits.add(&party, record.deposit)?;
		}
		for (id, quota) in FeeQuota::<T>::iter() {
			ensure!(!quota.is_zero(), "A fee quota of zero is stored.");
			quotas.add(&Devices::<T>::get(id).ok_or("A fee quota belongs to no device.")?.owner, quota)?;
		}
		deposits.are_held(HoldReason::Deposit)?;
		stakes.are_held(HoldReason::SponsorStake)?;
		quotas.are_held(HoldReason::FeeQuota)
	}

	fn try_participants(deposits: &mut Sums<T>, stakes: &mut Sums<T>) -> Result<(), TryRuntimeError> {
		for (who, participant) in Participants::<T>::iter() {
			deposits.add(&who, participant.deposit)?;
			ensure!(!Admissions::<T>::contains_key(&who), "An admission of a participant is still stored.");
			ensure!(
				participant.expelled == Expulsions::<T>::contains_key(&who),
				"A participant's record and the list of the expelled disagree."
			);
			let identity = IdentityOf::<T>::get(&who).and_then(|(id, _)| Identities::<T>::get(id));
			ensure!(
				identity.is_none_or(|identity| participant.moved == (identity.account != who)),
				"A participant has moved and its identity has not, or the other way round."
			);
		}
		let mut sponsorships = 0usize;
		for (newcomer, sponsorship) in Sponsorships::<T>::iter() {
			sponsorships = sponsorships.saturating_add(1);
			ensure!(
				SponsoredBy::<T>::contains_key(&sponsorship.sponsor, &newcomer),
				"A newcomer is missing from its sponsor's list."
			);
			ensure!(
				Participants::<T>::contains_key(&sponsorship.sponsor),
				"Somebody answers for a newcomer who is no participant."
			);
			deposits.add(&sponsorship.sponsor, sponsorship.deposit)?;
			stakes.add(&sponsorship.sponsor, sponsorship.stake)?;
		}
		let listed = SponsoredBy::<T>::iter_keys().count();
		ensure!(listed == sponsorships, "A sponsor's list names somebody for whom nobody answers.");
		Ok(())
	}

	fn try_identities(deposits: &mut Sums<T>) -> Result<(), TryRuntimeError> {
		let (mut identities, mut all_accounts, mut all_keys) = (0usize, 0usize, 0usize);
		for (id, identity) in Identities::<T>::iter() {
			identities = identities.saturating_add(1);
			ensure!(id < NextIdentity::<T>::get(), "An identity has a number that has not been given out.");
			let spelling = Handle::parse(identity.handle.as_bytes());
			ensure!(spelling.as_ref() == Ok(&identity.handle), "An identity's string is not in its only spelling.");
			ensure!(
				Handles::<T>::get(identity.handle.skeleton()) == Some(id),
				"An identity's string does not lead back to it."
			);
			ensure!(identity.retired_at.is_none() || identity.keys.is_empty(), "A retired identity has valid keys.");
			ensure!((1..=MAX_ACCOUNTS).contains(&identity.accounts), "An identity has no account, or too many.");
			let mut began = identity.registered_at;
			for index in 0..identity.accounts {
				let span = Accounts::<T>::get(id, index).ok_or("An account is missing from an identity's history.")?;
				ensure!(span.from == began, "An identity was without an account for a while, or had two.");
				ensure!(
					IdentityOf::<T>::get(&span.account) == Some((id, index)),
					"An account does not lead back to its identity."
				);
				let last = index.saturating_add(1) == identity.accounts;
				ensure!(!last || span.account == identity.account, "An identity's account is not its latest.");
				match span.until {
					Some(until) => began = until,
					None => ensure!(last, "A former account of an identity has no end."),
				}
				let ended = if last { identity.retired_at } else { span.until };
				ensure!(span.until == ended, "An account does not end with its identity.");
			}
			let (mut of_keys, mut keys, mut valid) = (BalanceOf::<T>::zero(), 0u32, 0usize);
			for (index, record) in Keys::<T>::iter_prefix(id) {
				keys = keys.saturating_add(1);
				ensure!(index < identity.next_key, "A pair of keys has a number that has not been given out.");
				let is_valid = record.until.is_none();
				valid = valid.saturating_add(usize::from(is_valid));
				ensure!(
					identity.keys.contains(&index) == is_valid,
					"A valid pair is not listed, or a listed one invalid."
				);
				let of_pair = [PublicKey::Signing(record.pair.signing), PublicKey::Encryption(record.pair.encryption)];
				ensure!(
					of_pair.iter().all(|key| KeyOwner::<T>::get(key) == Some((id, index))),
					"A key does not lead back to its pair."
				);
				of_keys = of_keys.saturating_add(record.deposit);
			}
			ensure!(keys == identity.stored_keys && keys <= MAX_STORED_KEYS, "An identity miscounts its keys.");
			ensure!(valid == identity.keys.len(), "An identity lists a pair of keys twice.");
			ensure!(of_keys <= identity.deposit, "An identity's deposit does not cover its keys.");
			deposits.add(&identity.account, identity.deposit)?;
			all_accounts = all_accounts.saturating_add(identity.accounts as usize);
			all_keys = all_keys.saturating_add(keys as usize);
		}
		ensure!(Handles::<T>::iter_keys().count() == identities, "A string leads to an identity that does not exist.");
		ensure!(IdentityOf::<T>::iter_keys().count() == all_accounts, "An account leads to an identity of others.");
		ensure!(Accounts::<T>::iter_keys().count() == all_accounts, "An account belongs to no identity.");
		ensure!(Keys::<T>::iter_keys().count() == all_keys, "A pair of keys belongs to no identity.");
		ensure!(KeyOwner::<T>::iter_keys().count() == all_keys.saturating_mul(2), "A key leads to a pair of others.");
		Ok(())
	}

	fn try_devices(deposits: &mut Sums<T>) -> Result<(), TryRuntimeError> {
		let mut devices = 0usize;
		for (id, device) in Devices::<T>::iter() {
			devices = devices.saturating_add(1);
			ensure!(id < NextDevice::<T>::get(), "A device has a number that has not been given out.");
			ensure!(DeviceOf::<T>::get(&device.account) == Some(id), "A device's account does not lead back to it.");
			ensure!(DevicesOf::<T>::contains_key(&device.owner, id), "A device is missing from its owner's list.");
			ensure!(
				Participants::<T>::get(&device.owner).is_some_and(|owner| owner.role == Role::EquipmentOwner),
				"A device's owner is not an equipment owner."
			);
			ensure!(!Participants::<T>::contains_key(&device.account), "A device's account is also a participant.");
			ensure!(!IdentityOf::<T>::contains_key(&device.account), "A device's account is also an identity's.");
			ensure!(!RetiredNonce::<T>::contains_key(&device.account), "A device's account is also marked as removed.");
			ensure!(
				frame_system::Pallet::<T>::sufficients(&device.account) > 0,
				"A device's account does not exist by its registration."
			);
			ensure!(ensure_tree::<T>(&device.profile.parts).is_ok(), "A device's parts are no tree.");
			deposits.add(&device.owner, device.deposit)?;
		}
		ensure!(DeviceOf::<T>::iter_keys().count() == devices, "An account leads to a device that does not exist.");
		ensure!(DevicesOf::<T>::iter_keys().count() == devices, "An owner's list names a device that does not exist.");
		for kept in RetiredNonce::<T>::iter_values() {
			ensure!(!kept.nonce.is_zero(), "A nonce of zero is kept.");
			deposits.add(&kept.payer, kept.deposit)?;
		}
		for (id, inventory) in Inventories::<T>::iter() {
			let device = Devices::<T>::get(id).ok_or("An inventory belongs to no device.")?;
			ensure!(!inventory.items.is_empty(), "An empty inventory is stored.");
			ensure!(inventory.items.iter().all(|item| item.quantity > 0), "An inventory lists nothing of something.");
			deposits.add(&device.owner, inventory.deposit)?;
		}
		Ok(())
	}

	fn try_ownership(deposits: &mut Sums<T>) -> Result<(), TryRuntimeError> {
		for (id, offer) in Offers::<T>::iter() {
			let device = Devices::<T>::get(id).ok_or("An offer is of no device.")?;
			ensure!(device.owner != offer.to, "A device is offered to its owner.");
			ensure!(!Loans::<T>::contains_key(id), "A device is offered that is lent.");
			deposits.add(&device.owner, offer.deposit)?;
		}
		let mut loans = 0usize;
		for (id, loan) in Loans::<T>::iter() {
			loans = loans.saturating_add(1);
			let device = Devices::<T>::get(id).ok_or("A loan is of no device.")?;
			ensure!(device.owner != loan.borrower, "A device is lent to its owner.");
			ensure!(LentTo::<T>::contains_key(&loan.borrower, id), "A device is missing from its borrower's list.");
			ensure!(
				Participants::<T>::contains_key(&loan.borrower),
				"A device is lent to somebody who is no participant."
			);
			let entry = History::<T>::get(id, loan.entry).map(|entry| entry.passage);
			ensure!(
				matches!(entry, Some(Passage::Lent { borrower, .. }) if borrower == loan.borrower),
				"A loan is missing from the device's history."
			);
			deposits.add(&device.owner, loan.deposit)?;
		}
		ensure!(LentTo::<T>::iter_keys().count() == loans, "A borrower's list names a device that is not lent.");
		let mut lengths = BTreeMap::<_, u32>::new();
		for (id, index, entry) in History::<T>::iter() {
			ensure!(index < HistoryLength::<T>::get(id), "An entry lies past the end of its history.");
			let length = lengths.entry(id).or_default();
			*length = length.saturating_add(1);
			deposits.add(&entry.payer, entry.deposit)?;
		}
		for (id, length) in HistoryLength::<T>::iter() {
			ensure!(length > 0 && lengths.get(&id) == Some(&length), "A history has a gap, or no entries.");
		}
		Ok(())
	}
}
