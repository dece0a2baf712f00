//! Identities: strings, accounts and keys, and who had which when.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::identity::{
	Handle, HandleError, IdentityId, KeyError, KeyIndex, KeyPair, NewKeys, PublicKey, RawHandle, SharedIdentity,
	account_payload, keys_payload,
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	BoundedVec, DispatchError, DispatchResult,
	traits::{Saturating, Verify},
};

extern crate alloc;
use alloc::vec::Vec;

use crate::{
	AccountSpan, Accounts, BalanceOf, Config, Error, Event, Handles, HoldReason, Identities, Identity, IdentityOf,
	IdentityRecordOf, KeyOwner, KeyRecord, Keys, MAX_ACCOUNTS, MAX_STORED_KEYS, NextIdentity, Pallet, Participants,
	deposits::{ACCOUNT_ENTRIES, IDENTITY_ENTRIES, KEY_ENTRIES},
	types::within,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_identity(who: T::AccountId, handle: RawHandle, keys: NewKeys) -> DispatchResult {
		Self::ensure_admitted(&who)?;
		ensure!(!IdentityOf::<T>::contains_key(&who), Error::<T>::AccountUsed);
		let handle = Handle::parse(&handle).map_err(|error| match error {
			HandleError::TooShort => Error::<T>::HandleTooShort,
			// A longer text does not fit into the call.
			HandleError::TooLong | HandleError::Character => Error::<T>::HandleCharacter,
			HandleError::Separator => Error::<T>::HandleSeparator,
		})?;
		let skeleton = handle.skeleton();
		ensure!(!Handles::<T>::contains_key(&skeleton), Error::<T>::HandleTaken);
		Self::ensure_keys(&who, 0, &keys)?;
		let id = NextIdentity::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		let bytes = handle.as_bytes().len().saturating_add(skeleton.len());
		let (own, of_keys) = (Self::deposit_for(IDENTITY_ENTRIES, bytes), Self::deposit_for(KEY_ENTRIES, 0));
		let deposit = own.saturating_add(of_keys);
		Self::hold(HoldReason::Deposit, &who, deposit)?;

		let now = Self::now();
		NextIdentity::<T>::put(next);
		Handles::<T>::insert(&skeleton, id);
		IdentityOf::<T>::insert(&who, (id, 0));
		Accounts::<T>::insert(id, 0, AccountSpan { account: who.clone(), from: now, until: None });
		let mut identity = Identity {
			handle: handle.clone(),
			account: who.clone(),
			registered_at: now,
			retired_at: None,
			keys: BoundedVec::new(),
			next_key: 0,
			stored_keys: 0,
			accounts: 1,
			deposit,
		};
		let index = Self::insert_keys(id, &mut identity, keys.pair, of_keys)?;
		identity.keys.try_push(index).map_err(|_| Error::<T>::TooManyKeys)?;
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::IdentityRegistered { identity: id, handle, account: who });
		Self::deposit_event(Event::KeysAdded { identity: id, index });
		Ok(())
	}

	pub(crate) fn do_change_account(who: T::AccountId, new: T::AccountId, consent: T::Signature) -> DispatchResult {
		let role = Self::ensure_admitted(&who)?.role;
		let (id, mut identity) = Self::own_identity(&who)?;
		ensure!(Self::ensure_admitted(&new)?.role == role, Error::<T>::RoleDiffers);
		ensure!(!IdentityOf::<T>::contains_key(&new), Error::<T>::AccountUsed);
		let index = identity.accounts;
		ensure!(index < MAX_ACCOUNTS, Error::<T>::TooManyAccounts);
		let payload = account_payload(Self::genesis(), id, index, &who, &new);
		ensure!(consent.verify(payload.as_slice(), &new), Error::<T>::BadConsent);
		let deposit = identity.deposit.saturating_add(Self::deposit_for(ACCOUNT_ENTRIES, 0));
		Self::hold(HoldReason::Deposit, &new, deposit)?;
		Self::release(HoldReason::Deposit, &who, identity.deposit)?;

		Self::end_account(id, &identity);
		// Whoever has stolen the old key must not go on with it.
		Participants::<T>::mutate(&who, |participant| {
			if let Some(participant) = participant {
				participant.moved = true;
			}
		});
		Accounts::<T>::insert(id, index, AccountSpan { account: new.clone(), from: Self::now(), until: None });
		IdentityOf::<T>::insert(&new, (id, index));
		identity.accounts = index.saturating_add(1);
		identity.account = new.clone();
		identity.deposit = deposit;
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::AccountChanged { identity: id, old: who, new });
		Ok(())
	}

	pub(crate) fn do_retire_identity(who: T::AccountId) -> DispatchResult {
		let (id, mut identity) = Self::own_identity(&who)?;
		for index in core::mem::take(&mut identity.keys) {
			Self::end_keys(id, index);
		}
		Self::end_account(id, &identity);
		identity.retired_at = Some(Self::now());
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::IdentityRetired { identity: id });
		Ok(())
	}

	pub(crate) fn do_remove_identity(who: T::AccountId, id: IdentityId) -> DispatchResult {
		let identity = Identities::<T>::get(id).ok_or(Error::<T>::IdentityNotFound)?;
		ensure!(identity.account == who, Error::<T>::NotAuthorized);
		ensure!(identity.retired_at.is_some_and(Self::is_forgettable), Error::<T>::IdentityNeeded);
		Self::release(HoldReason::Deposit, &who, identity.deposit)?;
		// At most MAX_STORED_KEYS and MAX_ACCOUNTS.
		for (_, record) in Keys::<T>::drain_prefix(id) {
			Self::forget_keys(&record.pair);
		}
		for (_, span) in Accounts::<T>::drain_prefix(id) {
			IdentityOf::<T>::remove(span.account);
		}
		Handles::<T>::remove(identity.handle.skeleton());
		Identities::<T>::remove(id);
		Self::deposit_event(Event::IdentityRemoved { identity: id });
		Ok(())
	}

	pub(crate) fn do_add_keys(who: T::AccountId, keys: NewKeys) -> DispatchResult {
		Self::ensure_admitted(&who)?;
		let (id, mut identity) = Self::own_identity(&who)?;
		let index = Self::take_keys(&who, id, &mut identity, keys)?;
		identity.keys.try_push(index).map_err(|_| Error::<T>::TooManyKeys)?;
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::KeysAdded { identity: id, index });
		Ok(())
	}

	pub(crate) fn do_rotate_keys(who: T::AccountId, old: KeyIndex, keys: NewKeys) -> DispatchResult {
		Self::ensure_admitted(&who)?;
		let (id, mut identity) = Self::own_identity(&who)?;
		let place = identity.keys.iter().position(|index| *index == old).ok_or(Error::<T>::KeyNotFound)?;
		let new = Self::take_keys(&who, id, &mut identity, keys)?;
		Self::end_keys(id, old);
		if let Some(index) = identity.keys.get_mut(place) {
			*index = new;
		}
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::KeysRotated { identity: id, old, new });
		Ok(())
	}

	pub(crate) fn do_retire_keys(who: T::AccountId, index: KeyIndex) -> DispatchResult {
		Self::ensure_admitted(&who)?;
		let (id, mut identity) = Self::own_identity(&who)?;
		ensure!(identity.keys.contains(&index), Error::<T>::KeyNotFound);
		// Where there is no room to rotate, a stolen key must not stay valid until there is.
		let can_rotate = identity.stored_keys < MAX_STORED_KEYS;
		ensure!(identity.keys.len() > 1 || !can_rotate, Error::<T>::LastKeys);
		identity.keys.retain(|other| *other != index);
		Self::end_keys(id, index);
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::KeysRetired { identity: id, index });
		Ok(())
	}

	pub(crate) fn do_prune_keys(who: T::AccountId, index: KeyIndex) -> DispatchResult {
		let (id, mut identity) = Self::own_identity(&who)?;
		let record = Keys::<T>::get(id, index).ok_or(Error::<T>::KeyNotFound)?;
		ensure!(record.until.is_some_and(Self::is_forgettable), Error::<T>::KeyNeeded);
		Self::release(HoldReason::Deposit, &who, record.deposit)?;
		Self::forget_keys(&record.pair);
		Keys::<T>::remove(id, index);
		identity.stored_keys = identity.stored_keys.saturating_sub(1);
		identity.deposit = identity.deposit.saturating_sub(record.deposit);
		Identities::<T>::insert(id, identity);
		Self::deposit_event(Event::KeysPruned { identity: id, index });
		Ok(())
	}

	/// Equation 7 for an account in the state after a block; the pairs in the order of their numbers.
	pub(crate) fn do_shared_identity(
		account: T::AccountId,
		block: BlockNumberFor<T>,
	) -> Option<SharedIdentity<T::AccountId>> {
		let (id, index) = IdentityOf::<T>::get(&account)?;
		if !Self::is_account_at(id, index, block) {
			return None;
		}
		// At most MAX_STORED_KEYS, in the order of their hashes.
		let mut valid: Vec<(KeyIndex, KeyPair)> = Keys::<T>::iter_prefix(id)
			.filter(|(_, record)| within(block, record.from, record.until))
			.map(|(index, record)| (index, record.pair))
			.collect();
		valid.sort_unstable_by_key(|(index, _)| *index);
		let (signing, encryption) = valid.into_iter().map(|(_, pair)| (pair.signing, pair.encryption)).unzip();
		Some(SharedIdentity { address: account, signing, encryption })
	}

	/// Whether a key was valid in the state after a block, and the account was its identity's then.
	pub(crate) fn is_key_valid_at(account: &T::AccountId, key: &PublicKey, block: BlockNumberFor<T>) -> bool {
		let (Some((owner, key)), Some((id, index))) = (KeyOwner::<T>::get(key), IdentityOf::<T>::get(account)) else {
			return false;
		};
		owner == id
			&& Self::is_account_at(id, index, block)
			&& Keys::<T>::get(id, key).is_some_and(|record| within(block, record.from, record.until))
	}

	/// Whether an account was an identity's in the state after a block; false for a block that is not there yet.
	fn is_account_at(id: IdentityId, index: u32, block: BlockNumberFor<T>) -> bool {
		block <= Self::now() && Accounts::<T>::get(id, index).is_some_and(|span| within(block, span.from, span.until))
	}

	/// The identity of an account that is its present one, and not retired.
	fn own_identity(who: &T::AccountId) -> Result<(IdentityId, IdentityRecordOf<T>), DispatchError> {
		let (id, _) = IdentityOf::<T>::get(who).ok_or(Error::<T>::NoIdentity)?;
		let identity = Identities::<T>::get(id).ok_or(Error::<T>::NoIdentity)?;
		ensure!(identity.account == *who, Error::<T>::NotAuthorized);
		ensure!(identity.retired_at.is_none(), Error::<T>::IdentityRetired);
		Ok((id, identity))
	}

	/// That the keys are new, and whoever brings them has their secrets.
	fn ensure_keys(who: &T::AccountId, index: KeyIndex, keys: &NewKeys) -> DispatchResult {
		let KeyPair { signing, encryption } = keys.pair;
		let taken = KeyOwner::<T>::contains_key(PublicKey::Signing(signing))
			|| KeyOwner::<T>::contains_key(PublicKey::Encryption(encryption));
		ensure!(!taken, Error::<T>::KeyTaken);
		let payload = keys_payload(Self::genesis(), who, index, &keys.pair);
		Ok(keys.verify(&payload).map_err(|error| match error {
			KeyError::WeakKey => Error::<T>::WeakKey,
			KeyError::SigningProof => Error::<T>::BadSigningProof,
			KeyError::EncryptionProof => Error::<T>::BadEncryptionProof,
		})?)
	}

	/// Checks a further pair, holds its deposit and stores it.
	fn take_keys(
		who: &T::AccountId,
		id: IdentityId,
		identity: &mut IdentityRecordOf<T>,
		keys: NewKeys,
	) -> Result<KeyIndex, DispatchError> {
		ensure!(identity.stored_keys < MAX_STORED_KEYS, Error::<T>::TooManyKeys);
		Self::ensure_keys(who, identity.next_key, &keys)?;
		let deposit = Self::deposit_for(KEY_ENTRIES, 0);
		Self::hold(HoldReason::Deposit, who, deposit)?;
		identity.deposit = identity.deposit.saturating_add(deposit);
		Self::insert_keys(id, identity, keys.pair, deposit)
	}

	/// Stores a pair whose deposit is held.
	fn insert_keys(
		id: IdentityId,
		identity: &mut IdentityRecordOf<T>,
		pair: KeyPair,
		deposit: BalanceOf<T>,
	) -> Result<KeyIndex, DispatchError> {
		let index = identity.next_key;
		identity.next_key = index.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		identity.stored_keys = identity.stored_keys.saturating_add(1);
		KeyOwner::<T>::insert(PublicKey::Signing(pair.signing), (id, index));
		KeyOwner::<T>::insert(PublicKey::Encryption(pair.encryption), (id, index));
		Keys::<T>::insert(id, index, KeyRecord { pair, from: Self::now(), until: None, deposit });
		Ok(index)
	}

	fn end_keys(id: IdentityId, index: KeyIndex) {
		Keys::<T>::mutate(id, index, |record| {
			if let Some(record) = record {
				record.until = Some(Self::now());
			}
		});
	}

	fn forget_keys(pair: &KeyPair) {
		KeyOwner::<T>::remove(PublicKey::Signing(pair.signing));
		KeyOwner::<T>::remove(PublicKey::Encryption(pair.encryption));
	}

	fn end_account(id: IdentityId, identity: &IdentityRecordOf<T>) {
		Accounts::<T>::mutate(id, identity.accounts.saturating_sub(1), |span| {
			if let Some(span) = span {
				span.until = Some(Self::now());
			}
		});
	}

	/// Whether what ended in this block may be forgotten.
	fn is_forgettable(ended: BlockNumberFor<T>) -> bool {
		ended.saturating_add(T::Retention::get()) <= Self::now()
	}
}
