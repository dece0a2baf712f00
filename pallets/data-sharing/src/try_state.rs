//! What always holds in the pallet's storage.

use alloc::collections::{BTreeMap, BTreeSet};

use bpiiot_primitives::{
	Balance, DeviceId, RecordId, RelationshipId,
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
		let mut known = BTreeSet::<(RelationshipId, RecordId)>::new();
		for (id, record) in Records::<T>::iter() {
			ensure!(id < NextRecord::<T>::get(), "A record has a number that has not been given out.");
			ensure!(record.version > 0, "A record in effect has no version.");
			ensure!(!record.details.pointers.is_empty(), "A record has no query string.");
			count(&mut counts.records, record.relationship);
			known.insert((record.relationship, id));
			add(&mut sums, &record.deposit)?;
		}
		for (id, proposal) in Proposals::<T>::iter() {
			ensure!(id < NextRecord::<T>::get(), "A proposal has a number that has not been given out.");
			ensure!(proposal.hash == proposal.content.hash(), "A proposal does not have the hash of its content.");
			let belongs = Records::<T>::get(id).is_none_or(|record| record.relationship == proposal.relationship);
			ensure!(belongs, "A proposal belongs to another relationship than its record.");
			check_votes::<T>(&proposal)?;
			count(&mut counts.proposals, proposal.relationship);
			known.insert((proposal.relationship, id));
			add(&mut sums, &proposal.deposit)?;
		}
		let indexed = RecordsOf::<T>::iter_keys().collect::<BTreeSet<_>>();
		ensure!(indexed == known, "The index of records and the records differ.");
		check_holds::<T>(HoldReason::Record, sums)
	}

	fn check_permissions(counts: &mut Counts) -> Result<(), TryRuntimeError> {
		let mut sums = Sums::<T::AccountId>::new();
		let mut given = BTreeSet::new();
		for ((source, via, scope), permission) in Permissions::<T>::iter() {
			let owning = Relationships::<T>::get(source).ok_or("A permission is about no relationship.")?;
			let viewing = Relationships::<T>::get(via).ok_or("A permission holds through no relationship.")?;
			ensure!(source != via, "A permission is about the viewer's own relationship.");
			ensure!(owning.subject == viewing.subject, "A permission crosses from one device to another.");
			ensure!(owning.kind == Kind::Keeper, "A permission is about a relationship that keeps no data.");
			let accepted = owning.state != State::Established && viewing.state != State::Established;
			ensure!(accepted, "A permission was given without an accepted relationship.");
			count(&mut counts.permissions, source);
			count(&mut counts.granted, via);
			add(&mut sums, &permission.deposit)?;
			given.insert((via, source, scope));
		}
		let indexed = Granted::<T>::iter_keys().collect::<BTreeSet<_>>();
		ensure!(indexed == given, "The index of permissions and the permissions differ.");
		check_holds::<T>(HoldReason::Permission, sums)
	}

	fn check_relationships(counts: &Counts) -> Result<(), TryRuntimeError> {
		let mut sums = Sums::<T::AccountId>::new();
		let mut indexed = BTreeSet::new();
		let mut live = BTreeSet::new();
		let mut invitations = BTreeMap::<T::AccountId, u32>::new();
		let mut uses = BTreeMap::<DeviceId, u32>::new();
		for (id, relationship) in Relationships::<T>::iter() {
			ensure!(id < NextRelationship::<T>::get(), "A relationship has a number that has not been given out.");
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
				live.insert((relationship.subject.clone(), relationship.partner.clone(), id));
				if let (Party::Device(device), true) = (&relationship.subject, relationship.state != State::Established)
				{
					count(&mut uses, *device);
				}
			}
			indexed.insert((relationship.subject, id));
			indexed.insert((Party::Account(relationship.partner), id));
			add(&mut sums, &relationship.deposit)?;
		}
		let index = RelationshipsOf::<T>::iter_keys().collect::<BTreeSet<_>>();
		ensure!(index == indexed, "The index of relationships and the relationships differ.");
		let between = Between::<T>::iter().collect::<BTreeSet<_>>();
		ensure!(between == live, "The relationships that have not ended and their index differ.");
		let told = Invitations::<T>::iter().collect::<BTreeMap<_, _>>();
		ensure!(told == invitations, "Unanswered invitations are miscounted.");
		ensure!(Uses::<T>::iter().collect::<BTreeMap<_, _>>() == uses, "The uses of a device are miscounted.");
		for (id, log) in ReceiptLogs::<T>::iter() {
			ensure!(Relationships::<T>::contains_key(id), "Receipts belong to no relationship.");
			let kept = (0..KEPT_BATCHES).filter_map(|place| Receipts::<T>::get(id, place)).count();
			ensure!(kept == log.batches.min(KEPT_BATCHES) as usize, "The last batches of receipts are not all there.");
		}
		check_holds::<T>(HoldReason::Relationship, sums)
	}

	fn check_inboxes() -> Result<(), TryRuntimeError> {
		let mut stored = BTreeMap::<_, (u32, u32)>::new();
		for (party, sequence, notice) in Inbox::<T>::iter() {
			ensure!(sequence < Mailboxes::<T>::get(&party).next, "A notice has a number that has not been given out.");
			let (all, invitations) = stored.entry(party).or_default();
			*all = all.saturating_add(1);
			*invitations = invitations.saturating_add(u32::from(notice.kind == NoticeKind::Invited));
		}
		for (party, mailbox) in Mailboxes::<T>::iter() {
			let found = stored.remove(&party).unwrap_or_default();
			ensure!((mailbox.stored, mailbox.invitations) == found, "An inbox miscounts its notices.");
			let bounded = mailbox.stored <= MAX_NOTICES && mailbox.invitations <= MAX_INVITATION_NOTICES;
			ensure!(bounded, "An inbox has more notices than it may.");
			if let Some(missed) = mailbox.missed {
				let range = missed.first <= missed.last && missed.last < mailbox.next && missed.count > 0;
				ensure!(range, "An inbox misses notices that were never sent.");
			}
		}
		ensure!(stored.is_empty(), "Notices lie in no inbox.");
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
