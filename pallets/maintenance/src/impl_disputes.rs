//! Disputes: the arbiter, and offers of both sides.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, Hash, RequestId};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
	Agreements, Config, Dispute, Error, Event, HoldReason, Offer, Pallet, Party, RequestOf, RequestStatus, Requests,
	Work,
	impl_requests::{Ending, is_late, is_released, is_returned_out},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(who: T::AccountId, id: RequestId, reason: Hash) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		let by = Self::party(&who, &request).ok_or(Error::<T>::NotParty)?;
		let agreement = Self::find_agreement(request.agreement)?;
		let arbitration = agreement.terms.arbitration.ok_or(Error::<T>::NoArbiter)?;
		let returned_out = is_returned_out::<T>(&request);
		let can_call = match (by, request.status) {
			// An owner whose silence has confirmed the job must not take the payment back.
			(Party::Owner, RequestStatus::Completed) => returned_out || !is_released::<T>(&request),
			// A provider whose work nobody has complained of has nothing to dispute.
			(Party::Provider, RequestStatus::Completed) => returned_out,
			(Party::Provider, RequestStatus::Accepted) => request.returns > 0 && !is_late::<T>(&request),
			_ => false,
		};
		ensure!(can_call, Error::<T>::NotDisputable);
		ensure!(request.rest() > 0, Error::<T>::NothingInDispute);
		let at = frame_system::Pallet::<T>::block_number();
		request.dispute = Some(Dispute { by, reason, at });
		request.status = RequestStatus::Disputed;
		request.offer = None;
		Work::<T>::insert(&arbitration.arbiter, id, ());
		Requests::<T>::insert(id, request);
		let until = Self::arbitration_end(at);
		Self::deposit_event(Event::RequestDisputed { request: id, by, reason, until });
		Ok(())
	}

	pub(crate) fn do_award(
		arbiter: T::AccountId,
		id: RequestId,
		to_provider: Balance,
		delivered: bool,
	) -> DispatchResult {
		let request = Self::find_request(id)?;
		let agreement = Self::find_agreement(request.agreement)?;
		let named = agreement.terms.arbitration.map(|arbitration| arbitration.arbiter);
		ensure!(named == Some(arbiter), Error::<T>::NotArbiter);
		ensure!(request.status == RequestStatus::Disputed, Error::<T>::NotDisputed);
		ensure!(Self::is_before_arbiter(&request), Error::<T>::ArbitrationOver);
		Self::split(id, request, to_provider, delivered)
	}

	pub(crate) fn do_offer(who: T::AccountId, id: RequestId, to_provider: Balance, delivered: bool) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		let by = Self::party(&who, &request).ok_or(Error::<T>::NotParty)?;
		let can_offer =
			matches!(request.status, RequestStatus::Completed | RequestStatus::Disputed | RequestStatus::Deadlocked);
		ensure!(can_offer, Error::<T>::NotCompleted);
		ensure!(to_provider <= request.rest(), Error::<T>::AwardTooHigh);
		let agreed = request
			.offer
			.is_some_and(|offer| offer.by != by && offer.to_provider == to_provider && offer.delivered == delivered);
		if agreed {
			return Self::split(id, request, to_provider, delivered);
		}
		request.offer = Some(Offer { by, to_provider, delivered });
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::SettlementOffered { request: id, by, to_provider, delivered });
		Ok(())
	}

	/// Ends an arbitration without an award. Nobody gains by the silence: what is disputed stays in escrow until the two
	/// agree or one gives way, and both get back what they held for the fee.
	pub(crate) fn end_arbitration(id: RequestId, mut request: RequestOf<T>) -> DispatchResult {
		ensure!(!Self::is_before_arbiter(&request), Error::<T>::NotExpired);
		let mut agreement = Self::find_agreement(request.agreement)?;
		Self::refund(&mut agreement, request.bond)?;
		Self::release(HoldReason::Bond, &request.provider, request.bond)?;
		if let Some(arbitration) = &agreement.terms.arbitration {
			Work::<T>::remove(&arbitration.arbiter, id);
		}
		Agreements::<T>::insert(request.agreement, agreement);
		request.bond = 0;
		request.status = RequestStatus::Deadlocked;
		request.offer = None;
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::ArbiterSilent { request: id });
		Ok(())
	}

	fn split(id: RequestId, request: RequestOf<T>, to_provider: Balance, delivered: bool) -> DispatchResult {
		let ending = Ending { status: RequestStatus::Awarded, to_provider, delivered };
		let refunded = Self::close(id, request, ending)?;
		Self::deposit_event(Event::RequestAwarded { request: id, to_provider, refunded });
		Ok(())
	}
}
