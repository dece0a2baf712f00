//! The answer to the one question of all gatekeepers: who may have what.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{
	RecordId, RelationshipId,
	device::Registry,
	incentives::Query,
	sharing::{Access, Answer, Basis, Details, Mode, Pointer, Refusal, Scope, State, query_hash},
};
use frame_system::pallet_prelude::BlockNumberFor;

use crate::{
	Between, Config, Pallet, PermissionOf, Permissions, ProposalOf, Proposals, RecordOf, Records, RelationshipOf,
	Relationships,
};

/// A question about one record, with what the storage says about the record.
struct Question<'a, T: Config> {
	viewer: T::AccountId,
	record: RecordId,
	mode: Mode,
	query: Option<&'a Query>,
	at: BlockNumberFor<T>,
	effective: Option<RecordOf<T>>,
	proposal: Option<ProposalOf<T>>,
	source: RelationshipId,
	owning: RelationshipOf<T>,
}

impl<T: Config> Pallet<T> {
	/// Answers a question as [`Pallet::may`] does.
	pub(crate) fn answer(
		viewer: &T::AccountId,
		record: RecordId,
		mode: Mode,
		query: Option<&Query>,
		at: BlockNumberFor<T>,
	) -> Answer {
		match Self::question(viewer, record, mode, query, at).and_then(|question| question.decide()) {
			Ok(access) => Answer::Allowed(access),
			Err(refusal) => Answer::Refused(refusal),
		}
	}

	/// On what basis an account may have a record now, if at all.
	pub(crate) fn basis_of(viewer: &T::AccountId, record: RecordId, mode: Mode) -> Option<Basis> {
		let now = frame_system::Pallet::<T>::block_number();
		let question = Self::question(viewer, record, mode, None, now).ok()?;
		question.decide().ok().map(|access| access.basis)
	}

	/// Answers a question about a proposal as [`Pallet::review`] does.
	pub(crate) fn answer_review(viewer: &T::AccountId, record: RecordId, query: Option<&Query>) -> Answer {
		let now = frame_system::Pallet::<T>::block_number();
		match Self::question(viewer, record, Mode::Read, query, now).and_then(|question| question.review()) {
			Ok(access) => Answer::Allowed(access),
			Err(refusal) => Answer::Refused(refusal),
		}
	}

	fn question<'a>(
		viewer: &T::AccountId,
		record: RecordId,
		mode: Mode,
		query: Option<&'a Query>,
		at: BlockNumberFor<T>,
	) -> Result<Question<'a, T>, Refusal> {
		let viewer = viewer.clone();
		let effective = Records::<T>::get(record);
		let proposal = Proposals::<T>::get(record);
		let source = effective.as_ref().map(|record| record.relationship);
		let source = source.or(proposal.as_ref().map(|proposal| proposal.relationship));
		let source = source.ok_or(Refusal::UnknownRecord)?;
		let owning = Relationships::<T>::get(source).ok_or(Refusal::UnknownRecord)?;
		// A question about the past is one about now: a permission that has been used up must not come back.
		let at = at.max(frame_system::Pallet::<T>::block_number());
		Ok(Question { viewer, record, mode, query, at, effective, proposal, source, owning })
	}
}

impl<T: Config> Question<'_, T> {
	fn decide(&self) -> Result<Access, Refusal> {
		if Pallet::<T>::is_device_side(&self.viewer, &self.owning.subject) {
			return self.as_device_side();
		}
		if T::Registry::role(&self.viewer).is_none() {
			return Err(Refusal::UnknownViewer);
		}
		if self.owning.partner == self.viewer {
			let answer = self.as_keeper();
			// A provider that has come back may be permitted to see what it kept before.
			let returned = answer.is_err() && self.owning.state == State::Ended;
			return if returned { self.as_viewer().or(answer) } else { answer };
		}
		// The version in effect goes first: who attests a change may have a permission too.
		self.as_viewer().or_else(|refusal| self.as_attestor().ok_or(refusal))
	}

	/// The proposal is for those who have to look at it, and for its author.
	fn review(&self) -> Result<Access, Refusal> {
		let proposal = self.proposal.as_ref().ok_or(Refusal::UnknownRecord)?;
		let basis = if Pallet::<T>::is_device_side(&self.viewer, &self.owning.subject) {
			let admitted = Pallet::<T>::is_in_good_standing(&self.viewer, &self.owning.subject);
			admitted.then_some(Basis::DeviceSide).ok_or(Refusal::UnknownViewer)?
		} else {
			T::Registry::role(&self.viewer).ok_or(Refusal::UnknownViewer)?;
			ensure_open(self.owning.state)?;
			if self.owning.partner == self.viewer {
				Basis::Keeper
			} else if self.is_asked() {
				Basis::Attestor
			} else {
				// Only what its author may still write does it get to see again.
				self.as_viewer().ok().filter(|_| proposal.author == self.viewer).ok_or(Refusal::NoPermission)?.basis
			}
		};
		let (_, pointer) = find_pointer(&proposal.content.details, self.query).ok_or(Refusal::UnknownQuery)?;
		Ok(Access { basis, version: None, pointer })
	}

	/// The device's side needs the proposals, to verify them, and the history.
	fn as_device_side(&self) -> Result<Access, Refusal> {
		if !Pallet::<T>::is_in_good_standing(&self.viewer, &self.owning.subject) {
			return Err(Refusal::UnknownViewer);
		}
		if self.mode == Mode::ReadWrite {
			ensure_open(self.owning.state)?;
		}
		self.any_pointer(Basis::DeviceSide)
	}

	fn as_keeper(&self) -> Result<Access, Refusal> {
		ensure_open(self.owning.state)?;
		self.any_pointer(Basis::Keeper)
	}

	/// An attestor reads what it was asked to attest, once the device's side has agreed to ask it.
	fn as_attestor(&self) -> Option<Access> {
		// The version in effect, if any, is what a question without a query string is about.
		let named = self.query.is_some() || self.effective.is_none();
		if !(named && self.mode == Mode::Read && self.is_asked()) {
			return None;
		}
		let (_, pointer) = find_pointer(&self.proposal.as_ref()?.content.details, self.query)?;
		Some(Access { basis: Basis::Attestor, version: None, pointer })
	}

	fn is_asked(&self) -> bool {
		let proposal = self.proposal.as_ref().filter(|proposal| proposal.verified_by.is_some());
		let quorum = proposal.and_then(|proposal| proposal.content.quorum.as_ref());
		quorum.is_some_and(|quorum| quorum.attestors.contains(&self.viewer))
			&& self.owning.state.is_open()
			&& Pallet::<T>::is_open_partner(&self.owning, &self.viewer)
	}

	fn as_viewer(&self) -> Result<Access, Refusal> {
		match self.owning.state {
			State::Suspended => return Err(Refusal::Suspended),
			State::Ended if self.mode == Mode::ReadWrite => return Err(Refusal::Ended),
			_ => (),
		}
		let via = Between::<T>::get(&self.owning.subject, &self.viewer).ok_or(Refusal::NoRelationship)?;
		let viewing = Relationships::<T>::get(via).ok_or(Refusal::NoRelationship)?;
		ensure_open(viewing.state)?;
		let record = self.effective.as_ref().ok_or(Refusal::NotVerified)?;
		let mut refusal = Refusal::NoPermission;
		for scope in [Scope::Record(self.record), Scope::Tag(record.details.tag.clone())] {
			let Some(permission) = Permissions::<T>::get((self.source, via, scope)) else { continue };
			match self.under(&permission, record) {
				Ok(access) => return Ok(access),
				// What is missing in the narrower permission says more.
				Err(found) if refusal == Refusal::NoPermission => refusal = found,
				Err(_) => (),
			}
		}
		Err(refusal)
	}

	fn under(&self, permission: &PermissionOf<T>, record: &RecordOf<T>) -> Result<Access, Refusal> {
		let terms = &permission.terms;
		// The end of a suspended relationship is no way to lift its suspension.
		if self.owning.withheld && permission.granted_at <= self.owning.changed_at {
			return Err(Refusal::Suspended);
		}
		if terms.until.is_some_and(|until| until < self.at) {
			return Err(Refusal::Expired);
		}
		if terms.mode < self.mode {
			return Err(Refusal::ReadOnly);
		}
		let (index, pointer) = find_pointer(&record.details, self.query).ok_or(Refusal::UnknownQuery)?;
		if index > 0 && !terms.queries.contains(&query_hash(&pointer.query)) {
			return Err(Refusal::QueryNotGranted);
		}
		Ok(Access { basis: Basis::Permission(terms.purpose), version: Some(record.version), pointer })
	}

	/// Any query string of the version in effect, else of the proposal.
	fn any_pointer(&self, basis: Basis) -> Result<Access, Refusal> {
		let effective = self.effective.as_ref().and_then(|record| {
			let (_, pointer) = find_pointer(&record.details, self.query)?;
			Some(Access { basis, version: Some(record.version), pointer })
		});
		let proposed = || {
			let (_, pointer) = find_pointer(&self.proposal.as_ref()?.content.details, self.query)?;
			Some(Access { basis, version: None, pointer })
		};
		effective.or_else(proposed).ok_or(Refusal::UnknownQuery)
	}
}

/// The pointer with a query string, or the first one, and its index.
fn find_pointer(details: &Details, query: Option<&Query>) -> Option<(usize, Pointer)> {
	let found =
		details.pointers.iter().enumerate().find(|(_, pointer)| query.is_none_or(|query| pointer.query == *query));
	found.map(|(index, pointer)| (index, pointer.clone()))
}

fn ensure_open(state: State) -> Result<(), Refusal> {
	match state {
		State::Authorised | State::WaitingForUpdate => Ok(()),
		State::Established => Err(Refusal::NotAccepted),
		State::Suspended => Err(Refusal::Suspended),
		State::Ended => Err(Refusal::Ended),
	}
}
