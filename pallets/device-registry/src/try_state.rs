//! What always holds in the registry's storage.

use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	TryRuntimeError,
	traits::{CheckedAdd, Zero},
};

extern crate alloc;
use alloc::collections::BTreeMap;

use bpiiot_primitives::Role;

use crate::{
	BalanceOf, Config, DeviceOf, Devices, DevicesOf, FeeQuota, HoldReason, NextDevice, Pallet, Participants,
	RetiredNonce,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
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
			ensure!(!RetiredNonce::<T>::contains_key(&device.account), "A device's account is also marked as removed.");
			ensure!(
				frame_system::Pallet::<T>::sufficients(&device.account) > 0,
				"A device's account does not exist by its registration."
			);
		}
		ensure!(DeviceOf::<T>::iter_keys().count() == devices, "An account leads to a device that does not exist.");
		ensure!(DevicesOf::<T>::iter_keys().count() == devices, "An owner's list names a device that does not exist.");

		let mut quotas = BTreeMap::<_, BalanceOf<T>>::new();
		for (id, quota) in FeeQuota::<T>::iter() {
			ensure!(!quota.is_zero(), "A fee quota of zero is stored.");
			let device = Devices::<T>::get(id).ok_or("A fee quota belongs to no device.")?;
			let sum = quotas.entry(device.owner).or_default();
			*sum = sum.checked_add(&quota).ok_or("The fee quotas of an owner overflow.")?;
		}
		for owner in Participants::<T>::iter_keys() {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::FeeQuota.into(), &owner)
					== quotas.get(&owner).copied().unwrap_or_default(),
				"An owner's held quota is not the sum of its devices' quotas."
			);
		}
		Ok(())
	}
}
