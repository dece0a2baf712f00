//! Aliases of devices.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::Hash;
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{AliasRecord, Aliases, Config, Error, Event, HoldReason, Pallet};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_alias(party: T::AccountId, alias: Hash) -> DispatchResult {
		Self::ensure_admitted(&party)?;
		ensure!(!Aliases::<T>::contains_key(&party, alias), Error::<T>::AliasExists);
		let deposit = Self::deposit_for(1, 0);
		Self::hold(HoldReason::Deposit, &party, deposit)?;
		Aliases::<T>::insert(&party, alias, AliasRecord { registered_at: Self::now(), deposit });
		Self::deposit_event(Event::AliasRegistered { party, alias });
		Ok(())
	}

	pub(crate) fn do_remove_alias(party: T::AccountId, alias: Hash) -> DispatchResult {
		let record = Aliases::<T>::take(&party, alias).ok_or(Error::<T>::AliasNotFound)?;
		Self::release(HoldReason::Deposit, &party, record.deposit)?;
		Self::deposit_event(Event::AliasRemoved { party, alias });
		Ok(())
	}
}
