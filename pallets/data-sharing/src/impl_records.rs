//! Records: proposed, verified, attested, in effect, removed.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::collections::BTreeSet;

use bpiiot_primitives::{
	Hash, RecordId, RelationshipId,
	device::Registry,
	incentives::{BonusQueries, Contribution, Contributions},
	sharing::{
		Basis, Fault, Kind, MIN_AGGREGATED_ROWS, Mode, NoticeKind, Party, Proposal, Quorum, Record, Side, State,
	},
};
use frame_support::{
	BoundedVec, ensure,
	storage::with_storage_layer,
	traits::{Get, Time},
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
	Between, Config, ContentOf, DropReason, Error, Event, HoldReason, NextRecord, Pallet, ProposalOf, Proposals,
	Records, RecordsOf, RelationshipOf, Relationships, impl_relationships::ensure_role,
};

impl<T: Config> Pallet<T> {
	/// How many attestors a proposal names.
	pub(crate) fn attestors(content: &ContentOf<T>) -> u32 {
		content.quorum.as_ref().map_or(0, |quorum| quorum.attestors.len() as u32)
	}

	pub(crate) fn do_add_record(who: T::AccountId, id: RelationshipId, content: ContentOf<T>) -> DispatchResult {
		let relationship = Self::find_relationship(id)?;
		ensure!(relationship.partner == who && relationship.kind == Kind::Keeper, Error::<T>::NotKeeper);
		// One that has left and come back may be something else now.
		ensure_role::<T>(&who, Kind::Keeper)?;
		let record = NextRecord::<T>::get();
		let next = record.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		Self::propose(who, record, id, relationship, content)?;
		NextRecord::<T>::put(next);
		RecordsOf::<T>::insert(id, record, ());
		Ok(())
	}

	pub(crate) fn do_update_record(who: T::AccountId, record: RecordId, content: ContentOf<T>) -> DispatchResult {
		let found = Records::<T>::get(record).ok_or(Error::<T>::RecordNotFound)?;
		let relationship = Self::find_relationship(found.relationship)?;
		if relationship.partner != who {
			let may_write = Self::basis_of(&who, record, Mode::ReadWrite);
			ensure!(matches!(may_write, Some(Basis::Permission(_))), Error::<T>::NotWriter);
			ensure!(content.bonus.is_none(), Error::<T>::NotKeeper);
		}
		ensure!(!Proposals::<T>::contains_key(record), Error::<T>::ProposalOpen);
		// What several have found right must not be changed by fewer.
		let needed = content.quorum.as_ref().map_or(0, |quorum| quorum.needed.into());
		ensure!(needed >= found.attested_by.len(), Error::<T>::QuorumNeeded);
		Self::propose(who, record, found.relationship, relationship, content)
	}

	pub(crate) fn do_verify_record(who: T::AccountId, record: RecordId, hash: Hash, bonus: bool) -> DispatchResult {
		let (mut proposal, relationship) = Self::find_proposal(record)?;
		Self::ensure_device_side(&who, &relationship.subject)?;
		Self::ensure_admitted(&who, &relationship.subject)?;
		ensure!(relationship.state.is_open(), Error::<T>::NotOpen);
		ensure!(proposal.verified_by.is_none(), Error::<T>::AlreadyVerified);
		ensure!(proposal.hash == hash, Error::<T>::ChangedMeanwhile);
		ensure!(!bonus || proposal.content.bonus.is_some(), Error::<T>::NoBonusOffered);
		ensure!(Self::may_still_write(record, &proposal.author, &relationship), Error::<T>::AuthorNotAuthorised);
		proposal.verified_by = Some(who.clone());
		proposal.bonus_agreed = bonus;
		T::Contributions::contributed(&who, Contribution::Verification);
		Self::deposit_event(Event::RecordVerified { record, by: who.clone(), bonus });
		match &proposal.content.quorum {
			None => Self::promote(record, proposal, relationship, &who),
			Some(quorum) => {
				for attestor in &quorum.attestors {
					let party = Party::Account(attestor.clone());
					Self::notify(party, proposal.relationship, NoticeKind::AttestationAsked, Some(record));
				}
				Proposals::<T>::insert(record, proposal);
				Ok(())
			}
		}
	}

	pub(crate) fn do_reject_record(who: T::AccountId, record: RecordId) -> DispatchResult {
		let (proposal, relationship) = Self::find_proposal(record)?;
		// A proposal that can never take effect must not keep others from clearing up.
		if relationship.state != State::Ended {
			Self::ensure_device_side(&who, &relationship.subject)?;
		}
		let author = proposal.author.clone();
		let id = proposal.relationship;
		Self::drop_proposal(record, proposal, relationship, DropReason::Rejected, &who)?;
		Self::notify(Party::Account(author), id, NoticeKind::RecordRejected, Some(record));
		Ok(())
	}

	pub(crate) fn do_withdraw_record(who: T::AccountId, record: RecordId) -> DispatchResult {
		let (proposal, relationship) = Self::find_proposal(record)?;
		ensure!(proposal.author == who || Self::is_payer(&who, &proposal.deposit), Error::<T>::NotAuthor);
		Self::drop_proposal(record, proposal, relationship, DropReason::Withdrawn, &who)
	}

	pub(crate) fn do_attest(who: T::AccountId, record: RecordId, hash: Hash, valid: bool) -> DispatchResult {
		let (mut proposal, relationship) = Self::find_proposal(record)?;
		let (bit, needed, spare) = ballot::<T>(&proposal, &who).ok_or(Error::<T>::NotAttestor)?;
		ensure!(proposal.verified_by.is_some(), Error::<T>::NotVerified);
		ensure!(relationship.state.is_open(), Error::<T>::NotOpen);
		ensure!(Self::is_open_partner(&relationship, &who), Error::<T>::AttestorNotAuthorised);
		ensure!(proposal.hash == hash, Error::<T>::ChangedMeanwhile);
		ensure!((proposal.attested | proposal.refuted) & bit == 0, Error::<T>::AlreadyAttested);
		// Attestors may answer long after the device's side has taken the author's permission back.
		ensure!(Self::may_still_write(record, &proposal.author, &relationship), Error::<T>::AuthorNotAuthorised);
		let votes = if valid { &mut proposal.attested } else { &mut proposal.refuted };
		*votes |= bit;
		// An honest "no" is worth as much as a "yes"; otherwise attestors would be paid to agree.
		T::Contributions::contributed(&who, Contribution::Verification);
		Self::deposit_event(Event::RecordAttested { record, by: who.clone(), valid });
		if proposal.attested.count_ones() >= needed {
			return Self::promote(record, proposal, relationship, &who);
		}
		if proposal.refuted.count_ones() > spare {
			let (author, id, subject) = (proposal.author.clone(), proposal.relationship, relationship.subject.clone());
			Self::drop_proposal(record, proposal, relationship, DropReason::Refuted, &who)?;
			Self::notify(Party::Account(author), id, NoticeKind::RecordRefuted, Some(record));
			Self::notify(subject, id, NoticeKind::RecordRefuted, Some(record));
			return Ok(());
		}
		Proposals::<T>::insert(record, proposal);
		Ok(())
	}

	pub(crate) fn do_remove_record(who: T::AccountId, record: RecordId) -> DispatchResult {
		let found = Records::<T>::get(record).ok_or(Error::<T>::RecordNotFound)?;
		let id = found.relationship;
		let mut relationship = Self::find_relationship(id)?;
		// Without a device nobody else could clear up what keeps the relationship, and so its deposit, in place.
		let alone = Self::is_gone(&relationship.subject) && Self::is_payer(&who, &relationship.deposit);
		let deposit = if alone { &relationship.deposit } else { &found.deposit };
		Self::ensure_may_remove(&who, &relationship, deposit)?;
		ensure!(!Proposals::<T>::contains_key(record), Error::<T>::ProposalOpen);
		Self::refund(HoldReason::Record, &found.deposit)?;
		Records::<T>::remove(record);
		RecordsOf::<T>::remove(id, record);
		relationship.records = relationship.records.saturating_sub(1);
		Self::deposit_event(Event::RecordRemoved { record, relationship: id, by: who.clone() });
		match Self::side_of(&who, &relationship) {
			Some(Side::Device) => Self::notify_partner(&relationship, id, NoticeKind::RecordRemoved, Some(record)),
			_ => Self::notify_device(&relationship, id, NoticeKind::RecordRemoved, Some(record)),
		}
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	/// Whether an account has an open relationship of its own with the subject of this one.
	pub(crate) fn is_open_partner(relationship: &RelationshipOf<T>, who: &T::AccountId) -> bool {
		T::Registry::role(who).is_some()
			&& Between::<T>::get(&relationship.subject, who)
				.and_then(Relationships::<T>::get)
				.is_some_and(|own| own.state.is_open())
	}

	fn find_proposal(record: RecordId) -> Result<(ProposalOf<T>, RelationshipOf<T>), DispatchError> {
		let proposal = Proposals::<T>::get(record).ok_or(Error::<T>::ProposalNotFound)?;
		let relationship = Self::find_relationship(proposal.relationship)?;
		Ok((proposal, relationship))
	}

	/// Puts a proposal up for the device's side.
	fn propose(
		who: T::AccountId,
		record: RecordId,
		id: RelationshipId,
		mut relationship: RelationshipOf<T>,
		content: ContentOf<T>,
	) -> DispatchResult {
		ensure!(relationship.state.is_open(), Error::<T>::NotOpen);
		ensure!(T::Registry::role(&who).is_some(), Error::<T>::NotRegistered);
		ensure!(relationship.proposals < T::MaxProposals::get(), Error::<T>::TooManyProposals);
		let timestamp = T::Time::now();
		content.details.check(timestamp).map_err(fault::<T>)?;
		let alias = matches!(relationship.subject, Party::Account(_));
		ensure!(!alias || content.details.summary.is_coarse(), Error::<T>::SummaryTooFine);
		if let Some(bonus) = &content.bonus {
			ensure!(!alias, Error::<T>::BonusNeedsDevice);
			ensure!(bonus.is_valid(), Error::<T>::InvalidColumn);
			ensure!(content.details.summary.rows >= MIN_AGGREGATED_ROWS, Error::<T>::TooFewRows);
		}
		if let Some(quorum) = &content.quorum {
			Self::ensure_quorum(&who, &relationship, quorum)?;
		}

		let deposit = Self::hold(HoldReason::Record, &who, T::RecordDeposit::get())?;

		let hash = content.hash();
		let proposal = Proposal {
			relationship: id,
			author: who.clone(),
			content,
			hash,
			timestamp,
			proposed_at: frame_system::Pallet::<T>::block_number(),
			verified_by: None,
			bonus_agreed: false,
			attested: 0,
			refuted: 0,
			deposit,
		};
		Proposals::<T>::insert(record, proposal);
		relationship.proposals = relationship.proposals.saturating_add(1);
		Self::deposit_event(Event::RecordProposed { record, relationship: id, author: who.clone(), hash });
		Self::refresh_state(id, &mut relationship, &who);
		Self::notify_device(&relationship, id, NoticeKind::RecordProposed, Some(record));
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	/// A quorum is worth something only when its members depend on neither side and the device's side has let them in.
	fn ensure_quorum(
		author: &T::AccountId,
		relationship: &RelationshipOf<T>,
		quorum: &Quorum<T::AccountId>,
	) -> DispatchResult {
		let distinct = quorum.attestors.iter().collect::<BTreeSet<_>>().len() == quorum.attestors.len();
		let reachable = quorum.needed > 0 && usize::from(quorum.needed) <= quorum.attestors.len();
		ensure!(distinct && reachable, Error::<T>::InvalidQuorum);
		for attestor in &quorum.attestors {
			let dependent = attestor == author
				|| *attestor == relationship.partner
				|| Self::is_device_side(attestor, &relationship.subject);
			ensure!(!dependent, Error::<T>::AttestorNotIndependent);
			ensure!(Self::is_open_partner(relationship, attestor), Error::<T>::AttestorNotAuthorised);
		}
		Ok(())
	}

	/// Whether the author of a proposal may still write: it is the provider, also under a new account of its identity, or has a
	/// permission to.
	fn may_still_write(record: RecordId, author: &T::AccountId, relationship: &RelationshipOf<T>) -> bool {
		let present = T::Registry::successor_of(author).unwrap_or_else(|| author.clone());
		if relationship.partner == present {
			return T::Registry::role(&present).is_some();
		}
		matches!(Self::basis_of(&present, record, Mode::ReadWrite), Some(Basis::Permission(_)))
	}

	/// Lets a proposal take effect.
	fn promote(
		record: RecordId,
		proposal: ProposalOf<T>,
		mut relationship: RelationshipOf<T>,
		by: &T::AccountId,
	) -> DispatchResult {
		let Proposal { relationship: id, author, content, timestamp, bonus_agreed, attested, deposit, .. } = proposal;
		let (version, deposit) = match Records::<T>::get(record) {
			Some(old) => {
				Self::refund(HoldReason::Record, &deposit)?;
				(old.version.checked_add(1).ok_or(Error::<T>::Overflow)?, old.deposit)
			}
			None => {
				relationship.records = relationship.records.checked_add(1).ok_or(Error::<T>::Overflow)?;
				T::Contributions::contributed(&author, Contribution::Upload);
				(1, deposit)
			}
		};
		let attestors = content.quorum.map(|quorum| quorum.attestors.into_inner()).unwrap_or_default();
		let attested_by = (0u32..).zip(attestors).filter(|(index, _)| attested & bit(*index) != 0);
		let attested_by = BoundedVec::truncate_from(attested_by.map(|(_, attestor)| attestor).collect());
		let query = content.bonus.filter(|_| bonus_agreed).map(|bonus| bonus.query(&content.details));
		let result = content.details.pointers.first().map(|pointer| pointer.hash).unwrap_or_default();

		Proposals::<T>::remove(record);
		Records::<T>::insert(
			record,
			Record {
				relationship: id,
				author: author.clone(),
				details: content.details,
				version,
				timestamp,
				effective_at: frame_system::Pallet::<T>::block_number(),
				attested_by,
				deposit,
			},
		);
		Self::deposit_event(Event::RecordEffective { record, relationship: id, version, result });
		if let (Some(query), Party::Device(device)) = (query, &relationship.subject) {
			// The record does not depend on whether this block has room for one more bonus query.
			let attached =
				with_storage_layer(|| T::BonusQueries::attach(record, *device, &relationship.partner, query));
			Self::deposit_event(match attached {
				Ok(()) => Event::BonusAttached { record },
				Err(error) => Event::BonusNotAttached { record, error },
			});
		}
		relationship.proposals = relationship.proposals.saturating_sub(1);
		Self::refresh_state(id, &mut relationship, by);
		Self::notify(Party::Account(author.clone()), id, NoticeKind::RecordAccepted, Some(record));
		if author != relationship.partner {
			Self::notify_partner(&relationship, id, NoticeKind::RecordAccepted, Some(record));
		}
		if !Self::is_device_side(by, &relationship.subject) {
			Self::notify_device(&relationship, id, NoticeKind::RecordAccepted, Some(record));
		}
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}

	fn drop_proposal(
		record: RecordId,
		proposal: ProposalOf<T>,
		mut relationship: RelationshipOf<T>,
		reason: DropReason,
		by: &T::AccountId,
	) -> DispatchResult {
		let id = proposal.relationship;
		Self::refund(HoldReason::Record, &proposal.deposit)?;
		Proposals::<T>::remove(record);
		if !Records::<T>::contains_key(record) {
			RecordsOf::<T>::remove(id, record);
		}
		relationship.proposals = relationship.proposals.saturating_sub(1);
		Self::deposit_event(Event::ProposalDropped { record, reason });
		Self::refresh_state(id, &mut relationship, by);
		Relationships::<T>::insert(id, relationship);
		Ok(())
	}
}

/// An attestor's bit, how many have to agree, and how many may disagree.
fn ballot<T: Config>(proposal: &ProposalOf<T>, who: &T::AccountId) -> Option<(u8, u32, u32)> {
	let quorum = proposal.content.quorum.as_ref()?;
	let index = quorum.attestors.iter().position(|attestor| attestor == who)?;
	let needed = u32::from(quorum.needed);
	let spare = (quorum.attestors.len() as u32).saturating_sub(needed);
	Some((bit(index as u32), needed, spare))
}

fn bit(index: u32) -> u8 {
	1u8.checked_shl(index).unwrap_or_default()
}

fn fault<T: Config>(fault: Fault) -> Error<T> {
	match fault {
		Fault::Tag => Error::InvalidTag,
		Fault::Host => Error::InvalidHost,
		Fault::NoPointer => Error::NoPointer,
		Fault::Query => Error::InvalidQuery,
		Fault::DuplicateQuery => Error::DuplicateQuery,
		Fault::EmptySummary => Error::EmptySummary,
		Fault::SummaryOutOfOrder => Error::SummaryOutOfOrder,
		Fault::SummaryInFuture => Error::SummaryInFuture,
	}
}
