//! Batches of receipts of reads.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::collections::BTreeSet;

use bpiiot_primitives::{
	RelationshipId,
	device::Registry,
	sharing::{
		Kind, NoticeKind, State,
		receipts::{BatchSummary, Receipt, root},
	},
};
use frame_support::ensure;
use sp_runtime::{
	DispatchResult,
	traits::{BlakeTwo256, Hash as _},
};

use crate::{BatchOf, Config, Error, Event, KEPT_BATCHES, Pallet, ReceiptLogs, Receipts, RecordsOf};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_receipt(who: T::AccountId, id: RelationshipId, batch: BatchOf<T>) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		ensure!(relationship.partner == who && relationship.kind == Kind::Keeper, Error::<T>::NotKeeper);
		ensure!(T::Registry::role(&who).is_some(), Error::<T>::NotRegistered);
		// Also after the end: the device's side, and whom it permits, still reads the history.
		ensure!(relationship.state != State::Established, Error::<T>::NotAccepted);
		let mut log = ReceiptLogs::<T>::get(id);
		let total = batch.allowed.checked_add(batch.refused).ok_or(Error::<T>::Overflow)?;
		ensure!(total > 0, Error::<T>::EmptyBatch);
		let now = frame_system::Pallet::<T>::block_number();
		// A block belongs to one batch, so that no read can be told twice.
		let in_order = log.until < batch.from && batch.from <= batch.until && batch.until <= now;
		ensure!(in_order, Error::<T>::InvalidRange);
		let in_range = |receipt: &Receipt<_, _>| batch.from <= receipt.at && receipt.at <= batch.until;
		ensure!(batch.listed.iter().all(in_range), Error::<T>::WrongCounts);
		let belongs = |receipt: &Receipt<_, _>| RecordsOf::<T>::contains_key(id, receipt.record);
		ensure!(batch.listed.iter().all(belongs), Error::<T>::RecordNotFound);
		let leaves = batch.listed.iter().map(Receipt::leaf).collect::<alloc::vec::Vec<_>>();
		ensure!(leaves.iter().collect::<BTreeSet<_>>().len() == leaves.len(), Error::<T>::DuplicateReceipt);
		let allowed = batch.listed.iter().filter(|receipt| receipt.allowed).count() as u32;
		let listed = batch.listed.len() as u32;
		let fits = allowed <= batch.allowed && listed.saturating_sub(allowed) <= batch.refused;
		ensure!(fits, Error::<T>::WrongCounts);
		if listed == total {
			ensure!(root(leaves) == batch.root, Error::<T>::WrongRoot);
		}

		let number = log.batches;
		let BatchOf::<T> { root, allowed, refused, from, until, .. } = batch;
		let summary = BatchSummary { number, root, allowed, refused, from, until };
		log.batches = number.checked_add(1).ok_or(Error::<T>::Overflow)?;
		log.allowed = log.allowed.checked_add(allowed.into()).ok_or(Error::<T>::Overflow)?;
		log.refused = log.refused.checked_add(refused.into()).ok_or(Error::<T>::Overflow)?;
		log.until = until;
		log.head = BlakeTwo256::hash_of(&(log.head, &summary));
		ReceiptLogs::<T>::insert(id, log);
		Receipts::<T>::insert(id, number.checked_rem(KEPT_BATCHES).unwrap_or_default(), summary);
		Self::deposit_event(Event::ReadsReceipted { relationship: id, batch: number, root, allowed, refused });
		// One that the device's side has stopped or left must not fill its inbox; the event and the log say it all the same.
		if refused > 0 && relationship.state.is_open() {
			Self::notify_device(&relationship, id, NoticeKind::ReadsRefused, None);
		}
		Ok(())
	}
}
