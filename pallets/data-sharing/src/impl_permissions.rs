//! Permissions: given and taken back by the device's side.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::collections::BTreeSet;

use bpiiot_primitives::{
	RelationshipId,
	sharing::{Kind, NoticeKind, Permission, Scope, Side, State, Terms, is_tag, query_hash},
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchResult;

use crate::{
	Between, Config, Error, Event, Granted, HoldReason, Pallet, PermissionOf, Permissions, Records, RelationshipOf,
	Relationships,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_grant(
		who: T::AccountId,
		source: RelationshipId,
		viewer: T::AccountId,
		scope: Scope,
		terms: Terms<BlockNumberFor<T>>,
	) -> DispatchResult {
		let mut owning = Self::find_relationship(source)?;
		Self::ensure_device_side(&who, &owning.subject)?;
		Self::ensure_admitted(&who, &owning.subject)?;
		ensure!(owning.kind == Kind::Keeper, Error::<T>::NotKeeper);
		ensure!(owning.state.is_open() || owning.state == State::Ended, Error::<T>::NotOpen);
		let now = frame_system::Pallet::<T>::block_number();
		// What was suspended when it ended opens by what is granted later, and blocks are all that tells what is later.
		ensure!(!owning.withheld || now > owning.changed_at, Error::<T>::NotOpen);
		let via = Between::<T>::get(&owning.subject, &viewer).ok_or(Error::<T>::ViewerNotAuthorised)?;
		ensure!(via != source, Error::<T>::OwnRecord);
		let mut viewing = Self::find_relationship(via)?;
		ensure!(viewing.state.is_open(), Error::<T>::ViewerNotAuthorised);
		ensure!(terms.until.is_none_or(|until| until >= now), Error::<T>::ExpiryInPast);
		let distinct = terms.queries.iter().collect::<BTreeSet<_>>().len() == terms.queries.len();
		ensure!(distinct, Error::<T>::DuplicateQuery);
		match &scope {
			Scope::Record(record) => {
				let found = Records::<T>::get(record).filter(|found| found.relationship == source);
				let pointers = found.ok_or(Error::<T>::RecordNotFound)?.details.pointers;
				let additional = pointers.iter().skip(1).map(|pointer| query_hash(&pointer.query));
				let additional = additional.collect::<BTreeSet<_>>();
				ensure!(terms.queries.iter().all(|query| additional.contains(query)), Error::<T>::UnknownQuery);
			}
			Scope::Tag(tag) => ensure!(is_tag(tag), Error::<T>::InvalidTag),
		}

		let (mode, until) = (terms.mode, terms.until);
		let key = (source, via, &scope);
		let deposit = match Permissions::<T>::get(key) {
			Some(old) => old.deposit,
			None => {
				owning.permissions = owning.permissions.checked_add(1).ok_or(Error::<T>::Overflow)?;
				viewing.granted = viewing.granted.checked_add(1).ok_or(Error::<T>::Overflow)?;
				Self::hold(HoldReason::Permission, &who, T::PermissionDeposit::get())?
			}
		};

		Permissions::<T>::insert(key, Permission { terms, granted_at: now, deposit });
		Granted::<T>::insert((via, source, &scope), ());
		let granted = Event::PermissionGranted { source, via, scope: scope.clone(), viewer, mode, until };
		Self::deposit_event(granted);
		Self::tell(&[&viewing, &owning], source, NoticeKind::Granted, &scope);
		Relationships::<T>::insert(source, owning);
		Relationships::<T>::insert(via, viewing);
		Ok(())
	}

	pub(crate) fn do_revoke(
		who: T::AccountId,
		source: RelationshipId,
		via: RelationshipId,
		scope: Scope,
	) -> DispatchResult {
		let key = (source, via, &scope);
		let permission = Permissions::<T>::get(key).ok_or(Error::<T>::PermissionNotFound)?;
		let mut owning = Self::find_relationship(source)?;
		let mut viewing = Self::find_relationship(via)?;
		let by_device = Self::side_of(&who, &owning) == Some(Side::Device);
		let may_revoke = by_device
			|| viewing.partner == who
			|| Self::is_payer(&who, &permission.deposit)
			|| is_void::<T>(&permission, &owning, &viewing, &scope);
		ensure!(may_revoke, Error::<T>::NotAuthorised);

		Self::refund(HoldReason::Permission, &permission.deposit)?;

		Permissions::<T>::remove(key);
		Granted::<T>::remove((via, source, &scope));
		owning.permissions = owning.permissions.saturating_sub(1);
		viewing.granted = viewing.granted.saturating_sub(1);
		Self::deposit_event(Event::PermissionRevoked { source, via, scope: scope.clone(), by: who });
		if by_device {
			Self::tell(&[&viewing, &owning], source, NoticeKind::Revoked, &scope);
		}
		Relationships::<T>::insert(source, owning);
		Relationships::<T>::insert(via, viewing);
		Ok(())
	}

	/// Tells those partners whose relationship is open: the device's side must not fill the inbox of one who has left it.
	fn tell(relationships: &[&RelationshipOf<T>], source: RelationshipId, kind: NoticeKind, scope: &Scope) {
		let record = match scope {
			Scope::Record(record) => Some(*record),
			Scope::Tag(_) => None,
		};
		for relationship in relationships.iter().filter(|relationship| relationship.state.is_open()) {
			Self::notify_partner(relationship, source, kind, record);
		}
	}
}

/// Whether a permission can never be used again, so that anyone may clear it away.
fn is_void<T: Config>(
	permission: &PermissionOf<T>,
	source: &RelationshipOf<T>,
	via: &RelationshipOf<T>,
	scope: &Scope,
) -> bool {
	let expired = permission.terms.until.is_some_and(|until| until < frame_system::Pallet::<T>::block_number());
	let nothing_left = match scope {
		Scope::Record(record) => !Records::<T>::contains_key(record),
		Scope::Tag(_) => source.state == State::Ended && source.records == 0,
	};
	expired || via.state == State::Ended || nothing_left
}
