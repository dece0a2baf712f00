//! The registry as other pallets see it.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

extern crate alloc;
use alloc::vec::Vec;

use bpiiot_primitives::{
	BlockNumber, DeviceId, Hash, Role,
	device::Registry,
	identity::{Handle, PublicKey},
};
use sp_runtime::{BoundedVec, DispatchError, DispatchResult, traits::Zero};

use crate::{
	AccountSpan, Accounts, Admissions, Aliases, BalanceOf, Config, DeviceOf, DeviceProfile, Devices, Identities,
	Identity, IdentityOf, Name, NextIdentity, Pallet, Participants, Standing, text::ensure_name,
};

impl<T: Config> Registry<T::AccountId> for Pallet<T> {
	fn role(who: &T::AccountId) -> Option<Role> {
		let admitted = Participants::<T>::get(who).filter(|participant| !participant.expelled && !participant.moved);
		admitted.map(|participant| participant.role)
	}

	fn device_of(who: &T::AccountId) -> Option<DeviceId> {
		DeviceOf::<T>::get(who)
	}

	fn owner_of(device: DeviceId) -> Option<T::AccountId> {
		Devices::<T>::get(device).map(|device| device.owner)
	}

	fn register(who: &T::AccountId, role: Role, name: &[u8]) -> DispatchResult {
		let name = Name::try_from(name.to_vec()).map_err(|_| DispatchError::Other("The name is too long."))?;
		Self::ensure_newcomer(who)?;
		ensure_name::<T>(&name)?;
		Admissions::<T>::remove(who);
		Self::insert_participant(who.clone(), role, name, BalanceOf::<T>::zero());
		Ok(())
	}

	fn register_device(owner: &T::AccountId, account: &T::AccountId) -> Result<DeviceId, DispatchError> {
		Self::ensure_equipment_owner(owner)?;
		Self::ensure_free_account(account)?;
		let profile = DeviceProfile {
			kind: Default::default(),
			details: Default::default(),
			production_date: 0,
			parts: Default::default(),
		};
		Self::insert_device(owner.clone(), account.clone(), profile, BalanceOf::<T>::zero())
	}

	fn successor_of(former: &T::AccountId) -> Option<T::AccountId> {
		let identity = Identities::<T>::get(IdentityOf::<T>::get(former)?.0)?;
		identity.retired_at.is_none().then_some(identity.account)
	}

	fn accounts_of(who: &T::AccountId) -> Vec<T::AccountId> {
		let Some((id, _)) = IdentityOf::<T>::get(who) else { return Vec::new() };
		let accounts = Identities::<T>::get(id).map_or(0, |identity| identity.accounts);
		(0..accounts).filter_map(|index| Accounts::<T>::get(id, index)).map(|span| span.account).collect()
	}

	fn move_identity(from: &T::AccountId, to: &T::AccountId) -> DispatchResult {
		let handle = Handle::parse(b"benchmark").map_err(|_| DispatchError::Other("The handle is not one."))?;
		let (id, now) = (NextIdentity::<T>::get(), Self::now());
		NextIdentity::<T>::put(id.saturating_add(1));
		for (index, account, until) in [(0, from, Some(now)), (1, to, None)] {
			IdentityOf::<T>::insert(account, (id, index));
			Accounts::<T>::insert(id, index, AccountSpan { account: account.clone(), from: now, until });
		}
		Participants::<T>::mutate(from, |participant| {
			if let Some(participant) = participant {
				participant.moved = true;
			}
		});
		let identity = Identity {
			handle,
			account: to.clone(),
			registered_at: now,
			retired_at: None,
			keys: BoundedVec::new(),
			next_key: 0,
			stored_keys: 0,
			accounts: 2,
			deposit: BalanceOf::<T>::zero(),
		};
		Identities::<T>::insert(id, identity);
		Ok(())
	}

	fn operator_of(device: DeviceId) -> Option<T::AccountId> {
		Self::operator_of_device(device)
	}

	fn is_admitted(who: &T::AccountId) -> bool {
		Self::standing(who) == Standing::Admitted
	}

	fn key_valid_at(who: &T::AccountId, key: &PublicKey, block: BlockNumber) -> bool {
		Self::is_key_valid_at(who, key, block.into())
	}

	fn has_alias(party: &T::AccountId, alias: &Hash) -> bool {
		Aliases::<T>::contains_key(party, alias)
	}
}
