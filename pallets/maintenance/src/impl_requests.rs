//! The life of a request after it has been raised.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, Hash, RequestId};
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::MutateHold,
		tokens::{Fortitude::Force, Precision::Exact, Restriction::Free},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	AgreementStatus, Agreements, Config, Error, Event, HoldReason, Pallet, RequestOf, RequestStatus, Requests,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accept_request(provider: T::AccountId, id: RequestId) -> DispatchResult {
		let mut request = find_request::<T>(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		ensure!(request.status == RequestStatus::Open, Error::<T>::NotOpen);
		ensure!(!is_late::<T>(&request), Error::<T>::DeadlinePassed);
		let agreement = Self::find_agreement(request.agreement)?;
		ensure!(agreement.status == AgreementStatus::Active, Error::<T>::NotActive);
		request.status = RequestStatus::Accepted;
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::RequestAccepted { request: id, provider });
		Ok(())
	}

	pub(crate) fn do_reject_request(provider: T::AccountId, id: RequestId) -> DispatchResult {
		let request = find_request::<T>(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		let can_end = match request.status {
			RequestStatus::Open | RequestStatus::Accepted => true,
			RequestStatus::Completed => is_disputed::<T>(&request),
			RequestStatus::Paid | RequestStatus::Rejected | RequestStatus::TimedOut => false,
		};
		ensure!(can_end, Error::<T>::NotOpen);
		let refunded = Self::refund(id, request, RequestStatus::Rejected)?;
		Self::deposit_event(Event::RequestRejected { request: id, refunded });
		Ok(())
	}

	pub(crate) fn do_complete_request(provider: T::AccountId, id: RequestId, evidence: Hash) -> DispatchResult {
		let mut request = find_request::<T>(id)?;
		ensure!(request.provider == provider, Error::<T>::NotProvider);
		ensure!(request.status == RequestStatus::Accepted, Error::<T>::NotAccepted);
		ensure!(!is_late::<T>(&request), Error::<T>::DeadlinePassed);
		request.status = RequestStatus::Completed;
		request.completed_at = Some(frame_system::Pallet::<T>::block_number());
		request.evidence = Some(evidence);
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::RequestCompleted { request: id, evidence });
		Ok(())
	}

	pub(crate) fn do_confirm_request(owner: T::AccountId, id: RequestId) -> DispatchResult {
		let request = find_request::<T>(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		ensure!(request.status == RequestStatus::Completed, Error::<T>::NotCompleted);
		Self::pay(id, request)
	}

	pub(crate) fn do_return_request(owner: T::AccountId, id: RequestId, reason: Hash) -> DispatchResult {
		let mut request = find_request::<T>(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		ensure!(request.status == RequestStatus::Completed, Error::<T>::NotCompleted);
		// Otherwise an owner could take the payment back from a provider who only has to collect it.
		ensure!(!is_released::<T>(&request), Error::<T>::ReleasePeriodOver);
		ensure!(request.returns < T::MaxReturns::get(), Error::<T>::TooManyReturns);
		request.returns = request.returns.saturating_add(1);
		// A deadline that has passed meanwhile would let the owner expire the job at once.
		let deadline = Self::block_after(Self::find_agreement(request.agreement)?.response_blocks)?;
		request.deadline = deadline;
		request.status = RequestStatus::Accepted;
		request.completed_at = None;
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::RequestReturned { request: id, reason, deadline });
		Ok(())
	}

	pub(crate) fn do_expire_request(id: RequestId) -> DispatchResult {
		let request = find_request::<T>(id)?;
		match request.status {
			RequestStatus::Open | RequestStatus::Accepted => {
				ensure!(is_late::<T>(&request), Error::<T>::NotExpired);
				let refunded = Self::refund(id, request, RequestStatus::TimedOut)?;
				Self::deposit_event(Event::RequestTimedOut { request: id, refunded });
				Ok(())
			}
			RequestStatus::Completed => {
				ensure!(!is_disputed::<T>(&request), Error::<T>::Disputed);
				ensure!(is_released::<T>(&request), Error::<T>::NotExpired);
				Self::pay(id, request)
			}
			RequestStatus::Paid | RequestStatus::Rejected | RequestStatus::TimedOut => {
				Err(Error::<T>::AlreadySettled.into())
			}
		}
	}

	/// Pays the provider out of the escrow. Freezes that the owner has put on its account since do not matter.
	fn pay(id: RequestId, request: RequestOf<T>) -> DispatchResult {
		let (owner, provider, amount) = (request.owner.clone(), request.provider.clone(), request.price);
		if amount > 0 {
			let reason = HoldReason::Escrow.into();
			T::Currency::transfer_on_hold(&reason, &owner, &provider, amount, Exact, Free, Force)
				.map_err(|_| Error::<T>::CannotBePaid)?;
		}
		Self::settle(id, request, RequestStatus::Paid, 0)?;
		Self::deposit_event(Event::Paid { request: id, provider, amount });
		Ok(())
	}

	/// Gives the escrow back: to the budget, or freely when the agreement has been cancelled. Says how much it was.
	fn refund(id: RequestId, request: RequestOf<T>, status: RequestStatus) -> Result<Balance, DispatchError> {
		let (owner, amount) = (request.owner.clone(), request.price);
		if Self::find_agreement(request.agreement)?.status == AgreementStatus::Cancelled {
			Self::release(HoldReason::Escrow, &owner, amount)?;
			Self::settle(id, request, status, 0)?;
		} else {
			Self::move_hold(HoldReason::Escrow, HoldReason::Budget, &owner, amount)?;
			Self::settle(id, request, status, amount)?;
		}
		Ok(amount)
	}

	/// Closes the books on a request whose escrow has been emptied, of which `returned` planck went to the budget.
	fn settle(id: RequestId, mut request: RequestOf<T>, status: RequestStatus, returned: Balance) -> DispatchResult {
		let mut agreement = Self::find_agreement(request.agreement)?;
		agreement.open_requests = agreement.open_requests.saturating_sub(1);
		agreement.budget = agreement.budget.checked_add(returned).ok_or(Error::<T>::Overflow)?;
		Agreements::<T>::insert(request.agreement, agreement);
		Self::drop_use(request.device);
		request.status = status;
		Requests::<T>::insert(id, request);
		Ok(())
	}
}

fn find_request<T: Config>(id: RequestId) -> Result<RequestOf<T>, DispatchError> {
	Ok(Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?)
}

/// Whether the provider's time is over.
fn is_late<T: Config>(request: &RequestOf<T>) -> bool {
	frame_system::Pallet::<T>::block_number() > request.deadline
}

/// Whether the owner's time to answer to a completed job is over.
fn is_released<T: Config>(request: &RequestOf<T>) -> bool {
	let now: BlockNumberFor<T> = frame_system::Pallet::<T>::block_number();
	request.completed_at.is_some_and(|at| now > at.saturating_add(T::ReleasePeriod::get()))
}

/// Whether the owner has returned the job as often as it can, so that the two have to agree.
fn is_disputed<T: Config>(request: &RequestOf<T>) -> bool {
	request.returns > 0 && request.returns >= T::MaxReturns::get()
}
