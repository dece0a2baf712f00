//! The work behind the calls, and the registry as other pallets see it.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{
	DeviceId, Hash, Role, claim_payload,
	device::{DeviceUse, Registry},
};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::{Fortitude::Polite, Precision::Exact, Preservation::Protect},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	DispatchError, DispatchResult,
	traits::{CheckedAdd, CheckedSub, Verify, Zero},
};

use crate::{
	BalanceOf, Config, Device, DeviceOf, DeviceProfile, DeviceRecordOf, Devices, DevicesOf, Error, Event, FeeQuota,
	HoldReason, Name, NextDevice, Pallet, Participant, Participants, RetiredNonce,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_participant(who: T::AccountId, role: Role, name: Name) -> DispatchResult {
		ensure!(!Participants::<T>::contains_key(&who), Error::<T>::AlreadyExists);
		ensure!(!DeviceOf::<T>::contains_key(&who), Error::<T>::AccountTaken);
		let registered_at = frame_system::Pallet::<T>::block_number();
		Participants::<T>::insert(&who, Participant { role, name, registered_at });
		Self::deposit_event(Event::ParticipantRegistered { who, role });
		Ok(())
	}

	pub(crate) fn do_register_device(
		owner: T::AccountId,
		account: T::AccountId,
		claim: T::Signature,
		profile: DeviceProfile,
	) -> DispatchResult {
		let participant = Participants::<T>::get(&owner).ok_or(Error::<T>::NotParticipant)?;
		ensure!(participant.role == Role::EquipmentOwner, Error::<T>::NotEquipmentOwner);
		ensure!(!DeviceOf::<T>::contains_key(&account), Error::<T>::AccountTaken);
		ensure!(!Participants::<T>::contains_key(&account), Error::<T>::AccountTaken);
		ensure_parts(&profile).map_err(|()| Error::<T>::ZeroQuantity)?;
		let payload = claim_payload(Self::genesis(), &owner);
		ensure!(claim.verify(payload.as_slice(), &account), Error::<T>::BadClaim);

		let id = NextDevice::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		NextDevice::<T>::put(next);
		frame_system::Pallet::<T>::inc_sufficients(&account);
		if let Some(nonce) = RetiredNonce::<T>::take(&account) {
			frame_system::Account::<T>::mutate(&account, |info| info.nonce = info.nonce.max(nonce));
		}
		let registered_at = frame_system::Pallet::<T>::block_number();
		DeviceOf::<T>::insert(&account, id);
		DevicesOf::<T>::insert(&owner, id, ());
		Devices::<T>::insert(id, Device { owner: owner.clone(), account: account.clone(), profile, registered_at });
		Self::deposit_event(Event::DeviceRegistered { device: id, owner, account });
		Ok(())
	}

	pub(crate) fn do_update_device(owner: T::AccountId, id: DeviceId, profile: DeviceProfile) -> DispatchResult {
		let mut device = Self::own_device(&owner, id)?;
		ensure_parts(&profile).map_err(|()| Error::<T>::ZeroQuantity)?;
		device.profile = profile;
		Devices::<T>::insert(id, device);
		Self::deposit_event(Event::DeviceUpdated { device: id });
		Ok(())
	}

	pub(crate) fn do_remove_device(owner: T::AccountId, id: DeviceId) -> DispatchResult {
		let device = Self::own_device(&owner, id)?;
		ensure!(!T::DeviceUse::in_use(id), Error::<T>::InUse);
		let released = FeeQuota::<T>::take(id);
		Self::release(&owner, released)?;

		let nonce = frame_system::Pallet::<T>::account_nonce(&device.account);
		if !nonce.is_zero() {
			RetiredNonce::<T>::insert(&device.account, nonce);
		}
		frame_system::Pallet::<T>::dec_sufficients(&device.account);
		DeviceOf::<T>::remove(&device.account);
		DevicesOf::<T>::remove(&owner, id);
		Devices::<T>::remove(id);
		Self::deposit_event(Event::DeviceRemoved { device: id, owner, released });
		Ok(())
	}

	pub(crate) fn do_fund_fees(owner: T::AccountId, id: DeviceId, amount: BalanceOf<T>) -> DispatchResult {
		Self::own_device(&owner, id)?;
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
		Self::release(&owner, amount)?;
		Self::set_quota(id, quota);
		Self::deposit_event(Event::FeesWithdrawn { device: id, amount, quota });
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

	fn own_device(owner: &T::AccountId, id: DeviceId) -> Result<DeviceRecordOf<T>, DispatchError> {
		let device = Devices::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(&device.owner == owner, Error::<T>::NotAuthorized);
		Ok(device)
	}

	fn release(owner: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if !amount.is_zero() {
			T::Currency::release(&HoldReason::FeeQuota.into(), owner, amount, Exact)?;
		}
		Ok(())
	}
}

impl<T: Config> Registry<T::AccountId> for Pallet<T> {
	fn role(who: &T::AccountId) -> Option<Role> {
		Participants::<T>::get(who).map(|participant| participant.role)
	}

	fn device_of(who: &T::AccountId) -> Option<DeviceId> {
		DeviceOf::<T>::get(who)
	}

	fn owner_of(device: DeviceId) -> Option<T::AccountId> {
		Devices::<T>::get(device).map(|device| device.owner)
	}

	fn register(who: &T::AccountId, role: Role, name: &[u8]) -> DispatchResult {
		let name = Name::try_from(name.to_vec()).map_err(|_| DispatchError::Other("The name is too long."))?;
		Self::do_register_participant(who.clone(), role, name)
	}
}

fn ensure_parts(profile: &DeviceProfile) -> Result<(), ()> {
	if profile.parts.iter().any(|part| part.quantity == 0) { Err(()) } else { Ok(()) }
}
