//! The records of devices, and the money for their fees.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Claim, DeviceId, Hash, claim_payload, device::DeviceUse};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::{Inspect, MutateHold},
		tokens::{Fortitude::Polite, Preservation::Protect},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	DispatchError, DispatchResult,
	traits::{CheckedAdd, CheckedSub, Saturating, Verify, Zero},
};

use crate::{
	BalanceOf, Config, Device, DeviceOf, DeviceProfile, DeviceRecordOf, DeviceStatus, Devices, DevicesOf, Error, Event,
	FeeQuota, HoldReason, IdentityOf, Inventories, Inventory, KeptNonce, MAX_DEPTH, NextDevice, Pallet, Part,
	Participants, RetiredNonce, Stocks,
	deposits::DEVICE_ENTRIES,
	text::{ensure_name, ensure_text},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_device(
		owner: T::AccountId,
		account: T::AccountId,
		claim: Claim<T::Signature, BlockNumberFor<T>>,
		profile: DeviceProfile,
	) -> DispatchResult {
		Self::ensure_equipment_owner(&owner)?;
		Self::ensure_free_account(&account)?;
		Self::ensure_profile(&profile)?;
		Self::ensure_claim(&owner, &account, &claim)?;
		let deposit = Self::device_deposit(&profile);
		Self::hold(HoldReason::Deposit, &owner, deposit)?;
		Self::insert_device(owner, account, profile, deposit)?;
		Ok(())
	}

	pub(crate) fn do_update_device(owner: T::AccountId, id: DeviceId, profile: DeviceProfile) -> DispatchResult {
		let mut device = Self::own_device(&owner, id)?;
		Self::ensure_admitted(&owner)?;
		Self::ensure_profile(&profile)?;
		let deposit = Self::device_deposit(&profile);
		Self::correct_deposit(&owner, device.deposit, deposit)?;
		device.profile = profile;
		device.deposit = deposit;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DeviceUpdated { device: id });
		Ok(())
	}

	pub(crate) fn do_remove_device(owner: T::AccountId, id: DeviceId) -> DispatchResult {
		let device = Self::own_device(&owner, id)?;
		ensure!(!Self::has_moved_on(&owner), Error::<T>::Moved);
		ensure!(!T::DeviceUse::in_use(id), Error::<T>::InUse);
		Self::delete_ended_loan(id, &owner)?;
		Self::delete_offer(id, &owner)?;
		if let Some(inventory) = Inventories::<T>::take(id) {
			Self::release(HoldReason::Deposit, &owner, inventory.deposit)?;
		}
		let released = FeeQuota::<T>::take(id);
		Self::release(HoldReason::FeeQuota, &owner, released)?;
		Self::release(HoldReason::Deposit, &owner, device.deposit)?;
		// Not more than what has just come free, so that nobody is kept from removing a device by a higher price.
		let kept = Self::deposit_for(1, 0).min(device.deposit);
		Self::detach_account(&owner, &device.account, kept)?;
		DevicesOf::<T>::remove(&owner, id);
		Devices::<T>::remove(id);
		Self::deposit_event(Event::DeviceRemoved { device: id, owner, released });
		Ok(())
	}

	pub(crate) fn do_fund_fees(owner: T::AccountId, id: DeviceId, amount: BalanceOf<T>) -> DispatchResult {
		Self::own_device(&owner, id)?;
		Self::ensure_admitted(&owner)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		let quota = FeeQuota::<T>::get(id).checked_add(&amount).ok_or(Error::<T>::Overflow)?;
		// Frozen money must not get in: a fee is taken from the hold whatever freezes there are.
		ensure!(T::Currency::reducible_balance(&owner, Protect, Polite) >= amount, Error::<T>::InsufficientFunds);
		T::Currency::hold(&HoldReason::FeeQuota.into(), &owner, amount)?;
		FeeQuota::<T>::insert(id, quota);
		Self::deposit_event(Event::FeesFunded { device: id, amount, quota });
		Ok(())
	}

	pub(crate) fn do_withdraw_fees(owner: T::AccountId, id: DeviceId, amount: BalanceOf<T>) -> DispatchResult {
		Self::own_device(&owner, id)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		let quota = FeeQuota::<T>::get(id).checked_sub(&amount).ok_or(Error::<T>::QuotaTooSmall)?;
		Self::release(HoldReason::FeeQuota, &owner, amount)?;
		Self::set_quota(id, quota);
		Self::deposit_event(Event::FeesWithdrawn { device: id, amount, quota });
		Ok(())
	}

	pub(crate) fn do_set_status(
		by: T::AccountId,
		id: DeviceId,
		status: DeviceStatus,
		firmware: Option<Hash>,
	) -> DispatchResult {
		let mut device = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let may = device.account == by || device.owner == by || Self::operator_of_device(id).as_ref() == Some(&by);
		ensure!(may, Error::<T>::NotAuthorized);
		Self::ensure_takes_part(&by)?;
		device.status = status;
		device.firmware = firmware.or(device.firmware);
		let firmware = device.firmware;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::StatusSet { device: id, status, firmware, by });
		Ok(())
	}

	pub(crate) fn do_set_inventory(owner: T::AccountId, id: DeviceId, items: Stocks) -> DispatchResult {
		Self::own_device(&owner, id)?;
		Self::ensure_admitted(&owner)?;
		ensure!(items.iter().all(|item| item.quantity > 0), Error::<T>::ZeroQuantity);
		let twice = items
			.iter()
			.enumerate()
			.any(|(place, item)| items.iter().take(place).any(|other| other.number == item.number));
		ensure!(!twice, Error::<T>::DuplicatePart);
		let old = Inventories::<T>::get(id).map(|inventory| inventory.deposit).unwrap_or_default();
		let kinds = u32::try_from(items.len()).map_err(|_| Error::<T>::Overflow)?;
		if items.is_empty() {
			Self::release(HoldReason::Deposit, &owner, old)?;
			Inventories::<T>::remove(id);
		} else {
			let deposit = Self::deposit_for(1, items.encoded_size());
			Self::correct_deposit(&owner, old, deposit)?;
			Inventories::<T>::insert(id, Inventory { items, deposit });
		}
		Self::deposit_event(Event::InventorySet { device: id, kinds });
		Ok(())
	}

	pub(crate) fn do_forget_account(who: T::AccountId, account: T::AccountId) -> DispatchResult {
		let kept = RetiredNonce::<T>::get(&account).ok_or(Error::<T>::NothingKept)?;
		ensure!(kept.payer == who, Error::<T>::NotAuthorized);
		Self::release(HoldReason::Deposit, &who, kept.deposit)?;
		RetiredNonce::<T>::remove(&account);
		Self::deposit_event(Event::AccountForgotten { account });
		Ok(())
	}

	/// Stores a device whose deposit is held.
	pub(crate) fn insert_device(
		owner: T::AccountId,
		account: T::AccountId,
		profile: DeviceProfile,
		deposit: BalanceOf<T>,
	) -> Result<DeviceId, DispatchError> {
		let id = NextDevice::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		NextDevice::<T>::put(next);
		Self::attach_account(id, &account)?;
		DevicesOf::<T>::insert(&owner, id, ());
		let device = Device {
			owner: owner.clone(),
			account: account.clone(),
			profile,
			status: DeviceStatus::default(),
			firmware: None,
			registered_at: Self::now(),
			deposit,
		};
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DeviceRegistered { device: id, owner, account });
		Ok(id)
	}

	/// Makes an account the one with which a device signs.
	pub(crate) fn attach_account(id: DeviceId, account: &T::AccountId) -> DispatchResult {
		frame_system::Pallet::<T>::inc_sufficients(account);
		Self::restore_nonce(account)?;
		DeviceOf::<T>::insert(account, id);
		Ok(())
	}

	/// Takes its account from a device; `payer` holds `deposit` for the nonce if there is one to keep.
	pub(crate) fn detach_account(
		payer: &T::AccountId,
		account: &T::AccountId,
		deposit: BalanceOf<T>,
	) -> DispatchResult {
		let nonce = frame_system::Pallet::<T>::account_nonce(account);
		if !nonce.is_zero() {
			Self::hold(HoldReason::Deposit, payer, deposit)?;
			RetiredNonce::<T>::insert(account, KeptNonce { nonce, payer: payer.clone(), deposit });
		}
		frame_system::Pallet::<T>::dec_sufficients(account);
		DeviceOf::<T>::remove(account);
		Ok(())
	}

	/// Lets an account that belonged to a device go on with the nonce that it had.
	pub(crate) fn restore_nonce(account: &T::AccountId) -> DispatchResult {
		if let Some(kept) = RetiredNonce::<T>::take(account) {
			Self::release(HoldReason::Deposit, &kept.payer, kept.deposit)?;
			frame_system::Account::<T>::mutate(account, |info| info.nonce = info.nonce.max(kept.nonce));
		}
		Ok(())
	}

	/// Stores a quota; zero takes no space.
	pub(crate) fn set_quota(id: DeviceId, quota: BalanceOf<T>) {
		if quota.is_zero() {
			FeeQuota::<T>::remove(id);
		} else {
			FeeQuota::<T>::insert(id, quota);
		}
	}

	/// The hash of block 0, which never leaves the storage. A claim names it so that it is good for one chain only.
	pub fn genesis() -> Hash {
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut bytes = [0u8; 32];
		bytes.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
		Hash::from(bytes)
	}

	/// What is held for a device with this profile, in planck.
	pub fn device_deposit(profile: &DeviceProfile) -> BalanceOf<T> {
		Self::deposit_for(DEVICE_ENTRIES, profile.encoded_size())
	}

	pub(crate) fn own_device(owner: &T::AccountId, id: DeviceId) -> Result<DeviceRecordOf<T>, DispatchError> {
		let device = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(&device.owner == owner, Error::<T>::NotAuthorized);
		Ok(device)
	}

	/// That an account is nobody's, so that a device can have it.
	pub(crate) fn ensure_free_account(account: &T::AccountId) -> DispatchResult {
		let taken = DeviceOf::<T>::contains_key(account)
			|| Participants::<T>::contains_key(account)
			|| IdentityOf::<T>::contains_key(account);
		ensure!(!taken, Error::<T>::AccountTaken);
		Ok(())
	}

	/// That the key of a device's account agrees to an owner now.
	pub(crate) fn ensure_claim(
		owner: &T::AccountId,
		account: &T::AccountId,
		claim: &Claim<T::Signature, BlockNumberFor<T>>,
	) -> DispatchResult {
		let (now, last) = (Self::now(), Self::now().saturating_add(T::MaxClaim::get()));
		ensure!(now <= claim.until && claim.until <= last, Error::<T>::BadClaimEnd);
		let payload = claim_payload(Self::genesis(), owner, claim.until);
		ensure!(claim.signature.verify(payload.as_slice(), account), Error::<T>::BadClaim);
		Ok(())
	}

	fn ensure_profile(profile: &DeviceProfile) -> DispatchResult {
		ensure_name::<T>(&profile.kind)?;
		ensure_text::<T>(&profile.details)?;
		ensure_tree::<T>(&profile.parts)
	}
}

/// That a list of parts is a tree of bounded depth, in which no part is twice at one place.
pub(crate) fn ensure_tree<T: Config>(parts: &[Part]) -> DispatchResult {
	let mut depths = [0u32; crate::MAX_PARTS as usize];
	for (place, part) in parts.iter().enumerate() {
		ensure!(part.quantity > 0, Error::<T>::ZeroQuantity);
		let depth = match part.parent.map(usize::from) {
			None => 1,
			Some(parent) if parent < place => depths.get(parent).copied().unwrap_or_default().saturating_add(1),
			Some(_) => return Err(Error::<T>::BadParent.into()),
		};
		ensure!(depth <= MAX_DEPTH, Error::<T>::TooDeep);
		if let Some(own) = depths.get_mut(place) {
			*own = depth;
		}
		let twice = parts
			.iter()
			.take(place)
			.any(|other| (other.parent, other.position) == (part.parent, part.position) && other.number == part.number);
		ensure!(!twice, Error::<T>::DuplicatePart);
	}
	Ok(())
}
