//! Notices to those who may be offline.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{
	RecordId, RelationshipId,
	sharing::{Missed, Notice, NoticeKind, Party, Side},
};
use frame_support::ensure;
use sp_runtime::DispatchError;

use crate::{
	Config, Error, Event, Inbox, MAX_INVITATION_NOTICES, MAX_NOTICES, Mailboxes, Pallet, PartyOf, RelationshipOf,
};

impl<T: Config> Pallet<T> {
	/// Removes the notices up to a number, as the one whom they are for, or as anybody when a device is gone; says how many there were.
	pub(crate) fn do_acknowledge(who: T::AccountId, party: PartyOf<T>, up_to: u64) -> Result<u32, DispatchError> {
		let gone = Self::is_gone(&party);
		if !gone {
			ensure!(Self::is_device_side(&who, &party), Error::<T>::NotParty);
			Self::ensure_admitted(&who, &party)?;
		}
		let mut mailbox = Mailboxes::<T>::get(&party);
		ensure!(up_to < mailbox.next, Error::<T>::NotSentYet);
		let (mut removed, mut invitations) = (0u32, 0u32);
		// At most `MAX_NOTICES` entries.
		for (sequence, notice) in Inbox::<T>::iter_prefix(&party).collect::<alloc::vec::Vec<_>>() {
			if sequence <= up_to {
				Inbox::<T>::remove(&party, sequence);
				removed = removed.saturating_add(1);
				invitations = invitations.saturating_add(u32::from(notice.kind == NoticeKind::Invited));
			}
		}
		mailbox.stored = mailbox.stored.saturating_sub(removed);
		mailbox.invitations = mailbox.invitations.saturating_sub(invitations);
		mailbox.missed = mailbox.missed.filter(|missed| missed.last > up_to);
		if gone && mailbox.stored == 0 {
			Mailboxes::<T>::remove(&party);
		} else {
			Mailboxes::<T>::insert(&party, mailbox);
		}
		Self::deposit_event(Event::Acknowledged { party, up_to });
		Ok(removed)
	}

	/// Tells the side of a relationship that is not `by`.
	pub(crate) fn notify_other(by: Side, relationship: &RelationshipOf<T>, id: RelationshipId, kind: NoticeKind) {
		match by {
			Side::Device => Self::notify_partner(relationship, id, kind, None),
			Side::Partner => Self::notify_device(relationship, id, kind, None),
		}
	}

	pub(crate) fn notify_partner(
		relationship: &RelationshipOf<T>,
		id: RelationshipId,
		kind: NoticeKind,
		record: Option<RecordId>,
	) {
		Self::notify(Party::Account(relationship.partner.clone()), id, kind, record);
	}

	pub(crate) fn notify_device(
		relationship: &RelationshipOf<T>,
		id: RelationshipId,
		kind: NoticeKind,
		record: Option<RecordId>,
	) {
		Self::notify(relationship.subject.clone(), id, kind, record);
	}

	/// Puts a notice into an inbox, or counts it as missed when there is no room. The call that caused it works in any case,
	/// so that a full inbox is no way to block others.
	pub(crate) fn notify(party: PartyOf<T>, relationship: RelationshipId, kind: NoticeKind, record: Option<RecordId>) {
		if Self::is_gone(&party) {
			return;
		}
		let at = frame_system::Pallet::<T>::block_number();
		let mut mailbox = Mailboxes::<T>::get(&party);
		let sequence = mailbox.next;
		mailbox.next = sequence.saturating_add(1);
		let invitation = kind == NoticeKind::Invited;
		let stored = mailbox.stored < MAX_NOTICES && (!invitation || mailbox.invitations < MAX_INVITATION_NOTICES);
		let notice = Notice { kind, relationship, record, at };
		if stored {
			mailbox.stored = mailbox.stored.saturating_add(1);
			mailbox.invitations = mailbox.invitations.saturating_add(u32::from(invitation));
			Inbox::<T>::insert(&party, sequence, &notice);
		} else {
			let missed = mailbox.missed.get_or_insert(Missed { count: 0, first: sequence, last: sequence, since: at });
			missed.count = missed.count.saturating_add(1);
			missed.last = sequence;
		}
		Mailboxes::<T>::insert(&party, mailbox);
		Self::deposit_event(Event::Notified { party, sequence, stored, notice });
	}
}
