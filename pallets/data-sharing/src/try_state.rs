//! What always holds in the pallet's storage.
//!
//! Indices are compared entry by entry and by their number, and lists are not collected: a million records would not fit into
//! the memory of the Wasm that checks them.

use alloc::collections::BTreeMap;

use bpiiot_primitives::{
	Balance, DeviceId, RelationshipId,
	sharing::{Deposit, Kind, NoticeKind, Party, State},
};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;

use crate::{
	Between, Config, Granted, HoldReason, Inbox, Invitations, KEPT_BATCHES, MAX_INVITATION_NOTICES, MAX_NOTICES,
	Mailboxes, NextRecord, NextRelationship, Pallet, Permissions, ProposalOf, Proposals, ReceiptLogs, Receipts,
	Records, RecordsOf, Relationships, RelationshipsOf, Uses,
};

/// What one account has promised for one reason, in planck.
type Sums<AccountId> = BTreeMap<AccountId, Balance>;

/// How often each relationship appears among records, proposals and permissions.
#[derive(Default)]
struct Counts {
	records: BTreeMap<RelationshipId, u32>,
	proposals: BTreeMap<RelationshipId, u32>,
	permissions: BTreeMap<RelationshipId, u32>,
	granted: BTreeMap<RelationshipId, u32>,
}

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut counts = Counts::default();
		Self::check_records(&mut counts)?;
		Self::check_permissions(&mut counts)?;
		Self::check_relationships(&counts)?;
		Self::check_inboxes()
	}

	fn check_records(counts: &mut Counts) -> Result<(), TryRuntimeError> {
		let mut sums = Sums::<T::AccountId>::new();
		let next = NextRecord::<T>::get();
		let mut known = 0usize;
		for (id, record) in Records::<T>::iter() {
			ensure!(id < next, "A record has a number that has not been given out.");
			ensure!(record.version > 0, "A record in effect has no version.");
			ensure!(!record.details.pointers.is_empty(), "A record has no query string.");
			ensure!(
				RecordsOf::<T>::contains_key(record.relationship, id),
				"The index of records and the records differ."
			);
			known = known.saturating_add(1);
			count(&mut counts.records, record.relationship);
			add(&mut sums, &record.deposit)?;
		}
		for (id, proposal) in Proposals::<T>::iter() {
			ensure!(id < next, "A proposal has a number that has not been given out.");
			ensure!(proposal.hash == proposal.content.hash(), "A proposal does not have the hash of its content.");
			let effective = Records::<T>::get(id);
			let belongs = effective.as_ref().is_none_or(|record| record.relationship == proposal.relationship);
			ensure!(belongs, "A proposal belongs to another relationship than its record.");
			ensure!(
				RecordsOf::<T>::contains_key(proposal.relationship, id),
				"The index of records and the records differ."
			);
			known = known.saturating_add(usize::from(effective.is_none()));
			check_votes::<T>(&proposal)?;
			count(&mut counts.proposals, proposal.relationship);
			add(&mut sums, &proposal.deposit)?;
		}
		ensure!(RecordsOf::<T>::iter_keys().count() == known, "The index of records and the records differ.");
		check_holds::<T>(HoldReason::Record, sums)
	}

	fn check_permissions(counts: &mut Counts) -> Result<(), TryRuntimeError> {
		let mut sums = Sums::<T::AccountId>::new();
		let mut given = 0usize;
		for ((source, via, scope), permission) in Permissions::<T>::iter() {
			let owning = Relationships::<T>::get(source).ok_or("A permission is about no relationship.")?;
			let viewing = Relationships::<T>::get(via).ok_or("A permission holds through no relationship.")?;
			ensure!(source != via, "A permission is about the viewer's own relationship.");
			ensure!(owning.subject == viewing.subject, "A permission crosses from one device to another.");
			ensure!(owning.kind == Kind::Keeper, "A permission is about a relationship that keeps no data.");
			let accepted = owning.state != State::Established && viewing.state != State::Established;
			ensure!(accepted, "A permission was given without an accepted relationship.");
			ensure!(
				Granted::<T>::contains_key((via, source, scope)),
				"The index of permissions and the permissions differ."
			);
			given = given.saturating_add(1);
			count(&mut counts.permissions, source);
			count(&mut counts.granted, via);
			add(&mut sums, &permission.deposit)?;
		}
		ensure!(Granted::<T>::iter_keys().count() == given, "The index of permissions and the permissions differ.");
		check_holds::<T>(HoldReason::Permission, sums)
	}

	fn check_relationships(counts: &Counts) -> Result<(), TryRuntimeError> {
		let mut sums = Sums::<T::AccountId>::new();
		let mut invitations = BTreeMap::<T::AccountId, u32>::new();
		let mut uses = BTreeMap::<DeviceId, u32>::new();
		let next = NextRelationship::<T>::get();
		let (mut indexed, mut live) = (0usize, 0usize);
		for (id, relationship) in Relationships::<T>::iter() {
			ensure!(id < next, "A relationship has a number that has not been given out.");
			ensure!(relationship.predecessor.is_none_or(|old| old < id), "A relationship came before its predecessor.");
			let counted = [
				(relationship.records, &counts.records),
				(relationship.proposals, &counts.proposals),
				(relationship.permissions, &counts.permissions),
				(relationship.granted, &counts.granted),
			];
			for (told, found) in counted {
				let found = found.get(&id).copied().unwrap_or_default();
				ensure!(told == found, "A relationship miscounts its records, proposals or permissions.");
			}
			let empty = relationship.records == 0 && relationship.proposals == 0;
			ensure!(relationship.kind == Kind::Keeper || empty, "A viewer's relationship has records.");
			match relationship.state {
				State::Established => {
					ensure!(empty, "A relationship has records before it was accepted.");
					count(&mut invitations, relationship.deposit.payer.clone());
				}
				State::Authorised => ensure!(relationship.proposals == 0, "Proposals wait unnoticed."),
				State::WaitingForUpdate => ensure!(relationship.proposals > 0, "A relationship waits for nothing."),
				State::Suspended | State::Ended => (),
			}
			if relationship.state != State::Ended {
				ensure!(
					Between::<T>::get(&relationship.subject, &relationship.partner) == Some(id),
					"The relationships that have not ended and their index differ."
				);
				live = live.saturating_add(1);
				if let (Party::Device(device), true) = (&relationship.subject, relationship.state != State::Established)
				{
					count(&mut uses, *device);
				}
			}
			add(&mut sums, &relationship.deposit)?;
			let partner = Party::Account(relationship.partner);
			ensure!(partner != relationship.subject, "A relationship is that of an account with itself.");
			for party in [relationship.subject, partner] {
				ensure!(
					RelationshipsOf::<T>::contains_key(party, id),
					"The index of relationships and the relationships differ."
				);
				indexed = indexed.saturating_add(1);
			}
		}
		ensure!(
			RelationshipsOf::<T>::iter_keys().count() == indexed,
			"The index of relationships and the relationships differ."
		);
		ensure!(
			Between::<T>::iter_keys().count() == live,
			"The relationships that have not ended and their index differ."
		);
		for (who, told) in Invitations::<T>::iter() {
			ensure!(invitations.remove(&who) == Some(told), "Unanswered invitations are miscounted.");
		}
		ensure!(invitations.is_empty(), "Unanswered invitations are miscounted.");
		for (device, told) in Uses::<T>::iter() {
			ensure!(uses.remove(&device) == Some(told), "The uses of a device are miscounted.");
		}
		ensure!(uses.is_empty(), "The uses of a device are miscounted.");
		for (id, log) in ReceiptLogs::<T>::iter() {
			ensure!(Relationships::<T>::contains_key(id), "Receipts belong to no relationship.");
			let kept = (0..KEPT_BATCHES).filter_map(|place| Receipts::<T>::get(id, place)).count();
			ensure!(kept == log.batches.min(KEPT_BATCHES) as usize, "The last batches of receipts are not all there.");
		}
		check_holds::<T>(HoldReason::Relationship, sums)
	}

	fn check_inboxes() -> Result<(), TryRuntimeError> {
		let mut notices = 0usize;
		for (party, mailbox) in Mailboxes::<T>::iter() {
			let (mut stored, mut invitations) = (0u32, 0u32);
			for (sequence, notice) in Inbox::<T>::iter_prefix(&party) {
				ensure!(sequence < mailbox.next, "A notice has a number that has not been given out.");
				stored = stored.saturating_add(1);
				invitations = invitations.saturating_add(u32::from(notice.kind == NoticeKind::Invited));
			}
			ensure!((mailbox.stored, mailbox.invitations) == (stored, invitations), "An inbox miscounts its notices.");
			let bounded = stored <= MAX_NOTICES && invitations <= MAX_INVITATION_NOTICES;
			ensure!(bounded, "An inbox has more notices than it may.");
			notices = notices.saturating_add(stored as usize);
			if let Some(missed) = mailbox.missed {
				let range = missed.first <= missed.last && missed.last < mailbox.next && missed.count > 0;
				ensure!(range, "An inbox misses notices that were never sent.");
			}
		}
		ensure!(Inbox::<T>::iter_keys().count() == notices, "Notices lie in no inbox.");
		Ok(())
	}
}

fn check_votes<T: Config>(proposal: &ProposalOf<T>) -> Result<(), TryRuntimeError> {
	let votes = proposal.attested | proposal.refuted;
	ensure!(proposal.attested & proposal.refuted == 0, "An attestor has answered twice.");
	ensure!(votes == 0 || proposal.verified_by.is_some(), "A proposal was attested before it was verified.");
	let Some(quorum) = &proposal.content.quorum else {
		ensure!(proposal.verified_by.is_none(), "A verified proposal without a quorum has not taken effect.");
		return Ok(());
	};
	let members = quorum.attestors.len() as u32;
	ensure!(u8::BITS.saturating_sub(votes.leading_zeros()) <= members, "More attestors have answered than there are.");
	ensure!(proposal.attested.count_ones() < quorum.needed.into(), "An attested proposal has not taken effect.");
	let spare = members.saturating_sub(quorum.needed.into());
	ensure!(proposal.refuted.count_ones() <= spare, "A refuted proposal has not been dropped.");
	Ok(())
}

fn check_holds<T: Config>(reason: HoldReason, sums: Sums<T::AccountId>) -> Result<(), TryRuntimeError> {
	for (payer, sum) in sums {
		let held = T::Currency::balance_on_hold(&reason.into(), &payer);
		ensure!(held == sum, "What an account has on hold is not the sum of its deposits.");
	}
	Ok(())
}

fn add<AccountId: Ord + Clone>(
	sums: &mut Sums<AccountId>,
	deposit: &Deposit<AccountId>,
) -> Result<(), TryRuntimeError> {
	let sum = sums.entry(deposit.payer.clone()).or_default();
	*sum = sum.checked_add(deposit.amount).ok_or("A sum of deposits overflows.")?;
	Ok(())
}

fn count<Key: Ord>(counts: &mut BTreeMap<Key, u32>, key: Key) {
	let count = counts.entry(key).or_default();
	*count = count.saturating_add(1);
}
