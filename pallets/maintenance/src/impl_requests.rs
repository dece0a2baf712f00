//! The life of a request after it has been raised.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, Hash, RequestId, device::Registry};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	DispatchError, DispatchResult, Rounding, helpers_128bit::multiply_by_rational_with_rounding, traits::Saturating,
};

use crate::{
	Agreement, AgreementStatus, Agreements, Config, Error, Event, Evidence, EvidenceOf, HoldReason, MAX_EVIDENCE_EACH,
	Pallet, Party, Phase, Request, RequestKind, RequestOf, RequestStatus, Requests, Work,
};

/// How a request ends.
pub(crate) struct Ending {
	/// Its final status.
	pub status: RequestStatus,
	/// What the provider gets of the rest of the price, in planck.
	pub to_provider: Balance,
	/// What nobody gets of it, in planck.
	pub burned: Balance,
	/// Whether the owner keeps the parts that were delivered.
	pub delivered: bool,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accept_request(provider: T::AccountId, id: RequestId) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		ensure!(request.status == RequestStatus::Open, Error::<T>::NotOpen);
		ensure!(!is_late::<T>(&request), Error::<T>::DeadlinePassed);
		let agreement = Self::find_agreement(request.agreement)?;
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		Self::ensure_provider(&provider)?;
		Self::hold(HoldReason::Bond, &provider, request.bond)?;
		request.status = RequestStatus::Accepted;
		Self::store(id, request);
		Self::deposit_event(Event::RequestAccepted { request: id, provider });
		Ok(())
	}

	pub(crate) fn do_reject_request(provider: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::find_request(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		let can_end = match request.status {
			RequestStatus::Open | RequestStatus::Accepted | RequestStatus::Disputed | RequestStatus::Deadlocked => true,
			RequestStatus::Completed => is_returned_out::<T>(&request),
			RequestStatus::Paid
			| RequestStatus::Rejected
			| RequestStatus::TimedOut
			| RequestStatus::Awarded
			| RequestStatus::Forfeited => false,
		};
		ensure!(can_end, Error::<T>::NotOpen);
		let refunded = Self::give_back(id, request, RequestStatus::Rejected)?;
		Self::deposit_event(Event::RequestRejected { request: id, refunded });
		Ok(())
	}

	pub(crate) fn do_complete_request(provider: T::AccountId, id: RequestId, evidence: Hash) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		ensure!(request.status == RequestStatus::Accepted, Error::<T>::NotAccepted);
		ensure!(!is_late::<T>(&request), Error::<T>::DeadlinePassed);
		Self::ship(&mut request)?;
		request.status = RequestStatus::Completed;
		request.completed_at = Some(frame_system::Pallet::<T>::block_number());
		request.evidence = Some(evidence);
		request.offer = None;
		Self::store(id, request);
		Self::deposit_event(Event::RequestCompleted { request: id, evidence });
		Ok(())
	}

	pub(crate) fn do_confirm_request(owner: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::find_request(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		match request.status {
			RequestStatus::Completed => Self::pay_milestone(id, request),
			// Who gives way in a dispute gives way altogether.
			RequestStatus::Disputed | RequestStatus::Deadlocked => Self::pay_all(id, request),
			RequestStatus::Open
			| RequestStatus::Accepted
			| RequestStatus::Paid
			| RequestStatus::Rejected
			| RequestStatus::TimedOut
			| RequestStatus::Awarded
			| RequestStatus::Forfeited => Err(Error::<T>::NotCompleted.into()),
		}
	}

	pub(crate) fn do_return_request(owner: T::AccountId, id: RequestId, reason: Hash) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		ensure!(request.status == RequestStatus::Completed, Error::<T>::NotCompleted);
		// Otherwise an owner could take the payment back from a provider who only has to collect it.
		ensure!(!is_released::<T>(&request), Error::<T>::ReleasePeriodOver);
		ensure!(request.returns < T::MaxReturns::get(), Error::<T>::TooManyReturns);
		request.returns = request.returns.saturating_add(1);
		// A deadline that has passed meanwhile would let the owner expire the job at once.
		let deadline = Self::block_after(Self::find_agreement(request.agreement)?.terms.response_blocks)?;
		request.deadline = deadline;
		request.status = RequestStatus::Accepted;
		request.completed_at = None;
		request.offer = None;
		Self::store(id, request);
		Self::deposit_event(Event::RequestReturned { request: id, reason, deadline });
		Ok(())
	}

	pub(crate) fn do_expire_request(id: RequestId) -> DispatchResult {
		let request = Self::find_request(id)?;
		match request.status {
			RequestStatus::Open | RequestStatus::Accepted => {
				// Nobody can accept a request of a cancelled agreement, so there is nothing to wait for.
				let is_orphan = request.status == RequestStatus::Open
					&& Self::find_agreement(request.agreement)?.status == AgreementStatus::Cancelled;
				ensure!(is_orphan || is_late::<T>(&request), Error::<T>::NotExpired);
				let refunded = Self::give_back(id, request, RequestStatus::TimedOut)?;
				Self::deposit_event(Event::RequestTimedOut { request: id, refunded });
				Ok(())
			}
			RequestStatus::Completed if is_returned_out::<T>(&request) => Self::end_standoff(id, request),
			RequestStatus::Completed => {
				ensure!(is_released::<T>(&request), Error::<T>::NotExpired);
				Self::pay_milestone(id, request)
			}
			RequestStatus::Disputed => Self::end_arbitration(id, request),
			RequestStatus::Deadlocked => Self::end_standoff(id, request),
			RequestStatus::Paid
			| RequestStatus::Rejected
			| RequestStatus::TimedOut
			| RequestStatus::Awarded
			| RequestStatus::Forfeited => Err(Error::<T>::AlreadySettled.into()),
		}
	}

	pub(crate) fn do_submit_evidence(who: T::AccountId, id: RequestId, phase: Phase, hash: Hash) -> DispatchResult {
		let request = Self::find_request(id)?;
		let by = match Self::party(&who, &request) {
			Some(party) => party,
			None if T::Registry::device_of(&who) == Some(request.device) => Party::Device,
			None => return Err(Error::<T>::NotParty.into()),
		};
		ensure!(request.status.is_unsettled(), Error::<T>::AlreadySettled);
		let at = frame_system::Pallet::<T>::block_number();
		EvidenceOf::<T>::try_mutate(id, |evidence| {
			let handed_in = evidence.iter().filter(|piece| piece.by == by).count();
			ensure!(handed_in < MAX_EVIDENCE_EACH as usize, Error::<T>::TooMuchEvidence);
			evidence.try_push(Evidence { by, phase, hash, at }).map_err(|_| Error::<T>::TooMuchEvidence)
		})?;
		Self::deposit_event(Event::EvidenceSubmitted { request: id, by, phase, hash });
		Ok(())
	}

	/// Pays what the present milestone is worth, and goes on to the next one, or settles the request when it was the last.
	fn pay_milestone(id: RequestId, mut request: RequestOf<T>) -> DispatchResult {
		let agreement = Self::find_agreement(request.agreement)?;
		let Some(amount) = milestone_before_the_last(&request, &agreement) else { return Self::pay_all(id, request) };
		let deadline = Self::block_after(agreement.terms.response_blocks)?;
		Self::pay(&request, amount)?;
		let milestone = request.milestone;
		request.paid = request.paid.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		request.milestone = milestone.checked_add(1).ok_or(Error::<T>::Overflow)?;
		request.status = RequestStatus::Accepted;
		request.deadline = deadline;
		request.completed_at = None;
		request.returns = 0;
		request.offer = None;
		let provider = request.provider.clone();
		Self::store(id, request);
		Self::deposit_event(Event::MilestonePaid { request: id, milestone, provider, amount, deadline });
		Ok(())
	}

	/// Pays the rest of the price and settles the request.
	fn pay_all(id: RequestId, request: RequestOf<T>) -> DispatchResult {
		let (provider, amount) = (request.provider.clone(), request.rest());
		let ending = Ending { status: RequestStatus::Paid, to_provider: amount, burned: 0, delivered: true };
		Self::close(id, request, ending)?;
		Self::deposit_event(Event::Paid { request: id, provider, amount });
		Ok(())
	}

	/// Gives the escrow back and settles the request; says how much it was.
	fn give_back(id: RequestId, request: RequestOf<T>, status: RequestStatus) -> Result<Balance, DispatchError> {
		Self::close(id, request, Ending { status, to_provider: 0, burned: 0, delivered: false })
	}

	/// Ends a request: pays the provider and the arbiter, gives the rest and the bonds back, moves the parts, and closes the
	/// books. Says how much of the escrow went back to the owner.
	pub(crate) fn close(id: RequestId, mut request: RequestOf<T>, ending: Ending) -> Result<Balance, DispatchError> {
		let Ending { status, to_provider, burned, delivered } = ending;
		let mut agreement = Self::find_agreement(request.agreement)?;
		let rest = request.rest();
		let back =
			rest.checked_sub(to_provider).and_then(|back| back.checked_sub(burned)).ok_or(Error::<T>::AwardTooHigh)?;
		let provider_bond = request.provider_bond();

		Self::pay(&request, to_provider)?;
		Self::burn(&request.owner, burned)?;
		let (mut from_owner, mut from_provider) = (0, 0);
		if let Some(arbitration) = &agreement.terms.arbitration {
			let arbiter = &arbitration.arbiter;
			if Self::is_before_arbiter(&request) {
				let (owner_share, provider_share) = split_fee::<T>(request.bond, back, rest)?;
				from_owner = Self::pay_arbiter(HoldReason::Escrow, &request.owner, arbiter, owner_share);
				from_provider = Self::pay_arbiter(HoldReason::Bond, &request.provider, arbiter, provider_share);
				let amount = from_owner.saturating_add(from_provider);
				if amount > 0 {
					let arbiter = arbiter.clone();
					Self::deposit_event(Event::ArbiterPaid { request: id, arbiter, amount });
				}
			}
			Work::<T>::remove(arbiter, id);
		}
		let bond_back = request.bond.checked_sub(from_owner).ok_or(Error::<T>::Overflow)?;
		let refunded = back.checked_add(bond_back).ok_or(Error::<T>::Overflow)?;
		Self::refund(&mut agreement, refunded)?;
		Self::release(HoldReason::Bond, &request.provider, provider_bond.saturating_sub(from_provider))?;

		Self::end_transit(id, &mut request, delivered);
		agreement.open_requests = agreement.open_requests.saturating_sub(1);
		Agreements::<T>::insert(request.agreement, agreement);
		Work::<T>::remove(&request.owner, id);
		Work::<T>::remove(&request.provider, id);
		request.paid = request.paid.checked_add(to_provider).ok_or(Error::<T>::Overflow)?;
		request.status = status;
		request.settled_at = Some(frame_system::Pallet::<T>::block_number());
		request.offer = None;
		Self::store(id, request);
		Ok(refunded)
	}

	/// Stores a request that has moved on, and lets its device go when there is nothing left to do on it. Whoever then
	/// quarrels on about the money does not keep the machine from being sold or removed, and does not get hold of it again.
	pub(crate) fn store(id: RequestId, mut request: RequestOf<T>) {
		if request.keeps_device && !is_in_progress::<T>(&request) {
			request.keeps_device = false;
			Self::drop_use(request.device);
		}
		Requests::<T>::insert(id, request);
	}

	/// Whether an account is the owner, the provider or the called arbiter of a request that is not settled. One look into the
	/// storage, so that it can be asked before a call is paid for.
	pub fn has_work(who: &T::AccountId) -> bool {
		Work::<T>::iter_key_prefix(who).next().is_some()
	}

	/// Whether the arbiter is called and its time is not over, so that its fee is due whoever ends the dispute: a loser who
	/// gives way at the last moment must not cheat it of its fee.
	pub(crate) fn is_before_arbiter(request: &RequestOf<T>) -> bool {
		let now = frame_system::Pallet::<T>::block_number();
		request.status == RequestStatus::Disputed
			&& request.dispute.is_some_and(|dispute| now <= Self::arbitration_end(dispute.at))
	}

	/// The last block in which the arbiter can decide.
	pub(crate) fn arbitration_end(called_at: BlockNumberFor<T>) -> BlockNumberFor<T> {
		called_at.saturating_add(T::ArbitrationPeriod::get())
	}

	/// On which side of a job an account is; none for a stranger.
	pub(crate) fn party(who: &T::AccountId, request: &RequestOf<T>) -> Option<Party> {
		if request.owner == *who {
			Some(Party::Owner)
		} else if request.provider == *who {
			Some(Party::Provider)
		} else {
			None
		}
	}

	pub(crate) fn find_request(id: RequestId) -> Result<RequestOf<T>, DispatchError> {
		Ok(Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?)
	}
}

/// What the present milestone pays; none when it is the last one, which pays the rest.
fn milestone_before_the_last<AccountId, BlockNumber>(
	request: &Request<AccountId, BlockNumber>,
	agreement: &Agreement<AccountId, BlockNumber>,
) -> Option<Balance> {
	if request.kind != RequestKind::Service {
		return None;
	}
	let shares = &agreement.terms.milestones;
	let present = usize::from(request.milestone);
	if present.saturating_add(1) >= shares.len() {
		return None;
	}
	// Rounded down; what is lost so is in the last one.
	shares.get(present).map(|share| share.mul_floor(request.price))
}

/// Splits the arbiter's fee in the proportion in which the two lose the rest of the price: `back` of it goes back to the owner,
/// so that is what the provider has lost. Says what the owner and what the provider pays.
fn split_fee<T: Config>(fee: Balance, back: Balance, rest: Balance) -> Result<(Balance, Balance), DispatchError> {
	let by_provider =
		multiply_by_rational_with_rounding(fee, back, rest, Rounding::Down).ok_or(Error::<T>::Overflow)?;
	Ok((fee.checked_sub(by_provider).ok_or(Error::<T>::Overflow)?, by_provider))
}

/// Whether there may be something left to do on the machine.
pub(crate) fn is_in_progress<T: Config>(request: &RequestOf<T>) -> bool {
	match request.status {
		RequestStatus::Open | RequestStatus::Accepted | RequestStatus::Disputed => true,
		RequestStatus::Completed => !is_returned_out::<T>(request),
		RequestStatus::Deadlocked
		| RequestStatus::Paid
		| RequestStatus::Rejected
		| RequestStatus::TimedOut
		| RequestStatus::Awarded
		| RequestStatus::Forfeited => false,
	}
}

/// Whether the provider's time is over.
pub(crate) fn is_late<T: Config>(request: &RequestOf<T>) -> bool {
	frame_system::Pallet::<T>::block_number() > request.deadline
}

/// Whether the owner's time to answer to a completed job is over.
pub(crate) fn is_released<T: Config>(request: &RequestOf<T>) -> bool {
	let now: BlockNumberFor<T> = frame_system::Pallet::<T>::block_number();
	request.completed_at.is_some_and(|at| now > at.saturating_add(T::ReleasePeriod::get()))
}

/// Whether the owner has returned the job as often as it can, so that its silence does not pay any more.
pub(crate) fn is_returned_out<T: Config>(request: &RequestOf<T>) -> bool {
	request.returns > 0 && request.returns >= T::MaxReturns::get()
}
