//! The life of a relationship, and who stands on which side of it.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{
	Balance, DeviceId, RelationshipId, Role,
	device::{DeviceUse, Registry},
	sharing::{Deposit, Kind, NoticeKind, Party, Side, State},
};
use frame_support::{
	ensure,
	traits::{Get, fungible::MutateHold, tokens::Precision::Exact},
};
use sp_runtime::{
	DispatchError, DispatchResult,
	traits::{Saturating, Zero},
};

use crate::{
	AdoptedRecords, Between, Config, Error, Event, HoldReason, Invitations, KEPT_BATCHES, NextRelationship, Pallet,
	PartyOf, ReceiptLogs, Receipts, Records, RelationshipOf, Relationships, RelationshipsOf, Uses,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_establish(
		who: T::AccountId,
		subject: PartyOf<T>,
		partner: T::AccountId,
		kind: Kind,
		predecessor: Option<RelationshipId>,
	) -> DispatchResult {
		// An alias is nobody to the registry, so a participant has to let it in. Once it is, it may look for another provider.
		let may_propose = match &subject {
			Party::Device(device) => {
				ensure!(T::Registry::owner_of(*device).is_some(), Error::<T>::UnknownDevice);
				true
			}
			Party::Account(_) => predecessor.is_some(),
		};
		let invited_by = if may_propose && Self::is_device_side(&who, &subject) {
			Self::ensure_admitted(&who, &subject)?;
			Side::Device
		} else {
			ensure!(who == partner, Error::<T>::NotParty);
			Side::Partner
		};
		ensure!(!Self::is_device_side(&partner, &subject), Error::<T>::SameParty);
		ensure_role::<T>(&partner, kind)?;
		ensure!(!Between::<T>::contains_key(&subject, &partner), Error::<T>::AlreadyExists);
		let invitations = Invitations::<T>::get(&who);
		ensure!(invitations < T::MaxInvitations::get(), Error::<T>::TooManyInvitations);
		let id = NextRelationship::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;

		let deposit = Self::hold(HoldReason::Relationship, &who, T::RelationshipDeposit::get())?;

		NextRelationship::<T>::put(next);
		Invitations::<T>::insert(&who, invitations.saturating_add(1));
		RelationshipsOf::<T>::insert(&subject, id, ());
		RelationshipsOf::<T>::insert(Party::Account(partner.clone()), id, ());
		Between::<T>::insert(&subject, &partner, id);
		let relationship = RelationshipOf::<T> {
			subject: subject.clone(),
			partner: partner.clone(),
			kind,
			state: State::Established,
			invited_by,
			predecessor,
			changed_at: frame_system::Pallet::<T>::block_number(),
			records: 0,
			proposals: 0,
			permissions: 0,
			granted: 0,
			withheld: false,
			deposit,
		};
		Relationships::<T>::insert(id, &relationship);
		let established =
			Event::RelationshipEstablished { relationship: id, subject, partner, kind, invited_by, predecessor };
		Self::deposit_event(established);
		// An alias hears of it from its partner. A notice would make an inbox for every account that somebody makes up.
		if invited_by == Side::Device || matches!(relationship.subject, Party::Device(_)) {
			Self::notify_other(invited_by, &relationship, id, NoticeKind::Invited);
		}
		Ok(())
	}

	pub(crate) fn do_accept(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let mut relationship = Self::find_relationship(id)?;
		let side = Self::ensure_party(&who, &relationship)?;
		ensure!(relationship.state == State::Established, Error::<T>::NotEstablished);
		ensure!(side != relationship.invited_by, Error::<T>::OwnInvitation);
		if side == Side::Device {
			Self::ensure_admitted(&who, &relationship.subject)?;
		}
		Self::ensure_still_meant(&relationship)?;
		ensure_role::<T>(&relationship.partner, relationship.kind)?;
		if let Party::Device(device) = relationship.subject {
			let uses = Uses::<T>::get(device).checked_add(1).ok_or(Error::<T>::Overflow)?;
			Uses::<T>::insert(device, uses);
		}
		answered::<T>(&relationship.deposit.payer);
		Self::set_state(id, &mut relationship, State::Authorised, &who);
		Self::notify_other(side, &relationship, id, NoticeKind::Accepted);
		let predecessor = relationship.predecessor;
		Relationships::<T>::insert(id, relationship);

		// The provider before hands over; it may have ended its part already.
		if let Some((old, mut relationship)) = predecessor.and_then(|old| Some((old, Relationships::<T>::get(old)?)))
			&& relationship.state != State::Ended
		{
			Self::close(old, &mut relationship, &who);
			Self::notify_partner(&relationship, old, NoticeKind::Ended, None);
			Relationships::<T>::insert(old, relationship);
		}
		Ok(())
	}

	pub(crate) fn do_reject(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		let side = match Self::side_of(&who, &relationship) {
			Some(side) => side,
			// A former owner of the device gets the deposit back too.
			None if Self::is_payer(&who, &relationship.deposit) => relationship.invited_by,
			None => return Err(Error::<T>::NotParty.into()),
		};
		ensure!(relationship.state == State::Established, Error::<T>::NotEstablished);
		Self::refund(HoldReason::Relationship, &relationship.deposit)?;
		answered::<T>(&relationship.deposit.payer);
		Between::<T>::remove(&relationship.subject, &relationship.partner);
		forget::<T>(id, &relationship);
		Self::deposit_event(Event::RelationshipRejected { relationship: id, by: who });
		if side != relationship.invited_by {
			Self::notify_other(side, &relationship, id, NoticeKind::Rejected);
		}
		Ok(())
	}

	pub(crate) fn do_suspend(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let mut relationship = Self::find_relationship(id)?;
		Self::ensure_device_side(&who, &relationship.subject)?;
		ensure!(relationship.state.is_open(), Error::<T>::NotOpen);
		Self::set_state(id, &mut relationship, State::Suspended, &who);
		Self::notify_partner(&relationship, id, NoticeKind::Suspended, None);
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	pub(crate) fn do_resume(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let mut relationship = Self::find_relationship(id)?;
		Self::ensure_device_side(&who, &relationship.subject)?;
		Self::ensure_admitted(&who, &relationship.subject)?;
		ensure!(relationship.state == State::Suspended, Error::<T>::NotSuspended);
		let state = open_state::<T>(&relationship);
		Self::set_state(id, &mut relationship, state, &who);
		Self::notify_partner(&relationship, id, NoticeKind::Resumed, None);
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	pub(crate) fn do_end(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let mut relationship = Self::find_relationship(id)?;
		let side = Self::ensure_party(&who, &relationship)?;
		ensure!(relationship.state != State::Established, Error::<T>::NotAccepted);
		ensure!(relationship.state != State::Ended, Error::<T>::AlreadyEnded);
		Self::close(id, &mut relationship, &who);
		Self::notify_other(side, &relationship, id, NoticeKind::Ended);
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	pub(crate) fn do_change_provider(who: T::AccountId, id: RelationshipId, provider: T::AccountId) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		Self::ensure_device_side(&who, &relationship.subject)?;
		ensure!(relationship.kind == Kind::Keeper, Error::<T>::NotKeeper);
		ensure!(relationship.state != State::Established, Error::<T>::NotAccepted);
		Self::do_establish(who, relationship.subject, provider, Kind::Keeper, Some(id))
	}

	pub(crate) fn do_remove_relationship(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		Self::ensure_may_remove(&who, &relationship, &relationship.deposit)?;
		ensure!(relationship.state == State::Ended, Error::<T>::NotEnded);
		let left = [relationship.records, relationship.proposals, relationship.permissions, relationship.granted];
		ensure!(left.iter().all(|count| *count == 0), Error::<T>::NotEmpty);
		Self::refund(HoldReason::Relationship, &relationship.deposit)?;
		forget::<T>(id, &relationship);
		ReceiptLogs::<T>::remove(id);
		for place in 0..KEPT_BATCHES {
			Receipts::<T>::remove(id, place);
		}
		Self::deposit_event(Event::RelationshipRemoved { relationship: id, by: who });
		Ok(())
	}

	pub(crate) fn do_adopt(who: T::AccountId, id: RelationshipId, records: AdoptedRecords) -> DispatchResult {
		let mut relationship = Self::find_relationship(id)?;
		Self::ensure_device_side(&who, &relationship.subject)?;
		Self::ensure_admitted(&who, &relationship.subject)?;
		ensure!(relationship.state != State::Established, Error::<T>::NotAccepted);
		// The relationship comes along: otherwise a kept record would lock up the deposit that its partner pays.
		let mut amount = Self::take_over(HoldReason::Relationship, &who, &mut relationship.deposit)?;
		for record in records {
			Records::<T>::try_mutate(record, |found| -> DispatchResult {
				let found = found.as_mut().filter(|found| found.relationship == id);
				let found = found.ok_or(Error::<T>::RecordNotFound)?;
				let moved = Self::take_over(HoldReason::Record, &who, &mut found.deposit)?;
				amount = amount.saturating_add(moved);
				Ok(())
			})?;
		}
		Relationships::<T>::insert(id, relationship);
		Self::deposit_event(Event::Adopted { relationship: id, by: who, amount });
		Ok(())
	}

	pub(crate) fn do_succeed(who: T::AccountId, id: RelationshipId) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		let successor = T::Registry::successor_of(&relationship.partner);
		let has_moved = relationship.partner != who && successor.as_ref() == Some(&who);
		ensure!(has_moved, Error::<T>::NotSuccessor);
		Self::move_relationship(who, id, relationship)
	}

	/// Puts another account into the place of a partner.
	fn move_relationship(who: T::AccountId, id: RelationshipId, mut relationship: RelationshipOf<T>) -> DispatchResult {
		let from = relationship.partner.clone();
		// An invitation can be withdrawn and made anew.
		ensure!(relationship.state != State::Established, Error::<T>::NotAccepted);
		ensure!(!Self::is_device_side(&who, &relationship.subject), Error::<T>::SameParty);
		ensure_role::<T>(&who, relationship.kind)?;
		let live = relationship.state != State::Ended;
		ensure!(!(live && Between::<T>::contains_key(&relationship.subject, &who)), Error::<T>::AlreadyExists);
		if relationship.deposit.payer == from {
			Self::take_over(HoldReason::Relationship, &who, &mut relationship.deposit)?;
		}
		if live {
			Between::<T>::remove(&relationship.subject, &from);
			Between::<T>::insert(&relationship.subject, &who, id);
		}
		RelationshipsOf::<T>::remove(Party::Account(from.clone()), id);
		RelationshipsOf::<T>::insert(Party::Account(who.clone()), id, ());
		relationship.partner = who.clone();
		Self::deposit_event(Event::RelationshipMoved { relationship: id, from, to: who });
		Self::notify_device(&relationship, id, NoticeKind::PartnerMoved, None);
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	pub(crate) fn find_relationship(id: RelationshipId) -> Result<RelationshipOf<T>, DispatchError> {
		Ok(Relationships::<T>::get(id).ok_or(Error::<T>::RelationshipNotFound)?)
	}

	/// An invitation is as good as its inviter: one that the device's side has sent ends with the sale, the new key, the expulsion
	/// or the move of the one who has sent it. And nobody makes a relationship with itself.
	fn ensure_still_meant(relationship: &RelationshipOf<T>) -> DispatchResult {
		let RelationshipOf::<T> { subject, partner, invited_by, deposit, .. } = relationship;
		let inviter = &deposit.payer;
		let stands = Self::is_device_side(inviter, subject) && Self::is_in_good_standing(inviter, subject);
		ensure!(*invited_by == Side::Partner || stands, Error::<T>::InvitationVoid);
		ensure!(!Self::is_device_side(partner, subject), Error::<T>::SameParty);
		Ok(())
	}

	/// Whether a device has left the registry. An alias is never gone, since nobody knows.
	pub(crate) fn is_gone(subject: &PartyOf<T>) -> bool {
		matches!(subject, Party::Device(device) if T::Registry::owner_of(*device).is_none())
	}

	/// Whether an account has paid a deposit, or is what became of the account that has.
	pub(crate) fn is_payer(who: &T::AccountId, deposit: &Deposit<T::AccountId>) -> bool {
		deposit.payer == *who || T::Registry::successor_of(&deposit.payer).as_ref() == Some(who)
	}

	/// Whether an account acts for a subject: the device's own account, its owner, or the account to which its owner has moved;
	/// an alias for itself.
	pub(crate) fn is_device_side(who: &T::AccountId, subject: &PartyOf<T>) -> bool {
		match subject {
			Party::Device(device) => {
				let owner = T::Registry::owner_of(*device);
				owner.as_ref() == Some(who)
					|| T::Registry::device_of(who) == Some(*device)
					|| owner.and_then(|owner| T::Registry::successor_of(&owner)).as_ref() == Some(who)
			}
			Party::Account(alias) => alias == who,
		}
	}

	pub(crate) fn ensure_device_side(who: &T::AccountId, subject: &PartyOf<T>) -> DispatchResult {
		ensure!(Self::is_device_side(who, subject), Error::<T>::NotDeviceSide);
		Ok(())
	}

	/// Whether one on the device's side may do more than bring things to an end: a former account of an owner, or one who has been
	/// expelled, may not.
	pub(crate) fn ensure_admitted(who: &T::AccountId, subject: &PartyOf<T>) -> DispatchResult {
		ensure!(Self::is_in_good_standing(who, subject), Error::<T>::NotRegistered);
		Ok(())
	}

	/// Whether the registry lets one on the device's side take part. It knows nothing of aliases.
	pub(crate) fn is_in_good_standing(who: &T::AccountId, subject: &PartyOf<T>) -> bool {
		match subject {
			Party::Device(_) => T::Registry::is_admitted(who),
			Party::Account(_) => true,
		}
	}

	pub(crate) fn side_of(who: &T::AccountId, relationship: &RelationshipOf<T>) -> Option<Side> {
		if Self::is_device_side(who, &relationship.subject) {
			Some(Side::Device)
		} else {
			(relationship.partner == *who).then_some(Side::Partner)
		}
	}

	fn ensure_party(who: &T::AccountId, relationship: &RelationshipOf<T>) -> Result<Side, DispatchError> {
		Ok(Self::side_of(who, relationship).ok_or(Error::<T>::NotParty)?)
	}

	/// Whether an account may remove what is stored in a relationship under a deposit: the device's side always, if the registry
	/// lets it take part; the one who pays when the device's side has had its time to take the deposit over.
	pub(crate) fn ensure_may_remove(
		who: &T::AccountId,
		relationship: &RelationshipOf<T>,
		deposit: &Deposit<T::AccountId>,
	) -> DispatchResult {
		let (side, pays) = (Self::side_of(who, relationship), Self::is_payer(who, deposit));
		// A key that its identity has given up, or that of one who was expelled, must not delete history.
		if side == Some(Side::Device) && Self::is_in_good_standing(who, &relationship.subject) {
			return Ok(());
		}
		ensure!(side.is_some() || pays, Error::<T>::NotParty);
		ensure!(relationship.state == State::Ended, Error::<T>::NotEnded);
		ensure!(pays, Error::<T>::NotPayer);
		ensure!(Self::is_kept_long_enough(relationship), Error::<T>::KeepPeriodRunning);
		Ok(())
	}

	/// Whether an ended relationship's keep period is over.
	fn is_kept_long_enough(relationship: &RelationshipOf<T>) -> bool {
		let now = frame_system::Pallet::<T>::block_number();
		now > relationship.changed_at.saturating_add(T::KeepPeriod::get())
	}

	/// Brings the state into line with whether proposals wait.
	pub(crate) fn refresh_state(id: RelationshipId, relationship: &mut RelationshipOf<T>, by: &T::AccountId) {
		let state = open_state::<T>(relationship);
		if relationship.state.is_open() && relationship.state != state {
			Self::set_state(id, relationship, state, by);
		}
	}

	fn set_state(id: RelationshipId, relationship: &mut RelationshipOf<T>, state: State, by: &T::AccountId) {
		relationship.state = state;
		relationship.changed_at = frame_system::Pallet::<T>::block_number();
		Self::deposit_event(Event::RelationshipChanged { relationship: id, state, by: by.clone() });
	}

	/// Ends a relationship, so that the two can begin another one.
	fn close(id: RelationshipId, relationship: &mut RelationshipOf<T>, by: &T::AccountId) {
		Between::<T>::remove(&relationship.subject, &relationship.partner);
		if let Party::Device(device) = relationship.subject {
			Uses::<T>::mutate_exists(device, |uses| {
				*uses = uses.and_then(|uses| uses.checked_sub(1)).filter(|uses| *uses > 0);
			});
		}
		relationship.withheld = relationship.state == State::Suspended;
		Self::set_state(id, relationship, State::Ended, by);
	}

	/// Holds a deposit.
	pub(crate) fn hold(
		reason: HoldReason,
		payer: &T::AccountId,
		amount: Balance,
	) -> Result<Deposit<T::AccountId>, DispatchError> {
		if !amount.is_zero() {
			T::Currency::hold(&reason.into(), payer, amount).map_err(|_| Error::<T>::CannotPayDeposit)?;
		}
		Ok(Deposit { payer: payer.clone(), amount })
	}

	/// Returns a deposit.
	pub(crate) fn refund(reason: HoldReason, deposit: &Deposit<T::AccountId>) -> DispatchResult {
		if !deposit.amount.is_zero() {
			T::Currency::release(&reason.into(), &deposit.payer, deposit.amount, Exact)?;
		}
		Ok(())
	}

	/// Lets another account pay a deposit; says how much has moved.
	pub(crate) fn take_over(
		reason: HoldReason,
		payer: &T::AccountId,
		deposit: &mut Deposit<T::AccountId>,
	) -> Result<Balance, DispatchError> {
		if deposit.payer == *payer {
			return Ok(0);
		}
		let taken = Self::hold(reason, payer, deposit.amount)?;
		Self::refund(reason, deposit)?;
		*deposit = taken;
		Ok(deposit.amount)
	}
}

impl<T: Config> DeviceUse for Pallet<T> {
	fn in_use(device: DeviceId) -> bool {
		Uses::<T>::contains_key(device)
	}
}

/// The state of a relationship that is neither waiting for its acceptance, nor suspended, nor ended.
fn open_state<T: Config>(relationship: &RelationshipOf<T>) -> State {
	if relationship.proposals > 0 { State::WaitingForUpdate } else { State::Authorised }
}

/// That an account may be a partner of this kind.
pub(crate) fn ensure_role<T: Config>(partner: &T::AccountId, kind: Kind) -> DispatchResult {
	let role = T::Registry::role(partner).ok_or(Error::<T>::NotRegistered)?;
	ensure!(kind == Kind::Viewer || role == Role::ServiceProvider, Error::<T>::NotServiceProvider);
	Ok(())
}

/// An invitation of this account waits no longer.
fn answered<T: Config>(inviter: &T::AccountId) {
	Invitations::<T>::mutate_exists(inviter, |count| {
		*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
	});
}

/// Removes a relationship and both its index entries.
fn forget<T: Config>(id: RelationshipId, relationship: &RelationshipOf<T>) {
	RelationshipsOf::<T>::remove(&relationship.subject, id);
	RelationshipsOf::<T>::remove(Party::Account(relationship.partner.clone()), id);
	Relationships::<T>::remove(id);
}
