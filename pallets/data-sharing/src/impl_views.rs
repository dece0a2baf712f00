//! Pages of lists for the view functions.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	RecordId, RelationshipId,
	sharing::{Scope, receipts::ReceiptLog},
};
use frame_system::pallet_prelude::BlockNumberFor;

use crate::{
	BatchSummaryOf, Config, Granted, Inbox, KEPT_BATCHES, MAX_HISTORY, MAX_PAGE, MailboxOf, Mailboxes, NoticesOf,
	Pallet, PartyOf, PermissionOf, Permissions, ReceiptLogs, Receipts, RecordsOf, Relationships, RelationshipsOf,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn view_relationships_of(
		party: PartyOf<T>,
		after: Option<RelationshipId>,
		limit: u32,
	) -> Vec<RelationshipId> {
		let keys = match after {
			Some(id) => {
				let key = RelationshipsOf::<T>::hashed_key_for(&party, id);
				RelationshipsOf::<T>::iter_key_prefix_from(&party, key)
			}
			None => RelationshipsOf::<T>::iter_key_prefix(&party),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_history(relationship: RelationshipId) -> Vec<RelationshipId> {
		let before = |id: &RelationshipId| Relationships::<T>::get(*id).and_then(|found| found.predecessor);
		core::iter::successors(Some(relationship), before)
			.filter(|id| Relationships::<T>::contains_key(id))
			.take(MAX_HISTORY as usize)
			.collect()
	}

	pub(crate) fn view_records_of(relationship: RelationshipId, after: Option<RecordId>, limit: u32) -> Vec<RecordId> {
		let keys = match after {
			Some(id) => {
				RecordsOf::<T>::iter_key_prefix_from(relationship, RecordsOf::<T>::hashed_key_for(relationship, id))
			}
			None => RecordsOf::<T>::iter_key_prefix(relationship),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_permissions_on(
		source: RelationshipId,
		after: Option<(RelationshipId, Scope)>,
		limit: u32,
	) -> Vec<((RelationshipId, Scope), PermissionOf<T>)> {
		let entries = match after {
			Some((via, scope)) => {
				let key = Permissions::<T>::hashed_key_for((source, via, scope));
				Permissions::<T>::iter_prefix_from((source,), key)
			}
			None => Permissions::<T>::iter_prefix((source,)),
		};
		entries.take(page(limit)).collect()
	}

	pub(crate) fn view_permissions_through(
		via: RelationshipId,
		after: Option<(RelationshipId, Scope)>,
		limit: u32,
	) -> Vec<(RelationshipId, Scope)> {
		let keys = match after {
			Some((source, scope)) => {
				Granted::<T>::iter_key_prefix_from((via,), Granted::<T>::hashed_key_for((via, source, scope)))
			}
			None => Granted::<T>::iter_key_prefix((via,)),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_receipts(
		relationship: RelationshipId,
	) -> (ReceiptLog<BlockNumberFor<T>>, Vec<BatchSummaryOf<T>>) {
		let mut batches: Vec<_> =
			(0..KEPT_BATCHES).filter_map(|place| Receipts::<T>::get(relationship, place)).collect();
		batches.sort_by_key(|batch| batch.number);
		(ReceiptLogs::<T>::get(relationship), batches)
	}

	pub(crate) fn view_inbox(party: PartyOf<T>, from: u64, limit: u32) -> (MailboxOf<T>, NoticesOf<T>) {
		// An inbox stores at most `MAX_NOTICES` notices.
		let mut notices: Vec<_> = Inbox::<T>::iter_prefix(&party).filter(|(sequence, _)| *sequence >= from).collect();
		notices.sort_by_key(|(sequence, _)| *sequence);
		notices.truncate(page(limit));
		(Mailboxes::<T>::get(&party), notices)
	}
}

fn page(limit: u32) -> usize {
	limit.min(MAX_PAGE) as usize
}
