//! Disputes: the arbiter, and offers of both sides.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, Hash, RequestId};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchResult, traits::Saturating};

use crate::{
	Agreements, Config, Dispute, Error, Event, HoldReason, Offer, Pallet, Party, RequestKind, RequestOf, RequestStatus,
	Requests, Work,
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
		Self::store(id, request);
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
		// It says nothing about a service, so two offers do not differ by it.
		let delivered = delivered && request.kind != RequestKind::Service;
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
		Self::store(id, request);
		Self::deposit_event(Event::ArbiterSilent { request: id });
		Ok(())
	}

	/// Ends a stand-off that has lasted too long: what is not confirmed is burned, parts that were delivered count as the
	/// provider's again, and what both held for the arbiter is theirs.
	///
	/// Any part of the escrow for either side would be something to wait for: for an owner that refuses good work, or for a
	/// provider that calls a job done which it has not begun. So neither gets any, each loses most by not giving way, and each
	/// can still offer a split until then.
	pub(crate) fn end_standoff(id: RequestId, request: RequestOf<T>) -> DispatchResult {
		ensure!(Self::is_hopeless(&request), Error::<T>::Disputed);
		let burned = request.rest();
		let ending = Ending { status: RequestStatus::Forfeited, to_provider: 0, burned, delivered: false };
		Self::close(id, request, ending)?;
		Self::deposit_event(Event::RequestForfeited { request: id, burned });
		Ok(())
	}

	/// Whether the two have not agreed for too long: since the job was last said to be done, or since the arbiter's time was
	/// over.
	fn is_hopeless(request: &RequestOf<T>) -> bool {
		let since = match request.status {
			RequestStatus::Deadlocked => request.dispute.map(|dispute| Self::arbitration_end(dispute.at)),
			_ => request.completed_at,
		};
		let now = frame_system::Pallet::<T>::block_number();
		since.is_some_and(|since| now > since.saturating_add(T::StandoffPeriod::get()))
	}

	fn split(id: RequestId, request: RequestOf<T>, to_provider: Balance, delivered: bool) -> DispatchResult {
		let ending = Ending { status: RequestStatus::Awarded, to_provider, burned: 0, delivered };
		let refunded = Self::close(id, request, ending)?;
		Self::deposit_event(Event::RequestAwarded { request: id, to_provider, refunded });
		Ok(())
	}
}
